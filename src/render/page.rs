//! The letter's page, and what all pages of a site have in common.

use serde::Serialize;
use tera::{Context, Value};

use super::calendar::{written_in, written_short_in};
use super::events::{EVENTS_FILE, Event, EventKind, event_file};
use super::keep::{Inside, KEEP_NAME};
use super::version::Version;
use super::{School, Subject, Theme, Ways, html, plain};
use crate::content::Times;
use crate::language::{direction, html_tag};
use crate::problem::Problem;
use crate::settings::call_promise;
use crate::words::Words;

/// The sheet's name beside the page.
pub const SHEET_NAME: &str = "otayori.pdf";

/// A day for a template: `{{ date.iso }}` for machines, the others for people.
#[derive(Serialize, Clone)]
pub(super) struct Day {
    iso: String,
    long: String,
    short: String,
}

impl Day {
    pub(super) fn new(day: jiff::civil::Date, words: &Words) -> Self {
        Day { iso: day.to_string(), long: written_in(day, words), short: written_short_in(day, words) }
    }
}

/// What every page is given: the school, the theme's files, the rules for browsers.
pub(super) fn frame(school: &School, words: &Words, theme: &Theme, root: &str, collector: &str) -> Context {
    let mut context = Context::new();
    context.insert("lang", html_tag(words.tag()));
    context.insert("direction", direction(words.tag()));
    context.insert("words", words.tag());
    context.insert("school", school);
    context.insert("colours", &[&theme.settings().colours.light, &theme.settings().colours.dark]);
    context.insert("files", &theme.links(root));
    context.insert("root", root);
    context.insert("security", &security(collector));
    context
}

/// Fills in `page.html` for this letter.
pub(super) fn page(
    subject: &Subject<'_>,
    version: &Version<'_>,
    theme: &Theme,
    hash: &str,
    events: &[Event],
    has_sheet: bool,
) -> Result<String, Vec<Problem>> {
    theme.fill("page.html", &context(subject, version, theme, hash, events, has_sheet, None))
}

/// All that a letter's page is given; with the photos `inside` for the letter to keep.
pub(super) fn context(
    subject: &Subject<'_>,
    version: &Version<'_>,
    theme: &Theme,
    hash: &str,
    events: &[Event],
    has_sheet: bool,
    inside: Option<&Inside>,
) -> Context {
    let (school, letter) = (subject.school, subject.letter);
    let words = theme.words().of(&letter.lang);
    // A draft says nothing to anybody, so it does not even know whom to tell.
    let collector = if subject.draft { "" } else { school.collector.as_str() };
    let mut context = frame(school, words, theme, version.root(), collector);
    let sizes = &theme.settings().photo_sizes;
    let body = html::body(letter, subject.album, events, words, sizes, version.root(), inside);
    context.insert_value("body", Value::safe_string(&body.html));
    context.insert("contents", &body.contents);
    context.insert("has_photos", &body.has_photos);
    context.insert("text_lang", html_tag(&letter.lang));
    context.insert("text_direction", direction(&letter.lang));
    context.insert("title", &plain::line(&letter.title, 200));
    context.insert("date", &Day::new(letter.date, words));
    context.insert("deadline", &letter.deadline.map(|day| Day::new(day, words)));
    context.insert("number", &letter.number);
    context.insert("audience", &audience(subject, words));
    context.insert("everyone", &(letter.audience == crate::content::Audience::Everyone));
    context.insert("series", &letter.series);
    context.insert("from", &letter.from);
    context.insert("important", &letter.important);
    context.insert("correction", &subject.correction);
    context.insert("draft", &subject.draft);
    let has_contact = subject.draft && !letter.photos.is_empty();
    context.insert("photos", &has_contact.then(|| format!("{}{}", version.up(), super::CONTACT_NAME)));
    context.insert("languages", &version.links(subject.draft));
    context.insert("instead", &if subject.draft { vec![] } else { version.instead(theme.words()) });
    context.insert("keep_years", &school.keep);
    context.insert("calls", &call_promise(school.calls, words));
    context.insert("collector", collector);
    context.insert("edition", hash);
    context.insert("address", version.address.unwrap_or_default());
    context.insert("sheet", &has_sheet.then_some(SHEET_NAME));
    let listed: Vec<Listed<'_>> =
        events.iter().enumerate().map(|(number, event)| Listed::new(number, event, words)).collect();
    context.insert("events", &listed);
    context.insert("events_file", EVENTS_FILE);
    insert_ways(&mut context, subject.ways, version.root());
    context.insert("phone_link", &phone_link(&school.phone));
    context.insert("keep", &(!subject.draft).then_some(KEEP_NAME));
    context
}

