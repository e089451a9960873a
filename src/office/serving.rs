//! What runs all day: the post that sends what comes due, and the rebuild after each change of the folder.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use super::{Office, Rest};

/// How long to leave an unreachable mail server alone.
const PAUSE: Duration = Duration::from_secs(60);
/// How often the ledger is asked what has come due.
const STEP: Duration = Duration::from_secs(1);

impl Office {
    /// Sends what comes due until `stop` turns true. `told` hears what the mail server or the ledger said
    /// when sending did not work.
    pub async fn keep_sending(
        &self,
        mut stop: watch::Receiver<bool>,
        told: impl Fn(String) + Send + Sync + 'static,
    ) {
        while !*stop.borrow() {
            let flag = stop.clone();
            let sent = self.send(None, SignedDuration::ZERO, &move || *flag.borrow(), &|_| {}).await;
            let pause = match sent {
                Ok(Rest::Done | Rest::Waits(_) | Rest::Stopped) => STEP,
                Ok(Rest::Unreachable(said)) => {
                    told(said);
                    PAUSE
                }
                Err(error) => {
                    told(error.told(self.settings.lang.words()));
                    PAUSE
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
