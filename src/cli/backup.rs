//! `otayori backup FILE`: the whole school in one encrypted file.

use std::path::Path;

use serde_json::json;

use super::say::Say;
use super::typed::Backup;
use super::{End, machine_user, passphrase};
use crate::backup::Key;
use crate::office::{Office, OfficeError};
use crate::world::create_new_private;

pub(super) async fn run(office: &Office, typed: &Backup, say: Say) -> Result<End, OfficeError> {
    if let Some(file) = &typed.new_key {
        return new_key(file, say);
    }
    let file = typed.file.as_deref().unwrap_or(Path::new("."));
    let lock = passphrase::lock(&office.settings.backup, say)?;
    let done = office.back_up(file, &lock, &machine_user()).await?;
    let values = [
        ("file", done.file.display().to_string().into()),
        ("files", done.files.into()),
        ("mebibytes", (done.bytes.div_ceil(1 << 20)).into()),
    ];
    say.result(&say.text("backup-done", &values));
    if !done.left_out.is_empty() {
        say.talk("backup-left-out", &[("names", done.left_out.join("\n  ").into())]);
    }
    if say.json {
        say.object(&done);
    }
    Ok(End::Done)
}

/// The key is shown to nobody; its public half goes into the settings.
fn new_key(file: &Path, say: Say) -> Result<End, OfficeError> {
    let (text, public) = Key::draw();
    create_new_private(file, text.as_bytes())
        .map_err(|error| OfficeError::Disk { file: file.to_owned(), error })?;
    let shown = file.display().to_string();
    say.result(
        &say.text("backup-key-done", &[("file", shown.clone().into()), ("key", public.clone().into())]),
    );
    if say.json {
        say.object(&json!({ "file": shown, "key": public }));
    }
    Ok(End::Done)
}
