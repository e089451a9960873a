//! A folder as a host.

use std::fs;
use std::path::Path;

use otayori::publish::{FolderHost, Host, HostError};

use super::keeps_the_contract;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_keeps_the_contract_and_no_litter() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("web/public");
    let host = FolderHost::new(&root);
    keeps_the_contract(&host, |path| fs::read(root.join(path)).ok()).await;
    assert_eq!(names(&root), ["index.html"], "emptied folders and half-written files are gone");
}

#[tokio::test]
#[cfg(unix)]
async fn no_link_leads_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let place = tempfile::tempdir().unwrap();
    let (root, outside) = (place.path().join("public"), place.path().join("private"));
    fs::create_dir_all(&root).unwrap();
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("families.csv"), "secret").unwrap();
    symlink(&outside, root.join("p")).unwrap();
    symlink(outside.join("families.csv"), root.join("index.html")).unwrap();
    let host = FolderHost::new(&root);

    for path in ["p/families.csv", "p/new/x.webp", "index.html"] {
        assert!(matches!(host.put(path, b"x".to_vec()).await, Err(HostError::Outside(_))), "{path}");
        assert!(matches!(host.get(path).await, Err(HostError::Outside(_))), "{path}");
        assert!(matches!(host.remove(path).await, Err(HostError::Outside(_))), "{path}");
    }
    assert_eq!(fs::read_to_string(outside.join("families.csv")).unwrap(), "secret");
    assert_eq!(names(&outside), ["families.csv"]);
}

#[tokio::test]
async fn the_folder_itself_may_be_reached_by_a_link() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("disk2")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.path().join("disk2"), place.path().join("public")).unwrap();
    let host = FolderHost::new(place.path().join("public"));
    host.put("index.html", b"home".to_vec()).await.unwrap();
    assert_eq!(host.get("index.html").await, Ok(Some(b"home".to_vec())));
}

#[tokio::test]
async fn a_file_where_the_folder_should_be_is_a_refusal() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("public"), "a file").unwrap();
    let host = FolderHost::new(place.path().join("public"));
    let fault = host.put("index.html", b"x".to_vec()).await.unwrap_err();
    assert!(matches!(fault, HostError::Refused(_)), "{fault:?}");
}
