//! The A4 sheet as a printer, a reader of PDFs and a screen reader get it.
//!
//! Every sheet set here lies afterwards in `target/tmp/sheets/`, to be looked at. What Poppler and qpdf have to
//! say is asked where they are installed; with `OTAYORI_JUDGES=1` they must be.

mod papers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgb, RgbImage};
use jiff::civil::date;
use otayori::content::{Align, Audience, Block, BoxKind, DateSource, Inline, Letter, PhotoUse, SchoolYear};
use otayori::photos::{Album, Format, Shot, Variant};
use otayori::problem::{Level, Place, Problem};
use otayori::render::{School, Subject, Theme, sheet};
use otayori::words::Lang;

fn school() -> School {
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

fn letter(title: &str, blocks: Vec<Block>) -> Letter {
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

/// Running text: `**strong**`, `{漢字|かんじ}` and line breaks are understood.
fn text(words: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for (number, line) in words.split('\n').enumerate() {
        if number > 0 {
            out.push(Inline::Break);
        }
        for (number, part) in line.split("**").enumerate() {
            if number % 2 == 1 {
                out.push(Inline::Strong { inlines: vec![Inline::Text { text: part.into() }] });
            } else {
                out.extend(with_ruby(part));
            }
        }
    }
    out
}

fn with_ruby(words: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for part in words.split_inclusive('}') {
        match part
            .split_once('{')
            .and_then(|(before, ruby)| Some((before, ruby.strip_suffix('}')?.split_once('|')?)))
        {
            Some((before, (base, reading))) => {
                out.push(Inline::Text { text: before.into() });
                out.push(Inline::Ruby { base: base.into(), reading: reading.into() });
            }
            None => out.push(Inline::Text { text: part.into() }),
        }
    }
    out
}

fn p(words: &str) -> Block {
    Block::Paragraph { inlines: text(words) }
}

fn h(level: u8, words: &str) -> Block {
    Block::Heading { level, id: words.replace(' ', "-"), inlines: text(words) }
}

fn list(items: &[&str]) -> Block {
    Block::List { start: None, items: items.iter().map(|item| vec![p(item)]).collect() }
}

fn boxed(kind: BoxKind, title: &str, blocks: Vec<Block>) -> Block {
    Block::Box { kind, title: if title.is_empty() { vec![] } else { text(title) }, blocks }
}

/// Rows of cells, the first one the heading.
fn table(rows: &[&[&str]]) -> Block {
    let cells = |row: &&[&str]| row.iter().map(|cell| text(cell)).collect::<Vec<_>>();
    Block::Table {
        align: vec![Align::Start; rows[0].len()],
        head: cells(&rows[0]),
        rows: rows[1..].iter().map(cells).collect(),
    }
}

/// Photos of these sizes, painted into `folder`, as a letter and its album have them.
fn photos(folder: &Path, sizes: &[(u32, u32)]) -> (Vec<PhotoUse>, Album) {
    let mut uses = Vec::new();
    let mut shots = Vec::new();
    for (number, (width, height)) in sizes.iter().copied().enumerate() {
        let tone = u8::try_from(number * 37 % 160).unwrap_or(0);
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let sky = y * 5 < height * 3;
            let child = (x % 200).abs_diff(100) < 45 && y > height / 2;
            match (child, sky) {
                (true, _) => Rgb([240, 120 + tone / 2, 90 + tone]),
                (_, true) => Rgb([150, 205, 235 - tone / 4]),
                (_, false) => Rgb([130 - tone / 4, 195, 120 + tone / 2]),
            }
        });
        let file = folder.join(format!("{number}.jpg"));
        picture.save_with_format(&file, ImageFormat::Jpeg).unwrap();
        let name = format!("p{number}.jpg");
        let print = Variant { name: name.clone(), file, width, height, format: Format::Jpeg };
        shots.push(Some(Shot { width, height, variants: vec![], print, placeholder: String::new() }));
        uses.push(PhotoUse {
            file: PathBuf::from("/school").join(&name),
            name,
            alt: format!("園庭で遊ぶ子どもたち その{}", number + 1),
            caption: if number % 3 == 2 {
                String::new()
            } else {
                format!("すみれ組 こいのぼりを見上げて {}", number + 1)
            },
            names: vec![],
            focus: None,
            place: Place::file("全園/2026-05-01 園だより.md"),
        });
    }
    (uses, Album { shots })
}

