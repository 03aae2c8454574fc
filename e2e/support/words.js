// The sentences of the desk in both languages, from the product's own files: what a page in one language must not
// show of the other.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const LOCALES = join(import.meta.dirname, "../../crates/web/locales");

function read(locale) {
  const folder = join(LOCALES, locale);
  const files = readdirSync(folder).filter((name) => name !== "countries.ftl");
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  const pairs = lines.map((line) => /^([a-z][\w-]*) = (.+)$/.exec(line)).filter(Boolean);
  return new Map(pairs.map(([, key, text]) => [key, text]));
}

/** Whole sentences of this language that the other one says differently; no placeables, three words or more. */
export function sentencesOnlyIn(locale, other) {
  const [here, there] = [read(locale), read(other)];
  const plain = [...here].filter(([key, text]) => !text.includes("{") && text.split(" ").length >= 3 && there.get(key) !== text);
  return plain.map(([, text]) => text);
}

/** Keys of messages: one that stands on a page as it is has no text. */
export const keys = () => new Set([...read("en").keys()].filter((key) => key.includes("-")));
