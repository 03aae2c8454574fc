// Language and look are chosen on any page, hold at once and are remembered.

import { SIZES, expect, test } from "../support/test.js";

const menu = (page, size) => page.locator(size === "phone" ? ".top" : ".side__foot");

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`the language is switched on the page one is on, and holds on every other and at the next sign-in (${size})`, async ({ page, context }) => {
    await page.setViewportSize(viewport);
    await page.goto("/app/leads?status=hot");
    await menu(page, size).locator("summary").click();
    await menu(page, size).getByRole("button", { name: "Bahasa Indonesia" }).click();
    await expect(page).toHaveURL(/\/app\/leads\?status=hot$/);
    await expect(page.locator("html")).toHaveAttribute("lang", "id");
    for (const [place, heading] of [["", "Ringkasan"], ["/links", "Tautan"], ["/leads", "Prospek"], ["/team", "Tim"], ["/settings", "Setelan"]]) {
      await page.goto(`/app${place}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    }
    await context.clearCookies({ name: "giliran_session" });
    await page.goto("/app");
    await expect(page.locator("html")).toHaveAttribute("lang", "id");
    await expect(page.getByRole("button", { name: "Masuk" })).toBeVisible();
  });

  test(`light and dark are switched and remembered (${size})`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.goto("/app/links");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await menu(page, size).locator("summary").click();
    await menu(page, size).getByRole("button", { name: "Dark" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    expect(await ground()).not.toBe(light);
    await page.goto("/app/team");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await menu(page, size).locator("summary").click();
    await expect(menu(page, size).getByRole("button", { name: "Dark" })).toHaveAttribute("aria-pressed", "true");
  });
}

test("without a choice the look follows the system", async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto("/app/links");
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ground()).not.toBe(light);
});
