//! What a file is, by its name: a letter, a photo, a copy, or nothing of ours.

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::language;
use crate::settled::is_composed;
use crate::words::Lang;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `.md`, `.txt`, `.md.txt`
    Letter,
    /// a copy of a letter, made by hand or by a program that keeps folders alike
    Copy,
    /// a picture of a format we develop
    Photo,
    /// a document of a word processor
    Word,
    /// a file of another program: film, PDF, table
    Other,
    /// what programs leave behind, and our own notes
    Ignored,
}

/// A name in NFC, as every name is compared.
pub(super) fn composed(name: &str) -> String {
    if is_composed(name) { name.to_owned() } else { name.nfc().collect() }
}

/// What this file is.
pub(super) fn kind(name: &str) -> Kind {
    let name = composed(name);
    if is_left_behind(&name) {
        return Kind::Ignored;
    }
    if is_photo(&name) {
        return Kind::Photo;
    }
    let Some(stem) = letter_stem(&name) else {
        let word = ["doc", "docx", "docm", "odt", "rtf", "pages", "jtd"];
        return if extension(&name).is_some_and(|ending| word.contains(&&*ending)) {
            Kind::Word
        } else {
            Kind::Other
        };
    };
    let readme = stem.to_lowercase().split('.').next() == Some("readme");
    if readme || is_note(stem) {
        Kind::Ignored
    } else if is_copy(stem) {
        Kind::Copy
    } else {
        Kind::Letter
    }
}

/// The name of a letter's file without `.md`, `.txt` or both.
pub(super) fn letter_stem(name: &str) -> Option<&str> {
    let without = |name: &'_ str, ending: &str| {
        let at = name.len().checked_sub(ending.len())?;
        let found = name.get(at..)?.eq_ignore_ascii_case(ending);
        (found && at > 0).then_some(at)
    };
    let stem = &name
        [..without(name, ".txt").or_else(|| without(name, ".md")).or_else(|| without(name, ".markdown"))?];
    Some(&stem[..without(stem, ".md").unwrap_or(stem.len())])
}

/// `遠足.en.md` → `遠足` and `en`: a letter in another language, by its file's name in NFC.
pub(super) fn language_of(name: &str) -> Option<(&str, String)> {
    let (stem, said) = letter_stem(name).filter(|_| kind(name) == Kind::Letter)?.rsplit_once('.')?;
    let lang = language::tag_in_name(said).filter(|_| !stem.trim().is_empty())?;
    Some((stem, lang))
}

/// Is it a picture of a format we develop?
pub(super) fn is_photo(name: &str) -> bool {
    let formats = ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "heic", "heif"];
    extension(name).is_some_and(|ending| formats.contains(&&*ending))
}

/// The file beside a letter in which we note what is to be mended: `遠足 - 直すところ.txt`.
pub fn note_beside(letter: &Path, lang: Lang) -> PathBuf {
    let name = letter.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = letter_stem(&name).unwrap_or(&name);
    let words = match lang {
        Lang::Ja => NOTE_JA,
        Lang::En => NOTE_EN,
    };
    letter.with_file_name(format!("{stem}{words}.txt"))
}

const NOTE_JA: &str = " - 直すところ";
const NOTE_EN: &str = " - to mend";

/// Whether a file with this stem is such a note, in any language.
pub fn is_note(stem: &str) -> bool {
    stem.ends_with(NOTE_JA) || stem.ends_with(NOTE_EN)
}

fn extension(name: &str) -> Option<String> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(ending.to_ascii_lowercase())
}

fn is_left_behind(name: &str) -> bool {
    let lower = name.to_lowercase();
    let exact = [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",
        "lost+found",
        "__macosx",
        "system volume information",
    ];
    let endings = [".tmp", ".part", ".crdownload", ".bak", ".swp", ".lnk", ".url", ".db", ".ini", "~"];
    name.starts_with(['.', '~', '@', '#', '$'])
        || exact.contains(&lower.as_str())
        || endings.iter().any(|ending| lower.ends_with(ending))
}

