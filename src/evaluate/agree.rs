//! How far coders agree: percentage and Krippendorff's alpha over words and sentences, with bootstrap intervals; the program
//! beside them as if it were one more coder.

use super::{Coder, Run, Span, bytes};
use crate::analysis::Voice;
use crate::lexicon::Family;
use crate::marked::Article;
use crate::stats::alpha::{Tally, bootstrap};
use crate::stats::random::SplitMix64;
use crate::stats::{Marked, unitised_alpha};
use serde::Serialize;
use std::collections::BTreeMap;

/// From this many articles on, articles are drawn again; below, sentences.
const ARTICLE_CLUSTERS: usize = 10;

/// Agreement on one question.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Measure {
    /// What is asked of each unit.
    pub what: String,
    /// Units that at least two coders coded.
    pub units: u64,
    /// Share of units on which all give the same answer.
    pub same: Option<f64>,
    /// Krippendorff's alpha, nominal.
    pub alpha: Option<f64>,
    pub lo95: Option<f64>,
    pub hi95: Option<f64>,
}

/// Two coders, or a coder and the program.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Pair {
    pub a: String,
    pub b: String,
    pub articles: usize,
    /// Alpha over words, marked or not.
    pub marked: Option<f64>,
    /// Alpha over words, by category.
    pub category: Option<f64>,
}

/// What the comparison of coders came to.
#[derive(Debug, Clone, Default, Serialize, PartialEq)]
pub struct Agreement {
    /// Articles that at least two coded.
    pub articles: usize,
    /// What is drawn again for the intervals: article or sentence.
    pub drawn: &'static str,
    pub measures: Vec<Measure>,
    /// Unitised alpha over characters (Krippendorff 2004), by category; of articles that all coded.
    pub unitised: Option<f64>,
    pub pairs: Vec<Pair>,
    /// The program against each coder.
    pub program: Vec<Pair>,
}

/// The labels that somebody's marks give the counted words of an article: 0, or one more than the category's number; and the
/// voice of marked words.
struct Labels {
    category: Vec<usize>,
    voice: Vec<Option<Voice>>,
}

fn labels(spans: &[Span], article: &Article, run: &Run) -> Labels {
    let mut out = Labels { category: vec![0; article.counted.len()], voice: vec![None; article.counted.len()] };
    // A word has one label here: scored categories first, as in class mode.
    let mut order: Vec<&Span> = spans.iter().collect();
    order.sort_by_key(|s| run.family(&s.category) != Family::Lexical);
    for span in order {
        let label = 1 + run.categories.iter().position(|c| c.id == span.category).unwrap_or(run.categories.len());
        for range in bytes(span, article).unwrap_or_default() {
            let from = article.counted.partition_point(|(r, _)| r.end <= range.start);
            for at in (from..article.counted.len()).take_while(|at| article.counted[*at].0.start < range.end) {
                if out.category[at] == 0 {
                    out.category[at] = label;
                    out.voice[at] = span.voice;
                }
            }
        }
    }
    out
}

/// A question asked of a word: the code that labels give it, if any.
type Question<'q> = (String, Box<dyn Fn(&Labels, usize) -> Option<usize> + 'q>);

