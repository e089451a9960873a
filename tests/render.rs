//! The page, the notice and the pages around them, as a parent's browser and mail program get them.

mod hostile;
mod looked_at;
mod own_theme;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use otayori::content::{Align, Audience, Block, BoxKind, Inline, Letter, PhotoUse};
use otayori::photos::{Album, Format, Shot, Variant};
use otayori::problem::{Level, Place, Problem};
use otayori::render::{self, Edition, NoticeLinks, Subject, Theme};

use crate::common::letters::{letter, school, ways};
pub use hostile::hostile_letter;
pub use looked_at::letter_to_look_at;

const LINK: &str = "https://otayori.example.jp/himawari/abc/?k=tokentokentoken&l=ja";
const PLAIN_LINK: &str = "https://yomi.example.jp/y/tokentokentoken";
const STOP_LINK: &str = "https://yomi.example.jp/stop?m=mark&lang=en";
const LINKS: NoticeLinks<'static> = NoticeLinks { page: LINK, plain: PLAIN_LINK, stop: STOP_LINK };

pub fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.into() }]
}

pub fn paragraph(words: &str) -> Block {
    Block::Paragraph { inlines: text(words) }
}

pub fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading { level, id: id.into(), inlines: text(words) }
}

pub fn photo(alt: &str, caption: &str) -> PhotoUse {
    PhotoUse {
        file: PathBuf::from("/school/content/全園/sakura.jpg"),
        name: "sakura.jpg".into(),
        alt: alt.into(),
        caption: caption.into(),
        names: vec![],
        focus: None,
        place: Place::file("全園/2026-05-01 園だより.md"),
    }
}

pub fn shot(name: &str) -> Shot {
    let variant = |width: u32, format: Format, ending: &str| Variant {
        name: format!("{name}-{width}.{ending}"),
        file: PathBuf::new(),
        width,
        height: width * 3 / 4,
        format,
    };
    let variants = [480, 960, 1600]
        .into_iter()
        .flat_map(|width| [variant(width, Format::Webp, "webp"), variant(width, Format::Jpeg, "jpg")])
        .collect();
    Shot {
        width: 1600,
        height: 1200,
        variants,
        print: variant(2000, Format::Jpeg, "print.jpg"),
        placeholder: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==".into(),
    }
}

fn wakaba() -> Theme {
    Theme::load("wakaba", None).expect("the built-in theme is whole")
}

/// A released letter's edition, with a sheet.
fn released(letter: &Letter, album: &Album) -> (Edition, Vec<Problem>) {
    let (school, ways) = (school(), ways());
    let subject = Subject {
        school: &school,
        letter,
        album,
        address: Some("vyqzjmxk4rgsn2d6tb3whc5afe"),
        ways: Some(&ways),
        draft: false,
        correction: 0,
    };
    render::edition(&subject, &wakaba(), |_, _| (Some(b"%PDF".to_vec()), vec![]))
}

/// A draft's edition, without a sheet.
pub fn drafted(letter: &Letter, theme: &Theme) -> (Edition, Vec<Problem>) {
    let (school, album) = (school(), Album::default());
    let subject = Subject {
        school: &school,
        letter,
        album: &album,
        address: None,
        ways: None,
        draft: true,
        correction: 0,
    };
    render::edition(&subject, theme, |_, _| (None, vec![]))
}

fn page(letter: &Letter) -> String {
    let (edition, problems) = released(letter, &Album::default());
    assert!(problems.is_empty(), "{problems:?}");
    edition.page
}

/// The text an attribute has, unescaped.
fn attribute<'a>(html: &'a str, before: &str) -> &'a str {
    let at = html.find(before).unwrap_or_else(|| panic!("{before} is not there")) + before.len();
    &html[at..at + html[at..].find('"').expect("a closing quote")]
}

