//! The rules' regular expressions over whole lines, sorted so that most lines meet few of them.
//!
//! In one automaton, expressions that may begin with anything (`.*to your inbox`) multiply each other's states, and these
//! are made while lines come. So they have an automaton of their own, and it is asked only of a line in which some literal
//! stands that they cannot do without. What begins with letters of its own fails within some bytes of most lines.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use regex::bytes::{RegexSet, RegexSetBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Expressions with the rules they belong to.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Those that begin with letters of their own.
    headed: Set,
    /// Those that may begin with anything, and hold some literal.
    holding: Set,
    /// These literals.
    held: Option<AhoCorasick>,
    /// Those that may begin with anything and hold anything.
    free: Set,
}

#[derive(Debug, Default)]
struct Set {
    set: RegexSet,
    rules: Vec<u16>,
}

/// An expression and its rule.
pub(super) type Written = (String, u16);

/// A class of more bytes than this, any number of times, can be anything.
const ANYTHING: usize = 64;
/// Literals of one expression; one that has more choices is asked of every line.
const CHOICES: usize = 64;

impl Patterns {
    /// Compiles expressions.
    ///
    /// # Errors
    /// What is wrong with the first that is none, or that they are too large together.
    pub fn compile(patterns: Vec<Written>) -> Result<Self, String> {
        let (mut headed, mut holding, mut free, mut literals) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for pattern in patterns {
            let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(&pattern.0).map_err(|e| e.to_string())?;
            if !begins_with_anything(&parsed) {
                headed.push(pattern);
            } else if let Some(held) = held(&parsed) {
                literals.extend(held);
                holding.push(pattern);
            } else {
                free.push(pattern);
            }
        }
        let held = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(&literals).ok().filter(|_| !literals.is_empty());
        // A finder that cannot be built leaves nothing out: every line meets all.
        if held.is_none() {
            free.append(&mut holding);
        }
        Ok(Self { headed: Set::compile(headed)?, holding: Set::compile(holding)?, held, free: Set::compile(free)? })
    }

    /// Calls `found` with the rule of each expression that takes the whole of `line`.
    pub fn matches(&self, line: &[u8], mut found: impl FnMut(u16)) {
        self.headed.matches(line, &mut found);
        if self.held.as_ref().is_some_and(|held| held.is_match(line)) {
            self.holding.matches(line, &mut found);
        }
        self.free.matches(line, &mut found);
    }
}

impl Set {
    fn compile(patterns: Vec<Written>) -> Result<Self, String> {
        let anchored = patterns.iter().map(|(text, _)| format!("^(?:{text})$"));
        let set = RegexSetBuilder::new(anchored).unicode(false).size_limit(256 << 20).dfa_size_limit(16 << 20).build().map_err(|e| e.to_string())?;
        Ok(Self { set, rules: patterns.into_iter().map(|(_, rule)| rule).collect() })
    }

    fn matches(&self, line: &[u8], found: &mut impl FnMut(u16)) {
        if !self.rules.is_empty() && self.set.is_match(line) {
            self.set.matches(line).iter().for_each(|hit| found(self.rules[hit]));
        }
    }
}

/// Whether an expression can begin with any text of any length.
fn begins_with_anything(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(again) => {
            let any = matches!(again.sub.kind(), HirKind::Class(class) if bytes_of(class) > ANYTHING);
            again.max.is_none() && any || begins_with_anything(&again.sub)
        }
        HirKind::Capture(capture) => begins_with_anything(&capture.sub),
        HirKind::Alternation(choices) => choices.iter().any(begins_with_anything),
        HirKind::Concat(parts) => {
            // What may be missing leaves its place to what follows.
            let head = parts.iter().take_while(|p| p.properties().minimum_len() == Some(0)).count();
            parts.iter().take(head + 1).any(begins_with_anything)
        }
        _ => false,
    }
}

fn bytes_of(class: &Class) -> usize {
    match class {
        Class::Bytes(bytes) => bytes.ranges().iter().map(|r| r.len()).sum(),
        Class::Unicode(_) => usize::MAX,
    }
}

