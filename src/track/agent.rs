//! Who asks: what a request says of itself. Nobody is taken for a person here; only what openly is a
//! program, or did not come from the letter's own page, is turned away.

use std::sync::LazyLock;

use aho_corasick::automaton::Automaton as _;
use aho_corasick::{AhoCorasick, Anchored, dfa::DFA};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Programs that name themselves. Small letters; a word counts wherever it stands, `bot` only at the end
/// of a word (`Googlebot/2.1`).
const PROGRAMS: &[&str] = &[
    // search engines and archives
    "crawl",
    "spider",
    "slurp",
    "archiver",
    "mediapartners-google",
    "google-read-aloud",
    "googleother",
    // previews of links in messages
    "facebookexternalhit",
    "facebookcatalog",
    "line-poker",
    "skypeuripreview",
    "whatsapp",
    "snapchat",
    "preview",
    "unfurl",
    "embedly",
    "iframely",
    "vkshare",
    "bitlybot",
    "pinterest/0",
    // mail security and image proxies
    "googleimageproxy",
    "yahoomailproxy",
    "safelinks",
    "barracuda",
    "mimecast",
    "proofpoint",
    "urlscan",
    "virustotal",
    "scanner",
    "validator",
    "monitor",
    "checker",
    // browsers run by programs
    "headlesschrome",
    "phantomjs",
    "puppeteer",
    "playwright",
    "selenium",
    "electron/",
    "lighthouse",
    // libraries
    "curl/",
    "wget/",
    "libwww",
    "python",
    "aiohttp",
    "httpx",
    "scrapy",
    "go-http-client",
    "java/",
    "okhttp",
    "apache-httpclient",
    "axios",
    "node-fetch",
    "undici",
    "got (",
    "ruby/",
    "perl/",
    "php/",
    "guzzlehttp",
    "reqwest",
    "hyper/",
    "postman",
    "insomnia",
    "httpie",
    "winhttp",
    "powershell",
];

static NAMED: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(PROGRAMS).unwrap_or_else(|_| unreachable!("a few short words")));

/// Whatever a program's name may be known by. Nearly nobody is suspect, so this is all that is looked for.
static SUSPECT: LazyLock<DFA> = LazyLock::new(|| {
    let words = PROGRAMS.iter().chain(&["bot"]);
    let suspect = DFA::builder().ascii_case_insensitive(true).build(words);
    suspect.unwrap_or_else(|_| unreachable!("a few short words"))
});

/// Phones whose maker's name ends like a program's.
const PHONES: &[&str] = &["cubot"];

static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
static SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static IN_ADVANCE: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-moz"),
    HeaderName::from_static("x-purpose"),
];

/// Is this the letter's own page asking, in a browser, and not in advance?
pub(super) fn is_page_script(headers: &HeaderMap, site: &HeaderValue) -> bool {
    headers.get(header::ORIGIN) == Some(site)
        && is_or_absent(headers, &SEC_FETCH_MODE, &["cors"])
        && is_or_absent(headers, &SEC_FETCH_DEST, &["empty"])
        && !is_program(headers)
        && !is_in_advance(headers)
}

/// Is this a form pressed in a browser? Its `Origin` may be absent or `null`: under `no-referrer` it is.
pub(super) fn is_pressed_form(headers: &HeaderMap, own: &HeaderValue) -> bool {
    let origin = headers.get(header::ORIGIN);
    origin.is_none_or(|origin| origin == own || origin == "null")
        && is_or_absent(headers, &SEC_FETCH_SITE, &["same-origin", "none"])
        && is_or_absent(headers, &SEC_FETCH_MODE, &["navigate"])
        && is_or_absent(headers, &SEC_FETCH_DEST, &["document"])
        && was_pressed(headers)
        && !is_program(headers)
        && !is_in_advance(headers)
}

/// Chromium and Firefox say `Sec-Fetch-User: ?1` when a person pressed, and nothing when a script did.
/// WebKit never says it, so its silence means nothing.
fn was_pressed(headers: &HeaderMap) -> bool {
    let says_so = headers.contains_key("sec-fetch-mode")
        && text(headers, header::USER_AGENT.as_str())
            .is_some_and(|agent| agent.contains("Chrome/") || agent.contains("Firefox/"));
    match text(headers, "sec-fetch-user") {
        Some(user) => user == "?1",
        None => !says_so,
    }
}

fn is_program(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    agent.trim().is_empty() || is_suspect(agent) && names_a_program(agent)
}

/// Stands any of [`SUSPECT`] in it?
fn is_suspect(agent: &str) -> bool {
    let words = &*SUSPECT;
    let Ok(start) = words.start_state(Anchored::No) else { return true };
    let mut state = start;
    agent.bytes().any(|byte| {
        state = words.next_state(Anchored::No, state, byte);
        words.is_match(state)
    })
}