struct Set {
    file: PathBuf,
    bytes: Vec<u8>,
    problems: Vec<Problem>,
}

/// Sets the sheet and keeps it as `target/tmp/sheets/NAME.pdf`.
fn set(name: &str, letter: &Letter, album: &Album) -> Set {
    set_with(name, letter, album, |_| ())
}

fn set_with(name: &str, letter: &Letter, album: &Album, change: impl FnOnce(&mut Subject<'_>)) -> Set {
    set_by(name, letter, album, change, |subject| sheet(subject, &wakaba()))
}

type Made = (Option<Vec<u8>>, Vec<Problem>);

fn set_by(
    name: &str,
    letter: &Letter,
    album: &Album,
    change: impl FnOnce(&mut Subject<'_>),
    make: impl FnOnce(&Subject<'_>) -> Made,
) -> Set {
    let school = school();
    let mut subject =
        Subject { school: &school, letter, album, address: None, ways: None, draft: false, correction: 0 };
    change(&mut subject);
    let (bytes, problems) = make(&subject);
    let bytes = bytes.unwrap_or_else(|| panic!("{name}: no sheet: {}", told(&problems)));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sheets");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.pdf"));
    fs::write(&file, &bytes).unwrap();
    Set { file, bytes, problems }
}

fn wakaba() -> Theme {
    Theme::load("wakaba", None).expect("the built-in theme is whole")
}

fn told(problems: &[Problem]) -> String {
    problems.iter().map(|problem| problem.what(Lang::Ja.words())).collect::<Vec<_>>().join("\n")
}

/// What a program of Poppler or qpdf says of a file, or `None` where it is not installed.
fn judge(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let found = Command::new(program)
        .args(arguments)
        .arg(file)
        .args((program == "pdftotext").then_some("-"))
        .output();
    match found {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) => {
            assert!(std::env::var_os("OTAYORI_JUDGES").is_none(), "{program}: {error}");
            None
        }
    }
}

/// All that holds for every sheet; gives its text without spaces, and how many pages it has.
fn judged(set: &Set) -> Option<(String, usize)> {
    judge("qpdf", &["--check"], &set.file)?;
    let info = judge("pdfinfo", &[], &set.file)?;
    let field = |name: &str| {
        let line =
            info.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}: {info}"));
        line[name.len()..].trim_start_matches(':').trim().to_owned()
    };
    assert_eq!(field("Tagged"), "yes");
    assert!(field("Page size").ends_with("(A4)"));
    assert!(!field("Title").is_empty());
    let fonts = judge("pdffonts", &[], &set.file)?;
    for font in fonts.lines().skip(2) {
        let marks: Vec<_> = font.split_whitespace().rev().take(5).collect();
        assert_eq!(marks[4], "yes", "embedded: {font}");
        assert!(marks[3] == "yes" || font.contains("Type 3"), "a subset: {font}");
    }
    let bytes = String::from_utf8_lossy(&set.bytes);
    for standard in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<"] {
        assert!(bytes.contains(standard), "{standard}");
    }
    let text = judge("pdftotext", &["-layout"], &set.file)?;
    Some((text.split_whitespace().collect(), field("Pages").parse().unwrap()))
}

fn sees(set: &Set, pages: usize, words: &[&str]) {
    assert_eq!(told(&set.problems), "");
    let Some((text, count)) = judged(set) else { return };
    assert_eq!(count, pages);
    for word in words {
        assert!(text.contains(&word.replace(' ', "")), "{word} is not in {text}");
    }
}

