// mailauth verifies both signatures of every signed mail of a folder, and refuses one that was changed.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";

const [folder] = process.argv.slice(2);
const dns = JSON.parse(await readFile(join(folder, "dns.json"), "utf8"));

// Long texts come in pieces of 255, as from a real DNS.
async function resolver(name, type) {
  if (type !== "TXT" || !dns[name]) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
  return [dns[name].match(/.{1,255}/g)];
}

async function said(mail) {
  const { results } = await dkimVerify(mail, { resolver });
  return results.map(({ algo, status }) => `${algo ?? "?"} ${status?.result}`).sort().join(", ");
}

const files = (await readdir(join(folder, "signed"))).filter((name) => name.endsWith(".eml"));
const wanted = "ed25519-sha256 pass, rsa-sha256 pass";
const faults = files.length ? [] : ["no mails"];
for (const [number, name] of files.entries()) {
  const mail = await readFile(join(folder, "signed", name));
  const found = await said(mail);
  if (found !== wanted) faults.push(`${name}: ${found}`);
  if (number < 5) {
    const changed = mail.toString("latin1").replace("\r\nSubject: ", "\r\nSubject: x");
    if (/pass/.test(await said(Buffer.from(changed, "latin1")))) faults.push(`${name}: another subject passes`);
  }
}
for (const fault of faults.slice(0, 20)) console.log(fault);
console.log(`${files.length} signed mails, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
