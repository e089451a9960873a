//! What a teacher typed → what Markdown expects: full-width marks, photos with blanks in their names, bold
//! text that ends in 「」. Every byte still knows its place in the file.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::attributes;
use super::file_name::is_photo;
use super::mended::Mended;
use crate::settled::Stops;

/// Stands between an emphasis mark and Japanese punctuation, so that `**「遠足」**です` is bold: to Markdown
/// it is a letter. Taken out of the text again; a file that holds one loses it here.
pub(super) const JOINER: char = '\u{fdd0}';

/// How far a mark may stand from its end: keeps every line linear.
const REACH: usize = 1000;

/// Is this line inside a fence of ``` or ~~~? Asked line by line.
#[derive(Debug, Default)]
pub(super) struct Fence(Option<(char, usize)>);

impl Fence {
    /// Takes the next line; true if it belongs to a fence, the marks included.
    pub(super) fn holds(&mut self, line: &str) -> bool {
        let line = line.trim_end_matches(['\n', '\r']);
        let rest = line.trim_start_matches(' ');
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let length = mark.map_or(0, |mark| rest.chars().take_while(|c| *c == mark).count());
        let fence = length >= 3 && line.len() - rest.len() <= 3;
        match self.0 {
            None if fence => {
                // A code span may begin a line, but holds its end on it.
                let opens = mark != Some('`') || !rest[length..].contains('`');
                self.0 = mark.filter(|_| opens).map(|mark| (mark, length));
                opens
            }
            None => false,
            Some((open, least)) => {
                if fence && mark == Some(open) && length >= least && rest[length..].trim().is_empty() {
                    self.0 = None;
                }
                true
            }
        }
    }
}

/// Mends the part `range` of the file's text.
pub(super) fn mend(text: &str, range: Range<usize>) -> Mended {
    let mut mended = Mended::default();
    let mut fence = Fence::default();
    let mut at = range.start;
    let mut after_text = false;
    for whole in text[range].split_inclusive('\n') {
        let line = whole.trim_end_matches('\n').trim_end_matches('\r');
        if fence.holds(line) {
            mended.same(&line.replace(JOINER, ""), at);
            after_text = false;
        } else {
            mend_line(line, at, after_text, &mut mended);
            after_text = !line.trim().is_empty();
        }
        if whole.len() > line.len() {
            mended.instead("\n", at + line.len());
        }
        at += whole.len();
    }
    mended
}

fn mend_line(line: &str, at: usize, after_text: bool, mended: &mut Mended) {
    let bare = line.trim();
    if bare.is_empty() {
        return;
    }
    if bare.chars().count() >= 3 && bare.chars().all(|c| matches!(c, '-' | '－')) {
        // Right below a line of text Markdown would make that line a heading.
        mended.instead(if after_text { "\n---" } else { "---" }, at);
        return;
    }
    if after_text && (bare.bytes().all(|byte| byte == b'=') || bare.bytes().all(|byte| byte == b'-')) {
        mended.instead("\\", at);
        mended.same(line, at);
        return;
    }
    let rest = line.trim_start_matches([' ', '\t', '　']);
    let indent = &line[..line.len() - rest.len()];
    match mark(rest) {
        Some((mark, length)) => {
            mended.instead(&indent.replace('　', "  "), at);
            mended.instead(&mark, at + indent.len());
            mend_inside(&rest[length..], at + indent.len() + length, mended);
        }
        None => {
            mended.same(indent, at);
            mend_inside(rest, at + indent.len(), mended);
        }
    }
}

/// The mark a line begins with as Markdown writes it, and how many bytes it takes in the file; `None` where
/// nothing is to be changed.
fn mark(rest: &str) -> Option<(String, usize)> {
    let first = rest.chars().next()?;
    let run = |signs: &[char]| rest.chars().take_while(|c| signs.contains(c)).collect::<String>();
    let after = |length: usize| rest[length..].chars().next();
    let blanks = |length: usize| {
        let left = rest[length..].trim_start_matches([' ', '　']);
        rest.len() - left.len()
    };
    let is_blank = |c: Option<char>| matches!(c, Some(' ' | '　'));
    match first {
        '#' | '＃' => {
            let marks = run(&['#', '＃']);
            let level = marks.chars().count();
            let next = after(marks.len())?;
            let heading = level <= 6 && (is_blank(Some(next)) || !next.is_ascii());
            (heading && !(marks.is_ascii() && next == ' '))
                .then(|| ("#".repeat(level) + " ", blanks(marks.len())))
        }
        '－' | '−' => {
            let next = after(first.len_utf8())?;
            let item = is_blank(Some(next)) || !(next.is_numeric() || matches!(next, '－' | '−' | '-'));
            item.then(|| ("- ".to_owned(), blanks(first.len_utf8())))
        }
        '＊' | '＋' => is_blank(after(3)).then(|| ("* ".to_owned(), blanks(3))),
        '-' | '*' | '+' => (after(1) == Some('　')).then(|| (format!("{first} "), blanks(1))),
        '＞' => Some(("> ".to_owned(), blanks(3))),
        '０'..='９' | '0'..='9' => {
            let digits: String = rest.chars().take_while(|c| matches!(c, '０'..='９' | '0'..='9')).collect();
            let number: String = digits.nfkc().collect();
            let sign = after(digits.len())?;
            let next = after(digits.len() + sign.len_utf8())?;
            let half = match sign {
                '．' | '.' => '.',
                '）' | ')' => ')',
                _ => return None,
            };
            let right = (digits.is_ascii() && sign == half && next == ' ') || number.len() > 3;
            let item = is_blank(Some(next)) || !(next.is_numeric() || next.is_ascii());
            (item && !right).then(|| (format!("{number}{half} "), blanks(digits.len() + sign.len_utf8())))
        }
        _ => None,
    }
}

