//! Bytes of a text file → its text, exactly or not at all.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE};

/// The text of a file in any encoding Japanese teachers' programs save: UTF-8, UTF-16, Shift_JIS, EUC-JP
/// or ISO-2022-JP. `None` where a single character would be a guess. A byte order mark is left out.
pub fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return exact(encoding, &bytes[length..]);
    }
    if bytes.contains(&0) {
        return None;
    }
    if bytes.contains(&0x1b) && bytes.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b(") {
        return exact(ISO_2022_JP, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    if is_damaged_utf8(bytes) { None } else { japanese(bytes) }
}

/// Mostly good UTF-8 with a few broken bytes in it would be nonsense in any other encoding.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken
}

/// Shift_JIS or EUC-JP; where both would do, what the bytes look like.
fn japanese(bytes: &[u8]) -> Option<String> {
    let text = match (exact(SHIFT_JIS, bytes), exact(EUC_JP, bytes)) {
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => return None,
        (Some(shift_jis), Some(euc_jp)) => {
            let mut detector = chardetng::EncodingDetector::new();
            detector.feed(bytes, true);
            let guess = detector.guess(Some(b"jp"), false);
            if guess == EUC_JP { euc_jp } else { shift_jis }
        }
    };
    plausible(&text).then_some(text)
}

/// A Western file read as Shift_JIS gives half-width katakana and rare kanji: refuse rather than guess.
fn plausible(text: &str) -> bool {
    let mut common = 0;
    let mut odd = 0;
    for character in text.chars().filter(|character| !character.is_ascii()) {
        match character {
            // kana, kanji, full-width forms and Japanese punctuation
            '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}' => common += 1,
            '\u{ff61}'..='\u{ff9f}' | '\u{80}'..='\u{ff}' | '\u{e000}'..='\u{f8ff}' => odd += 1,
            _ => {}
        }
    }
    common >= odd
}

fn exact(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let whole = !((encoding == UTF_16LE || encoding == UTF_16BE) && text.contains('\0'));
    whole.then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "# 遠足のお知らせ\r\n11月24日(火)に森林公園へ行きます。〜・①②㈱髙\r\n";

    #[test]
    fn every_japanese_encoding_is_read_exactly() {
        let (shift_jis, _, lost) = SHIFT_JIS.encode(LETTER);
        assert!(!lost || !LETTER.is_ascii());
        let plain = LETTER.replace("〜・①②㈱髙", "です");
        for encoding in [SHIFT_JIS, EUC_JP, ISO_2022_JP] {
            let (bytes, _, lost) = encoding.encode(&plain);
            assert!(!lost);
            assert_eq!(decode(&bytes).as_deref(), Some(&*plain), "{}", encoding.name());
        }
        assert!(decode(&shift_jis).is_some());
        assert_eq!(decode(LETTER.as_bytes()).as_deref(), Some(LETTER));
        assert_eq!(decode(&[b"\xef\xbb\xbf", LETTER.as_bytes()].concat()).as_deref(), Some(LETTER));
        let wide: Vec<u8> = LETTER.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[&b"\xff\xfe"[..], &wide].concat()).as_deref(), Some(LETTER));
    }

    #[test]
    fn nothing_is_guessed() {
        let cut = &LETTER.as_bytes()[..LETTER.find("11月").unwrap() - 4];
        for bytes in [&b"caf\xe9 cr\xe8me"[..], b"\x00\x01\x02", b"\xff\xd8\xff\xe0JFIF", cut] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}
