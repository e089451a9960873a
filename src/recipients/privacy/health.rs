//! Words of illness, injury and development beside a name.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::folded::{Folded, folded, is_kanji};
use super::secrets::{Found, Kind};
use crate::recipients::Roster;

/// So many characters between a name and such a word are near.
const NEAR: usize = 60;
/// What a name is called with in a letter.
const CALLED: [&str; 5] = ["ちゃん", "くん", "さん", "君", "さま"];

/// Words that say of somebody what only the family may say. Short ones that hide in others (けが in だけが) stand
/// with what follows them.
const WORDS: &str = "アレルギー アナフィラキシー エピペン 除去食 ぜんそく 喘息 てんかん けいれん ひきつけ 発熱 高熱 熱を出 熱が出 \
    骨折 捻挫 ねんざ 脱臼 怪我 ケガ けがを おけが 病気 入院 手術 通院 服薬 投薬 内服 診断 発達 自閉 多動 療育 障害 障がい \
    感染 陽性 インフルエンザ コロナ ノロウイルス 嘔吐 おう吐 下痢 水痘 水ぼうそう おたふく 手足口病 とびひ アトピー しらみ シラミ \
    虐待 糖尿 心臓病 川崎病 妊娠 うつ病 \
    allerg anaphyla epipen epilep asthma seizure fever fractur injur illness hospital surgery diagnos autis adhd \
    disabilit vomit diarrh covid influenza medication pregnan";

static FINDER: LazyLock<(AhoCorasick, Vec<&'static str>)> = LazyLock::new(|| {
    let words: Vec<&'static str> = WORDS.split_whitespace().collect();
    let finder = AhoCorasick::new(words.iter().map(|word| folded(word)));
    (finder.unwrap_or_else(|_| unreachable!("a few short words")), words)
});

/// What people are called by: given names of children, surnames of families; folded, with the families of that name.
pub(super) struct Called(HashMap<String, BTreeSet<usize>>);

impl Called {
    pub(super) fn of(roster: &Roster) -> Self {
        let mut called: HashMap<String, BTreeSet<usize>> = HashMap::new();
        for (number, family) in roster.families.iter().enumerate() {
            for child in &family.children {
                let names = child.name.split_whitespace().chain(child.furigana.split_whitespace());
                for name in names.map(folded).filter(|name| is_name(name)) {
                    called.entry(name).or_default().insert(number);
                }
            }
        }
        Called(called)
    }
}

/// One kana alone is nobody's name.
fn is_name(name: &str) -> bool {
    name.chars().count() > 1 || name.chars().all(is_kanji) && !name.is_empty()
}

/// Adds a name beside a word of health to what was found; a full name that was found already becomes that.
pub(super) fn mark<'c>(text: &str, folded: &Folded, found: &mut Vec<Found>, called: impl Fn() -> &'c Called) {
    let (finder, words) = &*FINDER;
    for hit in finder.find_iter(&folded.text) {
        let word = words[hit.pattern().as_usize()];
        let (Some(near), Some(here)) = (
            folded.origin(around(&folded.text, hit.start()..hit.end())),
            folded.origin(hit.start()..hit.end()),
        ) else {
            continue;
        };
        let within = |at: &Range<usize>| near.start <= at.start && at.end <= near.end;
        let mut is_told = false;
        for name in found.iter_mut().filter(|name| within(&name.at)) {
            match name.kind {
                Kind::Name => (name.kind, is_told) = (Kind::Health(word.to_owned()), true),
                Kind::Health(_) => is_told = true,
                _ => {}
            }
        }
        if is_told {
            continue;
        }
        let window = around(&folded.text, hit.start()..hit.end());
        let by_title = titled(&folded.text, window, called())
            .and_then(|(at, owners)| Some((folded.origin(at)?, owners)));
        let name = by_title.or_else(|| western(text, near.clone(), called()));
        if let Some((at, owners)) = name.filter(|(at, _)| at.end <= here.start || here.end <= at.start) {
            let written = super::folded::plain(&text[at.clone()]);
            found.push(Found { kind: Kind::Health(word.to_owned()), at, written, owners });
        }
    }
}

/// The line around a place, [`NEAR`] characters each way.
fn around(text: &str, at: Range<usize>) -> Range<usize> {
    let line_start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[at.end..].find('\n').map_or(text.len(), |end| at.end + end);
    let before = text[line_start..at.start].char_indices().rev().nth(NEAR - 1);
    let after = text[at.end..line_end].char_indices().nth(NEAR);
    before.map_or(line_start, |(start, _)| line_start + start)
        ..after.map_or(line_end, |(end, _)| at.end + end)
}

/// `はなちゃん`, `佐藤さん`: a name of the roster with what it is called by.
fn titled(text: &str, window: Range<usize>, called: &Called) -> Option<(Range<usize>, BTreeSet<usize>)> {
    let inside = &text[window.clone()];
    for title in CALLED.map(folded) {
        for (end, _) in inside.match_indices(&title) {
            // The longest name that ends here; nobody is called by more than ten signs.
            let starts: Vec<usize> = inside[..end].char_indices().rev().take(10).map(|(at, _)| at).collect();
            let name = starts.into_iter().rev().find_map(|start| {
                let owners = called.0.get(&inside[start..end])?;
                Some((window.start + start..window.start + end, owners.clone()))
            });
            if name.is_some() {
                return name;
            }
        }
    }
    None
}

/// `Maria`: a word with a capital that is a name of the roster.
fn western(text: &str, near: Range<usize>, called: &Called) -> Option<(Range<usize>, BTreeSet<usize>)> {
    let inside = text.get(near.clone())?;
    let mut words = inside.split(|c: char| !c.is_alphabetic() || !(c as u32).lt(&0x2000));
    words.find_map(|word| {
        let is_capital = word.chars().next().is_some_and(char::is_uppercase);
        let owners = called.0.get(&folded(word)).filter(|_| is_capital && word.chars().count() > 2)?;
        let start = near.start + (word.as_ptr() as usize - inside.as_ptr() as usize);
        Some((start..start + word.len(), owners.clone()))
    })
}
