//! The `otayori` program; the library's front page is the tour.

fn main() -> std::process::ExitCode {
    otayori::cli::run(std::env::args_os())
}