/// A month's letter with all that such letters hold, and four photos.
fn month(folder: &Path) -> (Letter, Album) {
    let (uses, album) = photos(folder, &[(1200, 900), (1200, 900), (900, 1200), (1200, 900)]);
    let mut letter = letter(
        "わかばだより 5月号",
        vec![
            boxed(
                BoxKind::Lead,
                "",
                vec![p(
                    "{新緑|しんりょく}がまぶしい{季節|きせつ}になりました。{入園|にゅうえん}・{進級|しんきゅう}から1か月、はじめは{涙|なみだ}のお別れだったお{友|とも}だちも、今では「おはよう!」と元気に門をくぐってきます。こどもたちの「できた!」を、ご家庭といっしょに喜びあえる5月にしたいと思います。",
                )],
            ),
            h(2, "🌱 今月のねらい"),
            list(&[
                "{戸外|こがい}で体をのびのびと動かして遊ぶ。",
                "身のまわりの草花や虫に興味をもつ。",
                "「じぶんでやってみたい」という気持ちを大切にする。",
            ]),
            Block::Photos { photos: vec![0, 1] },
            h(2, "🚌 春の遠足について"),
            p(
                "5月22日(金)に、年中・年長組は**中央公園**まで遠足に出かけます。雨天のときは26日(火)に延期し、当日の朝7:00までにメールと園のホームページでお知らせします。集合は**8:40**、門の前です。遅れる場合は必ず園(☎ 03-0000-0000)までご連絡ください。",
            ),
            boxed(
                BoxKind::Bring,
                "もちもの(遠足)",
                vec![list(&[
                    "おべんとう・すいとう(中身はお茶か水)",
                    "おしぼり、ビニールシート",
                    "着替え1組、ポリ袋2枚",
                ])],
            ),
            h(2, "📝 クラスのようす"),
            p(
                "年長ひまわり組では、こいのぼり製作に取り組みました。「うろこは何色にする?」「空みたいな青!」と、友だちと相談しながら、長さ3mの大きなこいのぼりが完成。園庭のポールで、青空を気持ちよさそうに泳いでいます。",
            ),
            Block::Photos { photos: vec![2, 3] },
            boxed(
                BoxKind::Notice,
                "保護者のみなさまへのお願い",
                vec![Block::List {
                    start: Some(1),
                    items: vec![
                        vec![p(
                            "感染性胃腸炎が近隣で増えています。**下痢・嘔吐・37.5℃以上の発熱**があるときは登園を控え、医師の診察を受けてください。",
                        )],
                        vec![p(
                            "朝の駐車場は8:20〜8:40がたいへん混みあいます。徒歩・自転車での登園にご協力ください。",
                        )],
                    ],
                }],
            ),
            Block::Rule,
            h(2, "📅 5月のよてい"),
            table(&[
                &["日", "曜", "ぎょうじ", "対象"],
                &["1", "金", "こどもの日のつどい 🎏", "全園児"],
                &["3", "日", "憲法記念日", "休園"],
                &["4", "月", "みどりの日", "休園"],
                &["5", "火", "こどもの日", "休園"],
                &["6", "水", "振替休日", "休園"],
                &["9", "土", "保護者会・総会 10:00〜11:30(1階ホール)", "保護者"],
                &["13", "水", "内科検診 🩺 13:00〜", "全園児"],
                &["22", "金", "春の遠足 🚌", "年中・年長"],
                &["27", "水", "誕生会 🎂", "5月生まれ"],
            ]),
            boxed(
                BoxKind::Lunch,
                "",
                vec![p(
                    "5月の旬は、そらまめ・たけのこ・新たまねぎ。15日には、こどもたちが**そらまめのさやむき**に挑戦します。",
                )],
            ),
            boxed(
                BoxKind::Health,
                "",
                vec![p(
                    "汗をかいたら着替える、のどがかわく前に水を飲むを合いことばに、{熱中症|ねっちゅうしょう}をふせぎましょう。",
                )],
            ),
            boxed(
                BoxKind::Info,
                "5月うまれのおともだち",
                vec![p(
                    "🎂 すみれ組 あおい さん(3日)、たんぽぽ組 はると さん(11日)、さくら組 ゆい さん(18日)。",
                )],
            ),
        ],
    );
    letter.photos = uses;
    letter.deadline = Some(date(2026, 5, 15));
    (letter, album)
}