fn names_a_program(agent: &str) -> bool {
    let mut agent = agent.to_ascii_lowercase();
    for phone in PHONES {
        agent = agent.replace(phone, "");
    }
    NAMED.is_match(&agent) || names_a_bot(&agent)
}

fn names_a_bot(agent: &str) -> bool {
    agent
        .match_indices("bot")
        .any(|(at, word)| !agent[at + word.len()..].starts_with(|next: char| next.is_ascii_alphabetic()))
}

fn is_in_advance(headers: &HeaderMap) -> bool {
    IN_ADVANCE.iter().any(|name| {
        headers.get_all(name).iter().any(|value| {
            let value = value.as_bytes().to_ascii_lowercase();
            let says = |word: &[u8]| value.windows(word.len()).any(|part| part == word);
            says(b"prefetch") || says(b"prerender") || says(b"preview")
        })
    })
}

fn is_or_absent(headers: &HeaderMap, name: &HeaderName, allowed: &[&str]) -> bool {
    headers.get_all(name).iter().all(|value| allowed.iter().any(|allowed| value == *allowed))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: HeaderValue = HeaderValue::from_static("https://otayori.example.jp");
    const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
    const CHROME: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn script(agent: &str, more: &[(&'static str, &str)]) -> bool {
        let mut all = vec![("origin", "https://otayori.example.jp"), ("user-agent", agent)];
        all.extend_from_slice(more);
        is_page_script(&headers(&all), &SITE)
    }

    #[test]
    fn phones_and_browsers_inside_apps_are_let_in() {
        for agent in [
            PHONE,
            CHROME,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.19.0",
            "Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50 Build/UP1A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]",
            "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
        ] {
            assert!(script(agent, &[]), "{agent}");
        }
        assert!(script(
            PHONE,
            &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty"), ("sec-fetch-site", "cross-site")]
        ));
    }

    #[test]
    fn programs_that_name_themselves_are_turned_away() {
        for agent in [
            "",
            " ",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/131.0.0.0 Safari/537.36",
            "facebookexternalhit/1.1;line-poker/1.0",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
            "TelegramBot (like TwitterBot)",
            "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
            "WhatsApp/2.23.20.0",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
            "curl/8.5.0",
            "Wget/1.21",
            "python-requests/2.32",
            "Go-http-client/2.0",
            "Java/17.0.2",
            "okhttp/4.12.0",
        ] {
            assert!(!script(agent, &[]), "{agent}");
        }
        assert!(
            !is_page_script(&headers(&[("origin", "https://otayori.example.jp")]), &SITE),
            "no agent at all"
        );
    }

    #[test]
    fn only_the_letters_own_page_is_heard_and_never_in_advance() {
        for other in [
            "null",
            "https://otayori.example.jp.evil.example",
            "http://otayori.example.jp",
            "https://other.example",
        ] {
            assert!(!is_page_script(&headers(&[("origin", other), ("user-agent", PHONE)]), &SITE), "{other}");
        }
        assert!(!is_page_script(&headers(&[("user-agent", PHONE)]), &SITE), "no origin");
        for (name, value) in [
            ("sec-purpose", "prefetch"),
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("x-moz", "prefetch"),
            ("x-purpose", "preview"),
            ("sec-fetch-mode", "no-cors"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ] {
            assert!(!script(PHONE, &[(name, value)]), "{name}: {value}");
        }
    }

    #[test]
    fn a_form_needs_a_person_where_the_browser_tells() {
        let own = HeaderValue::from_static("https://yomi.example.jp");
        let navigation = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-site", "same-origin"),
        ];
        let form = |agent: &str, more: &[(&'static str, &str)]| {
            let mut all = vec![("user-agent", agent)];
            all.extend_from_slice(more);
            is_pressed_form(&headers(&all), &own)
        };
        let with = |more: &[(&'static str, &'static str)]| [navigation.as_slice(), more].concat();
        assert!(form(PHONE, &[("origin", "null")]), "an old browser says nothing");
        assert!(form(PHONE, &with(&[("origin", "null")])), "WebKit never says who pressed");
        assert!(form(CHROME, &with(&[("sec-fetch-user", "?1"), ("origin", "null")])));
        assert!(form(CHROME, &with(&[("sec-fetch-user", "?1"), ("origin", "https://yomi.example.jp")])));
        assert!(!form(CHROME, &navigation), "sent by a script");
        assert!(!form(CHROME, &with(&[("sec-fetch-user", "?0")])));
        assert!(!form(CHROME, &with(&[("sec-fetch-user", "?1"), ("origin", "https://evil.example")])));
        assert!(!form(
            CHROME,
            &[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "cross-site")]
        ));
        assert!(
            !form(CHROME, &[("sec-fetch-mode", "cors"), ("sec-fetch-user", "?1")]),
            "fetched, not opened"
        );
        assert!(!form("curl/8.5.0", &[]));
    }
}
