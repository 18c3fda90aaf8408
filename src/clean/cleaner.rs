//! The compiled rules, and how they give every line its part.
//!
//! Most lines are long paragraphs: for those two bytes are looked up and nothing else is done. Only short lines meet the
//! regular expressions, which are anchored and so mostly fail within a few bytes.

use super::date::first_date;
use super::patterns::{Patterns, Written};
use super::rules::{Gives, LayoutError, LayoutRules, NumericDates, Place, RulePart, RuleSpec};
use super::shape::{self, Copy, Plain};
use super::table::{Extent, KEY, Table};
use super::{Layout, Line, Part};
use regex::bytes::{Regex, RegexBuilder};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

/// Lines of so many bytes or more are paragraphs: only their first words can make them anything else.
const LONG: usize = 240;
/// A sentence of more words than this is the article's own unless its first words say otherwise.
const SENTENCE_WORDS: u32 = 12;
/// A sentence of fewer words meets the patterns wherever it stands.
const SHORT_WORDS: u32 = 5;
/// How many lines from the start can be the top.
const TOP_LINES: usize = 16;
/// Paragraphs that may stand before a line of the top: a standfirst, a first paragraph.
const TOP_PARAGRAPHS: u32 = 2;
/// Paragraphs that may stand after a line of the bottom.
const BOTTOM_PARAGRAPHS: u32 = 1;
const HEADLINE_WORDS: u32 = 32;
const STANDFIRST_WORDS: u32 = 50;
const CROSSHEAD_WORDS: u32 = 12;
/// A headline that is whole sentences must share so many hundredths of its longer words with the paragraph below.
const HEADLINE_SHARED: usize = 60;
/// Where furniture that ends like a sentence is looked for: so many bytes before the end of the text …
const NEAR_END: usize = 400;
/// … or where a colon is among so many first bytes of the line: "Photo:".
const NEAR_COLON: usize = 32;
const DATELINE_BYTES: usize = 160;

/// Layout rules, ready to use from many threads.
#[derive(Debug)]
pub struct Cleaner {
    rules: Vec<Rule>,
    starts: Table,
    /// Endings, written backwards.
    ends: Table,
    /// Expressions over lines that are no sentences.
    pattern: Waiting<Patterns>,
    /// Those of rules that take sentences too.
    sentence_pattern: Waiting<Patterns>,
    /// Under which a rule does not hold after all.
    unless: Waiting<Patterns>,
    /// What is looked for before the patterns.
    marks: Waiting<Vec<Regex>>,
    dateline: Waiting<Vec<Regex>>,
    not_dateline: FxHashSet<String>,
    wire: Vec<(String, Vec<String>)>,
    numeric_dates: NumericDates,
    spec: Vec<RuleSpec>,
}

#[derive(Debug)]
struct Rule {
    name: String,
    part: Part,
    gives: Option<Gives>,
    place: Place,
    /// Some pattern says when it does not hold.
    unless: bool,
    /// Patterns with a group that says where the names are; compiled when first needed.
    groups: Vec<(String, OnceLock<Option<Regex>>)>,
    max_words: u32,
    min_words: u32,
    sentences: bool,
    heads: bool,
    beside: bool,
}

/// Compiled when a line first asks for it.
type Waiting<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;

/// A sentence in a rule's `match` or `no-match` that is not so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule `{rule}` {} `{line}`", if *.must_match { "does not take" } else { "takes" })]
pub struct UntrueExample {
    /// The rule's name.
    pub rule: String,
    /// The sentence.
    pub line: String,
    /// Whether it stands under `match`.
    pub must_match: bool,
}

/// Buffers that live as long as a [`Layout`].
#[derive(Debug, Default)]
pub(super) struct Scratch {
    seen: Vec<Seen>,
    candidates: Vec<u16>,
    plain: Plain,
    marked: Vec<u8>,
    folded: Vec<u8>,
}

/// A line as the first pass saw it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    start: usize,
    end: usize,
    words: u32,
    /// A blank line, or the beginning of the text, is before it.
    gap: bool,
    long: bool,
    sentence: bool,
    bullet: bool,
    /// Begins with a small letter.
    lower: bool,
    /// Reads like a paragraph, and no rule that holds everywhere takes it.
    paragraph: bool,
    /// Paragraphs before it.
    before: u32,
    candidates: (u32, u32),
    claim: Option<(Part, Option<u16>)>,
}

impl Seen {
    fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    fn part(&self) -> Option<Part> {
        self.claim.map(|c| c.0)
    }
}

/// Reasons that are not rules of the file, after its own.
#[derive(Clone, Copy)]
enum Reason {
    NoWords,
    Repeated,
    Dateline,
    Listed,
}

const REASONS: [&str; 4] = ["no words", "repeated headline", "dateline", "listed under another line"];

impl Cleaner {
    /// Compiles layout rules.
    ///
    /// # Errors
    /// A pattern that is no regular expression, an empty rule, two rules of one name, fragments that go in a circle.
    pub fn compile(rules: &LayoutRules) -> Result<Self, LayoutError> {
        check(rules)?;
        Self::compile_lazily(rules)
    }

