//! From what was typed to what the run uses: configuration, lexicons, engine, read options.

use super::args::Common;
use crate::config::{Config, Options};
use crate::engine::{Engine, Settings};
use crate::lexicon::{Broken, Source, authority, load};
use crate::output::manifest::{self, Manifest, Part};
use crate::read::{Field, Inputs, Metadata, ReadOptions};
use crate::score::exclusions::Exclusions;
use crate::text::pipeline::Pipeline;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a run uses.
pub struct Setup {
    pub config: Config,
    pub engine: Engine,
    pub sources: Vec<Source>,
    pub read: ReadOptions,
    pub threads: usize,
    /// Word files and gazetteers, for the manifest.
    pub words: Vec<Part>,
    /// The configuration file that was read, named or found.
    pub config_path: Option<PathBuf>,
    /// Hashes of the other files that were named.
    files: serde_json::Value,
}

/// Bytes of an input from which on its first articles ask for everything at once.
const LONG_INPUT: u64 = 4 << 20;

/// Compiles the layout expressions on another thread while the rest is set up, for a long input: a short one may never ask for them.
pub fn warm_for(inputs: &[String]) {
    if inputs.iter().any(|input| std::fs::metadata(input).is_ok_and(|m| m.is_file() && m.len() > LONG_INPUT)) {
        std::thread::spawn(crate::engine::warm);
    }
}

/// A side as it is named on the command line: NAME=ACTOR,ACTOR.
pub fn side(given: &str) -> anyhow::Result<(String, Vec<String>)> {
    let (name, ids) = given.split_once('=').with_context(|| format!("--side {given}: write NAME=ACTOR,ACTOR"))?;
    let ids = ids.split(',').map(str::trim).filter(|i| !i.is_empty()).map(str::to_owned).collect();
    Ok((name.trim().to_owned(), ids))
}

impl Setup {
    /// Actors that are on a side, and on which: as the user says, or else the gazetteers.
    pub fn sides(&self) -> Vec<(String, String)> {
        if self.config.sides.is_empty() {
            return self.engine.actors.actors.iter().filter(|a| !a.side.is_empty()).map(|a| (a.id.clone(), a.side.clone())).collect();
        }
        self.config.sides.iter().flat_map(|(side, ids)| ids.iter().map(|id| (id.clone(), side.clone()))).collect()
    }

    /// Takes the sides of the command line in the place of those of the configuration, and looks at what they say.
    ///
    /// # Errors
    /// What is no side; an actor on two sides.
    pub fn take_sides(&mut self, given: &[String]) -> anyhow::Result<()> {
        if !given.is_empty() {
            self.config.sides = given.iter().map(|g| side(g)).collect::<anyhow::Result<_>>()?;
        }
        let mut of: BTreeMap<&str, &str> = BTreeMap::new();
        for (side, ids) in &self.config.sides {
            for id in ids {
                if let Some(other) = of.insert(id, side).filter(|other| other != side) {
                    bail!("the actor \"{id}\" is on two sides, \"{other}\" and \"{side}\"");
                }
            }
        }
        Ok(())
    }

    /// The manifest of a run.
    pub fn manifest(&self, command: &str, arguments: &impl serde::Serialize, inputs: Vec<Part>, counted: &Counted) -> anyhow::Result<Manifest> {
        let mut arguments = lasting(arguments)?;
        // A configuration that was found counts like one that was named.
        if let (Some(common), Some(path)) = (arguments.get_mut("common").and_then(|c| c.as_object_mut()), &self.config_path) {
            common.insert("config".into(), path.display().to_string().into());
        }
        let mut config = self.config.clone();
        config.threads = 0;
        Ok(Manifest {
            schema: manifest::SCHEMA,
            program: "slantwise".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            command: command.into(),
            arguments,
            config: serde_json::to_value(&config).context("configuration")?,
            seed: self.config.seed,
            lexicons: self.sources.iter().map(|s| Part { name: s.id.clone(), bytes: 0, sha256: s.sha256.clone() }).collect(),
            words: self.words.clone(),
            inputs,
            articles: counted.articles,
            rejects: counted.rejects.clone(),
        })
    }

