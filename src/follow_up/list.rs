//! The list of families to phone about one letter.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use super::by_family::ByFamily;
use super::code::{Codes, typed_code};
use super::household::{members, members_of, names_of, unwritten};
use super::quick::{beside, in_parts};
use super::signs::devices;
use super::standing::{Counting, Reason, Rows, Standing, is_about, parties, together};
use crate::content::WhoReads;
use crate::ledger::{Call, Callee, LetterRecord, Outcome, Party, Recipient};
use crate::problem::Problem;
use crate::recipients::{Addressed, Channel, Family, Guardian, OwnGroups, Role, Roster};
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
    /// how many households count: `read` + `settled` + those of the rows
    pub families: usize,
    /// households with a guardian's reading
    pub read: usize,
    /// households that a person told
    pub settled: usize,
    /// whom to phone, the most urgent first; one row is one call
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
    /// where a letter needs more than one of a household: each home or guardian that must answer, and its standing
    #[serde(skip)]
    pub parties: BTreeMap<Callee, Standing>,
    /// whose reading it needs
    #[serde(skip)]
    pub who_reads: WhoReads,
    /// whom a person told, the last one first
    #[serde(skip)]
    pub told: Vec<ToldRow>,
    /// the last that was noted of somebody
    #[serde(skip)]
    pub last_calls: BTreeMap<Callee, Call>,
    /// row codes, by [`Callee::text`]
    #[serde(skip)]
    pub(super) codes: Codes,
}

/// One call to make: to a family, or where the letter needs more than one of it to one of its homes or guardians.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadRow {
    /// household number
    pub family: String,
    /// who of it must be told; `None` where anybody answers for all
    pub party: Option<Party>,
    /// the short code of the printed list
    pub code: String,
    /// why it is here
    pub reason: Reason,
    /// who it is that has not read it, where more than one of the household must
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

/// A family that a person told, or one of its homes or guardians.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// household number
    pub family: String,
    /// who of it, where more than one must be told
    pub names: Vec<String>,
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
    let numbers = || roster.families.iter().map(|family| family.number.as_str());
    let draw = || Codes::of(&record.letter.id, numbers());
    let (families, codes) = beside(|| ByFamily::of(record), draw);
    let (concerned, known) = concerned(roster, own, today, newest, &families);
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
        parties: BTreeMap::new(),
        who_reads: counting.who_reads,
        devices: BTreeMap::new(),
        told: Vec::new(),
        last_calls: last_calls(record, counting.who_reads),
        codes,
    };
    let stood = in_parts(&concerned, |(addressed, place)| {
        let number = &addressed.family.number;
        let mut rows = families.rows(number, *place);
        if counting.who_reads != WhoReads::Any {
            rows.unwritten = unwritten(addressed.family, &rows, &counting);
        }
        let answering = parties(&rows, &counting, stall);
        let about = About {
            addressed,
            rows: &rows,
            counting: &counting,
            devices: devices(&rows),
            several: answering.len() > 1,
            last_calls: &list.last_calls,
            wrong: record.wrong_numbers.get(number),
        };
        about.stands(answering)
    });
    let mut standings = Vec::with_capacity(concerned.len());
    list.unread.reserve(concerned.len() / 4);
    for stands in stood {
        list.families += 1;
        list.read += usize::from(matches!(stands.standing, Standing::Read { .. }));
        list.settled += usize::from(matches!(stands.standing, Standing::Settled { .. }));
        if stands.devices > 1 {
            list.devices.insert(stands.number.clone(), stands.devices);
        }
        list.parties.extend(stands.parties);
        list.unread.extend(stands.unread);
        list.told.extend(stands.told);
        standings.push((stands.number, stands.standing));
    }
    list.standings = standings.into_iter().collect();
    let gone = families.told().zip(&known).filter(|((_, is_told), is_known)| *is_told && !**is_known);
    let gone: Vec<&str> = gone.map(|((number, _), _)| number).collect();
    for number in &gone {
        let rows = families.rows(number, families.place(number, 0));
        let answering = parties(&rows, &counting, stall);
        let standing = together(answering.iter().map(|(_, standing)| *standing));
        if matches!(standing, Standing::Unread { .. }) {
            list.vanished.push((*number).to_owned());
            for (who, standing) in answering {
                let Some(party) = Party::called(counting.who_reads, who) else { continue };
                list.parties.insert(Callee { family: (*number).to_owned(), party: Some(party) }, standing);
            }
        }
    }
    list.vanished.sort_unstable();
    list.codes.add(gone);
    list.give_codes();
    list.unread.sort_by_cached_key(UnreadRow::rank);
    list.told.sort_by_key(|told| std::cmp::Reverse(told.call.id));
    Some(list)
}

/// A family that a list concerns.
struct About<'a> {
    addressed: &'a Addressed<'a>,
    rows: &'a Rows<'a>,
    counting: &'a Counting,
    devices: usize,
    /// more than one party of it must answer
    several: bool,
    last_calls: &'a BTreeMap<Callee, Call>,
    wrong: Option<&'a BTreeSet<String>>,
}

