//! Does the host show what lies in a folder? Then every letter's unguessable address stands in the open.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::{Finding, client};

const NAME: &str = "listing";
/// So many folders are looked into: the top ones, where the addresses lie, and some below.
const MOST: usize = 12;
/// A listing is told from its first part, in bytes.
const READ: usize = 1 << 20;

pub(super) async fn check(site: &str, published: &[String]) -> Vec<Finding> {
    let folders = folders(published);
    if folders.is_empty() {
        return vec![];
    }
    let looks = folders.iter().map(|(folder, names)| shows(site, folder, names));
    let shown: Vec<&str> = join_all(looks)
        .await
        .into_iter()
        .zip(folders.keys())
        .filter_map(|(shown, folder)| shown.then_some(folder.as_str()))
        .collect();
    vec![match shown.first() {
        Some(folder) => {
            // The folder's name may be a letter's address: it is not told.
            let folder = if folder.len() > 2 { "…" } else { folder };
            let values = vec![("address", format!("{site}/{folder}/").into()), ("count", shown.len().into())];
            Finding::wrong(NAME, "doctor-listing-on", values)
        }
        None => Finding::fine(NAME, "doctor-listing-off", vec![("count", folders.len().into())]),
    }]
}

/// Folders of the site that have no page of their own, with names that lie in them; the shortest first. The top is one
/// of them too, whose page must not name what lies beside it.
fn folders(published: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in published {
        let parts: Vec<&str> = path.split('/').collect();
        for end in 0..parts.len() {
            let name = parts[end];
            if name.len() >= 8 && !["index.html", "404.html"].contains(&name) {
                all.entry(parts[..end].join("/")).or_default().insert(name.to_owned());
            }
        }
    }
    let has_page: BTreeSet<&str> =
        published.iter().filter_map(|path| path.strip_suffix("/index.html")).collect();
    let mut wanted: Vec<(String, BTreeSet<String>)> =
        all.into_iter().filter(|(folder, _)| !has_page.contains(folder.as_str())).collect();
    wanted.sort_by_key(|(folder, _)| (folder.matches('/').count(), folder.len()));
    wanted.into_iter().take(MOST).collect()
}

/// Does the answer name what lies in the folder?
async fn shows(site: &str, folder: &str, names: &BTreeSet<String>) -> bool {
    let address = if folder.is_empty() { format!("{site}/") } else { format!("{site}/{folder}/") };
    let Ok(client) = client() else { return false };
    // A page that says "not here" names the theme's files, and is no listing.
    let answer = client.get(address).send().await.ok().filter(|answer| answer.status().is_success());
    let Some(mut answer) = answer else { return false };
    let mut seen = Vec::new();
    while let Ok(Some(bytes)) = answer.chunk().await {
        seen.extend_from_slice(&bytes);
        if seen.len() > READ {
            break;
        }
    }
    let seen = String::from_utf8_lossy(&seen);
    names.iter().any(|name| seen.contains(name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_without_a_page_are_looked_into() {
        let published = ["index.html", "abcdefgh/index.html", "abcdefgh/otayori.pdf", "p/1234567890.webp"];
        let folders = folders(&published.map(str::to_owned));
        assert_eq!(folders.keys().collect::<Vec<_>>(), ["", "p"]);
        assert!(folders[""].contains("abcdefgh"));
    }
}
