// The rules of a link at the desk: made by a form, read as sentences, moved by dragging, buttons and keys, judged by
// Check, tried and replayed; and the holiday calendars they name.

import { field, fill, said, toast } from "../support/form.js";
import { number } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { DEVICES, expect, test } from "../support/test.js";

let made = 0;
const name = (what) => `${what} ${process.env.TEST_WORKER_INDEX}-${++made}`;
const address = () => `https://example.com/rules/${process.env.TEST_WORKER_INDEX}-${++made}`;

const country = (...codes) => ({ field: "country", op: "in_list", value: codes });
const visitor = (value) => ({ field: "visitor", op: "is", value });

/** A link with a website channel beside it, and these rules, made over the API. */
async function ruled(house, rules) {
  const shop = await house.api("POST", "/api/v1/channels", { kind: "website", name: name("Shop"), url: address() });
  const link = await house.link([{ name: "Sari", number: number() }]);
  const full = rules(shop).map((rule) => ({ then: { channel_id: shop.id }, ...rule }));
  if (full.length) await house.api("PATCH", `/api/v1/links/${link.id}`, { rules: full });
  return { shop, link, path: `/app/links/${link.id}/rules` };
}

const names = (page) => page.locator(".rule .sub").allTextContents();
/** What a list's button or switch brings is there once the place says so. */
const settled = async (page, wanted) => expect.poll(() => names(page)).toEqual(wanted);

test("a rule is made with hours and a group, reads as a sentence, and decides the next visit", async ({ page, house }) => {
  const { shop, path, link } = await ruled(house, () => []);
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "No rules" })).toBeVisible();
  await page.locator(".head__acts").getByRole("link", { name: "Add a rule" }).click();

  const choose = field(page, "w.c.add");
  await choose.selectOption("language");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await expect(field(page, "w.c[0].op")).toBeFocused();
  await field(page, "w.c[0].values").selectOption(["en", "id"]);
  await field(page, "w.c.add").selectOption("group");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await field(page, "w.c[1].c.add").selectOption("visitor");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator('[name="w.c[1].c[0].field"]'), "the form is there anew").toHaveValue("visitor");
  await field(page, "w.c[1].c.add").selectOption("schedule");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(field(page, "w.c[1].c[1].zone")).toHaveValue("Asia/Jakarta");
  await page.getByRole("radio", { name: /^A channel/ }).check();
  await field(page, "then.channel_id").selectOption({ label: `${shop.name} · ${shop.url.replace("https://", "")}` });
  await expect(page.locator("#rule-live")).toContainText(
    "If language is Indonesian or English and (the visitor is new or it is Mon–Fri 09:00–17:00 in Jakarta) → ",
  );
  await looksRight(page, "rule-new");
  await field(page, "name").fill("Speakers");
  await page.locator(".row").getByRole("button", { name: "Save the rule" }).click();
  await expect(toast(page)).toContainText("The rules are saved");
  await expect(page.locator(".rule__sentence")).toContainText(`→ ${shop.name}`);
  await expect(page.locator("main")).not.toContainText(shop.id);

  const tapped = await new Phone(house.url).tap(link.slug, "");
  expect(tapped.location).toBe(shop.url);
});

test("what is wrong in a rule is named beside its field, and what was typed is kept", async ({ page, house }) => {
  const { path } = await ruled(house, () => []);
  await page.goto(`${path}/new`);
  await field(page, "w.c.add").selectOption("schedule");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await fill(page, { "w.c[0].r[0].from": "17.00", "w.c[0].r[0].to": "17:00", name: "Never" });
  await field(page, "w.c.add").selectOption("utm_source");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.locator(".row").getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByRole("alert")).toContainText("things need another look");
  await expect(await said(page, "w.c[0].r[0].to")).toContainText("The end must differ from the start");
  await expect(await said(page, "w.c[1].lines")).toBeVisible();
  await expect(field(page, "name")).toHaveValue("Never");
  await expect(field(page, "w.c[0].r[0].from")).toHaveValue("17.00");
  await looksRight(page, "rule-wrong");
  await page.getByRole("button", { name: "Remove this condition: utm_source" }).click();
  await expect(field(page, "w.c[1].lines")).toHaveCount(0);
  await fill(page, { "w.c[0].r[0].to": "21" });
  await page.locator(".row").getByRole("button", { name: "Save the rule" }).click();
  await expect(page.locator(".rule__sentence")).toContainText("Mon–Fri 17:00–21:00 in Jakarta");
});

