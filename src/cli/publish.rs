//! `otayori publish`: bring the host to what is released.

use super::End;
use super::say::Say;
use crate::office::{Office, OfficeError};
use crate::publish::Published;

pub(super) async fn run(office: &Office, say: Say) -> Result<End, OfficeError> {
    let published = office.publish().await?;
    tell(say, &published);
    Ok(End::Done)
}

pub(super) fn tell(say: Say, published: &Published) {
    if say.json {
        say.object(published);
    } else {
        say.result(&say.text(
            "publish-done",
            &[
                ("uploaded", published.uploaded.into()),
                ("removed", published.removed.into()),
                ("unchanged", published.unchanged.into()),
                ("address", published.address.as_str().into()),
            ],
        ));
    }
}
