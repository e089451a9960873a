//! A letter by its path, or by any part of its path or title that only one letter has.

use unicode_normalization::UnicodeNormalization;

use super::{Office, OfficeError};

impl Office {
    /// A path as a shell completes it, relative to the letters' folder wherever that lies.
    pub(super) fn below_content<'a>(&self, asked: &'a str) -> &'a str {
        let folder = self.settings.content.to_string_lossy();
        let below = asked.strip_prefix(folder.as_ref()).and_then(|rest| rest.strip_prefix('/'));
        below.unwrap_or(asked)
    }
}

/// Something that can be found by what people call it.
pub(super) trait Called {
    /// its path
    fn path(&self) -> &str;
    /// its title
    fn title(&self) -> &str;
}

/// The one letter that `asked` means: the whole path, else a part of path or title. Width, case and
/// Unicode form do not matter.
pub(super) fn find<'a, T: Called>(letters: &'a [T], asked: &str) -> Result<&'a T, OfficeError> {
    let wanted = folded(asked);
    let wanted = wanted.trim_start_matches("./").trim_start_matches("content/");
    if wanted.is_empty() {
        return Err(OfficeError::NoSuchLetter(asked.to_owned()));
    }
    if let Some(letter) = letters.iter().find(|letter| folded(letter.path()) == wanted) {
        return Ok(letter);
    }
    let found: Vec<&T> = letters
        .iter()
        .filter(|letter| folded(letter.path()).contains(wanted) || folded(letter.title()).contains(wanted))
        .collect();
    match found.as_slice() {
        [] => Err(OfficeError::NoSuchLetter(asked.to_owned())),
        [letter] => Ok(letter),
        several => Err(OfficeError::SeveralLetters(
            asked.to_owned(),
            several.iter().take(10).map(|letter| letter.path().to_owned()).collect(),
        )),
    }
}

/// Width, case and Unicode form taken away.
pub(super) fn folded(text: &str) -> String {
    text.trim().replace('\\', "/").nfkc().flat_map(char::to_lowercase).collect()
}
