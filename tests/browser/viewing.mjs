// Reads letters as people do: large, without readings, by keyboard, on a narrow phone, without script.
// `node viewing.mjs FOLDER`, where `otayori build` wrote its drafts.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { newPhone, openBrowser, seconds } from "./phone.mjs";
import { serveFiles } from "./school.mjs";

const folder = process.argv[2];
const pages = new Map();
for (const name of await readdir(folder)) {
  const file = join(folder, name, "index.html");
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.includes("<article")) pages.set(`${encodeURIComponent(name)}/`, text);
}
// The letter with the most of what is looked for.
function letterWith(what) {
  const count = (text) => text.split(what).length - 1;
  const [best] = [...pages].sort(([, a], [, b]) => count(b) - count(a));
  assert(best && count(best[1]) > 0, `no letter has ${what}`);
  return best[0];
}
const photos = letterWith('<a class="photo-frame');
const readings = letterWith("<rt>");
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const open = (page) => page.evaluate(() => document.querySelector("dialog")?.open === true);

const cases = {
  "photos open large, go on by arrow keys, close by Escape, and give the focus back": async (phone, at) => {
    const page = await phone.open(at + photos);
    const frame = page.locator("a.photo-frame").first();
    await frame.focus();
    await page.keyboard.press("Enter");
    assert(await open(page), "the dialog is open");
    const count = page.locator(".viewer-count");
    const all = await page.locator("a.photo-frame").count();
    assert(all > 1, "several photos");
    assert.equal(await count.innerText(), `1 / ${all}`);
    await page.keyboard.press("ArrowRight");
    await seconds(1);
    assert.equal(await count.innerText(), `2 / ${all}`);
    const second = page.locator(".viewer-photo").nth(1);
    assert.equal(await second.locator("img").getAttribute("alt"), await page.locator(".photo-frame picture img").nth(1).getAttribute("alt"));
    const box = await second.boundingBox();
    assert(Math.abs(box.x) < 2, `the second photo fills the screen: ${box.x}`);
    assert((await second.locator(".viewer-save").getAttribute("href")).includes("/p/"));
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).overflow), "hidden", "nothing scrolls behind");
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press("Tab");
      assert(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest("dialog")), "Tab stays inside");
    }
    await page.keyboard.press("Escape");
    assert(!(await open(page)));
    assert(await frame.evaluate((element) => element === document.activeElement), "the focus is back");
    assert.equal(await page.evaluate(() => document.documentElement.className), "ready");
  },

  "readings go and come back, and stay away after a reload": async (phone, at) => {
    const page = await phone.open(at + readings);
    const reading = page.locator("article rt").first();
    assert(await reading.isVisible());
    await page.locator("#ruby-button").tap();
    assert(!(await reading.isVisible()));
    await page.reload();
    assert(!(await reading.isVisible()), "remembered");
    await page.locator("#ruby-button").tap();
    assert(await reading.isVisible());
  },

  "large type is kept after a reload, in three sizes, and fits 320 px": async (phone, at) => {
    const page = await phone.open(at + photos);
    await page.setViewportSize({ width: 320, height: 640 });
    const size = () => page.locator("article p").first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
    const sizes = [await size()];
    for (const step of ["2", "3"]) {
      await page.locator(`button[data-size="${step}"]`).tap();
      sizes.push(await size());
      assert(await fits(page), `size ${step} fits`);
    }
    assert(sizes[0] < sizes[1] && sizes[1] < sizes[2], String(sizes));
    await page.reload();
    assert.equal(await size(), sizes[2]);
    assert.equal(await page.locator('button[data-size="3"]').getAttribute("aria-pressed"), "true");
  },

  "no letter scrolls sideways at 320 px or at twice the size": async (phone, at) => {
    const page = await phone.open(at + photos);
    for (const address of pages.keys()) {
      await page.goto(at + address);
      for (const width of [320, 640]) {
        await page.setViewportSize({ width, height: 640 });
        // 200 % of a window of 640 px; then the text alone
        const zoom = width === 640 ? "200%" : "100%";
        await page.evaluate((zoom) => (document.documentElement.style.zoom = zoom), zoom);
        assert(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1), `${decodeURIComponent(address)} at ${width} px, ${zoom}`);
      }
      await page.evaluate(() => Object.assign(document.documentElement.style, { zoom: "", fontSize: "200%" }));
      await page.setViewportSize({ width: 400, height: 640 });
      assert(await fits(page), `${decodeURIComponent(address)} with letters of twice the size`);
    }
  },

  "a table of contents leads to its headings": async (phone, at) => {
    const page = await phone.open(at + letterWith('class="contents"'));
    await page.locator(".contents summary").tap();
    const link = page.locator(".contents a").last();
    const target = (await link.getAttribute("href")).slice(1);
    await link.tap();
    await seconds(0.3);
    const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, target);
    assert(top > -2 && top < 800, `the heading is in sight: ${top}`);
  },

  "without script all is there, no dead buttons, and a photo's link opens the photo": async (_, at, browser) => {
    const phone = await newPhone(browser, { javaScriptEnabled: false });
    const page = await phone.open(at + photos);
    assert(await page.locator("article").isVisible());
    assert(!(await page.locator("#ruby-button").isVisible()) && !(await page.locator("button[data-size]").first().isVisible()));
    await page.locator("a.photo-frame").first().tap();
    await page.waitForURL(/\/p\/.*\.jpg$/);
    await phone.close();
  },

  "where there are no dialogs a photo's link opens the photo": async (phone, at) => {
    await phone.context.addInitScript(() => delete globalThis.HTMLDialogElement);
    const page = await phone.open(at + photos);
    await page.locator("a.photo-frame").first().tap();
    await page.waitForURL(/\/p\/.*\.jpg$/);
  },
};

const files = await serveFiles(folder, "");
const at = `http://127.0.0.1:${files.address().port}/`;
const browser = await openBrowser();
let [passed, failed] = [0, 0];
for (const [name, holds] of Object.entries(cases)) {
  const phone = await newPhone(browser);
  try {
    await holds(phone, at, browser);
    const faults = phone.faults.filter((fault) => !fault.endsWith("/favicon.ico"));
    assert.deepEqual(faults, []);
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${error.message}`);
  }
  await phone.close();
}
await browser.close();
files.close();
files.closeAllConnections();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
