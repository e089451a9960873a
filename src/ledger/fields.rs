//! A query's rows in one text: a row of sqlx costs more than most rows that it brings, and a text of JSON more than its numbers
//! and words.
//!
//! Every field ends with `,`. Texts and bytes, in which anything may stand, follow their length (`octet_length(t), t`); `n` stands
//! for NULL (`ifnull(octet_length(t), 'n'), t`). So `group_concat(concat_ws(',', …))` writes them, which leaves out NULL.

use super::LedgerError;

/// What is left of the fields.
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn of(all: &'a [u8]) -> Self {
        Fields(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn number(&mut self) -> Result<i64, LedgerError> {
        self.number_if_any()?.ok_or_else(broken)
    }

    pub(super) fn number_if_any(&mut self) -> Result<Option<i64>, LedgerError> {
        if self.0.first() == Some(&b'n') {
            return self.take(1).map(|_| None);
        }
        let is_negative = self.0.first() == Some(&b'-');
        let first = usize::from(is_negative);
        let (mut value, mut at) = (0_i64, first);
        while let Some(digit @ b'0'..=b'9') = self.0.get(at) {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            at += 1;
        }
        if at == first {
            return Err(broken());
        }
        self.take(at)?;
        Ok(Some(if is_negative { value.wrapping_neg() } else { value }))
    }

    /// One without a comma.
    pub(super) fn word(&mut self) -> Result<&'a str, LedgerError> {
        let end = self.0.iter().position(|byte| *byte == b',').unwrap_or(self.0.len());
        text(self.take(end)?)
    }

    /// Of people and programs.
    pub(super) fn text(&mut self) -> Result<&'a str, LedgerError> {
        self.text_if_any()?.ok_or_else(broken)
    }

    pub(super) fn text_if_any(&mut self) -> Result<Option<&'a str>, LedgerError> {
        self.bytes()?.map(text).transpose()
    }

    /// So many bytes; `None` for NULL, and for any other number of them.
    pub(super) fn blob<const LENGTH: usize>(&mut self) -> Result<Option<[u8; LENGTH]>, LedgerError> {
        Ok(self.bytes()?.and_then(|bytes| bytes.try_into().ok()))
    }

    fn bytes(&mut self) -> Result<Option<&'a [u8]>, LedgerError> {
        let Some(length) = self.number_if_any()? else { return Ok(None) };
        self.take(usize::try_from(length).map_err(|_| broken())?).map(Some)
    }

    /// So many bytes: there the field ends.
    fn take(&mut self, length: usize) -> Result<&'a [u8], LedgerError> {
        let (field, rest) = self.0.split_at_checked(length).ok_or_else(broken)?;
        self.0 = match rest {
            [] => rest,
            [b',', rest @ ..] => rest,
            _ => return Err(broken()),
        };
        Ok(field)
    }
}

fn text(bytes: &[u8]) -> Result<&str, LedgerError> {
    std::str::from_utf8(bytes).map_err(|_| broken())
}

fn broken() -> LedgerError {
    LedgerError::Unknown("fields".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_whole_or_not_at_all() {
        let mut fields = Fields::of(b"1,-9223372036854775808,n,n,3,a,b,0,,word,2,\0\xff,12");
        assert_eq!(fields.number().unwrap(), 1);
        assert_eq!(fields.number().unwrap(), i64::MIN);
        assert_eq!(fields.number_if_any().unwrap(), None);
        assert_eq!(fields.text_if_any().unwrap(), None);
        assert_eq!(fields.text().unwrap(), "a,b");
        assert_eq!(fields.text().unwrap(), "");
        assert_eq!(fields.word().unwrap(), "word");
        assert_eq!(fields.blob().unwrap(), Some([0, 255]));
        assert_eq!(fields.number().unwrap(), 12);
        assert!(fields.is_empty() && fields.number().is_err(), "there are no more");
        for wrong in ["", ",", "-", "1x", "n1", "one"] {
            assert!(Fields::of(wrong.as_bytes()).number_if_any().is_err(), "{wrong}");
        }
        for wrong in ["3,ab", "1,ab", "-1,a"] {
            assert!(Fields::of(wrong.as_bytes()).text_if_any().is_err(), "{wrong}");
        }
    }
}
