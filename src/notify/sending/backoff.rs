//! When to try again: each mail, and a whole domain that asks us to slow down.

use std::collections::HashMap;
use std::time::Duration;

use crate::world::Random;

/// Refusals one after another that slow a domain, whatever it says.
const IN_A_ROW: u32 = 5;
/// The longest that a domain is left alone.
const LONGEST: Duration = Duration::from_secs(3600);
/// Domains that are remembered; a school writes to some dozen.
const DOMAINS: usize = 1_000;

/// How long a deferred mail waits after so many attempts: 1, 4, 16 … minutes, at most 4 hours.
pub(super) fn after(attempts: u32, random: &dyn Random) -> Duration {
    let minutes = 4_u64.saturating_pow(attempts.saturating_sub(1)).min(240);
    jittered(Duration::from_secs(minutes * 60), random)
}

/// Up to a quarter sooner, so that what failed together is not tried again together.
pub(crate) fn jittered(wait: Duration, random: &dyn Random) -> Duration {
    wait.mul_f64(1.0 - f64::from(random.bytes()[0]) / 1024.0)
}

#[derive(Default)]
struct Patience {
    refusals: u32,
    slowed: u32,
}

/// What the domains have said lately.
#[derive(Default)]
pub(super) struct Strain {
    domains: HashMap<String, Patience>,
}

impl Strain {
    /// This domain took a mail: all is well with it.
    pub(super) fn taken(&mut self, domain: &str) {
        self.domains.remove(domain);
    }

    /// It said "not now". How long all of its mails are to wait, if it means more than this one mail: it asks for
    /// fewer, or it is the fifth refusal in a row. 1, 2, 4 … minutes, at most an hour.
    pub(super) fn refused(&mut self, domain: &str, said: &str, random: &dyn Random) -> Option<Duration> {
        if self.domains.len() >= DOMAINS {
            self.domains.clear();
        }
        let patience = self.domains.entry(domain.to_owned()).or_default();
        patience.refusals += 1;
        if !asks_for_fewer(said) && patience.refusals < IN_A_ROW {
            return None;
        }
        let wait = Duration::from_secs(60).saturating_mul(1 << patience.slowed.min(8)).min(LONGEST);
        patience.slowed += 1;
        patience.refusals = 0;
        Some(jittered(wait, random))
    }
}

/// Is it about how many we send, and not about this one mail? (4.7.1 alone is greylisting as often.)
fn asks_for_fewer(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    ["too many", "too fast", "rate", "throttl", "limit", "exceeded", "unusual", "4.7.28", "4.7.500"]
        .iter()
        .any(|word| said.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::SeededRandom;

    #[test]
    fn each_wait_is_longer_and_none_is_the_same() {
        let random = SeededRandom::from(1);
        let minutes = |attempts| after(attempts, &random).as_secs_f64() / 60.0;
        for (attempts, most) in [(1, 1.0), (2, 4.0), (3, 16.0), (4, 64.0), (5, 240.0), (8, 240.0)] {
            let waits: Vec<f64> = (0..20).map(|_| minutes(attempts)).collect();
            assert!(waits.iter().all(|wait| *wait <= most && *wait >= most * 0.75), "{waits:?}");
            assert!(waits.windows(2).any(|pair| pair[0] != pair[1]), "{waits:?}");
        }
    }

    #[test]
    fn a_domain_that_asks_for_fewer_is_left_alone_longer_each_time() {
        let (random, mut strain) = (SeededRandom::from(1), Strain::default());
        let said = "421 4.7.0 too many messages from your address";
        let waits: Vec<u64> =
            (0..10).map(|_| strain.refused("example.jp", said, &random).unwrap().as_secs()).collect();
        assert!(waits[0] <= 60 && waits[1] > waits[0] && waits[2] > waits[1], "{waits:?}");
        assert!(waits[9] <= 3600 && waits[9] > 2600, "{waits:?}");
        strain.taken("example.jp");
        assert!(strain.refused("example.jp", said, &random).unwrap().as_secs() <= 60);
    }

    #[test]
    fn one_greylisted_mail_slows_nobody_else() {
        let (random, mut strain) = (SeededRandom::from(1), Strain::default());
        let said = "451 4.7.1 greylisted, try again later";
        for _ in 0..4 {
            assert_eq!(strain.refused("example.jp", said, &random), None);
        }
        assert!(strain.refused("example.jp", said, &random).is_some(), "the fifth in a row");
        assert_eq!(strain.refused("example.com", said, &random), None);
    }
}
