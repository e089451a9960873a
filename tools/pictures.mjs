// The pictures of docs/: the sample school in both themes, every kind of page, message and paper, as parents get it.
//
//   (cd tests/browser && npm ci --ignore-scripts) && cargo build --release && node tools/pictures.mjs [FOLDER]
//
// FOLDER keeps the sites it makes; where they lie there already, they are taken as they are. Needs chromium and pdftoppm.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { args, executablePath, newPhone, openBrowser } from "../tests/browser/phone.mjs";
import { serveFiles } from "../tests/browser/school.mjs";
import { THEMES, makeSite } from "../tests/browser/site.mjs";

const run = promisify(execFile);
const docs = resolve(import.meta.dirname, "../docs");
const MOST_BYTES = 60_000;
const TOKEN = `?k=${"a".repeat(26)}`;

if (!executablePath) throw new Error(`no Chromium found; it is started with ${args.join(" ")}`);
const browser = await openBrowser();
const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), "otayori-pictures-")));
try {
  await mkdir(join(docs, "look"), { recursive: true });
  let cache;
  for (const theme of THEMES) {
    const school = join(folder, theme);
    if (!existsSync(join(school, "public"))) await makeSite(school, theme, { cache });
    cache = join(school, ".otayori/cache");
    await pictures(theme, school);
  }
} finally {
  await browser.close();
  if (!process.argv[2]) await rm(folder, { recursive: true });
}

async function pictures(theme, school) {
  const files = await serveFiles(join(school, "public"), "/himawari");
  const site = `http://127.0.0.1:${files.address().port}/himawari`;
  const pages = await kindsOf(join(school, "public"));
  const excursion = pages.letter("落ち葉の森");
  const sportsDay = pages.letter("11月号");
  const at = (page, query = "") => `${site}/${page}${query}`;

  const day = await shot(at(excursion, TOKEN));
  const night = await shot(at(excursion, TOKEN), { dark: true });
  await save(`look/${theme}-phone`, [day, night, await shot(at(excursion, TOKEN), { to: "article table, .box" })], 844);
  await save(`look/${theme}-wide`, [await shot(at(sportsDay), { width: 1280, height: 900, phone: false })], 900);
  const around = ["archive", "calendar", "library", "search"].filter((kind) => pages[kind]);
  const views = [];
  for (const kind of around) views.push(await shot(at(pages[kind]), { search: kind === "search" ? "遠足" : "" }));
  await save(`look/${theme}-around`, views, 844);
  const message = await messageOf(school, "遠足");
  const missing = await htmlShot((await readFile(join(school, "public/404.html"), "utf8")).replaceAll(/http:\/\/127\.0\.0\.1:\d+\/himawari/g, site), site);
  await save(`look/${theme}-message`, [await htmlShot(message), await htmlShot(message, "", true), missing], 844);
  const sheets = await paper(school, "11月号", "sheet.pdf");
  await save(`look/${theme}-sheet`, sheets, 900);
  const papers = [...(await paper(school, "11月号", "print.pdf")).slice(0, 1), ...(await paper(school, "落ち葉の森", "poster.pdf"))];
  if (papers.length) await save(`look/${theme}-paper`, papers, 900);

  if (theme === "wakaba") {
    // Those of the README.
    await save("page", [day, await shot(at(excursion, TOKEN), { to: "article table, .box" })], 860, 70_000);
    await save("sheet", sheets.slice(0, 2), 862, 150_000);
    await save("page-and-sheet", [day, sheets[0]], 900, 150_000);
    await save("message", [await htmlShot(message), await htmlShot(message, "", true)], 828, 70_000);
  }
  files.close();
  files.closeAllConnections();
}

// One page of each kind in a published site, by what only that kind has.
async function kindsOf(site) {
  const names = (await readdir(site, { recursive: true })).filter((name) => name.endsWith("/index.html"));
  const pages = await Promise.all(names.map(async (name) => ({ name, html: await readFile(join(site, name), "utf8") })));
  const heading = ({ html }) => html.match(/<h1[^>]*>([^]*?)<\/h1>/)?.[1].replace(/<[^>]*>/g, "") ?? "";
  const found = (pages, ...words) =>
    pages.find((page) => words.every((word) => heading(page).includes(word)))?.name.replace("index.html", "");
  const letters = pages.filter(({ html, name }) => html.includes("data-letter=") && name.split("/").length === 2);
  const others = pages.filter(({ html }) => !html.includes("data-letter="));
  return {
    letter: (words) => found(letters, words),
    archive: found(others, "すみれ組", "年度"),
    calendar: found(others, "すみれ組", "よてい"),
    library: found(others, "すみれ組", "資料室"),
    search: found(others, "すみれ組", "さがす"),
  };
}