    /// Whether no file beside lexicons, words and articles was named: the manifest then holds all that the run is made of.
    pub fn takes_no_other_files(&self) -> bool {
        self.files.as_object().is_none_or(serde_json::Map::is_empty)
    }

    /// What a run is, for its journal: two runs that agree in it write the same from the same input.
    pub fn run_of(&self, command: &str, arguments: &impl serde::Serialize) -> anyhow::Result<serde_json::Value> {
        let mut run = serde_json::to_value(self.manifest(command, arguments, Vec::new(), &Counted::default())?).context("the run")?;
        if let Some(run) = run.as_object_mut() {
            run.insert("chunk_bytes".into(), self.read.chunk_bytes.into());
            run.insert("files".into(), self.files.clone());
        }
        if let Some(common) = run.get_mut("arguments").and_then(|a| a.get_mut("common")).and_then(|c| c.as_object_mut()) {
            common.remove("strict");
        }
        Ok(run)
    }
}

/// Arguments without those that change nothing in what is written: where, how fast, how loudly.
fn lasting(arguments: &impl serde::Serialize) -> anyhow::Result<serde_json::Value> {
    let mut arguments = serde_json::to_value(arguments).context("arguments")?;
    if let Some(common) = arguments.get_mut("common").and_then(|c| c.as_object_mut()) {
        for key in ["out", "threads", "quiet", "open", "figures", "locked", "resume", "log_format", "chunk_bytes"] {
            common.remove(key);
        }
    }
    Ok(arguments)
}

/// The inputs of a run, once they are read.
pub fn input_parts(inputs: &Inputs) -> Vec<Part> {
    let hex = |bytes: &[u8; 32]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    inputs.files().iter().map(|f| Part { name: f.name.clone(), bytes: f.bytes, sha256: f.sha256.as_ref().map_or(String::new(), hex) }).collect()
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Articles analysed.
    pub articles: u64,
    /// Records that could not be read, by reason.
    pub rejects: BTreeMap<String, u64>,
}

impl Counted {
    /// All records that could not be read.
    pub fn rejected(&self) -> u64 {
        self.rejects.values().sum()
    }
}

/// Whether colours may be written to standard output.
pub fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// The configuration file laid over the defaults; paths in it are relative to it.
pub fn config(path: Option<&Path>) -> anyhow::Result<(Config, PathBuf)> {
    let Some(path) = path else { return Ok((Config::default(), PathBuf::new())) };
    let text = crate::read::named::text(path)?;
    let options = Options::parse(&path.display().to_string(), &text)?;
    Ok((Config::default().with(options), path.parent().unwrap_or(Path::new("")).to_path_buf()))
}

/// The configuration file to read: the one named, or slantwise.toml where the command was typed.
pub fn config_path(named: Option<&Path>) -> Option<PathBuf> {
    named.map(Path::to_path_buf).or_else(|| Some(PathBuf::from("slantwise.toml")).filter(|p| p.is_file()))
}

/// Reads and parses lexicon files.
pub fn lexicons(paths: &[PathBuf]) -> anyhow::Result<Result<Vec<Source>, Vec<Broken>>> {
    let (mut sources, mut broken) = (Vec::new(), Vec::new());
    for path in paths {
        let text = crate::read::named::text(path)?;
        match load::parse(&path.display().to_string(), &text, false) {
            Ok(source) => sources.push(source),
            Err(error) => broken.push(error),
        }
    }
    Ok(if broken.is_empty() { Ok(sources) } else { Err(broken) })
}

/// All problems of all files, as one message.
pub fn broken_message(broken: &[Broken], colour: bool) -> String {
    let parts: Vec<String> = broken.iter().flat_map(|b| b.problems.iter().map(move |p| p.render(&b.text, colour))).collect();
    parts.join("\n\n")
}

