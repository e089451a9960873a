//! The real programs: `otayori collector` alone, behind TLS, and the office that visits it.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::common::outside::{Authority, Running, free_port};
use crate::common::school::{FAMILIES, write};

fn otayori(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
    command.arg("--school").arg(folder).args(words).args(["--lang", "en"]).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// `otayori collector` in this folder, and its port.
fn collector(folder: &Path) -> (Running, u16) {
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let mut command = otayori(folder, &["collector", "--listen", &listen]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    crate::common::outside::answering(port);
    (Running(child), port)
}

/// A reverse proxy that speaks TLS to the world and plainly to the collector.
async fn proxy(authority: &Authority, behind: u16) -> u16 {
    let certificates = vec![CertificateDer::from_pem_file(authority.file("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(authority.file("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut outer) = acceptor.accept(stream).await else { return };
                let Ok(mut inner) = TcpStream::connect(("127.0.0.1", behind)).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut outer, &mut inner).await;
            });
        }
    });
    port
}

fn school(folder: &Path, collector: &str) {
    write(folder, "recipients/families.csv", FAMILIES);
    write(folder, "content/全園/2026-11-25 遠足.md", "# 遠足のおしらせ\n\n水筒。\n");
    let port = free_port();
    let settings = format!(
        "name: ひまわり保育園\nschool-year: 2026\nsite: http://127.0.0.1:{port}\ncollector: {collector}\n\
         collector-apart: true\nhost: folder:public\nmail:\n  courier: mailbox:mailbox\n"
    );
    write(folder, "school.yaml", &settings);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_visits_over_tls_and_believes_only_whom_this_machine_trusts() {
    let (office, server, authority) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Authority::new());
    let made = otayori(office.path(), &["collector", "--new-key"]).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    let key = std::fs::read_to_string(office.path().join(".otayori/collector.key")).unwrap();
    assert!(!said(&made).contains(key.trim()), "the key is not shown");
    let again = otayori(office.path(), &["collector", "--new-key"]).output().unwrap();
    assert_eq!(again.status.code(), Some(2), "never over one that is there");
    assert!(!said(&again).contains(key.trim()));

    let without = otayori(server.path(), &["collector"]).output().unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(said(&without).contains("--new-key"), "{}", said(&without));
    write(server.path(), ".otayori/collector.key", &key);
    let (mut running, port) = collector(server.path());
    let outside = proxy(&authority, port).await;
    school(office.path(), &format!("https://localhost:{outside}"));

    let doctor = |trusted: Option<&str>| {
        let mut command = otayori(office.path(), &["doctor", "--json"]);
        command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
        if let Some(file) = trusted {
            command.env("SSL_CERT_FILE", file);
        }
        let output = tokio::task::block_in_place(|| command.output().unwrap());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(doctor(None).contains("doctor-apart-away"), "{}", doctor(None));
    let trusting = doctor(Some(&authority.file("ca.pem")));
    assert!(trusting.contains("doctor-apart-fine"), "{trusting}");

    // Asked to stop, it ends in order; killed and started again, it knows its school still.
    let asked = Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert!(running.0.wait().unwrap().success());
    let (_running, port) = collector(server.path());
    let page = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = page.get(format!("http://127.0.0.1:{port}/r")).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("ひまわり保育園"));
}

#[test]
fn a_collector_in_the_school_s_own_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    school(folder.path(), "https://yomi.example.jp");
    let refused = otayori(folder.path(), &["collector"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("serve"), "{}", said(&refused));
    let keyless = otayori(folder.path(), &["check"]).output().unwrap();
    assert!(said(&keyless).contains("otayori collector --new-key"), "{}", said(&keyless));
}
