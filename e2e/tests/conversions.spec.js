// Conversions at the desk: a destination is added, tried, mended and switched; deliveries are narrowed, read and sent
// again. The platform is a small server of the test's own.

import { createServer } from "node:http";
import { field, fill, said, toast } from "../support/form.js";
import { number, openHouse, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { DEVICES, bareTest, expect, shopTest } from "../support/test.js";

/** A program of the business that answers every event with one status. */
async function program() {
  const state = { status: 200 };
  const server = createServer((request, answer) => {
    request.resume();
    request.on("end", () => answer.writeHead(state.status, { "content-type": "text/plain" }).end("The shop <b>says</b> no"));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { state, url: `http://127.0.0.1:${server.address().port}/hook`, stop: () => server.close() };
}

const test = bareTest.extend({
  house: [
    async ({}, use) => {
      const house = await openHouse({ flags: ["--webhook-allow", "127.0.0.0/8"] });
      await use(house);
      await house.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  hook: [
    async ({}, use) => {
      const hook = await program();
      await use(hook);
      hook.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ house }, use) => use(house.url),
  storageState: async ({ house }, use) => use(storage(house.url, house.session)),
});

let made = 0;
const name = () => `Shop ${process.env.TEST_WORKER_INDEX ?? 0}-${++made}`;

async function add(page, hook, called) {
  await page.goto("/app/conversions/destinations/new?platform=webhook");
  await fill(page, { name: called, "settings.url": hook.url });
  await page.getByRole("button", { name: "Add the destination" }).click();
  await expect(page.locator("#signing-secret")).toContainText("whsec_");
  await page.getByRole("link", { name: "I have kept it" }).click();
  await expect(page.locator("#signing-secret")).toHaveCount(0);
}

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a destination is added, its faults named, tried out and read to the end (${size})`, async ({ browser, house, hook }) => {
    hook.state.status = 200;
    const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
    const page = await context.newPage();
    const called = name();
    await page.goto("/app/conversions/destinations/new");
    await looksRight(page, `destination-choose-${size}`);
    await page.getByRole("link", { name: /^Meta Conversions API For ads/ }).click();
    await fill(page, { "settings.dataset_id": "12 34", "credentials.access_token": "EAAB-secret" });
    await page.getByRole("button", { name: "Add the destination" }).click();
    await expect(await said(page, "settings.dataset_id")).toContainText(/digits/i);
    await expect(field(page, "credentials.access_token")).toHaveValue("");
    await expect(page.getByText("Type it again before you save")).toBeVisible();
    await looksRight(page, `destination-wrong-${size}`);

    await add(page, hook, called);
    await page.getByRole("button", { name: "Send a test event" }).click();
    // The page follows by itself.
    await expect(page.getByText("The platform has counted it.")).toBeVisible();
    await expect(page.locator(".tries > li")).toHaveCount(1);
    await looksRight(page, `delivery-${size}`);
    await page.goto("/app/conversions");
    await expect(page.locator("tbody tr", { hasText: called })).toContainText("Working");
    await looksRight(page, `destinations-${size}`);
    await context.close();
  });
}

test("events are mapped in a table, and what changed is read aloud", async ({ page, hook }) => {
  const called = name();
  await add(page, hook, called);
  await page.locator(".head__acts").getByRole("link", { name: "Edit" }).click();
  await fill(page, { "events[7].name": "order_paid" });
  await page.getByRole("checkbox", { name: "Every time Purchase" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText(`${called} is saved.`);
  await expect(page.getByText("Purchase, name: purchase → order_paid")).toBeVisible();
  await expect(page.getByText("Purchase, every time: no → yes")).toBeVisible();
});

test("deliveries are narrowed by the address, followed without moving, and sent again", async ({ page, hook }) => {
  hook.state.status = 200;
  const called = name();
  await add(page, hook, called);
  await page.getByLabel("Event", { exact: true }).selectOption("purchase");
  const at = page.url();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByText("The platform has counted it.")).toBeVisible();

  const id = at.split("/").pop();
  await page.goto(`/app/conversions/deliveries?destination=${id}`);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.locator(".filters summary", { hasText: "Status" }).click();
  await page.getByRole("checkbox", { name: "Sent", exact: true }).check();
  await page.getByRole("checkbox", { name: "Refused" }).check();
  await looksRight(page, "deliveries-statuses", "details[open]");
  await page.getByRole("button", { name: "Show" }).first().click();
  await expect(page).toHaveURL(/status=sent/);
  await expect(page.locator(".chip")).toHaveCount(3);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await looksRight(page, "deliveries-filtered");
  await page.getByRole("link", { name: "Remove the filter Sent" }).click();
  await expect(page.getByText("No delivery is like that")).toBeVisible();
  await page.goBack();
  // By keyboard to the story and back.
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Purchase for ${called}`);
  await page.goBack();

  // What is new is counted and does not push the rows down; the reader asks for it.
  const other = await page.context().newPage();
  await other.goto(at);
  await other.getByLabel("Event", { exact: true }).selectOption("purchase");
  await other.getByRole("button", { name: "Send a test event" }).click();
  await expect(other.getByText("The platform has counted it.")).toBeVisible();
  await other.close();
  await expect(page.locator("#newer a")).toContainText("newer");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.locator("#newer a").click();
  await expect(page.locator("tbody tr").nth(1)).toBeVisible();

  await page.goto(`/app/conversions/deliveries?destination=${id}&category=purchase`);
  await page.getByRole("link", { name: "Send these again" }).click();
  await expect(page.getByText("2 deliveries have ended and are meant.")).toBeVisible();
  await looksRight(page, "deliveries-again");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("All 2 of 2 have ended.")).toBeVisible();
  await looksRight(page, "replay-done");
  await page.getByRole("link", { name: "See these deliveries" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await expect(page.locator(".chip")).toContainText("Sent again");
  // The figure of the day is these rows.
  await page.goto(at);
  await page.locator(".figure", { hasText: "Sent" }).getByRole("link").click();
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await expect(page.locator(".chip", { hasText: "Ended since" })).toBeVisible();
});

test("a destination that refuses says so in its own words, and what to do", async ({ page, hook }) => {
  hook.state.status = 410;
  await add(page, hook, name());
  const at = page.url();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.locator(".tries > li")).toHaveCount(1);
  await expect(page.locator(".tries dd").first()).toHaveText("410");
  await expect(page.locator("#story b")).toHaveCount(0);
  // What the program said is its own: quoted, and in whatever language it has.
  await expect(page.locator(".tries .said span")).toContainText("The shop <b>says</b> no");
  await looksRight(page, "delivery-refused");
  await page.goto(at);
  await looksRight(page, "destination-refused");
  hook.state.status = 200;
});

test("all of it works without a script", async ({ browser, house, hook }) => {
  hook.state.status = 200;
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: house.url, storageState: storage(house.url, house.session) });
  const page = await context.newPage();
  await add(page, hook, name());
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("The platform has counted it.")).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.locator(".tries > li")).toHaveCount(2, { timeout: 500 });
  }).toPass();
  await context.close();
});