/// Compares coders over the words of `texts`, which hold the coded articles by the run's ids.
pub fn agree(coders: &[Coder], run: &Run, texts: &BTreeMap<String, Article>, seed: u64, draws: usize) -> Agreement {
    let none = Vec::new();
    let mut all: BTreeMap<&str, Vec<(usize, Labels)>> = BTreeMap::new();
    let mut machine: BTreeMap<&str, Labels> = BTreeMap::new();
    for (id, article) in texts {
        let coded: Vec<(usize, Labels)> = coders.iter().enumerate().filter_map(|(n, c)| Some((n, labels(c.articles.get(id)?, article, run)))).collect();
        if !coded.is_empty() {
            let asked: Vec<Span> =
                run.hits.get(id).unwrap_or(&none).iter().filter(|s| families(coders, run).contains(&run.family(&s.category))).cloned().collect();
            machine.insert(id, labels(&asked, article, run));
            all.insert(id, coded);
        }
    }
    let shared: Vec<&str> = all.iter().filter(|(_, c)| c.len() > 1).map(|(id, _)| *id).collect();
    let by_article = shared.len() >= ARTICLE_CLUSTERS;
    let mut questions: Vec<Question<'_>> = vec![
        ("words: marked or not".into(), Box::new(|l: &Labels, at: usize| Some(usize::from(l.category[at] > 0)))),
        ("words: which category, or none".into(), Box::new(|l: &Labels, at: usize| Some(l.category[at]))),
        ("words that both marked: whose voice".into(), Box::new(|l: &Labels, at: usize| l.voice[at].map(|v| v as usize))),
    ];
    for (n, category) in run.categories.iter().enumerate() {
        let used = all.values().flatten().any(|(_, l)| l.category.contains(&(n + 1)));
        if used {
            questions.push((format!("words: {} or not", category.id), Box::new(move |l: &Labels, at: usize| Some(usize::from(l.category[at] == n + 1)))));
        }
    }
    let mut out = Agreement { articles: shared.len(), drawn: if by_article { "article" } else { "sentence" }, ..Agreement::default() };
    if !shared.is_empty() {
        for (what, ask) in &questions {
            let mut clusters: BTreeMap<(&str, usize), Tally> = BTreeMap::new();
            for id in &shared {
                let (article, coded) = (&texts[*id], &all[id]);
                for (at, (_, sentence)) in article.counted.iter().enumerate() {
                    let codes: Vec<usize> = coded.iter().filter_map(|(_, l)| ask(l, at)).collect();
                    clusters.entry((id, if by_article { 0 } else { *sentence })).or_default().unit(&codes);
                }
            }
            out.measures.push(measure(what, clusters.into_values().filter(|t| t.units > 0).collect(), seed, draws));
        }
        let mut clusters: BTreeMap<(&str, usize), Tally> = BTreeMap::new();
        for id in &shared {
            let article = &texts[*id];
            for sentence in 0..article.sentences.len() {
                let words = article.counted.partition_point(|(_, s)| *s < sentence)..article.counted.partition_point(|(_, s)| *s <= sentence);
                let codes: Vec<usize> = all[id].iter().map(|(_, l)| usize::from(l.category[words.clone()].iter().any(|c| *c > 0))).collect();
                clusters.entry((id, if by_article { 0 } else { sentence })).or_default().unit(&codes);
            }
        }
        out.measures.insert(1, measure("sentences: anything marked or not", clusters.into_values().collect(), seed, draws));
        out.unitised = unitised(coders, run, texts);
    }
    for a in 0..coders.len() {
        for b in a + 1..coders.len() {
            out.pairs.push(pair(&coders[a].name, &coders[b].name, all.values().filter_map(|c| Some((labels_of(c, a)?, labels_of(c, b)?)))));
        }
        out.program.push(pair(&coders[a].name, "slantwise", all.iter().filter_map(|(id, c)| Some((labels_of(c, a)?, machine.get(id)?)))));
    }
    out
}

fn labels_of(coded: &[(usize, Labels)], coder: usize) -> Option<&Labels> {
    coded.iter().find(|(n, _)| *n == coder).map(|(_, l)| l)
}

