//! Publishing: one contract for every kind of host, and no page that ever names a missing file.

mod folder;
mod order;
mod s3;
mod sftp;
mod verify;

use std::sync::atomic::{AtomicBool, Ordering};

use otayori::publish::{Host, HostError};

/// What every host must do. `see` reads a file of the site behind the host's back, as a web server would.
async fn keeps_the_contract(host: &dyn Host, see: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync) {
    holds_what_was_put(host, &see).await;
    takes_off_what_is_there(host, &see).await;
    stays_inside_the_site(host).await;
    shows_the_old_file_or_the_new_one(host, &see).await;
}

async fn holds_what_was_put(host: &dyn Host, see: &impl Fn(&str) -> Option<Vec<u8>>) {
    let pages: [(&str, &[u8]); 4] = [
        ("index.html", b"<h1>home</h1>"),
        ("3f2a/index.html", b"<p>letter</p>"),
        ("p/3f-960.webp", &[0, 255, 13, 10, 0]),
        ("p/empty.txt", b""),
    ];
    for (path, bytes) in pages {
        assert_eq!(host.get(path).await, Ok(None), "{path} is not there yet");
        host.put(path, bytes.to_vec()).await.unwrap();
        assert_eq!(see(path).as_deref(), Some(bytes), "{path} is seen as it was put");
        assert_eq!(host.get(path).await, Ok(Some(bytes.to_vec())));
    }
    host.put("index.html", b"new".to_vec()).await.unwrap();
    assert_eq!(see("index.html").as_deref(), Some(&b"new"[..]), "a second put replaces the first");
    let large: Vec<u8> = (0..5_000_000u32).map(|n| n.to_le_bytes()[0]).collect();
    host.put("3f2a/otayori.pdf", large.clone()).await.unwrap();
    assert!(see("3f2a/otayori.pdf") == Some(large), "5 MB arrive whole");
}

async fn takes_off_what_is_there(host: &dyn Host, see: &impl Fn(&str) -> Option<Vec<u8>>) {
    for path in ["3f2a/otayori.pdf", "3f2a/index.html", "p/3f-960.webp", "p/empty.txt"] {
        host.remove(path).await.unwrap();
        assert_eq!(see(path), None, "{path} is gone");
        assert_eq!(host.remove(path).await, Ok(()), "no fault when it is not there");
        assert_eq!(host.get(path).await, Ok(None));
    }
    assert_eq!(host.remove("never/was/index.html").await, Ok(()));
    assert!(see("index.html").is_some(), "the neighbour stays");
}

async fn stays_inside_the_site(host: &dyn Host) {
    for path in ["../out.html", "/etc/otayori", "a/../../out.html", "a//b", ""] {
        assert!(matches!(host.put(path, vec![1]).await, Err(HostError::Outside(_))), "{path:?}");
        assert!(matches!(host.remove(path).await, Err(HostError::Outside(_))), "{path:?}");
        assert!(matches!(host.get(path).await, Err(HostError::Outside(_))), "{path:?}");
    }
}

/// A reader looks as fast as it can while the page is replaced again and again.
async fn shows_the_old_file_or_the_new_one(
    host: &dyn Host,
    see: &(impl Fn(&str) -> Option<Vec<u8>> + Send + Sync),
) {
    let (one, two) = (vec![b'1'; 700_000], vec![b'2'; 900_000]);
    host.put("race/index.html", one.clone()).await.unwrap();
    let over = AtomicBool::new(false);
    let looks = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !over.load(Ordering::Relaxed) {
                let seen = see("race/index.html").expect("the page is always there");
                assert!(seen == one || seen == two, "{} bytes are neither edition", seen.len());
                looks += 1;
            }
            looks
        });
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                for turn in 0..20 {
                    let page = if turn % 2 == 0 { &two } else { &one };
                    host.put("race/index.html", page.clone()).await.unwrap();
                }
            });
        });
        over.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(looks > 2, "the reader looked {looks} times");
    host.remove("race/index.html").await.unwrap();
}

/// Whether the tests that need other programs run; `tests/run` says so, and then a missing one is a fault.
fn judges() -> bool {
    std::env::var("OTAYORI_JUDGES").is_ok_and(|set| set == "1")
}

/// A port nobody listens on.
fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Waits until somebody listens on the port.
fn wait_for(port: u16) {
    for _ in 0..1_200 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("nobody listens on port {port}");
}