test("rules are moved by buttons, keys and dragging, the focus stays, and the order is saved", async ({ page, house }) => {
  const { path, link } = await ruled(house, () => [
    { name: "One", when: country("ES") },
    { name: "Two", when: country("PT") },
    { name: "Three", when: country("FR") },
  ]);
  await page.goto(path);
  const button = page.getByRole("button", { name: "Move rule 1 down" });
  await button.focus();
  await page.keyboard.press("Enter");
  await settled(page, ["Two", "One", "Three"]);
  await expect(page.getByRole("button", { name: "Move rule 2 down" })).toBeFocused();
  await expect(page.locator("#rules-said")).toHaveText("Rule moved to place 2.");
  await page.keyboard.press("Enter");
  await settled(page, ["Two", "Three", "One"]);
  await expect(page.getByRole("button", { name: "Move rule 3 up" })).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await settled(page, ["Two", "One", "Three"]);
  await page.locator(".rule [data-grip]").nth(2).dragTo(page.locator(".rule").first(), { targetPosition: { x: 20, y: 4 } });
  await settled(page, ["Three", "Two", "One"]);
  await expect
    .poll(async () => (await house.api("GET", `/api/v1/links/${link.id}`)).rules.map((rule) => rule.name))
    .toEqual(["Three", "Two", "One"]);
  await page.reload();
  await settled(page, ["Three", "Two", "One"]);
});

test("moves that follow each other quicker than they are saved all count, and a drag is not cut off", async ({ page, house }) => {
  const { path, link } = await ruled(house, () => ["One", "Two", "Three", "Four"].map((name) => ({ name, when: country("ES") })));
  await page.route("**/rules/order", async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await page.goto(path);
  const saved = async () => (await house.api("GET", `/api/v1/links/${link.id}`)).rules.map((rule) => rule.name);
  await page.getByRole("button", { name: "Move rule 1 down" }).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  expect(await names(page)).toEqual(["Two", "Three", "One", "Four"]);
  await expect(page.locator("#rules-said")).toHaveText("Rule moved to place 3.");
  await settled(page, ["Two", "Three", "One", "Four"]);
  expect(await saved()).toEqual(["Two", "Three", "One", "Four"]);

  await page.keyboard.press("Alt+ArrowUp");
  const grip = await page.locator(".rule [data-grip]").nth(3).boundingBox();
  const first = await page.locator(".rule").first().boundingBox();
  await page.mouse.move(grip.x + 5, grip.y + 5);
  await page.mouse.down();
  await page.mouse.move(grip.x + 5, first.y + first.height, { steps: 4 });
  await page.waitForTimeout(600);
  await page.mouse.move(grip.x + 5, first.y + 2, { steps: 4 });
  await page.mouse.up();
  await settled(page, ["Four", "Two", "One", "Three"]);
  await expect.poll(saved).toEqual(["Four", "Two", "One", "Three"]);
  await page.reload();
  await settled(page, ["Four", "Two", "One", "Three"]);
});

test("an order that could not be saved is said so, and the page shows what stands", async ({ page, house, watching }) => {
  watching.allow(/^503 for POST .*\/rules\/order$/);
  const { path } = await ruled(house, () => ["One", "Two"].map((name) => ({ name, when: country("ES") })));
  await page.route("**/rules/order", (route) => route.fulfill({ status: 503 }));
  await page.goto(path);
  await page.getByRole("button", { name: "Move rule 1 down" }).click();
  await expect(toast(page)).toContainText("The new order was not saved");
  await settled(page, ["One", "Two"]);
  await page.reload();
  await expect(toast(page), "once").toHaveCount(0);
});

test("rules are moved, switched and made without a script", async ({ browser, house }) => {
  const { path } = await ruled(house, () => [
    { name: "One", when: country("ES") },
    { name: "Two", when: country("PT") },
  ]);
  const { storage } = await import("../support/house.js");
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: house.url, storageState: storage(house.url, house.session) });
  const page = await context.newPage();
  await page.goto(path);
  await page.getByRole("button", { name: "Move rule 2 up" }).click();
  expect(await names(page)).toEqual(["Two", "One"]);
  await page.getByRole("switch", { name: "Two" }).click();
  await expect(page.getByRole("switch", { name: "Two" })).toHaveAttribute("aria-checked", "false");
  await page.goto(`${path}/new`);
  await field(page, "w.c.add").selectOption("device");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByRole("checkbox", { name: "Mobile" }).check();
  await page.locator(".row").getByRole("button", { name: "Save the rule" }).click();
  await expect(page.locator(".rule__sentence").last()).toContainText("If device is a phone → this link’s own pool");
  await context.close();
});

