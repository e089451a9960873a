//! What a teacher sees the moment a letter is saved, and what must wait for the whole building.

use std::fs;
use std::time::Duration;

use otayori::office::Lately;
use otayori::watch::rebuild;
use otayori::watch::{News, Rebuilt};
use tokio::sync::mpsc;

use crate::common::school::School;

const LETTER: &str = "content/全園/2026-11-24 遠足.md";
const FOLDER: &str = "build/全園 - 2026-11-24 遠足";

async fn school() -> School {
    let school = School::open("").await;
    school.write(LETTER, "# 遠足\n\n8時に集まります。\n");
    school.write("content/全園/2026-11-25 餅つき.md", "# 餅つき\n\n9時です。\n");
    school
}

async fn built(school: &School) -> Lately {
    let reading = school.office.read().await.unwrap();
    tokio::task::block_in_place(|| {
        let built = school.office.build(&reading, &|_| {}).unwrap();
        school.office.write_drafts(&built).unwrap();
        school.office.lately(reading, built).unwrap()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_word_is_seen_and_the_sheet_stays_until_it_is_set_anew() {
    let school = school().await;
    let lately = built(&school).await;
    let file = school.folder.path().join(LETTER);
    let sheet = fs::read(school.folder.path().join(FOLDER).join("otayori.pdf")).unwrap();
    fs::write(&file, "# 遠足\n\n9時に集まります。090-0000-0003へ。\n").unwrap();
    let (letter, problems) = school.office.glimpse(&lately, &file).unwrap();
    school.office.write_draft(&letter).unwrap();
    let page = fs::read_to_string(school.folder.path().join(FOLDER).join("index.html")).unwrap();
    assert!(page.contains("9時に集まります") && page.contains("otayori.pdf"), "{page}");
    assert_eq!(fs::read(school.folder.path().join(FOLDER).join("otayori.pdf")).unwrap(), sheet);
    let ids: Vec<&str> = problems.iter().map(|problem| problem.id).collect();
    assert!(ids.contains(&"recipients-phone-in-letter"), "a family's number is told at once: {ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_building_gives_the_same_page() {
    let school = school().await;
    let lately = built(&school).await;
    let file = school.folder.path().join(LETTER);
    fs::write(&file, "# 遠足\n\n**10時**に集まります。\n").unwrap();
    let (letter, _) = school.office.glimpse(&lately, &file).unwrap();
    built(&school).await;
    let page = fs::read_to_string(school.folder.path().join(FOLDER).join("index.html")).unwrap();
    assert_eq!(letter.edition.page, page);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_it_is_for_and_which_photos_it_shows_is_never_guessed() {
    let school = school().await;
    school.write("content/全園/a.jpg", "no photo");
    let lately = built(&school).await;
    let file = school.folder.path().join(LETTER);
    for (text, why) in [
        ("---\nto: ひまわり組\n---\n# 遠足\n", "another audience"),
        ("# 遠足\n\n![木](a.jpg)\n", "a photo nobody has looked at"),
        ("---\ntheme: shirogane\n---\n# 遠足\n", "another theme"),
        ("---\ndate: 2026-11-30\n---\n# 遠足\n", "another day"),
    ] {
        fs::write(&file, text).unwrap();
        assert!(school.office.glimpse(&lately, &file).is_none(), "{why}");
    }
    let stranger = school.folder.path().join("content/全園/2026-11-26 新しい.md");
    fs::write(&stranger, "# 新しい\n").unwrap();
    assert!(school.office.glimpse(&lately, &stranger).is_none(), "a letter that was not there");
    assert!(school.office.glimpse(&lately, &school.folder.path().join("school.yaml")).is_none());
    fs::remove_file(&file).unwrap();
    assert!(school.office.glimpse(&lately, &file).is_none(), "a letter that is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_watch_tells_of_the_save_before_everything_is_built() {
    let school = school().await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let office = school.office.clone();
    let watch =
        tokio::spawn(async move { rebuild::follow(&office, move |news| drop(tell.send(news))).await });
    let first = rebuilt(&mut told).await;
    assert_eq!(first.drafts.len(), 2, "pages first");
    let whole = rebuilt(&mut told).await;
    assert_eq!(whole, first, "then sheets, which change no page");
    assert!(school.folder.path().join(FOLDER).join("otayori.pdf").exists());
    tokio::time::sleep(Duration::from_millis(300)).await;
    fs::write(school.folder.path().join(LETTER), "# 遠足\n\n11時に集まります。\n").unwrap();
    match next(&mut told).await {
        News::Glimpsed(draft, _) => assert_ne!(draft.hash, whole.drafts[0].hash),
        news => panic!("a glimpse first, not {news:?}"),
    }
    let page = fs::read_to_string(school.folder.path().join(FOLDER).join("index.html")).unwrap();
    assert!(page.contains("11時に集まります"));
    assert_ne!(rebuilt(&mut told).await, whole);
    watch.abort();
}

async fn next(told: &mut mpsc::UnboundedReceiver<News>) -> News {
    tokio::time::timeout(Duration::from_secs(60), told.recv()).await.expect("something is told").unwrap()
}

async fn rebuilt(told: &mut mpsc::UnboundedReceiver<News>) -> Rebuilt {
    match next(told).await {
        News::Rebuilt(rebuilt) => rebuilt,
        news => panic!("not a rebuild: {news:?}"),
    }
}