    /// Compiles layout rules whose regular expressions are known to be some, as a test knows of those that the program brings:
    /// they are compiled when a line first asks for them, which not every text does.
    ///
    /// # Errors
    /// An empty rule, two rules of one name, fragments that go in a circle.
    pub fn compile_lazily(rules: &LayoutRules) -> Result<Self, LayoutError> {
        if rules.rules.len() > 60_000 {
            return Err(LayoutError::TooMany(rules.rules.len()));
        }
        let mut names = FxHashSet::default();
        let (mut starts, mut ends) = (Table::default(), Table::default());
        let mut compiled = Vec::new();
        let (mut all, mut all_unless) = (Vec::new(), Vec::new());
        let mut plain = Plain::default();
        let mut fold = |phrase: &str| {
            plain.fill(phrase, usize::MAX);
            // A blank at the end of a phrase is meant.
            let blank = if phrase.ends_with(' ') { " " } else { "" };
            plain.text.trim_start_matches(shape::is_lead_in).to_ascii_lowercase() + blank
        };
        for (number, spec) in rules.rules.iter().enumerate() {
            let number = number as u16;
            if !names.insert(spec.name.as_str()) {
                return Err(LayoutError::Twice(spec.name.clone()));
            }
            if spec.is.is_empty() && spec.starts.is_empty() && spec.ends.is_empty() && spec.contains.is_empty() && spec.pattern.is_empty() {
                return Err(LayoutError::Empty(spec.name.clone()));
            }
            for phrase in &spec.is {
                starts.add(&fold(phrase), number, Extent::Whole);
            }
            for phrase in &spec.starts {
                match phrase.strip_suffix('*').filter(|p| !p.is_empty() && !p.ends_with(' ')) {
                    Some(open) => starts.add(&fold(open), number, Extent::Bytes),
                    None => starts.add(&fold(phrase), number, Extent::Words),
                }
            }
            for phrase in &spec.ends {
                ends.add(&fold(phrase).chars().rev().collect::<String>(), number, Extent::Words);
            }
            for phrase in &spec.contains {
                all.push((format!("(?i:.*{}.*)", regex::escape(&fold(phrase))), number));
            }
            let mut groups = Vec::new();
            for pattern in &spec.pattern {
                let text = rules.expand(pattern.get_ref())?;
                if text.contains("(?P<") {
                    groups.push((format!("^(?:{text})$"), OnceLock::new()));
                }
                all.push((text, number));
            }
            for pattern in &spec.unless {
                all_unless.push((rules.expand(pattern.get_ref())?, number));
            }
            compiled.push(Rule {
                name: spec.name.clone(),
                part: match spec.part {
                    RulePart::Boilerplate => Part::Boilerplate,
                    RulePart::Caption => Part::Caption,
                },
                gives: spec.gives,
                place: spec.place,
                unless: !spec.unless.is_empty(),
                groups,
                max_words: spec.max_words,
                min_words: spec.min_words,
                sentences: spec.sentences,
                heads: spec.heads,
                beside: spec.beside,
            });
        }
        if rules.marks.len() > 8 {
            return Err(LayoutError::TooManyMarks(rules.marks.len()));
        }
        let (sentences, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, rule): &Written| compiled[*rule as usize].sentences);
        let marks = marks(rules)?.into_iter().map(|(_, _, text)| text).collect();
        let dateline = datelines(rules)?.into_iter().map(|(_, _, text)| text).collect();
        Ok(Self {
            rules: compiled,
            starts,
            ends,
            pattern: patterns(all),
            sentence_pattern: patterns(sentences),
            unless: patterns(all_unless),
            marks: waiting(marks),
            dateline: waiting(dateline),
            not_dateline: rules.dateline.not.iter().cloned().collect(),
            wire: rules.wire.iter().map(|(name, called)| (name.clone(), called.clone())).collect(),
            numeric_dates: rules.numeric_dates,
            spec: rules.rules.clone(),
        })
    }

    /// Compiles the expressions that most texts ask for.
    pub fn warm(&self) {
        LazyLock::force(&self.sentence_pattern);
        LazyLock::force(&self.pattern);
        LazyLock::force(&self.marks);
        LazyLock::force(&self.dateline);
    }

    /// The name of the rule that took a line.
    pub fn rule_name(&self, rule: u16) -> &str {
        match self.rules.get(rule as usize) {
            Some(rule) => &rule.name,
            None => REASONS.get(rule as usize - self.rules.len()).copied().unwrap_or(""),
        }
    }

    /// The examples in the rules that are not so.
    pub fn untrue_examples(&self) -> Vec<UntrueExample> {
        let mut untrue = Vec::new();
        let mut scratch = Scratch::default();
        for (number, spec) in self.spec.iter().enumerate() {
            let examples = spec.examples.iter().map(|l| (l, true)).chain(spec.no_match.iter().map(|l| (l, false)));
            for (line, must_match) in examples {
                scratch.candidates.clear();
                self.see(line, 0, line.len(), true, &mut scratch);
                if scratch.candidates.contains(&(number as u16)) != must_match {
                    untrue.push(UntrueExample { rule: spec.name.clone(), line: line.clone(), must_match });
                }
            }
        }
        untrue
    }

    /// Finds the parts of `text`. `title` is the record's title field, empty where it has none. Text beyond 4 GiB is not
    /// looked at.
    pub fn layout(&self, text: &str, title: &str, out: &mut Layout) {
        out.clear();
        let mut scratch = std::mem::take(&mut out.scratch);
        let text = &text[..shape::boundary(text, u32::MAX as usize)];
        self.see_all(text, &mut scratch);
        let title = title.trim_matches(shape::is_blank);
        let headline = if title.is_empty() {
            self.claim_by_rules(text, &mut scratch, None);
            self.headline(text, &mut scratch).map(|at| (at, at))
        } else {
            let copy = self.title_copy(text, title, &mut scratch);
            self.claim_by_rules(text, &mut scratch, copy.map(|c| c.0));
            out.title_in_text = copy.is_some();
            copy
        };
        self.claim_beside(text, &mut scratch);
        if let Some((first, last)) = headline {
            let (start, end) = (scratch.seen[first].start, scratch.seen[last].end);
            out.headline = Some(start as u32..end as u32);
            self.claim_repeats(text, &text[start..end], last + 1, &mut scratch.seen);
            self.claim_standfirst(text, last, &mut scratch);
        }
        if !title.is_empty() {
            self.claim_repeats(text, title, headline.map_or(0, |(_, last)| last + 1), &mut scratch.seen);
        }
        self.split_dateline(text, out, &mut scratch);
        claim_crossheads(text, &mut scratch.seen);
        self.read_claims(text, out, &mut scratch);
        out.lines.extend(scratch.seen.iter().map(|s| {
            let (part, rule) = s.claim.unwrap_or((Part::Body, None));
            Line { start: s.start as u32, end: s.end as u32, part, rule }
        }));
        out.scratch = scratch;
    }

    fn reason(&self, reason: Reason) -> Option<u16> {
        Some((self.rules.len() + reason as usize) as u16)
    }

    fn see_all(&self, text: &str, scratch: &mut Scratch) {
        scratch.seen.clear();
        scratch.candidates.clear();
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut gap = true;
        let mut before = 0;
        while from <= bytes.len() {
            let to = memchr::memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |n| from + n);
            let line = &text[from..to];
            let trimmed = line.trim_matches(shape::is_blank);
            if trimmed.is_empty() {
                // Between the two bytes of a DOS line end there is no line.
                gap |= !(to == from && from > 0 && bytes[from - 1] == b'\r' && bytes.get(to) == Some(&b'\n'));
            } else {
                let start = from + (trimmed.as_ptr() as usize - line.as_ptr() as usize);
                let mut seen = self.see(text, start, start + trimmed.len(), gap, scratch);
                seen.before = before;
                before += seen.paragraph as u32;
                scratch.seen.push(seen);
                gap = false;
            }
            from = to + 1;
        }
    }

    /// Looks at one line and collects the rules that could take it, in file order.
    fn see(&self, text: &str, start: usize, end: usize, gap: bool, scratch: &mut Scratch) -> Seen {
        let line = &text[start..end];
        let bytes = line.as_bytes();
        let first = scratch.candidates.len();
        let mut seen = Seen {
            start,
            end,
            words: u32::MAX,
            gap,
            long: bytes.len() >= LONG,
            sentence: true,
            bullet: false,
            lower: line.chars().next().is_some_and(char::is_lowercase),
            paragraph: true,
            before: 0,
            candidates: (first as u32, first as u32),
            claim: None,
        };
        let mut like_text = seen.long;
        if !seen.long {
            seen.words = memchr::memchr_iter(b' ', bytes).count() as u32 + 1;
            seen.sentence = shape::ends_sentence(line);
            like_text = seen.sentence && seen.words > SENTENCE_WORDS;
        }
        // A sentence meets the patterns only where furniture is likely: most of the time would go there.
        let near = || {
            let sign = line.chars().next().is_some_and(|c| !c.is_alphanumeric() && !matches!(c, '"' | '“' | '‘' | '\'' | '«'));
            sign || matches!(bytes[bytes.len() - 1], b']' | b')')
                || text.len() - end < NEAR_END
                || memchr::memchr(b':', &bytes[..bytes.len().min(NEAR_COLON)]).is_some()
        };
        let patterns = !seen.long && (!seen.sentence || seen.words < SHORT_WORDS || near());
        if !patterns {
            // Six bytes that the plain form would not change say enough.
            let mut head = [0; KEY];
            let size = bytes.len().min(KEY);
            head[..size].copy_from_slice(&bytes[..size]);
            head.make_ascii_lowercase();
            if head[0].is_ascii_alphanumeric()
                && head[1..].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b','))
                && !self.starts.may_begin(&head[..size])
            {
                return seen;
            }
        }
        // The first words, and some bytes to see the boundary after them.
        let limit = if patterns { usize::MAX } else { self.starts.longest() + 16 };
        scratch.plain.fill(line, limit);
        fold_line(&scratch.plain.text, &mut scratch.folded);
        let plain = scratch.plain.text.as_str();
        if !seen.long && patterns {
            seen.words = memchr::memchr_iter(b' ', plain.as_bytes()).count() as u32 + 1;
            like_text = seen.sentence && seen.words > SENTENCE_WORDS;
            seen.bullet = shape::is_bullet(line);
            seen.paragraph = like_text;
            if !plain.bytes().any(|b| b.is_ascii_alphanumeric()) && !plain.chars().any(char::is_alphanumeric) {
                seen.claim = Some((Part::Boilerplate, self.reason(Reason::NoWords)));
                seen.paragraph = false;
                return seen;
            }
        }
        let candidates = &mut scratch.candidates;
        let folded = scratch.folded.as_slice();
        let bare = folded.len() - folded.iter().rev().take_while(|b| b.is_ascii_punctuation() || **b == b' ').count();
        self.starts.find(folded, bare, patterns, |rule| candidates.push(rule));
        if patterns {
            let takes = |rule: u16| !like_text || self.rules[rule as usize].sentences;
            self.mark(plain, &mut scratch.marked);
            self.sentence_pattern.matches(&scratch.marked, |rule| candidates.push(rule));
            if !like_text {
                self.pattern.matches(&scratch.marked, |rule| candidates.push(rule));
            }
            if !self.ends.is_empty() {
                let back: Vec<u8> = folded[..bare].iter().rev().take(self.ends.longest() + 1).copied().collect();
                self.ends.find(&back, back.len(), true, |rule| candidates.extend(Some(rule).filter(|r| takes(*r))));
            }
        } else if candidates.len() > first {
            // Found by its first words only; such lines are rare.
            seen.words = line.split_whitespace().count() as u32;
            scratch.plain.fill(line, usize::MAX);
        }
        if candidates.len() == first {
            return seen;
        }
        candidates[first..].sort_unstable();
        let mut undone = Vec::new();
        if candidates[first..].iter().any(|r| self.rules[*r as usize].unless) {
            self.unless.matches(scratch.plain.text.as_bytes(), |rule| undone.push(rule));
        }
        let mut kept = first;
        for at in first..candidates.len() {
            let number = candidates[at];
            let rule = &self.rules[number as usize];
            let twice = kept > first && candidates[kept - 1] == number;
            if !twice && seen.words <= rule.max_words && seen.words >= rule.min_words && !undone.contains(&number) {
                candidates[kept] = number;
                kept += 1;
            }
        }
        candidates.truncate(kept);
        seen.candidates.1 = kept as u32;
        seen.paragraph &= !candidates[first..].iter().any(|r| self.rules[*r as usize].place == Place::Anywhere);
        seen
    }

    /// The bytes of `line`, of which `plain` is the plain form, that the group `name` of the rule's patterns takes.
    fn group(&self, rule: &Rule, name: &str, plain: &Plain, marked: &mut Vec<u8>, line: &str) -> Option<Range<usize>> {
        rule.groups.iter().find_map(|(pattern, cell)| {
            let regex = cell.get_or_init(|| regex(pattern).ok()).as_ref()?;
            self.mark(&plain.text, marked);
            let captures = regex.captures(marked)?;
            let found = std::str::from_utf8(captures.name(name)?.as_bytes()).ok()?;
            // Marks change the places; the words themselves stand in the plain form as they are.
            let at = plain.text.find(found)?;
            let (start, end) = (plain.place(at, line), plain.place(at + found.len(), line));
            Some(start..start + line.get(start..end)?.trim_end_matches(shape::is_blank).len())
        })
    }

    /// `plain` with each mark as one byte; only lines with a figure can have one.
    fn mark(&self, plain: &str, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(plain.as_bytes());
        if !plain.bytes().any(|b| b.is_ascii_digit()) {
            return;
        }
        for (number, regex) in self.marks.iter().enumerate() {
            if let std::borrow::Cow::Owned(marked) = regex.replace_all(out, &[number as u8 + 1][..]) {
                *out = marked;
            }
        }
    }

    fn claim_by_rules(&self, text: &str, scratch: &mut Scratch, headline: Option<usize>) {
        let seen = &mut scratch.seen;
        let paragraphs = seen.last().map_or(0, |s| s.before + s.paragraph as u32);
        let mut heading = false;
        for at in 0..seen.len() {
            let line = seen[at];
            if line.claim.is_some() {
                continue;
            }
            // A hard-wrapped sentence that goes on is no furniture, whatever its first words.
            let goes_on = line.lower && !line.gap && at > 0 && !seen[at - 1].sentence && seen[at - 1].claim.is_none();
            let after = paragraphs - line.before - line.paragraph as u32;
            let holds = |rule: &Rule| {
                !rule.beside
                    && match rule.place {
                        Place::Anywhere => true,
                        Place::Inside => at > 0,
                        Place::Top => at < TOP_LINES && line.before <= TOP_PARAGRAPHS,
                        Place::Bottom => after <= BOTTOM_PARAGRAPHS && at > 0,
                    }
            };
            let range = line.candidates.0 as usize..line.candidates.1 as usize;
            let rule = scratch.candidates[range].iter().copied().find(|r| holds(&self.rules[*r as usize])).filter(|_| !goes_on);
            if let Some(number) = rule {
                let rule = &self.rules[number as usize];
                seen[at].claim = Some((rule.part, Some(number)));
                heading = rule.heads;
                continue;
            }
            if heading {
                // Under a heading stand short lines; further than a blank line only where no paragraph follows.
                let first = at > 0 && seen[at - 1].claim.is_some_and(|c| c.1 != self.reason(Reason::Listed));
                let near = !line.gap || first && after > 0 && seen.get(at + 1).is_some_and(|n| !n.gap) || after == 0;
                let short = !line.long && line.words <= 25 && (!line.sentence || shape::last_mark(line.text(text)) == Some('?') || line.bullet);
                if near && short && !line.paragraph && headline != Some(at) {
                    seen[at].claim = Some((Part::Boilerplate, self.reason(Reason::Listed)));
                } else {
                    heading = false;
                }
            }
        }
    }

    fn claim_beside(&self, text: &str, scratch: &mut Scratch) {
        let seen = &mut scratch.seen;
        for at in 0..seen.len().min(TOP_LINES) {
            let line = seen[at];
            if line.claim.is_some() || line.before > TOP_PARAGRAPHS {
                continue;
            }
            let furniture =
                |s: &Seen| s.part() == Some(Part::Boilerplate) && s.claim.and_then(|c| c.1).is_some_and(|r| self.rules.get(r as usize).is_some_and(tells));
            let near = at > 0 && furniture(&seen[at - 1]) || seen.get(at + 1).is_some_and(furniture);
            // Only where the headline has been: a short headline stands beside the date as well.
            let headed = seen[..at].iter().any(|s| s.part() == Some(Part::Headline));
            let range = line.candidates.0 as usize..line.candidates.1 as usize;
            let rule = scratch.candidates[range].iter().copied().find(|r| self.rules[*r as usize].beside);
            if let Some(number) = rule.filter(|_| near && headed && !shape::ends_sentence(line.text(text))) {
                seen[at].claim = Some((self.rules[number as usize].part, Some(number)));
            }
        }
    }

    /// Finds the copy of the record's title among the first lines, splits it off where the line goes on, and claims it:
    /// its first and its last line.
    fn title_copy(&self, text: &str, title: &str, scratch: &mut Scratch) -> Option<(usize, usize)> {
        let seen = &mut scratch.seen;
        for at in 0..seen.len().min(8) {
            let line = seen[at];
            if line.before > 0 {
                return None;
            }
            let words = line.text(text);
            if let Some(copy) = shape::copies(words, title) {
                claim_copy(text, at, copy, seen);
                return Some((at, at));
            }
            // A title in two lines or three.
            if shape::begins(title, words) {
                for last in at + 1..seen.len().min(at + 3) {
                    if shape::copies(&text[line.start..seen[last].end], title) == Some(Copy::Whole) {
                        seen[at..=last].iter_mut().for_each(|s| s.claim = Some((Part::Headline, None)));
                        return Some((at, last));
                    }
                }
            }
            // A date, and who posted it, may stand before it in one line.
            let first = title.split_whitespace().next().unwrap_or(title);
            let near = &words[..shape::boundary(words, 100)];
            if at > 0 || !near.bytes().any(|b| b.is_ascii_digit()) || first_date(near, NumericDates::DayFirst).is_none() {
                continue;
            }
            for (rest, _) in near.match_indices(first).skip_while(|(rest, _)| *rest == 0) {
                if first_date(&words[..rest], NumericDates::DayFirst).is_none() {
                    continue;
                }
                if let Some(copy) = shape::copies(&words[rest..], title) {
                    cut(text, seen, 0, line.start + rest);
                    let date = self.rules.iter().position(|r| r.gives == Some(Gives::Date));
                    seen[0].claim = Some((Part::Boilerplate, date.map(|r| r as u16)));
                    claim_copy(text, 1, copy, seen);
                    return Some((1, 1));
                }
            }
        }
        None
    }

    /// The first line that no rule took, where it looks like a headline.
    fn headline(&self, text: &str, scratch: &mut Scratch) -> Option<usize> {
        let Scratch { seen, plain, .. } = scratch;
        let at = seen.iter().position(|s| s.claim.is_none())?;
        let line = seen[at];
        let words = line.text(text);
        let below = seen[at + 1..].iter().find(|s| s.claim.is_none())?;
        let mark = shape::last_mark(words)?;
        let plain_no = line.before > 0 || line.bullet || line.lower || words.len() >= 2 * LONG || matches!(mark, ':' | ';' | ',');
        // A paragraph wrapped at some width: its second line goes on small, or a third line follows as wide.
        let wrapped = match (seen.get(at + 1), seen.get(at + 2)) {
            (Some(next), _) if !next.gap && next.lower => true,
            (Some(next), Some(third)) => {
                let wide = |s: &Seen| s.end - s.start >= 50 && s.claim.is_none();
                !next.gap && !third.gap && wide(&line) && wide(next) && !next.sentence && !line.sentence
            }
            _ => false,
        };
        // Capitals and a colon begin many a headline.
        let dateline = self.dateline_end(words, plain).is_some_and(|d| !words[..d.end].trim_end().ends_with(':'));
        if plain_no || wrapped || dateline {
            return None;
        }
        let count = words.split_whitespace().count() as u32;
        let looks = if !line.sentence || matches!(mark, '?' | '!') && count <= 20 {
            count <= HEADLINE_WORDS
        } else {
            // Whole sentences are a headline in capitals, or where the first paragraph says it all again.
            let next = below.text(text);
            count <= 20 && shape::is_title_case(words)
                || count <= 40 && below.gap && next.len() > words.len() && shape::shared_words(words, next) >= HEADLINE_SHARED
        };
        if !looks {
            return None;
        }
        seen[at].claim = Some((Part::Headline, None));
        Some(at)
    }

    fn claim_repeats(&self, text: &str, headline: &str, from: usize, seen: &mut [Seen]) {
        for line in seen.iter_mut().skip(from) {
            let size = line.end - line.start;
            if line.part() != Some(Part::Headline) && size <= headline.len() * 2 + 80 && shape::copies(line.text(text), headline) == Some(Copy::Whole) {
                line.claim = Some((Part::Boilerplate, self.reason(Reason::Repeated)));
                line.paragraph = false;
            }
        }
    }

    /// Lines between the headline and the first paragraph, or between it and the byline or date.
    fn claim_standfirst(&self, text: &str, headline: usize, scratch: &mut Scratch) {
        let Scratch { seen, plain, .. } = scratch;
        let tells = |s: &Seen| s.claim.and_then(|c| c.1).is_some_and(|r| self.rules.get(r as usize).is_some_and(tells));
        let mut unclaimed = 0;
        let mut until = 0;
        for (at, line) in seen.iter().enumerate().skip(headline + 1) {
            if line.claim.is_none() {
                unclaimed += 1;
            } else if tells(line) {
                until = at;
            }
            if unclaimed > 2 {
                break;
            }
        }
        let mut taken = 0;
        for at in headline + 1..seen.len() {
            let line = seen[at];
            if line.claim.is_some() {
                continue;
            }
            let words = line.text(text);
            let count = words.split_whitespace().count() as u32;
            let goes_on = seen.get(at + 1).is_some_and(|n| !n.gap && n.lower);
            let followed = seen[at + 1..].iter().any(|s| s.claim.is_none());
            let above = at < until && count <= STANDFIRST_WORDS && taken < 2;
            let open = !line.sentence && count <= HEADLINE_WORDS && !matches!(shape::last_mark(words), Some(':' | ';' | ',')) && taken < 2;
            let item = line.bullet && taken < 8;
            if !(above || open || item) || goes_on || !followed || line.lower || self.dateline_end(words, plain).is_some() {
                return;
            }
            seen[at].claim = Some((Part::Standfirst, None));
            taken += 1;
        }
    }

    /// Splits the dateline off the first paragraph.
    fn split_dateline(&self, text: &str, out: &mut Layout, scratch: &mut Scratch) {
        // A line or two of unmarked furniture may stand before it.
        let first: Vec<usize> = (0..scratch.seen.len()).filter(|i| scratch.seen[*i].claim.is_none()).take(3).collect();
        for at in first {
            let line = scratch.seen[at];
            let Some(found) = self.dateline_end(line.text(text), &mut scratch.plain) else { continue };
            if let Some(agency) = found.agency {
                out.wire = self.wire_called(&agency);
            }
            let end = line.start + found.end;
            // Before a colon stands a place only at the head of a paragraph, and only once: the next is a speaker.
            let head = text[line.start..end].trim_end();
            if head.ends_with(':') {
                let paragraph = line.long || line.paragraph;
                let again = scratch.seen.iter().skip(at + 1).take(8).any(|s| is_speaker(s.text(text)));
                if head.len() < 5 || !paragraph || again {
                    continue;
                }
            }
            if end < line.end {
                cut(text, &mut scratch.seen, at, end);
            }
            scratch.seen[at].claim = Some((Part::Boilerplate, self.reason(Reason::Dateline)));
            return;
        }
    }

    fn dateline_end(&self, line: &str, plain: &mut Plain) -> Option<Dateline> {
        // A place in capitals, or an agency in brackets: nothing else is looked at closely.
        let bytes = &line.as_bytes()[..line.len().min(DATELINE_BYTES / 2)];
        let capitals = bytes.len() > 1 && !bytes[1].is_ascii_lowercase() && bytes[1] != b' ';
        if !capitals && memchr::memchr2(b'(', b'[', bytes).is_none() || !line.starts_with(|c: char| c.is_uppercase() || c == '(' || c == '[') {
            return None;
        }
        plain.fill(line, DATELINE_BYTES);
        let head = plain.text.as_str();
        for regex in self.dateline.iter() {
            let Some(found) = regex.captures(head.as_bytes()) else { continue };
            let group = |name: &str| found.name(name).and_then(|g| head.get(g.range()));
            let first = |place: &str| place.split([' ', ',']).next().is_some_and(|w| self.not_dateline.contains(w));
            if group("place").is_some_and(|p| self.not_dateline.contains(p) || first(p)) {
                continue;
            }
            // The sentence behind it begins with a capital, a figure or a quotation mark.
            let end = plain.place(found.get(0).map_or(0, |m| m.end()), line);
            if !line[end..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“' | '‘' | '\'' | '«')) {
                continue;
            }
            return Some(Dateline { end, agency: group("agency").map(str::to_owned) });
        }
        None
    }

    /// The wire service that a dateline's brackets name.
    fn wire_called(&self, called: &str) -> Option<String> {
        let called = called.trim();
        if let Some(name) = self.known_wire(called) {
            return Some(name);
        }
        let name = called.starts_with(char::is_uppercase) && !called.contains(|c: char| c.is_ascii_digit()) && called.split_whitespace().count() <= 3;
        name.then(|| called.to_owned())
    }

    /// The first wire service of the list that `line` names as a word of its own.
    fn known_wire(&self, line: &str) -> Option<String> {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let place = |called: &str| {
            line.match_indices(called).find(|(at, m)| !word(line[..*at].chars().next_back()) && !word(line[at + m.len()..].chars().next())).map(|(at, _)| at)
        };
        let found = self.wire.iter().filter_map(|(name, called)| Some((called.iter().filter_map(|c| place(c)).min()?, name)));
        found.min_by_key(|(at, _)| *at).map(|(_, name)| name.clone())
    }

    /// Reads date, byline and wire service from the lines that give them.
    fn read_claims(&self, text: &str, out: &mut Layout, scratch: &mut Scratch) {
        let (mut from_update, mut weak) = (false, false);
        for line in &scratch.seen {
            let Some((_, Some(number))) = line.claim else { continue };
            let words = line.text(text);
            if Some(number) == self.reason(Reason::Dateline) {
                if out.date.is_none() {
                    out.date = first_date(words, self.numeric_dates);
                }
                continue;
            }
            let Some(rule) = self.rules.get(number as usize) else { continue };
            let plain = &mut scratch.plain;
            plain.fill(words, usize::MAX);
            if rule.gives == Some(Gives::Date)
                && (out.date.is_none() || from_update)
                && let Some(date) = first_date(words, self.numeric_dates)
            {
                let update = starts_with_update(words);
                // The day it appeared stands over the day it was changed.
                if out.date.is_none() || !update {
                    out.date = Some(date);
                    from_update = update;
                }
            }
            let names = self.group(rule, "byline", plain, &mut scratch.marked, words);
            if rule.gives == Some(Gives::Byline) || names.is_some() {
                // A bare name beside the date may be a section; a byline that says so stands over it.
                if out.byline.is_none() || weak && !rule.beside {
                    let names = names.unwrap_or(0..words.len());
                    out.byline = Some((line.start + names.start) as u32..(line.start + names.end) as u32);
                    weak = rule.beside;
                }
                if out.wire.is_none() {
                    out.wire = self.known_wire(words);
                }
            }
            if rule.gives == Some(Gives::Wire) && out.wire.is_none() {
                out.wire = self.known_wire(words).or_else(|| self.group(rule, "wire", plain, &mut scratch.marked, words).map(|w| words[w].to_owned()));
            }
        }
    }
}

