// Hubs: made at the desk with the page beside it, seen by visitors without a script in three looks, pressed, counted.

import { field, fill, said, toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { ANDROID } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";

let made = 0;
const slug = () => `hub-${process.env.TEST_WORKER_INDEX ?? 0}-${++made}`;

/** A link whose visitors get a page of ours: nothing outside is reached by a press. */
const nobodyOn = (house) => house.link([{ name: "Sari", number: number(), active: false }]);

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a hub is made with the page beside it, its buttons moved by keyboard, and kept in their order (${size})`, async ({ browser, house }) => {
    const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
    const page = await context.newPage();
    const [first, second] = [await nobodyOn(house), await nobodyOn(house)];
    const address = slug();
    await page.goto("/app/links");
    await page.getByRole("navigation", { name: "Links and hubs" }).getByRole("link", { name: "Hubs" }).click();
    await page.getByRole("link", { name: "New hub" }).first().click();
    const look = page.locator("#look iframe").contentFrame();
    await fill(page, { title: "Batik <b>Melati", text: "Sent within a day.", slug: "a b" });
    await expect(look.getByRole("heading", { name: "Batik <b>Melati" })).toBeVisible();
    await page.getByRole("radio", { name: /^Paper/ }).check();
    await page.getByRole("button", { name: "Make the hub" }).click();
    await expect(await said(page, "slug")).toContainText("Use only");
    await looksRight(page, `hub-form-wrong-${size}`);

    await fill(page, { slug: address });
    await page.getByRole("button", { name: "Add a button" }).click();
    await fill(page, { "entries[0].label": "Sales", "entries[0].label_id": "Penjualan" });
    await page.getByRole("button", { name: "Add a button" }).click();
    const rows = page.locator("#entries .entry");
    await rows.nth(0).getByLabel("Leads to").selectOption({ label: first.name });
    await rows.nth(1).getByLabel("Words").fill("Service");
    await rows.nth(1).getByLabel("Leads to").selectOption({ label: second.name });
    await expect(look.getByRole("link")).toHaveText(["Sales", "Service"]);
    await rows.nth(1).getByRole("button", { name: "Up" }).focus();
    await page.keyboard.press("Enter");
    await expect(look.getByRole("link")).toHaveText(["Service", "Sales"]);
    await expect(rows.nth(0).getByRole("button", { name: "Down" })).toBeFocused();
    await looksRight(page, `hub-form-${size}`);
    await page.getByRole("button", { name: "Make the hub" }).click();
    await expect(toast(page)).toContainText(`/h/${address}.`);
    const [hub] = (await house.api("GET", `/api/v1/hubs?q=${address}`)).items;
    expect(hub.entries.map((entry) => entry.label)).toEqual(["Service", "Sales"]);
    expect(hub.theme).toBe("paper");

    // Put away, it is not in the list any more.
    await page.goto("/app/hubs");
    await expect(page.locator("tbody tr", { hasText: address })).toHaveCount(1);
    await looksRight(page, `hubs-${size}`);
    await page.goto(`/app/hubs/${hub.id}`);
    page.on("dialog", (dialog) => dialog.accept());
    await page.locator(".head .menu summary").click();
    await page.getByRole("button", { name: "Archive" }).click();
    await expect(toast(page)).toContainText("is archived");
    await page.goto("/app/hubs");
    await expect(page.locator("tbody tr", { hasText: address })).toHaveCount(0);
    await context.close();
  });
}

for (const theme of ["calm", "bold", "paper"]) {
  test(`visitors see a hub in its look, without a script, by day and by night (${theme})`, async ({ browser, house }) => {
    const entries = [];
    for (const [label, icon] of [["Order batik", "shop"], ["Ask about an order", "chat"], ["Become a reseller of ours in your own town", "people"]]) {
      entries.push({ label, icon, link_id: (await nobodyOn(house)).id });
    }
    const address = slug();
    const hub = await house.api("POST", "/api/v1/hubs", {
      slug: address, title: "Batik Melati", text: "Batik from Pekalongan.\nSent within a day.", theme, accent: "#b3541e", entries,
    });
    for (const colorScheme of ["light", "dark"]) {
      for (const [size, device] of Object.entries(DEVICES)) {
        const context = await browser.newContext({ ...device, colorScheme, baseURL: house.url, locale: "en-GB", userAgent: size === "phone" ? ANDROID : undefined });
        const page = await context.newPage();
        const faults = [];
        page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
        await page.goto(`/h/${address}?utm_source=ig`);
        await expect(page.getByRole("heading", { level: 1, name: "Batik Melati" })).toBeVisible();
        await expect(page.locator("li a .label")).toHaveText(entries.map((entry) => entry.label));
        await looksRight(page, `hub-${theme}-${colorScheme}-${size}`);
        expect(await page.locator("script").count()).toBe(0);
        expect(faults).toEqual([]);
        await context.close();
      }
    }
    const phone = await browser.newContext({ ...DEVICES.phone, javaScriptEnabled: false, baseURL: house.url, locale: "id-ID", userAgent: ANDROID });
    const page = await phone.newPage();
    await page.goto(`/h/${address}?utm_source=ig`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Tinggalkan nomor Anda" })).toBeVisible();
    const visits = async () => (await house.api("GET", `/api/v1/visits?hub_id=${hub.id}`)).items;
    await expect.poll(async () => (await visits()).length).toBe(1);
    expect((await visits())[0].utm.source).toBe("ig");
    await phone.close();
  });
}

test("every number of a hub opens its rows", async ({ page, house }) => {
  const link = await nobodyOn(house);
  const address = slug();
  const hub = await house.api("POST", "/api/v1/hubs", { slug: address, title: "Toko", entries: [{ label: "Sales", link_id: link.id }] });
  for (let tap = 0; tap < 2; tap += 1) {
    await fetch(`${house.url}/h/${address}${tap ? "?_s=qr" : ""}`, { headers: { "user-agent": ANDROID } });
    await fetch(`${house.url}/h/${address}/go/${hub.entries[0].id}`, { redirect: "manual", headers: { "user-agent": ANDROID } });
  }
  await expect.poll(async () => (await house.api("GET", `/api/v1/hubs/${hub.id}/figures`)).presses).toBe(2);
  await page.goto(`/app/hubs/${hub.id}`);
  await expect(page.locator(".figure__value")).toHaveText(["2", "1", "2", "2"]);
  await looksRight(page, "hub-rows-desktop");
  await page.locator("#entries td.num a").first().click();
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await expect(page.locator(".chip")).toContainText(["Sales"]);
  await page.goto(`/app/hubs/${hub.id}`);
  await page.locator(".figure__value a").nth(3).click();
  await expect(page.locator("tbody tr")).toHaveCount(2);
});

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a hub has a QR code as links have, and a scan is counted apart (${size})`, async ({ browser, house }) => {
    const address = slug();
    const hub = await house.api("POST", "/api/v1/hubs", { slug: address, title: "Batik Melati", theme: "paper" });
    const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
    const page = await context.newPage();
    await page.goto(`/app/hubs/${hub.id}`);
    await page.getByRole("navigation", { name: "Pages of this hub" }).getByRole("link", { name: "QR code" }).click();
    const live = page.locator("#qr-live");
    await expect(live).toContainText(`/h/${address}?_s=qr`);
    await field(page, "fg").fill("#0f5132");
    await expect(live.locator("img")).toHaveAttribute("src", new RegExp(`^/app/hubs/${hub.id}/qr.svg\\?fg=%230f5132`));
    await expect.poll(() => live.locator("img").evaluate((img) => img.naturalWidth)).toBeGreaterThan(0);
    const [file] = await Promise.all([page.waitForEvent("download"), live.getByRole("link", { name: "PNG" }).click()]);
    expect(file.suggestedFilename()).toBe(`${address}-qr.png`);
    const printed = await fetch(`${house.url}/h/${address}/qr.svg?fg=%230f5132`);
    expect([printed.status, printed.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    await looksRight(page, `hub-qr-${size}`);

    await fetch(`${house.url}/h/${address}?_s=qr`, { headers: { "user-agent": ANDROID } });
    await fetch(`${house.url}/h/${address}`, { headers: { "user-agent": ANDROID } });
    await expect.poll(async () => (await house.api("GET", `/api/v1/hubs/${hub.id}/figures`)).views).toBe(2);
    await page.reload();
    await page.locator(".figure__value a").click();
    await expect(page.locator(".figure__value")).toHaveText(["2", "1", "0", "0"]);
    await looksRight(page, `hub-${size}`);
    await context.close();
  });
}

test("without a script a hub's buttons are added, moved and taken away", async ({ browser, house }) => {
  const link = await nobodyOn(house);
  const context = await browser.newContext({
    ...DEVICES.phone,
    javaScriptEnabled: false,
    baseURL: house.url,
    storageState: storage(house.url, house.session, { locale: "id", theme: "dark" }),
  });
  const page = await context.newPage();
  await page.goto("/app/hubs/new");
  const address = slug();
  await fill(page, { title: "Toko", slug: address, "entries[0].label": "Satu" });
  await page.getByRole("button", { name: "Tambah tombol" }).click();
  await fill(page, { "entries[1].label": "Dua" });
  for (const at of [0, 1]) await field(page, `entries[${at}].to`).selectOption({ label: link.name });
  await page.getByRole("button", { name: "Naik" }).click();
  await expect(field(page, "entries[0].label")).toHaveValue("Dua");
  await page.getByRole("button", { name: "Tambah tombol" }).click();
  await page.getByRole("button", { name: "Hapus" }).nth(2).click();
  await page.getByRole("button", { name: "Buat hub" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Toko");
  const [hub] = (await house.api("GET", `/api/v1/hubs?q=${address}`)).items;
  expect(hub.entries.map((entry) => entry.label)).toEqual(["Dua", "Satu"]);
  await context.close();
});
