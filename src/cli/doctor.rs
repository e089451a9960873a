//! `otayori doctor`: is everything around the school in order?

use serde::Serialize;

use super::End;
use super::say::Say;
use crate::doctor::{self, Told, Verdict};
use crate::office::{Office, OfficeError};

/// What `doctor --json` prints.
#[derive(Serialize)]
struct Report {
    fine: usize,
    warnings: usize,
    wrong: usize,
    findings: Vec<Told>,
}

pub(super) async fn run(office: &Office, say: Say) -> Result<End, OfficeError> {
    say.talk("doctor-looking", &[]);
    let findings: Vec<Told> =
        doctor::examine(office).await?.iter().map(|finding| finding.told(say.words)).collect();
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let (fine, warnings, wrong) = (count(Verdict::Fine), count(Verdict::Warning), count(Verdict::Wrong));
    for finding in &findings {
        let mark = match finding.verdict {
            Verdict::Fine => "○",
            Verdict::Warning => "△",
            Verdict::Wrong => "×",
        };
        say.result(&format!("{mark} {}: {}", finding.name, finding.what));
        for line in finding.advice.lines() {
            say.result(&format!("    → {line}"));
        }
    }
    let values = [("fine", fine.into()), ("warnings", warnings.into()), ("wrong", wrong.into())];
    say.result(&say.text("doctor-sum", &values));
    if say.json {
        say.object(&Report { fine, warnings, wrong, findings });
    }
    Ok(if wrong > 0 { End::Outside } else { End::Done })
}
