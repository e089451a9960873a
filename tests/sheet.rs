//! The A4 sheet as a printer, a reader of PDFs and a screen reader get it.
//!
//! Every sheet set here lies afterwards in `target/tmp/sheets/`, to be looked at. What Poppler and qpdf have to
//! say is asked where they are installed; with `OTAYORI_JUDGES=1` they must be.

mod doubtful;
mod letters;
mod papers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgb, RgbImage};
use jiff::civil::date;
use otayori::content::{Align, Block, BoxKind, Inline, Letter, PhotoUse};
use otayori::photos::{Album, Format, Shot, Variant};
use otayori::problem::{Level, Place, Problem};
use otayori::render::{Subject, Theme, sheet};
use otayori::words::Lang;

use crate::common::letters::{letter, school};
use letters::month;

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

#[test]
fn drafts_and_corrections_say_so() {
    let letter = letter("おしらせ", vec![p("あしたは、プールびらきです。")]);
    let draft = set_with("draft", &letter, &Album::default(), |subject| subject.draft = true);
    // The mark stands aslant: a reader of text finds its characters one by one.
    sees(&draft, 1, &["下", "書"]);
    let corrected = set_with("corrected", &letter, &Album::default(), |subject| subject.correction = 2);
    sees(&corrected, 1, &["訂正 第2版"]);
}