#[test]
fn the_page_has_what_its_script_needs() {
    let mut letter = letter("秋の遠足", vec![paragraph("行きます。")]);
    letter.important = true;
    let (edition, _) = released(&letter, &Album::default());
    let html = &edition.page;
    assert_eq!(attribute(html, "data-edition=\""), edition.hash);
    assert_eq!(edition.hash.len(), 64);
    assert_eq!(attribute(html, "data-letter=\""), "vyqzjmxk4rgsn2d6tb3whc5afe");
    assert_eq!(attribute(html, "data-collector=\""), "https://yomi.example.jp");
    assert_eq!(attribute(html, "data-important=\""), "true");
    assert!(!html.contains("data-draft"));
    for part in [
        "<section id=\"reply\" class=\"reply\" aria-label=\"お返事\" hidden>",
        "<button id=\"read-button\" type=\"button\">読みました</button>",
        "<button id=\"call-button\" type=\"button\">電話をください</button>",
        "<p id=\"reply-status\" role=\"status\">",
        "<template id=\"said-read\">",
        "<template id=\"said-call\">",
        "<template id=\"said-waiting\">",
        "<template id=\"said-no-token\">",
        "<noscript><p",
        "href=\"otayori.pdf\"",
        "href=\"../archive/\"",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
    for (name, content) in &edition.assets {
        assert!(html.contains(&format!("\"../a/{name}\"")), "{name} is not used");
        assert!(!content.is_empty());
    }
}

#[test]
fn a_draft_says_so_and_knows_nobody_to_report_to() {
    let (edition, problems) = drafted(&letter("遠足", vec![]), &wakaba());
    assert!(problems.is_empty());
    assert!(edition.page.contains("<strong>下書き</strong>"));
    assert!(edition.page.contains(" data-draft>"));
    assert!(edition.page.contains("connect-src &#39;none&#39;; form-action &#39;none&#39;"));
    for never in ["yomi.example.jp", "id=\"reply\"", "data-collector", "otayori.pdf"] {
        assert!(!edition.page.contains(never), "{never}");
    }
    assert_eq!(edition.notice.subject, "ひまわり保育園【下書き】遠足");
}

#[test]
fn nothing_comes_from_or_goes_to_a_third_party() {
    let html = page(&letter("遠足", vec![paragraph("行きます。")]));
    assert!(html.contains(
        "content=\"default-src &#39;none&#39;; img-src &#39;self&#39; data:; style-src &#39;self&#39;; \
         script-src &#39;self&#39;; connect-src https://yomi.example.jp; form-action https://yomi.example.jp; \
         base-uri &#39;none&#39;\""
    ));
    assert!(html.contains("<meta name=\"referrer\" content=\"no-referrer\">"));
    assert!(html.contains("<meta name=\"robots\" content=\"noindex, nofollow, noarchive\">"));
    assert!(html.contains("<meta property=\"og:title\" content=\"遠足\">"));
    assert!(!html.contains("og:image"));
    assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains("<script>"));
    let foreign = html.replace("https://yomi.example.jp", "");
    assert!(!foreign.contains("://"), "an address of somebody else");
    let css = wakaba();
    let css = String::from_utf8_lossy(css.file("style.css").unwrap());
    assert!(!css.contains("http://") && !css.contains("url(") && !css.contains("@import"));
}

