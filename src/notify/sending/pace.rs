//! How fast mails may go: a bucket of tokens for the mail server, and one for each domain that asks for patience.
//!
//! By the monotonic clock: a wall clock that jumps neither holds mails up nor lets a flood through.

use std::time::Duration;

use tokio::time::Instant;

/// Fills at `rate` tokens a second, up to a quarter of a second's worth, at least one.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    rate: f64,
    most: f64,
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    /// `rate` in messages a second; more than 0.
    pub(super) fn of(rate: f64, now: Instant) -> Self {
        let most = (rate / 4.0).max(1.0);
        Bucket { rate, most, tokens: most, filled: now }
    }

    /// Is there a token? Else, how long until there is.
    pub(super) fn ready(&mut self, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * self.rate).min(self.most);
        self.filled = now;
        if self.tokens >= 1.0 {
            return Ok(());
        }
        let wait = (1.0 - self.tokens) / self.rate;
        Err(Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX).max(Duration::from_millis(1)))
    }

    /// Takes one, after [`Bucket::ready`].
    pub(super) fn take(&mut self) {
        self.tokens -= 1.0;
    }
}

/// Does `domain` (small letters) lie at or below `above`?
pub(super) fn belongs(domain: &str, above: &str) -> bool {
    domain.strip_suffix(above).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_a_second_are_two_a_second_from_the_start() {
        let start = Instant::now();
        let mut bucket = Bucket::of(2.0, start);
        let (mut now, mut gone) = (start, 0);
        while now < start + Duration::from_secs(30) {
            match bucket.ready(now) {
                Ok(()) => {
                    bucket.take();
                    gone += 1;
                }
                Err(wait) => now += wait,
            }
        }
        assert!((60..=61).contains(&gone), "{gone} in 30 seconds");
    }

    #[test]
    fn an_hour_of_silence_is_no_leave_to_flood() {
        let start = Instant::now();
        let mut bucket = Bucket::of(20.0, start);
        let later = start + Duration::from_secs(3600);
        let mut at_once = 0;
        while bucket.ready(later).is_ok() {
            bucket.take();
            at_once += 1;
        }
        assert_eq!(at_once, 5);
    }

    #[test]
    fn a_carrier_s_subdomains_are_the_carrier() {
        assert!(belongs("docomo.ne.jp", "docomo.ne.jp") && belongs("mail.docomo.ne.jp", "docomo.ne.jp"));
        assert!(!belongs("notdocomo.ne.jp", "docomo.ne.jp") && !belongs("ne.jp", "docomo.ne.jp"));
    }
}
