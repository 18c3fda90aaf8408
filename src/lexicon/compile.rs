//! From files to patterns: families and overrides resolved, words numbered, anchors chosen, everything entered in the trie.

use super::file::{Case, CategorySpec, Compound, FamilySpec, Names, Shared, Strength, TargetFrame};
use super::problem::Problem;
use super::source::Source;
use crate::matcher::trie::Payload;
use crate::matcher::{Condition, Element, Parser, PatternError, Position, TrieBuilder};
use crate::text::classes::{ClassSet, Classes};
use crate::text::inflect::Irregular;
use crate::text::open::OpenEndings;
use crate::text::vocabulary::{Vocabulary, WordId};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whether a category is scored, shown beside the score, or about who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    /// Scored.
    Lexical,
    /// Doubt, endorsement, hedging, scare quotes: shown.
    Attribution,
    /// Who acts and who is acted on: shown.
    Agency,
}

/// A category of hits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Category {
    /// Id used in tables.
    pub id: String,
    /// Its family.
    pub family: Family,
    /// Shown to people.
    pub title: String,
    /// For a pupil.
    pub explanation: String,
}

/// A lexicon of the run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lexicon {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where it came from.
    pub name: String,
    /// Hash of its text.
    pub sha256: String,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// Date of its last change.
    pub updated: String,
}

/// A family as an entry of the run: what `entry` in hits.csv names.
#[derive(Debug, Clone)]
pub struct Entry {
    /// "lexicon.family".
    pub id: String,
    /// Index of its lexicon.
    pub lexicon: u16,
    /// What it says where a pattern says nothing.
    pub meta: Arc<Meta>,
    /// Its patterns, as a range of numbers.
    pub patterns: std::ops::Range<u32>,
    /// Sentences with `[ ]` around what must be hit.
    pub must_match: Vec<(String, std::ops::Range<usize>)>,
    /// Sentences it must not hit.
    pub must_not_match: Vec<(String, std::ops::Range<usize>)>,
    /// Place in its file.
    pub span: std::ops::Range<usize>,
}

/// What a hit of a pattern means.
#[derive(Debug, Clone, PartialEq)]
pub struct Meta {
    /// Index of the category.
    pub category: u16,
    pub subtype: String,
    /// −1, 0, 1.
    pub polarity: i8,
    pub strength: Strength,
    /// 0 to 10.
    pub weight: f64,
    /// The texts are shared by all patterns of a family that say nothing else.
    pub why: Arc<str>,
    pub alternatives: Arc<[String]>,
    pub source: Arc<[String]>,
    pub target: Option<TargetFrame>,
    pub case: Case,
    pub names: Names,
    pub compound: Compound,
    pub generic: bool,
    pub negatable: bool,
}

/// A pattern, ready to be checked where its anchor stands.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Index of its entry.
    pub entry: u32,
    /// As written.
    pub written: Arc<str>,
    /// Its elements.
    pub elements: Vec<Element>,
    /// First element of the anchor.
    pub anchor: u8,
    /// Elements of the anchor.
    pub length: u8,
    /// Whether it is a bare run of words with no condition: the trie's word is the last word.
    pub plain: bool,
    /// Whether its mark reaches over the whole hyphen compound.
    pub whole_compound: bool,
    /// Conditions, the family's and its own.
    pub conditions: Arc<[Condition]>,
    /// What its hits mean.
    pub meta: Arc<Meta>,
    /// Place in its file.
    pub span: std::ops::Range<usize>,
}

/// A term that names no actor and judges nothing: what stands in it is no hit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mask {
    /// Its elements.
    pub elements: Vec<Element>,
    /// First element of the anchor.
    pub anchor: usize,
    /// Elements of the anchor.
    pub length: usize,
}

/// All lexicons of a run.
#[derive(Debug, Clone, Default)]
pub struct Compiled {
    pub lexicons: Vec<Lexicon>,
    pub categories: Vec<Category>,
    pub entries: Vec<Entry>,
    pub patterns: Vec<Pattern>,
    /// Patterns searched for by a word with an open ending: they enter the trie when all words are known.
    pub(super) open: Vec<u32>,
}

