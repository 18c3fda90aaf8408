//! Articles side by side: paragraphs that tell the same are put into one row.
//!
//! Similarity is the cosine of rare words within the event. It is a reading aid and decides no number.

use super::model::Paragraph;
use rustc_hash::{FxHashMap, FxHashSet};

type Bag = FxHashMap<String, f64>;

/// Two paragraphs tell the same above this cosine: found by eye on the demo and on real articles.
const SAME: f64 = 0.12;

/// Writes row numbers onto the paragraphs of articles that tell one event; the number of rows.
///
/// The longest article is the measure. Each other one is laid along it, in its own order, so that paragraphs that tell the
/// same meet; a row begins at each paragraph of the measure that met another, and holds what follows until the next. Rows
/// of their own for everything that meets nothing would leave more gaps than text.
pub fn align(articles: &mut [&mut Vec<Paragraph>]) -> usize {
    let bags = weighted(articles);
    let counted: Vec<Vec<bool>> = articles.iter().map(|ps| ps.iter().map(|p| !matches!(p.part.as_str(), "boilerplate" | "headline")).collect()).collect();
    let Some(measure) = (0..bags.len()).max_by_key(|a| (counted[*a].iter().filter(|c| **c).count(), std::cmp::Reverse(*a))) else { return 0 };
    let met: Vec<Vec<Option<usize>>> = (0..bags.len())
        .map(|a| if a == measure { vec![None; bags[a].len()] } else { along(&bags[a], &counted[a], &bags[measure], &counted[measure]) })
        .collect();
    let mut begins = vec![false; bags[measure].len()];
    for to in met.iter().flatten().flatten() {
        begins[*to] = true;
    }
    // Leads stand beside leads: whatever they begin with, they are what each outlet tells first.
    if let Some(lead) = counted[measure].iter().position(|c| *c) {
        begins[..=lead].fill(false);
    }
    let mut row = 1;
    let row_of: Vec<usize> = begins
        .iter()
        .map(|begins| {
            row += usize::from(*begins);
            row
        })
        .collect();
    for (a, paragraphs) in articles.iter_mut().enumerate() {
        let mut at = 1;
        for (p, paragraph) in paragraphs.iter_mut().enumerate() {
            if a == measure {
                at = row_of[p];
            } else if let Some(to) = met[a][p] {
                at = row_of[to];
            }
            paragraph.row = at;
        }
    }
    row
}

/// Which paragraph of `other` each of `own` meets, both in their order: the best sum of similarities above the threshold.
fn along(own: &[Bag], own_counted: &[bool], other: &[Bag], other_counted: &[bool]) -> Vec<Option<usize>> {
    let (n, m) = (own.len(), other.len());
    let mut gain = vec![vec![0.0; m]; n];
    for (i, row) in gain.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            if own_counted[i] && other_counted[j] {
                *cell = (cosine(&own[i], &other[j]) - SAME).max(0.0);
            }
        }
    }
    let mut best = vec![vec![0.0f64; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            best[i][j] = best[i + 1][j].max(best[i][j + 1]).max(best[i + 1][j + 1] + gain[i][j]);
        }
    }
    let mut met = vec![None; n];
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if gain[i][j] > 0.0 && best[i][j] <= best[i + 1][j + 1] + gain[i][j] {
            met[i] = Some(j);
            i += 1;
            j += 1;
        } else if best[i][j] <= best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    met
}

fn weighted(articles: &[&mut Vec<Paragraph>]) -> Vec<Vec<Bag>> {
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

fn cosine(a: &Bag, b: &Bag) -> f64 {
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    // Sorted, so that the sum is the same on every run.
    let mut shared: Vec<(&String, f64)> = small.iter().filter_map(|(w, x)| large.get(w).map(|y| (w, x * y))).collect();
    shared.sort_unstable_by(|x, y| x.0.cmp(y.0));
    let norm = |bag: &Bag| {
        let mut squares: Vec<f64> = bag.values().map(|x| x * x).collect();
        squares.sort_unstable_by(f64::total_cmp);
        squares.iter().sum::<f64>().sqrt()
    };
    let (n, m) = (norm(a), norm(b));
    if n > 0.0 && m > 0.0 { shared.iter().map(|s| s.1).sum::<f64>() / (n * m) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::segments::paragraphs;
    use crate::report::texts::ArticleText;

    #[test]
    fn paragraphs_that_tell_the_same_share_a_row() {
        let text = |t: &str| paragraphs(&ArticleText::plain("a", t), &[], &[], &[], &[]);
        let mut first = text("The minister resigned in Corrast.\nNurses plan strikes over parking.\nRain fell on Tuesday evening.");
        let mut second = text("Weather: rain fell Tuesday evening everywhere.");
        let mut third = text("Something else entirely happened.\nStrikes are planned by nurses about parking.\nMore follows.");
        let rows = align(&mut [&mut first, &mut second, &mut third]);
        assert_eq!(rows, 3);
        assert_eq!(first.iter().map(|p| p.row).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(second[0].row, 3);
        assert_eq!(third.iter().map(|p| p.row).collect::<Vec<_>>(), [1, 2, 2]);
    }
}
