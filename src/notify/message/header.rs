//! The words of a header: RFC 5322 lines, RFC 2047 for whatever is not plain English.

/// RFC 2047 §2: no line with an encoded word is longer.
const LINE: usize = 76;
const OPEN: &str = "=?UTF-8?B?";
const CLOSE: &str = "?=";
/// A word this long stands in no line beside others; it is encoded, in pieces.
const LONGEST_WORD: usize = 60;

/// Header lines, each ending in CRLF.
#[derive(Debug, Clone, Default)]
pub(super) struct Header(pub(super) String);

impl Header {
    /// A line of printable ASCII that needs no folding: dates, ids, links.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        for part in [name, ": ", value, "\r\n"] {
            self.0.push_str(part);
        }
    }

    /// A line of words that somebody wrote.
    pub(super) fn words(&mut self, name: &str, text: &str) {
        self.begin(name);
        let text = one_line(text);
        if is_plain(&text) {
            self.folded(&text);
        } else {
            self.encoded(&text);
        }
        self.0.push_str("\r\n");
    }

    /// A line of a name and an address: `From: name <address>`.
    pub(super) fn named(&mut self, name: &str, phrase: &str, address: &str) {
        self.begin(name);
        let phrase = one_line(phrase);
        if phrase.is_empty() && name != "List-Id" {
            self.0.push_str(address);
        } else {
            if is_plain(&phrase) && phrase.len() <= LONGEST_WORD {
                self.quoted(&phrase);
            } else {
                self.encoded(&phrase);
            }
            let fits = self.column() + address.len() + 3 <= LINE;
            self.0.push_str(match (phrase.is_empty(), fits) {
                (true, _) => "<",
                (false, true) => " <",
                (false, false) => "\r\n <",
            });
            self.0.push_str(address);
            self.0.push('>');
        }
        self.0.push_str("\r\n");
    }

    fn begin(&mut self, name: &str) {
        self.0.push_str(name);
        self.0.push_str(": ");
    }

    fn column(&self) -> usize {
        self.0.len() - self.0.rfind('\n').map_or(0, |at| at + 1)
    }

    /// Broken at blanks, which a reader puts together again.
    fn folded(&mut self, text: &str) {
        for (number, word) in text.split(' ').enumerate() {
            if number > 0 {
                self.0.push_str(if self.column() + 1 + word.len() > LINE { "\r\n " } else { " " });
            }
            self.0.push_str(word);
        }
    }

    /// RFC 5322 §3.2.4: a name in quotation marks, unless it is of plain letters.
    fn quoted(&mut self, phrase: &str) {
        let is_atoms = phrase.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_&'".contains(&byte));
        if is_atoms {
            self.0.push_str(phrase);
            return;
        }
        self.0.push('"');
        for sign in phrase.chars() {
            if matches!(sign, '"' | '\\') {
                self.0.push('\\');
            }
            self.0.push(sign);
        }
        self.0.push('"');
    }

    /// Encoded words of whole characters, each on a line of its own.
    fn encoded(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let room = LINE.saturating_sub(self.column() + OPEN.len() + CLOSE.len()) / 4 * 3;
            let end = rest.floor_char_boundary(room.min(rest.len()));
            let (word, after) = rest.split_at(end);
            if !word.is_empty() {
                self.0.push_str(OPEN);
                data_encoding::BASE64.encode_append(word.as_bytes(), &mut self.0);
                self.0.push_str(CLOSE);
            }
            if !after.is_empty() {
                self.0.push_str("\r\n ");
            }
            rest = after;
        }
    }
}

/// Stands as it is: printable ASCII that nobody could take for an encoded word.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && !text.contains("=?")
        && text.split(' ').all(|word| word.len() <= LONGEST_WORD)
}

/// A header is one line, whatever was typed: no line break can start another header.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || matches!(c, ' ' | '\u{2028}' | '\u{2029}'))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut header = Header::default();
        header.words("Subject", text);
        header.0
    }

    #[test]
    fn a_line_break_in_a_subject_starts_no_header() {
        let header = words("遠足\r\nBcc: x@example.com\u{2028}Cc: y\u{85}To: z\u{0}");
        assert!(header.lines().skip(1).all(|line| line.starts_with(' ')), "{header}");
        assert_eq!(words("Excursion\nBcc: x@example.com"), "Subject: Excursion Bcc: x@example.com\r\n");
    }

    #[test]
    fn long_words_are_folded_between_characters() {
        for text in ["あ".repeat(200), "𠮷".repeat(99), format!("a{}", "é".repeat(150)), "x".repeat(2000)]
        {
            let header = words(&text);
            let mut read = String::new();
            for line in header.lines() {
                assert!(line.len() <= LINE, "{line}");
                let word = line.trim_start_matches("Subject:").trim();
                assert!(word.len() <= 75);
                let inside = word.strip_prefix(OPEN).unwrap().strip_suffix(CLOSE).unwrap();
                read +=
                    std::str::from_utf8(&data_encoding::BASE64.decode(inside.as_bytes()).unwrap()).unwrap();
            }
            assert_eq!(read, text);
        }
    }

    #[test]
    fn plain_english_stays_readable() {
        let title = "The excursion on the 24th of November goes by bus, and everybody needs a lunch box";
        let header = words(title);
        assert!(header.lines().all(|line| line.len() <= LINE));
        assert_eq!(header.replace("\r\n", ""), format!("Subject: {title}"));
    }

    #[test]
    fn a_name_cannot_become_an_address() {
        let mut header = Header::default();
        header.named("From", "a\" <evil@example.com>, \\", "otayori@example.jp");
        assert_eq!(header.0, "From: \"a\\\" <evil@example.com>, \\\\\" <otayori@example.jp>\r\n");
    }

    #[test]
    fn what_looks_like_an_encoded_word_is_encoded() {
        assert!(!words("=?UTF-8?B?QmNj?= x").contains("QmNj"));
    }
}