impl Compiled {
    /// Whether an entry comes from a lexicon of the user's.
    pub fn is_own(&self, entry: u32) -> bool {
        let lexicon = self.entries.get(entry as usize).and_then(|e| self.lexicons.get(e.lexicon as usize));
        lexicon.is_some_and(|l| !l.built_in)
    }
}

/// What compiling needs beside the files.
pub struct Tools<'t> {
    pub vocabulary: &'t mut Vocabulary,
    pub classes: &'t mut Classes,
    pub irregular: &'t Irregular,
    pub kinds: &'t [String],
    pub trie: &'t mut TrieBuilder,
}

/// What a word counts as that the background table does not hold: rare, but many of them are not.
const UNSEEN: f32 = 0.5;
/// What a word with an open ending counts as: rather many.
const OPEN: f32 = 2000.0;

/// Enters one class of words; a problem for each word that cannot be one.
pub fn enter_class(name: &str, words: &[String], tools: &mut Tools<'_>) -> Result<(), String> {
    let Some(set) = tools.classes.make(name) else { return Err(format!("more than {} word classes", Classes::MOST)) };
    let no_classes = Classes::default();
    for line in words {
        let mut parser =
            Parser { vocabulary: tools.vocabulary, classes: &no_classes, scope: String::new(), irregular: tools.irregular, kinds: &[], open_endings: false };
        for variant in parser.parse(line).map_err(|e| e.to_string())? {
            match variant.as_slice() {
                [Element::Position(position)] => {
                    for word in position.words.iter() {
                        tools.classes.put(*word, set);
                    }
                }
                _ => return Err(format!("\"{line}\" is more than one word; a class holds single words")),
            }
        }
    }
    Ok(())
}

/// Compiles one file after another into `out`; what is wrong is told and left out.
pub fn compile(source: &Source, out: &mut Compiled, tools: &mut Tools<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let file = &source.file;
    let lexicon_id = file.id.get_ref().clone();
    if lexicon_id.is_empty() || !lexicon_id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        problems.push(Problem::error(&source.name, file.id.span(), format!("the id \"{lexicon_id}\" must be letters, digits and hyphens")));
    }
    if let Some(other) = out.lexicons.iter().find(|l| l.id == lexicon_id) {
        problems.push(
            Problem::error(&source.name, file.id.span(), format!("the id \"{lexicon_id}\" is taken by {}", other.name))
                .help("give this lexicon an id of its own"),
        );
    }
    for category in &file.category {
        match category_of(category) {
            Ok(category) if out.categories.iter().all(|c| c.id != category.id) => out.categories.push(category),
            Ok(_) => {}
            Err(message) => {
                // The table has no place of its own; its value has, behind the first head of such a table.
                let value = format!("\"{}\"", category.family);
                let head = source.text.find("[[category]]").unwrap_or(0);
                let place = source.text.get(head..).and_then(|rest| rest.find(&value)).map_or(0..0, |at| head + at..head + at + value.len());
                problems.push(Problem::error(&source.name, place, message));
            }
        }
    }
    for (name, words) in &file.classes {
        if let Err(message) = enter_class(&format!("{lexicon_id}/{name}"), words.get_ref(), tools) {
            problems.push(Problem::error(&source.name, words.span(), format!("class \"{name}\": {message}")));
        }
    }
    let lexicon = out.lexicons.len() as u16;
    out.lexicons.push(Lexicon {
        id: lexicon_id.clone(),
        title: file.title.clone(),
        name: source.name.clone(),
        sha256: source.sha256.clone(),
        built_in: source.built_in,
        updated: file.updated.clone(),
    });
    let mut seen: IndexMap<&str, std::ops::Range<usize>> = IndexMap::new();
    for family in &file.family {
        let spec = family.get_ref();
        let span = family.span();
        let Some(id) = &spec.id else {
            problems.push(Problem::error(&source.name, span, "a family without an id").help("add id = \"…\""));
            continue;
        };
        if let Some(first) = seen.get(id.get_ref().as_str()) {
            let problem = Problem::error(&source.name, id.span(), format!("the family \"{}\" is there twice", id.get_ref()));
            let line = Problem::error(&source.name, first.clone(), "").place(&source.text).0;
            problems.push(problem.help(format!("the first is in line {line}; give this one an id of its own, or put its patterns there")));
            continue;
        }
        seen.insert(id.get_ref(), id.span());
        compile_family(source, spec, &span, lexicon, out, tools, &mut problems);
    }
    problems
}

