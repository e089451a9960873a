//! Reports in the forms that standards give them: delivery (RFC 3464), and that a reader calls it spam (RFC 5965).

use super::parts::Parts;

/// Groups of fields that are looked at.
const MOST_GROUPS: usize = 50;

/// What a delivery report says of the recipients that matter.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    /// given up
    pub(super) failed: bool,
    /// still being tried
    pub(super) delayed: bool,
    /// RFC 3463; may be empty
    pub(super) status: String,
    /// what the mail server said; may be empty
    pub(super) said: String,
    /// their addresses, as delivered to and as we wrote them
    pub(super) recipients: Vec<String>,
}

/// The delivery report in this message, if there is one.
pub(super) fn delivery(parts: &Parts) -> Option<Delivery> {
    let part = parts.part("delivery-status")?;
    let mut delivery = Delivery::default();
    for group in groups(&part.text) {
        let field = |name: &str| {
            group.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let action = field("action").to_ascii_lowercase();
        let status = field("status").split_whitespace().next().unwrap_or_default();
        let failed = action.starts_with("fail") || (action.is_empty() && status.starts_with('5'));
        let delayed = action.starts_with("delay");
        if !failed && !delayed {
            continue;
        }
        delivery.delayed |= delayed;
        if failed && !delivery.failed {
            delivery.failed = true;
            delivery.status = status.to_owned();
            delivery.said = after_type(field("diagnostic-code")).to_owned();
        }
        if failed {
            for name in ["original-recipient", "final-recipient", "x-actual-recipient"] {
                delivery.recipients.extend(address(after_type(field(name))));
            }
        }
    }
    (delivery.failed || delivery.delayed).then_some(delivery)
}

/// The recipients that a feedback report names.
pub(super) fn complained(parts: &Parts) -> Vec<String> {
    let Some(part) = parts.part("/feedback-report") else { return vec![] };
    let fields = groups(&part.text).into_iter().flatten();
    fields
        .filter(|(name, _)| matches!(name.as_str(), "original-rcpt-to" | "removal-recipient"))
        .filter_map(|(_, value)| address(&value))
        .collect()
}

/// `name: value` lines, in groups between empty lines; a line that begins with a blank goes on.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let mut groups: Vec<Vec<(String, String)>> = vec![vec![]];
    for line in text.lines() {
        let last = groups.len() - 1;
        if line.trim().is_empty() {
            if groups.len() == MOST_GROUPS {
                break;
            }
            groups.push(vec![]);
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = groups[last].last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            groups[last].push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

/// `rfc822; a@example.jp`, `smtp; 550 …`: what stands behind the type.
fn after_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// A mail address as reports write it, in small letters: in brackets, quoted, or bare.
pub(super) fn address(written: &str) -> Option<String> {
    let written = written.trim().trim_start_matches("mailto:");
    let bare = written.trim_matches(|c: char| "<>()[]\"':;,. \u{3000}「」『』".contains(c));
    let (local, domain) = bare.rsplit_once('@')?;
    let plain = |part: &str| !part.is_empty() && part.len() <= 255 && !part.contains(char::is_whitespace);
    let domain = domain.trim_matches('.');
    (plain(local) && plain(domain) && domain.contains('.'))
        .then(|| format!("{}@{domain}", local.trim_matches('"')).to_ascii_lowercase())
}
