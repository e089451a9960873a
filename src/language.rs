//! Languages as files, families and pages name them: their tags (BCP 47), names and direction.

use unicode_normalization::UnicodeNormalization;

use crate::words::Lang;

/// Easy Japanese (やさしい日本語): short sentences for those who are learning.
pub const EASY_JAPANESE: &str = "ja-easy";

/// A language that people name by more than its tag.
struct Language {
    tag: &'static str,
    /// its name in itself, for those who look for it
    own_name: &'static str,
    /// other names, in small letters and without blanks
    names: &'static [&'static str],
}

const fn of(tag: &'static str, own_name: &'static str, names: &'static [&'static str]) -> Language {
    Language { tag, own_name, names }
}

const KNOWN: &[Language] = &[
    of("ja", "日本語", &["日本語", "japanese", "jp"]),
    of(
        EASY_JAPANESE,
        "やさしい にほんご",
        &["やさしい日本語", "やさしい", "やさしいにほんご", "easyjapanese", "ja-simple"],
    ),
    of("en", "English", &["英語", "english"]),
    of("pt", "Português", &["ポルトガル語", "portuguese", "português"]),
    of("pt-BR", "Português (Brasil)", &["ブラジルポルトガル語", "ポルトガル語(ブラジル)", "ブラジル語"]),
    of("es", "Español", &["スペイン語", "spanish", "español"]),
    of("zh", "中文", &["中国語", "chinese", "中文"]),
    of("zh-Hans", "简体中文", &["中国語(簡体字)", "中国語(簡体)", "简体中文", "zh-cn"]),
    of("zh-Hant", "繁體中文", &["中国語(繁体字)", "中国語(繁体)", "繁體中文", "zh-tw"]),
    of("ko", "한국어", &["韓国語", "朝鮮語", "korean", "한국어"]),
    of("vi", "Tiếng Việt", &["ベトナム語", "vietnamese", "tiếngviệt"]),
    of("fil", "Filipino", &["フィリピン語", "フィリピノ語", "タガログ語", "filipino", "tagalog", "tl"]),
    of("ne", "नेपाली", &["ネパール語", "nepali"]),
    of("id", "Bahasa Indonesia", &["インドネシア語", "indonesian"]),
    of("ms", "Bahasa Melayu", &["マレー語", "malay"]),
    of("my", "မြန်မာ", &["ミャンマー語", "ビルマ語", "burmese"]),
    of("th", "ไทย", &["タイ語", "thai"]),
    of("km", "ខ្មែរ", &["クメール語", "カンボジア語", "khmer"]),
    of("lo", "ລາວ", &["ラオス語", "ラオ語", "lao"]),
    of("uk", "Українська", &["ウクライナ語", "ukrainian"]),
    of("ru", "Русский", &["ロシア語", "russian"]),
    of("fr", "Français", &["フランス語", "french"]),
    of("de", "Deutsch", &["ドイツ語", "german"]),
    of("it", "Italiano", &["イタリア語", "italian"]),
    of("tr", "Türkçe", &["トルコ語", "turkish"]),
    of("hi", "हिन्दी", &["ヒンディー語", "hindi"]),
    of("bn", "বাংলা", &["ベンガル語", "bengali"]),
    of("ta", "தமிழ்", &["タミル語", "tamil"]),
    of("si", "සිංහල", &["シンハラ語", "sinhala"]),
    of("ur", "اردو", &["ウルドゥー語", "urdu"]),
    of("mn", "Монгол", &["モンゴル語", "mongolian"]),
    of("uz", "Oʻzbekcha", &["ウズベク語", "uzbek"]),
    of("ar", "العربية", &["アラビア語", "arabic"]),
    of("fa", "فارسی", &["ペルシャ語", "ペルシア語", "persian"]),
    of("ps", "پښتو", &["パシュトー語", "pashto"]),
    of("he", "עברית", &["ヘブライ語", "hebrew"]),
];

/// The tag of a language by its tag or one of its names: `en`, `英語`, `pt-BR`, `やさしい`.
pub fn tag_of(said: &str) -> Option<String> {
    let plain: String = said.nfkc().collect();
    let folded: String = plain.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    known(&folded).map(|language| language.tag.to_owned()).or_else(|| well_formed(plain.trim()))
}

/// The tag of a language in a file's name, where anything may stand: only languages that we know, and these by
/// place or script too (`es-PE`).
pub fn tag_in_name(said: &str) -> Option<String> {
    tag_of(said).filter(|tag| known(primary(tag)).is_some())
}

/// Whether this looks like the tag of a language that we do not know: `xx`, `swa`.
pub fn is_like_a_tag(said: &str) -> bool {
    said.is_ascii() && tag_in_name(said).is_none() && well_formed(said).is_some()
}

/// Every name by which a language can be called, its tag aside.
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().flat_map(|language| language.names.iter().copied())
}

/// The language's name in itself; its tag where we do not know it.
pub fn own_name(tag: &str) -> &str {
    known(tag).or_else(|| known(primary(tag))).map_or(tag, |language| language.own_name)
}

