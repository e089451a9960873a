//! Issue numbers, wanted pages, the QR code, shirogane, the print copy and the poster.

use std::collections::BTreeSet;
use std::sync::Arc;

use image::RgbImage;
use otayori::content::WantedPages;
use otayori::render::{Faces, poster, print_copy};
use otayori::settings::PrintSize;

use super::*;

const ADDRESS: &str = "k3vq8w5rj2m7xtn4bz6dha";

fn shirogane() -> Theme {
    Theme::load("shirogane", None).expect("the built-in theme is whole")
}

/// Every page as a picture; nothing where Poppler is not installed.
fn pictures(set: &Set, dpi: u32) -> Vec<RgbImage> {
    let folder = tempfile::tempdir().unwrap();
    let dpi = dpi.to_string();
    let drawn = Command::new("pdftoppm")
        .args(["-r", &dpi, "-png"])
        .arg(&set.file)
        .arg(folder.path().join("page"))
        .output();
    if drawn.is_err() {
        assert!(std::env::var_os("OTAYORI_JUDGES").is_none(), "pdftoppm is missing");
        return vec![];
    }
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| image::open(file).unwrap().into_rgb8()).collect()
}

/// What a phone's camera reads on the first page that has a code.
fn code_on(set: &Set) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let codes: Vec<String> = pictures(set, 110)
        .iter()
        .map(|picture| {
            let file = folder.path().join("page.png");
            picture.save(&file).unwrap();
            let read = Command::new("zbarimg").args(["-q", "--raw"]).arg(&file).output();
            read.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        })
        .collect::<Result<_, _>>()
        .ok()?;
    codes.into_iter().find(|code| !code.is_empty())
}

fn reads_code(set: &Set, address: &str) {
    if Command::new("zbarimg").arg("--version").output().is_ok() {
        assert_eq!(code_on(set).as_deref(), Some(address));
    }
}

/// Each word and where it stands.
fn words_at(set: &Set) -> Option<BTreeSet<String>> {
    let text = judge("pdftotext", &["-bbox"], &set.file)?;
    Some(text.lines().filter(|line| line.contains("<word")).map(str::to_owned).collect())
}

#[test]
fn the_sheet_leads_to_its_page_and_nothing_moves_at_release() {
    let folder = tempfile::tempdir().unwrap();
    let (letter, album) = month(folder.path());
    let school = "https://otayori.example.jp/himawari";
    for (name, theme) in [("wakaba", wakaba()), ("shirogane", shirogane())] {
        let make = |subject: &Subject<'_>| sheet(subject, &theme);
        let out = |subject: &mut Subject<'_>| subject.address = Some(ADDRESS);
        let released = set_by(&format!("qr-{name}"), &letter, &album, out, make);
        reads_code(&released, &format!("{school}/{ADDRESS}/"));
        let draft = set_by(&format!("qr-draft-{name}"), &letter, &album, |s| s.draft = true, make);
        assert_eq!(code_on(&draft), None);
        if let (Some(draft), Some(released)) = (words_at(&draft), words_at(&released)) {
            assert!(released.is_subset(&draft), "{:?}", released.difference(&draft).next());
        }
    }
}

#[test]
fn the_issue_is_numbered_in_both_themes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut letter, album) = month(folder.path());
    letter.number = Some(5);
    for (name, theme) in [("wakaba", wakaba()), ("shirogane", shirogane())] {
        let numbered = set_by(&format!("number-{name}"), &letter, &album, |_| (), |s| sheet(s, &theme));
        assert_eq!(told(&numbered.problems), "");
        let Some((text, pages)) = judged(&numbered) else { continue };
        for words in ["第5号", "令和8年5月1日(金)", "ひまわり保育園", "園長山田花子", "わかばだより"]
        {
            assert!(text.contains(words), "{name}: {words} is not in {text}");
        }
        for page in 1..=pages {
            let number = page.to_string();
            let foot =
                judge("pdftotext", &["-layout", "-f", &number, "-l", &number], &numbered.file).unwrap();
            let foot: String = foot.split_whitespace().collect();
            assert!(foot.contains(&format!("{page}/{pages}☎")), "{name}: no foot on page {page}: {foot}");
        }
        let outline = judge("qpdf", &["--json", "--json-key=outlines"], &numbered.file).unwrap_or_default();
        assert!(outline.contains("春の遠足について"), "{name}: {outline}");
    }
}

