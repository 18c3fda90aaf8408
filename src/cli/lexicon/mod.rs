//! `slantwise lexicon`: what authors of lexicons need.

mod convert;
mod explain;
mod study;

use super::Status;
use super::args::{LexiconArgs, LexiconCommand};
use super::setup;
use super::terminal::{Screen, plural, wrap};
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
        LexiconCommand::Diff(args) => study::diff(&args),
        LexiconCommand::Balance(args) => study::balance(&args),
        LexiconCommand::Suggest(args) => study::suggest(&args),
        LexiconCommand::Import { file, id } => convert::import(&file, id),
        LexiconCommand::List { ids, lexicon } => list(&ids, &lexicon),
        LexiconCommand::Show { id, lexicon } => show(&id, &lexicon),
        LexiconCommand::Explain { words, lexicon } => explain::run(&words.join(" "), &lexicon),
        LexiconCommand::Export { ids, lexicon, format, loose } => convert::export(&ids, &lexicon, format, loose),
        LexiconCommand::Catalogue { ids, lexicon } => convert::catalogue(&ids, &lexicon),
    }
}

fn read(files: &[PathBuf]) -> anyhow::Result<Result<Vec<Source>, Vec<lexicon::Broken>>> {
    let (mut sources, mut broken) = (Vec::new(), Vec::new());
    for path in files {
        let text = crate::read::named::text(path)?;
        match load::parse(&path.display().to_string(), &text, false) {
            Ok(source) => sources.push(source),
            Err(error) => broken.push(error),
        }
    }
    Ok(if broken.is_empty() { Ok(sources) } else { Err(broken) })
}

/// The problems of files that cannot be used, each with an empty line behind it.
fn told(broken: &[lexicon::Broken]) -> String {
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let problems = broken.iter().flat_map(|file| file.problems.iter().map(move |p| p.render(&file.text, colour) + "\n\n"));
    problems.collect()
}

/// The engine of the built-in lexicons and `sources`, which take the place of built-in ones of the same id.
fn engine(sources: Vec<Source>, with_built_in: bool) -> anyhow::Result<Result<(Engine, Vec<Source>), Vec<lexicon::Broken>>> {
    let all = if with_built_in { setup::with_built_in(sources)? } else { sources };
    let settings = Settings { lexicons: all.clone(), explain: true, ..Settings::without_lexicons()? };
    Ok(Engine::build(settings).map(|(engine, _)| (engine, all)))
}

fn check(files: &[PathBuf]) -> anyhow::Result<Status> {
    let sources = match read(files)? {
        Ok(sources) => sources,
        Err(broken) => {
            print(&told(&broken))?;
            return Ok(Status::Found);
        }
    };
    setup::tell_replaced(&sources)?;
    let all = sources.is_empty();
    match engine(sources, true)? {
        Err(broken) => {
            let count: usize = broken.iter().map(|b| b.problems.len()).sum();
            print(&format!("{}{}\n", told(&broken), plural(count, "error")))?;
            Ok(Status::Found)
        }
        Ok((engine, sources)) => {
            let problems = check::check(&engine, |l| all || !engine.lexicons.lexicons[l as usize].built_in);
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let mut out = String::new();
            for (lexicon, problem) in &problems {
                out += &(problem.render(&sources[*lexicon as usize].text, colour) + "\n\n");
            }
            let looked: Vec<_> = engine.lexicons.entries.iter().filter(|e| all || !engine.lexicons.lexicons[e.lexicon as usize].built_in).collect();
            let patterns: usize = looked.iter().map(|e| e.patterns.len()).sum();
            let entries = if looked.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", looked.len()) };
            print(&format!("{out}{entries}, {}: {}\n", plural(patterns, "pattern"), plural(problems.len(), "problem")))?;
            Ok(if problems.is_empty() { Status::Done } else { Status::Found })
        }
    }
}

fn test(files: &[PathBuf]) -> anyhow::Result<Status> {
    let sources = match read(files)? {
        Ok(sources) => sources,
        Err(broken) => {
            print(&told(&broken))?;
            return Ok(Status::Found);
        }
    };
    let built_in = sources.is_empty();
    match engine(sources, built_in)? {
        Err(broken) => {
            print(&told(&broken))?;
            Ok(Status::Found)
        }
        Ok((engine, sources)) => {
            let outcome = selftest::run(&engine, |_| true);
            let mut out = String::new();
            for failure in &outcome.failures {
                let source = &sources[failure.lexicon as usize];
                let problem = lexicon::Problem::error(&source.name, failure.span.clone(), "");
                let (line, column) = problem.place(&source.text);
                out += &format!(
                    "{}:{line}:{column}: {}: {}\n    {}\n",
                    source.name,
                    failure.entry,
                    failure.message,
                    source.text.get(failure.span.clone()).unwrap_or("")
                );
            }
            print(&format!("{out}{}, {} failed\n", plural(outcome.ran, "sentence"), outcome.failures.len()))?;
            Ok(if outcome.failures.is_empty() { Status::Done } else { Status::Found })
        }
    }
}