/// A category as the run knows it.
pub fn category_of(spec: &CategorySpec) -> Result<Category, String> {
    let family = match spec.family.as_str() {
        "lexical" => Family::Lexical,
        "attribution" => Family::Attribution,
        "agency" => Family::Agency,
        other => return Err(format!("category \"{}\": the family \"{other}\" is not one of lexical, attribution, agency", spec.id)),
    };
    let title = if spec.title.is_empty() { spec.id.clone() } else { spec.title.clone() };
    Ok(Category { id: spec.id.clone(), family, title, explanation: spec.explanation.clone() })
}

fn compile_family(
    source: &Source,
    spec: &FamilySpec,
    span: &std::ops::Range<usize>,
    lexicon: u16,
    out: &mut Compiled,
    tools: &mut Tools<'_>,
    problems: &mut Vec<Problem>,
) {
    let lexicon_id = out.lexicons[lexicon as usize].id.clone();
    let family_id = spec.id.as_ref().map_or("", |id| id.get_ref());
    let base = match resolve(&spec.shared, None, source, span, &out.categories, problems) {
        Some(meta) => Arc::new(meta),
        None => return,
    };
    if spec.patterns.is_empty() {
        problems.push(Problem::error(&source.name, span.clone(), format!("the family \"{family_id}\" has no patterns")));
    }
    let entry = out.entries.len() as u32;
    let first = out.patterns.len() as u32;
    let family_conditions: Arc<[Condition]> = conditions(&spec.shared, source, &lexicon_id, tools, problems).into();
    for pattern in &spec.patterns {
        let written: Arc<str> = pattern.get_ref().p.as_str().into();
        let own = &pattern.get_ref().shared;
        let meta = if is_empty(own) {
            base.clone()
        } else {
            resolve(own, Some(&base), source, &pattern.span(), &out.categories, problems).map_or(base.clone(), Arc::new)
        };
        let own_conditions = conditions(own, source, &lexicon_id, tools, problems);
        let all: Arc<[Condition]> = if own_conditions.is_empty() {
            family_conditions.clone()
        } else {
            // A pattern's own condition replaces the family's of the same place.
            let kept = family_conditions.iter().filter(|c| own_conditions.iter().all(|o| o.place != c.place)).cloned();
            kept.chain(own_conditions.iter().cloned()).collect()
        };
        let mut parser = Parser {
            vocabulary: tools.vocabulary,
            classes: tools.classes,
            scope: lexicon_id.clone(),
            irregular: tools.irregular,
            kinds: tools.kinds,
            open_endings: true,
        };
        let variants = match parser.parse(&written) {
            Ok(variants) => variants,
            Err(error) => {
                problems.push(Problem::error(&source.name, pattern.span(), error.to_string()));
                continue;
            }
        };
        for elements in variants {
            let Some((anchor, length)) = anchor(&elements, tools.classes, tools.vocabulary) else {
                problems.push(Problem::error(&source.name, pattern.span(), PatternError::NoAnchor(written.to_string()).to_string()));
                continue;
            };
            let number = out.patterns.len() as u32;
            if elements[anchor..anchor + length].iter().any(|e| matches!(e, Element::Position(p) if is_open(p, tools.vocabulary))) {
                out.open.push(number);
            } else {
                enter(&elements[anchor..anchor + length], Payload::Pattern(number), tools);
            }
            let whole_compound = elements.iter().any(|e| matches!(e, Element::Position(p) if p.special == crate::matcher::Special::Any && p.marked))
                && elements.iter().any(|e| matches!(e, Element::Position(p) if p.joint == crate::matcher::pattern::Joint::Hyphen));
            let plain = all.is_empty()
                && anchor == 0
                && length == elements.len()
                && elements.iter().all(|e| matches!(e, Element::Position(p) if p.marked && p.joint == crate::matcher::pattern::Joint::Either));
            out.patterns.push(Pattern {
                entry,
                written: written.clone(),
                anchor: anchor as u8,
                length: length as u8,
                plain,
                whole_compound,
                elements,
                conditions: all.clone(),
                meta: meta.clone(),
                span: pattern.span(),
            });
        }
    }
    let tests = |list: &[toml::Spanned<String>]| list.iter().map(|s| (s.get_ref().clone(), s.span())).collect();
    out.entries.push(Entry {
        id: format!("{lexicon_id}.{family_id}"),
        lexicon,
        meta: base,
        patterns: first..out.patterns.len() as u32,
        must_match: tests(&spec.must_match),
        must_not_match: tests(&spec.must_not_match),
        span: span.clone(),
    });
}

