// Where purchases come from: the touch that counts is chosen on the overview and stands in the address, each number opens
// its rows, costs are brought in beside it, and the table is carried away.

import { readFileSync } from "node:fs";
import { number } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { IPHONE, Phone } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";

const line = (page, name) => page.locator("#lines tbody tr", { has: page.getByRole("rowheader", { name, exact: true }) });
const cell = (page, row, head) => async () => {
  const heads = await page.locator("#lines thead th").allInnerTexts();
  return row.locator("th, td").nth(heads.indexOf(head));
};

/** Somebody who came by one campaign and then by another, and bought. */
async function buyer(house, suffix) {
  const [one, other] = [await house.link([{ name: "Sari", number: number() }]), await house.link([{ name: "Budi", number: number() }])];
  const [first, second] = [`awal-${suffix}`, `akhir-${suffix}`];
  const phone = new Phone(house.url, { userAgent: IPHONE });
  await phone.tap(one.slug, `utm_source=ig&utm_campaign=${first}`);
  // By another link: the same link again within ten seconds would be the same tap.
  await phone.tap(other.slug, `utm_source=ig&utm_campaign=${second}`);
  const found = async () => (await house.api("GET", `/api/v1/leads?by=campaign&key=${second}&model=last`)).items;
  await expect.poll(async () => (await found()).length).toBe(1);
  const [lead] = await found();
  const values = { actual: { amount: "900000", currency: "IDR" } };
  await house.api("PATCH", `/api/v1/leads/${lead.id}`, { status: "won", values });
  return { first, second };
}

for (const [size, device] of Object.entries(DEVICES)) {
  test.describe(size, () => {
    test.use(device);

    test("a purchase moves to the last touch when that is chosen, and each number opens its rows", async ({ page, house }) => {
      const { first, second } = await buyer(house, size);
      await page.goto("/app");
      const purchases = async (campaign) => (await cell(page, line(page, campaign), "Purchases")()).locator("a");
      await expect(await purchases(first)).toHaveText("1");
      await expect(await purchases(second)).toHaveText("0");
      await page.getByRole("navigation", { name: "Touch that counts" }).getByRole("link", { name: "Last touch" }).press("Enter");
      await expect(page).toHaveURL(/model=last/);
      await expect(await purchases(first)).toHaveText("0");
      await expect(await purchases(second)).toHaveText("1");
      await (await purchases(second)).click();
      await expect(page.locator("tbody tr")).toHaveCount(1);
      await expect(page.locator(".chip", { hasText: second })).toBeVisible();
      await expect(page.locator(".chip", { hasText: "Last touch" })).toBeVisible();
      await page.goBack();
      await page.getByRole("navigation", { name: "Lines by" }).getByRole("link", { name: "Platform" }).click();
      await expect(page).toHaveURL(/by=platform/);
      await expect(page).toHaveURL(/model=last/);
      await expect(line(page, "Without a click ID")).toBeVisible();
    });

    test("costs are looked at, saved, shown beside the campaign and taken back", async ({ page, house }) => {
      const link = await house.link([{ name: "Sari", number: number() }]);
      const campaign = `biaya-${size}`;
      await new Phone(house.url, { userAgent: IPHONE }).tap(link.slug, `utm_campaign=${campaign}`);
      const shown = async () => (await house.api("GET", "/api/v1/reports/overview?by=campaign")).lines.map((one) => one.key);
      await expect.poll(shown).toContain(campaign);
      const { to } = await house.api("GET", "/api/v1/reports/overview");
      await page.goto("/app");
      await page.getByRole("link", { name: "Costs" }).click();
      const file = (text) => ({ name: `meta-${size}.csv`, mimeType: "text/csv", buffer: Buffer.from(text) });
      await page.getByLabel("File", { exact: true }).setInputFiles(file(`Tanggal;Kampanye;Biaya\n${to};${campaign};mahal\n`));
      await page.getByRole("button", { name: "See what changes" }).click();
      await expect(page.getByRole("alert")).toContainText("Line 2");
      await page.getByLabel("File", { exact: true }).setInputFiles(file(`Tanggal;Kampanye;Biaya\n${to};${campaign};25.000\n`));
      await page.getByRole("button", { name: "See what changes" }).click();
      await expect(page.getByRole("heading", { level: 2 })).toContainText("New: 1");
      await looksRight(page, `costs-looked-at-${size}`);
      await page.getByRole("button", { name: "Save these costs" }).click();
      await expect(page.getByRole("row", { name: new RegExp(`meta-${size}`) })).toBeVisible();
      await looksRight(page, `costs-saved-${size}`);
      await page.goto("/app");
      await expect(await cell(page, line(page, campaign), "Cost per lead")()).toHaveText("IDR 25,000");
      await looksRight(page, `overview-costs-${size}`);
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
      const row = readFileSync(await download.path(), "utf8").split("\r\n").find((text) => text.startsWith(`${campaign},`));
      expect(row).toContain(",25000,25000,");
      await page.goto("/app/costs");
      page.once("dialog", (dialog) => dialog.accept());
      await page.getByRole("row", { name: new RegExp(`meta-${size}`) }).getByRole("button", { name: "Take back" }).click();
      await expect(page.getByText(`meta-${size}.csv is taken back`)).toBeVisible();
      await expect(page.getByRole("row", { name: new RegExp(`meta-${size}`) })).toHaveCount(0);
    });
  });
}
