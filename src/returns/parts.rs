//! A message taken apart: headers and texts as Unicode, whatever old encoding they came in.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, ISO_2022_JP};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Parts that are looked at, and characters of each.
const MOST_PARTS: usize = 64;
const LONGEST_TEXT: usize = 128 * 1024;

/// One part.
pub(super) struct Part {
    /// `text/plain`, `message/delivery-status`, in small letters; `text/plain` where it does not say
    pub(super) kind: String,
    /// decoded; empty for pictures and the like
    pub(super) text: String,
}

/// A message.
pub(super) struct Parts {
    headers: Vec<(String, String)>,
    /// in their order
    pub(super) parts: Vec<Part>,
    /// `report-type` of a `multipart/report`
    pub(super) report: String,
    /// decoded
    pub(super) subject: String,
    /// sender's address in small letters; may be empty
    pub(super) from: String,
}

impl Parts {
    /// Takes a message apart; `None` for what is none.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let headers: Vec<(String, String)> = message
            .headers_raw()
            .take(500)
            .map(|(name, value)| (name.to_ascii_lowercase(), short(value.trim()).to_owned()))
            .collect();
        let kind = message.content_type();
        let report = kind.and_then(|kind| kind.attribute("report-type")).unwrap_or_default();
        let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
        Some(Parts {
            headers,
            parts: message.parts.iter().take(MOST_PARTS).map(|part| Part::of(&message, part)).collect(),
            report: report.to_ascii_lowercase(),
            subject: japanese(message.subject().unwrap_or_default()),
            from: from.unwrap_or_default().to_ascii_lowercase(),
        })
    }

    /// The first header of this name (small letters); empty where there is none.
    pub(super) fn header<'a>(&'a self, name: &'a str) -> &'a str {
        self.headers(name).next().unwrap_or_default()
    }

    /// Every header of this name.
    pub(super) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// The first part whose kind ends like this.
    pub(super) fn part(&self, ending: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind.ends_with(ending))
    }

    /// What a person would read: every text, without what is enclosed.
    pub(super) fn readable(&self) -> String {
        let texts = self.parts.iter().filter(|part| matches!(part.kind.as_str(), "text/plain" | "text/html"));
        texts.map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

impl Part {
    fn of(message: &Message<'_>, part: &MessagePart<'_>) -> Self {
        let kind = part.content_type().map_or_else(
            || "text/plain".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase(),
        );
        let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
        let text = match &part.body {
            PartType::Multipart(_) => String::new(),
            // An enclosed message that was itself encoded; else it stands in the raw text too.
            PartType::Message(enclosed) => {
                String::from_utf8_lossy(short_bytes(enclosed.raw_message())).into_owned()
            }
            _ if kind.starts_with("text/") || kind.starts_with("message/") => text(message, part, charset),
            _ => String::new(),
        };
        let text = if kind == "text/html" { html_to_text(&text) } else { text };
        Part { kind, text }
    }
}

fn text(message: &Message<'_>, part: &MessagePart<'_>, charset: Option<&str>) -> String {
    let place = part.offset_body as usize..part.offset_end as usize;
    let raw = short_bytes(message.raw_message().get(place).unwrap_or_default());
    let decoded = match part.encoding {
        Transfer::None => None,
        Transfer::Base64 => base64_decode(raw),
        Transfer::QuotedPrintable => quoted_printable_decode(raw),
    };
    decode(decoded.as_deref().unwrap_or(raw), charset)
}

/// Bytes as text: ISO-2022-JP by its escapes, else UTF-8 if it is that, else what the part says, else a guess.
fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    if bytes.windows(2).any(|two| matches!(two, b"\x1b$" | b"\x1b(")) {
        return ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let said = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = said.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new();
        detector.feed(bytes, true);
        detector.guess(Some(b"jp"), false)
    });
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// A header whose encoded words were in ISO-2022-JP comes with its escapes.
fn japanese(text: &str) -> String {
    decode(short(text).as_bytes(), None)
}

fn short_bytes(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(LONGEST_TEXT)]
}

fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(8_192)]
}
