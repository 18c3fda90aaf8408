//! Candidates for a lexicon from the user's own corpus: words that one outlet uses more than others on the same events,
//! words that the corpus uses more than news at large, words that stand near known hits; each with its lines.

use super::compile::Family;
use super::concordance::{Line, bracketed};
use super::import::{glob, toml::quoted};
use crate::analysis::Voice;
use crate::engine::{Analysis, Engine, Scratch, reports};
use crate::facts::read::word_key;
use crate::stats::{Count, Keyness, LogOdds, keyness, log_odds};
use crate::text::background::{FUNCTION, SMALL, background};
use crate::text::{Flags, Token};
use crate::voice::QuoteKind;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Tokens on each side of a hit that count as near it.
const NEAR: usize = 4;
/// Above this many wordings in the table, those met once are forgotten.
const FULL: usize = 1_500_000;
/// z and log-likelihood from which a difference is called one (5 %).
const Z: f64 = 1.96;
const LL: f64 = 3.84;

/// How many candidates, and from how many uses on.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Candidates.
    pub most: usize,
    /// Uses in own voice.
    pub least: u32,
    /// Lines of each.
    pub lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most: 40, least: 3, lines: 3 }
    }
}

/// One wording in one article.
#[derive(Debug, Clone, Default, PartialEq)]
struct Used {
    count: u32,
    near: u32,
    /// Categories of the hits nearby.
    beside: Vec<u16>,
    line: Line,
    test: Option<String>,
}

/// The wordings of one article in the outlet's own voice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    outlet: String,
    shared: bool,
    words: u32,
    near: u32,
    used: BTreeMap<String, Used>,
}

/// A word or hyphen compound: folded text and tokens.
struct Unit {
    text: String,
    first: usize,
    last: usize,
}

/// Counts an article. `shared` says that another outlet tells the same event.
pub fn tally(id: &str, outlet: &str, shared: bool, scratch: &Scratch, analysis: &Analysis) -> Tally {
    let tokens = &scratch.tokens;
    let mut out = Tally { outlet: outlet.into(), shared, ..Tally::default() };
    // Words of somebody else, and words that are hits already.
    let mut taken = vec![false; tokens.len()];
    let mut near: Vec<Option<u16>> = vec![None; tokens.len()];
    let mut fill = |from: u32, to: u32| taken.iter_mut().take(to as usize).skip(from as usize).for_each(|t| *t = true);
    for quote in analysis.quotes.iter().filter(|q| matches!(q.kind, QuoteKind::Direct | QuoteKind::Scare | QuoteKind::Title) || reports(q)) {
        fill(quote.first_token, quote.last_token);
    }
    for hit in &analysis.hits {
        hit.marks.iter().for_each(|m| fill(m.0, m.1));
        if hit.family == Family::Lexical && hit.voice == Voice::Own {
            let (first, last) = hit.stretch();
            let sentence = scratch.landmarks.sentence(first);
            let (from, to) = ((first as usize).saturating_sub(NEAR), (last as usize + NEAR).min(tokens.len()));
            for (at, slot) in near.iter_mut().enumerate().take(to).skip(from) {
                if scratch.landmarks.sentence(at as u32) == sentence {
                    *slot = Some(hit.category);
                }
            }
        }
    }
    let units = units(scratch, &taken);
    let mut put = |text: String, first: usize, last: usize, close: Option<u16>| {
        let used = out.used.entry(text).or_insert_with(|| {
            let stretch = (first as u32, last as u32);
            Used { line: Line::new(id, outlet, scratch, stretch), test: bracketed(scratch, stretch), ..Used::default() }
        });
        used.count += 1;
        if let Some(category) = close {
            used.near += 1;
            used.beside.push(category);
        }
    };
    let mut before: Option<&Unit> = None;
    for unit in &units {
        let close = near.get(unit.first).copied().flatten();
        out.words += 1;
        out.near += u32::from(close.is_some());
        put(unit.text.clone(), unit.first, unit.last, close);
        if let Some(b) = before.filter(|b| b.last == unit.first && !tokens[unit.first].is(Flags::BARRIER)) {
            put(format!("{} {}", b.text, unit.text), b.first, unit.last, close);
        }
        before = Some(unit);
    }
    out
}

