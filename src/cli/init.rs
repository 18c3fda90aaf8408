//! `slantwise init`: a folder to begin with: configuration, a lexicon of one's own, a place for articles.

use super::Status;
use super::score::print;
use anyhow::{Context, bail};
use clap::Args as ClapArgs;
use std::path::{Path, PathBuf};

/// What is written, and where.
const FILES: &[(&str, &str)] = &[
    ("slantwise.toml", include_str!("init/slantwise.toml")),
    ("lexicons/my.toml", include_str!("init/my.toml")),
    ("articles/metadata.csv", "id,outlet,date,event,url,genre\n"),
    ("articles/README", include_str!("init/README")),
];

/// `slantwise init`.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "Writes slantwise.toml, lexicons/my.toml and articles/. Files that are there already are left as they are.")]
pub struct InitArgs {
    /// The folder; this one when not given
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
}

/// Runs the command.
pub fn main(args: &InitArgs) -> anyhow::Result<Status> {
    let (mut out, mut written) = (String::new(), 0);
    for (name, content) in FILES {
        let path = args.dir.join(name);
        if put(&path, content)? {
            written += 1;
            out += &format!("wrote  {}\n", path.display());
        } else {
            out += &format!("kept   {}: it is there already\n", path.display());
        }
    }
    let inside = if args.dir == Path::new(".") { String::new() } else { format!("  cd {}\n", args.dir.display()) };
    if written > 0 {
        out += &format!(
            "\nWhat to do next:\n{inside}  1. Put articles into articles/, a .txt file each; say in articles/metadata.csv who published them.\n  2. slantwise compare articles --out report     then open report/report.html\n  3. Write words of your own into lexicons/my.toml; slantwise lexicon test lexicons/my.toml\n  4. Run 2 again and see what changed. slantwise.toml is used whenever you are in this folder.\n"
        );
    }
    print(&out)?;
    Ok(Status::Done)
}

/// Writes a file that is not there yet; whether it was written.
fn put(path: &Path, content: &str) -> anyhow::Result<bool> {
    use std::io::Write;
    if let Some(parent) = path.parent() {
        if parent.is_file() {
            bail!("{}: is a file; a folder of that name is needed", parent.display());
        }
        std::fs::create_dir_all(parent).with_context(|| format!("{}: cannot be made", parent.display()))?;
    }
    // Made only where there is none: between asking and writing nobody can come in between.
    match std::fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(content.as_bytes()).with_context(|| format!("{}: cannot be written", path.display()))?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{}: cannot be written", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Options};
    use crate::engine::{Engine, Settings};
    use crate::lexicon::{check, load, selftest};

    #[test]
    fn what_is_written_can_be_used_and_tests_itself() {
        let config = Config::default().with(Options::parse("slantwise.toml", FILES[0].1).unwrap());
        assert_eq!(config, Config { lexicons: vec!["lexicons/my.toml".into()], ..Config::default() });
        let source = load::parse("my.toml", FILES[1].1, false).unwrap();
        let mut lexicons = load::built_in().unwrap();
        lexicons.push(source);
        let (engine, warnings) = Engine::build(Settings { lexicons, explain: true, ..Settings::built_in().unwrap() }).unwrap_or_else(|b| panic!("{}", b[0]));
        assert!(warnings.is_empty(), "{warnings:?}");
        assert!(check::check(&engine, |l| !engine.lexicons.lexicons[l as usize].built_in).is_empty());
        let outcome = selftest::run(&engine, |l| !engine.lexicons.lexicons[l as usize].built_in);
        assert!(outcome.ran >= 4 && outcome.failures.is_empty(), "{:?}", outcome.failures.iter().map(|f| &f.message).collect::<Vec<_>>());
    }

    #[test]
    fn every_key_of_the_configuration_is_explained() {
        for key in
            toml::to_string(&Config::default()).unwrap().lines().filter_map(|l| l.split(['=', ']']).next()).map(|k| k.trim().trim_start_matches('[').to_owned())
        {
            assert!(key.is_empty() || FILES[0].1.contains(&key), "{key}");
        }
    }
}
