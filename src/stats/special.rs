//! Special functions: incomplete gamma and beta, normal and chi-squared laws, and their inverses.
//!
//! Arguments outside a function's domain, and NaN, give NaN; nothing here panics or loops for ever.
//! Relative error is some 1e-13 for parameters up to 1e6, and grows slowly to 1e10 ([`LARGE`]); above
//! that the gamma tails are Wilson and Hilferty's approximation and `beta_inc` gives NaN. Prefactors are computed by Loader's
//! saddle-point form ("Fast and accurate computation of binomial probabilities", 2000), because
//! `exp(a ln x - x - ln_gamma(a))` loses a digit for each digit of `a`.

use std::f64::consts::{PI, SQRT_2};

/// Continued fractions and series stop here; they need about `sqrt(a)` steps near `x = a`.
const MAX_STEPS: u32 = 1_000_000;
/// Parameters above this are not worth the steps.
pub const LARGE: f64 = 1e10;
/// Stands in for zero in Lentz's method.
const TINY: f64 = 1e-300;

/// ln |Γ(x)|; infinite at 0, -1, -2 …
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// ln n! of a count.
pub fn ln_factorial(n: u64) -> f64 {
    libm::lgamma(n as f64 + 1.0)
}

/// What Stirling's formula for ln n! leaves out, for real n >= 0 (infinite at 0).
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - 0.5 * libm::log(2.0 * PI);
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square) / square) / square) / n
}

/// `x ln(x / mean) + mean - x`, without cancellation where x is near the mean.
fn deviance_part(x: f64, mean: f64) -> f64 {
    if (x - mean).abs() >= 0.1 * (x + mean) {
        return x * libm::log(x / mean) + mean - x;
    }
    let v = (x - mean) / (x + mean);
    let mut sum = (x - mean) * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000_u32 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `e^-mean mean^x / Γ(x+1)`: the Poisson probability, at real x >= 0 too.
pub fn poisson_density(x: f64, mean: f64) -> f64 {
    if x.is_nan() || mean.is_nan() || mean < 0.0 {
        return f64::NAN;
    }
    if x < 0.0 || x.is_infinite() || mean.is_infinite() {
        return 0.0;
    }
    if mean == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if x <= mean * f64::MIN_POSITIVE {
        return libm::exp(-mean);
    }
    if mean < x * f64::MIN_POSITIVE || x < 1e-10 {
        return libm::exp(x * libm::log(mean) - mean - libm::lgamma(x + 1.0));
    }
    libm::exp(-stirling_error(x) - deviance_part(x, mean)) / (2.0 * PI * x).sqrt()
}

/// `Γ(a+b+1) / (Γ(a+1) Γ(b+1)) p^a (1-p)^b` for real a, b > 0 and 0 < p < 1; `q` is `1 - p`.
fn binomial_density(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance_part(a, n * p) - deviance_part(b, n * q);
    libm::exp(exponent) * (n / (2.0 * PI * a * b)).sqrt()
}

/// P(a, x), the lower regularised incomplete gamma function: a > 0, x >= 0.
pub fn gamma_p(a: f64, x: f64) -> f64 {
    match gamma_tails(a, x) {
        Some((lower, _)) => lower,
        None => f64::NAN,
    }
}

/// Q(a, x) = 1 - P(a, x), accurate in the upper tail.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    match gamma_tails(a, x) {
        Some((_, upper)) => upper,
        None => f64::NAN,
    }
}

/// Both tails; the one computed directly is the one that needs its digits.
fn gamma_tails(a: f64, x: f64) -> Option<(f64, f64)> {
    if !(a > 0.0 && a.is_finite() && x >= 0.0) {
        return None;
    }
    if x == 0.0 {
        return Some((0.0, 1.0));
    }
    if x.is_infinite() {
        return Some((1.0, 0.0));
    }
    if a > LARGE {
        let z = (libm::cbrt(x / a) - 1.0 + 1.0 / (9.0 * a)) * 3.0 * a.sqrt();
        return Some((normal_cdf(z), normal_sf(z)));
    }
    let density = poisson_density(a, x);
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0, 1.0, a);
        for _ in 0..MAX_STEPS {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        let lower = (density * sum).min(1.0);
        return Some((lower, 1.0 - lower));
    }
    // Lentz's continued fraction (Numerical Recipes, `gcf`).
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..MAX_STEPS {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        if d.abs() < TINY {
            d = TINY;
        }
        c = b + an / c;
        if c.abs() < TINY {
            c = TINY;
        }
        d = 1.0 / d;
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    let upper = (density * a * fraction).min(1.0);
    Some((1.0 - upper, upper))
}

/// The x with P(a, x) = p, for a > 0 and 0 <= p <= 1; 0 at p = 0, infinite at p = 1.
pub fn gamma_p_inverse(a: f64, p: f64) -> f64 {
    if p > 0.5 { gamma_solve(a, 1.0 - p, true) } else { gamma_solve(a, p, false) }
}

/// The x with Q(a, x) = q: as [`gamma_p_inverse`], but exact for a tiny upper tail.
pub fn gamma_q_inverse(a: f64, q: f64) -> f64 {
    if q > 0.5 { gamma_solve(a, 1.0 - q, false) } else { gamma_solve(a, q, true) }
}

