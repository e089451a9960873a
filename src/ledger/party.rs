//! Whom one call is about: a household, or of a letter that needs more than one of it, one of its homes or guardians.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::content::WhoReads;

/// A home or a guardian of a household that is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// a home of a separated family, as the roster names it; empty for the one without a name
    Home(String),
    /// a guardian, as [`Recipient::guardian`](super::Recipient::guardian) has them
    Guardian(String),
}

impl Party {
    /// Who answers under this rule where a guardian with this key does; `None` where anybody answers for all.
    pub fn of(who_reads: WhoReads, guardian: &str) -> Option<Self> {
        Self::called(who_reads, Self::part(who_reads, guardian))
    }

    /// The party of this [`Party::part`].
    pub fn called(who_reads: WhoReads, part: &str) -> Option<Self> {
        match who_reads {
            WhoReads::Any => None,
            WhoReads::EachHome => Some(Party::Home(part.to_owned())),
            WhoReads::Everyone => Some(Party::Guardian(part.to_owned())),
        }
    }

    /// The same as text alone: nothing, a home, or the whole key.
    pub fn part(who_reads: WhoReads, guardian: &str) -> &str {
        match who_reads {
            WhoReads::Any => "",
            WhoReads::EachHome => guardian.split_once('/').map_or("", |(home, _)| home),
            WhoReads::Everyone => guardian,
        }
    }

    /// Is this the party that answers under this rule as `part` (see [`Party::part`])? A home that was told says nothing of
    /// each guardian in it.
    pub fn is(&self, who_reads: WhoReads, part: &str) -> bool {
        self.answers_under(who_reads)
            && matches!(self, Party::Home(name) | Party::Guardian(name) if name == part)
    }

    /// Is this one of those whom this rule waits for?
    pub fn answers_under(&self, who_reads: WhoReads) -> bool {
        matches!(
            (who_reads, self),
            (WhoReads::EachHome, Party::Home(_)) | (WhoReads::Everyone, Party::Guardian(_))
        )
    }

    /// The word of the ledger: `home:母`, `guardian:母/佐藤美咲`.
    pub fn text(&self) -> String {
        match self {
            Party::Home(name) => format!("home:{name}"),
            Party::Guardian(key) => format!("guardian:{key}"),
        }
    }

    /// The party of this text, or `None`: a word of a later version is nobody.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("home", name) => Some(Party::Home(name.to_owned())),
            ("guardian", key) => Some(Party::Guardian(key.to_owned())),
            _ => None,
        }
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// Whom one row of a list is about, and one call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callee {
    /// household number
    pub family: String,
    /// who of it; `None` where anybody answers for all
    pub party: Option<Party>,
}

impl Callee {
    /// The whole household.
    pub fn household(family: &str) -> Self {
        Callee { family: family.to_owned(), party: None }
    }

    /// One text for one callee, of which row codes are drawn. A household number is one line.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.party {
            None => Cow::Borrowed(&self.family),
            Some(party) => Cow::Owned(format!("{}\n{}", self.family, party.text())),
        }
    }

    /// The callee of this text.
    pub fn parse(text: &str) -> Self {
        match text.split_once('\n') {
            None => Callee::household(text),
            Some((family, party)) => Callee { family: family.to_owned(), party: Party::parse(party) },
        }
    }
}
