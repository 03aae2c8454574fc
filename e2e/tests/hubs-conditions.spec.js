// Who sees a hub's button: said in its row at the desk, read aloud, and true for visitors.

import { field, fill, said, toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { ANDROID } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";

let made = 0;
const slug = () => `who-${process.env.TEST_WORKER_INDEX ?? 0}-${++made}`;
const nobodyOn = (house) => house.link([{ name: "Sari", number: number(), active: false }]);

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a button is shown to whom it is meant for, by keyboard and with its row moved meanwhile (${size})`, async ({ browser, house }) => {
    const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
    const page = await context.newPage();
    const link = await nobodyOn(house);
    const address = slug();
    await page.goto("/app/hubs/new");
    await fill(page, { title: "Batik Melati", slug: address, "entries[0].label": "Everybody’s" });
    await field(page, "entries[0].to").selectOption({ label: link.name });
    await page.getByRole("button", { name: "Add a button" }).click();
    const rows = page.locator("#entries .entry");
    await rows.nth(1).getByLabel("Words").fill("For phones");
    await rows.nth(1).getByLabel("Leads to").selectOption({ label: link.name });
    await rows.nth(1).getByRole("button", { name: "Up" }).click();
    const who = rows.nth(0).locator("summary");
    await expect(who).toHaveText(/Who sees it: Everybody/);
    await who.focus();
    await page.keyboard.press("Enter");
    await rows.nth(0).getByLabel("What is looked at").selectOption("device");
    await rows.nth(0).getByRole("button", { name: "Add a condition" }).focus();
    await page.keyboard.press("Enter");
    await expect(rows.nth(0).getByLabel("Words")).toHaveValue("For phones");
    await expect(field(page, "entries[0].w.c[0].op")).toBeFocused();
    await rows.nth(0).getByRole("checkbox", { name: "Mobile" }).check();
    await expect(who).toContainText("If device is a phone");
    await expect(page.locator("#look iframe").contentFrame().getByRole("link")).toHaveText(["For phones", "Everybody’s"]);

    // What is wrong is named beside its field, in a row that stands open.
    await rows.nth(0).getByLabel("What is looked at").last().selectOption("query");
    await rows.nth(0).getByRole("button", { name: "Add a condition" }).click();
    await field(page, "entries[0].w.c[1].lines").fill("typed");
    await page.getByRole("button", { name: "Make the hub" }).click();
    await expect(await said(page, "entries[0].w.c[1].key")).toBeVisible();
    await expect(field(page, "entries[0].w.c[1].lines")).toHaveValue("typed");
    await looksRight(page, `hub-who-wrong-${size}`);
    await rows.nth(0).getByRole("button", { name: "Remove this condition: Parameter of the address" }).click();
    await expect(field(page, "entries[0].w.c[1].lines")).toHaveCount(0);
    await looksRight(page, `hub-who-${size}`);
    await page.getByRole("button", { name: "Make the hub" }).click();
    await expect(toast(page)).toContainText(`/h/${address}.`);
    await expect(page.locator("#entries tbody tr").first()).toContainText("If device is a phone");
    await looksRight(page, `hub-who-page-${size}`);

    for (const [userAgent, shown] of [[ANDROID, ["For phones", "Everybody’s"]], [undefined, ["Everybody’s"]]]) {
      const visitor = await browser.newContext({ baseURL: house.url, userAgent });
      const seen = await visitor.newPage();
      await seen.goto(`/h/${address}`);
      await expect(seen.locator("li a .label")).toHaveText(shown);
      await visitor.close();
    }
    await context.close();
  });
}

test("without a script, in Indonesian and by night, a condition is added, read and taken away", async ({ browser, house }) => {
  const link = await nobodyOn(house);
  const hub = await house.api("POST", "/api/v1/hubs", {
    slug: slug(), title: "Toko",
    entries: [{ label: "Satu", link_id: link.id }, { label: "Dua", link_id: link.id, when: { field: "country", op: "in_list", value: ["ID"] } }],
  });
  const context = await browser.newContext({
    ...DEVICES.phone,
    javaScriptEnabled: false,
    baseURL: house.url,
    storageState: storage(house.url, house.session, { locale: "id", theme: "dark" }),
  });
  const page = await context.newPage();
  await page.goto(`/app/hubs/${hub.id}`);
  await expect(page.locator("#entries tbody tr").nth(1)).toContainText("Jika negara Indonesia");
  await page.goto(`/app/hubs/${hub.id}/edit`);
  const rows = page.locator("#entries .entry");
  await expect(rows.nth(1).locator("summary")).toContainText("Jika negara Indonesia");
  await rows.nth(0).locator("summary").click();
  await rows.nth(0).getByLabel("Yang dilihat").selectOption("visitor");
  await rows.nth(0).getByRole("button", { name: "Tambah syarat" }).click();
  await expect(rows.nth(0).locator("details")).toHaveAttribute("open", "");
  await rows.nth(1).locator("summary").click();
  await rows.nth(1).getByRole("button", { name: /^Hapus syarat/ }).click();
  await expect(rows.nth(1).locator("summary")).toContainText("Semua orang");
  await page.getByRole("button", { name: "Simpan" }).last().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Toko");
  const { entries } = await house.api("GET", `/api/v1/hubs/${hub.id}`);
  expect(entries.map((entry) => entry.when)).toEqual([{ all: [{ field: "visitor", op: "is", value: "new" }] }, null]);
  await context.close();
});
