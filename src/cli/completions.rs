//! `slantwise completions`: a script that completes what is typed, for a shell.

use super::Status;
use super::args::{Args, Shell};
use clap::CommandFactory;
use clap_complete::Shell as Wanted;

/// Runs the command.
pub fn main(shell: Shell) -> anyhow::Result<Status> {
    let shell = match shell {
        Shell::Bash => Wanted::Bash,
        Shell::Zsh => Wanted::Zsh,
        Shell::Fish => Wanted::Fish,
        Shell::Powershell => Wanted::PowerShell,
        Shell::Elvish => Wanted::Elvish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "slantwise", &mut script);
    super::score::print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}
