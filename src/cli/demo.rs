//! `otayori demo`: the sample school through the whole loop on this machine, nothing to set up.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use jiff::SignedDuration;
use tokio::net::TcpListener;

use super::photo_bar::PhotoBar;
use super::say::Say;
use super::serve::{Running, listen};
use super::typed::Demo;
use super::{End, failed};
use crate::content::Letter;
use crate::demo::{Parent, mailbox_router, play, received, sample_school, site_router};
use crate::follow_up;
use crate::ledger::{LetterId, Route};
use crate::office::{Kind, Office, OfficeError, ReleaseOrder};
use crate::problem::Problem;
use crate::recipients::Role;
use crate::settings::Settings;
use crate::world::{SystemClock, SystemRandom};

/// The last so many letters are sent; the earlier ones are only on the host.
const SENT: usize = 3;
/// Stays a draft, to be released at the desk.
const DRAFT: &str = "うさぎ組/";

pub(super) async fn run(typed: &Demo, say: Say) -> End {
    let folder = match tempfile::Builder::new().prefix("otayori-demo-").tempdir() {
        Ok(folder) => folder,
        Err(error) => return failed(say, &OfficeError::Disk { file: std::env::temp_dir(), error }),
    };
    demonstrate(typed, folder.path(), say).await.unwrap_or_else(|error| failed(say, &error))
}

async fn demonstrate(typed: &Demo, folder: &Path, say: Say) -> Result<End, OfficeError> {
    let [site, desk, collector, mailbox] = doors(typed.port).await?;
    let (site_address, collector_address) = (address(&site), address(&collector));
    sample_school(folder, &site_address, &collector_address).map_err(OfficeError::disk(folder))?;
    let settings = Settings::load(folder, super::today(), &|_| None).map_err(OfficeError::Problems)?;
    let office = Office::open(settings, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let (public, mails) = (folder.join("public"), folder.join("mailbox"));
    let mut running = Running::new(&office, say);
    let mailbox_address = address(&mailbox);
    running.pages(site, site_router(&public));
    running.pages(mailbox, mailbox_router(mails.clone(), say.words));
    running.collector(collector).await?;

    say.talk("demo-building", &[]);
    let last = release_all(&office, say).await?;
    let places = [
        ("site", format!("{}/{}/", office.settings.site, last.1).into()),
        ("mailbox", format!("{mailbox_address}/").into()),
        ("folder", folder.display().to_string().into()),
    ];
    if typed.once {
        play_parents(&office, &last.0, &mails, say).await?;
        say.talk("demo-places", &places);
        running.end().await;
        office.ledger.close().await;
        return Ok(End::Done);
    }
    say.talk("demo-places", &places);
    running.desk(desk).await?;
    running.watching();
    running.sending();
    say.talk("demo-try", &[]);
    running.until_stopped().await;
    office.ledger.close().await;
    Ok(End::Done)
}

/// Builds and releases the year's letters: the last few with messages. Returns the last one's identity and
/// address.
async fn release_all(office: &Office, say: Say) -> Result<(LetterId, String), OfficeError> {
    let reading = office.read().await?;
    let bar = PhotoBar::new(say);
    tokio::task::block_in_place(|| {
        let built = office.build(&reading, &|progress| bar.show(progress))?;
        office.write_drafts(&built)?;
        bar.finish(built.photos);
        Ok::<_, OfficeError>(())
    })?;
    let found: Vec<Problem> = reading.problems.iter().map(|(_, problem)| problem.clone()).collect();
    say.problems(&found);
    let mut letters: Vec<&Letter> =
        reading.letters.iter().filter(|letter| !letter.path.starts_with(DRAFT)).collect();
    letters.sort_by(|a, b| (a.date, &a.path).cmp(&(b.date, &b.path)));
    let by = say.text("demo-director", &[]);
    let first_sent = letters.len().saturating_sub(SENT);
    let mut last = None;
    for (number, letter) in letters.iter().enumerate() {
        let kind = if number < first_sent { Kind::PublishOnly } else { Kind::Send };
        // The director of the demo looks at the photos too.
        let check = tokio::task::block_in_place(|| office.photo_check(&reading, letter));
        let photos_seen = check.needs_look().then(|| check.seen());
        let order = ReleaseOrder { kind, emergency: false, by: by.clone(), photos_seen };
        let release = office.release(&reading, letter, &order).await?;
        last = Some(release.letter);
    }
    office.send(None, SignedDuration::from_mins(1), &|| false, &|_| {}).await?;
    let last = last.ok_or_else(|| OfficeError::NoSuchLetter("content".to_owned()))?;
    let address = office.ledger.letters().await?.into_iter().find(|letter| letter.id == last);
    Ok((last, address.map(|letter| letter.address).unwrap_or_default()))
}

/// Five families open their mail, each in its own way; the list shows what became of it.
async fn play_parents(office: &Office, letter: &LetterId, mails: &Path, say: Say) -> Result<(), OfficeError> {
    let parts = [
        Parent::Confirms,
        Parent::Reads,
        Parent::AsksForCall,
        Parent::OpensOnly,
        Parent::IsAScanner,
        Parent::Confirms,
    ];
    let mails = received(mails);
    let mut seen = BTreeSet::new();
    let mut parents = parts.iter();
    let mut played = tokio::task::JoinSet::new();
    for dispatch in office.ledger.dispatches(letter).await? {
        let first_of_family = dispatch.to.role == Role::Guardian
            && dispatch.to.route == Route::Mail
            && seen.insert(dispatch.to.family.clone());
        let name = dispatch.message_id.split('@').next().unwrap_or_default();
        let mail = mails.iter().find(|mail| mail.name == name).filter(|_| first_of_family);
        let Some(mail) = mail else { continue };
        let Some(parent) = parents.next().copied() else { break };
        say.talk(
            "demo-parent",
            &[
                ("family", dispatch.to.family.into()),
                ("does", say.text(&format!("demo-{parent:?}"), &[]).into()),
            ],
        );
        let link =
            mail.text.split_whitespace().find(|word| word.contains("/?k=")).unwrap_or_default().to_owned();
        let collector = office.settings.collector.clone();
        played.spawn(async move { play(parent, &link, &collector).await });
    }
    while let Some(result) = played.join_next().await {
        if let Ok(Err(error)) = result {
            say.talk_text(&error.to_string());
        }
    }
    let list = office.unread(letter).await?;
    if say.json {
        say.object(&list);
    } else {
        say.result(&follow_up::table(&list, say.words));
    }
    Ok(())
}

/// Four doors side by side, or wherever there is room.
async fn doors(port: u16) -> Result<[TcpListener; 4], OfficeError> {
    Ok([door(port, 0).await?, door(port, 1).await?, door(port, 2).await?, door(port, 3).await?])
}

async fn door(port: u16, offset: u16) -> Result<TcpListener, OfficeError> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match listen(at(port.saturating_add(offset))).await {
        Ok(listener) => Ok(listener),
        Err(_) => listen(at(0)).await,
    }
}

fn address(listener: &TcpListener) -> String {
    listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default()
}
