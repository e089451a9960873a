//! ssimulacra2 of pictures against their reference: `score REFERENCE PICTURE [REFERENCE PICTURE]…` prints
//! one number a line; 100 is equal.

use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    for pair in files.chunks_exact(2) {
        let pictures = [image::open(&pair[0])?.into_rgb8(), image::open(&pair[1])?.into_rgb8()];
        let [reference, picture] = pictures.each_ref().map(|picture| {
            let (width, height) = picture.dimensions();
            PixelSlice::new(picture, width, height, width as usize * 3, PixelDescriptor::RGB8_SRGB)
        });
        println!("{:.3}", compute_ssimulacra2(&reference?, &picture?)?);
    }
    Ok(())
}
