//! What a mail server answers: a code, and words.

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    /// its lines, without the codes
    pub(super) text: String,
}

impl Reply {
    /// 250, and nothing more to say.
    pub(super) const GOOD: Reply = Reply { code: 250, text: String::new() };

    pub(super) fn is_good(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub(super) fn is_for_now(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// RFC 5321 §3.8: 421 closes the connection, whatever command it answers.
    pub(super) fn closes(&self) -> bool {
        self.code == 421
    }

    /// The enhanced code's subject and detail (RFC 3463): 7 and 1 of `5.7.1`.
    pub(super) fn enhanced(&self) -> Option<(u16, u16)> {
        let mut parts = self.text.split_ascii_whitespace().next()?.split('.');
        let class: u16 = parts.next()?.parse().ok()?;
        let (subject, detail) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        (class == self.code / 100 && parts.next().is_none()).then_some((subject, detail))
    }
}
