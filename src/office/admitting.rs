//! Who may enter the desk: accounts made, renewed and ended, and links to choose a password.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use unicode_normalization::UnicodeNormalization;

use super::{Office, OfficeError};
use crate::content::SchoolYear;
use crate::ledger::{Account, Act, Invitation, Role};
use crate::problem::Problem;
use crate::world::secret_name;

/// The last so many days of a school year, a new or renewed account is for the next one too.
const NEAR_DAYS: i32 = 60;
/// How long a link to choose a password is good, in hours: printed by the machine, and given to a colleague.
const AT_ONCE: i32 = 1;
const HANDED_ON: i32 = 72;

/// One form of an account's name, however the keyboard composed it; at most 60 characters.
pub fn account_name(typed: &str) -> String {
    typed.nfkc().filter(|c| !c.is_control()).collect::<String>().trim().chars().take(60).collect()
}

/// The token of a link to choose a password, and until when it is good. Only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTime {
    /// 128 random bits
    pub token: String,
    /// good before this
    pub until: Timestamp,
}

impl Office {
    /// The last day of an account that is made or renewed today: 31 March.
    pub fn account_ends(&self) -> Date {
        let soon = self.today().saturating_add(NEAR_DAYS.days());
        SchoolYear::of(soon).last_day()
    }

    /// While nobody has an account: a new link to make the first one, good for an hour; an earlier one ends.
    ///
    /// # Errors
    /// The ledger.
    pub async fn first_invitation(&self) -> Result<Option<OneTime>, OfficeError> {
        if self.ledger.account_count().await? > 0 {
            return Ok(None);
        }
        Ok(Some(self.invite(None, AT_ONCE).await?))
    }

    /// Makes an account; gives the link to choose its password, good for three days.
    ///
    /// # Errors
    /// No name, a name that is taken, a teacher without a class or with one that the roster does not know; the ledger.
    pub async fn admit(
        &self,
        name: &str,
        role: Role,
        classes: BTreeSet<String>,
        by: &str,
    ) -> Result<OneTime, OfficeError> {
        let name = account_name(name);
        if name.is_empty() {
            return Err(wrong("office-account-nameless", &name));
        }
        let classes = self.classes_for(role, classes).await?;
        let new = Account {
            name: name.clone(),
            role,
            classes,
            ends_on: self.account_ends(),
            ended_at: None,
            has_password: false,
            has_second: false,
        };
        if !self.ledger.add_account(&new, self.clock.now()).await? {
            return Err(wrong("office-account-taken", &name));
        }
        self.note_account("account-new", by, &format!("{name} {role}")).await?;
        self.invite(Some(name), HANDED_ON).await
    }

    /// Gives an account another role or other classes.
    ///
    /// # Errors
    /// No such account, the last director, a teacher without a class; the ledger.
    pub async fn change_account(
        &self,
        name: &str,
        role: Role,
        classes: BTreeSet<String>,
        by: &str,
    ) -> Result<(), OfficeError> {
        let account = self.account(name).await?;
        let classes = self.classes_for(role, classes).await?;
        if !self.ledger.change_account(&account.name, role, &classes, self.today()).await? {
            return Err(wrong("office-account-last", &account.name));
        }
        self.note_account("account-change", by, &format!("{} {role}", account.name)).await
    }

    /// An account, ended or not, goes on until the end of the school year; gives that day.
    ///
    /// # Errors
    /// No such account; the ledger.
    pub async fn renew_account(&self, name: &str, by: &str) -> Result<Date, OfficeError> {
        let (account, until) = (self.account(name).await?, self.account_ends());
        self.ledger.renew_account(&account.name, until).await?;
        self.note_account("account-renew", by, &account.name).await?;
        Ok(until)
    }

    /// Ends an account now: whoever sits there is sent to the login.
    ///
    /// # Errors
    /// No such account, or the last director; the ledger.
    pub async fn end_account(&self, name: &str, by: &str) -> Result<(), OfficeError> {
        let account = self.account(name).await?;
        if account.ended_at.is_some() {
            return Ok(());
        }
        if !self.ledger.end_account(&account.name, self.today(), self.clock.now()).await? {
            return Err(wrong("office-account-last", &account.name));
        }
        self.note_account("account-end", by, &account.name).await
    }

    /// Takes password and second factor away, ends all sessions, and gives a link to choose a new password.
    /// `at_once`: it is opened within the hour, else within three days.
    ///
    /// # Errors
    /// No such account; the ledger.
    pub async fn reset_account(&self, name: &str, at_once: bool, by: &str) -> Result<OneTime, OfficeError> {
        let account = self.account(name).await?;
        self.ledger.reset_account(&account.name).await?;
        self.note_account("account-reset", by, &account.name).await?;
        self.invite(Some(account.name), if at_once { AT_ONCE } else { HANDED_ON }).await
    }

    /// The account of this name.
    ///
    /// # Errors
    /// There is none; the ledger.
    pub async fn account(&self, name: &str) -> Result<Account, OfficeError> {
        let name = account_name(name);
        let found = self.ledger.accounts().await?.into_iter().find(|account| account.name == name);
        found.ok_or_else(|| wrong("office-account-unknown", &name))
    }

    async fn invite(&self, account: Option<String>, hours: i32) -> Result<OneTime, OfficeError> {
        let (token, now) = (secret_name(self.random.as_ref()), self.clock.now());
        let until = now.saturating_add(hours.hours()).unwrap_or(now);
        let hash = *blake3::hash(token.as_bytes()).as_bytes();
        self.ledger.invite(&hash, &Invitation { account, until }, now).await?;
        Ok(OneTime { token, until })
    }

    /// A teacher has one class or more, all of them in the roster; others have none of their own.
    async fn classes_for(
        &self,
        role: Role,
        classes: BTreeSet<String>,
    ) -> Result<BTreeSet<String>, OfficeError> {
        if role != Role::Teacher {
            return Ok(BTreeSet::new());
        }
        let known = self.read().await?.groups.classes;
        match classes.iter().find(|class| !known.contains_key(*class)) {
            Some(class) => Err(wrong("office-account-class", class)),
            None if classes.is_empty() => Err(wrong("office-account-classless", "")),
            None => Ok(classes),
        }
    }

    async fn note_account(&self, what: &str, by: &str, detail: &str) -> Result<(), OfficeError> {
        let act = Act {
            at: self.clock.now(),
            who: by.to_owned(),
            what: what.to_owned(),
            letter: String::new(),
            detail: detail.to_owned(),
        };
        Ok(self.ledger.add_act(&act).await?)
    }
}

fn wrong(id: &'static str, name: &str) -> OfficeError {
    OfficeError::Wrong(Problem::error(id, vec![("name", name.into())]))
}

#[cfg(test)]
mod tests {
    use super::account_name;

    #[test]
    fn a_name_is_the_same_however_it_was_typed() {
        assert_eq!(account_name(" 園長\u{0}１ "), "園長1");
    }
}
