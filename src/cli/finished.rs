//! `--resume` on a run that is finished already: what killed it may have come when nothing was left to do.

use super::setup::Setup;
use super::watch::{self, Watch};
use crate::output::journal;
use crate::output::manifest::Manifest;
use crate::read::Inputs;
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Whether the run in `out` is the one that was asked for, of the same input; tells so. Where that is not sure, it is not.
///
/// # Errors
/// When an input cannot be read.
pub fn is_done(setup: &Setup, command: &str, arguments: &impl serde::Serialize, out: &Path, inputs: &Inputs, watch: &Watch) -> anyhow::Result<bool> {
    let Some(then) = std::fs::read(out.join("manifest.json")).ok().and_then(|text| serde_json::from_slice::<Manifest>(&text).ok()) else {
        return Ok(false);
    };
    // A run that is not yet in its place, or not yet tidied up, goes on where it was stopped.
    if out.join(journal::NAME).exists() || crate::output::folder::left(out)?.is_some() || !setup.takes_no_other_files() {
        return Ok(false);
    }
    let mut now = setup.manifest(command, arguments, Vec::new(), &Default::default())?;
    let mut bare = Manifest { inputs: Vec::new(), articles: 0, rejects: Default::default(), ..then.clone() };
    for manifest in [&mut now, &mut bare] {
        if let Some(common) = manifest.arguments.get_mut("common").and_then(|c| c.as_object_mut()) {
            common.remove("strict");
        }
    }
    let (files, parts) = (inputs.files(), &then.inputs);
    if bare != now || files.len() != parts.len() || files.iter().zip(parts).any(|(f, p)| f.name != p.name || f.bytes != p.bytes) {
        return Ok(false);
    }
    for (file, part) in files.iter().zip(parts) {
        // Of a pipe, and of tables of metadata, nothing is known.
        let Some(path) = file.path.as_deref().filter(|p| !p.ancestors().skip(1).any(|folder| folder.join("metadata.csv").is_file())) else {
            return Ok(false);
        };
        if hash_of(path)? != part.sha256 {
            return Ok(false);
        }
    }
    watch.say(&format!("{} articles were already done; nothing was left to do", watch::grouped(then.articles)));
    Ok(true)
}

fn hash_of(path: &Path) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    let mut file = std::fs::File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let mut block = vec![0; 1 << 18];
    loop {
        match std::io::Read::read(&mut file, &mut block) {
            Ok(0) => break,
            Ok(size) => hash.update(&block[..size]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error).with_context(|| format!("{}: cannot be read", path.display())),
        }
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
