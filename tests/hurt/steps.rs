//! Killed at each step.

use super::{CONNECTIONS, From, Stand, calls, is_asked, is_long, send, some};

/// What the program does to the disk and to the wire.
const STEPS: [&str; 12] = [
    "fdatasync",
    "fsync",
    "pwrite64",
    "write",
    "rename",
    "mkdir",
    "unlink",
    "sendto",
    "writev",
    "recvfrom",
    "connect",
    "ftruncate",
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_while_it_sends_nobody_is_lost() {
    if !is_asked() {
        return;
    }
    killed(From::Released, if is_long() { 800 } else { 10 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_from_the_draft_on_nobody_is_lost() {
    if !is_asked() {
        return;
    }
    killed(From::Draft, if is_long() { 400 } else { 6 }).await;
}

/// So many kills, spread over every call there is.
async fn killed(from: From, wanted: usize) {
    let stand = Stand::new(from).await;
    let unhurt = stand.again();
    let most = tokio::task::block_in_place(|| calls(unhurt.path(), &STEPS));
    let points: Vec<String> = most
        .iter()
        .flat_map(|(call, most)| (1..=*most).map(move |at| format!("{call}:signal=SIGKILL:when={at}")))
        .collect();
    let points = some(&points, wanted);
    let (mut killed, mut doubled) = (0, 0);
    for round in 0..wanted.div_ceil(points.len().max(1)) {
        for point in &points {
            let folder = stand.again();
            let output = tokio::task::block_in_place(|| send(folder.path(), Some(point)));
            killed += usize::from(!output.status.success());
            stand.says_nothing_false(folder.path(), point).await;
            let twice = stand.goes_on(folder.path(), point).await;
            assert!(twice <= CONNECTIONS, "{point} ({round}): {twice} mails went twice");
            doubled += twice;
        }
    }
    eprintln!("{from:?}: {killed} kills, {doubled} mails twice, all marked; nobody lost");
    assert!(killed * 4 >= wanted * 3, "too few kills hit: {killed} of {wanted}");
}