struct Dateline {
    end: usize,
    agency: Option<String>,
}

/// Whether the rule's lines stand between headline and text.
fn tells(rule: &Rule) -> bool {
    rule.place == Place::Top || matches!(rule.gives, Some(Gives::Date | Gives::Byline)) || rule.name == "read-time"
}

/// Whole-line expressions, each with its rule; of what is no expression nothing is found.
fn patterns(written: Vec<Written>) -> Waiting<Patterns> {
    LazyLock::new(Box::new(move || Patterns::compile(written).unwrap_or_default()))
}

/// Whether every regular expression is one.
fn check(rules: &LayoutRules) -> Result<(), LayoutError> {
    let broken = |rule: &str, line: usize, message: String| LayoutError::Pattern { rule: rule.to_owned(), line, message: last_line(&message) };
    for (name, line, text) in marks(rules)?.into_iter().chain(datelines(rules)?) {
        regex(&text).map_err(|e| broken(&name, line, e.to_string()))?;
    }
    let mut all = Vec::new();
    for spec in &rules.rules {
        for pattern in spec.pattern.iter().chain(&spec.unless) {
            let (line, text) = (rules.line_of(pattern.span()), rules.expand(pattern.get_ref())?);
            regex(&text).map_err(|e| broken(&spec.name, line, e.to_string()))?;
            all.push((text, 0));
        }
    }
    Patterns::compile(all).map_err(|message| broken("", 0, format!("the patterns are too large together: {message}")))?;
    Ok(())
}