test("Check names what is never reached until it is mended, and a switch answers at once", async ({ page, house }) => {
  const { path } = await ruled(house, () => [
    { name: "Everybody new", when: visitor("new") },
    { name: "New from Spain", when: { all: [visitor("new"), country("ES")] } },
    { name: "Nobody", when: { all: [country("ES"), country("PT")] } },
  ]);
  await page.goto(path);
  const check = page.locator("#check");
  await expect(check).toContainText("2 things need a look");
  await expect(check).toContainText("Rule 2 is never reached: whoever it wants goes to rule 1 first.");
  await expect(check).toContainText("Rule 3 never holds: what it asks of the country can’t be at once.");
  await looksRight(page, "rules-check");
  await page.getByRole("switch", { name: "Everybody new" }).click();
  await expect(check).toContainText("one thing needs a look");
  await page.locator(".rule", { hasText: "Nobody" }).getByRole("link", { name: /^Edit/ }).click();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(toast(page)).toContainText("“Nobody” is gone.");
  await expect(check).toContainText("nothing is wrong");
});

test("a visit is tried with its time, app and past, and every step says why", async ({ page, house }) => {
  const { path, shop } = await ruled(house, () => [
    {
      name: "Spain in hours",
      when: { all: [country("ES"), { field: "schedule", op: "within", value: { time_zone: "Europe/Madrid", days: ["mon"], from: "09:00", to: "18:00" } }] },
    },
    { name: "Back by Instagram", when: { all: [visitor("returning"), { field: "in_app", op: "in_list", value: ["instagram"] }] } },
  ]);
  await page.goto(path);
  const trying = page.locator("#try");
  await trying.getByLabel("Country").selectOption("ES");
  // Monday afternoon in Jakarta is Monday morning in Madrid.
  await trying.getByLabel("When").fill("2026-11-23T16:00");
  await trying.getByRole("button", { name: "Try", exact: true }).click();
  await expect(page.locator("#tried")).toContainText(`Goes to ${shop.name}`);
  await expect(page.locator("#tried")).toContainText("The rule “Spain in hours” holds.");
  await trying.getByLabel("When").fill("2026-11-23T12:00");
  await trying.getByLabel("Opened in").selectOption("instagram");
  await trying.getByLabel("Visitor", { exact: true }).selectOption("true");
  await trying.getByRole("button", { name: "Try", exact: true }).click();
  await expect(page.locator("#tried")).toContainText("The rule “Spain in hours” does not hold");
  await expect(page.locator("#tried")).toContainText("The rule “Back by Instagram” holds.");
});

test("a draft is replayed over the link’s own visits before anything is saved", async ({ page, house }) => {
  const { path, link, shop } = await ruled(house, () => []);
  for (let n = 0; n < 3; n++) await new Phone(house.url).tap(link.slug, `utm_source=${n === 0 ? "ig" : "fb"}`);
  await expect.poll(async () => (await house.api("GET", `/api/v1/visits?link_id=${link.id}`)).items.length).toBe(3);
  await page.goto(`${path}/new`);
  await field(page, "w.c.add").selectOption("utm_source");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await field(page, "w.c[0].lines").fill("ig");
  await page.getByRole("radio", { name: /^A channel/ }).check();
  await field(page, "then.channel_id").selectOption({ label: `${shop.name} · ${shop.url.replace("https://", "")}` });
  await page.getByRole("button", { name: "Replay with past visits" }).click();
  const replayed = page.locator("#replayed");
  await expect(replayed).toContainText(/1 of 3 visits since .* \(33.3%\) would have gone elsewhere\./);
  await expect(replayed.locator("tbody tr").first()).toContainText("Sari");
  await expect(replayed.locator("tbody tr").first()).toContainText(shop.name);
  expect((await house.api("GET", `/api/v1/links/${link.id}`)).rules).toEqual([]);
  await page.locator(".row").getByRole("button", { name: "Save the rule" }).click();
  await expect(toast(page)).toContainText("The rules are saved");

  await page.getByRole("link", { name: "Replay" }).click();
  await page.getByRole("button", { name: "Run it" }).click();
  await expect(page.locator("#replayed")).toContainText("1 of 3 visits");
  await page.getByRole("checkbox", { name: /^On If utm_source/ }).uncheck();
  await page.getByRole("button", { name: "Run it" }).click();
  await expect(page.locator("#replayed")).toContainText("All 3 visits");
  await looksRight(page, "replay");
});

