// Who has read a letter, and who has not: parents and programs open the link out of a received mail.
import assert from "node:assert/strict";
import { fitsNarrowPhone, passesAxe } from "./axe.mjs";
import { newPhone, seconds, touch } from "./phone.mjs";
import { until } from "./school.mjs";

const status = (page) => page.locator("#reply-status").innerText();
const LONG_ENOUGH = 3.4;

const blockStorage = (phone) =>
  phone.context.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("blocked", "SecurityError");
      },
    });
  });

async function readInEnglish(school, page, mail) {
  await page.locator('.languages a[hreflang="en"]').tap();
  await page.waitForURL("**/en/");
  await page.waitForLoadState();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await seconds(LONG_ENOUGH);
  await touch(page);
  await school.leavesTheList(mail);
}

// Those that need the collector up, all at once: each has a phone and a family of its own.
export const together = {
  "a parent who stays three seconds and touches leaves the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await seconds(LONG_ENOUGH);
    await touch(page);
    await school.leavesTheList(mail);
    assert(!page.url().includes("k="), "the token is off the address bar");
    assert.deepEqual(phone.faults, []);
    await phone.close();
  },

  "a parent who scrolls with a finger leaves the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await seconds(1);
    await page.mouse.wheel(0, 400);
    await school.leavesTheList(mail);
    await phone.close();
  },

  "reload, back and the next day keep the token": async ({ school, browser }) => {
    const [reload, back, tomorrow] = [school.nextMail(), school.nextMail(), school.nextMail()];
    const phones = await Promise.all([1, 2, 3].map(() => newPhone(browser)));
    const [one, two, three] = await Promise.all([
      phones[0].open(reload.page),
      phones[1].open(back.page),
      phones[2].open(tomorrow.page),
    ]);
    await one.reload();
    await two.goto(school.site + "/");
    await two.goBack();
    const bare = three.url();
    assert(!bare.includes("k="));
    await three.close();
    const pages = [one, two, await phones[2].open(bare)];
    await seconds(LONG_ENOUGH);
    for (const page of pages) await touch(page);
    for (const mail of [reload, back, tomorrow]) await school.leavesTheList(mail);
    for (const phone of phones) await phone.close();
  },

  "another language is the same letter, and keeps the token": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    await readInEnglish(school, await phone.open(mail.page), mail);
    assert.deepEqual(phone.faults, []);
    await phone.close();
  },

  "another language keeps the token with storage blocked, and no link holds it": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    await blockStorage(phone);
    const page = await phone.open(mail.page);
    const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.href));
    assert(links.length && !links.some((link) => link.includes("k=")), String(links));
    await readInEnglish(school, page, mail);
    await phone.close();
  },

  "who gets another language than their own is told so, in words they may read": async ({ school, browser }) => {
    const phone = await newPhone(browser);
    const address = school.nextMail().page.split("?")[0];
    const told = async (query) => {
      const page = await phone.open(address + query);
      assert(!page.url().includes("?"), page.url());
      const all = await page.locator("#instead p").all();
      const shown = await Promise.all(all.map(async (one) => ((await one.isVisible()) ? one.innerText() : "")));
      return shown.filter(Boolean).join(" ");
    };
    assert.equal(await told(""), "");
    const general = await told("?l=und");
    assert(general.includes("not in your language") || general.includes("あなたの ことば"), general);
    assert((await told("?l=ja-easy")).includes("あなたの ことば"));
    assert.deepEqual(phone.faults, []);
    await phone.close();
  },

  "with storage blocked the page works, and a reload still counts": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    await blockStorage(phone);
    const page = await phone.open(mail.page);
    await page.reload();
    await seconds(LONG_ENOUGH);
    await touch(page);
    await school.leavesTheList(mail);
    assert.deepEqual(phone.faults, []);
    await phone.close();
  },

  "読みました pressed at once counts when three seconds are over, and is remembered": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await page.locator("#read-button").tap();
    await until(async () => (await status(page)).includes("届いています"), "the page says it arrived", 15);
    await school.leavesTheList(mail);
    await page.reload();
    assert((await status(page)).includes("届いています"));
    assert.equal(await page.locator("#read-button").getAttribute("aria-pressed"), "true");
    await phone.close();
  },

  "電話をください puts the family on the list as asking": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await seconds(LONG_ENOUGH);
    await page.locator("#call-button").tap();
    await until(async () => (await school.reason(mail)) === "asks-for-call", "the list says so", 15);
    // The list knows a moment before the page has its answer.
    await until(async () => (await status(page)).includes("電話"), "the page says so too", 15);
    await phone.close();
  },

  "a keyboard and a screen reader can press the button": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await page.locator("#read-button").focus();
    await page.keyboard.press("Enter");
    await school.leavesTheList(mail);
    await phone.close();
  },

  "a page left alone stays on the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    await phone.open(mail.page);
    await seconds(8);
    await school.staysOnTheList(mail);
    await phone.close();
  },

  "a page touched and closed at two seconds stays on the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await touch(page);
    await seconds(2);
    await page.close();
    await seconds(4);
    await school.staysOnTheList(mail);
    await phone.close();
  },

  "a page scrolled and clicked by a script stays on the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page);
    await seconds(1);
    await page.evaluate(async () => {
      const kinds = { pointerdown: PointerEvent, touchmove: Event, wheel: WheelEvent, keydown: KeyboardEvent };
      for (let step = 0; step < 12; step++) {
        scrollBy(0, 200);
        for (const [kind, Made] of Object.entries(kinds)) document.body.dispatchEvent(new Made(kind, { bubbles: true }));
        for (const button of document.querySelectorAll("button")) button.click();
        for (const form of document.forms) form.submit();
        await new Promise((done) => setTimeout(done, 500));
      }
    });
    assert.notEqual(await school.staysOnTheList(mail), "asks-for-call");
    await phone.close();
  },

  "a program that fetches the links stays on the list": async ({ school }) => {
    const mail = school.nextMail();
    for (const address of [mail.page, mail.plain])
      for (const method of ["HEAD", "GET", "OPTIONS"]) await fetch(address, { method });
    await school.staysOnTheList(mail);
  },

  "a prefetched and a prerendered page stay on the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    // A page of another's on the same host, whose policy allows what ours forbids.
    await school.put("public/ahead.html", "<!doctype html><title>ahead</title>");
    const page = await phone.open(school.site + "/ahead.html");
    await page.evaluate((address) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "prefetch", href: address });
      const rules = document.createElement("script");
      Object.assign(rules, { type: "speculationrules" });
      rules.textContent = JSON.stringify({ prerender: [{ urls: [address], eagerness: "immediate" }] });
      document.head.append(link, rules);
    }, mail.page);
    await seconds(6);
    await touch(page);
    await seconds(1);
    const ahead = school.files.asked.filter(({ url }) => mail.page.endsWith(url)).map(({ purpose }) => purpose);
    assert(ahead.includes("prefetch;prerender"), `the browser asked ahead: ${ahead}`);
    assert.equal(await school.staysOnTheList(mail), school.neverOpened);
    await phone.close();
  },

  "an address without its token asks for the mail's link and takes nobody off": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.page.replace(/[?]k=.*/, ""));
    await seconds(LONG_ENOUGH);
    await touch(page);
    assert((await status(page)).includes("リンク"), await status(page));
    assert.equal(await page.locator("#read-button").isVisible(), false);
    await school.staysOnTheList(mail);
    await phone.close();
  },

  "script off: the mail's second link confirms": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser, { javaScriptEnabled: false });
    const letter = await phone.open(mail.page);
    assert(await letter.getByText("秋の遠足").first().isVisible());
    const page = await phone.open(mail.plain);
    await page.getByRole("button", { name: "すすむ" }).tap();
    await page.getByRole("button", { name: "読みました" }).tap();
    await page.getByText("もう一度押してください").waitFor();
    await school.staysOnTheList(mail);
    await seconds(LONG_ENOUGH);
    await page.getByRole("button", { name: "読みました" }).tap();
    await page.getByText("ひまわり保育園に届いています").waitFor();
    await school.leavesTheList(mail);
    await phone.close();
  },

  "a program that submits every form of the second link at once stays on the list": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    const page = await phone.open(mail.plain);
    for (let step = 0; step < 3; step++) {
      await Promise.all([page.waitForNavigation(), page.evaluate(() => document.forms[0].requestSubmit())]);
      await seconds(1.5);
    }
    await school.staysOnTheList(mail);
    await phone.close();
  },

  "axe finds nothing, and all fits 320 px, on the letter and the collector's pages": async ({ school, browser }) => {
    const mail = school.nextMail();
    for (const colorScheme of ["light", "dark"]) {
      const phone = await newPhone(browser, { colorScheme });
      const letter = await phone.open(mail.page);
      await letter.locator("#reply").waitFor();
      const plain = await phone.open(mail.plain);
      const broken = await phone.open(`${school.collector}/r?k=cut`);
      for (const page of [letter, plain, broken, await phone.open(`${mail.plain}&lang=en`)]) {
        await passesAxe(page);
        await fitsNarrowPhone(page);
      }
      await plain.locator("button.main").tap();
      await plain.locator("button.other").waitFor();
      await passesAxe(plain);
      await fitsNarrowPhone(plain);
      await seconds(LONG_ENOUGH);
      await plain.locator("button.other").tap();
      await plain.locator(".arrived").waitFor();
      await passesAxe(plain);
      await fitsNarrowPhone(plain);
      await phone.close();
    }
  },
};

// One after the other: they stop the collector.
export const alone = {
  "with the collector away the page opens, and a press goes later": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    await school.stopCollector();
    const page = await phone.open(mail.page);
    assert(await page.getByText("秋の遠足").first().isVisible());
    const bare = page.url();
    await page.locator("#read-button").tap();
    await until(async () => (await status(page)).includes("つながったときに届きます"), "the page says it waits", 15);
    await page.close();
    await school.startCollector();
    await school.staysOnTheList(mail);
    const later = await phone.open(bare);
    await until(async () => (await status(later)).includes("届いています"), "it arrives", 15);
    await school.leavesTheList(mail);
    await phone.close();
  },

  "a page open while the collector comes back reports by itself": async ({ school, browser }) => {
    const mail = school.nextMail();
    const phone = await newPhone(browser);
    await school.stopCollector();
    const page = await phone.open(mail.page);
    await seconds(LONG_ENOUGH);
    await touch(page);
    await school.startCollector();
    await touch(page);
    await until(async () => (await school.reason(mail)) === null, "it is told", 30);
    await phone.close();
  },
};
