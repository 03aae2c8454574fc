// When somebody of a pool takes visitors: hours, closed days, a cap and a pause, set at the desk and told by the pool
// and by the next visit.

import { field, fill, said, toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { DEVICES, SIZES, expect, test } from "../support/test.js";

/** A link with two people, and the page of the first one's hours. */
async function pair(house) {
  const link = await house.link([
    { name: "Sari", number: number() },
    { name: "Budi", number: number() },
  ]);
  const [sari, budi] = link.pool.members;
  return { link, sari, budi, path: `/app/links/${link.id}/members/${sari.id}` };
}

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`somebody's hours close on a holiday, what is wrong is named, and the next visit goes to the other (${size})`, async ({ page, house }) => {
    await page.setViewportSize(viewport);
    const { link, budi, path } = await pair(house);
    // Tomorrow too: a test may be under way at midnight.
    const day = (after) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(Date.now() + after * 86_400_000);
    const name = `Leave ${link.slug}`;
    await house.api("POST", "/api/v1/calendars", { name, dates: [0, 1].map((after) => ({ date: day(after) })) });

    await page.goto(`/app/links/${link.id}`);
    await page.getByRole("link", { name: "Hours and limits of Sari" }).click();
    await expect(page.getByRole("heading", { name: "When Sari takes visitors" })).toBeVisible();
    await expect(page.locator(".of-hours").first()).toBeHidden();
    await page.getByRole("radio", { name: /^At certain hours/ }).check();
    for (const day of ["Sat", "Sun"]) await page.getByLabel(day, { exact: true }).check();
    await fill(page, { "hours.from[0]": "09:00", "hours.to[0]": "09:00", daily_cap: "0" });
    await page.getByLabel(name).check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(await said(page, "hours.to[0]")).toContainText("The end must differ from the start");
    await expect(await said(page, "daily_cap")).toBeVisible();
    await expect(page.getByLabel(name)).toBeChecked();
    await looksRight(page, `member-wrong-${size}`);

    await fill(page, { "hours.from[0]": "00:00", "hours.to[0]": "00:00", daily_cap: "25" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText("Saved when Sari takes visitors");
    await expect(page.locator("main")).toContainText("at most 25 a day");
    const gone = await new Phone(house.url).tap(link.slug);
    expect(gone.number, "whoever has a day off is passed over").toBe(budi.number);

    await page.goto(path);
    await expect(page.getByLabel(name)).toBeChecked();
    await page.getByLabel(name).uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText("Saved when Sari takes visitors");
    const [sari] = (await house.api("GET", `/api/v1/links/${link.id}`)).pool.members;
    expect(sari.hours.calendar_ids ?? []).toEqual([]);
  });
}

test("the member's page is in order in Indonesian and in the dark", async ({ browser, house }) => {
  const { path } = await pair(house);
  const state = storage(house.url, house.session, { theme: "dark", locale: "id" });
  const context = await browser.newContext({ ...DEVICES.phone, baseURL: house.url, storageState: state });
  const page = await context.newPage();
  await page.goto(path);
  await page.locator('input[name="when"][value="hours"]').check();
  await looksRight(page, "member-phone-dark-id");
  await context.close();
});
