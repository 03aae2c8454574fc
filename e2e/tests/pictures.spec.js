// A link's picture and its QR code: uploaded, seen, printed, with a script and without.

import { resolve } from "node:path";
import { field, said, toast } from "../support/form.js";
import { number } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone, WHATSAPP_PREVIEW } from "../support/phone.js";
import { expect, test } from "../support/test.js";

const PHOTO = resolve(import.meta.dirname, "../../docs/desk.png");
const SCRIPT = {
  name: "photo.png",
  mimeType: "image/png",
  buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
};

const oneLink = (house) => house.link([{ name: "Sari", number: number() }]);

/** Whether the browser could draw what it was given. */
const drawn = (image) => expect.poll(() => image.evaluate((it) => it.complete && it.naturalWidth)).toBeGreaterThan(1);

test("a picture is uploaded in the link's editor, shown at once in its card, and is what WhatsApp fetches", async ({ page, house }) => {
  const link = await oneLink(house);
  await page.goto(`/app/links/${link.id}/edit`);
  const card = page.locator(".share-card");
  await expect(card.locator("img")).toBeHidden();
  await field(page, "preview.title").fill("Promo Gajian");
  await field(page, "preview.description").fill("Sampai Minggu");
  await expect(card).toContainText("Promo Gajian");
  await expect(card).toContainText("Sampai Minggu");
  await field(page, "preview.picture").setInputFiles(PHOTO);
  await expect(card.locator("img")).toBeVisible();
  await drawn(card.locator("img"));
  await looksRight(page, "link-edit-picture");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("Saved");

  const preview = await new Phone(house.url, { userAgent: WHATSAPP_PREVIEW }).tap(link.slug);
  const address = /og:image" content="([^"]+)"/.exec(preview.html)[1];
  const picture = await fetch(address);
  expect(picture.status).toBe(200);
  expect(picture.headers.get("content-type")).toMatch(/^image\/(png|jpeg)$/);
  expect((await picture.arrayBuffer()).byteLength).toBeLessThan(600_000);
  expect((await new Phone(house.url).tap(link.slug)).number).toMatch(/^\+62/);

  await page.goto("/app/settings/pictures");
  const hung = page.locator(".gallery li").filter({ hasText: link.name });
  await drawn(hung.locator("img"));
  await expect(hung.getByRole("button")).toHaveCount(0);
  await looksRight(page, "pictures-some");

  await page.goto(`/app/links/${link.id}/edit`);
  await drawn(card.locator("img"));
  await page.getByLabel("Take the picture away").check();
  await expect(card.locator("img")).toBeHidden();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("Saved");
  expect((await new Phone(house.url, { userAgent: WHATSAPP_PREVIEW }).tap(link.slug)).html).not.toContain("og:image");

  await page.goto("/app/settings/pictures");
  const unused = page.locator(".gallery li").filter({ has: page.locator(`img[src="${new URL(address).pathname}"]`) });
  await expect(unused).toContainText("No link and no hub shows it");
  page.on("dialog", (dialog) => dialog.accept());
  await unused.getByRole("button", { name: "Remove" }).click();
  await expect(toast(page)).toContainText("The picture is removed");
  expect((await fetch(address)).status).toBe(404);
});

test("what only calls itself a picture is refused beside its field, and what was typed stays", async ({ page, house }) => {
  const link = await oneLink(house);
  await page.goto(`/app/links/${link.id}/edit`);
  await field(page, "preview.title").fill("Half done");
  await field(page, "preview.picture").setInputFiles(SCRIPT);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(await said(page, "preview.picture")).toContainText("no JPEG, PNG or WebP picture");
  await expect(field(page, "preview.title")).toHaveValue("Half done");
});

test("a code changes as it is set, says why a phone could not read it, and its files are there to be printed", async ({ page, house }) => {
  const link = await oneLink(house);
  await page.goto(`/app/links/${link.id}`);
  await page.getByRole("link", { name: "QR code" }).click();
  const live = page.locator("#qr-live");
  await drawn(live.locator("img"));
  await expect(live).toContainText(`/wa/${link.slug}?_s=qr`);

  await field(page, "fg").fill("#0f5132");
  await field(page, "size").fill("1024");
  await expect(live.locator("img")).toHaveAttribute("src", /size=1024&fg=%230f5132/);
  await drawn(live.locator("img"));
  const [file] = await Promise.all([page.waitForEvent("download"), live.getByRole("link", { name: "PNG" }).click()]);
  expect(file.suggestedFilename()).toBe(`${link.slug}-qr.png`);

  await field(page, "fg").fill("#ffee00");
  await expect(live).toContainText("too much alike for a camera");
  await expect(live.getByRole("link")).toHaveCount(0);
  await looksRight(page, "qr-unreadable");
  await field(page, "fg").fill("#0f5132");
  await drawn(live.locator("img"));

  await field(page, "logo").setInputFiles(PHOTO);
  await expect(toast(page)).toContainText("The logo is in the middle of the code");
  await drawn(live.locator("img"));
  await expect(field(page, "fg")).toHaveValue("#0f5132");
  await looksRight(page, "qr-logo");
  await field(page, "level").selectOption("L");
  await expect(live).toContainText("bears no logo");
  await field(page, "level").selectOption("");
  await drawn(live.locator("img"));
  await page.getByRole("link", { name: "Take the logo out" }).click();
  await expect(page).not.toHaveURL(/logo=/);
  await expect(field(page, "fg")).toHaveValue("#0f5132");
});

test("a scan is counted apart from a click and leads to its rows", async ({ page, house }) => {
  const link = await oneLink(house);
  await new Phone(house.url).tap(link.slug, "_s=qr");
  await new Phone(house.url).tap(link.slug);
  await expect(async () => {
    await page.goto(`/app/links/${link.id}/qr`);
    await expect(page.locator(".figure__value a")).toHaveText("1", { timeout: 500 });
  }).toPass();
  await page.locator(".figure__value a").click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("a code is set, and a logo put into it, by sending forms", async ({ page, house }) => {
    const link = await oneLink(house);
    await page.goto(`/app/links/${link.id}/qr`);
    await field(page, "size").fill("800");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/size=800/);
    await expect(page.locator("#qr-live img")).toHaveAttribute("src", /size=800/);
    await field(page, "logo").setInputFiles(PHOTO);
    await page.getByRole("button", { name: "Put the logo in" }).click();
    await expect(page).toHaveURL(/size=800&logo=/);
    await expect(page.getByRole("link", { name: "Take the logo out" })).toBeVisible();
  });

  test("a picture is uploaded with the link and taken away again", async ({ page, house }) => {
    const link = await oneLink(house);
    await page.goto(`/app/links/${link.id}/edit`);
    await field(page, "preview.picture").setInputFiles(PHOTO);
    await page.getByRole("button", { name: "Save" }).click();
    await page.goto(`/app/links/${link.id}/edit`);
    await expect(page.locator(".share-card img")).toHaveAttribute("src", /^\/-\/pictures\//);
    await page.getByLabel("Take the picture away").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.goto(`/app/links/${link.id}/edit`);
    await expect(page.locator(".share-card img")).toBeHidden();
  });
});
