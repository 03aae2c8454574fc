// Fields by the name that the form sends: labels are in two languages and some stand on a page twice.

export const field = (page, name) => page.locator(`[name="${name}"]:not([type=hidden])`);

/** The sentence beside a field that says what is wrong with it, by way of what ties the two together. */
export async function said(page, name) {
  const id = await field(page, name).getAttribute("aria-describedby");
  if (!id) throw new Error(`nothing is said beside ${name}`);
  return page.locator(id.split(" ").map((one) => `[id="${one}"]`).join(", "));
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
}

export const toast = (page) => page.locator("#toasts .toast");
