//! `slantwise lexicon diff`, `balance`, `suggest`: what lexicons make of a user's articles.

use super::{Status, print};
use crate::actors::{self, ActorSource};
use crate::cli::args::{BalanceArgs, DiffArgs, SuggestArgs};
use crate::cli::score::Plan;
use crate::cli::setup::{Setup, broken_message, setup};
use crate::cli::terminal::{Screen, wrap};
use crate::cli::watch::{self, Watch};
use crate::engine::{Analysis, Engine, Scratch, Settings};
use crate::events::{self, Events};
use crate::facts::Facts;
use crate::lexicon::balance::{self, ArticleBalance, Balance};
use crate::lexicon::diff::{self, ArticleDiff, Change, Row};
use crate::lexicon::sides::{self, Pair, PairSpec, SideSpec};
use crate::lexicon::suggest::{self, Corpus, Limits, Tally};
use crate::lexicon::{Source, load};
use crate::output::folder::RunFolder;
use crate::read::Inputs;
use crate::record::Record;
use crate::score::counts::Counts;
use crate::score::rows::Wanted;
use crate::score::run::run;
use crate::tables::Format;
use crate::tables::read::RunTables;
use anyhow::{Context, bail};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use toml::Spanned;

/// Reads all articles and keeps what `view` gives, in the input's order.
fn view<V: Send>(
    setup: &Setup,
    inputs: &[String],
    view: &(dyn Fn(&Engine, &Record<'_>, &Scratch, &Analysis, &Counts) -> V + Sync),
    mut keep: impl FnMut(V) + Send,
) -> anyhow::Result<u64> {
    let mut inputs = Inputs::open(inputs, setup.read.clone())?;
    let none = Wanted { articles: false, ..Wanted::only("articles").unwrap_or(Wanted::all(false)) };
    let mut articles = 0;
    let each = |e: &Engine, r: &Record<'_>, s: &Scratch, a: &Analysis, c: &Counts| Some(view(e, r, s, a, c));
    run::<V, anyhow::Error>(&setup.engine, &mut inputs, none, Format::Csv, setup.threads, &each, |done| {
        articles += done.articles;
        done.views.into_iter().for_each(&mut keep);
        done.rejects.iter().for_each(watch::reject);
        Ok(())
    })?;
    if articles == 0 {
        bail!("there is no article to read in {}", setup_inputs(&inputs));
    }
    Ok(articles)
}

fn setup_inputs(inputs: &Inputs) -> String {
    inputs.files().iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A lexicon named by its file or by the id of a built-in one.
fn named(name: &str) -> anyhow::Result<Source> {
    let path = Path::new(name);
    if path.exists() {
        let text = crate::read::named::text(path)?;
        return load::parse(name, &text, false).map_err(|b| anyhow::anyhow!("a lexicon cannot be used\n{b}"));
    }
    let built_in = load::built_in()?;
    let ids: Vec<String> = built_in.iter().map(|s| s.id.clone()).collect();
    built_in.into_iter().find(|s| s.id == name).with_context(|| {
        format!("{name}: there is no such file, and no built-in lexicon of that id (one of your own is named by its file); there are {}", ids.join(", "))
    })
}

pub fn diff(args: &DiffArgs) -> anyhow::Result<Status> {
    if args.on.iter().any(|i| i == "-") {
        bail!("--on reads files and folders; standard input cannot be named here");
    }
    let (old, new) = (named(&args.old)?, named(&args.new)?);
    let mut setup = setup(&args.read.common())?;
    let others: Vec<Source> = if args.alone { Vec::new() } else { setup.sources.clone() };
    let ids = [old.id.clone(), new.id.clone()];
    let engine = |source: &Source| -> anyhow::Result<Engine> {
        let mut lexicons: Vec<Source> = others.iter().filter(|s| !ids.contains(&s.id)).cloned().collect();
        lexicons.push(source.clone());
        let settings = Settings { lexicons, ..Settings::without_lexicons()? };
        Engine::build(settings).map(|built| built.0).map_err(|b| anyhow::anyhow!("a lexicon cannot be used\n{}", broken_message(&b, false)))
    };
    setup.engine = engine(&old)?;
    let after = engine(&new)?;
    let mut articles: Vec<ArticleDiff> = Vec::new();
    view(
        &setup,
        &args.on,
        &|engine, record, scratch, analysis, counts| {
            diff::article(&record.id, &record.outlet, &record.title, &record.text, (engine, scratch, analysis, counts), &after)
        },
        |article| articles.push(article),
    )?;
    let (gained, lost, changed) = sorted(&articles);
    let touched = articles.iter().filter(|a| !a.changes.is_empty()).count();
    let mut out = format!(
        "{} → {}\n{} articles, {touched} of them changed: {} hits gained, {} lost, {} that say something else\n",
        old.name,
        new.name,
        articles.len(),
        gained.len(),
        lost.len(),
        changed.len()
    );
    let screen = Screen::detect();
    for (title, sign, list) in [("Gained", '+', &gained), ("Lost", '-', &lost), ("Changed", '~', &changed)] {
        if list.is_empty() {
            continue;
        }
        out += &screen.heading(title);
        for change in list.iter().take(args.most) {
            out += &show_change(sign, change, screen);
        }
        if list.len() > args.most {
            out += &format!("  … and {} more (--most)\n", list.len() - args.most);
        }
    }
    if touched > 0 {
        out += &screen.heading("Loaded words in own voice per 1,000 words, before and after");
        out += &scores(&diff::table(&articles, |a| &a.outlet), "outlet");
        let rows: Vec<Row> = diff::table(&articles, |a| &a.id).into_iter().filter(|r| r.before != r.after).collect();
        out += &scores(rows.get(..args.most.min(rows.len())).unwrap_or(&rows), "article");
    }
    print(&out)?;
    Ok(if touched > 0 { Status::Found } else { Status::Done })
}

type Changes<'a> = (Vec<&'a Change>, Vec<&'a Change>, Vec<&'a Change>);

fn sorted(articles: &[ArticleDiff]) -> Changes<'_> {
    let all = || articles.iter().flat_map(|a| &a.changes);
    (
        all().filter(|c| c.before.is_none()).collect(),
        all().filter(|c| c.after.is_none()).collect(),
        all().filter(|c| c.before.is_some() && c.after.is_some()).collect(),
    )
}

fn show_change(sign: char, change: &Change, screen: Screen) -> String {
    let mut out = String::new();
    let text = format!("{}: {}", change.line.article, change.line.show());
    for (at, line) in wrap(&text, screen.width.saturating_sub(4)).into_iter().enumerate() {
        out += &format!("{} {line}\n", if at == 0 { sign } else { ' ' });
    }
    let says = match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => String::new(),
    };
    for line in wrap(&says, screen.width.saturating_sub(6)) {
        out += &format!("      {line}\n");
    }
    out
}

