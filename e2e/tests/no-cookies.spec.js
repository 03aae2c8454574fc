// A link without identifiers: the switch in its form, what the desk says of it, and taps that take turns one by one.

import { field } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { SIZES, expect, test } from "../support/test.js";
import { sentencesOnlyIn } from "../support/words.js";

const made = (house, more) => house.link([{ name: "Sari", number: number() }, { name: "Budi", number: number() }], more);

test("the switch is set by keyboard, the preview loses its code, and two quick taps of one person are two turns", async ({ page, house }) => {
  const link = await made(house);
  const [sari, budi] = link.pool.members.map((member) => member.number);
  await page.goto(`/app/links/${link.id}/edit`);
  const bubble = page.locator("#live .bubble");
  await expect(bubble).toContainText("[K\u2011");
  const box = field(page, "cookies");
  await expect(box).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Without identifiers (no cookies)" })).toHaveAccessibleDescription(/two quick taps of one person take two/);
  await box.focus();
  await page.keyboard.press("Space");
  await expect(box).toBeChecked();
  await expect(bubble).toHaveText(/^Hi Sari, about the promo\s*\d/);
  await expect(page.locator("#live")).toContainText("Without identifiers nobody has a code");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Yes: nobody is recognised, each tap takes a turn")).toBeVisible();
  await expect(page.getByText("This link goes without identifiers. Clicks and turns are counted")).toBeVisible();

  const phone = new Phone(house.url);
  const reached = [];
  for (let tap = 0; tap < 4; tap++) reached.push((await phone.tap(link.slug, "utm_source=ig&fbclid=IwAR1")).number);
  expect(reached).toEqual([sari, budi, sari, budi]);
  expect(phone.cookies).toBe(0);
  const visits = async () => (await house.api("GET", `/api/v1/visits?link_id=${link.id}`)).items;
  await expect.poll(async () => (await visits()).length).toBe(4);
  expect((await visits()).map((visit) => [visit.lead_id, visit.ip, visit.user_agent])).toEqual(Array(4).fill([null, "", ""]));

  await page.goto(`/app/visits/${(await visits())[0].id}`);
  await expect(page.getByText("nothing is kept that tells one visitor from another")).toBeVisible();
  await page.goto(`/app/links/${link.id}/history`);
  await expect(page.getByText(/Cookies and identifiers.*Yes.*No/i).first()).toBeVisible();
  await page.goto(`/app/links/${link.id}/edit`);
  await expect(box).toBeChecked();
});

test("what is imagined says it too, and a rule about who is new is named as one that never holds", async ({ page, house }) => {
  const rules = [{ name: "Newcomers", when: { field: "visitor", op: "is", value: "new" }, then: { pool: true } }];
  const link = await made(house, { cookies: false, rules });
  await page.goto(`/app/links/${link.id}`);
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await expect(page.locator("#tried")).toContainText("This link goes without identifiers");
  await page.goto(`/app/links/${link.id}/rules`);
  await expect(page.getByText("it asks who is new or returning, and this link goes without identifiers").first()).toBeVisible();
});

for (const locale of ["en", "id"]) {
  for (const theme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      test.describe(`${locale} ${theme} ${size}`, () => {
        test.use({ viewport });
        test("form and page of such a link look right and speak one language", async ({ page, house, context }) => {
          await context.clearCookies();
          await context.addCookies(storage(house.url, house.session, { locale, theme }).cookies);
          const link = await made(house, { cookies: false });
          const foreign = sentencesOnlyIn(locale === "en" ? "id" : "en", locale);
          for (const [name, path] of [["form", "/edit"], ["page", ""], ["opening", "/opening"]]) {
            await page.goto(`/app/links/${link.id}${path}`);
            await expect(page.locator("html")).toHaveAttribute("lang", locale);
            const text = await page.locator("main").innerText();
            expect(foreign.filter((sentence) => text.includes(sentence))).toEqual([]);
            expect(text).toContain(locale === "en" ? "ithout identifiers" : "anpa pengenal");
            await looksRight(page, `no-cookies-${name}-${locale}-${theme}-${size}`);
          }
        });
      });
    }
  }
}