#[test]
fn wanted_pages_are_filled_or_the_overflow_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut letter, album) = month(folder.path());
    let place = Place::in_text("遠足.md", "---\npages: 1\n---\n", 4, 12);
    for wanted in [2, 3] {
        letter.pages = Some(WantedPages { count: wanted, place: place.clone() });
        let fitted = set(&format!("pages-{wanted}"), &letter, &album);
        assert_eq!(told(&fitted.problems), "");
        if let Some((_, pages)) = judged(&fitted) {
            assert!(pages <= usize::from(wanted));
        }
    }
    letter.blocks.extend((0..40).map(|_| p("きょうは園庭で、みんなで大きなかぶの劇をしました。うんとこしょ、どっこいしょ、とかけ声がひびきました。")));
    letter.pages = Some(WantedPages { count: 1, place: place.clone() });
    let over = set("pages-too-much", &letter, &album);
    let [problem] = over.problems.as_slice() else { panic!("{}", told(&over.problems)) };
    assert_eq!(
        (problem.id, problem.level, problem.place.as_ref()),
        ("sheet-pages", Level::Warning, Some(&place))
    );
    let said = problem.what(Lang::Ja.words());
    assert!(said.contains("1 ページにおさまりません") && said.contains("0 字ぶん多い"), "{said}");
}

#[test]
fn the_print_copy_is_black_on_white_within_its_margins() {
    let folder = tempfile::tempdir().unwrap();
    let (mut letter, album) = month(folder.path());
    letter.important = true;
    let all = letter.blocks.clone();
    for (size, paper, points) in [
        (PrintSize::A4, "A4", (595.0, 842.0)),
        (PrintSize::B4, "B4", (1032.0, 729.0)),
        (PrintSize::A3, "A3", (1191.0, 842.0)),
    ] {
        letter.blocks.clone_from(&all);
        let make = |subject: &Subject<'_>| print_copy(subject, &wakaba(), size);
        let out = |subject: &mut Subject<'_>| subject.address = Some(ADDRESS);
        let copy = set_by(&format!("print-{paper}"), &letter, &album, out, make);
        assert_eq!(told(&copy.problems), "");
        reads_code(&copy, &format!("https://otayori.example.jp/himawari/{ADDRESS}/"));
        if judge("qpdf", &["--check"], &copy.file).is_none() {
            return;
        }
        let info = judge("pdfinfo", &[], &copy.file).unwrap();
        let size = info.lines().find_map(|line| line.strip_prefix("Page size:")).unwrap();
        let numbers: Vec<f64> = size.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(
            (numbers[0] - points.0).abs() < 1.0 && (numbers[1] - points.1).abs() < 1.0,
            "{paper}: {size}"
        );
        for page in pictures(&copy, 60) {
            let edge = 60 * 10 / 25;
            for (x, y, pixel) in page.enumerate_pixels() {
                let [r, g, b] = pixel.0;
                assert!(r == g && g == b, "{paper}: colour at {x},{y}");
                let outer = x < edge || y < edge || x + edge >= page.width() || y + edge >= page.height();
                assert!(!outer || r == 255, "{paper}: art in the margin at {x},{y}");
            }
        }
        letter.blocks.retain(|block| !matches!(block, Block::Photos { .. }));
        letter.photos.clear();
        let plain = set_by(&format!("print-plain-{paper}"), &letter, &album, |_| (), make);
        for page in pictures(&plain, 300) {
            assert_eq!(tint(&page), None, "{paper}: a tint");
        }
        (letter.photos, _) = photos(folder.path(), &[(1200, 900), (1200, 900), (900, 1200), (1200, 900)]);
    }
}

/// Where an area is neither black nor white: strokes are thinner than this.
fn tint(page: &RgbImage) -> Option<(u32, u32)> {
    let grey = |x: u32, y: u32| (30..=250).contains(&page.get_pixel(x, y).0[0]);
    let area = |x: u32, y: u32| (0..9).all(|dx| (0..9).all(|dy| grey(x + dx, y + dy)));
    let corners = (0..page.height() - 9).flat_map(|y| (0..page.width() - 9).map(move |x| (x, y)));
    corners.into_iter().find(|(x, y)| area(*x, *y))
}