/// Writes to standard output; a reader that has read enough is no error.
fn print(text: &str) -> anyhow::Result<Status> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("standard output"),
        _ => Ok(Status::Done),
    }
}

/// The engine of the built-in lexicons, those of a slantwise.toml where the command was typed, and `files`.
fn built(files: &[PathBuf]) -> anyhow::Result<(Engine, Vec<Source>)> {
    let path = setup::config_path(None);
    if path.is_some() {
        eprintln!("slantwise: using slantwise.toml of this folder");
    }
    let (config, base) = setup::config(path.as_deref())?;
    let files = setup::lexicon_paths(&config, &base, files);
    let sources = match read(&files)? {
        Ok(sources) => sources,
        Err(broken) => anyhow::bail!("a lexicon cannot be used\n{}", setup::broken_message(&broken, false)),
    };
    match engine(sources, true)? {
        Ok(built) => Ok(built),
        Err(broken) => anyhow::bail!("a lexicon cannot be used\n{}", setup::broken_message(&broken, false)),
    }
}

/// Refuses ids of lexicons that are not there.
fn known(engine: &Engine, ids: &[String]) -> anyhow::Result<()> {
    for id in ids {
        if !engine.lexicons.lexicons.iter().any(|l| &l.id == id) {
            anyhow::bail!("there is no lexicon \"{id}\"; there are {}", engine.lexicons.lexicons.iter().map(|l| l.id.as_str()).collect::<Vec<_>>().join(", "));
        }
    }
    Ok(())
}

fn list(ids: &[String], files: &[PathBuf]) -> anyhow::Result<Status> {
    let (engine, sources) = built(files)?;
    known(&engine, ids)?;
    let mut out = String::new();
    for (number, lexicon) in engine.lexicons.lexicons.iter().enumerate() {
        if !ids.is_empty() && !ids.contains(&lexicon.id) {
            continue;
        }
        let entries: Vec<_> = engine.lexicons.entries.iter().filter(|e| e.lexicon as usize == number).collect();
        let patterns: usize = sources[number].file.family.iter().map(|f| f.get_ref().patterns.len()).sum();
        out += &format!("{:<16} {:>4} entries {:>6} patterns   {}\n", lexicon.id, entries.len(), patterns, lexicon.title);
        if !ids.is_empty() {
            for entry in entries {
                let words: Vec<&str> =
                    engine.lexicons.patterns[entry.patterns.start as usize..entry.patterns.end as usize].iter().map(|p| &*p.written).collect();
                let mut words: Vec<&str> = words;
                words.dedup();
                let mut line = words.join(", ");
                if line.chars().count() > 70 {
                    line = line.chars().take(69).collect::<String>() + "…";
                }
                out += &format!("  {:<44} {:<14} {:<7} {line}\n", entry.id, engine.category(entry.meta.category).id, entry.meta.strength.name());
            }
        }
    }
    print(&out)
}

/// The words of a class: what "@harm_participle" in a pattern or condition stands for.
fn class(engine: &Engine, name: &str) -> anyhow::Result<Status> {
    let short = |full: &str| full.rsplit('/').next().unwrap_or("").to_owned();
    let names = engine.classes.names();
    let found: Vec<&String> = names.iter().filter(|n| *n == name || short(n) == name).collect();
    if found.is_empty() {
        let known: Vec<String> = names.iter().map(|n| short(n)).collect();
        let near = crate::matcher::pattern::nearest(name, known.iter().map(String::as_str));
        let meant = near.map_or(format!("; there are {}", known.join(", ")), |n| format!("; did you mean \"@{n}\"?"));
        anyhow::bail!("there is no word class \"@{name}\"{meant}");
    }
    let screen = Screen::detect();
    let mut out = String::new();
    for full in found {
        let set = engine.classes.named(full).unwrap_or_default();
        let mut words: Vec<&str> = engine.classes.members(set).map(|w| engine.vocabulary.word(w)).collect();
        words.sort_unstable();
        let of = full.split_once('/').map_or(String::new(), |(lexicon, _)| format!(" of {lexicon}"));
        out += &screen.heading(&format!("@{}{of}: {}", short(full), plural(words.len(), "word")));
        for line in wrap(&words.join(", "), screen.width) {
            out += &line;
            out.push('\n');
        }
    }
    print(out.trim_start_matches('\n'))
}

fn show(id: &str, files: &[PathBuf]) -> anyhow::Result<Status> {
    let (engine, sources) = built(files)?;
    if let Some(name) = id.strip_prefix('@') {
        return class(&engine, name);
    }
    if let Some(number) = engine.lexicons.lexicons.iter().position(|l| l.id == id) {
        return print(&sources[number].text);
    }
    match engine.lexicons.entries.iter().find(|e| e.id == id) {
        Some(entry) => print(&(sources[entry.lexicon as usize].text[entry.span.clone()].trim().to_owned() + "\n")),
        None => {
            let near = crate::matcher::pattern::nearest(id, engine.lexicons.entries.iter().map(|e| e.id.as_str()));
            anyhow::bail!("there is no lexicon or entry \"{id}\"{}", near.map_or(String::new(), |n| format!("; did you mean \"{n}\"?")))
        }
    }
}
