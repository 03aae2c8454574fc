// Rows that are dragged by their grip: with a finger on a phone, with a mouse and with a pen; beside the grip the page
// scrolls, Escape leaves everything as it was, and the buttons go on from where a row was put.

import { toast } from "../support/form.js";
import { number, storage } from "../support/house.js";
import { FORM, asks } from "../support/lead-form.js";
import { looksRight } from "../support/look.js";
import { Phone } from "../support/phone.js";
import { drag, stroke } from "../support/touch.js";
import { DEVICES, expect, test } from "../support/test.js";

let made = 0;

const ruled = async (house, names) => {
  const url = `https://example.com/drag/${process.env.TEST_WORKER_INDEX}-${++made}`;
  const shop = await house.api("POST", "/api/v1/channels", { kind: "website", name: `Shop to drag ${process.env.TEST_WORKER_INDEX}-${made}`, url });
  const link = await house.link([{ name: "Sari", number: number() }]);
  const rules = names.map((name, at) => ({ name, when: { field: "country", op: "in_list", value: [["ES", "PT", "FR", "IT", "DE", "NL", "BE", "DK"][at]] }, then: { channel_id: shop.id } }));
  await house.api("PATCH", `/api/v1/links/${link.id}`, { rules });
  return link;
};

/** The page on a phone that is touched. */
async function phone(browser, house, path) {
  const context = await browser.newContext({ ...DEVICES.phone, baseURL: house.url, storageState: storage(house.url, house.session) });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** From the middle of one to the middle of the other, and a little further. */
async function way(page, from, to) {
  await from.scrollIntoViewIfNeeded();
  const [here, there] = [await from.boundingBox(), await to.boundingBox()];
  const by = there.y + there.height / 2 - here.y - here.height / 2;
  return by + Math.sign(by) * 12;
}

test("a finger drags a rule, Escape lets it be, and beside the grip the page scrolls", async ({ browser, house }) => {
  const names = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];
  const link = await ruled(house, names);
  const page = await phone(browser, house, `/app/links/${link.id}/rules`);
  const shown = page.locator(".rule .sub");
  const grip = (at) => page.locator(".rule [data-grip]").nth(at);
  const kept = async () => (await house.api("GET", `/api/v1/links/${link.id}`)).rules.map((rule) => rule.name);
  await expect(shown).toHaveText(names);
  expect((await grip(0).boundingBox()).height, "a thumb finds it").toBeGreaterThanOrEqual(44);

  const third = await drag(page, grip(2), await way(page, grip(2), page.locator(".rule").first()), { lift: false });
  await expect(shown.first()).toHaveText("Three");
  await expect(page.locator(".rule").first()).toHaveClass(/dragged/);
  await page.keyboard.press("Escape");
  await expect(shown).toHaveText(names);
  await third.lift();
  await expect(page.locator(".dragged")).toHaveCount(0);
  expect(await kept()).toEqual(names);

  const before = await page.evaluate(() => scrollY);
  await drag(page, grip(2), await way(page, grip(2), page.locator(".rule").first()));
  const order = ["Three", "One", "Two", ...names.slice(3)];
  await expect(shown).toHaveText(order);
  await expect.poll(kept).toEqual(order);
  await expect(page.locator("#rules-said")).toHaveText("Rule moved to place 1.");

  await drag(page, page.locator(".rule__sentence").nth(3), -200);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before + 50);
  await expect(shown).toHaveText(order);
  await page.context().close();
});

test("a finger drags a question of the form: the page beside it follows, and the buttons mean the new places", async ({ browser, house }) => {
  const link = await asks(house);
  const page = await phone(browser, house, `/app/links/${link.id}/form`);
  const rows = page.locator("fieldset.asked");
  const labels = () => rows.evaluateAll((all) => all.map((one) => one.querySelector('[name$=".key"]').value));
  await drag(page, rows.nth(1).locator("[data-grip]"), await way(page, rows.nth(1).locator("[data-grip]"), rows.nth(0)));
  expect(await labels()).toEqual(["wish", "budget", "size", "extras"]);
  const shown = page.locator('iframe[title="In English"]').contentFrame();
  await expect(shown.locator("label[for^=k_]").first()).toContainText("What are you looking for?");
  await expect(page.getByRole("button", { name: "Move “What are you looking for?” up" })).toBeDisabled();
  await page.getByRole("button", { name: "Move “What is your budget?” down" }).click();
  await expect.poll(labels).toEqual(["wish", "size", "budget", "extras"]);
  await page.getByRole("button", { name: "Remove “Extras”" }).click();
  await expect.poll(labels).toEqual(["wish", "size", "budget"]);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("Saved.");
  const form = (await house.api("GET", `/api/v1/links/${link.id}`)).form;
  expect(form.fields.map((one) => one.key)).toEqual(["wish", "size", "budget"]);
  expect(form.fields[1].choices_id).toEqual(FORM.fields[2].choices_id);
  await page.context().close();
});

for (const pointerType of ["mouse", "pen"]) {
  test(`a ${pointerType} drags a button of a hub`, async ({ page, house }) => {
    const slug = `drag-${process.env.TEST_WORKER_INDEX}-${++made}`;
    const entries = [];
    for (const label of ["One", "Two", "Three"]) entries.push({ label, link_id: (await house.link([{ name: "Sari", number: number() }])).id });
    const hub = await house.api("POST", "/api/v1/hubs", { slug, title: "Toko", entries });
    await page.goto(`/app/hubs/${hub.id}/edit`);
    const rows = page.locator("#entries .entry");
    await expect(rows).toHaveCount(3);
    await rows.nth(2).scrollIntoViewIfNeeded();
    await stroke(page, rows.nth(2).locator("[data-grip]"), await way(page, rows.nth(2).locator("[data-grip]"), rows.nth(1)), pointerType);
    await expect(page.locator("#look iframe").contentFrame().getByRole("link")).toHaveText(["One", "Three", "Two"]);
    await page.getByRole("button", { name: "Save" }).first().click();
    await expect.poll(async () => (await house.api("GET", `/api/v1/hubs/${hub.id}`)).entries.map((one) => one.label)).toEqual(["One", "Three", "Two"]);
  });
}

test("the members of a pool are dragged by a finger and moved by keyboard, and turns are taken in their order", async ({ browser, house }) => {
  const people = ["Ayu", "Budi", "Citra"].map((name) => ({ name, number: number() }));
  const link = await house.link(people);
  const page = await phone(browser, house, `/app/links/${link.id}/edit`);
  const rows = page.locator("#members .member");
  const names = () => rows.evaluateAll((all) => all.map((one) => one.querySelector('[name$=".name"]').value));
  const grip = rows.nth(2).locator("[data-grip]");
  await drag(page, grip, await way(page, grip, rows.nth(1)));
  expect(await names()).toEqual(["Ayu", "Citra", "Budi"]);
  await page.getByRole("button", { name: "Move “Citra” up" }).focus();
  await page.keyboard.press("Enter");
  expect(await names()).toEqual(["Citra", "Ayu", "Budi"]);
  await expect(page.getByRole("button", { name: "Move “Citra” down" }), "on top there is no further up").toBeFocused();
  await looksRight(page, "pool-phone");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(toast(page)).toBeVisible();
  const order = async () => (await house.api("GET", `/api/v1/links/${link.id}`)).pool.members.map((member) => member.name);
  expect(await order()).toEqual(["Citra", "Ayu", "Budi"]);
  const first = await new Phone(house.url).tap(link.slug);
  expect(first.number).toBe(people[2].number);
  await page.context().close();
});
