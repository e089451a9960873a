//! What a release would mean for the office, in the director's words: mails, paper, nobody, calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::reading::SchoolReading;
use super::{Forecast, Office, OfficeError};
use crate::follow_up::{self, Standing};
use crate::ledger::{LetterId, LetterRecord, Release, Route, State};
use crate::recipients::Role;
use crate::words::{Value, Words};

/// A letter has been read by those who read of themselves.
const READ_BY_THEN: SignedDuration = SignedDuration::from_hours(48);
/// So many of the last letters say what is usual.
const LAST: usize = 5;

/// How a letter would reach its families. Each family counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// families with a guardian who gets a mail
    pub by_mail: usize,
    /// of the others, those that get paper
    pub on_paper: usize,
    /// of the others, those that nothing reaches: no address, or they want no mails
    pub nobody: usize,
    /// families to phone: those whom nothing reaches, and of those by mail as many as usually have not read after 48
    /// hours. `None` where no letter of this kind is old enough to say so.
    pub calls: Option<usize>,
}

impl Office {
    /// What the release of a letter would mean.
    ///
    /// # Errors
    /// The ledger.
    pub async fn outlook(
        &self,
        reading: &SchoolReading,
        forecast: &Forecast,
    ) -> Result<Outlook, OfficeError> {
        let mut routes: BTreeMap<&str, BTreeSet<Route>> = BTreeMap::new();
        for person in forecast.people.iter().filter(|person| person.role == Role::Guardian) {
            routes.entry(&person.family).or_default().insert(person.route);
        }
        let by_mail = routes.values().filter(|routes| routes.contains(&Route::Mail)).count();
        let paper =
            |routes: &&BTreeSet<Route>| !routes.contains(&Route::Mail) && routes.contains(&Route::Paper);
        let on_paper = routes.values().filter(paper).count();
        let nobody = routes.len() - by_mail - on_paper;
        let unread = self.usually_unread(reading, forecast.important).await?;
        let calls = unread.map(|(unread, families)| nobody + (by_mail * unread + families / 2) / families);
        Ok(Outlook { by_mail, on_paper, nobody, calls })
    }

    /// Of the families that the last letters of this kind went to by mail, how many had not read 48 hours later: in
    /// all, and of how many. An important letter is read once 読みました is pressed, and so has a usual of its own.
    async fn usually_unread(
        &self,
        reading: &SchoolReading,
        important: bool,
    ) -> Result<Option<(usize, usize)>, OfficeError> {
        let mut last: BTreeMap<&LetterId, &Release> = BTreeMap::new();
        for release in &reading.releases {
            last.entry(&release.letter).and_modify(|r| *r = release).or_insert(release);
        }
        let old_enough = |release: &Release| {
            self.clock.now().duration_since(release.released_at) >= READ_BY_THEN
                && release.recalled_at.is_none()
                && release.important == important
        };
        let mut last: Vec<&Release> = last.into_values().filter(|release| old_enough(release)).collect();
        last.sort_by_key(|release| std::cmp::Reverse(release.released_at));
        let (mut unread, mut families, mut letters) = (0, 0, 0);
        // Some were only published, or went out less than two days ago.
        for release in last.into_iter().take(4 * LAST) {
            let Some(record) = self.ledger.record(&release.letter).await? else { continue };
            let (without, all) = self.unread_then(reading, record);
            (unread, families) = (unread + without, families + all);
            letters += usize::from(all > 0);
            if letters == LAST {
                break;
            }
        }
        Ok((families > 0).then_some((unread, families)))
    }

    /// As the list of this letter stood 48 hours after its last mail, calls not counted: of the families by mail, how
    /// many had not read, and how many there were.
    fn unread_then(&self, reading: &SchoolReading, mut record: LetterRecord) -> (usize, usize) {
        let is_mailed = |state: State| matches!(state, State::Accepted | State::Bounced);
        let mailed = record
            .dispatches
            .iter()
            .filter(|d| d.round == 0 && d.to.role == Role::Guardian && is_mailed(d.state));
        let mut families: BTreeSet<String> = BTreeSet::new();
        let mut last: Option<Timestamp> = None;
        for dispatch in mailed {
            families.insert(dispatch.to.family.clone());
            last = last.max(dispatch.handed_over_at);
        }
        let then = last.and_then(|last| last.checked_add(READ_BY_THEN).ok());
        let Some(then) = then.filter(|then| *then <= self.clock.now()) else { return (0, 0) };
        Arc::make_mut(&mut record.touches).retain(|touch| touch.at <= then);
        record.calls.clear();
        let list = follow_up::list(&record, &reading.roster, &self.settings, then);
        let stood = list.map(|list| list.standings).unwrap_or_default();
        let of_mail = stood.iter().filter(|(family, _)| families.contains(*family));
        let unread = of_mail.clone().filter(|(_, standing)| matches!(standing, Standing::Unread { .. }));
        (unread.count(), of_mail.count())
    }
}

impl Outlook {
    /// 「114通をメールで、4家庭は紙で、2家庭は届け先なし。いつもの読まれ方なら、お電話は9件ほど」
    pub fn said(&self, words: &Words) -> String {
        let values: [(&'static str, Value); 3] =
            [("mail", self.by_mail.into()), ("paper", self.on_paper.into()), ("nobody", self.nobody.into())];
        let reach = words.say("office-outlook", &values);
        match self.calls {
            Some(calls) => {
                format!("{reach}{}", words.say("office-outlook-calls", &[("calls", calls.into())]))
            }
            None => reach,
        }
    }
}
