// The figures of one link: narrowed by a click, kept in the address, and every number opens its rows.

import { readFile } from "node:fs/promises";
import { number } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { IPHONE, Phone, WHATSAPP_PREVIEW } from "../support/phone.js";
import { expect, shopTest as test, test as alone } from "../support/test.js";

test("a link's figures are narrowed by a click, told in the address, and a number opens exactly its rows", async ({ page }) => {
  await page.goto("/app/links?q=promo");
  await page.locator("tbody tr th a").first().click();
  const devices = page.locator(".trio .card", { has: page.getByRole("heading", { name: "Devices" }) });
  await devices.getByRole("link", { name: "Tablet", exact: true }).click();
  await expect(page).toHaveURL(/[?&]device=tablet/);
  await expect(page.locator(".chip")).toContainText("Tablet");
  await page.getByRole("navigation", { name: "Kind of visit" }).getByRole("link", { name: "Click", exact: true }).click();
  await expect(page).toHaveURL(/device=tablet.*kind=human|kind=human.*device=tablet/);

  const visitors = page.locator(".figure", { hasText: "Visitors" }).locator(".figure__value a");
  const number = Number((await visitors.innerText()).replaceAll(",", ""));
  expect(number).toBeGreaterThan(0);
  await visitors.click();
  let rows = 0;
  for (;;) {
    rows += await page.locator("tbody tr").count();
    const next = page.locator('a[rel="next"]');
    if ((await next.count()) === 0) break;
    await next.click();
  }
  expect(rows).toBe(number);
  await expect(page.locator(".chip", { hasText: "Tablet" })).toBeVisible();
});

test("a link's figures are carried away as a table, whose days add up to what is shown", async ({ page }) => {
  await page.goto("/app/links?q=promo");
  await page.locator("tbody tr th a").first().click();
  const shown = await page.locator(".figure", { hasText: "Clicks" }).first().locator(".figure__value").innerText();
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Export/ }).click();
  const download = await waiting;
  const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r\n/);
  expect(download.suggestedFilename()).toMatch(/^link-promo-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const total = lines[1].split(",");
  expect([total[0], total[3]]).toEqual(["total", shown.replaceAll(",", "")]);
  const days = lines.filter((line) => line.startsWith("day,"));
  expect(days).toHaveLength(30);
  expect(days.reduce((sum, line) => sum + Number(line.split(",")[3]), 0)).toBe(Number(total[3]));
});

test("what the numbers of a link mean stands beside them", async ({ page }) => {
  await page.goto("/app/links?q=promo");
  await page.locator("tbody tr th a").first().click();
  await page.getByText("What these numbers mean").click();
  await expect(page.getByText("each counts once in the days shown")).toBeVisible();
});

alone("from the tap through the form to the chat every step is counted and opens its rows", async ({ page, house }) => {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await house.api("PATCH", `/api/v1/links/${link.id}`, { form: { enabled: true, name: "required" }, deeplink: { enabled: true } });
  const people = [];
  for (let n = 0; n < 3; n++) {
    const phone = new Phone(house.url, { userAgent: IPHONE });
    people.push([phone, await phone.tap(link.slug)]);
  }
  await new Phone(house.url, { userAgent: WHATSAPP_PREVIEW }).tap(link.slug);
  for (const [phone, shown] of people.slice(1)) {
    let answer;
    const opened = async () => ((answer = await phone.send(link.slug, shown, { name: "Dewi" })), answer.status);
    await expect.poll(opened).toBe(200);
    const ticket = /data-token="([^"]+)"/.exec(answer.html)[1];
    for (const word of phone === people[1][0] ? ["shown", "opened"] : ["shown"]) {
      await fetch(`${house.url}/-/beacon`, { method: "POST", body: new URLSearchParams({ t: ticket, w: word }) });
    }
  }
  const told = async () => (await house.api("GET", `/api/v1/reports/link/${link.id}`)).happened;
  await expect.poll(told).toMatchObject({ shown: 2, opened: 1 });
  await page.goto(`/app/links/${link.id}`);
  const funnel = page.locator(".card", { has: page.getByRole("heading", { name: "From the tap to the chat" }) });
  const steps = [
    ["Requests", 4], ["Clicks and scans", 3], ["Saw the form", 3], ["Sent it", 2], ["Got the opening page", 2],
    ["Saw the page", 2], ["WhatsApp opened", 1], ["Fell back to wa.me", 0],
  ];
  for (const [name, count] of steps) {
    await expect(funnel.locator(".funnel__step", { hasText: name }).locator("strong a").first()).toHaveText(`${count}`);
  }
  await funnel.getByText("What these steps mean").click();
  await expect(funnel.getByText("Sent the form that they were shown.")).toBeVisible();
  await looksRight(page, "link-funnel");
  for (const [name, count] of steps) {
    await page.goto(`/app/links/${link.id}`);
    await funnel.locator(".funnel__step", { hasText: name }).locator("strong a").first().click();
    await expect(page.locator("tbody tr")).toHaveCount(count);
  }
});