fn scores(rows: &[Row], what: &str) -> String {
    let width = rows.iter().map(|r| r.name.chars().count()).chain([what.len()]).max().unwrap_or(0).min(40);
    let mut out = format!("  {what:<width$}  {:>8}  {:>8}  {:>8}  {:>10}  {:>10}  rank\n", "before", "after", "change", "weighted", "weighted");
    for row in rows {
        let name: String = if row.name.is_empty() { "(no outlet)".into() } else { row.name.chars().take(40).collect() };
        let (b, a) = (row.before, row.after);
        let rank = if row.rank_before == row.rank_after { row.rank_after.to_string() } else { format!("{} → {}", row.rank_before, row.rank_after) };
        out += &format!(
            "  {name:<width$}  {:>8.2}  {:>8.2}  {:>+8.2}  {:>10.2}  {:>10.2}  {rank}\n",
            b.rate(),
            a.rate(),
            a.rate() - b.rate(),
            b.weighted_rate(),
            a.weighted_rate()
        );
    }
    out
}

/// The built-in gazetteers and those of the configuration.
fn gazetteers(setup: &Setup, config: Option<&Path>) -> anyhow::Result<Vec<ActorSource>> {
    let mut all = actors::load::built_in()?;
    let base = config.and_then(Path::parent).unwrap_or(Path::new(""));
    for path in &setup.config.actors {
        let path = base.join(path);
        let text = crate::read::named::text(&path)?;
        all.push(actors::load::parse(&path.display().to_string(), &text, false)?);
    }
    Ok(all)
}

