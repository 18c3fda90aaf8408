//! The comparison's tables as the page shows them: names, agency, sources, coverage, differences, robustness, manifest.

use super::build::{Run, plain};
use super::grid::{Grid, Keep, Row, Tables};
use super::model::{
    ActorRow, AgencyRow, Contrast, Coverage, Data, EventView, Label, Matrix, Model, Naming, Place, PlainTable, Proof, ReportOptions, SideLine, SourceKind,
    SourceRow, TrendRow, Wording,
};
use super::names::{split, words};
use crate::stats;
use crate::tables::blocks::Block;
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::path::Path;

/// Rows read of a comparison's table.
const MAX_ROWS: usize = 20_000;
/// Actors in a matrix.
const MAX_ACTORS: usize = 24;
/// Comparisons listed in one place.
const MAX_CONTRASTS: usize = 150;
/// Pairs of outlets listed under the main figure: those of eight outlets.
const MAX_PAIRS: usize = 28;
/// Facts listed for an event.
const MAX_FACTS: usize = 60;
/// Speakers listed for an outlet.
const MAX_SPEAKERS: usize = 8;
/// Surface forms listed for an event.
const MAX_FORMS: usize = 80;
/// Longest manifest printed whole.
const MAX_MANIFEST: usize = 60_000;

/// Fills what the tables beside articles and hits tell.
///
/// # Errors
/// A table that is there and cannot be read.
pub fn fill(tables: Tables<'_>, run: &Run, ids: &[String], data: &mut Data, model: &mut Model, options: &ReportOptions) -> anyhow::Result<()> {
    model.views = vec![EventView::default(); data.events.len()];
    labels(tables, run, data, model)?;
    naming(tables, run, data, model)?;
    agency(data, model);
    sources(data, model);
    coverage(tables, run, ids, data, model)?;
    source_kinds(tables, run, data, model)?;
    sides(tables, run, data, model)?;
    trends(tables, run, model)?;
    contrasts(tables, run, data, model)?;
    model.robustness = plain(tables, "robustness", 400, &run.names)?;
    if let Some(table) = model.robustness.as_mut().filter(|_| options.blind) {
        name_blindly(table, ids, data);
    }
    data.order_stands = model.robustness.as_ref().is_some_and(stands);
    // A page an event leaves the manifest to the index.
    if tables.cut.is_none() {
        manifest(tables.folder, model, options);
    }
    if !options.single {
        for (table, what) in [
            ("labels", "No labels.csv: the names given to each actor are not compared."),
            ("contrasts", "No contrasts.csv: differences between outlets are not tested, so the figures show counts and intervals only."),
            ("coverage", "No coverage.csv: what the others report and one leaves out is not shown."),
            ("robustness", "No robustness table: whether the order of outlets stands is not known, so outlets are in alphabetical order."),
        ] {
            if !tables.has(table) {
                model.absent.push(what.into());
            }
        }
    }
    Ok(())
}

/// Whether the order of outlets stands: the row that sums up all events, or the only event.
fn stands(table: &PlainTable) -> bool {
    summed(table, "order_stands").is_some_and(|s| s == "true")
}

/// A cell of that row.
fn summed<'t>(table: &'t PlainTable, name: &str) -> Option<&'t str> {
    let column = |name: &str| table.names.iter().position(|n| n == name);
    let (event, kind, wanted) = (column("event_id")?, column("kind")?, column(name)?);
    let sums: Vec<&Vec<String>> = table.rows.iter().filter(|r| r.get(kind).is_some_and(|k| k == "*all*")).collect();
    let whole = sums.iter().find(|r| r.get(event).is_some_and(|e| e == "*all*")).or(if sums.len() == 1 { sums.first() } else { None });
    whole.and_then(|r| r.get(wanted)).map(String::as_str)
}

