//! Sheets for the office itself: a list to phone from, a list for the gate. Set in the same sealed world as the letters' sheets.

use jiff::civil::Date;
use serde_json::Value;
use typst::foundations::Datetime;
use typst::text::Font;

use super::faces::Faces;
use super::text::Text;
use super::world::{SheetWorld, Sources};
use crate::problem::Problem;

/// Sets `source`, a Typst text of our own, with `data` as its `/letter.json`. Characters that no face has
/// become 〓 in every text of `data`; `faces` are looked into first, and the families that stand in are its `faces`.
///
/// # Errors
/// The sheet could not be set; the problem says why.
pub fn office_sheet(source: &str, data: &Value, day: Date, faces: &Faces) -> Result<Vec<u8>, Problem> {
    let (data, more) = drawn(data, faces);
    let today = Datetime::from_ymd_hms(
        i32::from(day.year()),
        day.month().unsigned_abs(),
        day.day().unsigned_abs(),
        0,
        0,
        0,
    );
    let failed = |detail: &str| Problem::error("sheet-office-failed", vec![("detail", detail.into())]);
    let world = Sources::one("sheet.typ", source)
        .and_then(|sources| SheetWorld::new(sources, "sheet.typ", vec![], today));
    let mut world = world.ok_or_else(|| failed("file names"))?.with_faces(more);
    let ident = blake3::hash(data.as_bytes()).to_hex().to_string();
    world.set_letter(data);
    let laid =
        super::lay(&world, super::Kind::Sheet).map_err(|errors| failed(&super::told(&errors, &world).0))?;
    let bytes = typst_pdf::pdf(&laid.document, &super::options(ident, today)).map_err(|errors| {
        failed(&errors.first().map_or_else(String::new, |error| error.message.to_string()))
    })?;
    comemo::evict(2);
    Ok(bytes)
}

/// The data in characters that can be drawn, and the faces beside the built-in ones that it takes.
fn drawn(data: &Value, faces: &Faces) -> (String, Vec<Font>) {
    let mut text = Text::default();
    let mut clean = cleaned(data, &mut text);
    let lang = data["lang"].as_str().unwrap_or_default();
    let more =
        if text.lacking.is_empty() { vec![] } else { faces.covering(text.lacking.keys().copied(), lang) };
    if !more.is_empty() {
        clean = cleaned(data, &mut Text { more: more.clone(), ..Text::default() });
    }
    let mut families: Vec<&str> = more.iter().map(|face| face.info().family.as_str()).collect();
    families.dedup();
    clean["faces"] = families.into();
    (clean.to_string(), more)
}

fn cleaned(value: &Value, text: &mut Text) -> Value {
    match value {
        Value::String(string) => Value::String(text.clean(string)),
        Value::Array(values) => values.iter().map(|value| cleaned(value, text)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), cleaned(value, text))).collect())
        }
        other => other.clone(),
    }
}