fn pairs(args: &BalanceArgs, gazetteers: &[ActorSource]) -> anyhow::Result<Vec<PairSpec>> {
    let mut specs = match (&args.sides, args.side.len()) {
        (Some(path), _) => {
            let text = crate::read::named::text(path)?;
            sides::parse(&path.display().to_string(), &text, gazetteers).map_err(|b| anyhow::anyhow!("the sides cannot be used\n{b}"))?
        }
        (None, 0) => sides::built_in(gazetteers)?,
        (None, 2) => {
            let mut side = Vec::new();
            for given in &args.side {
                let (name, ids) = crate::cli::setup::side(given)?;
                let known: Vec<&str> = gazetteers.iter().flat_map(|g| g.file.actor.iter().map(|a| a.get_ref().id.get_ref().as_str())).collect();
                for id in &ids {
                    if !known.contains(&id.as_str()) {
                        let near = crate::matcher::pattern::nearest(id, known.iter().copied());
                        bail!("--side {given}: there is no actor \"{id}\"{}", near.map_or(String::new(), |n| format!("; did you mean \"{n}\"?")));
                    }
                }
                side.push(SideSpec { name, actors: ids.into_iter().map(|i| Spanned::new(0..0, i)).collect(), words: Vec::new() });
            }
            let title = format!("{} and {}", side[0].name, side[1].name);
            vec![PairSpec { id: "given".into(), title, side }]
        }
        (None, n) => bail!("--side is given {n} times; a pair has two sides"),
    };
    let ids: Vec<String> = specs.iter().map(|s| s.id.clone()).collect();
    for id in &args.pair {
        if !ids.contains(id) {
            bail!("there is no pair \"{id}\"; there are {}", ids.join(", "));
        }
    }
    specs.retain(|s| args.pair.is_empty() || args.pair.contains(&s.id));
    Ok(specs)
}

pub fn balance(args: &BalanceArgs) -> anyhow::Result<Status> {
    let mut setup = setup(&args.read.common())?;
    let gazetteers = gazetteers(&setup, args.read.config.as_deref())?;
    let specs = pairs(args, &gazetteers)?;
    let settings = Settings { lexicons: setup.sources.clone(), actors: gazetteers.clone(), explain: true, ..Settings::default() };
    setup.engine = Engine::build(settings).map(|b| b.0).map_err(|b| anyhow::anyhow!("a lexicon cannot be used\n{}", broken_message(&b, false)))?;
    let pairs: Vec<Pair> = specs.iter().map(|s| Pair::new(s, &gazetteers, &setup.engine.vocabulary)).collect();
    let asked: Vec<Balance> = pairs.iter().map(|p| balance::ask(&setup.engine, p, |_| true)).collect();
    let mut articles: Vec<Vec<ArticleBalance>> = vec![Vec::new(); pairs.len()];
    if !args.inputs.is_empty() {
        view(
            &setup,
            &args.inputs,
            &|engine, record, _, analysis, counts| {
                let record = (&*record.outlet, &*record.title, &*record.text);
                pairs.iter().zip(&asked).map(|(pair, asked)| balance::article(engine, pair, asked, record, analysis, counts)).collect::<Vec<_>>()
            },
            |views| views.into_iter().zip(&mut articles).for_each(|(view, list)| list.push(view)),
        )?;
    }
    let screen = Screen::detect();
    let mut out = String::new();
    for ((pair, asked), articles) in pairs.iter().zip(&asked).zip(&articles) {
        out += &show_pair(pair, asked, articles, args.most, screen);
    }
    print(out.trim_start_matches('\n'))
}

