//! Writes evidence, in the ledger and in a postbox alike: many rows in one statement, on a connection that does nothing
//! else.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments as _, AssertSqlSafe, Connection as _, SqlitePool};

use super::evidence::{Evidence, Fate};
use super::{LedgerError, millis, own_connection};

/// Most rows of one transaction.
pub const MOST_TOGETHER: usize = 128;

/// The columns that a touch and a slip have in common, in the order of [`add`]. Behind them stand a nonce and, for a
/// slip, its place among those that came together.
macro_rules! columns {
    () => {
        "token, kind, door, at, edition, dwell, gesture, late, agent, fetch, network, session, device"
    };
}

/// Where evidence goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Book {
    /// the ledger's `touch`
    Ledger,
    /// the postbox's `slip`
    Postbox,
}

impl Book {
    /// Writes so many rows, each where its nonce was not used before. What nobody brought a token for is written too.
    fn insert(self, rows: usize) -> String {
        let row = match self {
            Book::Ledger => "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            Book::Postbox => "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        };
        let begins = match self {
            Book::Ledger => concat!(
                "INSERT INTO touch (dispatch, once, ",
                columns!(),
                ") SELECT (SELECT dispatch FROM token WHERE hash = column1), substr(column14, 1, 8)"
            ),
            Book::Postbox => concat!(
                "INSERT INTO slip (number, link, nonce, ",
                columns!(),
                ") SELECT max(coalesce((SELECT max(number) FROM slip), 0) + 1, ?) + column15,
                          coalesce((SELECT id FROM token WHERE hash = column1), 0), column14"
            ),
        };
        let ends = match self {
            // What was used before migration 25.
            Book::Ledger => {
                "AND NOT EXISTS (SELECT 1 FROM nonce WHERE hash = column14) ON CONFLICT (dispatch, once) DO NOTHING"
            }
            Book::Postbox => "ON CONFLICT (link, substr(nonce, 1, 8)) DO NOTHING",
        };
        let columns =
            "column1, column2, column3, column4, column5, column6, column7, column8, column9, column10,
                       column11, column12, column13";
        let rows = vec![row; rows].join(",");
        format!("{begins}, {columns} FROM (VALUES {rows}) WHERE column1 IS NOT NULL {ends}")
    }

    fn row(self, arguments: &mut SqliteArguments, place: usize, one: &Evidence) -> Result<(), BoxDynError> {
        add(arguments, one)?;
        if self == Book::Postbox {
            arguments.add(i64::try_from(place)?)?;
        }
        Ok(())
    }

    /// A row that is none: statements are there for 1, 2, 4, 8 … rows.
    fn no_row(self, arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
        let columns = if self == Book::Postbox { 15 } else { 14 };
        (0..columns).try_for_each(|_| arguments.add(None::<i64>))
    }

    /// Writes at most `1 << step` rows and asks about them: each command by itself costs two switches between threads.
    fn go(self, step: u32) -> &'static str {
        static GOES: LazyLock<[Vec<String>; 2]> = LazyLock::new(|| {
            [Book::Ledger, Book::Postbox]
                .map(|book| (0..=MOST_TOGETHER.ilog2()).map(|step| go(book, 1 << step)).collect())
        });
        &GOES[usize::from(self == Book::Postbox)][step as usize]
    }

    /// Its values.
    fn values(self, all: &[Evidence], rows: usize, now: Timestamp) -> Result<SqliteArguments, BoxDynError> {
        let mut arguments = SqliteArguments::default();
        if self == Book::Postbox {
            arguments.add(millis(now))?;
        }
        for (place, one) in all.iter().enumerate() {
            self.row(&mut arguments, place, one)?;
        }
        (all.len()..rows).try_for_each(|_| self.no_row(&mut arguments))?;
        let count = i64::try_from(all.len())?;
        arguments.add(count)?;
        arguments.add(count)?;
        arguments.add(all.iter().map(|one| one.token).collect::<Vec<_>>().concat())?;
        Ok(arguments)
    }

    /// Which tokens of the rows just written are known: a `1` or a `0` for each, in one value, so that a stranger takes no
    /// row of its own. The rows themselves tell; where one of them was there before, its token is looked up.
    fn known_of_written(self, rows: usize) -> String {
        let written = match self {
            Book::Ledger => "SELECT dispatch IS NOT NULL AS known, id FROM touch WHERE id",
            Book::Postbox => "SELECT link > 0 AS known, number FROM slip WHERE number",
        };
        let places: Vec<_> = (0..rows).map(|place| format!("({place})")).collect();
        format!(
            "SELECT CASE WHEN changes() = ? THEN
                 (SELECT group_concat(known, '') FROM
                     ({written} BETWEEN last_insert_rowid() - ? + 1 AND last_insert_rowid() ORDER BY 2))
             ELSE
                 (SELECT group_concat(EXISTS (SELECT 1 FROM token WHERE hash = substr(tokens, 32 * column1 + 1, 32)), '')
                  FROM (VALUES {}), (SELECT ? AS tokens))
             END",
            places.join(",")
        )
    }
}

