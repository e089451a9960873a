//! One letter's bytes → [`Letter`].

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;

use jiff::civil::Date;

use super::days::{self, Day};
use super::folder::{Folder, LetterFile};
use super::front_matter::{FrontMatter, front_matter};
use super::letter::{WantedPages, is_library};
use super::pictures::Pictures;
use super::read::ReadOptions;
use super::{Audience, Block, DateSource, Letter, PhotoUse, SchoolYear, decode, headings, markdown, whom};
use crate::language;
use crate::problem::{Level, Place, Problem, Source};
use crate::words::Lang;

/// Nobody reads more problems of one letter at once.
const MOST: usize = 100;
/// So many of one level are kept while a letter is read.
const ENOUGH: usize = 300;

/// The letter's file and all that is known around it.
pub(super) struct One<'a> {
    pub(super) options: &'a ReadOptions<'a>,
    pub(super) file: &'a LetterFile,
    /// its path as shown to people
    pub(super) shown: &'a str,
    pub(super) folder: &'a Folder,
}

/// Reads one letter; `None` where its bytes are no text. Adds what is wrong to `problems`, in the order of the
/// lines, and the photos it uses to `named`.
pub(super) fn read(
    one: &One<'_>,
    bytes: &[u8],
    problems: &mut Vec<Problem>,
    named: &mut BTreeSet<PathBuf>,
) -> Option<Letter> {
    let Some(text) = decode(bytes) else {
        problems.push(Problem::error("content-encoding", vec![]).at(Place::file(one.shown)));
        return None;
    };
    let source = Source::new(one.shown, &text);
    let hash = blake3::hash(bytes).to_hex().to_string();
    if !one.file.is_alone() {
        let others = one.file.twins.join("、");
        problems.push(Problem::error("content-twins", vec![("others", others.into())]).at(source.whole()));
    }
    let year = one.file.year.unwrap_or(one.options.year);
    let (mut front, start) = front_matter(&source, year, problems);
    let shelf = |number: usize| &one.folder.shelves[number];
    let gallery =
        one.file.gallery.map(|number| (last(&shelf(number).path), shelf(number).pictures.as_slice()));
    let mut pictures = Pictures::new(&source, &shelf(one.file.shelf).pictures, gallery);
    let mut body = markdown::body(&source, start, &mut pictures);
    problems.append(&mut body.problems);

    let day = day(one, &front, year, &hash, &source, problems);
    let title = title(one, &front, &body.blocks, year);
    let ids = headings::number(&mut body.blocks, &title);
    headings::resolve(&mut body.blocks, &ids, &body.inside_links, &source, problems);
    let unsaid = std::mem::take(&mut pictures.unsaid);
    let rest = pictures.rest_of_gallery();
    let lang = front.lang.clone().unwrap_or_else(|| one.options.lang.tag().to_owned());
    let alone = rest.is_empty() && pictures.uses.is_empty();
    if alone && text[start..].trim().is_empty() {
        problems.push(Problem::error("content-empty", vec![]).at(source.whole()));
    }
    say_unsaid(&mut pictures.uses, &unsaid, &rest, &title, &lang, &source, problems);
    if !rest.is_empty() {
        body.blocks.push(Block::Photos { photos: rest });
    }
    for wrong in days::disagreements(&text, year, day.0) {
        tell(problems, weekday_problem(&wrong, &source), || source.place(wrong.range.clone()));
    }
    if let Some((deadline, range)) = &mut front.deadline {
        *deadline = days::near(*deadline, &text[range.clone()], day.0);
    }
    if let Some((when, range)) = &mut front.when {
        when.day = days::near(when.day, &text[range.clone()], day.0);
    }
    if let Some((deadline, range)) = front.deadline.clone().filter(|(deadline, _)| *deadline < day.0) {
        let values = vec![("deadline", deadline.to_string().into()), ("date", day.0.to_string().into())];
        problems.push(Problem::warning("content-deadline-past", values).at(source.place(range)));
    }
    let audience = whom::audience(one, front.to.as_ref(), &source, problems);
    named.extend(std::mem::take(&mut pictures.named));
    let photos = pictures.uses;
    keep_most(problems, &source);
    let text = without(&text, &body.unseen);
    Some(Letter {
        path: one.file.path.clone(),
        file: one.file.file.clone(),
        title,
        date: day.0,
        date_source: day.1,
        year: one.file.year.unwrap_or_else(|| SchoolYear::of(day.0)),
        audience,
        series: series(&one.file.folders),
        deadline: front.deadline.map(|(deadline, _)| deadline),
        when: front.when.map(|(when, _)| when),
        place: front.place,
        reminders: front.reminders,
        important: front.important,
        who_reads: front.who_reads,
        from: front.from,
        lang,
        theme: front.theme,
        number: front.number,
        pages: front.pages.map(|(count, range)| WantedPages { count, place: source.place(range) }),
        blocks: body.blocks,
        photos,
        hash,
        text,
        translations: Vec::new(),
    })
}

/// The folders below the audience's. A library may stand in the audience's place, where `to:` says whom it is for.
fn series(folders: &[String]) -> Vec<String> {
    let skipped = usize::from(folders.first().is_some_and(|folder| !is_library(folder)));
    folders.iter().skip(skipped).cloned().collect()
}

/// The text with blanks, one for each character, in the place of these parts.
pub(super) fn without(text: &str, parts: &[Range<usize>]) -> String {
    let mut parts: Vec<&Range<usize>> = parts.iter().collect();
    parts.sort_by_key(|part| part.start);
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for part in parts {
        shown.push_str(text.get(from..part.start).unwrap_or_default());
        shown.extend(text[part.clone()].chars().map(|_| ' '));
        from = part.end;
    }
    shown + &text[from..]
}

pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Front matter's, else the heading's, else the file's name without its day.
fn title(one: &One<'_>, front: &FrontMatter, blocks: &[Block], year: SchoolYear) -> String {
    let written = front.title.clone().filter(|title| !title.trim().is_empty());
    let title = written.or_else(|| headings::title(blocks)).unwrap_or_else(|| {
        let stem = one.file.stem.as_str();
        let rest = match days::leading_day(stem, year) {
            Some(Day::Is(_, length)) => {
                stem[length..].trim_start_matches([' ', '　', '_', '-', '－', '・', '.'])
            }
            _ => stem,
        };
        if rest.trim().is_empty() { stem.to_owned() } else { rest.trim().to_owned() }
    });
    // A subject line has room for so much.
    title.chars().take(200).collect()
}

fn day(
    one: &One<'_>,
    front: &FrontMatter,
    year: SchoolYear,
    hash: &str,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) -> (Date, DateSource) {
    let name = days::leading_day(&one.file.stem, year);
    let stays = one.file.folders.iter().any(|folder| is_library(folder));
    let day = match (front.date, name) {
        (Some(day), _) => (day, DateSource::FrontMatter),
        (None, Some(Day::Is(day, _))) => (day, DateSource::Name),
        (None, name) => {
            let seen = (one.options.first_seen)(&one.file.path, hash).unwrap_or(one.options.today);
            match name {
                Some(Day::NoSuch) => {
                    problems.push(Problem::error("content-day-none", vec![]).at(source.whole()));
                }
                // What stays in the library needs no day.
                _ if stays => {}
                _ => {
                    let values = vec![("date", seen.to_string().into())];
                    problems.push(Problem::warning("content-day-missing", values).at(source.whole()));
                }
            }
            (seen, DateSource::FirstSeen)
        }
    };
    if day.1 != DateSource::FirstSeen && SchoolYear::of(day.0) != year && !stays {
        let values = vec![("date", day.0.to_string().into()), ("year", i64::from(year.0).to_string().into())];
        problems.push(Problem::warning("content-day-other-year", values).at(source.whole()));
    }
    day
}

pub(super) fn weekday_problem(wrong: &days::Disagreement, source: &Source<'_>) -> Problem {
    let weekday = i64::from(wrong.day.weekday().to_sunday_zero_offset());
    let written: String = source.text()[wrong.range.clone()].chars().take(60).collect();
    let values = vec![
        ("written", written.into()),
        ("date", wrong.day.to_string().into()),
        ("weekday", weekday.into()),
    ];
    Problem::error("content-weekday", values)
}

/// Gives every photo words for those who cannot see it, and says where they were wanting.
fn say_unsaid(
    uses: &mut [PhotoUse],
    unsaid: &[(usize, std::ops::Range<usize>)],
    gallery: &[usize],
    title: &str,
    lang: &str,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) {
    give_alt(uses, unsaid.iter().map(|(number, _)| *number).chain(gallery.iter().copied()), title, lang);
    for (number, range) in unsaid {
        let values =
            vec![("name", uses[*number].name.as_str().into()), ("alt", uses[*number].alt.as_str().into())];
        problems.push(Problem::warning("content-photo-unsaid", values).at(source.place(range.clone())));
    }
    if let Some(first) = gallery.first() {
        let values = vec![("count", gallery.len().into()), ("alt", uses[*first].alt.as_str().into())];
        problems.push(Problem::warning("content-gallery-unsaid", values).at(source.whole()));
    }
}

/// Gives these photos words for those who cannot see them: which photo of which letter it is.
pub(super) fn give_alt(
    uses: &mut [PhotoUse],
    numbers: impl IntoIterator<Item = usize>,
    title: &str,
    lang: &str,
) {
    let total = uses.len();
    let words = if language::primary(lang) == "ja" { Lang::Ja.words() } else { Lang::En.words() };
    for number in numbers {
        let values = [("title", title.into()), ("number", (number + 1).into()), ("total", total.into())];
        uses[number].alt = words.say("content-photo-alt", &values);
    }
}

/// Adds a problem unless there are more of its level than anybody could want: a megabyte of faults must not
/// become a gigabyte of problems. An error is only left out where many others hold the letter up.
pub(super) fn tell(problems: &mut Vec<Problem>, problem: Problem, place: impl FnOnce() -> Place) {
    let alike = || problems.iter().filter(|other| other.level == problem.level).count();
    if problems.len() < ENOUGH || alike() < ENOUGH {
        problems.push(problem.at(place()));
    }
}

/// In the order of the lines; errors are never left out for warnings.
pub(super) fn keep_most(problems: &mut Vec<Problem>, source: &Source<'_>) {
    let line = |problem: &Problem| problem.place.as_ref().map(|place| (place.line, place.column));
    if problems.len() > MOST {
        problems.sort_by_key(|problem| (problem.level, line(problem)));
        let more = problems.split_off(MOST);
        let mut told = Problem::warning("content-more", vec![("count", more.len().into())]);
        if more.iter().any(|problem| problem.level == Level::Error) {
            told.level = Level::Error;
        }
        problems.push(told.at(source.whole()));
    }
    problems.sort_by_key(line);
}

/// Whom the letter is for, where nobody can say: a name that no family has.
pub(super) fn nobody(names: impl IntoIterator<Item = String>) -> Audience {
    let mut names: BTreeSet<String> = names.into_iter().collect();
    if names.is_empty() {
        names.insert("？".to_owned());
    }
    Audience::Named(names)
}
