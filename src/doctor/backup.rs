//! Is there a backup of late?

use super::Finding;
use crate::office::Office;

/// Days after which a backup is old.
const OLD: i64 = 7;

pub(super) async fn check(office: &Office) -> Vec<Finding> {
    vec![look(office).await.unwrap_or_else(|error| {
        let values = vec![("count", 1.into()), ("detail", super::short(error).into())];
        Finding::wrong("backup", "doctor-ledger-unreadable", values)
    })]
}

async fn look(office: &Office) -> Result<Finding, crate::ledger::LedgerError> {
    let days = |at: jiff::Timestamp| (office.clock.now().duration_since(at).as_hours() / 24).max(0);
    let backup = office.ledger.last_act("backup").await?;
    let restored = office.ledger.last_act("restore").await?;
    if let Some(restored) =
        restored.filter(|restored| backup.as_ref().is_none_or(|backup| backup.at < restored.at))
    {
        return Ok(Finding::warning(
            "backup",
            "doctor-backup-restored",
            vec![("days", days(restored.at).into())],
        ));
    }
    Ok(match backup.map(|backup| days(backup.at)) {
        Some(days) if days >= OLD => {
            Finding::warning("backup", "doctor-backup-old", vec![("days", days.into())])
        }
        Some(days) => Finding::fine("backup", "doctor-backup-fine", vec![("days", days.into())]),
        None if office.ledger.releases(None).await?.is_empty() => {
            Finding::fine("backup", "doctor-backup-nothing", vec![])
        }
        None => Finding::warning("backup", "doctor-backup-never", vec![]),
    })
}
