//! What the boxes of a HEIC say of its main picture, where the decoder hears otherwise: it takes the
//! colours of a tile for those of the whole, and mirrors by the other axis.

use hpvcd::{Cicp, ColorMetadata, MatrixCoefficients, Primaries, TransferFunction};
use image::metadata::Orientation;

/// The properties tied to a picture, in their order: a box's name and its inside.
type Properties<'a> = Vec<([u8; 4], &'a [u8])>;

/// The boxes of a file, or of a box's inside.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, name) = (number(self.0, 0, 4)?, self.0.get(4..8)?.try_into().ok()?);
        let (head, length) = match length {
            0 => (8, self.0.len()),
            1 => (16, number(self.0, 8, 8)?),
            length => (8, length),
        };
        let inside = self.0.get(head..length)?;
        self.0 = self.0.get(length..)?;
        Some((name, inside))
    }
}

fn inside<'a>(boxes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    Boxes(boxes).find(|(found, _)| found == name).map(|(_, inside)| inside)
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    usize::try_from(bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))).ok()
}

/// The colours of the main picture: a profile, code points, both, or neither.
pub(super) fn colours(file: &[u8]) -> ColorMetadata {
    let mut colours = ColorMetadata::default();
    for (name, colour) in of_main_picture(file).unwrap_or_default() {
        match (&name, colour.get(..4)) {
            (b"colr", Some(b"prof" | b"rICC")) => colours.icc = Some(colour[4..].to_vec()),
            (b"colr", Some(b"nclx")) => colours.cicp = code_points(colour).or(colours.cicp),
            _ => {}
        }
    }
    colours
}

/// How to turn the main picture: quarters to the left (`irot`) and mirrorings (`imir`), as they follow each
/// other (ISO/IEC 23008-12:2022, 6.5.10 and 6.5.12).
pub(super) fn orientation(file: &[u8]) -> Orientation {
    // Mirrored left to right first, then turned by so many quarters to the right.
    let (mut mirrored, mut quarters) = (false, 0_u8);
    for (name, inside) in of_main_picture(file).unwrap_or_default() {
        let how = inside.first().copied().unwrap_or_default();
        match &name {
            b"irot" => quarters = (quarters + 4 - (how & 3)) % 4,
            // Top and bottom change places, or else left and right.
            b"imir" => {
                mirrored = !mirrored;
                quarters = (if how & 1 == 0 { 6 } else { 4 } - quarters) % 4;
            }
            _ => {}
        }
    }
    match (mirrored, quarters) {
        (false, 0) => Orientation::NoTransforms,
        (false, 1) => Orientation::Rotate90,
        (false, 2) => Orientation::Rotate180,
        (false, _) => Orientation::Rotate270,
        (true, 0) => Orientation::FlipHorizontal,
        (true, 1) => Orientation::Rotate270FlipH,
        (true, 2) => Orientation::FlipVertical,
        (true, _) => Orientation::Rotate90FlipH,
    }
}

fn code_points(colour: &[u8]) -> Option<Cicp> {
    let code = |at| u8::try_from(number(colour, at, 2)?).ok();
    Some(Cicp {
        primaries: Primaries::from_u8(code(4)?),
        transfer: TransferFunction::from_u8(code(6)?),
        matrix: MatrixCoefficients::from_u8(code(8)?),
        full_range: colour.get(10)? & 0x80 != 0,
    })
}

/// Whether the file holds an outline of any picture (ISO/IEC 23008-12, 6.5.8).
pub(super) fn has_outline(file: &[u8]) -> bool {
    let Some(properties) = properties(file) else { return false };
    let outline = |named: &[u8]| {
        let name = named.get(4..).and_then(|named| named.split(|byte| *byte == 0).next());
        matches!(name, Some(b"urn:mpeg:hevc:2015:auxid:1" | b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"))
    };
    inside(properties, b"ipco")
        .is_some_and(|all| Boxes(all).any(|(name, inside)| &name == b"auxC" && outline(inside)))
}

/// What `ipma` ties to the item that `pitm` names.
fn of_main_picture(file: &[u8]) -> Option<Properties<'_>> {
    let meta = inside(file, b"meta")?.get(4..)?;
    let main = inside(meta, b"pitm")?;
    let main = number(main, 4, if *main.first()? == 0 { 2 } else { 4 })?;
    let properties = properties(file)?;
    let all: Vec<_> = Boxes(inside(properties, b"ipco")?).collect();
    let ties = inside(properties, b"ipma")?;
    let (name_length, wide) = (if *ties.first()? == 0 { 2 } else { 4 }, ties.get(3)? & 1 == 1);
    let mut at = 8;
    for _ in 0..number(ties, 4, 4)? {
        let item = number(ties, at, name_length)?;
        let count = number(ties, at + name_length, 1)?;
        at += name_length + 1;
        let numbers = (0..count).filter_map(|n| match wide {
            true => number(ties, at + 2 * n, 2).map(|number| number & 0x7fff),
            false => number(ties, at + n, 1).map(|number| number & 0x7f),
        });
        if item == main {
            return Some(numbers.filter_map(|number| all.get(number.checked_sub(1)?).copied()).collect());
        }
        at += count * if wide { 2 } else { 1 };
    }
    None
}

fn properties(file: &[u8]) -> Option<&[u8]> {
    inside(inside(file, b"meta")?.get(4..)?, b"iprp")
}