/// The order of outlets that stands, highest rate first; empty where none does.
pub fn order(table: &PlainTable) -> Vec<String> {
    let cell = summed(table, "order").unwrap_or_default();
    cell.split(" | ").flat_map(|level| level.split(" = ")).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A cap for one event's list: lower where a page holds many events, since it is their sum that must stay quick.
fn per_event(cap: usize, data: &Data) -> usize {
    if data.events.len() > 12 { cap / 4 } else { cap }
}

fn event_at(data: &Data, id: &str) -> Option<usize> {
    data.events.iter().position(|e| e.id == id && !e.loose)
}

fn size(n: u64) -> u8 {
    match n {
        0..=1 => 1,
        2..=3 => 2,
        4..=7 => 3,
        8..=15 => 4,
        _ => 5,
    }
}

/// Reads a table; what is too much for a page is told.
fn read(tables: Tables<'_>, table: &str, model: &mut Model, keep: Option<Keep<'_>>) -> anyhow::Result<Option<Grid>> {
    let grid = Grid::read(tables, table, MAX_ROWS, keep)?;
    if let Some(left) = grid.as_ref().map(|g| g.left_out).filter(|n| *n > 0) {
        model.caps.push(format!("This page goes by the first {MAX_ROWS} rows of {table}.csv; {left} more are in the table."));
    }
    Ok(grid)
}

fn labels(tables: Tables<'_>, run: &Run, data: &Data, model: &mut Model) -> anyhow::Result<()> {
    let Some(mut blocks) = tables.open("labels")? else { return Ok(()) };
    let [event, actor, own, attributed, quoted] = ["event_id", "actor", "n_own", "n_attributed", "n_quoted"].map(|name| blocks.at(name));
    // Over all events there are more actors than can be shown: the first pass finds which.
    let mut totals: FxHashMap<String, u64> = FxHashMap::default();
    let tally = |block: Block<'_>| {
        let mut totals: FxHashMap<String, u64> = FxHashMap::default();
        block.rows(|row, _| {
            if row.text(event) != "*all*" {
                let n = row.number::<u64>(own) + row.number::<u64>(attributed) + row.number::<u64>(quoted);
                let name = row.text(actor);
                match totals.get_mut(&*name) {
                    Some(total) => *total += n,
                    None => _ = totals.insert(name.into_owned(), n),
                }
            }
            Ok(())
        })?;
        Ok(totals)
    };
    blocks.each(tally, |part| {
        for (name, n) in part {
            *totals.entry(name).or_default() += n;
        }
        Ok(())
    })?;
    let mut totals: Vec<(String, u64)> = totals.into_iter().filter(|t| t.1 > 0).collect();
    totals.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let left_out = totals.len().saturating_sub(MAX_ACTORS);
    totals.truncate(MAX_ACTORS);
    let shown: FxHashSet<String> = totals.into_iter().map(|t| t.0).collect();
    let here: FxHashMap<&str, usize> = data.events.iter().enumerate().rev().filter(|(_, e)| !e.loose).map(|(at, e)| (e.id.as_str(), at)).collect();
    let Some(mut blocks) = tables.open("labels")? else { return Ok(()) };
    let wanted = |row: &crate::tables::blocks::Row<'_>| {
        let id = row.text(event);
        id != "*all*" && (shown.contains(&*row.text(actor)) || here.contains_key(&*id))
    };
    let grid = Grid::wanted(&mut blocks, wanted)?;
    let mut all = Cells::default();
    let mut views: Vec<Cells> = vec![Cells::default(); data.events.len()];
    for row in grid.iter() {
        if shown.contains(row.text("actor")) {
            all.add(&row, run, true);
        }
        if let Some(event) = here.get(row.text("event_id")) {
            views[*event].add(&row, run, false);
        }
    }
    model.matrix = Matrix { left_out, ..all.matrix(data) };
    for (view, cells) in model.views.iter_mut().zip(views) {
        view.matrix = cells.matrix(data);
    }
    Ok(())
}

/// Labels by actor, outlet and label, summed up.
#[derive(Clone, Default)]
struct Cells {
    outlets: Vec<usize>,
    actors: IndexMap<String, IndexMap<(usize, String), Label>>,
}