#[test]
fn a_month_letter_is_whole_tagged_and_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (letter, album) = month(folder.path());
    let first = set("month", &letter, &album);
    let started = Instant::now();
    let second = set("month", &letter, &album);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(first.bytes == second.bytes, "two runs, two files");
    sees(
        &first,
        2,
        &[
            "令和8年5月1日(金)",
            "園長 山田 花子",
            "5月15日(金)までにお願いします",
            "新緑",
            "振替休日",
            "きゅうしょく",
            "ほけん",
            "1/2",
            "2/2",
            "03-0000-0000",
        ],
    );
    let Some(structure) = judge("pdfinfo", &["-struct-text"], &first.file) else { return };
    for tag in ["H1", "L ", "LBody", "Table", "THead", "TH", "Figure"] {
        assert!(structure.contains(tag), "{tag}: {structure}");
    }
    let Some(json) = judge("qpdf", &["--json", "--json-key=outlines", "--json-key=qpdf"], &first.file) else {
        return;
    };
    for said in ["園庭で遊ぶ子どもたち その1", "園庭で遊ぶ子どもたち その4", "u:ja-JP", "今月のねらい"]
    {
        assert!(json.contains(said), "{said} is not told");
    }
}

#[test]
fn three_lines_fill_one_page() {
    let mut letter = letter(
        "臨時休園のお知らせ",
        vec![p(
            "台風15号の接近のため、明日9月4日(金)は**臨時休園**とします。\nお弁当の用意はいりません。9月5日(土)の保育は通常どおりの予定です。\n変更があるときは、5日の朝6時30分までにお知らせします。",
        )],
    );
    letter.date = date(2026, 9, 3);
    letter.important = true;
    let set = set("emergency", &letter, &Album::default());
    sees(&set, 1, &["令和8年9月3日(木)", "大切なお知らせです", "1/1"]);
}

#[test]
fn photos_of_every_number_and_shape() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = [
        (1200, 900),
        (900, 1200),
        (1200, 900),
        (1600, 600),
        (700, 1200),
        (1000, 1000),
        (1200, 900),
        (1200, 900),
        (900, 1200),
        (1200, 900),
        (1200, 900),
    ];
    let (uses, album) = photos(folder.path(), &sizes);
    for (name, grids) in [
        ("photos-1", vec![1]),
        ("photos-2", vec![2]),
        ("photos-5", vec![5]),
        ("photos-grids", vec![1, 2, 3, 4]),
        ("photos-gallery", vec![11]),
    ] {
        let mut blocks = vec![
            p(
                "園庭いっぱいに、こいのぼりが泳ぎました。こどもたちは手をのばして、いつまでも見上げていました。",
            ),
            h(2, "写真でふりかえる4月"),
        ];
        let mut next = 0;
        for count in grids {
            blocks.push(Block::Photos { photos: (next..next + count).collect() });
            blocks.push(p("お天気のよい日には、みんなで園庭に出ています。"));
            next += count;
        }
        let mut letter = letter("写真でみる4月", blocks);
        letter.photos = uses[..next].to_vec();
        letter.audience = Audience::Named(["すみれ組".to_owned()].into());
        let set = set(name, &letter, &album);
        assert_eq!(told(&set.problems), "");
        if let (Some(images), Some(_)) = (judge("pdfimages", &["-list"], &set.file), judged(&set)) {
            assert_eq!(
                images.lines().skip(2).filter(|line| line.contains("jpeg")).count(),
                next,
                "{name}: {images}"
            );
        }
    }
}

