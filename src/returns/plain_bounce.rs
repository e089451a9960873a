//! Reports in the forms that mail servers make up: a letter from a machine, to be understood by its words.

use super::parts::Parts;
use super::report::address;
use super::weight::{basic_code, status_in};

/// Who writes them.
const DAEMONS: &[&str] = &[
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "mailer_daemon",
    "mdaemon",
    "postmaster",
    "mail.daemon",
    "microsoftexchange",
];

/// A mail was given up.
const GIVEN_UP: &[&str] = &[
    "undeliver",
    "not be delivered",
    "couldn't be delivered",
    "wasn't delivered",
    "delivery failed",
    "delivery has failed",
    "delivery failure",
    "delivery status notification (failure)",
    "failure notice",
    "returned mail",
    "mail system error",
    "unable to deliver",
    "wasn't able to deliver",
    "was not able to deliver",
    "permanent error",
    "permanent fatal error",
    "unknown address error",
    "user unknown",
    "unknown user",
    "配信できません",
    "配信できなかった",
    "配送できません",
    "配信不能",
    "配信に失敗",
    "送信できません",
    "送信に失敗",
    "送信エラー",
    "届けることができません",
    "お届けできません",
    "届きませんでした",
    "宛先不明",
];

/// It is still being tried.
const STILL_TRIED: &[&str] = &[
    "delivery attempts will continue",
    "will keep trying",
    "will continue to try",
    "will be retried",
    "will retry",
    "still being retried",
    "not need to resend",
    "has been delayed",
    "delivery delayed",
    "message delayed",
    "status notification (delay)",
    "配信が遅延",
    "配送が遅延",
    "遅延してい",
    "引き続き配信",
    "引き続き送信",
    "再送信は必要ありません",
];

/// Where the mail that came back begins.
const ENCLOSED: &[&str] = &[
    "below this line is a copy",
    "this is a copy of",
    "copy of your message",
    "copy of the original message",
    "original message follows",
    "original message headers",
    "unsent message below",
    "元のメッセージ",
    "-original message-",
    "- original message -",
];
const ENCLOSED_HEADERS: &[&str] = &["received: ", "return-path: ", "dkim-signature: ", "message-id: "];

/// Characters of what a person would read.
const LONGEST: usize = 64 * 1024;

/// What such a letter says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PlainReport {
    /// given up: status (may be empty), the line that says why, addresses it names
    Failed { status: String, said: String, recipients: Vec<String> },
    /// still being tried
    Delayed,
}

/// Does this come from a mail server itself?
pub(super) fn is_from_daemon(parts: &Parts) -> bool {
    let local = parts.from.split('@').next().unwrap_or_default();
    DAEMONS.iter().any(|daemon| local.starts_with(daemon))
        || !parts.header("x-failed-recipients").is_empty()
        || parts.header("return-path").replace(' ', "") == "<>"
}

/// The report in a letter of a mail server; `None` where it reports nothing.
pub(super) fn plain_report(parts: &Parts) -> Option<PlainReport> {
    let readable = parts.readable();
    let readable = &readable[..readable.floor_char_boundary(LONGEST)];
    let notice: Vec<&str> = readable.lines().take_while(|line| !begins_enclosed(line)).collect();
    let all = format!("{}\n{}", parts.subject, notice.join("\n")).to_lowercase();
    // Folded lines of qmail and others: words may stand on two lines.
    let flat = all.split_whitespace().collect::<Vec<_>>().join(" ");
    let any = |words: &[&str]| words.iter().any(|word| all.contains(word) || flat.contains(word));
    let status = status_in(&notice.join("\n"));
    if any(STILL_TRIED) && !status.starts_with('5') {
        return Some(PlainReport::Delayed);
    }
    let named = parts.headers("x-failed-recipients").flat_map(|header| header.split(','));
    let named: Vec<String> = named.filter_map(address).collect();
    if !any(GIVEN_UP) && !status.starts_with('5') && named.is_empty() {
        return None;
    }
    let in_text =
        || notice.iter().flat_map(|line| line.split(|c: char| c.is_whitespace() || "<>()".contains(c)));
    let recipients = if named.is_empty() { in_text().filter_map(address).take(20).collect() } else { named };
    Some(PlainReport::Failed { said: reason(&notice).to_owned(), status, recipients })
}

/// The line that says most: with a status, else with a code, else with words that we know.
fn reason<'a>(notice: &[&'a str]) -> &'a str {
    let lower = |line: &str| line.to_lowercase();
    let known = |line: &str| super::weigh("", line, false) != super::weigh("", "", false);
    let lines = || notice.iter().copied().filter(|line| !line.trim().is_empty());
    let found = lines()
        .find(|line| !status_in(line).is_empty())
        .or_else(|| lines().find(|line| basic_code(line).is_some()))
        .or_else(|| lines().find(|line| known(line)))
        .or_else(|| lines().find(|line| GIVEN_UP.iter().any(|word| lower(line).contains(word))))
        .or_else(|| lines().next());
    found.unwrap_or_default().trim()
}

fn begins_enclosed(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']).to_lowercase();
    ENCLOSED_HEADERS.iter().any(|header| line.starts_with(header))
        || ENCLOSED.iter().any(|words| line.contains(words))
}
