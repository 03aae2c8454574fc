// Every screen of the example workspace: looked at by axe in light and dark, on a desk and on a phone, in English and
// in Indonesian; nothing runs out of its side, nothing fails, nothing is left in the other language. Pictures of all
// go into shots/.

import { looksRight, overflow, shoot } from "../support/look.js";
import { DEVICES, expect, shopTest as test } from "../support/test.js";
import { keys, sentencesOnlyIn } from "../support/words.js";

const firstOf = (list, rest = "") => async (page) => {
  await page.goto(list);
  return `${await page.locator("tbody tr th a").first().getAttribute("href")}${rest}`;
};
const linkNamed = (name, rest = "") => async (page) => {
  await page.goto(`/app/links?q=${name}`);
  return `${await page.locator("tbody tr th a").first().getAttribute("href")}${rest}`;
};
const agentOf = (name) => async (page) => {
  await page.goto("/app/team");
  return page.locator(`tr:has(th a:text-is("${name}")) a[href^="/app/team/agents/"]`).getAttribute("href");
};
const memberOf = (name) => async (page) => {
  await page.goto(await linkNamed(name)(page));
  return page.locator('#pool a[href*="/members/"]').first().getAttribute("href");
};
const at = (path) => async () => path;

const SCREENS = {
  overview: at("/app"),
  "overview-filtered": at("/app?source=ads&days=7"),
  "overview-last": at("/app?model=last&by=platform"),
  costs: at("/app/costs"),
  links: at("/app/links"),
  "link-new": at("/app/links/new"),
  link: linkNamed("promo"),
  "link-nobody-on": linkNamed("reseller"),
  "link-narrowed": linkNamed("promo", "?kind=human&device=mobile&country=ID&os=dos"),
  "link-edit": linkNamed("promo", "/edit"),
  "link-member": memberOf("promo"),
  "link-rules": linkNamed("promo", "/rules"),
  "link-rule-new": linkNamed("promo", "/rules/new"),
  "link-replay": linkNamed("promo", "/rules/replay"),
  "link-history": linkNamed("promo", "/history"),
  "links-import": at("/app/links/import"),
  "link-qr": linkNamed("promo", "/qr"),
  "link-qr-unreadable": linkNamed("promo", "/qr?fg=%23ffee00&size=10000"),
  "link-button": linkNamed("promo", "/button"),
  hubs: at("/app/hubs"),
  hub: firstOf("/app/hubs"),
  "hub-edit": firstOf("/app/hubs", "/edit"),
  leads: at("/app/leads"),
  "leads-none": at("/app/leads?q=nobody-is-called-so"),
  lead: firstOf("/app/leads?status=purchase"),
  visits: at("/app/visits"),
  visit: firstOf("/app/visits?kind=human"),
  team: at("/app/team"),
  "user-new": at("/app/team/new"),
  user: firstOf("/app/team"),
  agent: agentOf("Sari"),
  channels: at("/app/channels"),
  "channel-new": at("/app/channels/new"),
  channel: firstOf("/app/channels"),
  conversions: at("/app/conversions"),
  "destination-new": at("/app/conversions/destinations/new"),
  "destination-form": at("/app/conversions/destinations/new?platform=google_ads_upload"),
  destination: firstOf("/app/conversions"),
  "destination-edit": firstOf("/app/conversions", "/edit"),
  deliveries: at("/app/conversions/deliveries"),
  "deliveries-none": at("/app/conversions/deliveries?category=checkout&status=refused"),
  "deliveries-again": at("/app/conversions/deliveries/replay?status=sent"),
  delivery: firstOf("/app/conversions/deliveries?status=sent"),
  "delivery-waiting": at("/app/conversions/deliveries?status=pending,paused&category=purchase"),
  suppressions: at("/app/conversions/suppressions"),
  "lead-erase": firstOf("/app/leads?status=purchase", "/erase"),
  settings: at("/app/settings"),
  privacy: at("/app/settings/privacy"),
  calendars: at("/app/settings/calendars"),
  "calendar-new": at("/app/settings/calendars/new"),
  domains: at("/app/settings/domains"),
  tokens: at("/app/settings/tokens"),
  pictures: at("/app/settings/pictures"),
  sessions: at("/app/settings/sessions"),
  audit: at("/app/settings/audit"),
  find: at("/app/find?q=promo"),
  missing: at("/app/links/nothing"),
};

