//! Hand-picked numbers for `stats` that run always, and inputs that must not panic.

use std::collections::BTreeSet;

use slantwise::stats::agreement::{Metric, krippendorff_alpha, token_alpha};
use slantwise::stats::bootstrap::{bootstrap_rate, bootstrap_ratio, enumerate_rate, jackknife_se, linearised_se, nearest_rank};
use slantwise::stats::clustered::clustered_rate_ratio;
use slantwise::stats::clusters::{PrecisionRecall, adjusted_rand, bcubed, pairwise, v_measure};
use slantwise::stats::connotation::mention_power;
use slantwise::stats::coverage::coverage;
use slantwise::stats::disorder::alignment_disorder;
use slantwise::stats::divergence::{corrected_jsd_bits, generalised_jsd_bits, jsd_bits};
use slantwise::stats::exact::{binomial_two_sided, hypergeometric_two_sided};
use slantwise::stats::fdr::{benjamini_hochberg, benjamini_yekutieli};
use slantwise::stats::keyness::keyness;
use slantwise::stats::logodds::{informative_prior, log_odds, one_vs_rest};
use slantwise::stats::lsh::{best_bands, candidate_probability, threshold};
use slantwise::stats::overdispersion::{negative_binomial, quasi_poisson};
use slantwise::stats::power::{could_show_doubling, power_two_rates};
use slantwise::stats::proportions::{net_polarity, sign_test, wilson};
use slantwise::stats::random::SplitMix64;
use slantwise::stats::rates::{Count, Garwood, Interval, compare_rates, garwood, homogeneity};
use slantwise::stats::shrinkage::shrink;
use slantwise::stats::similarity::{Idf, Overlap, shingles, time_kernel};
use slantwise::stats::spans::{Marked, exact_match, partial_overlap};
use slantwise::stats::special::{
    beta_inc, binomial_cdf, binomial_upper, chi2_quantile, chi2_sf, gamma_p, gamma_p_inverse, gamma_q, gamma_q_inverse, normal_cdf, normal_quantile,
    poisson_density, student_critical, student_two_sided,
};
use slantwise::stats::tables::{Table, dominant, entropy_bits, fisher_exact, odds_ratio};
use slantwise::stats::unitising::unitised_alpha;

#[track_caller]
fn near(ours: f64, wanted: f64, tolerance: f64) {
    assert!((ours - wanted).abs() <= tolerance * wanted.abs().max(1e-300), "ours {ours}, wanted {wanted}");
}

fn counts(pairs: &[(u64, u64)]) -> Vec<Count> {
    pairs.iter().map(|&(hits, words)| Count::new(hits, words)).collect()
}

#[test]
fn special_functions() {
    // scipy 1.17 and mpmath at 40 digits.
    near(normal_quantile(0.975), 1.959963984540054, 1e-15);
    near(normal_quantile(1e-50), -14.933337534788487, 1e-15);
    near(normal_cdf(-10.0), 7.619853024160525e-24, 1e-13);
    near(chi2_quantile(0.95, 1.0), 3.841458820694124, 1e-14);
    near(chi2_sf(49.922839506172835, 20.0), 0.00022717921488783676, 1e-12);
    near(gamma_q(1234.5, 1851.75), 4.682378650091994e-53, 1e-12);
    near(gamma_p_inverse(1e6, 1e-6), 995253.7719775001, 1e-12);
    near(student_two_sided(12.0, 7.0), 6.358310378185098e-06, 1e-12);
    assert!(gamma_p(-1.0, 1.0).is_nan() && gamma_q(1.0, f64::NAN).is_nan() && beta_inc(0.0, 1.0, 0.5).is_nan());
    assert_eq!((gamma_p(2.0, 0.0), gamma_q_inverse(2.0, 0.0)), (0.0, f64::INFINITY));
    assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    // Both tails of a binomial count make one.
    near(binomial_cdf(6, 25, 0.3) + binomial_upper(7, 25, 0.3), 1.0, 1e-14);
}

