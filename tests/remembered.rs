//! A list is made of remembered touches and those that came since: it must be the one that somebody makes who remembers nothing,
//! whatever came, went or changed meanwhile, and whichever program did it.

use jiff::{SignedDuration, Timestamp};
use otayori::content::SchoolYear;
use otayori::ledger::{
    Callee, Circumstances, Door, Evidence, Fate, Ledger, LetterId, LetterRecord, NewCall, NewDispatch,
    Outcome, Recipient, Route, State, Touch, TouchKind,
};
use otayori::recipients::{EmailAddress, Role};
use otayori::world::{Random, SeededRandom};

use crate::common::by_hand;

const FAMILIES: u64 = 6;

struct School {
    /// the desk, which remembers; and a command at the terminal, in the same folder
    programs: [Ledger; 2],
    folder: tempfile::TempDir,
    random: SeededRandom,
    now: Timestamp,
    letters: Vec<LetterId>,
    /// hash of a link, whose letter it is
    links: Vec<([u8; 32], LetterId)>,
    joined: u64,
}

impl School {
    async fn open(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programs =
            [Ledger::open(folder.path()).await.unwrap(), Ledger::open(folder.path()).await.unwrap()];
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        let random = SeededRandom::from(seed);
        School { programs, folder, random, now, letters: Vec::new(), links: Vec::new(), joined: 0 }
    }

    fn pick(&self, below: u64) -> u64 {
        let [a, b, c, d, ..] = self.random.bytes();
        u64::from(u32::from_le_bytes([a, b, c, d])) % below
    }

    fn somebody(&self) -> &Ledger {
        &self.programs[usize::try_from(self.pick(2)).unwrap()]
    }

    async fn new_letter(&mut self) {
        let ledger = self.somebody();
        let day = jiff::civil::date(2026, 11, 24);
        let path = format!("全園/{}.md", self.pick(u64::MAX));
        ledger.add_letters(&[(path.clone(), "hash".into(), day)], &self.random).await.unwrap();
        let letter = ledger.letters().await.unwrap().into_iter().find(|known| known.path == path).unwrap().id;
        let release = by_hand::release(letter.clone(), "hash", self.now);
        let people: Vec<NewDispatch> = (0..FAMILIES).map(|number| self.person(&letter, number)).collect();
        assert!(ledger.release(&release, &people).await.unwrap());
        ledger.note_published(&letter, 0, self.now).await.unwrap();
        self.letters.push(letter);
    }

    /// Somebody joins, or two: their messages lie apart from the others'.
    async fn join(&mut self) {
        let letter = self.any_letter().clone();
        self.joined += 1;
        let people: Vec<NewDispatch> =
            (0..=self.pick(2)).map(|more| self.person(&letter, FAMILIES + 10 * self.joined + more)).collect();
        self.look_at(&letter).await;
        assert!(self.somebody().add_dispatches(&letter, 0, &people, &[], self.now).await.unwrap());
        for _ in 0..20 {
            self.send().await;
            self.touch().await;
        }
        self.look_at(&letter).await;
    }

    fn person(&self, letter: &LetterId, number: u64) -> NewDispatch {
        NewDispatch {
            to: Recipient {
                family: format!("H{number}"),
                // Anything may stand in a name.
                guardian: ["母", "n", "", "a,b\u{1f}c", "7", "'\""][usize::try_from(number).unwrap() % 6]
                    .into(),
                role: if number == 0 { Role::Follower } else { Role::Guardian },
                route: Route::Mail,
                email: EmailAddress::parse(&format!("h{number}@example.jp")).filter(|_| number != 3),
                lang: "ja".into(),
            },
            message_id: format!("{}.{number}@example.jp", letter.0),
            state: State::Frozen,
            due_at: self.now,
            send_by: (number == 2).then_some(self.now),
            round: 0,
            despite_stop: number == 4,
            said: (number == 5).then(|| "550, no, \"such\" user".into()),
        }
    }

    /// One message more is handed over, in whatever way that ends.
    async fn send(&mut self) {
        let ledger = self.somebody().clone();
        let due = ledger.due(None, self.now, u32::MAX).await.unwrap();
        if due.is_empty() {
            return;
        }
        let one = &due[usize::try_from(self.pick(due.len() as u64)).unwrap()];
        let token = self.random.bytes();
        if !ledger.start_sending(one, &token, self.now).await.unwrap() {
            return;
        }
        let states = [State::Accepted, State::Accepted, State::Failed];
        let state = states[usize::try_from(self.pick(3)).unwrap()];
        ledger.finish_sending(one.id, state, Some("said"), self.now, None).await.unwrap();
        self.links.push((token, one.letter.clone()));
    }

