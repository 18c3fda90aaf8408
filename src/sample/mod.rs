//! A draw of articles for human coding: by strata, with a seed, the same whatever the order of the input.
//!
//! Each article has a random number that depends on the seed and its words alone; within a stratum those with the smallest
//! are drawn. So an article that is added moves no other one out of its place in the queue.

pub mod sheet;

use crate::marked::Article;
use crate::stats::random::SplitMix64;
use std::collections::BTreeMap;

/// What strata are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    Outlet,
    Month,
    Event,
    Length,
    Score,
}

/// How the draw is shared among strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// By the size of each, with one from each while that can be.
    Proportional,
    /// The same from each.
    Equal,
}

/// How a draw is made.
#[derive(Debug, Clone)]
pub struct Plan {
    pub size: usize,
    pub by: Vec<By>,
    pub allocation: Allocation,
    pub seed: u64,
    /// Upper ends of the bands of length, in words; beyond the last is one more band.
    pub lengths: Vec<u32>,
    /// Upper ends of the bands of loaded words in own voice per 1,000; 0 alone is a band of its own.
    pub scores: Vec<f64>,
}

/// A drawn article.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// What coders know it by.
    pub code: String,
    pub stratum: String,
    /// Articles of the stratum.
    pub of: u64,
    /// Of them drawn.
    pub drawn: u64,
    pub article: Article,
}

impl Drawn {
    /// How many articles of the collection it stands for.
    pub fn weight(&self) -> f64 {
        self.of as f64 / self.drawn.max(1) as f64
    }
}

/// What is known of a stratum while articles come in.
#[derive(Debug, Default)]
struct Stratum {
    articles: u64,
    /// The first in the queue, by random number and hash; no more than can be drawn.
    queue: BTreeMap<(u64, String), Article>,
}

/// A draw being made. Articles go in one after the other; texts are kept only of those that may be drawn.
#[derive(Debug)]
pub struct Draw {
    plan: Plan,
    strata: BTreeMap<String, Stratum>,
    seen: rustc_hash::FxHashSet<[u8; 16]>,
    /// Articles that repeat another one word for word.
    pub copies: u64,
}

impl Draw {
    /// An empty draw.
    pub fn new(plan: Plan) -> Self {
        Self { plan, strata: BTreeMap::new(), seen: Default::default(), copies: 0 }
    }

    /// Takes an article into account; one that repeats another word for word is counted once.
    pub fn add(&mut self, article: Article) {
        let mut hash = [0u8; 16];
        hash.iter_mut().zip(article.sha256.bytes().collect::<Vec<_>>().chunks(2)).for_each(|(h, c)| {
            *h = std::str::from_utf8(c).ok().and_then(|c| u8::from_str_radix(c, 16).ok()).unwrap_or(0);
        });
        if !self.seen.insert(hash) {
            self.copies += 1;
            return;
        }
        let number = SplitMix64::keyed(self.plan.seed, &["sample", &article.sha256]).next_u64();
        let stratum = self.strata.entry(self.plan.stratum(&article)).or_default();
        stratum.articles += 1;
        stratum.queue.insert((number, article.sha256.clone()), article);
        if stratum.queue.len() > self.plan.size {
            stratum.queue.pop_last();
        }
    }

    /// Strata with the articles of each, in order.
    pub fn strata(&self) -> Vec<(String, u64)> {
        self.strata.iter().map(|(name, s)| (name.clone(), s.articles)).collect()
    }

    /// The drawn articles, with codes in an order that tells nothing of outlet or score.
    pub fn finish(self) -> Vec<Drawn> {
        let sizes: Vec<u64> = self.strata.values().map(|s| s.articles).collect();
        // Where not all can be served, chance decides and not the alphabet.
        let chance: Vec<u64> = self.strata.keys().map(|name| SplitMix64::keyed(self.plan.seed, &["stratum", name]).next_u64()).collect();
        let shares = allocate(&sizes, &chance, self.plan.size as u64, self.plan.allocation);
        let mut out: Vec<(u64, Drawn)> = Vec::new();
        for ((name, stratum), share) in self.strata.into_iter().zip(shares) {
            for (key, article) in stratum.queue.into_iter().take(share as usize) {
                let order = SplitMix64::keyed(self.plan.seed, &["sample order", &key.1]).next_u64();
                out.push((order, Drawn { code: String::new(), stratum: name.clone(), of: stratum.articles, drawn: share, article }));
            }
        }
        out.sort_by(|a, b| (a.0, &a.1.article.sha256).cmp(&(b.0, &b.1.article.sha256)));
        let digits = out.len().to_string().len().max(3);
        out.into_iter().enumerate().map(|(n, (_, drawn))| Drawn { code: format!("S{:0digits$}", n + 1), ..drawn }).collect()
    }
}

impl Plan {
    /// The stratum of an article, as people read it.
    pub fn stratum(&self, article: &Article) -> String {
        let or = |text: &str, none: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        let parts: Vec<String> = self
            .by
            .iter()
            .map(|by| match by {
                By::Outlet => or(&article.outlet, "no outlet"),
                By::Month => or(article.date.get(..7).unwrap_or(""), "no date"),
                By::Event => or(&article.event, "no event"),
                By::Length => band(f64::from(article.words), &self.lengths.iter().map(|n| f64::from(*n)).collect::<Vec<_>>(), "words"),
                By::Score if article.loaded_own == 0 => "nothing loaded".into(),
                By::Score => band(1000.0 * f64::from(article.loaded_own) / f64::from(article.words.max(1)), &self.scores, "per 1000"),
            })
            .collect();
        parts.join(" · ")
    }
}

