//! What closes a backup, and what opens it again.

use age::secrecy::{ExposeSecret, SecretString};
use age::{Identity, Recipient, scrypt, x25519};

use crate::settings::Secret;

/// Characters; it guards every family's name and number.
pub const SHORTEST_PASSPHRASE: usize = 12;
/// scrypt's N = 2^17: half a second and 128 MiB, here and for whoever guesses.
const WORK: u8 = 17;
/// A backup that asks for more (1 GiB) is not ours.
const MOST_WORK: u8 = 20;

/// What closes a backup.
#[derive(Clone)]
pub enum Lock {
    /// whoever knows it opens it
    Passphrase(Secret),
    /// whoever has one of the keys to these opens it; who made it cannot
    Keys(Vec<x25519::Recipient>),
}

/// What opens a backup.
#[derive(Clone)]
pub enum Key {
    /// of [`Lock::Passphrase`]
    Passphrase(Secret),
    /// of [`Lock::Keys`]
    Own(x25519::Identity),
}

impl Lock {
    /// A public key: `age1…`.
    pub fn public_key(text: &str) -> Option<x25519::Recipient> {
        text.trim().parse().ok()
    }

    /// The recipients of `age`, and a key that opens what is closed by them: to look at it again after writing. Where
    /// nobody here has a key, one is made for this one backup, kept in memory and forgotten.
    pub(super) fn close(&self) -> (Vec<Box<dyn Recipient>>, Key) {
        match self {
            Lock::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(secret(passphrase));
                recipient.set_work_factor(WORK);
                (vec![Box::new(recipient)], Key::Passphrase(passphrase.clone()))
            }
            Lock::Keys(keys) => {
                let own = x25519::Identity::generate();
                let all = keys.iter().cloned().chain([own.to_public()]);
                (all.map(|key| Box::new(key) as Box<dyn Recipient>).collect(), Key::Own(own))
            }
        }
    }
}

impl Key {
    /// A new key and its public half: the text of a key file that `age` reads too, and `age1…`.
    pub fn draw() -> (String, String) {
        let own = x25519::Identity::generate();
        let public = own.to_public().to_string();
        (format!("# public key: {public}\n{}\n", own.to_string().expose_secret()), public)
    }

    /// The key of such a file: its one line `AGE-SECRET-KEY-1…`.
    pub fn of_file(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let own = lines.next()?.parse().ok()?;
        lines.next().is_none().then_some(Key::Own(own))
    }

    pub(super) fn is_passphrase(&self) -> bool {
        matches!(self, Key::Passphrase(_))
    }

    pub(super) fn identity(&self) -> Box<dyn Identity> {
        match self {
            Key::Passphrase(passphrase) => {
                let mut identity = scrypt::Identity::new(secret(passphrase));
                identity.set_max_work_factor(MOST_WORK);
                Box::new(identity)
            }
            Key::Own(own) => Box::new(own.clone()),
        }
    }
}

fn secret(text: &Secret) -> SecretString {
    SecretString::from(text.0.clone())
}
