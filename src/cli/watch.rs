//! `otayori watch`: follow the letters' folder, rebuild at every save, and show the drafts in a browser.

use std::net::SocketAddr;

use super::End;
use super::say::Say;
use super::send::stop_signal;
use super::serve::listen;
use super::typed::Watch;
use crate::office::{Office, OfficeError};
use crate::problem::{Problem, summary};
use crate::watch::{News, Preview, rebuild};

pub(super) async fn run(office: &Office, typed: &Watch, say: Say) -> Result<End, OfficeError> {
    if !typed.listen.ip().is_loopback() {
        let problem =
            Problem::error("watch-loopback-only", vec![("address", typed.listen.to_string().into())]);
        say.refuse(&[problem]);
        return Ok(End::Use);
    }
    let listener = listen(typed.listen).await?;
    let address = listener.local_addr().unwrap_or(typed.listen);
    let preview = Preview::new(office.settings.build_folder(), say.words);
    let router = preview.router();
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let _ = axum::serve(listener, service).await;
    });
    say.talk("serve-watch", &[("folder", office.settings.content.display().to_string().into())]);
    say.talk("watch-preview", &[("address", format!("http://{address}/").into())]);
    let told = |news| match news {
        News::Rebuilt(rebuilt) => {
            let problems: Vec<Problem> = rebuilt.problems.values().flatten().cloned().collect();
            say.problems(&problems);
            say.talk("watch-built", &[("problems", summary(&problems, say.words).into())]);
            preview.show(rebuilt);
        }
        News::Glimpsed(draft, problems) => preview.show_one(draft, problems),
        News::Failed(error) => say.talk_text(&error.told(say.words)),
    };
    tokio::select! {
        () = rebuild::follow(office, told) => {}
        () = stop_signal() => {}
    }
    Ok(End::Done)
}
