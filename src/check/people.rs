//! Findings for people: with the line they stand in, or one line each.

use super::{Finding, Level};
use annotate_snippets::{AnnotationKind, Level as Shown, Renderer, Snippet};

/// A finding with its line, reason and alternatives.
pub fn human(finding: &Finding, text: &str, colour: bool, width: usize) -> String {
    let path = match &finding.record {
        Some(id) => format!("{}#{id}", finding.path),
        None => finding.path.clone(),
    };
    // One paragraph is one line in many drafts: as much of it as the terminal is wide.
    let level = if finding.level == Level::Warning { Shown::WARNING } else { Shown::NOTE };
    let snippet = Snippet::source(text).path(&path).annotation(AnnotationKind::Primary.span(finding.range.clone()).label(finding.category_title.as_str()));
    let title = format!("“{}”", finding.text);
    let mut group = level.primary_title(title).element(snippet).element(Shown::NOTE.message(finding.why.as_str()));
    let instead = finding.alternatives.join(", ");
    if !instead.is_empty() {
        group = group.element(Shown::HELP.message(format!("instead: {instead}")));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width).render(&[group])
}

/// A finding in one line.
pub fn short(finding: &Finding) -> String {
    format!("{}: {}: {} [{}]", finding.place(), finding.level.name(), finding.message(), finding.entry)
}

/// What a check came to.
pub fn summary(warnings: usize, notes: usize, articles: usize) -> String {
    use crate::cli::terminal::plural;
    let drafts = plural(articles, "article");
    let also = if notes > 0 { format!(" and {}", plural(notes, "note")) } else { String::new() };
    let whose = if articles == 1 { "its" } else { "their" };
    match warnings {
        0 => format!("{drafts}: nothing loaded in {whose} own voice{also}."),
        n => format!("{drafts}: {} loaded in {whose} own voice{also}.", plural(n, "expression")),
    }
}
