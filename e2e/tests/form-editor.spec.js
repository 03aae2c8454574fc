// The editor of a link's lead form: questions of all kinds in both languages with the page beside them as it will be,
// what is wrong named beside its field, and the same without a script.

import { field, fill, said, toast } from "../support/form.js";
import { storage } from "../support/house.js";
import { FORM, asks } from "../support/lead-form.js";
import { looksRight } from "../support/look.js";
import { ANDROID } from "../support/phone.js";
import { DEVICES, SIZES, expect, test } from "../support/test.js";

const row = (at, name) => `form.fields[${at}].${name}`;
const rows = (page) => page.locator("fieldset.asked");
const preview = (page, language) => page.locator(`iframe[title="${language}"]`).contentFrame();
const kept = async (house, link) => (await house.api("GET", `/api/v1/links/${link.id}`)).form;

/** A visitor's look at the link's page, in a language. */
async function visitor(browser, house, link, locale) {
  const context = await browser.newContext({ ...DEVICES.phone, baseURL: house.url, locale, userAgent: ANDROID });
  const page = await context.newPage();
  await page.goto(`/wa/${link.slug}`);
  return page;
}

async function add(page, values, kind) {
  const at = await rows(page).count();
  await page.getByRole("button", { name: "Add a question" }).click();
  await expect(rows(page)).toHaveCount(at + 1);
  await expect(field(page, row(at, "label")), "one can type at once").toBeFocused();
  await field(page, row(at, "kind")).selectOption(kind);
  await fill(page, Object.fromEntries(Object.entries(values).map(([name, value]) => [row(at, name), value])));
}

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a form is written with the page beside it as it will be, mended where it is wrong, and seen by visitors (${size})`, async ({ browser, house }) => {
    const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
    const page = await context.newPage();
    const link = await asks(house, null);
    await page.goto(`/app/links/${link.id}`);
    await page.getByRole("navigation", { name: "Pages of this link" }).getByRole("link", { name: "Form" }).click();
    const [english, indonesian] = [preview(page, "In English"), preview(page, "In Indonesian")];
    await page.getByLabel("Ask before the chat").check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The form is on but asks nothing.").first()).toBeVisible();

    await field(page, "form.name").selectOption("required");
    await expect(english.getByLabel("Your name")).toBeVisible();
    await fill(page, { "form.title": "Before we <chat>", "form.title_id": "Sebelum ngobrol" });
    await expect(english.getByRole("heading", { level: 1 })).toHaveText("Before we <chat>");
    await expect(indonesian.getByRole("heading", { level: 1 })).toHaveText("Sebelum ngobrol");

    await add(page, { label: "Budget", label_id: "Anggaran", key: "two words", placeholder: "Rp500,000" }, "text");
    await expect(field(page, row(0, "choices")), "a line has no choices").toBeHidden();
    await expect(english.getByLabel("Budget")).toHaveAttribute("placeholder", "Rp500,000");
    await expect(indonesian.getByLabel("Anggaran")).toBeVisible();
    await add(page, { label: "Wish", key: "wish" }, "textarea");
    await expect(english.locator("textarea")).toBeVisible();
    await add(page, { label: "Size", label_id: "Ukuran", key: "k_phone", choices: "Small\nLarge", choices_id: "Kecil" }, "select");
    await expect(english.getByLabel("Size").getByRole("option")).toHaveText(["Choose…", "Small", "Large"]);
    await add(page, { label: "Extras", key: "wish" }, "checkbox");
    await expect(field(page, row(3, "placeholder")), "boxes have no example").toBeHidden();
    await fill(page, { "form.consent.text": "I agree", "form.consent.text_id": "Saya setuju" });
    await expect(indonesian.getByLabel("Saya setuju")).toBeVisible();

    await page.getByRole("button", { name: "Save" }).click();
    for (const [at, name, words] of [
      [0, "key", "A key is a word of small letters"],
      [2, "key", "“phone” means something else already."],
      [2, "choices_id", "Give as many as there are choices (2)"],
      [3, "key", "The field at place 2 has this key already."],
      [3, "choices", "Give at least one choice"],
    ]) {
      await expect(await said(page, row(at, name))).toContainText(words);
      await expect(page.locator(".faults")).toContainText(words);
    }
    await expect(page.locator(".faults")).toBeFocused();
    await expect(field(page, row(0, "key"))).toHaveValue("two words");
    await expect(field(page, row(2, "choices"))).toHaveValue("Small\nLarge");
    await looksRight(page, `form-editor-wrong-${size}`);
    expect((await kept(house, link)).fields, "nothing of it is kept").toEqual([]);

    await fill(page, { [row(0, "key")]: "budget", [row(2, "key")]: "k_size", [row(2, "choices_id")]: "Kecil\nBesar" });
    await fill(page, { [row(3, "key")]: "extras", [row(3, "choices")]: "Bag\nGift box" });
    await page.getByRole("button", { name: "Move “Size” up" }).press("Enter");
    await expect(field(page, row(1, "label"))).toHaveValue("Size");
    await expect(page.getByRole("button", { name: "Move “Size” up" }), "the keyboard stays with it").toBeFocused();
    await page.getByRole("button", { name: "Remove “Wish”" }).click();
    await expect(rows(page)).toHaveCount(3);
    await looksRight(page, `form-editor-${size}`);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText("Saved.");
    await expect(rows(page).nth(1)).toContainText("[k:size]");
    const form = await kept(house, link);
    expect(form.fields.map(({ key, kind }) => [key, kind])).toEqual([["budget", "text"], ["size", "select"], ["extras", "checkbox"]]);
    expect(form.fields[1]).toMatchObject({ choices: ["Small", "Large"], choices_id: ["Kecil", "Besar"], required: false });

    for (const [locale, labels] of [
      ["en-GB", ["Your name", "Budget", "Size", "Bag", "Gift box", "I agree"]],
      ["id-ID", ["Nama Anda", "Anggaran", "Ukuran", "Bag", "Gift box", "Saya setuju"]],
    ]) {
      const seen = await visitor(browser, house, link, locale);
      for (const label of labels) await expect(seen.getByLabel(label).first()).toBeVisible();
      await expect(seen.getByRole("heading", { level: 1 })).toHaveText(locale === "id-ID" ? "Sebelum ngobrol" : "Before we <chat>");
      await seen.context().close();
    }
    await context.close();
  });
}

test("an eleventh question has no room, and whoever sends one all the same is told so", async ({ page, house }) => {
  const fields = Array.from({ length: 10 }, (_, at) => ({ key: `f${at}`, kind: "text", label: `Question ${at}` }));
  const link = await asks(house, { enabled: true, fields });
  await page.goto(`/app/links/${link.id}/form`);
  await expect(page.getByText("These are ten: there is room for no more.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a question" })).toHaveCount(0);
  // As from a page that was open before the tenth came.
  await page.locator("#form-editor").evaluate((form) => {
    for (const [name, value] of Object.entries({ label: "One more", key: "more", kind: "text" })) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name: `form.fields[10].${name}`, value });
      form.append(input);
    }
  });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".faults")).toContainText("10");
  await expect(rows(page), "what was written is not lost").toHaveCount(11);
  await looksRight(page, "form-editor-eleven");
  await page.getByRole("button", { name: "Remove “Question 3”" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("Saved.");
  expect((await kept(house, link)).fields.map((one) => one.label)).not.toContain("Question 3");
  expect((await kept(house, link)).fields).toHaveLength(10);
});

test("the editor goes by keyboard, and what was typed is asked about before it is lost", async ({ page, house }) => {
  const link = await asks(house);
  await page.goto(`/app/links/${link.id}/form`);
  const last = page.getByRole("button", { name: "Move “Extras” up" });
  for (const place of [2, 1, 0]) {
    await last.focus();
    await page.keyboard.press("Space");
    await expect(field(page, row(place, "label"))).toHaveValue("Extras");
  }
  await expect(last, "on top it goes up no more").toBeDisabled();
  await expect(page.getByRole("button", { name: "Move “Extras” down" })).toBeFocused();
  await field(page, row(0, "label")).fill("More");
  await field(page, row(0, "label")).press("Enter");
  await expect(toast(page)).toContainText("Saved.");
  const form = await kept(house, link);
  expect(form.fields.map((one) => one.label)).toEqual(["More", ...FORM.fields.slice(0, 3).map((one) => one.label)]);

  await page.waitForLoadState();
  await field(page, row(0, "label")).fill("Lost");
  const asked = [];
  page.on("dialog", (dialog) => { asked.push(dialog.type()); return dialog.accept(); });
  await page.getByRole("navigation", { name: "Pages of this link" }).getByRole("link", { name: "Rules" }).click();
  await expect.poll(() => asked).toEqual(["beforeunload"]);
});

for (const [size, theme, locale] of [
  ["phone", "dark", "id"],
  ["desktop", "dark", "id"],
  ["phone", "light", "id"],
]) {
  test(`the editor works without a script and reads well: ${size}, ${theme}, ${locale}`, async ({ browser, house }) => {
    const state = storage(house.url, house.session, { theme, locale });
    const link = await asks(house, { ...FORM, fields: FORM.fields.slice(0, 2) });
    const plain = await browser.newContext({ ...DEVICES[size], baseURL: house.url, storageState: state, javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`/app/links/${link.id}/form`);
    await page.getByRole("button", { name: "Tambah pertanyaan" }).click();
    await field(page, row(2, "kind")).selectOption("select");
    await fill(page, { [row(2, "label")]: "Warna", [row(2, "key")]: "warna", [row(2, "choices")]: "Merah\nBiru" });
    await page.getByRole("button", { name: "Tampilkan lagi" }).click();
    await expect(preview(page, "Dalam bahasa Indonesia").getByLabel("Warna")).toBeVisible();
    await page.getByRole("button", { name: "Naikkan “Warna”" }).click();
    await expect(field(page, row(1, "label"))).toHaveValue("Warna");
    await page.getByRole("button", { name: "Hapus “What is your budget?”" }).click();
    await page.getByRole("button", { name: "Simpan" }).first().click();
    await expect(toast(page)).toBeVisible();
    expect((await kept(house, link)).fields.map((one) => one.key)).toEqual(["warna", "wish"]);
    await plain.close();

    const context = await browser.newContext({ viewport: SIZES[size], baseURL: house.url, storageState: state });
    const looked = await context.newPage();
    await looked.goto(`/app/links/${link.id}/form`);
    await looksRight(looked, `form-editor-${size}-${theme}-${locale}`);
    await context.close();
  });
}
