//! A small SMTP server in the test process: it keeps what it accepts and refuses what it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One accepted mail.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// the address of MAIL: where it comes back to
    pub from: String,
    /// the last address of RCPT
    pub to: String,
    /// every address of RCPT
    pub recipients: Vec<String>,
    /// the message as it came, dots unstuffed
    pub message: String,
}

/// What the server is to do wrong.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// addresses refused with 550 at RCPT
    pub bounce: Vec<String>,
    /// addresses refused with 451 at RCPT
    pub defer: Vec<String>,
    /// wait so long before the last answer
    pub slow: Duration,
    /// accept the message and close without an answer, so many times
    pub silent: usize,
    /// answer every greeting with 421
    pub closed: bool,
    /// ask for the message even where no recipient was taken
    pub asks_on: bool,
}

/// The running server.
#[derive(Clone)]
pub struct SmtpServer {
    pub address: SocketAddr,
    accepted: Arc<Mutex<Vec<Accepted>>>,
    faults: Arc<Mutex<Faults>>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = SmtpServer {
            address: listener.local_addr().unwrap(),
            accepted: Arc::default(),
            faults: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move {
                    let _ = serving.talk(stream).await;
                });
            }
        });
        server
    }

    pub fn accepted(&self) -> Vec<Accepted> {
        self.accepted.lock().unwrap().clone()
    }

    /// Forgets what it accepted so far.
    pub fn forget(&self) {
        self.accepted.lock().unwrap().clear();
    }

    pub fn set(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut self.faults.lock().unwrap());
    }

    fn faults(&self) -> Faults {
        self.faults.lock().unwrap().clone()
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        if self.faults().closed {
            return stream.get_mut().write_all(b"421 closed for the night\r\n").await;
        }
        stream.get_mut().write_all(b"220 test ESMTP\r\n").await?;
        let (mut from, mut to, mut recipients) = (String::new(), String::new(), Vec::new());
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let command = line.trim_end().to_owned();
            let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let faults = self.faults();
            let answer = match verb.as_str() {
                "EHLO" => "250-test\r\n250-PIPELINING\r\n250 8BITMIME".to_owned(),
                "HELO" | "RSET" | "NOOP" => "250 ok".to_owned(),
                "MAIL" => {
                    from = command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    recipients.clear();
                    "250 ok".to_owned()
                }
                "RCPT" => {
                    to = command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    if faults.bounce.contains(&to) {
                        format!("550 5.1.1 <{to}>: no such user {to}")
                    } else if faults.defer.contains(&to) {
                        "451 4.7.1 try again later".to_owned()
                    } else {
                        recipients.push(to.clone());
                        "250 ok".to_owned()
                    }
                }
                "DATA" if recipients.is_empty() && !faults.asks_on => {
                    "503 5.5.1 nobody to send it to".to_owned()
                }
                "DATA" => {
                    stream.get_mut().write_all(b"354 go on\r\n").await?;
                    let message = read_message(&mut stream).await?;
                    tokio::time::sleep(faults.slow).await;
                    if recipients.is_empty() {
                        stream.get_mut().write_all(b"554 5.5.1 nobody to send it to\r\n").await?;
                        continue;
                    }
                    self.accepted.lock().unwrap().push(Accepted {
                        from: from.clone(),
                        to: to.clone(),
                        recipients: recipients.clone(),
                        message,
                    });
                    if faults.silent > 0 {
                        self.set(|faults| faults.silent -= 1);
                        return Ok(());
                    }
                    "250 2.0.0 taken".to_owned()
                }
                "QUIT" => {
                    return stream.get_mut().write_all(b"221 bye\r\n").await;
                }
                _ => "502 what?".to_owned(),
            };
            stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }
}

async fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut message = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
