//! What the desk's pages share.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::{broadcast, watch};

use super::address::OwnAddress;
use super::fault::Fault;
use super::password::Passwords;
use super::session::Who;
use super::throttle::Tries;
use crate::content::Letter;
use crate::ledger::{Act, Release};
use crate::office::{Office, OfficeError, ReleaseOrder, SchoolReading};
use crate::words::Words;

/// So many looks are remembered.
const MOST_LOOKS: usize = 10_000;

/// Told whenever the drafts were built anew; open previews then load again.
pub type Live = broadcast::Sender<()>;

/// The desk of one school. Clones are the same desk.
#[derive(Clone)]
pub struct DeskState {
    inner: Arc<Inner>,
}

struct Inner {
    office: Office,
    live: Live,
    own: OwnAddress,
    passwords: Passwords,
    tries: Tries,
    /// who looked at what lately: noted once an hour
    looks: Mutex<HashMap<String, i64>>,
    building: tokio::sync::Mutex<()>,
    closing: watch::Sender<bool>,
}

impl DeskState {
    /// A desk that listens at `listen` (the address the listener really got).
    pub fn new(office: Office, live: Live, listen: SocketAddr) -> Self {
        let own = OwnAddress::new(&office.settings.desk, listen);
        let passwords = Passwords::new(office.random.as_ref());
        office.hold_roster();
        DeskState {
            inner: Arc::new(Inner {
                office,
                live,
                own,
                passwords,
                tries: Tries::default(),
                looks: Mutex::default(),
                building: tokio::sync::Mutex::new(()),
                closing: watch::Sender::new(false),
            }),
        }
    }

    /// Where a browser will find the desk of these settings, without a slash at the end.
    pub fn address_of(settings: &crate::settings::DeskSettings) -> String {
        OwnAddress::new(settings, settings.listen).shown()
    }

    /// Where a browser finds the desk, without a slash at the end.
    pub fn address(&self) -> String {
        self.inner.own.shown()
    }

    pub(super) fn office(&self) -> &Office {
        &self.inner.office
    }

    pub(super) fn words(&self) -> &'static Words {
        self.inner.office.settings.lang.words()
    }

    pub(super) fn own(&self) -> &OwnAddress {
        &self.inner.own
    }

    pub(super) fn live(&self) -> &Live {
        &self.inner.live
    }

    pub(super) fn passwords(&self) -> &Passwords {
        &self.inner.passwords
    }

    pub(super) fn tries(&self) -> &Tries {
        &self.inner.tries
    }

    /// Open pages that wait for news end when this turns true.
    pub(super) fn closing(&self) -> watch::Receiver<bool> {
        self.inner.closing.subscribe()
    }

    pub(super) fn close(&self) {
        self.inner.closing.send_replace(true);
    }

    /// Writes down that somebody looks at families' names, once an hour for each list.
    pub(super) async fn note_look(&self, who: &Who, what: &str, letter: &str) -> Result<(), Fault> {
        let now = self.office().clock.now();
        let hour = now.as_second().div_euclid(3600);
        {
            let mut looks = self.inner.looks.lock().unwrap_or_else(PoisonError::into_inner);
            if looks.len() >= MOST_LOOKS {
                looks.clear();
            }
            if looks.insert(format!("{what} {letter} {}", who.name), hour) == Some(hour) {
                return Ok(());
            }
        }
        let act = Act {
            at: now,
            who: who.name.clone(),
            what: what.to_owned(),
            letter: letter.to_owned(),
            detail: String::new(),
        };
        Ok(self.office().ledger.add_act(&act).await?)
    }

    /// Builds the drafts anew in the background; asked again meanwhile, it is one building.
    pub(super) fn rebuild(&self) {
        let desk = self.clone();
        tokio::spawn(async move {
            let Ok(_alone) = desk.inner.building.try_lock() else { return };
            // What fails here is seen on the letter's own page.
            if desk.build_drafts().await.is_ok() {
                let _ = desk.live().send(());
            }
        });
    }

    /// Does an act to its end, even when the browser that asked for it goes away half-way.
    pub(super) async fn to_the_end<T, A, F>(&self, act: A) -> Result<T, Fault>
    where
        T: Send + 'static,
        A: FnOnce(Office) -> F + Send + 'static,
        F: Future<Output = Result<T, OfficeError>>,
    {
        let (office, runtime) = (self.office().clone(), Handle::current());
        match tokio::task::spawn_blocking(move || runtime.block_on(act(office))).await {
            Ok(done) => Ok(done?),
            Err(error) => Err(Fault::Broken(error.to_string())),
        }
    }

    /// Releases or corrects a letter.
    pub(super) async fn release(
        &self,
        reading: SchoolReading,
        letter: Letter,
        order: ReleaseOrder,
    ) -> Result<Release, Fault> {
        self.to_the_end(|office| async move { office.release(&reading, &letter, &order).await }).await
    }

    async fn build_drafts(&self) -> Result<(), OfficeError> {
        let office = self.office();
        let reading = office.read().await?;
        tokio::task::block_in_place(|| office.write_drafts(&office.build(&reading, &|_| {})?))
    }
}
