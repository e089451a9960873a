//! What every theme must hold to, shown on each built-in one with the same letters.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use otayori::content::{Block, Inline, Letter, SchoolYear};
use otayori::photos::Album;
use otayori::problem::Problem;
use otayori::render::{self, Around, Edition, Subject, Theme};

use super::render::{drafted, heading, hostile_letter, letter_to_look_at, paragraph, photo, shot};
use crate::common::letters::{letter, school, ways};

const THEMES: [&str; 2] = ["wakaba", "shirogane"];

fn theme(name: &str) -> Theme {
    Theme::load(name, None).expect("the built-in theme is whole")
}

fn edition(theme: &Theme, letter: &Letter, album: &Album, draft: bool) -> Edition {
    let (school, ways) = (school(), ways());
    let subject = Subject {
        school: &school,
        letter,
        album,
        address: (!draft).then_some("vyqzjmxk4rgsn2d6tb3whc5afe"),
        ways: (!draft).then_some(&ways),
        draft,
        correction: 1,
    };
    let (edition, problems) = render::edition(&subject, theme, |_, _| (Some(b"%PDF".to_vec()), vec![]));
    assert!(problems.is_empty(), "{problems:?}");
    edition
}

/// A letter with a photo whose files lie on this disk.
fn letter_with_photos(count: usize, folder: &Path, bytes: usize) -> (Letter, Album) {
    let mut letter = letter("写真", vec![Block::Photos { photos: (0..count).collect() }]);
    letter.photos = (0..count).map(|number| photo(&format!("写真の説明{number}"), "さくら")).collect();
    let shots = (0..count).map(|number| {
        let mut shot = shot(&format!("p{number}"));
        for variant in &mut shot.variants {
            variant.file = folder.join(&variant.name);
            // Four times the area, four times the bytes.
            let size = bytes * (variant.width as usize).pow(2) / 960_usize.pow(2);
            fs::write(&variant.file, vec![0xFF; size]).unwrap();
        }
        Some(shot)
    });
    let shots = shots.collect();
    (letter, Album { shots })
}

#[test]
fn every_theme_fills_every_kind_of_page_with_every_kind_of_letter() {
    let album = Album { shots: vec![Some(shot("a")); 5] };
    for name in THEMES {
        let theme = theme(name);
        for letter in [letter_to_look_at(), hostile_letter(), letter("題", vec![])] {
            for draft in [false, true] {
                let edition = edition(&theme, &letter, &album, draft);
                holds_to_the_contract(name, &edition, draft);
            }
        }
        let (school, ways) = (school(), ways());
        let (audience, is_everyone, years) = ("全園", true, &[][..]);
        let around = Around { school: &school, theme: &theme, audience, is_everyone, ways: &ways, years };
        let year = SchoolYear(2026);
        let pages = [
            render::archive(&around, year, &[]),
            render::library(&around, &[]),
            render::month_pages(&around, year, &[]),
            render::search(&around),
            render::home(&school, &theme),
            render::not_found(&school, &theme),
        ];
        for page in pages {
            is_shut_in(name, &page.unwrap());
        }
    }
}

fn holds_to_the_contract(theme: &str, edition: &Edition, draft: bool) {
    let page = &edition.page;
    is_shut_in(theme, page);
    let mut needed = vec![
        "data-edition=\"",
        "data-letter=\"",
        "id=\"ruby-button\"",
        "data-size=\"3\"",
        "<h1 lang=\"",
        "<article lang=\"",
        "name=\"robots\" content=\"noindex",
    ];
    if !draft {
        needed.extend([
            "id=\"read-button\"",
            "id=\"call-button\"",
            "id=\"reply-status\"",
            "id=\"said-no-token\"",
        ]);
    }
    for part in needed {
        assert!(page.contains(part), "{theme} lacks {part}");
    }
    assert_eq!(page.contains("id=\"viewer\""), page.contains("class=\"photo-frame"), "{theme}");
    for (name, content) in &edition.assets {
        assert!(page.contains(&format!("../a/{name}")), "{theme}: {name} travels for nothing");
        let from_elsewhere = name.ends_with(".css") && String::from_utf8_lossy(content).contains("url(");
        assert!(!from_elsewhere, "{theme}: {name}");
    }
    assert_eq!(edition.keep.is_none(), draft);
    if let Some(keep) = &edition.keep {
        stands_alone(theme, keep);
    }
}

/// Nothing from elsewhere, no script or style within, and a teacher's words never become HTML.
fn is_shut_in(theme: &str, page: &str) {
    assert!(page.contains("content=\"default-src &#39;none&#39;;"), "{theme}");
    assert!(page.contains("name=\"referrer\" content=\"no-referrer\""), "{theme}");
    for never in
        ["<script>", "<style", " style=", "<img src=x", "javascript:", " onerror=\"", "@import", "og:image"]
    {
        assert!(!page.contains(never), "{theme}: {never}");
    }
}

