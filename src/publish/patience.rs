//! Tries again what fails for a moment, and waits for nothing for ever.

use std::time::Duration;

use async_trait::async_trait;

use super::host::{Host, HostError};

/// How long to wait for a host, and how often to ask it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Requests for one file, the first one counted.
    pub tries: u32,
    /// The pause after the first failure; each later one is twice as long.
    pub pause: Duration,
    /// How long one request may take, besides the time its bytes need.
    pub limit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { tries: 4, pause: Duration::from_millis(500), limit: Duration::from_secs(30) }
    }
}

/// Even a bad line moves this much in a second.
const SLOWEST_BYTES_A_SECOND: u64 = 5_000;

/// A host that is asked again after faults that may pass, and given up after a while.
#[derive(Debug)]
pub struct Patient<H> {
    host: H,
    patience: Patience,
}

impl<H: Host> Patient<H> {
    /// Asks `host` with this patience.
    pub fn new(host: H, patience: Patience) -> Self {
        Patient { host, patience }
    }

    async fn ask<T, F: Future<Output = Result<T, HostError>>>(
        &self,
        bytes: usize,
        mut request: impl FnMut() -> F,
    ) -> Result<T, HostError> {
        let limit = self.patience.limit + Duration::from_secs(bytes as u64 / SLOWEST_BYTES_A_SECOND);
        let mut pause = self.patience.pause;
        let mut tries = 1;
        loop {
            let answer = match tokio::time::timeout(limit, request()).await {
                Ok(answer) => answer,
                Err(_) => Err(HostError::Unreachable(format!("no answer within {} s", limit.as_secs()))),
            };
            match answer {
                Err(fault) if fault.passes() && tries < self.patience.tries => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                    tries += 1;
                }
                answer => return answer,
            }
        }
    }
}

#[async_trait]
impl<H: Host> Host for Patient<H> {
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError> {
        self.ask(bytes.len(), || self.host.put(path, bytes.clone())).await
    }

    async fn remove(&self, path: &str) -> Result<(), HostError> {
        self.ask(0, || self.host.remove(path)).await
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError> {
        self.ask(0, || self.host.get(path)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Answers as told, in turn; the last answer stays.
    struct Scripted(Vec<Result<(), HostError>>, AtomicU32);

    #[async_trait]
    impl Host for Scripted {
        async fn put(&self, _: &str, _: Vec<u8>) -> Result<(), HostError> {
            let turn = self.1.fetch_add(1, Ordering::Relaxed) as usize;
            self.0[turn.min(self.0.len() - 1)].clone()
        }
        async fn remove(&self, _: &str) -> Result<(), HostError> {
            std::future::pending().await
        }
        async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, HostError> {
            Ok(None)
        }
    }

    fn patient(script: Vec<Result<(), HostError>>) -> Patient<Scripted> {
        let patience =
            Patience { pause: Duration::from_millis(1), limit: Duration::from_millis(50), tries: 4 };
        Patient::new(Scripted(script, AtomicU32::new(0)), patience)
    }

    fn down() -> Result<(), HostError> {
        Err(HostError::Unreachable("down".to_owned()))
    }

    #[tokio::test]
    async fn a_fault_that_passes_is_not_seen() {
        assert_eq!(patient(vec![down(), down(), Ok(())]).put("a", vec![1]).await, Ok(()));
    }

    #[tokio::test]
    async fn a_host_that_stays_down_is_given_up_after_four_tries() {
        let host = patient(vec![down()]);
        assert_eq!(host.put("a", vec![1]).await, down());
        assert_eq!(host.host.1.load(Ordering::Relaxed), 4);
    }

    #[tokio::test]
    async fn a_refusal_is_not_asked_again() {
        let host = patient(vec![Err(HostError::Refused("key".to_owned())), Ok(())]);
        assert!(matches!(host.put("a", vec![1]).await, Err(HostError::Refused(_))));
    }

    #[tokio::test]
    async fn silence_is_a_fault_too() {
        assert!(matches!(patient(vec![]).remove("a").await, Err(HostError::Unreachable(_))));
    }
}