test("a lead is told of by hand, and a link names its destinations", async ({ page, house, hook }) => {
  hook.state.status = 200;
  const called = name();
  await add(page, hook, called);
  const link = await house.link([{ name: "Sari", number: number() }]);
  await page.goto(`/app/links/${link.id}/edit`);
  await page.getByRole("checkbox", { name: called }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Conversions go to")).toBeVisible();
  await expect(page.locator("dd", { hasText: called })).toBeVisible();
  await fetch(`${house.url}/wa/${link.slug}`, { redirect: "manual", headers: { "user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36" } });
  const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
  await expect.poll(async () => (await leads()).length).toBe(1);
  await page.goto(`/app/leads/${(await leads())[0].id}`);
  await page.getByText("Send a conversion").first().click();
  await fill(page, { "value.amount": "1.500.000" });
  await field(page, "category").selectOption("purchase");
  await page.getByRole("button", { name: "Send a conversion" }).click();
  await expect(toast(page)).toContainText("One destination is told.");
  await expect(page.locator("#conversions tbody tr", { hasText: "Purchase" })).toContainText("1,500,000");
  await looksRight(page, "lead-conversions", "#conversions");
});

shopTest("the example's destination is alive, in both languages", async ({ visit }) => {
  for (const look of [{ size: "desktop", theme: "light", locale: "en" }, { size: "phone", theme: "dark", locale: "id" }]) {
    const page = await visit(look);
    await page.goto("/app/conversions");
    await expect(page.locator("tbody tr")).toHaveCount(1);
    await page.locator("tbody th a").click();
    await expect(page.locator(".figure").first()).not.toContainText(/^\D*0$/);
    await looksRight(page, `shop-destination-${look.size}-${look.locale}`);
    await page.goto("/app/conversions/deliveries?status=sent");
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await looksRight(page, `shop-deliveries-${look.size}-${look.locale}`);
  }
});
