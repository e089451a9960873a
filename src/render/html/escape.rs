//! Text that can never become HTML, in an element or in a quoted attribute.

use std::borrow::Cow;

/// Appends `text`, escaped.
///
/// Braces are escaped too, so that a text can never look like one of the message's slots for links.
/// Control characters, which HTML forbids, are left out.
pub(super) fn escape(text: &str, out: &mut String) {
    for part in text.split_inclusive(needs_care) {
        let mut characters = part.chars();
        match characters.next_back().filter(|last| needs_care(*last)) {
            None => out.push_str(part),
            Some(last) => {
                out.push_str(characters.as_str());
                out.push_str(replacement(last));
            }
        }
    }
}

/// `text`, escaped.
pub(in crate::render) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(needs_care) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    escape(text, &mut out);
    Cow::Owned(out)
}

fn needs_care(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"' | '\'' | '{' | '}') || is_forbidden(character)
}

/// Characters no HTML text may hold: controls but for tab and new line, and non-characters.
fn is_forbidden(character: char) -> bool {
    let code = u32::from(character);
    (character.is_control() && !matches!(character, '\t' | '\n'))
        || (0xFDD0..=0xFDEF).contains(&code)
        || code & 0xFFFE == 0xFFFE
}

fn replacement(character: char) -> &'static str {
    match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '{' => "&#123;",
        '}' => "&#125;",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_means_something_to_html_is_left() {
        assert_eq!(escaped("園だより"), "園だより");
        assert_eq!(
            escaped("<b onclick=\"x('&')\">{{link}}\u{0}\u{85}\n"),
            "&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;&#123;&#123;link&#125;&#125;\n"
        );
    }
}
