//! What a letter becomes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::events::{self, EVENTS_FILE, Entry, Event, event_file};
use super::version::{Version, album_of};
use super::{Notices, Theme, fingerprint, keep, notice, page, plain};
use crate::content::Letter;
use crate::photos::Album;
use crate::problem::Problem;
use crate::settings::CallHours;
use crate::words::Lang;

/// What is known of the school on its pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct School {
    /// `ひまわり保育園`
    pub name: String,
    /// shown as it is; may be empty
    pub phone: String,
    /// when families who ask for it are phoned
    #[serde(skip)]
    pub calls: Option<CallHours>,
    /// closed school years that readings are kept for
    #[serde(skip)]
    pub keep: u16,
    /// `園長 …`; may be empty
    pub director: String,
    /// the language Otayori's own words are in
    pub lang: Lang,
    /// where the pages lie, without a slash at the end: `https://otayori.example.jp/himawari`
    pub site: String,
    /// the time zone its days and times are in: `Asia/Tokyo`
    pub time_zone: String,
    /// the collector's address, without a slash at the end: `https://yomi.example.jp`
    pub collector: String,
}

/// The unguessable folders of the pages around the letters of one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ways {
    /// the letters of a school year
    pub archive: String,
    /// the documents that stay
    pub library: String,
    /// the events
    pub calendar: String,
    /// the search
    pub search: String,
}

/// All that goes into an edition.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// the school
    pub school: &'a School,
    /// the letter
    pub letter: &'a Letter,
    /// its photos
    pub album: &'a Album,
    /// the unguessable folder of its page on the host, or `None` for a draft that has none yet
    pub address: Option<&'a str>,
    /// where the pages around the letters of its audience lie, if anywhere
    pub ways: Option<&'a Ways>,
    /// marked as a draft; reports nothing to the collector
    pub draft: bool,
    /// how often the letter was corrected: 0 for the first edition
    pub correction: u32,
}

/// What a letter becomes: page, sheet and notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// blake3 in hex (64 characters) of all that went into it; the page sends it with each touch.
    pub hash: String,
    /// `index.html`. Photos are at `../p/NAME`, style and script at `../a/NAME`, the sheet at `SHEET_NAME`.
    pub page: String,
    /// the PDF, or `None` where it could not be set (the problem says why)
    #[serde(skip)]
    pub sheet: Option<Vec<u8>>,
    /// what the letter announces, by day, in its own language
    pub events: Vec<Event>,
    /// the calendar files: name below the page's folder, content
    #[serde(skip)]
    pub calendars: Vec<(String, String)>,
    /// its words in all languages, to be searched; a draft has none
    pub words: String,
    /// one HTML file with everything inside, to keep; a draft has none
    #[serde(skip)]
    pub keep: Option<String>,
    /// the message
    pub notice: Notice,
    /// the same in other languages, in the order of their tags
    pub translations: Vec<InLanguage>,
    /// the messages for everybody it may be released to; a draft has none
    pub notices: Option<Notices>,
    /// names of the photo files the page needs below `p/`
    pub photos: Vec<String>,
    /// the theme's files the page needs: name below `a/`, content
    #[serde(skip)]
    pub assets: Vec<(String, Arc<[u8]>)>,
}

/// The letter in another of its languages. It has the letter's hash: read is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InLanguage {
    /// BCP 47 tag; its page is `<tag>/index.html` below the letter's.
    pub lang: String,
    /// That page: photos are at `../../p/NAME`.
    pub page: String,
    /// the PDF, or `None` where it could not be set (the problem says why)
    #[serde(skip)]
    pub sheet: Option<Vec<u8>>,
    /// as in [`Edition`]
    #[serde(skip)]
    pub keep: Option<String>,
    /// the message
    pub notice: Notice,
}

/// The message, with a slot for each family's own links.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The school's name first; no child's or guardian's name.
    pub subject: String,
    /// Plain text; holds `{{link}}`, `{{plain-link}}` and `{{stop-link}}` where the links go.
    pub text: String,
    /// HTML; holds the same two slots.
    pub html: String,
}

