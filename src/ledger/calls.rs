//! What came of calls, what was taken back, and all that is known of one letter.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::bulk;
use super::letters::known_letter;
use super::post::json;
use super::{Call, Callee, Ledger, LedgerError, LetterId, LetterRecord, Outcome, Party, instant, millis};

/// What came of a call, about to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// whom it was about
    pub to: Callee,
    /// what came of it
    pub outcome: Outcome,
    /// may be empty
    pub note: String,
    /// the digits that were wrong; empty for every other outcome
    pub number: String,
}

/// The calls that were noted together: their ids, which are unbroken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedCalls(pub RangeInclusive<i64>);

impl Ledger {
    /// Notes what came of these calls, all in one transaction, and that nobody is phoning there any more.
    ///
    /// # Errors
    /// The database; then none of them is written.
    pub async fn add_calls(
        &self,
        letter: &LetterId,
        calls: &[NewCall],
        by: &str,
        at: Timestamp,
    ) -> Result<NotedCalls, LedgerError> {
        let rows: Vec<_> = calls
            .iter()
            .map(|call| {
                let party = call.to.party.as_ref().map(Party::text).unwrap_or_default();
                (&call.to.family, call.outcome.as_str(), &call.note, &call.number, party)
            })
            .collect();
        let rows = json(&rows);
        let mut transaction = self.begin().await?;
        let ids: Vec<i64> = sqlx::query_scalar(
            "INSERT INTO call (letter, family, outcome, note, number, parties, by_whom, at)
             SELECT ?1, value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value ->> '$[3]',
                    CASE value ->> '$[4]' WHEN '' THEN '[]' ELSE json_array(value ->> '$[4]') END, ?3, ?4
             FROM json_each(?2) RETURNING id",
        )
        .bind(&letter.0)
        .bind(&rows)
        .bind(by)
        .bind(millis(at))
        .fetch_all(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM phoning WHERE letter = ?1
             AND (family, party) IN (SELECT value ->> '$[0]', value ->> '$[4]' FROM json_each(?2))",
        )
        .bind(&letter.0)
        .bind(&rows)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let first = ids.iter().min().copied().unwrap_or(1);
        let last = ids.iter().max().copied().unwrap_or(0);
        Ok(NotedCalls(first..=last))
    }

    /// Takes back those of these calls about this letter that stand, of `only` these families where they are named,
    /// and returns the families, each once. The rows stay; the list is as if they had never been noted.
    ///
    /// # Errors
    /// The database.
    pub async fn take_back(
        &self,
        letter: &LetterId,
        calls: &NotedCalls,
        only: Option<&BTreeSet<String>>,
        by: &str,
        at: Timestamp,
    ) -> Result<BTreeSet<String>, LedgerError> {
        let mut transaction = self.begin().await?;
        let taken: Vec<i64> = sqlx::query_scalar(
            "INSERT INTO taken_back (call, by_whom, at)
             SELECT id, ?4, ?5 FROM call WHERE letter = ?1 AND id BETWEEN ?2 AND ?3
             AND (?6 IS NULL OR family IN (SELECT value FROM json_each(?6)))
             ON CONFLICT DO NOTHING RETURNING call",
        )
        .bind(&letter.0)
        .bind(calls.0.start())
        .bind(calls.0.end())
        .bind(by)
        .bind(millis(at))
        .bind(only.map(|only| json(&only.iter().collect::<Vec<_>>())))
        .fetch_all(&mut *transaction)
        .await?;
        let families: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT family FROM call WHERE id IN (SELECT value FROM json_each(?))",
        )
        .bind(json(&taken))
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(families.into_iter().collect())
    }

    /// All that is known of one letter, or `None` for an unknown one.
    ///
    /// # Errors
    /// The database.
    pub async fn record(&self, letter: &LetterId) -> Result<Option<LetterRecord>, LedgerError> {
        let Some(row) = sqlx::query("SELECT id, path, hash, address, first_seen FROM letter WHERE id = ?")
            .bind(&letter.0)
            .fetch_optional(&self.pool)
            .await?
        else {
            self.remembered.forget();
            return Ok(None);
        };
        let mut wrong_numbers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, call) in self.wrong_numbers().await? {
            wrong_numbers.entry(call.family).or_default().insert(call.number);
        }
        let parts = bulk::parts(&self.pool, letter).await?;
        let (dispatches, touches) = tokio::try_join!(
            bulk::dispatches_for_standings(&self.pool, letter, &parts),
            self.touches_remembered(letter, &parts)
        )?;
        let stopped = self.stopped_among(&dispatches).await?;
        Ok(Some(LetterRecord {
            letter: known_letter(&row)?,
            releases: self.releases(Some(letter)).await?,
            dispatches,
            touches,
            calls: self.calls(letter).await?,
            stopped,
            wrong_numbers,
        }))
    }

    /// Every number that was noted to be wrong, of whatever letter, in the order they were noted.
    ///
    /// # Errors
    /// The database.
    pub async fn wrong_numbers(&self) -> Result<Vec<(LetterId, Call)>, LedgerError> {
        let rows = sqlx::query(
            "SELECT * FROM standing_call WHERE outcome = 'wrong-number' AND number <> '' ORDER BY id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((LetterId(row.try_get("letter")?), call(row)?))).collect()
    }

    async fn calls(&self, letter: &LetterId) -> Result<Vec<Call>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM standing_call WHERE letter = ? ORDER BY id")
            .bind(&letter.0)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(call).collect()
    }
}

fn call(row: &SqliteRow) -> Result<Call, LedgerError> {
    let parties: String = row.try_get("parties")?;
    let parties: Vec<String> =
        serde_json::from_str(&parties).map_err(|_| LedgerError::Unknown(parties.clone()))?;
    Ok(Call {
        id: row.try_get("id")?,
        family: row.try_get("family")?,
        parties: parties.iter().filter_map(|party| Party::parse(party)).collect(),
        outcome: Outcome::read(row.try_get("outcome")?)?,
        note: row.try_get("note")?,
        number: row.try_get("number")?,
        by: row.try_get("by_whom")?,
        at: instant(row.try_get("at")?),
    })
}
