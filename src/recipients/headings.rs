//! Which column is what: Japanese or English headings, in any order, numbered or not.

use unicode_normalization::UnicodeNormalization;

/// How many rows are searched for the headings: a title often stands above them.
pub(super) const SEARCHED: usize = 10;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Field {
    Household,
    Home,
    Child,
    Furigana,
    Class,
    Grade,
    Guardian,
    Relation,
    Email,
    Phone,
    Order,
    Lang,
    Channel,
    Role,
    DoNotSend,
    DoNotCall,
    Joined,
    Left,
    Groups,
    /// Known, and not wanted: remarks, the guardian's own furigana.
    Unused,
}

/// Field, and its headings in the form [`folded`] gives; the first is the one of the empty roster.
const HEADINGS: &[(Field, &[&str])] = &[
    (
        Field::Household,
        &[
            "世帯番号",
            "家庭番号",
            "世帯",
            "家庭",
            "世帯id",
            "家庭id",
            "household",
            "householdnumber",
            "householdid",
            "family",
            "familynumber",
            "familyid",
        ],
    ),
    (Field::Home, &["家", "住まい", "home"]),
    (
        Field::Child,
        &[
            "児童名",
            "園児名",
            "氏名",
            "児童氏名",
            "園児氏名",
            "子ども名",
            "子供名",
            "子どもの名前",
            "お子さまの名前",
            "名前",
            "生徒名",
            "生徒氏名",
            "child",
            "childname",
            "childsname",
            "name",
            "student",
            "studentname",
            "pupil",
        ],
    ),
    (
        Field::Furigana,
        &[
            "ふりがな",
            "フリガナ",
            "かな",
            "カナ",
            "氏名かな",
            "氏名カナ",
            "よみがな",
            "読みがな",
            "読み仮名",
            "furigana",
            "kana",
            "reading",
        ],
    ),
    (Field::Class, &["クラス", "組", "クラス名", "学級", "class", "classname", "classroom"]),
    (Field::Grade, &["学年", "年齢", "年齢クラス", "歳児", "grade", "year", "age"]),
    (
        Field::Guardian,
        &[
            "保護者名",
            "保護者",
            "保護者氏名",
            "保護者の名前",
            "親",
            "guardian",
            "guardianname",
            "parent",
            "parentname",
        ],
    ),
    (Field::Relation, &["続柄", "関係", "relation", "relationship"]),
    (
        Field::Email,
        &["メール", "メールアドレス", "eメール", "アドレス", "email", "emailaddress", "mail", "mailaddress"],
    ),
    (
        Field::Phone,
        &[
            "電話",
            "電話番号",
            "携帯",
            "携帯電話",
            "携帯番号",
            "携帯電話番号",
            "連絡先電話番号",
            "tel",
            "phone",
            "phonenumber",
            "telephone",
            "mobile",
            "mobilephone",
            "cell",
        ],
    ),
    (
        Field::Order,
        &["連絡順", "連絡順位", "連絡順番", "電話順", "順番", "優先順位", "order", "callorder", "priority"],
    ),
    (Field::Lang, &["言語", "ことば", "言葉", "language", "lang"]),
    (Field::Channel, &["連絡方法", "配信方法", "方法", "channel", "by", "sendby"]),
    (Field::Role, &["役割", "区分", "role"]),
    (Field::DoNotSend, &["配信停止", "送信停止", "配信不要", "donotsend", "nomail", "unsubscribed"]),
    (Field::DoNotCall, &["電話不可", "電話しない", "donotcall", "nocall", "nophone"]),
    (
        Field::Joined,
        &["入園日", "入所日", "入学日", "入会日", "入園", "joined", "joinedon", "start", "startdate"],
    ),
    (
        Field::Left,
        &["退園日", "退所日", "卒園日", "転出日", "退会日", "退園", "left", "lefton", "end", "enddate"],
    ),
    (Field::Groups, &["グループ", "グループ名", "groups", "group"]),
    (
        Field::Unused,
        &[
            "備考",
            "メモ",
            "no",
            "性別",
            "生年月日",
            "住所",
            "郵便番号",
            "notes",
            "note",
            "remarks",
            "sex",
            "birthday",
            "address",
        ],
    ),
];

