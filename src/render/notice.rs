//! The message: a subject, a text that is a letter of its own, and the same as HTML.

use tera::Context;

use super::notices::Entry;
use super::page::{self, Day};
use super::version::{Instead, Version, said_instead};
use super::{InLanguage, Notice, Notices, Subject, Theme, plain};
use crate::language::{EASY_JAPANESE, direction, html_tag};
use crate::problem::Problem;
use crate::render::html::escaped;
use crate::words::{Lang, Words};

/// Where each guardian's own links go.
const LINK: &str = "{{link}}";
const PLAIN_LINK: &str = "{{plain-link}}";
const STOP_LINK: &str = "{{stop-link}}";

/// Mail programs show some sixty characters of a subject; the rest stands in the message.
const LONGEST_TITLE: usize = 80;
const LONGEST_PARAGRAPH: usize = 280;

/// Makes the message of this letter, without anybody's links.
pub(super) fn notice(subject: &Subject<'_>, theme: &Theme) -> (Notice, Vec<Problem>) {
    in_words(subject, theme, theme.words().of(&subject.letter.lang), &[])
}

/// The messages of a letter for everybody: each of its languages' own, and for those who read another one in
/// the words they read that says so; and what a template has against these.
pub(super) fn notices(
    subject: &Subject<'_>,
    theme: &Theme,
    main: &Version<'_>,
    notice: &Notice,
    translations: &[InLanguage],
) -> (Notices, Vec<Problem>) {
    let mut problems = Vec::new();
    let letter = subject.letter;
    let own = |translation: Option<&str>, notice: &Notice| Entry {
        words: translation.unwrap_or(&letter.lang).to_owned(),
        translation: translation.map(str::to_owned),
        instead: false,
        notice: notice.clone(),
    };
    let mut list = vec![own(None, notice)];
    list.extend(translations.iter().map(|one| own(Some(&one.lang), &one.notice)));
    let given = main.given("und").tag;
    let shown = letter.translations.iter().find(|one| one.lang == given).map(|one| letter.translated(one));
    let shown = Subject { letter: shown.as_ref().unwrap_or(letter), ..*subject };
    let mut instead = |asked: &str, words: &Words, said: &[Instead<'_>]| {
        let (notice, found) = in_words(&shown, theme, words, said);
        problems.extend(found);
        list.push(Entry {
            words: asked.to_owned(),
            translation: (given != letter.lang).then(|| given.to_owned()),
            instead: true,
            notice,
        });
    };
    for words in theme.words().all().filter(|words| main.given(words.tag()).instead) {
        instead(words.tag(), words, &[said_instead(given, words)]);
    }
    let (easy, english) = (theme.words().of(EASY_JAPANESE), theme.words().of(Lang::En.tag()));
    instead("", easy, &[said_instead(given, easy), said_instead(given, english)]);
    // Each is filled in from the same template: what is wrong is told once.
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems {
        if !told.contains(&problem) {
            told.push(problem);
        }
    }
    (Notices::new(&letter.lang, list), told)
}

