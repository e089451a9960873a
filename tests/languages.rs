//! A letter in several languages: which file belongs to which letter, who gets which link, and that one reading
//! counts whatever language it was read in.

use std::fs;

use image::{ImageFormat, Rgb, RgbImage};
use otayori::content::Letter;
use otayori::ledger::State;
use otayori::office::{BuiltLetter, Kind, OfficeError, SchoolReading};
use otayori::problem::Level;

use crate::common::school::{FAMILIES, School};
use crate::desk::director::Desk;

const LETTER: &str = "content/全園/2026-11-24 遠足.md";
const JAPANESE: &str = "# 秋の遠足\n\n12月4日(金)に、森へ行きます。\n";
const ENGLISH: &str = "# Autumn excursion\n\nOn Friday 4 December we go to the forest.\n";
const EASY: &str = "# えんそく\n\n12月4日（金曜日）に もりへ いきます。\n";
const PORTUGUESE: &str = "# Passeio de outono\n\nNo dia 4 de dezembro vamos à floresta.\n";

/// 山田 asks for nothing, 佐藤 花 for English and 健 for Portuguese of Brazil, 高橋 梅 for Nepali and 直 for easy
/// Japanese.
async fn school() -> School {
    let school = School::open("").await;
    let mut families = FAMILIES.replace(",役割\n", ",役割,言語\n");
    for (address, lang) in
        [("h002@", "英語"), ("h002b@", "pt-BR"), ("baba@", "ネパール語"), ("h004@", "やさしい")]
    {
        let row = families.lines().find(|row| row.contains(address)).unwrap().to_owned();
        families = families.replace(&row, &format!("{row},{lang}"));
    }
    school.write("recipients/families.csv", &families);
    school.write(LETTER, JAPANESE);
    school
}

/// `遠足.en.md` beside the letter.
fn translate(school: &School, lang: &str, text: &str) {
    school.write(&LETTER.replace(".md", &format!(".{lang}.md")), text);
}

async fn reading(school: &School) -> SchoolReading {
    school.office.read().await.unwrap()
}

async fn built(school: &School) -> (BuiltLetter, Letter) {
    let reading = reading(school).await;
    let letter = school.office.find(&reading, "遠足").unwrap().clone();
    let built = tokio::task::block_in_place(|| school.office.build(&reading, &|_| {})).unwrap();
    (built.letters.into_iter().find(|one| one.path == letter.path).unwrap(), letter)
}

/// `id@file:line` of the problems of letters and of files that are none.
fn told(reading: &SchoolReading) -> Vec<String> {
    let of_letters = reading.problems.iter().filter(|(_, problem)| problem.id.starts_with("content-"));
    let told = of_letters.map(|(_, problem)| {
        let place = problem.place.as_ref().unwrap();
        let name = place.file.rsplit('/').next().unwrap();
        format!("{}@{name}:{}", problem.id, place.line)
    });
    told.collect()
}

fn titles(reading: &SchoolReading) -> Vec<&str> {
    reading.letters.iter().map(|letter| letter.title.as_str()).collect()
}

/// Subject and text of the last mail to this address.
fn mail(school: &School, to: &str) -> String {
    let mails = school.smtp.accepted();
    let mail = mails.iter().rev().find(|mail| mail.to == to).unwrap_or_else(|| panic!("no mail to {to}"));
    let parsed = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
    format!("{}\n{}", parsed.subject().unwrap(), parsed.body_text(0).unwrap())
}

async fn get(link: &str) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(link).send().await.unwrap();
    assert!(answer.status().is_success(), "{link}: {}", answer.status());
    answer.text().await.unwrap()
}

fn attribute<'a>(page: &'a str, name: &str) -> &'a str {
    page.split(&format!("{name}=\"")).nth(1).unwrap_or_else(|| panic!("no {name}")).split('"').next().unwrap()
}

/// The link's address without the token, from the letter's folder on.
fn way(link: &str) -> String {
    let below = link.splitn(5, '/').nth(4).unwrap();
    let (path, query) = below.split_once('?').unwrap();
    let rest = query.split_once('&').map(|(_, rest)| rest).unwrap_or_default();
    format!("{path}{rest}")
}

// ---- which file is what