#[test]
fn inverses_undo_their_functions() {
    for a in [0.05, 0.5, 1.0, 3.7, 42.0, 5000.0] {
        for p in [1e-9, 0.025, 0.4, 0.6, 0.975] {
            near(gamma_p(a, gamma_p_inverse(a, p)), p, 1e-11);
            near(gamma_q(a, gamma_q_inverse(a, p)), p, 1e-11);
        }
    }
    for df in [1.0, 4.5, 300.0] {
        near(student_two_sided(student_critical(0.05, df), df), 0.05, 1e-10);
    }
}

#[test]
fn a_short_text_without_hits_may_still_be_loaded() {
    let interval = garwood(Count::new(0, 200), 0.05).unwrap();
    assert_eq!(interval.lo, 0.0);
    near(interval.hi, 18.444397270569677, 1e-12);
    assert_eq!(garwood(Count::new(3, 0), 0.05), None);
    assert_eq!(garwood(Count::new(3, 100), 1.0), None);
}

#[test]
fn two_texts_compared() {
    let two = compare_rates(Count::new(17, 346), Count::new(8, 693), 0.05).unwrap();
    near(two.ratio, 4.25614161849711, 1e-13);
    near(two.p, 0.0004498179338998747, 1e-10);
    let none = compare_rates(Count::new(0, 300), Count::new(6, 300), 0.05).unwrap();
    assert!(none.corrected);
    near(none.ratio, 0.5 / 6.5, 1e-14);
    near(none.p, 0.03125, 1e-12);
}

#[test]
fn equal_rates_are_homogeneous() {
    let h = homogeneity(&counts(&[(5, 100), (10, 200), (0, 0)])).unwrap();
    assert_eq!((h.chi2, h.df, h.p_chi2), (0.0, 1, 1.0));
    assert_eq!(homogeneity(&counts(&[(0, 100), (0, 200)])), None);
    assert_eq!(homogeneity(&counts(&[(1, 0), (5, 200), (3, 100)])), None);
}

#[test]
fn shrinking_without_real_differences_gives_the_pooled_rate() {
    let shrunk = shrink(&counts(&[(2, 100), (4, 200)]), 0.05).unwrap();
    assert_eq!((shrunk.prior, shrunk.rates), (None, vec![20.0, 20.0]));
    let short = shrink(&counts(&[(3, 40), (20, 800), (10, 500), (0, 300)]), 0.05).unwrap();
    near(short.rates[0], 29.972710733778047, 1e-12);
}

#[test]
fn no_more_variation_than_chance_is_poisson() {
    let even = counts(&[(2, 100), (2, 100), (3, 100), (2, 100)]);
    let fit = negative_binomial(&even).unwrap();
    assert_eq!((fit.alpha, fit.p), (0.0, 1.0));
    near(fit.rate, 22.5, 1e-14);
    assert!(quasi_poisson(&even).unwrap().dispersion < 1.0);
    // Two articles, one with all hits: the maximum is finite.
    assert!(negative_binomial(&counts(&[(0, 100), (50, 100)])).unwrap().alpha > 1.0);
}

#[test]
fn power_of_two_articles() {
    near(power_two_rates(10.0, 20.0, 0.5, 0.05).unwrap(), 0.3735138314917469, 1e-12);
    near(power_two_rates(8.0, 50.0, 0.1, 0.05).unwrap(), 0.16166384696361646, 1e-12);
    assert_eq!(power_two_rates(0.0, 0.0, 0.5, 0.05), Some(0.0));
    assert_eq!(power_two_rates(-1.0, 5.0, 0.5, 0.05), None);
}

#[test]
fn a_doubling_needs_some_fourteen_expected_hits_a_side() {
    assert!(!could_show_doubling(13.0, 13.0, 0.05));
    assert!(could_show_doubling(14.0, 14.0, 0.05));
    assert!(could_show_doubling(60.0, 60.0, 0.05) && could_show_doubling(1e12, 1e12, 0.05));
    // A long text does not make up for a short one.
    assert!(!could_show_doubling(3.0, 1e6, 0.05));
    assert!(!could_show_doubling(f64::NAN, 50.0, 0.05) && !could_show_doubling(-5.0, 50.0, 0.05));
    // The order of the sides is nothing to it.
    for (a, b) in [(8.0, 40.0), (10.0, 25.0), (14.0, 14.5), (7.5, 900.0)] {
        assert_eq!(could_show_doubling(a, b, 0.05), could_show_doubling(b, a, 0.05));
    }
}

