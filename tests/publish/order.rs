//! Wherever a publishing is cut, no page names a missing file, and the next one mends everything.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use otayori::publish::{
    Fault, FolderHost, HOME, Host, HostError, Interrupted, RecordError, Recorder, SiteFile, SiteTree,
    asset_path, page_path, photo_path, publish, sheet_path,
};

/// What outlives a kill: the host and the record. And the kill itself.
#[derive(Default)]
struct World {
    host: Mutex<BTreeMap<String, Vec<u8>>>,
    record: Mutex<BTreeMap<String, String>>,
    death: Mutex<Death>,
}

#[derive(Default)]
struct Death {
    /// calls until it comes; `None` = never
    comes_in: Option<usize>,
    /// whether the last call still takes effect
    after_effect: bool,
    calls: usize,
}

enum Fate {
    Lives,
    DoesAndDies,
    IsDead,
}

impl World {
    fn lives_for(&self, calls: Option<usize>, after_effect: bool) {
        *self.death.lock().unwrap() = Death { comes_in: calls, after_effect, calls: 0 };
    }

    fn fate(&self) -> Fate {
        let mut death = self.death.lock().unwrap();
        death.calls += 1;
        match death.comes_in {
            Some(n) if death.calls == n && death.after_effect => Fate::DoesAndDies,
            Some(n) if death.calls >= n => Fate::IsDead,
            _ => Fate::Lives,
        }
    }

    fn act<E>(&self, effect: impl FnOnce(), error: E) -> Result<(), E> {
        match self.fate() {
            Fate::Lives => {
                effect();
                Ok(())
            }
            Fate::DoesAndDies => {
                effect();
                Err(error)
            }
            Fate::IsDead => Err(error),
        }
    }

    async fn publish(&self, tree: &SiteTree) -> Result<(), Interrupted> {
        let already = self.record.lock().unwrap().clone();
        publish(self, "https://example.jp", tree, &already, self).await.map(drop)
    }

    /// Exactly the tree and the school's own file lie on the host, and the record says so.
    fn is_at(&self, tree: &SiteTree) {
        let mut expected = contents(tree);
        let recorded: BTreeMap<_, _> = expected
            .iter()
            .map(|(path, bytes)| (path.clone(), blake3::hash(bytes).to_hex().to_string()))
            .collect();
        expected.insert("theirs.html".to_owned(), b"not ours".to_vec());
        let seen = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        let host = self.host.lock().unwrap();
        assert_eq!(seen(&host), seen(&expected));
        assert!(*host == expected, "every file has its last content");
        assert_eq!(*self.record.lock().unwrap(), recorded);
    }
}

fn down() -> HostError {
    HostError::Unreachable("dead".to_owned())
}

/// In these tests a page's text is the list of the files it needs.
fn nothing_is_missing(files: &BTreeMap<String, Vec<u8>>) {
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html") && *path != "theirs.html") {
        for needed in std::str::from_utf8(text).unwrap().lines() {
            assert!(files.contains_key(needed), "{path} names {needed}, which is not there");
        }
    }
}

#[async_trait]
impl Host for World {
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError> {
        tokio::task::yield_now().await;
        let effect = || {
            let mut host = self.host.lock().unwrap();
            host.insert(path.to_owned(), bytes);
            nothing_is_missing(&host);
        };
        self.act(effect, down())
    }
    async fn remove(&self, path: &str) -> Result<(), HostError> {
        tokio::task::yield_now().await;
        let effect = || {
            let mut host = self.host.lock().unwrap();
            host.remove(path);
            nothing_is_missing(&host);
        };
        self.act(effect, down())
    }
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.host.lock().unwrap().get(path).cloned())
    }
}