/// Content words in small letters, in own voice, outside hits.
fn units(scratch: &Scratch, taken: &[bool]) -> Vec<Unit> {
    let tokens = &scratch.tokens;
    let (mut out, mut folded, mut at) = (Vec::new(), String::new(), 0);
    while at < tokens.len() {
        let first = at;
        at += 1;
        while tokens.get(at).is_some_and(|t| t.is(Flags::HYPHEN)) {
            at += 1;
        }
        let run = &tokens[first..at];
        let text = scratch.text.get(run[0].start as usize..run[run.len() - 1].end as usize).unwrap_or("");
        if taken[first..at].iter().any(|t| *t) || run.iter().any(|t| t.is(Flags::BOILERPLATE | Flags::DIGIT | Flags::CLITIC)) || text.chars().count() < 3 {
            continue;
        }
        let content = |t: &Token| {
            let byte = background().byte(word_key(t.text(&scratch.text), &mut folded)).unwrap_or(0);
            let begins = t.is(Flags::SENTENCE | Flags::LINE | Flags::HEADLINE) && byte & SMALL != 0;
            (byte & FUNCTION == 0, !t.is(Flags::CAPITAL) || begins)
        };
        let seen: Vec<(bool, bool)> = run.iter().map(content).collect();
        if seen.iter().any(|s| s.0) && seen.iter().all(|s| s.1) && !text.contains(['.', ',', '\u{AD}']) {
            out.push(Unit { text: crate::text::fold::fold(text), first, last: at });
        }
    }
    out
}

#[derive(Debug, Clone, Default)]
struct Total {
    articles: u32,
    count: u32,
    near: u32,
    /// By outlet, in articles on shared events.
    outlets: FxHashMap<u16, u32>,
    all: FxHashMap<u16, u32>,
    beside: BTreeMap<u16, u32>,
    lines: Vec<(u16, Line, Option<String>)>,
}

/// The corpus, one article after the other.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    articles: u32,
    outlets: IndexMap<String, (u64, u64)>,
    words: u64,
    near: u64,
    used: FxHashMap<String, Total>,
}

/// A candidate with what speaks for it.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub words: String,
    pub count: u32,
    pub articles: u32,
    /// The outlet that uses it most, against all others on the same events.
    pub outlet: Option<(String, LogOdds)>,
    /// Articles of the corpus that hold it, against news at large.
    pub corpus: Option<Keyness>,
    /// Near known hits, against elsewhere.
    pub near: Option<(u32, Keyness)>,
    /// Category of most hits nearby.
    pub category: Option<u16>,
    /// Uses of each outlet.
    pub uses: Vec<(String, u32)>,
    pub lines: Vec<(Line, Option<String>)>,
}

impl Corpus {
    /// Adds an article; articles come in the input's order.
    pub fn add(&mut self, tally: Tally, limits: &Limits) {
        let outlet = self.outlets.entry(tally.outlet);
        let number = outlet.index() as u16;
        let (words, shared) = outlet.or_default();
        *words += u64::from(tally.words);
        *shared += u64::from(if tally.shared { tally.words } else { 0 });
        self.articles += 1;
        self.words += u64::from(tally.words);
        self.near += u64::from(tally.near);
        for (text, used) in tally.used {
            let total = self.used.entry(text).or_default();
            total.articles += 1;
            total.count += used.count;
            total.near += used.near;
            *total.all.entry(number).or_default() += used.count;
            if tally.shared {
                *total.outlets.entry(number).or_default() += used.count;
            }
            for category in used.beside {
                *total.beside.entry(category).or_default() += 1;
            }
            // Lines of different outlets tell more than several of one.
            if total.lines.len() < limits.lines {
                total.lines.push((number, used.line, used.test));
            } else if let Some(twice) = (1..total.lines.len()).find(|i| total.lines[..*i].iter().any(|l| l.0 == total.lines[*i].0))
                && total.lines.iter().all(|l| l.0 != number)
            {
                total.lines[twice] = (number, used.line, used.test);
            }
        }
        if self.used.len() > FULL {
            self.used.retain(|_, t| t.count > 1);
        }
    }

    /// Articles and outlets read.
    pub fn size(&self) -> (u32, usize) {
        (self.articles, self.outlets.len())
    }