fn show_pair(pair: &Pair, asked: &Balance, articles: &[ArticleBalance], most: usize, screen: Screen) -> String {
    let mut out = screen.heading(&format!("{} ({})", pair.title, pair.id));
    for side in 0..2 {
        let patterns: usize = asked.tied.iter().map(|t| t.patterns[side].len()).sum();
        let alone: Vec<_> = asked.tied.iter().filter(|t| t.one_sided() == Some(side)).collect();
        out += &format!("  {}: {patterns} patterns name this side; {} entries name it and not the other\n", pair.names[side], alone.len());
        for tied in alone.iter().take(most) {
            let rest = if tied.others { "" } else { " (nothing else in the entry)" };
            let text = format!("{}: {}{rest}", tied.entry, tied.patterns[side].join(", "));
            for (at, line) in wrap(&text, screen.width.saturating_sub(6)).into_iter().enumerate() {
                out += &format!("    {}{line}\n", if at == 0 { "" } else { "  " });
            }
        }
        if alone.len() > most {
            out += &format!("    … and {} more (--most)\n", alone.len() - most);
        }
    }
    out += &format!("  of {} test sentences with the sides swapped, {} are no longer marked\n", asked.sentences, asked.lost.len());
    for lost in asked.lost.iter().take(most) {
        let text = format!("{}: {}", lost.entry, lost.swapped);
        for (at, line) in wrap(&text, screen.width.saturating_sub(6)).into_iter().enumerate() {
            out += &format!("    {}{line}\n", if at == 0 { "" } else { "  " });
        }
    }
    if articles.is_empty() {
        return out;
    }
    let (outlets, entries) = balance::sum(articles);
    let width = outlets.keys().map(|o| o.chars().count()).chain([6]).max().unwrap_or(6).min(32);
    out += &format!("  {:<width$}  articles  with names    as is  swapped  change   one-sided: {}, {}\n", "outlet", pair.names[0], pair.names[1]);
    for (name, outlet) in &outlets {
        let name: String = if name.is_empty() { "(none)".into() } else { name.chars().take(32).collect() };
        let share = |side: usize| if outlet.weight == 0 { 0.0 } else { 100.0 * outlet.one_sided[side] as f64 / outlet.weight as f64 };
        let (b, a) = (outlet.before.rate(), outlet.after.rate());
        out += &format!(
            "  {name:<width$}  {:>8}  {:>10}  {b:>7.2}  {a:>7.2}  {:>+6.2}   {:.1} %, {:.1} % of the score\n",
            outlet.articles,
            outlet.touched,
            a - b,
            share(0),
            share(1)
        );
    }
    for (entry, (before, after)) in entries.iter().take(most) {
        out += &format!("    {entry}: {before} hits as is, {after} swapped\n");
    }
    out
}

/// Articles whose event another outlet tells too, by ordinal: of the user's events, or found as `compare` finds them.
fn shared(setup: &Setup, inputs: &[String], common: &crate::cli::args::Common) -> anyhow::Result<HashSet<String>> {
    let vanishing = tempfile::Builder::new().prefix("slantwise-").tempdir().context("a temporary folder cannot be made")?;
    let mut folder = RunFolder::begin(&vanishing.path().join("run"), false)?;
    let mut read = Inputs::open(inputs, setup.read.clone())?;
    let plan = Plan::new(setup, common, serde_json::Value::Null, &read, 0);
    crate::cli::score::into(setup, &mut read, common, &mut folder, &plan, &mut Watch::new(true))?;
    let path = folder.path().to_path_buf();
    let tables = RunTables::read(&[&path])?;
    let facts = Facts::read(&[&path], &tables)?;
    let found: Events = events::link(&tables, &facts, &events::Options { threads: setup.threads, ..events::Options::default() });
    let mut outlets: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (article, event) in tables.articles.iter().zip(&found.of_article) {
        outlets.entry(&event.event).or_default().insert(tables.symbols.text(article.outlet));
    }
    let told = |event: &str| outlets.get(event).is_some_and(|o| o.len() > 1);
    Ok(tables.articles.iter().zip(&found.of_article).filter(|(_, e)| told(&e.event)).map(|(a, _)| a.id.clone()).collect())
}

pub fn suggest(args: &SuggestArgs) -> anyhow::Result<Status> {
    if args.inputs.iter().any(|i| i == "-") {
        bail!("suggest reads its articles twice; standard input cannot be named here");
    }
    let common = args.read.common();
    let setup = setup(&common)?;
    let shared = shared(&setup, &args.inputs, &common)?;
    let limits = Limits { most: args.most, least: args.least.max(1), ..Limits::default() };
    let mut corpus = Corpus::default();
    view(
        &setup,
        &args.inputs,
        &|_, record, scratch, analysis, _| -> Tally { suggest::tally(&record.id, &record.outlet, shared.contains(&*record.id), scratch, analysis) },
        |tally| corpus.add(tally, &limits),
    )?;
    let candidates = corpus.candidates(&limits);
    eprintln!("slantwise: {} articles, {} of them on events that several outlets tell; {} candidates", corpus.size().0, shared.len(), candidates.len());
    print(&suggest::patch(&setup.engine, &corpus, &candidates, &args.inputs.join(", ")))
}
