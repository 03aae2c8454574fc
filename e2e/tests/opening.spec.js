// How a chat is opened: the page on a phone tries WhatsApp and goes to wa.me by itself, tells what happened, runs
// nothing of others, and works without a script; a computer shows the code; the desk's tab says all of it in words.

import { number } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { COMPUTER } from "../support/phone.js";
import { DEVICES, SIZES, expect, shopTest, test } from "../support/test.js";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1";
const INSTAGRAM =
  "Mozilla/5.0 (Linux; Android 14; SM-A546E Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36 Instagram 390.0.0.43.81 Android (34/14; 450dpi; 1080x2340; samsung; SM-A546E; a54x; s5e8835; en_US; 745218734)";
// This browser has nothing that takes the scheme, and says so.
const NO_APP = /whatsapp:|registered handler|ERR_(ABORTED|UNKNOWN_URL_SCHEME)/;

const stranger = { cookies: [], origins: [] };
const opened = (house, deeplink = { enabled: true }) => house.link([{ name: "Sari", number: number() }], { deeplink });

/** wa.me, as a page of the test's own; answers what was asked of it. */
async function waMe(page) {
  const asked = [];
  await page.context().route("https://wa.me/**", (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: "text/html", body: "<title>wa.me</title>" });
  });
  return asked;
}

/** Stops the clock of the pages to come: what waits then waits for the test, however slow the machine is. */
async function standStill(page) {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
}

/** To the link's page. The app's scheme is tried before the page has loaded whole, so its load is not waited for. */
const visit = (page, link) => page.goto(`/wa/${link.slug}`, { waitUntil: "commit" });

const told = (house, link) => house.api("GET", `/api/v1/links/${link.id}/openings`);

for (const [phone, userAgent] of [
  ["an iPhone", IPHONE],
  ["an app's browser on Android", INSTAGRAM],
]) {
  test.describe(`on ${phone}`, () => {
    test.use({ ...DEVICES.phone, userAgent, storageState: stranger });

    test("the page shows whom one writes to, and goes to wa.me by itself when nothing opened", async ({ page, house, watching }) => {
      watching.allow(NO_APP);
      watching.allow(/wa\.me/);
      const link = await opened(house);
      const asked = await waMe(page);
      await standStill(page);
      await visit(page, link);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Chat with Sari");
      const scheme = await page.getByRole("link", { name: "Open WhatsApp" }).getAttribute("href");
      const digits = link.pool.members[0].number.slice(1);
      expect(scheme).toMatch(new RegExp(`^whatsapp://send\\?phone=${digits}&text=.*%5BK-`));
      await expect.poll(async () => (await told(house, link)).shown).toBe(1);
      expect(asked, "not before its time").toEqual([]);
      await page.clock.runFor(3_000);
      await page.waitForURL("https://wa.me/**");
      expect(asked).toEqual([scheme.replace("whatsapp://send?phone=", "https://wa.me/").replace("&text=", "?text=")]);
      await expect.poll(async () => (await told(house, link)).fell_back).toBe(1);
      const counts = await told(house, link);
      expect([counts.people, counts.page, counts.shown, counts.opened, counts.button]).toEqual([1, 1, 1, 0, 0]);
      // Whoever comes back finds the button and the number, and is not sent off once more.
      await page.goBack();
      await expect(page.getByRole("status")).toHaveText(/^Tap the button to try again/);
      await expect(page.getByText("+62")).toBeVisible();
    });
  });
}

