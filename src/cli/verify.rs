//! `slantwise verify`: the run in a folder, done again from its manifest, and what differs.

use super::Status;
use super::args::{CompareArgs, ScoreArgs};
use crate::output::manifest::Manifest;
use anyhow::{Context, bail};
use std::collections::BTreeSet;
use std::path::Path;

/// Files that no reproduction covers.
const NOT_COVERED: &[&str] = &["timings.json"];

/// Runs the command.
pub fn main(dir: &Path) -> anyhow::Result<Status> {
    let path = dir.join("manifest.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}: cannot be read; verify wants the folder of a run", path.display()))?;
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| format!("{}: is no manifest of this program", path.display()))?;
    let scratch = tempfile::Builder::new().prefix("slantwise-verify-").tempdir().context("a temporary folder cannot be made")?;
    let again = scratch.path().join("run");
    match manifest.command.as_str() {
        "score" => {
            let mut args: ScoreArgs = serde_json::from_value(manifest.arguments.clone()).context("the manifest's arguments")?;
            args.common.out = Some(again.clone());
            args.common.quiet = true;
            super::score::perform(&args)?;
        }
        "compare" => {
            let mut args: CompareArgs = serde_json::from_value(manifest.arguments.clone()).context("the manifest's arguments")?;
            args.common.out = Some(again.clone());
            args.common.quiet = true;
            super::compare::perform(&args)?;
        }
        other => bail!("{}: the command \"{other}\" cannot be done again", path.display()),
    }
    let mut out = String::new();
    let fresh: Manifest = serde_json::from_str(&std::fs::read_to_string(again.join("manifest.json")).context("manifest.json of the new run")?)?;
    tell_changes(&manifest, &fresh, &mut out);
    let mut differ = 0;
    for name in names(dir)?.union(&names(&again)?) {
        if NOT_COVERED.contains(&name.as_str()) {
            continue;
        }
        let (old, new) = (std::fs::read(dir.join(name)).ok(), std::fs::read(again.join(name)).ok());
        match (old, new) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => {
                differ += 1;
                let line = old.split(|b| *b == b'\n').zip(new.split(|b| *b == b'\n')).position(|(a, b)| a != b);
                out += &format!("{name}: differs{}\n", line.map_or(String::new(), |l| format!(" from line {}", l + 1)));
            }
            (Some(_), None) => {
                differ += 1;
                out += &format!("{name}: is there, and the run does not write it\n");
            }
            (None, _) => {
                differ += 1;
                out += &format!("{name}: is missing\n");
            }
        }
    }
    if differ == 0 {
        out += &format!("{}: reproduced, every file the same\n", dir.display());
    }
    super::score::print(&out)?;
    Ok(if differ == 0 { Status::Done } else { Status::Found })
}

/// Files of a run, those in folders of parts too.
fn names(dir: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    let mut folders = vec![(dir.to_path_buf(), String::new())];
    while let Some((folder, before)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("{}: cannot be read", folder.display()))? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.path().is_file() {
                out.insert(name);
            } else if entry.path().is_dir() {
                folders.push((entry.path(), name + "/"));
            }
        }
    }
    Ok(out)
}

fn tell_changes(old: &Manifest, new: &Manifest, out: &mut String) {
    if old.version != new.version {
        *out += &format!("the program is {} now, it was {}\n", new.version, old.version);
    }
    for (kind, before, after) in [("lexicon", &old.lexicons, &new.lexicons), ("words", &old.words, &new.words), ("input", &old.inputs, &new.inputs)] {
        for part in before {
            match after.iter().find(|p| p.name == part.name) {
                Some(now) if now.sha256 == part.sha256 => {}
                Some(_) => *out += &format!("{kind} {}: has changed since\n", part.name),
                None => *out += &format!("{kind} {}: is gone\n", part.name),
            }
        }
        for part in after.iter().filter(|p| before.iter().all(|b| b.name != p.name)) {
            *out += &format!("{kind} {}: is new\n", part.name);
        }
    }
}
