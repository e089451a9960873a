//! The letters' folder: what a change is, when it is told, and the notes beside letters.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use otayori::content::note_beside;
use otayori::problem::{Place, Problem};
use otayori::watch::{Means, Pace, Seen, follow, sweep_notes, write_note};
use otayori::words::Lang;
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Quicker than in life, slow enough for a busy machine.
const PACE: Pace = Pace {
    touch: Duration::from_millis(5),
    gather: Duration::from_millis(50),
    settle: Duration::from_millis(900),
    longest: Duration::from_secs(3),
    looking: Duration::from_millis(200),
    just_in_case: Duration::from_secs(60),
};

struct Share {
    place: tempfile::TempDir,
    told: Receiver<Seen>,
}

impl Share {
    /// A folder with one letter, already followed.
    async fn with(means: Means) -> Self {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir_all(place.path().join("content/年長")).unwrap();
        fs::write(place.path().join("content/年長/遠足.md"), "# 遠足").unwrap();
        let told = follow(place.path().join("content"), means, PACE);
        // The first look must be over before the first change.
        tokio::time::sleep(Duration::from_millis(500)).await;
        Share { place, told }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.place.path().join("content").join(name)
    }

    /// What is told next of files that have come to rest.
    async fn next(&mut self) -> Seen {
        timeout(Duration::from_secs(20), self.settled()).await.expect("something is told")
    }

    async fn settled(&mut self) -> Seen {
        loop {
            match self.told.recv().await.unwrap() {
                Seen::Touched(_) => {}
                seen => return seen,
            }
        }
    }

    async fn is_silent(&mut self) {
        let told = timeout(Duration::from_millis(2500), self.settled()).await;
        assert!(told.is_err(), "{told:?}");
    }

    fn changed(&self, names: &[&str]) -> Seen {
        let mut paths: Vec<_> = names.iter().map(|name| self.at(name)).collect();
        paths.sort();
        Seen::Changed { paths, growing: Vec::new() }
    }
}

#[tokio::test]
async fn a_saved_letter_is_told_at_once_and_again_when_it_rests() {
    let mut share = Share::with(Means::Events).await;
    fs::write(share.at("年長/~$遠足.md"), "x").unwrap();
    fs::write(share.at("年長/遠足.md"), "# 遠足のお知らせ").unwrap();
    let first = timeout(PACE.settle, share.told.recv()).await.expect("before it has come to rest");
    assert_eq!(first, Some(Seen::Touched(vec![share.at("年長/遠足.md")])));
    assert_eq!(share.next().await, share.changed(&["年長/遠足.md"]));
}

#[tokio::test]
async fn a_saved_letter_is_told_once_by_either_means() {
    for means in [Means::Events, Means::Looking] {
        let mut share = Share::with(means).await;
        fs::write(share.at("年長/遠足.md"), "# 遠足のお知らせ").unwrap();
        assert_eq!(share.next().await, share.changed(&["年長/遠足.md"]), "{means:?}");
        // In this order: a folder without a single letter looks like a share that is cut off.
        fs::write(share.at("年長/運動会.md"), "# 運動会").unwrap();
        fs::remove_file(share.at("年長/遠足.md")).unwrap();
        assert_eq!(share.next().await, share.changed(&["年長/遠足.md", "年長/運動会.md"]), "{means:?}");
        share.is_silent().await;
    }
}

#[tokio::test]
async fn a_letter_in_a_new_folder_is_told() {
    let mut share = Share::with(Means::Events).await;
    fs::create_dir_all(share.at("全園/きゅうしょく")).unwrap();
    fs::write(share.at("全園/きゅうしょく/11月.md"), "# 献立").unwrap();
    assert_eq!(share.next().await, share.changed(&["全園/きゅうしょく/11月.md"]));
    // Also the events of the new folder itself are heard.
    fs::write(share.at("全園/きゅうしょく/12月.md"), "# 献立").unwrap();
    assert_eq!(share.next().await, share.changed(&["全園/きゅうしょく/12月.md"]));
}