fn in_words(
    subject: &Subject<'_>,
    theme: &Theme,
    words: &Words,
    instead: &[Instead<'_>],
) -> (Notice, Vec<Problem>) {
    let mut problems = Vec::new();
    let slot = tera::Value::safe_string;
    let mut fill = |template: &str| {
        let mut context = context(subject, theme, words, template.ends_with(".txt"));
        context.insert("instead", instead);
        context.insert_value("link", slot(LINK));
        context.insert_value("plain_link", slot(PLAIN_LINK));
        context.insert_value("stop_link", slot(STOP_LINK));
        theme.fill(template, &context).unwrap_or_else(|found| {
            problems.extend(found);
            String::new()
        })
    };
    let notice = Notice {
        text: tidy(&fill("notice.txt")),
        html: fill("notice.html"),
        subject: subject_line(subject, words),
    };
    for (file, text) in [("notice.txt", &notice.text), ("notice.html", &notice.html)] {
        // A message without its link could never be answered. An empty one was reported above.
        let has_both = text.contains(LINK) && text.contains(PLAIN_LINK);
        if !text.is_empty() && !has_both {
            let place = crate::problem::Place::file(format!("themes/{}/{file}", theme.name()));
            problems.push(Problem::error("theme-notice-without-link", vec![]).at(place));
        }
    }
    (notice, problems)
}

fn context(subject: &Subject<'_>, theme: &Theme, words: &Words, is_text: bool) -> Context {
    let letter = subject.letter;
    // In plain text nothing is escaped: a text that spells out a slot is broken up instead.
    let own = |text: &str| if is_text { text.replace("{{", "{\u{2060}{") } else { text.to_owned() };
    let mut school = subject.school.clone();
    school.name = own(&plain::line(&school.name, 100));
    school.phone = own(&plain::line(&school.phone, 60));
    let mut context = page::frame(&school, words, theme, "..", "");
    context.insert("message", &theme.settings().message);
    context.insert("text_lang", html_tag(&letter.lang));
    context.insert("text_direction", direction(&letter.lang));
    let paragraph = plain::shortened(&plain::first_paragraph(&letter.blocks), LONGEST_PARAGRAPH);
    context.insert("title", &own(&plain::line(&letter.title, 200)));
    context.insert("date", &Day::new(letter.date, words));
    context.insert("deadline", &letter.deadline.map(|day| Day::new(day, words)));
    context.insert("important", &letter.important);
    context.insert("draft", &subject.draft);
    context.insert("correction", &subject.correction);
    context.insert("audience", &own(&page::audience(subject, words)));
    context.insert("from", &letter.from.as_deref().map(|from| own(&plain::line(from, 100))));
    context
        .insert("paragraph", &paragraph.lines().map(|line| own(&plain::line(line, 400))).collect::<Vec<_>>());
    context.insert("phone_link", &page::phone_link(&subject.school.phone));
    context
}

/// The school first, then what is wanted by when, then the title.
fn subject_line(subject: &Subject<'_>, words: &Words) -> String {
    let letter = subject.letter;
    let mut marks: Vec<String> = Vec::new();
    if subject.draft {
        marks.push(words.say("page-draft", &[]));
    }
    if subject.correction > 0 {
        marks.push(words.say("page-corrected", &[]));
    }
    if letter.important {
        marks.push(words.say("page-important", &[]));
    }
    if let Some(day) = letter.deadline {
        marks.push(words.say("page-by", &[("day", super::calendar::written_short_in(day, words).into())]));
    }
    let values = [
        ("school", plain::line(&subject.school.name, 60).into()),
        ("marks", marks.join(&words.say("page-marks-between", &[])).into()),
        ("title", plain::line(&letter.title, LONGEST_TITLE).into()),
    ];
    words.say(if marks.is_empty() { "page-subject" } else { "page-subject-marked" }, &values)
}

/// No trailing spaces, never more than one empty line, one new line at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The links of one guardian, for one message.
#[derive(Debug, Clone, Copy)]
pub struct NoticeLinks<'a> {
    /// the letter's page
    pub page: &'a str,
    /// the collector's own page, for phones that show no buttons
    pub plain: &'a str,
    /// where the mails can be stopped
    pub stop: &'a str,
}

impl Notice {
    /// The text and the HTML for one guardian. The links may hold any characters; in the HTML they are
    /// escaped, in the text line breaks are left out, so that a link can not become anything else.
    ///
    /// A notice frozen before there was a link to stop has no slot for it, and goes as it is.
    pub fn for_family(&self, links: &NoticeLinks<'_>) -> (String, String) {
        let all = [links.page, links.plain, links.stop];
        let in_text = |link: &str| link.chars().filter(|c| !c.is_control() && *c != ' ').collect::<String>();
        let text = fill_slots(&self.text, &all.map(in_text));
        let html = fill_slots(&self.html, &all.map(|link| escaped(link).to_string()));
        (text, html)
    }
}

