//! What belongs here: statistics as pure functions of numbers — no I/O, no clock, no text, no global state.
//!
//! Conventions, kept by every function of this module:
//!
//! * Rates are hits per 1,000 words; [`Count`] carries the two integers a rate is made of.
//! * `alpha` is the error probability of an interval: 0.05 for a 95 % interval.
//! * Nothing panics. Where a quantity is undefined (no words, an empty table, `alpha` outside 0–1)
//!   the answer is `None`, or the value the docstring names.
//! * Every transcendental function comes from `libm`, in pure Rust, so that all platforms give the
//!   same last bit. Only `+ - * /`, `sqrt`, `floor`, `ceil`, `abs`, which IEEE 754 fixes exactly, are
//!   taken from `f64`. `f64::powi` is not among them: its rounding is unspecified.
//! * Sums run in the order of the input and are never reduced in parallel.
//! * Random numbers come from [`SplitMix64`], keyed by names rather than by the order of the work.

pub mod agreement;
pub mod alpha;
pub mod bootstrap;
pub mod clustered;
pub mod clusters;
pub mod connotation;
pub mod coverage;
pub mod disorder;
pub mod divergence;
pub mod exact;
pub mod fdr;
pub mod keyness;
pub mod logodds;
pub mod lsh;
pub mod overdispersion;
pub mod power;
pub mod proportions;
pub mod random;
pub mod rates;
pub mod shrinkage;
pub mod similarity;
pub mod spans;
pub mod special;
pub mod stratified;
pub mod tables;
pub mod unitising;

pub use agreement::{Metric, krippendorff_alpha, token_alpha};
pub use bootstrap::{RatioBootstrap, Resampled, bootstrap_rate, bootstrap_ratio};
pub use clustered::{ClusteredRatio, clustered_rate_ratio};
pub use clusters::{PrecisionRecall, bcubed, pairwise};
pub use coverage::{CoverageRow, coverage};
pub use divergence::{generalised_jsd_bits, jsd_bits};
pub use fdr::{benjamini_hochberg, benjamini_yekutieli};
pub use keyness::{Keyness, keyness};
pub use logodds::{LogOdds, log_odds, one_vs_rest};
pub use power::{could_show_doubling, power_two_rates};
pub use proportions::{NetPolarity, net_polarity, sign_test, wilson};
pub use random::SplitMix64;
pub use rates::{Count, Garwood, Interval, TwoRates, compare_rates, garwood, garwood_spread, homogeneity};
pub use shrinkage::{Shrunk, shrink};
pub use spans::{Marked, Span};
pub use stratified::{Stratified, stratified_rate_ratio};
pub use tables::{Table, fisher_exact};
pub use unitising::unitised_alpha;
