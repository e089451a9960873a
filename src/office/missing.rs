//! Whom a released letter has not reached and a message can reach now: families that joined, a first address,
//! another one instead of a dead one, and everybody where it was only rehearsed.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::SchoolReading;
use super::{Office, OfficeError};
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
    /// ever made for; and who has an address now in a family that had none at all.
    ///
    /// # Errors
    /// The ledger.
    pub(super) async fn joined(
        &self,
        reading: &SchoolReading,
        release: &Release,
    ) -> Result<Missed, OfficeError> {
        let dispatches = self.ledger.dispatches(&release.letter).await?;
        let written = written(&dispatches, reading, release);
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
            }
        }
        Ok(missed)
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
    /// from another address. `asked`: household number or row code. Returns the household number too.
    ///
    /// # Errors
    /// No such family; one that the letter is not for, that has it or will get it, or that no mail reaches; nobody was
    /// written to yet; as [`Office::unread`].
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
        let written = written(&dispatches, reading, release);
        let rows = written.get(number.as_str()).map_or(&[][..], Vec::as_slice);
        let rehearses = self.rehearses();
        let guardians = || rows.iter().filter(|row| row.to.role == Role::Guardian);
        // Whoever clicks in a rehearsal's mailbox is no parent.
        let was_rehearsed = !rehearses && guardians().any(|row| row.state == State::Rehearsed);
        let has_read = matches!(standing, Standing::Read { .. }) && !was_rehearsed;
        if has_read || !guardians().all(|row| reached_nobody(row, rehearses)) {
            return Err(no("office-family-has-it"));
        }
        let dead = self.dead().await?;
        let families = reading.roster.families.iter().filter(|family| family.number == number);
        let families: Vec<_> = families.map(|family| Addressed { family, children: Vec::new() }).collect();
        let today = notify::people(&families, &[], &self.ledger.stops().await?);
        let reached = |person: &&Recipient| {
            takes_mail(person, |address| dead.contains_key(address))
                && rows_of(rows, person)
                    .all(|row| reached_nobody(row, rehearses) && !came_back_from_there(row, person))
        };
        let mut missed = Missed::default();
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

fn came_back_from_there(row: &Dispatch, person: &Recipient) -> bool {
    let address = |to: &Recipient| to.email.as_ref().map(|email| email.reveal().to_ascii_lowercase());
    row.state == State::Bounced && address(&row.to) == address(person)
}