    async fn touch(&self) {
        if self.links.is_empty() {
            return;
        }
        let touch = |_| {
            let (token, _) = &self.links[usize::try_from(self.pick(self.links.len() as u64)).unwrap()];
            let label = || (self.pick(3) > 0).then(|| [u8::try_from(self.pick(256)).unwrap(); 8]);
            Evidence {
                token: *token,
                kind: TouchKind::ALL[usize::try_from(self.pick(5)).unwrap()],
                door: Door::ALL[usize::try_from(self.pick(2)).unwrap()],
                at: self.now,
                edition: ["hash", "", "other"][usize::try_from(self.pick(3)).unwrap()].into(),
                dwell: 4_000,
                gesture: ["", "wheel", "a,n"][usize::try_from(self.pick(3)).unwrap()].into(),
                late: self.pick(2) == 0,
                circumstances: Circumstances {
                    network: label(),
                    session: label(),
                    device: label(),
                    ..Circumstances::default()
                },
                nonce: None,
            }
        };
        let some: Vec<Evidence> = (0..=self.pick(4)).map(touch).collect();
        let fates = self.somebody().pen().write(&some, self.now).await.unwrap();
        assert!(fates.iter().all(|fate| *fate == Fate::Kept));
    }

    async fn call(&self) {
        let letter = self.any_letter();
        let call = NewCall {
            to: Callee::household(&format!("H{}", self.pick(FAMILIES))),
            outcome: Outcome::ALL[usize::try_from(self.pick(6)).unwrap()],
            note: String::new(),
            number: String::new(),
        };
        self.somebody().add_calls(letter, &[call], "園長", self.now).await.unwrap();
    }

    /// Takes a letter out with all that hangs on it: the numbers of its touches may be given again.
    async fn purge(&mut self) {
        let at = usize::try_from(self.pick(self.letters.len() as u64)).unwrap();
        let letter = self.letters.remove(at);
        self.links.retain(|(_, whose)| *whose != letter);
        let gone = std::slice::from_ref(&letter);
        self.somebody().purge(gone, SchoolYear(2020), None, self.now).await.unwrap();
        assert_eq!(self.programs[0].record(&letter).await.unwrap(), None);
        self.new_letter().await;
    }

    fn any_letter(&self) -> &LetterId {
        &self.letters[usize::try_from(self.pick(self.letters.len() as u64)).unwrap()]
    }

    async fn look(&self) {
        self.look_at(self.any_letter()).await;
    }

    async fn look_at(&self, letter: &LetterId) {
        let remembered = self.programs[0].record(letter).await.unwrap().unwrap();
        let other = Ledger::open(self.folder.path()).await.unwrap();
        let fresh = other.record(letter).await.unwrap().unwrap();
        let whole = other.touches(letter).await.unwrap();
        other.close().await;
        assert_eq!(sorted(remembered), sorted(fresh.clone()));
        let without_network = |mut touch: Touch| {
            touch.circumstances.network = None;
            touch
        };
        let whole = whole.into_iter().map(without_network).collect::<Vec<_>>();
        assert_eq!(sorted(fresh.clone()), sorted(LetterRecord { touches: whole.into(), ..fresh }));
    }
}

/// A record says nothing by the order of its touches.
fn sorted(record: LetterRecord) -> (LetterRecord, Vec<String>) {
    let mut touches: Vec<String> = record.touches.iter().map(|touch| format!("{touch:?}")).collect();
    touches.sort();
    (LetterRecord { touches: vec![].into(), ..record }, touches)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_remembered_is_what_stands_in_the_ledger() {
    for seed in 0..6 {
        let mut school = School::open(seed).await;
        // Of one letter everything is remembered all the time, of three mostly nothing.
        for _ in 0..=seed % 3 {
            school.new_letter().await;
        }
        for _ in 0..120 {
            match school.pick(18) {
                0..4 => school.send().await,
                4..9 => school.touch().await,
                9 => school.call().await,
                10 => school.now += SignedDuration::from_hours(10),
                11 => school.somebody().forget(school.now + SignedDuration::from_hours(800)).await.unwrap(),
                12 if school.pick(3) == 0 => school.purge().await,
                13 if school.pick(2) == 0 => school.join().await,
                _ => school.look().await,
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_while_it_is_read_is_not_lost() {
    let mut school = School::open(7).await;
    school.new_letter().await;
    for _ in 0..60 {
        school.send().await;
    }
    let letter = school.any_letter().clone();
    let reader = school.programs[0].clone();
    let reading = tokio::spawn(async move {
        for _ in 0..400 {
            reader.record(&letter).await.unwrap();
        }
    });
    while !reading.is_finished() {
        school.touch().await;
    }
    reading.await.unwrap();
    school.look().await;
}