fn is_empty(shared: &Shared) -> bool {
    shared.category.is_none()
        && shared.subtype.is_none()
        && shared.polarity.is_none()
        && shared.strength.is_none()
        && shared.weight.is_none()
        && shared.why.is_none()
        && shared.alternatives.is_none()
        && shared.source.is_none()
        && shared.target.is_none()
        && shared.case.is_none()
        && shared.names.is_none()
        && shared.compound.is_none()
        && shared.generic.is_none()
        && shared.negatable.is_none()
}

/// What a family or pattern says, over what the family said before.
fn resolve(
    shared: &Shared,
    base: Option<&Meta>,
    source: &Source,
    span: &std::ops::Range<usize>,
    categories: &[Category],
    problems: &mut Vec<Problem>,
) -> Option<Meta> {
    let category = match (&shared.category, base) {
        (Some(written), _) => match categories.iter().position(|c| c.id == *written.get_ref()) {
            Some(at) => at as u16,
            None => {
                let ids = || categories.iter().map(|c| c.id.as_str());
                let meant = match crate::matcher::pattern::nearest(written.get_ref(), ids()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("there are {}.", ids().collect::<Vec<_>>().join(", ")),
                };
                let problem = Problem::error(&source.name, written.span(), format!("there is no category \"{}\"", written.get_ref()));
                problems.push(problem.help(format!("{meant} A category of your own needs a [[category]]")));
                return None;
            }
        },
        (None, Some(base)) => base.category,
        (None, None) => {
            problems.push(Problem::error(&source.name, span.clone(), "a family without a category").help("add category = \"…\""));
            return None;
        }
    };
    let strength = shared.strength.or(base.map(|b| b.strength)).unwrap_or(Strength::Usual);
    let weight = match &shared.weight {
        Some(weight) if (0.0..=10.0).contains(weight.get_ref()) => *weight.get_ref(),
        Some(weight) => {
            problems.push(
                Problem::error(&source.name, weight.span(), format!("the weight {} is out of range", weight.get_ref())).help("a weight is 0 to 10; 1 is usual"),
            );
            strength.weight()
        }
        // A pattern that says how strong it is, and not how heavy, weighs as its strength does.
        None if shared.strength.is_some() => strength.weight(),
        None => base.map_or(strength.weight(), |b| b.weight),
    };
    let polarity = match &shared.polarity {
        Some(p) if (-1..=1).contains(p.get_ref()) => *p.get_ref() as i8,
        Some(p) => {
            problems.push(
                Problem::error(&source.name, p.span(), format!("the polarity {} is not -1, 0 or 1", p.get_ref()))
                    .help("-1 makes it look bad, 1 good, 0 neither"),
            );
            0
        }
        None => base.map_or(0, |b| b.polarity),
    };
    Some(Meta {
        category,
        subtype: shared.subtype.clone().or(base.map(|b| b.subtype.clone())).unwrap_or_default(),
        polarity,
        strength,
        weight,
        why: shared.why.as_deref().map(Arc::from).or(base.map(|b| b.why.clone())).unwrap_or_default(),
        alternatives: shared.alternatives.as_deref().map(Arc::from).or(base.map(|b| b.alternatives.clone())).unwrap_or_default(),
        source: shared.source.as_ref().map(|s| s.get_ref().as_slice().into()).or(base.map(|b| b.source.clone())).unwrap_or_default(),
        target: shared.target.or(base.and_then(|b| b.target)),
        case: shared.case.or(base.map(|b| b.case)).unwrap_or_default(),
        names: shared.names.or(base.map(|b| b.names)).unwrap_or_default(),
        compound: shared.compound.or(base.map(|b| b.compound)).unwrap_or_default(),
        generic: shared.generic.or(base.map(|b| b.generic)).unwrap_or(false),
        negatable: shared.negatable.or(base.map(|b| b.negatable)).unwrap_or(true),
    })
}

