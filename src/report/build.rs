//! From the tables of a run folder to the capped model of the page.

use super::align::align;
use super::grid::{Grid, Row, Tables};
use super::model::{Article, Data, Entry, EntryUse, Event, HitMark, Model, Outlet, Place, PlainTable, ReportOptions, Spoken, TrendRow};
use super::names::{OutletNames, categories, words};
use super::segments::paragraphs;
use super::texts::{ArticleText, Texts};
use crate::lexicon::guidance;
use crate::stats;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Columns side by side in one event.
const MAX_COLUMNS: usize = 24;
/// Rows read of a table whose size follows the collection.
const MAX_ROWS: usize = 200_000;
/// Related articles that an event names.
const MAX_RELATED: usize = 12;

/// The tables of a run, the articles counted, nothing picked yet.
pub struct Run {
    pub names: OutletNames,
    pub outlets: Vec<Outlet>,
    pub trend: Vec<TrendRow>,
    pub articles: Vec<Article>,
    /// Their ids in the tables: a blind page calls them otherwise.
    pub ids: Vec<String>,
    pub events: Vec<Event>,
    pub categories: Vec<String>,
    pub dates: (String, String),
    /// What actors.csv calls each actor.
    pub known: Arc<FxHashMap<String, String>>,
}

/// Reads articles.csv and events.csv.
///
/// # Errors
/// When articles.csv is missing or a table cannot be read.
pub fn read(folder: &Path, options: &ReportOptions) -> anyhow::Result<Run> {
    let tables = Tables::whole(folder);
    let Some(grid) = Grid::read(tables, "articles", usize::MAX, None)? else { anyhow::bail!("{}: there is no articles.csv to report on", folder.display()) };
    let names = OutletNames::new(grid.iter().map(|r| r.text("outlet").to_owned()).collect(), options.blind);
    let linked = events_of(tables)?;
    let mut outlets: Vec<Outlet> = (0..names.real.len()).map(|i| Outlet { name: names.shown(i), ..Outlet::default() }).collect();
    let mut counts: Vec<Vec<stats::Count>> = vec![Vec::new(); outlets.len()];
    let mut months: IndexMap<(usize, String), TrendRow> = IndexMap::new();
    let mut events: IndexMap<String, Event> = IndexMap::new();
    let mut articles = Vec::with_capacity(grid.len());
    let mut dates = (String::new(), String::new());
    for (number, row) in grid.iter().enumerate() {
        let at = names.at(row.text("outlet")).unwrap_or(0);
        let outlet = &mut outlets[at];
        outlet.articles += 1;
        outlet.words += row.count("words");
        outlet.words_own += row.count("words_own");
        outlet.loaded += row.count("loaded_own");
        counts[at].push(stats::Count::new(row.count("loaded_own"), row.count("words")));
        outlet.attributed += row.count("loaded_attributed");
        outlet.quoted += row.count("loaded_quoted");
        let date = row.text("date");
        if !date.is_empty() {
            if dates.0.is_empty() || date < dates.0.as_str() {
                dates.0 = date.into();
            }
            if date > dates.1.as_str() {
                dates.1 = date.into();
            }
        }
        if let Some(month) = date.get(..7).filter(|m| m.as_bytes().get(4) == Some(&b'-')) {
            let trend = months.entry((at, month.to_owned())).or_insert_with(|| TrendRow { outlet: at, month: month.into(), ..TrendRow::default() });
            trend.articles += 1;
            trend.words += row.count("words");
            trend.loaded += row.count("loaded_own");
        }
        let (event_id, source) = linked.of(number, &row);
        let event = events.entry(event_id.clone()).or_insert_with(|| Event { id: event_id.clone(), source, loose: event_id.is_empty(), ..Event::default() });
        event.total += 1;
        articles.push(article(&row, at, options));
    }
    for (outlet, counts) in outlets.iter_mut().zip(&counts) {
        // Hits clump in articles: where these differ more than chance has it, the interval is wider.
        outlet.spread = stats::overdispersion::quasi_poisson(counts).map_or(1.0, |f| f.dispersion.max(1.0));
        outlet.rate = stats::Count::new(outlet.loaded, outlet.words).rate();
        outlet.rate_own = stats::Count::new(outlet.loaded, outlet.words_own).rate();
        (outlet.lo, outlet.hi) = interval(outlet.loaded, outlet.words, outlet.spread);
    }
    let mut trend: Vec<TrendRow> = months.into_values().collect();
    for t in &mut trend {
        t.rate = stats::Count::new(t.loaded, t.words).rate();
        (t.lo, t.hi) = interval(t.loaded, t.words, 1.0);
    }
    trend.sort_by(|a, b| (a.outlet, &a.month).cmp(&(b.outlet, &b.month)));
    let events = arrange(events, &grid, &linked, &mut articles, &options.titles);
    let columns = grid.names.iter().filter_map(|n| n.strip_prefix("n_")).map(str::to_owned).collect();
    let ids = grid.iter().map(|r| r.text("article_id").to_owned()).collect();
    let mut known: FxHashMap<String, String> = FxHashMap::default();
    // actors.csv says what each is called; a run of an earlier version has none.
    if let Some(grid) = Grid::read(tables, "actors", usize::MAX, None)? {
        for row in grid.iter() {
            let (id, name) = (row.text("id"), row.text("name"));
            // A name that is the id is none.
            if !name.is_empty() && name != id {
                known.entry(id.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
    }
    Ok(Run { names, outlets, trend, articles, ids, events, categories: columns, dates, known: Arc::new(known) })
}

/// Which event each article tells, as events.csv or else articles.csv has it.
struct Linked {
    same: FxHashMap<String, (String, String)>,
    related: Vec<(String, String)>,
    /// The article of each event that has one.
    alone: FxHashMap<String, String>,
}

impl Linked {
    fn of(&self, _: usize, row: &Row<'_>) -> (String, String) {
        match self.same.get(row.text("article_id")) {
            Some(found) => found.clone(),
            None => (row.text("event_id").to_owned(), if row.text("event_id").is_empty() { String::new() } else { "user".into() }),
        }
    }
}

fn events_of(tables: Tables<'_>) -> anyhow::Result<Linked> {
    let mut linked = Linked { same: FxHashMap::default(), related: Vec::new(), alone: FxHashMap::default() };
    if let Some(grid) = Grid::read(tables, "events", usize::MAX, None)? {
        let mut size: FxHashMap<String, usize> = FxHashMap::default();
        for row in grid.iter().filter(|r| r.text("relation") != "related") {
            *size.entry(row.text("event_id").to_owned()).or_default() += 1;
        }
        for row in grid.iter() {
            let (id, event) = (row.text("article_id").to_owned(), row.text("event_id").to_owned());
            if row.text("relation") == "related" {
                linked.related.push((id, event));
            } else {
                // An event of one article is shown among the articles that stand alone, unless the user made it.
                let alone = size.get(&event) == Some(&1) && row.text("event_source") != "user";
                if alone {
                    linked.alone.insert(event.clone(), id.clone());
                }
                linked.same.insert(id, if alone { (String::new(), String::new()) } else { (event, row.text("event_source").to_owned()) });
            }
        }
    }
    Ok(linked)
}

/// Names a related article, or counts it where many are named already.
fn relate(event: &mut Event, title: String) {
    if event.related.len() < MAX_RELATED {
        event.related.push(title);
    } else {
        event.related_more += 1;
    }
}

/// Busiest events first, the articles without one last; each article gets its event's number.
fn arrange(events: IndexMap<String, Event>, grid: &Grid, linked: &Linked, articles: &mut [Article], named: &BTreeMap<String, String>) -> Vec<Event> {
    let mut sorted: Vec<Event> = events.into_values().collect();
    sorted.sort_by(|a, b| (a.loose, std::cmp::Reverse(a.total), &a.id).cmp(&(b.loose, std::cmp::Reverse(b.total), &b.id)));
    let number: FxHashMap<String, usize> = sorted.iter().enumerate().map(|(i, e)| (e.id.clone(), i)).collect();
    let mut titles: FxHashMap<&str, &str> = FxHashMap::default();
    for (i, row) in grid.iter().enumerate() {
        titles.entry(row.text("article_id")).or_insert(row.text("title"));
        let at = number.get(&linked.of(i, &row).0).copied().unwrap_or(0);
        articles[i].event = at;
        sorted[at].articles.push(i);
    }
    let title = |id: &str| titles.get(id).copied().filter(|t| !t.is_empty()).map_or_else(|| id.to_owned(), str::to_owned);
    for (article, event) in &linked.related {
        if let Some(event) = number.get(event).and_then(|at| sorted.get_mut(*at)).filter(|e| !e.loose) {
            relate(event, title(article));
        } else if let (Some(other), Some(loose)) = (linked.alone.get(event), sorted.last_mut().filter(|e| e.loose)) {
            // Both stand alone: named once, as a pair.
            if other < article {
                relate(loose, format!("{}” and “{}", title(other), title(article)));
            }
        }
    }
    for event in &mut sorted {
        // By outlet, so that columns stand in the same order in every event.
        event.articles.sort_by(|a, b| (articles[*a].outlet, &articles[*a].date, a).cmp(&(articles[*b].outlet, &articles[*b].date, b)));
        let mut days: Vec<&str> = event.articles.iter().map(|a| articles[*a].date.as_str()).filter(|d| !d.is_empty()).collect();
        days.sort_unstable();
        event.dates = match (days.first(), days.last()) {
            (Some(a), Some(b)) if a == b => (*a).to_owned(),
            (Some(a), Some(b)) => format!("{a} – {b}"),
            _ => String::new(),
        };
        event.title = if event.loose {
            "Articles that stand alone".into()
        } else if let Some(title) = named.get(&event.id).filter(|t| !t.trim().is_empty() && event.source == "user") {
            title.trim().to_owned()
        } else if event.source == "auto" || event.id.bytes().any(|b| b.is_ascii_digit()) {
            // A number says nothing; the earliest headline does.
            let first = event.articles.iter().filter(|a| !articles[**a].title.is_empty()).min_by_key(|a| (&articles[**a].date, **a));
            first.map_or_else(|| words(&event.id), |a| format!("“{}”", articles[*a].title))
        } else {
            words(&event.id)
        };
    }
    sorted
}

fn interval(hits: u64, words: u64, spread: f64) -> (Option<f64>, Option<f64>) {
    stats::garwood_spread(stats::Count::new(hits, words), spread, 0.05).map_or((None, None), |i| (Some(i.lo), Some(i.hi)))
}

fn article(row: &Row<'_>, outlet: usize, options: &ReportOptions) -> Article {
    let text = |name: &str| row.text(name).to_owned();
    let sha = text("input_sha256");
    Article {
        id: if options.blind { format!("sha256:{}", sha.get(..16).unwrap_or(&sha)) } else { text("article_id") },
        sha,
        outlet,
        date: text("date"),
        title: text("title"),
        language: text("language"),
        words: row.count("words"),
        words_own: row.count("words_own"),
        loaded: row.count("loaded_own"),
        attributed: row.count("loaded_attributed"),
        quoted: row.count("loaded_quoted"),
        sources: row.count("sources"),
        rate: row.number("loaded_own_per_1000"),
        lo: row.number("lo95"),
        hi: row.number("hi95"),
        headline_loaded: row.count("headline_loaded"),
        headline_gap: row.number("headline_gap"),
        // Where outlets are hidden an agency's name or another article's id could tell who it is.
        wire: if options.blind { String::new() } else { text("wire_source") },
        copy_of: if options.blind { String::new() } else { text("duplicate_of") },
        // The id in the tables, until the picked articles are numbered.
        ..Article::default()
    }
}

/// The model of one page: the events in `picked`, their articles as far as `cap` goes.
///
/// # Errors
/// A table or the store of texts that cannot be read.
pub fn model(tables: Tables<'_>, run: &Run, texts: Option<&Texts>, options: &ReportOptions, picked: &[usize], cap: usize) -> anyhow::Result<Model> {
    let mut model = Model {
        total_articles: run.articles.len() as u64,
        total_events: run.events.iter().filter(|e| !e.loose).count(),
        first_date: run.dates.0.clone(),
        last_date: run.dates.1.clone(),
        caps: options.left_out.clone(),
        ..Model::default()
    };
    let mut data = Data {
        schema: 1,
        program: format!("slantwise {}", env!("CARGO_PKG_VERSION")),
        title: options.title.clone(),
        single: options.single,
        blind: options.blind,
        no_text: options.no_text,
        outlets: run.outlets.clone(),
        known: run.known.clone(),
        ..Data::default()
    };
    let ids = pick(run, picked, cap, &mut data, &mut model);
    let index: FxHashMap<&str, usize> = ids.iter().enumerate().rev().map(|(i, id)| (id.as_str(), i)).collect();
    data.categories = categories(&run.categories);
    describe(tables, &mut data, &mut model)?;
    model.copies = run.articles.iter().filter(|a| !a.copy_of.is_empty()).count() as u64;
    read_hits(tables, &index, options, &mut data, &mut model)?;
    model.spoken = spoken(&data);
    read_places(tables, &index, &mut data, &mut model.caps)?;
    let shown: Vec<Option<ArticleText>> = match texts {
        Some(texts) if !options.no_text => ids.iter().map(|id| texts.get(id)).collect::<anyhow::Result<_>>()?,
        _ => vec![None; ids.len()],
    };
    bodies(&shown, &mut data, &mut model);
    model.trend = run.trend.clone();
    super::tables::fill(tables, run, &ids, &mut data, &mut model, options)?;
    data.names = super::tables::names(&data);
    // An outlet with one month has no course; where none has two there is nothing over time.
    if !model.trend.windows(2).any(|two| two[0].outlet == two[1].outlet) {
        model.trend.clear();
    }
    model.data = data;
    Ok(model)
}

/// The loaded words of each article, by voice; whose they are where the text says so.
fn spoken(data: &Data) -> Vec<Spoken> {
    let mut words: Vec<[IndexMap<(String, String), u64>; 3]> = (0..data.articles.len()).map(|_| Default::default()).collect();
    for hit in data.hits.iter().filter(|h| data.categories.get(h.c).is_some_and(|c| c.scored)) {
        let lists = &mut words[hit.d];
        let folded = hit.t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        *lists[usize::from(hit.v).min(2)].entry((folded, if hit.v == 0 { String::new() } else { hit.w.clone() })).or_default() += 1;
    }
    let text = |list: &IndexMap<(String, String), u64>| {
        let parts = list.iter().map(|((words, who), n)| {
            let times = if *n > 1 { format!(" ×{n}") } else { String::new() };
            if who.is_empty() { format!("{words}{times}") } else { format!("{words}{times} ({who})") }
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    words.iter().map(|[own, reported, quoted]| Spoken { own: text(own), reported: text(reported), quoted: text(quoted) }).collect()
}

/// Picks the articles of a page, in the order of its events; their ids in the tables.
fn pick(run: &Run, picked: &[usize], cap: usize, data: &mut Data, model: &mut Model) -> Vec<String> {
    let mut from = Vec::new();
    for &at in picked {
        let Some(event) = run.events.get(at) else { continue };
        let mut event = event.clone();
        let room = cap.saturating_sub(from.len());
        let columns = if event.loose { room } else { room.min(MAX_COLUMNS) };
        if event.total > columns && columns > 0 {
            model.caps.push(format!("“{}” shows {} of its {} articles.", event.title, columns, event.total));
        }
        event.articles.truncate(columns);
        if event.articles.is_empty() {
            continue;
        }
        let number = data.events.len();
        let first = from.len();
        for (column, &article) in event.articles.iter().enumerate() {
            from.push(article);
            data.articles.push(Article { event: number, column: column + 1, ..run.articles[article].clone() });
        }
        event.articles = (first..from.len()).collect();
        data.events.push(event);
    }
    let left = picked.len() - data.events.len();
    if left > 0 {
        model.caps.push(format!("{left} events are not in this page."));
    }
    from.iter().map(|a| run.ids[*a].clone()).collect()
}

/// Titles of categories and lexicons as the run knew them.
fn describe(tables: Tables<'_>, data: &mut Data, model: &mut Model) -> anyhow::Result<()> {
    if let Some(grid) = Grid::read(tables, "categories", 500, None)? {
        for row in grid.iter() {
            let Some(category) = data.categories.iter_mut().find(|c| c.id == row.text("category")) else { continue };
            if !row.text("title").is_empty() {
                (category.title, category.explanation, category.family) = (row.text("title").into(), row.text("explanation").into(), row.text("family").into());
                category.scored = category.family == "lexical";
            }
        }
    }
    if let Some(grid) = Grid::read(tables, "lexicons", 500, None)? {
        model.lexicons = grid.iter().map(|r| (r.text("lexicon").to_owned(), r.text("title").to_owned(), r.text("authority").to_owned())).collect();
    }
    Ok(())
}

fn voice(text: &str) -> u8 {
    match text {
        "quoted" => 2,
        "attributed" => 1,
        _ => 0,
    }
}

/// The rows of these articles; none are looked for where no article is shown.
fn rows_of(tables: Tables<'_>, table: &str, index: &FxHashMap<&str, usize>) -> anyhow::Result<Option<Grid>> {
    if index.is_empty() {
        return Ok(tables.has(table).then(Grid::default));
    }
    Grid::read(tables, table, MAX_ROWS, Some(("article_id", &|id| index.contains_key(id))))
}

fn read_hits(tables: Tables<'_>, index: &FxHashMap<&str, usize>, options: &ReportOptions, data: &mut Data, model: &mut Model) -> anyhow::Result<()> {
    let Some(grid) = rows_of(tables, "hits", index)? else {
        model.absent.push("This run has no hits.csv, so no words are marked.".into());
        return Ok(());
    };
    let mut entries: IndexMap<Entry, EntryUse> = IndexMap::new();
    let mut last_group = (usize::MAX, 0);
    for row in grid.iter() {
        let Some(&d) = index.get(row.text("article_id")) else { continue };
        let text = |name: &str| row.text(name).to_owned();
        let entry = Entry {
            id: text("entry"),
            category: text("category"),
            lexicon: text("lexicon"),
            subtype: text("subtype"),
            strength: text("strength"),
            weight: text("weight"),
            why: text("why"),
            alternatives: list(row.text("alternatives")),
            // A reader wants who, what and when, not the id of a citation.
            sources: list(row.text("source")).iter().map(|s| guidance::cite(s)).collect(),
        };
        let n = match entries.get_index_of(&entry) {
            Some(n) => n,
            None => entries.insert_full(entry, EntryUse::default()).0,
        };
        let v = voice(row.text("voice"));
        let group = (d, row.count("group"));
        if group != last_group
            && let Some((_, uses)) = entries.get_index_mut(n)
        {
            *[&mut uses.own, &mut uses.attributed, &mut uses.quoted][usize::from(v)] += 1;
        }
        last_group = group;
        if !data.categories.iter().any(|c| c.id == row.text("category")) {
            let known: Vec<String> = data.categories.iter().map(|c| c.id.clone()).chain([text("category")]).collect();
            data.categories = categories(&known);
        }
        let c = data.categories.iter().position(|c| c.id == row.text("category")).unwrap_or(0);
        data.hits.push(HitMark {
            d,
            f: u8::from(row.text("field") == "title"),
            s: row.count("start") as usize,
            e: row.count("end") as usize,
            t: text("text"),
            n,
            g: row.count("group"),
            c,
            v,
            p: row.sign("polarity").clamp(-1, 1),
            z: row.count("sentence"),
            h: u8::from(row.text("section") == "headline"),
            w: text("speaker"),
            q: text("cue"),
            a: text("target"),
            l: text("left"),
            r: text("right"),
        });
    }
    if grid.left_out > 0 {
        model.caps.push(format!("{} marked expressions are not in this page.", grid.left_out));
    }
    model.total_hits = data.hits.len() as u64;
    let mut sources: IndexMap<String, u64> = IndexMap::new();
    for (n, (entry, uses)) in entries.iter().enumerate() {
        model.entry_uses.push(EntryUse { entry: n, ..uses.clone() });
        for source in &entry.sources {
            *sources.entry(source.clone()).or_insert(0) += uses.own + uses.attributed + uses.quoted;
        }
    }
    model.entry_uses.sort_by_key(|u| (std::cmp::Reverse(u.own), std::cmp::Reverse(u.attributed + u.quoted), u.entry));
    model.authorities = sources.into_iter().collect();
    model.authorities.sort_by(|a, b| (std::cmp::Reverse(a.1), &a.0).cmp(&(std::cmp::Reverse(b.1), &b.0)));
    data.entries = entries.into_keys().collect();
    let _ = options;
    Ok(())
}

fn list(cell: &str) -> Vec<String> {
    cell.split(" | ").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn read_places(tables: Tables<'_>, index: &FxHashMap<&str, usize>, data: &mut Data, caps: &mut Vec<String>) -> anyhow::Result<()> {
    for (table, actor, label, who) in
        [("mentions", "actor", "label", ""), ("agency", "victim", "construction", "agent"), ("quotes", "speaker_actor", "kind", "speaker")]
    {
        let Some(grid) = rows_of(tables, table, index)? else { continue };
        if grid.left_out > 0 {
            caps.push(format!("{} rows of {table}.csv are not in this page.", grid.left_out));
        }
        let places = grid.iter().filter_map(|row| {
            let text = |name: &str| row.text(name).to_owned();
            let quote = table == "quotes";
            Some(Place {
                d: *index.get(row.text("article_id"))?,
                f: u8::from(row.text("field") == "title"),
                s: row.count("start") as usize,
                e: row.count("end") as usize,
                // What is said stands in the article; a page without texts must not bring it in by the back door.
                t: if quote { String::new() } else { text("text") },
                // The table may say which actor a victim is, and what the words were: the actor is what can be compared.
                a: if row.text("victim_actor").is_empty() || table != "agency" { text(actor) } else { text("victim_actor") },
                l: text(label),
                w: text(who),
                v: voice(row.text("voice")),
                p: row.sign("valence").clamp(-1, 1),
                b: u8::from(matches!(row.text("embedded"), "true" | "1" | "yes")),
            })
        });
        let places: Vec<Place> = places.collect();
        match table {
            "mentions" => data.mentions = places,
            "agency" => data.agency = places,
            _ => data.quotes = places,
        }
    }
    let mut actors: Vec<String> =
        data.mentions.iter().map(|m| m.a.clone()).chain(data.hits.iter().map(|h| h.a.clone())).filter(|a| !a.is_empty() && a != "none").collect();
    actors.sort();
    actors.dedup();
    data.actors = actors;
    for place in &data.mentions {
        let spaced = place.a.replace(['_', '-'], " ");
        if place.t != spaced && data.spelling(&place.a).is_none() && place.t.to_lowercase().replace('-', " ") == spaced {
            data.spelled.insert(place.a.clone(), place.t.clone());
        }
    }
    Ok(())
}

fn bodies(shown: &[Option<ArticleText>], data: &mut Data, model: &mut Model) {
    let mut hits_of: Vec<Vec<usize>> = vec![Vec::new(); shown.len()];
    for (i, hit) in data.hits.iter().enumerate() {
        hits_of[hit.d].push(i);
    }
    let mut quotes_of: Vec<Vec<&Place>> = vec![Vec::new(); shown.len()];
    for quote in &data.quotes {
        quotes_of[quote.d].push(quote);
    }
    for (i, article) in shown.iter().enumerate() {
        model.bodies.push(article.as_ref().map_or(Vec::new(), |a| paragraphs(a, &hits_of[i], &data.hits, &quotes_of[i], &data.categories)));
    }
    if data.blind {
        // The furniture of a page says whose it is.
        for body in &mut model.bodies {
            body.retain(|p| p.part != "boilerplate");
        }
    }
    for (i, article) in data.articles.iter_mut().enumerate() {
        article.shown = !model.bodies[i].is_empty();
    }
    // The page makes the words around a mark from the article itself, where it has it.
    for hit in data.hits.iter_mut().filter(|h| !model.bodies[h.d].is_empty()) {
        hit.l.clear();
        hit.r.clear();
    }
    let mut rest = model.bodies.as_mut_slice();
    for event in &mut data.events {
        let (mine, after) = rest.split_at_mut(event.articles.len().min(rest.len()));
        rest = after;
        if event.loose {
            continue;
        }
        let mut columns: Vec<&mut Vec<super::model::Paragraph>> = mine.iter_mut().collect();
        event.rows = align(&mut columns);
    }
    model.shown_articles = data.articles.iter().filter(|a| a.shown).count();
}

/// A table shown as it is, if the run has it.
///
/// # Errors
/// A table that cannot be read.
pub fn plain(tables: Tables<'_>, table: &str, cap: usize, names: &OutletNames) -> anyhow::Result<Option<PlainTable>> {
    let Some(grid) = Grid::read(tables, table, cap, None)? else { return Ok(None) };
    let rows = grid.iter().map(|r| r.cells().map(|c| if names.at(c).is_some() && !c.is_empty() { names.name(c) } else { names.hide(c) }).collect()).collect();
    Ok(Some(PlainTable { names: grid.names.clone(), rows, left_out: grid.left_out }))
}
