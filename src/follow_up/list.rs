//! The list of families to phone about one letter.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use super::code::{codes, typed_code};
use super::household::who_is_missing;
use super::quick::{QuickMap, QuickSet, in_parts};
use super::signs::devices;
use super::standing::{Counting, Reason, Rows, Standing, standing};
use crate::ledger::{Call, LetterRecord, Outcome, State};
use crate::problem::Problem;
use crate::recipients::{Addressed, Channel, Family, OwnGroups, Role, Roster};
use crate::settings::Settings;
use crate::settled::is_composed;

/// A letter's follow-up list. Serialised, it is the object of `unread --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowUp {
    /// the letter's path
    pub letter: String,
    /// its title
    #[serde(skip)]
    pub title: String,
    /// how many households count: `read` + `settled` + the rows
    pub families: usize,
    /// households with a guardian's reading
    pub read: usize,
    /// households that a person told
    pub settled: usize,
    /// whom to phone, the most urgent first
    pub unread: Vec<UnreadRow>,
    /// household numbers that got this letter, have not read it, and stand in the roster no more
    pub vanished: Vec<String>,
    /// the version of the rules by which all this was worked out
    pub rules: u32,
    /// household number → on how many devices one of its links was opened, where that is more than one: read or not
    pub devices: BTreeMap<String, usize>,
    /// errors in the roster: perhaps families are missing
    #[serde(skip)]
    pub roster: Vec<Problem>,
    /// a collector apart was not heard for long: perhaps readings are missing
    #[serde(skip)]
    pub silence: Option<Problem>,
    /// household number → its standing, for every household that counts
    #[serde(skip)]
    pub standings: BTreeMap<String, Standing>,
    /// whom a person told, the last one first
    #[serde(skip)]
    pub told: Vec<ToldRow>,
    /// household number → the last that was noted of it
    #[serde(skip)]
    pub last_calls: BTreeMap<String, Call>,
    #[serde(skip)]
    pub(super) codes: BTreeMap<String, String>,
}

/// One family to phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadRow {
    /// household number
    pub family: String,
    /// the short code of the printed list
    pub code: String,
    /// why it is here
    pub reason: Reason,
    /// who has not read it, where the letter needs more than one guardian
    pub missing: Vec<String>,
    /// on how many devices one of its links was opened, as far as somebody read or pressed there
    pub devices: usize,
    /// classes of the children this is about, each once
    pub classes: Vec<String>,
    /// those children's names
    pub children: Vec<String>,
    /// whom to phone, first to last; those who are not to be phoned are left out
    pub guardians: Vec<ToCall>,
    /// guardians who are not to be phoned
    pub not_to_call: usize,
    /// gets letters on paper: a child can take it home
    pub on_paper: bool,
    /// calls that reached nobody
    pub tries: usize,
    /// the last that was noted, if anything was
    pub last: Option<LastCall>,
    #[serde(skip)]
    furigana: String,
}

/// What was noted last of a family on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastCall {
    /// what came of it
    pub outcome: Outcome,
    /// may be empty
    pub note: String,
    /// the desk's account or the machine's user
    pub by: String,
    /// when
    #[serde(serialize_with = "as_text")]
    pub at: Timestamp,
}

fn as_text<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// A family that a person told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// household number
    pub family: String,
    /// classes of the children this is about, each once
    pub classes: Vec<String>,
    /// those children's names
    pub children: Vec<String>,
    /// by which call
    pub call: Call,
}

/// A guardian to phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToCall {
    /// may be empty
    pub name: String,
    /// may be empty
    pub phone: String,
    /// 1 is called first
    pub order: u32,
    /// 母, 父 …; may be empty
    pub relation: String,
    /// BCP 47 tag of the language to speak
    pub lang: String,
    /// somebody noted that this number reaches another person
    pub wrong: bool,
}

