// The message in the mail programs that parents have, as far as a browser and caniemail's data can tell.
// `node messages.mjs FOLDER…`: every `NAME-notice.html` below with subject and text part in `NAME.txt`, and every
// `notice.html` that `build` made, with `notice.txt`.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { day, shortcomings } from "./caniemail.mjs";
import { contrasts, doubleText, likeGmailWithoutStyles, likeOutlook, paddedElsewhere } from "./mailprograms.mjs";
import { args, executablePath } from "./phone.mjs";

let passed = 0;
let failed = 0;

async function judge(name, faults) {
  const found = [...(await faults())];
  if (!found.length) return (passed += 1);
  failed += 1;
  console.log(`FAILED  ${name}\n        ${found.join("\n        ")}`);
}

const DRAFT = /^【[^】]*】/;

const browser = await puppeteer.launch({ executablePath, args });

// This HTML on a screen of this width, and what `look` finds there.
async function seen(html, width, look, scheme = "light", ...more) {
  const page = await browser.newPage();
  const faults = [];
  // Nothing is fetched, from anywhere.
  await page.setRequestInterception(true);
  page.on("request", (asked) => (faults.push(`it fetches ${asked.url()}`), asked.abort()));
  try {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.setViewport({ width, height: 800 });
    await page.setContent(html);
    const found = await page.evaluate(look, ...more);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) faults.push(`${wide} px wide at ${width} px`);
    return [...faults, ...found];
  } finally {
    await page.close();
  }
}

async function message(name, html, text) {
  const it = (what, faults) => judge(`${name}: ${what}`, faults);
  await it("every feature is known, or its loss is thought of", () => shortcomings(html));
  await it("light enough, and nothing comes from elsewhere", () => weight(html));
  await it("first the school", async () => first(html, text));
  for (const scheme of ["light", "dark"]) {
    await it(`readable (${scheme})`, () => seen(html, 320, contrasts, scheme, "as it is"));
    await it(`readable at 200 % (${scheme})`, () => seen(html, 320, doubleText, scheme));
  }
  // Mail programs that darken by themselves: all colours turned round, or only what is light (behind) and dark (words).
  await it("readable turned round", () => seen(html, 390, contrasts, "light", "turned"));
  await it("readable half turned round", () => seen(html, 390, contrasts, "light", "half"));
  await it("whole without a style sheet", () => seen(likeGmailWithoutStyles(html), 320, contrasts, "dark", "as it is"));
  await it("padding where Outlook knows it", () => seen(html, 390, paddedElsewhere));
  await it("whole in old Outlook", () => seen(likeOutlook(html), 1000, (width) => {
    const cell = document.querySelector("td.n-button");
    const paper = document.querySelector(".n-paper").getBoundingClientRect();
    const box = cell.getBoundingClientRect();
    const faults = [];
    if (Math.abs(paper.width - width) > 2) faults.push(`the paper is ${paper.width} px wide`);
    if (Math.abs(paper.left - (innerWidth - paper.width) / 2) > 12) faults.push(`the paper stands at ${paper.left}`);
    if (box.height < 44) faults.push(`the button is ${box.height} px high`);
    if (getComputedStyle(cell).backgroundColor === "rgba(0, 0, 0, 0)") faults.push("the button has no colour");
    return faults;
  }, "light", 560));
}

function weight(html) {
  const faults = [];
  const bytes = Buffer.byteLength(html);
  const styles = html.match(/<style>[^]*?<\/style>/g)?.join("").length ?? 0;
  if (bytes >= 60_000) faults.push(`${bytes} bytes`);
  if (styles >= 8_000) faults.push(`${styles} bytes of style sheet: Gmail drops more than 8 KB of it`);
  const never = /<(img|link|script|form|iframe|object|embed|svg|video|audio|input|button)\b|\son\w+=|javascript:/gi;
  const tags = html.replace(/>[^<]*</g, "><");
  for (const found of tags.match(never) ?? []) faults.push(`it holds ${found}`);
  if (/<style>[^]*?(url\(|@import|@font-face)/.test(html) || /style="[^"]*url\(/.test(html)) faults.push("a style that fetches");
  if (/<style>[^]*?\[[a-z-]+[^]*?<\/style>/.test(html.replace(/<!--[^]*?-->/g, ""))) faults.push("a selector by attribute");
  for (const [, to] of html.matchAll(/href="([^"]*)"/g)) if (!/^(https:\/\/(otayori|yomi)\.example\.jp|tel:)/.test(to)) faults.push(`it leads to ${to}`);
  return faults;
}

// What the list of a phone's mail program shows beside the subject: the school, and what is wanted by when.
async function first(html, text) {
  const faults = await seen(html, 390, (words) => {
    const shown = document.body.innerText.trim();
    return shown.startsWith(words) ? [] : [`it starts with ${shown.slice(0, 40)}`];
  }, "light", text.split("\n\n")[1].split("\n")[0]);
  const [subject, , start] = text.split("\n");
  const school = (await seen(html, 390, () => [document.title]))[0].split(":")[0];
  for (const words of [subject, start]) {
    const bare = words.replace(DRAFT, "");
    if (!bare.startsWith(school)) faults.push(`not the school first: ${words}`);
  }
  const lines = text.split("\n");
  for (const host of ["otayori", "yomi"])
    if (!lines.some((line) => line.startsWith(`https://${host}.example.jp/`))) faults.push(`no line is only the link to ${host}`);
  return faults;
}

// The HTML of a message, and its subject and text.
async function parts(folder, name) {
  const html = await readFile(join(folder, name), "utf8");
  if (name.endsWith("-notice.html")) return [html, await readFile(join(folder, name.replace("-notice.html", ".txt")), "utf8")];
  const text = await readFile(join(folder, name.replace(/html$/, "txt")), "utf8");
  const filled = (part) =>
    part.replaceAll("{{link}}", "https://otayori.example.jp/x/?k=token").replaceAll("{{plain-link}}", "https://yomi.example.jp/y/token").replaceAll("{{stop-link}}", "https://yomi.example.jp/stop?m=mark");
  const [first] = text.split("\n");
  return [filled(html), `${first}\n\n${filled(text)}`];
}

for (const folder of process.argv.slice(2)) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith("notice.html")).sort();
  if (!names.length) await judge(folder, () => ["no message lies here"]);
  for (const name of names) {
    await message(name, ...(await parts(folder, name)));
  }
}
await browser.close();
console.log(`caniemail's data of ${day}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