/// The language's name for the people in the office: in Japanese, or in itself.
pub fn name_in(tag: &str, lang: Lang) -> &str {
    let found = known(tag).or_else(|| known(primary(tag)));
    match (lang, found) {
        (Lang::Ja, Some(language)) => language.names.first().copied().unwrap_or(tag),
        _ => own_name(tag),
    }
}

/// As HTML has it: easy Japanese is Japanese; anything odd is `und` (undetermined).
pub fn html_tag(tag: &str) -> &str {
    let plain =
        !tag.is_empty() && tag.len() <= 35 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match plain {
        true if tag == EASY_JAPANESE => "ja",
        true => tag,
        false => "und",
    }
}

/// `rtl` or `ltr`.
pub fn direction(tag: &str) -> &'static str {
    match primary(tag) {
        "ar" | "fa" | "he" | "ps" | "ur" | "ckb" | "sd" | "ug" | "yi" | "dv" => "rtl",
        _ => "ltr",
    }
}

/// `pt` of `pt-BR`.
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// What somebody gets who asked for a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<'a> {
    /// which of those there are
    pub tag: &'a str,
    /// it is not what was asked for: then say so
    pub instead: bool,
}

/// The one of a letter's languages for somebody who reads `asked`: that one, else another form of it (`pt` for
/// `pt-BR`), else easy Japanese, which more of those who live in Japan read than English, else the letter's own.
/// Who asked for nothing gets the letter's own.
pub fn choose<'a>(asked: &str, own: &'a str, others: &[&'a str]) -> Given<'a> {
    let all = || std::iter::once(own).chain(others.iter().copied());
    let same = all().find(|tag| asked.is_empty() || tag.eq_ignore_ascii_case(asked));
    // Easy Japanese is another text than Japanese, not another form of it.
    let is_alike = |tag: &&str| primary(tag) == primary(asked) && primary(asked) != "ja";
    match same.or_else(|| all().find(is_alike)) {
        Some(tag) => Given { tag, instead: false },
        None => Given { tag: all().find(|tag| *tag == EASY_JAPANESE).unwrap_or(own), instead: true },
    }
}

fn known(folded: &str) -> Option<&'static Language> {
    KNOWN
        .iter()
        .find(|language| language.tag.eq_ignore_ascii_case(folded) || language.names.contains(&folded))
}

/// A tag as BCP 47 has it, narrowly: two or three letters, then perhaps script and place.
fn well_formed(text: &str) -> Option<String> {
    let tag: unic_langid::LanguageIdentifier = text.parse().ok()?;
    (2..=3).contains(&primary(text).len()).then(|| tag.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_called_by_many_names() {
        for (said, tag) in [
            ("en", "en"),
            ("英語", "en"),
            ("ＥＮ", "en"),
            ("やさしい", "ja-easy"),
            ("やさしい日本語", "ja-easy"),
            ("PT-br", "pt-BR"),
            ("zh-TW", "zh-Hant"),
            ("es-pe", "es-PE"),
            ("sw", "sw"),
        ] {
            assert_eq!(tag_of(said).as_deref(), Some(tag), "{said}");
        }
        for none in ["", "エイゴ", "v2", "24", "日本", "english!", "../en"] {
            assert_eq!(tag_of(none), None, "{none}");
        }
        for none in ["old", "new", "v2", "24", "sw", "bak", "nov"] {
            assert_eq!(tag_in_name(none), None, "{none}");
        }
    }

    #[test]
    fn everybody_gets_the_best_there_is_and_hears_when_it_is_another() {
        let given = |asked, own, others: &[&'static str]| {
            let given = choose(asked, own, others);
            (given.tag.to_owned(), given.instead)
        };
        let is = |tag: &str, instead| (tag.to_owned(), instead);
        assert_eq!(given("en", "ja", &["en", "ja-easy"]), is("en", false));
        assert_eq!(given("pt-BR", "ja", &["en", "pt"]), is("pt", false));
        assert_eq!(given("pt", "ja", &["pt-BR"]), is("pt-BR", false));
        assert_eq!(given("ne", "ja", &["en", "ja-easy"]), is("ja-easy", true));
        assert_eq!(given("ne", "ja", &["en"]), is("ja", true));
        assert_eq!(given("ja", "ja", &["ja-easy"]), is("ja", false));
        assert_eq!(given("ja-easy", "ja", &[]), is("ja", true));
        assert_eq!(given("ja-easy", "ja", &["en", "ja-easy"]), is("ja-easy", false));
        assert_eq!(given("", "ja", &["en"]), is("ja", false));
        assert_eq!(given("ja", "en", &[]), is("en", true));
    }

    #[test]
    fn easy_japanese_is_japanese_to_a_browser() {
        assert_eq!((html_tag("ja-easy"), html_tag("pt-BR"), html_tag("x\"y")), ("ja", "pt-BR", "und"));
        assert_eq!((direction("ar"), direction("ja-easy")), ("rtl", "ltr"));
        assert_eq!((own_name("es-PE"), own_name("zh-Hant"), own_name("sw")), ("Español", "繁體中文", "sw"));
    }
}
