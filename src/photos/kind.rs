//! What a file is, by its first bytes; its name is never asked.

/// A kind of picture that can be developed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// JPEG, of any camera
    Jpeg,
    /// PNG: screenshots, drawings
    Png,
    /// WebP
    Webp,
    /// GIF: its first frame
    Gif,
    /// HEIC or HEIF: iPhones
    Heic,
}

/// Something else that turns up among photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stranger {
    /// a PDF, whatever its name says
    Pdf,
    /// a Word, Excel or PowerPoint file, or another archive
    Office,
    /// a film
    Film,
    /// AVIF
    Avif,
    /// TIFF, or a camera's raw file that is built like one
    Tiff,
    /// Windows bitmap
    Bmp,
    /// SVG, HTML or other markup
    Markup,
    /// anything else
    Other,
}

impl Stranger {
    /// The word the messages choose by.
    pub(super) fn word(self) -> &'static str {
        match self {
            Stranger::Pdf => "pdf",
            Stranger::Office => "office",
            Stranger::Film => "film",
            Stranger::Avif => "avif",
            Stranger::Tiff => "tiff",
            Stranger::Bmp => "bmp",
            Stranger::Markup => "markup",
            Stranger::Other => "other",
        }
    }
}

/// Recognises a file by its first bytes.
///
/// # Errors
/// What it is instead of a picture that can be developed.
pub(super) fn sniff(bytes: &[u8]) -> Result<Kind, Stranger> {
    const STARTS: [(&[u8], Result<Kind, Stranger>); 15] = [
        (b"\xff\xd8\xff", Ok(Kind::Jpeg)),
        (b"\x89PNG\r\n\x1a\n", Ok(Kind::Png)),
        (b"GIF87a", Ok(Kind::Gif)),
        (b"GIF89a", Ok(Kind::Gif)),
        (b"%PDF", Err(Stranger::Pdf)),
        (b"PK\x03\x04", Err(Stranger::Office)),
        (b"\xd0\xcf\x11\xe0", Err(Stranger::Office)),
        (b"II*\0", Err(Stranger::Tiff)),
        (b"MM\0*", Err(Stranger::Tiff)),
        (b"BM", Err(Stranger::Bmp)),
        (b"\x1a\x45\xdf\xa3", Err(Stranger::Film)),
        (b"<svg", Err(Stranger::Markup)),
        (b"<?xml", Err(Stranger::Markup)),
        (b"<!DOCTYPE", Err(Stranger::Markup)),
        (b"<html", Err(Stranger::Markup)),
    ];
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return *kind;
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Ok(Kind::Webp),
        (Some(b"RIFF"), _, Some(b"AVI ")) => Err(Stranger::Film),
        (Some(length), Some(b"ftyp"), Some(_)) => by_brand(bytes, length),
        (_, Some(b"moov" | b"mdat" | b"wide"), _) => Err(Stranger::Film),
        _ => Err(Stranger::Other),
    }
}

/// The brands of an ISO media file (ISO/IEC 14496-12, `ftyp`): main brand, version, then compatible ones.
fn by_brand(bytes: &[u8], length: &[u8]) -> Result<Kind, Stranger> {
    let length = length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    let end = length.clamp(12, 256).min(bytes.len());
    let brands = || bytes[8..end].chunks_exact(4);
    if brands().any(|brand| matches!(brand, b"avif" | b"avis")) {
        return Err(Stranger::Avif);
    }
    let heif = |brand: &[u8]| {
        matches!(
            brand,
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1" | b"msf1"
        )
    };
    if brands().any(heif) { Ok(Kind::Heic) } else { Err(Stranger::Film) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        assert_eq!(sniff(b"\xff\xd8\xff\xe0...."), Ok(Kind::Jpeg));
        assert_eq!(sniff(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(Kind::Webp));
        assert_eq!(sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Ok(Kind::Heic));
        assert_eq!(sniff(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif"), Err(Stranger::Avif));
        assert_eq!(sniff(b"\0\0\0\x14ftypqt  \0\0\0\0qt  "), Err(Stranger::Film));
        assert_eq!(sniff(b"%PDF-1.7"), Err(Stranger::Pdf));
        assert_eq!(sniff(b"PK\x03\x04"), Err(Stranger::Office));
        assert_eq!(sniff(b""), Err(Stranger::Other));
        assert_eq!(sniff(b"\0\0\0\0ftyp"), Err(Stranger::Other));
    }
}