/// The running text of a line.
fn mend_inside(rest: &str, start: usize, mended: &mut Mended) {
    let table = rest.starts_with(['｜', '|']);
    if rest.starts_with(['{', '｛'])
        && ends_with_photo_above(mended.text())
        && let Some(length) = attributes::length_below_photo(rest)
    {
        return mended.leave_out(start..start + length);
    }
    let wide = rest.contains('　');
    let mut at = 0;
    let mut previous = None;
    let mut photo_before = false;
    while let Some(character) = rest[at..].chars().next() {
        let here = &rest[at..];
        let ordinary = if wide { here.find(may_be_mark).unwrap_or(here.len()) } else { MARKS.before(here) };
        if ordinary > 0 {
            mended.same(&here[..ordinary], start + at);
            at += ordinary;
            previous = here[..ordinary].chars().next_back();
            photo_before = false;
            continue;
        }
        let after_photo = std::mem::take(&mut photo_before);
        let used = match character {
            ' ' | '　' => {
                photo_before = after_photo;
                None
            }
            '{' | '｛' => attributes::length(here, after_photo || mended.text().ends_with(">)"))
                .inspect(|length| mended.leave_out(start + at..start + at + length))
                .or_else(|| ruby(here, start + at, mended)),
            '!' | '！' => photo(here, start + at, mended).inspect(|_| photo_before = true),
            '*' | '＊' => Some(stars(here, previous, start + at, mended)),
            '`' | '<' => verbatim(here, start + at, mended),
            '\\' => {
                let length = 1 + here[1..].chars().next().map_or(0, char::len_utf8);
                mended.same(&here[..length], start + at);
                Some(length)
            }
            '~' => {
                let run = here.bytes().take_while(|byte| *byte == b'~').count();
                // 9~10時: one wave strikes nothing out.
                mended.instead(if run == 1 { "\\" } else { "" }, start + at);
                mended.same(&here[..run], start + at);
                Some(run)
            }
            '｜' if table => {
                mended.instead("|", start + at);
                Some(character.len_utf8())
            }
            JOINER => Some(character.len_utf8()),
            character if character.is_control() && character != '\t' => Some(character.len_utf8()),
            _ => None,
        };
        let length = used.unwrap_or_else(|| {
            mended.same(&here[..character.len_utf8()], start + at);
            character.len_utf8()
        });
        at += length;
        previous = rest[..at].chars().next_back();
    }
}

/// Before each of these, and before what is full-width, [`mend_inside`] stops; 　 alone is no such sign.
const MARKS: Stops = Stops::at(b" !*<\\`{~", &[0xef]);

/// Must [`mend_inside`] look at this? Most of a text is anything else.
fn may_be_mark(c: char) -> bool {
    match c {
        ' ' | '!' | '*' | '<' | '\\' | '`' | '{' | '~' => true,
        '!'..='}' => false,
        '　' | '｛' | '！' | '＊' | '｜' | JOINER => true,
        c => c.is_control(),
    }
}

/// Does the line above end with a photo, as [`photo`] writes it?
fn ends_with_photo_above(text: &str) -> bool {
    let blanks = [' ', '\t', '　'];
    let above = text
        .trim_end_matches([' ', '\t', '　', '>'])
        .strip_suffix('\n')
        .map(|above| above.trim_end_matches(blanks));
    above.is_some_and(|above| {
        let line = &above[above.rfind('\n').map_or(0, |at| at + 1)..];
        above.ends_with(')') && line.contains("![")
    })
}