fn band(value: f64, ends: &[f64], unit: &str) -> String {
    let at = ends.iter().position(|e| value <= *e);
    match (at, at.and_then(|a| a.checked_sub(1)).map(|a| ends[a])) {
        (Some(a), None) => format!("up to {} {unit}", ends[a]),
        (Some(a), Some(from)) => format!("{from} to {} {unit}", ends[a]),
        (None, _) => ends.last().map_or(format!("any {unit}"), |last| format!("over {last} {unit}")),
    }
}

/// How many are drawn from each stratum: no more than it has, in all `size` where there are as many.
fn allocate(sizes: &[u64], chance: &[u64], size: u64, allocation: Allocation) -> Vec<u64> {
    let total: u64 = sizes.iter().sum();
    let size = size.min(total);
    let mut shares = vec![0u64; sizes.len()];
    if size == 0 {
        return shares;
    }
    // One from each first, the largest strata before the others where the draw is too small for all.
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(sizes[*i]), chance.get(*i), *i));
    let mut rest = size;
    for i in &order {
        if rest > 0 && sizes[*i] > 0 {
            shares[*i] = 1;
            rest -= 1;
        }
    }
    // Then each goes to the stratum that is furthest below its due.
    while rest > 0 {
        let due = |i: usize| match allocation {
            Allocation::Proportional => size as f64 * sizes[i] as f64 / total as f64,
            Allocation::Equal => size as f64 / sizes.len() as f64,
        };
        let open = order.iter().copied().filter(|i| shares[*i] < sizes[*i]);
        let Some(next) = open.max_by(|a, b| (due(*a) - shares[*a] as f64).total_cmp(&(due(*b) - shares[*b] as f64)).then(b.cmp(a))) else { break };
        shares[next] += 1;
        rest -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(n: usize, outlet: &str, words: u32, loaded: u32) -> Article {
        Article {
            id: format!("a{n}"),
            outlet: outlet.into(),
            date: "2024-02-03".into(),
            words,
            loaded_own: loaded,
            sha256: format!("{:016x}{:048x}", n * 7919 + 1, 0),
            ..Article::default()
        }
    }

    fn plan(size: usize, allocation: Allocation) -> Plan {
        Plan { size, by: vec![By::Outlet, By::Score], allocation, seed: 7, lengths: vec![300, 800], scores: vec![10.0] }
    }

    fn draw(articles: &[Article], plan: Plan) -> Vec<Drawn> {
        let mut draw = Draw::new(plan);
        articles.iter().for_each(|a| draw.add(a.clone()));
        draw.finish()
    }

    #[test]
    fn the_draw_does_not_depend_on_the_order_and_changes_with_the_seed() {
        let mut articles: Vec<Article> = (0..200).map(|n| article(n, ["A", "B", "C"][n % 3], 400, (n % 4) as u32)).collect();
        let ids = |d: &[Drawn]| d.iter().map(|x| (x.code.clone(), x.article.id.clone())).collect::<Vec<_>>();
        let one = draw(&articles, plan(30, Allocation::Proportional));
        articles.reverse();
        assert_eq!(ids(&one), ids(&draw(&articles, plan(30, Allocation::Proportional))));
        assert_ne!(ids(&one), ids(&draw(&articles, Plan { seed: 8, ..plan(30, Allocation::Proportional) })));
        assert_eq!(one.len(), 30);
        // What each stands for adds up to the collection.
        assert!((one.iter().map(Drawn::weight).sum::<f64>() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn shares_are_whole_and_no_stratum_gives_more_than_it_has() {
        let level = [0; 3];
        assert_eq!(allocate(&[90, 9, 1], &level, 10, Allocation::Proportional), [8, 1, 1]);
        assert_eq!(allocate(&[90, 9, 1], &level, 9, Allocation::Equal), [4, 4, 1]);
        assert_eq!(allocate(&[5, 3], &level, 100, Allocation::Proportional), [5, 3]);
        assert_eq!(allocate(&[5, 3, 9], &level, 2, Allocation::Equal), [1, 0, 1]);
        assert_eq!(allocate(&[1, 1, 1], &[7, 3, 5], 2, Allocation::Proportional), [0, 1, 1]);
        assert_eq!(allocate(&[], &[], 2, Allocation::Equal), [0u64; 0]);
    }

    #[test]
    fn strata_have_names_that_people_read_and_copies_are_drawn_once() {
        let p = Plan { by: vec![By::Outlet, By::Month, By::Length, By::Score], ..plan(5, Allocation::Equal) };
        assert_eq!(p.stratum(&article(1, "A", 300, 0)), "A · 2024-02 · up to 300 words · nothing loaded");
        assert_eq!(p.stratum(&article(1, "", 900, 9)), "no outlet · 2024-02 · over 800 words · up to 10 per 1000");
        let mut draw = Draw::new(p);
        draw.add(article(1, "A", 10, 0));
        draw.add(article(1, "B", 10, 0));
        assert_eq!((draw.copies, draw.finish().len()), (1, 1));
    }
}
