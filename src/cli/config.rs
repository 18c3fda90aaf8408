//! `slantwise config`: the configuration in force, as TOML that --config reads.

use super::Status;
use super::args::ConfigArgs;
use super::setup;

/// Runs the command.
pub fn main(args: &ConfigArgs) -> anyhow::Result<Status> {
    let (config, _) = setup::config(setup::config_path(args.config.as_deref()).as_deref())?;
    super::score::print(&config.to_toml())?;
    Ok(Status::Done)
}
