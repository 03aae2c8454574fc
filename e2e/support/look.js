// Looking at a screen: what axe finds, what runs out of its side, and a picture of it for people.

import { expect } from "@playwright/test";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const SHOTS = join(import.meta.dirname, "../shots");
const GRAVE = new Set(["serious", "critical"]);

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Hundreds of options are drawn by the browser, and the rows of a long table are like its first ones: judging each
// takes seconds.
const LEFT_OUT = [["option"], ["tbody tr:nth-child(n+9)"], ["main > section:nth-of-type(n+12)"]];
const OPTIONS = { resultTypes: ["violations"], preload: false };

/** The grave violations on the page, or within a part of it, a line for each place. */
async function violations(page, within) {
  // Evaluated and not added as an element: the page's policy allows no script of others.
  await page.evaluate(AXE);
  const where = { exclude: LEFT_OUT, ...(within && { include: [[within]] }) };
  const { violations } = await page.evaluate(([where, options]) => window.axe.run(where, options), [where, OPTIONS]);
  return violations
    .filter((violation) => GRAVE.has(violation.impact))
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.any[0]?.message ?? node.html}`));
}

/** By how many pixels the page can be pushed to the side, and what sticks out. */
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const over = document.scrollingElement.scrollWidth - width;
    if (over <= 0) return [];
    const names = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return [`${over} px too wide`, ...new Set(names)].slice(0, 8);
  });
}

/** A long table goes on as it began: its end is not pictured. */
const LONGEST = 2600;

export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  const [width, height] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollHeight]);
  const clip = { x: 0, y: 0, width, height: Math.min(height, LONGEST) };
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true, clip });
}

/** All three, as one verdict; axe judges the page, or the part of it that is named. */
export async function looksRight(page, name, within) {
  await page.evaluate(() => document.fonts.ready);
  await shoot(page, name);
  expect.soft(await overflow(page), `${name}: runs out of its side`).toEqual([]);
  expect.soft(await violations(page, within), `${name}: axe`).toEqual([]);
}
