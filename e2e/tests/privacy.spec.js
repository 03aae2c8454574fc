// What is kept of visitors, and for how long: shorter days are asked about first, by keyboard, on a phone, without a
// script.

import { field, fill, said, toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";

const AT = "/app/settings/privacy";
const VISITS = "privacy.keep_days.visits";
const FOR_GOOD = { visits: null, filtered_visits: null, deliveries: null, leads: null, customers: null, audit: null };

test.afterEach(async ({ house }) => {
  await house.api("PATCH", "/api/v1/workspace", { privacy: { ip: "full", keep_days: FOR_GOOD } });
});

const kept = async (house) => (await house.api("GET", "/api/v1/workspace")).privacy;

test("addresses are truncated from the save on", async ({ page, house }) => {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await page.goto("/app/settings");
  await page.getByRole("link", { name: "Privacy" }).click();
  await page.getByRole("radio", { name: /^The network only/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("The privacy settings are saved.");
  await expect(page.getByRole("radio", { name: /^The network only/ })).toBeChecked();
  await new Phone(house.url).tap(link.slug);
  const visits = async () => (await house.api("GET", `/api/v1/visits?link_id=${link.id}`)).items;
  await expect.poll(async () => (await visits()).map((visit) => visit.ip)).toEqual(["127.0.0.0/24"]);
});

test("shorter days say what goes, and only a yes to these days saves them, by keyboard too", async ({ page, house }) => {
  await page.goto(AT);
  await fill(page, { [VISITS]: "90" });
  await field(page, VISITS).press("Enter");
  const ask = page.locator("#privacy-ask");
  await expect(ask).toContainText("Visits of people: nothing is older than 90 days now");
  await expect(ask).toBeFocused();
  expect((await kept(house)).keep_days.visits).toBeNull();
  await looksRight(page, "privacy-ask");

  // Other days, and Enter in their field: asked about them, not taken for a yes to the first.
  await fill(page, { [VISITS]: "30" });
  await field(page, VISITS).press("Enter");
  await expect(ask).toContainText("older than 30 days");
  expect((await kept(house)).keep_days.visits).toBeNull();
  await ask.getByRole("link", { name: "Cancel" }).click();
  await expect(field(page, VISITS)).toHaveValue("");

  await fill(page, { [VISITS]: "30" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ask).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(ask.getByRole("button", { name: "Save and delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(toast(page)).toContainText("The privacy settings are saved.");
  await expect(field(page, VISITS)).toHaveValue("30");
  expect((await kept(house)).keep_days.visits).toBe(30);
  await page.goto("/app/settings/audit");
  await expect(page.getByText("Visits of people: for good → 30 days").first()).toBeVisible();
});

test("days that are none are named beside their field", async ({ page, watching }) => {
  watching.allow(/422/);
  await page.goto(AT);
  await fill(page, { [VISITS]: "4000" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(await said(page, VISITS)).toContainText("from 1 to 3650");
  await expect(field(page, VISITS)).toHaveValue("4000");
});

test("on a phone without a script it is asked and saved", async ({ browser, house }) => {
  const context = await browser.newContext({
    ...DEVICES.phone,
    javaScriptEnabled: false,
    baseURL: house.url,
    storageState: storage(house.url, house.session),
  });
  const page = await context.newPage();
  await page.goto(AT);
  await page.getByRole("radio", { name: /^Nothing/ }).check();
  await fill(page, { "privacy.keep_days.leads": "365" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Leads who never bought: nothing is older than 365 days now")).toBeVisible();
  await page.getByRole("button", { name: "Save and delete" }).click();
  await expect(page.getByText("The privacy settings are saved.")).toBeVisible();
  const privacy = await kept(house);
  expect([privacy.ip, privacy.keep_days.leads]).toEqual(["none", 365]);
  await context.close();
});
