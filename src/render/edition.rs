//! What a letter becomes.

use serde::{Deserialize, Serialize};

use super::version::{Version, album_of};
use super::{Notices, Theme, fingerprint, notice, page};
use crate::content::Letter;
use crate::photos::Album;
use crate::problem::Problem;
use crate::words::Lang;

/// What is known of the school on its pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct School {
    /// `ひまわり保育園`
    pub name: String,
    /// shown as it is; may be empty
    pub phone: String,
    /// `園長 …`; may be empty
    pub director: String,
    /// the language Otayori's own words are in
    pub lang: Lang,
    /// where the pages lie, without a slash at the end: `https://otayori.example.jp/himawari`
    pub site: String,
    /// the collector's address, without a slash at the end: `https://yomi.example.jp`
    pub collector: String,
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
    /// the folder of the archive page it is listed on, if any
    pub archive: Option<&'a str>,
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
    pub assets: Vec<(String, Vec<u8>)>,
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
    /// the message
    pub notice: Notice,
}

/// The message, with a slot for each family's own links.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The school's name first; no child's or guardian's name.
    pub subject: String,
    /// Plain text; holds `{{link}}` and `{{plain-link}}` where the links go.
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
    let hash = fingerprint::of(subject, theme);
    let mut problems = Vec::new();
    let mut make = |subject: &Subject<'_>, version: &Version<'_>| {
        let (sheet, found) = set_sheet(subject, theme);
        problems.extend(found);
        let page = page::page(subject, version, theme, &hash, sheet.is_some()).unwrap_or_else(|found| {
            problems.extend(found);
            String::new()
        });
        let (notice, found) = notice::notice(subject, theme);
        problems.extend(found);
        (page, sheet, notice)
    };
    let main = Version::main(subject);
    let (page, sheet, notice) = make(subject, &main);
    let mut translations = Vec::new();
    for translation in &subject.letter.translations {
        let letter = subject.letter.translated(translation);
        let album = album_of(translation, subject.letter, subject.album);
        let address = subject.address.map(|address| format!("{address}/{}", translation.lang));
        let own = Subject { letter: &letter, album: &album, address: address.as_deref(), ..*subject };
        let (page, sheet, notice) = make(&own, &main.of(translation));
        translations.push(InLanguage { lang: letter.lang, page, sheet, notice });
    }
    let notices = (!subject.draft).then(|| notice::notices(subject, theme, &main, &notice, &translations));
    let (photos, assets) = (photos(subject), theme.page_files());
    (Edition { hash, page, sheet, notice, translations, notices, photos, assets }, problems)
}

/// The names of all photo files the page refers to, sorted, each once.
fn photos(subject: &Subject<'_>) -> Vec<String> {
    let shots = subject.album.shots.iter().take(subject.letter.photos.len()).flatten();
    let names = shots.flat_map(|shot| shot.variants.iter().map(|variant| variant.name.clone()));
    names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