/// Literals in small letters of which every text that an expression takes holds one, whatever its case.
fn held(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => letters(hir).map(|l| vec![l]),
        HirKind::Repetition(again) if again.min > 0 => held(&again.sub),
        HirKind::Capture(capture) => held(&capture.sub),
        HirKind::Alternation(choices) => {
            let all: Option<Vec<_>> = choices.iter().map(held).collect();
            all.map(|all| all.concat()).filter(|all| all.len() <= CHOICES)
        }
        HirKind::Concat(parts) => {
            let mut found: Vec<Vec<Vec<u8>>> = Vec::new();
            let mut run = Vec::new();
            for part in parts {
                if let Some(more) = letters(part) {
                    run.extend(more);
                } else if !matches!(part.kind(), HirKind::Look(_)) {
                    if !run.is_empty() {
                        found.push(vec![std::mem::take(&mut run)]);
                    }
                    found.extend(held(part));
                }
            }
            if !run.is_empty() {
                found.push(vec![run]);
            }
            found.into_iter().max_by_key(|choices| choices.iter().map(|c| rarity(c)).min())
        }
        _ => None,
    }
}

/// How rarely a literal stands in a text: signs and figures are rare, and so are long runs of letters.
fn rarity(literal: &[u8]) -> usize {
    let of = |b: &u8| match b {
        b' ' => 1,
        b if b.is_ascii_lowercase() => 2,
        _ => 7,
    };
    literal.iter().map(of).sum()
}

/// The letters of a literal, or of a class that is one letter in both cases.
fn letters(hir: &Hir) -> Option<Vec<u8>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(literal.0.to_ascii_lowercase()),
        HirKind::Class(Class::Bytes(bytes)) => {
            let mut all = bytes.ranges().iter().flat_map(|r| r.start()..=r.end()).map(|b| b.to_ascii_lowercase());
            let first = all.next()?;
            all.all(|b| b == first).then(|| vec![first])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::cleaner::regex;
    use super::*;

    fn parsed(pattern: &str) -> Hir {
        ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).unwrap()
    }

    #[test]
    fn what_may_begin_with_anything_is_told_from_the_rest() {
        for open in [".*x", ".+", "[^|]+ [|]", "(?:\\(?.*|x)y", "(?i:.*(?:a|b) c)", "x?.*y"] {
            assert!(begins_with_anything(&parsed(open)), "{open}");
        }
        for headed in ["(?i:by) .+", "[A-Z][a-z]+(?: [A-Z][a-z]+)*", "\\(?(?i:with) .*", "[0-9]+.*", "x", ""] {
            assert!(!begins_with_anything(&parsed(headed)), "{headed}");
        }
    }

    #[test]
    fn literals_are_what_no_match_can_do_without() {
        let held = |pattern: &str| held(&parsed(pattern)).map(|all| all.into_iter().map(|l| String::from_utf8(l).unwrap()).collect::<Vec<_>>());
        let some = |all: &[&str]| Some(all.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>());
        assert_eq!(held(".*(?i:Chip in|ends any ?time).*"), some(&["chip in", "ends any"]));
        assert_eq!(held("[^|]+ [|] x?"), some(&[" | "]));
        assert_eq!(held(".+(?:photo)?"), None);
        assert_eq!(held("(?:a|.*)"), None);
        assert_eq!(held(".*(?:ab)+\\bc"), some(&["ab"]));
        assert_eq!(held("[^.]*/ ?(?i:afp|reuters)"), some(&["/"]));
    }

    #[test]
    fn nothing_is_lost_by_sorting() {
        let patterns = ["(?i:by) .+", ".*(?i:to your inbox).*", ".+\\[x\\]", "[^.]*", "(?i:read more).*"];
        let written = patterns.iter().enumerate().map(|(n, p)| ((*p).to_owned(), n as u16)).collect();
        let all = Patterns::compile(written).unwrap();
        for line in ["By Jo Doe", "News TO YOUR INBOX daily", "A man [x]", "Read more on it", "Nothing. Here.", "", "by mail to your inbox [x]"] {
            let mut found = Vec::new();
            all.matches(line.as_bytes(), |rule| found.push(rule));
            found.sort_unstable();
            let want: Vec<u16> =
                (0..patterns.len() as u16).filter(|n| regex(&format!("^(?:{})$", patterns[*n as usize])).unwrap().is_match(line.as_bytes())).collect();
            assert_eq!(found, want, "{line}");
        }
    }
}