#[test]
fn exact_tests() {
    near(binomial_two_sided(600, 1000, 0.55).unwrap(), 0.0014741780320980734, 1e-12);
    near(fisher_exact(6, 0, 2, 3).unwrap(), 2.0 / 33.0, 1e-13);
    near(fisher_exact(1000, 2000, 1100, 1900).unwrap(), 0.007364099121621419, 1e-12);
    near(sign_test(4, 0), 0.125, 1e-14);
    assert_eq!((binomial_two_sided(3, 2, 0.5), hypergeometric_two_sided(5, 4, 4, 10)), (None, None));
    assert_eq!((binomial_two_sided(0, 0, 0.3), fisher_exact(0, 0, 0, 0)), (Some(1.0), Some(1.0)));
}

#[test]
fn random_streams() {
    let mut plain = SplitMix64::new(42);
    assert_eq!(plain.next_u64(), 13679457532755275413);
    assert_eq!(plain.next_u64(), 2949826092126892291);
    let first = |seed, names: &[&str]| SplitMix64::keyed(seed, names).next_u64();
    assert_eq!(first(7, &["labels", "E1"]), first(7, &["labels", "E1"]));
    assert_ne!(first(7, &["labels", "E1"]), first(8, &["labels", "E1"]));
    assert_ne!(first(7, &["ab", "c"]), first(7, &["a", "bc"]));
    assert_ne!(first(7, &["a", ""]), first(7, &["a"]));
    // Pinned: the report of an earlier run must come out the same.
    assert_eq!(first(0, &["event", "actor"]), PINNED_STREAM);
    let mut order: Vec<u32> = (0..10).collect();
    SplitMix64::new(1).shuffle(&mut order);
    assert_eq!(order.iter().copied().collect::<BTreeSet<_>>().len(), 10);
    assert_eq!(SplitMix64::new(3).below(0), 0);
}

const PINNED_STREAM: u64 = 12168129413437861204;

#[test]
fn sentences_resampled() {
    let sentences = counts(&[(1, 20), (0, 15), (2, 25), (0, 30), (0, 10), (1, 22), (3, 28), (0, 18)]);
    let b = bootstrap_rate(&sentences, 2000, 0.05, &mut SplitMix64::new(42)).unwrap();
    assert_eq!(b.interval, Interval { lo: 11.560693641618498, hi: 71.00591715976331 });
    near(linearised_se(&sentences).unwrap(), 16.840050789282376, 1e-13);
    assert_eq!(nearest_rank(&[1.0, 2.0, 3.0], 0.5), Some(2.0));
    assert_eq!((nearest_rank(&[], 0.5), nearest_rank(&[4.0], 0.0), nearest_rank(&[4.0], 2.0)), (None, Some(4.0), Some(4.0)));
}

#[test]
fn outlets_compared_over_articles() {
    let loaded = counts(&[(9, 400), (14, 500), (7, 350), (16, 600), (11, 450), (8, 500)]);
    let plain = counts(&[(3, 500), (2, 450), (4, 600), (1, 300), (5, 700), (2, 400)]);
    let t = clustered_rate_ratio(&loaded, &plain, 0.05).unwrap();
    let b = bootstrap_ratio(&loaded, &plain, 999, 0.05, &mut SplitMix64::new(1)).unwrap();
    near(t.ratio, (65.0 / 2800.0) / (17.0 / 2950.0), 1e-13);
    near(b.ratio, t.ratio, 1e-13);
    assert!(t.p < 0.001 && t.interval.lo > 2.0, "{t:?}");
    near(b.p, 0.002, 1e-12);
    assert!(b.interval.lo > 2.0 && b.interval.hi < 8.0, "{b:?}");
    // An outlet against itself.
    let same = clustered_rate_ratio(&loaded, &loaded, 0.05).unwrap();
    near(same.p, 1.0, 1e-12);
    assert_eq!(clustered_rate_ratio(&loaded, &counts(&[(0, 100), (0, 200)]), 0.05), None);
    assert_eq!(clustered_rate_ratio(&loaded[..1], &plain, 0.05), None);
}

