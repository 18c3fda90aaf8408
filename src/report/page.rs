//! The page itself: template, style and scripts joined into one file that asks for nothing.

use super::chart::{Chart, chart};
use super::escape::{csp_hash, json};
use super::model::Model;
use anyhow::Context;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};

const TEMPLATE: &str = include_str!("page/page.html");
const PARTS: &str = include_str!("page/parts.html");
const STYLE: &str = concat!(include_str!("page/style.css"), include_str!("page/marks.css"), include_str!("page/tools.css"), include_str!("page/print.css"));

/// The scripts, in the order in which they are read; together they are one function.
const SCRIPTS: &[&str] = &[
    include_str!("page/model.js"),
    include_str!("page/stats.js"),
    include_str!("page/state.js"),
    include_str!("page/evidence.js"),
    include_str!("page/card.js"),
    include_str!("page/strike.js"),
    include_str!("page/filter.js"),
    include_str!("page/class_mode.js"),
    include_str!("page/class_files.js"),
    include_str!("page/worksheet.js"),
    include_str!("page/rewrite.js"),
    include_str!("page/start.js"),
];

/// Rows and columns of the aligned view have classes: a style attribute would need a looser policy.
const GRID_ROWS: usize = 160;

/// The main figure of a model: outlets, or articles where no outlet has a second one to stand beside.
pub fn main_figure(model: &Model) -> Chart {
    let values: Vec<_> = model.data.outlets.iter().enumerate().map(|(i, o)| (i, o.name.clone(), o.rate, o.lo, o.hi)).collect();
    chart(&values, model.data.order_stands && same_order(model))
}

/// Whether the figure's rates, of all articles, have the order that was found to stand, which is that of articles on events
/// that several outlets tell.
fn same_order(model: &Model) -> bool {
    let order = model.robustness.as_ref().map(super::tables::order).unwrap_or_default();
    let rate = |name: &String| model.data.outlets.iter().find(|o| o.name == *name).and_then(|o| o.rate);
    let rates: Option<Vec<f64>> = order.iter().map(rate).collect();
    let all = model.data.outlets.iter().filter(|o| o.rate.is_some()).count();
    rates.is_some_and(|rates| rates.len() == all && rates.windows(2).all(|two| two[0] >= two[1]))
}

fn style() -> String {
    let mut style = STYLE.to_owned();
    style.push_str("@media (min-width: 62rem) {\n");
    for row in 1..=GRID_ROWS {
        style.push_str(&format!(".aligned .r{row}{{grid-row:{}}}", row + 1));
    }
    style.push('\n');
    for rows in 1..=GRID_ROWS + 1 {
        style.push_str(&format!(".n{rows}{{grid-template-rows:repeat({rows},auto)}}"));
    }
    style.push_str("\n}\n");
    style
}

fn script() -> String {
    format!("(() => {{\n\"use strict\";\n{}\n}})();\n", SCRIPTS.join("\n"))
}

/// What all pages of a run share: the template, the style, the scripts and the policy that allows them alone.
pub struct Renderer {
    environment: Environment<'static>,
    style: String,
    script: String,
    policy: String,
}

impl Renderer {
    /// Reads the template.
    ///
    /// # Errors
    /// A fault in the template: a programming error, told rather than hidden.
    pub fn new() -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().context("the report's template")?);
        environment.add_template("page.html", TEMPLATE).context("the report's template")?;
        environment.add_template("parts.html", PARTS).context("the report's template")?;
        environment.add_filter("one", |n: Option<f64>| n.map_or("–".to_owned(), |n| format!("{n:.1}")));
        environment.add_filter("two", |n: Option<f64>| n.map_or("–".to_owned(), |n| format!("{n:.2}")));
        environment.add_filter("pct", |n: Option<f64>| n.map_or("–".to_owned(), |n| format!("{n:.0} %")));
        environment.add_filter("share", |n: Option<f64>, max: f64| format!("{:.2}", (100.0 * n.unwrap_or(0.0) / max).clamp(0.0, 100.0)));
        environment.add_filter("zero", |n: Option<f64>| n.map_or("–".to_owned(), |n| format!("{n:.0}")));
        environment.add_filter("place", |n: f64| format!("{:.3}", n.clamp(0.0, 100.0)));
        environment.add_filter("thousands", thousands);
        environment.add_filter("brief", |text: &str| brief(text));
        environment.add_filter("small", |n: Option<f64>| match n {
            None => "–".to_owned(),
            Some(n) if n < 0.001 => "< 0.001".to_owned(),
            Some(n) => format!("{n:.3}"),
        });
        let (style, script) = (style(), script());
        let policy =
            format!("default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'", csp_hash(&style), csp_hash(&script));
        Ok(Self { environment, style, script, policy })
    }

    /// Renders a page.
    ///
    /// # Errors
    /// A fault in the template: a programming error, told rather than hidden.
    pub fn render(&self, model: &Model) -> anyhow::Result<String> {
        let data = json(&serde_json::to_string(&model.data)?);
        let longest = model.bodies.iter().map(Vec::len).max().unwrap_or(0);
        let context = context! {
            model => Value::from(Serde(model)),
            figure => Value::from(Serde(main_figure(model))),
            policy => &self.policy,
            style => Value::from_safe_string(self.style.clone()),
            script => Value::from_safe_string(self.script.clone()),
            data => Value::from_safe_string(data),
            longest => longest,
            grid_rows => GRID_ROWS,
        };
        let page = self.environment.get_template("page.html").context("the report's template")?.render(context).context("the report's template")?;
        // The size can only be known once the page stands; its digits are padded so that telling it does not change it.
        let size = format!("{:>6.2} MB", page.len() as f64 / 1e6);
        Ok(page.replacen("%%%%SIZE%%", &size, 1))
    }
}

/// A heading that may be a whole sentence, as a list has room for it: up to some sixty characters, whole words.
fn brief(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let kept = cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{}…", kept.trim_end_matches([',', '.', ':', ';', '–']))
}

/// 12,345.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
