// A small school in a temporary folder, driven by the real program, its pages on a plain file server and
// its collector on another origin (another host and another port), as in life.
import { execFile, spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join, normalize, resolve } from "node:path";
import { promisify } from "node:util";
import { seconds } from "./phone.mjs";

const run = promisify(execFile);
export const OTAYORI = resolve(process.env.OTAYORI ?? join(import.meta.dirname, "../../target/release/otayori"));

export class School {
  // Makes the school, starts its collector and sends its letter. With `byMail` the letter goes to a mail server, and
  // counts as handed over there; without, it is a rehearsal.
  static async open({ families = 40, byMail = false } = {}) {
    const school = new School();
    try {
      school.families = families;
      school.mailServer = byMail ? await serveMail() : undefined;
      school.folder = await mkdtemp(join(tmpdir(), "otayori-browser-"));
      school.files = await serveFiles(join(school.folder, "public"), "/himawari");
      school.site = `http://127.0.0.1:${school.files.address().port}/himawari`;
      school.port = await freePort();
      school.collector = `http://localhost:${school.port}`;
      await school.write();
      await school.startCollector();
      await school.otayori("send", "遠足", "--yes");
      school.mails = await school.readMails();
      return school;
    } catch (error) {
      await school.close();
      throw error;
    }
  }

