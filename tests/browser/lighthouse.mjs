// What Lighthouse says of the letters on a phone, served with gzip as a static host does, and what a page weighs without
// its photos. `node lighthouse.mjs SITE…`: folders with a published site; of each, the letter with the longest page.
import { createServer } from "node:http";
import { readFile, readdir, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";
import { args, executablePath } from "./phone.mjs";

const MOST_BYTES = 20 * 1024;
const LEAST = { accessibility: 1, "best-practices": 1, performance: 0.95 };
const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
};
const PACKED = new Set([".html", ".css", ".js", ".svg"]);

function serve(folder) {
  const server = createServer(async (request, response) => {
    let file = join(folder, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
    try {
      if ((await stat(file)).isDirectory()) file = join(file, "index.html");
      const bytes = await readFile(file);
      const kind = extname(file);
      const headers = { "Content-Type": KINDS[kind] ?? "application/octet-stream", "Cache-Control": "max-age=31536000" };
      if (PACKED.has(kind)) headers["Content-Encoding"] = "gzip";
      response.writeHead(200, headers).end(PACKED.has(kind) ? gzipSync(bytes, { level: 9 }) : bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

// The letter with the longest page.
async function longest(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith("/index.html"));
  const pages = await Promise.all(names.map(async (name) => ({ name, html: await readFile(join(folder, name), "utf8") })));
  const letters = pages.filter(({ html }) => html.includes("data-letter="));
  if (!letters.length) throw new Error(`no letter lies in ${folder}`);
  return letters.sort((a, b) => b.html.length - a.html.length)[0];
}

// Its page with all it fetches but photos and what is only fetched on demand, in bytes.
async function weight(folder, { name, html }) {
  const parts = { [name]: gzipSync(html, { level: 9 }).length };
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+\.(?:css|js|svg))"/g)) {
    const file = join(folder, name, "..", path);
    parts[path] = gzipSync(await readFile(file), { level: 9 }).length;
  }
  return parts;
}

const browser = await puppeteer.launch({ executablePath, args });
let [passed, failed] = [0, 0];
const tell = (holds, words) => {
  holds ? (passed += 1) : (failed += 1);
  console.log(`${holds ? "ok    " : "FAILED"}  ${words}`);
};
for (const folder of process.argv.slice(2)) {
  const server = await serve(folder);
  const letter = await longest(folder);
  const parts = await weight(folder, letter);
  const bytes = Object.values(parts).reduce((sum, part) => sum + part, 0);
  tell(bytes <= MOST_BYTES, `${folder}: ${(bytes / 1024).toFixed(1)} KB without photos, compressed: ${JSON.stringify(parts)}`);
  const page = await browser.newPage();
  const address = `http://127.0.0.1:${server.address().port}/${letter.name.replace("index.html", "")}`;
  // What else this machine does can only make a page slower: the fastest of three counts.
  const runs = [];
  do {
    const flags = { onlyCategories: Object.keys(LEAST), logLevel: "error" };
    runs.push((await lighthouse(address, flags, undefined, page)).lhr);
  } while (runs.length < 3 && runs.at(-1).categories.performance.score < LEAST.performance);
  const [lhr] = runs.sort((a, b) => b.categories.performance.score - a.categories.performance.score);
  for (const [id, { score }] of Object.entries(lhr.categories)) {
    const refs = lhr.categories[id].auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9);
    const why = refs.map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`).join("; ");
    tell(score >= LEAST[id], `${folder}: ${id} ${score.toFixed(2)} ${why}`);
  }
  await page.close();
  server.close();
  server.closeAllConnections();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