#[test]
fn a_month_of_lunches() {
    let mut rows: Vec<Vec<String>> =
        vec![["日", "曜", "こんだて", "おやつ", "エネルギー"].map(str::to_owned).to_vec()];
    let weekdays = ["金", "土", "日", "月", "火", "水", "木"];
    for day in 1..=31_usize {
        let (lunch, snack) = match day % 4 {
            0 => ("ごはん・鮭の塩焼き・ほうれん草のごまあえ・豆腐のみそ汁", "バナナ・牛乳"),
            1 => ("カレーライス・コーンサラダ・オレンジ", "おせんべい・麦茶"),
            2 => ("そぼろ丼・切干大根の煮物・わかめスープ", "さつまいも蒸しパン・牛乳"),
            _ => ("ロールパン・鶏のからあげ・ポテトサラダ・野菜スープ", "ヨーグルト"),
        };
        rows.push(vec![
            day.to_string(),
            weekdays[(day - 1) % 7].to_owned(),
            lunch.to_owned(),
            snack.to_owned(),
            format!("{}kcal", 430 + day * 7 % 90),
        ]);
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mut letter = letter(
        "きゅうしょくだより 5月",
        vec![
            h(2, "5月のこんだて"),
            table(&rows),
            boxed(
                BoxKind::Lunch,
                "アレルギーについて",
                vec![p("除去食のご相談は、給食室までお声がけください。")],
            ),
        ],
    );
    letter.series = vec!["きゅうしょく".into()];
    let set = set("lunch", &letter, &Album::default());
    sees(&set, 1, &["全園・きゅうしょく", "カレーライス", "アレルギー"]);
}

#[test]
fn a_letter_in_english() {
    let mut letter = letter(
        "Spring excursion",
        vec![
            p(
                "Dear families, on Friday 22 May the four- and five-year-olds will visit Chuo Park. We leave from the gate at 8:40 and come back at about 14:00. If it rains, we go on Tuesday 26 May instead; we’ll tell you by 7:00 that morning.",
            ),
            boxed(
                BoxKind::Bring,
                "",
                vec![list(&[
                    "Lunch and a water bottle",
                    "A small towel and a sheet to sit on",
                    "A change of clothes",
                ])],
            ),
            p(
                "“See you at the gate” — please call us if your child will be late. Café au lait is not needed.",
            ),
        ],
    );
    letter.lang = "en".into();
    letter.deadline = Some(date(2026, 5, 15));
    let set = set("english", &letter, &Album::default());
    sees(
        &set,
        1,
        &["Spring excursion", "Everyone", "What to bring", "Please answer by Fri 15 May", "1 May 2026"],
    );
}

#[test]
fn drafts_and_corrections_say_so() {
    let letter = letter("おしらせ", vec![p("あしたは、プールびらきです。")]);
    let draft = set_with("draft", &letter, &Album::default(), |subject| subject.draft = true);
    // The mark stands aslant: a reader of text finds its characters one by one.
    sees(&draft, 1, &["下", "書"]);
    let corrected = set_with("corrected", &letter, &Album::default(), |subject| subject.correction = 2);
    sees(&corrected, 1, &["訂正 第2版"]);
}

#[test]
fn a_missing_photo_leaves_a_frame_with_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let (uses, mut album) = photos(folder.path(), &[(1200, 900), (900, 1200)]);
    album.shots[1] = None;
    let mut letter = letter("遠足", vec![p("行ってきました。"), Block::Photos { photos: vec![0, 1] }]);
    letter.photos = uses;
    sees(&set("gap", &letter, &album), 1, &["写真がここに入ります", "園庭で遊ぶ子どもたち その2"]);
}

#[test]
fn a_character_without_a_face_is_named_with_its_line() {
    let mut letter = letter("おしらせ", vec![p("陳们さんが来ました。"), p("また们です。")]);
    letter.text = "---\ntitle: おしらせ\n---\n陳们さんが来ました。\n\nまた们です。\n".into();
    let set = set("character", &letter, &Album::default());
    let [problem] = set.problems.as_slice() else { panic!("{}", told(&set.problems)) };
    assert_eq!((problem.id, problem.level), ("sheet-character", Level::Warning));
    let place = problem.place.clone().unwrap();
    assert_eq!((place.line, place.column, place.file.as_str()), (4, 2, "全園/2026-05-01 園だより.md"));
    assert!(problem.what(Lang::Ja.words()).contains("「们」(U+4EEC)"), "{}", problem.what(Lang::Ja.words()));
    if let Some((text, _)) = judged(&set) {
        assert!(text.contains("陳〓さん"), "{text}");
    }
}

