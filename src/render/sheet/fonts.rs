//! The typefaces of the sheet, read once per process.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariations};
use typst::utils::LazyHash;

/// Text, text in bold, Latin letters of even colour, headings, emoji. Their licences lie beside them.
static FILES: [&[u8]; 6] = [
    include_bytes!("../../../fonts/BIZUDGothic-Regular.ttf"),
    include_bytes!("../../../fonts/BIZUDGothic-Bold.ttf"),
    include_bytes!("../../../fonts/BIZUDPGothic-Latin-Regular.ttf"),
    include_bytes!("../../../fonts/BIZUDPGothic-Latin-Bold.ttf"),
    include_bytes!("../../../fonts/MPLUSRounded1c-ExtraBold.ttf"),
    include_bytes!("../../../fonts/Twemoji.ttf"),
];

/// Where the emoji stand in [`FILES`].
const EMOJI: usize = 5;

/// The faces and what is known of them.
pub(super) struct Fonts {
    pub(super) faces: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    /// the two faces of running text
    text: Vec<FontInstance>,
}

/// All faces, read at the first sheet.
pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let faces: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&faces));
    let instance = |face: &Font| {
        face.clone().instantiate(face.info().variant, Abs::pt(10.0), &FontVariations::default())
    };
    let text = faces.iter().take(2).map(instance).collect();
    Fonts { faces, book, text }
});

impl Fonts {
    /// Can any face draw this character?
    pub(super) fn have(&self, sign: char) -> bool {
        self.faces.iter().any(|face| face.info().coverage.contains(u32::from(sign)))
    }

    /// Can any face but the emojis' draw this character?
    pub(super) fn have_in_text(&self, sign: char) -> bool {
        let text = self.faces.iter().enumerate().filter(|(at, _)| *at != EMOJI);
        text.into_iter().any(|(_, face)| face.info().coverage.contains(u32::from(sign)))
    }

    /// Is this an emoji, or a part of one?
    pub(super) fn is_emoji(&self, sign: char) -> bool {
        !sign.is_ascii()
            && self.faces.get(EMOJI).is_some_and(|face| face.info().coverage.contains(u32::from(sign)))
    }

    /// Does a text face have this variant (異体字) of the character?
    pub(super) fn have_variant(&self, sign: char, selector: char) -> bool {
        self.text.iter().all(|face| face.ttf().glyph_variation_index(sign, selector).is_some())
    }
}
