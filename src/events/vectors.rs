//! Articles as weighted terms: body, headline, names. Weights from how common a word is in the collection and in English news.

use crate::facts::Facts;
use crate::tables::read::RunTables;
use crate::text::background::background;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Documents of the background table count this much: it steadies small collections and yields to large ones.
const BACKGROUND_SHARE: f64 = 0.1;
/// Added to every inverse document frequency, so that the words of the collection's own theme still count a little.
const FLOOR: f64 = 0.5;
/// A word in more of the documents than this is not rare.
const RARE_SHARE: f64 = 0.05;

/// Articles at which half of what all have in common is taken for the theme of the collection.
const FEW: f64 = 50.0;

/// Marks the keys of names where they share a table with those of terms.
pub const NAME: u32 = 1 << 24;

/// Rows of keys and weights, each of Euclidean length 1 or empty.
#[derive(Debug, Default)]
pub struct Rows {
    starts: Vec<usize>,
    items: Vec<(u32, f32)>,
}

impl Rows {
    /// The row of an article.
    pub fn row(&self, at: u32) -> &[(u32, f32)] {
        let at = at as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.items[*from..*to],
            _ => &[],
        }
    }
}

impl Rows {
    /// Each row's mean cosine with all other rows that are not empty.
    fn mean_cosines(&self, rows: usize) -> Vec<f64> {
        let mut sums: FxHashMap<u32, f64> = FxHashMap::default();
        for (key, weight) in &self.items {
            *sums.entry(*key).or_insert(0.0) += f64::from(*weight);
        }
        let filled = (0..rows as u32).filter(|at| !self.row(*at).is_empty()).count();
        let mean = |at: u32| {
            let row = self.row(at);
            if row.is_empty() || filled < 2 {
                return 0.0;
            }
            let all = row.iter().fold(0.0, |sum, (key, weight)| sum + f64::from(*weight) * sums.get(key).copied().unwrap_or(0.0));
            ((all - 1.0) / (filled - 1) as f64).max(0.0)
        };
        (0..rows as u32).into_par_iter().map(mean).collect()
    }
}

/// A row laid out by key, so that many others can be held against it: each asks for its own keys and goes along nothing else.
#[derive(Debug, Default)]
pub struct Probe {
    /// Keys and weights where their lowest bits say, or in the next free place; a power of two of them, at most a quarter filled.
    slots: Vec<(u32, f32)>,
    row: Vec<(u32, f32)>,
    /// A bit for what a key's lowest bits say: most keys of another row are not here, and this tells so at once.
    bits: Bits,
    /// Whether no key stands twice: of one that does, each place meets one of the other row only.
    unique: bool,
}

/// As many bits as keep a row of some hundred keys thin.
#[derive(Debug)]
struct Bits([u64; Bits::WORDS]);

impl Default for Bits {
    fn default() -> Self {
        Self([0; Self::WORDS])
    }
}

impl Bits {
    const WORDS: usize = 64;

    fn set(&mut self, key: u32) {
        self.0[(key >> 6) as usize % Self::WORDS] |= 1 << (key & 63);
    }

    /// 1 where the key may be here.
    fn may_hold(&self, key: u32) -> usize {
        (self.0[(key >> 6) as usize % Self::WORDS] >> (key & 63) & 1) as usize
    }
}

/// Keys of another row that are sifted together.
const SIFTED: usize = 256;

/// No key: those of words and names have 25 bits at most.
const NO_KEY: u32 = u32::MAX;

impl Probe {
    /// Lays out a row.
    pub fn set(&mut self, row: &[(u32, f32)]) {
        let size = (4 * row.len()).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, (NO_KEY, 0.0));
        self.row.clear();
        self.row.extend_from_slice(row);
        self.unique = is_ascending(row);
        self.bits = Bits::default();
        for (key, weight) in row {
            self.bits.set(*key);
            let mut at = *key as usize & (size - 1);
            while self.slots[at].0 != NO_KEY {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = (*key, *weight);
        }
    }

