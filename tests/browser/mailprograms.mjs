// What mail programs make of a message, and what to look for in it. Functions with `document` run in the page.

// Gmail without a Google account, and many phones' own programs: no style sheet.
export const likeGmailWithoutStyles = (html) => html.replace(/<style>[^]*?<\/style>/g, "");

// Word lays out: its conditional comments hold, and of the styles only what it knows.
export const likeOutlook = (html) =>
  html
    .replace(/<!--\[if mso\]>([^]*?)<!\[endif\]-->/g, "$1")
    .replace(/@media[^]*?\n\}\n/g, "")
    .replace(/(border-radius|max-width|border-spacing|display|margin):[^;"]*;? ?/g, (whole, property) =>
      property === "margin" && !whole.includes("auto") ? whole : "",
    );

// Padding on anything but a cell, width on anything but a table: Word leaves it out.
export function paddedElsewhere() {
  const at = (selector) => [...document.body.querySelectorAll(selector)];
  return [
    ...at(":not(td)[style*='padding']").map((it) => `padding at <${it.localName}>`),
    ...at(":not(table)[style*='width']").map((it) => `width at <${it.localName}>`),
  ];
}

// Every text too pale for what stands behind it. `turned`: all colours by their lightness, as some phones do at night;
// `half`: only light grounds and dark words.
export function contrasts(how) {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const turned = ([r, g, b]) => {
    const shift = 255 - Math.max(r, g, b) - Math.min(r, g, b);
    return [r + shift, g + shift, b + shift];
  };
  const lightness = ([r, g, b]) => (Math.max(r, g, b) + Math.min(r, g, b)) / 510;
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faults = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = words.nextNode()); ) {
    if (!text.data.trim()) continue;
    const element = text.parentElement;
    let ink = parse(getComputedStyle(element).color).slice(0, 3);
    let ground = behind(element);
    if (how === "turned" || (how === "half" && lightness(ink) < 0.5)) ink = turned(ink);
    if (how === "turned" || (how === "half" && lightness(ground) > 0.5)) ground = turned(ground);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faults.push(`${ratio.toFixed(2)}:1 for “${text.data.trim().slice(0, 20)}”, ${ink} on ${ground}`);
  }
  return faults;
}

// All type twice as large: nothing may be cut off.
export function doubleText() {
  const all = [...document.body.querySelectorAll("*")];
  const sizes = all.map((it) => parseFloat(getComputedStyle(it).fontSize));
  all.forEach((it, at) => it.style.setProperty("font-size", `${sizes[at] * 2}px`, "important"));
  return all.filter((it) => it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0).map((it) => `<${it.localName}> is cut off`);
}
