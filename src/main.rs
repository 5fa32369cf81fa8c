//! Hands argv to the library and its answer to the operating system.

fn main() -> std::process::ExitCode {
    onehead::cli::run(std::env::args_os())
}
