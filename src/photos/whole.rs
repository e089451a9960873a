//! Whether a file is all there: a photo still being copied ends in the middle.

use super::kind::Kind;

/// So many zeros at the end are none of the picture's. A program may give a copy its full length at once
/// and fill it from the front; only some decoders would notice.
const UNFILLED: usize = 64;

/// Whether the picture's own end is in the file. What follows the end (a film behind a "motion photo", a
/// second picture) does not matter.
pub(super) fn is_whole(kind: Kind, bytes: &[u8]) -> bool {
    match kind {
        Kind::Jpeg => jpeg_ends(bytes),
        Kind::Png => png_ends(bytes).is_some(),
        Kind::Webp => riff_ends(bytes),
        // A GIF's first frame is complete or its decoder says so; the frames after it are not used.
        Kind::Gif => is_filled(bytes),
        Kind::Heic => boxes_end(bytes).is_some() && is_filled(bytes),
    }
}

fn is_filled(bytes: &[u8]) -> bool {
    bytes.iter().rev().take(UNFILLED).any(|byte| *byte != 0)
}

/// Entropy-coded data never holds `FF D9` (each `FF` in it is stuffed), so after the first scan's head
/// this pair is an end (ITU-T T.81, B.1.1.5).
fn jpeg_ends(bytes: &[u8]) -> bool {
    let scan = first_scan(bytes).unwrap_or(bytes.len());
    bytes.get(scan..).unwrap_or_default().windows(2).rev().any(|pair| pair == [0xff, 0xd9])
}

/// The place behind the first scan's head. Thumbnails lie in segments before it, which are jumped over.
fn first_scan(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? != 0xff {
            at += 1;
        }
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd9) {
            continue;
        }
        at = at.checked_add(usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))?;
        if marker == 0xda {
            return Some(at);
        }
    }
}

/// Walks the chunks up to `IEND` (W3C PNG, 5.3).
fn png_ends(bytes: &[u8]) -> Option<()> {
    let mut at = 8_usize;
    loop {
        let head = bytes.get(at..at.checked_add(8)?)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        at = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?;
        if at > bytes.len() {
            return None;
        }
        if &head[4..] == b"IEND" {
            return Some(());
        }
    }
}

/// A RIFF file says its own length.
fn riff_ends(bytes: &[u8]) -> bool {
    bytes.get(4..8).is_some_and(|length| {
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        let whole = usize::try_from(length).ok().and_then(|length| bytes.get(..length.checked_add(8)?));
        whole.is_some_and(is_filled)
    })
}

/// Walks the outer boxes (ISO/IEC 14496-12, 4.2) to the end of the file.
fn boxes_end(bytes: &[u8]) -> Option<()> {
    let mut at = 0_usize;
    while at < bytes.len() {
        let head = bytes.get(at..at.checked_add(8)?)?;
        let length = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            0 => return Some(()),
            1 => {
                let long = bytes.get(at + 8..at.checked_add(16)?)?;
                let long = long.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
                usize::try_from(long).ok()?
            }
            short => usize::try_from(short).ok()?,
        };
        if length < 8 {
            return None;
        }
        at = at.checked_add(length)?;
    }
    (at == bytes.len()).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_inside_a_thumbnail_is_not_the_photos_end() {
        // SOI, APP1 that holds an end, start of scan, data
        let cut = b"\xff\xd8\xff\xe1\0\x06\xff\xd9\xff\xd9\xff\xda\0\x04\0\0data\xff\0data";
        assert!(!is_whole(Kind::Jpeg, cut));
        let mut whole = cut.to_vec();
        whole.extend_from_slice(b"\xff\xd9 a film behind it");
        assert!(is_whole(Kind::Jpeg, &whole));
    }

    #[test]
    fn a_box_that_is_longer_than_the_file_is_cut() {
        assert!(is_whole(Kind::Heic, b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x08mdat"));
        assert!(!is_whole(Kind::Heic, b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x09mdat"));
    }
}
