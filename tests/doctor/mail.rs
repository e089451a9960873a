//! Mail server, inbox, and the keys to sign with.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_server_is_seen_away_unsafe_and_closed() {
    let school = school().await;
    let server = school.smtp.address;
    let courier = async |line: &str| {
        let line = format!("  courier: {line}");
        let office = changed(&school, |settings| with_line(&settings, "courier:", &line)).await;
        found(&office, "relay").await
    };
    assert_eq!(courier(&format!("smtp://{server}?tls=none")).await, ["doctor-relay-fine-here fine"]);
    assert_eq!(courier(&format!("smtp://{server}")).await, ["doctor-relay-no-starttls wrong"]);
    assert_eq!(courier(&format!("smtps://{server}")).await, ["doctor-relay-tls wrong"]);
    let closed = free_port();
    assert_eq!(courier(&format!("smtp://127.0.0.1:{closed}?tls=none")).await, ["doctor-relay-away wrong"]);
    assert_eq!(courier("mailbox:mailbox").await, ["doctor-relay-rehearsal fine"]);
    assert_eq!(courier("sendmail:/bin/true").await, ["doctor-relay-sendmail fine"]);
    assert_eq!(courier("sendmail:/etc/passwd").await, ["doctor-relay-sendmail-missing wrong"]);
    school.write("secret", "hunter2\n");
    let line = format!("smtp://u@{server}?tls=none\n  password-file: secret");
    assert_eq!(courier(&line).await, ["doctor-relay-login wrong"]);
    let small = small_server().await;
    assert_eq!(courier(&format!("smtp://{small}?tls=none")).await, ["doctor-relay-size warning"]);
    school.smtp.set(|faults| faults.closed = true);
    assert_eq!(courier(&format!("smtp://{server}?tls=none")).await, ["doctor-relay-away wrong"]);
}

/// A mail server that takes next to nothing.
async fn small_server() -> std::net::SocketAddr {
    let listener = door().await;
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            stream.get_mut().write_all(b"220 small\r\n").await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
                let answer =
                    if line.starts_with("EHLO") { "250-small\r\n250 SIZE 10000\r\n" } else { "250 ok\r\n" };
                let _ = stream.get_mut().write_all(answer.as_bytes()).await;
                line.clear();
            }
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_no_safe_line() {
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let school = school().await;
    let (key, certificate) = (school.folder.path().join("k.pem"), school.folder.path().join("c.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    let _server = Running::start(
        Command::new("openssl")
            .args(["s_server", "-quiet", "-accept", &format!("127.0.0.1:{port}"), "-key"])
            .arg(&key)
            .arg("-cert")
            .arg(&certificate),
        port,
    );
    let line = format!("  courier: smtps://127.0.0.1:{port}");
    let office = changed(&school, |settings| with_line(&settings, "courier:", &line)).await;
    assert_eq!(found(&office, "relay").await, ["doctor-relay-tls wrong"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_is_opened_or_it_is_said_why_not() {
    let school = school().await;
    std::fs::create_dir(school.folder.path().join("bounces")).unwrap();
    let inbox = async |line: &str| {
        let office = changed(&school, |settings| {
            let others =
                settings.lines().filter(|line| !line.contains("inbox")).map(|line| format!("{line}\n"));
            format!("{}  inbox: {line}\n", others.collect::<String>())
        })
        .await;
        found(&office, "inbox").await
    };
    assert_eq!(inbox("folder:bounces").await, ["doctor-inbox-folder fine"]);
    assert_eq!(inbox("folder:nowhere").await, ["doctor-inbox-folder-missing wrong"]);
    school.write("secret", "hunter2\n");
    let port = free_port();
    let imap = |port: u16| format!("imap://u@127.0.0.1:{port}/INBOX?tls=none\n  inbox-password-file: secret");
    assert_eq!(inbox(&imap(port)).await, ["doctor-inbox-away wrong"]);
    let listener = door().await;
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak_imap(stream));
        }
    });
    assert_eq!(inbox(&imap(port)).await, ["doctor-inbox-fine fine"]);
    school.write("secret", "wrong\n");
    assert_eq!(inbox(&imap(port)).await, ["doctor-inbox-away wrong"]);
}

async fn speak_imap(stream: tokio::net::TcpStream) {
    let mut stream = BufReader::new(stream);
    let _ = stream.get_mut().write_all(b"* OK ready\r\n").await;
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let tag = line.split(' ').next().unwrap_or_default();
        let answer = match () {
            () if line.contains("LOGIN") && !line.contains("hunter2") => format!("{tag} NO who are you\r\n"),
            () if line.contains("LOGOUT") => format!("* BYE bye\r\n{tag} OK\r\n"),
            () if line.contains("EXAMINE") => format!("* 0 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"),
            () => format!("{tag} OK done\r\n"),
        };
        let _ = stream.get_mut().write_all(answer.as_bytes()).await;
        line.clear();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_to_sign_with_that_are_missing_or_spoiled_are_told() {
    let school = school().await;
    let office = changed(&school, |settings| format!("{settings}  dkim: true\n")).await;
    assert_eq!(found(&office, "dkim").await, ["doctor-dkim-no-keys wrong"]);
    office.mail_keys(true).unwrap();
    let folder = school.folder.path().join(".otayori/dkim");
    for file in std::fs::read_dir(&folder).unwrap() {
        std::fs::write(file.unwrap().path(), "no key").unwrap();
    }
    assert_eq!(found(&office, "dkim").await, ["doctor-dkim-unreadable wrong"]);
}
