//! A letter's photos → [`AlbumPlan`]: every name and size, from headers and a hash of the file alone.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::cache::Cache;
use super::encode::{AVIF, RECIPE, memory};
use super::{Album, Format, Look, Refusal, Shot, Sizes, Variant, look};
use crate::content::PhotoUse;
use crate::problem::Problem;
use crate::settings::PhotoSettings;
use crate::world::crew;

/// A larger file is refused unread: no camera's JPEG or HEIC comes near.
const MOST_BYTES: u64 = 128 << 20;

/// What is planned for the photos of a letter; plan `n` belongs to photo `n` of the letter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlbumPlan {
    /// One for each photo of the letter, in its order; `None` where it was refused.
    pub photos: Vec<Option<PhotoPlan>>,
}

/// What is planned for one photo.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoPlan {
    /// The photo as the letter uses it.
    pub photo: PhotoUse,
    /// What its header tells.
    pub look: Look,
    /// The sizes it will be drawn in.
    pub sizes: Sizes,
    /// The name all its files begin with, 32 hexadecimal digits: from the file's content, the recipe and
    /// the widths. The same photo under another name or date has the same key, a replaced one never. The
    /// sheet's file bears its width besides: one photo may stand on two sheets in two sizes.
    pub key: String,
    /// Length of the file.
    pub bytes: u64,
    /// Bytes of memory that developing it needs.
    pub memory: u64,
    /// Whether its page's files are drawn as AVIF too.
    pub avif: bool,
    pub(super) content: blake3::Hash,
}

impl AlbumPlan {
    /// The album as it will be, all but the placeholders.
    pub fn album(&self, cache: &Cache) -> Album {
        let shot = |photo: &Option<PhotoPlan>| photo.as_ref().map(|photo| photo.shot(cache));
        Album { shots: self.photos.iter().map(shot).collect() }
    }

    /// Draws each photo for the sheet at 300 dpi of its width there, in millimetres by the photo's number; of a
    /// photo that the letter shows twice, at that of the larger. One that is not on the sheet
    /// stays as it was, and one that would need more memory than there is.
    pub fn print_at(&mut self, widths: &[Option<f64>], settings: &PhotoSettings) {
        let mut largest: HashMap<String, f64> = HashMap::new();
        for (photo, width) in self.photos.iter().zip(widths) {
            if let (Some(photo), Some(width)) = (photo, width) {
                let largest = largest.entry(photo.key.clone()).or_insert(*width);
                *largest = largest.max(*width);
            }
        }
        for photo in self.photos.iter_mut().flatten() {
            if let Some(width) = largest.get(&photo.key) {
                let sizes =
                    Sizes { print: Sizes::printed(photo.look.upright(), *width), ..photo.sizes.clone() };
                let memory = memory(photo.bytes, &photo.look, &sizes, photo.avif);
                if memory <= budget(settings).max(photo.memory) {
                    (photo.sizes, photo.memory) = (sizes, memory);
                }
            }
        }
    }
}

impl PhotoPlan {
    /// What the cache knows it by: its key and the width of its sheet's file.
    pub(super) fn known_as(&self) -> String {
        format!("{}-{}", self.key, self.sizes.print.width)
    }

    /// blake3 of the file's bytes, in hex: the same photo under another name has the same.
    pub fn content(&self) -> String {
        self.content.to_hex().to_string()
    }

    /// The shot as it will be, all but the placeholder, which only pixels can give.
    pub fn shot(&self, cache: &Cache) -> Shot {
        let variant = |size: super::Size, format: Format, name: String| Variant {
            file: cache.file(&name),
            name,
            width: size.width,
            height: size.height,
            format,
        };
        let page = self.sizes.page.iter().flat_map(|size| {
            let formats = [(Format::Avif, "avif"), (Format::Webp, "webp"), (Format::Jpeg, "jpg")];
            let wanted = formats.into_iter().filter(|(format, _)| self.avif || *format != Format::Avif);
            wanted.map(|(format, ending)| {
                variant(*size, format, format!("{}-{}.{ending}", self.key, size.width))
            })
        });
        let largest = self.sizes.largest();
        Shot {
            width: largest.width,
            height: largest.height,
            variants: page.collect(),
            print: variant(
                self.sizes.print,
                Format::Jpeg,
                format!("{}-print-{}.jpg", self.key, self.sizes.print.width),
            ),
            placeholder: String::new(),
        }
    }
}

