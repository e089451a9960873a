//! What the other side said, fit for a list and a log.

/// A mail server's words on one line, cut short, without the addresses that many of them repeat.
pub(super) fn without_addresses(said: &str, most: usize) -> String {
    let words = said.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.map(|word| if word.contains('@') { "…" } else { word }).collect();
    words.join(" ").chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_says_names_nobody() {
        let said = "421 4.7.0 <hana@example.jp>: Recipient of\r\nhana@example.jp too busy";
        assert_eq!(without_addresses(said, 300), "421 4.7.0 … Recipient of … too busy");
        assert_eq!(without_addresses(said, 9), "421 4.7.0");
    }
}
