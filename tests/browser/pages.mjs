// Looks at every page below a folder with axe, on a phone, light and dark. `node pages.mjs FOLDER`
import { readdir } from "node:fs/promises";
import { fitsNarrowPhone, passesAxe } from "./axe.mjs";
import { newPhone, openBrowser } from "./phone.mjs";
import { serveFiles } from "./school.mjs";

const folder = process.argv[2];
const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
const files = await serveFiles(folder, "");
const browser = await openBrowser();
let passed = 0;
let failed = 0;
for (const colorScheme of ["light", "dark"]) {
  const phone = await newPhone(browser, { colorScheme });
  for (const name of names) {
    try {
      const page = await phone.open(`http://127.0.0.1:${files.address().port}/${encodeURI(name)}`);
      await passesAxe(page);
      await fitsNarrowPhone(page);
      await page.close();
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name} (${colorScheme})\n        ${error.message}`);
    }
  }
  // A browser asks every host for its icon; that there is none is no fault of a page.
  for (const fault of phone.faults.filter((fault) => !fault.endsWith("/favicon.ico"))) {
    failed += 1;
    console.log(`FAILED  the browser reports: ${fault}`);
  }
  await phone.close();
}
await browser.close();
files.close();
files.closeAllConnections();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
