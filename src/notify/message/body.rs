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

/// What quoted-printable leaves as it is in the middle of a line.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = byte != b'=';
        byte += 1;
    }
    plain[b'\t' as usize] = true;
    plain
};

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
    text.split_terminator('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
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

/// How many bytes go as they are: sixteen at a time, which the processor compares at once.
fn plain_run(bytes: &[u8]) -> usize {
    let all_plain = |some: &&[u8]| {
        some.iter().fold(true, |plain, byte| plain & (byte.wrapping_sub(b' ') < 95) & (*byte != b'='))
    };
    let at = 16 * bytes.chunks_exact(16).take_while(all_plain).count();
    at + bytes[at..].iter().take_while(|byte| PLAIN[usize::from(**byte)]).count()
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
    fn each_text_takes_the_way_that_suits_it() {
        assert_eq!(parted("Plain English\n").0, "7bit");
        assert_eq!(parted("Le café ouvre à neuf heures, comme toujours\n").0, "quoted-printable");
        assert_eq!(parted("おたより\n").0, "base64");
    }
}
