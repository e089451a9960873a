//! `collector-apart:`, and the key that the office and a collector on a server of its own share.

use std::path::{Path, PathBuf};

use data_encoding::BASE32_NOPAD;

use super::load::yes;
use super::table::{Faults, Table};

/// The key in the environment; else the file of [`CollectorKey::file`].
pub const COLLECTOR_KEY: &str = "OTAYORI_COLLECTOR_KEY";
/// Characters of a key's text: 256 bits.
const LENGTH: usize = 52;

/// What office and collector prove to each other that they know. Never shown, never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct CollectorKey([u8; 32]);

impl CollectorKey {
    /// Of these random bytes.
    pub fn of(bytes: [u8; 32]) -> Self {
        CollectorKey(bytes)
    }

    /// The key of this text, 52 characters `a-z2-7`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).ok().filter(|_| text.len() == LENGTH)?;
        Some(CollectorKey(bytes.try_into().ok()?))
    }

    /// As it stands in its file.
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0).to_ascii_lowercase()
    }

    /// Where it lies below a folder, in the office and on the collector's server alike.
    pub fn file(folder: &Path) -> PathBuf {
        folder.join(".otayori").join("collector.key")
    }

    /// From the environment, else from its file.
    pub fn find(folder: &Path, secrets: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let text = secrets(COLLECTOR_KEY).filter(|text| !text.is_empty());
        text.or_else(|| std::fs::read_to_string(Self::file(folder)).ok()).and_then(|text| Self::parse(&text))
    }

    /// A key for one use.
    pub fn derive(&self, usage: &str) -> [u8; 32] {
        blake3::derive_key(usage, &self.0)
    }
}

impl std::fmt::Debug for CollectorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// `collector-apart: true`: then there must be a key, and a public address.
pub(super) fn read(
    top: &Table<'_>,
    folder: &Path,
    secrets: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults<'_>,
) -> Option<CollectorKey> {
    if !top.read("collector-apart", "settings-wants-yes", faults, yes)? {
        return None;
    }
    let (name, node) = top.get("collector-apart")?;
    if top.get("collector").is_none() {
        faults.wrong("settings-collector-nowhere", &name, node);
    }
    let key = CollectorKey::find(folder, secrets);
    if key.is_none() {
        faults.wrong("settings-collector-key-missing", &name, node);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_shows_nothing() {
        let key = CollectorKey::of([7; 32]);
        assert_eq!(CollectorKey::parse(&format!(" {}\n", key.text().to_uppercase())), Some(key.clone()));
        assert_eq!(format!("{key:?}"), "…");
        for wrong in ["", "aaaa", &key.text()[1..], &format!("{}a", key.text()), "あ"] {
            assert_eq!(CollectorKey::parse(wrong), None, "{wrong}");
        }
    }
}