/// The lexicon files of a configuration and those named on the command line; a file that both name is used once.
pub fn lexicon_paths(config: &Config, base: &Path, named: &[PathBuf]) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = config.lexicons.iter().map(|l| base.join(l)).collect();
    let same = |a: &Path, b: &Path| a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    for path in named {
        if !paths.iter().any(|p| same(p, path)) {
            paths.push(path.clone());
        }
    }
    paths
}

/// Tells which built-in lexicons are out of use because a file has their id: seldom what the file's author meant.
pub fn tell_replaced(files: &[Source]) -> anyhow::Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let built_in = load::built_in()?;
    for file in files.iter().filter(|f| built_in.iter().any(|b| b.id == f.id)) {
        eprintln!("slantwise: {} takes the place of the built-in lexicon \"{}\", whose id it has", file.name, file.id);
    }
    Ok(())
}

/// Built-in lexicons and `files`, which take the place of built-in ones of the same id.
pub fn with_built_in(files: Vec<Source>) -> anyhow::Result<Vec<Source>> {
    let mut all = load::built_in()?;
    all.retain(|b| !files.iter().any(|s| s.id == b.id));
    all.extend(files);
    Ok(all)
}

/// Everything a run needs.
pub fn setup(common: &Common) -> anyhow::Result<Setup> {
    let config_path = config_path(common.config.as_deref());
    if common.config.is_none() && config_path.is_some() && !common.quiet {
        eprintln!("slantwise: using slantwise.toml of this folder");
    }
    let (mut config, base) = config(config_path.as_deref())?;
    let paths = lexicon_paths(&config, &base, &common.lexicon);
    if !common.only_lexicons.is_empty() {
        config.only_lexicons = common.only_lexicons.clone();
    }
    if let Some(seed) = common.seed {
        config.seed = seed;
    }
    let files = match lexicons(&paths)? {
        Ok(files) => files,
        Err(broken) => bail!("a lexicon cannot be used\n{}", broken_message(&broken, false)),
    };
    if !common.quiet {
        tell_replaced(&files)?;
    }
    let mut sources = with_built_in(files)?;
    if !config.only_lexicons.is_empty() {
        let known: Vec<&str> = sources.iter().map(|s| s.id.as_str()).collect();
        for id in &config.only_lexicons {
            if !known.contains(&id.as_str()) {
                bail!("there is no lexicon \"{id}\"; there are {}", known.join(", "));
            }
        }
        sources.retain(|s| config.only_lexicons.contains(&s.id));
    }
    let mut settings = Settings { lexicons: sources.clone(), explain: common.explain || common.exclusions.is_some(), ..Settings::without_lexicons()? };
    for (name, path) in &config.words {
        let path = base.join(path);
        let text = crate::read::named::text(&path)?;
        let w = &mut settings.words;
        let slot = match name.as_str() {
            "classes" => &mut w.classes,
            "categories" => &mut w.categories,
            "inflection" => &mut w.inflection,
            "sentences" => &mut w.sentences,
            "negation" => &mut w.negation,
            "masks" => &mut w.masks,
            "layout" => &mut w.layout,
            "speech" => &mut w.speech,
            "agency" => &mut w.agency,
            "actor-words" => &mut w.actor_words,
            other => bail!(
                "words.{other}: there is no word file of that name; there are classes, categories, inflection, sentences, negation, masks, layout, speech, agency, actor-words"
            ),
        };
        *slot = text.into();
    }
    for path in &config.actors {
        let path = base.join(path);
        let text = crate::read::named::text(&path)?;
        settings
            .actors
            .push(crate::actors::load::parse(&path.display().to_string(), &text, false).map_err(|b| anyhow::anyhow!("a gazetteer cannot be used\n{b}"))?);
    }
    if !config.tokenizer.is_empty() {
        settings.pipeline = Some(Arc::new(Pipeline::from_file(&base.join(&config.tokenizer))?));
    }
    if !common.authority.is_empty() {
        config.authority = common.authority.clone();
    }
    let packs = if config.authority.is_empty() { Vec::new() } else { authority::built_in()? };
    for id in &config.authority {
        match packs.iter().find(|p| &p.id == id) {
            Some(pack) => settings.packs.push(pack.clone()),
            None => bail!("there is no authority \"{id}\"; there are {}", packs.iter().map(|p| p.id.as_str()).collect::<Vec<_>>().join(", ")),
        }
    }
    settings.exclusions = common.exclusions.as_deref().map(Exclusions::read).transpose()?;
    for rule in &common.without_rule {
        settings.rules = settings.rules.without(rule).with_context(|| {
            let names: Vec<&str> = crate::rules::RULES.iter().map(|r| r.name).chain(crate::rules::STAGES.iter().copied()).collect();
            format!("there is no rule \"{rule}\"; the rules are {}", names.join(", "))
        })?;
    }
    let words = word_parts(&settings);
    let engine = match Engine::build(settings) {
        Ok((engine, _)) => engine,
        Err(broken) => bail!("a lexicon cannot be used\n{}", broken_message(&broken, false)),
    };
    let mut map: Vec<(Field, String)> = Vec::new();
    for (field, name) in &config.map {
        map.push((field.parse().map_err(|e| anyhow::anyhow!("map.{field} in the configuration: {e}"))?, name.clone()));
    }
    for pair in &common.map {
        let (field, name) = pair.split_once('=').with_context(|| format!("--map {pair}: write FIELD=NAME, as in --map text=body"))?;
        map.push((field.parse().map_err(|e| anyhow::anyhow!("--map {pair}: {e}"))?, name.to_owned()));
    }
    let meta = common.meta.as_deref().map(Metadata::read).transpose()?.map(std::sync::Arc::new);
    let defaults = ReadOptions::default();
    let read = ReadOptions {
        map,
        meta,
        outlet: common.outlet.clone(),
        date: common.date.clone(),
        hash: common.out.is_some(),
        keep: common.keep.clone(),
        shard: common.shard.as_deref().map(|s| s.parse().map_err(|e| anyhow::anyhow!("--shard {s}: {e}"))).transpose()?,
        // What can go on where it was stopped must be cut the same way again.
        eager: common.out.is_none(),
        steady: common.out.is_some(),
        chunk_bytes: common.chunk_bytes.unwrap_or(defaults.chunk_bytes).clamp(1, 1 << 30),
        ..defaults
    };
    let mut files = serde_json::Map::new();
    for (name, path) in [("meta", &common.meta), ("exclusions", &common.exclusions)] {
        if let Some(path) = path {
            let bytes = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
            files.insert(name.into(), load::sha256_hex(&bytes).into());
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = match (common.threads, config.threads) {
        (Some(n), _) if n > 0 => n,
        (_, n) if n > 0 => n,
        _ => cores,
    };
    let setup = Setup { config, engine, sources, read, threads, words, config_path, files: files.into() };
    if common.locked {
        super::lock::hold(&setup)?;
    }
    Ok(setup)
}

/// Hashes of the word files and gazetteers.
fn word_parts(settings: &Settings) -> Vec<Part> {
    let hash = |name: &str, text: &str| Part { name: name.into(), bytes: 0, sha256: load::sha256_hex(text.as_bytes()) };
    let w = &settings.words;
    let mut parts = vec![
        hash("classes", &w.classes),
        hash("categories", &w.categories),
        hash("inflection", &w.inflection),
        hash("sentences", &w.sentences),
        hash("negation", &w.negation),
        hash("masks", &w.masks),
        hash("layout", &w.layout),
        hash("speech", &w.speech),
        hash("agency", &w.agency),
        hash("actor-words", &w.actor_words),
    ];
    parts.extend(settings.actors.iter().map(|a| Part { name: format!("actors/{}", a.name), bytes: 0, sha256: a.sha256.clone() }));
    parts
}
