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

/// Takes the files out of memory, as far as the system allows it; they are read again when a sheet is set.
pub(super) fn forget() {
    FILES.into_iter().for_each(crate::world::forget);
}

/// The faces and what is known of them.
pub(super) struct Fonts {
    pub(super) faces: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    /// the two faces of running text
    text: LazyLock<Vec<FontInstance>, fn() -> Vec<FontInstance>>,
    /// what any face draws but the emojis', and what that one draws
    in_text: Signs,
    emoji: Signs,
}

/// Which characters there are: one bit for each.
struct Signs(Vec<u64>);

impl Signs {
    fn of<'a>(faces: impl Iterator<Item = &'a Font>) -> Self {
        let mut bits = vec![0; (char::MAX as usize + 1) / 64];
        for sign in faces.flat_map(|face| face.info().coverage.iter()) {
            if let Some(bits) = bits.get_mut(sign as usize / 64) {
                *bits |= 1 << (sign % 64);
            }
        }
        Signs(bits)
    }

    fn hold(&self, sign: char) -> bool {
        let sign = u32::from(sign);
        self.0.get(sign as usize / 64).is_some_and(|bits| bits >> (sign % 64) & 1 == 1)
    }
}

/// All faces, read at the first sheet.
pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let faces: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&faces));
    let (in_text, emoji): (Vec<_>, Vec<_>) = faces.iter().enumerate().partition(|(at, _)| *at != EMOJI);
    let signs = |faces: Vec<(usize, &Font)>| Signs::of(faces.into_iter().map(|(_, face)| face));
    let (in_text, emoji) = (signs(in_text), signs(emoji));
    Fonts { faces, book, text: LazyLock::new(text_faces), in_text, emoji }
});

fn text_faces() -> Vec<FontInstance> {
    let instance = |face: &Font| {
        face.clone().instantiate(face.info().variant, Abs::pt(10.0), &FontVariations::default())
    };
    FONTS.faces.iter().take(2).map(instance).collect()
}

impl Fonts {
    /// Can any face draw this character?
    pub(super) fn have(&self, sign: char) -> bool {
        self.in_text.hold(sign) || self.emoji.hold(sign)
    }

    /// Can any face but the emojis' draw this character?
    pub(super) fn have_in_text(&self, sign: char) -> bool {
        self.in_text.hold(sign)
    }

    /// Is this an emoji, or a part of one?
    pub(super) fn is_emoji(&self, sign: char) -> bool {
        !sign.is_ascii() && self.emoji.hold(sign)
    }

    /// Does a text face have this variant (異体字) of the character?
    pub(super) fn have_variant(&self, sign: char, selector: char) -> bool {
        self.text.iter().all(|face| face.ttf().glyph_variation_index(sign, selector).is_some())
    }
}
