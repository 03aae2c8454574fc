// The lead form as visitors see it: filled in on a phone and on a computer, in both languages, without a script, by
// keyboard, too quickly, twice; and what of it arrives in the chat and at the desk.

import { field, fill, said, toast } from "../support/form.js";
import { BUSINESS, storage } from "../support/house.js";
import { FORM, SHORT, asks, forms, leads, press, send, turns } from "../support/lead-form.js";
import { looksRight } from "../support/look.js";
import { ANDROID, COMPUTER } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";
import { chat, waMe } from "../support/wa-me.js";

const stranger = { cookies: [], origins: [] };
const of = (size) => ({ ...DEVICES[size], storageState: stranger, userAgent: size === "phone" ? ANDROID : COMPUTER });

async function fillIn(page) {
  await fill(page, { name: "Dewi Lestari", phone: "0812-3456 7899", k_budget: "Rp 1 juta + ongkir & pajak", k_wish: "With a <b>bow</b>\nand soon" });
  await page.getByLabel("Size").selectOption("Large");
  for (const box of ["Bag", "Gift box", FORM.consent.text]) await page.getByLabel(box).check();
}

/** The address that the page stands at is wa.me's: the visitor has arrived. */
const arrived = (page) => page.waitForURL("https://wa.me/**");

for (const size of Object.keys(DEVICES)) {
  test.describe(`on a ${size}`, () => {
    test.use(of(size));

    test("what is filled in arrives in the chat to the letter, and stands on the lead", async ({ page, browser, house }) => {
      const link = await asks(house);
      const asked = await waMe(page);
      await page.addInitScript(() => {
        window.broken = [];
        document.addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
      });
      const requests = [];
      let bytes = 0;
      page.on("request", (request) => requests.push(request.url()));
      page.on("response", async (answer) => { bytes += (await answer.body().catch(() => "")).length; });
      await page.goto(`/wa/${link.slug}?utm_source=instagram&utm_campaign=gajian`, { waitUntil: "networkidle" });
      await expect(page.getByText(`${BUSINESS} would like to know a little about you first.`)).toBeVisible();
      expect(requests.filter((url) => !url.startsWith(house.url)), "nothing of others").toEqual([]);
      expect(requests.length, "the page and its two stylesheets").toBe(3);
      expect(bytes, "bytes of the page").toBeLessThan(15_000);
      expect(await page.evaluate(() => window.broken)).toEqual([]);
      expect(await page.content(), "nobody's number").not.toContain(link.pool.members[0].number.slice(1));
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await looksRight(page, `form-${size}-${colorScheme}`);
      }
      await fillIn(page);
      await looksRight(page, `form-filled-${size}`);
      await send(page);
      await arrived(page);
      expect(asked).toHaveLength(1);
      await expect.poll(async () => (await leads(house, link))[0]?.phone).toBe("+6281234567899");
      const [lead] = await leads(house, link);
      expect(chat(asked[0])).toEqual({
        number: link.pool.members[0].number,
        text: `Hi Sari, I am Dewi Lestari: Large, Bag, Gift box, Rp 1 juta + ongkir & pajak [K-${lead.visitor_code}]`,
      });
      expect(asked[0], "a plus stays one").toContain("juta%20%2B%20ongkir%20%26%20pajak");
      expect(lead).toMatchObject({ name: "Dewi Lestari", agent: { name: "Sari" }, first_touch: { utm: { campaign: "gajian" } } });
      const budget = "Rp 1 juta + ongkir & pajak";
      expect(lead.custom_fields).toMatchObject({ budget, size: "Large", extras: "Bag, Gift box", wish: "With a <b>bow</b>\nand soon" });
      expect(await turns(house, link)).toBe(1);

      const context = await browser.newContext({ ...DEVICES[size], baseURL: house.url, storageState: storage(house.url, house.session) });
      const desk = await context.newPage();
      await desk.goto(`/app/leads/${lead.id}`);
      await expect(desk.getByRole("heading", { level: 1 })).toContainText("Dewi Lestari");
      const story = desk.locator("main", { hasText: "sent the form of" });
      for (const [question, answer] of [
        ["What is your budget?", budget],
        ["What are you looking for?", "With a <b>bow</b>"],
        ["Size", "Large"],
        ["Extras", "Bag, Gift box"],
        ["Agreed to", FORM.consent.text],
        ["Phone", "+6281234567899"],
      ]) {
        await expect(story.locator("dt", { hasText: question }).first()).toBeVisible();
        await expect(story.locator("dd", { hasText: answer }).first()).toBeVisible();
      }
      await looksRight(desk, `lead-form-${size}`);
      await fill(desk, { name: "Dewi L." });
      await desk.getByRole("button", { name: "Save", exact: true }).click();
      await expect(toast(desk)).toBeVisible();
      const saved = await house.api("GET", `/api/v1/leads/${lead.id}`);
      expect(saved.name).toBe("Dewi L.");
      expect(saved.custom_fields, "lines are left as they are").toEqual(lead.custom_fields);
      await context.close();
    });

    test("what is wrong is said beside its field and on top, with what was typed kept", async ({ page, house }) => {
      const link = await asks(house);
      await waMe(page);
      await page.goto(`/wa/${link.slug}`);
      await fill(page, { phone: "ask me", email: "dewi at home", k_wish: "Two </textarea>\n\nof them" });
      await page.getByLabel("Gift box").check();
      await send(page);
      await expect(page).toHaveTitle(/^Please check:/);
      const summary = page.getByRole("alert");
      await expect(summary, "what is wrong is read first").toBeFocused();
      await expect(summary.getByRole("link")).toHaveText([/^Name: /, /^E-mail: /, /^Phone: /, /^Size: /, /^Consent: /]);
      for (const [name, words] of [
        ["name", "This is needed."],
        ["email", "e-mail"],
        ["phone", "number"],
        ["k_size", "Choose one."],
        ["consent", "Please tick this box to go on."],
      ]) {
        await expect(await said(page, name)).toContainText(words);
        await expect(field(page, name)).toHaveAttribute("aria-invalid", "true");
      }
      await expect(field(page, "phone")).toHaveValue("ask me");
      await expect(field(page, "email")).toHaveValue("dewi at home");
      await expect(field(page, "k_wish")).toHaveValue("Two </textarea>\n\nof them");
      await expect(page.getByLabel("Gift box")).toBeChecked();
      await expect(page.getByLabel("Bag", { exact: true })).not.toBeChecked();
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await looksRight(page, `form-wrong-${size}-${colorScheme}`);
      }
      await summary.getByRole("link", { name: /^Phone/ }).click();
      await expect(field(page, "phone")).toBeFocused();
      await fillIn(page);
      await fill(page, { email: "dewi@example.com" });
      await send(page);
      await arrived(page);
      await expect.poll(async () => (await leads(house, link))[0]?.email).toBe("dewi@example.com");
      expect(await turns(house, link), "what was wrong took no turn").toBe(1);
    });
  });
}

