//! The HTML of the pages to stop the mails: one sentence, one button.

use super::plain_page::Page;

/// What such a page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// how it stands, and what the button would do
    Asked,
    /// it was just done
    Done,
    /// please press once more
    Again,
    /// could not be kept now
    NotNow,
}

impl Page<'_> {
    /// The page of somebody who gets the mails, or with `stopped` has stopped them. `phoned`: the school phones
    /// this person's family.
    pub(super) fn stop(&self, stopped: bool, phoned: bool, said: Said, nonce: &str) -> String {
        let (heading, sentence) = match (said, stopped, phoned) {
            (Said::Done, true, true) => ("stop-done-phone", None),
            (Said::Done, true, false) => ("stop-done", None),
            (Said::Done, false, _) => ("stop-back-done", None),
            (_, true, true) => ("stop-stopped-phone", None),
            (_, true, false) => ("stop-stopped", None),
            (_, false, true) => ("stop-heading", Some("stop-ask-phone")),
            (_, false, false) => ("stop-heading", Some("stop-ask")),
        };
        let alert = match said {
            Said::Again => Some("track-again"),
            Said::NotNow => Some("track-not-now"),
            Said::Asked | Said::Done => None,
        };
        let (answer, words) = if stopped { ("back", "stop-back") } else { ("stop", "stop-press") };
        // Who has just decided gets the way back, less loudly.
        let class = if said == Said::Done || stopped { "other" } else { "main" };
        let paragraph = |class: &str, id: &str| format!("<p{class}>{}</p>", self.say(id));
        self.titled(
            "stop-heading",
            &format!(
                "<h1>{}</h1>{}{}{}{}{}",
                self.say(heading),
                alert.map(|id| paragraph(" class=\"said\" role=\"alert\"", id)).unwrap_or_default(),
                sentence.map(|id| paragraph("", id)).unwrap_or_default(),
                self.form_to("/stop", "m", nonce, &[(answer, words, class)]),
                self.other_languages("/stop?m="),
                self.phone(),
            ),
        )
    }
}