/// Families in which somebody marked something.
fn families(coders: &[Coder], run: &Run) -> Vec<Family> {
    let mut out: Vec<Family> = coders.iter().flat_map(|c| c.articles.values().flatten()).map(|s| run.family(&s.category)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn measure(what: &str, clusters: Vec<Tally>, seed: u64, draws: usize) -> Measure {
    let mut all = Tally::default();
    clusters.iter().for_each(|c| all.add(c));
    let interval = bootstrap(&clusters, draws, 0.05, &mut SplitMix64::keyed(seed, &["agreement", what]));
    Measure { what: what.into(), units: all.units, same: all.percentage(), alpha: all.alpha(), lo95: interval.map(|i| i.lo), hi95: interval.map(|i| i.hi) }
}

fn pair<'l>(a: &str, b: &str, articles: impl Iterator<Item = (&'l Labels, &'l Labels)>) -> Pair {
    let (mut marked, mut category, mut count) = (Tally::default(), Tally::default(), 0);
    for (x, y) in articles {
        count += 1;
        for (p, q) in x.category.iter().zip(&y.category) {
            marked.unit(&[usize::from(*p > 0), usize::from(*q > 0)]);
            category.unit(&[*p, *q]);
        }
    }
    Pair { a: a.into(), b: b.into(), articles: count, marked: marked.alpha(), category: category.alpha() }
}

/// Unitised alpha over the articles that all coders coded, laid end to end.
fn unitised(coders: &[Coder], run: &Run, texts: &BTreeMap<String, Article>) -> Option<f64> {
    let mut marks: Vec<Vec<Marked<usize>>> = vec![Vec::new(); coders.len()];
    let mut end = 0u64;
    for (id, article) in texts.iter().filter(|(id, _)| coders.iter().all(|c| c.articles.contains_key(*id))) {
        let places = crate::marked::Places::new(&article.text);
        for (coder, list) in coders.iter().zip(&mut marks) {
            for span in &coder.articles[id] {
                let category = run.categories.iter().position(|c| c.id == span.category).unwrap_or(run.categories.len());
                for range in bytes(span, article).unwrap_or_default() {
                    list.push(Marked::new(end + places.points(range.start) as u64, end + places.points(range.end) as u64, category));
                }
            }
        }
        end += places.points(article.text.len()) as u64;
    }
    unitised_alpha(&marks, 0, end).map(|u| u.alpha)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Category;
    use crate::marked::{one, tests::engine};
    use crate::stats::token_alpha;

    #[test]
    fn alpha_over_words_is_that_of_the_labels_written_out() {
        let article = one(engine(), "a", "", "The brutal regime fell. Thugs ruled the old town. It rained.");
        let run = Run {
            categories: ["violence", "label_neg"].iter().map(|c| Category { id: (*c).into(), title: String::new(), family: Family::Lexical }).collect(),
            ..Run::default()
        };
        let coder = |name: &str, marks: &[(&str, &str)]| {
            let spans = marks.iter().map(|(words, category)| {
                let at = article.text.find(words).unwrap() as u64;
                Span { title: false, parts: vec![(at, at + words.len() as u64)], category: (*category).into(), voice: Some(Voice::Own) }
            });
            Coder { name: name.into(), articles: [("a".to_owned(), spans.collect())].into() }
        };
        let coders = [coder("Ada", &[("brutal regime", "label_neg"), ("Thugs", "label_neg")]), coder("Bo", &[("brutal", "violence"), ("Thugs", "label_neg")])];
        let texts = [("a".to_owned(), article.clone())].into();
        let found = agree(&coders, &run, &texts, 7, 200);
        // The brutal regime fell | Thugs ruled the old town | It rained
        let (ada, bo): (Vec<u32>, Vec<u32>) = (vec![0, 2, 2, 0, 2, 0, 0, 0, 0, 0, 0], vec![0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
        let category = found.measures.iter().find(|m| m.what.contains("which category")).unwrap();
        assert!((category.alpha.unwrap() - token_alpha(&[&ada, &bo]).unwrap()).abs() < 1e-12);
        assert_eq!((category.units, category.same), (11, Some(9.0 / 11.0)));
        assert_eq!(found.measures[1].what, "sentences: anything marked or not");
        assert_eq!(found.measures[1].alpha, Some(1.0));
        assert_eq!((found.pairs.len(), found.program.len(), found.drawn), (1, 2, "sentence"));
        assert!(found.unitised.is_some());
    }
}
