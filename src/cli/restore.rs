//! `otayori restore FILE`: a school comes back from its backup, into an empty folder.

use std::path::Path;

use jiff::tz::TimeZone;
use serde_json::json;

use super::say::Say;
use super::typed::Restore;
use super::{End, machine_user, passphrase};
use crate::office::{self, OfficeError};
use crate::world::SystemClock;

pub(super) async fn run(school: &Path, typed: &Restore, say: Say) -> Result<End, OfficeError> {
    office::demand_restorable(&typed.file, (!typed.check).then_some(school))?;
    let key = passphrase::key(typed.key.as_deref(), say)?;
    let written =
        |at: jiff::Timestamp| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string();
    if typed.check {
        let manifest = tokio::task::block_in_place(|| office::look_at_backup(&typed.file, &key))?;
        let values = [
            ("school", manifest.school.clone().into()),
            ("at", written(manifest.made_at).into()),
            ("files", manifest.files.len().into()),
        ];
        say.result(&say.text("restore-checked", &values));
        if say.json {
            let (at, files) = (manifest.made_at, manifest.files.len());
            say.object(&json!({ "school": manifest.school, "made_at": at, "files": files, "left_out": manifest.left_out }));
        }
        return Ok(End::Done);
    }
    let restored = office::restore(school, &typed.file, &key, &SystemClock, &machine_user()).await?;
    let at = written(restored.made_at);
    let folder = school.display().to_string();
    let values = [
        ("school", restored.school.clone().into()),
        ("folder", folder.into()),
        ("files", restored.files.into()),
        ("at", at.clone().into()),
    ];
    say.result(&say.text("restore-done", &values));
    say.talk("restore-doubt", &[("at", at.into())]);
    for (letter, count) in &restored.kept_back {
        say.talk("restore-kept-back", &[("letter", letter.into()), ("count", (*count).into())]);
    }
    if !restored.left_out.is_empty() {
        say.talk("restore-left-out", &[("names", restored.left_out.join("\n  ").into())]);
    }
    say.talk("restore-next", &[]);
    if say.json {
        say.object(&restored);
    }
    Ok(End::Done)
}
