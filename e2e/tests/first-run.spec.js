// The first minute: an empty installation asks who and what, and lands on an overview that says what to do next.

import { start } from "../support/giliran.js";
import { fill, said, field } from "../support/form.js";
import { looksRight } from "../support/look.js";
import { SIZES, bareTest as test, expect } from "../support/test.js";

let empty;
test.beforeEach(async () => {
  empty = await start("serve");
});
test.afterEach(() => empty.stop());

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`an empty installation is set up and shows an overview that says what comes next (${size})`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.goto(empty.url);
    await expect(page).toHaveURL(/\/app\/setup$/);
    await looksRight(page, `setup-${size}`);
    await fill(page, {
      name: "Rina Wulandari",
      email: "rina@example.com",
      password: "four words in a row",
      "workspace.name": "Toko Melati",
    });
    // The browser's own zone is taken for a guess.
    await expect(field(page, "workspace.time_zone")).toHaveValue("Asia/Jakarta");
    await page.getByRole("button", { name: "Start" }).click();
    await expect(page).toHaveURL(/\/app$/);
    await expect(page.getByText("Welcome. Make your first link to begin.")).toBeVisible();
    await looksRight(page, `empty-overview-${size}`);
    await expect(page.getByRole("main").getByRole("link", { name: "New link" }).last()).toBeVisible();
    for (const [place, says] of [["links", "Make your first link"], ["leads", "No leads yet"]]) {
      await page.goto(`${empty.url}/app/${place}`);
      await expect(page.getByRole("heading", { name: says })).toBeVisible();
      await looksRight(page, `empty-${place}-${size}`);
    }
  });
}

test("what is wrong in the set-up is named beside its field and nothing typed is lost", async ({ page }) => {
  await page.goto(`${empty.url}/app/setup`);
  await fill(page, { name: "Rina", email: "rina at example", password: "short", "workspace.name": "Toko Melati" });
  await field(page, "workspace.time_zone").selectOption("Asia/Makassar");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("alert")).toContainText("2 things need another look");
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(await said(page, "email")).toContainText("Enter an e-mail address");
  await expect(await said(page, "password")).toContainText("At least 10 characters");
  await expect(field(page, "name")).toHaveValue("Rina");
  await expect(field(page, "email")).toHaveValue("rina at example");
  await expect(field(page, "workspace.name")).toHaveValue("Toko Melati");
  await expect(field(page, "workspace.time_zone")).toHaveValue("Asia/Makassar");
  await expect(field(page, "password")).toHaveValue("");
  await looksRight(page, "setup-wrong");
  // The gathered errors lead to their fields.
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(field(page, "email")).toBeFocused();
});

test("the set-up speaks Indonesian to whoever does, and the choice is kept behind the door", async ({ page }) => {
  await page.goto(`${empty.url}/app/setup`);
  await page.getByRole("link", { name: "Indonesia" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "id");
  await looksRight(page, "setup-id");
  await fill(page, { name: "Rina", email: "rina@example.com", password: "empat kata berturut", "workspace.name": "Toko" });
  await page.locator("form[action='/app/setup'] button").last().click();
  await expect(page).toHaveURL(/\/app$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ringkasan");
});
