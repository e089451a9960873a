// A letter by somebody who means harm: HTML, scripts, Tera, Typst and the message's own slots in every place a teacher
// can write to. In both themes it must be text, and nothing else, wherever it comes out. `node hostile.mjs`
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import puppeteer from "puppeteer-core";
import { args, executablePath } from "./phone.mjs";
import { serveFiles } from "./school.mjs";
import { THEMES, makeSite } from "./site.mjs";

const run = promisify(execFile);
const here = import.meta.dirname;
const GROUP = `組"><img src=x onerror=alert('group')>{{link}}`;
const PHOTO = `写真' onerror='alert(7) {{link}}.jpg`;
// Each must be found as it was written, once the letter is shown.
const WRITTEN = [
  `<script>alert('title')</script>`,
  `<script>alert('paragraph')</script>`,
  `<svg onload=alert('heading')>`,
  `<script>alert('list')</script>`,
  `<script>alert('box')</script>`,
  `<script>alert('head')</script>`,
  `<img src=x onerror=alert('cell')>`,
  `<script>alert('event')</script>`,
  `<script>alert('base')</script>`,
  `<img src=x onerror=alert('ruby')>`,
  `<script>alert('code')</script>`,
  `<meta http-equiv="refresh"`,
  `{{ body }}{% include "x" %}`,
  `#read("/etc/passwd")`,
];

let [passed, failed] = [0, 0];
function told(name, faults) {
  if (!faults.length) return (passed += 1);
  failed += 1;
  console.log(`FAILED  ${name}\n        ${faults.join("\n        ")}`);
}

const browser = await puppeteer.launch({ executablePath, args });
const folder = await mkdtemp(join(tmpdir(), "otayori-hostile-"));
try {
  for (const theme of THEMES) await judgeTheme(theme, join(folder, theme));
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;

async function judgeTheme(theme, school) {
  const letter = await readFile(join(here, "hostile/letter.md"), "utf8");
  const photo = await readFile(resolve(here, "../../content/全園/sakura.jpg"));
  const content = {
    [`${GROUP}/2026-11-24 遠足<script>alert('file').md`]: letter.replace("PHOTO", `<${PHOTO}>`),
    [`${GROUP}/${PHOTO}`]: photo,
  };
  const settings = `  '${GROUP.replaceAll("'", "''")}': [うさぎ組]\n`;
  await makeSite(school, theme, { content, settings });
  const files = await serveFiles(join(school, "public"), "");
  const origin = `http://127.0.0.1:${files.address().port}`;
  for (const name of await named(join(school, "public"), ".html")) {
    if (name === "404.html") continue;
    const page = await opened(`${origin}/${encodeURI(name)}`, origin);
    const isLetter = name.endsWith("/index.html") && (await page.has("html[data-letter]"));
    const search = await page.searches(`alert`);
    told(`${theme}: ${name}`, [...page.faults, ...(await page.armed()), ...(isLetter ? await page.lacks(WRITTEN) : []), ...search]);
    await page.close();
  }
  files.close();
  files.closeAllConnections();
  for (const path of await named(school, "notice.html", "notice.txt", ".ics", ".json", ".pdf", "keep.html")) await judgeFile(theme, school, path);
}

// Every file below the folder whose name ends with one of these.
async function named(folder, ...endings) {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.includes("cache/")).sort();
}

async function judgeFile(theme, school, path) {
  const file = join(school, path);
  const name = basename(path);
  const text = name.endsWith(".pdf") ? (await run("pdftotext", ["-raw", file, "-"])).stdout : await readFile(file, "utf8");
  const faults = [];
  if (name.endsWith(".html")) {
    const page = await opened(`data:text/html;charset=utf-8,${encodeURIComponent(text)}`, "data:");
    faults.push(...page.faults, ...(await page.armed()), ...(await page.lacks(WRITTEN.slice(0, 1))));
    await page.close();
  }
  if (name.startsWith("notice")) faults.push(...slots(name.endsWith(".json") ? messages(JSON.parse(text)) : [text]));
  if (name === "search.json") JSON.parse(text);
  if (name.endsWith(".ics")) faults.push(...strayLines(text));
  if (name.endsWith(".pdf")) {
    const words = text.replace(/[\s\u200b\u2060]/g, "");
    // A poster holds the title and as much as one page takes.
    const whole = name === "poster.pdf" ? [] : [`#read("/etc/passwd")`, "#panic()"];
    for (const written of ["alert('title')", ...whole])
      if (!words.includes(written)) faults.push(`“${written}” is not there`);
    if (words.includes("root:x:0")) faults.push("it read a file of this machine");
  }
  told(`${theme}: ${path}`, faults);
}

