//! Whom the typefaces inside the program are owed to.

/// Name and licence text of everything in the program that is not its own.
pub fn licenses() -> [(&'static str, &'static str); 3] {
    [
        ("BIZ UDGothic, BIZ UDPGothic", include_str!("../../fonts/BIZUDGothic-OFL.txt")),
        ("M PLUS Rounded 1c", include_str!("../../fonts/MPLUSRounded1c-OFL.txt")),
        ("Twemoji", include_str!("../../fonts/Twemoji-LICENSE.txt")),
    ]
}
