//! The words of the ledger and of `--json`: exactly these strings, everywhere.

use serde::{Deserialize, Serialize};

use super::LedgerError;

/// Makes an enum of words: `as_str`, `parse` and serde give the same strings.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $text)] $word,)*
        }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [$name] = &[$($name::$word,)*];

            /// The word itself.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$word => $text,)* }
            }

            /// The word of this text, or `None`.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$word),)* _ => None }
            }

            #[allow(dead_code, reason = "not every word is read back from a row")]
            pub(super) fn read(text: &str) -> Result<Self, LedgerError> {
                Self::parse(text).ok_or_else(|| LedgerError::Unknown(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// As what somebody enters the desk.
    Role {
        /// everything
        Director = "director",
        /// letters and families of their classes
        Teacher = "teacher",
        /// lists and calls of all classes; releases nothing
        Office = "office",
    }
}

words! {
    /// Where a dispatch stands. All states of a letter sum to its total.
    State {
        /// frozen, waiting until its time; can be stopped
        Held = "held",
        /// its time has come; next to be sent
        Frozen = "frozen",
        /// written down just before the hand-over
        Sending = "sending",
        /// the mail server has it
        Accepted = "accepted",
        /// the mail server said that this address takes no mail
        Bounced = "bounced",
        /// refused for now; tried again later
        Deferred = "deferred",
        /// given up
        Failed = "failed",
        /// was `sending` when we died; sent once more, perhaps twice
        Uncertain = "uncertain",
        /// went to the mailbox of a rehearsal: nobody was told
        Rehearsed = "rehearsed",
        /// stopped within the hold
        Cancelled = "cancelled",
        /// no message can go: paper, none, or stopped
        NoChannel = "no-channel",
    }
}

words! {
    /// How a letter can reach a person.
    Route {
        /// by mail
        Mail = "mail",
        /// on paper
        Paper = "paper",
        /// not at all
        None = "none",
        /// wants no messages
        Stopped = "stopped",
    }
}

words! {
    /// What came back for a token; `shown` < `read` < `confirmed`, and `asks` beside them.
    TouchKind {
        /// the page was rendered
        Shown = "shown",
        /// seen for a while, with a person's gesture
        Read = "read",
        /// 読みました was pressed
        Confirmed = "confirmed",
        /// 電話をください was pressed
        Asks = "asks",
        /// the page's hidden form was sent, which no person sees
        Hidden = "hidden",
    }
}

words! {
    /// What kind of browser a touch came from, as it says itself. Coarse on purpose: it describes nobody.
    Agent {
        /// the browser inside LINE
        Line = "line",
        /// the browser inside another app
        InApp = "in-app",
        /// Safari on a phone or tablet
        PhoneSafari = "phone-safari",
        /// Chrome, or one of its family, on a phone or tablet
        PhoneChrome = "phone-chrome",
        /// another browser on a phone or tablet
        PhoneOther = "phone-other",
        /// Chrome or Edge on a computer
        DesktopChrome = "desktop-chrome",
        /// Firefox on a computer
        DesktopFirefox = "desktop-firefox",
        /// Safari on a computer
        DesktopSafari = "desktop-safari",
        /// none of these
        Unknown = "unknown",
    }
}

words! {
    /// What the browser's `Sec-Fetch-*` headers said of a request. One that contradicts them is not heard at all.
    Fetch {
        /// it sent none
        Silent = "silent",
        /// they fit the page they came from
        Agrees = "agrees",
        /// `Sec-Fetch-User`: a person pressed
        Person = "person",
    }
}

words! {
    /// By which door a touch came.
    Door {
        /// the letter's page, by its script
        Page = "page",
        /// the collector's own page for browsers without script
        Plain = "plain",
    }
}

words! {
    /// What came of a call.
    Outcome {
        /// spoken to: takes the family off
        Reached = "reached",
        /// told at the gate: takes the family off
        AtGate = "at-gate",
        /// given on paper: takes the family off
        OnPaper = "on-paper",
        /// nobody answered
        NoAnswer = "no-answer",
        /// a message was left
        LeftMessage = "left-message",
        /// not their number
        WrongNumber = "wrong-number",
    }
}

impl Outcome {
    /// Does it take the family off the list?
    pub fn settles(self) -> bool {
        matches!(self, Outcome::Reached | Outcome::AtGate | Outcome::OnPaper)
    }
}

words! {
    /// What a message is that came back.
    ReturnKind {
        /// a mail could not be delivered
        Bounce = "bounce",
        /// a mail is late, and still being tried
        Delayed = "delayed",
        /// a machine answers
        AutoReply = "auto-reply",
        /// a mail program says that it showed a mail: no sign of a person
        Receipt = "receipt",
        /// a reader calls our mail spam: as good as a stop
        Complaint = "complaint",
        /// a person answers
        Reply = "reply",
        /// it says that a mail of ours came back, and cannot prove it
        Strange = "strange",
        /// nothing of ours
        Other = "other",
    }
}

words! {
    /// How a refusal weighs against an address.
    Weight {
        /// nobody is there
        Hard = "hard",
        /// not now: a full mailbox, a server that is away
        Soft = "soft",
        /// the sender is refused, or what was sent: not the address's fault
        Policy = "policy",
    }
}
