//! Signs that most of a Japanese text is made of, and that no Unicode normal form touches: such a text need not be
//! looked up sign by sign.

/// Does NFC, NFD, NFKC and NFKD leave all of these as they are? `false` says nothing.
///
/// が and ぱ are left out: two of the forms take them apart.
pub(crate) fn is_settled(c: char) -> bool {
    c.is_ascii() || is_settled_japanese(c)
}

/// Of those, the Japanese ones: neither letter of a small alphabet nor digit.
pub(crate) fn is_settled_japanese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3029}') || is_plain_kana(c)
}

/// Is the text the same in NFC and in NFKC? `false` says nothing.
pub(crate) fn is_composed(text: &str) -> bool {
    let stays = |c: char| is_settled(c) || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}');
    text.chars().all(stays)
}

/// Bytes that end a run of signs nobody need look at one by one: a text is gone through much faster so.
pub(crate) struct Stops([bool; 256]);

impl Stops {
    /// Stops at these ASCII signs, at control characters (but for tab and new line), and at each sign whose first byte
    /// stands in `leads`: there one must look.
    pub(crate) const fn at(signs: &[u8], leads: &[u8]) -> Self {
        let mut stops = [false; 256];
        let mut control = 0;
        while control < b' ' as usize {
            stops[control] = control != b'\t' as usize && control != b'\n' as usize;
            control += 1;
        }
        stops[0x7f] = true;
        // those from U+0080 on
        stops[0xc2] = true;
        let mut at = 0;
        while at < signs.len() {
            stops[signs[at] as usize] = true;
            at += 1;
        }
        at = 0;
        while at < leads.len() {
            stops[leads[at] as usize] = true;
            at += 1;
        }
        Stops(stops)
    }

    /// How many bytes the text begins with at which there is no stop.
    pub(crate) fn before(&self, text: &str) -> usize {
        text.bytes().position(|byte| self.0[usize::from(byte)]).unwrap_or(text.len())
    }
}

/// Kana without voicing marks.
fn is_plain_kana(c: char) -> bool {
    // か stands 0x60 before カ.
    let hiragana = match c {
        '\u{3041}'..='\u{3096}' => u32::from(c),
        '\u{30a1}'..='\u{30f6}' => u32::from(c) - 0x60,
        '\u{30fb}' | '\u{30fc}' => return true,
        _ => return false,
    };
    match hiragana {
        // か to ぢ: every other one is voiced; っ shifts those behind it by one.
        0x304b..=0x3062 => hiragana % 2 == 1,
        0x3064 | 0x3066 | 0x3068 => true,
        0x3065 | 0x3067 | 0x3069 => false,
        0x3063 => true,
        // は to ぽ: plain, voiced, half voiced
        0x306f..=0x307d => hiragana % 3 == 0,
        0x3094 => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn what_is_settled_is_the_same_in_every_form() {
        for sign in ('\0'..='\u{ffff}').filter(|sign| is_settled(*sign)) {
            let same = |form: &mut dyn Iterator<Item = char>| form.eq([sign]);
            let one = || std::iter::once(sign);
            assert!(same(&mut one().nfd()) && same(&mut one().nfkd()), "{sign}");
            assert!(same(&mut one().nfc()) && same(&mut one().nfkc()), "{sign}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(sign), 0, "{sign}");
        }
        assert!(!is_settled('が') && !is_settled('ﾊ') && !is_settled('１') && is_settled('は'));
    }

    #[test]
    fn a_run_ends_where_one_must_look() {
        const STOPS: Stops = Stops::at(b"<{", &[0xef]);
        for (text, before) in [
            ("園だより\t11月\n号", None),
            ("園<", Some(3)),
            ("\u{85}", Some(0)),
            ("あ１", Some(3)),
            ("a\r", Some(1)),
        ] {
            assert_eq!(STOPS.before(text), before.unwrap_or(text.len()), "{text}");
        }
    }

    #[test]
    fn what_is_composed_stays_whatever_stands_beside_it() {
        for text in ["園だより11月号", "ガギグ、パピプ・ー〜", "「ﾊ」", "か\u{3099}", "１", "ヴゔ々"]
        {
            let same = text.nfc().eq(text.chars()) && text.nfkc().eq(text.chars());
            assert!(!is_composed(text) || same, "{text}");
        }
        assert!(is_composed("園だより11月号") && is_composed("ガギグ、パピプ・ー〜"));
        assert!(!is_composed("か\u{3099}") && !is_composed("１"));
    }
}