    /// Whether the row is empty.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// What [`dot`] gives, to the last bit.
    pub fn dot(&self, other: &[(u32, f32)]) -> f64 {
        if !self.unique || !is_ascending(other) {
            return dot(&self.row, other);
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut sum = 0.0;
        let mut likely = [0u8; SIFTED];
        for part in other.chunks(SIFTED) {
            // Without a branch: which keys are shared follows no rule that could be foreseen.
            let mut n = 0;
            for (at, (key, _)) in (0..=u8::MAX).zip(part) {
                likely[n % SIFTED] = at;
                n += self.bits.may_hold(*key);
            }
            for (key, weight) in likely.iter().take(n).map(|at| part[usize::from(*at)]) {
                let mut at = key as usize & mask;
                while let Some((there, own)) = self.slots.get(at).filter(|slot| slot.0 != NO_KEY) {
                    if *there == key {
                        sum += f64::from(*own) * f64::from(weight);
                        break;
                    }
                    at = (at + 1) & mask;
                }
            }
        }
        sum
    }
}

/// Whether keys come in their order, each once.
fn is_ascending(row: &[(u32, f32)]) -> bool {
    row.is_sorted_by(|a, b| a.0 < b.0)
}

/// All vectors of a collection, by place.
#[derive(Debug)]
pub struct Vectors {
    pub body: Rows,
    pub title: Rows,
    pub names: Rows,
    /// Mean cosine of each article's parts with everything in the collection: what its theme alone makes alike.
    pub common: Vec<[f32; 3]>,
    /// Who published each; 0 where nobody is named.
    pub outlets: Vec<u32>,
    /// In how many articles a term or name stands, both kinds of key.
    frequency: FxHashMap<u32, u32>,
    documents: f64,
    /// Number of articles.
    pub len: usize,
}

impl Vectors {
    /// Weighs the articles in this order.
    pub fn new(tables: &RunTables, facts: &Facts, order: &[u32]) -> Self {
        let mut frequency: FxHashMap<u32, u32> = FxHashMap::default();
        let mut keys: Vec<u32> = Vec::new();
        for at in order {
            let article = &facts.of_article[*at as usize];
            keys.clear();
            keys.extend(article.body.iter().chain(article.title.iter()).map(|t| t.0));
            keys.extend(article.name_words.iter().map(|t| t.0 | NAME));
            keys.sort_unstable();
            keys.dedup();
            for key in &keys {
                *frequency.entry(*key).or_insert(0) += 1;
            }
        }
        let documents = order.len() as f64 + f64::from(background().documents) * BACKGROUND_SHARE;
        let mut all = Self {
            body: Rows::default(),
            title: Rows::default(),
            names: Rows::default(),
            common: Vec::new(),
            outlets: order.iter().map(|at| tables.articles[*at as usize].outlet.0).collect(),
            frequency,
            documents,
            len: order.len(),
        };
        let mut weights: FxHashMap<u32, f64> = FxHashMap::default();
        for at in order {
            let article = &facts.of_article[*at as usize];
            let body = all.weighed(&article.body, 0, &mut weights);
            let title = all.weighed(&article.title, 0, &mut weights);
            let names = all.weighed(&article.name_words, NAME, &mut weights);
            for (rows, row) in [(&mut all.body, body), (&mut all.title, title), (&mut all.names, names)] {
                rows.starts.push(rows.items.len());
                rows.items.extend(row);
            }
        }
        for rows in [&mut all.body, &mut all.title, &mut all.names] {
            rows.starts.push(rows.items.len());
        }
        // A handful of articles may all tell one event: what they have in common is then no theme.
        let few = order.len() as f64 / (order.len() as f64 + FEW);
        let means = [&all.body, &all.title, &all.names].map(|rows| rows.mean_cosines(order.len()));
        all.common = (0..order.len()).map(|at| [means[0][at], means[1][at], means[2][at]].map(|m| (m * few) as f32)).collect();
        all
    }

    /// Body, headline or names.
    pub fn part(&self, part: usize) -> &Rows {
        match part {
            0 => &self.body,
            1 => &self.title,
            _ => &self.names,
        }
    }

