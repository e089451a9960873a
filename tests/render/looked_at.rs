//! Every kind of page, written to be looked at and for the judges of `tests/run`.

use super::*;

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
    let ways = ways();
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