fn stands_alone(theme: &str, keep: &str) {
    assert!(
        keep.contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:\""),
        "{theme}"
    );
    assert!(keep.contains("<style>") && keep.contains("data:image/svg+xml;base64,"), "{theme}");
    for never in [
        "<script",
        "<link rel=\"stylesheet",
        "\"../",
        "yomi.example.jp",
        "data-letter",
        "id=\"reply\"",
        "<img src=x",
    ] {
        assert!(!keep.contains(never), "{theme}: {never} in what is kept");
    }
    assert_eq!(keep.matches("</style").count(), 1, "{theme}");
}

#[test]
fn the_letter_to_keep_has_its_photos_inside_and_fits_into_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let (some, album) = letter_with_photos(3, folder.path(), 200_000);
    let keep = edition(&theme("wakaba"), &some, &album, false).keep.unwrap();
    assert_eq!(keep.matches("src=\"data:image/jpeg;base64,").count(), 3);
    assert!(keep.contains("alt=\"写真の説明0\"") && keep.contains("<figcaption>さくら</figcaption>"));
    assert!((600_000..1_000_000).contains(&keep.len()), "the middle size of each: {}", keep.len());

    let (many, album) = letter_with_photos(30, folder.path(), 200_000);
    let keep = edition(&theme("wakaba"), &many, &album, false).keep.unwrap();
    assert_eq!(keep.matches("src=\"data:image/jpeg;base64,").count(), 30, "all are there, smaller");
    assert!(keep.len() < 6_000_000, "{}", keep.len());

    let (heavy, album) = letter_with_photos(30, folder.path(), 2_000_000);
    let keep = edition(&theme("wakaba"), &heavy, &album, false).keep.unwrap();
    assert!(keep.len() < 6_000_000, "{}", keep.len());
    assert!(keep.contains("写真の説明29"), "what does not fit is described");
}

#[test]
fn a_long_letter_has_a_table_of_contents_of_its_first_level() {
    let part = |number: usize| heading(2, &format!("part {number}"), &format!("その{number}"));
    let mut blocks: Vec<Block> = (1..=4).flat_map(|number| [part(number), paragraph("…")]).collect();
    blocks.insert(2, heading(3, "within", "こまかいこと"));
    blocks.insert(
        0,
        Block::Heading {
            level: 2,
            id: "ruby".into(),
            inlines: vec![Inline::Ruby { base: "遠足".into(), reading: "えんそく".into() }],
        },
    );
    for name in THEMES {
        let long = edition(&theme(name), &letter("長い", blocks.clone()), &Album::default(), false).page;
        let contents = &long[long.find("<nav class=\"contents\"").unwrap()..long.find("</nav>").unwrap()];
        assert_eq!(contents.matches("<li>").count(), 5);
        assert!(contents.contains("<li><a href=\"#h-part-1\">その1</a></li>"), "{contents}");
        assert!(contents.contains("<li><a href=\"#h-ruby\">遠足</a></li>"), "{contents}");
        assert!(long.contains("id=\"h-part-1\""));
        assert!(!contents.contains("こまかいこと"));
        let short =
            edition(&theme(name), &letter("短い", blocks[..4].to_vec()), &Album::default(), false).page;
        assert!(!short.contains("class=\"contents\""));
    }
}

/// The custom properties of a theme by day and by night.
fn colours(theme: &Theme) -> [BTreeMap<String, String>; 2] {
    let css = String::from_utf8_lossy(theme.file("style.css").unwrap()).into_owned();
    let (day, night) = css.split_once("@media screen and (prefers-color-scheme: dark)").expect("a night");
    let read = |css: &str| -> BTreeMap<String, String> {
        let block = css.split_once(":root {").unwrap().1.split_once('}').unwrap().0;
        let lines = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
        lines.map(|(name, value)| (name.to_owned(), value.trim_end_matches(';').to_owned())).collect()
    };
    let day = read(day);
    let mut dark = day.clone();
    dark.extend(read(night));
    [day, dark]
}

/// Contrast of two `#rrggbb` or `#rgb` after WCAG 2.
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let hex = colour.trim_start_matches('#');
        let hex: String =
            if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.into() };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4) + 0.05
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[test]
fn every_themes_colours_are_all_there_and_can_be_read_by_day_and_by_night() {
    for name in THEMES {
        for colours in colours(&theme(name)) {
            let colour = |name: &str| match name {
                "on-fill" => "#fff",
                name => colours.get(name).unwrap_or_else(|| panic!("{name} is missing")),
            };
            let mut pairs: Vec<(String, String)> = Vec::new();
            for ground in ["paper", "around", "card", "main-pale"] {
                for words in ["ink", "soft", "main", "info", "red"] {
                    pairs.push((words.into(), ground.into()));
                }
            }
            for family in ["main", "notice", "bring", "health", "info"] {
                for ground in ["card".to_owned(), "paper".to_owned(), format!("{family}-pale")] {
                    pairs.push((family.into(), ground.clone()));
                    pairs.push(("ink".into(), ground));
                }
                if family != "info" {
                    pairs.push(("on-fill".into(), format!("{family}-fill")));
                }
                assert!(colours.contains_key(&format!("{family}-line")));
            }
            for (words, ground) in pairs {
                let found = contrast(colour(&words), colour(&ground));
                assert!(found >= 4.5, "{name}: {words} on {ground}: {found:.2}");
            }
        }
    }
}