/// Words in front of a heading that say whose it is: `保護者2メール`, `園児クラス`, `guardian 2 e-mail`.
const CHILD_WORDS: &[&str] = &["児童", "園児", "子ども", "子供", "生徒", "child", "student"];
const GUARDIAN_WORDS: &[&str] = &["保護者", "連絡先", "guardian", "parent", "contact"];

/// One column that is understood.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// counted from 0
    pub index: usize,
    /// what it holds
    pub field: Field,
    /// 1 for the first (or only) child or guardian of a row
    pub number: u8,
    /// as written
    pub heading: String,
}

/// What the heading says: field, and the number of the person it belongs to.
pub(super) fn meaning(heading: &str) -> Option<(Field, u8)> {
    let folded = folded(heading);
    let (body, number) = trailing_number(&folded);
    if let Some(field) = field_of(body) {
        return Some((field, number.unwrap_or(1)));
    }
    let person = |words: &[&'static str], name: Field| {
        words.iter().find_map(|word| {
            let rest = folded.strip_prefix(word)?;
            let (first, rest) = leading_number(rest);
            let rest = rest.trim_start_matches(['の', 's', '\'']);
            let (rest, last) = trailing_number(rest);
            let field = match rest {
                "" | "名" | "氏名" | "名前" | "name" => name,
                rest => field_of(rest)?,
            };
            Some((field, first.or(last).unwrap_or(1)))
        })
    };
    let (field, number) = person(CHILD_WORDS, Field::Child)
        .or_else(|| person(GUARDIAN_WORDS, Field::Guardian))
        .or_else(|| {
            // 第2保護者, 2人目の児童名
            let rest = folded.strip_prefix('第').unwrap_or(&folded);
            let (number, rest) = leading_number(rest);
            let rest = rest.strip_prefix("人目の").or(rest.strip_prefix("人目")).unwrap_or(rest);
            Some((field_of(rest)?, number?))
        })?;
    let of_guardian = GUARDIAN_WORDS.iter().any(|word| folded.starts_with(word));
    Some((if of_guardian && field == Field::Furigana { Field::Unused } else { field }, number))
}

/// What a heading says of the answers about photos below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PhotoHeading {
    /// 写真, Photo consent
    Photo,
    /// 同意, 掲載, 回答: of photos too, where no other column is
    Answer,
    /// 写真NG, 掲載不可: a yes below it means no
    SaysNo,
}

/// Is it a heading of answers about photos? The whole heading is read: 写真(NG) says no in its brackets.
pub(super) fn photo_heading(heading: &str) -> Option<PhotoHeading> {
    const PHOTO: &[&str] = &["写真", "photo"];
    const ANSWER: &[&str] = &["掲載", "同意", "承諾", "回答", "返事", "consent", "answer"];
    const OTHER: &[&str] = &["日", "者", "date"];
    let whole: String = heading.nfkc().flat_map(char::to_lowercase).take(100).collect();
    let has = |words: &[&str]| words.iter().any(|word| whole.contains(word));
    let found = if has(PHOTO) { PhotoHeading::Photo } else { PhotoHeading::Answer };
    if !has(PHOTO) && !has(ANSWER) {
        None
    } else if says_no(&whole) {
        Some(PhotoHeading::SaysNo)
    } else {
        // 回答日, 承諾者
        (!OTHER.iter().any(|word| whole.trim_end().ends_with(word))).then_some(found)
    }
}

fn says_no(heading: &str) -> bool {
    const SIGNS: &[&str] = &[
        "不", "非", "禁", "拒", "辞退", "ない", "なし", "無し", "反対", "だめ", "ダメ", "×", "✕", "✖",
        "refus", "declin", "denied", "object", "forbid", "prohib", "without", "opt out", "opt-out",
    ];
    let mut words = heading.split(|c: char| !c.is_ascii_alphabetic());
    SIGNS.iter().any(|sign| heading.contains(sign))
        || words.any(|word| word.starts_with("no") || matches!(word, "ng" | "x" | "never" | "don"))
}

/// How many cells of a row are headings that we know.
pub(super) fn count_known<'c>(cells: impl Iterator<Item = &'c str>) -> usize {
    cells.filter(|cell| cell.chars().count() <= 40 && meaning(cell).is_some()).count()
}

