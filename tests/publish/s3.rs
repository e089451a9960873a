//! S3: what is asked of a bucket, by a small bucket of our own; and whether requests are signed as they
//! must be, by moto's server, which checks every signature.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use otayori::publish::{Bucket, Host, HostError, Patience, Patient, S3Host, S3Keys};
use otayori::settings::Secret;

use super::{free_port, judges, keeps_the_contract, wait_for};

/// A bucket in this process: one file and its headers for each path asked for.
#[derive(Clone, Default)]
struct Shelf {
    files: Arc<Mutex<BTreeMap<String, (HeaderMap, Bytes)>>>,
    /// answers to give before it does as asked
    faults: Arc<Mutex<Vec<(u16, &'static str)>>>,
}

async fn answer(
    State(shelf): State<Shelf>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some((status, code)) = shelf.faults.lock().unwrap().pop() {
        let body = format!("<Error><Code>{code}</Code><Message>as told</Message></Error>");
        return (StatusCode::from_u16(status).unwrap(), body).into_response();
    }
    let path = uri.path().to_owned();
    let mut files = shelf.files.lock().unwrap();
    match method {
        Method::PUT => {
            files.insert(path, (headers, body));
            StatusCode::OK.into_response()
        }
        Method::DELETE => {
            files.remove(&path);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => match files.get(&path) {
            Some((_, body)) => body.clone().into_response(),
            None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response(),
        },
    }
}

impl Shelf {
    async fn open() -> (Self, String) {
        let shelf = Shelf::default();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(shelf.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (shelf, endpoint)
    }

    fn next_answers(&self, status: u16, code: &'static str, times: usize) {
        *self.faults.lock().unwrap() = vec![(status, code); times];
    }
}

fn keys(id: &str, secret: &str) -> S3Keys {
    S3Keys { id: id.to_owned(), secret: Secret(secret.to_owned()) }
}

fn bucket(endpoint: &str, name: &str) -> Bucket {
    Bucket {
        name: name.to_owned(),
        prefix: "himawari".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_the_contract() {
    let (shelf, endpoint) = Shelf::open().await;
    let host = S3Host::new(&bucket(&endpoint, "letters"), &keys("id", "secret")).unwrap();
    let see = |path: &str| {
        let files = shelf.files.lock().unwrap();
        files.get(&format!("/letters/himawari/{path}")).map(|(_, bytes)| bytes.to_vec())
    };
    keeps_the_contract(&host, see).await;
}

#[tokio::test]
async fn a_browser_is_told_what_a_file_is_and_how_long_to_keep_it() {
    let (shelf, endpoint) = Shelf::open().await;
    let host = S3Host::new(&bucket(&endpoint, "letters"), &keys("id", "secret")).unwrap();
    for (path, kind, kept) in [
        ("abc/index.html", "text/html; charset=utf-8", "no-cache"),
        ("abc/otayori.pdf", "application/pdf", "no-cache"),
        ("p/3f-960.webp", "image/webp", "public, max-age=31536000, immutable"),
        ("a/style-3f.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    ] {
        host.put(path, b"x".to_vec()).await.unwrap();
        let files = shelf.files.lock().unwrap();
        // The bucket's name stands in the path: every S3-compatible service understands that.
        let (headers, _) = &files[&format!("/letters/himawari/{path}")];
        assert_eq!(headers["content-type"], kind);
        assert_eq!(headers["cache-control"], kept);
        let signed = headers["authorization"].to_str().unwrap();
        assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=id/"), "{signed}");
    }
}

#[tokio::test]
async fn faults_of_a_bucket_are_told_apart() {
    let (shelf, endpoint) = Shelf::open().await;
    let host = S3Host::new(&bucket(&endpoint, "letters"), &keys("id", "secret")).unwrap();
    let mut faults = Vec::new();
    for (status, code) in [
        (404, "NoSuchBucket"),
        (403, "InvalidAccessKeyId"),
        (400, "AuthorizationHeaderMalformed"),
        (503, "SlowDown"),
        (507, "InsufficientStorage"),
        (403, "QuotaExceeded"),
    ] {
        shelf.next_answers(status, code, 1);
        faults.push(host.put("index.html", vec![1]).await.unwrap_err());
    }
    assert!(
        matches!(
            &faults[..],
            [
                HostError::Missing(_),
                HostError::Refused(_),
                HostError::Refused(_),
                HostError::Unreachable(_),
                HostError::Full(_),
                HostError::Full(_)
            ]
        ),
        "{faults:#?}"
    );
    assert!(shelf.files.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_busy_bucket_is_asked_again() {
    let (shelf, endpoint) = Shelf::open().await;
    let host = S3Host::new(&bucket(&endpoint, "letters"), &keys("id", "secret")).unwrap();
    let patience = Patience { pause: Duration::from_millis(10), ..Patience::default() };
    let host = Patient::new(host, patience);
    shelf.next_answers(503, "SlowDown", 3);
    assert_eq!(host.put("index.html", vec![1]).await, Ok(()));
}

#[tokio::test]
async fn a_bucket_nobody_serves_is_unreachable() {
    let endpoint = format!("http://127.0.0.1:{}", free_port());
    let host = S3Host::new(&bucket(&endpoint, "letters"), &keys("id", "secret")).unwrap();
    let fault = host.put("index.html", vec![1]).await.unwrap_err();
    assert!(matches!(&fault, HostError::Unreachable(said) if said.contains("refused")), "{fault:?}");
}

/// moto's server, asking for a signature on every request, with one user who may do all in S3.
struct Moto {
    child: Child,
    endpoint: String,
    keys: S3Keys,
}

impl Moto {
    async fn start() -> Self {
        let port = free_port();
        let child = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto_server (the Python package moto[server]) is installed");
        wait_for(port);
        let mut moto = Moto { child, endpoint: format!("http://127.0.0.1:{port}"), keys: keys("", "") };
        moto.iam("Action=CreateUser&UserName=school").await;
        let made = moto.iam("Action=CreateAccessKey&UserName=school").await;
        moto.keys = keys(between(&made, "AccessKeyId"), between(&made, "SecretAccessKey"));
        let policy =
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
        let policy = policy.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        moto.iam(&format!("Action=PutUserPolicy&UserName=school&PolicyName=all&PolicyDocument={policy}"))
            .await;
        let made = moto.ask(Method::PUT, "/letters", "s3", String::new()).await;
        assert!(made.status().is_success(), "{made:?}");
        // From now on nothing without a right signature.
        let asks = moto.ask(Method::POST, "/moto-api/reset-auth", "", "0".to_owned()).await;
        assert!(asks.status().is_success(), "{asks:?}");
        moto
    }

    async fn iam(&self, body: &str) -> String {
        let answer = self.ask(Method::POST, "/", "iam", format!("{body}&Version=2010-05-08")).await;
        assert!(answer.status().is_success(), "{answer:?}");
        answer.text().await.unwrap()
    }

    /// An unsigned request; the header only tells moto which service is meant.
    async fn ask(&self, method: Method, path: &str, service: &str, body: String) -> reqwest::Response {
        let header = format!(
            "AWS4-HMAC-SHA256 Credential=x/20261122/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=x"
        );
        // Only IAM's requests are forms.
        let kind = if service == "iam" { "application/x-www-form-urlencoded" } else { "text/plain" };
        reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .request(method, format!("{}{path}", self.endpoint))
            .header("authorization", header)
            .header("content-type", kind)
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn between<'a>(text: &'a str, tag: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("<{tag}>")).unwrap();
    rest.split_once('<').unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_checks_signatures_accepts_ours_and_refuses_others() {
    if !judges() {
        return;
    }
    let moto = Moto::start().await;
    let host = S3Host::new(&bucket(&moto.endpoint, "letters"), &moto.keys).unwrap();
    // moto itself stumbles over a file that is replaced while it is read; no part is ever shown.
    let behind = S3Host::new(&bucket(&moto.endpoint, "letters"), &moto.keys).unwrap();
    let behind = Patient::new(behind, Patience { pause: Duration::from_millis(20), ..Patience::default() });
    let see = |path: &str| {
        let read = async { behind.get(path).await.unwrap() };
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(read)
            });
            reader.join().unwrap()
        })
    };
    keeps_the_contract(&host, see).await;

    let unsigned = moto.ask(Method::GET, "/letters/himawari/index.html", "s3", String::new()).await;
    assert_eq!(unsigned.status(), 403, "this server does look at signatures");
    let stolen = keys(&moto.keys.id, "not the secret");
    let unknown = keys("AKIAUNKNOWN", &moto.keys.secret.0);
    for wrong in [stolen, unknown] {
        let host = S3Host::new(&bucket(&moto.endpoint, "letters"), &wrong).unwrap();
        let fault = host.put("index.html", b"forged".to_vec()).await.unwrap_err();
        assert!(matches!(fault, HostError::Refused(_)), "{fault:?}");
    }
    let missing = S3Host::new(&bucket(&moto.endpoint, "no-such-bucket"), &moto.keys).unwrap();
    let fault = missing.put("index.html", vec![1]).await.unwrap_err();
    assert!(matches!(fault, HostError::Missing(_)), "{fault:?}");
}
