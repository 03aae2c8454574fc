// From an empty form to a visitor on WhatsApp, and back to the desk.

import { field, fill, said, toast } from "../support/form.js";
import { number } from "../support/house.js";
import { Phone } from "../support/phone.js";
import { expect, test } from "../support/test.js";

const unique = (() => {
  let made = 0;
  return (word) => `${word}-${process.env.TEST_WORKER_INDEX}-${++made}`;
})();

test("a link is made with two numbers and weights, and its preview shows the message and the shares as they are typed", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const name = unique("Promo Gajian");
  const slug = name.toLowerCase().replaceAll(" ", "-");
  await page.goto("/app/links");
  await page.getByRole("link", { name: "New link" }).first().click();
  await field(page, "name").fill(name);
  await expect(field(page, "slug")).toHaveValue(slug);
  await field(page, "message").fill("Halo {{name}}, promo {{utm_campaign}} {{code}} {{nonsense}}");
  await page.getByRole("radio", { name: /By weight/ }).check();
  await fill(page, {
    "pool.members[0].name": "Sari",
    "pool.members[0].number": number(),
    "pool.members[0].weight": "80",
    "pool.members[1].name": "Budi",
    "pool.members[1].number": number().replace("+62", "0"),
    "pool.members[1].weight": "20",
  });
  const live = page.locator("#live");
  await expect(live.locator(".bubble")).toContainText(/^Halo Sari, promo promo \[K\u2011[0-9A-Z]{7}\]/);
  await expect(live).toContainText("nonsense");
  await expect(page.locator("#share-0")).toHaveText("80%");
  await expect(page.locator("#share-1")).toHaveText("20%");
  await page.getByRole("button", { name: "Make the link" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(toast(page)).toContainText("The link is ready");
  await page.getByRole("button", { name: "Copy address" }).click();
  await expect(toast(page).last()).toContainText("Address copied");
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(address).pathname).toBe(`/wa/${slug}`);
  expect((await new Phone(new URL(address).origin).tap(slug)).number).toMatch(/^\+62812/);
});

test("what is wrong in a link is named beside its field, nothing typed is lost, and a row can be added and taken away", async ({ page }) => {
  await page.goto("/app/links/new");
  await page.getByRole("button", { name: "Add a number" }).click();
  const same = number();
  await fill(page, {
    name: "Wrong",
    slug: "Ünsuitable!",
    "pool.members[0].name": "Sari",
    "pool.members[0].number": same,
    "pool.members[1].name": "Budi",
    "pool.members[1].number": same,
    "pool.members[2].name": "Ayu",
    "pool.members[2].number": "12",
  });
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByRole("alert")).toContainText("things need another look");
  await expect(await said(page, "slug")).toBeVisible();
  await expect(await said(page, "pool.members[1].number")).toContainText("This number stands in the pool already");
  await expect(await said(page, "pool.members[2].number")).toBeVisible();
  await expect(field(page, "slug")).toHaveValue("Ünsuitable!");
  await expect(field(page, "pool.members[2].name")).toHaveValue("Ayu");
  await expect(field(page, "pool.members[2].number")).toHaveValue("12");
  await page.getByRole("button", { name: "Remove Ayu" }).click();
  await expect(field(page, "pool.members[2].name")).toHaveCount(0);
});

