//! The HTML of the pages without script: small, for any phone, in Japanese, easy Japanese and English.

use jiff::Timestamp;

use super::collector::CollectorSettings;
use crate::language::{html_tag, own_name};
use crate::ledger::TouchKind;
use crate::settings::call_promise;
use crate::words::{Value, Words};

/// What a page is about.
pub(super) struct Page<'a> {
    pub(super) about: &'a CollectorSettings,
    pub(super) words: &'static Words,
    /// the token's text, or that of the mark on a page to stop; shown nowhere
    pub(super) token: &'a str,
}

/// What the second page says above its buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// choose one
    Plain,
    /// please press once more
    Again,
    /// could not be kept now
    NotNow,
}

/// One thing this link told the school, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) kind: TouchKind,
    pub(super) at: Timestamp,
}

impl Page<'_> {
    /// A form with one button: what mail security submits by itself counts for nothing.
    pub(super) fn first(&self) -> String {
        let form = self.form("", &[("", "track-go-on", "main")]);
        self.html(&format!(
            "<h1>{}</h1><p>{}</p>{form}{}",
            self.say("track-heading"),
            self.say("track-first"),
            self.other_languages("/r?k=")
        ))
    }

    /// Two buttons, with the nonce.
    pub(super) fn second(&self, nonce: &str, mood: Mood) -> String {
        let said = match mood {
            Mood::Plain => format!("<p>{}</p>", self.say("track-second")),
            Mood::Again => format!("<p class=\"said\" role=\"alert\">{}</p>", self.say("track-again")),
            Mood::NotNow => {
                format!("<p class=\"said\" role=\"alert\">{}</p>{}", self.say("track-not-now"), self.phone())
            }
        };
        let form = self.form(nonce, &[("read", "track-read", "main"), ("call", "track-call", "other")]);
        self.html(&format!("<h1>{}</h1>{said}{form}", self.say("track-heading")))
    }

    /// What this link recorded.
    pub(super) fn thanks(&self, recorded: &[Recorded]) -> String {
        let lines: String = [TouchKind::Confirmed, TouchKind::Asks]
            .into_iter()
            .filter_map(|kind| recorded.iter().find(|recorded| recorded.kind == kind))
            .map(|recorded| {
                let id = if recorded.kind == TouchKind::Asks {
                    "track-arrived-call"
                } else {
                    "track-arrived-read"
                };
                let values = [
                    ("school", Value::from(&self.about.name)),
                    ("time", self.time(recorded.at).into()),
                    ("calls", call_promise(self.about.calls, self.words).into()),
                ];
                format!("<p class=\"arrived\">{}</p>", escape(&self.words.say(id, &values)))
            })
            .collect();
        let (thanks, close) = (self.say("track-thanks"), self.say("track-close"));
        let more = escape(&self.words.say("page-said-more", &[("years", i64::from(self.about.keep).into())]));
        self.html(&format!(
            "<h1>{thanks}</h1>{lines}<p>{close}</p>{}<p class=\"more\">{more}</p>",
            self.phone()
        ))
    }

    /// For a link that was cut or mistyped.
    pub(super) fn broken_link(&self) -> String {
        self.html(&format!(
            "<h1>{}</h1><p>{}</p>{}",
            self.say("track-broken"),
            self.say("track-broken-next"),
            self.phone()
        ))
    }

    fn form(&self, nonce: &str, buttons: &[(&str, &str, &str)]) -> String {
        self.unused_form(nonce) + &self.form_to("/r", "k", nonce, buttons)
    }

    /// No person sees this form: what sends the first form of a page, or all of them, sends this one.
    fn unused_form(&self, nonce: &str) -> String {
        let (token, nonce, said) = (escape(self.token), escape(nonce), self.say("page-unused"));
        format!(
            "<form class=\"unused\" aria-hidden=\"true\" method=\"post\" action=\"/r\">\
             <input type=\"hidden\" name=\"k\" value=\"{token}\">\
             <input type=\"hidden\" name=\"nonce\" value=\"{nonce}\">\
             <input type=\"hidden\" name=\"answer\" value=\"unused\">\
             <label>{said} <input name=\"note\" tabindex=\"-1\" autocomplete=\"off\"></label>\
             <button tabindex=\"-1\">{said}</button></form>"
        )
    }

    /// A form to this address, with the link's secret under this name, and buttons: answer, words, class.
    pub(super) fn form_to(
        &self,
        action: &str,
        secret: &str,
        nonce: &str,
        buttons: &[(&str, &str, &str)],
    ) -> String {
        let mut form = format!("<form method=\"post\" action=\"{action}\">");
        for (name, value) in [(secret, self.token), ("lang", self.words.tag()), ("nonce", nonce)] {
            if !value.is_empty() {
                form += &format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value));
            }
        }
        for (answer, words, class) in buttons {
            form += &format!(
                "<button class=\"{class}\" name=\"answer\" value=\"{answer}\">{}</button>",
                self.say(words)
            );
        }
        form + "</form>"
    }

    pub(super) fn other_languages(&self, link: &str) -> String {
        let others = Words::all_of_program().into_iter().filter(|words| words.tag() != self.words.tag());
        let links: Vec<String> = others
            .map(|words| {
                let (tag, lang, name) = (words.tag(), html_tag(words.tag()), own_name(words.tag()));
                let token = escape(self.token);
                format!(
                    "<a href=\"{link}{token}&amp;lang={tag}\" lang=\"{lang}\" hreflang=\"{lang}\">{name}</a>"
                )
            })
            .collect();
        format!("<p class=\"language\">{}</p>", links.join(" · "))
    }

    pub(super) fn phone(&self) -> String {
        let phone = &self.about.phone;
        if phone.is_empty() {
            return String::new();
        }
        let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let said = escape(&self.words.say("track-phone", &[("school", Value::from(&self.about.name))]));
        format!("<p class=\"phone\">{said} <a href=\"tel:{digits}\">{}</a></p>", escape(phone))
    }

    fn html(&self, main: &str) -> String {
        self.titled("track-heading", main)
    }

    /// A whole page under this title.
    pub(super) fn titled(&self, title: &str, main: &str) -> String {
        let (tag, school, name) =
            (html_tag(self.words.tag()), self.about.lang.tag(), escape(&self.about.name));
        let title = self.say(title);
        format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"format-detection\" content=\"telephone=no\">\n\
             <title>{title} · {name}</title>\n<link rel=\"stylesheet\" href=\"/plain.css\">\n</head>\n<body>\n\
             <header><p lang=\"{school}\">{name}</p></header>\n<main>{main}</main>\n</body>\n</html>\n"
        )
    }

    fn time(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.about.time_zone.clone());
        let weekday = self
            .words
            .say("weekday-short", &[("day", i64::from(at.weekday().to_sunday_zero_offset()).into())]);
        let values = [
            ("month", i64::from(at.month()).into()),
            ("day", i64::from(at.day()).into()),
            ("weekday", weekday.into()),
            ("clock", at.strftime("%H:%M").to_string().into()),
        ];
        self.words.say("track-time", &values)
    }

    pub(super) fn say(&self, id: &str) -> String {
        escape(&self.words.say(id, &[]))
    }
}

/// Text for HTML, between tags or within double quotes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn the_time_is_told_in_the_schools_zone_and_the_readers_language() {
        let about = CollectorSettings {
            site: String::new(),
            collector: String::new(),
            name: "ひまわり<園>".into(),
            phone: "03-0000-0000".into(),
            calls: None,
            keep: 2,
            lang: Lang::Ja,
            time_zone: jiff::tz::TimeZone::get("Asia/Tokyo").unwrap(),
            proxies: crate::settings::Proxies::default(),
        };
        let at = "2026-11-24T09:02:00Z".parse().unwrap();
        let recorded = [Recorded { kind: TouchKind::Confirmed, at }];
        let thanks = |lang: Lang| Page { about: &about, words: lang.words(), token: "k" }.thanks(&recorded);
        let ja = thanks(Lang::Ja);
        assert!(ja.contains("ひまわり&lt;園&gt;に届いています: 11月24日(火) 18:02"), "{ja}");
        assert!(thanks(Lang::En).contains("Tue 24 Nov, 18:02"), "{}", thanks(Lang::En));
        assert!(ja.contains("<a href=\"tel:0300000000\">03-0000-0000</a>"), "{ja}");
    }
}
