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
    /// Characters that stand in a <time>.
    timed: usize,
    characters: usize,
    heading: bool,
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
        let (mut links, mut times) = (0usize, 0usize);
        let mut steps = vec![Step::In(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::In(node) if node.is_text() => open.push(&node.text(), links > 0, times > 0),
                Step::In(node) => {
                    let name = node.node_name().unwrap_or_default();
                    let name: &str = &name;
                    if rules.skip.elements.contains(name) || marks.of(&node).is_some_and(|mark| left_out[mark]) {
                        continue;
                    }
                    if name == "br" {
                        open.line();
                    } else if matches!(name, "td" | "th") {
                        open.push(" ", false, false);
                    } else if !INLINE.contains(&name) {
                        prose.end(&mut open);
                        open.heading = is_heading(name);
                    }
                    times += usize::from(name == "time");
                    links += usize::from(name == "a");
                    steps.push(Step::Out(node));
                    // The last child goes in first.
                    steps.extend(node.children_it(true).map(Step::In));
                }
                Step::Out(node) => {
                    let name = node.node_name().unwrap_or_default();
                    links -= usize::from(&*name == "a");
                    times -= usize::from(&*name == "time");
                    if !INLINE.contains(&&*name) {
                        prose.end(&mut open);
                    }
                }
            }
        }
        prose.end(&mut open);
        prose.paragraphs.retain(|p| p.timed < p.characters && !p.leads_elsewhere(rules) && !rules.boilerplate.is(&p.text));
        // What they were headings of is gone.
        while prose.paragraphs.last().is_some_and(|p| p.heading) {
            prose.paragraphs.pop();
        }
        prose
    }

    fn end(&mut self, open: &mut Paragraph) {
        let done = std::mem::take(open);
        let text = done.text.trim();
        if text.chars().any(char::is_alphanumeric) {
            self.paragraphs.push(Paragraph { text: text.to_owned(), ..done });
        }
    }

    /// Leaves out a heading at the beginning that is the title, or the title with more.
    pub fn without_title(mut self, title: &str) -> Self {
        let title = title.trim().to_lowercase();
        if self.paragraphs.first().is_some_and(|p| p.heading && !title.is_empty() && p.text.to_lowercase().starts_with(&title)) {
            self.paragraphs.remove(0);
        }
        self
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

/// h1 to h6.
pub fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

impl Paragraph {
    /// Appends text, blanks of all kinds as one, signs that show nothing left out.
    fn push(&mut self, text: &str, linked: bool, timed: bool) {
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
            self.timed += usize::from(timed);
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
        begins || self.linked * 20 >= self.characters * 19 && !self.text.ends_with(['.', '”', '"'])
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

    /// Takes off the page what stands apart from the article, and the classes of headings that are the article's: the reader takes some for
    /// furniture ("header-anchor").
    pub fn prepare(&self, page: &dom_query::Document, rules: &PageRules) {
        let Some(body) = page.body() else { return };
        let all = body.normalized_char_count().max(1) as f64;
        let mut apart: Vec<NodeRef<'_>> = Vec::new();
        for node in page.select("body [class], body [id]").nodes() {
            if node.node_name().is_some_and(|name| is_heading(&name)) {
                if self.of(node).is_none() {
                    node.remove_attr("class");
                    node.remove_attr("id");
                }
            } else if [node.class(), node.id_attr()].iter().flatten().any(|names| rules.is_apart(names)) {
                apart.push(*node);
            }
        }
        // Few pages have many; each is looked through, so there is a bound.
        for node in apart.into_iter().take(200) {
            let holds_article = node.descendants_it().any(|n| {
                n.node_name().is_some_and(|name| matches!(&*name, "h1" | "article" | "main")) || n.attr("itemprop").is_some_and(|p| &*p == "articleBody")
            });
            if !holds_article && (node.normalized_char_count() as f64) <= rules.skip.most_apart * all {
                node.remove_from_parent();
            }
        }
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
            // Paragraphs that the reader makes carry no number: they have their parent's.
            let mut open = vec![(root, self.of(&root))];
            while let Some((node, mark)) = open.pop() {
                if node.is_text() {
                    let size = node.normalized_char_count();
                    all += size;
                    let mut mark = mark;
                    while let Some(at) = mark {
                        sizes[at] += size;
                        mark = self.outer[at];
                    }
                } else {
                    open.extend(node.children_it(false).map(|child| (child, self.of(&child).or(mark))));
                }
            }
        }
        sizes.iter().map(|size| *size as f64 <= rules.skip.most * all as f64).collect()
    }
}
