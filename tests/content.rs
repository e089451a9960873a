//! Letters and settings as schools write them: right ones are read, wrong ones are told in their place.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use otayori::content::{
    Align, Audience, Block, BoxKind, DateSource, Focus, Groups, Inline, Letter, ReadOptions, Reading,
    SchoolYear, read,
};
use otayori::problem::{Level, Problem};
use otayori::settings::Settings;
use otayori::words::Lang;

const TODAY: Date = date(2026, 11, 22);

fn groups() -> Groups {
    let classes = [("ひまわり組", "年長"), ("すみれ組", "年中"), ("ばら・ゆり組", "年中")];
    Groups {
        classes: classes.map(|(class, grade)| (class.to_owned(), grade.to_owned())).into(),
        grades: ["年長", "年中"].map(str::to_owned).into(),
        own: BTreeSet::from(["役員".to_owned()]),
    }
}

fn read_folder(folder: &Path) -> Reading {
    read(&ReadOptions {
        folder,
        shown: "content",
        groups: &groups(),
        year: SchoolYear(2026),
        today: TODAY,
        lang: Lang::Ja,
        first_seen: &|path, _| (path == "年長/前から.md").then_some(date(2026, 5, 1)),
    })
}

/// A letters' folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    folder
}

/// The one letter with this text, and what is wrong with it.
fn one(text: &str) -> (Letter, Vec<&'static str>) {
    let folder = folder(&[
        ("年長/11月24日 遠足.md", text.as_bytes()),
        ("年長/a.jpg", b"photo"),
        ("年長/IMG 0001 (2).JPG", b"photo"),
    ]);
    let mut reading = read_folder(folder.path());
    let mine = reading.problems.iter().filter(|found| found.letter.is_some());
    let problems = mine.map(|found| found.problem.id).collect();
    (reading.letters.remove(0), problems)
}

fn ids(reading: &Reading) -> Vec<&'static str> {
    reading.problems.iter().map(|found| found.problem.id).collect()
}

fn text(text: &str) -> Inline {
    Inline::Text { text: text.to_owned() }
}

// ---- one fault each: tests/schools/wrong/

