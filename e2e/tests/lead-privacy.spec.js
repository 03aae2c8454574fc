// A lead's privacy: what the person said is written down, no platform is told of them, everything that is kept is
// carried away, and the person is erased; on a desk and on a phone, by keyboard, and without a script.

import { readFile } from "node:fs/promises";
import { field, fill, said, toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";

const LIST = "/app/conversions/suppressions";

/** A visitor who gave a name and a number. */
async function lead(house, name) {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await new Phone(house.url).tap(link.slug, "utm_source=instagram");
  const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
  await expect.poll(async () => (await leads()).length).toBe(1);
  const phone = number();
  await house.api("PATCH", `/api/v1/leads/${(await leads())[0].id}`, { name, phone, email: `${phone.slice(1)}@example.com` });
  return { ...(await leads())[0], phone };
}

const LOOKS = [
  { size: "desktop", theme: "light", locale: "en" },
  { size: "phone", theme: "dark", locale: "id" },
];

/** A browser of that size and look. */
async function looking(browser, house, { size, ...look }) {
  const context = await browser.newContext({
    ...DEVICES[size],
    baseURL: house.url,
    storageState: storage(house.url, house.session, look),
  });
  return context.newPage();
}

test("what a person said is written down, and a withdrawal says what it stops", async ({ page, house }) => {
  const { id } = await lead(house, "Siti Aminah");
  await page.goto(`/app/leads/${id}`);
  const card = page.locator("#privacy");
  await expect(card).toContainText("Not asked");
  // By keyboard: opened, filled in and sent.
  await card.locator("summary", { hasText: "Record consent" }).focus();
  await page.keyboard.press("Enter");
  await field(page, "given.said_at").fill("2020-01-01T10:00");
  await card.getByRole("button", { name: "Record consent" }).focus();
  await page.keyboard.press("Enter");
  await expect(await said(page, "given.text")).toBeVisible();
  await expect(field(page, "given.said_at")).toHaveValue("2020-01-01T10:00");
  await page.getByRole("alert").getByRole("link", { name: /What the person agreed to/ }).click();
  await expect(field(page, "given.text")).toBeFocused();
  await page.keyboard.type("We may tell ad platforms what came of your visit.");
  await card.getByRole("button", { name: "Record consent" }).click();
  await expect(toast(page)).toContainText("The consent is recorded.");
  await expect(card).toContainText("Given");
  await expect(card).toContainText("We may tell ad platforms what came of your visit.");
  await expect(card.locator("time").first()).toHaveAttribute("datetime", "2020-01-01T03:00:00Z");

  await card.locator("summary", { hasText: "Withdraw consent" }).click();
  await expect(card).toContainText("From now on no destination is told of this person.");
  await card.getByRole("button", { name: "Withdraw consent" }).click();
  await expect(card).toContainText("No destination is told of this person.");
  await expect(page.locator(".timeline li", { hasText: "the consent" })).toHaveCount(2);
});

test("a lead goes on the suppression list and off it, and the list is filled and looked up", async ({ page, house }) => {
  const { id, phone } = await lead(house, "Dewi");
  await page.goto(`/app/leads/${id}`);
  const card = page.locator("#privacy");
  await card.getByRole("button", { name: "Tell no ad platform about this person" }).click();
  await expect(toast(page)).toContainText("Dewi is on the suppression list");
  await expect(card).toContainText("Told nothing");

  await page.goto("/app/conversions");
  await page.getByRole("navigation", { name: "Pages of conversions" }).getByRole("link", { name: "Suppression list" }).click();
  await fill(page, { contacts: `${phone}\n12\nnobody@` });
  await page.getByRole("button", { name: "Put on the list" }).click();
  await expect(page.getByRole("alert")).toContainText("Line 2");
  await expect(page.getByRole("alert")).toContainText("Line 3");
  await expect(field(page, "contacts")).toHaveValue(`${phone}\n12\nnobody@`);
  const other = number();
  await fill(page, { contacts: `${phone}\n${other}` });
  await page.getByRole("button", { name: "Put on the list" }).click();
  await expect(toast(page)).toContainText("One is on the list now. Already there: 1.");
  expect(await page.locator("main").innerText()).not.toContain(phone.slice(4));

  await fill(page, { contacts: other });
  await page.getByRole("button", { name: "Are they on it?" }).click();
  await expect(page.getByRole("heading", { name: "One of 1 is on the list" })).toBeVisible();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  page.once("dialog", (dialog) => dialog.accept());
  await page.locator("tbody tr").getByRole("button", { name: "Remove" }).click();
  await expect(toast(page)).toContainText("They are off the list.");

  await page.goto(`/app/leads/${id}`);
  await card.getByRole("button", { name: "Take off the suppression list" }).click();
  await expect(card).toContainText("Not on the list");
});

test("everything that is kept of a person is carried away as a file", async ({ page, house }) => {
  const { id, visitor_code: code } = await lead(house, "Ayu");
  await page.goto(`/app/leads/${id}`);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export everything" }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe(`lead-${code}.json`);
  const whole = JSON.parse(await readFile(await download.path(), "utf8"));
  expect([whole.lead.name, whole.visits.length]).toEqual(["Ayu", 1]);
});

test("a person is erased without a script, once the code is typed, and a stone is left", async ({ browser, house }) => {
  const { id, visitor_code: code } = await lead(house, "Budi Hartono");
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: house.url, storageState: storage(house.url, house.session) });
  const page = await context.newPage();
  await page.goto(`/app/leads/${id}`);
  await page.getByRole("link", { name: "Erase this person" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Erase Budi Hartono?");
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(await said(page, "confirm")).toContainText(code);
  await page.getByRole("checkbox", { name: /Tell no platform about them/ }).check();
  await field(page, "confirm").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByText("The person behind this lead was erased")).toBeVisible();
  await expect(page.getByText("Budi")).toHaveCount(0);
  await expect(page.locator("#privacy")).toHaveCount(0);
  await page.goto(LIST);
  await expect(page.locator("tbody tr", { hasText: "Was erased" }).first()).toBeVisible();
  await context.close();
});

test("its screens are in order in light and dark, on a desk and on a phone, in both languages", async ({ browser, house }) => {
  const given = await lead(house, "Raden Ayu Siti Nurhaliza Kusumaningrum");
  const consent = { state: "given", text: "Saya setuju data kunjungan saya dikirim ke platform iklan." };
  await house.api("PATCH", `/api/v1/leads/${given.id}`, { consent });
  const gone = await lead(house, "Gone");
  await house.api("POST", `/api/v1/leads/${gone.id}/erasure`, { suppress: true });
  await house.api("POST", "/api/v1/suppressions", { email: "ani@example.com" });
  for (const look of LOOKS) {
    const page = await looking(browser, house, look);
    const title = (name) => `${name}-${look.size}-${look.theme}`;
    await page.goto(`/app/leads/${given.id}`);
    for (const summary of await page.locator("#privacy summary").all()) await summary.click();
    await looksRight(page, title("lead-privacy"), "#privacy");
    await page.goto(`/app/leads/${given.id}/erase`);
    await page.locator("form .button--bad").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await looksRight(page, title("lead-erase"));
    await page.goto(`/app/leads/${gone.id}`);
    await looksRight(page, title("lead-erased"));
    await page.goto(LIST);
    await looksRight(page, title("suppressions"));
    await page.context().close();
  }
});
