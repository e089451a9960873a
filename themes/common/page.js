// Tells the school that this letter was read: only after three seconds in view and a person's own gesture.
// The page works as well without this script, and while the collector is away.
"use strict";
(() => {
  const { collector, edition = "", letter, draft } = document.documentElement.dataset;
  const part = (id) => document.getElementById(id);
  const reply = part("reply");
  if (!collector || !letter || !reply || draft !== undefined) return;

  const status = part("reply-status");
  const buttons = { confirm: part("read-button"), asks: part("call-button") };
  const sentences = { confirm: "said-read", asks: "said-call", waiting: "said-waiting", none: "said-no-token" };
  const NEEDED = 3000; // ms; the collector measures it too
  const SOON = 25 * 60000; // ms; a nonce lives half an hour

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

  let mine; // { k: the token, said: presses that arrived, edition: of which edition }
  let waiting; // presses not yet arrived, of this and other letters: { k, edition, kind, gesture, at, late }
  let gesture = "";
  let visible = 0; // ms in view
  let last = performance.now();
  let read = false;
  let busy = false;
  let pause = 0;
  let again = 0;
  const nonces = new Map(); // by token: { text, at }

  const show = (what) => (status.textContent = part(sentences[what]).content.textContent.trim());
  const press = (kind) => buttons[kind].setAttribute("aria-pressed", "true");

  async function post(path, body) {
    const answer = await fetch(collector + "/b/" + path, {
      method: "POST",
      body: JSON.stringify(body), // text/plain: no preflight
      credentials: "omit",
      keepalive: true,
      cache: "no-store",
    });
    const said = answer.ok || answer.status === 422 ? await answer.json() : {};
    if (!answer.ok && answer.status !== 422) throw answer.status;
    return said;
  }

  // A nonce for this token that is old enough to count, or nothing yet.
  async function ripe(k, shown) {
    let nonce = nonces.get(k);
    if (!nonce || performance.now() - nonce.at > SOON) {
      const { nonce: text } = await post("start", { k, edition: shown });
      if (!text) throw 0;
      nonces.set(k, (nonce = { text, at: performance.now() }));
    }
    return performance.now() - nonce.at > NEEDED + 200 && nonce.text;
  }

  // Reports one touch; true when the collector has it.
  async function report(path, item) {
    const nonce = await ripe(item.k, item.edition);
    if (!nonce) return false;
    const said = await post(path, { ...item, nonce, visible: Math.round(visible) });
    if (said.why && said.why !== "early") {
      nonces.delete(item.k);
      if (said.why !== "expired") throw 0;
    }
    return said.kept === true;
  }

  async function send() {
    if (waiting.length) {
      const item = waiting[0];
      if (await report(item.kind, item)) {
        waiting = waiting.filter((other) => other !== item);
        save("waiting", waiting);
        if (item.k === mine.k && item.edition === edition) {
          mine.said = [...(mine.said ?? []), item.kind];
          save(letter, mine);
          show(item.kind);
        }
      }
    } else if (!read && gesture && visible >= NEEDED) {
      read = await report("read", { k: mine.k, edition, gesture });
    } else if (!read && !document.hidden) {
      await ripe(mine.k, edition);
    }
  }

  async function tick() {
    const now = performance.now();
    if (!document.hidden) visible += Math.min(now - last, 1000);
    last = now;
    if (busy || now < again) return;
    busy = true;
    try {
      await send();
      pause = 0;
    } catch {
      // The collector is away. Nothing is wrong with the letter: a press waits here, and goes later.
      pause = Math.min(pause * 2 || 2000, 60000);
      again = performance.now() + pause;
      if (waiting.length) {
        waiting.forEach((item) => (item.late = true));
        save("waiting", waiting);
        if (waiting.some((item) => item.k === mine.k)) show("waiting");
      }
    }
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

  function begin() {
    const address = new URL(location.href);
    const given = address.searchParams.get("k")?.toLowerCase() ?? "";
    const kept = load(letter) ?? (history.state?.k ? { k: history.state.k } : {});
    mine = /^[a-z2-7]{26}$/.test(given) && given !== kept.k ? { k: given } : kept;
    if (mine.edition !== edition) mine = { k: mine.k, edition };
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
      show("none");
      return;
    }
    save(letter, mine);
    if (load(letter)?.k !== mine.k) handOver(mine.k);
    waiting = [].concat(load("waiting", [])).filter((item) => Date.now() - item.at < 30 * 86400000);
    waiting.forEach((item) => (item.late = true));
    for (const kind of mine.said ?? []) press(kind), show(kind);

    // Never scroll or pointermove: a script can cause them.
    for (const sign of ["pointerdown", "touchstart", "touchmove", "wheel", "keydown"])
      addEventListener(sign, (event) => event.isTrusted && (gesture = sign), { passive: true, capture: true });
    for (const [kind, button] of Object.entries(buttons))
      button.addEventListener("click", (event) => {
        if (!event.isTrusted || button.getAttribute("aria-pressed")) return;
        press(kind);
        waiting = [...waiting, { k: mine.k, edition, kind, gesture: gesture || "click", at: Date.now() }].slice(-20);
        save("waiting", waiting);
        again = 0;
        tick();
      });
    addEventListener("online", () => (again = 0));
    setInterval(tick, 500);
    tick();
  }

  if (document.prerendering) document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
})();