// The newest draft message of this letter, with links that lead nowhere.
async function messageOf(school, letter) {
  const name = (await readdir(join(school, "build"))).find((name) => name.endsWith(letter));
  const html = await readFile(join(school, "build", name, "notice.html"), "utf8");
  return html.replaceAll(/\{\{(plain-)?link\}\}/g, "#").replace(/【下書き】/, "");
}

// A page as a phone (or a wide screen) shows it, as PNG.
async function shot(address, { dark = false, width = 390, height = 844, phone = true, to = "", search = "" } = {}) {
  const device = await newPhone(browser, {
    colorScheme: dark ? "dark" : "light",
    viewport: { width, height },
    deviceScaleFactor: phone ? 1.5 : 1,
    isMobile: phone,
    hasTouch: phone,
  });
  const page = await device.open(address);
  await page.waitForLoadState("networkidle");
  if (to) await page.evaluate((to) => document.querySelectorAll(to)[0]?.scrollIntoView({ block: "start" }), to);
  if (search) {
    await page.locator("#query").fill(search);
    await page.waitForTimeout(1500);
  }
  await page.waitForTimeout(400);
  const png = await page.screenshot();
  await device.close();
  return png;
}

// HTML that lies nowhere (a message), or that names its site in full (the 404 page).
async function htmlShot(html, site = "", dark = false) {
  const device = await newPhone(browser, { colorScheme: dark ? "dark" : "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 });
  const page = await device.context.newPage();
  if (site) {
    await page.route(`${site}/nowhere/`, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    await page.goto(`${site}/nowhere/`);
  } else {
    await page.setContent(html);
  }
  const png = await page.screenshot();
  await device.close();
  return png;
}

// The pages of a released letter's PDF; none where it has none.
async function paper(school, letter, name) {
  const folder = join(school, ".otayori/released");
  const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith("/page.html"));
  let file;
  for (const page of pages) {
    const heading = (await readFile(join(folder, page), "utf8")).match(/<h1[^>]*>([^]*?)<\/h1>/)?.[1] ?? "";
    if (heading.includes(letter)) file = join(folder, page, "..", name);
  }
  if (!file || !existsSync(file)) return [];
  const out = await mkdtemp(join(tmpdir(), "otayori-paper-"));
  await run("pdftoppm", ["-png", "-r", "90", "-l", "2", file, join(out, "page")]);
  const names = (await readdir(out)).sort();
  const images = await Promise.all(names.map((page) => readFile(join(out, page))));
  await rm(out, { recursive: true });
  return images;
}

// Side by side, as high as said, as WebP of at most so many bytes.
async function save(name, pngs, height, most = MOST_BYTES) {
  const page = await browser.newPage({ viewport: { width: 400, height: 400 } });
  const images = pngs.map((png) => `<img src="data:image/png;base64,${png.toString("base64")}">`).join("");
  await page.setContent(`<style>body{margin:0;display:inline-flex;gap:24px;padding:20px;background:#d9dee3}
    img{height:${height}px;display:block;border-radius:6px;box-shadow:0 1px 6px rgb(0 0 0/30%)}</style>${images}`);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  const { width, height: high } = await page.evaluate(() => document.body.getBoundingClientRect());
  await page.setViewportSize({ width: Math.ceil(width), height: Math.ceil(high) });
  const png = await page.screenshot();
  const webp = await page.evaluate(
    async ([data, most]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      for (const [scale, quality] of [[1, 0.85], [1, 0.7], [1, 0.55], [0.85, 0.6], [0.75, 0.55], [0.6, 0.5], [0.5, 0.45], [0.4, 0.4]]) {
        const canvas = new OffscreenCanvas(image.width * scale, image.height * scale);
        const pen = canvas.getContext("2d");
        pen.imageSmoothingQuality = "high";
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await canvas.convertToBlob({ type: "image/webp", quality });
        if (blob.size > most) continue;
        const bytes = new Uint8Array(await blob.arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      }
      return null;
    },
    [png.toString("base64"), most],
  );
  await page.close();
  if (!webp) throw new Error(`${name} is more than ${most} bytes`);
  await writeFile(join(docs, `${name}.webp`), Buffer.from(webp, "base64"));
  console.log(`${name}.webp ${Math.round((webp.length * 3) / 4 / 1000)} KB`);
}