/// One statement is one transaction; nobody else's rows come between its own.
fn go(book: Book, rows: usize) -> String {
    format!("{}; {}", book.insert(rows), book.known_of_written(rows))
}

/// Which of so many tokens are known: a `1` or a `0` for each.
fn known(rows: usize) -> String {
    let rows = vec!["(?)"; rows].join(",");
    format!("SELECT group_concat(EXISTS (SELECT 1 FROM token WHERE hash = column1), '') FROM (VALUES {rows})")
}

fn add(arguments: &mut SqliteArguments, one: &Evidence) -> Result<(), BoxDynError> {
    let came = &one.circumstances;
    // Counted, a word takes one piece of memory; lent, sqlx takes two.
    let word = |word: &str| Arc::<str>::from(word);
    arguments.add(one.token.as_slice())?;
    arguments.add(word(one.kind.as_str()))?;
    arguments.add(word(one.door.as_str()))?;
    arguments.add(millis(one.at))?;
    arguments.add(word(&one.edition))?;
    arguments.add(one.dwell)?;
    arguments.add(word(&one.gesture))?;
    arguments.add(one.late)?;
    arguments.add(word(came.agent.as_str()))?;
    arguments.add(word(came.fetch.as_str()))?;
    for label in [came.network, came.session, came.device] {
        arguments.add(label.as_ref().map(<[u8; 8]>::as_slice))?;
    }
    arguments.add(one.nonce.as_ref().map(<[u8; 32]>::as_slice))
}

/// Writes evidence on a connection of its own. (From the pool it would be another one each time, and none of them would
/// still know the pages that were written last.)
#[derive(Debug)]
pub struct Pen {
    pool: SqlitePool,
    book: Book,
    connection: Option<SqliteConnection>,
}

impl Pen {
    pub(super) fn new(pool: &SqlitePool, book: Book) -> Self {
        Pen { pool: pool.clone(), book, connection: None }
    }

    /// Writes all of these, each with its nonce once, and says of each whether anybody knows its token; those take the
    /// same statements as all others, so that nobody learns by the time which token went out. Up to
    /// [`MOST_TOGETHER`] are one transaction. On disk when this returns.
    ///
    /// # Errors
    /// The database; then nobody knows what is written.
    pub async fn write(&mut self, all: &[Evidence], now: Timestamp) -> Result<Vec<Fate>, LedgerError> {
        let mut fates = Vec::with_capacity(all.len());
        for together in all.chunks(MOST_TOGETHER) {
            fates.extend(self.write_together(together, now).await?);
        }
        Ok(fates)
    }

    async fn write_together(&mut self, all: &[Evidence], now: Timestamp) -> Result<Vec<Fate>, LedgerError> {
        let rows = all.len().next_power_of_two();
        let values = self.book.values(all, rows, now).map_err(sqlx::Error::Encode)?;
        let mut connection = match self.connection.take() {
            Some(connection) if !self.pool.is_closed() => connection,
            _ => own_connection(&self.pool).await?,
        };
        // What ends before the end leaves nothing half done: the connection is closed.
        let known: Option<String> =
            sqlx::query_scalar_with(self.book.go(rows.ilog2()), values).fetch_one(&mut connection).await?;
        self.connection = Some(connection);
        // Somebody deleted one of them at once: which, nobody knows. The pages say it again.
        let known = known.filter(|known| known.len() >= all.len()).ok_or(sqlx::Error::RowNotFound)?;
        let fate = |is_known| if is_known == b'1' { Fate::Kept } else { Fate::Stranger };
        Ok(known.bytes().take(all.len()).map(fate).collect())
    }

    /// Puts the pen down.
    pub async fn close(self) {
        if let Some(connection) = self.connection {
            let _ = connection.close().await;
        }
    }
}

/// Adds to the ledger, in a transaction of somebody else's, what of these is about links that went out, each once.
pub(super) async fn add_known(
    connection: &mut SqliteConnection,
    all: &[Evidence],
) -> Result<(), LedgerError> {
    for together in all.chunks(MOST_TOGETHER) {
        let mut tokens = SqliteArguments::default();
        together.iter().try_for_each(|one| tokens.add(one.token.as_slice())).map_err(sqlx::Error::Encode)?;
        let statement = AssertSqlSafe(known(together.len()));
        let known: String =
            sqlx::query_scalar_with(statement, tokens).persistent(false).fetch_one(&mut *connection).await?;
        let known: Vec<&Evidence> = together
            .iter()
            .zip(known.bytes())
            .filter(|(_, known)| *known == b'1')
            .map(|(one, _)| one)
            .collect();
        if !known.is_empty() {
            let mut rows = SqliteArguments::default();
            known.iter().try_for_each(|one| add(&mut rows, one)).map_err(sqlx::Error::Encode)?;
            let statement = AssertSqlSafe(Book::Ledger.insert(known.len()));
            sqlx::query_with(statement, rows).persistent(false).execute(&mut *connection).await?;
        }
    }
    Ok(())
}
