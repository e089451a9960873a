// The desk in a real browser, its pages full of words by somebody who means harm: they are text and nothing else, with the
// policy switched off too; axe finds nothing; all fits 320 px; a screen left alone shows initials. `node desk.mjs`
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import puppeteer from "puppeteer-core";
import { violations } from "./axe.mjs";
import { args, executablePath } from "./phone.mjs";
import { OTAYORI, freePort } from "./school.mjs";

const ACTS = [
  "<script>alert(1)</script>", "<script src=//evil.example/x.js></script>", "<ScRiPt>alert(1)</sCrIpT>", "<script>alert`1`</script>",
  "<img src=x onerror=alert(1)>", "<img/src/onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<svg><set onbegin=alert(1) attributename=x>", "<math><mtext></table><img src=x onerror=alert(1)>",
  "<body onload=alert(1)>", "<body onpageshow=alert(1)>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
  "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<a href=javascript:alert(1) autofocus tabindex=1>x</a>",
  "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>", "<input autofocus onfocus=alert(1)>",
  "<select autofocus onfocus=alert(1)>", "<textarea autofocus onfocus=alert(1)>", "<marquee onstart=alert(1)>", "<form action=javascript:alert(1)><button autofocus>",
  "<button formaction=javascript:alert(1) autofocus>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<base href=//evil.example/>",
  "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import'//evil.example/x.css'</style>", "<style onload=alert(1)></style>",
  "<template><script>alert(1)</script></template>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<xmp><img src=x onerror=alert(1)></xmp>",
  "<img src='x' srcset='x' onerror='alert(1)'>", "<picture><img onerror=alert(1) src=x></picture>", "<dialog open onclose=alert(1)>", "<p style=animation-name:x onanimationstart=alert(1)>",
  "<custom-x onfocus=alert(1) tabindex=1 autofocus>", "{{ 7*7 }}<img src=x onerror=alert(1)>", "javascript:alert(1)", "&lt;script&gt;alert(1)&lt;/script&gt;", "＜script＞alert(1)＜/script＞",
  "\u2028<script>alert(1)</script>", "%3Cscript%3Ealert(1)%3C/script%3E",
];
const OUT_OF = ["", "\">", "'>", "</title>", "</textarea></script>", "--><!-- -->", "\" autofocus onfocus=alert(1) x=\""];
const WORDS = OUT_OF.flatMap((out) => ACTS.map((act) => out + act));
const PASSWORD = "ひまわりが10本咲いた";

let [passed, failed] = [0, 0];
function told(name, faults) {
  if (!faults.length) return (passed += 1);
  failed += 1;
  console.log(`FAILED  ${name}\n        ${faults.slice(0, 20).join("\n        ")}`);
}

