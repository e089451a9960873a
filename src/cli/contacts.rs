//! `otayori contacts`: numbers of the roster that reached somebody else.

use serde_json::json;

use super::End;
use super::say::Say;
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, say: Say) -> Result<End, OfficeError> {
    let wrong = office.wrong_numbers().await?;
    if say.json {
        say.object(&json!({ "wrong-numbers": wrong }));
        return Ok(End::Done);
    }
    for one in &wrong {
        let who = [&one.classes.join("・"), &one.children.join("・"), &one.relation, &one.name, &one.phone];
        let who: Vec<&str> = who.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        say.result(&format!("{}  {}", one.family, who.join(" ")));
    }
    let id = if wrong.is_empty() { "contacts-none" } else { "contacts-count" };
    say.talk(id, &[("count", wrong.len().into())]);
    Ok(End::Done)
}
