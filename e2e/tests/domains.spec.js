// Own domains at the desk: added, shown to be ours, chosen for a link, given up; and what their visitors get.

import { request } from "node:http";
import { field, fill, said, toast } from "../support/form.js";
import { number, openHouse, storage } from "../support/house.js";
import { looksRight } from "../support/look.js";
import { nameServer } from "../support/name-server.js";
import { DEVICES, bareTest as test, expect } from "../support/test.js";

const HOST = "go.brand.example";

/** A house whose name server is the test's own. */
async function atHouse(browser, run) {
  const names = await nameServer();
  const house = await openHouse({ flags: ["--dns-server", names.address] });
  const look = ({ size = "desktop", theme = "light", locale = "en", ...more } = {}) =>
    browser.newContext({
      ...DEVICES[size],
      ...more,
      baseURL: house.url,
      storageState: storage(house.url, house.session, { theme, locale }),
    });
  try {
    await run({ house, names, look });
  } finally {
    await house.stop();
    names.stop();
  }
}

/** What a visitor of a host gets, by the address of the server. */
function visit(house, host, path) {
  const { hostname, port } = new URL(house.url);
  return new Promise((done, failed) => {
    const asked = request({ host: hostname, port, path, headers: { host, "accept-language": "en" } }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => done({ status: answer.statusCode, location: answer.headers.location, html: String(Buffer.concat(pieces)) }));
    });
    asked.on("error", failed);
    asked.end();
  });
}

async function verified(house, names, host) {
  const { id, proof } = await house.api("POST", "/api/v1/domains", { host });
  names.txt(proof.txt.name, proof.txt.value);
  const domain = await house.api("POST", `/api/v1/domains/${id}/verify`);
  expect(domain.status).toBe("verified");
  return domain;
}

test("a domain is added, looked for in vain, verified, and then serves a link", async ({ browser }) => {
  await atHouse(browser, async ({ house, names, look }) => {
    const page = await (await look()).newPage();
    await page.goto("/app/settings");
    await page.getByRole("link", { name: "Domains" }).click();
    await expect(page.getByText("No domain of your own yet.")).toBeVisible();
    for (const [typed, why] of [
      ["https://go.brand.example/x", "without https://"],
      ["go.brand.example:443", "without a port"],
      ["gо.brand.example", "looks like “go”"],
      ["brand", "at least one dot"],
    ]) {
      await fill(page, { host: typed });
      await page.getByRole("button", { name: "Add a domain" }).click();
      await expect(await said(page, "host")).toContainText(why);
      await expect(field(page, "host")).toHaveValue(typed);
    }
    await fill(page, { host: HOST });
    await page.getByRole("button", { name: "Add a domain" }).click();
    await expect(toast(page)).toContainText(`${HOST} is added.`);
    await expect(page.getByText("Not verified yet")).toBeVisible();

    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText(`We found no TXT record at _giliran.${HOST}.`)).toBeVisible();
    names.txt(`_giliran.${HOST}`, "v=spf1 -all");
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText(`At _giliran.${HOST} we saw “v=spf1 -all”, and not the value below.`)).toBeVisible();
    names.txt(`_giliran.${HOST}`, await page.locator("code", { hasText: /^giliran-verification=/ }).textContent());
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(toast(page)).toContainText(`${HOST} is verified.`);

    await page.getByRole("checkbox", { name: "New links and hubs take this domain" }).check();
    await fill(page, { root_url: "javascript:alert(1)", "not_found.title": "Nothing <here>", "not_found.text": "Write to us." });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(await said(page, "root_url")).toContainText("Begin with https://");
    await expect(field(page, "not_found.title")).toHaveValue("Nothing <here>");
    await fill(page, { root_url: "https://brand.example/" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(toast(page)).toContainText("Saved.");
    expect((await visit(house, HOST, "/")).location).toBe("https://brand.example/");
    const lost = await visit(house, HOST, "/wa/nothing");
    expect([lost.status, lost.html.includes("<h1>Nothing &#60;here&#62;</h1>")]).toEqual([404, true]);
    expect((await visit(house, HOST, "/app")).status).toBe(404);

    // A new link takes it; it can be chosen, and the old address goes on when the link moves.
    await page.goto("/app/links/new");
    await expect(field(page, "domain")).toHaveValue(HOST);
    await fill(page, { name: "Promo", "pool.members[0].name": "Sari", "pool.members[0].number": number() });
    await expect(page.locator("#live")).toContainText("Sari");
    await page.getByRole("button", { name: "Make the link" }).click();
    await expect(toast(page)).toContainText(`${HOST}/wa/promo`);
    expect((await visit(house, HOST, "/wa/promo")).status).toBe(302);
    const link = page.url();

    // So does a new hub, whose old address leads on when it moves.
    await page.goto("/app/hubs/new");
    await expect(field(page, "domain")).toHaveValue(HOST);
    await fill(page, { title: "Bio", slug: "bio" });
    await page.getByRole("button", { name: "Make the hub" }).click();
    await expect(toast(page)).toContainText(`${HOST}/h/bio`);
    await expect(page.locator(".head .mono")).toHaveText(`${HOST}/h/bio`);
    expect((await visit(house, HOST, "/h/bio")).status).toBe(200);
    await page.getByRole("link", { name: "Edit" }).click();
    await field(page, "domain").selectOption("");
    await page.getByRole("button", { name: "Save" }).last().click();
    await expect(toast(page)).toContainText("Saved.");
    expect((await visit(house, HOST, "/h/bio")).location).toMatch(/\/h\/bio$/);
    await page.getByRole("link", { name: "Edit" }).click();
    await field(page, "domain").selectOption(HOST);
    await page.getByRole("button", { name: "Save" }).last().click();
    await expect(toast(page)).toContainText("Saved.");
    const hub = page.url();

    // Removing says what is in the way.
    page.on("dialog", (dialog) => dialog.accept());
    await page.goto("/app/settings/domains");
    await page.getByRole("link", { name: HOST }).click();
    await expect(page.getByText("2 links and hubs stand on it.")).toBeVisible();
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("alert")).toContainText("Still on this domain: Promo, Bio");
    await page.goto(`${hub}/edit`);
    await field(page, "domain").selectOption("");
    await page.getByRole("button", { name: "Save" }).last().click();
    await page.goto(`${link}/edit`);
    await field(page, "domain").selectOption("");
    await page.getByRole("button", { name: "Save" }).click();
    expect((await visit(house, HOST, "/wa/promo")).status).toBe(302);
    await page.goto("/app/settings/domains");
    await page.getByRole("link", { name: HOST }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(toast(page)).toContainText(`${HOST} is removed.`);
    expect((await visit(house, HOST, "/wa/promo")).status).toBe(404);
    await page.context().close();
  });
});