/// Makes the edition of a letter; `set_sheet` sets its PDF (and may find problems of its own).
///
/// Pure: the same subject and theme give the same bytes. With a problem of level error the edition is for
/// looking at only; parts that could not be made are empty.
pub fn edition(
    subject: &Subject<'_>,
    theme: &Theme,
    set_sheet: impl Fn(&Subject<'_>, &Theme) -> (Option<Vec<u8>>, Vec<Problem>),
) -> (Edition, Vec<Problem>) {
    make(subject, theme, set_sheet, notice::notice)
}

/// As [`edition`], but the pages alone: no sheet, and empty messages.
pub fn pages(subject: &Subject<'_>, theme: &Theme) -> (Edition, Vec<Problem>) {
    make(subject, theme, |_, _| (None, vec![]), |_, _| (Notice::default(), vec![]))
}

fn make(
    subject: &Subject<'_>,
    theme: &Theme,
    set_sheet: impl Fn(&Subject<'_>, &Theme) -> (Option<Vec<u8>>, Vec<Problem>),
    write_notice: impl Fn(&Subject<'_>, &Theme) -> (Notice, Vec<Problem>),
) -> (Edition, Vec<Problem>) {
    let hash = fingerprint::of(subject, theme);
    let (mut problems, mut calendars, mut words) = (Vec::new(), Vec::new(), Vec::new());
    let mut make = |subject: &Subject<'_>, version: &Version<'_>| {
        let (sheet, found) = set_sheet(subject, theme);
        problems.extend(found);
        let events = events::events(subject, theme.words().of(&subject.letter.lang));
        calendars.extend(calendar_files(subject, version, &events));
        if !subject.draft {
            words.push(subject.letter.title.clone());
            words.push(plain::searched(&subject.letter.blocks));
        }
        let page =
            page::page(subject, version, theme, &hash, &events, sheet.is_some()).unwrap_or_else(|found| {
                problems.extend(found);
                String::new()
            });
        let keep = (!subject.draft).then(|| keep::keep(subject, version, theme)).transpose();
        let keep = keep.unwrap_or_else(|found| {
            problems.extend(found);
            None
        });
        let (notice, found) = write_notice(subject, theme);
        problems.extend(found);
        (page, sheet, keep, notice, events)
    };
    let main = Version::main(subject);
    let (page, sheet, keep, notice, events) = make(subject, &main);
    let mut translations = Vec::new();
    for translation in &subject.letter.translations {
        let letter = subject.letter.translated(translation);
        let album = album_of(translation, subject.letter, subject.album);
        let address = subject.address.map(|address| format!("{address}/{}", translation.lang));
        let own = Subject { letter: &letter, album: &album, address: address.as_deref(), ..*subject };
        let (page, sheet, keep, notice, _) = make(&own, &main.of(translation));
        translations.push(InLanguage { lang: letter.lang, page, sheet, keep, notice });
    }
    let notices = (!subject.draft).then(|| {
        let (notices, found) = notice::notices(subject, theme, &main, &notice, &translations);
        problems.extend(found);
        notices
    });
    let (photos, assets) = (photos(subject), theme.letter_files());
    let words = words.join("\n");
    let edition = Edition {
        hash,
        page,
        sheet,
        keep,
        events,
        calendars,
        words,
        notice,
        translations,
        notices,
        photos,
        assets,
    };
    (edition, problems)
}

/// One file for each event, and one for all.
fn calendar_files(subject: &Subject<'_>, version: &Version<'_>, events: &[Event]) -> Vec<(String, String)> {
    if events.is_empty() {
        return vec![];
    }
    let (school, letter) = (subject.school, subject.letter);
    let link = subject.address.map(|address| format!("{}/{address}/", school.site));
    let entries: Vec<Entry<'_>> = events
        .iter()
        .map(|event| Entry {
            event,
            letter_day: letter.date,
            correction: subject.correction,
            link: link.as_deref(),
        })
        .collect();
    let named = |entries: &[Entry<'_>]| {
        events::calendar(&format!("{} {}", school.name, letter.title), &school.time_zone, entries)
    };
    let single = entries.iter().enumerate().map(|(number, entry)| (event_file(number), named(&[*entry])));
    let files = single.chain([(EVENTS_FILE.to_owned(), named(&entries))]);
    let folder = version.translation.map(|tag| format!("{tag}/")).unwrap_or_default();
    files.map(|(name, file)| (format!("{folder}{name}"), file)).collect()
}

/// The names of all photo files the page refers to, sorted, each once.
fn photos(subject: &Subject<'_>) -> Vec<String> {
    let shots = subject.album.shots.iter().take(subject.letter.photos.len()).flatten();
    let names = shots.flat_map(|shot| shot.variants.iter().map(|variant| variant.name.clone()));
    names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
