//! Stopping the mails, through the collector that really listens: the family is phoned, never lost from sight.

use jiff::SignedDuration;
use otayori::ledger::{Dispatch, LetterId, State};
use otayori::notify::{Mark, MarkKey, MarkUse};
use otayori::office::{Kind, ReleaseOrder, Rest};

use crate::common::school::School;

const PICNIC: &str = "content/全園/2026-11-25 遠足.md";
const MUSIC: &str = "content/全園/2026-11-26 音楽会.md";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
const STOPPED: &str = "メールを止めました。これからはお電話でお知らせします";

async fn school() -> School {
    let school = School::open("").await;
    school.write(PICNIC, "# 遠足のおしらせ\n\n水筒をお持ちください。\n");
    school.write(MUSIC, "# 音楽会のおしらせ\n\n上ばきをお持ちください。\n");
    school
}

async fn dispatch(school: &School, letter: &LetterId, address: &str) -> Dispatch {
    let all = school.office.ledger.dispatches(letter).await.unwrap();
    let is_it = |one: &Dispatch| one.to.email.as_ref().is_some_and(|email| email.reveal() == address);
    all.into_iter().rev().find(is_it).unwrap_or_else(|| panic!("no dispatch to {address}"))
}

async fn mark(school: &School, letter: &LetterId, address: &str, used: MarkUse) -> String {
    let key = MarkKey(school.office.ledger.secret("mark", || [0; 32]).await.unwrap());
    let dispatch = dispatch(school, letter, address).await;
    Mark::of_message_id(&dispatch.message_id).unwrap().shown(&key, used)
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// What a mail program posts for its own button: no agent, no origin, no cookie.
async fn one_click(school: &School, mark: &str) -> (u16, String) {
    let request = client().post(format!("{}/stop?m={mark}", school.collector));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(ONE_CLICK);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn open(school: &School, mark: &str) -> (u16, String) {
    let request = client().get(format!("{}/stop?m={mark}", school.collector));
    let answer = request.header("User-Agent", PHONE).header("Accept-Language", "ja").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Presses the button of this page.
async fn press(school: &School, page: &str, agent: &str) -> (u16, String) {
    let field = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap().to_owned()
    };
    let body = format!("m={}&lang=ja&nonce={}&answer={}", field("m"), field("nonce"), field("answer"));
    let request = client().post(format!("{}/stop", school.collector));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(body);
    let answer = request.header("User-Agent", agent).header("Origin", "null").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn stops(school: &School) -> usize {
    school.office.ledger.stops().await.unwrap().iter().count()
}

async fn release_emergency(school: &School, letter: &str) -> LetterId {
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, letter).unwrap();
    let photos_seen = Some(school.office.photo_check(&reading, letter).seen());
    let order = ReleaseOrder { kind: Kind::Send, emergency: true, by: "test".to_owned(), photos_seen };
    let released = school.office.release(&reading, letter, &order).await;
    released.map(|release| release.letter).unwrap_or_else(|_| panic!("not released"))
}

fn mails_to(school: &School, address: &str) -> usize {
    school.smtp.accepted().iter().filter(|mail| mail.to == address).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_stops_at_once_and_the_family_is_phoned_from_then_on() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let mark = mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await;
    assert_eq!(stops(&school).await, 0);
    let (status, page) = one_click(&school, &mark).await;
    assert_eq!(status, 200);
    assert!(page.contains(STOPPED), "{page}");
    assert_eq!(stops(&school).await, 1, "on disk before the answer");
    assert_eq!(one_click(&school, &mark).await.0, 200, "a second time changes nothing");
    let list = school.unread(&picnic).await;
    assert!(list.contains(&"H001 stopped".to_owned()), "a letter sent before: {list:?}");
    assert!(list.contains(&"H002 not-opened".to_owned()), "{list:?}");

    let reading = school.office.read().await.unwrap();
    let forecast =
        school.office.forecast(&reading, school.office.find(&reading, "音楽会").unwrap()).await.unwrap();
    assert_eq!(forecast.stopped, 1);
    let music = school.send("音楽会").await;
    assert_eq!(mails_to(&school, "h001@example.jp"), 1, "only the first letter");
    assert!(school.unread(&music).await.contains(&"H001 stopped".to_owned()));
    let stopped = school.office.stopped().await.unwrap();
    assert_eq!(stopped[0].people[0].name, "山田 一郎");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_may_be_multipart_and_in_capitals() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let mark = mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await.to_uppercase();
    let body =
        "--b0\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b0--\r\n"
            .to_owned();
    let request = client().post(format!("{}/stop?m={mark}", school.collector));
    let answer =
        request.header("Content-Type", "multipart/form-data; boundary=b0").body(body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(stops(&school).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_changes_nothing_and_a_mark_that_is_not_ours_tells_nothing() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let mine = mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await;
    for _ in 0..3 {
        let (status, page) = open(&school, &mine).await;
        assert_eq!(status, 200);
        assert!(page.contains("園からお電話でお知らせします"), "{page}");
    }
    let seen = mark(&school, &picnic, "h001@example.jp", MarkUse::Message).await;
    let bounce = mark(&school, &picnic, "h001@example.jp", MarkUse::Bounce).await;
    let key = MarkKey(school.office.ledger.secret("mark", || [0; 32]).await.unwrap());
    let never_sent = Mark::draw(school.office.random.as_ref()).shown(&key, MarkUse::Stop);
    let changed = format!("{}{}", if mine.starts_with('a') { 'b' } else { 'a' }, &mine[1..]);
    let (_, plain) = open(&school, "x").await;
    for forged in [seen.as_str(), &bounce, &never_sent, &changed, "", "x", "%F0%9F%98%80"] {
        assert_eq!(one_click(&school, forged).await.0, 404, "{forged}");
        let (status, page) = open(&school, forged).await;
        assert_eq!((status, page), (404, plain.clone()), "{forged}");
    }
    assert_eq!(stops(&school).await, 0);
    assert!(!school.unread(&picnic).await.iter().any(|row| row.ends_with(" stopped")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_marks_is_slowed_down() {
    let school = school().await;
    school.send("遠足").await;
    let mut slowed = false;
    for _ in 0..80 {
        slowed |= one_click(&school, "abcdefghijklmnop.abcdefghijklmnop").await.0 == 429;
    }
    assert!(slowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_button_is_for_a_person_and_the_way_back_works_later() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let mark = mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await;
    let (_, page) = open(&school, &mark).await;
    let (status, again) = press(&school, &page, PHONE).await;
    assert_eq!((status, stops(&school).await), (200, 0), "at once: a scanner");
    school.advance(4);
    assert_eq!(press(&school, &again, "curl/8.5.0").await.0, 403);
    assert_eq!(stops(&school).await, 0);
    let (_, done) = press(&school, &again, PHONE).await;
    assert!(done.contains(STOPPED) && done.contains("またメールで受け取る"), "{done}");
    assert_eq!(stops(&school).await, 1);
    school.advance(3 * 24 * 3600);
    let (_, page) = open(&school, &mark).await;
    assert!(page.contains("メールは止まっています"), "{page}");
    school.advance(4);
    let (_, back) = press(&school, &page, PHONE).await;
    assert!(back.contains("これからまた、メールでお知らせします"), "{back}");
    assert_eq!(stops(&school).await, 0);
    school.send("音楽会").await;
    assert_eq!(mails_to(&school, "h001@example.jp"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grandmother_is_not_promised_a_call() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let mark = mark(&school, &picnic, "baba@example.jp", MarkUse::Stop).await;
    let (status, page) = one_click(&school, &mark).await;
    assert_eq!((status, stops(&school).await), (200, 1));
    assert!(page.contains("メールを止めました") && !page.contains("お電話でお知らせします"), "{page}");
    let list = school.unread(&picnic).await;
    assert!(list.contains(&"H004 not-opened".to_owned()), "her stop is not the mother's: {list:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_still_waits_is_not_sent_and_goes_after_all_when_the_parent_thinks_better_of_it() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let mark = mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await;
    let music = school.release("音楽会", Kind::Send).await;
    one_click(&school, &mark).await;
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mails_to(&school, "h001@example.jp"), 1);
    assert_eq!(dispatch(&school, &music, "h001@example.jp").await.state, State::NoChannel);
    assert_eq!(mails_to(&school, "h002@example.jp"), 2, "nobody else is held up");
    let (_, page) = open(&school, &mark).await;
    school.advance(4);
    press(&school, &page, PHONE).await;
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mails_to(&school, "h001@example.jp"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stopped_at_the_desk_and_waits_again_still_heeds_the_parent() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let music = school.release("音楽会", Kind::Send).await;
    school.office.ledger.stop_held(&music, school.office.clock.now()).await.unwrap();
    one_click(&school, &mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await).await;
    let (now, later) = (school.office.clock.now(), school.office.clock.now() + SignedDuration::from_hours(1));
    school.office.ledger.hold_again(&music, now, later).await.unwrap();
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mails_to(&school, "h001@example.jp"), 1);
    assert_eq!(mails_to(&school, "h002@example.jp"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_goes_despite_a_stop_and_says_so_but_never_to_whom_the_roster_forbids() {
    let school = school().await;
    let roster = "世帯番号,児童名,クラス,保護者名,続柄,メール,電話,連絡方法,配信停止\n\
         H001,山田 はな,ひまわり組,山田 一郎,父,h001@example.jp,090-0000-0001,メール,\n\
         H002,佐藤 ゆい,ひまわり組,佐藤 花,母,h002@example.jp,090-0000-0002,メール,はい\n";
    school.write("recipients/families.csv", roster);
    let picnic = school.send("遠足").await;
    one_click(&school, &mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await).await;
    let storm = release_emergency(&school, "音楽会").await;
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mails_to(&school, "h001@example.jp"), 2);
    assert_eq!(mails_to(&school, "h002@example.jp"), 0, "a parent who must not be told");
    assert!(dispatch(&school, &storm, "h001@example.jp").await.despite_stop);
    let mails = school.smtp.accepted();
    let mail = mails.iter().rev().find(|mail| mail.to == "h001@example.jp").unwrap();
    let mail = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(text.starts_with("【緊急】おたよりのメールを止めておられますが"), "{text}");
    let (said, title) =
        (html.find("メールを止めておられますが").unwrap(), html.find("<h1").unwrap_or(usize::MAX));
    assert!(said < title, "{html}");
    let list = school.unread(&storm).await;
    assert_eq!(list, ["H001 not-opened", "H002 stopped"], "this one did go");
    assert_eq!(school.unread(&picnic).await, ["H001 stopped", "H002 stopped"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_becomes_an_emergency_goes_to_those_too_whom_a_stop_kept_it_from() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    one_click(&school, &mark(&school, &picnic, "h001@example.jp", MarkUse::Stop).await).await;
    school.send("音楽会").await;
    assert_eq!(mails_to(&school, "h001@example.jp"), 1);
    release_emergency(&school, "音楽会").await;
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mails_to(&school, "h001@example.jp"), 2);
    assert_eq!(mails_to(&school, "h002@example.jp"), 2, "nobody twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_director_notes_that_a_parent_wants_mails_again() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    one_click(&school, &mark(&school, &picnic, "h002@example.jp", MarkUse::Stop).await).await;
    let stopped = school.office.stopped().await.unwrap();
    assert!(!school.office.mails_again("nobody", "園長").await.unwrap());
    assert!(school.office.mails_again(&stopped[0].key, "園長").await.unwrap());
    assert_eq!(stops(&school).await, 0);
    assert!(school.office.stopped().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_never_makes_read_and_never_hides() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    school.advance(200);
    let links = [("H001", "h001@example.jp"), ("H002", "h002@example.jp"), ("H004", "h004@example.jp")];
    let mut reading = std::collections::BTreeSet::new();
    // Each family reads before, after, or never; each stops, and some come back.
    for (round, (family, address)) in links.into_iter().enumerate() {
        let mark = mark(&school, &picnic, address, MarkUse::Stop).await;
        let link = school.link(address);
        for step in 0..4 {
            match (round + step) % 4 {
                0 if round != 2 => {
                    school.read(&link).await;
                    reading.insert(family);
                }
                1 | 2 => drop(one_click(&school, &mark).await),
                3 => {
                    let (_, page) = open(&school, &mark).await;
                    school.clock.advance(SignedDuration::from_secs(4));
                    press(&school, &page, PHONE).await;
                }
                _ => {}
            }
            let list = school.list(&picnic).await;
            assert_eq!(list.families, 4);
            assert_eq!(list.read, reading.len(), "only reading reads");
            assert_eq!(list.read + list.settled + list.unread.len(), list.families, "nobody is hidden");
            for row in &list.unread {
                assert!(!reading.contains(row.family.as_str()));
            }
        }
    }
}
