//! A file of lines, each durable when it was written: for what cannot wait for a database, and is soon in one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::files::{remove_durably, sync_folder};

/// Room that is made at a time: within it a line changes the file's bytes only, and not its length, which the disk
/// would have to write down as well.
const ROOM: u64 = 1 << 20;
/// Hex digits of a line's hash.
const SEAL: usize = 16;

/// The file, open to be written to.
///
/// A line stands as the first 64 bits of its BLAKE3 hash in hex, a space, the text, and a line feed; behind the last one
/// are zeros. What a power cut leaves of a line that nobody was told of does not fit its hash.
#[derive(Debug)]
pub struct DurableLines {
    path: PathBuf,
    file: File,
    end: u64,
    room: u64,
}

impl DurableLines {
    /// An empty one, in place of what may be there.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            // Each write returns when it is durable: one call and not two.
            options.mode(0o600).custom_flags(libc::O_DSYNC);
        }
        let file = options.open(path)?;
        let mut lines = DurableLines { path: path.to_owned(), file, end: 0, room: 0 };
        lines.make_room(0)?;
        sync_folder(path.parent().unwrap_or(Path::new(".")))?;
        Ok(lines)
    }

    /// Adds a line, of text without line feeds. It stands on disk when this returns.
    ///
    /// # Errors
    /// Whatever the disk says; the line may stand there or not.
    pub fn write(&mut self, text: &str) -> io::Result<()> {
        let line = format!("{} {text}\n", seal(text));
        let length = line.len() as u64;
        self.make_room(length)?;
        self.file.write_all(line.as_bytes())?;
        if cfg!(not(unix)) {
            self.file.sync_data()?;
        }
        self.end += length;
        Ok(())
    }

    /// Removes the file.
    ///
    /// # Errors
    /// Whatever the disk says; the file is then still there.
    pub fn remove(self) -> io::Result<()> {
        remove_durably(&self.path)
    }

    /// The lines of such a file that are whole, up to the first that is not; none where there is no file.
    ///
    /// # Errors
    /// Whatever the disk says; `InvalidData` where a line is spoilt that others follow.
    pub fn read(path: &Path) -> io::Result<Vec<String>> {
        let mut bytes = Vec::new();
        match File::open(path) {
            Ok(mut file) => file.read_to_end(&mut bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').map(whole);
        let known = lines.by_ref().map_while(|line| line).collect();
        if lines.flatten().next().is_some() { Err(io::ErrorKind::InvalidData.into()) } else { Ok(known) }
    }

    fn make_room(&mut self, length: u64) -> io::Result<()> {
        if self.end + length <= self.room && self.room > 0 {
            return Ok(());
        }
        let more = vec![0; usize::try_from(ROOM.max(length)).unwrap_or(usize::MAX)];
        self.file.seek(SeekFrom::Start(self.room))?;
        self.file.write_all(&more)?;
        self.file.sync_all()?;
        self.file.seek(SeekFrom::Start(self.end))?;
        self.room += more.len() as u64;
        Ok(())
    }
}

/// The text of a line that is whole.
fn whole(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (sealed, text) = line.split_once(' ')?;
    (sealed == seal(text)).then(|| text.to_owned())
}

fn seal(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..SEAL].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &Path) -> Vec<String> {
        DurableLines::read(path).unwrap()
    }

    #[test]
    fn what_was_written_is_read_again_beyond_the_first_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        assert!(lines(&path).is_empty(), "there is no file");
        let mut file = DurableLines::create(&path).unwrap();
        let long = "お".repeat(200_000);
        for text in ["first", &long, &long, "", "last"] {
            file.write(text).unwrap();
        }
        assert_eq!(lines(&path), ["first", &long, &long, "", "last"]);
        let file = DurableLines::create(&path).unwrap();
        assert!(lines(&path).is_empty(), "made anew, it is empty");
        file.remove().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_line_cut_off_is_not_known_and_a_spoilt_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        let mut file = DurableLines::create(&path).unwrap();
        for text in ["one", "two", "three"] {
            file.write(text).unwrap();
        }
        let whole = std::fs::read(&path).unwrap();
        let at = whole.windows(3).position(|three| three == b"two").unwrap();
        let mut spoilt = whole.clone();
        spoilt[at] = b'T';
        std::fs::write(&path, &spoilt).unwrap();
        let error = DurableLines::read(&path).unwrap_err();
        assert_eq!(
            error.kind(),
            io::ErrorKind::InvalidData,
            "another line follows: no power cut leaves that"
        );
        let mut cut = whole;
        cut[at + 2..].fill(0);
        std::fs::write(&path, &cut).unwrap();
        assert_eq!(lines(&path), ["one"]);
    }
}