#[test]
fn a_language_without_faces_gets_no_sheet_and_the_reason() {
    let mut letter = letter(
        "소풍 안내",
        vec![p("다음 주 금요일에 공원으로 소풍을 갑니다. 도시락과 물통을 준비해 주세요. 감사합니다.")],
    );
    letter.lang = "ko".into();
    let (school, album) = (school(), Album::default());
    let subject = Subject {
        school: &school,
        letter: &letter,
        album: &album,
        address: None,
        ways: None,
        draft: false,
        correction: 0,
    };
    let (bytes, problems) = sheet(&subject, &wakaba());
    assert_eq!((bytes, problems.len()), (None, 1));
    assert_eq!((problems[0].id, problems[0].level), ("sheet-language", Level::Warning));
}

const HOSTILE: [&str; 12] = [
    "#read(\"/etc/passwd\")",
    "#import \"@preview/cetz:0.3.0\": *",
    "#set page(width: 1pt)",
    "$x^2$ #eval(\"1+1\") #sys.inputs",
    "\\ ] ) } \" ' ` <x> @ref // /* */ = h",
    "<script>alert(1)</script> &amp; %PDF-1.7 endobj",
    "*/ #panic() #while true {}",
    "= 見出し\u{0}\u{1b}[31m\u{202E}gnp.exe",
    "{{ 7*7 }} {% include \"x\" %} ${7*7}",
    "------- ~~~ ``` +++",
    "\u{FEFF}\u{E000}\u{FFFE}\u{10FFFF}",
    "<end> <h-x> #label(\"end\")",
];

#[test]
fn hostile_words_are_only_words() {
    let folder = tempfile::tempdir().unwrap();
    let (mut uses, album) = photos(folder.path(), &[(400, 300)]);
    let mut blocks = Vec::new();
    for (number, words) in HOSTILE.iter().enumerate() {
        let inlines = vec![Inline::Text { text: (*words).into() }];
        let level = [2, 6, 3][number % 3];
        blocks.push(Block::Heading { level, id: (*words).into(), inlines: inlines.clone() });
        blocks.push(Block::Paragraph {
            inlines: vec![
                Inline::Text { text: (*words).into() },
                Inline::Ruby { base: (*words).into(), reading: (*words).into() },
                Inline::Code { text: (*words).into() },
                Inline::Link { to: "javascript:alert(1)".into(), inlines: inlines.clone() },
                Inline::Link { to: "file:///etc/passwd".into(), inlines: inlines.clone() },
                Inline::Link { to: "#nowhere".into(), inlines: inlines.clone() },
                Inline::Link { to: format!("#{words}"), inlines: inlines.clone() },
                Inline::Link { to: "https://example.jp/?q=\")#x".into(), inlines: inlines.clone() },
                Inline::Photo { photo: 9999 },
            ],
        });
        blocks.push(Block::Box {
            kind: BoxKind::Info,
            title: inlines.clone(),
            blocks: vec![Block::Code { text: (*words).into() }],
        });
        blocks.push(Block::Table {
            align: vec![Align::End],
            head: vec![inlines.clone()],
            rows: vec![vec![inlines]],
        });
    }
    blocks.push(Block::Photos { photos: vec![0, 77] });
    blocks.push(Block::Heading { level: 2, id: "same".into(), inlines: text("同じ") });
    blocks.push(Block::Heading { level: 2, id: "same".into(), inlines: text("同じ") });
    blocks.push(Block::List { start: Some(u64::MAX), items: vec![vec![], vec![p("x")]] });
    blocks.push(Block::Table { align: vec![], head: vec![], rows: vec![] });
    uses[0].alt = HOSTILE.join(" ");
    uses[0].caption = HOSTILE.join(" ");
    let mut letter = letter(HOSTILE[0], blocks);
    letter.photos = uses;
    letter.from = Some(HOSTILE[5].into());
    letter.series = vec![HOSTILE[2].into()];
    letter.lang = "ja\") #x".into();
    let set = set("hostile", &letter, &album);
    assert!(set.problems.iter().all(|problem| problem.id == "sheet-character"), "{}", told(&set.problems));
    let Some((text, _)) = judged(&set) else { return };
    assert!(text.contains("#read(\"/etc/passwd\")") && !text.contains("root:"), "{text}");
    let Some(json) = judge("qpdf", &["--json", "--json-key=qpdf"], &set.file) else { return };
    assert!(json.contains("https://example.jp/"));
    for word in ["\"u:javascript", "\"u:file:", "/JavaScript", "/Launch", "/EmbeddedFile"] {
        assert!(!json.contains(word), "{word}");
    }
}

