//! Krippendorff's unitised alpha: do coders mark the same stretches of a text?

use std::collections::BTreeMap;

use super::spans::Marked;

/// Agreement in one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoryAlpha<C> {
    pub category: C,
    pub observed: f64,
    pub expected: f64,
    /// `1 - observed / expected`; `None` where nothing is expected.
    pub alpha: Option<f64>,
}

/// Alpha over all categories, and category by category.
#[derive(Clone, Debug, PartialEq)]
pub struct Unitised<C> {
    /// `1 - Σ observed / Σ expected`.
    pub alpha: f64,
    /// In the order of the categories.
    pub categories: Vec<CategoryAlpha<C>>,
}

/// Unitised alpha of coders' units over the continuum `start..end` (Krippendorff 2004; agrees with
/// DKPro Statistics). `coders[i]` lists what coder i marked, in any order; a coder who marked nothing
/// has an empty list and counts.
///
/// Units of one category are taken with the gaps between them. Units are clipped to the continuum;
/// overlapping units of one coder in one category become one, and empty ones are ignored. `None`
/// with fewer than two coders, an empty continuum, or no units.
pub fn unitised_alpha<C: Ord + Copy>(coders: &[Vec<Marked<C>>], start: u64, end: u64) -> Option<Unitised<C>> {
    if coders.len() < 2 || end <= start {
        return None;
    }
    let mut by_category: BTreeMap<C, Vec<Vec<(u64, u64)>>> = BTreeMap::new();
    for (coder, units) in coders.iter().enumerate() {
        for unit in units {
            let (from, to) = (unit.start.max(start), unit.end.min(end));
            if from < to {
                let lists = by_category.entry(unit.category).or_insert_with(|| vec![vec![]; coders.len()]);
                lists[coder].push((from - start, to - start));
            }
        }
    }
    let length = (end - start) as f64;
    let mut categories = Vec::with_capacity(by_category.len());
    for (category, mut lists) in by_category {
        lists.iter_mut().for_each(merge_overlaps);
        let sections: Vec<_> = lists.iter().map(|l| with_gaps(l, end - start)).collect();
        let observed = observed(&sections, length);
        let expected = expected(&sections, length);
        let alpha = (expected > 0.0).then(|| 1.0 - observed / expected);
        categories.push(CategoryAlpha { category, observed, expected, alpha });
    }
    let sum = |of: fn(&CategoryAlpha<C>) -> f64| categories.iter().map(of).sum::<f64>();
    let (observed, expected) = (sum(|c| c.observed), sum(|c| c.expected));
    (expected > 0.0).then(|| Unitised { alpha: 1.0 - observed / expected, categories })
}

fn merge_overlaps(units: &mut Vec<(u64, u64)>) {
    units.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::with_capacity(units.len());
    for &(from, to) in units.iter() {
        match merged.last_mut() {
            // Units that only touch stay two.
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    *units = merged;
}

/// A unit or a gap, from the start of the continuum.
struct Section {
    from: f64,
    to: f64,
    unit: bool,
}

impl Section {
    fn length(&self) -> f64 {
        self.to - self.from
    }
}

fn with_gaps(units: &[(u64, u64)], end: u64) -> Vec<Section> {
    let mut sections = Vec::with_capacity(2 * units.len() + 1);
    let mut at = 0;
    let section = |from: u64, to: u64, unit| Section { from: from as f64, to: to as f64, unit };
    for &(from, to) in units {
        if from > at {
            sections.push(section(at, from, false));
        }
        sections.push(section(from, to, true));
        at = to;
    }
    if end > at {
        sections.push(section(at, end, false));
    }
    sections
}

/// Mean squared difference over pairs of coders, per squared length.
fn observed(coders: &[Vec<Section>], length: f64) -> f64 {
    let mut sum = 0.0;
    for (i, first) in coders.iter().enumerate() {
        for second in &coders[i + 1..] {
            // Two ordered lists: only sections that overlap differ, so a merge finds all pairs.
            let (mut g, mut h) = (0, 0);
            while let (Some(a), Some(b)) = (first.get(g), second.get(h)) {
                sum += difference(a, b);
                if a.to <= b.to {
                    g += 1;
                }
                if b.to <= a.to {
                    h += 1;
                }
            }
        }
    }
    let m = coders.len() as f64;
    2.0 * sum / (m * (m - 1.0) * length * length)
}

/// The squared difference of two sections that overlap.
fn difference(a: &Section, b: &Section) -> f64 {
    if a.unit && b.unit {
        let (start, end) = (a.from - b.from, a.to - b.to);
        return start * start + end * end;
    }
    let inside = |unit: &Section, gap: &Section| unit.unit && !gap.unit && gap.from <= unit.from && unit.to <= gap.to;
    if inside(a, b) {
        a.length() * a.length()
    } else if inside(b, a) {
        b.length() * b.length()
    } else {
        0.0
    }
}

/// The difference to expect if all coders' units and gaps were laid out at random.
fn expected(coders: &[Vec<Section>], length: f64) -> f64 {
    let all = || coders.iter().flatten();
    let count = all().filter(|s| s.unit).count() as f64;
    let (mut sum, mut within) = (0.0, 0.0);
    for unit in all().filter(|s| s.unit) {
        let l = unit.length();
        let gaps: f64 = all().filter(|s| !s.unit && s.length() >= l).map(|gap| gap.length() - l + 1.0).sum();
        sum += (count - 1.0) / 3.0 * (2.0 * l * l * l - 3.0 * l * l + l) + l * l * gaps;
        within += l * (l - 1.0);
    }
    let laid = coders.len() as f64 * length;
    let pairs = laid * (laid - 1.0) - within;
    if pairs > 0.0 { 2.0 / length * sum / pairs } else { 0.0 }
}
