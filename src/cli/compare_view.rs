//! What a person reads of a comparison: event by event the headlines, the names, the rates, and in plain words what may be
//! said of a difference.

use super::terminal::{Screen, caveat, fit, group, pad, plural, rates, without_outlet, wrap};
use crate::compare::contrast::Verdict;
use crate::compare::contrasts::Contrast;
use crate::compare::labels::Label;
use crate::compare::measures::Measure;
use crate::compare::{ALL_EVENTS, Comparison, REST};
use crate::events::Events;
use crate::tables::read::RunTables;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Events shown; all are in the tables.
const MOST_EVENTS: usize = 12;
/// Outlets shown of an event.
const MOST_OUTLETS: usize = 12;
/// Actors shown of an event.
const MOST_ACTORS: usize = 8;
/// Two outlets with fewer mentions between them would have to differ in nearly all for a test to show it.
const FEW_MENTIONS: u64 = 12;
/// Victims shown of an event.
const MOST_VICTIMS: usize = 4;
/// Lines on single categories, terms, actors.
const MOST_DETAILS: usize = 8;
/// "Too little evidence" is said pair by pair up to so many pairs.
const MOST_PAIRS: usize = 6;

struct Article<'t> {
    at: usize,
    id: &'t str,
    outlet: &'t str,
    title: &'t str,
    loaded: u64,
    words: u64,
}

/// The summary.
pub fn view(tables: &RunTables, events: &Events, comparison: &Comparison, screen: Screen) -> String {
    let mut by_event: BTreeMap<&str, Vec<Article<'_>>> = BTreeMap::new();
    let mut outlets: BTreeSet<&str> = BTreeSet::new();
    let mut words = 0;
    for (at, row) in tables.articles.iter().enumerate() {
        let outlet = match tables.symbols.text(row.outlet) {
            "" => row.id.as_str(),
            name => {
                outlets.insert(name);
                name
            }
        };
        words += u64::from(row.words);
        let event = events.of_article.get(at).map_or("", |a| a.event.as_str());
        let title = if row.title.is_empty() { "(no headline)" } else { &row.title };
        by_event.entry(event).or_default().push(Article { at, id: &row.id, outlet, title, loaded: row.loaded_own.into(), words: row.words.into() });
    }
    let mut shared: Vec<(&str, Vec<Article<'_>>)> = Vec::new();
    let mut alone: Vec<Article<'_>> = Vec::new();
    for (event, articles) in by_event {
        if articles.iter().any(|a| a.outlet != articles[0].outlet) {
            shared.push((event, articles));
        } else {
            alone.extend(articles);
        }
    }
    shared.sort_by(|x, y| y.1.len().cmp(&x.1.len()).then(x.0.cmp(y.0)));
    let by = if outlets.is_empty() { String::new() } else { format!(" of {}", plural(outlets.len(), "outlet")) };
    let nameless = without_outlet(tables.articles.iter().map(|row| tables.symbols.text(row.outlet)));
    let mut out = format!("Read {}{by}, {} words outside boilerplate.\n{nameless}", plural(tables.articles.len(), "article"), group(words));
    let _ = writeln!(
        out,
        "{} by more than one outlet.",
        if shared.len() == 1 { "1 event is told".to_owned() } else { format!("{} events are told", group(shared.len() as u64)) }
    );
    for (event, articles) in shared.iter().take(MOST_EVENTS) {
        out.push_str(&of_event(event, articles, events, comparison, screen));
    }
    if shared.len() > MOST_EVENTS {
        let _ = writeln!(out, "\n{}; --out writes them all.", more(shared.len() - MOST_EVENTS, "event"));
    }
    if shared.len() > 1 {
        out.push_str(&screen.heading("Over all events that both sides tell, paired by event"));
        out.push_str(&verdicts(comparison, ALL_EVENTS, screen));
        out.push_str(&details(comparison, ALL_EVENTS, screen));
        out.push_str(&order(comparison, ALL_EVENTS, screen));
    }
    out.push_str(&not_compared(&alone, tables, events, screen));
    out.push_str(&caveat(screen));
    out
}

/// "1 more event", "12 more events".
fn more(n: usize, noun: &str) -> String {
    format!("{} more {noun}{}", group(n as u64), if n == 1 { "" } else { "s" })
}

fn put(out: &mut String, text: &str, indent: usize, screen: Screen) {
    for (at, line) in wrap(text, screen.width.saturating_sub(indent + 2)).into_iter().enumerate() {
        let _ = writeln!(out, "{}{line}", " ".repeat(indent + if at > 0 { 2 } else { 0 }));
    }
}

fn name_width<'a>(names: impl Iterator<Item = &'a str>, screen: Screen) -> usize {
    use unicode_width::UnicodeWidthStr;
    names.map(UnicodeWidthStr::width).max().unwrap_or(0).min(screen.width / 3).max(4)
}

