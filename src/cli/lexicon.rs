//! `slantwise lexicon`: what authors of lexicons need.

use super::Status;
use super::args::{LexiconArgs, LexiconCommand};
use crate::engine::{Engine, Settings};
use crate::lexicon::{self, Source, check, load, selftest};
use anyhow::Context;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Runs a lexicon command.
pub fn run(args: LexiconArgs) -> anyhow::Result<Status> {
    match args.command {
        LexiconCommand::Check { files } => check(&files),
        LexiconCommand::Test { files } => test(&files),
    }
}

fn read(files: &[PathBuf]) -> anyhow::Result<Result<Vec<Source>, Vec<lexicon::Broken>>> {
    let (mut sources, mut broken) = (Vec::new(), Vec::new());
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read as UTF-8 text", path.display()))?;
        match load::parse(&path.display().to_string(), &text, false) {
            Ok(source) => sources.push(source),
            Err(error) => broken.push(error),
        }
    }
    Ok(if broken.is_empty() { Ok(sources) } else { Err(broken) })
}

fn tell(broken: &[lexicon::Broken]) {
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for file in broken {
        for problem in &file.problems {
            println!("{}\n", problem.render(&file.text, colour));
        }
    }
}

/// The engine of the built-in lexicons and `sources`, which take the place of built-in ones of the same id.
fn engine(sources: Vec<Source>, with_built_in: bool) -> anyhow::Result<Result<(Engine, Vec<Source>), Vec<lexicon::Broken>>> {
    let mut all = if with_built_in { load::built_in()? } else { Vec::new() };
    all.retain(|b| !sources.iter().any(|s| s.file.id.get_ref() == b.file.id.get_ref()));
    all.extend(sources);
    let settings = Settings { lexicons: all.clone(), actors: crate::actors::load::built_in()?, explain: true, ..Settings::default() };
    Ok(Engine::build(settings).map(|(engine, _)| (engine, all)))
}

fn check(files: &[PathBuf]) -> anyhow::Result<Status> {
    let sources = match read(files)? {
        Ok(sources) => sources,
        Err(broken) => {
            tell(&broken);
            return Ok(Status::Found);
        }
    };
    let all = sources.is_empty();
    match engine(sources, true)? {
        Err(broken) => {
            tell(&broken);
            let count: usize = broken.iter().map(|b| b.problems.len()).sum();
            println!("{count} errors");
            Ok(Status::Found)
        }
        Ok((engine, sources)) => {
            let problems = check::check(&engine.lexicons, |l| all || !engine.lexicons.lexicons[l as usize].built_in);
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            for (lexicon, problem) in &problems {
                println!("{}\n", problem.render(&sources[*lexicon as usize].text, colour));
            }
            let looked: Vec<_> = engine.lexicons.entries.iter().filter(|e| all || !engine.lexicons.lexicons[e.lexicon as usize].built_in).collect();
            let patterns: usize = looked.iter().map(|e| e.patterns.len()).sum();
            println!("{} entries, {patterns} patterns: {} problems", looked.len(), problems.len());
            Ok(if problems.is_empty() { Status::Done } else { Status::Found })
        }
    }
}

fn test(files: &[PathBuf]) -> anyhow::Result<Status> {
    let sources = match read(files)? {
        Ok(sources) => sources,
        Err(broken) => {
            tell(&broken);
            return Ok(Status::Found);
        }
    };
    let built_in = sources.is_empty();
    match engine(sources, built_in)? {
        Err(broken) => {
            tell(&broken);
            Ok(Status::Found)
        }
        Ok((engine, sources)) => {
            let outcome = selftest::run(&engine, |_| true);
            for failure in &outcome.failures {
                let source = &sources[failure.lexicon as usize];
                let problem = lexicon::Problem::error(&source.name, failure.span.clone(), "");
                let (line, column) = problem.place(&source.text);
                println!("{}:{line}:{column}: {}: {}\n    {}", source.name, failure.entry, failure.message, source.text.get(failure.span.clone()).unwrap_or(""));
            }
            println!("{} sentences, {} failed", outcome.ran, outcome.failures.len());
            Ok(if outcome.failures.is_empty() { Status::Done } else { Status::Found })
        }
    }
}
