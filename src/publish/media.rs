//! What a browser is told about a file: its type, and how long it may keep it.

/// The `Content-Type` of a file of the site, by the end of its name.
pub(super) fn content_type(path: &str) -> &'static str {
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    match end.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "avif" => "image/avif",
        "webp" => "image/webp",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The `Cache-Control` of a file of the site.
///
/// Photos (`p/`) and assets (`a/`) are named by their content, so they never change. Everything else is
/// asked for anew each time: a corrected letter must be seen at once.
pub(super) fn cache_control(path: &str) -> &'static str {
    if is_named_by_content(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// Whether the path itself says what is in the file: below `p/` (photos) and `a/` (assets).
pub(super) fn is_named_by_content(path: &str) -> bool {
    path.starts_with("p/") || path.starts_with("a/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_asked_for_anew_and_a_photo_is_kept() {
        assert_eq!(content_type("abc/index.html"), "text/html; charset=utf-8");
        assert_eq!(cache_control("abc/index.html"), "no-cache");
        assert_eq!(content_type("p/3f-960.webp"), "image/webp");
        assert_eq!(content_type("p/3f-960.avif"), "image/avif");
        assert_eq!(cache_control("p/3f-960.webp"), "public, max-age=31536000, immutable");
        assert_eq!(content_type("abc/otayori.pdf"), "application/pdf");
        assert_eq!(cache_control("apple/index.html"), "no-cache");
        assert_eq!(content_type("noend"), "application/octet-stream");
    }
}
