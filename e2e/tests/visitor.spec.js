// The visitor's pages, as a phone shows them: without script, in the visitor's language, with nobody's number.

import { field, fill, said } from "../support/form.js";
import { BUSINESS, number } from "../support/house.js";
import { ANDROID, Phone, WHATSAPP_PREVIEW } from "../support/phone.js";
import { SIZES, expect, test } from "../support/test.js";

test.use({
  javaScriptEnabled: false,
  viewport: SIZES.phone,
  userAgent: ANDROID,
  storageState: { cookies: [], origins: [] },
});

const nobodyOn = (house) => house.link([{ name: "Sari", number: number(), active: false }]);

test.describe("for one who reads English", () => {
  test.use({ locale: "en-GB" });

  test("an address that leads nowhere is a friendly page", async ({ page }) => {
    const answer = await page.goto("/wa/there-is-no-such-link");
    expect(answer.status()).toBe(404);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link doesn’t lead anywhere");
  });

  test("when nobody can answer, a number is asked for, checked, kept as typed, and thanked for", async ({ page, house }) => {
    const link = await nobodyOn(house);
    const answer = await page.goto(`/wa/${link.slug}?utm_source=instagram&utm_campaign=malam`);
    expect(answer.status()).toBe(200);
    await expect(page.getByText(`Nobody at ${BUSINESS} can answer right now.`)).toBeVisible();
    expect(await page.content()).not.toContain(link.pool.members[0].number.slice(1));
    await fill(page, { name: "Dewi <i>K</i>", phone: "08-12", note: "Size L?" });
    await page.getByRole("button", { name: "Ask for a reply" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(await said(page, "phone")).toBeVisible();
    await expect(field(page, "name")).toHaveValue("Dewi <i>K</i>");
    await expect(field(page, "note")).toHaveValue("Size L?");

    await fill(page, { phone: "0858 0000 4321" });
    await page.getByRole("button", { name: "Ask for a reply" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Thank you, Dewi <i>K</i>");
    const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
    await expect.poll(async () => (await leads())[0]?.phone).toBe("+6285800004321");
    const [lead] = await leads();
    expect(lead.name).toBe("Dewi <i>K</i>");
    expect(lead.first_touch.utm.campaign).toBe("malam");
    expect(JSON.stringify(await house.api("GET", `/api/v1/leads/${lead.id}/timeline`))).toContain("Size L?");
  });
});

test.describe("for one who reads Indonesian", () => {
  test.use({ locale: "id-ID" });

  test("an address that leads nowhere is a friendly page in Indonesian", async ({ page }) => {
    const answer = await page.goto("/wa/tidak-ada");
    expect(answer.status()).toBe(404);
    await expect(page.locator("html")).toHaveAttribute("lang", "id");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tautan ini tidak ditemukan");
  });

  test("the number is asked for and thanked for in Indonesian", async ({ page, house }) => {
    const link = await nobodyOn(house);
    await page.goto(`/wa/${link.slug}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tinggalkan nomor Anda");
    await page.getByRole("button", { name: "Minta dihubungi" }).click();
    await expect(page).toHaveTitle(/^Mohon periksa/);
    await fill(page, { phone: "085800005555" });
    await page.getByRole("button", { name: "Minta dihubungi" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Terima kasih");
  });
});

test("a preview fetcher gets a title and a text, nobody's number and nobody's turn", async ({ house }) => {
  const [sari, budi] = [number(), number()];
  const link = await house.link(
    [
      { name: "Sari", number: sari },
      { name: "Budi", number: budi },
    ],
    { preview: { title: 'Promo "11.11"', description: "Up to half the price", image_url: "https://example.com/a.png" } },
  );
  for (let fetch = 0; fetch < 3; fetch += 1) {
    const preview = await new Phone(house.url, { userAgent: WHATSAPP_PREVIEW }).tap(link.slug);
    expect([preview.status, preview.location]).toEqual([200, null]);
    expect(preview.html).toMatch(/<meta property="og:title" content="Promo (&#34;|&quot;)11\.11\1">/);
    expect(preview.html).toContain('<meta property="og:image" content="https://example.com/a.png">');
    for (const phone of [sari, budi]) expect(preview.html).not.toContain(phone.slice(1));
    expect(preview.html).not.toContain("wa.me");
  }
  expect((await new Phone(house.url).tap(link.slug)).number).toBe(sari);
  const kinds = async () => (await house.api("GET", `/api/v1/visits?link_id=${link.id}`)).items.map((visit) => visit.kind);
  await expect.poll(async () => (await kinds()).sort()).toEqual(["human", "preview", "preview", "preview"]);
  expect((await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items).toHaveLength(1);
});
