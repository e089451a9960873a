//! The mark of one dispatch: in its Message-ID, in the address that bounces come back to, and in its link to stop.

use data_encoding::BASE32_NOPAD;

use crate::world::Random;

/// Characters of the number, 80 random bits.
const NUMBER: usize = 16;
/// Characters of the proof, 80 bits.
const PROOF: usize = 16;

/// What a mark is shown for. Each has a proof of its own: who has seen a Message-ID cannot stop the mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkUse {
    /// in the Message-ID
    Message,
    /// in the return path (VERP)
    Bounce,
    /// in List-Unsubscribe
    Stop,
}

impl MarkUse {
    fn context(self) -> &'static [u8] {
        match self {
            MarkUse::Message => b"message",
            MarkUse::Bounce => b"bounce",
            MarkUse::Stop => b"stop",
        }
    }
}

/// Proves that a mark is ours; the ledger's secret `mark`.
#[derive(Clone)]
pub struct MarkKey(pub [u8; 32]);

/// The number of one dispatch, drawn once; 16 characters `a-z2-7`. It tells nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    /// Draws a new one.
    pub fn draw(random: &dyn Random) -> Self {
        let mut number = BASE32_NOPAD.encode(&random.bytes()[..10]);
        number.make_ascii_lowercase();
        Mark(number)
    }

    /// The mark of a dispatch's Message-ID in the ledger, whose proof needs no check. Mails of before there were
    /// marks have none.
    pub fn of_message_id(message_id: &str) -> Option<Self> {
        let (number, _) = message_id.split_once('.')?;
        (number.len() == NUMBER && is_plain(number)).then(|| Mark(number.to_owned()))
    }

    /// The number: what the Message-ID begins with.
    pub fn number(&self) -> &str {
        &self.0
    }

    /// Number and proof, 33 characters: `NUMBER.PROOF`.
    pub fn shown(&self, key: &MarkKey, used: MarkUse) -> String {
        format!("{}.{}", self.0, self.proof(key, used))
    }

    /// The mark of a text that somebody shows us, if we made it for this use. Capital letters are taken as small
    /// ones: mail programs change them.
    pub fn read(text: &str, key: &MarkKey, used: MarkUse) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let (number, proof) = text.split_once('.')?;
        if number.len() != NUMBER || !is_plain(number) {
            return None;
        }
        let mark = Mark(number.to_owned());
        // In constant time, like every comparison of a secret.
        let made = blake3::hash(mark.proof(key, used).as_bytes());
        (made == blake3::hash(proof.as_bytes())).then_some(mark)
    }

    /// What a collector that stands apart knows of a mark as it is shown; `None` for what was never one.
    pub fn hash(shown: &str) -> Option<[u8; 32]> {
        let shown = shown.to_ascii_lowercase();
        let (number, proof) = shown.split_once('.')?;
        let whole = number.len() == NUMBER && proof.len() == PROOF && is_plain(number) && is_plain(proof);
        whole.then(|| *blake3::hash(format!("mark\0{shown}").as_bytes()).as_bytes())
    }

    fn proof(&self, key: &MarkKey, used: MarkUse) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&key.0);
        hasher.update(used.context());
        hasher.update(self.0.as_bytes());
        let mut proof = BASE32_NOPAD.encode(&hasher.finalize().as_bytes()[..PROOF * 5 / 8]);
        proof.make_ascii_lowercase();
        proof
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::SystemRandom;

    #[test]
    fn a_mark_is_known_again_and_only_for_its_use() {
        let key = MarkKey([7; 32]);
        let mark = Mark::draw(&SystemRandom);
        let shown = mark.shown(&key, MarkUse::Stop);
        assert_eq!(shown.len(), NUMBER + 1 + PROOF);
        assert_eq!(Mark::read(&shown.to_uppercase(), &key, MarkUse::Stop), Some(mark.clone()));
        assert_eq!(Mark::read(&shown, &key, MarkUse::Message), None);
        assert_eq!(Mark::read(&shown, &MarkKey([8; 32]), MarkUse::Stop), None);
        for wrong in ["", ".", "あ.い", &shown[1..], &format!("{shown}a"), mark.number()] {
            assert_eq!(Mark::read(wrong, &key, MarkUse::Stop), None, "{wrong}");
        }
    }
}
