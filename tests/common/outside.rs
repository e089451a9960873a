//! Programs of others that tests talk to: whether they are here, whether they answer, and how they end.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A program that is ended with its test.
pub struct Running(pub Child);

impl Running {
    /// Starts a server, and waits until it answers.
    pub fn start(command: &mut Command, port: u16) -> Self {
        let running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        answering(port);
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until a server answers there.
pub fn answering(port: u16) {
    for _ in 0..500 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nothing listens at {port}");
}

/// Is this program here? With `OTAYORI_JUDGES=1` it must be.
pub fn is_here(program: &str) -> bool {
    let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
    let found = path.split(':').any(|folder| Path::new(folder).join(program).is_file());
    assert!(found || std::env::var_os("OTAYORI_JUDGES").is_none(), "{program} is missing");
    found
}

pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Some servers start as root only. With `OTAYORI_JUDGES=1` we must be.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    assert!(root || std::env::var_os("OTAYORI_JUDGES").is_none(), "this needs root");
    root
}

/// A certificate authority, and a mail server's certificate of it.
pub struct Authority(TempDir);

impl Authority {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let openssl = |line: &str| {
            let mut command = Command::new("openssl");
            let done = command.args(line.split(' ')).current_dir(folder.path()).output().unwrap();
            assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
        };
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        openssl(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 30 -subj /CN=ninshou"));
        openssl(&format!("req {key} -keyout server.key -out server.csr -subj /CN=localhost"));
        std::fs::write(
            folder.path().join("names"),
            "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
        )
        .unwrap();
        openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out server.pem",
        );
        Authority(folder)
    }

    pub fn file(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}
