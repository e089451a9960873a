//! `otayori collector`: the collector alone, on a small public server, until asked to stop.

use std::path::Path;
use std::sync::Arc;

use super::End;
use super::say::Say;
use super::send::stop_signal;
use super::serve::{LONGEST_GOODBYE, listen, not_started};
use super::typed::Collector;
use crate::ledger::Postbox;
use crate::office::OfficeError;
use crate::problem::Problem;
use crate::settings::{CollectorKey, Proxies};
use crate::track::{Apart, apart_router, hear};
use crate::world::{Random, SystemClock, SystemRandom, create_new_private, create_private_folder};

pub(super) async fn run(folder: &Path, typed: &Collector, say: Say) -> End {
    let done = if typed.new_key { new_key(folder, say) } else { serve(folder, typed, say).await };
    done.unwrap_or_else(|error| super::failed(say, &error))
}

/// Draws the key that office and collector share; never over one that is there.
fn new_key(folder: &Path, say: Say) -> Result<End, OfficeError> {
    let file = CollectorKey::file(folder);
    let value = || vec![("file", file.display().to_string().into())];
    if file.exists() {
        return Err(OfficeError::Wrong(Problem::error("collector-key-there", value())));
    }
    let key = CollectorKey::of(SystemRandom.bytes());
    let disk = |error| OfficeError::Disk { file: file.clone(), error };
    create_private_folder(&folder.join(".otayori")).map_err(disk)?;
    create_new_private(&file, (key.text() + "\n").as_bytes()).map_err(disk)?;
    say.talk("collector-key-new", &value());
    if say.json {
        say.object(&serde_json::json!({ "file": file.display().to_string() }));
    }
    Ok(End::Done)
}

async fn serve(folder: &Path, typed: &Collector, say: Say) -> Result<End, OfficeError> {
    let wrong = |id, values| Err(OfficeError::Wrong(Problem::error(id, values)));
    if folder.join(crate::settings::FILE).exists() {
        return wrong("collector-in-office", vec![("folder", folder.display().to_string().into())]);
    }
    let Some(key) = CollectorKey::find(folder, &|name| std::env::var(name).ok()) else {
        return wrong(
            "collector-no-key",
            vec![("file", CollectorKey::file(folder).display().to_string().into())],
        );
    };
    let proxies = match typed.trusted_proxies.as_slice() {
        [] => Some(Proxies::default()),
        typed => Proxies::parse(typed),
    };
    let Some(proxies) = proxies else {
        return wrong("collector-wants-proxies", vec![("value", typed.trusted_proxies.join(", ").into())]);
    };
    let listener = listen(typed.listen).await?;
    let postbox = Postbox::open(&folder.join(".otayori")).await?;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let started = Apart::start(postbox.clone(), clock, random, &key, proxies).await;
    let apart = started.map_err(not_started)?;
    say.talk("collector-serves", &[("address", typed.listen.to_string().into())]);
    until_stopped(listener, &apart, say).await;
    apart.finish().await;
    postbox.close().await;
    Ok(End::Done)
}

/// Serves until Ctrl-C or SIGTERM; what is half asked for is then answered. Asked twice, it leaves at once.
async fn until_stopped(listener: tokio::net::TcpListener, apart: &Apart, say: Say) {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let asked = async { drop(stopped.await) };
    let mut serving = apart.thread().spawn(hear(listener, apart_router(apart), asked));
    stop_signal().await;
    say.talk("serve-stopping", &[]);
    drop(stop);
    tokio::select! {
        _ = tokio::time::timeout(LONGEST_GOODBYE, &mut serving) => {}
        () = stop_signal() => {}
    }
    serving.abort();
}
