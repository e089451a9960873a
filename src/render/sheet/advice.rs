//! What to do about a character that no face has: another form of it, or the package with a face for it.

use unicode_normalization::UnicodeNormalization;

use super::fonts::FONTS;

/// The form of this character in daily use, if the built-in faces have it.
pub(super) fn usual(sign: char) -> Option<char> {
    let mut signs = std::iter::once(sign).nfkc();
    let usual = signs.next().filter(|usual| *usual != sign && signs.next().is_none());
    usual.filter(|usual| FONTS.have(*usual))
}

/// The Debian package whose faces have it; other systems name theirs alike.
pub(super) fn package(sign: char) -> &'static str {
    match u32::from(sign) {
        // rare kanji beyond the first plane
        0x2_0000..=0x3_FFFF => "fonts-hanazono",
        0x1100..=0x11FF | 0x2E80..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF => {
            "fonts-noto-cjk"
        }
        0x1_F000..=0x1_FAFF | 0x2600..=0x27BF => "fonts-noto-color-emoji",
        _ => "fonts-noto-core",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_forms_have_a_usual_one() {
        assert_eq!(usual('\u{F9D1}'), Some('六'));
        assert_eq!(usual('한'), None);
    }

    #[test]
    fn each_script_has_its_package() {
        assert_eq!(package('한'), "fonts-noto-cjk");
        assert_eq!(package('们'), "fonts-noto-cjk");
        assert_eq!(package('न'), "fonts-noto-core");
        assert_eq!(package('ش'), "fonts-noto-core");
        assert_eq!(package('𪚥'), "fonts-hanazono");
    }
}
