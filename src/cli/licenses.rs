//! `otayori licenses`: the fonts and pictures inside the program, and whom they are owed to.

use super::End;
use super::say::Say;

pub(super) fn run(say: Say) -> End {
    for (name, text) in crate::render::licenses() {
        say.result(&format!("── {name}\n\n{text}\n"));
    }
    End::Done
}
