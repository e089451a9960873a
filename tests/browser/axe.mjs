// The accessibility judge: axe-core in a page of its own world, so that the page's policy need not be weakened.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Every violation on this page, in words; none is what we want.
export async function violations(page) {
  // Once for each document: a page that is looked at in several widths has it already.
  if (!(await page.evaluate(() => typeof globalThis.axe?.run === "function"))) await page.evaluate(source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

export async function passesAxe(page) {
  const found = await violations(page);
  if (found.length) throw new Error(`axe at ${page.url()}:\n  ${found.join("\n  ")}`);
}

// Nothing sticks out to the right on the narrowest phone.
export async function fitsNarrowPhone(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 320) throw new Error(`${page.url()} is ${wide} px wide on a phone of 320 px`);
}
