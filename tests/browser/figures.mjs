// The desk's pages of numbers, as the director opens them: axe, html-validate's kind of width, light and dark, from 320 px up.
// `node figures.mjs [FOLDER]` also leaves pictures there.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fitsNarrowPhone, violations } from "./axe.mjs";
import { newPhone, openBrowser, seconds, touch } from "./phone.mjs";
import { OTAYORI, School } from "./school.mjs";

const pictures = process.argv[2];
const browser = await openBrowser();
const school = await School.open();
let desk;
try {
  const phones = await Promise.all(Array.from({ length: 8 }, async () => {
    const phone = await newPhone(browser);
    const page = await phone.open(school.nextMail().page);
    await seconds(1);
    await touch(page);
    await seconds(4);
    return phone;
  }));
  await Promise.all(phones.map((phone) => phone.close()));
  const { unread } = await school.otayori("unread", "遠足");
  for (const row of unread.slice(0, 5)) await school.otayori("called", "遠足", row.code, "reached");

  desk = spawn(OTAYORI, ["--school", school.folder, "serve", "--only", "desk"], { stdio: ["ignore", "ignore", "pipe"] });
  const link = await new Promise((found) => {
    let said = "";
    desk.stderr.on("data", (words) => {
      said += words;
      const first = said.match(/https?:\/\/\S+\/first\?\S+/);
      if (first) found(first[0]);
    });
  });
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  const refused = [];
  context.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  const page = await context.newPage();
  await page.goto(link);
  for (const [field, words] of [["name", "園長"], ["password", "ひまわりが10本咲いた"], ["again", "ひまわりが10本咲いた"]]) {
    if (await page.locator(`#${field}`).count()) await page.fill(`#${field}`, words);
  }
  await page.locator("main button").last().click();
  const origin = new URL(link).origin;
  await page.goto(origin);
  const letter = await page.locator(".letters a").first().getAttribute("href");
  const faults = [];
  for (const [name, path] of [
    ["coverage", "/coverage"],
    ["town", "/coverage/town"],
    ["readings", `${letter}/readings`],
    ["recall", `${letter}/recall`],
    ["letters", "/"],
    ["list", `${letter}/list`],
  ]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 390, 320]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(origin + path);
        for (const fault of await violations(page)) faults.push(`${path} ${width} ${colorScheme}: ${fault}`);
        if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await fitsNarrowPhone(page).catch((error) => faults.push(String(error)));
  }
  if (pictures) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`${origin}/coverage/town`);
    await page.pdf({ path: join(pictures, "town.pdf"), format: "A4", preferCSSPageSize: true });
  }
  faults.push(...refused);
  console.log(faults.length ? faults.join("\n") : "ok      the pages of numbers pass axe and fit");
  process.exitCode = faults.length ? 1 : 0;
} finally {
  desk?.kill("SIGTERM");
  await school.close().catch(() => {});
  await browser.close();
}