#[test]
fn every_block_becomes_the_element_that_means_it() {
    let mut letter = letter(
        "園だより",
        vec![
            Block::Box { kind: BoxKind::Lead, title: vec![], blocks: vec![paragraph("はじめに。")] },
            heading(3, "nerai", "ねらい"),
            Block::Paragraph {
                inlines: vec![
                    Inline::Ruby { base: "戸外".into(), reading: "こがい".into() },
                    Inline::Strong { inlines: text("強く") },
                    Inline::Break,
                    Inline::Link { to: "#nerai".into(), inlines: text("上へ") },
                    Inline::Link { to: "https://example.jp/a?b=1&c".into(), inlines: text("外へ") },
                ],
            },
            Block::List {
                start: Some(3),
                items: vec![vec![paragraph("三")], vec![paragraph("四"), paragraph("四の二")]],
            },
            Block::Box {
                kind: BoxKind::Bring,
                title: text("もちもの(遠足)"),
                blocks: vec![paragraph("すいとう")],
            },
            Block::Table {
                align: vec![Align::Start, Align::Center, Align::Start],
                head: vec![text("日"), text("曜"), text("ぎょうじ")],
                rows: vec![
                    vec![text("3"), text("日"), text("休園")],
                    vec![text("9"), text("土"), text("総会")],
                ],
            },
            Block::Rule,
            Block::Code { text: "a < b".into() },
            Block::Photos { photos: vec![0, 1] },
        ],
    );
    letter.photos = vec![photo("桜の下の園児", "さくら"), photo("すべり台", "")];
    let album = Album { shots: vec![Some(shot("aa")), None] };
    let (edition, problems) = released(&letter, &album);
    assert!(problems.is_empty());
    for part in [
        "<div class=\"lead\">",
        "<h2 id=\"h-nerai\">ねらい</h2>",
        "<ruby>戸外<rp>(</rp><rt>こがい</rt><rp>)</rp></ruby><strong>強く</strong><br>",
        "<a href=\"#h-nerai\">上へ</a><a href=\"https://example.jp/a?b=1&amp;c\" rel=\"noopener noreferrer\">外へ</a>",
        "<ol start=\"3\">\n<li>三</li>\n<li>四\n<p>四の二</p>\n</li>",
        "<section class=\"box box-bring\" aria-labelledby=\"box-1\">\n<h3 class=\"box-title\" id=\"box-1\"><span class=\"badge\" aria-hidden=\"true\">🎒</span> もちもの(遠足)</h3>",
        "<th scope=\"col\" class=\"center\">曜</th>",
        "<tr class=\"day-off\"><td class=\"day sunday\">3</td><td class=\"center day sunday\">日</td><td class=\"short\">休園</td></tr>",
        "<td class=\"day saturday\">9</td>",
        "<hr>",
        "<pre><code>a &lt; b</code></pre>",
        "<source type=\"image/webp\" srcset=\"../p/aa-480.webp 480w, ../p/aa-960.webp 960w, ../p/aa-1600.webp 1600w\"",
        "width=\"1600\" height=\"1200\" alt=\"桜の下の園児\" fetchpriority=\"high\"",
        "<figcaption>さくら</figcaption>",
        "<p class=\"photo-missing\">すべり台</p>",
    ] {
        assert!(edition.page.contains(part), "{part}\nis not in\n{}", edition.page);
    }
    assert_eq!(edition.photos.len(), 6);
    for name in &edition.photos {
        assert!(edition.page.contains(&format!("../p/{name}")), "{name}");
    }
}

#[test]
fn only_the_first_photo_is_fetched_at_once() {
    let mut letter = letter("写真", vec![Block::Photos { photos: vec![0, 1, 2] }]);
    letter.photos = vec![photo("一", ""), photo("二", ""), photo("三", "")];
    let album = Album { shots: vec![Some(shot("a")), Some(shot("b")), Some(shot("c"))] };
    let (edition, _) = released(&letter, &album);
    assert_eq!(edition.page.matches("loading=\"lazy\"").count(), 2);
    assert_eq!(edition.page.matches("fetchpriority=\"high\"").count(), 1);
}

#[test]
fn the_message_says_what_is_wanted_then_gives_the_links() {
    let mut letter =
        letter("秋の遠足", vec![heading(2, "a", "はじめ"), paragraph("5月22日に遠足に行きます。")]);
    letter.deadline = Some(date(2026, 5, 15));
    let (edition, _) = released(&letter, &Album::default());
    assert_eq!(edition.notice.subject, "ひまわり保育園【5月15日(金)しめきり】秋の遠足");
    let (plain, html) = edition.notice.for_family(&LINKS);
    assert_eq!(
        plain,
        format!(
            "ひまわり保育園より、5月15日(金)しめきりのおたよりです。\n\
             読んだら「読みました」を1回押してください。押されない場合はお電話します。\n\
             こちらから開けます。\n\n{LINK}\n\n\
             秋の遠足\n令和8年5月1日(金)\nしめきりは、令和8年5月15日(金)です。\n\n\
             5月22日に遠足に行きます。\n\n\
             ボタンが出ない電話の方はこちら\n\n{PLAIN_LINK}\n\n\
             ひまわり保育園\n電話 03-0000-0000\nご不明なことは、お電話でおたずねください。\n\n\
             このリンクはご家庭ごとのものです。ほかの方に送らないでください。\n\
             メールを止める\n\n{STOP_LINK}\n"
        )
    );
    assert!(html.contains(&LINK.replace('&', "&amp;")));
    assert!(html.contains(PLAIN_LINK));
    assert!(html.contains(&STOP_LINK.replace('&', "&amp;")));
    assert!(!html.contains("<img") && !html.contains("url(") && html.len() < 60_000);
}

