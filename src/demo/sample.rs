//! The sample school's folder, as it stands in this repository, inside the program.

use std::fs;
use std::io;
use std::path::Path;

/// Every file of `content/` and `recipients/`: its path with `/`, and its bytes. Written by `build.rs`.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/sample_school.rs"));
const SETTINGS: &str = include_str!("../../school.yaml");

/// Copies the sample school to `folder` and sets it up for this machine: its pages in `public/`, its mails
/// in `mailbox/`, no hold and no quiet hours.
///
/// # Errors
/// The disk.
pub fn sample_school(folder: &Path, site: &str, collector: &str) -> io::Result<()> {
    for (path, bytes) in FILES {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(file, bytes)?;
    }
    let settings: String = SETTINGS
        .lines()
        .map(|line| match line.trim_start().split(':').next().unwrap_or_default() {
            "site" => format!("site: {site}\n"),
            "collector" => format!("collector: {collector}\n"),
            "hold" => "  hold: 0s\n".to_owned(),
            "quiet" => "  quiet: never\n".to_owned(),
            _ => format!("{line}\n"),
        })
        .collect();
    fs::write(folder.join("school.yaml"), settings)
}

/// Makes a new school: settings to fill in, one letter to copy, an empty roster and an empty list of the
/// families' answers about photos.
///
/// # Errors
/// The disk.
pub fn empty_school(folder: &Path, settings: &str, letter_name: &str, letter: &str) -> io::Result<()> {
    let audience = folder.join("content").join("全園");
    let recipients = folder.join("recipients");
    fs::create_dir_all(&audience)?;
    fs::create_dir_all(&recipients)?;
    fs::write(folder.join("school.yaml"), settings)?;
    fs::write(audience.join(letter_name), letter)?;
    fs::write(recipients.join("families.csv"), crate::recipients::empty_csv())?;
    fs::write(recipients.join("photo-consent.csv"), crate::recipients::empty_consent_csv())?;
    if let Some((_, readme)) = FILES.iter().find(|(path, _)| *path == "recipients/README.md") {
        fs::write(recipients.join("README.md"), readme)?;
    }
    Ok(())
}
