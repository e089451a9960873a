//! Whose reading a letter needs.

/// `readers:` (`読む人`) of a letter, frozen with its release. The later ones ask for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum WhoReads {
    /// any guardian answers for the household
    #[default]
    Any,
    /// a guardian of each home of a separated family
    EachHome,
    /// every guardian
    Everyone,
}

impl WhoReads {
    /// The word of the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            WhoReads::Any => "any",
            WhoReads::EachHome => "each-home",
            WhoReads::Everyone => "everyone",
        }
    }

    /// As a teacher writes it, in Japanese or English; or the word of the ledger.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        match text.as_str() {
            "any" | "anyone" | "any guardian" | "どなたか" | "どなたか1人" | "だれか" | "誰か" | "ひとり"
            | "一人" => Some(WhoReads::Any),
            "each-home" | "each home" | "それぞれの家" | "家ごと" | "各家庭" | "それぞれの家庭" => {
                Some(WhoReads::EachHome)
            }
            "everyone" | "everybody" | "every guardian" | "all" | "全員" | "みんな" | "保護者全員" => {
                Some(WhoReads::Everyone)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teachers_and_the_ledger_write_it_in_their_words() {
        for rule in [WhoReads::Any, WhoReads::EachHome, WhoReads::Everyone] {
            assert_eq!(WhoReads::parse(rule.as_str()), Some(rule));
        }
        assert_eq!(WhoReads::parse("それぞれの家"), Some(WhoReads::EachHome));
        assert_eq!(WhoReads::parse(" Each  Home "), Some(WhoReads::EachHome));
        assert_eq!(WhoReads::parse("全員"), Some(WhoReads::Everyone));
        assert_eq!(WhoReads::parse("はい"), None);
        assert!(WhoReads::Any < WhoReads::EachHome && WhoReads::EachHome < WhoReads::Everyone);
    }
}
