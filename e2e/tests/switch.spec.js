// The switch beside each name acts from the next click on, and says what it did.

import { toast } from "../support/form.js";
import { number } from "../support/house.js";
import { Phone } from "../support/phone.js";
import { SIZES, expect, test } from "../support/test.js";

const pair = () => [
  { name: "Sari", number: number() },
  { name: "Budi", number: number() },
];
const someone = (house) => new Phone(house.url);

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`a member who is switched off gets no more visitors, not even their own, until switched on again (${size})`, async ({
    page,
    house,
  }) => {
    const [sari, budi] = pair();
    const link = await house.link([sari, budi]);
    const regular = someone(house);
    const first = await regular.tap(link.slug);
    const [off, other] = first.number === sari.number ? [sari, budi] : [budi, sari];

    await page.setViewportSize(viewport);
    await page.goto(`/app/links/${link.id}`);
    const turn = page.getByRole("switch", { name: `${off.name} takes visitors` });
    await expect(turn).toBeChecked();
    await turn.click();
    await expect(toast(page).last()).toContainText(`${off.name} is off; the visitors go to ${other.name}.`);
    await expect(turn).not.toBeChecked();
    await expect(page).toHaveURL(new RegExp(`/app/links/${link.id}$`));

    for (let visitor = 0; visitor < 3; visitor += 1) expect((await someone(house).tap(link.slug)).number).toBe(other.number);
    expect((await regular.tap(link.slug)).number).toBe(other.number);

    await turn.click();
    await expect(toast(page).last()).toContainText(`${off.name} is on and gets the next turn due.`);
    await expect(turn).toBeChecked();
    const next = [await someone(house).tap(link.slug), await someone(house).tap(link.slug)];
    expect(next.map((tap) => tap.number)).toContain(off.number);
  });
}

test("the last one who is switched off sends visitors to the fallback, and the page says so before and after", async ({ page, house }) => {
  const [sari] = pair();
  const link = await house.link([sari], { fallback: { url: "https://example.com/contact" } });
  await page.goto(`/app/links/${link.id}`);
  await page.getByRole("switch").click();
  await expect(toast(page).last()).toContainText("Sari is off, and nobody else is on: visitors get the fallback.");
  await expect(page.locator("#pool")).toContainText("Nobody is on");
  const tapped = await someone(house).tap(link.slug);
  expect([tapped.status, tapped.location]).toEqual([302, "https://example.com/contact"]);
  await page.goto("/app/links");
  await expect(page.locator("tr", { hasText: link.slug })).toContainText("Everyone off");
});

test("who is not signed in any more is led to the door when they use a switch, and nothing is switched", async ({
  page,
  context,
  house,
  watching,
}) => {
  watching.allow(/^401 for POST .*\/switch$/);
  const link = await house.link(pair());
  await page.goto(`/app/links/${link.id}`);
  await context.clearCookies();
  await page.getByRole("switch").first().click();
  await expect(page).toHaveURL(/\/app\/sign-in/);
  const members = (await house.api("GET", `/api/v1/links/${link.id}`)).pool.members;
  expect(members.map((member) => member.active)).toEqual([true, true]);
});