/// A school's own `themes/<theme>/` with this one file.
fn own(theme: &str, file: &str, content: &str) -> (tempfile::TempDir, Result<Theme, Vec<Problem>>) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(theme)).unwrap();
    fs::write(folder.path().join(theme).join(file), content).unwrap();
    let theme = Theme::load(theme, Some(folder.path()));
    (folder, theme)
}

fn place(problems: &[Problem]) -> (&str, u32, u32) {
    let place = problems.first().and_then(|problem| problem.place.as_ref()).expect("a place");
    (&place.file, place.line, place.column)
}

#[test]
fn a_fault_in_a_file_all_themes_share_is_shown_in_the_schools_own_copy() {
    for name in THEMES {
        for file in ["frame.html", "page.html", "keep.html", "archive.html", "404.html"] {
            let (_folder, theme) = own(name, file, "<p>\n  {{ school.name </p>\n");
            assert_eq!(place(&theme.unwrap_err()), (&*format!("themes/{name}/{file}"), 2, 18));
        }
        // What only shows when a letter is there: a value nobody gives, in a part of the page.
        let (_folder, theme) = own(name, "masthead.html", "\n<p>{{ family.name }}</p>");
        let (_, problems) = drafted(&letter("題", vec![]), &theme.unwrap());
        assert_eq!((place(&problems).0, place(&problems).1), (&*format!("themes/{name}/masthead.html"), 2));
        // The list of files that travel, and what is not YAML at all.
        let (_folder, theme) = own(name, "theme.yaml", "title: x\npage-files:\n  - style.css\n  - [\n");
        assert_eq!(place(&theme.unwrap_err()).0, format!("themes/{name}/theme.yaml"));
        assert!(place(&own(name, "theme.yaml", "title: x\npage-files:\n  - [\n").1.unwrap_err()).1 >= 3);
    }
}

#[test]
fn a_theme_gets_at_nothing_outside_through_the_files_all_share() {
    for name in THEMES {
        for include in ["../common/page.html", "../wakaba/masthead.html", "/etc/passwd", "page.js"] {
            let (_folder, theme) = own(name, "foot.html", &format!("{{% include \"{include}\" %}}"));
            assert!(theme.is_err(), "{name}: {include}");
        }
        let (_folder, theme) = own(name, "keep.html", "{{ title | safe }}{{ school.name | safe }}");
        let mut evil = letter("<script>alert(1)</script>", vec![]);
        evil.date = date(2026, 5, 1);
        let keep = edition(&theme.unwrap(), &evil, &Album::default(), false).keep.unwrap();
        assert!(keep.starts_with("&lt;script&gt;"), "{keep}");
        // A style sheet cannot end the element it stands in.
        let (_folder, theme) = own(name, "style.css", "a{}</style><script>alert(1)</script>");
        let keep = edition(&theme.unwrap(), &letter("題", vec![]), &Album::default(), false).keep.unwrap();
        assert!(!keep.contains("<script>") || keep.find("</style>") > keep.find("<script>"), "{keep}");
    }
}

#[test]
fn the_list_of_themes_names_both_and_not_what_they_share() {
    let problems = Theme::load("common", None).unwrap_err();
    let shown = problems[0].advice(otayori::words::Lang::Ja.words());
    assert!(shown.contains("wakaba") && shown.contains("shirogane") && !shown.contains("common,"), "{shown}");
}

#[test]
fn a_page_without_photos_is_light() {
    let gzip = |bytes: &[u8]| {
        let mut child = std::process::Command::new("gzip")
            .args(["-9", "-c", "-n"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("gzip");
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), bytes).unwrap();
        child.wait_with_output().unwrap().stdout.len()
    };
    for name in THEMES {
        let mut letter = letter_to_look_at();
        letter.blocks.retain(|block| !matches!(block, Block::Photos { .. }));
        letter.photos.clear();
        let edition = edition(&theme(name), &letter, &Album::default(), false);
        let assets: Vec<(PathBuf, usize)> =
            edition.assets.iter().map(|(name, bytes)| (name.into(), gzip(bytes))).collect();
        let page = gzip(edition.page.as_bytes());
        let all = page + assets.iter().map(|(_, size)| size).sum::<usize>();
        eprintln!("{name}: {all} bytes = {page} + {assets:?}");
        assert!(all <= 16_500, "{name}: {all} = {page} + {assets:?}");
    }
}
