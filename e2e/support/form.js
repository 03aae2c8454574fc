// Fields by the name that the form sends: labels are in two languages and some stand on a page twice.

import { expect } from "./test.js";

export const field = (page, name) => page.locator(`[name="${name}"]:not([type=hidden])`);

/** The sentence beside a field that says what is wrong with it, by way of what ties the two together. */
export async function said(page, name) {
  // The page may just be coming back with it.
  await expect(field(page, name), `something is said beside ${name}`).toHaveAttribute("aria-describedby", /./);
  const id = await field(page, name).getAttribute("aria-describedby");
  return page.locator(id.split(" ").map((one) => `[id="${one}"]`).join(", "));
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
}

export const toast = (page) => page.locator("#toasts .toast");
