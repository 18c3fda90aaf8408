//! The main figure: a rate with its interval for each outlet or article, as places on one scale.

use super::escape::html;
use serde::Serialize;
use std::fmt::Write;

/// A row of the figure; places are percent of the scale.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Bar {
    /// Number of the outlet or article.
    pub of: usize,
    pub name: String,
    pub rate: f64,
    pub lo: f64,
    pub hi: f64,
    pub at: f64,
    pub from: f64,
    pub to: f64,
    /// The interval goes on beyond the scale.
    pub cut: bool,
}

/// The figure.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Chart {
    /// Rate at the right end.
    pub max: f64,
    /// Label and place of the ticks.
    pub ticks: Vec<(String, f64)>,
    pub bars: Vec<Bar>,
    /// Sorted by rate, because the order stands.
    pub sorted: bool,
}

/// What a bar is made from: number, name, rate, interval.
pub type Value = (usize, String, Option<f64>, Option<f64>, Option<f64>);

/// Lays the values out; in their own order unless the order by rate stands.
pub fn chart(values: &[Value], sorted: bool) -> Chart {
    let mut known: Vec<(usize, String, f64, f64, f64)> = values.iter().filter_map(|(i, n, r, lo, hi)| Some((*i, n.clone(), (*r)?, (*lo)?, (*hi)?))).collect();
    if sorted {
        known.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    }
    // One short text has an interval as long as the page; it must not press all others into a corner.
    let highest = known.iter().map(|v| v.4).fold(0.0, f64::max);
    let rates = known.iter().map(|v| v.2).fold(0.0, f64::max);
    let (max, step) = scale(highest.min((rates * 3.0).max(10.0)));
    let place = |x: f64| (100.0 * x / max).clamp(0.0, 100.0);
    let bars = known
        .into_iter()
        .map(|(of, name, rate, lo, hi)| Bar { of, name, rate, lo, hi, at: place(rate), from: place(lo), to: place(hi), cut: hi > max })
        .collect();
    let mut ticks = Vec::new();
    let mut x = 0.0;
    while x <= max + step / 1e6 {
        ticks.push((format!("{x}"), place(x)));
        x += step;
    }
    Chart { max, ticks, bars, sorted }
}

/// A round number not below `highest`, and a step that makes four to eight ticks.
fn scale(highest: f64) -> (f64, f64) {
    let mut step = 1.0;
    for next in [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0] {
        if highest / step <= 7.0 {
            break;
        }
        step = next;
    }
    ((highest / step).ceil().max(1.0) * step, step)
}

/// The figure as a file of its own.
pub fn svg(chart: &Chart, title: &str, note: &str) -> String {
    const LEFT: f64 = 230.0;
    const WIDTH: f64 = 560.0;
    const ROW: f64 = 34.0;
    let height = 96.0 + ROW * chart.bars.len() as f64 + 34.0;
    let x = |percent: f64| LEFT + WIDTH * percent / 100.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 {height}\" width=\"960\" height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"15\">\n<title>{t}</title>\n<desc>{n}</desc>\n<rect width=\"960\" height=\"{height}\" fill=\"#fff\"/>\n<text x=\"16\" y=\"30\" font-size=\"19\" font-weight=\"600\" fill=\"#1b1f24\">{t}</text>\n<text x=\"16\" y=\"54\" font-size=\"13\" fill=\"#4a525c\">{n}</text>\n",
        t = html(title),
        n = html(note)
    );
    let bottom = 78.0 + ROW * chart.bars.len() as f64;
    for (label, at) in &chart.ticks {
        let _ = writeln!(
            out,
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"70\" y2=\"{bottom}\" stroke=\"#d8dde3\"/><text x=\"{0:.1}\" y=\"{1}\" text-anchor=\"middle\" font-size=\"13\" fill=\"#4a525c\">{label}</text>",
            x(*at),
            bottom + 20.0
        );
    }
    for (i, bar) in chart.bars.iter().enumerate() {
        let y = 92.0 + ROW * i as f64;
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#1b1f24\">{}</text><line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#0b5c8a\" stroke-width=\"3\"/><circle cx=\"{:.1}\" cy=\"{y}\" r=\"6\" fill=\"#0b5c8a\"/><text x=\"{}\" y=\"{}\" fill=\"#1b1f24\">{:.1} <tspan fill=\"#4a525c\">[{:.1}–{:.1}]</tspan></text>",
            LEFT - 14.0,
            y + 5.0,
            html(&short(&bar.name, 28)),
            x(bar.from),
            x(bar.to),
            x(bar.at),
            LEFT + WIDTH + 14.0,
            y + 5.0,
            bar.rate,
            bar.lo,
            bar.hi
        );
    }
    out.push_str("</svg>\n");
    out
}

/// At most `length` characters.
pub fn short(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let kept: String = text.chars().take(length.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_hold_everything() {
        for highest in [0.0, 0.4, 3.0, 17.0, 83.9, 212.0, 999.0] {
            let (max, step) = scale(highest);
            assert!(max >= highest && max / step <= 20.0, "{highest}: {max} {step}");
        }
        let c = chart(&[(0, "a".into(), Some(2.0), Some(1.0), Some(4.0)), (1, "b".into(), Some(9.0), Some(3.0), Some(300.0))], true);
        assert_eq!(c.bars[0].of, 1);
        assert!(c.bars[0].cut && c.max < 40.0);
    }
}