fn of_event(event: &str, articles: &[Article<'_>], events: &Events, comparison: &Comparison, screen: Screen) -> String {
    let mut outlets: BTreeMap<&str, Vec<&Article<'_>>> = BTreeMap::new();
    for article in articles {
        outlets.entry(article.outlet).or_default().push(article);
    }
    let mut out = screen.heading(&format!("Event {event}: {} of {}", plural(articles.len(), "article"), plural(outlets.len(), "outlet")));
    let width = name_width(outlets.keys().copied(), screen);
    for (outlet, list) in outlets.iter().take(MOST_OUTLETS) {
        let more = if list.len() > 1 { format!(" (and {} more)", list.len() - 1) } else { String::new() };
        let title = fit(list[0].title, screen.width.saturating_sub(width + 2 + more.len()));
        let _ = writeln!(out, "{}  {title}{more}", pad(outlet, width));
    }
    out.push_str(&names(comparison, event, screen));
    out.push_str(&screen.heading("Loaded words in the outlet's own voice, per 1,000 words (95% interval)"));
    let aside = events.set_aside();
    let copy = |a: &&&Article<'_>| aside.get(a.at).copied().unwrap_or(false);
    let rows: Vec<(String, u64, u64, u64)> = outlets
        .iter()
        .take(MOST_OUTLETS)
        .map(|(outlet, list)| {
            let counted = || list.iter().filter(|a| !copy(a));
            ((*outlet).to_owned(), counted().map(|a| a.loaded).sum(), counted().map(|a| a.words).sum(), 0)
        })
        .collect();
    out.push_str(&rates(&rows, screen));
    if outlets.len() > MOST_OUTLETS {
        let _ = writeln!(out, "{}; --out writes them all.", more(outlets.len() - MOST_OUTLETS, "outlet"));
    }
    let copies = articles.iter().filter(|a| copy(&a)).count();
    if copies > 0 {
        let _ = writeln!(out, "{} of another article left out.", if copies == 1 { "1 copy".to_owned() } else { format!("{copies} copies") });
    }
    out.push_str(&screen.heading("What the numbers say"));
    out.push_str(&verdicts(comparison, event, screen));
    out.push_str(&details(comparison, event, screen));
    out.push_str(&order(comparison, event, screen));
    out.push_str(&agents(comparison, event, screen));
    out
}

/// Actor by actor, what each outlet calls them.
fn names(comparison: &Comparison, event: &str, screen: Screen) -> String {
    let mut actors: BTreeMap<&str, Vec<&Label>> = BTreeMap::new();
    for row in comparison.labels.iter().filter(|l| &*l.event == event) {
        actors.entry(&row.actor).or_default().push(row);
    }
    let outlets_of = |rows: &[&Label]| rows.iter().map(|r| &*r.outlet).collect::<BTreeSet<_>>().len();
    let mut actors: Vec<(&str, Vec<&Label>)> = actors.into_iter().filter(|(_, rows)| rows.iter().any(|r| r.n_own > 0)).collect();
    let mentions = |rows: &[&Label]| rows.iter().map(|r| r.n_own).sum::<u64>();
    actors.sort_by(|x, y| (outlets_of(&y.1) > 1).cmp(&(outlets_of(&x.1) > 1)).then(mentions(&y.1).cmp(&mentions(&x.1))).then(x.0.cmp(y.0)));
    if actors.is_empty() {
        return String::new();
    }
    let mut out = screen.heading("What each outlet calls them, in its own voice (in reported speech: in brackets)");
    for (actor, rows) in actors.iter().take(MOST_ACTORS) {
        let _ = writeln!(out, "{actor}");
        let mut outlets: BTreeMap<&str, Vec<&&Label>> = BTreeMap::new();
        for row in rows {
            outlets.entry(&row.outlet).or_default().push(row);
        }
        let width = name_width(outlets.keys().copied(), screen);
        for (outlet, labels) in outlets {
            let loaded = |l: &Label| if l.valence < 0 { screen.mark(&l.label) } else { l.label.to_string() };
            let own: Vec<String> = labels.iter().filter(|l| l.n_own > 0).map(|l| format!("{} {}", loaded(l), l.n_own)).collect();
            let said: Vec<String> =
                labels.iter().filter(|l| l.n_attributed + l.n_quoted > 0).map(|l| format!("{} {}", l.label, l.n_attributed + l.n_quoted)).collect();
            let said = if said.is_empty() { String::new() } else { format!("({})", said.join(", ")) };
            let text = format!("{} {said}", own.join(", "));
            let lines = wrap(&text, screen.width.saturating_sub(width + 4));
            for (at, line) in lines.iter().enumerate() {
                let _ = writeln!(out, "  {}  {line}", pad(if at == 0 { outlet } else { "" }, width));
            }
        }
        if let Some(row) = rows.iter().find(|r| !r.actor_p.is_nan()) {
            let says = match row.actor_q < 0.05 {
                true => "the outlets call them different things",
                false if mentions(rows) < FEW_MENTIONS => "too little evidence of a difference",
                false => "no difference between the outlets shown",
            };
            let _ = writeln!(out, "  {}", screen.dim(&format!("{says} (p {:.3}, q {:.3})", row.actor_p, row.actor_q)));
        }
    }
    if actors.len() > MOST_ACTORS {
        let _ = writeln!(out, "{}; --out writes them all.", more(actors.len() - MOST_ACTORS, "actor"));
    }
    out
}

/// The other side, as a sentence names it.
fn side(outlet: &str) -> &str {
    if outlet == REST { "the others" } else { outlet }
}

fn possessive(outlet: &str) -> String {
    if outlet == REST {
        return "the others'".into();
    }
    format!("{outlet}{}", if outlet.ends_with('s') { "'" } else { "'s" })
}

/// "4.3 times (1.8–9.9)", read from whichever side has more.
fn times(row: &Contrast, turned: bool) -> String {
    let (ratio, lo, hi) = if turned { (1.0 / row.ratio, 1.0 / row.hi, 1.0 / row.lo) } else { (row.ratio, row.lo, row.hi) };
    // None on the other side: how many times is unknown, that it is more may be known.
    if row.count_a.min(row.count_b) == 0 && lo > 0.0 {
        return format!("at least {lo:.1} times");
    }
    let shown = |n: f64| if n >= 100.0 { "over 100".to_owned() } else { format!("{n:.1}") };
    format!("{} times ({}–{})", shown(ratio), shown(lo), shown(hi))
}

/// Drivers as the other side has them.
fn turned(drivers: &str) -> String {
    let sign = |part: &str| match part.rsplit_once(' ') {
        Some((entry, share)) if share.starts_with('+') => format!("{entry} -{}", &share[1..]),
        Some((entry, share)) if share.starts_with('-') => format!("{entry} +{}", &share[1..]),
        _ => part.to_owned(),
    };
    drivers.split("; ").map(sign).collect::<Vec<_>>().join("; ")
}

/// Loaded rates against each other, in words.
fn verdicts(comparison: &Comparison, event: &str, screen: Screen) -> String {
    let rates: Vec<&Contrast> = comparison.contrasts.iter().filter(|c| c.event == event && c.measure == Measure::LoadedRate).collect();
    let pairs: Vec<&&Contrast> = rates.iter().filter(|c| c.outlet_b != REST).collect();
    let shown = if pairs.is_empty() { rates.iter().collect() } else { pairs };
    let mut out = String::new();
    if shown.iter().any(|c| c.articles == (1, 1)) {
        let text = if shown.len() == 1 {
            "One article an outlet: this is about these two articles, not about the outlets."
        } else {
            "One article an outlet: this is about these articles, not about the outlets."
        };
        put(&mut out, text, 0, screen);
    }
    let little = shown.iter().filter(|c| c.verdict == Verdict::TooLittle).count();
    for row in &shown {
        let (a, b) = (side(&row.outlet_a), side(&row.outlet_b));
        let text = match row.verdict {
            Verdict::Higher => {
                format!("{} own-voice wording is more loaded than {}: {}.", possessive(&row.outlet_a), possessive(&row.outlet_b), times(row, false))
            }
            Verdict::Lower if row.outlet_b == REST => {
                format!("{} own-voice wording is less loaded than the others': theirs is so {}.", possessive(&row.outlet_a), times(row, true))
            }
            Verdict::Lower => {
                format!("{} own-voice wording is more loaded than {}: {}.", possessive(&row.outlet_b), possessive(&row.outlet_a), times(row, true))
            }
            Verdict::NoDifference => format!("{a} and {b}: no difference shown, {}.", times(row, row.ratio < 1.0)),
            Verdict::TooLittle if little > MOST_PAIRS => continue,
            Verdict::TooLittle => format!("{a} and {b}: too little evidence ({} and {} loaded words).", row.count_a, row.count_b),
        };
        put(&mut out, &text, 0, screen);
        if matches!(row.verdict, Verdict::Higher | Verdict::Lower) && !row.drivers.is_empty() {
            let drivers = if row.verdict == Verdict::Lower && row.outlet_b != REST { turned(&row.drivers) } else { row.drivers.clone() };
            put(&mut out, &screen.dim(&format!("what makes it (per 1,000 words): {drivers}")), 2, screen);
        }
    }
    if little > MOST_PAIRS {
        put(&mut out, &format!("Too little evidence in {little} of {} comparisons.", shown.len()), 0, screen);
    }
    out
}

/// Categories, terms and the rest: only where something was shown.
fn details(comparison: &Comparison, event: &str, screen: Screen) -> String {
    let mut rows: Vec<&Contrast> = comparison
        .contrasts
        .iter()
        .filter(|c| {
            c.event == event
                && !matches!(c.measure, Measure::LoadedRate | Measure::LoadedRateOwnWords | Measure::WeightedRate)
                && matches!(c.verdict, Verdict::Higher | Verdict::Lower)
        })
        .collect();
    rows.sort_by(|x, y| x.q.total_cmp(&y.q).then(x.p.total_cmp(&y.p)));
    let mut out = String::new();
    for row in rows.iter().take(MOST_DETAILS) {
        let what = match row.measure {
            Measure::Category => row.category.clone(),
            Measure::Term => format!("\u{201C}{}\u{201D}", row.term),
            Measure::HeadlineRate => "loaded words in headlines".into(),
            Measure::Doubt => format!("doubt about what {} says", row.term),
            Measure::Endorse => format!("endorsement of what {} says", row.term),
            Measure::NetPolarity => format!("wording about {}", row.term),
            Measure::AgentlessShare => format!("harm to {} without an agent", row.term),
            Measure::QuotedShare => "words of others".into(),
            Measure::SourceMix => format!("sources of the kind {}", row.term),
            Measure::LoadedRate | Measure::LoadedRateOwnWords | Measure::WeightedRate => continue,
        };
        let (a, b) = (side(&row.outlet_a), side(&row.outlet_b));
        let text = if row.measure == Measure::NetPolarity {
            let better = row.verdict == Verdict::Higher;
            format!(
                "{what}: {} in {a} than in {b} ({} and {} on balance).",
                if better { "more favourable" } else { "less favourable" },
                row.count_a,
                row.count_b
            )
        } else {
            let more = row.verdict == Verdict::Higher;
            format!("{what}: {} in {a} than in {b} ({} and {}), {}.", if more { "more" } else { "less" }, row.count_a, row.count_b, times(row, !more))
        };
        put(&mut out, &text, 0, screen);
    }
    if rows.len() > MOST_DETAILS {
        let _ = writeln!(out, "{} more such differences; --out writes them all.", rows.len() - MOST_DETAILS);
    }
    out
}

/// The order of outlets, only where it stands.
fn order(comparison: &Comparison, event: &str, screen: Screen) -> String {
    let Some(row) = comparison.robustness.iter().find(|r| r.event == event && r.kind == ALL_EVENTS) else { return String::new() };
    let mut out = String::new();
    let share = format!("{:.0} % of {} ways of leaving something out", 100.0 * row.share, row.variants);
    if row.order_stands {
        put(&mut out, &format!("Order by loaded rate, which stands in {share}: {}.", row.order.join(", ")), 0, screen);
    } else if row.variants > 0 {
        let by: Vec<&str> = comparison
            .robustness
            .iter()
            .filter(|r| r.event == event && r.kind != ALL_EVENTS)
            .flat_map(|r| r.overturned_by.iter().map(String::as_str))
            .take(3)
            .collect();
        put(&mut out, &format!("No order of the outlets is given: leaving out {}, among others, turns it; it stands in {share}.", by.join(" or ")), 0, screen);
    }
    out
}

/// Who acts and who merely dies.
fn agents(comparison: &Comparison, event: &str, screen: Screen) -> String {
    let mut victims: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for row in comparison.agency.iter().filter(|r| r.event == event) {
        victims.entry(&row.victim).or_default().push(row);
    }
    if victims.is_empty() {
        return String::new();
    }
    let mut victims: Vec<(&str, Vec<_>)> = victims.into_iter().collect();
    victims.sort_by(|x, y| {
        y.1.len().cmp(&x.1.len()).then_with(|| y.1.iter().map(|r| r.harm_events).sum::<u64>().cmp(&x.1.iter().map(|r| r.harm_events).sum())).then(x.0.cmp(y.0))
    });
    let mut out = screen.heading("Who is said to have done it");
    for (victim, rows) in victims.iter().take(MOST_VICTIMS) {
        let _ = writeln!(out, "{victim}");
        let width = name_width(rows.iter().map(|r| r.outlet.as_str()), screen);
        for row in rows {
            let agents: Vec<String> = row.agents.iter().take(3).map(|(a, n)| format!("{a} {n}")).collect();
            let verbs: Vec<&str> = row.verbs.iter().take(4).map(|(v, _)| v.as_str()).collect();
            let named = if agents.is_empty() { "nobody".to_owned() } else { agents.join(", ") };
            let text = format!("named in {} of {}: {named}; \u{201C}{}\u{201D}", row.named, row.harm_events, verbs.join("\u{201D}, \u{201C}"));
            let lines = wrap(&text, screen.width.saturating_sub(width + 4));
            for (at, line) in lines.iter().enumerate() {
                let _ = writeln!(out, "  {}  {line}", pad(if at == 0 { &row.outlet } else { "" }, width));
            }
        }
    }
    out
}

/// Articles that nobody else tells.
fn not_compared(alone: &[Article<'_>], tables: &RunTables, events: &Events, screen: Screen) -> String {
    if alone.is_empty() {
        return String::new();
    }
    let mut out = screen.heading(&format!("{} that no other outlet tells: not compared", plural(alone.len(), "article")));
    let width = name_width(alone.iter().map(|a| a.outlet), screen);
    for article in alone.iter().take(MOST_OUTLETS) {
        let related = events.of_article.get(article.at).map_or(&[][..], |a| &a.related);
        // An event that one outlet tells is known by that outlet, any other by its id.
        let teller = |event: &str| {
            let mut tellers: Vec<u32> =
                (0..tables.articles.len() as u32).filter(|a| events.of_article.get(*a as usize).is_some_and(|e| e.event == event)).collect();
            tellers.dedup_by_key(|a| tables.outlet(*a).to_owned());
            match tellers.as_slice() {
                [one] if !tables.outlet(*one).is_empty() => format!("what {} tells", tables.outlet(*one)),
                [one] => tables.articles[*one as usize].id.clone(),
                _ => event.to_owned(),
            }
        };
        let near = related.first().map_or(String::new(), |(event, _)| format!(" (related to {}, not the same event)", teller(event)));
        let title = if article.title == "(no headline)" { article.id } else { article.title };
        let _ = writeln!(out, "{}  {}{near}", pad(article.outlet, width), fit(title, screen.width.saturating_sub(width + 2 + near.chars().count()).max(20)));
    }
    if alone.len() > MOST_OUTLETS {
        let _ = writeln!(out, "and {} more.", group((alone.len() - MOST_OUTLETS) as u64));
    }
    out
}
