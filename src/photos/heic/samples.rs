//! A HEIC's planes of brightness and colour → pixels of red, green and blue.

use hpvcd::{ChromaFormat, Cicp, DecodedYuv, MatrixCoefficients, PlaneBuffer, SamplePlane, YuvBuffer};
use yuv::{YuvGrayImage, YuvPlanarImage, YuvRange, YuvStandardMatrix};

use crate::photos::pixels::{Layout, Pixels};
use crate::photos::refusal::Refusal;
use crate::photos::sizes::Size;

/// A plane of 8-bit samples; the first that is seen stands at `start`.
struct Plane {
    samples: Vec<u8>,
    start: usize,
    stride: u32,
}

impl Plane {
    fn of_bytes(plane: PlaneBuffer<u8>) -> Plane {
        let (start, stride) = (plane.offset(), side(plane.stride()));
        Plane { samples: plane.into_storage(), start, stride }
    }

    /// Of samples that are `deeper` bits longer than 8, to the nearest.
    fn of_words(plane: &PlaneBuffer<u16>, deeper: u8) -> Plane {
        let half = (1_u32 << deeper) >> 1;
        let shorter = |sample: &u16| u8::try_from((u32::from(*sample) + half) >> deeper).unwrap_or(u8::MAX);
        Plane { samples: plane.data().iter().map(shorter).collect(), start: 0, stride: side(plane.stride()) }
    }

    fn seen(&self) -> &[u8] {
        self.samples.get(self.start..).unwrap_or_default()
    }
}

/// The whole coded picture, by the matrix and range of `coding`; with opacity where the file has it.
pub(super) fn to_rgb(image: DecodedYuv, coding: Cicp) -> Result<Pixels, Refusal> {
    let size = Size { width: side(image.width()), height: side(image.height()) };
    let deeper = image.bit_depth.bits().saturating_sub(8);
    let (y, colour) = match image.planes {
        YuvBuffer::U8(planes) => {
            let colour = planes.cb.map(Plane::of_bytes).zip(planes.cr.map(Plane::of_bytes));
            (Plane::of_bytes(planes.y), colour)
        }
        YuvBuffer::U16(planes) => {
            let shorter = |plane: PlaneBuffer<u16>| Plane::of_words(&plane, deeper);
            (shorter(planes.y), planes.cb.map(shorter).zip(planes.cr.map(shorter)))
        }
    };
    let rgb = mixed(size, image.chroma, &y, colour.as_ref(), coding)?;
    drop((y, colour));
    let Some(opacity) = image.alpha else { return Pixels::new(size, Layout::Rgb, rgb) };
    let opacity = match opacity {
        SamplePlane::U8(plane) => Plane::of_bytes(plane),
        SamplePlane::U16(plane) => Plane::of_words(&plane, deeper),
    };
    let rows =
        opacity.seen().chunks(opacity.stride as usize).flat_map(|row| row.iter().take(size.width as usize));
    let data = rgb.chunks_exact(3).zip(rows).flat_map(|(rgb, a)| [rgb[0], rgb[1], rgb[2], *a]).collect();
    Pixels::new(size, Layout::Rgba, data)
}

fn mixed(
    size: Size,
    chroma: ChromaFormat,
    y: &Plane,
    colour: Option<&(Plane, Plane)>,
    coding: Cicp,
) -> Result<Vec<u8>, Refusal> {
    let Size { width, height } = size;
    let stride = width * 3;
    let mut rgb = vec![0; stride as usize * height as usize];
    let range = if coding.full_range { YuvRange::Full } else { YuvRange::Limited };
    let matrix = matrix(coding)?;
    let mixed = match (chroma, colour) {
        (ChromaFormat::Monochrome, _) | (_, None) => {
            let grey = YuvGrayImage { y_plane: y.seen(), y_stride: y.stride, width, height };
            yuv::yuv400_to_rgb(&grey, &mut rgb, stride, range, matrix)
        }
        (chroma, Some((cb, cr))) => {
            let planes = YuvPlanarImage {
                y_plane: y.seen(),
                y_stride: y.stride,
                u_plane: cb.seen(),
                u_stride: cb.stride,
                v_plane: cr.seen(),
                v_stride: cr.stride,
                width,
                height,
            };
            let convert = match chroma {
                ChromaFormat::Yuv422 => yuv::yuv422_to_rgb,
                ChromaFormat::Yuv444 => yuv::yuv444_to_rgb,
                _ => yuv::yuv420_to_rgb,
            };
            convert(&planes, &mut rgb, stride, range, matrix)
        }
    };
    mixed.map(|()| rgb).map_err(|error| Refusal::Broken(error.to_string()))
}

/// ITU-T H.273, table 4. Unsaid is BT.601, as every other reader has it.
fn matrix(coding: Cicp) -> Result<YuvStandardMatrix, Refusal> {
    Ok(match coding.matrix {
        MatrixCoefficients::Unspecified | MatrixCoefficients::Bt470Bg | MatrixCoefficients::Smpte170m => {
            YuvStandardMatrix::Bt601
        }
        MatrixCoefficients::Bt709 => YuvStandardMatrix::Bt709,
        MatrixCoefficients::Bt2020Ncl => YuvStandardMatrix::Bt2020,
        MatrixCoefficients::Smpte240m => YuvStandardMatrix::Smpte240,
        MatrixCoefficients::Fcc => YuvStandardMatrix::Fcc,
        other => return Err(Refusal::Rare(format!("a HEIC with the colour matrix {other:?}"))),
    })
}

fn side(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}
