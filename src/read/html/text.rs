//! The running text of a part of a page: paragraphs, with what is no text of the article left out.

use super::rules::PageRules;
use dom_query::NodeRef;
use rustc_hash::{FxHashMap, FxHashSet};

/// Elements that stand in a line of text; all others end a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "ruby", "rb", "td", "th",
];

/// Elements that make a <div> more than a line of text.
const PARTING: &[&str] = &["blockquote", "dl", "div", "ol", "p", "pre", "table", "ul"];

/// Paragraphs that are looked for in a text, and bytes of a text that others are looked for in, at most: each is a walk through it all.
const MOST_ASKED: usize = 2000;
const MOST_DATA: usize = 1 << 19;

/// Paragraphs of a part of a page.
#[derive(Debug, Default)]
pub struct Prose {
    paragraphs: Vec<Paragraph>,
    /// Parts that the page names, as the numbers of their paragraphs.
    parts: Vec<(Part, std::ops::Range<usize>)>,
}

/// A part that the page names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The article's body.
    Body,
    /// What holds an article, and little else.
    Holder,
}

#[derive(Debug, Default, Clone)]
struct Paragraph {
    text: String,
    /// Characters that stand in links.
    linked: usize,
    /// Characters that stand in a <time>.
    timed: usize,
    characters: usize,
    /// Characters of scripts that put no blanks between words.
    unspaced: usize,
    heading: bool,
    /// A heading of the first level.
    first: bool,
    /// Which elements of which classes it stands in; 0 where they have no classes.
    place: u64,
    /// It is no text of the article.
    out: bool,
}