impl ToCall {
    /// What is dialled: digits, and `+` in front of a country's number; may be empty.
    pub fn digits(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// The list of one letter as the roster stands today; `None` while it is a draft.
///
/// A household is on it if it is in the audience now, or got the letter when it went out, and still has a
/// child here. One that left is off; one that joined later is `not-sent`; the phone numbers are today's.
pub fn list(record: &LetterRecord, roster: &Roster, settings: &Settings, now: Timestamp) -> Option<FollowUp> {
    let today = now.to_zoned(settings.time_zone.clone()).date();
    list_on(record, roster, &settings.groups, today, settings.mail.stall)
}

/// As [`list`], on a day.
fn list_on(
    record: &LetterRecord,
    roster: &Roster,
    own: &OwnGroups,
    today: Date,
    stall: Duration,
) -> Option<FollowUp> {
    let counting = Counting::of(&record.releases)?;
    let newest = record.releases.iter().max_by_key(|release| release.edition)?;
    let rows = rows_by_family(record);
    let told: QuickSet<&str> = record
        .dispatches
        .iter()
        .filter(|dispatch| dispatch.to.role == Role::Guardian)
        .map(|dispatch| dispatch.to.family.as_str())
        .collect();
    let known: QuickSet<&str> = roster.families.iter().map(|family| family.number.as_str()).collect();
    let numbers = roster.families.iter().map(|family| family.number.as_str());
    let codes = codes(&record.letter.id, numbers.chain(told.difference(&known).copied()));

    let nothing = Rows::default();
    let stands = |family: &str| standing(rows.get(family).unwrap_or(&nothing), &counting, stall);
    let mut list = FollowUp {
        letter: record.letter.path.clone(),
        title: newest.title.clone(),
        families: 0,
        read: 0,
        settled: 0,
        unread: Vec::new(),
        vanished: Vec::new(),
        roster: Vec::new(),
        silence: None,
        rules: super::RULES,
        standings: BTreeMap::new(),
        devices: BTreeMap::new(),
        told: Vec::new(),
        last_calls: record.calls.iter().map(|call| (call.family.clone(), call.clone())).collect(),
        codes,
    };
    let stood = in_parts(&concerned(roster, own, today, newest, &told), |addressed| {
        let number = &addressed.family.number;
        let (standing, own) = (stands(number), rows.get(number.as_str()).unwrap_or(&nothing));
        let devices = devices(own);
        let row = match standing {
            Standing::Unread { reason } => {
                let calls = own.calls.iter().copied().filter(|call| call.at >= counting.since);
                let code = list.codes.get(number).cloned().unwrap_or_default();
                let wrong = record.wrong_numbers.get(number);
                let missing = who_is_missing(addressed.family, own, &counting, stall);
                let row = UnreadRow::of(addressed, reason, code, calls, wrong);
                Some(Box::new(UnreadRow { missing, devices, ..row }))
            }
            _ => None,
        };
        let call = list.last_calls.get(number).filter(|_| matches!(standing, Standing::Settled { .. }));
        let told = call.map(|call| Box::new(ToldRow::of(addressed, call)));
        (number.clone(), standing, devices, row, told)
    });
    let mut standings = Vec::with_capacity(stood.len());
    for (number, standing, devices, row, told) in stood {
        list.families += 1;
        list.read += usize::from(matches!(standing, Standing::Read { .. }));
        list.settled += usize::from(matches!(standing, Standing::Settled { .. }));
        list.unread.extend(row.map(|row| *row));
        list.told.extend(told.map(|told| *told));
        if devices > 1 {
            list.devices.insert(number.clone(), devices);
        }
        standings.push((number, standing));
    }
    list.standings = standings.into_iter().collect();
    let gone = told.difference(&known).filter(|number| matches!(stands(number), Standing::Unread { .. }));
    list.vanished = gone.map(|number| (*number).to_owned()).collect();
    list.vanished.sort_unstable();
    list.unread.sort_by(|a, b| a.rank().cmp(&b.rank()));
    list.told.sort_by_key(|told| std::cmp::Reverse(told.call.id));
    Some(list)
}

impl FollowUp {
    /// The household that somebody typed: its number, or the code of the printed list.
    pub fn family_of(&self, typed: &str) -> Option<String> {
        let typed = typed.trim();
        if let Some((number, _)) = self.codes.get_key_value(typed) {
            return Some(number.clone());
        }
        let code = typed_code(typed)?;
        self.codes.iter().find(|(_, known)| **known == code).map(|(number, _)| number.clone())
    }

    /// Is this household one of those that count for the letter, or did it get the letter and vanish?
    pub fn is_about(&self, family: &str) -> bool {
        self.standings.contains_key(family) || self.vanished.iter().any(|number| number == family)
    }

    /// The families that get letters on paper and have not been given this one.
    pub fn paper_rows(&self) -> impl Iterator<Item = &UnreadRow> {
        self.unread.iter().filter(|row| row.on_paper)
    }

    /// Why somebody may be missing here: errors in the roster, and household numbers that stand in it no more,
    /// each a warning; and why somebody may be here who has read.
    pub fn problems(&self) -> Vec<Problem> {
        let vanished = self.vanished.iter();
        let vanished = vanished.map(|number| {
            let values = vec![("family", number.into()), ("letter", self.title.clone().into())];
            Problem::warning("follow-up-family-vanished", values)
        });
        self.roster.iter().cloned().chain(vanished).chain(self.silence.clone()).collect()
    }
}

impl UnreadRow {
    fn of<'a>(
        addressed: &Addressed<'_>,
        reason: Reason,
        code: String,
        calls: impl Iterator<Item = &'a Call> + Clone,
        wrong: Option<&BTreeSet<String>>,
    ) -> Self {
        let family = addressed.family;
        let guardians = || family.guardians.iter().filter(|guardian| guardian.role == Role::Guardian);
        let to_call = family.guardians_to_call().into_iter().map(|guardian| ToCall {
            name: guardian.name.clone(),
            phone: guardian.phone.clone(),
            order: guardian.order,
            relation: guardian.relation.clone(),
            lang: guardian.lang.clone(),
            wrong: wrong.is_some_and(|wrong| wrong.contains(&guardian.digits())),
        });
        let first = addressed.children.first();
        UnreadRow {
            family: family.number.clone(),
            code,
            reason,
            missing: Vec::new(),
            devices: 0,
            classes: classes_of(addressed),
            children: names_of(addressed),
            guardians: to_call.collect(),
            not_to_call: guardians().filter(|guardian| guardian.do_not_call).count(),
            on_paper: reason == Reason::NoChannel
                && guardians().any(|guardian| guardian.channel == Channel::Paper),
            tries: calls.clone().filter(|call| !call.outcome.settles()).count(),
            last: calls.last().map(|call| LastCall {
                outcome: call.outcome,
                note: call.note.clone(),
                by: call.by.clone(),
                at: call.at,
            }),
            furigana: first
                .map(|child| if child.furigana.is_empty() { &child.name } else { &child.furigana })
                .map(|name| hiragana(name))
                .unwrap_or_default(),
        }
    }

    /// As a register is read: by name alone.
    pub(super) fn as_in_register(&self) -> (&str, &str) {
        (&self.furigana, &self.family)
    }

    /// The most urgent first; then as a register is read.
    fn rank(&self) -> (Reason, &[String], &str, &str) {
        (self.reason, &self.classes, &self.furigana, &self.family)
    }
}

impl ToldRow {
    fn of(addressed: &Addressed<'_>, call: &Call) -> Self {
        ToldRow {
            family: addressed.family.number.clone(),
            classes: classes_of(addressed),
            children: names_of(addressed),
            call: call.clone(),
        }
    }
}

fn classes_of(addressed: &Addressed<'_>) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for child in addressed.children.iter().filter(|child| !child.class.is_empty()) {
        if !classes.contains(&child.class) {
            classes.push(child.class.clone());
        }
    }
    classes
}