impl Cells {
    fn add(&mut self, row: &Row<'_>, run: &Run, all: bool) {
        let Some(outlet) = run.names.at(row.text("outlet")) else { return };
        if let Err(at) = self.outlets.binary_search(&outlet) {
            self.outlets.insert(at, outlet);
        }
        let labels = self.actors.entry(row.text("actor").to_owned()).or_default();
        let label = labels.entry((outlet, row.text("label").to_owned())).or_insert_with(|| Label {
            label: row.text("label").into(),
            valence: row.sign("valence").clamp(-1, 1),
            // A test is one event's; a sum over events has none.
            actor_q: if all { String::new() } else { row.text("actor_q").into() },
            ..Label::default()
        });
        label.own += row.count("n_own");
        label.attributed += row.count("n_attributed");
        label.quoted += row.count("n_quoted");
        label.headline += row.count("n_headline");
    }

    /// The actors named most, one column an outlet.
    fn matrix(self, data: &Data) -> Matrix {
        let Self { outlets, actors } = self;
        let mut rows: Vec<ActorRow> = actors
            .into_iter()
            .map(|(actor, labels)| {
                let mut cells = vec![Vec::new(); outlets.len()];
                let mut total = 0;
                for ((outlet, _), mut label) in labels {
                    let n = label.own + label.attributed + label.quoted;
                    total += n;
                    label.size = size(n);
                    if let Ok(at) = outlets.binary_search(&outlet)
                        && n > 0
                    {
                        cells[at].push(label);
                    }
                }
                for cell in &mut cells {
                    // What judges first: it is what the matrix is looked at for.
                    cell.sort_by(|a: &Label, b: &Label| {
                        let key = |l: &Label| (l.valence == 0, std::cmp::Reverse(l.own), std::cmp::Reverse(l.attributed + l.quoted));
                        key(a).cmp(&key(b)).then_with(|| a.label.cmp(&b.label))
                    });
                }
                ActorRow { name: called(&actor, data), actor, total, cells }
            })
            .filter(|a| a.total > 0)
            .collect();
        rows.sort_by(|a, b| (std::cmp::Reverse(a.total), &a.actor).cmp(&(std::cmp::Reverse(b.total), &b.actor)));
        let left_out = rows.len().saturating_sub(MAX_ACTORS);
        rows.truncate(MAX_ACTORS);
        Matrix { outlets, actors: rows, left_out }
    }
}

fn naming(tables: Tables<'_>, run: &Run, data: &Data, model: &mut Model) -> anyhow::Result<()> {
    if data.events.iter().all(|e| e.loose) {
        return Ok(());
    }
    let Some(grid) = read(tables, "naming", model, Some(("event_id", &|id| event_at(data, id).is_some())))? else { return Ok(()) };
    for (at, event) in data.events.iter().enumerate() {
        let view = &mut model.views[at];
        let mut forms: IndexMap<(&str, &str), Naming> = IndexMap::new();
        for row in grid.iter().filter(|r| !event.loose && r.text("event_id") == event.id) {
            let Some(outlet) = run.names.at(row.text("outlet")) else { continue };
            if !view.matrix.outlets.contains(&outlet) {
                view.matrix.outlets.push(outlet);
            }
            let form = forms.entry((row.text("actor"), row.text("surface_form"))).or_insert_with(|| Naming {
                actor: called(row.text("actor"), data),
                form: row.text("surface_form").into(),
                class: row.text("class").replace('_', " "),
                counts: Vec::new(),
            });
            form.counts.resize(run.outlets.len(), 0);
            form.counts[outlet] += row.count("n");
        }
        view.naming = forms.into_values().collect();
        view.naming.sort_by(|a, b| {
            (&a.actor, std::cmp::Reverse(a.counts.iter().sum::<u64>()), &a.form).cmp(&(&b.actor, std::cmp::Reverse(b.counts.iter().sum::<u64>()), &b.form))
        });
        let left = view.naming.len().saturating_sub(per_event(MAX_FORMS, data));
        if left > 0 {
            view.naming.truncate(per_event(MAX_FORMS, data));
            view.caps.push(format!("{left} more forms of names are in naming.csv."));
        }
    }
    Ok(())
}

fn agency(data: &Data, model: &mut Model) {
    model.agency = agency_rows(data, &data.agency.iter().collect::<Vec<_>>());
    for (at, view) in model.views.iter_mut().enumerate() {
        let here: Vec<&Place> = data.agency.iter().filter(|p| data.articles[p.d].event == at).collect();
        view.agency = agency_rows(data, &here);
    }
}

