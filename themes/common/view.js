// What makes a letter easier to read: readings on or off, larger type, photos opened large.
// Remembered on this phone only; nothing is told to anybody. The page works as well without this script.
"use strict";
(() => {
  const page = document.documentElement;
  const part = (id) => document.getElementById(id);
  const load = (key) => {
    try {
      return localStorage.getItem("otayori-view:" + key);
    } catch {}
  };
  const save = (key, value) => {
    try {
      localStorage.setItem("otayori-view:" + key, value);
    } catch {}
  };

  function aids() {
    const ruby = part("ruby-button");
    const sizes = [...document.querySelectorAll("button[data-size]")];
    const show = () => {
      const { size = "1", ruby: readings } = page.dataset;
      ruby?.setAttribute("aria-pressed", readings !== "off");
      for (const button of sizes) button.setAttribute("aria-pressed", button.dataset.size === size);
    };
    const choose = (key, value) => {
      page.dataset[key] = value;
      save(key, value);
      show();
    };
    if (ruby) {
      ruby.hidden = !document.querySelector("rt");
      ruby.onclick = () => choose("ruby", page.dataset.ruby === "off" ? "on" : "off");
    }
    for (const button of sizes) button.onclick = () => choose("size", button.dataset.size);
    for (const key of ["size", "ruby"]) {
      const kept = load(key);
      if (/^([123]|on|off)$/.test(kept)) page.dataset[key] = kept;
    }
    show();
    page.classList.add("ready");
  }

  // In the browsers inside these apps a download goes nowhere; the opened picture can be pressed and kept.
  const inApp = /\bLine\/|YJApp|FBA[NV]|Instagram|; wv\)/.test(navigator.userAgent);

  function photos() {
    const template = part("viewer");
    const frames = [...document.querySelectorAll("a.photo-frame")];
    // Without dialogs the link opens the picture itself.
    if (!template || !frames.length || !globalThis.HTMLDialogElement?.prototype.showModal) return;
    let dialog, strip, slides, opener;
    let shown = 0;

    const go = (to, behavior = "auto") => {
      shown = (to + slides.length) % slides.length;
      slides[shown].scrollIntoView({ behavior, block: "nearest", inline: "start" });
      count();
    };
    const count = () => (dialog.querySelector(".viewer-count").textContent = shown + 1 + " / " + slides.length);

    function build() {
      dialog = template.content.firstElementChild.cloneNode(true);
      strip = dialog.querySelector(".viewer-strip");
      const model = strip.firstElementChild;
      slides = frames.map((frame) => {
        const slide = model.cloneNode(true);
        const picture = frame.querySelector("picture").cloneNode(true);
        for (const source of picture.children) source.setAttribute("sizes", "100vw");
        const image = picture.querySelector("img");
        image.removeAttribute("fetchpriority");
        image.loading = "lazy";
        slide.prepend(picture);
        slide.querySelector(".viewer-words").textContent = frame.parentNode.querySelector("figcaption")?.textContent ?? "";
        const link = slide.querySelector(".viewer-save");
        link.href = frame.href;
        if (inApp) link.removeAttribute("download");
        slide.querySelector(".viewer-hint").hidden = !inApp;
        return slide;
      });
      strip.replaceChildren(...slides);
      for (const way of dialog.querySelectorAll("[data-step]")) {
        way.hidden = slides.length < 2;
        way.onclick = () => go(shown + Number(way.dataset.step));
      }
      dialog.querySelector(".viewer-close").onclick = () => dialog.close();
      dialog.onclick = (event) => event.target.closest("img, a, button, figcaption") || dialog.close();
      dialog.onkeydown = (event) => {
        const to = { ArrowRight: shown + 1, ArrowLeft: shown - 1, Home: 0, End: -1 }[event.key];
        if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        go(to);
      };
      let resting;
      strip.onscroll = () => {
        clearTimeout(resting);
        resting = setTimeout(() => {
          shown = Math.round(Math.abs(strip.scrollLeft) / strip.clientWidth);
          count();
        }, 120);
      };
      dialog.onclose = () => {
        page.classList.remove("still");
        opener.focus({ preventScroll: true });
      };
      document.body.append(dialog);
    }

    frames.forEach((frame, number) => {
      frame.addEventListener("click", (event) => {
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        if (!dialog) build();
        opener = frame;
        page.classList.add("still");
        dialog.showModal();
        go(number, "instant");
      });
    });
  }

  aids();
  photos();
})();
