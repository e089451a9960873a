//! `otayori mail read`, as somebody at the terminal or a mail system's pipe runs it.

use std::process::{Command, Output, Stdio};

use super::*;

/// Runs the program in that school, with this message on its standard input.
pub(super) fn mail_read(school: &School, arguments: &[&str], message: &[u8], env: &[(&str, &str)]) -> Output {
    use std::io::Write;
    tokio::task::block_in_place(|| {
        let mut read = Command::new(env!("CARGO_BIN_EXE_otayori"))
            .arg("--school")
            .arg(school.folder.path())
            .args(["--lang", "en", "mail", "read"])
            .args(arguments)
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Settings that it refuses end it before it reads.
        let _ = read.stdin.take().unwrap().write_all(message);
        read.wait_with_output().unwrap()
    })
}

pub(super) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

pub(super) fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Adds lines below `mail:`.
pub(super) fn with_mail(school: &School, lines: &str) {
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &settings.replace("  hold: 60s\n", &format!("  hold: 60s\n{lines}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_through_a_pipe_counts_once() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let about = dispatch(&school, &picnic, ADDRESS).await;
    let bounce = filled(&sample("postfix_user_unknown"), &about, &key(&school).await);
    for _ in 0..2 {
        let read = mail_read(&school, &[], &bounce, &[]);
        assert!(read.status.success(), "{}", talk(&read));
        assert_eq!(out(&read), "1  mails that did not arrive");
    }
    assert_eq!(rows(&school).await.len(), 1);
    assert!(school.unread(&picnic).await.contains(&"H001 bounced".to_owned()));
    let read = mail_read(&school, &["--json"], &sample("newsletter"), &[]);
    assert_eq!((out(&read).as_str(), talk(&read).as_str()), (r#"{"returned":{"auto-reply":1}}"#, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_in_the_inbox_is_read_and_without_one_it_says_what_to_do() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let read = mail_read(&school, &[], b"", &[]);
    assert_eq!(read.status.code(), Some(2));
    assert!(talk(&read).contains("mail.inbox:") && talk(&read).contains("mail read < "), "{}", talk(&read));
    let read = mail_read(&school, &["--json"], b"", &[]);
    let said: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(said["problems"][0]["id"], "mail-read-nowhere");

    with_mail(&school, "  inbox: folder:inbox\n");
    let read = mail_read(&school, &[], b"", &[]);
    assert_eq!(read.status.code(), Some(3), "that folder is not there");
    assert!(talk(&read).contains("mail.inbox"), "{}", talk(&read));
    let about = dispatch(&school, &picnic, ADDRESS).await;
    let key = key(&school).await;
    for name in ["postfix_user_unknown", "parents_reply", "vacation_old"] {
        let message = filled(&sample(name), &about, &key);
        std::fs::create_dir_all(school.folder.path().join("inbox")).unwrap();
        std::fs::write(school.folder.path().join("inbox").join(name), message).unwrap();
    }
    let read = mail_read(&school, &[], b"", &[]);
    let lines: Vec<String> = out(&read).lines().map(|line| line.trim().to_owned()).collect();
    let expected = [
        "1  mails that did not arrive",
        "1  automatic replies",
        "1  replies of parents (please look into the inbox)",
    ];
    assert_eq!(lines, expected, "{}", talk(&read));
    assert_eq!(out(&mail_read(&school, &[], b"", &[])), "Nothing new has come back.");
    assert!(school.unread(&picnic).await.contains(&"H001 bounced".to_owned()));
}