#[test]
fn log_odds_of_a_word() {
    let odds = log_odds(9.0, 52.0, 1.0, 50.0, 0.2, 10.0).unwrap();
    near(odds.delta, 2.144512591453405, 1e-13);
    near(odds.z, 2.2095125239892646, 1e-13);
    assert_eq!(log_odds(0.0, 10.0, 1.0, 10.0, 0.0, 0.0), None);
    assert_eq!(informative_prior(&[0, 0], 5.0), vec![0.0, 0.0]);
    let cells = one_vs_rest(&Table::new(&[[3, 0, 1], [1, 0, 5]]).unwrap(), 3.0);
    assert_eq!(cells[0][1], None);
    assert!(cells[0][0].unwrap().z > 0.0);
}

#[test]
fn keyness_of_a_word() {
    let k = keyness(Count::new(52, 50000), Count::new(57, 75000)).unwrap();
    near(k.ll, 2.6517101638888807, 1e-11);
    near(k.percent_difference.unwrap(), 36.842105263157876, 1e-12);
    assert_eq!(keyness(Count::new(0, 10), Count::new(0, 10)), None);
}

#[test]
fn divergence_is_mutual_information() {
    let table = Table::new(&[[7, 1, 0, 0, 2], [1, 4, 3, 1, 1], [0, 2, 6, 2, 0]]).unwrap();
    let bits = generalised_jsd_bits(&table).unwrap();
    near(2.0 * table.sum() * std::f64::consts::LN_2 * bits, table.g2(), 1e-13);
    assert!(corrected_jsd_bits(&table).unwrap() < bits);
    assert_eq!(jsd_bits(&[1.0, 0.0], &[0.0, 3.0]), Some(1.0));
    assert_eq!(jsd_bits(&[1.0, 0.0], &[0.0, 0.0]), None);
}

#[test]
fn adjusted_p_values() {
    let q = benjamini_hochberg(&[0.01, f64::NAN, 0.04, 0.03]);
    assert!(q[1].is_nan());
    near(q[0], 0.03, 1e-14);
    near(q[2], 0.04, 1e-14);
    near(q[3], 0.04, 1e-14);
    near(benjamini_yekutieli(&[0.01, 0.04, 0.03])[0], 0.03 * (1.0 + 0.5 + 1.0 / 3.0), 1e-14);
    assert_eq!(benjamini_hochberg(&[]), Vec::<f64>::new());
}

#[test]
fn label_tables() {
    let table = Table::new(&[[8, 1, 0, 0, 0, 1], [9, 0, 0, 0, 0, 1], [2, 0, 0, 1, 1, 5], [1, 0, 1, 1, 1, 0], [0, 0, 5, 4, 0, 2]]).unwrap();
    near(table.chi2(), 49.922839506172835, 1e-13);
    near(table.cramers_v_corrected().unwrap(), 0.42958111318332154, 1e-12);
    assert_eq!(table.permutation_p(999, &mut SplitMix64::new(7)), Some(0.001));
    // Empty rows and columns change nothing.
    let wider = Table::new(&[[3, 0, 1], [0, 0, 0], [1, 0, 4]]).unwrap();
    let narrow = Table::new(&[[3, 1], [1, 4]]).unwrap();
    assert_eq!((wider.degrees_of_freedom(), wider.chi2_p()), (1, narrow.chi2_p()));
    assert_eq!(wider.adjusted_residuals()[1], vec![0.0; 3]);
    // One column holds everything: nothing to test.
    let flat = Table::new(&[[3, 0], [4, 0]]).unwrap();
    assert_eq!((flat.chi2_p(), flat.cramers_v(), flat.permutation_p(9, &mut SplitMix64::new(1))), (None, None, None));
    assert_eq!(Table::new(&[vec![1, 2], vec![3]]), None);
    assert_eq!((dominant(&[0, 2, 2]), dominant(&[0, 0]), dominant(&[])), (Some(1), None, None));
    near(entropy_bits(&[1, 1, 1, 1]), 2.0, 1e-15);
    assert!(entropy_bits(&[5]).is_sign_positive() && entropy_bits(&[]).is_sign_positive());
}

