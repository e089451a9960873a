//! Passwords: argon2id, a few at a time, and the same work for a name nobody has.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::world::Random;

/// Fewer characters are refused.
pub(super) const SHORTEST: usize = 10;
/// More are refused: nobody types them, and each try costs work.
pub(super) const LONGEST: usize = 200;

/// Checks passwords, at most two at a time: each takes 19 MiB and some hundredth of a second.
#[derive(Debug)]
pub(super) struct Passwords {
    turns: Semaphore,
    /// the hash of a password nobody knows, checked where there is no account
    nobody: String,
}

/// A password could not be hashed: a fault of the machine.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub(super) struct NotHashed(String);

impl Passwords {
    pub(super) fn new(random: &dyn Random) -> Self {
        let secret: String = random.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let nobody = hash(&secret, random.bytes()).unwrap_or_default();
        Passwords { turns: Semaphore::new(2), nobody }
    }

    /// The PHC string to keep.
    pub(super) async fn hash(&self, password: &str, random: &dyn Random) -> Result<String, NotHashed> {
        let _turn = self.turns.acquire().await;
        let (password, salt) = (password.to_owned(), random.bytes());
        match tokio::task::spawn_blocking(move || hash(&password, salt)).await {
            Ok(hashed) => hashed.map_err(|error| NotHashed(error.to_string())),
            Err(error) => Err(NotHashed(error.to_string())),
        }
    }

    /// Is it the password of `kept`? Without an account the same work is done, and the answer is no.
    pub(super) async fn is_right(&self, password: &str, kept: Option<String>) -> bool {
        let _turn = self.turns.acquire().await;
        let known = kept.is_some();
        let (password, kept) = (password.to_owned(), kept.unwrap_or_else(|| self.nobody.clone()));
        let right = tokio::task::spawn_blocking(move || verify(&password, &kept)).await.unwrap_or(false);
        right && known
    }
}

/// One form of a password, however the keyboard composed it.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

fn hash(password: &str, salt: [u8; 32]) -> Result<String, argon2::password_hash::Error> {
    let salt = SaltString::encode_b64(&salt[..16])?;
    Ok(Argon2::default().hash_password(composed(password).as_bytes(), &salt)?.to_string())
}

fn verify(password: &str, kept: &str) -> bool {
    PasswordHash::new(kept)
        .is_ok_and(|kept| Argon2::default().verify_password(composed(password).as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::SystemRandom;

    #[tokio::test]
    async fn a_password_is_recognised_and_a_name_nobody_has_never_is() {
        let passwords = Passwords::new(&SystemRandom);
        let kept = passwords.hash("ひまわりが10本", &SystemRandom).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(passwords.is_right("ひまわりか\u{3099}10本", Some(kept.clone())).await, "typed decomposed");
        assert!(!passwords.is_right("ひまわりが11本", Some(kept)).await);
        assert!(!passwords.is_right("ひまわりが10本", None).await);
    }
}