/// Regular expressions that begin where they are looked for.
fn waiting(texts: Vec<String>) -> Waiting<Vec<Regex>> {
    LazyLock::new(Box::new(move || texts.iter().filter_map(|text| regex(text).ok()).collect()))
}

/// Name, line and text of each mark; not inside a word or a number.
fn marks(rules: &LayoutRules) -> Result<Vec<(String, usize, String)>, LayoutError> {
    rules
        .marks
        .iter()
        .map(|(name, mark)| Ok((format!("marks.{name}"), rules.line_of(mark.span()), format!(r"\b(?:{})", rules.expand(mark.get_ref())?))))
        .collect()
}

/// The same of each dateline.
fn datelines(rules: &LayoutRules) -> Result<Vec<(String, usize, String)>, LayoutError> {
    let dateline = |p: &toml::Spanned<String>| Ok(("dateline".to_owned(), rules.line_of(p.span()), format!("^(?:{})", rules.expand(p.get_ref())?)));
    rules.dateline.pattern.iter().map(dateline).collect()
}

/// Bytes, not characters: a tenth of the size, and the rules' plain lines have no signs beyond ASCII.
pub(super) fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).unicode(false).build()
}

/// The last line of an error, which says what is wrong; the lines before show where.
fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned()
}

/// Lower case, without the bullets and brackets before the words. Folds ASCII letters only: phrases are English.
fn fold_line(plain: &str, out: &mut Vec<u8>) {
    out.clear();
    let bare = plain.trim_start_matches(shape::is_lead_in);
    out.extend_from_slice(if bare.is_empty() { plain } else { bare }.as_bytes());
    out.make_ascii_lowercase();
}

