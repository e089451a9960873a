//! A letter and its school, as the rooms that set pages and sheets get them.

use std::path::PathBuf;

use jiff::civil::date;
use otayori::content::{Audience, Block, DateSource, Letter, SchoolYear, WhoReads};
use otayori::render::{School, Ways};
use otayori::words::Lang;

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

/// The pages around a letter.
pub fn ways() -> Ways {
    let [archive, library, calendar, search] =
        ["archive", "library", "calendar", "search"].map(str::to_owned);
    Ways { archive, library, calendar, search }
}

/// A letter of May to everyone.
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
        who_reads: WhoReads::Any,
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