fn agency_rows(data: &Data, places: &[&Place]) -> Vec<AgencyRow> {
    let mut rows: IndexMap<(String, usize), AgencyRow> = IndexMap::new();
    // What somebody is quoted with is not the outlet's way of telling it.
    for place in places.iter().filter(|p| p.v == 0) {
        let outlet = data.articles[place.d].outlet;
        let row = rows.entry((place.a.clone(), outlet)).or_insert_with(|| AgencyRow {
            victim: place.a.clone(),
            name: if place.a.is_empty() { "Not said who".into() } else { name_of(&place.a, data) },
            outlet,
            ..AgencyRow::default()
        });
        row.total += 1;
        let named = !place.w.is_empty();
        row.named += u64::from(named);
        row.unnamed += u64::from(!named);
        let construction = place.l.replace('_', " ");
        match row.wordings.iter_mut().find(|w| w.text.eq_ignore_ascii_case(&place.t) && w.construction == construction && w.agent == place.w) {
            Some(w) => w.n += 1,
            None => row.wordings.push(Wording { text: place.t.clone(), construction, agent: place.w.clone(), n: 1 }),
        }
    }
    let mut rows: Vec<AgencyRow> = rows.into_values().collect();
    for row in &mut rows {
        row.share = Some(100.0 * row.unnamed as f64 / row.total as f64);
        if let Some(i) = stats::wilson(row.unnamed, row.total, 0.05) {
            (row.lo, row.hi) = (Some(100.0 * i.lo), Some(100.0 * i.hi));
        }
        row.wordings.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.text.cmp(&b.text)));
    }
    // Victims that several outlets tell of come first: only these can be compared.
    let outlets_of = |victim: &str| data.outlets.len() - rows.iter().filter(|r| r.victim == victim).count().min(data.outlets.len());
    let order: Vec<(usize, String)> = rows.iter().map(|r| (outlets_of(&r.victim), r.victim.clone())).collect();
    for (row, (missing, _)) in rows.iter_mut().zip(&order) {
        row.shared = !row.victim.is_empty() && missing + 1 < data.outlets.len();
    }
    let mut keyed: Vec<((usize, String), AgencyRow)> = order.into_iter().zip(rows).collect();
    keyed.sort_by(|a, b| (!a.1.shared, &a.0, a.1.outlet).cmp(&(!b.1.shared, &b.0, b.1.outlet)));
    keyed.into_iter().map(|(_, row)| row).collect()
}

fn sources(data: &Data, model: &mut Model) {
    model.sources = source_rows(data, &data.quotes.iter().collect::<Vec<_>>()).0;
    for (at, view) in model.views.iter_mut().enumerate() {
        let here: Vec<&Place> = data.quotes.iter().filter(|p| data.articles[p.d].event == at).collect();
        let (rows, left) = source_rows(data, &here);
        view.sources = rows;
        if left > 0 {
            view.caps.push(format!("Of each outlet the {MAX_SPEAKERS} speakers with most room are listed; {left} more are in quotes.csv."));
        }
    }
}

/// An actor's id as words; a noun phrase as it stands.
fn name_of(id: &str, data: &Data) -> String {
    if data.actors.iter().any(|a| a == id) || id.contains('_') { called(id, data) } else { id.to_owned() }
}

/// What the page calls each actor that its marks, names, harms and speakers point to.
pub fn names(data: &Data) -> BTreeMap<String, String> {
    let places = data.quotes.iter().chain(&data.agency).map(|p| &p.a);
    data.actors.iter().chain(places).filter(|id| !id.is_empty()).map(|id| (id.clone(), name_of(id, data))).collect()
}

/// An actor's name: as a text of the page spells it, else its id as words.
fn called(id: &str, data: &Data) -> String {
    data.spelling(id).cloned().unwrap_or_else(|| words(id))
}

