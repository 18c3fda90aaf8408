//! Articles side by side: paragraphs that tell the same are put into one row.
//!
//! Similarity is the cosine of rare words within the event. It is a reading aid and decides no number.

use super::model::Paragraph;
use rustc_hash::{FxHashMap, FxHashSet};

/// Two paragraphs tell the same above this cosine: found by eye on the demo and on real articles.
const SAME: f64 = 0.22;

/// Writes row numbers onto the paragraphs of articles that tell one event; the number of rows.
pub fn align(articles: &mut [&mut Vec<Paragraph>]) -> usize {
    let bags: Vec<Vec<FxHashMap<String, f64>>> = weighted(articles);
    // A row: the paragraphs in it, as (article, paragraph).
    let mut rows: Vec<Vec<(usize, usize)>> = Vec::new();
    for (a, paragraphs) in bags.iter().enumerate() {
        let mut last: Option<usize> = None;
        for (p, bag) in paragraphs.iter().enumerate() {
            let headline = articles[a].get(p).is_some_and(|x| x.part == "headline");
            let counted = articles[a].get(p).is_some_and(|x| x.part != "boilerplate");
            let best = rows
                .iter()
                .enumerate()
                // One order for every column, so that each article still reads from top to bottom.
                .filter(|(r, _)| last.is_none_or(|l| *r >= l))
                .map(|(r, row)| (r, row.iter().filter(|(b, _)| *b != a).map(|(b, q)| cosine(bag, &bags[*b][*q])).fold(0.0, f64::max)))
                .max_by(|x, y| x.1.total_cmp(&y.1));
            let row = match best {
                _ if headline && p == 0 && !rows.is_empty() => 0,
                Some((r, same)) if counted && same >= SAME => r,
                // What does not count stays with what it stands beside.
                _ if !counted && last.is_some() => last.unwrap_or(0),
                _ => {
                    let at = last.map_or(if a == 0 { rows.len() } else { 1.min(rows.len()) }, |l| l + 1);
                    rows.insert(at, Vec::new());
                    at
                }
            };
            rows[row].push((a, p));
            last = Some(row);
        }
    }
    for (r, row) in rows.iter().enumerate() {
        for (a, p) in row {
            if let Some(paragraph) = articles[*a].get_mut(*p) {
                paragraph.row = r + 1;
            }
        }
    }
    rows.len()
}

fn weighted(articles: &[&mut Vec<Paragraph>]) -> Vec<Vec<FxHashMap<String, f64>>> {
    let words: Vec<Vec<FxHashSet<String>>> = articles.iter().map(|ps| ps.iter().map(bag).collect()).collect();
    let mut paragraphs_with: FxHashMap<&str, f64> = FxHashMap::default();
    let mut total = 0.0;
    for set in words.iter().flatten() {
        total += 1.0;
        for word in set {
            *paragraphs_with.entry(word).or_insert(0.0) += 1.0;
        }
    }
    let weight = |w: &str| paragraphs_with.get(w).map_or(0.0, |n| libm::log((1.0 + total) / (0.5 + n)).max(0.0));
    words.iter().map(|ps| ps.iter().map(|set| set.iter().map(|w| (w.clone(), weight(w))).collect()).collect()).collect()
}

fn bag(paragraph: &Paragraph) -> FxHashSet<String> {
    let text: String = paragraph.segments.iter().map(|s| s.text.as_str()).collect();
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3 || w.chars().any(|c| c.is_ascii_digit())).map(str::to_lowercase).collect()
}

fn cosine(a: &FxHashMap<String, f64>, b: &FxHashMap<String, f64>) -> f64 {
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    // Sorted, so that the sum is the same on every run.
    let mut shared: Vec<(&String, f64)> = small.iter().filter_map(|(w, x)| large.get(w).map(|y| (w, x * y))).collect();
    shared.sort_unstable_by(|x, y| x.0.cmp(y.0));
    let norm = |bag: &FxHashMap<String, f64>| {
        let mut squares: Vec<f64> = bag.values().map(|x| x * x).collect();
        squares.sort_unstable_by(f64::total_cmp);
        squares.iter().sum::<f64>().sqrt()
    };
    let (n, m) = (norm(a), norm(b));
    if n > 0.0 && m > 0.0 { shared.iter().map(|s| s.1).sum::<f64>() / (n * m) } else { 0.0 }
}
