//! `message:` in `theme.yaml`: how the message looks. Its colours stand here and not in a style sheet,
//! because many mail programs read no style sheet.

use serde::{Deserialize, Serialize};

/// Fonts, corners and colours of the message. Every part has a sober default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
pub struct MessageLooks {
    /// families of type, as in `font-family`
    pub font: String,
    /// how round the corners are, in pixels
    pub corner: u8,
    /// by day
    pub light: MessageColours,
    /// in dark mode
    pub dark: MessageColours,
}

impl Default for MessageLooks {
    fn default() -> Self {
        MessageLooks {
            font: "'Hiragino Sans','BIZ UDPGothic','Yu Gothic Medium',Meiryo,'Noto Sans CJK JP',sans-serif"
                .to_owned(),
            corner: 0,
            light: MessageColours::default(),
            dark: MessageColours {
                ground: Colour::known("#15181b"),
                paper: Colour::known("#1f2428"),
                line: Colour::known("#4a5258"),
                text: Colour::known("#eceae6"),
                soft: Colour::known("#c4c6c8"),
                title: Colour::known("#f4f2ee"),
                link: Colour::known("#a9cdf0"),
                wanted: Colour::known("#f1e6c8"),
                wanted_ground: Colour::known("#2f2b20"),
                wanted_line: Colour::known("#6d6340"),
                due: Colour::known("#ffb3ab"),
                button: Colour::known("#a9cdf0"),
                button_text: Colour::known("#12202d"),
            },
        }
    }
}

/// The colours of the message, each `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
pub struct MessageColours {
    /// around the paper
    pub ground: Colour,
    /// what the words stand on
    pub paper: Colour,
    /// the edge of the paper, and the line above the school
    pub line: Colour,
    /// the words
    pub text: Colour,
    /// smaller words
    pub soft: Colour,
    /// the letter's title
    pub title: Colour,
    /// links in the text
    pub link: Colour,
    /// what is wanted, on top
    pub wanted: Colour,
    /// behind it
    pub wanted_ground: Colour,
    /// around it
    pub wanted_line: Colour,
    /// the day by which an answer is due
    pub due: Colour,
    /// the button
    pub button: Colour,
    /// the words on the button
    pub button_text: Colour,
}

impl Default for MessageColours {
    fn default() -> Self {
        MessageColours {
            ground: Colour::known("#eef0f1"),
            paper: Colour::known("#ffffff"),
            line: Colour::known("#b9bfc4"),
            text: Colour::known("#26292c"),
            soft: Colour::known("#555a5f"),
            title: Colour::known("#17324d"),
            link: Colour::known("#1b5a94"),
            wanted: Colour::known("#26292c"),
            wanted_ground: Colour::known("#f4f1e6"),
            wanted_line: Colour::known("#c9bf9a"),
            due: Colour::known("#9c2b22"),
            button: Colour::known("#17446e"),
            button_text: Colour::known("#ffffff"),
        }
    }
}

/// `#rrggbb` and nothing else: mail programs know no other way of writing a colour as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour(String);

impl Colour {
    fn known(text: &str) -> Self {
        Colour(text.to_owned())
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_colour = text.len() == 7
            && text.starts_with('#')
            && text.bytes().skip(1).all(|digit| digit.is_ascii_hexdigit());
        if is_colour { Ok(Colour(text)) } else { Err(format!("“{text}” ≠ \"#rrggbb\"")) }
    }
}