/// The names that Explorer, Finder, Dropbox, OneDrive, Google Drive, Nextcloud and Syncthing give to copies.
fn is_copy(stem: &str) -> bool {
    let lower = stem.to_lowercase();
    let bare = without_number(&lower);
    let ends = [" - コピー", "のコピー", " コピー", " - copy", " copy", "_copy"];
    let begins = ["コピー ~ ", "コピー 〜 ", "コピー～", "copy of "];
    let holds = [
        "競合コピー",
        "の競合",
        "conflicted copy",
        "conflict copy",
        "sync-conflict-",
        "_conflict-",
        "_conf(",
        "[conflict]",
        "(case conflict",
    ];
    ends.iter().any(|mark| bare.ends_with(mark))
        || begins.iter().any(|mark| lower.starts_with(mark))
        || holds.iter().any(|mark| lower.contains(mark))
        || bare.len() < lower.trim_end().len() && lower.ends_with(')')
        || is_machine_copy(stem)
}

/// `遠足 (2)` and `遠足 copy 2` without the number.
fn without_number(stem: &str) -> &str {
    let stem = stem.trim_end();
    if let Some(inside) = stem.strip_suffix(')')
        && let Some((before, number)) = inside.rsplit_once('(')
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !before.is_empty()
    {
        return before.trim_end();
    }
    let before = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    if before.ends_with("copy ") || before.ends_with("コピー ") { before.trim_end() } else { stem }
}

/// OneDrive: `遠足-DESKTOP-4F2K9QX`.
fn is_machine_copy(stem: &str) -> bool {
    let Some((before, machine)) = stem.rsplit_once('-') else { return false };
    let number =
        machine.len() >= 6 && machine.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    number && ["-DESKTOP", "-LAPTOP", "-PC", "-WIN"].iter().any(|mark| before.ends_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_known_for_what_it_is() {
        let all = |expected, names: &[&str]| {
            for name in names {
                assert_eq!(kind(name), expected, "{name}");
            }
        };
        all(
            Kind::Letter,
            &[
                "遠足.md",
                "遠足.txt",
                "遠足.md.txt",
                "ENSOKU.TXT",
                "運動会（2）.md",
                "2026-11-24 遠足.md",
                "copyright.md",
            ],
        );
        all(
            Kind::Copy,
            &[
                "遠足 - コピー.md",
                "遠足 - コピー (2).txt",
                "遠足のコピー.md",
                "遠足 (1).md",
                "遠足(2).md",
                "遠足 copy 2.md",
                "Copy of 遠足.md",
                "遠足 (PC-01 の競合コピー 2026-11-24).md",
                "遠足 (conflicted copy 2026-11-24 103000).md",
                "遠足.sync-conflict-20261124-103000-ABCDEFG.md",
                "遠足-DESKTOP-4F2K9QX.md",
                "遠足_conf(1).md",
            ],
        );
        all(Kind::Photo, &["IMG 0001 (2).JPG", "😀.jpg", "e\u{301}te\u{301}.jpeg", "a.HEIC"]);
        all(Kind::Word, &["遠足.docx", "遠足.DOC"]);
        all(Kind::Other, &["申込書.pdf", "動画.mov", "名前だけ"]);
        all(
            Kind::Ignored,
            &[
                "~$遠足.docx",
                "Thumbs.db",
                ".DS_Store",
                "._遠足.md",
                "遠足 - 直すところ.txt",
                "README.md",
                "README.ja.md",
                "@eaDir",
            ],
        );
    }

    #[test]
    fn a_language_stands_before_the_ending() {
        for (name, stem, lang) in [
            ("遠足.en.md", "遠足", "en"),
            ("遠足.やさしい.md", "遠足", "ja-easy"),
            ("遠足.英語.txt", "遠足", "en"),
            ("11月24日 遠足.pt-BR.md.txt", "11月24日 遠足", "pt-BR"),
            ("遠足.ポルトガル語.MD", "遠足", "pt"),
        ] {
            assert_eq!(language_of(name), Some((stem, lang.to_owned())), "{name}");
        }
        for none in
            ["おたより.v2.md", "11.24.md", "遠足.md", ".en.md", "遠足.en.jpg", "遠足.en - コピー.md", "en.md"]
        {
            assert_eq!(language_of(none), None, "{none}");
        }
    }

    #[test]
    fn the_note_stands_beside_its_letter() {
        let note = note_beside(Path::new("年長/遠足.md.txt"), Lang::Ja);
        assert_eq!(note, Path::new("年長/遠足 - 直すところ.txt"));
        assert_eq!(kind("遠足 - 直すところ.txt"), Kind::Ignored);
    }
}
