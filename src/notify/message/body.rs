//! The parts of a message: text that passes every mail server as seven bits, no line over 76 characters.

use data_encoding::BASE64_MIME;

/// RFC 2045 §6.7 and §6.8.
const LINE: usize = 76;

/// How a text travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Travel {
    AsItIs,
    QuotedPrintable,
    Base64,
}

/// Adds one part with its header: `kind` is `plain` or `html`.
pub(super) fn part(out: &mut String, kind: &str, text: &str) {
    let travel = travel(text);
    let encoding = match travel {
        Travel::AsItIs => "7bit",
        Travel::QuotedPrintable => "quoted-printable",
        Travel::Base64 => "base64",
    };
    for piece in
        ["Content-Type: text/", kind, "; charset=utf-8\r\nContent-Transfer-Encoding: ", encoding, "\r\n\r\n"]
    {
        out.push_str(piece);
    }
    match travel {
        Travel::AsItIs => with_crlf(out, text),
        Travel::QuotedPrintable => lines(text).for_each(|line| quoted_printable(out, line)),
        Travel::Base64 => {
            let mut whole = String::with_capacity(text.len() + text.len() / 16 + 2);
            with_crlf(&mut whole, text);
            BASE64_MIME.encode_append(whole.as_bytes(), out);
        }
    }
}

/// The lines of a text, whichever way each ends.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let by_feeds = std::iter::from_fn(move || {
        let (line, after) = match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(at) => (&rest[..at], &rest[at + 1..]),
            None if rest.is_empty() => return None,
            None => (rest, ""),
        };
        rest = after;
        Some(line.strip_suffix('\r').unwrap_or(line))
    });
    by_feeds.flat_map(split_by_returns)
}

/// Nearly always the line itself.
fn split_by_returns(line: &str) -> impl Iterator<Item = &str> {
    let returns = memchr::memchr(b'\r', line.as_bytes()).is_some();
    let (whole, parts) = if returns { (None, Some(line.split('\r'))) } else { (Some(line), None) };
    whole.into_iter().chain(parts.into_iter().flatten())
}

/// RFC 2046 §4.1.1: a line of text ends in CRLF, and nothing else is a line break.
fn with_crlf(out: &mut String, text: &str) {
    for line in lines(text) {
        out.push_str(line);
        out.push_str("\r\n");
    }
}

/// The shorter encoding. Latin letters in base64 would look to filters like something to hide.
fn travel(text: &str) -> Travel {
    // Three characters for each byte beyond ASCII, against four for every three bytes. Of Japanese, two bytes of
    // three are more than the one that a character is.
    let beyond = text.len() - text.chars().count();
    if beyond * 9 > text.len() {
        return Travel::Base64;
    }
    let is_printable = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
    // Mailboxes mend a "From " at the start of a line, SMTP doubles a point there: a signature should not hang on it.
    let is_safe = |line: &str| {
        line.len() <= LINE
            && line.bytes().all(is_printable)
            && !line.starts_with("From ")
            && !line.starts_with('.')
            && !line.ends_with([' ', '\t'])
    };
    let as_it_is = beyond == 0 && lines(text).all(is_safe);
    if as_it_is { Travel::AsItIs } else { Travel::QuotedPrintable }
}

/// How many bytes from the first on go as they are: eight at a time, as nearly all of a page's code does.
fn plain_run(bytes: &[u8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // The highest bit of a byte is set where that byte is none; what is above the first of them may be wrong.
    let none = |word: u64| word.wrapping_sub(EACH) & !word;
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let below_space = word.wrapping_sub(EACH * 0x20) & !word;
        let special = word | below_space | none(word ^ (EACH * 0x3d)) | none(word ^ (EACH * 0x7f));
        let special = special & (EACH * 0x80);
        if special != 0 {
            return number * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().take_while(|byte| matches!(byte, b' '..=b'~' if **byte != b'=')).count()
}

/// One line by RFC 2045 §6.7: run by run, because nearly all of a page's code goes as it is.
fn quoted_printable(out: &mut String, line: &str) {
    let bytes = line.as_bytes();
    // A blank at the very end would get lost on the way.
    let body = bytes.len() - usize::from(line.ends_with([' ', '\t']));
    let (mut at, mut column) = (0, 0);
    while at < bytes.len() {
        // One column is kept for the `=` that says the line goes on.
        let limit = body.min(at + (LINE - 1 - column));
        let mut end = at;
        if column > 0 || !(bytes[at] == b'.' || bytes[at..].starts_with(b"From ")) {
            end += plain_run(&bytes[end..limit]);
        }
        if end > at {
            out.push_str(&line[at..end]);
            column += end - at;
            at = end;
        } else if column + 3 > LINE - 1 {
            out.push_str("=\r\n");
            column = 0;
        } else {
            out.push('=');
            for half in [bytes[at] >> 4, bytes[at] & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
            (at, column) = (at + 1, column + 3);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(text: &str) -> (String, String) {
        let mut out = String::new();
        part(&mut out, "plain", text);
        let (head, body) = out.split_once("\r\n\r\n").unwrap();
        (head.rsplit(' ').next().unwrap().to_owned(), body.to_owned())
    }

    #[test]
    fn every_text_comes_back_as_it_was() {
        let long = "The long line, ".repeat(200);
        let mixed = format!("{long}\n.\n..\nFrom here\nFéte = 1 \n\t\n{}", ".".repeat(400));
        let japanese = "保育園からのおたよりです。\n".repeat(20);
        for text in ["", "a", "a\n", "\n\n", "Hello\n.\n", " \n", &long, &mixed, &japanese, "\u{0}\u{7f}é\n"]
        {
            let mut mail = "MIME-Version: 1.0\r\n".to_owned();
            part(&mut mail, "plain", text);
            assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= LINE), "{mail}");
            assert!(!mail.lines().any(|line| line.starts_with('.') || line.starts_with("From ")), "{mail}");
            let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
            let read = parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n");
            assert_eq!(read.trim_end_matches('\n'), text.trim_end_matches('\n'));
        }
    }

    #[test]
    fn what_goes_as_it_is_ends_at_the_first_byte_that_does_not() {
        let goes = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'=';
        for special in 0..=255_u8 {
            for at in 0..40 {
                let mut bytes = [b'a'; 40];
                bytes[at] = special;
                // What follows must not be taken for the first.
                bytes[at + 1..].iter_mut().step_by(3).for_each(|byte| *byte = 0x3c);
                let run = if goes(special) { 40 } else { at };
                assert_eq!(plain_run(&bytes), run, "{special} at {at}");
            }
        }
    }

    #[test]
    fn a_line_ends_in_any_of_the_ways_there_are() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n", &[""]),
            ("a", &["a"]),
            ("a\r\n\r\nb", &["a", "", "b"]),
            ("a\rb\n\nc\r", &["a", "b", "", "c"]),
        ] {
            assert_eq!(lines(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn each_text_takes_the_way_that_suits_it() {
        assert_eq!(parted("Plain English\n").0, "7bit");
        assert_eq!(parted("Le café ouvre à neuf heures, comme toujours\n").0, "quoted-printable");
        assert_eq!(parted("おたより\n").0, "base64");
    }
}
