//! The one place with SQL: everything that must survive a power cut.
//!
//! One SQLite file, `.otayori/ledger.sqlite`, in WAL mode with `synchronous=FULL`: when a method here
//! returns, its rows are on disk. Every writing transaction is `BEGIN IMMEDIATE`, so that the desk and a
//! command can share the file. Migrations are only ever added.

mod accounts;
mod acts;
mod bounces;
mod bulk;
mod calls;
mod circumstances;
mod evidence;
mod fields;
mod keeping;
mod left_out;
mod letters;
mod outbox;
mod party;
mod pen;
mod phoning;
mod post;
mod postbox;
mod published;
mod purging;
mod releases;
mod remembered;
mod reminders;
mod requests;
mod rows;
mod second;
mod sessions;
mod stops;
mod timing;
mod token;
mod visits;
mod words;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

use remembered::Remembered;

pub use accounts::{Account, Invitation};
pub use acts::{Act, Chain};
pub use bounces::{BounceRow, NewReturned, Noted};
pub use calls::{NewCall, NotedCalls};
pub use circumstances::{Circumstances, Label};
pub use evidence::{Evidence, Fate};
pub use outbox::NewDispatch;
pub use party::{Callee, Party};
pub use pen::{MOST_TOGETHER, Pen};
pub use post::{Books, Finish, Place, Start, Whose};
pub use postbox::{MarkHash, Postbox, Press, Slip};
pub use purging::PurgedRows;
pub use reminders::{DueReminder, PlannedReminder};
pub use requests::Request;
pub use rows::{Call, Dispatch, KnownLetter, LetterId, LetterRecord, Recipient, Release, Touch};
pub use sessions::Session;
pub use stops::Stops;
pub use token::token_hash;
pub use visits::{Fetched, ToBring, ToMark, Visit};
pub use words::{Agent, Door, Fetch, Outcome, ReturnKind, Role, Route, State, TouchKind, Weight};

use crate::world::create_private_folder;

/// The ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database said so.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought to this version's form.
    #[error("{0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The folder or file could not be made.
    #[error("{0}")]
    Disk(#[from] std::io::Error),
    /// A row holds a word this version does not know.
    #[error("the ledger holds a word that this version does not know: {0}")]
    Unknown(String),
}

/// How the ledger's file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerHealth {
    /// what is damaged, in the database's words; at most 20
    pub faults: Vec<String>,
    /// its length
    pub bytes: i64,
    /// room in it that nothing uses
    pub free_percent: i64,
}

/// The ledger of one school. Clones share the same connections.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: SqlitePool,
    remembered: Arc<Remembered>,
}

impl Ledger {
    /// Opens the ledger of this private folder (`.otayori/`), and makes both where they are missing.
    ///
    /// # Errors
    /// The disk, or a file that is no ledger.
    pub async fn open(private_folder: &Path) -> Result<Self, LedgerError> {
        let _alone = alone(private_folder).await?;
        let pool = open_file(private_folder, "ledger.sqlite").await?;
        sqlx::migrate!("src/ledger/migrations").run(&pool).await?;
        let ledger = Ledger { pool, remembered: Arc::default() };
        match ledger.link_acts().await {
            // It opens all the same, so that `doctor` can say what is the matter.
            Err(LedgerError::Database(error)) if is_damage(&error) => {}
            linked => linked?,
        }
        Ok(ledger)
    }

    /// Closes every connection; waits for work in hand.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// A lasting secret of 32 bytes (the collector's MAC key, say), drawn by `draw` the first time.
    ///
    /// # Errors
    /// The database.
    pub async fn secret(&self, name: &str, draw: impl FnOnce() -> [u8; 32]) -> Result<[u8; 32], LedgerError> {
        secret(&self.pool, name, draw).await
    }

    /// Reads every page of the ledger and looks whether it is whole.
    ///
    /// # Errors
    /// The database cannot be read at all.
    pub async fn health(&self) -> Result<LedgerHealth, LedgerError> {
        let said: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(&self.pool).await?;
        let number = async |pragma: &'static str| -> Result<i64, LedgerError> {
            Ok(sqlx::query_scalar(pragma).fetch_one(&self.pool).await?)
        };
        let pages = number("PRAGMA page_count").await?;
        let free = number("PRAGMA freelist_count").await?;
        let size = number("PRAGMA page_size").await?;
        Ok(LedgerHealth {
            faults: said.into_iter().filter(|line| line != "ok").collect(),
            bytes: pages.saturating_mul(size),
            free_percent: free.saturating_mul(100) / pages.max(1),
        })
    }

    /// A transaction that may write: takes the write lock at once instead of failing half-way.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, LedgerError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// A database of this private folder: durable when a transaction ends.
async fn open_file(private_folder: &Path, name: &str) -> Result<SqlitePool, LedgerError> {
    let options = SqliteConnectOptions::new()
        .filename(private_folder.join(name))
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // 32 MiB of log before it is put into the file: while mails go out, each time costs them a pause.
        .pragma("wal_autocheckpoint", "8000")
        // What a statement needs for a moment is not made a file of.
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-2000")
        .busy_timeout(Duration::from_secs(20));
    // A file needs no look whether it is still there: that would cost as much as a statement.
    let pool = SqlitePoolOptions::new().max_connections(4).test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}

/// Room for 6 MB of pages: for a connection that writes to many places of the ledger again and again.
const ROOMY: &str = "PRAGMA cache_size = -6000";
/// Room as every connection has at first: there are four of them, and each keeps what it once read.
const NARROW: &str = "PRAGMA cache_size = -2000";

/// A connection of somebody's own, with room.
async fn own_connection(pool: &SqlitePool) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = pool.acquire().await?.detach();
    sqlx::query(ROOMY).execute(&mut connection).await?;
    Ok(connection)
}

async fn secret(
    pool: &SqlitePool,
    name: &str,
    draw: impl FnOnce() -> [u8; 32],
) -> Result<[u8; 32], LedgerError> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(name)
        .bind(draw().as_slice())
        .execute(&mut *transaction)
        .await?;
    let value: Vec<u8> = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?")
        .bind(name)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    value.try_into().map_err(|_| LedgerError::Unknown(name.to_owned()))
}

/// Two programs that open a new ledger at the same moment would both make its tables: the second waits here.
async fn alone(private_folder: &Path) -> std::io::Result<File> {
    create_private_folder(private_folder)?;
    let file = File::options().create(true).append(true).open(private_folder.join("opening.lock"))?;
    tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await.map_err(std::io::Error::other)?
}

/// `SQLITE_CORRUPT`
fn is_damage(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "11")
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}
