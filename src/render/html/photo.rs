//! Photos: one, several side by side, or one in the middle of a sentence.

use super::Writer;
use crate::content::PhotoUse;
use crate::photos::{Format, Shot, Variant};

impl Writer<'_> {
    pub(super) fn photos(&mut self, photos: &[usize]) {
        let count = photos.len();
        // One, two, three or four stand in a row of their own; more make a grid.
        self.put(&format!(
            "<div class=\"photos photos-{}\">\n",
            if count > 4 { "many".into() } else { count.to_string() }
        ));
        for &photo in photos {
            self.figure(photo, count);
        }
        self.put("</div>\n");
    }

    fn figure(&mut self, photo: usize, count: usize) {
        let (letter, album) = (self.letter, self.album);
        let Some(used) = letter.photos.get(photo) else { return };
        let shot = shot(album, photo);
        // A photo is never cropped: nobody's head is cut off. The style sheet keeps upright ones narrow.
        let is_tall = shot.is_some_and(|shot| shot.height > shot.width);
        self.put(if is_tall { "<figure class=\"photo tall\">\n" } else { "<figure class=\"photo\">\n" });
        match shot {
            Some(shot) if self.inside.is_some() => {
                self.put(&format!("<div class=\"photo-frame{}\">", focus(used)));
                self.picture(photo, shot, &used.alt, "");
                self.put("</div>\n");
            }
            Some(shot) => {
                self.put(&format!("<a class=\"photo-frame{}\"", focus(used)));
                self.attribute("href", &format!("{}/p/{}", self.root, largest(shot, Format::Jpeg).name));
                self.put(">");
                let sizes = if count == 1 { &self.sizes.one } else { &self.sizes.several };
                self.picture(photo, shot, &used.alt, sizes);
                self.put("</a>\n");
            }
            None => {
                self.put("<p class=\"photo-missing\">");
                self.text(&used.alt);
                self.put("</p>\n");
            }
        }
        if !used.caption.is_empty() {
            self.put("<figcaption>");
            self.text(&used.caption);
            self.put("</figcaption>\n");
        }
        self.put("</figure>\n");
    }

    pub(super) fn photo_in_text(&mut self, photo: usize) {
        let (letter, album) = (self.letter, self.album);
        let Some(used) = letter.photos.get(photo) else { return };
        match shot(album, photo) {
            Some(shot) => {
                self.put(&format!("<span class=\"photo-in-text{}\">", focus(used)));
                self.picture(photo, shot, &used.alt, &self.sizes.several);
                self.put("</span>");
            }
            None => self.text(&used.alt),
        }
    }

    /// The tiny placeholder lies below the picture until that has come: a style attribute would need a
    /// weaker content security policy.
    fn picture(&mut self, photo: usize, shot: &Shot, alt: &str, sizes: &str) {
        if let Some(inside) = self.inside {
            return self.picture_inside(inside.get(&photo), shot, alt);
        }
        self.photos += 1;
        if shot.placeholder.starts_with("data:image/") {
            self.put("<img class=\"placeholder\" alt=\"\"");
            self.attribute("src", &shot.placeholder);
            self.put(">");
        }
        self.put("<picture>");
        // A browser takes the first kind that it knows.
        for (format, kind) in [(Format::Avif, "image/avif"), (Format::Webp, "image/webp")] {
            let files = srcset(shot, format, self.root);
            if !files.is_empty() {
                self.put("<source");
                self.attribute("type", kind);
                self.attribute("srcset", &files);
                self.attribute("sizes", sizes);
                self.put(">");
            }
        }
        let middle = middle(shot);
        self.put("<img");
        self.attribute("src", &format!("{}/p/{}", self.root, middle.name));
        self.attribute("srcset", &srcset(shot, Format::Jpeg, self.root));
        self.attribute("sizes", sizes);
        self.put(&format!(" width=\"{}\" height=\"{}\"", shot.width.max(1), shot.height.max(1)));
        self.attribute("alt", alt);
        // The first photo is often on the first screen; the others wait until one scrolls to them.
        self.put(if self.photos == 1 { " fetchpriority=\"high\"" } else { " loading=\"lazy\"" });
        self.put(" decoding=\"async\"></picture>");
    }
}

impl Writer<'_> {
    /// The picture within the file itself; where there was no room for it, its description.
    fn picture_inside(&mut self, data: Option<&String>, shot: &Shot, alt: &str) {
        let Some(data) = data else {
            self.put("<span class=\"photo-missing\">");
            self.text(alt);
            return self.put("</span>");
        };
        self.put("<picture><img");
        self.attribute("src", data);
        self.put(&format!(" width=\"{}\" height=\"{}\"", shot.width.max(1), shot.height.max(1)));
        self.attribute("alt", alt);
        self.put("></picture>");
    }
}

/// The class that tells the style sheet which side stays in sight where it cuts the photo.
fn focus(used: &PhotoUse) -> String {
    used.focus.map_or_else(String::new, |focus| format!(" focus-{}", focus.word()))
}

/// The photo's shot, if it could be developed in full.
fn shot(album: &crate::photos::Album, photo: usize) -> Option<&Shot> {
    album.shots.get(photo)?.as_ref().filter(|shot| jpegs(shot).next().is_some())
}

fn jpegs(shot: &Shot) -> impl Iterator<Item = &Variant> {
    shot.variants.iter().filter(|variant| variant.format == Format::Jpeg)
}

fn largest(shot: &Shot, format: Format) -> &Variant {
    let variants = shot.variants.iter().filter(|variant| variant.format == format);
    variants.max_by_key(|variant| variant.width).unwrap_or(&shot.print)
}

/// For browsers that know no `srcset`: neither the smallest nor the largest.
fn middle(shot: &Shot) -> &Variant {
    let count = jpegs(shot).count();
    jpegs(shot).nth(count / 2).unwrap_or(&shot.print)
}

fn srcset(shot: &Shot, format: Format, root: &str) -> String {
    let variants = shot.variants.iter().filter(|variant| variant.format == format);
    let file = |variant: &Variant| format!("{root}/p/{} {}w", variant.name, variant.width);
    variants.map(file).collect::<Vec<_>>().join(", ")
}
