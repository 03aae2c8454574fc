// The lead form for whoever has little: no script, no mouse, no English, a link where nobody is there; and for whoever
// sends too much.

import { field, fill, said } from "../support/form.js";
import { BUSINESS, openHouse } from "../support/house.js";
import { FORM, SHORT, asks, forms, leads, press, send, turns } from "../support/lead-form.js";
import { looksRight } from "../support/look.js";
import { ANDROID, COMPUTER } from "../support/phone.js";
import { DEVICES, bareTest, expect, test } from "../support/test.js";
import { chat, waMe } from "../support/wa-me.js";

const stranger = { cookies: [], origins: [] };
const arrived = (page) => page.waitForURL("https://wa.me/**");

for (const [size, device] of Object.entries(DEVICES)) {
  test.describe(`without a script, in Indonesian, on a ${size}`, () => {
    test.use({ ...device, storageState: stranger, javaScriptEnabled: false, locale: "id-ID", userAgent: size === "phone" ? ANDROID : COMPUTER });

    test("the form is filled in, mended and sent, and its answers are in the visitor's words in the chat", async ({ page, house }) => {
      const link = await asks(house);
      const asked = await waMe(page);
      await page.goto(`/wa/${link.slug}`);
      await expect(page.locator("html")).toHaveAttribute("lang", "id");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sebelum mengobrol");
      await expect(page.getByText(`${BUSINESS} ingin mengenal Anda sebentar.`)).toBeVisible();
      await fill(page, { name: "Dewi", phone: "0812", k_budget: "1 jt" });
      await page.getByLabel("Ukuran").selectOption("Besar");
      await page.getByLabel("Kotak kado").check();
      await send(page);
      await expect(page).toHaveTitle(/^Mohon periksa/);
      await expect(page.getByRole("alert").getByRole("link")).toHaveText([/^Telepon: /, /^Persetujuan: /]);
      await expect(await said(page, "consent")).toHaveText("Centang kotak ini untuk melanjutkan.");
      await expect(page.getByLabel("Ukuran")).toHaveValue("Large");
      await fill(page, { phone: "0812 3456 7802" });
      await page.getByLabel("Toko boleh menghubungi saya").check();
      await send(page);
      await arrived(page);
      expect(chat(asked[0]).text).toMatch(/^Hi Sari, I am Dewi: Besar, Kotak kado, 1 jt \[K-[0-9A-Z]{7}\]$/);
      await expect.poll(async () => (await leads(house, link))[0]?.phone).toBe("+6281234567802");
      const [lead] = await leads(house, link);
      expect(lead.custom_fields, "kept in the business's words").toMatchObject({ size: "Large", extras: "Gift box", consent: FORM.consent.text_id });
    });
  });
}

