//! The figures as files: the main figure and the matrix of names, as SVG with a CSV beside each.

use super::chart::{short, svg};
use super::escape::html;
use super::model::{Label, Model};
use super::page::main_figure;
use crate::tables::sheet::push_csv;
use anyhow::Context;
use std::fmt::Write;
use std::path::Path;

/// Writes the figures of a model into a folder.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(model: &Model, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    let figure = main_figure(model);
    let note = "Loaded words in the outlet's own voice per 1,000 words, with 95 % intervals, wider where an outlet's articles differ more than chance has them. Outlets may tell of different events. Wording, not intent.";
    let mut table = csv(&["outlet", "articles", "words", "loaded_own", "loaded_own_per_1000", "lo95", "hi95"]);
    for bar in &figure.bars {
        let Some(o) = model.data.outlets.get(bar.of) else { continue };
        let cells = [
            o.name.clone(),
            o.articles.to_string(),
            o.words.to_string(),
            o.loaded.to_string(),
            format!("{:.4}", bar.rate),
            format!("{:.4}", bar.lo),
            format!("{:.4}", bar.hi),
        ];
        line(&mut table, &cells);
    }
    file(folder, "loaded-wording.svg", svg(&figure, "Own-voice loaded wording per outlet", note).as_bytes())?;
    file(folder, "loaded-wording.csv", &table)?;
    if !model.matrix.actors.is_empty() {
        file(folder, "names.svg", matrix(model).as_bytes())?;
        let mut table = csv(&["actor", "outlet", "label", "valence", "n_own", "n_attributed", "n_quoted"]);
        for actor in &model.matrix.actors {
            for (outlet, labels) in model.matrix.outlets.iter().zip(&actor.cells) {
                for l in labels {
                    let name = model.data.outlets.get(*outlet).map_or("", |o| &o.name);
                    line(
                        &mut table,
                        &[
                            actor.actor.clone(),
                            name.into(),
                            l.label.clone(),
                            l.valence.to_string(),
                            l.own.to_string(),
                            l.attributed.to_string(),
                            l.quoted.to_string(),
                        ],
                    );
                }
            }
        }
        file(folder, "names.csv", &table)?;
    }
    Ok(())
}

fn file(folder: &Path, name: &str, content: &[u8]) -> anyhow::Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, content).with_context(|| format!("{}: cannot be written", path.display()))
}

fn csv(names: &[&str]) -> Vec<u8> {
    let mut out = names.join(",").into_bytes();
    out.push(b'\n');
    out
}

fn line(out: &mut Vec<u8>, cells: &[String]) {
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        // A negative number is a number; everything else that looks like a formula is guarded.
        if cell.parse::<f64>().is_ok() { out.extend_from_slice(cell.as_bytes()) } else { push_csv(cell, out) }
    }
    out.push(b'\n');
}

/// Labels shown in one cell of the drawing.
const LINES: usize = 4;

fn matrix(model: &Model) -> String {
    const LEFT: f64 = 190.0;
    const COLUMN: f64 = 190.0;
    let m = &model.matrix;
    let tall = |cells: &Vec<Vec<Label>>| 20.0 * cells.iter().map(Vec::len).max().unwrap_or(1).min(LINES + 1) as f64 + 16.0;
    let width = LEFT + COLUMN * m.outlets.len() as f64 + 16.0;
    let height = 108.0 + m.actors.iter().map(|a| tall(&a.cells)).sum::<f64>();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n<title>Names per actor and outlet</title>\n<defs><pattern id=\"said\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line x1=\"0\" x2=\"0\" y1=\"0\" y2=\"6\" stroke=\"#8a94a0\" stroke-width=\"2\"/></pattern></defs>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n<text x=\"16\" y=\"30\" font-size=\"19\" font-weight=\"600\" fill=\"#1b1f24\">Names per actor and outlet</text>\n<text x=\"16\" y=\"52\" fill=\"#4a525c\">− condemns, ○ neither, + praises; +n “”: quoted or reported from others; hatched: never its own</text>\n"
    );
    for (i, outlet) in m.outlets.iter().enumerate() {
        let name = model.data.outlets.get(*outlet).map_or("", |o| &o.name);
        let _ = writeln!(out, "<text x=\"{}\" y=\"84\" font-weight=\"600\" fill=\"#1b1f24\">{}</text>", LEFT + COLUMN * i as f64, html(&short(name, 24)));
    }
    let mut y = 96.0;
    for actor in &m.actors {
        let _ = writeln!(
            out,
            "<line x1=\"16\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#d8dde3\"/><text x=\"16\" y=\"{}\" font-weight=\"600\" fill=\"#1b1f24\">{}</text>",
            width - 16.0,
            y + 22.0,
            html(&short(&actor.name, 24))
        );
        for (i, labels) in actor.cells.iter().enumerate() {
            for (k, label) in labels.iter().take(LINES).enumerate() {
                let (x, top) = (LEFT + COLUMN * i as f64, y + 8.0 + 20.0 * k as f64);
                let (sign, fill) = [("−", "#9a3412"), ("○", "#3d4650"), ("+", "#0b5c8a")][(label.valence + 1) as usize];
                if label.own == 0 {
                    let _ =
                        writeln!(out, "<rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"18\" fill=\"url(#said)\" opacity=\".35\"/>", x - 4.0, COLUMN - 12.0);
                }
                let said = if label.quoted + label.attributed > 0 { format!(" +{} “”", label.quoted + label.attributed) } else { String::new() };
                let _ =
                    writeln!(out, "<text x=\"{x}\" y=\"{}\" fill=\"{fill}\">{sign} {} {}{said}</text>", top + 14.0, html(&short(&label.label, 16)), label.own);
            }
            if labels.len() > LINES {
                let _ = writeln!(
                    out,
                    "<text x=\"{}\" y=\"{}\" fill=\"#4a525c\">… {} more</text>",
                    LEFT + COLUMN * i as f64,
                    y + 22.0 + 20.0 * LINES as f64,
                    labels.len() - LINES
                );
            }
        }
        y += tall(&actor.cells);
    }
    out.push_str("</svg>\n");
    out
}
