//! The `otayori` program; the library's front page is the tour.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    otayori::cli::run(std::env::args_os())
}
