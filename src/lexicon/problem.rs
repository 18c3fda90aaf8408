//! What is wrong with a file a person wrote: where it stands, what was found, what was meant.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It can, and somebody should look.
    Warning,
}

/// One problem, at a place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as the user knows it.
    pub file: String,
    /// Bytes of the file.
    pub span: Range<usize>,
    /// How bad.
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// What was meant, if that can be said.
    pub help: Option<String>,
}

impl Problem {
    /// An error.
    pub fn error(file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { file: file.into(), span, severity: Severity::Error, message: message.into(), help: None }
    }
    /// A warning.
    pub fn warning(file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, span, message) }
    }
    /// The problem with a word on what was meant.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    /// Line and column, both from 1, the column in code points.
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.span.start.min(text.len())).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
    /// The problem with its excerpt, for a terminal.
    pub fn render(&self, text: &str, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut end = self.span.end.min(text.len()).max(self.span.start.min(text.len()));
        let start = self.span.start.min(text.len());
        // A whole family is named by its first line.
        if let Some(slice) = text.get(start..end)
            && let Some(newline) = slice.find('\n')
        {
            end = start + newline;
        }
        let snippet = Snippet::source(text).path(&self.file).annotation(AnnotationKind::Primary.span(start..end));
        let mut group = level.primary_title(&self.message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}

/// Problems of one file that cannot be used, with the text to show them in.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The problems.
    pub problems: Vec<Problem>,
    /// The file's text.
    pub text: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&problem.render(&self.text, false))?;
        }
        Ok(())
    }
}

impl std::error::Error for Broken {}