/// An event in the list on top of the letter.
#[derive(Serialize)]
struct Listed<'a> {
    day: Day,
    times: String,
    title: &'a str,
    place: Option<&'a str>,
    kind: EventKind,
    file: String,
}

impl<'a> Listed<'a> {
    fn new(number: usize, event: &'a Event, words: &Words) -> Self {
        Listed {
            day: Day::new(event.day, words),
            times: written_times(event.times, words),
            title: &event.title,
            place: event.place.as_deref(),
            kind: event.kind,
            file: event_file(number),
        }
    }
}

/// `9:00〜12:00`, elsewhere `9:00–12:00`; empty for a whole day.
pub(super) fn written_times(times: Option<Times>, words: &Words) -> String {
    let text = times.map(|times| times.to_string()).unwrap_or_default();
    if words.tag().starts_with("ja") { text } else { text.replace('〜', "–") }
}

/// Links to the pages around the letters.
pub(super) fn insert_ways(context: &mut Context, ways: Option<&Ways>, root: &str) {
    let link = |folder: fn(&Ways) -> &str| ways.map(|ways| format!("{root}/{}/", folder(ways)));
    context.insert("archive", &link(|ways| &ways.archive));
    context.insert("library", &link(|ways| &ways.library));
    context.insert("calendar", &link(|ways| &ways.calendar));
    context.insert("search", &link(|ways| &ways.search));
}

/// Whom the letter is for, as it says on top.
pub(super) fn audience(subject: &Subject<'_>, words: &Words) -> String {
    match &subject.letter.audience {
        crate::content::Audience::Everyone => words.say("page-everyone", &[]),
        named @ crate::content::Audience::Named(_) => named.label(),
    }
}

/// The content security policy: nothing from anywhere else, and reports to the collector only.
fn security(collector: &str) -> String {
    let collector = origin(collector).unwrap_or("'none'");
    policy(collector, collector)
}

/// The same for the search, which reads a file beside itself and tells nobody.
pub(super) fn security_of_search() -> String {
    policy("'self'", "'none'")
}

fn policy(connect: &str, form: &str) -> String {
    format!(
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; \
         connect-src {connect}; form-action {form}; base-uri 'none'"
    )
}

/// `https://host:port` of an address, or `None` where it holds anything a policy could stumble over.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_');
    let known = matches!(scheme, "http" | "https") && !host.is_empty() && host.chars().all(plain);
    known.then(|| &address[..scheme.len() + 3 + host.len()])
}

/// `tel:` with the digits of a number, or `None` where there are none to call.
pub(super) fn phone_link(phone: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let digits: String = phone.nfkc().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (digits.len() >= 3).then(|| format!("tel:{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_collectors_origin_and_can_not_be_widened() {
        assert!(
            security("https://yomi.example.jp/a")
                .contains("connect-src https://yomi.example.jp; form-action")
        );
        assert!(
            security("https://x.example; script-src *").contains("connect-src 'none'; form-action 'none'")
        );
        assert!(security("").contains("connect-src 'none'"));
    }

    #[test]
    fn a_phone_number_can_be_dialled_as_it_is_written() {
        assert_eq!(phone_link("☎ ０３-0000-0000").as_deref(), Some("tel:0300000000"));
        assert_eq!(phone_link("なし"), None);
    }
}