test.describe("on a phone", () => {
  test.use({ ...DEVICES.phone, userAgent: IPHONE, storageState: stranger });

  test("a page that goes out of sight has opened WhatsApp, and stays where it is", async ({ page, house, watching }) => {
    watching.allow(NO_APP);
    const link = await opened(house);
    const asked = await waMe(page);
    await standStill(page);
    await visit(page, link);
    await expect(page.getByRole("status")).toHaveText("Opening WhatsApp…");
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(async () => (await told(house, link)).opened).toBe(1);
    await page.clock.runFor(60_000);
    await expect(page.getByRole("status")).toHaveText(/^WhatsApp is open/);
    expect(asked).toEqual([]);
    expect((await told(house, link)).fell_back).toBe(0);
  });

  test("a question of the phone's own is waited for, and copying the number keeps the page", async ({ page, house, watching }) => {
    watching.allow(NO_APP);
    watching.allow(/wa\.me/);
    const link = await opened(house);
    const asked = await waMe(page);
    await standStill(page);
    await visit(page, link);
    await expect(page.getByRole("status")).toHaveText("Opening WhatsApp…");
    await page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await page.clock.runFor(30_000);
    expect(asked).toEqual([]);
    await page.getByRole("button", { name: "Copy" }).click();
    await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
    await page.clock.runFor(30_000);
    expect(asked).toEqual([]);
    await expect.poll(async () => (await told(house, link)).copied).toBe(1);
  });

  test("nothing of the page breaks its policy, and it reads well in both languages and looks", async ({ page, house, watching }) => {
    watching.allow(NO_APP);
    const link = await opened(house);
    await standStill(page);
    await page.addInitScript(() => {
      window.broken = [];
      document.addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
    });
    const loaded = [];
    page.on("response", async (answer) => loaded.push((await answer.body().catch(() => "")).length));
    await visit(page, link);
    await expect(page.getByRole("status")).toHaveText("Opening WhatsApp…");
    expect(await page.evaluate(() => window.broken)).toEqual([]);
    // As a question of the phone's own would: the page stays, and what judges it may take its time.
    await page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await page.clock.resume();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await looksRight(page, `open-phone-${colorScheme}`);
    }
    expect(loaded.reduce((sum, size) => sum + size, 0)).toBeLessThan(15_000);
  });

  test.describe("without a script", () => {
    test.use({ javaScriptEnabled: false, locale: "id-ID" });

    test("the page says the same and carries the visitor on to wa.me", async ({ page, house, watching }) => {
      watching.allow(/wa\.me/);
      const link = await opened(house);
      const asked = await waMe(page);
      await visit(page, link);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Chat dengan Sari");
      await expect(page.getByRole("link", { name: "Lanjut lewat wa.me" })).toBeVisible();
      await page.waitForURL("https://wa.me/**");
      expect(asked).toHaveLength(1);
    });
  });
});

test.describe("on a computer", () => {
  test.use({ ...DEVICES.desktop, userAgent: COMPUTER, storageState: stranger });

  test("the page has the code of the chat that its button opens, also without a script", async ({ browser, page, house, watching }) => {
    watching.allow(/wa\.me/);
    const link = await opened(house, { enabled: false, desktop_qr: true });
    await page.goto(`/wa/${link.slug}`);
    await expect(page.getByRole("img", { name: /^QR code that opens WhatsApp/ })).toBeVisible();
    await expect(page.getByRole("link", { name: "Use WhatsApp on this computer" })).toHaveAttribute("href", /^https:\/\/wa\.me\//);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await looksRight(page, `open-desktop-${colorScheme}`);
    }
    await expect.poll(async () => (await told(house, link)).shown).toBe(1);
    const asked = await waMe(page);
    await page.getByRole("link", { name: "Use WhatsApp on this computer" }).click();
    await page.waitForURL("https://wa.me/**");
    expect(asked).toHaveLength(1);
    await expect.poll(async () => (await told(house, link)).button).toBe(1);

    const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: house.url, userAgent: COMPUTER });
    const still = await plain.newPage();
    await still.goto(`/wa/${link.slug}`);
    await expect(still.getByRole("img", { name: /^QR code that opens WhatsApp/ })).toBeVisible();
    await plain.close();
  });
});

test("the tab says what happens where, saves what is ticked, and shows the very page", async ({ page, house }) => {
  const link = await opened(house, { enabled: false });
  await page.goto(`/app/links/${link.id}`);
  await page.getByRole("navigation", { name: "Pages of this link" }).getByRole("link", { name: "Opening" }).click();
  const ios = page.getByRole("row", { name: /^iPhone and iPad/ });
  await expect(ios).toContainText("wa.me");
  await page.getByLabel("Open WhatsApp directly on phones").check();
  await page.getByLabel("TikTok").check();
  await page.getByLabel("Show a QR code on computers").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("It holds from the next visitor on.")).toBeVisible();
  await expect(ios).toContainText("A small page that opens WhatsApp");
  await expect(page.getByRole("row", { name: /^In the browser of an app: TikTok/ })).toContainText("wa.me");
  const phone = page.frameLocator("iframe").first();
  await expect(phone.getByRole("heading", { level: 1 })).toHaveText("Chat with Sari");
  expect((await house.api("GET", `/api/v1/links/${link.id}`)).deeplink).toEqual({ enabled: true, plain_in: ["tiktok"], desktop_qr: true });
  await page.getByRole("row", { name: /^saw one of these pages/ }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Visits: saw one of these pages");
});

for (const size of ["desktop", "phone"]) {
  for (const [theme, locale] of [
    ["light", "en"],
    ["dark", "id"],
  ]) {
    shopTest(`the tab Opening looks right: ${size}, ${theme}, ${locale}`, async ({ shop, visit }) => {
      const page = await visit({ size, theme, locale });
      await page.goto(`${shop.url}/app/links`);
      await page.locator("tbody th a, tbody td.name a").first().click();
      await page.goto(`${page.url()}/opening`);
      await looksRight(page, `opening-${size}-${theme}-${locale}`);
    });
  }
}
