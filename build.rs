//! Tells Cargo about the folders that are embedded as a whole: a file added there must be seen.

fn main() {
    for folder in ["locales", "themes", "src/ledger/migrations", "src/desk"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
