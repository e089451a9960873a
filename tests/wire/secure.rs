//! TLS with a certificate of a test authority, and the three ways to log in, against aiosmtpd. The program itself
//! sends: whom it trusts comes from its environment.

use std::path::PathBuf;
use std::process::Output;

use tempfile::TempDir;

use super::*;

struct Server {
    _running: Running,
    port: u16,
    taken: PathBuf,
    _folder: TempDir,
}

impl Server {
    fn start(how: &[&str]) -> Option<Self> {
        let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/.judges/python/bin/python");
        let python = if judge.is_file() { judge.display().to_string() } else { "python3".to_owned() };
        let has = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !has.is_ok_and(|status| status.success()) {
            assert!(std::env::var_os("OTAYORI_JUDGES").is_none(), "aiosmtpd is missing");
            return None;
        }
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let taken = folder.path().join("taken");
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/server.py");
        let running =
            command(&python).arg(server).arg(port.to_string()).arg(&taken).args(how).spawn().unwrap();
        answering(port);
        Some(Server { _running: Running(running), port, taken, _folder: folder })
    }

    fn taken(&self) -> Vec<String> {
        std::fs::read_to_string(&self.taken).unwrap_or_default().lines().map(str::to_owned).collect()
    }
}

/// Runs `otayori send`, trusting only this authority.
async fn sends(courier: &str, more: &str, trusted: &str) -> (Output, School) {
    let school = School::open(&format!("  quiet: never\n{more}")).await;
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    let own = format!("smtp://{}?tls=none", school.smtp.address);
    school.write("school.yaml", &settings.replace(&own, courier).replace("hold: 60s", "hold: 0s"));
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let output = tokio::task::block_in_place(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
        command.arg("--school").arg(school.folder.path()).args(["send", "園だより", "--yes", "--lang", "en"]);
        command.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
        command.env("OTAYORI_SMTP_PASSWORD", "himitsu").output().unwrap()
    });
    (output, school)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn mails(taken: &[String]) -> usize {
    taken.iter().filter(|line| line.starts_with("mail")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_go_through_tls_to_a_server_that_proves_who_it_is() {
    if !is_here("openssl") {
        return;
    }
    let (authority, other) = (Authority::new(), Authority::new());
    let (cert, key) = (authority.file("server.pem"), authority.file("server.key"));
    for (how, scheme) in [("starttls", "smtp"), ("direct", "smtps")] {
        let Some(server) = Server::start(&[how, &cert, &key]) else { return };
        let courier = format!("{scheme}://localhost:{}", server.port);
        let (output, _school) = sends(&courier, "", &authority.file("ca.pem")).await;
        assert!(output.status.success(), "{how}: {}", said(&output));
        let taken = server.taken();
        assert_eq!(mails(&taken), 5, "{how}: {taken:?}");
        assert!(taken.iter().all(|line| line.starts_with("mail tls ")), "{how}: {taken:?}");

        let Some(server) = Server::start(&[how, &cert, &key]) else { return };
        let courier = format!("{scheme}://localhost:{}", server.port);
        let (output, _school) = sends(&courier, "", &other.file("ca.pem")).await;
        assert_eq!(output.status.code(), Some(3), "{how}: another authority's word: {}", said(&output));
        assert!(said(&output).contains("certificate"), "{how}: {}", said(&output));
        assert_eq!(server.taken(), Vec::<String>::new(), "{how}");

        let courier = format!("{scheme}://127.0.0.1:{}", server.port);
        let (output, _school) = sends(&courier, "", &authority.file("ca.pem")).await;
        assert_eq!(output.status.code(), Some(3), "{how}: a certificate for another name: {}", said(&output));
        assert_eq!(server.taken(), Vec::<String>::new(), "{how}");
    }
    let Some(clear) = Server::start(&[]) else { return };
    let (output, _school) =
        sends(&format!("smtp://localhost:{}", clear.port), "", &authority.file("ca.pem")).await;
    assert_eq!(output.status.code(), Some(3), "no STARTTLS, no mail: {}", said(&output));
    assert_eq!(clear.taken(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_school_logs_in_as_the_mail_server_wants_it() {
    if !is_here("openssl") {
        return;
    }
    let authority = Authority::new();
    let (cert, key) = (authority.file("server.pem"), authority.file("server.key"));
    let trusted = authority.file("ca.pem");
    for (left_out, login) in [("no-LOGIN", "login PLAIN yes"), ("no-PLAIN", "login LOGIN yes")] {
        let Some(server) = Server::start(&["starttls", &cert, &key, "auth", left_out]) else { return };
        let (output, _school) =
            sends(&format!("smtp://enchou@localhost:{}", server.port), "", &trusted).await;
        assert!(output.status.success(), "{login}: {}", said(&output));
        let taken = server.taken();
        assert!(taken.contains(&login.to_owned()) && mails(&taken) == 5, "{taken:?}");
    }
    let Some(server) = Server::start(&["starttls", &cert, &key, "auth"]) else { return };
    let (output, _school) = sends(&format!("smtp://someone@localhost:{}", server.port), "", &trusted).await;
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("login was refused"), "{}", said(&output));
    assert!(!said(&output).contains("himitsu"));
    assert_eq!(mails(&server.taken()), 0);

    let token = Path::new(&authority.file("ca.pem")).with_file_name("token");
    for (holds, goes) in [("mukashi", false), ("ima", true)] {
        std::fs::write(&token, format!("{holds}\n")).unwrap();
        let courier = format!("smtp://enchou@localhost:{}?auth=xoauth2", server.port);
        let school = School::open("  quiet: never\n").await;
        let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
        let own = format!("smtp://{}?tls=none", school.smtp.address);
        let courier = format!("{courier}\n  password-file: {}", token.display());
        school.write("school.yaml", &settings.replace(&own, &courier).replace("hold: 60s", "hold: 0s"));
        school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
        let output = tokio::task::block_in_place(|| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
            command.arg("--school").arg(school.folder.path()).args([
                "send",
                "園だより",
                "--yes",
                "--lang",
                "en",
            ]);
            command.env("SSL_CERT_FILE", &trusted).env_remove("SSL_CERT_DIR").output().unwrap()
        });
        assert_eq!(output.status.success(), goes, "{holds}: {}", said(&output));
        let taken = server.taken();
        assert!(
            taken.iter().any(|line| *line == format!("login XOAUTH2 user=enchou|auth=Bearer {holds}||")),
            "{taken:?}"
        );
        assert_eq!(mails(&taken), if goes { 5 } else { 0 }, "{taken:?}");
    }
}