fn conditions(shared: &Shared, source: &Source, scope: &str, tools: &mut Tools<'_>, problems: &mut Vec<Problem>) -> Vec<Condition> {
    let mut out = Vec::new();
    for (place, lines) in &shared.conditions {
        let mut phrases = Vec::new();
        for line in lines.get_ref() {
            let mut parser = Parser {
                vocabulary: tools.vocabulary,
                classes: tools.classes,
                scope: scope.into(),
                irregular: tools.irregular,
                kinds: tools.kinds,
                open_endings: true,
            };
            match parser.parse_condition(line) {
                Ok(variants) => phrases.extend(variants),
                Err(error) => problems.push(Problem::error(&source.name, lines.span(), format!("{}: {error}", place.key()))),
            }
        }
        out.push(Condition::new(*place, phrases));
    }
    out
}

/// Whether a position asks for a word with an open ending.
fn is_open(position: &Position, vocabulary: &Vocabulary) -> bool {
    position.words.iter().any(|w| vocabulary.word(*w).ends_with(crate::text::open::MARK))
}

/// Gives every open ending the words of the vocabulary that it stands for. Called when no word will be added any more.
pub fn close(compiled: &mut Compiled, open: &OpenEndings, tools: &mut Tools<'_>) {
    if open.is_empty() {
        return;
    }
    let members = open.members(tools.vocabulary);
    let widen = |position: &mut Position| {
        let more: Vec<WordId> = position.words.iter().filter_map(|w| members.get(w)).flatten().copied().collect();
        if !more.is_empty() {
            let mut all = [position.words.to_vec(), more].concat();
            all.sort_unstable();
            all.dedup();
            position.words = all.into();
        }
    };
    for pattern in &mut compiled.patterns {
        for element in &mut pattern.elements {
            if let Element::Position(position) = element {
                widen(position);
            }
        }
        if pattern.conditions.iter().flat_map(|c| c.phrases.iter().flatten()).any(|p| is_open(p, tools.vocabulary)) {
            Arc::make_mut(&mut pattern.conditions).iter_mut().flat_map(|c| Arc::make_mut(&mut c.phrases).iter_mut().flatten()).for_each(&widen);
        }
    }
    for number in std::mem::take(&mut compiled.open) {
        let pattern = &compiled.patterns[number as usize];
        let run = pattern.anchor as usize..(pattern.anchor + pattern.length) as usize;
        enter(&pattern.elements[run], Payload::Pattern(number), tools);
    }
}

/// The run of words that the trie searches for: the one that the fewest texts hold, so that as few candidates as can be
/// are looked at. First position, and number of positions.
pub fn anchor(elements: &[Element], classes: &Classes, vocabulary: &Vocabulary) -> Option<(usize, usize)> {
    // An open ending stands for so many words that its run is itself alone.
    let open = |position: &Position| is_open(position, vocabulary);
    let common = |words: &mut dyn Iterator<Item = WordId>| {
        let texts = |w| if vocabulary.word(w).ends_with(crate::text::open::MARK) { OPEN } else { UNSEEN + vocabulary.documents(w) };
        words.map(texts).sum::<f32>()
    };
    let mut best: Option<(usize, usize, f32)> = None;
    for (at, element) in elements.iter().enumerate() {
        let Element::Position(position) = element else { continue };
        let (length, texts) = if position.is_literal() {
            let mut fewest = common(&mut position.words.iter().copied());
            let (mut length, mut product) = (1, position.words.len());
            // The run goes on while positions are literal and the product of their alternatives stays small.
            while let Some(Element::Position(next)) = elements.get(at + length) {
                product = product.saturating_mul(next.words.len());
                if !next.is_literal() || product > 64 || length == 6 || open(position) || open(next) {
                    break;
                }
                fewest = fewest.min(common(&mut next.words.iter().copied()));
                length += 1;
            }
            (length, fewest)
        } else if position.classes != 0 && position.special == crate::matcher::Special::None && !position.optional {
            let words = common(&mut position.words.iter().copied()) + common(&mut classes.members(position.class_set()));
            (1, words)
        } else {
            continue;
        };
        if best.is_none_or(|(_, _, fewest)| texts < fewest) {
            best = Some((at, length, texts));
        }
    }
    best.map(|(at, length, _)| (at, length))
}

