// The figures of one link: narrowed by a click, kept in the address, and every number opens its rows.

import { expect, shopTest as test } from "../support/test.js";

test("a link's figures are narrowed by a click, told in the address, and a number opens exactly its rows", async ({ page }) => {
  await page.goto("/app/links?q=promo");
  await page.locator("tbody tr th a").first().click();
  const devices = page.locator(".trio .card", { has: page.getByRole("heading", { name: "Devices" }) });
  await devices.getByRole("link", { name: "Tablet", exact: true }).click();
  await expect(page).toHaveURL(/[?&]device=tablet/);
  await expect(page.locator(".chip")).toContainText("Tablet");
  await page.getByRole("navigation", { name: "Kind of visit" }).getByRole("link", { name: "Click", exact: true }).click();
  await expect(page).toHaveURL(/device=tablet.*kind=human|kind=human.*device=tablet/);

  const visitors = page.locator(".figure", { hasText: "Visitors" }).locator(".figure__value a");
  const number = Number((await visitors.innerText()).replaceAll(",", ""));
  expect(number).toBeGreaterThan(0);
  await visitors.click();
  let rows = 0;
  for (;;) {
    rows += await page.locator("tbody tr").count();
    const next = page.locator('a[rel="next"]');
    if ((await next.count()) === 0) break;
    await next.click();
  }
  expect(rows).toBe(number);
  await expect(page.locator(".chip", { hasText: "Tablet" })).toBeVisible();
});

test("what the numbers of a link mean stands beside them", async ({ page }) => {
  await page.goto("/app/links?q=promo");
  await page.locator("tbody tr th a").first().click();
  await page.getByText("What these numbers mean").click();
  await expect(page.getByText("each counts once in the days shown")).toBeVisible();
});