/// What it is on the list.
struct Stands {
    number: String,
    standing: Standing,
    devices: usize,
    parties: Vec<(Callee, Standing)>,
    unread: Vec<UnreadRow>,
    told: Vec<ToldRow>,
}

impl About<'_> {
    fn stands(&self, answering: Vec<(&str, Standing)>) -> Stands {
        let mut stands = Stands {
            number: self.addressed.family.number.clone(),
            standing: together(answering.iter().map(|(_, standing)| *standing)),
            devices: self.devices,
            parties: Vec::new(),
            unread: Vec::new(),
            told: Vec::new(),
        };
        for (who, standing) in answering {
            self.add(&mut stands, who, standing);
        }
        stands
    }

    /// Adds what one of its parties is.
    fn add(&self, stands: &mut Stands, who: &str, standing: Standing) {
        let About { addressed, rows, counting, devices, several, last_calls, wrong } = *self;
        let family = addressed.family;
        let callee =
            || Callee { family: family.number.clone(), party: Party::called(counting.who_reads, who) };
        if counting.who_reads != WhoReads::Any {
            stands.parties.push((callee(), standing));
        }
        if matches!(standing, Standing::Read { .. }) {
            return;
        }
        let party = Party::called(counting.who_reads, who);
        let guardians: Vec<&Guardian> = match party {
            None => family.guardians.iter().filter(|one| one.role == Role::Guardian).collect(),
            Some(_) => members_of(&members(family, rows, counting), counting, who),
        };
        let names = if several { names_of(&guardians, who) } else { Vec::new() };
        match standing {
            Standing::Unread { reason } => {
                let calls = rows.calls.iter().copied();
                let calls =
                    calls.filter(|call| call.at >= counting.since && is_about(call, counting.who_reads, who));
                let row = UnreadRow::of(addressed, party, &guardians, reason, calls, wrong);
                // Mostly there is one, and a row is large.
                stands.unread.reserve_exact(1);
                stands.unread.push(UnreadRow { missing: names, devices, ..row });
            }
            _ => stands.told.extend(last_calls.get(&callee()).map(|call| ToldRow {
                family: family.number.clone(),
                names,
                classes: classes_of(addressed),
                children: names_of_children(addressed),
                call: call.clone(),
            })),
        }
    }
}

impl FollowUp {
    /// Gives the rows their codes. A household has one under every rule, so that what was printed before the rule was there is
    /// understood.
    fn give_codes(&mut self) {
        let parties: Vec<String> = self.parties.keys().map(|callee| callee.text().into_owned()).collect();
        self.codes.add(parties.iter().map(String::as_str));
        let codes: Vec<_> = in_parts(&self.unread, |row| self.codes.code(&row.callee().text())).collect();
        for (row, code) in self.unread.iter_mut().zip(codes) {
            row.code = code.unwrap_or_default();
        }
    }

    /// The household that somebody typed: its number, or a code of the printed list.
    pub fn family_of(&self, typed: &str) -> Option<String> {
        self.typed(typed).map(|callee| callee.family)
    }

    /// Whom somebody means by a household number or a row code. A number, or a code of a whole household, does not say which
    /// of its homes or guardians was spoken to: where it has several it means none of them.
    ///
    /// # Errors
    /// `None` where no such family is among those that count for the letter; the household's number where it may be several.
    pub fn callee_of(&self, typed: &str) -> Result<Callee, Option<String>> {
        let callee = self.typed(typed).filter(|callee| self.is_about(&callee.family)).ok_or(None)?;
        if callee.party.is_some() || self.who_reads == WhoReads::Any {
            return Ok(callee);
        }
        let mut parties = self.parties.keys().filter(|one| one.family == callee.family);
        match (parties.next(), parties.next()) {
            (Some(only), None) => Ok(only.clone()),
            _ => Err(Some(callee.family)),
        }
    }

    fn typed(&self, typed: &str) -> Option<Callee> {
        let typed = typed.trim();
        if self.codes.has(typed) {
            return Some(Callee::parse(typed));
        }
        self.codes.family(&typed_code(typed)?).map(Callee::parse)
    }

    /// Whose row a person of a family is told by.
    pub fn callee_for(&self, person: &Recipient) -> Callee {
        let party = Party::of(self.who_reads, &person.guardian);
        Callee { family: person.family.clone(), party }
    }

    /// How many families are still to be told; the rows may be more.
    pub fn families_left(&self) -> usize {
        self.families.saturating_sub(self.read + self.settled)
    }

