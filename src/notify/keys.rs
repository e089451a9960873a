//! The keys of our own signature: where they lie, how they are made, and what the DNS must say about them.
//!
//! ```text
//! .otayori/dkim/otayori.rsa.pem           otayori._domainkey.example.jp       v=DKIM1; k=rsa; p=…
//! .otayori/dkim/otayori-ed.ed25519.pem    otayori-ed._domainkey.example.jp    v=DKIM1; k=ed25519; p=…
//! ```

use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RsaKeyPair};
use data_encoding::{BASE64, BASE64_MIME};

use super::dkim::{Key, Signing};
use crate::settings::DkimSettings;
use crate::world::{create_folder_durably, create_new_private, create_private_folder};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// The two kinds of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// every receiver knows it
    Rsa,
    /// short and quick, RFC 8463; not every receiver knows it
    Ed25519,
}

/// The keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The sender has no domain of its own: there is no DNS to put them in.
    #[error("no domain")]
    NoDomain,
    /// There is none in this folder.
    #[error("{}: no keys", .0.display())]
    Missing(PathBuf),
    /// This file holds no key of its kind.
    #[error("{}: {said}", file.display())]
    Unreadable {
        /// which
        file: PathBuf,
        /// why not
        said: String,
    },
}

/// A key of the school's, and what its DNS must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailKey {
    /// where the private key lies
    pub file: PathBuf,
    /// made just now
    pub is_new: bool,
    /// `rsa` or `ed25519`
    pub algorithm: &'static str,
    /// `s=` of the signature
    pub selector: String,
    /// the name of the TXT record
    pub name: String,
    /// its text, whole
    pub value: String,
}

impl MailKey {
    /// The record as a line of a zone file, the text in pieces of at most 255 octets (RFC 1035 §3.3).
    pub fn dns_line(&self) -> String {
        let pieces: Vec<String> = self.pieces().iter().map(|piece| format!("\"{piece}\"")).collect();
        format!("{}. IN TXT ( {} )", self.name, pieces.join(" "))
    }

    /// The text in pieces of at most 255 octets.
    pub fn pieces(&self) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = self.value.as_str();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.len().min(255));
            pieces.push(piece);
            rest = after;
        }
        pieces
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Rsa => "rsa",
            Kind::Ed25519 => "ed25519",
        }
    }

    /// Two selectors: one TXT record holds one key.
    fn selector(self, dkim: &DkimSettings) -> String {
        match self {
            Kind::Rsa => dkim.selector.clone(),
            Kind::Ed25519 => format!("{}-ed", dkim.selector),
        }
    }

    fn file(self, folder: &Path, dkim: &DkimSettings) -> PathBuf {
        folder.join(format!("{}.{}.pem", self.selector(dkim), self.name()))
    }

    /// A new private key, PKCS#8.
    fn draw(self) -> Option<Vec<u8>> {
        let der: Pkcs8V1Der<'_> = match self {
            Kind::Rsa => RsaKeyPair::generate(KeySize::Rsa2048).ok()?.as_der().ok()?,
            Kind::Ed25519 => Ed25519KeyPair::generate().ok()?.as_der().ok()?,
        };
        Some(der.as_ref().to_vec())
    }

    fn read(self, file: &Path) -> Result<Key, KeyError> {
        let wrong = |said: String| KeyError::Unreadable { file: file.to_owned(), said };
        let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        let der = pkcs8(&text).ok_or_else(|| wrong("no PEM of PKCS#8".to_owned()))?;
        let rejected = |error: aws_lc_rs::error::KeyRejected| wrong(error.to_string());
        Ok(match self {
            Kind::Rsa => Key::Rsa(RsaKeyPair::from_pkcs8(&der).map_err(rejected)?),
            Kind::Ed25519 => {
                Key::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(rejected)?)
            }
        })
    }

    /// What stands in `p=`.
    fn public(key: &Key) -> Option<String> {
        Some(match key {
            Key::Rsa(key) => {
                let der: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
                BASE64.encode(der.as_ref())
            }
            Key::Ed25519(key) => BASE64.encode(key.public_key().as_ref()),
        })
    }
}

/// Reads the keys that are there: both, or the one that a school uses.
///
/// # Errors
/// None is there, or one of them is no key.
pub fn signing(private_folder: &Path, dkim: &DkimSettings) -> Result<Signing, KeyError> {
    let folder = private_folder.join("dkim");
    let there = [Kind::Rsa, Kind::Ed25519].into_iter().filter(|kind| kind.file(&folder, dkim).exists());
    let keys: Vec<(String, Key)> = there
        .map(|kind| Ok((kind.selector(dkim), kind.read(&kind.file(&folder, dkim))?)))
        .collect::<Result<_, KeyError>>()?;
    if keys.is_empty() {
        return Err(KeyError::Missing(folder));
    }
    Ok(Signing::new(dkim.domain.clone(), keys))
}

/// The school's two keys; those that are missing are made where `make` says so. One that is there is never touched.
///
/// # Errors
/// A domain that is none; the disk; a file that is no key.
pub fn mail_keys(private_folder: &Path, dkim: &DkimSettings, make: bool) -> Result<Vec<MailKey>, KeyError> {
    if !dkim.domain.contains('.') {
        return Err(KeyError::NoDomain);
    }
    let folder = private_folder.join("dkim");
    let mut keys = Vec::new();
    for kind in [Kind::Rsa, Kind::Ed25519] {
        let file = kind.file(&folder, dkim);
        let is_new = make && !file.exists();
        if is_new {
            write_new(kind, &folder, &file)
                .map_err(|error| KeyError::Unreadable { file: file.clone(), said: error.to_string() })?;
        } else if !file.exists() {
            continue;
        }
        let unreadable = || KeyError::Unreadable { file: file.clone(), said: "no public key".to_owned() };
        let public = Kind::public(&kind.read(&file)?).ok_or_else(unreadable)?;
        let selector = kind.selector(dkim);
        keys.push(MailKey {
            is_new,
            algorithm: kind.name(),
            name: format!("{selector}._domainkey.{}", dkim.domain),
            value: format!("v=DKIM1; k={}; p={public}", kind.name()),
            selector,
            file,
        });
    }
    Ok(keys)
}

fn write_new(kind: Kind, folder: &Path, file: &Path) -> io::Result<()> {
    let der = kind.draw().ok_or_else(|| io::Error::other("no key could be made"))?;
    let pem = format!("{BEGIN}\n{}{END}\n", BASE64_MIME.encode(&der).replace("\r\n", "\n"));
    create_folder_durably(folder)?;
    create_private_folder(folder)?;
    create_new_private(file, pem.as_bytes())
}

/// The DER inside a PEM.
fn pkcs8(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once(BEGIN)?;
    let (inside, _) = rest.split_once(END)?;
    let inside: String = inside.split_whitespace().collect();
    BASE64.decode(inside.as_bytes()).ok()
}
