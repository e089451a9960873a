//! What runs all day: the post that sends what comes due, and the rebuild after each change of the folder.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use super::{Office, Rest};
use crate::notify::jittered;

/// How long to leave alone a mail server that cannot be reached: longer each time, but an emergency must not wait
/// long for one that is back.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(8 * 60);
/// How often the ledger is asked what has come due.
const STEP: Duration = Duration::from_secs(1);

impl Office {
    /// Sends what comes due until `stop` turns true. `told` hears what the mail server or the ledger said
    /// when sending did not work, and how long it is left alone.
    pub async fn keep_sending(
        &self,
        mut stop: watch::Receiver<bool>,
        told: impl Fn(String, Duration) + Send + Sync + 'static,
    ) {
        let mut failed = 0;
        while !*stop.borrow() {
            let flag = stop.clone();
            let sent = self.send(None, SignedDuration::ZERO, &move || *flag.borrow(), &|_| {}).await;
            let said = match sent {
                Ok(Rest::Done | Rest::Waits(_) | Rest::Stopped) => None,
                Ok(Rest::Unreachable(said)) => Some(said),
                Err(error) => Some(error.told(self.settings.lang.words())),
            };
            let pause = match said {
                None => {
                    failed = 0;
                    STEP
                }
                Some(said) => {
                    let pause = FIRST_PAUSE.saturating_mul(1 << failed).min(LONGEST_PAUSE);
                    failed = (failed + 1).min(8);
                    let pause = jittered(pause, self.random.as_ref());
                    told(said, pause);
                    pause
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
