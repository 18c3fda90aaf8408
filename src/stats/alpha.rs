//! Nominal alpha from tallies that can be added, so that whole sentences or articles can be drawn again.

use super::random::SplitMix64;
use super::rates::Interval;

/// What a set of units says about agreement. Tallies of disjoint sets add up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Pairs of codes that differ, each unit's divided by one less than its codes.
    differ: f64,
    /// How often each code occurs in units with at least two codes.
    totals: Vec<f64>,
    /// Units with at least two codes.
    pub units: u64,
    /// Of them those whose codes are all the same.
    pub same: u64,
}

impl Tally {
    /// Adds a unit: the codes that it was given, small numbers, by as many coders. One code alone says nothing.
    pub fn unit(&mut self, codes: &[usize]) {
        if codes.len() < 2 {
            return;
        }
        self.units += 1;
        let mut differ = 0u64;
        for (i, a) in codes.iter().enumerate() {
            differ += codes.iter().enumerate().filter(|(j, b)| *j != i && *b != a).count() as u64;
            if self.totals.len() <= *a {
                self.totals.resize(a + 1, 0.0);
            }
            self.totals[*a] += 1.0;
        }
        self.same += u64::from(differ == 0);
        self.differ += differ as f64 / (codes.len() - 1) as f64;
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Tally) {
        self.differ += other.differ;
        self.units += other.units;
        self.same += other.same;
        if self.totals.len() < other.totals.len() {
            self.totals.resize(other.totals.len(), 0.0);
        }
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            *mine += theirs;
        }
    }

    /// Share of units whose codes are all the same; `None` without units.
    pub fn percentage(&self) -> Option<f64> {
        (self.units > 0).then(|| self.same as f64 / self.units as f64)
    }

    /// Krippendorff's alpha, nominal; `None` without units or where one code alone occurs.
    pub fn alpha(&self) -> Option<f64> {
        let n: f64 = self.totals.iter().sum();
        let expected = n * n - self.totals.iter().map(|t| t * t).sum::<f64>();
        (expected > 0.0).then(|| 1.0 - (n - 1.0) * self.differ / expected)
    }
}

/// Percentile interval of alpha by drawing clusters again, `draws` times; `None` with fewer than two clusters, or where alpha
/// is undefined in more than a tenth of the draws.
pub fn bootstrap(clusters: &[Tally], draws: usize, error: f64, rng: &mut SplitMix64) -> Option<Interval> {
    if clusters.len() < 2 || draws == 0 || !(0.0..1.0).contains(&error) {
        return None;
    }
    let mut values: Vec<f64> = Vec::with_capacity(draws);
    for _ in 0..draws {
        let mut all = Tally::default();
        for _ in 0..clusters.len() {
            all.add(&clusters[rng.below(clusters.len())]);
        }
        values.extend(all.alpha());
    }
    if values.len() * 10 < draws * 9 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    // Nearest rank, as in the bootstrap of rates.
    let at = |q: f64| values[((q * values.len() as f64).ceil() as usize).clamp(1, values.len()) - 1];
    Some(Interval { lo: at(error / 2.0), hi: at(1.0 - error / 2.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::token_alpha;

    #[test]
    fn alpha_is_that_of_the_whole_however_it_is_cut() {
        let coders: [&[u32]; 3] = [&[0, 0, 1, 2, 1, 0, 0, 3, 1, 0], &[0, 0, 1, 1, 1, 0, 2, 3, 0, 0], &[0, 1, 1, 2, 1, 0, 0, 3, 1]];
        let mut halves = [Tally::default(), Tally::default()];
        for t in 0..10 {
            let codes: Vec<usize> = coders.iter().filter_map(|c| c.get(t)).map(|c| *c as usize).collect();
            halves[t / 5].unit(&codes);
        }
        let mut all = halves[0].clone();
        all.add(&halves[1]);
        assert!((all.alpha().unwrap() - token_alpha(&coders).unwrap()).abs() < 1e-12);
        assert_eq!((all.units, all.same), (10, 6));
    }

    #[test]
    fn the_interval_holds_alpha_and_is_the_same_again() {
        let clusters: Vec<Tally> = (0..40)
            .map(|i| {
                let mut t = Tally::default();
                for j in 0..10 {
                    t.unit(&[usize::from((i * j) % 3 == 0), usize::from((i * j) % 3 == 0 && j != i % 10)]);
                }
                t
            })
            .collect();
        let mut all = Tally::default();
        clusters.iter().for_each(|c| all.add(c));
        let one = bootstrap(&clusters, 500, 0.05, &mut SplitMix64::keyed(7, &["a"])).unwrap();
        let two = bootstrap(&clusters, 500, 0.05, &mut SplitMix64::keyed(7, &["a"])).unwrap();
        assert!(one.lo < all.alpha().unwrap() && all.alpha().unwrap() < one.hi && one == two, "{one:?}");
        assert_eq!(bootstrap(&clusters[..1], 500, 0.05, &mut SplitMix64::new(1)), None);
    }
}