/// Splits line `at` in two before byte `middle` of the text.
fn cut(text: &str, seen: &mut Vec<Seen>, at: usize, middle: usize) {
    let whole = seen[at];
    let (head, tail) = (text[whole.start..middle].trim_end_matches(shape::is_blank), &text[middle..whole.end]);
    let tail_start = middle + (tail.len() - tail.trim_start_matches(shape::is_blank).len());
    if head.is_empty() || tail_start >= whole.end {
        return;
    }
    seen[at].end = whole.start + head.len();
    // What the rules saw was the whole line; neither piece is that line.
    seen[at].candidates = (0, 0);
    seen[at].paragraph = false;
    seen.insert(at + 1, Seen { start: tail_start, candidates: (0, 0), gap: true, lower: false, ..whole });
}

/// Claims line `at` as a copy of the title, split where the text goes on.
fn claim_copy(text: &str, at: usize, copy: Copy, seen: &mut Vec<Seen>) {
    if let Copy::Prefix(rest) = copy {
        let rest = seen[at].start + rest;
        cut(text, seen, at, rest);
    }
    seen[at].claim = Some((Part::Headline, None));
}

/// Whether the line begins with a name in capitals and a colon, as in a transcript.
fn is_speaker(line: &str) -> bool {
    let head = line.split(':').next().unwrap_or("");
    head.len() < line.len() && (2..40).contains(&head.len()) && head.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '\'' | '’' | '-'))
}