#[test]
fn every_wrong_school_gets_the_problem_written_beside_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schools/wrong");
    let mut schools: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    schools.sort();
    assert!(schools.len() >= 40);
    let mut wrong = String::new();
    for school in schools {
        let told = told(&problems_of(&school));
        let file = school.join("expected.txt");
        if std::env::var_os("WRITE_EXPECTED").is_some() {
            fs::write(&file, &told).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if told != expected {
            write!(wrong, "{}\n--- expected\n{expected}--- told\n{told}\n", school.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn problems_of(school: &Path) -> Vec<Problem> {
    if school.join("school.yaml").exists() {
        return Settings::load(school, TODAY, &|_| None).expect_err("there is something wrong");
    }
    read_folder(&school.join("content")).problems.into_iter().map(|found| found.problem).collect()
}

/// As `expected.txt` has it: level, place and id, then the sentence and the advice in both languages.
fn told(problems: &[Problem]) -> String {
    let mut all = Vec::new();
    for problem in problems {
        let place = problem.place.as_ref().expect("a place");
        let level = if problem.level == Level::Error { "error" } else { "warning" };
        let mut one = format!("{level} {}:{}:{} {}\n", place.file, place.line, place.column, problem.id);
        if !place.shown.is_empty() {
            let meant = place.shown.chars().skip(place.column as usize - 1).take(place.length as usize);
            writeln!(one, "meant: {}", meant.collect::<String>()).unwrap();
        }
        for lang in [Lang::Ja, Lang::En] {
            let words = lang.words();
            writeln!(one, "{}: {} → {}", lang.tag(), problem.what(words), problem.advice(words)).unwrap();
        }
        all.push(one);
    }
    all.join("\n")
}

// ---- what is right

#[test]
fn audience_date_and_title_come_from_where_the_letter_lies() {
    let folder = folder(&[
        ("全園/2026-11-24 園だより.md", b"text"),
        ("年中・年長/11月5日 発表会.txt", "本文".as_bytes()),
        ("ひまわり組/きゅうしょく/１月８日　こんだて.md.txt", "本文".as_bytes()),
        ("ばら・ゆり組/12月1日.md", "# クラスだより\n".as_bytes()),
        ("役員＋年長/12月2日 会議.md", "本文".as_bytes()),
        ("そのた/12月3日 会議.md", "---\nto: [年長, 役員]\n---\n本文".as_bytes()),
        ("2025年度/年長/11月1日 古い.md", "![](nai.jpg)".as_bytes()),
        ("2026年度/年長/12月4日 年度.md", "本文".as_bytes()),
        ("年長/前から.md", "本文".as_bytes()),
        ("年長/Thumbs.db", b"x"),
        ("年長/~$12月.docx", b"x"),
        ("年長/前から - 直すところ.txt", "x".as_bytes()),
    ]);
    let reading = read_folder(folder.path());
    let named = |names: &[&str]| Audience::Named(names.iter().map(|name| (*name).to_owned()).collect());
    let shown: Vec<_> = reading
        .letters
        .iter()
        .map(|it| (it.path.as_str(), it.title.as_str(), it.date, it.audience.clone()))
        .collect();
    assert_eq!(
        shown,
        [
            ("2026年度/年長/12月4日 年度.md", "年度", date(2026, 12, 4), named(&["年長"])),
            ("そのた/12月3日 会議.md", "会議", date(2026, 12, 3), named(&["年長", "役員"])),
            ("ばら・ゆり組/12月1日.md", "クラスだより", date(2026, 12, 1), named(&["ばら・ゆり組"])),
            (
                "ひまわり組/きゅうしょく/１月８日　こんだて.md.txt",
                "こんだて",
                date(2027, 1, 8),
                named(&["ひまわり組"])
            ),
            ("全園/2026-11-24 園だより.md", "園だより", date(2026, 11, 24), Audience::Everyone),
            ("年中・年長/11月5日 発表会.txt", "発表会", date(2026, 11, 5), named(&["年中", "年長"])),
            ("年長/前から.md", "前から", date(2026, 5, 1), named(&["年長"])),
            ("役員＋年長/12月2日 会議.md", "会議", date(2026, 12, 2), named(&["年長", "役員"])),
        ]
    );
    assert_eq!(reading.letters[3].series, ["きゅうしょく"]);
    assert_eq!(reading.letters[6].date_source, DateSource::FirstSeen);
    assert_eq!(ids(&reading), ["content-day-missing"]);
}

#[test]
fn every_encoding_a_teacher_saves_reads_the_same() {
    let text =
        "---\r\n題：遠足\r\n重要：はい\r\n---\r\n１１月２４日（火）に行きます。\r\nお弁当が要ります。\r\n";
    let (shift_jis, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost);
    let bom = ["\u{feff}", text].concat();
    let folder = folder(&[
        ("年長/11月1日 a.md", text.as_bytes()),
        ("年長/11月2日 b.txt", &shift_jis),
        ("年長/11月3日 c.md", bom.as_bytes()),
    ]);
    let reading = read_folder(folder.path());
    assert_eq!(ids(&reading), [""; 0]);
    for letter in &reading.letters {
        assert_eq!((letter.title.as_str(), letter.important), ("遠足", true));
        assert_eq!(letter.blocks, reading.letters[0].blocks);
    }
}

#[test]
fn the_text_of_a_letter_becomes_blocks() {
    let (letter, problems) = one(concat!(
        "# 遠足のお知らせ\n",
        "あしたは{遠足|えんそく}です。\n",
        "**「お弁当」**を~~9時~~10時に。9~10時と11~12時。\n",
        "\n",
        "＃＃　もちもの\n",
        "－　水筒\n",
        "－　帽子\n",
        "\n",
        "１．集まる\n",
        "２．歩く\n",
        ":::もちもの えんそくの日\n",
        "[もちもの](#もちもの)と https://example.jp/ を見る\n",
        ":::\n",
        "|名|{数|かず}|\n",
        "|---|---:|\n",
        "|水|**1**|\n",
        "\n",
        "![森](a.jpg \"秋の森\")\n",
        "![道](IMG 0001 (2).JPG)\n",
        "\n",
        "<b>太字</b>\n",
        "---\n",
        "    字下げ\n",
    ));
    assert_eq!(problems, [""; 0]);
    assert_eq!(letter.title, "遠足のお知らせ");
    let Block::Paragraph { inlines } = &letter.blocks[0] else { panic!("{:?}", letter.blocks[0]) };
    assert_eq!(inlines[1], Inline::Ruby { base: "遠足".into(), reading: "えんそく".into() });
    assert_eq!(inlines[3], Inline::Break);
    assert_eq!(inlines[4], Inline::Strong { inlines: vec![text("「お弁当」")] });
    assert_eq!(inlines[6], Inline::Strike { inlines: vec![text("9時")] });
    assert_eq!(inlines[7], text("10時に。9~10時と11~12時。"));
    let heading =
        Block::Heading { level: 2, id: "h-もちもの".into(), inlines: vec![text("もちもの")] };
    assert_eq!(letter.blocks[1], heading);
    assert!(matches!(&letter.blocks[2], Block::List { start: None, items } if items.len() == 2));
    assert!(matches!(&letter.blocks[3], Block::List { start: Some(1), items } if items.len() == 2));
    let Block::Box { kind: BoxKind::Bring, title, blocks } = &letter.blocks[4] else { panic!("no box") };
    assert_eq!(*title, [text("えんそくの日")]);
    let Block::Paragraph { inlines } = &blocks[0] else { panic!("no paragraph") };
    assert!(matches!(&inlines[0], Inline::Link { to, .. } if to == "#h-もちもの"));
    assert!(matches!(&inlines[2], Inline::Link { to, .. } if to == "https://example.jp/"));
    let Block::Table { align, head, rows } = &letter.blocks[5] else { panic!("no table") };
    assert_eq!(align[1], Align::End);
    assert_eq!(head[1], [Inline::Ruby { base: "数".into(), reading: "かず".into() }]);
    assert_eq!(rows[0][1], [Inline::Strong { inlines: vec![text("1")] }]);
    assert_eq!(letter.blocks[6], Block::Photos { photos: vec![0, 1] });
    assert_eq!(
        (letter.photos[0].caption.as_str(), letter.photos[1].name.as_str()),
        ("秋の森", "IMG 0001 (2).JPG")
    );
    assert_eq!(letter.blocks[7], Block::Paragraph { inlines: vec![text("<b>太字</b>")] });
    assert_eq!(letter.blocks[8], Block::Rule);
    assert_eq!(letter.blocks[9], Block::Paragraph { inlines: vec![text("字下げ")] });
}

#[test]
fn a_table_may_follow_a_line_of_text() {
    let (letter, _) = one("予定です。\n|日|こと|\n|--|--|\n|1|遠足|\n");
    assert!(
        matches!(letter.blocks.as_slice(), [Block::Paragraph { .. }, Block::Table { .. }]),
        "{:?}",
        letter.blocks
    );
}

#[test]
fn heading_addresses_are_unique_and_levels_leave_no_step_out() {
    let (letter, problems) = one("# 遠足\n#### あ\n## あ\n### い 2\n## い\n## い\n[x](#い-2)\n");
    assert_eq!(problems, [""; 0]);
    let heading = |block: &Block| match block {
        Block::Heading { level, id, .. } => Some((*level, id.clone())),
        _ => None,
    };
    let headings: Vec<_> = letter.blocks.iter().filter_map(heading).collect();
    let ids: BTreeSet<_> = headings.iter().map(|(_, id)| id).collect();
    assert_eq!(ids.len(), headings.len(), "{headings:?}");
    assert_eq!(headings.iter().map(|(level, _)| *level).collect::<Vec<_>>(), [2, 2, 3, 2, 2]);
}

#[test]
fn a_gallery_stands_at_the_end_in_the_order_of_names() {
    let folder = folder(&[
        ("年長/11月24日 遠足.md", "![二枚目](b.jpg)\n".as_bytes()),
        ("年長/11月24日 遠足/c.jpg", b"photo"),
        ("年長/11月24日 遠足/b.jpg", b"photo"),
        ("年長/11月24日 遠足/a.jpg", b"photo"),
    ]);
    let reading = read_folder(folder.path());
    let letter = &reading.letters[0];
    let photos: Vec<_> =
        letter.photos.iter().map(|photo| (photo.name.as_str(), photo.alt.as_str())).collect();
    assert_eq!(photos, [("b.jpg", "二枚目"), ("a.jpg", "遠足の写真 2/3"), ("c.jpg", "遠足の写真 3/3")]);
    assert_eq!(letter.blocks.last(), Some(&Block::Photos { photos: vec![1, 2] }));
    assert_eq!(ids(&reading), ["content-gallery-unsaid"]);
}

// ---- what is nasty

#[test]
fn nasty_names_are_read_or_told() {
    let names = [
        "IMG 0001 (2).JPG",
        "😀.jpg",
        "a&b;c.png",
        "été.jpeg",
        "が.jpg",
        "100%.jpg",
        "[1].jpg",
        "a'b\"c.jpg",
        "-x.jpg",
    ];
    let folder = tempfile::tempdir().unwrap();
    let class = folder.path().join("年長");
    fs::create_dir(&class).unwrap();
    let mut letter = String::from("# 遠足\n\n");
    for name in names {
        // On disk as a Mac stores it, in the letter as a teacher types it.
        let stored: String = unicode_normalization::UnicodeNormalization::nfd(name).collect();
        fs::write(class.join(stored), b"photo").unwrap();
        writeln!(letter, "![写真]({name})\n").unwrap();
    }
    fs::write(class.join("11月24日 遠足.md"), &letter).unwrap();
    let reading = read_folder(folder.path());
    let read: Vec<_> = reading.letters[0].photos.iter().map(|photo| photo.name.as_str()).collect();
    assert_eq!(read, names);
    assert_eq!(ids(&reading), [""; 0]);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[("年長/11月24日 遠足.md", "本文".as_bytes()), ("年長/new\nline.md", b"x")]);
    let bytes = std::ffi::OsStr::from_bytes(b"\xff\xfe.md");
    fs::write(folder.path().join("年長").join(bytes), b"x").unwrap();
    let reading = read_folder(folder.path());
    assert_eq!(reading.letters.len(), 1);
    assert_eq!(ids(&reading), ["content-name-odd", "content-name-odd"]);
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_folder_is_read() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("secret.md", b"x"), ("secret.jpg", b"x"), ("class/12月1日.md", b"x")]);
    let folder =
        folder(&[("年長/11月24日 遠足.md", "![秘密](secret.jpg)\n".as_bytes()), ("年長/a.jpg", b"x")]);
    let class = folder.path().join("年長");
    symlink(outside.path().join("secret.md"), class.join("12月2日 secret.md")).unwrap();
    symlink(outside.path().join("secret.jpg"), class.join("secret.jpg")).unwrap();
    symlink(outside.path().join("class"), folder.path().join("年中")).unwrap();
    symlink(folder.path(), class.join("round")).unwrap();
    let reading = read_folder(folder.path());
    assert_eq!(reading.letters.len(), 1);
    assert!(reading.letters[0].photos.is_empty());
    let refused = ids(&reading).iter().filter(|id| **id == "content-link-out").count();
    assert_eq!(refused, 5, "{:?}", ids(&reading));
}

#[test]
fn one_bad_letter_never_stops_the_others() {
    let large = vec![b'a'; (1 << 20) + 1];
    let folder = folder(&[
        ("年長/11月1日 a.md", b"\xff\xfe\x00"),
        ("年長/11月2日 b.md", &large),
        ("年長/11月3日 c.md", "---\n[[[[\n---\n本文".as_bytes()),
        ("年長/11月4日 d.md", "本文".as_bytes()),
    ]);
    let reading = read_folder(folder.path());
    let read: Vec<_> = reading.letters.iter().map(|letter| letter.path.as_str()).collect();
    assert_eq!(read, ["年長/11月3日 c.md", "年長/11月4日 d.md"]);
    assert_eq!(ids(&reading), ["content-encoding", "content-too-large", "content-front-broken"]);
    assert_eq!(read_folder(folder.path()), reading, "the same folder reads the same");
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[test]
fn whatever_a_letter_holds_every_problem_lies_within_it() {
    let pieces = [
        "---\n",
        "title: ",
        "題：",
        "to: 年長\n",
        "# ",
        "＃　",
        "- ",
        "－",
        "１．",
        "> ",
        "＞",
        "**",
        "＊＊",
        "*",
        "~~",
        "~",
        "`",
        "```\n",
        ":::もちもの\n",
        ":::\n",
        "：：：お知らせ　題\n",
        "![](",
        "![",
        "！［",
        "](",
        "］（",
        ")",
        "）",
        "a.jpg",
        " \"あ\"",
        "[",
        "]",
        "<",
        ">",
        "#あ",
        "https://example.jp",
        "javascript:",
        "{",
        "|",
        "｜",
        "}",
        "11月24日(水)",
        "１１／２４（日）",
        "令和8年",
        "\n",
        "\r\n",
        "\n\n",
        "　",
        "\t",
        "    ",
        "あ",
        "🎏",
        "e\u{301}",
        "\u{fdd0}",
        "\u{0}",
        "\u{202e}",
        "\\",
        "&amp;",
        "<div>\n",
        "|--|--|\n",
        "|あ|い|\n",
        "===\n",
    ];
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for _ in 0..600 {
        let count = dice.roll(40);
        let letter: String = (0..count).map(|_| pieces[dice.roll(pieces.len())]).collect();
        check_one(letter.as_bytes());
    }
    for _ in 0..300 {
        let bytes: Vec<u8> = (0..dice.roll(200)).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
        check_one(&bytes);
    }
}

fn check_one(bytes: &[u8]) {
    thread_local! {
        static FOLDER: tempfile::TempDir = folder(&[("年長/a.jpg", b"photo")]);
    }
    FOLDER.with(|folder| {
        fs::write(folder.path().join("年長/11月24日 遠足.md"), bytes).unwrap();
        let reading = read_folder(folder.path());
        let lines: Vec<String> = reading
            .letters
            .first()
            .map(|letter| letter.text.split('\n').map(str::to_owned).collect())
            .unwrap_or_default();
        for found in reading.problems.iter().filter(|found| found.letter.is_some()) {
            let place = found.problem.place.as_ref().expect("a place");
            assert!(place.line >= 1 && place.column >= 1 && place.length >= 1);
            if let Some(line) = lines.get(place.line as usize - 1) {
                let end = line.chars().count() + 1;
                assert!(place.column as usize <= end, "{:?} beyond {line:?}", found.problem);
            } else {
                assert!(lines.is_empty() || place.line as usize <= lines.len(), "{:?}", found.problem);
            }
            for lang in [Lang::Ja, Lang::En] {
                otayori::problem::frame(&found.problem, lang.words());
            }
        }
        if let Some(letter) = reading.letters.first() {
            let written = serde_json::to_string(&letter.blocks).unwrap();
            assert!(!written.contains('\u{fdd0}') && !written.contains("\"to\":\"javascript"), "{written}");
            assert!(letter.photos.iter().all(|photo| !photo.alt.is_empty()));
        }
    });
}

#[test]
fn a_megabyte_of_anything_takes_as_long_as_its_length() {
    let patterns = [
        "*",
        "**a ",
        "＊＊あ",
        "[",
        "![",
        "![](",
        "![a](b ",
        "{",
        "{a|",
        "`",
        "``` a\n",
        "> ",
        "- ",
        "1. ",
        "| ",
        "|a|b|\n|-|-|\n",
        ":::あ\n",
        "~",
        "<",
        "<http",
        "https://a",
        "\\",
        "_a",
        "&",
        "[a](",
        "[a]: b\n",
        "11月24日(水)",
        "1",
        "　",
        "\n",
        "a\n---\n",
        "# あ\n",
        "[x](#y)",
        "![](a.jpg)",
        "![](b.jpg)",
        "[a](b)",
        "[a](#b) ",
        "11月24日(水)\n",
        "![](a.jpg)\n",
        "***a** ",
        "<!--",
        "<?",
        "[a][",
        "”",
        "(",
        "**「",
    ];
    for pattern in patterns {
        let (small, _) = time(pattern, 1 << 17);
        let (took, problems) = time(pattern, 1 << 20);
        // Eight times the text takes about eight times as long; what goes by the square takes 64 times.
        let linear = took < Duration::from_secs(2) || took < small * 24;
        assert!(linear && took < Duration::from_secs(30), "{pattern:?} took {small:?}, then {took:?}");
        assert!(problems <= 110, "{pattern:?}");
    }
}

/// How long a letter of so many bytes of this takes, and how many problems it has.
fn time(pattern: &str, length: usize) -> (Duration, usize) {
    let letter = pattern.repeat(length / pattern.len());
    let folder = folder(&[("年長/11月24日 遠足.md", letter.as_bytes()), ("年長/a.jpg", b"photo")]);
    let start = Instant::now();
    let reading = read_folder(folder.path());
    (start.elapsed(), reading.problems.len())
}

#[test]
fn a_yaml_bomb_is_refused_at_once() {
    let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        writeln!(bomb, "a{level}: &a{level} [{before}]").unwrap();
    }
    bomb.push_str("---\n本文\n");
    let start = Instant::now();
    let (_, problems) = one(&bomb);
    assert!(start.elapsed() < Duration::from_millis(500));
    assert_eq!(problems, ["content-front-mark"]);
}

// ---- what stands in braces behind a photo

#[test]
fn what_is_said_of_a_photo_is_read_and_never_shown() {
    for text in [
        "![森](a.jpg){names=\"佐藤 陽葵, 小林 悠真\" focus=top}",
        "！［森］（a.jpg）｛名前：佐藤 陽葵、小林 悠真　位置：上｝",
        "![森](<a.jpg> \"秋\") {focus=上 写っている子=佐藤 陽葵／小林 悠真}",
        "| 写真 | ことば |\n|---|---|\n| ![森](a.jpg){位置=上 名前=佐藤 陽葵、小林 悠真} | 秋 |",
    ] {
        let (letter, problems) = one(text);
        assert_eq!(problems, [] as [&str; 0], "{text}");
        assert_eq!(letter.photos[0].names, ["佐藤 陽葵", "小林 悠真"], "{text}");
        assert_eq!(letter.photos[0].focus, Some(Focus::Top), "{text}");
        assert!(!format!("{:?}", letter.blocks).contains("陽葵"), "{text}");
        assert!(!letter.text.contains("陽葵"), "{text}");
        assert_eq!(letter.text.chars().count(), text.chars().count(), "{text}");
    }
}

#[test]
fn braces_in_the_wrong_place_are_told_and_show_no_name() {
    for (text, id) in [
        ("![森](a.jpg)\n{名前=佐藤 陽葵}", "content-photo-braces-stray"),
        ("![森](a.jpg)\n{naems=佐藤 陽葵}", "content-photo-braces-stray"),
        ("- ![森](a.jpg \"秋\")\n  ｛写ってる子：佐藤 陽葵｝ ", "content-photo-braces-stray"),
        ("![森](a.jpg){位置=上}\n{naems: 佐藤 陽葵", "content-photo-braces-stray"),
        ("公園で {names=佐藤 陽葵}", "content-photo-braces-stray"),
        ("![森](a.jpg){名前=佐藤 陽葵", "content-photo-braces-open"),
        ("![森](a.jpg){佐藤 陽葵}", "content-photo-key"),
        ("![森](a.jpg){naems=佐藤 陽葵}", "content-photo-key-near"),
    ] {
        let (letter, problems) = one(text);
        assert_eq!(problems, [id], "{text}");
        assert!(!format!("{:?} {}", letter.blocks, letter.title).contains("陽葵"), "{text}");
    }
    for text in
        ["![森](a.jpg){森|もり}の秋", "![森](a.jpg)\n{森|もり}", "![森](a.jpg)\n\n{もり=森}", "秋\n{もり=森}"]
    {
        let (letter, problems) = one(text);
        assert_eq!(problems, [] as [&str; 0], "{text}");
        assert!(format!("{:?}", letter.blocks).contains("もり"), "{text}");
    }
}
