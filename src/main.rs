//! The slantwise program: everything is in the library; this hands over the exit status.

fn main() -> std::process::ExitCode {
    slantwise::cli::main().into()
}