fn starts_with_update(line: &str) -> bool {
    let line = line.trim_start_matches(shape::is_lead_in).as_bytes();
    [&b"updated"[..], b"last updated", b"modified", b"last modified", b"revised"].iter().any(|w| line.get(..w.len()).is_some_and(|l| l.eq_ignore_ascii_case(w)))
}

/// Short lines between paragraphs that are no sentences.
fn claim_crossheads(text: &str, seen: &mut [Seen]) {
    let unclaimed = |s: &&Seen| s.claim.is_none();
    let Some(first) = seen.iter().position(|s| s.claim.is_none() && s.paragraph) else { return };
    for at in first + 1..seen.len() {
        let line = seen[at];
        if line.claim.is_some() || line.long || line.words > CROSSHEAD_WORDS || line.bullet || line.lower {
            continue;
        }
        let words = line.text(text);
        let mark = shape::last_mark(words);
        if line.sentence || matches!(mark, Some(':' | ';' | ',' | '-' | '–' | '—')) {
            continue;
        }
        // A paragraph follows, and the line is not the middle of a hard-wrapped one.
        let next = seen[at + 1..].iter().find(unclaimed);
        let alone = line.gap || seen[at - 1].sentence;
        if alone && next.is_some_and(|n| n.paragraph && !n.lower) {
            seen[at].claim = Some((Part::Crosshead, None));
        }
    }
}
