// Runs the cases of a real browser and tells how many held. `node run.mjs [PART OF A CASE'S NAME]`
import { openBrowser } from "./phone.mjs";
import { alone, together } from "./reading.mjs";
import { School } from "./school.mjs";

const part = process.argv[2] ?? "";
const wanted = (cases) => Object.entries(cases).filter(([name]) => name.includes(part));
let passed = 0;
let failed = 0;

async function judge(name, holds, world) {
  const began = Date.now();
  try {
    await holds(world);
    passed += 1;
    console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${String(error?.stack ?? error).replaceAll("\n", "\n        ")}`);
  }
}

const browser = await openBrowser();
let school;
try {
  school = await School.open();
  const world = { school, browser };
  const cases = wanted(together);
  // A few at a time, so that a small machine does not itself cause what we look for.
  const next = async () => {
    for (let one; (one = cases.shift()); ) await judge(...one, world);
  };
  await Promise.all([next(), next(), next()]);
  for (const one of wanted(alone)) await judge(...one, world);
} catch (error) {
  failed += 1;
  console.log(`FAILED  setting up: ${error?.stack ?? error}${error?.stderr ? `\n${error.stderr}` : ""}`);
} finally {
  await school?.close().catch(() => {});
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
