//! A few parents, played through the real doors: they take the link out of their mail and do what the
//! page's script would do.

use std::time::Duration;

use serde_json::json;

/// What a parent does with the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent {
    /// opens the page, reads it and touches it
    Reads,
    /// reads it and presses 読みました
    Confirms,
    /// presses 電話をください
    AsksForCall,
    /// opens the page and leaves it alone
    OpensOnly,
    /// fetches the link as a mail scanner does: no person at all
    IsAScanner,
}

/// As long as the page waits before it calls something read, and a little more.
const READING: Duration = Duration::from_millis(3_400);

/// Plays one parent with the page's link. `collector` has no slash at the end.
///
/// # Errors
/// The page or the collector does not answer as it should.
pub async fn play(parent: Parent, link: &str, collector: &str) -> Result<(), reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().user_agent(PHONE).build()?;
    let page = client.get(link).send().await?.error_for_status()?.text().await?;
    if parent == Parent::IsAScanner {
        return Ok(());
    }
    let token = link.split_once("?k=").map_or("", |(_, rest)| rest.split('&').next().unwrap_or_default());
    let edition = attribute(&page, "data-edition");
    let origin = origin(link);
    let beacon = async |door: &str, body: serde_json::Value| {
        let request = client.post(format!("{collector}/b/{door}")).header("Origin", &origin);
        request.header("Content-Type", "text/plain").body(body.to_string()).send().await?.error_for_status()
    };
    let started = beacon("start", json!({ "k": token, "edition": edition })).await?.text().await?;
    let started: serde_json::Value = serde_json::from_str(&started).unwrap_or_default();
    let nonce = started["nonce"].as_str().unwrap_or_default();
    tokio::time::sleep(READING).await;
    let seen = json!({
        "k": token, "edition": edition, "nonce": nonce, "visible": 3_400, "gesture": "touchstart",
    });
    match parent {
        Parent::Reads => beacon("read", seen).await.map(drop),
        Parent::Confirms => beacon("confirm", seen).await.map(drop),
        Parent::AsksForCall => beacon("asks", seen).await.map(drop),
        Parent::OpensOnly | Parent::IsAScanner => Ok(()),
    }
}

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/140.0.0.0 Mobile Safari/537.36";

fn attribute<'a>(page: &'a str, name: &str) -> &'a str {
    let after = page.split_once(&format!("{name}=\"")).map_or("", |(_, after)| after);
    after.split('"').next().unwrap_or_default()
}

fn origin(link: &str) -> String {
    link.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}
