//! Tells Cargo about the folders that are embedded as a whole, and lists the sample school's files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    for folder in ["locales", "themes", "content", "recipients", "src/ledger", "src/desk/templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    list(&root.join("content"), &mut files)?;
    list(&root.join("recipients"), &mut files)?;
    files.sort();
    // `include_bytes!` costs the compiler nothing; a literal of seven megabytes does.
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // Named from where the crate lies now: a target folder may serve several clones.
        let path = format!("/{name}");
        let place = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})");
        let _ = writeln!(table, "    ({name:?}, include_bytes!({place}) as &[u8]),");
    }
    table.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("sample_school.rs"), table)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
