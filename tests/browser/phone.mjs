// A parent's phone: Debian's Chromium with a phone's screen, touch and name.
import { existsSync } from "node:fs";
import { chromium, devices } from "playwright-core";

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const executablePath = places.find((place) => place && existsSync(place));

export const args = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function openBrowser() {
  if (!executablePath) throw new Error("no Chromium found: install it, or name it in CHROMIUM");
  return chromium.launch({ executablePath, args });
}

// A new phone: nothing stored. Every fault a page reports to its console is kept in `faults`.
export async function newPhone(browser, more = {}) {
  const { defaultBrowserType, ...phone } = devices["Pixel 7"];
  const context = await browser.newContext({ ...phone, locale: "ja-JP", timezoneId: "Asia/Tokyo", ...more });
  const faults = [];
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  return { context, faults, open: (address) => openPage(context, address), close: () => context.close() };
}

async function openPage(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

export const seconds = (count) => new Promise((done) => setTimeout(done, count * 1000));

// A finger on the screen, beside anything that reacts.
export const touch = (page) => page.touchscreen.tap(6, 300);
