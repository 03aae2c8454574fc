// Links as a file, and a link's history with the way back, as a person does it.

import { readFileSync } from "node:fs";
import { number } from "../support/house.js";
import { expect, test } from "../support/test.js";

test("links are carried away as a file, changed by hand, looked at and brought in", async ({ page, house }) => {
  const link = await house.link([
    { name: "Sari", number: number(), weight: 80 },
    { name: "Budi", number: number(), weight: 20 },
  ]);
  await page.goto("/app/links");
  await page.locator(".head__acts details.menu summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Carry away as text to edit (TOML)" }).click(),
  ]);
  const toml = readFileSync(await download.path(), "utf8");
  expect(toml).toContain(`slug = "${link.slug}"`);

  await page.goto("/app/links/import");
  const file = (text) => ({ name: "links.toml", mimeType: "application/toml", buffer: Buffer.from(text) });
  await page.getByLabel("File", { exact: true }).setInputFiles(file(toml.replace(`name = "${link.name}"`, 'name = "Payday"')));
  await page.getByRole("button", { name: "See what changes" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toContainText("Changed: 1");
  await expect(page.getByRole("row", { name: /Payday/ })).toContainText(`Name: ${link.name} → Payday`);
  expect((await house.api("GET", `/api/v1/links/${link.id}`)).name).toBe(link.name);
  await page.getByRole("button", { name: "Save these changes" }).click();
  await expect(page.getByRole("link", { name: "Payday" })).toBeVisible();
  expect((await house.api("GET", `/api/v1/links/${link.id}`)).name).toBe("Payday");
});

test("a link is put back to what it was before somebody changed it", async ({ page, house }) => {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await house.api("PATCH", `/api/v1/links/${link.id}`, { name: "Wrong", message: "Oops {{code}}" });
  await page.goto(`/app/links/${link.id}`);
  await page.getByRole("link", { name: "History" }).click();
  await expect(page.getByText(`Name: ${link.name} → Wrong`)).toBeVisible();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Put back to this" }).click();
  await expect(page.getByText(`put the link ${link.name} back to an earlier state`)).toBeVisible();
  const now = await house.api("GET", `/api/v1/links/${link.id}`);
  expect([now.name, now.message]).toEqual([link.name, link.message]);
});