/// Rows of speakers, and how many are left out.
fn source_rows(data: &Data, places: &[&Place]) -> (Vec<SourceRow>, usize) {
    let mut rows: IndexMap<(usize, String), SourceRow> = IndexMap::new();
    for place in places.iter().filter(|p| p.l != "scare" && !p.w.is_empty()) {
        let outlet = data.articles[place.d].outlet;
        let name = if place.a.is_empty() { place.w.clone() } else { name_of(&place.a, data) };
        let row = rows.entry((outlet, name.to_lowercase())).or_insert_with(|| SourceRow { outlet, speaker: name, ..SourceRow::default() });
        *(if place.l == "direct" { &mut row.direct } else { &mut row.indirect }) += 1;
        // Code points; words are not known without the text, and shares come out the same.
        row.words += place.e.saturating_sub(place.s) as u64;
    }
    let mut rows: Vec<SourceRow> = rows.into_values().collect();
    rows.sort_by(|a, b| (a.outlet, std::cmp::Reverse(a.words), &a.speaker).cmp(&(b.outlet, std::cmp::Reverse(b.words), &b.speaker)));
    let mut seen = vec![0usize; data.outlets.len()];
    let all = rows.len();
    rows.retain(|r| {
        seen[r.outlet] += 1;
        seen[r.outlet] <= MAX_SPEAKERS
    });
    let left = all - rows.len();
    (rows, left)
}

fn coverage(tables: Tables<'_>, run: &Run, ids: &[String], data: &Data, model: &mut Model) -> anyhow::Result<()> {
    if data.events.iter().all(|e| e.loose) {
        return Ok(());
    }
    let Some(grid) = read(tables, "coverage", model, Some(("event_id", &|id| event_at(data, id).is_some())))? else { return Ok(()) };
    for (at, event) in data.events.iter().enumerate() {
        let mut facts: Vec<Coverage> = grid
            .iter()
            .filter(|r| !event.loose && r.text("event_id") == event.id && r.text("finding") != "shared")
            .map(|row| Coverage {
                item: act(row.text("item"), row.text("kind"), data),
                kind: row.text("kind").replace('_', " "),
                with: run.names.list(row.text("outlets_with")),
                without: run.names.list(row.text("outlets_without")),
                excused: run.names.list(row.text("outlets_excused")),
                only: row.text("finding") == "only",
                proofs: proofs(row.text("evidence"), row.text("kind"), ids, data),
            })
            .filter(|c| !c.without.is_empty() || c.only)
            .collect();
        // What most others tell comes first: an absence is worth a look only against their presence.
        facts.sort_by(|a, b| {
            let key = |c: &Coverage| (c.only, c.without.len(), std::cmp::Reverse(c.with.len()));
            key(a).cmp(&key(b)).then_with(|| a.item.cmp(&b.item))
        });
        model.views[at].coverage_left_out = facts.len().saturating_sub(per_event(MAX_FACTS, data));
        facts.truncate(per_event(MAX_FACTS, data));
        model.views[at].coverage = facts;
    }
    Ok(())
}

/// An act as coverage.csv has it, `was killed: russia`, with the victim's name for its id.
fn act(item: &str, kind: &str, data: &Data) -> String {
    match item.rsplit_once(": ").filter(|_| kind == "act") {
        Some((words, victim)) => format!("{words}: {}", name_of(victim, data)),
        None => item.to_owned(),
    }
}

/// The places that a cell of evidence names: `article:field:code point "words"`, parted by " | ".
fn proofs(cell: &str, kind: &str, ids: &[String], data: &Data) -> Vec<Proof> {
    let mut out = Vec::new();
    for part in cell.split(" | ").take(6) {
        let (place, quoted) = part.split_once(" \"").unwrap_or((part, ""));
        let mut from_right = place.rsplitn(3, ':');
        let (Some(point), Some(field), Some(id)) = (from_right.next(), from_right.next(), from_right.next()) else { continue };
        let Some(article) = ids.iter().position(|i| i == id) else { continue };
        out.push(Proof {
            article,
            outlet: data.articles[article].outlet,
            field: u8::from(field == "title"),
            start: point.parse().unwrap_or(0),
            words: if data.no_text { String::new() } else { act(quoted.trim_end_matches('"'), kind, data) },
        });
    }
    out
}