impl Notice {
    /// The same message with a sentence before everything else.
    pub fn with_lead(&self, lead: &str) -> Self {
        // After the tag that opens the body, wherever a theme's template puts it.
        let body = self.html.find("<body").and_then(|at| Some(at + self.html[at..].find('>')? + 1));
        let (before, after) = self.html.split_at(body.unwrap_or(0));
        let html = format!(
            "{before}\n<p style=\"margin:0;padding:12px 16px;background-color:#fff3c4;color:#4a3b00;\
             font-family:sans-serif;font-size:15px;line-height:1.6;\">{}</p>{after}",
            escaped(lead)
        );
        Notice { subject: self.subject.clone(), text: format!("{lead}\n\n{}", self.text), html }
    }

    /// The same message, sent again to whoever has not read it. `words`: the language of the words around the letter.
    pub fn as_reminder(&self, words: &str) -> Self {
        let words = words_of(words);
        let led = self.with_lead(&words.say("remind-lead", &[]));
        Notice { subject: format!("{}{}", words.say("remind-mark", &[]), self.subject), ..led }
    }

    /// The same message to somebody who has stopped the mails, and gets this one because it is an emergency.
    pub fn despite_stop(&self, words: &str) -> Self {
        self.with_lead(&words_of(words).say("stop-despite", &[]))
    }

    /// The message of a correction that only adds something.
    pub(super) fn as_addendum(&self, words: &str) -> Self {
        let words = words_of(words);
        let (corrected, added) = (words.say("page-corrected", &[]), words.say("addendum-mark", &[]));
        let led = self.with_lead(&words.say("addendum-lead", &[]));
        Notice { subject: self.subject.replacen(&corrected, &added, 1), ..led }
    }
}

/// The program's own words in this language; for whoever reads none of ours, easy Japanese.
fn words_of(tag: &str) -> &'static Words {
    let tag = if tag.is_empty() { EASY_JAPANESE } else { tag };
    Words::of_program(tag).unwrap_or(Lang::En.words())
}

/// One walk over the text, so that what is filled in is never searched again.
fn fill_slots(text: &str, [link, plain_link, stop_link]: &[String; 3]) -> String {
    let mut out = String::with_capacity(text.len() + 2 * (link.len() + plain_link.len() + stop_link.len()));
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (filled, slot) = if from.starts_with(LINK) {
            (link.as_str(), LINK.len())
        } else if from.starts_with(PLAIN_LINK) {
            (plain_link.as_str(), PLAIN_LINK.len())
        } else if from.starts_with(STOP_LINK) {
            (stop_link.as_str(), STOP_LINK.len())
        } else {
            ("{", 1)
        };
        out.push_str(filled);
        rest = &from[slot..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_stands_first_in_text_and_html() {
        let notice =
            |html: &str| Notice { subject: "s".to_owned(), text: "本文".to_owned(), html: html.to_owned() };
        let led = notice("<html><head></head><body class=\"a\"><h1>本文</h1></body>").with_lead("先<に>");
        assert_eq!(led.text, "先<に>\n\n本文");
        let first = led.html.find("先&lt;に&gt;").unwrap();
        assert!(
            led.html.find("<body class=\"a\">").unwrap() < first && first < led.html.find("<h1>").unwrap()
        );
        assert!(notice("本文").with_lead("先に").html.trim_start().starts_with("<p"));
    }

    #[test]
    fn links_are_filled_in_once_and_escaped() {
        let notice = Notice {
            subject: String::new(),
            text: "押す: {{link}}\n{{{plain-link}}\n{{other}}\n{{stop-link}}".to_owned(),
            html: "<a href=\"{{link}}\">".to_owned(),
        };
        let (text, html) = notice.for_family(&NoticeLinks {
            page: "https://a/?k=1&l=\"{{plain-link}}",
            plain: "https://b\r\n/",
            stop: "https://c/stop?m=1",
        });
        assert_eq!(
            text,
            "押す: https://a/?k=1&l=\"{{plain-link}}\n{https://b/\n{{other}}\nhttps://c/stop?m=1"
        );
        assert_eq!(html, "<a href=\"https://a/?k=1&amp;l=&quot;&#123;&#123;plain-link&#125;&#125;\">");
    }
}
