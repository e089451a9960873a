//! Who has stopped the mails, and the parent who asks for them again at the gate.

use jiff::Timestamp;

use super::{Office, OfficeError};
use crate::ledger::LetterId;
use crate::recipients::{self, EmailAddress, Role};

/// A mail address that wants no mails, and whose it is by today's roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedAddress {
    /// names it in a form, and tells nothing
    pub key: String,
    /// never whole: `a…@example.jp`
    pub address: Option<EmailAddress>,
    /// since when
    pub since: Timestamp,
    /// everybody of the roster who has it; may be nobody any more
    pub people: Vec<MailReader>,
}

/// Somebody who gets mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailReader {
    /// household number
    pub family: String,
    /// as in the roster; may be empty
    pub name: String,
    /// 母, 父 …; may be empty
    pub relation: String,
    /// names of the family's children
    pub children: Vec<String>,
    /// guardian, follower or community
    pub role: Role,
}

impl Office {
    /// Who has stopped the mails, the latest first.
    ///
    /// # Errors
    /// The ledger.
    pub async fn stopped(&self) -> Result<Vec<StoppedAddress>, OfficeError> {
        let stops = self.ledger.stops().await?;
        let readers = self.mail_readers();
        let mut all: Vec<StoppedAddress> = stops
            .iter()
            .map(|(address, since)| StoppedAddress {
                key: key(address),
                address: EmailAddress::parse(address),
                since,
                people: of_address(&readers, address),
            })
            .collect();
        all.sort_by_key(|stopped| std::cmp::Reverse(stopped.since));
        Ok(all)
    }

    /// Notes that a parent who had stopped the mails asked for them again. `false` where nobody of this key has
    /// stopped them.
    ///
    /// # Errors
    /// The ledger.
    pub async fn mails_again(&self, asked: &str, by: &str) -> Result<bool, OfficeError> {
        let stops = self.ledger.stops().await?;
        let Some((address, _)) = stops.iter().find(|(address, _)| key(address) == asked) else {
            return Ok(false);
        };
        let families: Vec<String> =
            of_address(&self.mail_readers(), address).into_iter().map(|reader| reader.family).collect();
        self.note_act("mails-again", by, &LetterId(String::new()), &families.join(" ")).await?;
        self.ledger.mails_again(address, self.clock.now()).await?;
        Ok(true)
    }

    /// Everybody of the roster with a mail address: the address in small letters, and who.
    pub(super) fn mail_readers(&self) -> Vec<(String, MailReader)> {
        let roster = self.roster().0;
        let of_family = |family: &recipients::Family| {
            let children: Vec<String> = family.children.iter().map(|child| child.name.clone()).collect();
            let guardians = family.guardians.iter().filter_map(|guardian| {
                let reader = MailReader {
                    family: family.number.clone(),
                    name: guardian.name.clone(),
                    relation: guardian.relation.to_string(),
                    children: children.clone(),
                    role: guardian.role,
                };
                Some((guardian.email.as_ref()?.reveal().to_ascii_lowercase(), reader))
            });
            guardians.collect::<Vec<_>>()
        };
        roster.families.iter().flat_map(of_family).collect()
    }
}

/// The people of this address, each once.
pub(super) fn of_address(readers: &[(String, MailReader)], address: &str) -> Vec<MailReader> {
    let mut people: Vec<MailReader> = Vec::new();
    for (_, reader) in readers.iter().filter(|(of, _)| of == address) {
        if !people.contains(reader) {
            people.push(reader.clone());
        }
    }
    people
}

fn key(address: &str) -> String {
    blake3::hash(address.as_bytes()).to_hex()[..24].to_owned()
}
