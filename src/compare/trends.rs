//! trends.csv: each outlet's loaded rate by month, where dates allow.

use super::CompareSettings;
use super::contrast::{ALPHA, ARTICLES_RESAMPLED};
use super::corpus::Corpus;
use crate::stats::bootstrap::bootstrap_interval;
use crate::stats::{Count, Interval, SplitMix64, garwood};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A row of trends.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    pub outlet: String,
    /// Year and month.
    pub month: String,
    pub articles: u64,
    pub words: u64,
    pub loaded_own: u64,
    pub rate: f64,
    pub interval: Interval,
}

/// The months of each outlet, copies left out.
pub fn trends(corpus: &Corpus<'_>, settings: &CompareSettings) -> Vec<Trend> {
    let mut months: BTreeMap<(u32, &str), Vec<Count>> = BTreeMap::new();
    for (at, article) in corpus.tables.articles.iter().enumerate().filter(|(at, _)| !corpus.repeats[*at]) {
        if let Some(month) = month(&article.date) {
            months.entry((corpus.outlet_of[at], month)).or_default().push(Count::new(article.loaded_own.into(), article.words.into()));
        }
    }
    let months: Vec<((u32, &str), Vec<Count>)> = months.into_iter().collect();
    let row = |((outlet, month), counts): &((u32, &str), Vec<Count>)| {
        let outlet = &corpus.outlets[*outlet as usize];
        let sum = counts.iter().fold(Count::default(), |s, c| Count::new(s.hits + c.hits, s.words + c.words));
        let rate = sum.rate()?;
        let mut interval = garwood(sum, ALPHA)?;
        if counts.len() >= ARTICLES_RESAMPLED {
            let mut rng = SplitMix64::keyed(settings.seed, &["trends", outlet, month]);
            // Resampled articles without a hit say nothing of how sure the zero is.
            interval = bootstrap_interval(counts, settings.bootstrap, ALPHA, &mut rng).filter(|_| sum.hits > 0).unwrap_or(interval);
        }
        Some(Trend {
            outlet: outlet.to_string(),
            month: (*month).to_owned(),
            articles: counts.len() as u64,
            words: sum.words,
            loaded_own: sum.hits,
            rate,
            interval,
        })
    };
    months.par_iter().filter_map(row).collect()
}

/// Year and month of an ISO date.
fn month(date: &str) -> Option<&str> {
    let month = date.get(..7)?;
    let digits = |range: std::ops::Range<usize>| month.as_bytes()[range].iter().all(u8::is_ascii_digit);
    let ends = date.as_bytes().get(7).is_none_or(|b| *b == b'-');
    (digits(0..4) && month.as_bytes()[4] == b'-' && digits(5..7) && ends).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn months_come_from_iso_dates() {
        assert_eq!(month("2018-02-03"), Some("2018-02"));
        assert_eq!(month("2018-02"), Some("2018-02"));
        assert_eq!(month("2018-02-03T10:00:00Z"), Some("2018-02"));
        for bad in ["", "2018", "3 Feb 2018", "02/03/2018", "2018-021", "201é-02"] {
            assert_eq!(month(bad), None, "{bad}");
        }
    }
}