/// `{漢字|かんじ}`: the bar as 「｜」, so that it does not divide the cells of a table.
fn ruby(here: &str, at: usize, mended: &mut Mended) -> Option<usize> {
    let open = here.chars().next()?.len_utf8();
    let reach = &here[open..here.floor_char_boundary(REACH)];
    let end = open + reach.find(['}', '｝', '{', '｛'])?;
    let close = here[end..].chars().next().filter(|c| matches!(c, '}' | '｝'))?;
    let inside = &here[open..end];
    let bar = open + inside.find(['|', '｜'])?;
    let width = here[bar..].chars().next()?.len_utf8();
    if bar == open || bar + width == end || here[bar + width..end].contains(['|', '｜']) {
        return None;
    }
    mended.instead("{", at);
    mended.same(&here[open..bar], at + open);
    mended.instead("｜", at + bar);
    mended.same(&here[bar + width..end], at + bar + width);
    mended.instead("}", at + end);
    Some(end + close.len_utf8())
}

/// `![alt](IMG 0001 (2).JPG "caption")`, brackets full-width or not: a name may hold blanks and brackets.
fn photo(here: &str, at: usize, mended: &mut Mended) -> Option<usize> {
    let mark = here.chars().next()?.len_utf8();
    let bracket = here[mark..].chars().next().filter(|c| matches!(c, '[' | '［'))?.len_utf8();
    let reach = here.floor_char_boundary(REACH);
    let alt = mark + bracket;
    let (alt_end, name) = after_alt(here, alt, reach.max(alt))?;
    if here[name..].starts_with('<') {
        return None;
    }
    let (name_end, caption, end) = name_and_caption(here, name)?;
    if here[name..name_end].contains(['<', '>']) {
        return None;
    }
    mended.instead("![", at);
    mended.same(&here[alt..alt_end], at + alt);
    mended.instead("](<", at + alt_end);
    // A backslash is a folder's sign here, not Markdown's.
    for (index, part) in here[name..name_end].split('\\').enumerate() {
        let offset = part.as_ptr() as usize - here.as_ptr() as usize;
        if index > 0 {
            mended.instead("/", at + offset - 1);
        }
        mended.same(part, at + offset);
    }
    mended.instead(">", at + name_end);
    if let Some(caption) = caption {
        let quoted = here[caption.clone()].replace('\\', "\\\\").replace('"', "\\\"");
        mended.instead(" \"", at + caption.start);
        mended.instead(&quoted, at + caption.start);
        mended.instead("\"", at + caption.end);
    }
    mended.instead(")", at + end.saturating_sub(1));
    Some(end)
}

/// Where the words of a photo end, and where its name begins.
fn after_alt(here: &str, alt: usize, reach: usize) -> Option<(usize, usize)> {
    for (found, sign) in here[alt..reach].match_indices([']', '］', '[', '［']) {
        // The next photo begins: looking on from here would take the square of the line.
        if matches!(sign, "[" | "［") {
            return None;
        }
        let end = alt + found;
        let next = end + sign.len();
        if let Some(bracket) = here[next..].chars().next().filter(|c| matches!(c, '(' | '（')) {
            let name = here[next + bracket.len_utf8()..].trim_start_matches([' ', '　']);
            return Some((end, here.len() - name.len()));
        }
    }
    None
}

/// Where the name of a photo ends, its caption, and where all of it ends.
fn name_and_caption(here: &str, name: usize) -> Option<(usize, Option<Range<usize>>, usize)> {
    let reach = here.floor_char_boundary(name + REACH / 2).max(name);
    let reach = here[name..reach].find("![").map_or(reach, |next| name + next);
    for (dot, _) in here[name..reach].match_indices(['.', '．']) {
        let dot = name + dot;
        let ending: String = here[dot..].chars().take(6).collect();
        for length in [5, 4, 6] {
            let ending: String = ending.chars().take(length).collect();
            let plain: String = ending.nfkc().collect();
            if ending.chars().count() != length || !is_photo(&format!("a{plain}")) {
                continue;
            }
            let name_end = dot + ending.len();
            if let Some((caption, end)) = close(here, name_end) {
                return Some((name_end, caption, end));
            }
        }
    }
    None
}

