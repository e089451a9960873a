//! The power is cut: what was not synced is gone.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{CONNECTIONS, From, Stand, copy, is_asked, is_long};

/// Size of the disk, MiB.
const SIZE: u64 = 48;

/// On a file system of its own in a loop device, mounted so that it commits nothing by itself. The program is
/// stopped at some instant, and the device copied: it holds what was synced, and not what the kernel still kept in
/// memory. On the copy the program must go on.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_power_cut_nobody_is_lost() {
    if !is_asked() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    if !can_mount(place.path()) {
        assert!(!is_long(), "a power cut needs root and a loop device");
        eprintln!("no power cut: it needs root and a loop device");
        return;
    }
    for from in [From::Released, From::Draft] {
        let stand = Stand::new(from).await;
        let cuts = if is_long() { 100 } else { 2 };
        let mut doubled = 0;
        for cut in 0..cuts {
            let folder = one_cut(&stand, place.path(), from, cut).await;
            let hurt = format!("{from:?}, power cut {cut}");
            stand.says_nothing_false(&folder, &hurt).await;
            let twice = stand.goes_on(&folder, &hurt).await;
            assert!(twice <= CONNECTIONS, "{hurt}: {twice} mails went twice");
            doubled += twice;
            unmount(place.path());
        }
        eprintln!("{from:?}: {cuts} power cuts, {doubled} mails twice, all marked; nobody lost");
    }
}

/// Returns the school's folder on the disk as it is after the power came back.
async fn one_cut(stand: &Stand, place: &Path, from: From, cut: u64) -> std::path::PathBuf {
    let (disk, after, mounted) = (place.join("disk"), place.join("after"), place.join("mounted"));
    make(&disk);
    mount(&disk, &mounted);
    drop(stand.again());
    let folder = mounted.join("school");
    std::fs::create_dir(&folder).unwrap();
    copy(stand.fresh.path(), &folder);
    run("sync", &["-f", &folder.to_string_lossy()]);

    stand.school.smtp.set(|faults| faults.slow = Duration::from_millis(10));
    let mut program = Command::new(env!("CARGO_BIN_EXE_otayori"))
        .arg("--school")
        .arg(&folder)
        .args(["send", "園だより", "--yes", "--lang", "ja"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let wanted = cut as usize * 7 % (super::HOUSEHOLDS - 4);
    if from == From::Draft && cut.is_multiple_of(2) {
        tokio::time::sleep(Duration::from_millis(20 + cut * 37 % 900)).await;
    } else {
        while stand.copies().len() < wanted && program.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_micros(300)).await;
        }
    }
    tokio::time::sleep(Duration::from_micros(cut * 7_919 % 11_000)).await;
    let id = program.id().to_string();
    run("kill", &["-STOP", &id]);
    // What it had asked the kernel for comes to an end.
    tokio::time::sleep(Duration::from_millis(30)).await;
    std::fs::copy(&disk, &after).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    stand.school.smtp.set(|faults| faults.slow = Duration::ZERO);
    unmount(place);
    mount(&after, &mounted);
    folder
}

fn can_mount(place: &Path) -> bool {
    std::fs::create_dir(place.join("mounted")).unwrap();
    let disk = place.join("try");
    make(&disk);
    let done = Command::new("mount").args(["-o", "loop"]).arg(&disk).arg(place.join("mounted")).output();
    let can = done.is_ok_and(|done| done.status.success());
    if can {
        unmount(place);
    }
    can
}

fn make(disk: &Path) {
    let file = std::fs::File::create(disk).unwrap();
    file.set_len(SIZE << 20).unwrap();
    run("mkfs.ext4", &["-q", "-F", &disk.to_string_lossy()]);
}

fn mount(disk: &Path, mounted: &Path) {
    run("mount", &["-o", "loop,commit=900", &disk.to_string_lossy(), &mounted.to_string_lossy()]);
}

fn unmount(place: &Path) {
    run("umount", &[&place.join("mounted").to_string_lossy()]);
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}
