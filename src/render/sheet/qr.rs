//! The way from paper to the page: the page's public address as a QR code.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use crate::render::edition::Subject;
use crate::words::Words;

/// Modules of white around the code, as the standard wants them.
const QUIET: usize = 4;

/// A QR code and the words beside it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Qr {
    /// the drawing with its quiet zone; empty on a draft, whose place is kept
    svg: String,
    alt: String,
    title: String,
    words: String,
}

impl Qr {
    /// The code to the letter's page, or `None` where it will have none. It holds the address everybody gets,
    /// never a family's own link.
    pub(super) fn to_page(subject: &Subject<'_>, words: &Words) -> Option<Self> {
        let svg = match subject.address {
            _ if subject.draft => String::new(),
            Some(address) => svg(&format!("{}/{address}/", subject.school.site))?,
            None => return None,
        };
        let say = |id: &str| words.say(id, &[]);
        Some(Qr { svg, alt: say("sheet-qr-alt"), title: say("sheet-qr-title"), words: say("sheet-qr-words") })
    }
}

/// One path of dark runs on white; `None` if the address is too long for a code.
pub(crate) fn svg(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let size = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{} {}h{n}v1h-{n}z", x + QUIET, y + QUIET, n = run.len());
            }
            x += run.len();
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"{size}\" height=\"{size}\">\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_one_path_within_its_quiet_zone() {
        let drawn = svg("https://otayori.example.jp/himawari/0123456789abcdefghij/").unwrap();
        assert!(
            drawn.contains("viewBox=\"0 0 41 41\"") || drawn.contains("viewBox=\"0 0 45 45\""),
            "{drawn}"
        );
        assert!(drawn.contains("<path d=\"M4 4h7v1h-7z"), "{drawn}");
        assert_eq!(svg(&"x".repeat(3000)), None);
    }
}
