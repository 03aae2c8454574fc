// Channels, and the people who answer on one: made, renamed, switched and chosen where a fallback is asked for, and
// what visitors get of it.

import { field, fill, said, toast } from "../support/form.js";
import { number, openHouse, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { DEVICES, SIZES, bareTest, expect, test } from "../support/test.js";

let made = 0;
const name = (what) => `${what} ${process.env.TEST_WORKER_INDEX}-${++made}`;
const address = () => `https://example.com/${process.env.TEST_WORKER_INDEX}-${++made}`;
const row = (page, text) => page.locator("tbody tr", { hasText: text });

/** A page of the shop as a channel, made as a person does it. */
async function website(page, called, url) {
  await page.goto("/app/channels/new");
  await page.getByRole("radio", { name: /^Website/ }).check();
  await fill(page, { url, name: called });
  await page.getByRole("button", { name: "Add the channel" }).click();
  await expect(toast(page)).toContainText(`${called} is ready.`);
}

bareTest("the first channel is asked for, and only the field of its kind is shown", async ({ browser }) => {
  const house = await openHouse();
  try {
    for (const [size, device] of Object.entries(DEVICES)) {
      const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
      const page = await context.newPage();
      await page.goto("/app/channels");
      await expect(page.getByRole("heading", { name: "Add your first channel" })).toBeVisible();
      await looksRight(page, `empty-channels-${size}`);
      await page.locator("main .empty").getByRole("link", { name: "New channel" }).click();
      for (const [kind, shown] of [["WhatsApp", "number"], ["Telegram", "username"], ["Website", "url"], ["Booking page", "url"]]) {
        await page.getByRole("radio", { name: new RegExp(`^${kind}`) }).check();
        for (const one of ["number", "username", "url"]) await expect(field(page, one)).toBeVisible({ visible: one === shown });
      }
      await page.getByRole("button", { name: "Add the channel" }).click();
      await expect(await said(page, "url")).toContainText("This is");
      await expect(await said(page, "name")).toContainText("This is");
      await looksRight(page, `channel-new-wrong-${size}`);
      await page.goto("about:blank");
      await context.close();
    }
  } finally {
    await house.stop();
  }
});

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`a channel takes the visitors of a link that nobody can answer, until it is passive (${size})`, async ({ page, house }) => {
    const [called, url] = [name("Shop"), address()];
    await page.setViewportSize(viewport);
    await website(page, called, url);
    const link = await house.link([{ name: "Sari", number: number(), active: false }]);
    await page.goto(`/app/links/${link.id}/edit`);
    await page.getByRole("radio", { name: "One of your channels" }).check();
    await field(page, "fallback.channel_id").selectOption({ label: `${called} · ${url.replace("https://", "")}` });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText("Saved.");
    expect((await new Phone(house.url).tap(link.slug)).location).toBe(url);

    await page.goto("/app/channels");
    await expect(row(page, called)).toContainText(link.name);
    const turn = page.getByRole("switch", { name: `${called} takes visitors` });
    await expect(turn).toBeChecked();
    await turn.click();
    await expect(toast(page)).toContainText(`${called} is passive: visitors of ${link.name} pass over it.`);
    await expect(turn).not.toBeChecked();
    expect((await new Phone(house.url).tap(link.slug)).status).toBe(200);

    await row(page, called).locator("th a").click();
    await page.getByRole("radio", { name: /^Active/ }).check();
    await fill(page, { url: `${url}/new` });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText(`${called} is active: visitors can be sent there again.`);
    expect((await new Phone(house.url).tap(link.slug)).location).toBe(`${url}/new`);
  });
}

test("a channel in use can't be archived and says by what, another one goes and comes back", async ({ page, house }) => {
  const [used, free] = [name("Used"), name("Free")];
  const channel = await house.api("POST", "/api/v1/channels", { kind: "website", name: used, url: address() });
  const link = await house.link([], { fallback: { channel_id: channel.id } });
  await website(page, free, address());
  await page.goto(`/app/channels/${channel.id}`);
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("alert")).toContainText(`Still in use by: ${link.name}`);
  await page.goto("/app/channels");
  await row(page, free).locator("th a").click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(toast(page)).toContainText(`${free} is archived.`);
  await expect(row(page, free)).toHaveCount(0);
  await page.getByRole("link", { name: "Archived" }).click();
  await page.getByRole("button", { name: `Bring back ${free}` }).click();
  await expect(row(page, free)).toHaveCount(1);
});

