//! The connection: lines to and fro, bounded, over TCP or TLS.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::GOODBYE;
use super::reply::Reply;
use crate::notify::said::without_addresses;

/// RFC 5321 §4.5.3.1.5 allows 512 octets for a line of an answer; some servers write more.
const LONGEST_LINE: usize = 2_000;
/// The most lines of one answer.
const MOST_LINES: usize = 100;

/// A stream of either kind.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// What the mail server said it can do (its answer to EHLO).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) pipelining: bool,
    pub(super) eight_bit: bool,
    pub(super) utf8: bool,
    pub(super) starttls: bool,
    /// in capitals
    pub(super) auth: Vec<String>,
}

impl Offers {
    pub(super) fn of(hello: &Reply) -> Self {
        let mut offers = Offers::default();
        for line in hello.text.lines().skip(1) {
            // `AUTH=LOGIN` is an old spelling of `AUTH LOGIN`.
            let line = line.to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SMTPUTF8") => offers.utf8 = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("AUTH") => offers.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offers
    }

    /// Is this way to log in offered?
    pub(super) fn auth(&self, mechanism: &str) -> bool {
        self.auth.iter().any(|offered| offered == mechanism)
    }
}

/// One connection to a mail server.
pub(super) struct Wire {
    stream: BufReader<Box<dyn Stream>>,
    pub(super) offers: Offers,
    /// the id of the mail whose envelope went ahead, the answers still to be read
    pub(super) ahead: Option<String>,
}

impl Wire {
    pub(super) fn over(stream: Box<dyn Stream>) -> Self {
        Wire { stream: BufReader::new(stream), offers: Offers::default(), ahead: None }
    }

    /// The stream itself, to put TLS around it. What somebody slipped in before TLS began is refused.
    pub(super) fn into_stream(self) -> Result<Box<dyn Stream>, String> {
        if self.stream.buffer().is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err("the mail server spoke before TLS began".to_owned())
        }
    }

    /// Sends all of it.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).await.map_err(broken)?;
        stream.flush().await.map_err(broken)
    }

    /// One answer, all its lines (RFC 5321 §4.2).
    pub(super) async fn read(&mut self) -> Result<Reply, String> {
        let mut text = String::new();
        for _ in 0..MOST_LINES {
            let line = self.line().await?;
            let (Some(code), rest) = (line.get(..3).and_then(|code| code.parse().ok()), line.get(3..)) else {
                return Err(format!("no answer of a mail server: {}", without_addresses(&line, 100)));
            };
            let rest = rest.unwrap_or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(rest.strip_prefix(['-', ' ']).unwrap_or(rest));
            if !rest.starts_with('-') {
                return Ok(Reply { code, text });
            }
        }
        Err("the mail server's answer has no end".to_owned())
    }

    async fn line(&mut self) -> Result<String, String> {
        let mut line = Vec::new();
        loop {
            let read = self.stream.fill_buf().await.map_err(broken)?;
            if read.is_empty() {
                return Err("the mail server closed the connection".to_owned());
            }
            let end = read.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(read.len(), |end| end + 1);
            line.extend_from_slice(&read[..taken]);
            self.stream.consume(taken);
            if line.len() > LONGEST_LINE {
                return Err("the mail server's answer has no end".to_owned());
            }
            if end.is_some() {
                let line = line.trim_ascii_end();
                return Ok(String::from_utf8_lossy(line).into_owned());
            }
        }
    }

    /// Takes leave.
    pub(super) async fn quit(mut self) {
        let leave = async {
            self.write(b"QUIT\r\n").await?;
            self.read().await
        };
        let _ = timeout(GOODBYE, leave).await;
    }
}

fn broken(error: io::Error) -> String {
    error.to_string()
}

/// The message as it goes over the wire: a line that begins with a dot gets another (RFC 5321 §4.5.2), and a
/// line of one dot ends it.
pub(super) fn stuffed(message: Vec<u8>) -> Vec<u8> {
    let starts_dotted = message.first() == Some(&b'.');
    let mut stuffed = if starts_dotted || memchr::memmem::find(&message, b"\n.").is_some() {
        let mut stuffed = Vec::with_capacity(message.len() + message.len() / 64 + 8);
        for line in message.split_inclusive(|byte| *byte == b'\n') {
            if line.first() == Some(&b'.') {
                stuffed.push(b'.');
            }
            stuffed.extend_from_slice(line);
        }
        stuffed
    } else {
        message
    };
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_message_can_end_it() {
        let cases: [(&[u8], &[u8]); 5] = [
            (b"a\r\n", b"a\r\n.\r\n"),
            (b"a", b"a\r\n.\r\n"),
            (b"", b"\r\n.\r\n"),
            (b".\r\n.\r\n", b"..\r\n..\r\n.\r\n"),
            (b"a\r\n.b\r\nc.", b"a\r\n..b\r\nc.\r\n.\r\n"),
        ];
        for (message, sent) in cases {
            assert_eq!(stuffed(message.to_vec()), sent, "{}", String::from_utf8_lossy(message));
        }
    }

    #[tokio::test]
    async fn an_answer_without_an_end_is_refused() {
        let mut lines = Wire::over(Box::new(std::io::Cursor::new(b"250-x\r\n".repeat(200))));
        assert!(lines.read().await.unwrap_err().contains("no end"));
        let mut line = Wire::over(Box::new(std::io::Cursor::new(vec![b'2'; 100_000])));
        assert!(line.read().await.unwrap_err().contains("no end"));
        let mut http = Wire::over(Box::new(std::io::Cursor::new(b"HTTP/1.1 400 Bad Request\r\n".to_vec())));
        assert!(http.read().await.is_err());
        let mut good = Wire::over(Box::new(std::io::Cursor::new(
            b"250-mail.example\r\n250-AUTH=LOGIN\r\n250 PIPELINING\r\n".to_vec(),
        )));
        let offers = Offers::of(&good.read().await.unwrap());
        assert!(offers.pipelining && offers.auth("LOGIN") && !offers.starttls);
    }
}