fn close(here: &str, at: usize) -> Option<(Option<Range<usize>>, usize)> {
    let skip = |at: usize| at + here[at..].len() - here[at..].trim_start_matches([' ', '　']).len();
    let closes = |at: usize| {
        let bracket = here[at..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
        Some(at + bracket.len_utf8())
    };
    let next = skip(at);
    if let Some(end) = closes(next) {
        return Some((None, end));
    }
    let quote = here[next..].chars().next().filter(|c| matches!(c, '"' | '”' | '“' | '＂' | '\''))?;
    let caption = next + quote.len_utf8();
    let reach = here.floor_char_boundary(caption + REACH).max(caption);
    let closing: &[char] = if quote == '\'' { &['\''] } else { &['"', '”', '“', '＂'] };
    for (found, sign) in here[caption..reach].match_indices(closing) {
        let end = caption + found;
        if let Some(closed) = closes(skip(end + sign.len())) {
            return Some((Some(caption..end), closed));
        }
    }
    None
}

/// A run of emphasis marks; a letter that nobody sees is put beside it where punctuation would stop it.
fn stars(here: &str, previous: Option<char>, at: usize, mended: &mut Mended) -> usize {
    let full = here.starts_with('＊');
    let length: usize =
        here.chars().take_while(|c| *c == if full { '＊' } else { '*' }).map(char::len_utf8).sum();
    let next = here[length..].chars().next();
    let count = if full { length / 3 } else { length };
    if full && count != 2 {
        mended.same(&here[..length], at);
        return length;
    }
    let punctuation =
        |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace() && c != '*');
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let opening = |c: Option<char>| c.is_some_and(|c| "（「『【(〔［[〈《".contains(c));
    let closing = |c: Option<char>| c.is_some_and(|c| "）」』】)〕］]〉》。、，．！？,.!?".contains(c));
    let joiner = JOINER.encode_utf8(&mut [0; 4]).to_owned();
    if punctuation(previous) && !opening(previous) && letter(next) {
        mended.instead(&joiner, at);
    }
    mended.instead(&"*".repeat(count), at);
    if punctuation(next) && !closing(next) && letter(previous) {
        mended.instead(&joiner, at + length);
    }
    length
}

/// `` `code` `` and `<https://…>` as they stand.
fn verbatim(here: &str, at: usize, mended: &mut Mended) -> Option<usize> {
    let reach = &here[..here.floor_char_boundary(REACH)];
    let end = if here.starts_with('<') {
        let address = ["<http", "<mailto:", "<tel:"].iter().any(|start| here.starts_with(start));
        if !address {
            return None;
        }
        reach.find('>')? + 1
    } else {
        let run = here.bytes().take_while(|byte| *byte == b'`').count();
        let ticks = &here[..run];
        let reach = reach.get(run..)?;
        let Some(end) = reach.find(ticks) else {
            mended.same(ticks, at);
            return Some(run);
        };
        run + end + run
    };
    mended.same(&here[..end].replace(JOINER, " "), at);
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        mend(text, 0..text.len()).text().replace(JOINER, "^")
    }

    #[test]
    fn full_width_marks_become_marks() {
        for (typed, wanted) in [
            ("＃　遠足", "# 遠足"),
            ("＃＃遠足", "## 遠足"),
            ("#遠足", "# 遠足"),
            ("－　はさみ", "- はさみ"),
            ("－はさみ", "- はさみ"),
            ("　－ のり", "  - のり"),
            ("１．はさみ", "1. はさみ"),
            ("２）　のり", "2) のり"),
            ("＊ のり", "* のり"),
            ("＊＊大事＊＊です", "**大事**です"),
            ("－－－", "---"),
            ("遠足\n---", "遠足\n\n---"),
            ("＞ 引用", "> 引用"),
            ("｜あ｜い｜", "|あ|い|"),
            ("９~10時", "９\\~10時"),
            ("**「遠足」**です", "**「遠足」^**です"),
            ("これは**「遠足」**です", "これは**^「遠足」^**です"),
            ("{漢字|かんじ}", "{漢字｜かんじ}"),
            ("！［森］（IMG 0001 (2).JPG）", "![森](<IMG 0001 (2).JPG>)"),
            ("![森](a b.jpg ”秋の森”)", "![森](<a b.jpg> \"秋の森\")"),
            ("![森](a.jpg){names=佐藤 陽葵}です", "![森](<a.jpg>)です"),
            ("![森](a.jpg) ｛名前：佐藤 陽葵", "![森](<a.jpg>) "),
            ("{名前=佐藤 陽葵}です", "です"),
        ] {
            assert_eq!(mended(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn what_is_no_mark_stays() {
        for typed in [
            "－５度でした",
            "２．５km歩く",
            "#1",
            "　一字下げ",
            "＊雨天中止",
            "1. はさみ",
            "# 遠足",
            "・はさみ",
            "5月",
            "ー",
        ] {
            assert_eq!(mended(typed), typed);
        }
    }

    #[test]
    fn every_byte_knows_its_place() {
        let text = "前\r\n＃　遠足へ ![](写真 1.jpg)\r\n";
        let mended = mend(text, 0..text.len());
        for word in ["前", "遠足へ", "写真 1.jpg"] {
            let here = mended.text().find(word).unwrap();
            assert_eq!(&text[mended.original(here..here + word.len())], word);
        }
    }
}