#[test]
fn shares() {
    let all = wilson(6, 6, 0.05).unwrap();
    near(all.lo, 0.6096657120978346, 1e-13);
    assert_eq!((all.hi, wilson(0, 6, 0.05).unwrap().lo, wilson(1, 0, 0.05)), (1.0, 0.0, None));
    let net = net_polarity(4, 1, 419).unwrap();
    near(net.net, 7.159904534606206, 1e-13);
    near(net.p, 0.375, 1e-14);
}

#[test]
fn coders_agree() {
    let coder = |codes: &[i32]| codes.iter().map(|&c| (c > 0).then_some(f64::from(c))).collect::<Vec<_>>();
    let coders = [
        coder(&[0, 0, 0, 0, 0, 3, 4, 1, 2, 1, 1, 3, 3, 0, 3]),
        coder(&[1, 0, 2, 1, 3, 3, 4, 3, 0, 0, 0, 0, 0, 0, 0]),
        coder(&[0, 0, 2, 1, 3, 4, 4, 0, 2, 1, 1, 3, 3, 0, 4]),
    ];
    near(krippendorff_alpha(&coders, Metric::Nominal).unwrap(), 0.691358024691358, 1e-13);
    near(krippendorff_alpha(&coders, Metric::Ordinal).unwrap(), 0.8067214199413153, 1e-13);
    near(krippendorff_alpha(&coders, Metric::Interval).unwrap(), 0.8108448928121059, 1e-13);
    // No variation, nothing to pair, nothing at all.
    assert_eq!(token_alpha(&[&[1, 1], &[1, 1]]), None);
    assert_eq!(token_alpha(&[&[1, 2, 3]]), None);
    assert_eq!(krippendorff_alpha(&[], Metric::Nominal), None);
    assert_eq!(token_alpha(&[&[1, 0, 1], &[1, 0, 1]]), Some(1.0));
}

#[test]
fn unitised_agreement() {
    let spans = |s: &[(u64, u64)]| s.iter().map(|&(a, b)| Marked::new(a, b, 'n')).collect::<Vec<_>>();
    let same = unitised_alpha(&[spans(&[(10, 16), (40, 55)]), spans(&[(40, 55), (10, 16)])], 0, 100).unwrap();
    assert_eq!(same.alpha, 1.0);
    // A coder who marked nothing disagrees; overlapping marks of one coder are one.
    let silent = unitised_alpha(&[spans(&[(10, 30)]), spans(&[])], 0, 100).unwrap();
    let doubled = unitised_alpha(&[spans(&[(10, 25), (20, 30)]), spans(&[])], 0, 100).unwrap();
    assert!(silent.alpha < 0.1);
    assert_eq!(silent, doubled);
    assert_eq!(unitised_alpha(&[spans(&[(10, 30)])], 0, 100), None);
    assert_eq!(unitised_alpha(&[spans(&[(10, 30)]), spans(&[])], 100, 100), None);
}

/// Every way of pairing, for a check of the assignment.
fn least_disorder(first: &[Marked<u8>], second: &[Marked<u8>]) -> f64 {
    let Some((head, rest)) = first.split_first() else { return second.len() as f64 };
    let mut least = 1.0 + least_disorder(rest, second);
    for (i, other) in second.iter().enumerate() {
        let moved = (head.start.abs_diff(other.start) + head.end.abs_diff(other.end)) as f64;
        let position = moved / (head.end - head.start + other.end - other.start) as f64;
        let cost = position * position + f64::from(u8::from(head.category != other.category));
        let mut left = second.to_vec();
        left.remove(i);
        least = least.min(cost + least_disorder(rest, &left));
    }
    least
}

#[test]
fn best_alignment_is_the_best() {
    let mut rng = SplitMix64::new(11);
    for _ in 0..200 {
        let mut draw = |n: usize| -> Vec<Marked<u8>> {
            let span = |_| {
                let start = rng.below(30) as u64;
                Marked::new(start, start + 1 + rng.below(8) as u64, rng.below(2) as u8)
            };
            (0..n).map(span).collect()
        };
        let (first, second) = (draw(4), draw(5));
        let wanted = least_disorder(&first, &second) / 4.5;
        near(alignment_disorder(&first, &second).unwrap(), wanted, 1e-12);
        near(alignment_disorder(&second, &first).unwrap(), wanted, 1e-12);
    }
}

