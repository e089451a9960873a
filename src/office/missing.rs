//! Whom a released letter has not reached and a message can reach now: families that joined, guardians who were entered, a
//! first address, another one instead of a dead one, and everybody where it was only rehearsed.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::SchoolYear;
use crate::follow_up::{Counting, Standing};
use crate::ledger::{Dispatch, Recipient, Release, Route, State};
use crate::notify;
use crate::problem::Problem;
use crate::recipients::{Addressed, Role};
use crate::settings::CourierAddress;

/// People a released letter goes to after all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Missed {
    /// each of them gets a message, or is noted as somebody without a way
    pub people: Vec<Recipient>,
    /// the messages whose place theirs take: none of them reached anybody
    pub(super) instead: Vec<i64>,
}

impl Missed {
    /// How many families they are.
    pub fn families(&self) -> usize {
        self.people.iter().map(|person| person.family.as_str()).collect::<BTreeSet<_>>().len()
    }

    /// Of all of them: what is pressed is what was seen.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for person in &self.people {
            let address = person.email.as_ref().map_or("", |email| email.reveal());
            for part in [person.family.as_str(), &person.guardian, person.route.as_str(), address] {
                hasher.update(&part.len().to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// The messages of the edition that counts and later ones, household by household.
type Written<'a> = BTreeMap<&'a str, Vec<&'a Dispatch>>;

impl Office {
    /// Everybody whom a release's audience means today and whose family no message of the edition that counts was
    /// ever made for; who has an address now in a family that had none at all; and guardians who were entered, or got their
    /// first address, in a family that was written to. Nobody, where the letter was taken back or is over.
    ///
    /// # Errors
    /// The ledger.
    pub async fn joined(&self, reading: &SchoolReading, release: &Release) -> Result<Missed, OfficeError> {
        let dispatches = self.ledger.dispatches(&release.letter).await?;
        let written = written(&dispatches, reading, release);
        if release.recalled_at.is_some() || (!written.is_empty() && self.is_over(reading, release)) {
            return Ok(Missed::default());
        }
        let dead = self.dead().await?;
        let own = &self.settings.groups;
        let addressed = reading.roster.families_of(&release.audience, own, self.today());
        // Community contacts are written to with the first messages, never afterwards.
        let contacts = match written.is_empty() {
            true => reading.roster.contacts_of(&release.audience, own),
            false => vec![],
        };
        let today = notify::people(&addressed, &contacts, &self.ledger.stops().await?);
        let mut missed = Missed::default();
        for (family, people) in by_family(&today) {
            let Some(rows) = written.get(family) else {
                missed.people.extend(people.into_iter().cloned());
                continue;
            };
            if rows.iter().filter(|row| row.to.role == Role::Guardian).all(|row| had_no_way(row)) {
                let reached = |person: &&Recipient| {
                    takes_mail(person, |address| dead.contains_key(address))
                        && rows_of(rows, person).all(had_no_way)
                };
                missed.add(rows, &people, reached);
            } else {
                missed.add_entered(rows, &people, |address| dead.contains_key(address));
            }
        }
        Ok(missed)
    }

    /// Is it too late to tell somebody who joins now? The day that the letter is about, or by which it wants an answer, is
    /// past, or its school year is.
    fn is_over(&self, reading: &SchoolReading, release: &Release) -> bool {
        let today = self.today();
        let path = reading.known.values().find(|known| known.id == release.letter).map(|known| &known.path);
        let letter = reading.letters.iter().find(|letter| Some(&letter.path) == path);
        let days = letter.map(|letter| letter.when.map(|when| when.day).into_iter().chain(letter.deadline));
        let last = days.and_then(Iterator::max);
        last.is_some_and(|last| last < today) || release.year < SchoolYear::of(today)
    }

    /// Everybody whose message was only rehearsed, where messages are not rehearsed any more; with the addresses of
    /// today.
    ///
    /// # Errors
    /// The ledger.
    pub(super) async fn rehearsed(
        &self,
        reading: &SchoolReading,
        release: &Release,
    ) -> Result<Missed, OfficeError> {
        let mut missed = Missed::default();
        if self.rehearses() {
            return Ok(missed);
        }
        let dispatches = self.ledger.dispatches(&release.letter).await?;
        let written = written(&dispatches, reading, release);
        let (own, today) = (&self.settings.groups, self.today());
        let families: Vec<Addressed<'_>> = reading
            .roster
            .families
            .iter()
            .filter(|family| written.contains_key(family.number.as_str()) && family.counts())
            .filter(|family| family.children.is_empty() || family.children.iter().any(|c| c.is_here(today)))
            .map(|family| Addressed { family, children: Vec::new() })
            .collect();
        let contacts = reading.roster.contacts_of(&release.audience, own);
        let people = notify::people(&families, &contacts, &self.ledger.stops().await?);
        for (family, people) in by_family(&people) {
            let Some(rows) = written.get(family) else { continue };
            for person in people {
                let own: Vec<&Dispatch> = rows_of(rows, person).collect();
                let is_rehearsed = own.iter().any(|row| row.state == State::Rehearsed)
                    && own.iter().all(|row| matches!(row.state, State::Rehearsed | State::NoChannel));
                if is_rehearsed {
                    missed.people.push(person.clone());
                    missed.instead.extend(own.iter().map(|row| row.id));
                }
            }
        }
        Ok(missed)
    }

    /// One family that the letter has not reached: it joined later, had no address, or its message failed or came back
    /// from another address; or the guardians of it who were entered since. `asked`: household number or row code. Returns
    /// the household number too.
    ///
    /// # Errors
    /// No such family; one that the letter is not for, that has it or will get it, or that no mail reaches; nobody was
    /// written to yet; what it is about is over; as [`Office::unread`].
    pub async fn missed_by(
        &self,
        reading: &SchoolReading,
        release: &Release,
        asked: &str,
    ) -> Result<(String, Missed), OfficeError> {
        let list = self.unread(&release.letter).await?;
        let number = list.family_of(asked).ok_or_else(|| OfficeError::NoSuchFamily(asked.to_owned()))?;
        let no = |id| {
            let values = vec![("family", number.as_str().into()), ("letter", release.title.as_str().into())];
            OfficeError::Wrong(Problem::error(id, values))
        };
        let dispatches = self.ledger.dispatches(&release.letter).await?;
        if dispatches.is_empty() {
            return Err(no("office-family-first"));
        }
        let standing = list.standings.get(&number).ok_or_else(|| no("office-family-not-for"))?;
        if self.is_over(reading, release) {
            return Err(no("office-family-late"));
        }
        let written = written(&dispatches, reading, release);
        let rows = written.get(number.as_str()).map_or(&[][..], Vec::as_slice);
        let rehearses = self.rehearses();
        let guardians = || rows.iter().filter(|row| row.to.role == Role::Guardian);
        // Whoever clicks in a rehearsal's mailbox is no parent.
        let was_rehearsed = !rehearses && guardians().any(|row| row.state == State::Rehearsed);
        let has_read = matches!(standing, Standing::Read { .. }) && !was_rehearsed;
        let dead = self.dead().await?;
        let families = reading.roster.families.iter().filter(|family| family.number == number);
        let families: Vec<_> = families.map(|family| Addressed { family, children: Vec::new() }).collect();
        let today = notify::people(&families, &[], &self.ledger.stops().await?);
        let mut missed = Missed::default();
        if has_read || !guardians().all(|row| reached_nobody(row, rehearses)) {
            missed.add_entered(rows, &today.iter().collect::<Vec<_>>(), |address| dead.contains_key(address));
            return if missed.people.is_empty() {
                Err(no("office-family-has-it"))
            } else {
                Ok((number, missed))
            };
        }
        let reached = |person: &&Recipient| {
            takes_mail(person, |address| dead.contains_key(address))
                && rows_of(rows, person)
                    .all(|row| reached_nobody(row, rehearses) && !came_back_from_there(row, person))
        };
        missed.add(rows, &today.iter().collect::<Vec<_>>(), reached);
        if missed.people.is_empty() {
            return Err(no("office-family-no-way"));
        }
        if rows.is_empty() {
            missed.people = today;
        }
        Ok((number, missed))
    }

    fn rehearses(&self) -> bool {
        matches!(self.settings.mail.courier, CourierAddress::Mailbox(_))
    }
}

impl Missed {
    /// Adds those of a family who are reached now, if a guardian is among them; in place of what was noted of them,
    /// and of guardians whom the roster does not know any more.
    fn add(&mut self, rows: &[&Dispatch], today: &[&Recipient], reached: impl Fn(&&Recipient) -> bool) {
        let people: Vec<&Recipient> = today.iter().copied().filter(reached).collect();
        if !people.iter().any(|person| person.role == Role::Guardian) {
            return;
        }
        let is_among = |people: &[&Recipient], row: &Dispatch| {
            people.iter().any(|person| person.guardian == row.to.guardian)
        };
        let instead = rows
            .iter()
            .filter(|row| is_among(&people, row) || (row.to.role == Role::Guardian && !is_among(today, row)));
        self.instead.extend(instead.map(|row| row.id));
        self.people.extend(people.into_iter().cloned());
    }

    /// Adds the guardians of a family that has the letter for whom no message could be made out, and now can. An address
    /// that a message was made out for gets no other: who shares it is phoned. Grandparents who were entered since get none.
    fn add_entered(&mut self, rows: &[&Dispatch], today: &[&Recipient], is_dead: impl Fn(&str) -> bool) {
        let mut known: BTreeSet<String> = rows.iter().filter_map(|row| address(&row.to)).collect();
        for person in today.iter().filter(|person| person.role == Role::Guardian) {
            let is_new = takes_mail(person, &is_dead) && rows_of(rows, person).all(had_no_way);
            if is_new && address(person).is_some_and(|address| known.insert(address)) {
                self.instead.extend(rows_of(rows, person).map(|row| row.id));
                self.people.push((*person).clone());
            }
        }
    }
}

fn written<'a>(dispatches: &'a [Dispatch], reading: &SchoolReading, release: &Release) -> Written<'a> {
    let releases: Vec<Release> = reading.releases_of(&release.letter).cloned().collect();
    let first = Counting::of(&releases).map_or(0, |counting| counting.edition);
    let mut written = Written::new();
    for dispatch in dispatches.iter().filter(|dispatch| dispatch.edition >= first && !dispatch.is_aside()) {
        written.entry(&dispatch.to.family).or_default().push(dispatch);
    }
    written
}

/// In the roster's order.
fn by_family(people: &[Recipient]) -> Vec<(&str, Vec<&Recipient>)> {
    let mut families: Vec<(&str, Vec<&Recipient>)> = Vec::new();
    for person in people {
        match families.last_mut() {
            Some((family, members)) if *family == person.family => members.push(person),
            _ => families.push((&person.family, vec![person])),
        }
    }
    families
}

fn rows_of<'a>(rows: &'a [&'a Dispatch], person: &'a Recipient) -> impl Iterator<Item = &'a Dispatch> {
    rows.iter().copied().filter(|row| row.to.guardian == person.guardian)
}

fn takes_mail(person: &Recipient, is_dead: impl Fn(&str) -> bool) -> bool {
    let address = person.email.as_ref().filter(|_| person.route == Route::Mail);
    address.is_some_and(|email| !is_dead(&email.reveal().to_ascii_lowercase()))
}

fn had_no_way(row: &Dispatch) -> bool {
    row.state == State::NoChannel && matches!(row.to.route, Route::None | Route::Paper)
}

fn reached_nobody(row: &Dispatch, rehearses: bool) -> bool {
    match row.state {
        State::NoChannel | State::Failed | State::Bounced => true,
        State::Rehearsed => !rehearses,
        _ => false,
    }
}

fn address(to: &Recipient) -> Option<String> {
    to.email.as_ref().map(|email| email.reveal().to_ascii_lowercase())
}

fn came_back_from_there(row: &Dispatch, person: &Recipient) -> bool {
    row.state == State::Bounced && address(&row.to) == address(person)
}