    /// The best candidates of each kind in turn.
    pub fn candidates(&self, limits: &Limits) -> Vec<Candidate> {
        let labels = self.used.len() as f64;
        let shared: u64 = self.outlets.values().map(|o| o.1).sum();
        let mut found: Vec<Candidate> = Vec::new();
        let mut words: Vec<(&String, &Total)> = self.used.iter().filter(|(_, t)| t.count >= limits.least && t.articles > 1).collect();
        words.sort_unstable_by_key(|(text, _)| *text);
        let mut folded = String::new();
        for (text, total) in words {
            let here: u64 = total.outlets.values().map(|n| u64::from(*n)).sum();
            let prior = labels * here as f64 / (shared.max(1)) as f64;
            let mut outlet: Option<(String, LogOdds)> = None;
            for (number, (name, (_, n))) in self.outlets.iter().enumerate() {
                let y = u64::from(total.outlets.get(&(number as u16)).copied().unwrap_or(0));
                // z is not calibrated for a handful of uses.
                if y < 3 || *n == shared {
                    continue;
                }
                let odds = log_odds(y as f64, *n as f64, (here - y) as f64, (shared - n) as f64, prior, labels);
                if let Some(odds) = odds.filter(|o| o.z >= Z && outlet.as_ref().is_none_or(|best| o.z > best.1.z)) {
                    outlet = Some((name.clone(), odds));
                }
            }
            let phrase = text.contains([' ', '-']);
            let frequency = background().frequency(word_key(text, &mut folded)).round() as u64;
            let corpus = (!phrase)
                .then(|| keyness(Count::new(u64::from(total.articles), u64::from(self.articles)), Count::new(frequency, u64::from(background().documents))))
                .flatten()
                .filter(|k| k.ll >= LL && k.log_ratio > 0.0);
            let far = u64::from(total.count - total.near);
            let near = keyness(Count::new(u64::from(total.near), self.near), Count::new(far, self.words - self.near))
                .filter(|k| k.ll >= LL && k.log_ratio > 0.0 && total.near > 1)
                .map(|k| (total.near, k));
            if outlet.is_none() && corpus.is_none() && near.is_none() {
                continue;
            }
            let mut uses: Vec<(String, u32)> = total.all.iter().filter_map(|(o, n)| Some((self.outlets.get_index(*o as usize)?.0.clone(), *n))).collect();
            uses.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            found.push(Candidate {
                words: text.clone(),
                count: total.count,
                articles: total.articles,
                outlet,
                corpus,
                near,
                category: total.beside.iter().max_by_key(|(c, n)| (**n, std::cmp::Reverse(**c))).map(|(c, _)| *c),
                uses,
                lines: total.lines.iter().map(|l| (l.1.clone(), l.2.clone())).collect(),
            });
        }
        in_turn(found, limits.most)
    }
}

/// The strongest by each of the three measures in turn, so that none drowns the others.
fn in_turn(found: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    let measure = |c: &Candidate, kind: usize| match kind {
        0 => c.outlet.as_ref().map(|o| o.1.z),
        1 => c.near.as_ref().map(|n| n.1.ll),
        _ => c.corpus.as_ref().map(|k| k.ll),
    };
    let mut queues: Vec<Vec<usize>> = (0..3)
        .map(|kind| {
            let mut queue: Vec<usize> = (0..found.len()).filter(|i| measure(&found[*i], kind).is_some()).collect();
            queue.sort_by(|a, b| measure(&found[*b], kind).unwrap_or(0.0).total_cmp(&measure(&found[*a], kind).unwrap_or(0.0)).then(a.cmp(b)));
            queue.reverse();
            queue
        })
        .collect();
    let (mut chosen, mut seen) = (Vec::new(), vec![false; found.len()]);
    while chosen.len() < most && queues.iter().any(|q| !q.is_empty()) {
        for queue in &mut queues {
            while let Some(at) = queue.pop() {
                if !std::mem::replace(&mut seen[at], true) {
                    chosen.push(at);
                    break;
                }
            }
        }
    }
    chosen.truncate(most);
    chosen.into_iter().map(|at| found[at].clone()).collect()
}

