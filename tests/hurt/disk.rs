//! A disk that fails, or is full.

use super::{CONNECTIONS, From, Stand, calls, is_asked, is_long, send, some};

/// Calls that reach the disk, and how it refuses them.
const REFUSALS: [(&str, &str); 9] = [
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("ftruncate", "ENOSPC"),
    ("rename", "EIO"),
    ("mkdir", "ENOSPC"),
    ("unlink", "EIO"),
    ("pread64", "EIO"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_disk_makes_no_false_sent() {
    if !is_asked() {
        return;
    }
    for (from, few, many) in [(From::Released, 8, 300), (From::Draft, 5, 200)] {
        refused(from, if is_long() { many } else { few }, "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_stays_full_makes_no_false_sent() {
    if !is_asked() {
        return;
    }
    for (from, few, many) in [(From::Released, 5, 100), (From::Draft, 3, 100)] {
        refused(from, if is_long() { many } else { few }, "+").await;
    }
}

/// `lasting` is `+` where the disk goes on refusing.
async fn refused(from: From, wanted: usize, lasting: &str) {
    let stand = Stand::new(from).await;
    let unhurt = stand.again();
    let kinds: Vec<&str> = REFUSALS.iter().map(|(call, _)| *call).collect();
    let most = tokio::task::block_in_place(|| calls(unhurt.path(), &kinds));
    let mut points = Vec::new();
    for (call, error) in REFUSALS {
        let most = most.get(call).copied().unwrap_or_default();
        points.extend((1..=most).map(|at| format!("{call}:error={error}:when={at}{lasting}")));
    }
    let (mut stopped, mut doubled) = (0, 0);
    let points = some(&points, wanted);
    for point in &points {
        let folder = stand.again();
        let output = tokio::task::block_in_place(|| send(folder.path(), Some(point)));
        let code = output.status.code();
        if code == Some(127) && super::said(&output).contains("loading shared libraries") {
            continue; // The machine could not even start it.
        }
        assert!(matches!(code, Some(0..=3)), "{point}: ended with {code:?}: {}", super::said(&output));
        stopped += usize::from(code != Some(0));
        stand.says_nothing_false(folder.path(), point).await;
        let twice = stand.goes_on(folder.path(), point).await;
        assert!(twice <= CONNECTIONS, "{point}: {twice} mails went twice");
        doubled += twice;
    }
    eprintln!(
        "{from:?}{lasting}: {} faults, {stopped} stopped it, {doubled} mails twice, all marked",
        points.len()
    );
}