test("the screens of domains are in order with none, with long names, proved and not", async ({ browser }) => {
  await atHouse(browser, async ({ house, names, look }) => {
    const looks = [
      { size: "desktop", theme: "light", locale: "en" },
      { size: "phone", theme: "dark", locale: "id" },
      { size: "desktop", theme: "dark", locale: "id" },
      { size: "phone", theme: "light", locale: "en" },
    ];
    const over = async (name, path) => {
      for (const one of looks) {
        const context = await look(one);
        const page = await context.newPage();
        await page.goto(path);
        await looksRight(page, `${name}-${one.size}-${one.theme}-${one.locale}`);
        await context.close();
      }
    };
    await over("domains-none", "/app/settings/domains");
    const good = await verified(house, names, HOST);
    await house.api("PATCH", `/api/v1/domains/${good.id}`, { primary: true, root_url: "https://brand.example/" });
    await house.link([{ name: "Sari", number: number() }]);
    const long = await house.api("POST", "/api/v1/domains", {
      host: "promo-akhir-tahun-seragam-batik-keluarga-besar.pekalongan-raya-dan-sekitarnya.toko-batik-kirana-jaya.example",
    });
    await house.api("POST", `/api/v1/domains/${long.id}/verify`);
    const other = await house.api("POST", "/api/v1/domains", { host: "büro.example" });
    expect(other.host).toBe("xn--bro-hoa.example");
    await over("domains", "/app/settings/domains");
    await over("domain-pending", `/app/settings/domains/${long.id}`);
    await over("domain-verified", `/app/settings/domains/${good.id}`);
    await over("link-new-domain", "/app/links/new");
  });
});

test("without a script a domain is added and checked", async ({ browser }) => {
  await atHouse(browser, async ({ names, look }) => {
    const context = await look({ size: "phone", javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/app/settings/domains");
    await fill(page, { host: HOST });
    await page.getByRole("button", { name: "Add a domain" }).click();
    names.txt(`_giliran.${HOST}`, await page.locator("code", { hasText: /^giliran-verification=/ }).textContent());
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(toast(page)).toContainText(`${HOST} is verified.`);
    await context.close();
  });
});
