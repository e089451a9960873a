//! A letter that went out, put into the ledger by hand: for tests and benches that begin behind the office.

use jiff::Timestamp;
use otayori::content::{Audience, SchoolYear, WhoReads};
use otayori::ledger::{LetterId, NewDispatch, Recipient, Release, Route, State};
use otayori::recipients::Role;

/// The first edition of a letter to everyone, for the 24th of November.
pub fn release(letter: LetterId, hash: &str, now: Timestamp) -> Release {
    Release {
        letter,
        edition: 0,
        hash: hash.into(),
        title: "遠足".into(),
        day: jiff::civil::date(2026, 11, 24),
        year: SchoolYear(2026),
        audience: Audience::Everyone,
        series: String::new(),
        important: false,
        who_reads: WhoReads::Any,
        emergency: false,
        counts: true,
        released_at: now,
        published_at: None,
        recalled_at: None,
        send_at: None,
    }
}

/// The message to the mother of family `number`, due now.
pub fn message(number: usize, now: Timestamp) -> NewDispatch {
    NewDispatch {
        to: Recipient {
            family: number.to_string(),
            guardian: "母".into(),
            role: Role::Guardian,
            route: Route::Mail,
            email: None,
            lang: "ja".into(),
        },
        message_id: format!("{number}@example.jp"),
        state: State::Frozen,
        due_at: now,
        send_by: None,
        round: 0,
        despite_stop: false,
        said: None,
    }
}
