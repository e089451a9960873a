//! A letter by somebody who means harm is text and nothing else.

use super::*;

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