/// Plans the photos of one letter. `folder` is the letters' folder: a link that leads out of it is
/// refused, so nothing else on the machine can be published by a shortcut.
///
/// Reads each file once. The problems stand in the order of the photos.
pub fn plan(photos: &[PhotoUse], folder: &Path, settings: &PhotoSettings) -> (AlbumPlan, Vec<Problem>) {
    if photos.is_empty() {
        return (AlbumPlan { photos: vec![] }, vec![]);
    }
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let size = |photo: &PhotoUse| fs::metadata(&photo.file).map_or(0, |file| file.len().min(MOST_BYTES));
    let plans = crew::each(photos, settings.threads, budget(settings), size, |photo| {
        plan_one(photo, &folder, settings)
    });
    let mut problems = Vec::new();
    let plans = photos
        .iter()
        .zip(plans)
        .map(|(photo, plan)| plan.inspect_err(|refusal| problems.push(refusal.problem(photo))).ok());
    let photos = plans.collect();
    (AlbumPlan { photos }, problems)
}

fn plan_one(photo: &PhotoUse, folder: &Path, settings: &PhotoSettings) -> Result<PhotoPlan, Refusal> {
    let bytes = read(photo, folder)?;
    let look = look(&bytes)?;
    let sizes = Sizes::of(look.upright(), &settings.widths);
    let length = bytes.len() as u64;
    let memory = memory(length, &look, &sizes, settings.avif);
    if memory > budget(settings) {
        return Err(Refusal::TooLarge { width: look.stored.width, height: look.stored.height });
    }
    let content = blake3::hash(&bytes);
    let key = key(&content, settings);
    Ok(PhotoPlan {
        photo: photo.clone(),
        look,
        sizes,
        key,
        bytes: length,
        memory,
        avif: settings.avif,
        content,
    })
}

/// The memory setting in bytes.
pub(super) fn budget(settings: &PhotoSettings) -> u64 {
    u64::from(settings.memory) << 20
}

/// The file's bytes: an ordinary file, inside the letters' folder, of a bearable size.
fn read(photo: &PhotoUse, folder: &Path) -> Result<Vec<u8>, Refusal> {
    let refused = |error: std::io::Error| Refusal::Unreadable(error.kind());
    let file = photo.file.canonicalize().map_err(refused)?;
    if !file.starts_with(folder) {
        return Err(Refusal::Outside);
    }
    read_file(&file)
}

/// As [`read`], of a file whose place is known to be good.
pub(super) fn read_file(file: &Path) -> Result<Vec<u8>, Refusal> {
    let refused = |error: std::io::Error| Refusal::Unreadable(error.kind());
    // Opening a pipe would wait for ever.
    let told = fs::metadata(file).map_err(refused)?;
    if !told.is_file() {
        return Err(Refusal::Unreadable(std::io::ErrorKind::InvalidInput));
    }
    if told.len() > MOST_BYTES {
        return Err(Refusal::TooHeavy { megabytes: told.len() / 1_000_000 });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(told.len()).unwrap_or(0));
    File::open(file).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes)).map_err(refused)?;
    Ok(bytes)
}

fn key(content: &blake3::Hash, settings: &PhotoSettings) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(RECIPE.as_bytes());
    if settings.avif {
        hasher.update(AVIF.as_bytes());
    }
    let mut widths = settings.widths.clone();
    widths.sort_unstable();
    widths.dedup();
    for width in widths {
        hasher.update(&width.to_le_bytes());
    }
    hasher.update(content.as_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}
