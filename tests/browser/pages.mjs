// Looks at every page below these folders with html-validate, axe and pa11y, light and dark, from the narrowest phone
// to a wide screen. One browser, several pages at once. `node pages.mjs [--kinds] FOLDER…`; with `--kinds` only the
// longest page of each kind: those whose frame, all but the letter's text, has the same classes.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import pa11y from "pa11y";
import puppeteer from "puppeteer-core";
import { violations } from "./axe.mjs";
import { faultsOfMarkup, isMessage } from "./markup.mjs";
import { args, executablePath } from "./phone.mjs";
import { serveFiles } from "./school.mjs";

const WIDTHS = [320, 390, 768, 1280];
const SCHEMES = ["light", "dark"];
const AT_ONCE = 4;

// An emoji paints itself, in its own colours: what stands behind it cannot make it unreadable.
const PA11Y = { ignoreUrl: true, runners: ["htmlcs"], standard: "WCAG2AA", hideElements: ".badge[aria-hidden=true]" };
// A layout table of a message says that it is none; pa11y asks that nothing with a meaning then stands in it.
const LAYOUT_TABLE = "WCAG2AA.Principle1.Guideline1_3.1_3_1.F92,ARIA4";

let passed = 0;
let failed = 0;

function told(name, faults) {
  if (!faults.length) return (passed += 1);
  failed += 1;
  console.log(`FAILED  ${name}\n        ${faults.join("\n        ")}`);
}

async function look(browser, address, name, scheme) {
  const page = await browser.newPage();
  const faults = [];
  page.on("console", (said) => {
    const from = said.location().url ?? "";
    // A browser asks every host for its icon; that there is none is no fault of a message.
    if (said.type() === "error" && !from.endsWith("/favicon.ico")) faults.push(`the browser reports: ${said.text()} ${from}`);
  });
  page.on("pageerror", (fault) => faults.push(`a script fails: ${fault}`));
  page.on("dialog", (dialog) => (faults.push(`a script speaks: ${dialog.message()}`), dialog.dismiss()));
  try {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const width of WIDTHS) {
      await page.setViewport({ width, height: 800, isMobile: width < 700, hasTouch: width < 700 });
      if (width === WIDTHS[0]) await page.goto(address, { waitUntil: "load" });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) faults.push(`${wide} px wide at ${width} px`);
      faults.push(...(await violations(page)).map((fault) => `axe at ${width} px: ${fault}`));
    }
    const { issues } = await pa11y(address, { ...PA11Y, browser, page, ignore: isMessage(name) ? [LAYOUT_TABLE] : [] });
    faults.push(...issues.map((issue) => `pa11y: ${issue.code}: ${issue.message} ${issue.context}`));
  } catch (error) {
    faults.push(String(error.stack ?? error));
  }
  await page.close();
  told(`${name} (${scheme})`, [...new Set(faults)]);
}

async function kinds(folder, names) {
  const longest = new Map();
  // A site's 404 page is shown at any address, so it names the site in full, and is whole only there.
  for (const name of names.filter((name) => name !== "404.html")) {
    const html = await readFile(join(folder, name), "utf8");
    const frame = html.replace(/<article[^]*<\/article>/, "");
    const classes = new Set([...frame.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names.split(" ")));
    const kind = [...classes].sort().join(" ");
    if (html.length > (longest.get(kind)?.length ?? 0)) longest.set(kind, { name, length: html.length });
  }
  return [...longest.values()].map(({ name }) => name);
}

const browser = await puppeteer.launch({ executablePath, args, acceptInsecureCerts: false });
const [oneOfEach, folders] = process.argv[2] === "--kinds" ? [true, process.argv.slice(3)] : [false, process.argv.slice(2)];
for (const folder of folders) {
  const all = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
  const names = oneOfEach ? await kinds(folder, all) : all;
  if (!names.length) told(folder, ["no page lies here"]);
  const files = await serveFiles(folder, "");
  const work = names.flatMap((name) => [
    async () => told(`${name} (markup)`, await faultsOfMarkup(join(folder, name))),
    ...SCHEMES.map((scheme) => () => look(browser, `http://127.0.0.1:${files.address().port}/${encodeURI(name)}`, name, scheme)),
  ]);
  const next = async () => {
    for (let one; (one = work.shift()); ) await one();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  files.close();
  files.closeAllConnections();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
