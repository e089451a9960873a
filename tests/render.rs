//! The page, the notice and the pages around them, as a parent's browser and mail program get them.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use otayori::content::{Align, Audience, Block, BoxKind, DateSource, Inline, Letter, PhotoUse, SchoolYear};
use otayori::photos::{Album, Format, Shot, Variant};
use otayori::problem::{Level, Place, Problem};
use otayori::render::{self, Edition, NoticeLinks, School, Subject, Theme};
use otayori::words::Lang;

const LINK: &str = "https://otayori.example.jp/himawari/abc/?k=tokentokentoken&l=ja";
const PLAIN_LINK: &str = "https://yomi.example.jp/y/tokentokentoken";
const STOP_LINK: &str = "https://yomi.example.jp/stop?m=mark&lang=en";
const LINKS: NoticeLinks<'static> = NoticeLinks { page: LINK, plain: PLAIN_LINK, stop: STOP_LINK };

pub fn school() -> School {
    School {
        name: "ひまわり保育園".into(),
        phone: "03-0000-0000".into(),
        calls: None,
        keep: 2,
        director: "園長 山田 花子".into(),
        lang: Lang::Ja,
        site: "https://otayori.example.jp/himawari".into(),
        time_zone: "Asia/Tokyo".into(),
        collector: "https://yomi.example.jp".into(),
    }
}

pub fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.into() }]
}

pub fn paragraph(words: &str) -> Block {
    Block::Paragraph { inlines: text(words) }
}

pub fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading { level, id: id.into(), inlines: text(words) }
}

