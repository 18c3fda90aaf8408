// Exact Poisson intervals and Krippendorff's alpha, as the program computes them.

/** Natural logarithm of the gamma function (Lanczos, g = 7). */
function logGamma(x) {
  const c = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  let sum = c[0];
  for (let i = 1; i < 9; i++) sum += c[i] / (y + i);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised lower incomplete gamma function P(a, x). */
function gammaP(a, x) {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10000 && Math.abs(term) > Math.abs(sum) * 1e-16; n++) { term *= x / (a + n); sum += term; }
    return sum * front;
  }
  // Lentz's continued fraction for the upper tail.
  let b = x + 1 - a;
  let c = 1 / 1e-300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = b + an / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return 1 - front * h;
}

/** Where P(a, x) reaches p: halving, which cannot go astray. */
function gammaQuantile(a, p) {
  let low = 0;
  let high = Math.max(1, a);
  while (gammaP(a, high) < p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (gammaP(a, middle) < p) low = middle; else high = middle;
  }
  return (low + high) / 2;
}

/** Rate per 1,000 words and its exact 95 % interval (Garwood), wider where hits clump in articles; null without words. */
function garwood(hits, count, spread = 1) {
  if (!(count > 0)) return null;
  const scale = 1000 * spread / count;
  const worth = hits / spread;
  return { rate: worth * scale, lo: hits === 0 ? 0 : gammaQuantile(worth, 0.025) * scale, hi: gammaQuantile(worth + 1, 0.975) * scale };
}

/** Nominal alpha over tokens: an array of labels for each coder, 0 where nothing is marked; null where undefined. */
function tokenAlpha(coders) {
  const length = Math.max(0, ...coders.map((c) => c.length));
  const pairs = new Map();
  const totals = new Map();
  const add = (map, key, n) => map.set(key, (map.get(key) || 0) + n);
  for (let t = 0; t < length; t++) {
    const labels = coders.filter((c) => t < c.length).map((c) => c[t]);
    if (labels.length < 2) continue;
    const weight = 1 / (labels.length - 1);
    labels.forEach((a, i) => {
      add(totals, a, 1);
      labels.forEach((b, j) => { if (i !== j && a !== b) add(pairs, "differ", weight); });
    });
  }
  const n = [...totals.values()].reduce((a, b) => a + b, 0);
  let expected = n * n;
  for (const m of totals.values()) expected -= m * m;
  return expected > 0 ? 1 - ((n - 1) * (pairs.get("differ") || 0)) / expected : null;
}