  async write() {
    const settings = `name: ひまわり保育園
phone: 03-0000-0000
site: ${this.site}
host: folder:public
collector: ${this.collector}
school-year: 2026
mail:
  from: ひまわり保育園 <otayori@example.jp>
  courier: ${this.mailServer ? `smtp://127.0.0.1:${this.mailServer.address().port}?tls=none` : "mailbox:mailbox"}
  hold: 0
  stall: ${this.mailServer ? "120s" : 0}
  quiet: never
desk:
  listen: 127.0.0.1:${await freePort()}
  collector-listen: 127.0.0.1:${this.port}
`;
    await this.put("school.yaml", settings);
    await this.put("content/全園/2026-11-24 遠足.md", LETTER);
    await this.put("content/全園/2026-11-24 遠足.en.md", "# Autumn excursion\n\n" + "We go to the park.\n\n".repeat(30));
    const rows = Array.from({ length: this.families }, (_, number) => family(number));
    await this.put("recipients/families.csv", ["世帯番号,児童名,クラス,保護者名,メール,電話", ...rows].join("\n"));
    await mkdir(join(this.folder, "public"), { recursive: true });
  }

  async put(path, text) {
    await mkdir(join(this.folder, path, ".."), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }

  async otayori(...words) {
    const { stdout } = await run(OTAYORI, ["--school", this.folder, "--json", ...words]);
    return JSON.parse(stdout);
  }

  async startCollector() {
    this.serving = await startCollector(this.folder, this.port);
  }

  async stopCollector() {
    await stopCollector(this.serving);
  }

  // Both links of every mail, by family, as a mail program would show them.
  async readMails() {
    const mails = new Map();
    for (const mail of this.mailServer?.mails ?? (await filesOf(join(this.folder, "mailbox")))) {
      const text = mailText(mail);
      const [, number] = mail.match(/^To:.*parent(\d+)@/m);
      const links = text.match(/https?:\/\/\S+?[?]k=[a-z2-7]{26}/g) ?? [];
      const page = links.find((link) => link.startsWith(this.site));
      const plain = links.find((link) => link.startsWith(this.collector));
      if (!page || !plain) throw new Error(`a mail lacks a link:\n${text}`);
      mails.set(`H${number}`, { family: `H${number}`, page, plain });
    }
    if (mails.size !== this.families) throw new Error(`${mails.size} mails for ${this.families} families`);
    return mails;
  }

  // Another family's mail each time.
  nextMail() {
    const [mail] = this.mails.values();
    this.mails.delete(mail.family);
    return mail;
  }

  // Why this family is on the list, or `null` when it is not.
  async reason(mail) {
    const { unread } = await this.otayori("unread", "遠足");
    return unread.find((row) => row.family === mail.family)?.reason ?? null;
  }

  async leavesTheList(mail) {
    await until(async () => (await this.reason(mail)) === null, `${mail.family} leaves the list`, 15);
  }

  async staysOnTheList(mail) {
    const reason = await this.reason(mail);
    if (reason === null) throw new Error(`${mail.family} left the list`);
    return reason;
  }

  // What stands for a family whose link nothing opened: the mailbox courier tells nobody.
  neverOpened = "rehearsed";

  async close() {
    if (this.serving?.exitCode === null) await this.stopCollector();
    this.mailServer?.close();
    this.files?.close();
    this.files?.closeAllConnections();
    await rm(this.folder, { recursive: true });
  }
}

const family = (number) => {
  const three = String(number).padStart(3, "0");
  return `H${three},試験 子${three},ひまわり組,試験 親${three},parent${three}@example.jp,090-0000-0${three}`;
};

const LETTER = `# 秋の遠足

11月24日(火)に、{昭和公園|しょうわこうえん}へ行きます。

:::もちもの
- おべんとう
- 水とう
- 雨がっぱ
:::

| 時 | こと |
|---|---|
| 9:00 | 出発 |
| 14:00 | 帰園 |

${"雨のときは園でおべんとうを食べます。\n\n".repeat(30)}`;

// The school's collector, once it answers at this port.
export async function startCollector(folder, port) {
  const serving = spawn(OTAYORI, ["--school", folder, "serve", "--only", "collector"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  serving.stderr.on("data", (words) => (said += words));
  await until(() => {
    if (serving.exitCode !== null) throw new Error(`serve ended: ${said}`);
    return answers(port);
  }, "the collector starts");
  return serving;
}

export async function stopCollector(serving) {
  const ended = new Promise((done) => serving.once("exit", done));
  serving.kill("SIGTERM");
  await ended;
}

// A dumb static host: files, nothing else. Remembers what it was asked, and with which `Sec-Purpose`.
export function serveFiles(folder, root) {
  const kinds = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", jpg: "image/jpeg" };
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    server.asked.push({ url: request.url, purpose: request.headers["sec-purpose"] ?? "" });
    let file = join(folder, normalize(path.slice(root.length)));
    try {
      if (!path.startsWith(root + "/")) throw new Error("outside");
      if ((await stat(file)).isDirectory()) file = join(file, "index.html");
      const bytes = await readFile(file);
      response.setHeader("Content-Type", kinds[file.split(".").pop()] ?? "application/octet-stream");
      response.end(request.method === "HEAD" ? undefined : bytes);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  server.asked = [];
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

// A mail server that takes every mail and keeps it (RFC 5321, as little of it as a sender needs).
function serveMail() {
  const server = createTcpServer((socket) => {
    let waiting = "";
    let mail;
    const answer = (line) => socket.write(`${line}\r\n`);
    const take = (line) => {
      if (mail) {
        if (line !== ".") return mail.push(line.replace(/^[.]/, ""));
        server.mails.push(mail.join("\r\n"));
        mail = undefined;
        return answer("250 ok");
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "DATA") mail = [];
      answer({ EHLO: "250 here", DATA: "354 go on", QUIT: "221 bye" }[verb] ?? "250 ok");
      if (verb === "QUIT") socket.end();
    };
    socket.setEncoding("latin1").on("error", () => {});
    socket.on("data", (said) => {
      const lines = (waiting + said).split("\r\n");
      waiting = lines.pop();
      lines.forEach(take);
    });
    answer("220 here");
  });
  server.mails = [];
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function filesOf(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".eml"));
  return Promise.all(names.map((name) => readFile(join(folder, name), "latin1")));
}

// The parts of a mail, decoded and joined.
function mailText(mail) {
  const [, boundary] = mail.match(/boundary="?([^"\r\n;]+)/) ?? [];
  const parts = boundary ? mail.split(`--${boundary}`).slice(1) : [mail];
  return parts.map((part) => decodePart(part.trimStart())).join("\n");
}

function decodePart(part) {
  const [head, ...rest] = part.split(/\r?\n\r?\n/);
  const body = rest.join("\n\n");
  if (/^content-type: multipart/im.test(head)) return mailText(part);
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString();
  if (/quoted-printable/i.test(head)) {
    const bytes = body.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString();
  }
  return Buffer.from(body, "latin1").toString();
}

export async function until(holds, what, most = 30) {
  for (let waited = 0; waited < most; waited += 0.25) {
    if (await holds()) return;
    await seconds(0.25);
  }
  throw new Error(`${what}: not within ${most} s`);
}

const answers = (port) =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => (socket.end(), done(true)));
    socket.once("error", () => done(false));
  });

export const freePort = () =>
  new Promise((done) => {
    const server = createTcpServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