// axe judges each screen twice, so that each look, size and language is judged; the rest is pictured and measured.
const LOOKS = [
  { size: "desktop", theme: "light", locale: "en", axe: true },
  { size: "phone", theme: "dark", locale: "id", axe: true },
  { size: "desktop", theme: "dark", locale: "id" },
  { size: "phone", theme: "light", locale: "en" },
];

/** What a reader sees of the other language, or of keys that have no text. */
async function strange(page, locale) {
  const text = await page.locator("body").innerText();
  const other = locale === "en" ? "id" : "en";
  const lines = new Set(text.split("\n").map((line) => line.trim()));
  const sentences = sentencesOnlyIn(other, locale).filter((sentence) => lines.has(sentence));
  return [...sentences, ...[...keys()].filter((key) => lines.has(key))];
}

for (const [name, find] of Object.entries(SCREENS)) {
  test(`${name} is in order in light and dark, on a desk and on a phone, in both languages`, async ({ visit }) => {
    const path = await find(await visit(LOOKS[0]));
    for (const look of LOOKS) {
      const title = `${name}-${look.size}-${look.theme}-${look.locale}`;
      const page = await visit(look);
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("lang", look.locale);
      await expect(page.locator("html")).toHaveAttribute("data-theme", look.theme);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      expect.soft(await strange(page, look.locale), `${title}: words of the other language`).toEqual([]);
      if (look.axe) {
        await looksRight(page, title);
      } else {
        await shoot(page, title);
        expect.soft(await overflow(page), `${title}: runs out of its side`).toEqual([]);
      }
    }
  });
}

test("the palette, the menus and the door are in order in light and dark", async ({ visit }) => {
  for (const look of LOOKS.slice(0, 2)) {
    const title = (name) => `${name}-${look.size}-${look.theme}-${look.locale}`;
    const page = await visit(look);
    await page.goto("/app/leads?status=lost&source=direct");
    await page.locator("summary:visible", { hasText: /Status/ }).first().click();
    await looksRight(page, title("menu-filter"), "details[open]");
    await page.keyboard.press("Escape");
    await page.locator(look.size === "phone" ? ".top summary" : ".side__foot summary").click();
    await looksRight(page, title("menu-me"), "details[open]");
    await page.keyboard.press("Escape");
    if (look.size === "phone") {
      await page.locator(".more summary").click();
      await looksRight(page, title("menu-more"), "details[open]");
      await page.locator(".more").getByRole("link", { name: /Conversions|Konversi/ }).click();
      await expect(page).toHaveURL(/\/app\/conversions$/);
      await expect(page.locator(".more .more__here")).toBeVisible();
    }
    await page.keyboard.press("Control+k");
    await expect(page.locator("#found a").first()).toBeVisible();
    await looksRight(page, title("palette"), "#palette");
    await page.context().clearCookies({ name: "giliran_session" });
    await page.goto("/app/sign-in");
    await looksRight(page, title("sign-in"));
  }
});

test("the pages that visitors see are in order in light and dark and in both languages", async ({ browser, shop }) => {
  const looks = [
    { name: "phone-light-en", locale: "en-GB", colorScheme: "light", ...DEVICES.phone },
    { name: "desktop-dark-id", locale: "id-ID", colorScheme: "dark", ...DEVICES.desktop },
  ];
  for (const { name, ...look } of looks) {
    const context = await browser.newContext({ ...look, baseURL: shop.url, storageState: { cookies: [], origins: [] } });
    const page = await context.newPage();
    await page.goto("/wa/nothing");
    await looksRight(page, `visitor-not-found-${name}`);
    await page.goto("/wa/reseller");
    await looksRight(page, `visitor-leave-number-${name}`);
    await page.locator("form button").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await looksRight(page, `visitor-leave-number-wrong-${name}`);
    await page.locator("[name=phone]").fill("0858 0000 0001");
    await page.locator("form button").click();
    await expect(page.locator("form")).toHaveCount(0);
    await looksRight(page, `visitor-thanks-${name}`);
    await page.setExtraHTTPHeaders({ "user-agent": "facebookexternalhit/1.1" });
    await page.goto("/wa/promo");
    await looksRight(page, `visitor-preview-${name}`);
    await context.close();
  }
});

test("the page of the API is in order", async ({ page, visit }) => {
  await page.goto("/api/docs");
  await looksRight(page, "api-docs-desktop");
  const phone = await visit({ size: "phone", theme: "light", locale: "en" });
  await phone.goto("/api/docs");
  await shoot(phone, "api-docs-phone");
  expect(await overflow(phone)).toEqual([]);
});