    /// The row of somebody who is on the list.
    pub fn row_of(&self, callee: &Callee) -> Option<&UnreadRow> {
        self.unread.iter().find(|row| row.family == callee.family && row.party == callee.party)
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
    /// About these guardians; where the roster has none of them any more the others are phoned, who will know.
    fn of<'a>(
        addressed: &Addressed<'_>,
        party: Option<Party>,
        guardians: &[&Guardian],
        reason: Reason,
        calls: impl Iterator<Item = &'a Call> + Clone,
        wrong: Option<&BTreeSet<String>>,
    ) -> Self {
        let family = addressed.family;
        let is_theirs = |one: &Guardian| {
            guardians.is_empty() || guardians.iter().any(|guardian| std::ptr::eq(*guardian, one))
        };
        let guardians = || family.guardians.iter().filter(|one| one.role == Role::Guardian && is_theirs(one));
        let to_call =
            family.guardians_to_call().into_iter().filter(|one| is_theirs(one)).map(|guardian| ToCall {
                name: guardian.name.clone(),
                phone: guardian.phone.clone(),
                order: guardian.order,
                relation: guardian.relation.to_string(),
                lang: guardian.lang.to_string(),
                wrong: wrong.is_some_and(|wrong| wrong.contains(&guardian.digits())),
            });
        let first = addressed.children.first();
        UnreadRow {
            family: family.number.clone(),
            party,
            code: String::new(),
            reason,
            missing: Vec::new(),
            devices: 0,
            classes: classes_of(addressed),
            children: names_of_children(addressed),
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

    /// Whom the call is to.
    pub fn callee(&self) -> Callee {
        Callee { family: self.family.clone(), party: self.party.clone() }
    }

    /// What says in a form whom the row is about: the household number where one call tells all of it, else the code.
    pub fn sent_as(&self) -> String {
        if self.party.is_none() { self.family.clone() } else { self.code.clone() }
    }

    /// As a register is read: by name alone; the homes of one family in calling order.
    pub(super) fn as_in_register(&self) -> (&str, &str, u32) {
        (&self.furigana, &self.family, self.guardians.first().map_or(u32::MAX, |first| first.order))
    }

    /// The most urgent first; then as a register is read. One text, because it is compared so often.
    fn rank(&self) -> Vec<u8> {
        let (furigana, family, order) = self.as_in_register();
        let mut rank = Vec::with_capacity(100);
        rank.push(self.reason as u8);
        for class in &self.classes {
            rank.extend_from_slice(class.as_bytes());
            rank.push(1);
        }
        for text in [furigana, family] {
            rank.push(0);
            rank.extend_from_slice(text.as_bytes());
        }
        rank.push(0);
        rank.extend_from_slice(&order.to_be_bytes());
        rank
    }
}

fn classes_of(addressed: &Addressed<'_>) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for child in addressed.children.iter().filter(|child| !child.class.is_empty()) {
        if !classes.iter().any(|known| *known == *child.class) {
            classes.push(child.class.to_string());
        }
    }
    classes
}

fn names_of_children(addressed: &Addressed<'_>) -> Vec<String> {
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

/// The households that count for this letter today, each with its place among those that got it; and of each of these whether
/// the roster still has it.
fn concerned<'a>(
    roster: &'a Roster,
    own: &OwnGroups,
    today: Date,
    release: &crate::ledger::Release,
    families: &ByFamily<'_>,
) -> (Vec<(Addressed<'a>, Option<usize>)>, Vec<bool>) {
    let mut addressed = roster.families_of(&release.audience, own, today).into_iter().peekable();
    let (mut concerned, mut moved) = (Vec::with_capacity(roster.families.len()), Vec::new());
    let mut known = vec![false; families.told().len()];
    // Letters are made out in the roster's order.
    let mut likely = 0;
    for family in &roster.families {
        let place = families.place(&family.number, likely);
        if let Some(place) = place {
            known[place] = true;
            likely = place + 1;
        }
        if let Some(addressed) = addressed.next_if(|addressed| std::ptr::eq(addressed.family, family)) {
            concerned.push((addressed, place));
        } else if place.is_some_and(|place| families.is_told(place)) && family.counts() {
            // Moved to another class since: they were written to, so they are still asked after.
            moved.extend(still_here(family, today).map(|addressed| (addressed, place)));
        }
    }
    concerned.extend(moved);
    (concerned, known)
}

fn still_here(family: &Family, today: Date) -> Option<Addressed<'_>> {
    let children: Vec<_> = family.children.iter().filter(|child| child.is_here(today)).collect();
    (!children.is_empty() || family.children.is_empty()).then_some(Addressed { family, children })
}

/// The last call about each, whoever it told.
fn last_calls(record: &LetterRecord, who_reads: WhoReads) -> BTreeMap<Callee, Call> {
    let mut last = BTreeMap::new();
    for call in &record.calls {
        let parties: Vec<&Party> =
            call.parties.iter().filter(|party| party.answers_under(who_reads)).collect();
        if parties.is_empty() {
            last.insert(Callee::household(&call.family), call.clone());
        }
        for party in parties {
            let callee = Callee { family: call.family.clone(), party: Some(party.clone()) };
            last.insert(callee, call.clone());
        }
    }
    last
}
