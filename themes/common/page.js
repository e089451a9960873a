// Tells the school that this letter was read: only after three seconds in view and a person's own gesture.
// The page works as well without this script, and while the collector is away. (The reports: src/track/beacon.rs)
"use strict";
(() => {
  const { dataset, lang } = document.documentElement;
  const { collector, edition = "", letter, draft } = dataset;
  const part = (id) => document.getElementById(id);
  const reply = part("reply");
  if (!collector || !letter || !reply || draft !== undefined) return;

  const status = part("reply-status");
  const buttons = { confirm: part("read-button"), asks: part("call-button") };
  const sentences = { confirm: "said-read", asks: "said-call", waiting: "said-waiting", none: "said-no-token" };
  const NEEDED = 3000; // ms; the collector measures it too
  const SOON = 25 * 60000; // ms; a nonce lives half an hour
  const SETTLED = 1200; // ms; what presses everything has pressed the other button by then
  const AWAY = 60000; // ms; who comes back after this opens the letter again

  // What must outlive this page. Where storage is blocked, this page alone remembers.
  const load = (key, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem("otayori:" + key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const save = (key, value) => {
    try {
      localStorage.setItem("otayori:" + key, JSON.stringify(value));
    } catch {}
  };

  let mine; // { k: the token, d: this browser, edition, told: { press: when it arrived } }
  let waiting; // not yet arrived, of this and other letters: { k, d, edition, kind, gesture, at, late }
  let gesture = "";
  let visible = 0; // ms in view
  let last = performance.now();
  let left = 0; // when it went out of view
  let reading; // the report of this reading
  let busy = false;
  let pause = 0;
  let again = 0;
  let nonce = ""; // of this opening
  const nonces = new Map(); // by token: { text, at }, promised
  const flying = new Set();

  const text = (what) => part(sentences[what]).content.textContent.trim();
  const form = { month: "numeric", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" };
  const when = (at) => new Date(at).toLocaleString(lang || [], { ...form, hourCycle: "h23" });

  // What this link told the school, and when.
  function tell(more) {
    const told = Object.entries(mine.told ?? {});
    for (const [kind] of told) buttons[kind].setAttribute("aria-pressed", "true");
    const all = told.map(([kind, at]) => text(kind).replace("…", when(at)));
    if (more) all.push(text(more));
    if (all.length) status.textContent = all.join(" ");
    const rest = part("reply-more");
    if (rest) rest.hidden = !told.length;
  }

  async function post(path, body) {
    const answer = await fetch(collector + "/b/" + path, {
      method: "POST",
      body: JSON.stringify(body), // text/plain: no preflight
      credentials: "omit",
      keepalive: true,
      cache: "no-store",
    });
    if (!answer.ok && answer.status !== 422) throw 0;
    return answer.json();
  }

  async function start({ k, d, edition, late }) {
    const said = await post("start", { k, d, edition, late });
    if (!said.nonce) throw 0;
    if (k === mine.k) (nonce = said.nonce), (visible = 0);
    return { text: said.nonce, at: performance.now() };
  }

  // A nonce for this token that is old enough to count, or nothing yet.
  async function ripe(item) {
    const { k } = item;
    if (!nonces.has(k)) nonces.set(k, start(item));
    const given = await nonces.get(k).catch(() => {});
    const age = given ? performance.now() - given.at : SOON;
    if (age >= SOON) nonces.delete(k);
    if (!given) throw 0;
    return age > NEEDED + 200 && age < SOON && given.text;
  }

  async function send(item) {
    if (flying.has(item)) return;
    flying.add(item);
    try {
      const nonce = await ripe(item);
      if (!nonce) return;
      const said = await post(item.kind, { ...item, nonce, visible: Math.round(visible) });
      if (said.kept) arrived(item);
      else if (said.why !== "early") {
        nonces.delete(item.k);
        if (said.why !== "expired") throw 0;
      }
    } finally {
      flying.delete(item);
    }
  }

  function arrived(item) {
    item.kept = true;
    if (!waiting.includes(item)) return;
    waiting = waiting.filter((other) => other !== item);
    save("waiting", waiting);
    if (item.kind === "read" || item.k !== mine.k || item.edition !== edition) return;
    mine.told = { ...mine.told, [item.kind]: Date.now() };
    save(letter, mine);
    tell();
  }

  const report = (kind, gesture) => ({ k: mine.k, d: mine.d, edition, kind, gesture, at: Date.now() });

  async function work() {
    // At once, and who asks for a call first: nobody who pressed both is taken for one who needs none.
    const asksFirst = [...waiting].sort((a, b) => (b.kind === "asks") - (a.kind === "asks"));
    const isDue = (item) => item.kind !== "confirm" || item.late || document.hidden || Date.now() - item.at > SETTLED;
    const all = asksFirst.filter(isDue).map(send);
    if (gesture && visible >= NEEDED) reading ??= report("read", gesture);
    if (reading && !reading.kept) all.push(send(reading));
    else if (!reading && !document.hidden) all.push(ripe(report()));
    await Promise.all(all);
  }

  async function attempt(what) {
    try {
      await what();
      pause = 0;
    } catch {
      // The collector is away. Nothing is wrong with the letter: a press waits here, and goes later.
      pause = Math.min(pause * 2 || 2000, 60000);
      again = performance.now() + pause;
      waiting.forEach((item) => (item.late = true));
      save("waiting", waiting);
      if (waiting.some((item) => item.k === mine.k && item.kind !== "read")) tell("waiting");
    }
  }

  async function tick() {
    const now = performance.now();
    if (document.hidden) left ||= last;
    else {
      if (now - (left || last) > AWAY) {
        reading = undefined;
        gesture = "";
        visible = 0;
        nonces.delete(mine.k);
      } else visible += Math.min(now - last, 1000);
      left = 0;
    }
    last = now;
    if (busy || now < again) return;
    busy = true;
    await attempt(work);
    busy = false;
  }

  // The family reads another language: says that the letter is not there in it, in that language if it can.
  function tellInstead(asked) {
    const box = part("instead");
    if (!asked || !box) return;
    const all = [...box.children];
    const own = all.filter((said) => said.dataset.asked === asked);
    const told = own.length ? own : all.filter((said) => said.dataset.general !== undefined);
    for (const said of all) said.hidden = !told.includes(said);
    box.hidden = false;
  }

  // Where storage is blocked the other languages get the token with the press, and their links never keep it.
  function handOver(k) {
    for (const link of document.querySelectorAll(".languages a"))
      link.addEventListener("click", () => {
        const plain = link.href;
        link.href = plain + "?k=" + k;
        setTimeout(() => (link.href = plain));
      });
  }

  function listen() {
    // Never scroll or pointermove: a script can cause them.
    for (const sign of ["pointerdown", "touchstart", "touchmove", "wheel", "keydown"])
      addEventListener(sign, (event) => event.isTrusted && (gesture = sign), { passive: true, capture: true });
    for (const [kind, button] of Object.entries(buttons))
      button.addEventListener("click", (event) => {
        if (!event.isTrusted || button.getAttribute("aria-pressed")) return;
        button.setAttribute("aria-pressed", "true");
        // A screen reader presses without any pointer or key.
        const item = report(kind, event.detail ? "pointerdown" : gesture === "keydown" ? gesture : "click");
        waiting = [...waiting, item].slice(-20);
        save("waiting", waiting);
        if (kind === "asks") attempt(() => send(item));
      });
    // No person sees this form; the token never stands in it.
    part("unused")?.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of Object.entries({ k: mine.k, d: mine.d, nonce })) formData.set(name, value);
    });
    addEventListener("online", () => (again = 0));
    addEventListener("pagehide", () => {
      // Who presses and leaves at once: what is old enough goes now, the rest when a letter is opened next.
      for (const item of waiting) attempt(() => send(item));
      if (reading?.kept || !gesture || visible < NEEDED) return;
      waiting = [...waiting, { ...report("read", gesture), late: true }].slice(-20);
      save("waiting", waiting);
    });
    setInterval(tick, 500);
    tick();
  }

  function begin() {
    const address = new URL(location.href);
    const given = address.searchParams.get("k")?.toLowerCase() ?? "";
    const kept = load(letter) ?? (history.state?.k ? { k: history.state.k } : {});
    mine = /^[a-z2-7]{26}$/.test(given) && given !== kept.k ? { k: given } : kept;
    if (mine.edition !== edition) mine = { k: mine.k, edition };
    mine.d = kept.d ?? crypto.getRandomValues(new Uint32Array(2)).join("");
    tellInstead(address.searchParams.get("l"));
    if (address.searchParams.has("k") || address.searchParams.has("l")) {
      address.searchParams.delete("k");
      address.searchParams.delete("l");
      // A copied address must not speak for this family. The state keeps it where storage is blocked.
      history.replaceState({ ...history.state, k: mine.k }, "", address);
    }
    reply.hidden = false;
    if (!mine.k) {
      for (const button of Object.values(buttons)) button.hidden = true;
      status.textContent = text("none");
      return;
    }
    save(letter, mine);
    if (load(letter)?.k !== mine.k) {
      handOver(mine.k);
      mine.d = "";
    }
    waiting = [].concat(load("waiting", [])).filter((item) => Date.now() - item.at < 30 * 86400000);
    waiting.forEach((item) => (item.late = true));
    tell();
    listen();
  }

  if (document.prerendering) document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
})();
