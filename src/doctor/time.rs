//! The clock: quiet hours, the hold and the stall all go by it. The host and the collector tell theirs.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::{Finding, client};
use crate::office::Office;

const NAME: &str = "clock";
/// Seconds; a header counts whole ones, and its way takes time.
const MOST: i64 = 60;

pub(super) async fn check(office: &Office) -> Vec<Finding> {
    let settings = &office.settings;
    let mut seen = Vec::new();
    for (whose, address) in
        [("site", format!("{}/", settings.site)), ("collector", format!("{}/health", settings.collector))]
    {
        if let Some(theirs) = date(&address).await {
            seen.push((whose, office.clock.now().duration_since(theirs).as_secs()));
        }
    }
    // Where one of them is right with us, it is the other's clock that is off.
    let off: Vec<&(&str, i64)> = seen.iter().filter(|(_, seconds)| seconds.abs() > MOST).collect();
    vec![match (off.as_slice(), seen.len()) {
        (_, 0) => Finding::warning(NAME, "doctor-clock-unknown", vec![]),
        ([], _) => {
            let now = office.clock.now().to_zoned(settings.time_zone.clone());
            Finding::fine(
                NAME,
                "doctor-clock-fine",
                vec![("now", now.strftime("%Y-%m-%d %H:%M").to_string().into())],
            )
        }
        ([(whose, seconds)], 2) => {
            let id = if *whose == "site" { "doctor-clock-site" } else { "doctor-clock-collector" };
            let values = vec![("seconds", (*seconds).abs().into())];
            if *whose == "site" {
                Finding::warning(NAME, id, values)
            } else {
                Finding::wrong(NAME, id, values)
            }
        }
        ([(_, seconds), ..], _) => {
            let id = if *seconds > 0 { "doctor-clock-fast" } else { "doctor-clock-slow" };
            Finding::wrong(NAME, id, vec![("seconds", seconds.abs().into())])
        }
    }]
}

/// When the answer was made, by its sender's clock.
async fn date(address: &str) -> Option<Timestamp> {
    let answer = client().ok()?.get(address).send().await.ok()?;
    let date = answer.headers().get(reqwest::header::DATE)?.to_str().ok()?;
    let date = date.replace("GMT", "+0000");
    rfc2822::DateTimeParser::new().parse_timestamp(date).ok()
}
