//! Random days of a school whose letter each home or every guardian must read, against a diary that writes down what
//! really happened to each person.

use std::collections::{BTreeMap, BTreeSet};

use otayori::ledger::NotedCalls;
use otayori::world::{Random, SeededRandom};

use super::*;

/// What happened to one home or guardian.
#[derive(Default)]
struct Day {
    has_read: bool,
    /// what was noted of just them and stands, in order
    noted: Vec<(i64, Outcome)>,
}

/// Household number and party → what happened there.
type Diary = BTreeMap<(&'static str, String), Day>;

impl Day {
    /// The law: nobody is off the list but by their own reading, or a person's last word about just them.
    fn knows(&self) -> bool {
        self.has_read || self.noted.last().is_some_and(|(_, outcome)| outcome.settles())
    }
}

/// Everybody of the roster: household, home, key, address where there is one; the last one is entered later.
const PEOPLE: [(&str, &str, &str, &str); 7] = [
    ("H001", "", "山田一郎", "h001@example.jp"),
    ("H002", "母", "母/佐藤花", "h002@example.jp"),
    ("H002", "父", "父/中村健", "h002b@example.jp"),
    ("H002", "父", "父/中村翔子", "h002c@example.jp"),
    ("H003", "母", "母/鈴木春", ""),
    ("H003", "父", "父/木村秋", ""),
    ("H001", "父", "父/山田次郎", "jiro@example.jp"),
];

fn party(readers: &str, person: usize) -> String {
    let (_, home, key, _) = PEOPLE[person];
    if readers == "全員" { format!("guardian:{key}") } else { format!("home:{home}") }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_days_never_settle_a_home_that_nobody_told() {
    for (readers, seed) in [("それぞれの家", 11), ("全員", 12)] {
        days(readers, seed).await;
    }
}

async fn days(readers: &'static str, seed: u64) {
    let (school, letter) = school(readers).await;
    let random = SeededRandom::from(seed);
    let steps = if std::env::var_os("OTAYORI_LONG").is_some() { 2_000 } else { 160 };
    let mut diary = Diary::new();
    for (person, (family, ..)) in PEOPLE.iter().enumerate().take(6) {
        diary.entry((*family, party(readers, person))).or_default();
    }
    let (mut people, mut refused, mut told, mut has_mail) = (6, 0, 0, true);
    school.advance(3600);
    for step in 0..steps {
        let dice = random.bytes();
        let outcome = Outcome::ALL[usize::from(dice[1]) % 6];
        school.advance(i64::from(dice[2] % 40));
        let list = school.list(&letter).await;
        let open: Vec<_> = list.unread.iter().collect();
        let row = open.get(usize::from(dice[0]) % open.len().max(1)).copied();
        let to = |row: &otayori::follow_up::UnreadRow| {
            let family = PEOPLE.iter().find(|one| one.0 == row.family).unwrap().0;
            (family, row.party.as_ref().unwrap().text())
        };
        match (dice[3] % 8, row) {
            // By the desk, or typed from paper: about that row.
            (0 | 1, Some(row)) => {
                let (_, noted) = school.office.call(&letter, &call(&row.code, outcome)).await.unwrap();
                diary.get_mut(&to(row)).unwrap().noted.push((*noted.0.start(), outcome));
                told += 1;
            }
            (2, Some(row)) => {
                let text = format!("{} {outcome}", row.code.to_lowercase());
                let (_, noted) = school.office.call_by_codes(&letter, &text, "園長").await.unwrap();
                diary.get_mut(&to(row)).unwrap().noted.push((*noted.0.start(), outcome));
            }
            // By a household number alone.
            (3, Some(row)) => {
                let of_family: Vec<_> =
                    diary.keys().filter(|(family, _)| *family == row.family).cloned().collect();
                match school.office.call(&letter, &call(&row.family, outcome)).await {
                    Ok((_, noted)) => {
                        assert_eq!(of_family.len(), 1, "step {step}: a number was taken for one of several");
                        diary.get_mut(&of_family[0]).unwrap().noted.push((*noted.0.start(), outcome));
                    }
                    Err(_) => {
                        assert!(of_family.len() > 1, "step {step}");
                        refused += 1;
                    }
                }
            }
            (4, _) => {
                let papers: Vec<_> = list.paper_rows().collect();
                let Some(paper) = papers.get(usize::from(dice[4]) % papers.len().max(1)).copied() else {
                    continue;
                };
                let given = BTreeSet::from([paper.code.clone()]);
                let noted = school.office.give_on_paper(&letter, &given, "園長").await.unwrap();
                diary.get_mut(&to(paper)).unwrap().noted.push((*noted.0.start(), Outcome::OnPaper));
            }
            // Somebody reads, and is so rare that the days stay long.
            (5, _) if dice[5].is_multiple_of(8) => {
                let person = usize::from(dice[6]) % people;
                let (family, _, _, address) = PEOPLE[person];
                if address.is_empty() || (person == 6 && !has_mail) {
                    continue;
                }
                school.advance(200);
                school.read(&school.link(address)).await;
                diary.get_mut(&(family, party(readers, person))).unwrap().has_read = true;
            }
            (6, _) => {
                let all: Vec<i64> =
                    diary.values().flat_map(|day| day.noted.iter().map(|one| one.0)).collect();
                let Some(id) = all.get(usize::from(dice[4]) % all.len().max(1)).copied() else { continue };
                school.office.take_back(&letter, &NotedCalls(id..=id), "園長").await.unwrap();
                diary.values_mut().for_each(|day| day.noted.retain(|one| one.0 != id));
            }
            // A father is entered, and some time later written to.
            (7, _) if people == 6 && step > steps / 3 => {
                enter(&school, FATHER);
                (people, has_mail) = (7, false);
                diary.entry((PEOPLE[6].0, party(readers, 6))).or_default();
            }
            (7, _) if !has_mail => {
                assert_eq!(catch_up(&school, &letter).await, 1);
                has_mail = true;
            }
            _ => continue,
        }
        let list = school.list(&letter).await;
        let open: BTreeSet<(&str, String)> =
            list.unread.iter().map(|row| (row.family.as_str(), row.party.as_ref().unwrap().text())).collect();
        assert_eq!(open.len(), list.unread.len(), "one row is one call");
        let unknowing: BTreeSet<(&str, String)> = diary
            .iter()
            .filter(|(_, day)| !day.knows())
            .map(|((family, party), _)| (*family, party.clone()))
            .collect();
        assert_eq!(open, unknowing, "step {step}, {readers}: the list, and who does not know");
        let left: BTreeSet<&str> = unknowing.iter().map(|(family, _)| *family).collect();
        assert_eq!((list.families_left(), list.families), (left.len(), 3));
    }
    assert!(
        refused > 0 && told > steps / 20 && has_mail && people == 7,
        "{refused} {told} {has_mail} {people}"
    );
}
