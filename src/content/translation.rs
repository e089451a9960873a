//! `遠足.en.md` beside `遠足.md`: the same letter in another language. Only its text is its own.

use std::collections::BTreeSet;

use super::folder::{self, TranslationFile};
use super::front_matter::{FrontMatter, front_matter};
use super::one::{One, give_alt, keep_most, last, tell, weekday_problem, without};
use super::pictures::Pictures;
use super::read::bytes_of;
use super::{Block, Letter, PhotoUse, Translation, days, decode, headings, markdown};
use crate::language;
use crate::problem::{Place, Problem, Source};

/// Reads the translations of a letter, and adds what is wrong with them to the letter's problems.
pub(super) fn read_all(one: &One<'_>, main: &Letter, problems: &mut Vec<Problem>) -> Vec<Translation> {
    let mut read = Vec::new();
    for file in &one.file.translations {
        let shown = folder::show(one.options.shown, &file.path);
        let mut found = Vec::new();
        if file.lang == main.lang {
            let values = vec![("language", language::own_name(&file.lang).into())];
            found.push(Problem::error("content-translation-same", values).at(Place::file(shown)));
        } else {
            match bytes_of(&file.file, &shown) {
                Ok(bytes) => read.extend(translation(one, main, file, &shown, &bytes, &mut found)),
                Err(problem) => found.push(problem),
            }
        }
        problems.append(&mut found);
    }
    read.sort_by(|a, b| a.lang.cmp(&b.lang));
    read
}

fn translation(
    one: &One<'_>,
    main: &Letter,
    file: &TranslationFile,
    shown: &str,
    bytes: &[u8],
    problems: &mut Vec<Problem>,
) -> Option<Translation> {
    let Some(text) = decode(bytes) else {
        problems.push(Problem::error("content-encoding", vec![]).at(Place::file(shown)));
        return None;
    };
    let source = Source::new(shown, &text);
    if !file.twins.is_empty() {
        let others = file.twins.join("、");
        problems.push(Problem::error("content-twins", vec![("others", others.into())]).at(source.whole()));
    }
    let (front, start) = front_matter(&source, main.year, problems);
    only_its_own(&front, &file.lang, &source, problems);
    let shelf = |number: usize| &one.folder.shelves[number];
    let gallery =
        one.file.gallery.map(|number| (last(&shelf(number).path), shelf(number).pictures.as_slice()));
    let mut pictures = Pictures::new(&source, &shelf(one.file.shelf).pictures, gallery);
    let mut body = markdown::body(&source, start, &mut pictures);
    problems.append(&mut body.problems);
    if text[start..].trim().is_empty() {
        problems.push(Problem::error("content-empty", vec![]).at(source.whole()));
    }
    let title = title(&front, &body.blocks, main, &source, problems);
    let ids = headings::number(&mut body.blocks, &title);
    headings::resolve(&mut body.blocks, &ids, &body.inside_links, &source, problems);
    let unsaid: Vec<usize> = pictures.unsaid.iter().map(|(number, _)| *number).collect();
    let rest = pictures.rest_of_gallery();
    let mut photos = std::mem::take(&mut pictures.uses);
    say_unsaid(&mut photos, unsaid.into_iter().chain(rest.iter().copied()), main, &title, &file.lang);
    if !rest.is_empty() {
        body.blocks.push(Block::Photos { photos: rest });
    }
    // Elsewhere 3/4 may be the third of April.
    if language::primary(&file.lang) == "ja" {
        for wrong in days::disagreements(&text, main.year, main.date) {
            tell(problems, weekday_problem(&wrong, &source), || source.place(wrong.range.clone()));
        }
    }
    let of_letter = photos_of(main, &photos, problems);
    keep_most(problems, &source);
    let translation = Translation {
        lang: file.lang.clone(),
        path: file.path.clone(),
        file: file.file.clone(),
        title,
        blocks: body.blocks,
        photos,
        hash: blake3::hash(bytes).to_hex().to_string(),
        text: without(&text, &body.unseen),
    };
    Some(translation.with_only(&|photo| of_letter.contains(&photo.file)))
}

/// Day, audience and the like are the letter's, and stand in one place.
fn only_its_own(front: &FrontMatter, lang: &str, source: &Source<'_>, problems: &mut Vec<Problem>) {
    for (key, range) in front.keys.iter().filter(|(key, _)| !matches!(*key, "title" | "lang")) {
        let problem = Problem::error("content-translation-key", vec![("key", (*key).into())]);
        problems.push(problem.at(source.place(range.clone())));
    }
    let said = front.lang.as_deref().filter(|said| *said != lang && *said != language::html_tag(lang));
    if let (Some(said), Some((_, range))) = (said, front.keys.iter().find(|(key, _)| *key == "lang")) {
        let values = vec![("said", said.into()), ("lang", lang.into())];
        problems.push(Problem::error("content-translation-lang", values).at(source.place(range.clone())));
    }
}

fn title(
    front: &FrontMatter,
    blocks: &[Block],
    main: &Letter,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) -> String {
    let written = front.title.clone().filter(|title| !title.trim().is_empty());
    let title = written.or_else(|| headings::title(blocks)).unwrap_or_else(|| {
        let values = vec![("title", main.title.as_str().into())];
        problems.push(Problem::warning("content-translation-title", values).at(source.whole()));
        main.title.clone()
    });
    title.chars().take(200).collect()
}

/// The letter's own words for a photo where they are Japanese too, else only which photo it is.
fn say_unsaid(
    photos: &mut [PhotoUse],
    unsaid: impl Iterator<Item = usize>,
    main: &Letter,
    title: &str,
    lang: &str,
) {
    let is_alike = language::primary(lang) == language::primary(&main.lang);
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for number in unsaid {
        let same = main.photos.iter().find(|photo| is_alike && photo.file == photos[number].file);
        match same {
            Some(same) => known.push((number, same.alt.clone())),
            None => others.push(number),
        }
    }
    give_alt(photos, others, title, lang);
    for (number, alt) in known {
        photos[number].alt = alt;
    }
}

/// The files of the letter's photos. Who may be shown is asked of the letter alone, so a translation shows no other
/// photo and names nobody else on them.
fn photos_of<'a>(
    main: &'a Letter,
    photos: &[PhotoUse],
    problems: &mut Vec<Problem>,
) -> BTreeSet<&'a std::path::PathBuf> {
    let files: BTreeSet<_> = main.photos.iter().map(|photo| &photo.file).collect();
    for photo in photos {
        let values = vec![("name", photo.name.as_str().into())];
        let same = || main.photos.iter().filter(|other| other.file == photo.file);
        if !files.contains(&photo.file) {
            problems.push(Problem::error("content-translation-photo", values).at(photo.place.clone()));
        } else if !photo.names.iter().all(|name| same().any(|other| other.names.contains(name))) {
            problems.push(Problem::error("content-translation-names", values).at(photo.place.clone()));
        }
    }
    files
}
