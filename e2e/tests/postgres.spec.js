// The same on PostgreSQL, where the tests have a server: set-up to redirect to lead.

import { execFileSync } from "node:child_process";
import { openHouse, number, storage } from "../support/house.js";
import { Phone } from "../support/phone.js";
import { bareTest as test, expect } from "../support/test.js";

const SERVER = process.env.GILIRAN_TEST_POSTGRES;

test("on PostgreSQL a link is tapped and its lead stands on the desk", async ({ browser }) => {
  test.skip(!SERVER, "GILIRAN_TEST_POSTGRES names no server");
  const name = `giliran_e2e_${process.pid}_${Date.now()}`;
  const sql = (text) => execFileSync("psql", [SERVER, "--quiet", "--no-psqlrc", "--command", text], { stdio: ["ignore", "ignore", "inherit"] });
  const database = new URL(SERVER);
  database.pathname = `/${name}`;
  sql(`CREATE DATABASE ${name}`);
  try {
    const house = await openHouse({ flags: ["--database-url", database.href] });
    try {
      const link = await house.link([
        { name: "Sari", number: number() },
        { name: "Budi", number: number() },
      ]);
      const phone = new Phone(house.url);
      const first = await phone.tap(link.slug, "utm_source=instagram&utm_campaign=gajian");
      expect(first.number).toBe(link.pool.members[0].number);
      expect((await phone.tap(link.slug)).number).toBe(first.number);
      const leads = async () => (await house.api("GET", `/api/v1/leads?link_id=${link.id}`)).items;
      await expect.poll(async () => (await leads()).length).toBe(1);
      const context = await browser.newContext({ storageState: storage(house.url, house.session), baseURL: house.url });
      const page = await context.newPage();
      await page.goto(`/app/leads?link=${link.id}`);
      await expect(page.locator("tbody tr")).toContainText("gajian");
      await page.goto(`/app?link=${link.id}`);
      await expect(page.locator(".figure", { hasText: "Leads" }).locator(".figure__value")).toHaveText("1");
      await context.close();
    } finally {
      await house.stop();
    }
  } finally {
    sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
});
