//! What stands around the letters of each audience: never a letter of others, never one that was taken back.

use std::collections::BTreeMap;
use std::fs;

use otayori::office::Kind;

use crate::common::school::School;

/// Title, path and event of letters; each is a word that stands in no other.
const LETTERS: [(&str, &str, &str); 5] = [
    ("ぜんいんあて", "全園/2026-11-10 ぜんいんあて.md", "てんもんかい"),
    ("ひまわりだけ", "ひまわり組/2026-11-11 ひまわりだけ.md", "ひみつのかい"),
    ("すみれだけ", "すみれ組/2026-11-12 すみれだけ.md", "すみれのかい"),
    ("ふたつのくみ", "年中・年長/2026-11-13 ふたつのくみ.md", "ふたくみのかい"),
    ("しおりです", "全園/資料室/しおりです.md", "しおりのかい"),
];

async fn school() -> School {
    let school = School::open("").await;
    for (title, path, event) in LETTERS {
        let text = format!("本文は{title}です。\n\n|日付|ぎょうじ|\n|-|-|\n|12/1(火)|{event} 9:30〜|\n");
        school.write(&format!("content/{path}"), &text);
    }
    for (title, ..) in LETTERS {
        school.release(title, Kind::PublishOnly).await;
    }
    school
}

/// All that stands around the letters, by the label of its audience: archive, library, calendar, search.
async fn around(school: &School) -> BTreeMap<String, String> {
    let public = school.folder.path().join("public");
    let mut found = BTreeMap::new();
    for release in school.office.ledger.releases(None).await.unwrap() {
        let ways = school
            .office
            .ledger
            .ways(&release.audience, release.year, school.office.random.as_ref())
            .await
            .unwrap();
        let mut all = String::new();
        for file in [
            format!("{}/index.html", ways.archive),
            format!("{}/index.html", ways.library),
            format!("{}/index.html", ways.calendar),
            format!("{}/calendar.ics", ways.calendar),
            format!("{}/index.html", ways.search),
            format!("{}/search.json", ways.search),
        ] {
            all += &fs::read_to_string(public.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        }
        found.insert(release.audience.label(), all);
    }
    found
}

/// Whether this letter is anywhere in what an audience sees: its title, its address, its event, its words.
async fn traces(school: &School, all: &str, title: &str) -> Vec<String> {
    let (_, path, event) = LETTERS.iter().find(|(of, ..)| *of == title).unwrap();
    let known = school.office.ledger.letters().await.unwrap();
    let address = known.iter().find(|letter| letter.path == *path).unwrap().address.clone();
    [title.to_owned(), address, (*event).to_owned()]
        .into_iter()
        .filter(|word| all.contains(word.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_sees_its_own_letters_and_those_to_all_of_it_and_no_others() {
    let school = school().await;
    let around = around(&school).await;
    assert_eq!(around.keys().collect::<Vec<_>>(), ["すみれ組", "ひまわり組", "全園", "年中・年長"]);
    for (audience, seen) in [
        ("全園", &["ぜんいんあて", "しおりです"][..]),
        ("ひまわり組", &["ぜんいんあて", "ひまわりだけ", "ふたつのくみ", "しおりです"]),
        ("すみれ組", &["ぜんいんあて", "すみれだけ", "ふたつのくみ", "しおりです"]),
        ("年中・年長", &["ぜんいんあて", "ふたつのくみ", "しおりです"]),
    ] {
        for (title, ..) in LETTERS {
            let traces = traces(&school, &around[audience], title).await;
            if seen.contains(&title) {
                assert_eq!(traces.len(), 3, "{audience} does not see all of {title}: {traces:?}");
            } else {
                assert!(traces.is_empty(), "{audience} sees {traces:?} of {title}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_taken_back_leaves_archive_calendar_and_search() {
    let school = school().await;
    let reading = school.office.read().await.unwrap();
    for title in ["ふたつのくみ", "しおりです"] {
        let letter = school.office.find(&reading, title).unwrap();
        school.office.recall(&reading.known[&letter.path].id, "test").await.unwrap();
    }
    for (audience, all) in around(&school).await {
        for title in ["ふたつのくみ", "しおりです"] {
            let traces = traces(&school, &all, title).await;
            assert!(traces.is_empty(), "{audience} still sees {traces:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_a_group_sees_nothing_that_is_written_to_its_rest() {
    let mut school = School::open("groups:\n  バス: [ひまわり組, すみれ組]\n").await;
    school.write("content/バス/2026-11-09 バスのこと.md", "# バスのこと\n\n道が変わります。\n");
    school.release("バスのこと", Kind::PublishOnly).await;
    let file = school.folder.path().join("school.yaml");
    let settings = fs::read_to_string(&file).unwrap();
    fs::write(&file, settings.replace("[ひまわり組, すみれ組]", "[ひまわり組]")).unwrap();
    school.office = crate::common::school::open(school.folder.path(), school.clock.clone()).await;
    // A second drawing from the same seed would give the same names.
    school.office.random = std::sync::Arc::new(otayori::world::SeededRandom::from(8));
    let (title, path, event) = LETTERS[1];
    let text = format!("本文は{title}です。\n\n|日付|ぎょうじ|\n|-|-|\n|12/1(火)|{event} 9:30〜|\n");
    school.write(&format!("content/{path}"), &text);
    school.release(title, Kind::PublishOnly).await;
    let around = around(&school).await;
    assert_eq!(
        traces(&school, &around["バス"], title).await,
        Vec::<String>::new(),
        "すみれ組 holds the address"
    );
    assert!(around["バス"].contains("バスのこと"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_that_cannot_be_read_shows_nobody_more() {
    let school = school().await;
    let roster = school.folder.path().join("recipients/families.csv");
    let text = fs::read_to_string(&roster).unwrap();
    fs::write(&roster, text.lines().next().unwrap().replace("保護者名", "？").replace("メール", "？"))
        .unwrap();
    school.office.publish().await.unwrap();
    let around = around(&school).await;
    assert_eq!(traces(&school, &around["ひまわり組"], "ふたつのくみ").await, Vec::<String>::new());
    assert!(!traces(&school, &around["ひまわり組"], "ひまわりだけ").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_twice_changes_nothing() {
    let school = school().await;
    school.advance(400 * 24 * 3600);
    let again = school.office.publish().await.unwrap();
    assert_eq!((again.uploaded, again.removed), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn last_years_class_is_another_audience_and_everybodys_pages_stay_where_they_are() {
    let school = school().await;
    let (random, ledger) = (school.office.random.as_ref(), &school.office.ledger);
    let reading = school.office.read().await.unwrap();
    let ways = async |title: &str, later: i16| {
        let letter = school.office.find(&reading, title).unwrap();
        let year = otayori::content::SchoolYear(letter.year.0 + later);
        ledger.ways(&letter.audience, year, random).await.unwrap()
    };
    let (now, next) = (ways("ひまわりだけ", 0).await, ways("ひまわりだけ", 1).await);
    assert!(now.archive != next.archive && now.calendar != next.calendar && now.search != next.search);
    let (now, next) = (ways("ぜんいんあて", 0).await, ways("ぜんいんあて", 1).await);
    assert!(now.archive != next.archive && now.calendar == next.calendar && now.search == next.search);
    assert_eq!(ways("ぜんいんあて", 0).await, now, "drawn once");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_the_site_leads_to_a_file() {
    let school = school().await;
    let public = school.folder.path().join("public");
    let mut links = 0;
    for entry in walkdir::WalkDir::new(&public).into_iter().flatten() {
        let is_page = entry.path().extension().is_some_and(|ending| ending == "html");
        if !is_page || entry.path().ends_with("404.html") {
            continue;
        }
        let html = fs::read_to_string(entry.path()).unwrap();
        for link in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            if link.contains(':') || link.starts_with('#') {
                continue;
            }
            let mut file = entry.path().parent().unwrap().join(link);
            if link.ends_with('/') {
                file.push("index.html");
            }
            assert!(file.is_file(), "{} leads to {link}", entry.path().display());
            links += 1;
        }
    }
    assert!(links > 50, "{links}");
}
