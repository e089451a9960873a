//! Letters that a sheet has trouble with: missing photos and faces, hostile words, great length, a broken theme.

use super::*;

/// The sheet of a released letter without photos.
fn alone(letter: &Letter, theme: &Theme) -> Made {
    let (school, album) = (school(), Album::default());
    let subject = Subject {
        school: &school,
        letter,
        album: &album,
        address: None,
        ways: None,
        draft: false,
        correction: 0,
    };
    sheet(&subject, theme)
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
    let (bytes, problems) = alone(&letter, &wakaba());
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
    let mut deep = p("x");
    for _ in 0..60 {
        deep = Block::Quote { blocks: vec![deep] };
    }
    for blocks in [blocks(&words.repeat(2)), vec![deep], vec![Block::Rule; 20_000]] {
        let letter = letter("長い", blocks);
        let (bytes, problems) = alone(&letter, &wakaba());
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
        let letter = letter("題", vec![p("x")]);
        let (bytes, problems) = alone(&letter, &theme);
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
