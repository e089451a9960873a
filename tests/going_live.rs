//! The examples of docs/going-live/, run for real: nginx and Caddy before desk and collector, and the systemd unit.

use std::path::Path;
use std::process::{Command, Stdio};

use otayori::desk;
use reqwest::header::{ORIGIN, SET_COOKIE};
use reqwest::{Client, StatusCode};
use tempfile::TempDir;

use crate::common::outside::{Running, answering, command, free_port, is_here};
use crate::common::school::School;
use crate::desk::director::{Desk, Filled, NAME, PASSWORD, Page};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/going-live");

/// A key and a certificate that nobody knows, in this folder.
fn certificate(folder: &Path) {
    let names = "subjectAltName=DNS:desk.example.jp,DNS:yomi.example.jp";
    let line = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 9";
    let mut openssl = Command::new("openssl");
    openssl.args(line.split(' ')).args(["-subj", "/CN=desk.example.jp", "-addext", names]);
    let made = openssl.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(made.success());
}

/// A school whose desk and collector stand behind a proxy at this port.
async fn behind(port: u16) -> (School, Desk, Client) {
    let school = School::open(&format!("desk:\n  address: https://desk.example.jp:{port}\n")).await;
    let desk = Desk::open(&school.office).await;
    let here = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    let client = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .danger_accept_invalid_certs(true)
        .resolve("desk.example.jp", here)
        .resolve("yomi.example.jp", here)
        .build()
        .unwrap();
    (school, desk, client)
}

/// The example with this school's ports, and a certificate that is here.
fn example(name: &str, port: u16, school: &School, desk: &Desk) -> String {
    let collector = school.collector.rsplit(':').next().unwrap();
    std::fs::read_to_string(format!("{EXAMPLES}/{name}"))
        .unwrap()
        .replace("127.0.0.1:8025", &format!("127.0.0.1:{}", desk.port))
        .replace("127.0.0.1:8026", &format!("127.0.0.1:{collector}"))
        .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
        .replace(
            "https://desk.example.jp {",
            &format!("https://desk.example.jp:{port} {{\n\tbind 127.0.0.1\n\ttls cert.pem key.pem"),
        )
        .replace(
            "https://yomi.example.jp {",
            &format!("https://yomi.example.jp:{port} {{\n\tbind 127.0.0.1\n\ttls cert.pem key.pem"),
        )
}

/// What must hold whichever proxy stands before.
async fn all_is_well(desk: &Desk, client: &Client, port: u16) {
    let address = format!("https://desk.example.jp:{port}");
    let get = async |url: String| Page::of(client.get(url).send().await.unwrap()).await;
    assert_eq!(get(format!("{address}/health")).await.text, "ok");
    let link = desk::first_start_link(&desk.state).await.unwrap().unwrap();
    assert!(link.starts_with(&address), "{link}");
    let token = link.split_once("?k=").unwrap().1;
    let form = [("k", token), ("name", NAME), ("password", PASSWORD), ("again", PASSWORD)];
    let post = async |path: &str, origin: &str, form: &[(&str, &str)], claims: &str| {
        let request =
            client.post(format!("{address}{path}")).header(ORIGIN, origin).header("x-forwarded-for", claims);
        Page::of(request.filled(form).send().await.unwrap()).await
    };
    assert_eq!(post("/first", "https://evil.example", &form, "").await.status, StatusCode::FORBIDDEN);
    let entered = post("/first", &address, &form, "").await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text);
    for cookie in entered.headers.get_all(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-otayori") && cookie.contains("; Secure"), "{cookie}");
    }
    let home = client.get(&address).header("cookie", entered.cookie()).send().await.unwrap();
    assert_eq!(home.status(), StatusCode::OK);
    // The collector's host shows nothing of the desk.
    for path in ["/", "/login", "/desk.css", "/letters/x/list"] {
        let page = get(format!("https://yomi.example.jp:{port}{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        page.misses(NAME);
    }
    // Whoever guesses is one visitor, whatever they claim to be.
    let mut last = StatusCode::OK;
    for number in 0..32 {
        let (name, claims) = (format!("だれか{number}"), format!("203.0.113.{number}"));
        last = post("/login", &address, &[("name", &name), ("password", "x")], &claims).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_stands_before_desk_and_collector() {
    if !is_here("nginx") {
        return;
    }
    let port = free_port();
    let (school, desk, client) = behind(port).await;
    let folder = TempDir::new().unwrap();
    certificate(folder.path());
    let inside = example("nginx.conf", port, &school, &desk);
    let certificates = ["/etc/letsencrypt/live/desk.example.jp/", "/etc/letsencrypt/live/yomi.example.jp/"];
    let inside = certificates.iter().fold(inside, |text, path| text.replace(path, ""));
    let inside = inside.replace("fullchain.pem", "cert.pem").replace("privkey.pem", "key.pem");
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String = temporary.iter().map(|name| format!("{name}_temp_path {name};\n")).collect();
    let whole =
        format!("daemon off;\npid pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{inside}}}\n");
    std::fs::write(folder.path().join("nginx.conf"), whole).unwrap();
    let mut nginx = command("nginx");
    nginx.arg("-p").arg(folder.path()).args(["-c", "nginx.conf", "-e", "error.log"]);
    let _nginx = Running(nginx.spawn().unwrap());
    answering(port);
    all_is_well(&desk, &client, port).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_stands_before_desk_and_collector() {
    if !is_here("caddy") {
        return;
    }
    let port = free_port();
    let (school, desk, client) = behind(port).await;
    let folder = TempDir::new().unwrap();
    certificate(folder.path());
    let whole = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n".to_owned()
        + &example("Caddyfile", port, &school, &desk);
    std::fs::write(folder.path().join("Caddyfile"), whole).unwrap();
    let mut caddy = command("caddy");
    caddy.args(["run", "--config", "Caddyfile"]).current_dir(folder.path());
    caddy
        .env("XDG_DATA_HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("HOME", folder.path());
    let _caddy = Running(caddy.spawn().unwrap());
    answering(port);
    all_is_well(&desk, &client, port).await;
}

#[test]
fn systemd_takes_the_unit() {
    if !is_here("systemd-analyze") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let unit = std::fs::read_to_string(format!("{EXAMPLES}/otayori.service")).unwrap();
    let unit = unit.replace("/usr/local/bin/otayori", env!("CARGO_BIN_EXE_otayori"));
    let verify = |unit: &str| {
        let file = folder.path().join("otayori.service");
        std::fs::write(&file, unit).unwrap();
        let mut command = Command::new("systemd-analyze");
        let said = command.args(["verify", "--man=no"]).arg(&file).output().unwrap();
        (said.status.success(), String::from_utf8_lossy(&said.stderr).into_owned())
    };
    let (is_well, said) = verify(&unit);
    assert!(is_well && !said.contains("otayori.service"), "{said}");
    let (_, said) = verify(&unit.replace("TimeoutStopSec=120", "TimeoutStopSec=soon\nRestarts=yes"));
    assert!(said.contains("otayori.service"), "a fault would be told: {said}");
}
