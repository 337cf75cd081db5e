//! Calls [`depesha::cli::run`], and ends with the exit code it returns.

use std::process::ExitCode;

/// The pipeline allocates many small strings on all threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    depesha::cli::run(std::env::args_os()).into()
}
