// The website button: the real script on a strict website of another origin, what the link is told by it, and the page
// of the desk where it is set up and copied from.

import { field, fill, said, toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { DEVICES, SIZES, expect, test } from "../support/test.js";
import { website } from "../support/website.js";

/** What is to be pasted, as the desk's page says it. */
async function snippet(page, link) {
  await page.goto(`/app/links/${link.id}/button`);
  return page.locator(".secret code").first().innerText();
}

/** A link whose visitors get a page of ours: nothing outside is reached by a click. */
const nobodyOn = (house, button = {}) => house.link([{ name: "Sari", number: number(), active: false }], { button });

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a click on a strict website tells the link its page, campaign, click id and referrer (${size})`, async ({ page, browser, house }) => {
    const link = await nobodyOn(house, { label: "Ask Toko", color: "#ffcc00", side: "left" });
    const site = await website(house.url, await snippet(page, link));
    try {
      const context = await browser.newContext({ ...device, locale: "en-GB" });
      const shop = await context.newPage();
      const faults = [];
      shop.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      await shop.goto(`${site.url}/batik/kawung?utm_source=google&utm_campaign=gajian&gclid=g-1&k_size=XL&token=secret`, {
        referer: `${site.url}/search?q=private`,
      });
      const button = shop.getByRole("link", { name: "Ask Toko" });
      await expect(button).toBeVisible();
      await expect(shop.getByRole("complementary", { name: "Ask Toko" })).toBeVisible();
      const box = await button.boundingBox();
      const height = shop.viewportSize().height;
      expect(box.x, "it stands on the left").toBeLessThan(40);
      expect(box.height, "a thumb finds it").toBeGreaterThanOrEqual(44);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(await button.evaluate((one) => getComputedStyle(one).color), "black on yellow").toBe("rgb(0, 0, 0)");
      const [opened] = await Promise.all([context.waitForEvent("page"), button.click()]);
      await expect(opened.getByRole("heading", { name: "Leave your number" })).toBeVisible();
      const visits = async () => (await house.api("GET", `/api/v1/visits?link_id=${link.id}`)).items;
      await expect.poll(async () => (await visits()).length, "it is projected after the answer").toBe(1);
      const [visit] = await visits();
      expect(visit.page).toBe(`${site.url}/batik/kawung`);
      expect(visit.referrer).toBe(`${site.url}/search`);
      expect(visit.utm).toMatchObject({ source: "google", campaign: "gajian" });
      expect(visit.click_ids).toEqual({ gclid: "g-1" });
      expect(JSON.stringify(visit)).not.toMatch(/secret|private/);
      const cookies = await context.cookies(site.url);
      expect(cookies.filter((cookie) => cookie.path !== "/" && cookie.name !== "giliran_visitor"), "none of its own").toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    } finally {
      await site.stop();
    }
  });
}

test("it greets once a visit, on its pages and in the page's language, and is sent away by keyboard", async ({ page, browser, house }) => {
  const link = await nobodyOn(house, { greeting: "Hello there", greeting_id: "Halo kak", after: 0, pages: ["/shop/*", "!/shop/cart"] });
  const site = await website(house.url, await snippet(page, link), { lang: "id" });
  try {
    const context = await browser.newContext({ ...DEVICES.desktop });
    const shop = await context.newPage();
    for (const path of ["/", "/shop/cart", "/other/shop/x"]) {
      await shop.goto(site.url + path);
      await expect(shop.getByRole("link", { name: "Chat dengan kami" })).toBeVisible();
      await expect(shop.getByRole("status")).toHaveCount(0);
    }
    await shop.goto(`${site.url}/shop/kawung`);
    await expect(shop.getByRole("status")).toHaveText(/Halo kak/);
    await looksRight(shop, "button-greets");
    await shop.keyboard.press("Tab");
    await expect(shop.getByRole("button", { name: "Tutup" })).toBeFocused();
    await shop.keyboard.press("Enter");
    await expect(shop.getByRole("status")).toHaveCount(0);
    const button = shop.getByRole("link", { name: "Chat dengan kami" });
    await expect(button).toBeFocused();
    expect(await button.evaluate((one) => getComputedStyle(one).outlineStyle), "the focus is seen").toBe("solid");
    const cookies = (await context.cookies()).map((cookie) => cookie.name);
    expect(cookies.filter((name) => name !== "giliran_session"), "none but the desk's").toEqual([]);
    await shop.reload();
    await expect(button).toBeVisible();
    await expect(shop.getByRole("status")).toHaveCount(0);
    await context.close();
  } finally {
    await site.stop();
  }
});

test("where its settings can't be had the button is there all the same, and where there is no link it is not", async ({ page, browser, house }) => {
  const link = await nobodyOn(house);
  const code = await snippet(page, link);
  const site = await website(house.url, code);
  try {
    const context = await browser.newContext({ locale: "en-GB" });
    const shop = await context.newPage();
    await shop.route("**/*.json", (route) => route.abort());
    await shop.goto(site.url);
    await expect(shop.getByRole("link", { name: "Chat with us" })).toBeVisible();
    await shop.unroute("**/*.json");
    await house.api("DELETE", `/api/v1/links/${link.id}`);
    const [answer] = await Promise.all([shop.waitForResponse("**/*.json"), shop.goto(site.url)]);
    expect(answer.status()).toBe(404);
    await expect(shop.getByRole("link")).toHaveCount(0);
    await context.close();
  } finally {
    await site.stop();
  }
});

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`the desk sets the button up, names what is wrong, and shows it as it will be (${size})`, async ({ page, house }) => {
    await page.setViewportSize(viewport);
    const link = await nobodyOn(house);
    await page.goto(`/app/links/${link.id}`);
    await page.getByRole("navigation", { name: "Pages of this link" }).getByRole("link", { name: "Button" }).click();
    await expect(page.locator(".of-hours").first()).toBeHidden();
    await fill(page, { label: "Tanya Toko", greeting: "Ada yang bisa dibantu?", after: "0", pages: "shop" });
    await field(page, "color").fill("#8c2f39");
    await page.getByLabel(/^Greet only within hours/).check();
    await expect(page.locator(".of-hours").first()).toBeVisible();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(await said(page, "pages")).toContainText("A path begins with");
    await expect(field(page, "label")).toHaveValue("Tanya Toko");
    await looksRight(page, `button-page-wrong-${size}`);
    await fill(page, { pages: "/*" });
    for (const day of ["Sat", "Sun"]) await page.getByLabel(day, { exact: true }).check();
    await fill(page, { "schedule.from[0]": "00:00", "schedule.to[0]": "00:00" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText("Saved.");
    const kept = (await house.api("GET", `/api/v1/links/${link.id}`)).button;
    expect(kept).toMatchObject({ label: "Tanya Toko", color: "#8c2f39", after: 0, pages: ["/*"] });
    expect(kept.schedule).toMatchObject({ from: "00:00", to: "24:00", time_zone: "Asia/Jakarta" });
    for (const frame of await page.locator(".demo iframe").all()) {
      const demo = frame.contentFrame();
      await expect(demo.getByRole("link", { name: "Tanya Toko" })).toBeVisible();
      await expect(demo.getByRole("status")).toContainText("Ada yang bisa dibantu?");
    }
    await looksRight(page, `button-page-${size}`);
  });
}

test("the button's page is in order in Indonesian and in the dark", async ({ browser, house }) => {
  const link = await nobodyOn(house, { greeting: "Hello", after: 0 });
  const state = storage(house.url, house.session, { theme: "dark", locale: "id" });
  const context = await browser.newContext({ ...DEVICES.phone, baseURL: house.url, storageState: state });
  const page = await context.newPage();
  await page.goto(`/app/links/${link.id}/button`);
  await expect(page.getByRole("heading", { name: "Pasang di situs web Anda" })).toBeVisible();
  await looksRight(page, "button-page-phone-dark-id");
  await context.close();
});
