//! Marked articles as files that annotation tools open: one writer a tool, all of them from [`Article`].
//!
//! Each tool counts characters in its own way; that is told at the head of its file and proved by a reader in
//! tests/annotate.rs. The document that a tool sees is [`Article::text`]: a title field, a blank line, the text.

mod brat;
mod csv;
mod doccano;
mod inception;
mod labelstudio;
mod spacy;
mod w3c;

use crate::marked::{Article, Mark};
use std::collections::BTreeMap;

/// A tool's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    W3c,
    Brat,
    Inception,
    LabelStudio,
    Doccano,
    Spacy,
    Csv,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name within the folder.
    pub name: String,
    pub content: String,
}

impl Format {
    /// Whether each article has files of its own, so that a folder is needed.
    pub fn wants_folder(self) -> bool {
        matches!(self, Format::Brat | Format::Inception)
    }

    /// The one file of the other formats.
    pub fn file(self) -> &'static str {
        match self {
            Format::W3c => "annotations.jsonl",
            Format::LabelStudio => "tasks.json",
            Format::Doccano => "doccano.jsonl",
            Format::Spacy => "docs.jsonl",
            Format::Csv => "hits.csv",
            Format::Brat | Format::Inception => "",
        }
    }
}

/// Writes articles one after the other; what it gives back can be written at once.
pub struct Exporter {
    format: Format,
    articles: usize,
    names: BTreeMap<String, usize>,
    /// Categories of the run: id and title.
    categories: Vec<(String, String)>,
}

impl Exporter {
    /// An exporter; `categories` with id and title, in the order of the codebook.
    pub fn new(format: Format, categories: Vec<(String, String)>) -> Self {
        Self { format, articles: 0, names: BTreeMap::new(), categories }
    }

    /// What stands before the first article in the one file.
    pub fn head(&self) -> String {
        match self.format {
            Format::LabelStudio => "[".into(),
            Format::Csv => csv::head(),
            _ => String::new(),
        }
    }

    /// An article in the one file.
    pub fn line(&mut self, article: &Article) -> String {
        self.articles += 1;
        match self.format {
            Format::W3c => w3c::page(article).to_string() + "\n",
            Format::LabelStudio => (if self.articles > 1 { ",\n" } else { "\n" }).to_owned() + &labelstudio::task(article).to_string(),
            Format::Doccano => doccano::line(article).to_string() + "\n",
            Format::Spacy => spacy::line(article).to_string() + "\n",
            Format::Csv => csv::rows(article),
            Format::Brat | Format::Inception => String::new(),
        }
    }

    /// What stands behind the last article in the one file.
    pub fn tail(&self) -> &'static str {
        if self.format == Format::LabelStudio { "\n]\n" } else { "" }
    }

    /// An article's own files, for the formats that want a folder; for W3C the text that its selectors count in.
    pub fn files(&mut self, article: &Article) -> Vec<File> {
        if !self.format.wants_folder() && self.format != Format::W3c {
            return Vec::new();
        }
        let stem = self.stem(&article.id);
        match self.format {
            Format::Brat => {
                vec![File { name: format!("{stem}.txt"), content: article.text.clone() }, File { name: format!("{stem}.ann"), content: brat::ann(article) }]
            }
            Format::Inception => vec![File { name: format!("{stem}.json"), content: inception::cas(article).to_string() }],
            _ => vec![File { name: format!("{stem}.txt"), content: article.text.clone() }],
        }
    }

    /// Files that tell the tool, and us when we read marks back, what there is.
    pub fn settings(&self) -> Vec<File> {
        let file = |name: &str, content: String| File { name: name.into(), content };
        match self.format {
            Format::Brat => vec![file("annotation.conf", brat::annotation_conf(&self.categories)), file("visual.conf", brat::visual_conf(&self.categories))],
            Format::LabelStudio => vec![file("labels.xml", labelstudio::config(&self.categories))],
            _ => Vec::new(),
        }
    }

    /// A file name without what a file system or a tool takes amiss; two ids never share one.
    fn stem(&mut self, id: &str) -> String {
        let safe: String = id.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' }).take(120).collect();
        let safe = safe.trim_start_matches('.').to_owned();
        let safe = if safe.is_empty() { "article".to_owned() } else { safe };
        let n = self.names.entry(safe.to_lowercase()).and_modify(|n| *n += 1).or_insert(1);
        if *n == 1 { safe } else { format!("{safe}~{n}") }
    }
}

/// What stands in a list of documents: where a document's file is, whose article it is, and where its text field begins.
pub const DOCUMENTS: &str = "documents.csv";

/// The head of [`DOCUMENTS`].
pub fn documents_head() -> String {
    "file,article_id,text_start,input_sha256\n".into()
}

/// An article's row in [`DOCUMENTS`]; `text_start` in code points of the document.
pub fn documents_row(file: &str, article: &Article) -> String {
    let mut out = Vec::new();
    crate::tables::sheet::push_csv(file, &mut out);
    out.push(b',');
    crate::tables::sheet::push_csv(&article.id, &mut out);
    let start = article.text.get(..article.text_start).unwrap_or("").chars().count();
    out.extend_from_slice(format!(",{start},{}\n", article.sha256).as_bytes());
    String::from_utf8(out).unwrap_or_default()
}

/// A mark's words as they stand, its stretches joined by blanks: line ends and tabs would break the tools' lines.
fn words(article: &Article, mark: &Mark) -> String {
    mark.ranges.iter().map(|r| article.slice(r).replace(['\n', '\r', '\t'], " ")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_differ() {
        let mut exporter = Exporter::new(Format::Brat, Vec::new());
        let names: Vec<String> = ["a/b", "a:b", "../../etc", "", "A_B", "é 1"].iter().map(|id| exporter.stem(id)).collect();
        assert_eq!(names, ["a_b", "a_b~2", "_.._etc", "article", "A_B~3", "é_1"]);
    }
}