pub fn letter(title: &str, blocks: Vec<Block>) -> Letter {
    Letter {
        path: "全園/2026-05-01 園だより.md".into(),
        file: PathBuf::from("/school/content/全園/2026-05-01 園だより.md"),
        title: title.into(),
        date: date(2026, 5, 1),
        date_source: DateSource::Name,
        year: SchoolYear(2026),
        audience: Audience::Everyone,
        series: vec![],
        deadline: None,
        when: None,
        place: None,
        reminders: None,
        who_reads: otayori::content::WhoReads::Any,
        important: false,
        from: None,
        lang: "ja".into(),
        theme: None,
        number: None,
        pages: None,
        blocks,
        photos: vec![],
        hash: "0".repeat(64),
        text: String::new(),
        translations: vec![],
    }
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
    let (school, ways) = (school(), crate::around::ways());
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
    let (school, letter, album) = (school(), letter("遠足", vec![]), Album::default());
    let subject = Subject {
        school: &school,
        letter: &letter,
        album: &album,
        address: None,
        ways: None,
        draft: true,
        correction: 0,
    };
    let (edition, problems) = render::edition(&subject, &wakaba(), |_, _| (None, vec![]));
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

pub const HOSTILE: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ body }}{% include \"x\" %}{{link}}";

pub fn hostile_letter() -> Letter {
    let evil = |to: &str| Inline::Link { to: to.into(), inlines: text("押す") };
    let mut letter = letter(
        HOSTILE,
        vec![
            paragraph(HOSTILE),
            heading(2, "reply", HOSTILE),
            heading(2, "x\" onclick=\"alert(3)", "題"),
            Block::Paragraph {
                inlines: vec![
                    evil("javascript:alert(4)"),
                    evil("JaVaScRiPt:alert(5)"),
                    evil("data:text/html,<script>alert(6)</script>"),
                    evil("https://example.jp/\"onmouseover=\"alert(7)"),
                    Inline::Code { text: HOSTILE.into() },
                    Inline::Ruby { base: HOSTILE.into(), reading: HOSTILE.into() },
                ],
            },
            Block::Box {
                kind: BoxKind::Notice,
                title: text(HOSTILE),
                blocks: vec![Block::Code { text: HOSTILE.into() }],
            },
            Block::Table {
                align: vec![Align::Start],
                head: vec![text(HOSTILE)],
                rows: vec![vec![text(HOSTILE)]],
            },
            Block::Photos { photos: vec![0, 9] },
        ],
    );
    letter.photos = vec![photo(HOSTILE, HOSTILE)];
    letter.from = Some(HOSTILE.into());
    letter.series = vec![HOSTILE.into()];
    letter.audience = Audience::Named([HOSTILE.to_owned()].into());
    letter.lang = "ja\" onload=\"alert(8)".into();
    letter
}

#[test]
fn a_hostile_letter_is_text_and_nothing_else() {
    let mut school = school();
    school.name = HOSTILE.into();
    school.phone = HOSTILE.into();
    let (letter, album) = (hostile_letter(), Album { shots: vec![Some(shot("a"))] });
    let subject = Subject {
        school: &school,
        letter: &letter,
        album: &album,
        address: Some("abc"),
        ways: None,
        draft: false,
        correction: 1,
    };
    let (edition, problems) = render::edition(&subject, &wakaba(), |_, _| (None, vec![]));
    assert!(problems.is_empty(), "{problems:?}");
    let (plain, html) = edition.notice.for_family(&LINKS);
    for html in [&edition.page, &html] {
        for never in [
            "<script>",
            "<img src=x",
            "javascript:",
            "JaVaScRiPt:",
            "data:text",
            "onclick=\"",
            "onload=\"",
            "{{",
            "{%",
        ] {
            assert!(!html.contains(never), "{never} in\n{html}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "what was typed is shown");
    }
    assert_eq!(
        edition.page.matches(" id=\"reply\"").count(),
        1,
        "a heading cannot take the place of the answers"
    );
    assert!(edition.page.contains("lang=\"und\""));
    assert_eq!(html.matches("tokentokentoken").count(), 2, "a text that spells out the slot gets no link");
    assert_eq!(plain.matches("tokentokentoken").count(), 2);
    assert!(!edition.notice.subject.contains('\n'));
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

/// A school's own `themes/wakaba/` with this one file.
fn own_theme(file: &str, content: &str) -> (tempfile::TempDir, Result<Theme, Vec<Problem>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wakaba").join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    let theme = Theme::load("wakaba", Some(folder.path()));
    (folder, theme)
}

#[test]
fn a_school_can_change_one_file_of_a_theme() {
    let (_folder, theme) = own_theme("home.html", "<p>{{ school.name }}</p>");
    let theme = theme.unwrap();
    assert_eq!(render::home(&school(), &theme).unwrap(), "<p>ひまわり保育園</p>");
    assert_ne!(theme.hash(), wakaba().hash());
    assert!(render::not_found(&school(), &theme).unwrap().contains("ページがありません"));
}

fn place(problem: &Problem) -> (&str, u32, u32) {
    let place = problem.place.as_ref().expect("a place");
    (&place.file, place.line, place.column)
}

#[test]
fn a_fault_in_a_theme_is_shown_with_file_line_and_column() {
    let (_folder, theme) = own_theme("home.html", "<p>\n  {{ school.name </p>\n");
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]), ("themes/wakaba/home.html", 2, 18));
    assert_eq!(problems[0].place.as_ref().unwrap().shown, "  {{ school.name </p>");

    let (_folder, theme) = own_theme("home.html", "<p>\n{{ school.name | shout }}</p>\n");
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]).0, "themes/wakaba/home.html");
    assert_eq!(place(&problems[0]).1, 2);
    assert!(problems[0].what(Lang::Ja.words()).contains("shout"), "{problems:?}");

    let (_folder, theme) = own_theme("home.html", "<p>\n\n {{ nobody.name }}</p>\n");
    let problems = render::home(&school(), &theme.unwrap()).unwrap_err();
    assert_eq!(place(&problems[0]).0, "themes/wakaba/home.html");
    assert_eq!(place(&problems[0]).1, 3);

    let (_folder, theme) = own_theme(
        "theme.yaml",
        "title: x\npage-files: [style.css, nothing.css]\ncolours: {light: a, dark: b}\nphoto-sizes: {one: a, several: b}\n",
    );
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]), ("themes/wakaba/theme.yaml", 2, 25));

    // A colour of the message goes into a style: it is a colour and nothing else.
    let (_folder, theme) = own_theme(
        "theme.yaml",
        "title: x\npage-files: []\ncolours: {light: a, dark: b}\nphoto-sizes: {one: a, several: b}\nmessage:\n  light:\n    text: \"red; position: fixed\"\n",
    );
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]).0, "themes/wakaba/theme.yaml");
    assert_eq!(place(&problems[0]).1, 7, "{problems:?}");

    let (_folder, theme) = own_theme("notice.txt", "{{ title }}\n");
    let (school, letter, album) = (school(), letter("遠足", vec![]), Album::default());
    let subject = Subject {
        school: &school,
        letter: &letter,
        album: &album,
        address: None,
        ways: None,
        draft: true,
        correction: 0,
    };
    let (_, problems) = render::edition(&subject, &theme.unwrap(), |_, _| (None, vec![]));
    assert_eq!((problems[0].id, problems[0].level), ("theme-notice-without-link", Level::Error));
}

