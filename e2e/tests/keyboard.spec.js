// All of the desk works by keyboard, and a person sees where they are.

import { SIZES, expect, shopTest as test } from "../support/test.js";

test("Ctrl K finds a link by its name and goes there", async ({ page }) => {
  await page.goto("/app");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("katalog");
  await expect(palette.getByRole("option").first()).toContainText("Katalog kain");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/app\/links\/[0-9a-f-]+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Katalog kain");
});

test("the palette finds a lead by its code, walks by arrow keys, says what is chosen, and closes by Escape", async ({ page }) => {
  await page.goto("/app/leads");
  const row = page.locator("tbody tr", { has: page.locator(".code") }).first();
  const lead = await row.getByRole("link").first().getAttribute("href");
  const code = await row.locator(".code").innerText();
  await page.keyboard.press("Control+k");
  const ask = page.getByRole("combobox");
  await ask.fill(code);
  await expect(page.getByRole("option").first()).toHaveAttribute("href", lead);
  await ask.fill("");
  await expect.poll(() => page.getByRole("option").count()).toBeGreaterThan(3);
  const chosen = () => page.locator('[role=option][aria-selected="true"]');
  await expect(chosen()).toHaveCount(1);
  const first = await chosen().getAttribute("id");
  await page.keyboard.press("ArrowDown");
  await expect(chosen()).not.toHaveId(first);
  await expect(ask).toHaveAttribute("aria-activedescendant", await chosen().getAttribute("id"));
  await page.keyboard.press("ArrowUp");
  await expect(chosen()).toHaveId(first);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

for (const [place, address] of [["links", /\/app\/links\/[0-9a-f-]+$/], ["leads", /\/app\/leads\/\d+$/], ["visits", /\/app\/visits\/\d+$/]]) {
  test(`j and k walk the table of ${place}, and Enter opens`, async ({ page }) => {
    await page.goto(`/app/${place}`);
    const link = (row) => page.locator("tbody tr").nth(row).getByRole("link").first();
    await page.keyboard.press("j");
    await expect(link(0)).toBeFocused();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expect(link(2)).toBeFocused();
    await page.keyboard.press("k");
    await expect(link(1)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(address);
  });
}

test("x chooses the row that one is on, and letters typed into a field stay letters", async ({ page }) => {
  await page.goto("/app/leads");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.locator("tbody tr").first().getByRole("checkbox")).toBeChecked();
  await expect(page.getByRole("region", { name: "Change several" })).toContainText("1 chosen");
  const search = page.getByRole("searchbox").first();
  await search.focus();
  await page.keyboard.type("jkx");
  await expect(search).toHaveValue("jkx");
  await expect(page.locator("tbody tr:has(:checked)")).toHaveCount(1);
});

test("the first Tab offers to skip to the content", async ({ page }) => {
  await page.goto("/app/links");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});

/** Presses Tab; what is focused then, and how it and what stands for it look: a switch's track, a card around a radio. */
async function tab(page) {
  await page.keyboard.press("Tab");
  return page.evaluate(() => {
    const look = (element) => {
      const style = getComputedStyle(element);
      return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.fill].join(" ");
    };
    const here = document.activeElement;
    const before = window.lookedAt;
    const left = before && { name: before.name, focused: before.look, unfocused: before.shown.map(look).join("|") };
    if (!here || here === document.body) return { left };
    const shown = [here, here.parentElement, ...here.children];
    const name = `${here.tagName.toLowerCase()} ${here.className.baseVal ?? (here.className || here.getAttribute("href") || here.name)}`;
    window.lookedAt = { name, shown, look: shown.map(look).join("|") };
    const box = here.getBoundingClientRect();
    return { left, sizeless: box.width === 0 || box.height === 0 ? name : null };
  });
}

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`whatever the Tab key reaches is seen to have the focus (${size})`, async ({ page }) => {
    await page.setViewportSize(viewport);
    for (const place of ["/app", "/app/links/new", "/app/leads"]) {
      await page.goto(place);
      const unseen = new Set();
      for (let step = 0; step < 45; step += 1) {
        const { left, sizeless } = await tab(page);
        if (sizeless) unseen.add(`${sizeless} has no size`);
        if (left && left.focused === left.unfocused) unseen.add(`${left.name} looks the same with the focus and without`);
      }
      expect.soft([...unseen], place).toEqual([]);
    }
  });
}
