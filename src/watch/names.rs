//! Which files of the letters' folder are nobody's letter or photo.

use crate::content;

/// Whether a file of this name is one of Otayori's notes beside letters, in any language.
pub(super) fn is_note(name: &str) -> bool {
    name.strip_suffix(".txt").is_some_and(content::is_note)
}

/// Whether a change of a file or folder of this name means nothing: our own notes, the traces of open
/// documents, half-finished copies, and what systems put into every folder.
pub fn is_noise(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends =
        [".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".lock", "~"];
    is_note(name)
        || name.starts_with(['.', '~'])
        || ends.iter().any(|end| lower.ends_with(end))
        || ["thumbs.db", "desktop.ini", "ehthumbs.db", "@eadir", "#recycle", "$recycle.bin"]
            .contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_photos_are_no_noise() {
        for name in ["遠足.md", "11月24日 遠足.txt", "IMG_0001.JPG", "ゆり組", "直すところ.md", "メモ.txt"]
        {
            assert!(!is_noise(name), "{name}");
        }
        for name in [
            "遠足 - 直すところ.txt",
            "遠足.md - 直すところ.txt",
            "Trip - to mend.txt",
            "~$遠足.docx",
            ".DS_Store",
            ".123-4.part",
            "IMG_0001.JPG.filepart",
            "~WRL0001.tmp",
            "Thumbs.db",
            "遠足.md~",
        ] {
            assert!(is_noise(name), "{name}");
        }
    }
}