#[async_trait]
impl Recorder for World {
    async fn begins(&self, paths: &[&str]) -> Result<(), RecordError> {
        let effect = || {
            let mut record = self.record.lock().unwrap();
            record.extend(paths.iter().map(|path| ((*path).to_owned(), String::new())));
        };
        self.act(effect, "dead".into())
    }
    async fn put(&self, path: &str, hash: &str) -> Result<(), RecordError> {
        let effect = || {
            self.record.lock().unwrap().insert(path.to_owned(), hash.to_owned());
        };
        self.act(effect, "dead".into())
    }
    async fn removed(&self, path: &str) -> Result<(), RecordError> {
        let effect = || {
            self.record.lock().unwrap().remove(path);
        };
        self.act(effect, "dead".into())
    }
}

fn contents(tree: &SiteTree) -> BTreeMap<String, Vec<u8>> {
    let bytes = |file: &SiteFile| match file {
        SiteFile::Made(bytes) => bytes.clone(),
        SiteFile::OnDisk(file) => std::fs::read(file).unwrap(),
    };
    tree.files.iter().map(|(path, file)| (path.clone(), bytes(file))).collect()
}

/// A site of these letters: each with an address, an edition and the photos it shows.
fn site(letters: &[(&str, u32, &[&str])]) -> SiteTree {
    let mut tree = SiteTree::default();
    let style = asset_path("style-1.css");
    tree.add(&style, SiteFile::Made(b"css".to_vec()));
    for (address, edition, photos) in letters {
        let sheet = sheet_path(address);
        tree.add(&sheet, SiteFile::Made(format!("{address} sheet {edition}").into_bytes()));
        let mut needs = vec![style.clone(), sheet];
        for photo in *photos {
            let photo = photo_path(photo);
            tree.add(&photo, SiteFile::Made(photo.clone().into_bytes()));
            needs.push(photo);
        }
        tree.add(page_path(address), SiteFile::Made(needs.join("\n").into_bytes()));
    }
    let pages: Vec<_> = letters.iter().map(|(address, ..)| page_path(address)).collect();
    // The archive's address sorts before some letters' and after others'.
    tree.add_listing(page_path("mmmm"), pages.join("\n"));
    tree.add(HOME, SiteFile::Made(style.into_bytes()));
    tree
}

/// A term in four steps: two letters; one more; a correction with another photo, and a recall; all over.
fn term() -> Vec<SiteTree> {
    vec![
        site(&[("aaaa", 0, &["1.webp", "2.webp"]), ("zzzz", 0, &["3.webp", "1.webp"])]),
        site(&[("aaaa", 0, &["1.webp", "2.webp"]), ("zzzz", 0, &["3.webp", "1.webp"]), ("nnnn", 0, &[])]),
        site(&[("aaaa", 1, &["4.webp", "2.webp"]), ("nnnn", 0, &[])]),
        site(&[]),
    ]
}

fn fresh() -> World {
    let world = World::default();
    world.host.lock().unwrap().insert("theirs.html".to_owned(), b"not ours".to_vec());
    world
}

#[tokio::test]
async fn cut_anywhere_and_run_again_nothing_is_ever_missing_or_left_over() {
    let term = term();
    for step in 0..term.len() {
        for after_effect in [false, true] {
            for calls in 1.. {
                let world = fresh();
                for before in &term[..step] {
                    world.publish(before).await.unwrap();
                }
                world.lives_for(Some(calls), after_effect);
                let cut = world.publish(&term[step]).await;
                world.lives_for(None, false);
                if cut.is_ok() {
                    assert!(calls > 5, "the death came late enough to be survived");
                    break;
                }
                world.publish(&term[step]).await.unwrap();
                world.is_at(&term[step]);
            }
        }
    }
}