enum Step<'a> {
    In(NodeRef<'a>),
    Out(NodeRef<'a>),
    /// The end of a named part that began before so many paragraphs.
    End(Part, usize),
}

impl Prose {
    /// Reads the text below `root`.
    pub fn of(root: NodeRef<'_>, rules: &PageRules, marks: &Marks) -> Self {
        let left_out = marks.left_out(root, rules);
        let mut prose = Prose::default();
        let mut open = Paragraph::default();
        let (mut links, mut times) = (0usize, 0usize);
        let mut places = Places::default();
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
                        prose.end(&mut open, places.now());
                        places.enter(name, node.class().as_deref());
                        (open.heading, open.first) = (is_heading(name), name == "h1");
                        if let Some(part) = rules.part(name, &node) {
                            steps.push(Step::End(part, prose.paragraphs.len()));
                        }
                    }
                    times += usize::from(name == "time");
                    links += usize::from(name == "a");
                    steps.push(Step::Out(node));
                    // The last child goes in first.
                    steps.extend(node.children_it(true).map(Step::In));
                }
                Step::End(part, first) => prose.parts.push((part, first..prose.paragraphs.len())),
                Step::Out(node) => {
                    let name = node.node_name().unwrap_or_default();
                    links -= usize::from(&*name == "a");
                    times -= usize::from(&*name == "time");
                    if !INLINE.contains(&&*name) {
                        prose.end(&mut open, places.now());
                        if name.as_ref() != "br" {
                            places.leave();
                        }
                    }
                }
            }
        }
        prose.end(&mut open, places.now());
        for paragraph in &mut prose.paragraphs {
            paragraph.out = paragraph.timed == paragraph.characters || paragraph.leads_elsewhere(rules) || rules.boilerplate.is(&paragraph.text);
        }
        prose.without_headings_of_links();
        prose
    }

    fn end(&mut self, open: &mut Paragraph, place: u64) {
        let done = std::mem::take(open);
        let text = done.text.trim();
        if text.chars().any(char::is_alphanumeric) {
            self.paragraphs.push(Paragraph { text: text.to_owned(), place, ..done });
        }
    }

    /// The largest part of that kind.
    pub fn largest(&self, which: Part) -> Self {
        // Parts stand one inside the other: words are counted once.
        let mut words = vec![0];
        words.extend(self.paragraphs.iter().scan(0, |sum, p| {
            *sum += if p.out { 0 } else { p.words() };
            Some(*sum)
        }));
        let largest = self.ranges(which).max_by_key(|range| words[range.end] - words[range.start]);
        largest.map(|range| Prose { paragraphs: self.paragraphs[range].to_vec(), parts: Vec::new() }).unwrap_or_default()
    }

    fn ranges(&self, which: Part) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.parts.iter().filter(move |(part, _)| *part == which).map(|(_, range)| range.clone())
    }

    /// Paragraphs of the article.
    fn kept(&self) -> impl Iterator<Item = &Paragraph> {
        self.paragraphs.iter().filter(|p| !p.out)
    }

    /// Adds the paragraphs of the page that stand as most of these do, in elements of the same classes: a body is often cut into several parts, and
    /// the reader takes one of them. A linked heading between them begins another article.
    pub fn widened(self, page: &Prose) -> Self {
        let own: FxHashMap<&str, usize> = self.paragraphs.iter().enumerate().filter(|(_, p)| !p.out).map(|(at, p)| (p.text.as_str(), at)).collect();
        let mut places: FxHashMap<u64, (usize, usize)> = FxHashMap::default();
        for paragraph in page.kept().filter(|p| p.place != 0 && own.contains_key(p.text.as_str())) {
            let (paragraphs, words) = places.entry(paragraph.place).or_default();
            (*paragraphs, *words) = (*paragraphs + 1, *words + paragraph.words());
        }
        let all = self.words();
        places.retain(|_, (paragraphs, words)| *paragraphs > 1 && *words * 4 >= all);
        if places.is_empty() {
            return self;
        }
        let (Some(first), Some(last)) =
            (page.paragraphs.iter().position(|p| own.contains_key(p.text.as_str())), page.paragraphs.iter().rposition(|p| own.contains_key(p.text.as_str())))
        else {
            return self;
        };
        let new_article = |p: &Paragraph| p.heading && p.linked * 2 > p.characters;
        let end = (last + 1..page.paragraphs.len()).find(|at| new_article(&page.paragraphs[*at])).unwrap_or(page.paragraphs.len());
        let begin = (0..first).rev().find(|at| new_article(&page.paragraphs[*at])).map_or(0, |at| at + 1);
        // Where each stands: behind which of the own paragraphs.
        let mut added: Vec<(usize, Paragraph)> = Vec::new();
        let mut behind = 0;
        let mut headings: Vec<&Paragraph> = Vec::new();
        let whole = self.text();
        let mut asked = 0;
        for paragraph in page.paragraphs[begin..end].iter().filter(|p| !p.out) {
            if let Some(at) = own.get(paragraph.text.as_str()) {
                behind = behind.max(at + 1);
                headings.clear();
            } else if paragraph.heading {
                headings.push(paragraph);
            } else if places.contains_key(&paragraph.place) && paragraph.is_running() {
                asked += 1;
                if asked > MOST_ASKED {
                    break;
                }
                // The reader cuts some paragraphs at other places.
                if !whole.contains(&paragraph.text) {
                    added.extend(headings.drain(..).chain([paragraph]).map(|p| (behind, p.clone())));
                }
            }
        }
        let mut added = added.into_iter().peekable();
        let mut paragraphs = Vec::with_capacity(self.paragraphs.len() + added.len());
        for (at, paragraph) in self.paragraphs.into_iter().enumerate() {
            paragraphs.extend(std::iter::from_fn(|| added.next_if(|(behind, _)| *behind <= at)).map(|(_, p)| p));
            paragraphs.push(paragraph);
        }
        paragraphs.extend(added.map(|(_, p)| p));
        Prose { paragraphs, parts: self.parts }
    }

    /// Leaves out a heading at the beginning that is the title, or the title with more, and the day.
    pub fn without_title(mut self, title: &str, rules: &PageRules) -> Self {
        let title = title.trim().to_lowercase();
        let first = self.paragraphs.iter_mut().find(|p| !p.out);
        if let Some(first) = first.filter(|p| p.heading && !title.is_empty() && p.text.to_lowercase().starts_with(&title)) {
            first.out = true;
        }
        let own = &rules.boilerplate;
        for paragraph in self.paragraphs.iter_mut().filter(|p| !p.out).take(own.dated_first) {
            let is_line = !paragraph.heading && !paragraph.is_sentence() && paragraph.text.split_whitespace().nth(own.dated_words).is_none();
            paragraph.out = is_line && super::meta::date(&paragraph.text).is_some();
        }
        self
    }

    /// Leaves out the articles that follow on the same page: each in an element of its own, with a heading of the first level.
    pub fn without_next(mut self, page: &Prose) -> Self {
        let own: FxHashSet<&str> = self.kept().map(|p| p.text.as_str()).collect();
        let Some(first) = page.paragraphs.iter().position(|p| !p.out && own.contains(p.text.as_str())) else { return self };
        let Some(here) = page.ranges(Part::Holder).filter(|range| range.contains(&first)).min_by_key(|range| range.len()) else { return self };
        let mut next: Vec<_> = page.ranges(Part::Holder).filter(|range| range.start >= here.end).collect();
        next.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut gone: FxHashSet<&str> = FxHashSet::default();
        let mut end = 0;
        for range in next {
            // Only the outermost of those that stand one inside the other.
            if range.start >= end {
                end = range.end;
                let paragraphs = &page.paragraphs[range];
                if paragraphs.iter().any(|p| p.first) {
                    gone.extend(paragraphs.iter().map(|p| p.text.as_str()));
                }
            }
        }
        let stays: FxHashSet<&str> = page.paragraphs[here.clone()].iter().map(|p| p.text.as_str()).collect();
        for paragraph in &mut self.paragraphs {
            paragraph.out |= gone.contains(paragraph.text.as_str()) && !stays.contains(paragraph.text.as_str());
        }
        self
    }

    /// Leaves out headings of lists of links: what they were headings of is gone.
    fn without_headings_of_links(&mut self) {
        for at in 0..self.paragraphs.len() {
            let gone = self.paragraphs[at + 1..].iter().take(2).take_while(|p| p.out && p.linked > 0).count();
            self.paragraphs[at].out |= self.paragraphs[at].heading && gone > 1;
        }
    }

    /// Leaves out short paragraphs that the page's own data do not have, where they have most of the rest: titles of films, leads to other stories.
    /// What stands before the first that they have may be the article's standfirst.
    pub fn checked_with(mut self, body: &str, rules: &PageRules) -> Self {
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        if body.is_empty() || body.len() > MOST_DATA || self.paragraphs.len() > MOST_ASKED {
            return self;
        }
        let body = plain(body);
        let has: Vec<bool> = self.paragraphs.iter().map(|p| p.out || body.contains(&plain(&p.text))).collect();
        let known: usize = self.paragraphs.iter().zip(&has).filter(|(p, has)| !p.out && **has).map(|(p, _)| p.words()).sum();
        if (known as f64) < rules.trust_data_from * self.words() as f64 {
            return self;
        }
        let first = self.paragraphs.iter().zip(&has).position(|(p, has)| !p.out && *has).unwrap_or(0);
        for (paragraph, has) in self.paragraphs.iter_mut().zip(has).skip(first) {
            paragraph.out |= !has && !paragraph.heading && paragraph.text.split_whitespace().nth(rules.leads.words).is_none();
        }
        self
    }

    /// Leaves out what stands below an article: how to reach its author, and headings of what is gone.
    pub fn without_tail(mut self, rules: &PageRules) -> Self {
        for paragraph in self.paragraphs.iter_mut().rev().filter(|p| !p.out).take(rules.tail.paragraphs) {
            paragraph.out = rules.tail.is(&paragraph.text);
        }
        for paragraph in self.paragraphs.iter_mut().rev().filter(|p| !p.out) {
            if !paragraph.heading {
                break;
            }
            paragraph.out = true;
        }
        self
    }

    /// Whether most of its paragraphs are among those of another part.
    pub fn is_in(&self, other: &Prose) -> bool {
        let theirs: FxHashSet<&str> = other.paragraphs.iter().map(|p| p.text.as_str()).collect();
        let shared: usize = self.kept().filter(|p| theirs.contains(p.text.as_str())).map(Paragraph::words).sum();
        shared > 0 && shared * 2 >= self.words()
    }

    /// Words of all paragraphs.
    pub fn words(&self) -> usize {
        self.kept().map(Paragraph::words).sum()
    }

    /// Share of the characters that stand in links, 0 to 1.
    pub fn linked(&self) -> f64 {
        let (linked, all) = self.kept().fold((0, 0), |sum, p| (sum.0 + p.linked, sum.1 + p.characters));
        if all == 0 { 0.0 } else { linked as f64 / all as f64 }
    }

    /// The text, an empty line between paragraphs. A paragraph that only repeats the one before it stands once.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut last = "";
        for paragraph in self.kept() {
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

/// The elements that stand open: a number for the name of the innermost and the names and classes of the two around it.
#[derive(Default)]
struct Places {
    open: Vec<(u64, u64, bool)>,
}

impl Places {
    fn enter(&mut self, name: &str, classes: Option<&str>) {
        use std::hash::{Hash, Hasher};
        let hash = |text: &str| {
            let mut hasher = rustc_hash::FxHasher::default();
            text.hash(&mut hasher);
            hasher.finish()
        };
        let name = hash(name);
        let classes = classes.map(str::trim).filter(|c| !c.is_empty());
        self.open.push((name, name.rotate_left(7) ^ classes.map_or(0, hash), classes.is_some()));
    }

    fn leave(&mut self) {
        self.open.pop();
    }

    fn now(&self) -> u64 {
        match self.open.as_slice() {
            [.., (_, two, b), (_, one, a), (name, ..)] if *a || *b => name.rotate_left(23) ^ one.rotate_left(11) ^ two,
            _ => 0,
        }
    }
}

/// Thai to Khmer, Chinese, Japanese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// h1 to h6.
pub fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

impl Paragraph {
    fn words(&self) -> usize {
        // In scripts without blanks a word has some three characters.
        self.text.split_whitespace().count() + self.unspaced / 3
    }

    fn is_sentence(&self) -> bool {
        self.text.ends_with(['.', '!', '?', '…', '"', '”', '’', ':'])
    }

    /// Whether it is running text: a sentence of some length, and few links.
    fn is_running(&self) -> bool {
        self.linked * 4 < self.characters && self.is_sentence() && self.text.split_whitespace().nth(7).is_some()
    }

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
            self.unspaced += usize::from(c >= '\u{E00}' && is_unspaced(c));
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
        // A linked sentence of the article ends in a full stop; a headline does not. "Support for the bill" begins a sentence of the article, too.
        begins && (self.linked * 5 >= self.characters || !self.is_sentence())
            || self.linked * 20 >= self.characters * 19 && !self.text.ends_with(['.', '”', '"'])
    }
}

