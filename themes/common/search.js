// Searches the letters of this page's audience in the browser: what is typed goes nowhere.
// `src/render/around/search.rs` makes search.json; both fold text and hash it by the same steps.
"use strict";
(() => {
  const LONGEST_WORD = 12;

  function fold(text) {
    const lower = text.normalize("NFKD").toLowerCase();
    const bare = lower.replace(/[\u0300-\u036f]/g, "").normalize("NFC");
    return bare.replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60));
  }

  const isLatin = (sign) => /\p{Alphabetic}/u.test(sign) && sign < "\u0250";

  // Latin words, and runs of all other letters and digits.
  function runs(folded) {
    const found = [];
    let last = null;
    for (const sign of folded) {
      const kind = /[\p{Alphabetic}\p{N}]/u.test(sign) ? isLatin(sign) : null;
      if (kind !== null && kind === last) found.at(-1).push(sign);
      else if (kind !== null) found.push([sign]);
      last = kind;
    }
    return found;
  }

  // FNV-1a over the characters, folded to 16 bits.
  function hash(signs) {
    let long = 0x811c9dc5;
    for (const sign of signs) long = Math.imul(long ^ sign.codePointAt(0), 0x01000193) >>> 0;
    return ((long >>> 16) ^ long) & 0xffff;
  }

  // The hashes that a letter with this run has: of a Latin word its beginning, else each pair of neighbours.
  function wanted(run) {
    if (isLatin(run[0])) return [hash(run.slice(0, LONGEST_WORD))];
    return run.slice(1).map((sign, at) => hash([run[at], sign]));
  }

  function unpacked(text) {
    const hashes = new Set();
    let value = 0;
    let step = 0;
    let shift = 0;
    for (const sign of atob(text)) {
      const byte = sign.charCodeAt(0);
      step |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte & 0x80) continue;
      value += step;
      hashes.add(value);
      step = shift = 0;
    }
    return hashes;
  }

  // The letters that have all that is asked for, in their order. One character alone is looked for in titles.
  function matches(letters, query) {
    const asked = runs(fold(query));
    const long = asked.filter((run) => run.length > 1);
    if (!asked.length) return [];
    if (!long.length) {
      return letters.filter((letter) => asked.every(([sign]) => fold(letter.title).includes(sign)));
    }
    const hashes = long.flatMap(wanted);
    return letters.filter((letter) => {
      letter.set ??= unpacked(letter.hashes);
      return hashes.every((hash) => letter.set.has(hash));
    });
  }

  if (typeof document === "undefined") {
    globalThis.otayori = { fold, runs, hash, unpacked, matches };
    return;
  }

  const part = (id) => document.getElementById(id);
  const said = (what) => part("said-" + what).content.textContent.trim();
  const [form, field, status, list] = [part("search"), part("query"), part("search-status"), part("found")];
  let letters;
  let loading;

  function load() {
    status.textContent = said("wait");
    loading ??= fetch("search.json", { credentials: "omit" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((index) => (letters = index.letters));
    return loading;
  }

  function entry(letter) {
    const make = (name, className, text) => {
      const element = document.createElement(name);
      element.className = className;
      element.textContent = text;
      return element;
    };
    const about = make("span", "letters-about", letter.day);
    for (const name of letter.series) about.append(" ", make("span", "chip", name));
    const link = make("a", "", "");
    link.href = letter.link;
    link.append(make("span", "letters-title", letter.title), " ", about);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  async function show() {
    const query = field.value;
    if (!runs(fold(query)).length) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      if (!letters) await load();
    } catch {
      loading = undefined;
      list.replaceChildren();
      status.textContent = said("away");
      return;
    }
    if (query !== field.value) return;
    const found = matches(letters, query);
    list.replaceChildren(...found.map(entry));
    status.textContent = found.length ? said("found").replace("#", found.length) : said("none");
  }

  let typing;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  field.addEventListener("input", (event) => {
    clearTimeout(typing);
    if (!event.isComposing) typing = setTimeout(show, 200);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(typing);
    typing = setTimeout(show, 200);
  });
  if (field.value) show();
})();