#[test]
fn spans_and_groups() {
    let partial = partial_overlap(&[(10, 16), (40, 55), (70, 78)], &[(10, 16), (46, 55), (85, 90)]);
    near(partial.f1().unwrap(), 0.5925925925925926, 1e-14);
    // The same stretch twice in gold does not count twice.
    assert_eq!(partial_overlap(&[(0, 10)], &[(0, 10), (0, 10)]).precision, Some(1.0));
    assert_eq!(exact_match(&[], &[(0, 3)]).f1(), Some(0.0));
    assert_eq!(exact_match(&[], &[]).f1(), None);
    near(PrecisionRecall::from_counts(2, 4, 3).f1().unwrap(), 4.0 / 7.0, 1e-14);
    let (gold, predicted) = (['A', 'A', 'A', 'A', 'B', 'B', 'B', 'C', 'C'], [1, 1, 1, 2, 2, 2, 2, 3, 3]);
    near(bcubed(&gold, &predicted).f1().unwrap(), 5.0 / 6.0, 1e-14);
    near(pairwise(&gold, &predicted).f1().unwrap(), 0.7, 1e-14);
    near(adjusted_rand(&gold, &predicted).unwrap(), 0.5846153846153846, 1e-13);
    near(v_measure(&gold, &predicted).unwrap(), 0.7644105252727688, 1e-13);
}

#[test]
fn omission_needs_three_outlets() {
    let sets = |rows: &[&[u8]]| rows.iter().map(|r| r.iter().copied().collect()).collect::<Vec<BTreeSet<u8>>>();
    let two = coverage(&sets(&[&[1, 2], &[2, 3]]), 2, 1);
    assert_eq!((two[0].omitted.clone(), two[0].unique.clone()), (vec![], vec![1]));
    let three = coverage(&sets(&[&[1, 2], &[2, 3], &[3, 4]]), 2, 2);
    assert_eq!((three[0].omitted.clone(), three[0].coverage), (vec![3], Some(0.5)));
}

#[test]
fn texts_alike() {
    near(time_kernel(3.0, 3.0), 0.6065306597126334, 1e-15);
    assert_eq!((time_kernel(0.0, 0.0), time_kernel(1.0, 0.0), time_kernel(f64::NAN, 3.0)), (1.0, 0.0, 0.0));
    let overlap = Overlap::of(&shingles(b"abcdef", 3), &shingles(b"xbcdey", 3));
    assert_eq!((overlap.shared, overlap.jaccard(), overlap.containment()), (2, 1.0 / 3.0, 0.5));
    assert!(shingles(b"ab", 3).is_empty() && shingles(b"ab", 0).is_empty());
    // scikit-learn 1.9: TfidfVectorizer(sublinear_tf=True, token_pattern=r"\w+") on the three.
    let texts: Vec<Vec<&str>> = ["a a b c", "a b b b d", "d d e"].iter().map(|t| t.split(' ').collect()).collect();
    let idf = Idf::fit(texts.iter().map(Vec::as_slice));
    let vector = |i: usize| idf.vector(&texts[i], true);
    near(vector(0).cosine(&vector(1)), SUBLINEAR[0], 1e-12);
    near(vector(1).cosine(&vector(2)), SUBLINEAR[1], 1e-12);
    assert_eq!(vector(0).cosine(&vector(2)), 0.0);
    assert!(vector(0).cosine(&idf.vector(&[], false)).is_sign_positive());
    near(candidate_probability(0.5, 20, 5), 0.4700507153168765, 1e-13);
    near(threshold(20, 5).unwrap(), 0.5492802716530588, 1e-14);
    assert_eq!((best_bands(0.5, 128), best_bands(0.5, 0), threshold(0, 5)), (Some((25, 5)), None, None));
}

const SUBLINEAR: [f64; 2] = [0.633408252291145, 0.31209685596564235];

