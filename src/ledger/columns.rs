//! A query's rows in one row: each column of theirs is one value. A row of sqlx costs more than most rows that it brings, and a
//! text of JSON more than its numbers and words.
//!
//! Numbers and words stand there with `,` between them (`group_concat(n)`). Texts and bytes, in which anything may stand, are two
//! columns: how long each is (`group_concat(ifnull(octet_length(t), 'n'))`, `n` for NULL), and all of them end to end
//! (`group_concat(t, '')`).

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::LedgerError;

/// The columns of such a row, from the first on.
pub(super) struct Columns<'a> {
    row: &'a SqliteRow,
    next: usize,
}

impl<'a> Columns<'a> {
    pub(super) fn of(row: &'a SqliteRow) -> Self {
        Columns { row, next: 0 }
    }

    /// `count(*)`
    pub(super) fn count(&mut self) -> Result<usize, LedgerError> {
        self.next += 1;
        usize::try_from(self.row.try_get::<i64, _>(self.next - 1)?).map_err(|_| broken())
    }

    pub(super) fn numbers(&mut self) -> Result<Numbers<'a>, LedgerError> {
        Ok(Numbers(self.bytes()?))
    }

    pub(super) fn words(&mut self) -> Result<Words<'a>, LedgerError> {
        Ok(Words(self.text()?))
    }

    pub(super) fn texts(&mut self) -> Result<Texts<'a>, LedgerError> {
        Ok(Texts { lengths: self.numbers()?, all: self.text()? })
    }

    pub(super) fn blobs(&mut self) -> Result<Blobs<'a>, LedgerError> {
        Ok(Blobs { lengths: self.numbers()?, all: self.bytes()? })
    }

    fn text(&mut self) -> Result<&'a str, LedgerError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| broken())
    }

    fn bytes(&mut self) -> Result<&'a [u8], LedgerError> {
        self.next += 1;
        Ok(self.row.try_get::<Option<&[u8]>, _>(self.next - 1)?.unwrap_or_default())
    }
}

/// Whole numbers.
pub(super) struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    pub(super) fn next(&mut self) -> Result<i64, LedgerError> {
        self.next_if_any()?.ok_or_else(broken)
    }

    /// `None` where an `n` stands.
    pub(super) fn next_if_any(&mut self) -> Result<Option<i64>, LedgerError> {
        let (mut value, mut at) = (0_i64, 0);
        let negative = self.0.first() == Some(&b'-');
        at += usize::from(negative);
        if self.0.get(at) == Some(&b'n') {
            self.pass(at + 1)?;
            return Ok(None);
        }
        let first = at;
        while let Some(digit) = self.0.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10)
        {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            at += 1;
        }
        if at == first {
            return Err(broken());
        }
        self.pass(at)?;
        Ok(Some(if negative { value.wrapping_neg() } else { value }))
    }

    /// Here the number ends, and so the column or with a comma.
    fn pass(&mut self, end: usize) -> Result<(), LedgerError> {
        self.0 = match self.0.get(end) {
            Some(b',') => &self.0[end + 1..],
            None => &[],
            Some(_) => return Err(broken()),
        };
        Ok(())
    }
}

/// Words without a comma.
pub(super) struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    pub(super) fn next(&mut self) -> &'a str {
        let end = self.0.bytes().position(|byte| byte == b',').unwrap_or(self.0.len());
        let word = &self.0[..end];
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        word
    }
}

/// Texts of people and programs.
pub(super) struct Texts<'a> {
    lengths: Numbers<'a>,
    all: &'a str,
}

impl<'a> Texts<'a> {
    pub(super) fn next(&mut self) -> Result<&'a str, LedgerError> {
        self.next_if_any()?.ok_or_else(broken)
    }

    pub(super) fn next_if_any(&mut self) -> Result<Option<&'a str>, LedgerError> {
        let Some(length) = self.lengths.next_if_any()? else { return Ok(None) };
        let length = usize::try_from(length).map_err(|_| broken())?;
        let (text, rest) = self.all.split_at_checked(length).ok_or_else(broken)?;
        self.all = rest;
        Ok(Some(text))
    }
}

/// Hashes and labels.
pub(super) struct Blobs<'a> {
    lengths: Numbers<'a>,
    all: &'a [u8],
}

impl Blobs<'_> {
    /// So many bytes; `None` for NULL, and for any other number of them.
    pub(super) fn next<const LENGTH: usize>(&mut self) -> Result<Option<[u8; LENGTH]>, LedgerError> {
        let Some(length) = self.lengths.next_if_any()? else { return Ok(None) };
        let length = usize::try_from(length).map_err(|_| broken())?;
        let (blob, rest) = self.all.split_at_checked(length).ok_or_else(broken)?;
        self.all = rest;
        Ok(blob.try_into().ok())
    }
}

fn broken() -> LedgerError {
    LedgerError::Unknown("columns".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_whole_or_not_at_all() {
        let mut numbers = Numbers(b"1,-9223372036854775808,n,0,12");
        assert_eq!(numbers.next().unwrap(), 1);
        assert_eq!(numbers.next().unwrap(), i64::MIN);
        assert_eq!(numbers.next_if_any().unwrap(), None);
        assert_eq!(numbers.next().unwrap(), 0);
        assert_eq!(numbers.next().unwrap(), 12);
        assert!(numbers.next().is_err(), "there are no more");
        for wrong in ["", ",", "-", "1x", "n1", "one"] {
            assert!(Numbers(wrong.as_bytes()).next_if_any().is_err(), "{wrong}");
        }
    }
}
