//! Mail systems as they run in life: a Postfix of our own in a folder of its own.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn postfix_takes_every_mail_and_queues_it() {
    if !is_here("postfix") || !Path::new("/usr/lib/postfix/sbin/master").is_file() {
        return;
    }
    if !is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let port = free_port();
    for name in ["conf", "queue", "data"] {
        std::fs::create_dir(path(name)).unwrap();
    }
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let owned = command("chown").arg("postfix").arg(path("data")).status().unwrap();
    assert!(owned.success());
    std::fs::write(
        path("conf/main.cf"),
        format!(
            "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\nmaillog_file = {}\n\
             maillog_file_prefixes = /\nmyhostname = localhost\ninet_interfaces = 127.0.0.1\nmynetworks = 127.0.0.0/8\n\
             default_transport = discard\nmydestination =\nalias_maps =\nlocal_recipient_maps =\n\
             smtputf8_enable = no\n",
            path("queue"),
            path("data"),
            path("log")
        ),
    )
    .unwrap();
    let services = [
        format!("127.0.0.1:{port} inet n - n - - smtpd"),
        "pickup unix n - n 60 1 pickup".to_owned(),
        "cleanup unix n - n - 0 cleanup".to_owned(),
        "qmgr unix n - n 300 1 qmgr".to_owned(),
        "rewrite unix - - n - - trivial-rewrite".to_owned(),
        "bounce unix - - n - 0 bounce".to_owned(),
        "defer unix - - n - 0 bounce".to_owned(),
        "trace unix - - n - 0 bounce".to_owned(),
        "error unix - - n - - error".to_owned(),
        "discard unix - - n - - discard".to_owned(),
        "anvil unix - - n - 1 anvil".to_owned(),
        "postlog unix-dgram n - n - 1 postlogd".to_owned(),
    ];
    std::fs::write(path("conf/master.cf"), services.join("\n") + "\n").unwrap();
    let started = command("postfix").args(["-c", &path("conf"), "start"]).status().unwrap();
    assert!(started.success(), "{}", std::fs::read_to_string(path("log")).unwrap_or_default());
    let stopping = Stopping(path("conf"));
    answering(port);
    let school = school(&format!("smtp://127.0.0.1:{port}?tls=none"), "").await;
    let (rest, states) = sent(&school).await;
    let log = || std::fs::read_to_string(path("log")).unwrap_or_default();
    assert_eq!((rest, states.get(&State::Accepted)), (Rest::Done, Some(&5)), "{}", log());
    for _ in 0..100 {
        if log().matches("status=sent").count() == 5 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(log().matches("status=sent").count(), 5, "{}", log());
    drop(stopping);
}

/// Ends that Postfix, whatever came of the test.
struct Stopping(String);

impl Drop for Stopping {
    fn drop(&mut self) {
        let _ = command("postfix").args(["-c", &self.0, "stop"]).status();
    }
}