    /// In how many documents a word stands, those of the background with their share.
    fn documents_with(&self, key: u32) -> f64 {
        f64::from(self.frequency.get(&key).copied().unwrap_or(0)) + background().frequency(key & !NAME) * BACKGROUND_SHARE
    }

    fn inverse(&self, key: u32) -> f64 {
        libm::log((1.0 + self.documents) / (1.0 + self.documents_with(key))).max(0.0) + FLOOR
    }

    fn weighed(&self, terms: &[(u32, u8)], kind: u32, known: &mut FxHashMap<u32, f64>) -> Vec<(u32, f32)> {
        let weights: Vec<(u32, f64)> = terms
            .iter()
            .map(|(key, count)| {
                let inverse = *known.entry(key | kind).or_insert_with(|| self.inverse(key | kind));
                (*key, (1.0 + libm::log(f64::from((*count).max(1)))) * inverse)
            })
            .collect();
        let length = f64::sqrt(weights.iter().fold(0.0, |sum, w| sum + w.1 * w.1));
        weights.into_iter().filter(|_| length > 0.0).map(|(key, w)| (key, (w / length) as f32)).collect()
    }

    /// Whether a name's word is rare enough to tie two articles.
    pub fn is_rare(&self, name: u32) -> bool {
        self.rare(name | NAME)
    }

    /// The same of a term.
    pub fn is_rare_term(&self, term: u32) -> bool {
        self.rare(term)
    }

    /// Here the background counts in full: in a small collection a name of its one event stands in most articles.
    fn rare(&self, key: u32) -> bool {
        let (own, all) = (f64::from(self.articles_with(key)), self.len as f64);
        let known = background();
        own + known.frequency(key & !NAME) <= RARE_SHARE * (all + f64::from(known.documents))
    }

    /// How much a name's word says.
    pub fn name_weight(&self, name: u32) -> f64 {
        self.inverse(name | NAME)
    }

    /// Numbers for the keys by which articles can be tied: rare ones that stand in two articles or more. Both kinds of key.
    pub fn tying_keys(&self) -> FxHashMap<u32, u32> {
        let mut keys: Vec<u32> = self.frequency.iter().filter(|(key, articles)| **articles > 1 && self.rare(**key)).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.into_iter().zip(0..).collect()
    }

    /// In how many articles a key stands.
    fn articles_with(&self, key: u32) -> u32 {
        self.frequency.get(&key).copied().unwrap_or(0)
    }
}

/// Sum of the products of what two rows share; both are in the order of their keys.
pub fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i].0, b[j].0);
        if x == y {
            sum += f64::from(a[i].1) * f64::from(b[j].1);
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row() -> impl Strategy<Value = Vec<(u32, f32)>> {
        // Few different keys, so that rows share some and places in the layout collide; some stand twice.
        prop::collection::vec((prop_oneof![0..90u32, 4000..4700u32], 0.01f32..1.0), 0..600).prop_map(|mut row| {
            row.sort_by_key(|r| r.0);
            if row.len() % 3 > 0 {
                row.dedup_by_key(|r| r.0);
            }
            row
        })
    }

    proptest! {
        #[test]
        fn a_row_laid_out_gives_the_same_product(a in row(), b in row(), c in row()) {
            let mut probe = Probe::default();
            probe.set(&c);
            probe.set(&a);
            prop_assert_eq!(probe.dot(&b).to_bits(), dot(&a, &b).to_bits());
            prop_assert_eq!(probe.dot(&b).to_bits(), dot(&b, &a).to_bits());
        }
    }

    #[test]
    fn a_product_by_hand() {
        let mut probe = Probe::default();
        probe.set(&[(1, 0.5), (7, 0.25), (257, 2.0)]);
        // 0.25 · 4 + 2 · 3.
        assert_eq!(probe.dot(&[(2, 9.0), (7, 4.0), (257, 3.0)]), 7.0);
        probe.set(&[]);
        assert!(probe.is_empty() && probe.dot(&[(1, 1.0)]) == 0.0);
    }
}