const folder = await mkdtemp(join(tmpdir(), "otayori-desk-"));
const address = `http://127.0.0.1:${await freePort()}`;
const browser = await puppeteer.launch({ executablePath, args });
let serving;
try {
  await school();
  const link = await serve();
  const page = await enter(link);
  const harm = await watchFor(page);
  const [letter, draft] = await letters(page);
  await release(page, letter);
  await hostileNote(page, letter);
  await hostileColleagues(page);
  for (const name of ["山田 はな", WORDS[4]]) await wrongNumber(page, letter, name);
  const ofAll = ["", "short", "accounts", "account", "record", "mail", "contacts", "coverage", "coverage/town"].map((path) => `/${path}`);
  const ofLetter = ["", "/list", "/print", "/paper", "/codes", "/readings", "/correct", "/remind", "/recall"].map((path) => letter + path);
  const pages = [...ofAll, ...ofLetter, `${draft}/release`, ...(await letters(page)).slice(0, 20)];
  for (const path of pages) await judge(page, path, harm);
  await initials(page, `${letter}/list`);
  for (const path of [`${letter}/list`, `${letter}/print`, `${letter}/paper`, `${letter}/readings`, `${draft}/release`, "/contacts", "/coverage"]) await leftAlone(page, path);
  for (const path of ["/login", "/first?k=x"]) await judge(await (await browser.createBrowserContext()).newPage(), path, []);
} finally {
  serving?.kill();
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
console.log(`${WORDS.length} hostile words`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;

async function put(path, text) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

// Every word as a child's name, a guardian's and a relation; some as titles of letters.
async function school() {
  await put("school.yaml", `name: ひまわり保育園\nschool-year: 2026\nsite: http://127.0.0.1:${await freePort()}\nhost: folder:public\nmail:\n  from: ひまわり保育園 <otayori@example.jp>\n  courier: mailbox:mailbox\n  hold: 0\ndesk:\n  listen: ${address.slice(7)}\n  collector-listen: 127.0.0.1:${await freePort()}\n`);
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const family = (word, number) => [`H${1000 + number}`, cell(word), "ひまわり組", "年長", cell(word), cell(word), "", `090-0000-${1000 + number}`, 1, "紙", "保護者"].join(",");
  const plain = "H0001,山田 はな,ひまわり組,年長,山田 一郎,父,,090-0000-0001,1,紙,保護者";
  await put("recipients/families.csv", ["世帯番号,児童名,クラス,学年,保護者名,続柄,メール,電話,連絡順,連絡方法,役割", plain, ...WORDS.map(family)].join("\n"));
  await put("content/ひまわり組/2026-11-24 お茶.md", `---\ntitle: ${JSON.stringify(WORDS[4] + WORDS[50])}\n---\n${WORDS[1]}\n`);
  for (let number = 0; number < 24; number += 1) await put(`content/ひまわり組/2026-11-25 ${number}.md`, `---\ntitle: ${JSON.stringify(WORDS[number * 13])}\n---\n${WORDS[number * 13 + 1]}\n`);
}

async function serve() {
  serving = spawn(OTAYORI, ["--school", folder, "serve"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  for await (const chunk of serving.stderr) {
    said += chunk;
    const found = said.match(/http\S+\/first\?k=\w+/);
    if (found) break;
  }
  serving.stderr.resume();
  return said.match(/http\S+\/first\?k=\w+/)[0];
}

async function enter(link) {
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  // A page that loads anew because a draft was built meanwhile would end a judge's look at it.
  await page.evaluateOnNewDocument("delete window.EventSource");
  await page.goto(link);
  await page.type("#name", "園長");
  await page.type("#password", PASSWORD);
  await page.type("#again", PASSWORD);
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  return page;
}

async function watchFor(page) {
  const harm = [];
  page.on("dialog", (dialog) => {
    harm.push(`a dialog at ${page.url()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) harm.push(`a request to ${request.url()}`);
  });
  return harm;
}

async function letters(page) {
  await page.goto(`${address}/`);
  return page.$$eval(".letter > a", (links) => links.map((link) => link.getAttribute("href")));
}

// The letter of the day goes out, so that it has a list.
async function release(page, letter) {
  await page.goto(`${address}${letter}/release`);
  for (const box of await page.$$("form.go input[type=checkbox][required]")) await box.evaluate((one) => { one.checked = true; });
  await Promise.all([page.waitForNavigation({ timeout: 60000 }), page.$eval("form.go", (form) => form.requestSubmit())]);
}

async function hostileNote(page, letter) {
  for (const word of [WORDS[0], WORDS[60], WORDS[100], WORDS[310]]) {
    await page.goto(`${address}${letter}/list`);
    await page.$eval(".family form.outcomes", (form, word) => { form.querySelector("input[name=note]").value = word; }, word);
    await Promise.all([page.waitForNavigation(), page.$eval(".family button.tries", (button) => button.click())]);
  }
}

async function hostileColleagues(page) {
  for (const word of [WORDS[4], WORDS[46 + 4], WORDS[92 + 10]]) {
    await page.goto(`${address}/accounts`);
    await page.$eval("#name", (field, word) => { field.value = word; }, word);
    await page.$eval("#role-office", (box) => { box.checked = true; });
    await Promise.all([page.waitForNavigation(), page.$eval("form[action='/accounts']", (form) => form.requestSubmit())]);
  }
}

async function judge(page, path, harm) {
  for (const width of [320, 1280]) {
    await page.setViewport({ width, height: 800 });
    await page.goto(address + path);
    const faults = harm.splice(0);
    faults.push(...(await page.evaluate(() => {
      const odd = "script:not([src='/desk.js']), iframe[srcdoc], object, embed, base, meta[http-equiv], style, svg script, animate, set, marquee, a[href^='javascript'], form[action^='javascript'], [formaction]";
      const found = [...document.querySelectorAll(odd)];
      for (const element of document.querySelectorAll("*")) if ([...element.attributes].some(({ name }) => name.startsWith("on") || name === "style")) found.push(element);
      return found.map((element) => `made of a word: ${element.outerHTML.slice(0, 100)}`);
    })));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) faults.push(`${wide} px wide on ${width}`);
    // Hundreds of rows say nothing new to axe: a dozen stay.
    await page.evaluate(() => document.querySelectorAll(".families > li:nth-child(n+12), .told li:nth-child(n+12), tbody > tr:nth-child(n+12)").forEach((row) => row.remove()));
    faults.push(...(await violations(page)).map((fault) => `axe: ${fault}`));
    told(`${path} at ${width} px`, faults);
  }
}

// A family's number was wrong: it stands among the contacts to mend.
async function wrongNumber(page, letter, name) {
  await page.goto(`${address}${letter}/list`);
  const press = () => page.evaluate((name) => {
    const row = [...document.querySelectorAll("#list .family")].find((one) => one.querySelector("h3").textContent.includes(name));
    row.querySelector("button[value^='wrong-number']").click();
  }, name);
  await Promise.all([page.waitForNavigation(), press()]);
}

// On no page does a family's name or number stand while nobody is there; on paper it does all the same.
async function leftAlone(page, path) {
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(address + path);
  const standing = () => page.evaluate(() => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
      const text = texts.currentNode.textContent.trim();
      if (/山田|090-0000-0001/.test(text) && parseFloat(getComputedStyle(texts.currentNode.parentElement).fontSize) > 0) found.push(text.slice(0, 60));
    }
    return found;
  });
  const faults = [];
  if (!(await standing()).length) faults.push("no name stands there: this would see nothing");
  await page.evaluate(() => { document.body.dataset.idle = "0.3"; dispatchEvent(new PointerEvent("pointerdown")); });
  await page.waitForSelector("body.away", { timeout: 10000 }).catch(() => faults.push("nobody noticed that it is left alone"));
  faults.push(...(await standing()).map((text) => `still there: ${text}`));
  await page.emulateMediaType("print");
  if (!(await standing()).length) faults.push("on paper the names are gone");
  await page.emulateMediaType(null);
  told(`${path}, left alone`, faults);
}

// A name is there, is gone after a while without touch, and is back with the first one.
async function initials(page, path) {
  await page.goto(address + path);
  const shown = () => page.$eval("#list h3 [data-short]", (name) => ({ size: getComputedStyle(name).fontSize, instead: getComputedStyle(name, "::after").content }));
  const before = await shown();
  await page.evaluate(() => { document.body.dataset.idle = "0.3"; dispatchEvent(new PointerEvent("pointerdown")); });
  await new Promise((done) => setTimeout(done, 900));
  const away = await shown();
  // Nobody is called away again while the page is looked at.
  await page.evaluate(() => { document.body.dataset.idle = "60"; });
  await page.mouse.move(50, 50);
  await page.mouse.move(60, 60);
  const back = await shown();
  told("a screen left alone shows initials", [before.size === "0px" && "gone from the start", away.size !== "0px" && "the name still stands", away.instead === "none" && "no initials", back.size === "0px" && "a touch did not bring it back"].filter(Boolean));
}