#[test]
fn a_theme_reaches_nothing_outside_itself() {
    for name in ["../../etc", "..", "", "/etc", "wakaba/../wakaba", ".otayori", "nobody"] {
        let problems = Theme::load(name, Some(Path::new("/"))).unwrap_err();
        assert_eq!(problems[0].id, "theme-unknown", "{name}");
    }
    for include in ["/etc/passwd", "../../school.yaml", "notice.txt"] {
        let (_folder, theme) = own_theme("home.html", &format!("{{% include \"{include}\" %}}"));
        assert_eq!(theme.unwrap_err()[0].id, "theme-template-fault", "{include}");
    }
    // Nor can it declare a teacher's words to be HTML.
    let (_folder, theme) = own_theme("home.html", "{{ school.name | safe }}");
    let mut evil = school();
    evil.name = "<script>".into();
    assert_eq!(render::home(&evil, &theme.unwrap()).unwrap(), "&lt;script&gt;");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_theme_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.html");
    fs::write(&secret, "secret").unwrap();
    fs::create_dir(folder.path().join("wakaba")).unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join("wakaba/home.html")).unwrap();
    let problems = Theme::load("wakaba", Some(folder.path())).unwrap_err();
    assert_eq!(problems[0].id, "theme-file-leads-outside");
    std::os::unix::fs::symlink(folder.path().join("wakaba"), folder.path().join("other")).unwrap();
    assert!(Theme::load("other", Some(folder.path())).is_err());
}

/// Writes every kind of page below the test folder: to look at in a browser, and for the judges of `tests/run`.
#[test]
fn every_kind_of_page_can_be_looked_at() {
    for theme in ["wakaba", "shirogane"] {
        write_every_kind(theme);
    }
}

