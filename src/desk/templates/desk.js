// The desk works without this; with it, drafts reload by themselves and the hold counts down.
"use strict";

let touched = false;
addEventListener("input", () => { touched = true; });

// A screen left alone shows initials only; the first touch brings the names back. `data-idle`: after so many seconds.
if (document.querySelector("[data-short]")) {
  let alone;
  const here = () => {
    document.body.classList.remove("away");
    clearTimeout(alone);
    alone = setTimeout(() => document.body.classList.add("away"), Number(document.body.dataset.idle) * 1000);
  };
  for (const sign of ["pointerdown", "pointermove", "keydown", "touchstart", "wheel", "scroll"]) addEventListener(sign, here, { passive: true });
  here();
}

// A draft was built anew: show it, unless somebody is typing.
if (document.querySelector("[data-live]") && "EventSource" in window) {
  const news = new EventSource("/live");
  news.onmessage = () => { if (!touched) location.reload(); };
  addEventListener("pagehide", () => news.close());
}

// How long the messages can still be stopped, by this browser's own clock from now on.
const countdown = document.querySelector("[data-seconds]");
if (countdown) {
  const end = performance.now() + Number(countdown.dataset.seconds) * 1000;
  const shown = countdown.querySelector("b");
  countdown.hidden = false;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    shown.textContent = String(left);
    if (left > 0) setTimeout(tick, 500);
    else setTimeout(() => location.reload(), 2500);
  };
  tick();
}

// The second act belongs to emergencies only, where the letter does not go to everybody.
const sure = document.querySelector("[data-for-emergency]");
const emergency = document.querySelector("#emergency");
if (sure && emergency) {
  const box = sure.querySelector("input");
  const follow = () => { sure.hidden = !emergency.checked; box.required = emergency.checked; };
  emergency.addEventListener("change", follow);
  follow();
}

// 全園 and single classes exclude each other.
const everyone = document.querySelector("#everyone");
if (everyone) {
  const others = [...document.querySelectorAll("input[name=to]")].filter((box) => box !== everyone);
  everyone.addEventListener("change", () => { if (everyone.checked) others.forEach((box) => { box.checked = false; }); });
  others.forEach((box) => box.addEventListener("change", () => { if (box.checked) everyone.checked = false; }));
}

// A photo to look at closely stays on the page.
const large = document.createElement("dialog");
large.className = "large";
document.addEventListener("click", (event) => {
  if (event.target.closest("dialog.large")) return large.close();
  const link = event.target.closest("a[data-large]");
  if (!link || !large.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const image = document.createElement("img");
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  const close = document.createElement("button");
  close.textContent = link.dataset.close;
  large.replaceChildren(image, close);
  document.body.append(large);
  large.showModal();
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// Families leave the list while one looks at it, unless somebody is at work there.
const list = document.querySelector("#list");
if (list) {
  const atWork = () => touched || document.hidden || list.querySelector("details[open], .busy, input:focus, button:focus-visible");
  setInterval(async () => {
    if (atWork()) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("#list");
      if (fresh && !atWork() && fresh.innerHTML !== list.innerHTML) list.replaceChildren(...fresh.childNodes);
    } catch {
      // The desk is away for a moment: the list stays as it is.
    }
  }, 5000);
}

// Whoever presses a number is phoning: the others see it on their lists.
document.addEventListener("click", (event) => {
  const form = event.target.closest("#list a.tel")?.closest(".family").querySelector("form[data-phoning]");
  if (!form || form.elements.over) return;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", keepalive: true })
    .catch(() => {});
});

// A button that is at work is not pressed twice, unless its answer is a file and the page stays.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("stays" in form.dataset) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.classList.add("busy");
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  document.querySelectorAll(".busy").forEach((button) => button.classList.remove("busy"));
});
