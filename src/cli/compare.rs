//! `slantwise compare`: score, then compare outlets event by event.

use super::Status;
use super::args::CompareArgs;
use super::setup::setup;
use crate::read::Inputs;
use anyhow::bail;

/// Runs the command.
pub fn main(args: &CompareArgs) -> anyhow::Result<Status> {
    let setup = setup(&args.common)?;
    let mut inputs = Inputs::open(&args.inputs, setup.read.clone())?;
    let Some(out) = &args.common.out else { bail!("compare needs --out for now") };
    super::score::to_folder(&setup, &mut inputs, &args.common, out)?;
    Ok(Status::Done)
}
