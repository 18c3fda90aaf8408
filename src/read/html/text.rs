//! The running text of a part of a page: paragraphs, with what is no text of the article left out.

use super::rules::PageRules;
use dom_query::NodeRef;
use rustc_hash::FxHashMap;

/// Elements that stand in a line of text; all others end a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "ruby", "rb", "td", "th",
];

/// Paragraphs of a part of a page.
#[derive(Debug, Default)]
pub struct Prose {
    paragraphs: Vec<Paragraph>,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    /// Characters that stand in links.
    linked: usize,
    characters: usize,
}

enum Step<'a> {
    In(NodeRef<'a>),
    Out(NodeRef<'a>),
}

impl Prose {
    /// Reads the text below `root`.
    pub fn of(root: NodeRef<'_>, rules: &PageRules, marks: &Marks) -> Self {
        let left_out = marks.left_out(root, rules);
        let mut prose = Prose::default();
        let mut open = Paragraph::default();
        let mut links = 0usize;
        let mut steps = vec![Step::In(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::In(node) if node.is_text() => open.push(&node.text(), links > 0),
                Step::In(node) => {
                    let name = node.node_name().unwrap_or_default();
                    let name: &str = &name;
                    if rules.skip.elements.contains(name) || marks.of(&node).is_some_and(|mark| left_out[mark]) {
                        continue;
                    }
                    if name == "br" {
                        open.line();
                    } else if matches!(name, "td" | "th") {
                        open.push(" ", false);
                    } else if !INLINE.contains(&name) {
                        prose.end(&mut open);
                    }
                    links += usize::from(name == "a");
                    steps.push(Step::Out(node));
                    // The last child goes in first.
                    steps.extend(node.children_it(true).map(Step::In));
                }
                Step::Out(node) => {
                    let name = node.node_name().unwrap_or_default();
                    links -= usize::from(&*name == "a");
                    if !INLINE.contains(&&*name) {
                        prose.end(&mut open);
                    }
                }
            }
        }
        prose.end(&mut open);
        prose.paragraphs.retain(|p| !p.leads_elsewhere(rules));
        prose
    }

    fn end(&mut self, open: &mut Paragraph) {
        let done = std::mem::take(open);
        let text = done.text.trim();
        if text.chars().any(char::is_alphanumeric) {
            self.paragraphs.push(Paragraph { text: text.to_owned(), ..done });
        }
    }

    /// Words of all paragraphs.
    pub fn words(&self) -> usize {
        self.paragraphs.iter().map(|p| p.text.split_whitespace().count()).sum()
    }

    /// Share of the characters that stand in links, 0 to 1.
    pub fn linked(&self) -> f64 {
        let (linked, all) = self.paragraphs.iter().fold((0, 0), |sum, p| (sum.0 + p.linked, sum.1 + p.characters));
        if all == 0 { 0.0 } else { linked as f64 / all as f64 }
    }

    /// The text, an empty line between paragraphs. A paragraph that only repeats the one before it stands once.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut last = "";
        for paragraph in &self.paragraphs {
            if paragraph.text == last {
                continue;
            }
            last = &paragraph.text;
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(last);
        }
        out
    }
}

impl Paragraph {
    /// Appends text, blanks of all kinds as one, signs that show nothing left out.
    fn push(&mut self, text: &str, linked: bool) {
        for c in text.chars() {
            if matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}') {
                continue;
            }
            if c.is_whitespace() || c.is_control() {
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.text.push(' ');
                }
                continue;
            }
            self.text.push(c);
            self.characters += 1;
            self.linked += usize::from(linked);
        }
    }

    /// A line's end.
    fn line(&mut self) {
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn leads_elsewhere(&self, rules: &PageRules) -> bool {
        if self.linked == 0 || self.text.split_whitespace().nth(rules.leads.words).is_some() {
            return false;
        }
        let lower = self.text.to_lowercase();
        let begins = rules.leads.starts.iter().any(|s| lower.starts_with(s.as_str()));
        // A linked sentence of the article ends in a full stop; a headline does not.
        begins || self.linked * 20 >= self.characters * 19 && !self.text.ends_with(['.', '!', '?', '”', '"'])
    }
}

/// Parts of a page that classes or ids mark as no text of the article. The reader below takes wrappers away and leaves what stands in them, so
/// that every element carries the number of its mark.
#[derive(Debug, Default)]
pub struct Marks {
    /// The mark that a mark stands in.
    outer: Vec<Option<usize>>,
}

/// Attribute of the number.
const MARK: &str = "data-slantwise-mark";

impl Marks {
    /// Marks the elements of a page.
    pub fn set(page: &dom_query::Document, rules: &PageRules) -> Self {
        let mut marks = Marks::default();
        let mut found: FxHashMap<dom_query::NodeId, usize> = FxHashMap::default();
        let Some(body) = page.body() else { return marks };
        for node in body.descendants().into_iter().filter(|n| n.is_element()) {
            node.remove_attr(MARK);
            let around = node.parent().and_then(|p| found.get(&p.id).copied());
            let names = [node.class(), node.id_attr()];
            let is = names.iter().flatten().any(|names| rules.is_marked(names)) || node.attr("aria-hidden").is_some_and(|v| &*v == "true");
            let mark = if is {
                marks.outer.push(around);
                Some(marks.outer.len() - 1)
            } else {
                around
            };
            if let Some(mark) = mark {
                node.set_attr(MARK, &mark.to_string());
                found.insert(node.id, mark);
            }
        }
        marks
    }

    fn of(&self, node: &NodeRef<'_>) -> Option<usize> {
        if self.outer.is_empty() {
            return None;
        }
        node.attr(MARK).and_then(|n| n.parse().ok()).filter(|n| *n < self.outer.len())
    }

    /// Which marks are taken at their word: those that hold little of the text below `root`. A page may mark its whole body "promo".
    fn left_out(&self, root: NodeRef<'_>, rules: &PageRules) -> Vec<bool> {
        let mut sizes = vec![0usize; self.outer.len()];
        let mut all = 0;
        if !self.outer.is_empty() {
            for node in root.descendants_it().filter(|n| n.is_text()) {
                let size = node.normalized_char_count();
                all += size;
                let mut mark = node.parent().and_then(|p| self.of(&p));
                while let Some(at) = mark {
                    sizes[at] += size;
                    mark = self.outer[at];
                }
            }
        }
        sizes.iter().map(|size| *size as f64 <= rules.skip.most * all as f64).collect()
    }
}