test.describe("on a phone", () => {
  test.use(of("phone"));

  test("the address fills in the fields of its k_ parameters, and nothing that a field can't take", async ({ page, house }) => {
    const link = await asks(house);
    const asked = await waMe(page);
    await page.goto(`/wa/${link.slug}?k_name=Ayu+%22A%22&k_phone=0812+3456+7801&k_size=besar&k_extras=tas,+Gift+box&k_budget=%3Ci%3E2&k_wish=x&k_consent=yes&k_other=z`);
    await expect(field(page, "name")).toHaveValue('Ayu "A"');
    await expect(field(page, "phone")).toHaveValue("0812 3456 7801");
    await expect(field(page, "k_budget")).toHaveValue("<i>2");
    await expect(page.getByLabel("Size")).toHaveValue("Large");
    await expect(page.getByLabel("Bag", { exact: true })).toBeChecked();
    await expect(page.getByLabel("Gift box")).toBeChecked();
    await expect(page.getByLabel(FORM.consent.text), "nobody agrees for another").not.toBeChecked();
    await page.getByLabel(FORM.consent.text).check();
    await fill(page, { k_budget: "" });
    await send(page);
    await arrived(page);
    expect(chat(asked[0]).text).toMatch(/^Hi Sari, I am Ayu "A": Large, Bag, Gift box, \[K-/);
  });

  test("who is quicker than anybody reads presses once more and loses nothing, and so does one who filled in the trap", async ({ page, house }) => {
    const link = await asks(house, SHORT);
    await waMe(page);
    await page.goto(`/wa/${link.slug}`);
    await fill(page, { name: "Dewi" });
    // As a browser's own filling-in may do.
    await page.evaluate(() => { document.querySelector("#website").value = "https://example.com"; });
    await press(page);
    await expect(page.getByRole("alert")).toHaveText("Please press the button once more.");
    await expect(page.getByRole("button")).toBeFocused();
    await expect(page.getByRole("button")).toHaveAccessibleDescription("Please press the button once more.");
    await expect(field(page, "name")).toHaveValue("Dewi");
    await expect(page.locator("#website"), "what was filled in by itself is gone").toHaveValue("");
    await looksRight(page, "form-once-more");
    expect(await forms(house, (await leads(house, link))[0])).toEqual([]);
    await send(page, (button) => button.press("Enter"));
    await arrived(page);
    await expect.poll(async () => (await leads(house, link))[0]?.name).toBe("Dewi");
  });

  test("two tabs, the back button, a double click and a reload make one lead and take one turn", async ({ page, context, house }) => {
    const link = await asks(house, { ...SHORT, skip_returning: false });
    const other = await context.newPage();
    const asked = await waMe(page);
    const askedThere = await waMe(other);
    await page.goto(`/wa/${link.slug}`);
    await other.goto(`/wa/${link.slug}`);
    for (const tab of [page, other]) await fill(tab, { name: "Dewi" });
    await send(page, (button) => button.dblclick());
    await arrived(page);
    await send(other);
    await arrived(other);
    await expect.poll(async () => (await leads(house, link))[0]?.name).toBe("Dewi");
    const [lead] = await leads(house, link);
    await expect.poll(async () => (await forms(house, lead)).length).toBe(1);
    await page.goBack();
    await fill(page, { name: "Dewi L." });
    await send(page);
    await arrived(page);
    await expect.poll(async () => (await leads(house, link))[0]?.name).toBe("Dewi L.");
    await page.reload();
    expect(await leads(house, link)).toHaveLength(1);
    expect(await turns(house, link)).toBe(1);
    const to = [...asked, ...askedThere].map((address) => chat(address).number);
    expect(new Set(to), "always to the same person").toEqual(new Set([link.pool.members[0].number]));
  });

  test("who sent it before goes straight to the chat, with the answers of then", async ({ page, house }) => {
    const link = await asks(house);
    const asked = await waMe(page);
    await page.goto(`/wa/${link.slug}`);
    await fillIn(page);
    await send(page);
    await arrived(page);
    await page.goto(`/wa/${link.slug}`);
    await arrived(page);
    expect(asked).toHaveLength(2);
    expect(asked[1], "the same words to the same person").toBe(asked[0]);
    await house.api("PATCH", `/api/v1/links/${link.id}`, { form: { skip_returning: false } });
    await page.goto(`/wa/${link.slug}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Before we chat");
    expect(await turns(house, link)).toBe(1);
  });

  test("a link that opens the app by itself on Android does so after its form too", async ({ page, house }) => {
    const link = await asks(house, SHORT, { deeplink: { enabled: true } });
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    // Nothing takes the scheme here: the browser stays where it is.
    const stayed = [];
    page.on("requestfailed", (request) => stayed.push(request.method()));
    await page.goto(`/wa/${link.slug}`);
    await fill(page, { name: "Dewi" });
    await expect(async () => {
      await page.getByRole("button").click();
      await expect.poll(() => stayed, { timeout: 2_000 }).toEqual(["POST"]);
    }).toPass();
    await page.goto("/wa/there-is-no-such-link");
    expect(said.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
  });
});
