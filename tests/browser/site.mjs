// The sample school's site, whole, in each theme: every letter released by the real program, as parents would find it.
// `node site.mjs FOLDER [CACHE]` leaves it in FOLDER/THEME/public, beside what `build` makes (FOLDER/THEME/build);
// CACHE is a folder of the sample's photos, developed already.
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { OTAYORI, freePort, serveFiles, startCollector, stopCollector } from "./school.mjs";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
export const THEMES = ["wakaba", "shirogane"];

// Makes the school in `folder`, and serves its pages and its collector while they are being released. `content` are
// files in place of the sample's letters, `settings` the last lines of school.yaml; `cache` is a folder whose photos are
// developed already.
export async function makeSite(folder, theme, { content, settings = "", cache } = {}) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "public"), { recursive: true });
  for (const part of content ? ["recipients"] : ["content", "recipients"])
    await cp(join(root, part), join(folder, part), { recursive: true });
  for (const [path, bytes] of Object.entries(content ?? {})) {
    await mkdir(join(folder, "content", path, ".."), { recursive: true });
    await writeFile(join(folder, "content", path), bytes);
  }
  for (const letter of await letters(join(folder, "content"))) {
    // A letter may name a theme of its own; here the school's is to be seen.
    const text = await readFile(join(folder, "content", letter), "utf8");
    await writeFile(join(folder, "content", letter), text.replace(/^theme: .*\n/m, ""));
  }
  if (cache) await cp(cache, join(folder, ".otayori/cache"), { recursive: true });
  const port = await freePort();
  const files = await serveFiles(join(folder, "public"), "/himawari");
  let collector;
  try {
    const site = `http://127.0.0.1:${files.address().port}/himawari`;
    const sample = await readFile(join(root, "school.yaml"), "utf8");
    const here = sample
      .replace(/^site: \S+/m, `site: ${site}`)
      .replace(/^collector: \S+/m, `collector: http://localhost:${port}`);
    await writeFile(join(folder, "school.yaml"), `${here}${settings}theme: ${theme}\ndesk:\n  collector-listen: 127.0.0.1:${port}\n`);
    const otayori = (...words) => run(OTAYORI, ["--school", folder, ...words], { maxBuffer: 1 << 26 });
    await otayori("build");
    collector = await startCollector(folder, port);
    for (const letter of await letters(join(folder, "content"))) {
      // The sample's children are invented, and its pictures show none.
      await otayori("send", letter, "--yes", "--no-messages", "--nobody-uncovered");
    }
    await otayori("publish");
  } finally {
    if (collector) await stopCollector(collector);
    files.close();
    files.closeAllConnections();
  }
}

// The letters by their paths, without the translations beside them.
async function letters(content) {
  const names = await readdir(content, { recursive: true });
  return names.filter((name) => /\.(md|txt)$/.test(name) && !/\.[^./]+\.(md|txt)$/.test(name)).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let [folder, cache] = process.argv.slice(2);
  for (const theme of THEMES) {
    await makeSite(join(folder, theme), theme, { cache });
    cache = join(folder, theme, ".otayori/cache");
  }
}