/// The candidates as a lexicon for a person to complete or strike.
pub fn patch(engine: &Engine, corpus: &Corpus, candidates: &[Candidate], of: &str) -> String {
    let (articles, outlets) = corpus.size();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!(
        "# {} candidates from {articles} articles of {outlets} outlets. Nobody has judged them: strike a block, or complete its category,\n# polarity, strength, why, alternatives and tests. Then: slantwise lexicon check FILE, slantwise lexicon test FILE.\n",
        candidates.len()
    );
    let _ = write!(out, "schema = 1\nid = \"suggested\"\ntitle = {}\nlanguage = \"en\"\n", quoted(&format!("Suggested from {}", one_line(of))));
    for candidate in candidates {
        let Ok(pattern) = glob::pattern(&candidate.words) else { continue };
        let uses: Vec<String> = candidate.uses.iter().take(5).map(|(o, n)| format!("{} {n}", if o.is_empty() { "no outlet" } else { o })).collect();
        let _ = write!(out, "\n# {}: {} uses in {} articles ({})\n", pattern, candidate.count, candidate.articles, one_line(&uses.join(", ")));
        if let Some((outlet, odds)) = &candidate.outlet {
            let _ = writeln!(out, "#   {} against the others on the same events: log-odds {:+.2}, z {:.1}", one_line(outlet), odds.delta, odds.z);
        }
        if let Some(key) = &candidate.corpus {
            let _ = writeln!(out, "#   in this corpus against news at large: log-likelihood {:.1}, log ratio {:+.1}", key.ll, key.log_ratio);
        }
        if let Some((n, key)) = &candidate.near {
            let _ = writeln!(out, "#   near loaded words: {n} of {} uses, log-likelihood {:.1}, log ratio {:+.1}", candidate.count, key.ll, key.log_ratio);
        }
        for (line, _) in &candidate.lines {
            let _ = writeln!(out, "#   | {}: {}", one_line(&line.article), one_line(&line.show()));
        }
        let category = candidate.category.map_or("evaluative", |c| engine.category(c).id.as_str());
        let guess = if candidate.category.is_some() { "as most loaded words nearby: decide" } else { "a guess: decide" };
        let _ = write!(
            out,
            "[[family]]\nid = {}\ncategory = {}        # {guess}\npolarity = 0\nstrength = \"mild\"\n",
            quoted(&pattern.replace(' ', "-")),
            quoted(category)
        );
        let _ = write!(out, "why = \"\"\nalternatives = []\nsource = [\"slantwise codebook\"]\npatterns = [{}]\nmust_match = [\n", quoted(&pattern));
        for test in candidate.lines.iter().filter_map(|l| l.1.as_ref()).take(2) {
            let _ = writeln!(out, "  {},", quoted(test));
        }
        out.push_str("]\nmust_not_match = []  # write sentences in which the word is innocent\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Settings;
    use crate::lexicon::{load, selftest};

    #[test]
    fn the_word_of_one_outlet_and_the_word_near_hits_are_found() {
        let engine = Engine::build(Settings { explain: true, ..Settings::built_in().unwrap() }).map_err(|b| b[0].to_string()).unwrap().0;
        let mut corpus = Corpus::default();
        let limits = Limits { most: 12, ..Limits::default() };
        let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
        for number in 0..12 {
            let bugle = number % 2 == 0;
            let word = if bugle { "wobblesome" } else { "careful" };
            let text = format!(
                "The council met in the hall on day {number}. Its {word} plan for the bridge was read out to the visitors. The brutal splotchy regime of the park fell, a {word} affair. People then went home by bus and talked of the weather and the bridge."
            );
            engine.analyse("", &text, &mut scratch, &mut analysis);
            corpus.add(tally(&format!("a{number}"), if bugle { "Bugle" } else { "Herald" }, true, &scratch, &analysis), &limits);
        }
        let candidates = corpus.candidates(&limits);
        let of = |word: &str| {
            candidates
                .iter()
                .find(|c| c.words == word)
                .unwrap_or_else(|| panic!("{word} is not among {:?}", candidates.iter().map(|c| &c.words).collect::<Vec<_>>()))
        };
        assert_eq!(of("wobblesome").outlet.as_ref().map(|o| o.0.as_str()), Some("Bugle"));
        assert_eq!(of("wobblesome").uses, [("Bugle".to_owned(), 12)]);
        assert!(of("splotchy").near.is_some());
        assert!(!candidates.iter().any(|c| c.words.contains("brutal")), "what is marked already is no candidate");
        // The patch is a lexicon, and its draft tests pass.
        let text = patch(&engine, &corpus, &candidates, "demo");
        let source = load::parse("patch.toml", &text, false).unwrap_or_else(|b| panic!("{b}\n{text}"));
        let engine = Engine::build(Settings { lexicons: vec![source], explain: true, ..Settings::default() }).map_err(|b| b[0].to_string()).unwrap().0;
        let outcome = selftest::run(&engine, |_| true);
        assert!(outcome.ran >= 12 && outcome.failures.is_empty(), "{:?}\n{text}", outcome.failures.first().map(|f| &f.message));
    }
}