// The texts and the HTML of released messages, wherever in the file they stand.
function messages(value) {
  return Object.entries(value ?? {}).flatMap(([key, inner]) =>
    typeof inner === "string" ? (key === "text" || key === "html" ? [inner] : []) : messages(inner),
  );
}

// Each link has one place, whatever a teacher wrote.
function slots(texts) {
  const faults = texts.length ? [] : ["no message lies here"];
  for (const text of texts)
    for (const slot of ["{{link}}", "{{plain-link}}", "{{stop-link}}"])
      if (text.split(slot).length !== 2) faults.push(`${slot} stands there ${text.split(slot).length - 1} times`);
  return faults;
}

// Lines that begin neither a property a calendar of ours has nor go on with one.
function strayLines(text) {
  const known = /^(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|NAME|X-WR-CALNAME|X-WR-TIMEZONE|X-PUBLISHED-TTL|REFRESH-INTERVAL|UID|DTSTAMP|DTSTART|DTEND|SUMMARY|DESCRIPTION|LOCATION|URL|CATEGORIES|SEQUENCE|STATUS|TRANSP|CLASS|LAST-MODIFIED|SOURCE|COLOR|TZID|TZNAME|TZOFFSETFROM|TZOFFSETTO)[;:]/;
  const events = text.split("BEGIN:VEVENT").length - 1;
  const faults = text.split("\r\n").filter((line) => line && !/^[ \t]/.test(line) && !known.test(line)).map((line) => `a line of its own: ${line}`);
  if (text.split(/^DTSTART/m).length - 1 - (text.match(/BEGIN:(STANDARD|DAYLIGHT)/g)?.length ?? 0) !== events) faults.push("an event has two beginnings");
  return faults;
}

// This address in a browser that tells of everything a script, a form or another host could do.
async function opened(address, origin) {
  const page = await browser.newPage();
  const faults = [];
  page.on("dialog", (dialog) => (faults.push(`a script speaks: ${dialog.message()}`), dialog.dismiss()));
  page.on("pageerror", (fault) => faults.push(`a script fails: ${fault}`));
  page.on("request", (asked) => {
    const url = asked.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) faults.push(`it asks for ${url}`);
  });
  await page.evaluateOnNewDocument(() => {
    globalThis.refused = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.refused.push(`${event.violatedDirective} ${event.blockedURI}`), true);
  });
  await page.goto(address, { waitUntil: "networkidle0" });
  return {
    faults,
    close: () => page.close(),
    has: (selector) => page.$(selector).then(Boolean),
    armed: () => page.evaluate(armed, origin),
    lacks: (all) =>
      page.evaluate((all) => {
        const shown = document.documentElement.textContent.replaceAll(/[\u2060\u200b]/g, "");
        return all.filter((written) => !shown.includes(written)).map((written) => `“${written}” is not shown as written`);
      }, all),
    async searches(word) {
      const field = await page.$("input[type=search]");
      if (!field) return [];
      await field.type(word);
      await new Promise((done) => setTimeout(done, 1500));
      const found = await page.evaluate(() => document.body.textContent.includes("alert('title')"));
      return [...(found ? [] : ["the search does not find the letter"]), ...(await page.evaluate(armed, origin))];
    },
  };
}

// What could do something: handlers, foreign scripts, frames, forms, addresses that are no links. Runs in the page.
function armed(origin) {
  const faults = globalThis.refused.map((refused) => `the policy had to refuse ${refused}`);
  for (const element of document.querySelectorAll("*")) {
    const name = `<${element.localName}>`;
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/.test(attribute)) faults.push(`${name} has ${attribute}`);
      if (/^(href|src|action|formaction|srcdoc)$/.test(attribute) && /^\s*(javascript|data:text|vbscript)/i.test(value)) faults.push(`${name} leads to ${value}`);
    }
    if (/^(iframe|object|embed|base)$/.test(element.localName)) faults.push(`${name} stands there`);
    // The page's own form that nobody sees is the collector's.
    const own = element.id === "unused" && element.action === `${document.documentElement.dataset.collector}/b/unused`;
    if (element.localName === "form" && !own && !element.action.startsWith(origin)) faults.push(`${name} sends to ${element.action}`);
    if (element.localName === "script" && element.type !== "application/json" && !element.src.startsWith(origin)) faults.push(`a script from ${element.src || "the page"}`);
    if (element.localName === "meta" && element.httpEquiv === "refresh") faults.push(`${name} leads away`);
  }
  return faults;
}
