//! A test to oneself: the real message by the real courier to one address, before anybody else gets it.

use super::building::Form;
use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::LetterId;
use crate::notify::{Delivery, Go, Link, Mark, MarkUse, Message, stop_link};
use crate::problem::Problem;
use crate::recipients::EmailAddress;
use crate::render::NoticeLinks;

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tested {
    /// the link opens the public page; else the draft at the desk
    pub is_out: bool,
    /// it went into the mailbox folder of a rehearsal
    pub rehearsed: bool,
}

impl Office {
    /// Sends a letter's message to one address, marked as a test. It counts nowhere: no dispatch is written, and
    /// its token and its mark are known to nobody. While the letter's text is not out, its link leads to the draft at
    /// the desk, and the message says so.
    ///
    /// # Errors
    /// No mail address; a theme's faults; a mail that the courier did not take.
    pub async fn test_send(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        to: &str,
        by: &str,
    ) -> Result<Tested, OfficeError> {
        let no_address = || OfficeError::NoAddress(to.to_owned());
        let address = EmailAddress::parse(to.trim()).ok_or_else(no_address)?;
        let words = self.settings.lang.words();
        let out = self.out(reading, letter).await?;
        let ways = self.ledger.ways(&letter.audience, letter.year, self.random.as_ref()).await?;
        let last = reading.known.get(&letter.path).and_then(|known| reading.releases_of(&known.id).last());
        let edition = match &out {
            Some((edition, _)) => *edition,
            None => last.map_or(0, |last| last.edition + 1),
        };
        let form = Form::Final { ways: &ways, edition };
        let built = tokio::task::block_in_place(|| self.make(reading, &[letter], form, &|_| {}))?;
        let built = built.letters.first().ok_or_else(|| OfficeError::NoSuchLetter(letter.path.clone()))?;
        let mark = Mark::draw(self.random.as_ref());
        let key = self.mark_key().await?;
        let (page, plain) = match &out {
            Some((_, address)) => {
                let link = Link::draw(self.random.as_ref());
                let plain = link.plain(&self.settings.collector, &letter.lang);
                (link.own_page(&self.settings.site, address), plain)
            }
            None => {
                self.redraft(reading, letter)?;
                let preview = self.preview_address(&letter.path);
                (preview.clone(), preview)
            }
        };
        let stop = stop_link(&self.settings.collector, &mark.shown(&key, MarkUse::Stop));
        let lead = words.say(if out.is_some() { "office-test-lead" } else { "office-test-lead-draft" }, &[]);
        let notice = built.edition.notice.with_lead(&lead);
        let (text, html) = notice.for_family(&NoticeLinks { page: &page, plain: &plain, stop: &stop });
        let domain = self.settings.mail.from_address.rsplit('@').next().unwrap_or("localhost");
        let message = Message {
            to: address,
            message_id: format!("{}@{domain}", mark.shown(&key, MarkUse::Message)),
            return_path: None,
            stop_link: Some(stop),
            subject: words.say("office-test-subject", &[("subject", notice.subject.as_str().into())]),
            text,
            html,
            at: self.clock.now(),
        };
        let courier = self.courier()?;
        let delivery = courier.deliver(&message, None, Go::when(async { true })).await;
        courier.close().await;
        let rehearsed = match delivery {
            Delivery::Accepted(_) => false,
            Delivery::Rehearsed => true,
            Delivery::Bounced(said)
            | Delivery::Deferred(said)
            | Delivery::Failed(said)
            | Delivery::Uncertain(said)
            | Delivery::Unreachable(said) => return Err(not_taken(said)),
            Delivery::Withdrawn => return Err(not_taken(String::new())),
        };
        let id = reading.known.get(&letter.path).map(|known| known.id.clone());
        self.note_act("test", by, &id.unwrap_or_else(|| LetterId(String::new())), "").await?;
        Ok(Tested { is_out: out.is_some(), rehearsed })
    }

    /// Brings the letter's draft up to date: the link leads there.
    fn redraft(&self, reading: &SchoolReading, letter: &Letter) -> Result<(), OfficeError> {
        let drafted = tokio::task::block_in_place(|| self.make(reading, &[letter], Form::Draft, &|_| {}))?;
        drafted.letters.iter().try_for_each(|letter| self.write_draft(letter))
    }

    /// The edition that is out and the folder of its page on the host, if it is just this text.
    async fn out(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
    ) -> Result<Option<(u32, String)>, OfficeError> {
        let Some(known) = reading.known.get(&letter.path) else { return Ok(None) };
        let standing = reading.releases_of(&known.id).last();
        let standing = standing.filter(|last| last.recalled_at.is_none() && last.published_at.is_some());
        let Some(standing) = standing else { return Ok(None) };
        let is_out = !self.is_edited_since(reading, letter, standing).await?;
        Ok(is_out.then(|| (standing.edition, known.address.clone())))
    }

    /// Where the desk shows a draft, for whoever is logged in there.
    fn preview_address(&self, path: &str) -> String {
        let desk = &self.settings.desk;
        let desk = desk.address.clone().unwrap_or_else(|| format!("http://{}", desk.listen));
        match reqwest::Url::parse(&desk) {
            Ok(mut url) => {
                if let Ok(mut segments) = url.path_segments_mut() {
                    segments.pop_if_empty().extend(["preview", &super::draft_folder(path), "index.html"]);
                }
                url.to_string()
            }
            Err(_) => desk,
        }
    }
}

fn not_taken(said: String) -> OfficeError {
    OfficeError::Outside(Problem::error("office-test-not-taken", vec![("detail", said.into())]))
}
