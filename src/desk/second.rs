//! The second factor: six digits of a telephone's app (RFC 6238: SHA-1, 30 seconds), or a code kept on paper.

use data_encoding::{BASE32_NOPAD, BASE64};
use jiff::Timestamp;
use totp_rs::{Builder, Totp};
use unicode_normalization::UnicodeNormalization;

use super::state::DeskState;
use super::view::encoded;
use crate::ledger::LedgerError;
use crate::render::qr_svg;
use crate::world::{Random, secret_name};

/// RFC 4226 recommends 160 bits.
const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
const RECOVERY_CODES: usize = 10;
/// Of 5 bits each.
const RECOVERY_SIGNS: usize = 16;

/// A secret to be put into a telephone.
pub(super) struct Secret(Vec<u8>);

impl Secret {
    pub(super) fn draw(random: &dyn Random) -> Self {
        Secret(random.bytes()[..SECRET_BYTES].to_vec())
    }

    /// As the form brings it back.
    pub(super) fn typed(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == SECRET_BYTES).then_some(Secret(bytes))
    }

    /// To be typed into an app that takes no picture.
    pub(super) fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The picture for an app, as an address of an image.
    pub(super) fn picture(&self, school: &str, account: &str) -> Option<String> {
        let part = |text: &str| encoded(text).replace('/', "%2F");
        let (school, account) = (part(school), part(account));
        let address = format!("otpauth://totp/{school}:{account}?secret={}&issuer={school}", self.text());
        Some(format!("data:image/svg+xml;base64,{}", BASE64.encode(qr_svg(&address)?.as_bytes())))
    }

    /// The time step of this code, if it is one of now, of half a minute ago or to come.
    pub(super) fn step(&self, code: &str, now: Timestamp) -> Option<i64> {
        let code: String = code.nfkc().filter(char::is_ascii_digit).collect();
        let seconds = u64::try_from(now.as_second()).ok().filter(|_| code.len() == 6)?;
        i64::try_from(self.totp()?.check(&code, seconds)?).ok()
    }

    fn totp(&self) -> Option<Totp> {
        let builder = Builder::new().with_secret(self.0.clone()).with_skew(1);
        builder.with_step_duration(STEP_SECONDS.unsigned_abs()).build().ok()
    }
}

/// Codes for when the telephone is lost, `abcd-efgh-ijkl-mnop`; and what is kept of each.
pub(super) fn recovery_codes(random: &dyn Random) -> Vec<(String, [u8; 32])> {
    let draw = || {
        let code = secret_name(random)[..RECOVERY_SIGNS].to_owned();
        let parts: Vec<&str> = (0..RECOVERY_SIGNS).step_by(4).map(|at| &code[at..at + 4]).collect();
        (parts.join("-"), hash(&code))
    };
    (0..RECOVERY_CODES).map(|_| draw()).collect()
}

/// 80 random bits: a fast hash is enough.
fn hash(code: &str) -> [u8; 32] {
    *blake3::hash(code.as_bytes()).as_bytes()
}

impl DeskState {
    /// Is it a code of this account that was not used before? It is used up now.
    pub(super) async fn use_code(&self, account: &str, typed: &str) -> Result<bool, LedgerError> {
        let ledger = &self.office().ledger;
        let Some(secret) = ledger.second(account).await?.map(Secret) else { return Ok(false) };
        if let Some(step) = secret.step(typed, self.office().clock.now()) {
            return ledger.use_step(account, step).await;
        }
        let typed: String =
            typed.nfkc().flat_map(char::to_lowercase).filter(char::is_ascii_alphanumeric).collect();
        if typed.len() != RECOVERY_SIGNS {
            return Ok(false);
        }
        ledger.use_recovery(account, &hash(&typed)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = Secret(b"12345678901234567890".to_vec());
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = |seconds| Timestamp::from_second(seconds).unwrap();
            assert_eq!(secret.step(code, at(seconds)), Some(seconds / 30), "{code}");
            assert_eq!(secret.step(code, at(seconds + 30)), Some(seconds / 30), "half a minute late");
            assert_eq!(secret.step(code, at(seconds + 90)), None, "too late");
        }
        let now = Timestamp::from_second(59).unwrap();
        assert_eq!(secret.step("２８７ ０８２", now), Some(1), "typed wide, with a gap");
        for wrong in ["", "28708", "2870822", "287083", "abcdef", "-87082"] {
            assert_eq!(secret.step(wrong, now), None, "{wrong}");
        }
        assert_eq!(Secret::typed(&secret.text()).unwrap().0, secret.0);
    }
}
