//! Random damage, the same for the same seed.

/// Numbers at which decoders' sums overflow.
const EDGES: [u32; 9] = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/// Spoils files.
pub struct Spoiler {
    state: u64,
}

impl Spoiler {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Spoiler {
        Spoiler { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
    }

    /// Xorshift (Marsaglia): below `end`, 0 where `end` is 0.
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 16).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }

    /// One of the seeds with one to eight faults; checksums are made right again where a decoder would
    /// look no further.
    pub fn spoil(&mut self, seeds: &[Vec<u8>], target: &str) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        let (from, to) = if target == "icc" { profile(&bytes) } else { (0, bytes.len()) };
        for _ in 0..=self.below(8) {
            self.fault(&mut bytes, from, to, target != "icc", seeds);
        }
        if bytes.starts_with(b"\x89PNG") && self.below(8) > 0 {
            mend_png(&mut bytes);
        }
        if bytes.starts_with(b"RIFF") && self.below(8) > 0 && bytes.len() > 8 {
            let length = u32::try_from(bytes.len() - 8).unwrap_or(u32::MAX);
            bytes[4..8].copy_from_slice(&length.to_le_bytes());
        }
        bytes
    }

    fn fault(&mut self, bytes: &mut Vec<u8>, from: usize, to: usize, may_grow: bool, seeds: &[Vec<u8>]) {
        let to = to.min(bytes.len());
        if from + 8 >= to {
            return;
        }
        // Heads decide more than pixels do.
        let span = if self.below(2) == 0 { (to - from).min(200) } else { to - from };
        let at = from + self.below(span - 7);
        match self.below(if may_grow { 9 } else { 4 }) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes[at] = u8::try_from(self.below(256)).unwrap_or(0),
            2 => {
                let edge = EDGES[self.below(EDGES.len())];
                let bytes = &mut bytes[at..at + 4];
                match self.below(4) {
                    0 => bytes.copy_from_slice(&edge.to_be_bytes()),
                    1 => bytes.copy_from_slice(&edge.to_le_bytes()),
                    2 => bytes[..2].copy_from_slice(&edge.to_le_bytes()[..2]),
                    _ => bytes[0] = edge.to_le_bytes()[0],
                }
            }
            3 => bytes[at] = bytes[at].wrapping_add(if self.below(2) == 0 { 1 } else { 255 }),
            4 => bytes.truncate(at.max(8)),
            5 => drop(bytes.drain(at..at + 1 + self.below((to - at - 1).min(300)))),
            6 => {
                let again = bytes[at..at + 1 + self.below((to - at - 1).min(300))].repeat(1 + self.below(20));
                bytes.splice(at..at, again);
            }
            7 => {
                let other = &seeds[self.below(seeds.len())];
                let start = self.below(other.len());
                let part = other[start..start + self.below((other.len() - start).min(2000))].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let end = at + 1 + self.below((to - at - 1).min(300));
                bytes[at..end].fill(0);
            }
        }
    }
}

/// Where a picture's colour profile lies.
fn profile(bytes: &[u8]) -> (usize, usize) {
    let Some(mark) = bytes.windows(4).position(|mark| mark == b"acsp") else { return (0, bytes.len()) };
    let start = mark - 36;
    let length = bytes[start..start + 4].iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    (start, start.saturating_add(length).min(bytes.len()))
}

/// Puts right the checksum of each chunk that is still one.
fn mend_png(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let end = at.saturating_add(8).saturating_add(length);
        let Some(chunk) = bytes.get(at + 4..end) else { return };
        let sum = crc32(chunk);
        let Some(place) = bytes.get_mut(end..end + 4) else { return };
        place.copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
