//! A mailbox on a server: Dovecot, with a mailbox, certificates and ports of its own.

use std::collections::BTreeMap;
use std::process::Child;

use otayori::office::OfficeError;
use otayori::settings::{Secret, Tls};
use otayori::world::{Clock, SystemClock};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::by_hand::{mail_read, out, talk, with_mail};
use super::*;
use crate::common::outside::{Authority, answering, command, free_port, is_here, is_root};

const PASSWORD: &str = "himitsu \"da\\yo\"";

/// A Dovecot with one user, `enchou`.
struct Dovecot {
    master: Child,
    folder: TempDir,
    /// STARTTLS, or none
    imap: u16,
    /// TLS from the first byte
    imaps: u16,
}

impl Dovecot {
    fn start(authority: &Authority) -> Option<Self> {
        if !is_here("dovecot") || !is_root() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let here = folder.path().display();
        let (imap, imaps) = (free_port(), free_port());
        for below in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(folder.path().join("Maildir").join(below)).unwrap();
        }
        let owned = command("chown").args(["-R", "nobody"]).arg(folder.path().join("Maildir")).status();
        assert!(owned.unwrap().success());
        std::fs::write(folder.path().join("users"), format!("enchou:{{PLAIN}}{PASSWORD}\n")).unwrap();
        let conf = format!(
            "base_dir = {here}/run\nstate_dir = {here}/run\nlog_path = {here}/log\nprotocols = imap\n\
             listen = 127.0.0.1\nssl = yes\nssl_cert = <{cert}\nssl_key = <{key}\nfirst_valid_uid = 1\n\
             auth_failure_delay = 0\nmail_location = maildir:{here}/Maildir\n\
             passdb {{\n  driver = passwd-file\n  args = {here}/users\n}}\n\
             userdb {{\n  driver = static\n  args = uid=nobody gid=nogroup home={here}/Maildir\n}}\n\
             service anvil {{\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    port = {imap}\n  }}\n  \
             inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n",
            cert = authority.file("server.pem"),
            key = authority.file("server.key"),
        );
        std::fs::write(folder.path().join("conf"), conf).unwrap();
        let master = command("dovecot").arg("-F").arg("-c").arg(folder.path().join("conf")).spawn().unwrap();
        let dovecot = Dovecot { master, folder, imap, imaps };
        answering(imap);
        answering(imaps);
        Some(dovecot)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join("Maildir").join(below)
    }

    /// A mail arrives, at that time.
    fn deliver(&self, name: &str, message: &[u8], at: jiff::Timestamp) {
        let (made, file) = (self.path("tmp").join(name), self.path("new").join(name));
        std::fs::write(&made, message).unwrap();
        std::fs::File::open(&made).unwrap().set_modified(at.into()).unwrap();
        assert!(command("chown").arg("nobody").arg(&made).status().unwrap().success());
        std::fs::rename(made, file).unwrap();
    }

    /// Every message by its name, with its flags (`S` = seen) and the hash of its bytes.
    fn holds(&self) -> BTreeMap<String, (String, blake3::Hash)> {
        let files = ["new", "cur"].map(|below| std::fs::read_dir(self.path(below)).unwrap());
        let one = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let (name, flags) = name.split_once(":2,").unwrap_or((name, ""));
            (name.to_owned(), (flags.to_owned(), blake3::hash(&std::fs::read(&path).unwrap())))
        };
        files.into_iter().flatten().map(one).collect()
    }

    /// It numbers its messages anew.
    fn forget_numbers(&self) {
        for entry in std::fs::read_dir(self.path("")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name.starts_with("dovecot-uidlist") || name.starts_with("dovecot.") {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // So that it takes its children along.
        let _ = command("kill").arg(self.master.id().to_string()).status();
        let _ = self.master.wait();
    }
}

fn mailbox(port: u16, password: &str, folder: &str) -> InboxAddress {
    InboxAddress::Imap {
        host: "127.0.0.1".to_owned(),
        port,
        user: "enchou".to_owned(),
        password: Some(Secret(password.to_owned())),
        folder: folder.to_owned(),
        tls: Tls::None,
    }
}

fn told(error: &OfficeError) -> String {
    error.told(otayori::words::Lang::En.words())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_is_read_once_and_left_as_it_is() {
    if !is_here("openssl") {
        return;
    }
    let authority = Authority::new();
    let Some(dovecot) = Dovecot::start(&authority) else { return };
    let school = school().await;
    let picnic = school.send("遠足").await;
    let (now, key) = (school.office.clock.now(), key(&school).await);
    let about = dispatch(&school, &picnic, ADDRESS).await;
    let other = dispatch(&school, &picnic, "h002@example.jp").await;
    let bounce = filled(&sample("postfix_user_unknown"), &about, &key);
    dovecot.deliver(
        "1.old",
        &filled(&sample("exim"), &other, &key),
        now - jiff::SignedDuration::from_hours(24 * 20),
    );
    dovecot.deliver("2.bounce", &bounce, now);
    dovecot.deliver("3.reply", &filled(&sample("parents_reply"), &about, &key), now);
    let huge = [&sample("parents_reply_about_errors")[..], &vec![b'x'; 3 * LONGEST]].concat();
    dovecot.deliver("4.huge", &huge, now);
    let before = dovecot.holds();

    let address = mailbox(dovecot.imap, PASSWORD, "INBOX");
    let mut inbox = Inbox::of(&address);
    let looked = school.office.look_into(&mut inbox).await.unwrap_or_else(|error| {
        panic!("{}\n{}", told(&error), dovecot.log());
    });
    let looked: Vec<_> = looked.into_iter().collect();
    assert_eq!(looked, [(ReturnKind::Bounce, 1), (ReturnKind::Reply, 1), (ReturnKind::Other, 1)]);
    assert_eq!(dispatch(&school, &picnic, ADDRESS).await.state, State::Bounced);
    let list = school.unread(&picnic).await;
    assert!(list.contains(&"H001 bounced".to_owned()), "{list:?}");
    assert!(list.contains(&"H002 not-opened".to_owned()), "what lay there long before is no news: {list:?}");

    assert!(school.office.look_into(&mut inbox).await.unwrap().is_empty());
    assert!(school.office.look_into(&mut Inbox::of(&address)).await.unwrap().is_empty(), "after a restart");
    let (validity, uid) = school.office.ledger.inbox_read(&inbox.name()).await.unwrap().unwrap();
    assert_eq!(uid, 4);
    assert_eq!(dovecot.holds(), before);
    assert!(before.values().all(|(flags, _)| flags.is_empty()), "nothing is marked as seen");

    dovecot.forget_numbers();
    assert!(school.office.look_into(&mut inbox).await.unwrap().is_empty(), "numbered anew, not counted anew");
    let (anew, _) = school.office.ledger.inbox_read(&inbox.name()).await.unwrap().unwrap();
    assert_ne!(anew, validity);
    assert_eq!(rows(&school).await.len(), 1);
    dovecot.deliver("5.bounce", &filled(&sample("postfix_user_unknown"), &other, &key), now);
    assert_eq!(school.office.look_into(&mut inbox).await.unwrap()[&ReturnKind::Bounce], 1);
    assert_eq!(rows(&school).await.len(), 2);

    for (password, folder) in [("chigau", "INBOX"), (PASSWORD, "nai"), (PASSWORD, "INBOX\r\nx")] {
        let refused = school.office.look_into(&mut Inbox::of(&mailbox(dovecot.imap, password, folder))).await;
        let said = told(&refused.unwrap_err());
        assert!(said.contains("enchou@127.0.0.1") && !said.contains(password), "{said}");
    }
    assert_eq!(dovecot.holds().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_reads_a_mailbox_that_proves_who_it_is() {
    if !is_here("openssl") {
        return;
    }
    let (authority, other) = (Authority::new(), Authority::new());
    let Some(dovecot) = Dovecot::start(&authority) else { return };
    for address in [
        format!("imap://enchou@localhost:{}", dovecot.imap),
        format!("imaps://enchou@localhost:{}/INBOX", dovecot.imaps),
    ] {
        let school = school().await;
        let picnic = school.send("遠足").await;
        with_mail(&school, &format!("  inbox: {address}\n"));
        let about = dispatch(&school, &picnic, ADDRESS).await;
        let bounce = filled(&sample("postfix_user_unknown"), &about, &key(&school).await);
        dovecot.deliver(&format!("{}.bounce", about.message_id), &bounce, SystemClock.now());

        let read = |password: &str, trusted: &Authority| {
            let env = [("OTAYORI_INBOX_PASSWORD", password), ("SSL_CERT_FILE", &trusted.file("ca.pem"))];
            mail_read(&school, &[], b"", &env)
        };
        let refused = read(PASSWORD, &other);
        assert_eq!(refused.status.code(), Some(3), "{address}: another authority's word");
        assert!(talk(&refused).contains("certificate"), "{}", talk(&refused));
        let refused = read("chigau", &authority);
        assert_eq!(refused.status.code(), Some(3), "{address}: {}", out(&refused));
        assert!(talk(&refused).contains("mail.inbox") && !talk(&refused).contains("chigau"));
        let done = read(PASSWORD, &authority);
        assert!(done.status.success(), "{address}: {}\n{}", talk(&done), dovecot.log());
        assert!(out(&done).contains("1  mails that did not arrive"), "{}", out(&done));
        assert!(school.unread(&picnic).await.contains(&"H001 bounced".to_owned()));
        assert_eq!(out(&read(PASSWORD, &authority)), "Nothing new has come back.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_hangs_up_is_not_an_empty_one() {
    let school = school().await;
    for last in ["SEARCH", "FETCH"] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            stream.get_mut().write_all(b"* OK ready\r\n").await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap_or_default() > 0 {
                if line.contains(last) {
                    return;
                }
                let tag = line.split(' ').next().unwrap();
                let more = match () {
                    () if line.contains("EXAMINE") => "* OK [UIDVALIDITY 7] x\r\n",
                    () if line.contains("SEARCH") => "* SEARCH 1 2\r\n",
                    () => "",
                };
                stream.get_mut().write_all(format!("{more}{tag} OK done\r\n").as_bytes()).await.unwrap();
                line.clear();
            }
        });
        let mut inbox = Inbox::of(&mailbox(port, "x", "INBOX"));
        assert!(school.office.look_into(&mut inbox).await.is_err(), "{last}");
    }
}