test.describe("on a computer", () => {
  test.use({ ...DEVICES.desktop, storageState: stranger, userAgent: COMPUTER });

  test("the keyboard alone goes from the first field to the chat, and back to what is wrong", async ({ page, house }) => {
    const link = await asks(house);
    const asked = await waMe(page);
    await page.goto(`/wa/${link.slug}`);
    const next = async (...keys) => { for (const key of ["Tab", ...keys]) await page.keyboard.press(key); };
    const type = async (text) => { await next(); await page.keyboard.type(text); };
    await type("Dewi");
    await type("dewi@example.com");
    await type("0812");
    await type("1 jt");
    await type("Soon");
    await next("ArrowDown", "ArrowDown");
    await next("Space");
    await next();
    await next();
    await expect(page.getByLabel(FORM.consent.text), "the trap is not on the way").toBeFocused();
    await next();
    await expect(page.getByRole("button")).toBeFocused();
    await send(page, () => page.keyboard.press("Enter"));
    // From what is wrong to its field, the first of two.
    await next();
    await expect(page.getByRole("link", { name: /^Phone: / })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(field(page, "phone")).toBeFocused();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("0812 3456 7803");
    for (const _ of ["budget", "wish", "size", "bag", "box"]) await next();
    await next("Space");
    await expect(page.getByLabel(FORM.consent.text)).toBeChecked();
    await send(page, () => page.keyboard.press("Enter"));
    await arrived(page);
    expect(chat(asked[0]).text).toMatch(/^Hi Sari, I am Dewi: Large, Bag, 1 jt \[K-/);
    await expect.poll(async () => (await leads(house, link))[0]?.email).toBe("dewi@example.com");
  });

  test("consent that nobody needs to give may be left, and what was agreed to is kept with its time", async ({ page, house }) => {
    const link = await asks(house, { ...SHORT, skip_returning: false, consent: { text: "Write to me", required: false } });
    await waMe(page);
    const once = async (agree) => {
      await page.goto(`/wa/${link.slug}`);
      await fill(page, { name: agree ? "Agreed" : "Left it" });
      await page.getByLabel("Write to me").setChecked(agree);
      await send(page);
      await arrived(page);
      await expect.poll(async () => (await leads(house, link))[0]?.name).toBe(agree ? "Agreed" : "Left it");
      return (await leads(house, link))[0].custom_fields;
    };
    expect(await once(false)).toEqual({});
    const given = await once(true);
    expect(given.consent).toBe("Write to me");
    expect(given.consent_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});

test.describe("on a phone", () => {
  test.use({ ...DEVICES.phone, storageState: stranger, userAgent: ANDROID });

  test("where nobody is there a number that was given is thanked for, and one that was not is asked for", async ({ page, house }) => {
    const link = await asks(house, { ...SHORT, phone: "optional", skip_returning: false });
    for (const member of link.pool.members) member.active = false;
    await house.api("PATCH", `/api/v1/links/${link.id}`, { pool: { method: "round_robin", members: link.pool.members } });
    await page.goto(`/wa/${link.slug}`);
    await fill(page, { name: "Dewi" });
    await send(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Leave your number");
    await expect(field(page, "name"), "what was said once is not asked again").toHaveValue("Dewi");
    await page.goto(`/wa/${link.slug}`);
    await fill(page, { name: "Dewi", phone: "0812 3456 7804" });
    await send(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Thank you, Dewi");
    await looksRight(page, "form-thanks");
    await expect.poll(async () => (await leads(house, link))[0]?.phone).toBe("+6281234567804");
    expect(await turns(house, link)).toBe(0);
  });

  test("a page that was forged or has expired comes again with what was typed, and a megabyte is told that it was too much", async ({ page, house }) => {
    const link = await asks(house, SHORT);
    await waMe(page);
    await page.goto(`/wa/${link.slug}`);
    await fill(page, { name: "Dewi" });
    await page.locator("input[name=form]").evaluate((word) => { word.value = "forged"; });
    await press(page);
    await expect(page.getByRole("alert")).toContainText("Please look it over and send it again.");
    await expect(field(page, "name")).toHaveValue("Dewi");
    await field(page, "name").evaluate((name) => { name.removeAttribute("maxlength"); name.value = "x".repeat(1_000_000); });
    await press(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("That was too much");
    await looksRight(page, "form-too-much");
    await page.goBack();
    await fill(page, { name: "Dewi" });
    await send(page);
    await arrived(page);
    await expect.poll(async () => (await leads(house, link))[0]?.name).toBe("Dewi");
    expect(await forms(house, (await leads(house, link))[0])).toHaveLength(1);
  });
});

bareTest("an address that sends a flood is asked to wait, and a person there loses nothing of what they typed", async ({ browser }) => {
  const house = await openHouse();
  try {
    const link = await asks(house, { ...SHORT, skip_returning: false });
    const context = await browser.newContext({ ...DEVICES.phone, baseURL: house.url, locale: "en-GB", userAgent: ANDROID });
    const page = await context.newPage();
    await waMe(page);
    const one = () => fetch(`${house.url}/wa/${link.slug}`, { method: "POST", body: new URLSearchParams({ form: "x" }), headers: { "user-agent": ANDROID } });
    // A second later there is room for one more: the flood and the press again.
    await expect(async () => {
      await page.goto(`/wa/${link.slug}`);
      await fill(page, { name: "Dewi" });
      await Promise.all(Array.from({ length: 100 }, one));
      await press(page);
      await expect(page.getByRole("alert")).toContainText("Many forms came from here just now.", { timeout: 500 });
    }).toPass();
    await expect(field(page, "name")).toHaveValue("Dewi");
    await looksRight(page, "form-too-often");
    await expect(async () => {
      await press(page);
      await page.waitForURL("https://wa.me/**", { timeout: 500 });
    }).toPass();
    await expect.poll(async () => (await leads(house, link))[0]?.name).toBe("Dewi");
    await context.close();
  } finally {
    await house.stop();
  }
});
