// People and rights: users, roles, tokens, sessions.

import { field, fill, said, toast } from "../support/form.js";
import { OWNER, number, signIn, storage } from "../support/house.js";
import { Phone } from "../support/phone.js";
import { expect, test } from "../support/test.js";

let made = 0;
const address = () => `ayu.${process.env.TEST_WORKER_INDEX}.${++made}@example.com`;
const PASSWORD = "another four words in a row";

async function enter(page, email, password) {
  await page.goto("/app/sign-in");
  await fill(page, { email, password });
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a user who is added signs in, and as an agent sees their own leads and nobody else's", async ({ page, browser, house }) => {
  const email = address();
  await page.goto("/app/team");
  await page.getByRole("link", { name: "Add a user" }).click();
  await fill(page, { name: "Ayu Lestari", email, password: PASSWORD });
  await page.getByRole("radio", { name: /^Agent/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("Ayu Lestari can sign in now.");
  await expect(page.locator("tr", { hasText: email })).toContainText("Agent");

  const link = await house.link([
    { name: "Ayu", number: number() },
    { name: "Budi", number: number() },
  ]);
  await new Phone(house.url).tap(link.slug);
  await new Phone(house.url).tap(link.slug);
  const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
  await expect.poll(async () => (await leads()).length).toBe(2);
  const user = (await house.api("GET", "/api/v1/users?limit=200")).items.find((one) => one.email === email);
  await house.api("PATCH", `/api/v1/agents/${link.pool.members[0].agent_id}`, { user_id: user.id });
  const [own, other] = ["Ayu", "Budi"].map((name) => async () => (await leads()).find((lead) => lead.agent.name === name).id);

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL: house.url });
  const ayu = await context.newPage();
  await enter(ayu, email, PASSWORD);
  await ayu.goto("/app/leads");
  await expect(ayu.locator("tbody tr")).toHaveCount(1);
  await expect(ayu.locator("tbody tr")).toContainText("Ayu");
  await ayu.goto(`/app/leads/${await own()}`);
  await expect(ayu.getByRole("button", { name: "Save" })).toBeVisible();
  await ayu.goto(`/app/leads/${await other()}`);
  await expect(ayu.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  for (const place of ["/app/team/new", "/app/links/new", "/app/settings/tokens", "/app/settings/audit"]) {
    await ayu.goto(place);
    await expect(ayu.getByRole("heading", { name: "Not for your role" })).toBeVisible();
  }
  await context.close();
});

