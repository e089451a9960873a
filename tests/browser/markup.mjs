// The judge of the markup: html-validate with all its recommended rules but those named here, each with its reason.
import { readFile } from "node:fs/promises";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const ofPages = {
  // Style and script come from the same host as the page, and their names hold the hash of their content.
  "require-sri": "off",
  // Numbers are shown as the school wrote them: a number with other hyphens cannot be copied into every phone.
  "tel-non-breaking": "off",
  // A title is as long as its teacher wrote it.
  "long-title": "off",
  // Headings are reached by names made of their Japanese words.
  "valid-id": ["error", { relaxed: true }],
};

const ofMessages = {
  ...ofPages,
  // Styles at the elements: mail programs drop the style sheet.
  "no-inline-style": "off",
  // Outlook for Windows is told apart by its conditional comments, and by nothing else.
  "no-conditional-comment": "off",
  // Mail programs take <main> out, and leave the role of a <div>.
  "prefer-native-element": ["error", { exclude: ["main"] }],
  // Layout tables of one row each.
  "prefer-tbody": "off",
};

const judge = (rules) =>
  new HtmlValidate(
    new StaticConfigLoader({
      root: true,
      extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
      rules,
    }),
  );
const pages = judge(ofPages);
const messages = judge(ofMessages);

// Every fault in this file's markup, in words.
export async function faultsOfMarkup(file) {
  const html = await readFile(file, "utf8");
  const report = await (isMessage(file) ? messages : pages).validateString(html, file);
  return report.results.flatMap(({ messages }) =>
    messages.map((fault) => `html-validate: ${fault.ruleId}: ${fault.line}:${fault.column} ${fault.message}`),
  );
}

export const isMessage = (file) => file.endsWith("notice.html");