fn names_of(addressed: &Addressed<'_>) -> Vec<String> {
    addressed.children.iter().map(|child| child.name.clone()).collect()
}

/// ｻﾄｳ and サトウ stand where さとう stands.
fn hiragana(name: &str) -> String {
    let fold = |sign| match sign {
        'ァ'..='ヶ' => char::from_u32(u32::from(sign) - 0x60).unwrap_or(sign),
        _ => sign,
    };
    let written = |sign: &char| !sign.is_whitespace();
    if is_composed(name) {
        return name.chars().filter(written).map(fold).collect();
    }
    name.nfkc().filter(written).map(fold).collect()
}

/// The households that count for this letter today.
fn concerned<'a>(
    roster: &'a Roster,
    own: &OwnGroups,
    today: Date,
    release: &crate::ledger::Release,
    told: &QuickSet<&str>,
) -> Vec<Addressed<'a>> {
    let mut families = roster.families_of(&release.audience, own, today);
    // Moved to another class since: they were written to, so they are still asked after.
    let mut there = families.iter().peekable();
    let elsewhere = roster
        .families
        .iter()
        .filter(|family| there.next_if(|addressed| std::ptr::eq(addressed.family, *family)).is_none());
    let moved = elsewhere.filter(|family| told.contains(family.number.as_str()) && family.counts());
    let still_here = moved.filter_map(|family| still_here(family, today)).collect::<Vec<_>>();
    families.extend(still_here);
    families
}

fn still_here(family: &Family, today: Date) -> Option<Addressed<'_>> {
    let children: Vec<_> = family.children.iter().filter(|child| child.is_here(today)).collect();
    (!children.is_empty() || family.children.is_empty()).then_some(Addressed { family, children })
}

fn rows_by_family(record: &LetterRecord) -> QuickMap<&str, Rows<'_>> {
    let mut rows: QuickMap<&str, Rows<'_>> = QuickMap::default();
    let mut family_of: QuickMap<i64, &str> = QuickMap::default();
    rows.reserve(record.dispatches.len());
    family_of.reserve(record.dispatches.len());
    for dispatch in &record.dispatches {
        let family = rows.entry(&dispatch.to.family).or_default();
        family.dispatches.push(dispatch);
        family.stopped.extend(record.stopped.get(&dispatch.id));
        family_of.insert(dispatch.id, &dispatch.to.family);
    }
    for touch in record.touches.iter() {
        if let Some(family) = family_of.get(&touch.dispatch) {
            rows.entry(family).or_default().touches.push(touch);
        }
    }
    // What was noted while it was only rehearsed says nothing of those who got it afterwards.
    let rehearsed = record.dispatches.iter().filter(|one| one.is_aside() && one.state == State::Rehearsed);
    let in_earnest = rehearsed.map(|one| one.due_at).max();
    for call in record.calls.iter().filter(|call| Some(call.at) > in_earnest) {
        rows.entry(&call.family).or_default().calls.push(call);
    }
    rows
}
