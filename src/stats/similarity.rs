//! How alike two texts are: TF-IDF cosine, shared shingles, nearness in time.

use std::collections::{BTreeMap, BTreeSet};

/// Gaussian nearness of two dates, 1 on the same day: `exp(-d²/(2 sigma²))`.
///
/// `days` and `sigma` in days; sigma 3 is the constant of Miranda et al. 2018. 0 for a sigma that is
/// not above zero (unless the days are 0) and for NaN.
pub fn time_kernel(days: f64, sigma: f64) -> f64 {
    if days == 0.0 {
        return 1.0;
    }
    if days.is_nan() || sigma.is_nan() || sigma <= 0.0 {
        return 0.0;
    }
    let scaled = days / sigma;
    libm::exp(-0.5 * scaled * scaled)
}

/// Inverse document frequencies, as scikit-learn smooths them: `ln((1+n)/(1+df)) + 1`.
///
/// Made from few documents they are degenerate: use a background collection where there is one.
#[derive(Clone, Debug)]
pub struct Idf<T: Ord> {
    documents: u64,
    frequencies: BTreeMap<T, u64>,
}

/// Term weights of one document, of Euclidean length 1 (or empty).
#[derive(Clone, Debug, PartialEq)]
pub struct Vector<T: Ord>(BTreeMap<T, f64>);

impl<T: Ord + Clone> Idf<T> {
    /// Counts in how many documents each term occurs.
    pub fn fit<'a, D>(documents: D) -> Self
    where
        T: 'a,
        D: IntoIterator<Item = &'a [T]>,
    {
        let mut idf = Self { documents: 0, frequencies: BTreeMap::new() };
        for document in documents {
            idf.documents += 1;
            for term in document.iter().collect::<BTreeSet<_>>() {
                *idf.frequencies.entry(term.clone()).or_insert(0) += 1;
            }
        }
        idf
    }

    /// The weight of a term; unknown terms get the largest.
    pub fn weight(&self, term: &T) -> f64 {
        let df = self.frequencies.get(term).copied().unwrap_or(0);
        libm::log((1.0 + self.documents as f64) / (1.0 + df as f64)) + 1.0
    }

    /// The weighted terms of a document. `sublinear` counts a term 1 + ln(tf) times instead of tf.
    pub fn vector(&self, document: &[T], sublinear: bool) -> Vector<T> {
        let mut terms: BTreeMap<T, f64> = BTreeMap::new();
        for term in document {
            *terms.entry(term.clone()).or_insert(0.0) += 1.0;
        }
        let mut squares = 0.0;
        for (term, weight) in &mut terms {
            if sublinear {
                *weight = 1.0 + libm::log(*weight);
            }
            *weight *= self.weight(term);
            squares += *weight * *weight;
        }
        let length = f64::sqrt(squares);
        terms.values_mut().for_each(|w| *w /= length);
        Vector(terms)
    }
}

impl<T: Ord> Vector<T> {
    /// Cosine, 0 to 1; 0 where either is empty.
    pub fn cosine(&self, other: &Self) -> f64 {
        let shared = |(term, weight): (&T, &f64)| other.0.get(term).map(|w| w * weight);
        // From 0.0, because an empty sum of floats is -0.0.
        self.0.iter().filter_map(shared).fold(0.0, |sum: f64, part| sum + part).clamp(0.0, 1.0)
    }
}

/// The largest cosine each sentence of one text has with any of another; 0 where there are none.
///
/// A sentence below some 0.3 has no counterpart: a proxy for "not reported there".
pub fn best_cosines<T: Ord>(sentences: &[Vector<T>], others: &[Vector<T>]) -> Vec<f64> {
    let best = |s: &Vector<T>| others.iter().map(|o| s.cosine(o)).fold(0.0, f64::max);
    sentences.iter().map(best).collect()
}

/// What two sets share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    pub size_a: usize,
    pub size_b: usize,
    pub shared: usize,
}

impl Overlap {
    pub fn of<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> Self {
        Self { size_a: a.len(), size_b: b.len(), shared: a.intersection(b).count() }
    }

    /// Shared over all; 0 where both sets are empty.
    pub fn jaccard(self) -> f64 {
        ratio(self.shared, self.size_a + self.size_b - self.shared)
    }

    /// Shared over the smaller set; 0 where one is empty. It, not Jaccard, finds wire copy pasted
    /// into a longer story.
    pub fn containment(self) -> f64 {
        ratio(self.shared, self.size_a.min(self.size_b))
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The distinct runs of `k` tokens; none for `k` = 0 or fewer than `k` tokens.
pub fn shingles<T: Ord>(tokens: &[T], k: usize) -> BTreeSet<&[T]> {
    if k == 0 { BTreeSet::new() } else { tokens.windows(k).collect() }
}
