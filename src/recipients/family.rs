//! The people: one household, its children and its guardians.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

/// The whole roster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roster {
    /// In the order of the file.
    pub families: Vec<Family>,
}

/// One household.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// The household number of the roster; for a child without one, `child:` and a hash of name and class,
    /// for a contact without one, `contact:` and a hash of the name.
    pub number: String,
    /// May be empty for community contacts.
    pub children: Vec<Child>,
    /// Guardians, followers and community contacts.
    pub guardians: Vec<Guardian>,
    /// Groups of the school's own that the family is in.
    pub groups: BTreeSet<String>,
    /// The first row it stands in.
    pub line: u32,
}

/// One child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// as written
    pub name: String,
    /// may be empty
    pub furigana: String,
    /// may be empty; as the words below, kept once for everybody who has it
    pub class: Arc<str>,
    /// may be empty
    pub grade: Arc<str>,
    /// first day, if given
    pub joined: Option<Date>,
    /// last day, if given
    pub left: Option<Date>,
}

/// One adult who gets letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardian {
    /// as written; may be empty
    pub name: String,
    /// 母, 父, 祖母 …; may be empty
    pub relation: Arc<str>,
    /// which home of a separated family; empty for the one home
    pub home: Arc<str>,
    /// where mails go
    pub email: Option<EmailAddress>,
    /// digits and hyphens, Excel's lost leading 0 restored; may be empty
    pub phone: String,
    /// 1 is called first
    pub order: u32,
    /// BCP 47 tag: `ja`, `en`, `pt`; `ja-easy` for やさしい日本語
    pub lang: Arc<str>,
    /// how letters reach this person
    pub channel: Channel,
    /// guardian, follower or community
    pub role: Role,
    /// 配信停止: wants no messages
    pub do_not_send: bool,
    /// 電話不可: is not to be phoned
    pub do_not_call: bool,
}

impl Family {
    /// Is this a household whose reading counts? One with a child or with a guardian; community contacts
    /// alone never are.
    pub fn counts(&self) -> bool {
        !self.children.is_empty() || self.guardians.iter().any(|guardian| guardian.role == Role::Guardian)
    }

    /// The homes of the guardians, each once, in the order of the file: `[""]` for most, `["母", "父"]` for
    /// parents who live apart.
    pub fn homes(&self) -> Vec<&str> {
        let mut homes: Vec<&str> = Vec::new();
        for guardian in self.guardians.iter().filter(|guardian| guardian.role == Role::Guardian) {
            if !homes.contains(&&*guardian.home) {
                homes.push(&guardian.home);
            }
        }
        homes
    }

    /// Whom to phone, first to last: guardians who may be called. One may still have no phone number.
    pub fn guardians_to_call(&self) -> Vec<&Guardian> {
        let callable = |guardian: &&Guardian| guardian.role == Role::Guardian && !guardian.do_not_call;
        let mut guardians: Vec<&Guardian> = self.guardians.iter().filter(callable).collect();
        guardians.sort_by_key(|guardian| guardian.order);
        guardians
    }

    /// The classes of the children that are here on this day, each once.
    pub fn classes(&self, day: Date) -> Vec<String> {
        let here = self.children.iter().filter(|child| child.is_here(day));
        let mut classes: Vec<String> = Vec::new();
        for class in here.map(|child| &*child.class).filter(|class| !class.is_empty()) {
            if !classes.iter().any(|known| known == class) {
                classes.push(class.to_owned());
            }
        }
        classes
    }

    /// The same in one text: `ひまわり組・たんぽぽ組`.
    pub fn classes_label(&self, day: Date) -> String {
        self.classes(day).join("・")
    }
}

impl Guardian {
    /// What is dialled: digits, and `+` in front of a country's number; may be empty.
    pub fn digits(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

impl Child {
    /// From its first day to its last, both included; a day not given is no bound.
    pub fn is_here(&self, day: Date) -> bool {
        self.joined.is_none_or(|joined| joined <= day) && self.left.is_none_or(|left| day <= left)
    }

    /// May it be on a photo of a letter of this day? Who left within 60 days was there when photos were taken that
    /// are shown only now, and who comes within 30 days may have visited.
    pub fn is_here_about(&self, day: Date) -> bool {
        let soon = day.saturating_add(30.days());
        let lately = day.saturating_sub(60.days());
        self.joined.is_none_or(|joined| joined <= soon) && self.left.is_none_or(|left| lately <= left)
    }
}

/// How letters reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// メール
    Mail,
    /// 紙
    Paper,
    /// なし
    None,
}

/// What a person is to the school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// 保護者: counts, is phoned
    Guardian,
    /// フォロワー: grandparents and others; never counts, never phoned
    Follower,
    /// 地域: the neighbourhood; never counts, never phoned
    Community,
}

/// A mail address as the roster has it, old carrier forms (`a..b@`, `c.@`) included.
/// Never shown whole by accident: `{}` and `{:?}` give `a…@example.jp`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address itself: for the courier and the roster's own checks.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Takes an address as written, or `None` where no mail could ever go there:
    /// no single `@`, a blank or control character, a sign outside ASCII, an empty part, over 254 bytes.
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let (local, domain) = written.rsplit_once('@').filter(|_| written.is_ascii())?;
        let forbidden = |byte: u8| !byte.is_ascii_graphic() || b"<>()[],;:\\\"".contains(&byte);
        let plain = |part: &str| !part.is_empty() && !part.bytes().any(forbidden);
        let domain_ok = domain.contains('.')
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        (local.len() <= 64
            && plain(local)
            && !local.contains('@')
            && plain(domain)
            && domain_ok
            && written.len() <= 254)
            .then(|| EmailAddress(written.to_owned()))
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = self.0.chars().next().unwrap_or('?');
        let domain = self.0.rsplit_once('@').map_or("", |(_, domain)| domain);
        write!(f, "{first}…@{domain}")
    }
}

impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