test("what is wrong in a user is named beside its field and nothing typed is lost", async ({ page }) => {
  await page.goto("/app/team/new");
  await fill(page, { name: "Ayu", email: OWNER.email, password: PASSWORD });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(await said(page, "email")).toContainText("This is taken");
  await expect(field(page, "name")).toHaveValue("Ayu");
  await fill(page, { email: "ayu", password: "short" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(await said(page, "email")).toContainText("Enter an e-mail address");
  await expect(await said(page, "password")).toContainText("At least 10 characters");
});

test("a user who is locked out is out at once and cannot come in again", async ({ page, browser, house }) => {
  const email = address();
  const user = await house.api("POST", "/api/v1/users", { name: "Fajar", email, role: "supervisor", password: PASSWORD, locale: "en" });
  const session = await signIn(house.url, email, PASSWORD);
  const context = await browser.newContext({ storageState: storage(house.url, session), baseURL: house.url });
  const fajar = await context.newPage();
  await fajar.goto("/app/leads");
  await expect(fajar).toHaveURL(/\/app\/leads$/);

  await page.goto(`/app/team/${user.id}`);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Lock out" }).click();
  await expect(toast(page)).toContainText("Fajar is locked out.");
  await fajar.reload();
  await expect(fajar).toHaveURL(/\/app\/sign-in/);
  await enter(fajar, email, PASSWORD);
  await expect(fajar.getByRole("alert")).toContainText("don’t go together");
  await context.close();
});

test("a token is shown once, opens what it was made for and nothing else, and opens nothing once it is revoked", async ({ page, house }) => {
  const name = `Nightly ${address()}`;
  await page.goto("/app/settings/tokens");
  await field(page, "name").fill(name);
  await page.locator('[name="scopes"][value="links:read"]').check();
  await page.getByRole("button", { name: "Make the token" }).click();
  const secret = await page.locator("#new-token").innerText();
  const ask = (method, path, body) =>
    fetch(`${house.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const answer = await ask("GET", "/api/v1/links");
  expect(answer.status).toBe(200);
  expect(Array.isArray((await answer.json()).items)).toBe(true);
  expect((await ask("GET", "/api/v1/leads")).status).toBe(403);
  const link = { slug: "never", name: "Never", message: "Hi", pool: { method: "round_robin", members: [] } };
  expect((await ask("POST", "/api/v1/links", link)).status).toBe(403);

  await page.goto("/app/settings/tokens");
  await expect(page.getByText(secret)).toHaveCount(0);
  page.once("dialog", (dialog) => dialog.accept());
  await page.locator("tr", { hasText: name }).getByRole("button", { name: "Revoke" }).click();
  await expect(toast(page)).toContainText("is revoked");
  await expect(page.locator("tr", { hasText: name }).getByRole("button", { name: "Revoke" })).toHaveCount(0);
  expect((await ask("GET", "/api/v1/links")).status).toBe(401);
});

test("sessions are listed, another one can be ended, and signing out ends this one", async ({ browser, house }) => {
  const open = async (userAgent) => {
    const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL: house.url, userAgent });
    const page = await context.newPage();
    await enter(page, OWNER.email, OWNER.password);
    await expect(page).toHaveURL(/\/app$/);
    return page;
  };
  const iphone = await open(
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  );
  const firefox = await open("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0");
  await firefox.goto("/app/settings/sessions");
  const row = (text) => firefox.locator("li", { hasText: text });
  await expect(row("Firefox")).toContainText("This one");
  await row("Safari").getByRole("button", { name: "End" }).click();
  await expect(toast(firefox)).toContainText("The session is ended.");
  await expect(row("Safari")).toHaveCount(0);
  await iphone.reload();
  await expect(iphone).toHaveURL(/\/app\/sign-in$/);

  await firefox.locator(".side__foot summary").click();
  await firefox.locator(".side__foot").getByRole("button", { name: "Sign out" }).click();
  await expect(firefox.getByText("You are signed out.")).toBeVisible();
  await firefox.goto("/app/leads?status=hot");
  await expect(firefox).toHaveURL(/\/app\/sign-in/);
  // Who was on the way to a page gets there.
  await fill(firefox, { email: OWNER.email, password: OWNER.password });
  await firefox.getByRole("button", { name: "Sign in" }).click();
  await expect(firefox).toHaveURL(/\/app\/leads\?status=hot$/);
  await Promise.all([iphone.context().close(), firefox.context().close()]);
});

test("a wrong password and an unknown address are one answer, and the address stays typed", async ({ browser, house }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL: house.url });
  const page = await context.newPage();
  const answers = [];
  for (const email of [address(), "nobody@example.com"]) {
    await enter(page, email, "not the password");
    answers.push(await page.getByRole("alert").innerText());
    await expect(field(page, "email")).toHaveValue(email);
    await expect(field(page, "password")).toHaveValue("");
  }
  expect(answers[0]).toBe(answers[1]);
  await context.close();
});

test("the settings are saved, keep what is wrong beside its field, and stand in the change log with who and what", async ({ page }) => {
  await page.goto("/app/settings");
  await page.getByRole("radio", { name: "A page of yours" }).check();
  await fill(page, { "fallback.url": "javascript:alert(1)", statuses: "new\nhot\nhot\nBig!" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(await said(page, "fallback.url")).toContainText("Begin with https:// or http://.");
  await expect(field(page, "statuses")).toHaveValue("new\nhot\nhot\nBig!");
  await page.goto("/app/settings");
  await fill(page, { statuses: `${await field(page, "statuses").inputValue()}\nwaiting` });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page)).toContainText("The settings are saved.");
  await page.goto("/app/settings/audit");
  const entry = page.locator(".timeline li", { hasText: "changed the workspace" }).first();
  await expect(entry).toContainText(OWNER.name);
  await expect(entry).toContainText("waiting");
});