test("two people who change a channel at once are told, and nothing is overwritten unseen", async ({ page, house }) => {
  const channel = await house.api("POST", "/api/v1/channels", { kind: "booking", name: name("Table"), url: address() });
  await page.goto(`/app/channels/${channel.id}`);
  await house.api("PATCH", `/api/v1/channels/${channel.id}`, { name: "Theirs" });
  await fill(page, { name: "Mine" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else saved this");
  await expect(field(page, "name")).toHaveValue("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("Mine is saved.");
});

test("who answers on a number is renamed where the team is, and leads show the new name", async ({ page, house }) => {
  const [before, after] = [name("Budi"), name("Budi Santoso")];
  const link = await house.link([{ name: before, number: number() }]);
  await new Phone(house.url).tap(link.slug);
  await page.goto("/app/team");
  await row(page, before).hover();
  await row(page, before).getByRole("link", { name: "Edit" }).click();
  await fill(page, { name: "" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(await said(page, "name")).toContainText("This is needed");
  await fill(page, { name: after });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText(`${after} is saved.`);
  await page.goto(`/app/leads?link=${link.id}`);
  await expect(page.locator("tbody tr").first()).toContainText(after);
});

test("the workspace's fallback and its catch-all are channels that are chosen in the settings", async ({ page, house }) => {
  const [called, url] = [name("Branches"), address()];
  await website(page, called, url);
  const link = await house.link([]);
  const before = await house.api("GET", "/api/v1/workspace");
  const label = `${called} · ${url.replace("https://", "")}`;
  await page.goto("/app/settings");
  await page.getByRole("radio", { name: "One of your channels" }).check();
  await field(page, "fallback.channel_id").selectOption({ label });
  await field(page, "catch_all_channel_id").selectOption({ label });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("The settings are saved.");
  for (const slug of [link.slug, "nothing-of-that-name"]) expect((await new Phone(house.url).tap(slug)).location).toBe(url);
  await page.goto("/app/channels");
  await expect(row(page, called)).toContainText("When nobody can answer");
  await house.api("PATCH", "/api/v1/workspace", { fallback: before.fallback, catch_all_channel_id: before.catch_all_channel_id });
});

test("long names and many uses break no screen", async ({ browser, house }) => {
  const long = "Kelompok pelanggan lama yang memesan seragam batik keluarga besar untuk pernikahan di Pekalongan raya";
  const url = `${address()}/${"sangat-panjang-".repeat(20)}`;
  const channel = await house.api("POST", "/api/v1/channels", { kind: "website", name: long.slice(0, 100), url });
  for (let count = 0; count < 8; count += 1) {
    await house.link([{ name: long.slice(0, 100), number: number() }], { name: `${long} ${count}`, fallback: { channel_id: channel.id } });
  }
  const looks = [
    { size: "desktop", theme: "light", locale: "en" },
    { size: "phone", theme: "dark", locale: "id" },
  ];
  for (const { size, theme, locale } of looks) {
    const context = await browser.newContext({
      ...DEVICES[size],
      baseURL: house.url,
      storageState: storage(house.url, house.session, { theme, locale }),
    });
    const page = await context.newPage();
    for (const [title, path] of [
      ["channels", "/app/channels"],
      ["channel", `/app/channels/${channel.id}`],
      ["team", "/app/team"],
      ["settings", "/app/settings"],
    ]) {
      await page.goto(path);
      if (title === "settings") await page.locator('[name="fallback_kind"][value="channel"]').check();
      if (path === "/app/channels" && locale === "en") await expect(row(page, "sangat-panjang")).toContainText("4 more");
      await looksRight(page, `long-${title}-${size}-${theme}-${locale}`);
      if (title === "settings") await page.locator("form[data-keep] button.button--main").click();
    }
    await context.close();
  }
  await house.api("PATCH", "/api/v1/workspace", { fallback: null, catch_all_channel_id: null });
});

test("without a script a channel is made, switched and archived", async ({ browser, house }) => {
  const context = await browser.newContext({
    ...DEVICES.phone,
    javaScriptEnabled: false,
    baseURL: house.url,
    storageState: storage(house.url, house.session),
  });
  const page = await context.newPage();
  const called = name("Plain");
  // On a phone the word for it stands behind the last one of the bar.
  await page.goto("/app");
  await page.locator(".more summary").click();
  await page.locator(".more").getByRole("link", { name: "Channels" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Channels" })).toBeVisible();
  await page.getByRole("link", { name: "New channel" }).first().click();
  await page.getByRole("radio", { name: /^Telegram/ }).check();
  await fill(page, { username: "@toko_melati", name: called });
  await page.getByRole("button", { name: "Add the channel" }).click();
  await expect(row(page, called)).toContainText("@toko_melati");
  await page.getByRole("switch", { name: `${called} takes visitors` }).click();
  await expect(toast(page)).toContainText(`${called} is passive: visitors pass over it.`);
  await row(page, called).locator("th a").click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(toast(page)).toContainText(`${called} is archived.`);
  await context.close();
});