test("a tap reaches WhatsApp with the right words, the next tap reaches the same person, and lead, visit and figures are on the desk", async ({
  page,
  house,
}) => {
  const sari = number();
  const budi = number();
  const link = await house.link([
    { name: "Sari", number: sari },
    { name: "Budi", number: budi },
  ]);
  const phone = new Phone(house.url);
  const first = await phone.tap(link.slug, "utm_source=instagram&utm_medium=paid&utm_campaign=gajian&fbclid=IwAR0abc");
  expect(first.status).toBe(302);
  expect(first.caching).toContain("no-store");
  const answering = first.number === sari ? "Sari" : "Budi";
  expect([sari, budi]).toContain(first.number);
  expect(first.text).toMatch(new RegExp(`^Hi ${answering}, about the promo \\[?K-[0-9A-Z]{7}\\]?$`));
  const again = await phone.tap(link.slug);
  expect(again.location).toBe(first.location);
  // By another link with the same two people, whose first turn it is: still the same person.
  const other = await house.link([
    { name: "Budi", number: budi },
    { name: "Sari", number: sari },
  ]);
  expect((await phone.tap(other.slug)).number).toBe(first.number);

  // The lead, once the visits are projected. The second tap came within ten seconds and is the first one's repeat.
  const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
  await expect.poll(async () => (await leads())[0]?.visit_count).toBe(2);
  expect(await leads()).toHaveLength(1);
  const [, code] = /K-([0-9A-Z]{7})/.exec(first.text);
  await page.goto(`/app/leads?link=${link.id}`);
  const row = page.locator("tbody tr");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(answering);
  await expect(row).toContainText("gajian");
  await row.getByRole("link").first().click();
  await expect(page.locator(".head")).toContainText(code);
  await expect(page.getByText(`came by ${link.name} and was sent to ${answering}`)).toBeVisible();
  await expect(page.getByText(`tapped ${link.name} again within ten seconds`)).toBeVisible();
  await page.getByText("Why it went there").last().click();
  await expect(page.getByText("A new visitor, identified by the ad’s click id (fbclid).")).toBeVisible();
  await expect(page.getByText(`${answering}’s turn: turn 1 of this line-up`)).toBeVisible();
  await page.getByText("Why it went there").first().click();
  await expect(page.getByText(`${answering} already looks after this visitor and is on, so they stay together.`).first()).toBeVisible();

  // The visits, each with its decision.
  await page.goto(`/app/visits?link=${link.id}`);
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await page.locator("tbody tr").last().getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "How it was decided" })).toBeVisible();
  await expect(page.locator("ol.steps > li").first()).toHaveText("The address names this link.");
  await expect(page.locator("ol.steps")).toContainText("The message and the address were made");

  // The figures.
  await page.goto(`/app?link=${link.id}`);
  const figure = (name) => page.locator(".figure", { hasText: name }).locator(".figure__value");
  await expect(figure("Clicks")).toHaveText("1");
  await expect(figure("Leads")).toHaveText("1");
  await figure("Leads").getByRole("link").click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
});

test("weights of 80 and 20 are kept exactly, and the pool shows planned and actual shares", async ({ page, house }) => {
  const weighted = await house.api("POST", "/api/v1/links", {
    slug: unique("weighted"),
    name: "Weighted",
    message: "Hi {{name}} {{code}}",
    pool: {
      method: "weighted",
      members: [
        { name: "Sari", number: number(), weight: 80 },
        { name: "Budi", number: number(), weight: 20 },
      ],
    },
  });
  const given = [];
  for (let visitor = 0; visitor < 10; visitor += 1) given.push((await new Phone(house.url).tap(weighted.slug)).text.split(" ")[1]);
  expect(given.filter((name) => name === "Sari")).toHaveLength(8);
  const pool = async () => (await house.api("GET", `/api/v1/links/${weighted.id}`)).pool.members.map((member) => member.turns);
  await expect.poll(pool).toEqual([8, 2]);
  await page.goto(`/app/links/${weighted.id}`);
  const row = page.locator("#pool tbody tr").first();
  await expect(row).toContainText("Sari");
  await expect(row.locator('[data-label="Planned"]')).toHaveText("80%");
  await expect(row.locator('[data-label="Turns given"]')).toHaveText("8");
  await expect(row.locator('[data-label="Actual"]')).toHaveText("80%");
});

test("an imagined visit is tried on the page, says why, and takes no turn", async ({ page, house }) => {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await page.goto(`/app/links/${link.id}`);
  await page.locator("#try-query").fill("utm_source=instagram&utm_campaign=coba");
  await page.getByRole("button", { name: "Try", exact: true }).click();
  const tried = page.locator("#tried");
  await expect(tried).toContainText("Goes to Sari on WhatsApp");
  await expect(tried.locator("li").first()).toHaveText("The address names this link.");
  const members = (await house.api("GET", `/api/v1/links/${link.id}`)).pool.members;
  expect(members[0].turns).toBe(0);
});

test("two people who edit one link at once do not overwrite each other unknowingly", async ({ page, house }) => {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await page.goto(`/app/links/${link.id}/edit`);
  await house.api("PATCH", `/api/v1/links/${link.id}`, { name: "Changed by somebody else" });
  await field(page, "name").fill("Changed by me");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else saved this in the meantime");
  await expect(field(page, "name")).toHaveValue("Changed by me");
  expect((await house.api("GET", `/api/v1/links/${link.id}`)).name).toBe("Changed by somebody else");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Changed by me");
});

test("archiving asks once and can be undone", async ({ page, house }) => {
  const link = await house.link([{ name: "Sari", number: number() }]);
  await page.goto(`/app/links/${link.id}`);
  const act = async (name) => {
    await page.locator(".head__acts summary").click();
    await page.getByRole("button", { name }).click();
  };
  page.once("dialog", (dialog) => dialog.dismiss());
  await act("Archive");
  expect((await new Phone(house.url).tap(link.slug)).status).toBe(302);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(toast(page)).toContainText("is archived");
  expect((await new Phone(house.url).tap(link.slug)).status).toBe(404);
  await act("Bring back");
  await expect(toast(page)).toContainText("is in use again");
  expect((await new Phone(house.url).tap(link.slug)).status).toBe(302);
});
