//! Mails that are claimed in the ledger before they begin, and the notebook that knows which have begun.

use std::path::PathBuf;

use otayori::ledger::{Dispatch, Finish, Ledger, Start};
use otayori::notify::Sending;
use otayori::world::DurableLines;
use serde_json::{Value, json};

use super::*;

/// A released letter to five, four of them claimed with tokens 1 to 4, as a killed round leaves it; the notebook is still to be
/// written.
struct Interrupted {
    school: School,
    notebook: PathBuf,
    starts: Vec<Start>,
}

impl Interrupted {
    async fn new() -> Self {
        let school = school("smtp://127.0.0.1:9?tls=none", "").await;
        school.release("園だより", Kind::Send).await;
        school.advance(61);
        let (ledger, now) = (&school.office.ledger, school.office.clock.now());
        ledger.freeze_due(None, now).await.unwrap();
        let due = ledger.due(None, now, 100).await.unwrap();
        let start =
            |(one, token): (&Dispatch, u8)| Start { dispatch: one.id, was: one.state, token: [token; 32] };
        let starts: Vec<Start> = due.iter().zip(1..=4).map(start).collect();
        assert_eq!(ledger.books().keep(&[], &starts, now).await.unwrap(), [true; 4]);
        let notebook = school.folder.path().join(".otayori/sending.notebook");
        Interrupted { school, notebook, starts }
    }

    fn ledger(&self) -> &Ledger {
        &self.school.office.ledger
    }

    /// The first three were claimed ahead; two of them have begun, one was taken.
    fn lines(&self) -> Vec<Value> {
        let tried = |at: usize| json!([self.starts[at].dispatch, self.starts[at].token]);
        vec![
            json!({ "ended": [], "begun": [], "ahead": self.starts[..3] }),
            json!({ "ended": [], "begun": [tried(0), tried(1)], "ahead": [] }),
            json!({ "ended": [self.taken(0)], "begun": [], "ahead": [] }),
        ]
    }

    fn taken(&self, at: usize) -> Value {
        let finish = Finish {
            dispatch: self.starts[at].dispatch,
            state: State::Accepted,
            said: Some("250 taken".to_owned()),
            handed_over_at: Some(self.school.office.clock.now()),
            again_at: None,
            unsent: None,
        };
        json!({ "token": self.starts[at].token, "finish": finish })
    }

    fn note(&self, lines: &[Value]) {
        let mut file = DurableLines::create(&self.notebook).unwrap();
        for line in lines {
            file.write(&line.to_string()).unwrap();
        }
    }

    /// Where the five stand when the next round begins.
    async fn taken_up(&self) -> Vec<State> {
        let folder = self.school.office.settings.private_folder();
        assert!(Sending::lock(self.ledger(), &folder).await.unwrap().is_some());
        assert!(!self.notebook.exists(), "it is done with");
        self.all().await.iter().map(|one| one.state).collect()
    }

    async fn all(&self) -> Vec<Dispatch> {
        let letter = self.school.office.find_released("園だより").await.unwrap().id;
        let mut all = self.ledger().dispatches(&letter).await.unwrap();
        all.retain(|one| one.to.email.is_some());
        all.sort_by_key(|one| one.id);
        all
    }
}

const IN_DOUBT: [State; 5] =
    [State::Uncertain, State::Uncertain, State::Uncertain, State::Uncertain, State::Frozen];

#[tokio::test(flavor = "multi_thread")]
async fn what_an_interrupted_round_noted_narrows_the_doubt() {
    let round = Interrupted::new().await;
    round.note(&round.lines());
    let states = round.taken_up().await;
    let expected = [State::Accepted, State::Uncertain, State::Frozen, State::Uncertain, State::Frozen];
    assert_eq!(states, expected, "taken; begun; not begun; not noted as ahead; not claimed");
    let all = round.all().await;
    assert_eq!(all[0].said.as_deref(), Some("250 taken"));
    assert!(all[0].handed_over_at.is_some());
    assert_eq!(all.iter().map(|one| one.attempts).collect::<Vec<_>>(), [1, 1, 0, 1, 0]);
    let known = async |token: u8| round.ledger().knows_token(&[token; 32]).await.unwrap();
    assert!(known(1).await && known(2).await && known(4).await, "a parent may hold these links");
    assert!(!known(3).await, "nobody has got this one");

    let round = Interrupted::new().await;
    let mut lines = round.lines();
    lines[2]["ended"].as_array_mut().unwrap().push(round.taken(3));
    round.note(&lines);
    assert_eq!(round.taken_up().await[3], State::Accepted, "begun by the ledger alone, its end noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_notebook_or_with_one_that_cannot_be_trusted_all_is_in_doubt() {
    let round = Interrupted::new().await;
    assert_eq!(round.taken_up().await, IN_DOUBT, "there is none");

    let round = Interrupted::new().await;
    round.note(&round.lines());
    let mut bytes = std::fs::read(&round.notebook).unwrap();
    let second = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    bytes[second + 20] ^= 1;
    std::fs::write(&round.notebook, bytes).unwrap();
    assert_eq!(round.taken_up().await, IN_DOUBT, "a line is spoilt");

    let round = Interrupted::new().await;
    let mut lines = round.lines();
    lines[1]["begun"] = json!("of another version");
    round.note(&lines);
    assert_eq!(round.taken_up().await, IN_DOUBT, "words of another version");

    let round = Interrupted::new().await;
    let earlier = |token: &str| token.replace("[1,1,", "[200,1,").replace("[3,3,", "[200,3,");
    let lines =
        round.lines().iter().map(|line| earlier(&line.to_string()).parse().unwrap()).collect::<Vec<_>>();
    round.note(&lines);
    assert_eq!(round.taken_up().await, IN_DOUBT, "it tells of earlier tries");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_claimed_and_does_not_go_can_still_be_stopped() {
    const CONNECTIONS: usize = 4;
    const PEOPLE: usize = 400;
    let school = School::open(&format!("  quiet: never\n  connections: {CONNECTIONS}\n")).await;
    school.write_for_many(PEOPLE);
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    school.smtp.set(|faults| faults.slow = Duration::from_millis(2));
    let notebook = school.folder.path().join(".otayori/sending.notebook");
    let stopped_within = async {
        while school.smtp.accepted().len() < 80 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        school.smtp.set(|faults| faults.slow = Duration::from_secs(3));
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert!(notebook.exists(), "nothing was claimed ahead");
        let states = school.office.sent_report(&letter).await.unwrap().states;
        let in_hand = usize::try_from(states[&State::Sending]).unwrap();
        assert!(in_hand <= CONNECTIONS, "{states:?}");
        let gone = school.smtp.accepted().len();
        let stopped = school.office.stop(&letter, "園長").await.unwrap();
        school.smtp.set(|faults| faults.slow = Duration::ZERO);
        (gone, in_hand, usize::try_from(stopped).unwrap())
    };
    let (rest, (gone, in_hand, stopped)) = tokio::join!(school.post(), stopped_within);
    assert_eq!(rest, Rest::Done);
    assert_eq!(
        school.smtp.accepted().len(),
        gone + in_hand,
        "what was in the mail server's hands, and nothing else"
    );
    assert_eq!(gone + in_hand + stopped, PEOPLE);
    let states = school.office.sent_report(&letter).await.unwrap().states;
    let count = |state| states.get(&state).copied().unwrap_or_default() as usize;
    assert_eq!((count(State::Accepted), count(State::Cancelled)), (gone + in_hand, stopped), "{states:?}");
    assert!(!notebook.exists(), "the ledger knows all of it");
}