/// Parts of a page that classes or ids mark as no text of the article. The reader below takes wrappers away and leaves what stands in them, so
/// that every element carries the number of its mark.
#[derive(Debug, Default)]
pub struct Marks {
    /// The mark that a mark stands in.
    outer: Vec<Option<usize>>,
    /// What a mark was set for, as a number. Comments and the like have none: they may well hold more than the article.
    causes: Vec<Option<usize>>,
    /// Headings that carry names, and parts that stand apart.
    named: Vec<dom_query::NodeId>,
}

/// Attribute of the number.
const MARK: &str = "data-slantwise-mark";

impl Marks {
    /// Marks the elements of a page.
    pub fn set(page: &dom_query::Document, rules: &PageRules) -> Self {
        let mut marks = Marks::default();
        let mut found: FxHashMap<dom_query::NodeId, usize> = FxHashMap::default();
        let mut causes: FxHashMap<&str, usize> = FxHashMap::default();
        // A page has few names, each many times.
        let mut known: FxHashMap<String, (Option<&str>, Option<&str>, bool)> = FxHashMap::default();
        let Some(body) = page.body() else { return marks };
        for node in body.descendants().into_iter().filter(|n| n.is_element()) {
            node.remove_attr(MARK);
            let around = node.parent().and_then(|p| found.get(&p.id).copied());
            let (mut cause, mut picture, mut named) = (None, None, false);
            for names in [node.class(), node.id_attr()].iter().flatten() {
                let found = match known.get(&**names) {
                    Some(found) => *found,
                    None => *known.entry(names.to_string()).or_insert((rules.mark(names), rules.picture(names), rules.is_apart(names))),
                };
                (cause, picture, named) = (cause.or(found.0), picture.or(found.1), named || found.2);
            }
            if named || node.node_name().is_some_and(|name| is_heading(&name)) && (node.has_attr("class") || node.has_attr("id")) {
                marks.named.push(node.id);
            }
            // Whole pages stand in a form.
            let form = || node.node_name().is_some_and(|name| &*name == "form").then_some("form");
            let cause = cause.or_else(|| is_hidden(&node).then_some("")).or_else(form).or_else(|| picture.filter(|_| is_picture(&node, rules)));
            let mark = match cause {
                Some(cause) => {
                    let next = causes.len();
                    marks.causes.push((!rules.skip.apart.contains(cause)).then(|| *causes.entry(cause).or_insert(next)));
                    marks.outer.push(around);
                    Some(marks.outer.len() - 1)
                }
                None => around,
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
        for node in page.select("body div[data-slantwise-mark]").nodes() {
            // The reader puts a paragraph of its own, which carries no mark, in the place of a <div> that holds nothing but a line of text.
            if !node.descendants_it().any(|n| n.node_name().is_some_and(|name| PARTING.contains(&&*name))) {
                node.rename("p");
            }
        }
        let all = body.normalized_char_count().max(1) as f64;
        let left_out = self.left_out(body, rules);
        let mut apart: Vec<NodeRef<'_>> = Vec::new();
        for node in self.named.iter().filter_map(|id| page.tree.get(id)) {
            if !node.node_name().is_some_and(|name| is_heading(&name)) {
                apart.push(node);
            } else if self.of(&node).is_none_or(|mark| !left_out[mark]) {
                node.remove_attr("class");
                node.remove_attr("id");
            }
        }
        // Few pages have many; each is looked through, so there is a bound.
        for node in apart.into_iter().take(200) {
            // Each comment may be an <article>.
            let is_apart = |n: &NodeRef<'_>| [n.class(), n.id_attr()].iter().flatten().any(|names| rules.is_apart(names));
            let holds_article = |n: NodeRef<'_>| match n.node_name().as_deref() {
                Some("h1" | "main") => true,
                Some("article") => !is_apart(&n),
                _ => n.attr("itemprop").is_some_and(|p| &*p == "articleBody"),
            };
            if !node.descendants_it().any(holds_article) && (node.normalized_char_count() as f64) <= rules.skip.most_apart * all {
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
        let mut together = vec![0usize; self.outer.len()];
        let mut all = 0;
        if !self.outer.is_empty() {
            // Paragraphs that the reader makes carry no number: they have their parent's.
            let mut open = vec![(root, self.of(&root))];
            while let Some((node, mark)) = open.pop() {
                if node.is_text() {
                    let size = node.normalized_char_count();
                    all += size;
                    if let Some(cause) = mark.and_then(|inner| self.causes[inner]) {
                        together[cause] += size;
                    }
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
        let within = |size: usize, share: f64| size as f64 <= share * all as f64;
        let fair = |cause: Option<usize>| cause.is_none_or(|cause| within(together[cause], rules.skip.most_together));
        sizes.iter().zip(&self.causes).map(|(size, cause)| within(*size, rules.skip.most) && fair(*cause)).collect()
    }
}

/// Whether an element is not shown.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let none = |style: &str| {
        let bare: String = style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).take(500).collect();
        bare.split(';').any(|rule| matches!(rule, "display:none" | "display:none!important" | "visibility:hidden"))
    };
    node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|v| &*v == "true") || node.attr("style").is_some_and(|style| none(&style))
}

/// Whether a part is a picture with what is said of it, and not text with a picture.
fn is_picture(node: &NodeRef<'_>, rules: &PageRules) -> bool {
    let (mut pictures, mut paragraphs, mut words) = (0, 0, 0);
    for inner in node.descendants_it() {
        if inner.is_text() {
            words += inner.text().split_whitespace().count();
        } else {
            match inner.node_name().as_deref() {
                Some("img") => pictures += 1,
                Some("p") => paragraphs += 1,
                _ => {}
            }
        }
        if paragraphs > 1 || words > rules.skip.picture_words {
            return false;
        }
    }
    pictures > 0
}
