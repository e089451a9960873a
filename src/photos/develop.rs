//! Plans → albums: the pixels.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::encode::draw;
use super::plan::{budget, read_file};
use super::{Album, AlbumPlan, Cache, PhotoPlan, Refusal, Shot, quiet};
use crate::problem::Problem;
use crate::settings::PhotoSettings;
use crate::world::crew;

/// How far developing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Distinct photos that are done, refused ones included.
    pub done: usize,
    /// All distinct photos.
    pub total: usize,
    /// How many of `done` were drawn anew; the others lay in the cache.
    pub developed: usize,
}

/// What came of several letters' plans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Developed {
    /// One for each plan, in their order.
    pub albums: Vec<Album>,
    /// One list for each plan: the photos that were planned and then could not be developed.
    pub problems: Vec<Vec<Problem>>,
    /// Distinct photos that were drawn anew. 0 in a run where nothing changed.
    pub developed: usize,
    /// Distinct photos that lay in the cache.
    pub kept: usize,
    /// Length of the originals of all developed photos, each photo once.
    pub bytes_original: u64,
    /// What a parent's phone loads instead, see [`Shot::for_phone`].
    pub bytes_page: u64,
}

/// Develops the photos of several letters, each distinct photo once, many at a time within the memory of
/// the settings. A photo that lies in the cache is taken from there.
///
/// `progress` is told after each distinct photo, from whichever thread did it.
pub fn develop(
    plans: &[AlbumPlan],
    cache: &Cache,
    settings: &PhotoSettings,
    progress: &(dyn Fn(Progress) + Sync),
) -> Developed {
    let (distinct, number_of) = distinct(plans);
    let told = Mutex::new(Progress { total: distinct.len(), ..Progress::default() });
    let outcomes = crew::each(
        &distinct,
        settings.threads,
        budget(settings),
        |plan| plan.memory,
        |plan| {
            let outcome = develop_one(plan, cache);
            let mut now = told.lock().unwrap_or_else(PoisonError::into_inner);
            now.done += 1;
            now.developed += usize::from(matches!(outcome, Ok((_, Source::Drawn))));
            progress(*now);
            outcome
        },
    );
    let mut albums = Vec::with_capacity(plans.len());
    let mut problems = Vec::with_capacity(plans.len());
    for plan in plans {
        let mut faults = Vec::new();
        let shots = plan.photos.iter().map(|photo| {
            let photo = photo.as_ref()?;
            match outcomes.get(*number_of.get(&photo.known_as())?)? {
                Ok((shot, _)) => Some(shot.clone()),
                Err(refusal) => {
                    faults.push(refusal.problem(&photo.photo));
                    None
                }
            }
        });
        albums.push(Album { shots: shots.collect() });
        problems.push(faults);
    }
    Developed { albums, problems, ..sums(&distinct, &outcomes) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Drawn,
    Cache,
}

/// The first plan of each photo and print size, in order, and the number of each by what the cache knows it by.
fn distinct(plans: &[AlbumPlan]) -> (Vec<&PhotoPlan>, HashMap<String, usize>) {
    let mut distinct = Vec::new();
    let mut number_of = HashMap::new();
    for photo in plans.iter().flat_map(|plan| plan.photos.iter().flatten()) {
        number_of.entry(photo.known_as()).or_insert_with(|| {
            distinct.push(photo);
            distinct.len() - 1
        });
    }
    (distinct, number_of)
}

/// The sums alone: each photo counts once, in however many sizes it is printed.
fn sums(distinct: &[&PhotoPlan], outcomes: &[Result<(Shot, Source), Refusal>]) -> Developed {
    let mut sums = Developed::default();
    let mut drawn = HashSet::new();
    let mut counted = HashSet::new();
    for (plan, outcome) in distinct.iter().zip(outcomes) {
        let Ok((shot, source)) = outcome else { continue };
        if *source == Source::Drawn {
            drawn.insert(&plan.key);
        }
        if counted.insert(&plan.key) {
            let file = shot.for_phone().and_then(|file| fs::metadata(&file.file).ok());
            sums.bytes_original += plan.bytes;
            sums.bytes_page += file.map_or(0, |file| file.len());
        }
    }
    Developed { developed: drawn.len(), kept: counted.len() - drawn.len(), ..sums }
}

fn develop_one(plan: &PhotoPlan, cache: &Cache) -> Result<(Shot, Source), Refusal> {
    if let Some(shot) = cache.find(plan) {
        return Ok((shot, Source::Cache));
    }
    let bytes = read_file(&plan.photo.file)?;
    // Its files are named by what was planned: another photo must never come under that name.
    if blake3::hash(&bytes) != plan.content {
        return Err(Refusal::Changed);
    }
    // Decoders are large and their input comes from anywhere: a fault in one costs one photo.
    let drawn = quiet::catch(|| draw(bytes, &plan.look, &plan.sizes, plan.avif))
        .unwrap_or_else(|| Err(Refusal::Broken("it makes the decoder fail".to_owned())))?;
    let shot = cache.keep(plan, drawn).map_err(|error| Refusal::NotKept(error.kind()))?;
    Ok((shot, Source::Drawn))
}