fn gamma_solve(a: f64, tail: f64, upper: bool) -> f64 {
    if !(a > 0.0 && a.is_finite() && (0.0..=1.0).contains(&tail)) {
        return f64::NAN;
    }
    if tail == 0.0 {
        return if upper { f64::INFINITY } else { 0.0 };
    }
    let z = if upper { -normal_quantile(tail) } else { normal_quantile(tail) };
    // Wilson and Hilferty's cube root, and below it the first term of the series.
    let root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
    let mut x = a * root * root * root;
    if root < 0.2 || a < 0.5 {
        let p = if upper { 1.0 - tail } else { tail };
        x = libm::exp((libm::log(p) + libm::lgamma(a + 1.0)) / a);
    }
    if x == 0.0 || a > LARGE {
        // Below the smallest double, as tiny shapes are, or as good as it gets.
        return x;
    }
    // Newton on ln(tail) against ln x: both tails are log-concave there, so the steps are tame;
    // the bracket is what guarantees an end.
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    for _ in 0..200 {
        let Some((p, q)) = gamma_tails(a, x) else {
            return f64::NAN;
        };
        let here = if upper { q } else { p };
        if (here > tail) == upper {
            low = x;
        } else {
            high = x;
        }
        let slope = poisson_density(a, x) * a;
        let mut step = if here > 0.0 && slope > 0.0 { libm::log(here / tail) * here / slope } else { f64::NAN };
        if upper {
            step = -step;
        }
        let mut next = x * libm::exp(-step.clamp(-3.0, 3.0));
        // Asked before the bracket is: at the root the next x is the end just set.
        if (next - x).abs() <= 1e-15 * x {
            return next;
        }
        if next.is_nan() || next <= low || next >= high {
            next = if low == 0.0 {
                high / 8.0
            } else if high.is_infinite() {
                low * 8.0
            } else {
                low.sqrt() * high.sqrt()
            };
        }
        let moved = (next - x).abs();
        x = next;
        if moved <= 1e-15 * x || x == 0.0 || x.is_infinite() {
            break;
        }
    }
    x
}

/// P(X > x) of a chi-squared variable; `df` may be fractional. 1 for x <= 0.
pub fn chi2_sf(x: f64, df: f64) -> f64 {
    if x <= 0.0 && df > 0.0 {
        return 1.0;
    }
    gamma_q(df / 2.0, x / 2.0)
}

/// The chi-squared quantile: the x with P(X <= x) = p.
pub fn chi2_quantile(p: f64, df: f64) -> f64 {
    2.0 * gamma_p_inverse(df / 2.0, p)
}

/// P(Z <= z) of a standard normal variable.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// P(Z > z), accurate in the upper tail.
pub fn normal_sf(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// Two-sided p of a z score: P(|Z| >= |z|).
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// The normal quantile, for 0 <= p <= 1 (infinite at the ends).
///
/// Wichura's algorithm AS 241 (PPND16), relative error about 1e-16.
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ];
    const B: [f64; 8] = [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_9,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let ratio = |top: &[f64; 8], bottom: &[f64; 8], r: f64| polynomial(top, r) / polynomial(bottom, r);
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let centred = p - 0.5;
    if centred.abs() <= 0.425 {
        return centred * ratio(&A, &B, 0.180_625 - centred * centred);
    }
    let tail = if centred < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if centred < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { ratio(&C, &D, r - 1.6) } else { ratio(&E, &F, r - 5.0) };
    if centred < 0.0 { -z } else { z }
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// I_x(a, b), the regularised incomplete beta function: a, b > 0 and 0 <= x <= 1.
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a <= LARGE && b <= LARGE && (0.0..=1.0).contains(&x)) {
        return f64::NAN;
    }
    if x == 0.0 || x == 1.0 {
        return x;
    }
    let y = 1.0 - x;
    // I_x(a, b) = x^a y^b / (a B(a, b)) * fraction
    let density = binomial_density(a, b, x, y);
    if x < (a + 1.0) / (a + b + 2.0) {
        (density * b / (a + b) * beta_fraction(a, b, x)).min(1.0)
    } else {
        1.0 - (density * a / (a + b) * beta_fraction(b, a, y)).min(1.0)
    }
}

/// The continued fraction of the incomplete beta function (Numerical Recipes, `betacf`).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..MAX_STEPS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// P(X <= k) of a Binomial(n, p) count; 1 for k >= n.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_inc((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// P(X >= k) of a Binomial(n, p) count; 1 at k = 0.
pub fn binomial_upper(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    beta_inc(k as f64, (n - k) as f64 + 1.0, p)
}

/// Two-sided p of Student's t with `df` degrees of freedom (may be fractional, > 0).
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    if t.is_infinite() && df > 0.0 {
        return 0.0;
    }
    if df > LARGE {
        return normal_two_sided(t);
    }
    beta_inc(df / 2.0, 0.5, df / (df + t * t))
}

/// The t with P(|T| >= t) = `alpha`, for 0 < alpha < 1, by bisection.
pub fn student_critical(alpha: f64, df: f64) -> f64 {
    if !(alpha > 0.0 && alpha < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    while student_two_sided(high, df) > alpha && high < 1e150 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..120 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if student_two_sided(middle, df) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