#[tokio::test(flavor = "multi_thread")]
async fn a_translation_is_the_letter_and_never_one_of_its_own() {
    let school = school().await;
    for (name, text) in [("en", ENGLISH), ("やさしい", EASY), ("ポルトガル語", PORTUGUESE)] {
        translate(&school, name, text);
    }
    school.write("content/全園/おたより.v2.md", "# べつのおたより\n");
    school.write("content/全園/11.24.md", "# 十一月\n");
    let reading = reading(&school).await;
    assert_eq!(titles(&reading), ["十一月", "秋の遠足", "べつのおたより"]);
    let letter = school.office.find(&reading, "秋の遠足").unwrap();
    let langs: Vec<(&str, &str)> =
        letter.translations.iter().map(|one| (one.lang.as_str(), one.title.as_str())).collect();
    assert_eq!(langs, [("en", "Autumn excursion"), ("ja-easy", "えんそく"), ("pt", "Passeio de outono")]);
    assert_eq!(reading.known.len(), 3, "no identity of its own either");
    assert!(
        told(&reading).iter().all(|told| told.starts_with("content-day-missing")),
        "{:?}",
        told(&reading)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_translation_that_belongs_to_nothing_is_a_problem_and_goes_to_nobody() {
    let school = school().await;
    for (name, text) in [("en", ENGLISH), ("英語", ENGLISH), ("ja", JAPANESE), ("えんご", ENGLISH)] {
        translate(&school, name, text);
    }
    school.write("content/全園/運動会.en.md", "# Sports day\n");
    let reading = reading(&school).await;
    let mut told = told(&reading);
    told.retain(|told| !told.contains("day-missing"));
    told.sort();
    assert_eq!(
        told,
        [
            "content-translation-alone@運動会.en.md:1",
            "content-translation-same@2026-11-24 遠足.ja.md:1",
            "content-twins@2026-11-24 遠足.en.md:1",
        ]
    );
    assert!(!titles(&reading).contains(&"Sports day"), "{:?}", titles(&reading));
    let letter = school.office.find(&reading, "秋の遠足").unwrap();
    assert!(!reading.is_sound(&letter.path), "it cannot be released as it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_language_is_asked_about() {
    let school = school().await;
    translate(&school, "englsh", ENGLISH);
    translate(&school, "sw", ENGLISH);
    let reading = reading(&school).await;
    let asked: Vec<String> =
        told(&reading).into_iter().filter(|told| told.starts_with("content-translation")).collect();
    assert_eq!(
        asked,
        [
            "content-translation-unknown@2026-11-24 遠足.englsh.md:1",
            "content-translation-unknown@2026-11-24 遠足.sw.md:1"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_translation_says_nothing_but_its_text() {
    let school = school().await;
    jpeg(&school, "森.jpg", 1);
    jpeg(&school, "川.jpg", 2);
    school.write(LETTER, &format!("{JAPANESE}\n![森](森.jpg){{names=\"山田 はな\"}}\n"));
    translate(
        &school,
        "en",
        "---\nto: ひまわり組\nlang: pt\nimportant: true\n---\n# Trip\n\n![wood](森.jpg){names=\"山田 はな、佐藤 ゆい\"}\n\n\
         ![stream](川.jpg)\n\nPhone 090-0000-0002.\n",
    );
    let reading = reading(&school).await;
    let mut found = told(&reading);
    found.retain(|told| told.contains(".en.md"));
    assert_eq!(
        found,
        [
            "content-translation-key@2026-11-24 遠足.en.md:2",
            "content-translation-lang@2026-11-24 遠足.en.md:3",
            "content-translation-key@2026-11-24 遠足.en.md:4",
            "content-translation-names@2026-11-24 遠足.en.md:8",
            "content-translation-photo@2026-11-24 遠足.en.md:10",
        ]
    );
    let letter = school.office.find(&reading, "秋の遠足").unwrap();
    assert!(!letter.important);
    let names: Vec<&str> = letter.translations[0].photos.iter().map(|photo| photo.name.as_str()).collect();
    assert_eq!(names, ["森.jpg"], "a photo that nobody was asked about is not shown, not even in a draft");
    let phone = reading.problems_of(&letter.path).find(|problem| problem.id == "recipients-phone-in-letter");
    let place = phone.unwrap().place.as_ref().unwrap();
    assert!(place.file.ends_with(".en.md") && place.line == 12, "{place:?}");
}

// ---- who gets what

#[tokio::test(flavor = "multi_thread")]
async fn what_a_family_reads_decides_where_its_link_leads() {
    let school = school().await;
    translate(&school, "en", ENGLISH);
    translate(&school, "pt", PORTUGUESE);
    school.send("秋の遠足").await;
    for (to, wanted) in [
        ("h001@example.jp", ""),
        ("h002@example.jp", "en/"),
        ("h002b@example.jp", "pt/"),
        ("baba@example.jp", "l=und"),
        ("h004@example.jp", "l=ja-easy"),
    ] {
        assert_eq!(way(&school.link(to)), wanted, "{to}");
    }
    let english = mail(&school, "h002@example.jp");
    assert!(
        english.contains("Autumn excursion") && english.contains("press “I have read it” once"),
        "{english}"
    );
    assert!(!english.contains("秋の遠足") && !english.contains("not in your language"), "{english}");
    assert!(english.contains("&lang=en"), "the page without script speaks it too: {english}");
    // Easy Japanese words around the Japanese letter, and what happened.
    let easy = mail(&school, "h004@example.jp");
    assert!(easy.contains("秋の遠足") && easy.contains("1かい おして ください"), "{easy}");
    assert!(easy.contains("あなたの ことばでは まだ ありません。これは「日本語」です。"), "{easy}");
    let plain = easy.split_whitespace().find(|word| word.contains("/r?k=")).unwrap();
    let plain = get(plain).await;
    assert!(plain.contains("<html lang=\"ja\">") && plain.contains("つぎへ"), "{plain}");
    let nepali = mail(&school, "baba@example.jp");
    assert!(nepali.contains("あなたの ことばでは まだ ありません"), "{nepali}");
    assert!(nepali.contains("This letter is not in your language yet. This is “日本語”."), "{nepali}");
    let own = mail(&school, "h001@example.jp");
    assert!(!own.contains("ご希望の言語") && !own.contains("not in your language"), "{own}");

    let (main, translated) =
        (get(&school.link("h001@example.jp")).await, get(&school.link("h002@example.jp")).await);
    assert_eq!(attribute(&main, "data-edition"), attribute(&translated, "data-edition"));
    assert_eq!(attribute(&main, "data-letter"), attribute(&translated, "data-letter"));
    assert_eq!((attribute(&main, "html lang"), attribute(&translated, "html lang")), ("ja", "en"));
    assert!(main.contains("<a href=\"en/\" lang=\"en\""), "{main}");
    assert!(translated.contains("<a href=\"../\" lang=\"ja\"") && translated.contains("<a href=\"../pt/\""));
    for page in [&main, &translated] {
        assert!(!page.contains("?k="), "no token in what lies on the host");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn easy_japanese_stands_in_for_what_is_missing() {
    let school = school().await;
    translate(&school, "やさしい", EASY);
    school.send("秋の遠足").await;
    assert_eq!(way(&school.link("h001@example.jp")), "");
    assert_eq!(way(&school.link("h002@example.jp")), "ja-easy/l=en");
    assert_eq!(way(&school.link("h002b@example.jp")), "ja-easy/l=und");
    assert_eq!(way(&school.link("h004@example.jp")), "ja-easy/");
    let english = mail(&school, "h002@example.jp");
    assert!(english.contains("えんそく") && english.contains("This is “やさしい にほんご”."), "{english}");
    let page = get(&school.link("h004@example.jp")).await;
    assert_eq!(attribute(&page, "html lang"), "ja", "a tag that browsers know");
    assert!(page.contains("よみました") && page.contains("2026年11月24日（火曜日）"), "{page}");
    assert!(page.contains("data-asked=\"en\"") && page.contains("id=\"instead\" class=\"instead\" hidden"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_counts_in_whatever_language() {
    let school = school().await;
    translate(&school, "en", ENGLISH);
    let id = school.send("秋の遠足").await;
    school.advance(3600);
    school.read(&school.link("h002@example.jp")).await;
    school.read(&school.link("h004@example.jp")).await;
    assert_eq!(school.unread(&id).await, ["H001 not-opened", "H003 no-channel"]);
    let called = school.list(&id).await.unread[0].guardians[0].lang.clone();
    assert_eq!(called, "", "山田 asked for no language");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_added_translation_is_a_correction_that_reaches_who_joins_later() {
    let school = school().await;
    let id = school.send("秋の遠足").await;
    assert_eq!(way(&school.link("h002@example.jp")), "l=en");
    school.read(&school.link("h001@example.jp")).await;
    translate(&school, "en", ENGLISH);
    let now = reading(&school).await;
    let letter = school.office.find(&now, "秋の遠足").unwrap();
    let release = now.releases_of(&id).last().unwrap().clone();
    assert!(school.office.is_edited_since(&now, letter, &release).await.unwrap());
    school.release("秋の遠足", Kind::Correction).await;
    let page = get(&school.link("h001@example.jp")).await;
    assert!(page.contains("<a href=\"en/\""), "{page}");
    // The link that went out before leads to the letter, and from there to the new page.
    get(&school.link("h001@example.jp").replace("/?k=", "/en/?k=")).await;
    let families = fs::read_to_string(school.folder.path().join("recipients/families.csv")).unwrap();
    let row = "H005,伊藤 りん,すみれ組,年中,Ito Ann,母,h005@example.jp,090-0000-0005,1,メール,保護者,en\n";
    school.write("recipients/families.csv", &(families + row));
    let now = reading(&school).await;
    let release = now.releases_of(&id).last().unwrap().clone();
    let order = otayori::office::ReleaseOrder {
        kind: Kind::Send,
        emergency: false,
        by: "test".to_owned(),
        photos_seen: None,
    };
    assert_eq!(school.office.write_to_joined(&now, &release, &order).await.unwrap(), 1);
    // What was frozen stays: a roster edited before the mail goes changes nothing.
    let edited = fs::read_to_string(school.folder.path().join("recipients/families.csv")).unwrap();
    school.write("recipients/families.csv", &edited.replace("保護者,en\n", "保護者,ko\n"));
    school.advance(61);
    school.post().await;
    assert_eq!(way(&school.link("h005@example.jp")), "en/");
    let states = school.office.ledger.states(&id, release.edition).await.unwrap();
    assert_eq!(states.get(&State::Accepted), Some(&1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_out_can_not_be_dropped() {
    let school = school().await;
    translate(&school, "en", ENGLISH);
    let id = school.send("秋の遠足").await;
    let link = school.link("h002@example.jp");
    fs::remove_file(school.folder.path().join(LETTER.replace(".md", ".en.md"))).unwrap();
    let now = reading(&school).await;
    let letter = school.office.find(&now, "秋の遠足").unwrap();
    for kind in [Kind::Correction, Kind::ImportantCorrection] {
        let order = otayori::office::ReleaseOrder {
            kind,
            emergency: false,
            by: "test".to_owned(),
            photos_seen: None,
        };
        let error = school.office.release(&now, letter, &order).await.unwrap_err();
        let told = error.told(school.office.settings.lang.words());
        assert!(told.contains("en の翻訳がなくなっています"), "{told}");
    }
    get(&link).await;
    assert_eq!(school.office.ledger.releases(Some(&id)).await.unwrap().len(), 1);
}

/// A message that cannot be written is found before anybody is sent it, in whichever language.
#[tokio::test(flavor = "multi_thread")]
async fn a_theme_whose_message_fails_for_some_readers_stops_the_release() {
    let school = school().await;
    school.write(
        "themes/wakaba/notice.txt",
        "{{ link }} {{ plain_link }}{% if instead %}{{ instead.text }}{% endif %}\n",
    );
    let now = reading(&school).await;
    let letter = school.office.find(&now, "秋の遠足").unwrap();
    let order = otayori::office::ReleaseOrder {
        kind: Kind::Send,
        emergency: false,
        by: "test".to_owned(),
        photos_seen: None,
    };
    let error = school.office.release(&now, letter, &order).await.unwrap_err();
    let OfficeError::Problems(problems) = error else { panic!("{error:?}") };
    let places: Vec<_> =
        problems.iter().map(|problem| problem.place.as_ref().unwrap().file.as_str()).collect();
    assert_eq!(places, ["themes/wakaba/notice.txt"], "once, whatever the languages: {problems:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_released_before_there_were_languages_is_still_sent() {
    let school = school().await;
    school.release("秋の遠足", Kind::Send).await;
    let released = school.folder.path().join(".otayori/released");
    let found = files_below(&released);
    let notices: Vec<_> = found.iter().filter(|file| file.ends_with("notices.json")).collect();
    fs::remove_file(notices[0]).unwrap();
    school.advance(61);
    school.post().await;
    assert_eq!(way(&school.link("h002@example.jp")), "");
    assert!(mail(&school, "h002@example.jp").contains("秋の遠足"));
}

// ---- photos

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_may_not_be_shown_is_in_no_translation() {
    let school = school().await;
    jpeg(&school, "森.jpg", 1);
    jpeg(&school, "川.jpg", 2);
    school.write(
        "recipients/photo-consent.csv",
        "世帯番号,児童名,写真\nH001,山田 はな,はい\nH002,佐藤 ゆい,いいえ\n",
    );
    school.write(
        LETTER,
        &format!(
            "{JAPANESE}\n![森](森.jpg){{names=\"山田 はな\"}}\n\n![川](川.jpg){{names=\"佐藤 ゆい\"}}\n"
        ),
    );
    translate(
        &school,
        "en",
        "# Trip\n\n![stream](川.jpg)\n\n![wood](森.jpg)\n\nText with ![brook](川.jpg) in it.\n",
    );
    let (built, _) = built(&school).await;
    let page = &built.edition.translations[0].page;
    assert_eq!((built.edition.page.matches("<picture").count(), page.matches("<picture").count()), (1, 1));
    assert!(page.contains("alt=\"wood\"") && !page.contains("stream") && !page.contains("brook"), "{page}");
    assert!(page.contains("src=\"../../p/") && !page.contains("\"../p/"), "{page}");
    school.send("秋の遠足").await;
    let public = get(&school.link("h002@example.jp")).await;
    assert!(public.contains("alt=\"wood\"") && !public.contains("stream"));
    let photo = format!("{}/{}", way_up(&school.link("h002@example.jp")), attribute(&public, "img src"));
    assert!(photo.contains("/en/../../p/"), "{photo}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(client.get(&photo).send().await.unwrap().status().is_success(), "{photo}");
}

// ---- words of a school's own

#[tokio::test(flavor = "multi_thread")]
async fn a_school_teaches_the_pages_arabic() {
    let school = school().await;
    translate(
        &school,
        "ar",
        "# رحلة الخريف\n\nيوم الجمعة نذهب إلى الغابة. نلتقي في الحضانة الساعة الثامنة والنصف صباحا.\n",
    );
    school.write(
        "words/ar/page.ftl",
        "page-read = قرأت\npage-call = اتصلوا بي\npage-phone-label = هاتف\n= broken\n",
    );
    school.write("words/klingonisch/page.ftl", "page-read = x\n");
    let reading = reading(&school).await;
    let of_words: Vec<(&str, String, u32)> = reading
        .problems
        .iter()
        .filter(|(letter, problem)| letter.is_none() && problem.id.starts_with("words-"))
        .map(|(_, problem)| {
            let place = problem.place.as_ref().unwrap();
            (problem.id, place.file.clone(), place.line)
        })
        .collect();
    assert_eq!(
        of_words,
        [
            ("words-fault", "words/ar/page.ftl".to_owned(), 4),
            ("words-missing", "words/ar/page.ftl".to_owned(), 1),
            ("words-folder-unknown", "words/klingonisch".to_owned(), 1),
        ]
    );
    let (built, _) = built(&school).await;
    let arabic = &built.edition.translations[0];
    assert!(arabic.page.contains("<html lang=\"ar\" dir=\"rtl\""), "{}", arabic.page);
    assert!(arabic.page.contains("<article lang=\"ar\" dir=\"rtl\">") && arabic.page.contains("هاتف"));
    assert!(arabic.page.contains("2026-11-24</time>"), "a day that anybody reads");
    assert!(arabic.page.contains("To the text"), "what the school left out is said in English");
    assert!(arabic.sheet.is_none());
    let why = built.problems.iter().find(|problem| problem.id == "sheet-language").unwrap();
    assert_eq!(why.level, Level::Warning);
    assert!(why.place.as_ref().unwrap().file.ends_with(".ar.md"), "{why:?}");
    // A family that reads it gets it, although no sheet could be set.
    let families = fs::read_to_string(school.folder.path().join("recipients/families.csv")).unwrap();
    school.write("recipients/families.csv", &families.replace("ネパール語", "アラビア語"));
    school.send("秋の遠足").await;
    assert_eq!(way(&school.link("baba@example.jp")), "ar/");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_depends_on_the_run() {
    let school = school().await;
    for (name, text) in [("en", ENGLISH), ("やさしい", EASY), ("ar", "# رحلة\n\nنذهب إلى الغابة.\n")]
    {
        translate(&school, name, text);
    }
    let (one, other) = (built(&school).await.0.edition, built(&school).await.0.edition);
    assert_eq!(one, other);
    let hashes: Vec<&str> = one.translations.iter().map(|one| attribute(&one.page, "data-edition")).collect();
    assert_eq!(hashes, vec![one.hash.as_str(); 3]);
    translate(&school, "en", "# Autumn trip\n");
    assert_ne!(built(&school).await.0.edition.hash, one.hash, "a changed translation is a changed letter");
}

// ---- before a release

#[tokio::test(flavor = "multi_thread")]
async fn the_forecast_says_who_reads_what() {
    let school = school().await;
    translate(&school, "en", ENGLISH);
    let reading = reading(&school).await;
    let letter = school.office.find(&reading, "秋の遠足").unwrap();
    let forecast = school.office.forecast(&reading, letter).await.unwrap();
    let rows: Vec<(&str, usize, &str, bool)> = forecast
        .languages
        .iter()
        .map(|one| (one.lang.as_str(), one.people, one.given.as_str(), one.instead))
        .collect();
    assert_eq!(
        rows,
        [
            ("ja", 1, "ja", false),
            ("en", 1, "en", false),
            ("ja-easy", 1, "ja", true),
            ("ne", 1, "ja", true),
            ("pt-BR", 1, "ja", true)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_says_who_reads_what_before_the_button_and_shows_each_language() {
    let school = school().await;
    translate(&school, "en", ENGLISH);
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let reading = reading(&school).await;
    let letter = format!("/letters/{}", reading.known.values().next().unwrap().id.0);
    let screen = director.get(&format!("{letter}/release")).await;
    screen
        .sees("読むことば")
        .sees("英語: 1人")
        .sees("ネパール語: 1人")
        .sees("翻訳がないので、日本語で届きます");
    // An answer changed in the roster while the screen is looked at is another audience.
    let digest = screen.hidden("digest");
    let families = fs::read_to_string(school.folder.path().join("recipients/families.csv")).unwrap();
    school.write("recipients/families.csv", &families.replace("ネパール語", "英語"));
    let stale = director.post(&format!("{letter}/release"), &[("digest", &digest), ("sure", "1")]).await;
    stale.sees("英語: 2人").misses("ネパール語");
    let (built, _) = built(&school).await;
    let page = director.get(&letter).await;
    page.sees("ほかのことば").sees("English: <a href=\"/preview/").sees("/en/index.html");
    school.write("recipients/families.csv", &families);
    assert_eq!(built.edition.translations.len(), 1);
    school.send("秋の遠足").await;
    school.advance(3600);
    director.get(&format!("{letter}/list")).await.sees("やさしい日本語");
    desk.close().await;
}

fn jpeg(school: &School, name: &str, seed: u8) {
    let file = school.folder.path().join("content/全園").join(name);
    let shade = |x: u32, y: u32| u8::try_from((x / 8 + y / 8 * u32::from(seed)) % 251).unwrap();
    let picture = RgbImage::from_fn(640, 480, |x, y| Rgb([shade(x, y), seed * 20, shade(y, x)]));
    picture.save_with_format(file, ImageFormat::Jpeg).unwrap();
}

fn way_up(link: &str) -> &str {
    link.split("/?").next().unwrap()
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