fn contrasts(tables: Tables<'_>, run: &Run, data: &Data, model: &mut Model) -> anyhow::Result<()> {
    let Some(grid) = Grid::read(tables, "contrasts", MAX_ROWS, None)? else { return Ok(()) };
    model.has_contrasts = true;
    let wordings = wordings(data);
    let contrast = |row: &Row<'_>| contrast(row, run, data, &wordings);
    let made = |id: &str| -> Vec<Contrast> { grid.iter().filter(|r| r.text("event_id") == id).map(|row| contrast(&row)).collect() };
    for (at, event) in data.events.iter().enumerate() {
        let mut here = if event.loose { Vec::new() } else { made(&event.id) };
        here.sort_by_key(rank);
        let left = here.len().saturating_sub(per_event(MAX_CONTRASTS / 3, data));
        if left > 0 {
            here.truncate(per_event(MAX_CONTRASTS / 3, data));
            model.views[at].caps.push(format!("{left} more comparisons of this event are in contrasts.csv."));
        }
        model.views[at].contrasts = here;
    }
    // Over all events where the table has that, else everything.
    let mut main = made("*all*");
    if main.is_empty() {
        main = grid.iter().map(|row| contrast(&row)).collect();
    }
    // Where there are several events and no sum, a pair would stand once for each: the list of differences has them.
    let mut met = FxHashSet::default();
    let pairs: Vec<Contrast> = main.iter().filter(|c| c.rate && c.b_at.is_some()).cloned().collect();
    if pairs.len() <= MAX_PAIRS && pairs.iter().all(|c| met.insert((c.a_at, c.b_at))) {
        model.pairs_differ = pairs.iter().filter(|c| ["higher", "lower"].contains(&c.tone.as_str())).count();
        model.pairs = pairs;
        model.pairs.sort_by_key(|c| (c.a_at, c.b_at));
    }
    main.sort_by_key(rank);
    model.contrasts_left_out = grid.left_out + main.len().saturating_sub(MAX_CONTRASTS) as u64;
    main.truncate(MAX_CONTRASTS);
    model.contrasts = main;
    Ok(())
}

/// Whole-rate rows first, then what is shown to differ, by evidence.
fn rank(c: &Contrast) -> (bool, u8, u64) {
    let verdict = match c.tone.as_str() {
        "higher" | "lower" => 0,
        "same" => 1,
        _ => 2,
    };
    (!c.plain, verdict, c.q.map_or(u64::MAX, |q| (q * 1e12) as u64))
}

/// What each entry is most often worded as in the outlets' own voice: `conflict.regime` says less to a reader than `regime`.
fn wordings(data: &Data) -> FxHashMap<&str, String> {
    let mut counts: FxHashMap<usize, IndexMap<String, u64>> = FxHashMap::default();
    for hit in data.hits.iter().filter(|h| h.v == 0) {
        let folded = hit.t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        *counts.entry(hit.n).or_default().entry(folded).or_default() += 1;
    }
    let mut out = FxHashMap::default();
    for (entry, forms) in counts {
        // Of two equally common ones the shorter, then the first in the alphabet.
        let common = forms.iter().min_by_key(|(form, n)| (std::cmp::Reverse(**n), form.len(), form.as_str())).map(|(form, _)| form.clone());
        if let (Some(known), Some(form)) = (data.entries.get(entry), common) {
            out.insert(known.id.as_str(), form);
        }
    }
    out
}

/// An entry's wording, else the last part of its id as words.
fn wording(entry: &str, wordings: &FxHashMap<&str, String>) -> String {
    wordings.get(entry).cloned().unwrap_or_else(|| entry.rsplit('.').next().unwrap_or(entry).replace('-', " "))
}