/// Numbers that a table or a stranger's file may hold.
#[test]
fn odd_inputs_do_not_panic() {
    let numbers = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -0.0, 0.0, 1e-320, 1e-10, 0.5, 1.0, 2.0, 50.0, 1e9, 1e300];
    for a in numbers {
        for b in numbers {
            for x in [f64::NAN, -1.0, 0.0, 1e-300, 0.3, 1.0, 7.0, 1e18] {
                let _ = (gamma_p(a, x), gamma_q(a, x), beta_inc(a, b, x), poisson_density(a, b));
                let _ = (gamma_p_inverse(a, x), gamma_q_inverse(a, x), student_critical(x, a), student_two_sided(a, b));
                let _ = (log_odds(a, b, x, b, a, x), jsd_bits(&[a, b], &[x, a]), time_kernel(a, b));
            }
            let _ = (could_show_doubling(a, b, 0.05), could_show_doubling(a, b, f64::NAN), candidate_probability(a, 3, 4));
            let _ = power_two_rates(a, b, 0.4, 0.05);
            let _ = (benjamini_hochberg(&[a, b]), nearest_rank(&[a, b], a), normal_quantile(a));
            let _ = krippendorff_alpha(&[vec![Some(a), None, Some(b)], vec![Some(b), Some(a)]], Metric::Interval);
        }
    }
    let huge = [0, 1, 5, u64::MAX / 2, u64::MAX];
    for a in huge {
        for b in huge {
            let (one, two) = (Count::new(a, b), Count::new(b, a));
            let some = [one, two, one];
            let mut rng = SplitMix64::new(a);
            let _ = (one.rate(), homogeneity(&some), shrink(&some, 0.05), keyness(one, two), quasi_poisson(&some));
            let _ = (linearised_se(&some), jackknife_se(&some), clustered_rate_ratio(&some, &some, 0.05), enumerate_rate(&some, 0.05));
            let _ = (bootstrap_rate(&some, 5, 0.05, &mut rng), bootstrap_ratio(&some, &some, 5, f64::NAN, &mut rng));
            let _ = (wilson(a, b, 0.05), odds_ratio(a, b, a, b, 0.05), mention_power(&[], &[], a));
            let table = Table::new(&[[a, b], [b, a]]).unwrap();
            let _ = (table.chi2_p(), table.cramers_v_corrected(), table.adjusted_residuals(), table.permutation_p(2, &mut rng));
            let _ = (generalised_jsd_bits(&table), one_vs_rest(&table, 2.0), table.least_expected(), table.at(usize::MAX, 0));
            let marks = [Marked::new(a, b, 'x'), Marked::new(b, a, 'y')];
            let _ = (alignment_disorder(&marks, &marks[..1]), unitised_alpha(&[marks.to_vec(), vec![]], a, b));
            let _ = (sign_test(a, b), fisher_exact(a, b, b, a), compare_rates(one, two, 0.05), negative_binomial(&some));
            let _ = (net_polarity(a, b, a), garwood(one, 0.05), binomial_two_sided(a, b, 0.3), hypergeometric_two_sided(a, b, a, b));
            let _ = (partial_overlap(&[(a, b)], &[(b, a)]), exact_match(&[(a, b)], &[(b, a)]));
        }
    }
    assert_eq!(fisher_exact(u64::MAX, 1, 0, 0), None);
    let none: [Count; 0] = [];
    assert_eq!((homogeneity(&none), shrink(&none, 0.05), quasi_poisson(&none), negative_binomial(&none)), (None, None, None, None));
    assert_eq!((linearised_se(&none), jackknife_se(&none), enumerate_rate(&none, 0.05)), (None, None, None));
    assert_eq!(Table::new::<[u64; 0]>(&[]), None);
    assert!(mention_power(&[], &[], 3).unwrap().is_sign_positive());
}

#[test]
fn bounds_that_are_kept_are_the_bounds() {
    let mut kept = Garwood::new(0.05);
    for hits in [3, 0, 3, 1023, 1024, 7, 5000] {
        for words in [0, 1, 720] {
            assert_eq!(kept.interval(Count::new(hits, words)), garwood(Count::new(hits, words), 0.05));
        }
    }
}