test("a replay counts the forms that were sent and says of how many none was", async ({ page, house }) => {
  const { path, link, shop } = await ruled(house, () => []);
  await house.api("PATCH", `/api/v1/links/${link.id}`, { form: { enabled: true, name: "required" } });
  const people = [];
  for (let n = 0; n < 3; n++) {
    const phone = new Phone(house.url);
    people.push([phone, await phone.tap(link.slug, "utm_source=ig")]);
  }
  for (const [phone, shown] of people.slice(1)) {
    const send = async () => (await phone.send(link.slug, shown, { name: "Dewi" }, "utm_source=ig")).status;
    await expect.poll(send).toBe(302);
  }
  const turns = async () => (await house.api("GET", `/api/v1/links/${link.id}`)).pool.members[0].turns;
  await expect.poll(turns).toBe(2);
  await page.goto(`${path}/new`);
  await field(page, "w.c.add").selectOption("utm_source");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await field(page, "w.c[0].lines").fill("ig");
  await page.getByRole("radio", { name: /^A channel/ }).check();
  await field(page, "then.channel_id").selectOption({ label: `${shop.name} · ${shop.url.replace("https://", "")}` });
  await page.getByRole("button", { name: "Replay with past visits" }).click();
  const replayed = page.locator("#replayed");
  await expect(replayed).toContainText(/2 of 2 visits since .* would have gone elsewhere\./);
  await expect(replayed).toContainText("2 of them were shown a form first and were decided when it was sent.");
  await expect(replayed).toContainText("One visit is left out: it was shown a form that was not sent, so it went nowhere.");
  await looksRight(page, "replay-forms");
  await replayed.getByRole("link", { name: "An example" }).click();
  await expect(page.getByRole("heading", { name: "Then the form was sent" })).toBeVisible();
});

for (const [size, device] of Object.entries(DEVICES)) {
  test(`a holiday calendar is made, its days follow what is typed, and a rule names it (${size})`, async ({ browser, house }) => {
    const { storage } = await import("../support/house.js");
    const context = await browser.newContext({ ...device, baseURL: house.url, storageState: storage(house.url, house.session) });
    const page = await context.newPage();
    const called = name("Jakarta");
    await page.goto("/app/settings/calendars/new");
    await field(page, "country").selectOption("ID");
    await field(page, "name").fill(called);
    await expect(page.locator("#closed-days")).toContainText("Independence Day");
    await page.getByRole("button", { name: "Add a day" }).click();
    await expect(field(page, "dates[0].date")).toBeFocused();
    await fill(page, { "dates[0].date": `${new Date().getUTCFullYear()}-12-24`, "dates[0].name": "Stocktaking" });
    await expect(page.locator("#closed-days")).toContainText("Stocktaking");
    await looksRight(page, `calendar-new-${size}`);
    await page.getByRole("button", { name: "Make the calendar" }).click();
    await expect(toast(page)).toContainText(`${called} is ready.`);

    const { path } = await ruled(house, () => []);
    await page.goto(`${path}/new`);
    await field(page, "w.c.add").selectOption("schedule");
    await page.getByRole("button", { name: "Add a condition" }).click();
    await page.getByRole("checkbox", { name: called }).check();
    await expect(page.locator("#rule-live")).toContainText(`and no day of “${called}”`);
    await looksRight(page, `rule-hours-${size}`);
    await page.locator(".row").getByRole("button", { name: "Save the rule" }).click();
    await page.goto("/app/settings/calendars");
    await page.getByRole("link", { name: called }).click();
    await expect(page.locator("main")).toContainText("Still named by");
    await context.close();
  });
}
