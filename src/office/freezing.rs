//! Freezing: the final edition of a letter on disk, then in the ledger, together with everybody it is for.

use jiff::Timestamp;

use super::audiences::Sight;
use super::building::{BuiltLetter, Form};
use super::papers::Paper;
use super::reading::SchoolReading;
use super::released::ReleasedFolder;
use super::releasing::{Kind, ReleaseOrder};
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::{KnownLetter, Release};
use crate::notify;
use crate::problem::{Level, Problem};
use crate::recipients::{Addressed, Family, Guardian};
use crate::render::{self, Ways};

impl Office {
    /// What was frozen. Where somebody else froze the same a moment before, theirs.
    pub(super) async fn freeze(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        known: &KnownLetter,
        standing: Option<&Release>,
        order: &ReleaseOrder,
        at: Option<Timestamp>,
    ) -> Result<Release, OfficeError> {
        let edition = reading.releases_of(&known.id).last().map_or(0, |last| last.edition + 1);
        let ways = self.ledger.ways(&letter.audience, letter.year, self.random.as_ref()).await?;
        let form = Form::Final { ways: &ways, edition };
        let mut built = self.make_faultless(reading, letter, form)?;
        if let Some(standing) = standing {
            if self.is_same(reading, letter, standing, &ways)? {
                return Err(OfficeError::NothingToCorrect(letter.path.clone()));
            }
            self.demand_languages(letter, standing, &built.edition)?;
        }
        let (families, contacts) = self.told_by(reading, letter, order.kind);
        let stops = self.ledger.stops().await?;
        let people = || notify::one_by_one(&families, &contacts, &stops);
        let count = people().count();
        if count == 0 && order.kind == Kind::Send {
            let values = vec![("audience", letter.audience.label().into())];
            return Err(OfficeError::Problems(vec![Problem::error("office-nobody", values)]));
        }
        self.demand_look(&built.check, known, edition, order).await?;
        self.demand_confirmed(reading, letter).await?;
        if order.kind == Kind::Addendum {
            built.edition.notices = built.edition.notices.map(render::Notices::as_addendum);
        }
        let _frozen_until_known = self.freezing()?;
        self.freeze_files(reading, letter, known, form, &built)?;
        // What the sheet took need not be in memory together with everybody whom the letter is for.
        render::forget_sheets();
        let now = self.clock.now();
        // A correction of a letter that nobody was told of yet waits for the same time.
        let at = at.or_else(|| standing.and_then(|standing| standing.send_at)).filter(|at| *at > now);
        let release = Release {
            emergency: order.emergency || standing.is_some_and(|standing| standing.emergency),
            // Where nobody was told yet, what is added goes out instead.
            counts: order.kind != Kind::Correction && (order.kind != Kind::Addendum || at.is_some()),
            send_at: at,
            ..released_now(letter, known, edition, &built.edition.hash, now)
        };
        let dispatches = self.dispatches(people(), release.emergency, at).await?;
        if !self.ledger.release_with(&release, dispatches, &self.plan(letter, &release)).await? {
            // Somebody else pressed the button a moment before: theirs stands, and is ours if it says the same.
            let theirs = self.ledger.releases(Some(&known.id)).await?.pop();
            return theirs
                .filter(|theirs| theirs.hash == release.hash && theirs.counts == release.counts)
                .ok_or_else(|| OfficeError::EditedSince(letter.path.clone()));
        }
        self.note_act(order.kind.act(), &order.by, &known.id, &format!("{count} people")).await?;
        self.ledger.end_request(&known.id).await?;
        if let Some(at) = at {
            self.note_act("schedule", &order.by, &known.id, &self.written_time(at)).await?;
        }
        Ok(release)
    }

    /// The final edition, of a letter and a roster without errors.
    fn make_faultless(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        form: Form<'_>,
    ) -> Result<BuiltLetter, OfficeError> {
        let mut faults: Vec<Problem> = reading.problems_of(&letter.path).filter(is_error).cloned().collect();
        faults.extend(roster_faults(reading));
        let built = tokio::task::block_in_place(|| self.make(reading, &[letter], form, &|_| {}))?;
        let Some(built) = built.letters.into_iter().next() else {
            return Err(OfficeError::NoSuchLetter(letter.path.clone()));
        };
        faults.extend(built.problems.iter().filter(is_error).cloned());
        if faults.is_empty() { Ok(built) } else { Err(OfficeError::Problems(faults)) }
    }

    /// The families and contacts that a release of this kind tells.
    fn told_by<'r>(
        &self,
        reading: &'r SchoolReading,
        letter: &Letter,
        kind: Kind,
    ) -> (Vec<Addressed<'r>>, Vec<(&'r Family, &'r Guardian)>) {
        if !kind.tells() {
            return (vec![], vec![]);
        }
        let (roster, own) = (&reading.roster, &self.settings.groups);
        (roster.families_of(&letter.audience, own, self.today()), roster.contacts_of(&letter.audience, own))
    }

    /// Edition, photos and papers below `.otayori/released/`, durably.
    fn freeze_files(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        known: &KnownLetter,
        form: Form<'_>,
        built: &BuiltLetter,
    ) -> Result<(), OfficeError> {
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let sight = if reading.roster_is_sound {
            Sight::of(&reading.roster, &self.settings.groups)
        } else {
            Sight::by_names()
        };
        let readers = sight.readers(&letter.audience);
        tokio::task::block_in_place(|| {
            let papers = self.set_papers(reading, &[letter], form, &Paper::ALL)?.pop().unwrap_or_default();
            folder.freeze(&known.id, &built.edition, &built.album, readers)?;
            folder.freeze_papers(&known.id, &built.edition.hash, &papers)
        })
    }

    /// Would releasing the letter again give the edition that is out?
    fn is_same(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        standing: &Release,
        ways: &Ways,
    ) -> Result<bool, OfficeError> {
        let form = Form::Final { ways, edition: standing.edition };
        let built = tokio::task::block_in_place(|| self.make(reading, &[letter], form, &|_| {}))?;
        Ok(built.letters.first().is_some_and(|built| built.edition.hash == standing.hash))
    }

    /// Was the letter's file edited after its release?
    ///
    /// # Errors
    /// The ledger or the theme.
    pub async fn is_edited_since(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        release: &Release,
    ) -> Result<bool, OfficeError> {
        let ways = self.ledger.ways(&letter.audience, letter.year, self.random.as_ref()).await?;
        Ok(!self.is_same(reading, letter, release, &ways)?)
    }
}

/// The edition's row in the ledger, as if everybody was told at once and it counted.
fn released_now(letter: &Letter, known: &KnownLetter, edition: u32, hash: &str, now: Timestamp) -> Release {
    Release {
        letter: known.id.clone(),
        edition,
        hash: hash.to_owned(),
        title: letter.title.clone(),
        day: letter.date,
        year: letter.year,
        audience: letter.audience.clone(),
        series: letter.series.join("/"),
        important: letter.important,
        who_reads: letter.who_reads,
        emergency: false,
        counts: true,
        released_at: now,
        published_at: None,
        recalled_at: None,
        send_at: None,
    }
}

/// What makes it uncertain who the families are.
pub(super) fn roster_faults(reading: &SchoolReading) -> Vec<Problem> {
    let general = reading.problems.iter().filter(|(letter, _)| letter.is_none() && !reading.roster_is_sound);
    general.map(|(_, problem)| problem).filter(is_error).cloned().collect()
}

fn is_error(problem: &&Problem) -> bool {
    problem.level == Level::Error
}