/// The heading of the empty roster that an unknown one is nearest to, if it is near to any.
pub(super) fn nearest(heading: &str) -> Option<&'static str> {
    let folded: String = folded(heading).chars().take(40).collect();
    let words = HEADINGS.iter().flat_map(|(_, words)| words.iter().map(move |word| (words[0], *word)));
    let (shown, word, likeness) = words
        .map(|(shown, word)| (shown, word, strsim::normalized_damerau_levenshtein(&folded, word)))
        .max_by(|a, b| a.2.total_cmp(&b.2))?;
    let offered = if word.is_ascii() { word } else { shown };
    (likeness >= 0.5).then_some(offered)
}

/// The heading of `field` in the empty roster.
pub(super) fn name_of(field: Field) -> &'static str {
    HEADINGS.iter().find(|(known, _)| *known == field).map_or("", |(_, words)| words[0])
}

fn field_of(folded: &str) -> Option<Field> {
    HEADINGS.iter().find(|(_, words)| words.contains(&folded)).map(|(field, _)| *field)
}

/// NFKC, small letters, without blanks, signs and a remark in brackets: `メール アドレス（任意）` is `メールアドレス`.
fn folded(heading: &str) -> String {
    let wide: String = heading.nfkc().flat_map(char::to_lowercase).collect();
    let body =
        wide.split(['(', '[', '【', '※', '*']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    body.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !"-_./・:#'’‐–\u{feff}\u{200b}".contains(*c))
        .collect()
}

fn trailing_number(text: &str) -> (&str, Option<u8>) {
    let body = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (body, text[body.len()..].parse().ok().filter(|number| (1..=9).contains(number)))
}

fn leading_number(text: &str) -> (Option<u8>, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (text[..text.len() - rest.len()].parse().ok().filter(|number| (1..=9).contains(number)), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_the_sample_are_the_first_words_in_its_order() {
        let sample = "世帯番号,家,児童名,ふりがな,クラス,学年,保護者名,続柄,メール,電話,連絡順,言語,連絡方法,役割,配信停止,電話不可,入園日,退園日,グループ";
        let fields: Vec<Field> = sample.split(',').map(|heading| meaning(heading).unwrap().0).collect();
        assert_eq!(fields.len(), 19);
        assert!(sample.split(',').zip(&fields).all(|(heading, field)| name_of(*field) == heading));
    }

    #[test]
    fn headings_about_photos() {
        for (heading, wanted) in [
            ("写真", Some(PhotoHeading::Photo)),
            ("Photo consent", Some(PhotoHeading::Photo)),
            ("写真掲載(園だより・HP)", Some(PhotoHeading::Photo)),
            ("掲載の可否", Some(PhotoHeading::Answer)),
            ("同意書", Some(PhotoHeading::Answer)),
            ("写真(ＮＧ)", Some(PhotoHeading::SaysNo)),
            ("写真×", Some(PhotoHeading::SaysNo)),
            ("Photos: NO", Some(PhotoHeading::SaysNo)),
            ("NoPhoto", Some(PhotoHeading::SaysNo)),
            ("回答日", None),
            ("Date", None),
            ("備考", None),
        ] {
            assert_eq!(photo_heading(heading), wanted, "{heading}");
        }
    }

    #[test]
    fn synonyms_numbers_and_prefixes_are_understood() {
        for (heading, field, number) in [
            ("ﾌﾘｶﾞﾅ", Field::Furigana, 1),
            ("メールアドレス②", Field::Email, 2),
            ("メール２（父）", Field::Email, 2),
            ("保護者2", Field::Guardian, 2),
            ("保護者2メール", Field::Email, 2),
            ("保護者メールアドレス 2", Field::Email, 2),
            ("保護者氏名", Field::Guardian, 1),
            ("保護者フリガナ", Field::Unused, 1),
            ("児童3", Field::Child, 3),
            ("園児クラス", Field::Class, 1),
            ("第2保護者", Field::Guardian, 2),
            ("2人目の児童名", Field::Child, 2),
            ("Do not call", Field::DoNotCall, 1),
            ("E-mail", Field::Email, 1),
            ("Guardian 2 phone", Field::Phone, 2),
            ("Child's name", Field::Child, 1),
            ("\u{feff}household", Field::Household, 1),
            ("氏名", Field::Child, 1),
        ] {
            assert_eq!(meaning(heading), Some((field, number)), "{heading}");
        }
        assert_eq!(meaning("メーリ"), None);
        assert_eq!(nearest("メールアドレズ"), Some("メール"));
        assert_eq!(nearest("emial"), Some("email"));
        assert_eq!(nearest("xyzzy"), None);
    }
}