#[tokio::test]
async fn cut_anywhere_and_then_changed_nothing_is_left_over() {
    let term = term();
    // Cut on the way to a site, then back to the one before: what was half done must be undone.
    for (from, to) in [(0, 1), (1, 2), (2, 1), (1, 3), (3, 0)] {
        for after_effect in [false, true] {
            for calls in 1.. {
                let world = fresh();
                world.publish(&term[from]).await.unwrap();
                world.lives_for(Some(calls), after_effect);
                let cut = world.publish(&term[to]).await;
                world.lives_for(None, false);
                world.publish(&term[from]).await.unwrap();
                world.is_at(&term[from]);
                if cut.is_ok() {
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn only_what_changed_goes_up() {
    let world = fresh();
    let term = term();
    let first = publish(&world, "https://example.jp", &term[0], &BTreeMap::new(), &world).await.unwrap();
    assert_eq!((first.uploaded, first.removed, first.unchanged), (10, 0, 0));
    assert_eq!(first.address, "https://example.jp");
    let already = world.record.lock().unwrap().clone();
    let again = publish(&world, "", &term[0], &already, &world).await.unwrap();
    assert_eq!((again.uploaded, again.removed, again.unchanged), (0, 0, 10));
    let already = world.record.lock().unwrap().clone();
    let grown = publish(&world, "", &term[1], &already, &world).await.unwrap();
    // the new letter's page and sheet, and the archive
    assert_eq!((grown.uploaded, grown.removed, grown.unchanged), (3, 0, 9));
}

#[tokio::test]
async fn an_interrupted_publishing_says_what_is_left() {
    let world = fresh();
    world.lives_for(Some(1 + 2 * 3 + 1), false);
    let Err(Interrupted { fault, done, left }) =
        publish(&world, "", &term()[0], &BTreeMap::new(), &world).await
    else {
        panic!("it was cut")
    };
    assert!(matches!(fault, Fault::Host(HostError::Unreachable(_)) | Fault::Record(_)));
    assert_eq!(done.uploaded + left, 10);
    assert!(left > 0);
}

#[tokio::test]
async fn a_page_whose_photo_cannot_be_read_does_not_go_up() {
    let world = fresh();
    let mut tree = site(&[("aaaa", 0, &["1.webp", "2.webp"])]);
    tree.add("p/1.webp", SiteFile::OnDisk("/nowhere/1.webp".into()));
    let fault = world.publish(&tree).await.unwrap_err().fault;
    assert!(matches!(fault, Fault::File { .. }), "{fault}");
    let host = world.host.lock().unwrap();
    assert!(host.contains_key("p/2.webp"), "the other photo is not held up");
    assert!(!host.contains_key("aaaa/index.html"));
}

#[tokio::test]
async fn a_path_out_of_the_site_is_never_published() {
    let world = fresh();
    let mut tree = SiteTree::default();
    tree.add("../families.html", SiteFile::Made(Vec::new()));
    let fault = world.publish(&tree).await.unwrap_err().fault;
    assert!(matches!(fault, Fault::Host(HostError::Outside(_))), "{fault}");
    assert_eq!(world.host.lock().unwrap().len(), 1);
}

/// Looks through the folder as parents' browsers do, while one publishing follows the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_beside_a_hundred_publishings_finds_no_broken_link() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    let over = AtomicBool::new(false);
    let record = fresh();
    let host = FolderHost::new(&root);
    let seen = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while !over.load(Ordering::Relaxed) {
                seen += look_around(&root);
            }
            seen
        });
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                for tree in term().iter().cycle().take(100) {
                    let already = record.record.lock().unwrap().clone();
                    publish(&host, "", tree, &already, &record).await.unwrap();
                }
            });
        });
        over.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(seen > 100, "{seen} links were followed");
}

/// Follows every link of every page. A link is broken when its target is missing while the page still names it.
fn look_around(root: &std::path::Path) -> usize {
    let mut followed = 0;
    for page in ["aaaa", "mmmm", "nnnn", "zzzz"].map(page_path) {
        let read = || std::fs::read_to_string(root.join(&page)).unwrap_or_default();
        for link in read().lines() {
            let broken = !root.join(link).exists() && read().lines().any(|line| line == link);
            // It may have come back between the two looks.
            assert!(!broken || root.join(link).exists(), "{page} names {link}, which is not there");
            followed += 1;
        }
    }
    followed
}
