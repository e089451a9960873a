//! The contact sheet of a draft: every photo of the letter at a glance, for whoever prepares it. It is never
//! released.

use super::html::escaped;
use crate::content::PhotoUse;
use crate::photos::{Format, Shot, Size};
use crate::words::Words;

/// Its name beside the draft's page.
pub const CONTACT_NAME: &str = "photos.html";

/// One photo of the letter, as far as it came.
#[derive(Debug, Clone, Copy)]
pub struct ContactPhoto<'a> {
    /// as the letter uses it
    pub used: &'a PhotoUse,
    /// pixels of the original, upright, where it could be looked at
    pub size: Option<Size>,
    /// length of the original
    pub before: Option<u64>,
    /// what a phone loads instead
    pub after: Option<u64>,
    /// the photo developed
    pub shot: Option<&'a Shot>,
    /// why it is not there, and what to do
    pub refused: Option<(&'a str, &'a str)>,
    /// from the gallery's folder, named by no line
    pub gallery: bool,
}

/// The page: a card for each photo, in the letter's order. Prints on A4.
pub fn contact(title: &str, photos: &[ContactPhoto<'_>], words: &Words) -> String {
    let say = |id: &str| escaped(&words.say(id, &[])).into_owned();
    let refused = photos.iter().filter(|photo| photo.refused.is_some()).count();
    let mut sum = words.say("contact-sum", &[("photos", photos.len().into())]);
    if refused > 0 {
        sum.push_str(&words.say("contact-sum-refused", &[("refused", refused.into())]));
    }
    let cards: String =
        photos.iter().enumerate().map(|(number, photo)| card(number + 1, photo, words)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{}: {}</title>\n<style>\n{}</style>\n</head>\n<body>\n\
         <header>\n<p><a href=\"index.html\">← {}</a></p>\n<h1>{} <small>{}</small></h1>\n<p>{}</p>\n</header>\n\
         <main>\n<ol>\n{cards}</ol>\n</main>\n</body>\n</html>\n",
        words.lang().tag(),
        say("contact-title"),
        escaped(title),
        include_str!("contact.css"),
        say("contact-back"),
        escaped(title),
        say("contact-title"),
        escaped(&sum),
    )
}

fn card(number: usize, photo: &ContactPhoto<'_>, words: &Words) -> String {
    let used = photo.used;
    let say = |id: &str| escaped(&words.say(id, &[])).into_owned();
    // Whole, unless the teacher said what may be cut.
    let focus = used.focus.map(|focus| format!(" class=\"focus-{}\"", focus.word())).unwrap_or_default();
    let frame = match (photo.refused, photo.shot.and_then(smallest)) {
        (None, Some((name, width, height))) => format!(
            "<img{focus} src=\"../p/{}\" width=\"{width}\" height=\"{height}\" alt=\"{}\" loading=\"lazy\">",
            escaped(name),
            escaped(&used.alt)
        ),
        _ => format!("<p class=\"none\">{}</p>", say("contact-none")),
    };
    let mut rows = String::new();
    let mut row = |class: &str, name: &str, value: &str| {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        rows.push_str(&format!("<div{class}><dt>{}</dt><dd>{value}</dd></div>\n", say(name)));
    };
    if let Some((what, advice)) = photo.refused {
        row("bad", "contact-refused", &format!("{}<br>{}", escaped(what), escaped(advice)));
    }
    if let Some(Size { width, height }) = photo.size {
        row("", "contact-size", &format!("{width} × {height}"));
    }
    if let (Some(before), Some(after)) = (photo.before, photo.after) {
        row("", "contact-bytes", &format!("{} → {}", kilobytes(before), kilobytes(after)));
    }
    // Photos of a gallery have words of their own making: nobody wrote them.
    if photo.gallery {
        row("warn", "contact-alt", &say("contact-alt-missing"));
    } else {
        row("", "contact-alt", &escaped(&used.alt));
    }
    if !used.caption.is_empty() {
        row("", "contact-caption", &escaped(&used.caption));
    }
    if let Some(focus) = used.focus {
        row("", "contact-focus", &say(&format!("contact-focus-{}", focus.word())));
    }
    if photo.gallery {
        row("", "contact-place", &say("contact-gallery"));
    }
    let class = if photo.refused.is_some() { " class=\"refused\"" } else { "" };
    format!(
        "<li{class}>\n<div class=\"frame\">{frame}</div>\n<h2>{number}. {}</h2>\n<dl>\n{rows}</dl>\n</li>\n",
        escaped(&used.name)
    )
}

/// The smallest JPEG: every browser knows it.
fn smallest(shot: &Shot) -> Option<(&str, u32, u32)> {
    let jpegs = shot.variants.iter().filter(|variant| variant.format == Format::Jpeg);
    let smallest = jpegs.min_by_key(|variant| variant.width)?;
    Some((&smallest.name, smallest.width, smallest.height))
}

/// `84 kB`, never less than it is.
fn kilobytes(bytes: u64) -> String {
    format!("{}\u{a0}kB", bytes.div_ceil(1000))
}