fn write_every_kind(name: &str) {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("look").join(name);
    let _ = fs::remove_dir_all(&root);
    let written = std::cell::RefCell::new(Vec::new());
    let write = |path: &str, bytes: &[u8]| {
        if path.ends_with(".html") {
            written.borrow_mut().push((path.to_owned(), String::from_utf8_lossy(bytes).into_owned()));
        }
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let (theme, mut school) = (Theme::load(name, None).unwrap(), school());
    school.site = String::new();
    for (name, content) in theme.page_files() {
        write(&format!("a/{name}"), &content);
    }
    let pictures = ["sakura", "himawari", "koi", "slide", "bus"];
    let album = Album { shots: pictures.iter().map(|name| Some(shot(name))).collect() };
    for name in pictures {
        let picture = walkdir::WalkDir::new("content").into_iter().flatten();
        let file = picture
            .map(walkdir::DirEntry::into_path)
            .find(|path| path.ends_with(format!("{name}.jpg")))
            .unwrap();
        let bytes = fs::read(file).unwrap();
        for variant in &shot(name).variants {
            write(&format!("p/{}", variant.name), &bytes);
        }
    }
    let ways = crate::around::ways();
    let mut letter = letter_to_look_at();
    let publish = |folder: &str, letter: &Letter, draft: bool, correction: u32| {
        let subject = Subject {
            school: &school,
            letter,
            album: &album,
            address: Some(folder),
            ways: Some(&ways),
            draft,
            correction,
        };
        let (edition, problems) =
            render::edition(&subject, &theme, |_, _| ((!draft).then(|| b"%PDF".to_vec()), vec![]));
        assert!(problems.is_empty(), "{problems:?}");
        write(&format!("{folder}/index.html"), edition.page.as_bytes());
        for (name, calendar) in &edition.calendars {
            write(&format!("{folder}/{name}"), calendar.as_bytes());
        }
        // The same page as its script leaves it for a parent.
        let shown = edition.page.replace("お返事\" hidden>", "お返事\">");
        write(&format!("{folder}-reply/index.html"), shown.as_bytes());
        let (text, html) = edition.notice.for_family(&LINKS);
        write(&format!("{folder}.txt"), format!("{}\n\n{text}", edition.notice.subject).as_bytes());
        write(&format!("{folder}-notice.html"), html.as_bytes());
    };
    publish("letter", &letter, false, 0);
    publish("draft", &letter, true, 0);
    letter.important = true;
    letter.deadline = Some(date(2026, 5, 15));
    letter.title = "春の遠足について、雨の日の集合場所と持ち物の変更のお知らせ".into();
    letter.audience = Audience::Named(["年中".to_owned(), "年長".to_owned()].into());
    letter.series = vec!["遠足".into()];
    publish("important", &letter, false, 1);
    publish("hostile", &hostile_letter(), false, 0);
    for (path, content) in crate::around::pages_to_look_at(&school, &theme) {
        write(&path, content.as_bytes());
    }
    write("index.html", render::home(&school, &theme).unwrap().as_bytes());
    write("404.html", render::not_found(&school, &theme).unwrap().as_bytes());
    eprintln!("{}", root.display());
    for (page, html) in written.into_inner() {
        crate::outlines::compare(name, &page, &html);
    }
}

pub fn letter_to_look_at() -> Letter {
    let ruby = |base: &str, reading: &str| Inline::Ruby { base: base.into(), reading: reading.into() };
    let say = |words: &str| Inline::Text { text: words.into() };
    let list = |items: &[&str]| items.iter().map(|item| vec![paragraph(item)]).collect::<Vec<_>>();
    let cells = |cells: &[&str]| cells.iter().map(|cell| text(cell)).collect::<Vec<_>>();
    let mut letter = letter(
        "わかばだより 5月号",
        vec![
            Block::Box {
                kind: BoxKind::Lead,
                title: vec![],
                blocks: vec![Block::Paragraph {
                    inlines: vec![
                        ruby("新緑", "しんりょく"),
                        say("がまぶしい"),
                        ruby("季節", "きせつ"),
                        say("になりました。"),
                        ruby("入園", "にゅうえん"),
                        say("・"),
                        ruby("進級", "しんきゅう"),
                        say("から1か月、はじめは"),
                        ruby("涙", "なみだ"),
                        say("のお"),
                        ruby("別", "わか"),
                        say("れだったお"),
                        ruby("友", "とも"),
                        say("だちも、今では「おはよう!」と"),
                        ruby("元気", "げんき"),
                        say("に門をくぐってきます。"),
                    ],
                }],
            },
            heading(2, "nerai", "🌱 今月のねらい"),
            Block::List {
                start: None,
                items: list(&[
                    "戸外で体をのびのびと動かして遊ぶ。",
                    "身のまわりの草花や虫に興味をもつ。",
                    "「じぶんでやってみたい」という気持ちを大切にする。",
                ]),
            },
            Block::Photos { photos: vec![0] },
            heading(2, "ensoku", "🚌 春の遠足について"),
            Block::Paragraph {
                inlines: vec![
                    say("5月22日(金)に、年中・年長組は"),
                    Inline::Strong { inlines: text("中央公園") },
                    say(
                        "まで遠足に出かけます。雨天のときは26日(火)に延期し、当日の朝7:00までにメールと園のホームページでお知らせします。集合は",
                    ),
                    Inline::Emphasis { inlines: text("8:40") },
                    say("、門の前です。くわしくは"),
                    Inline::Link {
                        to: "https://example.jp/himawari".into(), inlines: text("園のページ")
                    },
                    say("をごらんください。"),
                ],
            },
            Block::Box {
                kind: BoxKind::Bring,
                title: text("もちもの(遠足)"),
                blocks: vec![Block::List {
                    start: None,
                    items: list(&[
                        "おべんとう・すいとう(中身はお茶か水)",
                        "おしぼり、ビニールシート",
                        "着替え1組、ポリ袋2枚",
                    ]),
                }],
            },
            Block::Photos { photos: vec![1, 2] },
            Block::Box {
                kind: BoxKind::Notice,
                title: text("保護者のみなさまへのお願い"),
                blocks: vec![Block::List {
                    start: Some(1),
                    items: list(&[
                        "感染性胃腸炎が近隣で増えています。下痢・嘔吐・37.5℃以上の発熱があるときは登園を控え、医師の診察を受けてください。",
                        "朝の駐車場は8:20〜8:40がたいへん混みあいます。",
                    ]),
                }],
            },
            Block::Rule,
            heading(2, "yotei", "📅 5月のよてい"),
            Block::Table {
                align: vec![Align::Center, Align::Center, Align::Start, Align::Start],
                head: cells(&["日", "曜", "ぎょうじ", "対象"]),
                rows: vec![
                    cells(&["1", "金", "こどもの日のつどい 🎏", "全園児"]),
                    cells(&["3", "日", "憲法記念日", "休園"]),
                    cells(&["9", "土", "保護者会・総会 10:00〜11:30(1階ホール)", "保護者"]),
                    cells(&["22", "金", "春の遠足 🚌", "年中・年長"]),
                ],
            },
            Block::Photos { photos: vec![2, 3, 4] },
            heading(3, "hoken", "ほけんだより"),
            Block::Box {
                kind: BoxKind::Health,
                title: vec![],
                blocks: vec![paragraph(
                    "汗をかいたら着替える、のどがかわく前に水を飲むを合いことばに、熱中症をふせぎましょう。",
                )],
            },
            Block::Table {
                align: vec![Align::Start, Align::End, Align::End],
                head: cells(&["クラス", "平均身長", "平均体重"]),
                rows: vec![
                    cells(&["たんぽぽ(3歳)", "96.2cm", "14.3kg"]),
                    cells(&["すみれ(4歳)", "103.1cm", "16.4kg"]),
                ],
            },
            Block::Box {
                kind: BoxKind::Lunch,
                title: text("給食室から"),
                blocks: vec![paragraph("5月の旬は、そらまめ・たけのこ・新たまねぎ。")],
            },
            Block::Box {
                kind: BoxKind::Info,
                title: text("5月うまれのおともだち、おたんじょうびおめでとうございます"),
                blocks: vec![paragraph("🎂 3日、11日、18日、29日。")],
            },
            Block::Quote { blocks: vec![paragraph("「空みたいな青!」")] },
            Block::Photos { photos: vec![0, 1, 2, 3] },
        ],
    );
    letter.photos = [
        ("園庭の桜の下で三人の園児が手を広げて笑っている", "さくら組 園庭のさくらの下で"),
        ("ひまわりの花", "すみれ組 ひまわり"),
        ("こいのぼりを見上げる園児", "ひまわり組 大きなこいのぼり"),
        ("すべり台で遊ぶ園児", "つぎはぼくのばん"),
        ("遠足のバス", ""),
    ]
    .iter()
    .map(|(alt, caption)| photo(alt, caption))
    .collect();
    letter
}