/// Enters a run of fixed words or classes.
pub fn enter(run: &[Element], payload: Payload, tools: &mut Tools<'_>) {
    let mut places: Vec<Vec<WordId>> = Vec::new();
    for element in run {
        let Element::Position(position) = element else { continue };
        let mut words = position.words.to_vec();
        if position.classes != 0 {
            let set: ClassSet = position.class_set();
            words.extend(tools.classes.members(set));
            words.sort_unstable();
            words.dedup();
        }
        places.push(words);
    }
    let places: Vec<&[WordId]> = places.iter().map(Vec::as_slice).collect();
    tools.trie.insert(&places, payload);
}

#[cfg(test)]
mod tests {
    use crate::engine::{Analysis, Engine, Scratch, Settings};

    /// What a one-family lexicon of these patterns marks.
    fn marked(patterns: &str, text: &str) -> Vec<String> {
        let file = format!("schema = 1\nid = \"x\"\n[[family]]\nid = \"f\"\ncategory = \"evaluative\"\n{patterns}\n");
        let source = crate::lexicon::load::parse("x.toml", &file, false).unwrap();
        let settings = Settings { lexicons: vec![source], ..Settings::default() };
        let (engine, _) = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap();
        let (mut scratch, mut analysis) = (Scratch::default(), Analysis::default());
        engine.analyse("", text, &mut scratch, &mut analysis);
        let slice = |m: &(u32, u32)| scratch.text[scratch.tokens[m.0 as usize].start as usize..scratch.tokens[m.1 as usize - 1].end as usize].to_owned();
        analysis.hits.iter().flat_map(|h| h.marks.iter().map(slice).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn an_open_ending_matches_known_and_unknown_words() {
        let text = "The abuse was abusively denied; an abusement, ABUSERS and anti-grumblefarist talk. The grumblefarthing of kings grumbled.";
        assert_eq!(marked(r#"patterns = ["abus*"]"#, text), ["abuse", "abusively", "abusement", "ABUSERS"]);
        assert_eq!(marked(r#"patterns = ["anti-grumble*", "grumblefar* of kin*"]"#, text), ["anti-grumblefarist", "grumblefarthing of kings"]);
        // In conditions too, and a shorter beginning holds a longer one's words.
        assert_eq!(marked("patterns = [\"abus*\", \"abuse\"]\nprev = [\"th*\"]", text), ["abuse"]);
        assert_eq!(marked(r#"patterns = ["grumble*", "grumblefarthing"]"#, text), ["grumblefarist", "grumblefarthing", "grumbled"]);
        assert_eq!(marked(r#"patterns = ["the gru*|abus*"]"#, text), ["The abuse", "The grumblefarthing"]);
    }

    #[test]
    fn an_open_ending_that_cannot_be_is_refused() {
        for (pattern, message) in [("a*", "two letters"), ("abus*/n", "no form tag"), ("ab*us*", "at the end"), ("*ing", "never for a beginning")] {
            let file = format!("schema = 1\nid = \"x\"\n[classes]\n[[family]]\nid = \"f\"\ncategory = \"evaluative\"\npatterns = [\"{pattern}\"]\n");
            let source = crate::lexicon::load::parse("x.toml", &file, false).unwrap();
            let broken = Engine::build(Settings { lexicons: vec![source], ..Settings::default() }).map(|_| ()).unwrap_err();
            assert!(broken[0].to_string().contains(message), "{pattern}: {}", broken[0]);
        }
    }
}