#[tokio::test]
async fn a_photo_that_is_still_being_copied_is_waited_for() {
    for means in [Means::Events, Means::Looking] {
        let mut share = Share::with(means).await;
        let photo = share.at("年長/いも.jpg");
        let copy = std::thread::spawn(move || {
            let mut file = File::create(photo).unwrap();
            for _ in 0..15 {
                file.write_all(&[7; 10_000]).unwrap();
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        assert_eq!(share.next().await, share.changed(&["年長/いも.jpg"]));
        assert!(copy.is_finished(), "{means:?}: told only when the copy was whole");
        copy.join().unwrap();
        share.is_silent().await;
    }
}

#[tokio::test]
async fn an_endless_copy_does_not_hold_up_a_saved_letter() {
    let mut share = Share::with(Means::Events).await;
    let film = share.at("年長/えんげき.mp4");
    let copy = std::thread::spawn({
        let film = film.clone();
        move || {
            let mut file = File::create(film).unwrap();
            for _ in 0..70 {
                file.write_all(&[7; 10_000]).unwrap();
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    });
    fs::write(share.at("年長/遠足.md"), "# あした").unwrap();
    let Seen::Changed { paths, growing } = share.next().await else { panic!("a change") };
    assert_eq!((paths, growing), (vec![share.at("年長/遠足.md")], vec![film]));
    assert!(!copy.is_finished());
    copy.join().unwrap();
    assert_eq!(share.next().await, share.changed(&["年長/えんげき.mp4"]));
}

#[tokio::test]
async fn a_thousand_photos_are_one_change() {
    let mut share = Share::with(Means::Events).await;
    for n in 0..1000 {
        fs::write(share.at(&format!("年長/{n:04}.jpg")), [1; 100]).unwrap();
    }
    let Seen::Changed { paths, growing } = share.next().await else { panic!("a change") };
    assert_eq!((paths.len(), growing.len()), (1000, 0));
    share.is_silent().await;
}

#[tokio::test]
async fn what_happens_while_nobody_listens_is_told_as_one_change() {
    let mut share = Share::with(Means::Events).await;
    for n in 0..3 {
        fs::write(share.at(&format!("年長/{n}.md")), "x").unwrap();
        tokio::time::sleep(Duration::from_millis(900)).await;
    }
    let mut paths = BTreeSet::new();
    let mut changes = 0;
    while paths.len() < 3 {
        let Seen::Changed { paths: more, .. } = share.next().await else { panic!("a change") };
        paths.extend(more);
        changes += 1;
    }
    assert!(changes <= 3);
    share.is_silent().await;
}

#[tokio::test]
async fn our_own_notes_and_the_traces_of_programs_are_no_change() {
    let mut share = Share::with(Means::Events).await;
    for name in ["年長/遠足 - 直すところ.txt", "年長/~$遠足.docx", "年長/.遠足.md.swp", "年長/Thumbs.db"]
    {
        fs::write(share.at(name), "x").unwrap();
    }
    let _ = fs::read(share.at("年長/遠足.md")).unwrap();
    share.is_silent().await;
}

#[tokio::test]
async fn a_replaced_photo_of_the_same_size_and_date_is_noticed() {
    let mut share = Share::with(Means::Events).await;
    let photo = share.at("年長/いも.jpg");
    fs::write(&photo, [1; 100]).unwrap();
    share.next().await;
    let date = fs::metadata(&photo).unwrap().modified().unwrap();
    fs::write(&photo, [2; 100]).unwrap();
    File::options().write(true).open(&photo).unwrap().set_modified(date).unwrap();
    assert_eq!(share.next().await, share.changed(&["年長/いも.jpg"]));
}

#[tokio::test]
async fn a_share_that_is_cut_off_takes_no_letter_away() {
    let mut share = Share::with(Means::Looking).await;
    let (here, away) = (share.place.path().join("content"), share.place.path().join("away"));
    fs::rename(&here, &away).unwrap();
    assert!(matches!(share.next().await, Seen::Lost(_)));
    // An empty mount point is left behind.
    fs::create_dir(&here).unwrap();
    share.is_silent().await;
    fs::remove_dir(&here).unwrap();
    fs::write(away.join("年長/遠足.md"), "# 変わった").unwrap();
    fs::rename(&away, &here).unwrap();
    assert_eq!(share.next().await, Seen::Found);
    assert_eq!(share.next().await, share.changed(&["年長/遠足.md"]));
}

fn faulty() -> Vec<Problem> {
    let text = "# 遠足\n![](いも.jpg)\n";
    vec![Problem::error("problem-sample", vec![]).at(Place::in_text("年長/遠足.md", text, 12, 14))]
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_note_comes_beside_a_faulty_letter_and_goes_when_it_is_mended() {
    let place = tempfile::tempdir().unwrap();
    let letter = place.path().join("遠足.md");
    let words = Lang::Ja.words();
    let note = write_note(&letter, &faulty(), words).unwrap().unwrap();
    assert_eq!(note, place.path().join("遠足 - 直すところ.txt"));
    let text = fs::read_to_string(&note).unwrap();
    assert!(text.starts_with("\u{feff}【Otayori】"), "{text}");
    assert!(text.contains("2行目: ![](いも.jpg)\r\n"), "{text}");

    let written = fs::metadata(&note).unwrap().modified().unwrap();
    assert_eq!(write_note(&letter, &faulty(), words).unwrap(), Some(note.clone()));
    assert_eq!(fs::metadata(&note).unwrap().modified().unwrap(), written, "unchanged, not written again");

    assert_eq!(write_note(&letter, &[], words).unwrap(), None);
    assert_eq!(names(place.path()), [""; 0], "no note and no litter");
}

#[test]
fn a_file_that_is_not_ours_is_never_touched() {
    let place = tempfile::tempdir().unwrap();
    let letter = place.path().join("遠足.md");
    let words = Lang::Ja.words();
    let theirs = note_beside(&letter, Lang::Ja);
    fs::write(&theirs, "わたしのメモ").unwrap();
    assert_eq!(write_note(&letter, &faulty(), words).unwrap(), None);
    assert_eq!(write_note(&letter, &[], words).unwrap(), None);
    sweep_notes(place.path(), &BTreeSet::new());
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "わたしのメモ");
}

#[test]
#[cfg(unix)]
fn a_link_in_the_notes_place_is_not_followed() {
    let place = tempfile::tempdir().unwrap();
    let letter = place.path().join("遠足.md");
    let words = Lang::Ja.words();
    let target = place.path().join("target");
    fs::write(&target, "【Otayori】").unwrap();
    std::os::unix::fs::symlink(&target, note_beside(&letter, Lang::Ja)).unwrap();
    assert_eq!(write_note(&letter, &faulty(), words).unwrap(), None);
    assert_eq!(fs::read_to_string(&target).unwrap(), "【Otayori】");
}

#[test]
fn notes_of_letters_that_are_gone_are_swept_away() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("年長");
    fs::create_dir(&folder).unwrap();
    let kept = write_note(&folder.join("遠足.md"), &faulty(), Lang::Ja.words()).unwrap().unwrap();
    write_note(&folder.join("古い.md"), &faulty(), Lang::Ja.words()).unwrap();
    write_note(&folder.join("遠足.md"), &faulty(), Lang::En.words()).unwrap();
    assert_eq!(names(&folder).len(), 3);
    sweep_notes(place.path(), &BTreeSet::from([kept]));
    assert_eq!(names(&folder), ["遠足 - 直すところ.txt"]);
}
