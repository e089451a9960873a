//! The look at the public page before anybody is told of it.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use otayori::publish::{VerifyError, verify};

use super::free_port;

async fn site() -> String {
    let pages = Router::new()
        .route("/himawari/abc/", get(|| async { "the letter" }))
        .route("/himawari/gone/", get(|| async { StatusCode::NOT_FOUND }))
        .route("/himawari/abc/otayori.pdf", get(|| async { "the sheet" }));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}/himawari", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
    address
}

fn hash(bytes: &str) -> String {
    blake3::hash(bytes.as_bytes()).to_hex().to_string()
}

#[tokio::test]
async fn a_page_is_fetched_at_the_address_parents_get() {
    let site = site().await;
    assert_eq!(verify(&site, "abc/index.html", &hash("the letter")).await, Ok(()));
    assert_eq!(verify(&site, "abc/otayori.pdf", &hash("the sheet")).await, Ok(()));
}

#[tokio::test]
async fn anything_else_is_told_apart() {
    let site = site().await;
    assert!(matches!(
        verify(&site, "abc/index.html", &hash("a correction")).await,
        Err(VerifyError::Different(address)) if address.ends_with("/himawari/abc/")
    ));
    assert!(matches!(verify(&site, "gone/index.html", &hash("x")).await, Err(VerifyError::Missing(_, 404))));
    let nobody = format!("http://127.0.0.1:{}", free_port());
    assert!(matches!(verify(&nobody, "abc/index.html", &hash("x")).await, Err(VerifyError::Unreachable(..))));
}