fn contrast(row: &Row<'_>, run: &Run, data: &Data, wordings: &FxHashMap<&str, String>) -> Contrast {
    let text = |name: &str| row.text(name).to_owned();
    let event = event_at(data, row.text("event_id"));
    let (measure, term, category) = (row.text("measure"), row.text("term"), row.text("category"));
    Contrast {
        event: text("event_id"),
        event_name: event.map_or_else(|| words(row.text("event_id")), |e| data.events[e].title.clone()),
        what: what(measure, term, category, data),
        evidence: evidence(measure, term, category, event),
        plain: term.is_empty() && category.is_empty(),
        rate: measure == "loaded_rate" && term.is_empty() && category.is_empty(),
        a: run.names.name(row.text("outlet_a")),
        a_at: run.names.at(row.text("outlet_a")),
        count_a: text("count_a"),
        words_a: grouped(row.text("words_a")),
        b: run.names.name(row.text("outlet_b")),
        b_at: run.names.at(row.text("outlet_b")),
        count_b: text("count_b"),
        words_b: grouped(row.text("words_b")),
        ratio: row.number("rate_ratio"),
        lo: row.number("lo95"),
        hi: row.number("hi95"),
        q: row.number("q"),
        verdict: text("verdict"),
        tone: match row.text("verdict") {
            "higher" => "higher",
            "lower" => "lower",
            "no difference shown" => "same",
            _ => "thin",
        }
        .into(),
        drivers: split(row.text("drivers"))
            .iter()
            .map(|d| {
                let (entry, by) = d.rsplit_once(' ').unwrap_or((d, ""));
                (entry.to_owned(), by.replace('-', "−"), wording(entry, wordings))
            })
            .collect(),
        rest: (row.text("outlet_b") == "*rest*").then(|| run.names.at(row.text("outlet_a"))).flatten(),
    }
}

/// A whole number with its thousands marked.
fn grouped(cell: &str) -> String {
    cell.parse().map_or_else(|_| cell.to_owned(), super::page::thousands)
}