#[test]
fn a_poster_is_one_large_page_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let (mut letter, album) = month(folder.path());
    letter.deadline = Some(date(2026, 5, 20));
    let short =
        Letter { blocks: vec![p("あすは臨時休園です。")], photos: vec![], ..letter.clone() };
    let mut long = letter.clone();
    long.blocks.extend(
        (0..60).map(|_| p("きょうは園庭で、みんなで大きなかぶの劇をしました。うんとこしょ、どっこいしょ。")),
    );
    for (theme_name, theme) in [("wakaba", wakaba()), ("shirogane", shirogane())] {
        for (name, letter) in [("short", &short), ("month", &letter), ("long", &long)] {
            let make = |subject: &Subject<'_>| poster(subject, &theme);
            let out = |subject: &mut Subject<'_>| subject.address = Some(ADDRESS);
            let made = set_by(&format!("poster-{theme_name}-{name}"), letter, &album, out, make);
            assert_eq!(told(&made.problems), "");
            reads_code(&made, &format!("https://otayori.example.jp/himawari/{ADDRESS}/"));
            if judge("qpdf", &["--check"], &made.file).is_none() {
                return;
            }
            let info = judge("pdfinfo", &[], &made.file).unwrap();
            assert!(info.contains("Pages:           1\n") && info.contains("(A3)"), "{name}: {info}");
            let text: String =
                judge("pdftotext", &["-layout"], &made.file).unwrap().split_whitespace().collect();
            assert!(text.contains("5月20日(水)まで") && text.contains("わかばだより"), "{text}");
            let more = text.contains("つづきは");
            assert!(if name == "short" { !more } else { more || name == "month" }, "{name}");
        }
    }
}

#[test]
fn a_face_of_the_school_draws_what_the_built_in_ones_lack() {
    let mut letter = letter("ご案内", vec![p("今月の飲み物は Շնորհակալություն です。\u{F9D1}月です。")]);
    letter.text = "今月の飲み物は Շնորհակալություն です。\u{F9D1}月です。".into();
    let without = set("faces-without", &letter, &Album::default());
    let advice: String = without.problems.iter().map(|problem| problem.advice(Lang::Ja.words())).collect();
    assert!(advice.contains("fonts-noto-core") && advice.contains("「六」"), "{advice}");

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("broken.ttf"), b"no typeface").unwrap();
    let dejavu = Path::new("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    if fs::copy(dejavu, folder.path().join("DejaVuSans.ttf")).is_err() {
        return;
    }
    let faces = Arc::new(Faces::in_folders(vec![folder.path().to_owned()]));
    let theme = wakaba().with_faces(faces);
    let with = set_by("faces-with", &letter, &Album::default(), |_| (), |subject| sheet(subject, &theme));
    assert_eq!(with.problems.len(), 1, "{}", told(&with.problems));
    let Some(fonts) = judge("pdffonts", &[], &with.file) else { return };
    assert!(fonts.contains("DejaVuSans"), "{fonts}");
    let text = judge("pdftotext", &["-layout"], &with.file).unwrap();
    assert!(text.contains("Շնորհակալություն"), "{text}");
}

/// The tags of a PDF as a reader of the screen meets them, one after another, without attributes.
fn structure(set: &Set) -> Option<String> {
    let told = judge("pdfinfo", &["-struct"], &set.file)?;
    let tags = told.lines().filter(|line| !line.trim_start().starts_with('/')).map(|line| {
        let depth = (line.len() - line.trim_start().len()) / 2;
        format!("{}{}", " ".repeat(depth), line.trim().split([' ', '"', ':']).next().unwrap_or_default())
    });
    Some(tags.filter(|tag| !tag.trim().is_empty()).collect::<Vec<_>>().join("\n"))
}

#[test]
fn both_themes_give_a_screen_reader_the_same_letter() {
    let folder = tempfile::tempdir().unwrap();
    let (uses, album) = photos(folder.path(), &[(1200, 900)]);
    let mut letter = letter(
        "園だより",
        vec![
            h(2, "おしらせ"),
            list(&["ひとつ", "ふたつ"]),
            Block::Photos { photos: vec![0] },
            table(&[&["日", "ぎょうじ"], &["5/7", "遠足"]]),
        ],
    );
    letter.photos = uses;
    let trees: Vec<String> = [("wakaba", wakaba()), ("shirogane", shirogane())]
        .iter()
        .filter_map(|(name, theme)| {
            structure(&set_by(
                &format!("tree-{name}"),
                &letter,
                &album,
                |_| (),
                |subject| sheet(subject, theme),
            ))
        })
        .collect();
    for tree in &trees {
        let tags: Vec<&str> = tree.lines().map(str::trim).collect();
        let in_order = ["H1", "L", "LI", "Figure", "Table", "THead", "TH", "TBody", "TD"];
        let mut rest = tags.iter();
        for tag in in_order {
            assert!(rest.any(|found| *found == tag), "{tag} is missing or out of order in\n{tree}");
        }
        assert_eq!(tags.iter().filter(|tag| **tag == "H1").count(), 1, "{tree}");
        assert_eq!(tags.iter().filter(|tag| **tag == "Figure").count(), 1, "{tree}");
    }
}
