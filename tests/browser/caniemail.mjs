// What mail programs do with the message, by the data of caniemail.com: each shortcoming stands here with its reason, or
// the judge says no. The data knows neither docomo, au and SoftBank nor Yahoo! JAPAN: for them the message keeps to what
// the narrowest of the others (Gmail without a Google account: no style sheet at all) shows whole; see messages.mjs.
import { caniemail, rawData } from "caniemail";

export const CLIENTS = [
  "outlook.windows",
  "outlook.windows-mail",
  "outlook.outlook-com",
  "outlook.ios",
  "outlook.android",
  "outlook.macos",
  "gmail.*",
  "apple-mail.*",
  "yahoo.*",
  "samsung-email.*",
];

// Not there at all in some program, and what its reader then has.
const lacking = {
  "@media": "the message stays light, in colours of its own",
  "color-scheme CSS property": "as with @media",
  "color-scheme meta tag": "as with @media",
  "<style> element": "every style that matters stands at its element; only dark mode is lost",
  "border-radius": "square corners",
  "border-spacing": "Word puts no space between the cells of a table of one cell; its own style sheet closes the tables",
  "role attribute": "a screen reader may say that there is a table",
  "word-break": "a very long address runs over the edge",
  "<body> element": "it becomes a <div>: the ground's colour stands at the outer table as well",
};

// There with a limit that the message does not touch, or loses nothing by.
const limited = {
  "@media": "one query, not nested, about colours",
  "<body> element": lacking["<body> element"],
  "<style> element": lacking["<style> element"],
  "role attribute": lacking["role attribute"],
  "border-radius": "one length, no slash",
  "color-scheme CSS property": lacking["color-scheme CSS property"],
  "lang attribute": "never at a cell",
  "dir attribute": "at the title and the text, never at a link or a cell",
  "!important keyword": "in the style sheet only, in small letters, with a space before it",
  "max-width": "at the one table; Outlook gets the width by a table of its own",
  "width property": "at tables only",
  "text-decoration": "one value; without it the button's words are underlined",
  background: "one colour",
  border: "1 px, at cells and tables",
  display: "`block` makes the whole button a link; without it, its words are one",
  "font-size": "pixels",
  "font-weight": "`bold`",
  "line-height": "a number: lines of Outlook may stand a little wider",
  margin: "never negative, above and below paragraphs; Outlook gets the table's place by an attribute",
  "word-break": "`break-word` in all but the two that say so",
  padding: "at cells only, one cell in a row",
  "text-align": "`center`",
};

// Shortcomings that are in neither list, in words.
export function shortcomings(html) {
  const { issues } = caniemail({ clients: CLIENTS, html });
  return [...notIn(lacking, issues.errors, "is unknown to"), ...notIn(limited, issues.warnings, "is limited in")];
}

function notIn(known, found, verb) {
  const told = new Set();
  for (const [client, list] of found)
    for (const { title, notes } of list)
      if (!(title in known)) told.add(`caniemail: ${title} ${verb} ${client} ${(notes ?? []).join(" ")}`);
  return [...told];
}

export const day = rawData.last_update_date?.slice(0, 10);