/// What a row compares, in words.
fn what(measure: &str, term: &str, category: &str, data: &Data) -> String {
    let title = |id: &str| data.categories.iter().find(|c| c.id == id).map_or_else(|| words(id), |c| c.title.clone());
    match measure {
        "loaded_rate" => "Loaded wording, own voice".into(),
        "loaded_rate_own_words" => "Loaded wording, per own words".into(),
        "weighted_rate" => "Loaded wording, weighted by strength".into(),
        "headline_rate" => "Loaded wording in headlines".into(),
        "category" => title(category),
        "term" => format!("“{term}”"),
        "doubt" => format!("Doubt about {}", called(term, data)),
        "endorse" => format!("Trust in {}", called(term, data)),
        "net_polarity" => format!("Praise less blame of {} (difference per 1,000 words)", called(term, data)),
        "agentless_share" => format!("Harm to {} without a doer", called(term, data)),
        "quoted_share" => "Words inside quotations".into(),
        "source_mix" => format!("Words given to sources: {}", words(term)),
        other => [words(other), term.to_owned(), category.to_owned()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(": "),
    }
}

/// What a count of a row opens: data attributes of its button.
fn evidence(measure: &str, term: &str, category: &str, event: Option<usize>) -> Vec<(String, String)> {
    let pairs: Vec<(&str, &str)> = match measure {
        "loaded_rate" | "loaded_rate_own_words" | "weighted_rate" => vec![("ev", "hits"), ("v", "0"), ("x", "1")],
        "headline_rate" => vec![("ev", "hits"), ("v", "0"), ("x", "1"), ("h", "1")],
        "category" => vec![("ev", "hits"), ("v", "0"), ("c", category)],
        "term" => vec![("ev", "hits"), ("v", "0"), ("t", term)],
        "doubt" | "endorse" => vec![("ev", "hits"), ("v", "0"), ("c", measure), ("target", term)],
        "net_polarity" => vec![("ev", "hits"), ("v", "0"), ("target", term), ("pol", "1")],
        "agentless_share" => vec![("ev", "agency"), ("a", term), ("named", "0")],
        _ => return Vec::new(),
    };
    let mut out: Vec<(String, String)> = pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    if let Some(event) = event {
        out.push(("e".into(), event.to_string()));
    }
    out
}

/// Sides, from sides.csv: over all events where there are several.
fn sides(tables: Tables<'_>, run: &Run, data: &Data, model: &mut Model) -> anyhow::Result<()> {
    let Some(grid) = read(tables, "sides", model, None)? else { return Ok(()) };
    let whole = grid.iter().any(|r| r.text("event_id") == "*all*");
    let only = data.events.iter().filter(|e| !e.loose).count() == 1;
    for row in grid.iter().filter(|r| if whole { r.text("event_id") == "*all*" } else { only }) {
        let Some(outlet) = run.names.at(row.text("outlet")) else { continue };
        model.sides.push(SideLine {
            side: row.text("side").to_owned(),
            outlet,
            mentions: row.count("mentions_own"),
            negative: row.count("negative_labels"),
            positive: row.count("positive_labels"),
            against: row.count("hits_against"),
            praising: row.count("hits_for"),
            words: row.count("words"),
            share: 100.0 * row.number("share").unwrap_or(0.0),
            harmed: row.count("harmed"),
            doer_named: row.count("harmed_agent_named"),
            does: row.count("harm_done"),
        });
    }
    model.sides.sort_by(|a, b| (&a.side, a.outlet).cmp(&(&b.side, b.outlet)));
    Ok(())
}

/// Kinds of sources, from sources.csv.
fn source_kinds(tables: Tables<'_>, run: &Run, data: &Data, model: &mut Model) -> anyhow::Result<()> {
    let Some(grid) = read(tables, "sources", model, None)? else { return Ok(()) };
    let whole = grid.iter().any(|r| r.text("event_id") == "*all*");
    let only = data.events.iter().filter(|e| !e.loose).count() == 1;
    let mut kinds: IndexMap<(usize, String), SourceKind> = IndexMap::new();
    for row in grid.iter().filter(|r| if whole { r.text("event_id") == "*all*" } else { only }) {
        let Some(outlet) = run.names.at(row.text("outlet")) else { continue };
        let kind =
            kinds.entry((outlet, row.text("kind").to_owned())).or_insert_with(|| SourceKind { outlet, kind: words(row.text("kind")), ..SourceKind::default() });
        kind.speakers += row.count("speakers");
        kind.words += row.count("words");
        kind.share += 100.0 * row.number("share").unwrap_or(0.0);
    }
    model.source_kinds = kinds.into_values().collect();
    model.source_kinds.sort_by(|a, b| (a.outlet, std::cmp::Reverse(a.words), &a.kind).cmp(&(b.outlet, std::cmp::Reverse(b.words), &b.kind)));
    Ok(())
}

/// The months of trends.csv, which leaves copies out, take the place of those counted here.
fn trends(tables: Tables<'_>, run: &Run, model: &mut Model) -> anyhow::Result<()> {
    let Some(grid) = Grid::read(tables, "trends", 2_000, None)? else { return Ok(()) };
    model.trend = grid
        .iter()
        .filter_map(|row| {
            Some(TrendRow {
                outlet: run.names.at(row.text("outlet"))?,
                month: row.text("month").into(),
                articles: row.count("articles"),
                words: row.count("words"),
                loaded: row.count("loaded_own"),
                rate: row.number("loaded_own_per_1000"),
                lo: row.number("lo95"),
                hi: row.number("hi95"),
            })
        })
        .collect();
    model.trend.sort_by(|a, b| (a.outlet, &a.month).cmp(&(b.outlet, &b.month)));
    Ok(())
}

/// Articles that a table names by their ids get those of a blind page.
fn name_blindly(table: &mut PlainTable, ids: &[String], data: &Data) {
    let blind: std::collections::HashMap<&str, &str> = ids.iter().map(String::as_str).zip(data.articles.iter().map(|a| a.id.as_str())).collect();
    for cell in table.rows.iter_mut().flatten() {
        if cell.split(" | ").any(|part| blind.contains_key(part)) {
            *cell = cell.split(" | ").map(|part| blind.get(part).copied().unwrap_or(part)).collect::<Vec<_>>().join(" | ");
        }
    }
}

fn manifest(folder: &Path, model: &mut Model, options: &ReportOptions) {
    // The manifest names input files, and they are often named for the outlet.
    let Some(text) = std::fs::read_to_string(folder.join("manifest.json")).ok().filter(|_| !options.blind) else { return };
    let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { return };
    if let Some(object) = value.as_object() {
        for (key, value) in object {
            let shown = match value {
                serde_json::Value::String(s) => s.clone(),
                serde_json::Value::Number(n) => n.to_string(),
                serde_json::Value::Bool(b) => b.to_string(),
                _ => continue,
            };
            model.manifest.push((key.replace('_', " "), shown));
        }
    }
    model.manifest_json = match text.char_indices().nth(MAX_MANIFEST) {
        Some((at, _)) => format!("{}\n… (the whole is in manifest.json)", &text[..at]),
        None => text,
    };
}
