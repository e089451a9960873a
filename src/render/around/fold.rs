//! Text as it is compared: without case, width, kana kind and marks. `search.js` does the same, step by step.

use unicode_normalization::UnicodeNormalization;

/// `ウンドウカイ！` → `うんどうかい！`, `Ｐicnic` → `picnic`, `São` → `sao`.
pub(super) fn fold(text: &str) -> String {
    let lower: String = text.nfkd().collect::<String>().to_lowercase();
    lower.chars().filter(|sign| !matches!(sign, '\u{300}'..='\u{36f}')).nfc().map(hiragana).collect()
}

fn hiragana(sign: char) -> char {
    match sign {
        'ァ'..='ヶ' => char::from_u32(u32::from(sign) - 0x60).unwrap_or(sign),
        other => other,
    }
}
