//! `calls:` when the school phones families who ask for it.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::mail::hours;
use crate::words::Words;

/// On which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallDays {
    /// `平日`, `weekdays`: Monday to Friday
    Weekdays,
    /// `月-土`, `Mon-Sat`
    MondayToSaturday,
    /// `毎日`, `every day`
    EveryDay,
}

/// `calls: 平日 9:00-17:00`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CallHours {
    /// on which days
    pub days: CallDays,
    /// from this time of day
    pub from: Time,
    /// to this time of day
    pub to: Time,
}

impl CallHours {
    /// `平日 9:00-17:00`, `weekdays 9:00-17:00`; without days it is weekdays.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let days = match text[..at].trim().to_lowercase().as_str() {
            "" | "平日" | "月-金" | "月〜金" | "weekdays" | "mon-fri" => CallDays::Weekdays,
            "月-土" | "月〜土" | "mon-sat" => CallDays::MondayToSaturday,
            "毎日" | "every day" | "daily" => CallDays::EveryDay,
            _ => return None,
        };
        let (from, to) = hours(&text[at..])?;
        (from < to).then_some(CallHours { days, from, to })
    }
}

impl From<CallHours> for String {
    fn from(hours: CallHours) -> String {
        let days = match hours.days {
            CallDays::Weekdays => "weekdays",
            CallDays::MondayToSaturday => "mon-sat",
            CallDays::EveryDay => "daily",
        };
        format!("{days} {}-{}", clock(hours.from), clock(hours.to))
    }
}

impl TryFrom<String> for CallHours {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        CallHours::parse(&text).ok_or("no hours of calls")
    }
}

fn clock(time: Time) -> String {
    time.strftime("%-H:%M").to_string()
}

/// What somebody who asks for a call is told: when it will come.
pub fn call_promise(hours: Option<CallHours>, words: &Words) -> String {
    let Some(hours) = hours else { return words.say("page-calls-soon", &[]) };
    let CallHours { from, to, .. } = hours;
    let text = String::from(hours);
    let days = text.split(' ').next().unwrap_or_default();
    words.say(
        "page-calls-hours",
        &[("days", days.into()), ("from", clock(from).into()), ("to", clock(to).into())],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn the_hours_of_calls_are_told_in_the_readers_language() {
        let said = |text: &str, lang: Lang| call_promise(CallHours::parse(text), lang.words());
        assert_eq!(said("平日 9:00-17:00", Lang::Ja), "平日の9:00〜17:00に、園からお電話します。");
        assert!(said("Mon-Sat 8:30-18:00", Lang::En).contains("Monday to Saturday, 8:30–18:00"));
        assert_eq!(said("9:00〜17:00", Lang::Ja), said("平日 9:00-17:00", Lang::Ja));
        let hours = CallHours::parse("月〜土 8:30-18:00").unwrap();
        assert_eq!(CallHours::try_from(String::from(hours)), Ok(hours));
        for odd in ["", "平日", "9:00", "17:00-9:00", "休日 9:00-17:00", "平日 25:00-26:00"] {
            assert_eq!(CallHours::parse(odd), None, "{odd}");
        }
        assert!(call_promise(None, Lang::Ja.words()).contains("園からお電話します"));
    }
}
