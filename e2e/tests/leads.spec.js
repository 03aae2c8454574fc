// Leads: found, opened, changed with a history that names who and when, reassigned, taken out as a file.

import { readFile } from "node:fs/promises";
import { field, fill, said, toast } from "../support/form.js";
import { OWNER, number } from "../support/house.js";
import { Phone } from "../support/phone.js";
import { expect, test } from "../support/test.js";

/** A link of two people and as many visitors as campaigns are named; its leads, newest first. */
async function visited(house, campaigns) {
  const link = await house.link([
    { name: "Sari", number: number() },
    { name: "Budi", number: number() },
  ]);
  const phones = [];
  for (const campaign of campaigns) {
    const phone = new Phone(house.url);
    await phone.tap(link.slug, `utm_source=instagram&utm_medium=paid&utm_campaign=${campaign}`);
    phones.push(phone);
  }
  const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
  await expect.poll(async () => (await leads()).length).toBe(campaigns.length);
  return { link, phones, leads: await leads() };
}

const rows = (page) => page.locator("tbody tr");

test("filters narrow the table, stand in the address as chips and are taken away one by one", async ({ page, house }) => {
  const { link, leads } = await visited(house, ["gajian", "gajian", "lebaran"]);
  await house.api("PATCH", `/api/v1/leads/${leads[0].id}`, { status: "hot" });
  await page.goto(`/app/leads?link=${link.id}`);
  await expect(rows(page)).toHaveCount(3);
  await page.locator("summary", { hasText: "Status" }).click();
  await page.locator(".menu__item", { hasText: "Hot" }).click();
  await expect(page).toHaveURL(/status=hot/);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.locator(".chip")).toHaveCount(2);
  await page.getByRole("link", { name: "Remove the filter Status: Hot" }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.locator("summary", { hasText: "Campaign" }).click();
  await page.locator("#filter-campaign").fill("gajian");
  await page.locator("#filter-campaign").press("Enter");
  await expect(rows(page)).toHaveCount(2);
  await expect(page.locator(".chip", { hasText: "gajian" })).toBeVisible();
  await page.goto(`/app/leads?link=${link.id}&status=lost`);
  await expect(page.getByRole("heading", { name: "No lead fits these filters" })).toBeVisible();
});

test("a lead is found by its code, however it is written", async ({ page, house }) => {
  const { leads } = await visited(house, ["kode"]);
  const code = leads[0].visitor_code;
  for (const typed of [code, code.toLowerCase(), `[${code}]`]) {
    await page.goto("/app/leads");
    await page.getByRole("searchbox", { name: "Find by name, phone, e-mail or code" }).fill(typed);
    await page.keyboard.press("Enter");
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText(code);
  }
});

test("a lead is edited, and its history says who changed what, from what, and when", async ({ page, house }) => {
  const { link, leads } = await visited(house, ["ubah"]);
  await page.goto(`/app/leads?link=${link.id}`);
  await rows(page).getByRole("link").first().click();
  await fill(page, { name: "Dewi <b>Kusuma</b>", phone: "0858 0000 1234", "values.expected": "Rp 1.500.000", tags: "grosir, COD" });
  await field(page, "status").selectOption("hot");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("is saved");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dewi <b>Kusuma</b>");
  await expect(field(page, "phone")).toHaveValue("+6285800001234");

  const lead = await house.api("GET", `/api/v1/leads/${leads[0].id}`);
  expect(lead.values.expected).toEqual({ amount: "1500000", currency: "IDR" });
  expect(lead.tags).toEqual(["grosir", "COD"]);
  const line = page.locator(".timeline li", { hasText: "the status" });
  await expect(line).toContainText(OWNER.name);
  await expect(line).toContainText("from New to Hot");
  await expect(line.locator("time")).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\dT/);

  await field(page, "body").fill("Asked for a photo.\nSize L.");
  await page.getByRole("button", { name: "Keep the note" }).click();
  await expect(toast(page)).toContainText("The note is kept");
  const note = page.locator(".timeline li", { hasText: "wrote a note" });
  await expect(note).toContainText(OWNER.name);
  await expect(note.locator(".quote")).toContainText("Asked for a photo.");
});

test("what is wrong in a lead is named beside its field and nothing typed is lost", async ({ page, house }) => {
  const { leads } = await visited(house, ["salah"]);
  await page.goto(`/app/leads/${leads[0].id}`);
  await fill(page, { name: "Dewi", phone: "12", email: "nobody", "values.expected": "a lot", score: "high" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("4 things need another look");
  for (const name of ["phone", "email", "values.expected", "score"]) await expect(await said(page, name)).toBeVisible();
  await expect(field(page, "name")).toHaveValue("Dewi");
  await expect(field(page, "values.expected")).toHaveValue("a lot");
  await expect(field(page, "score")).toHaveValue("high");
});

test("a lead that is given to another person reaches that person with the next tap", async ({ page, house }) => {
  const { link, leads, phones } = await visited(house, ["pindah"]);
  const [before] = leads;
  const after = link.pool.members.find((member) => member.name !== before.agent.name);
  await page.goto(`/app/leads/${before.id}`);
  const mine = link.pool.members.find((member) => member.name === after.name);
  await field(page, "agent_id").selectOption(mine.agent_id);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("is saved");
  await expect(page.locator(".timeline li", { hasText: "the agent" })).toContainText(`from ${before.agent.name} to ${after.name}`);
  expect((await phones[0].tap(link.slug)).number).toBe(after.number);
});

test("several leads are chosen and changed at once", async ({ page, house }) => {
  const { link, leads } = await visited(house, ["satu", "dua", "tiga"]);
  await page.goto(`/app/leads?link=${link.id}`);
  await rows(page).nth(0).getByRole("checkbox").check();
  await rows(page).nth(2).getByRole("checkbox").check();
  const bulk = page.getByRole("region", { name: "Change several" });
  await expect(bulk).toContainText("2 chosen");
  await bulk.getByLabel("Status").selectOption("lost");
  await bulk.getByRole("button", { name: "Change" }).click();
  await expect(toast(page)).toContainText("2 leads are changed.");
  const now = await Promise.all(leads.map((lead) => house.api("GET", `/api/v1/leads/${lead.id}`)));
  expect(now.map((lead) => lead.status)).toEqual(["lost", "new", "lost"]);
});

test("the leads of a filter are taken out as a CSV file with every column named", async ({ page, house }) => {
  const { link, leads } = await visited(house, ["berkas", "berkas"]);
  await house.api("PATCH", `/api/v1/leads/${leads[0].id}`, { name: '=1+1,"quoted"' });
  await page.goto(`/app/leads?link=${link.id}`);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^leads-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain("visitor_code");
  for (const lead of leads) expect(lines.slice(1).join("\n")).toContain(lead.visitor_code);
  // A cell that a spreadsheet would run is made harmless.
  expect(lines.join("\n")).not.toMatch(/(^|,)"?=1\+1/m);
});
