// A link with a lead form that asks for everything a form can ask, and how a visitor sends it.

import { number } from "./house.js";
import { expect } from "./test.js";

export const FORM = {
  enabled: true,
  name: "required",
  email: "optional",
  phone: "required",
  fields: [
    { key: "budget", kind: "text", label: "What is your budget?", label_id: "Berapa anggaran Anda?", placeholder: "Rp500,000" },
    { key: "wish", kind: "textarea", label: "What are you looking for?", label_id: "Anda mencari apa?" },
    { key: "size", kind: "select", label: "Size", label_id: "Ukuran", choices: ["Small", "Large"], choices_id: ["Kecil", "Besar"], required: true },
    { key: "extras", kind: "checkbox", label: "Extras", label_id: "Tambahan", choices: ["Bag", "Gift box"], choices_id: ["Tas", "Kotak kado"] },
  ],
  consent: { text: "The shop may write to me about my order.", text_id: "Toko boleh menghubungi saya soal pesanan.", required: true },
};

/** A form of one question, for what does not turn on what is asked. */
export const SHORT = { enabled: true, name: "required" };

/** Two people take turns, so that a turn too many shows. */
export const asks = (house, form = FORM, more = {}) =>
  house.link(
    [
      { name: "Sari", number: number() },
      { name: "Budi", number: number() },
    ],
    { form, message: "Hi {{name}}, I am {{lead}}: [k:size], [k:k_extras], [k:budget] {{code}}", ...more },
  );

/** Presses the button once, and waits for the page that comes of it. */
export async function press(page, how = (button) => button.click()) {
  await Promise.all([page.waitForEvent("domcontentloaded"), how(page.locator("main form button"))]);
}

const ONCE_MORE = /press the button once more|tekan tombolnya sekali lagi/;

/** Sends the form as a person does who is quicker than one reads, and is then asked to press once more. */
export async function send(page, how) {
  await press(page, how);
  while (await page.getByText(ONCE_MORE).count()) {
    // Where the next key goes; the page may not have got that far yet.
    await expect(page.locator("main form button")).toBeFocused();
    await press(page, how);
  }
}

/** All leads of a link. */
export const leads = async (house, link) => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;

/** The sent forms in a lead's story. */
export async function forms(house, lead) {
  const { items } = await house.api("GET", `/api/v1/leads/${lead.id}/timeline`);
  return items.filter((item) => item.what === "form");
}

/** The turns that a link's pool has given so far. */
export async function turns(house, link) {
  const { pool } = await house.api("GET", `/api/v1/links/${link.id}`);
  return pool.members.reduce((sum, member) => sum + member.turns, 0);
}