#[test]
fn an_important_letter_says_so_first() {
    let mut letter = letter("臨時休園のお知らせ", vec![paragraph("本日は休園します。")]);
    letter.important = true;
    let (edition, _) = released(&letter, &Album::default());
    assert_eq!(edition.notice.subject, "ひまわり保育園【大切なおたより】臨時休園のお知らせ");
    assert!(
        edition.notice.text.starts_with("ひまわり保育園より、大切なおたよりです。\n読んだら「読みました」を")
    );
    assert!(edition.page.contains("banner-important"));
}

#[test]
fn the_same_letter_gives_the_same_bytes_wherever_its_file_lies() {
    let one = letter("園だより", vec![paragraph("こんにちは。")]);
    let mut moved = one.clone();
    moved.file = PathBuf::from("/elsewhere/園だより.md");
    moved.path = "全園/園だより.md".into();
    moved.hash = "1".repeat(64);
    let album = Album::default();
    assert_eq!(released(&one, &album).0, released(&moved, &album).0);
}

#[test]
fn whatever_parents_see_changes_the_hash() {
    let album = Album { shots: vec![Some(shot("a"))] };
    let mut before = letter("園だより", vec![paragraph("こんにちは。"), Block::Photos { photos: vec![0] }]);
    before.photos = vec![photo("桜", "")];
    let hash = |letter: &Letter, album: &Album| released(letter, album).0.hash;
    let first = hash(&before, &album);
    let mut changes: Vec<Letter> = vec![before.clone(); 7];
    changes[0].title.push('!');
    changes[1].blocks[0] = paragraph("こんばんは。");
    changes[2].deadline = Some(date(2026, 5, 9));
    changes[3].important = true;
    changes[4].photos[0].alt.push('!');
    changes[5].photos[0].caption.push('!');
    changes[6].audience = Audience::Named(["年長".to_owned()].into());
    for changed in &changes {
        assert_ne!(hash(changed, &album), first, "{changed:?}");
    }
    assert_ne!(hash(&before, &Album { shots: vec![Some(shot("b"))] }), first);
}

#[test]
fn a_letter_in_another_language_keeps_its_language_and_direction() {
    let mut arabic = letter("رحلة", vec![paragraph("مرحبا")]);
    arabic.lang = "ar".into();
    let html = page(&arabic);
    assert!(html.contains("<html lang=\"en\""), "we have no Arabic words: English ones");
    assert!(html.contains("<article lang=\"ar\" dir=\"rtl\">"));
    let mut english = letter("Excursion", vec![paragraph("We go.")]);
    english.lang = "en".into();
    let html = page(&english);
    assert!(
        html.contains("<html lang=\"en\"")
            && html.contains("I have read it")
            && html.contains("Fri 1 May 2026")
    );
}

#[test]
fn the_sites_root_names_the_school_and_leads_nowhere() {
    let home = render::home(&school(), &wakaba()).unwrap();
    assert!(home.contains("<h1>ひまわり保育園</h1>"));
    assert!(!home.contains("<a ") && !home.contains("03-0000-0000") && !home.contains("yomi"));
    let missing = render::not_found(&school(), &wakaba()).unwrap();
    assert!(missing.contains("href=\"https://otayori.example.jp/himawari/a/style-"));
}
