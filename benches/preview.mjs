// How soon a saved word is on the screen: a real browser has the preview of one letter open while the file is saved.
// node benches/preview.mjs OTAYORI SCHOOL
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "../tests/browser/node_modules/playwright-core/index.mjs";

const [otayori, school] = process.argv.slice(2);
const address = "http://127.0.0.1:8127";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const content = join(school, "content", "全園");
const name = readdirSync(content).sort()[500];
const file = join(content, name);
const folder = `全園 - ${name.replace(/\.md$/, "")}`;

const watch = spawn(otayori, ["--school", school, "watch", "--listen", "127.0.0.1:8127"], { stdio: "ignore" });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  for (let tries = 0; ; tries++) {
    await pause(500);
    const answer = await page.goto(`${address}/look/${encodeURIComponent(folder)}`).catch(() => null);
    if (answer?.ok()) break;
    if (tries > 60) throw new Error("the preview does not open");
  }
  // On the first day the sheets of a thousand letters are being set meanwhile; BUSY=1 does not wait for them.
  const build = join(school, "build");
  const unset = () => readdirSync(build).filter((name) => name.startsWith("全園") && !existsSync(join(build, name, "otayori.pdf"))).length;
  while (!process.env.BUSY && unset()) await pause(1000);
  await pause(3000);
  const before = readFileSync(file, "utf8");
  const times = [];
  for (let round = 0; round < 12; round++) {
    const word = `ことば${round}ことば`;
    const began = performance.now();
    writeFileSync(file, before.replace("。", `${word}。`));
    await page.waitForFunction(
      (word) => document.querySelector("iframe")?.contentDocument?.body?.textContent.includes(word),
      word,
      { polling: 5, timeout: 20000 },
    );
    times.push(performance.now() - began);
    await pause(3000);
  }
  times.sort((a, b) => a - b);
  const ms = (time) => `${Math.round(time)} ms`;
  console.log(`saved → on the screen: median ${ms(times[times.length >> 1])}, all ${times.map(ms).join(", ")}`);
} finally {
  await browser.close();
  watch.kill("SIGINT");
}
