// What every test has: a house of its own worker, and a browser that reports what must never happen.

import { test as base, expect } from "@playwright/test";
import { openHouse, storage } from "./house.js";
import { watch } from "./watch.js";

export { expect };

const watched = base.extend({
  // What a page of ours must never do, seen over the whole test: a fault at its end. A test that provokes an answer
  // which is refused says so by `watching.allow`.
  watching: [
    async ({ context }, use) => {
      const allowed = [];
      const faults = watch(context);
      await use({ allow: (pattern) => allowed.push(pattern) });
      const left = faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)));
      expect(left, "console errors, failed requests, requests to the outside").toEqual([]);
    },
    { auto: true },
  ],
});

/** Tests that change something: in the house of their worker, signed in as its owner unless they say otherwise. */
export const test = watched.extend({
  house: [
    async ({}, use) => {
      const house = await openHouse();
      await use(house);
      await house.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ house }, use) => use(house.url),
  storageState: async ({ house }, use) => use(storage(house.url, house.session)),
});

/** Tests that look at much data: the example workspace, signed in as its owner. They change nothing. */
export const shopTest = watched.extend({
  // A desk's or a phone's browser in the shop, one of each a test, with this look; watched like the first one.
  visit: async ({ browser, shop }, use) => {
    const pages = new Map();
    const faults = [];
    const open = async (size) => {
      const context = await browser.newContext({ ...DEVICES[size], baseURL: shop.url });
      faults.push(watch(context));
      return context.newPage();
    };
    await use(async ({ size, theme, locale }) => {
      if (!pages.has(size)) pages.set(size, await open(size));
      const page = pages.get(size);
      await page.context().addCookies(storage(shop.url, shop.session, { theme, locale }).cookies);
      return page;
    });
    for (const page of pages.values()) await page.context().close();
    expect(faults.flat(), "console errors, failed requests, requests to the outside").toEqual([]);
  },
  shop: [async ({}, use) => use(JSON.parse(process.env.E2E_SHOP)), { scope: "worker" }],
  baseURL: async ({ shop }, use) => use(shop.url),
  storageState: async ({ shop }, use) => use(storage(shop.url, shop.session)),
});

/** Tests that bring their own server. */
export const bareTest = watched;

export const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** What makes a browser of that size one: a phone is touched, and has no pointer that hovers. */
export const DEVICES = {
  desktop: { viewport: SIZES.desktop },
  phone: { viewport: SIZES.phone, isMobile: true, hasTouch: true },
};