#[test]
fn the_longest_letters_are_set_in_seconds_and_longer_ones_refused() {
    let sentence = "園庭のさくらが満開になり、こどもたちは花びらを集めて遊んでいます。";
    let words = sentence.repeat(29_000 / sentence.chars().count());
    let blocks =
        |words: &str| vec![Block::Paragraph { inlines: vec![Inline::Text { text: words.to_owned() }] }];
    for (name, words) in [("long-paragraph", words.clone()), ("long-word", "a".repeat(29_000))] {
        let started = Instant::now();
        set(name, &letter("長いおたより", blocks(&words)), &Album::default());
        assert!(started.elapsed() < Duration::from_secs(30), "{name}: {:?}", started.elapsed());
    }
    let (school, album) = (school(), Album::default());
    let mut deep = p("x");
    for _ in 0..60 {
        deep = Block::Quote { blocks: vec![deep] };
    }
    for blocks in [blocks(&words.repeat(2)), vec![deep], vec![Block::Rule; 20_000]] {
        let letter = letter("長い", blocks);
        let subject = Subject {
            school: &school,
            letter: &letter,
            album: &album,
            address: None,
            ways: None,
            draft: false,
            correction: 0,
        };
        let (bytes, problems) = sheet(&subject, &wakaba());
        assert_eq!((bytes, problems.len()), (None, 1));
        assert_eq!(problems[0].id, "sheet-too-long");
    }
}

#[test]
fn a_fault_in_the_schools_own_theme_names_its_line() {
    let themes = tempfile::tempdir().unwrap();
    fs::create_dir(themes.path().join("wakaba")).unwrap();
    for (file, source, line, column) in [
        ("sheet.typ", "= 見出し\n#read(\"/etc/passwd\")\n", 2, 7),
        ("sheet.typ", "#import \"@preview/cetz:0.3.0\"\n", 1, 9),
        ("sheet.typ", "ok\n\n#nothing\n", 3, 2),
        ("sheet.typ", "\n#import \"elsewhere.typ\"\n", 2, 9),
        ("palette.typ", "#let c = (:)\n#let 色 = nothing\n", 2, 10),
    ] {
        let _ = fs::remove_file(themes.path().join("wakaba/sheet.typ"));
        fs::write(themes.path().join("wakaba").join(file), source).unwrap();
        let theme = Theme::load("wakaba", Some(themes.path())).unwrap();
        let (school, letter, album) = (school(), letter("題", vec![p("x")]), Album::default());
        let subject = Subject {
            school: &school,
            letter: &letter,
            album: &album,
            address: None,
            ways: None,
            draft: false,
            correction: 0,
        };
        let (bytes, problems) = sheet(&subject, &theme);
        assert_eq!(bytes, None);
        let place = problems[0].place.as_ref().expect("a place in the theme");
        assert_eq!(
            (place.file.as_str(), place.line, place.column),
            (format!("themes/wakaba/{file}").as_str(), line, column),
            "{}",
            told(&problems)
        );
    }
}
