//! Two sides of a conflict, by actors and words: which patterns name one side only, and texts with the sides swapped.

use super::compile::Pattern;
use super::load::toml_problem;
use super::problem::{Broken, Problem};
use crate::actors::ActorSource;
use crate::actors::file::{ActorSpec, LineSpec};
use crate::matcher::{Element, Position, Special};
use crate::text::fold::fold;
use crate::text::scan::Scanner;
use crate::text::{Flags, Token, Vocabulary, WordId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::Spanned;

/// The pairs in the program.
const BUILT_IN: &str = include_str!("../../config/sides.toml");

/// A file of pairs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideFile {
    /// The pairs.
    pub pair: Vec<Spanned<PairSpec>>,
}

/// Two sides that an even-handed lexicon treats alike.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairSpec {
    /// Short name.
    pub id: String,
    /// Shown to people.
    #[serde(default)]
    pub title: String,
    /// Exactly two.
    pub side: Vec<SideSpec>,
}

/// One side.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideSpec {
    /// Shown to people.
    pub name: String,
    /// Ids of actors; the first is swapped with the other side's first.
    #[serde(default)]
    pub actors: Vec<Spanned<String>>,
    /// Words and phrases that name the side; swapped in their order.
    #[serde(default)]
    pub words: Vec<String>,
}

/// Parses a file of pairs.
pub fn parse(name: &str, text: &str, gazetteers: &[ActorSource]) -> Result<Vec<PairSpec>, Broken> {
    let broken = |problems| Broken { problems, text: text.to_owned() };
    let file: SideFile = toml::from_str(text).map_err(|e| broken(vec![toml_problem(name, text, &e)]))?;
    let known: Vec<&str> = gazetteers.iter().flat_map(|g| g.file.actor.iter().map(|a| a.get_ref().id.get_ref().as_str())).collect();
    let mut problems = Vec::new();
    for pair in &file.pair {
        if pair.get_ref().side.len() != 2 {
            problems.push(Problem::error(name, pair.span(), format!("pair \"{}\" has {} sides; a pair has two", pair.get_ref().id, pair.get_ref().side.len())));
        }
        for actor in pair.get_ref().side.iter().flat_map(|s| &s.actors) {
            if !known.contains(&actor.get_ref().as_str()) {
                let problem = Problem::error(name, actor.span(), format!("there is no actor \"{}\"", actor.get_ref()));
                let near = crate::matcher::pattern::nearest(actor.get_ref(), known.iter().copied());
                problems.push(match near {
                    Some(near) => problem.help(format!("did you mean \"{near}\"?")),
                    None => problem,
                });
            }
        }
    }
    if problems.is_empty() { Ok(file.pair.into_iter().map(Spanned::into_inner).collect()) } else { Err(broken(problems)) }
}

/// The pairs that come with the program.
pub fn built_in(gazetteers: &[ActorSource]) -> Result<Vec<PairSpec>, Broken> {
    parse("config/sides.toml", BUILT_IN, gazetteers)
}

/// What kind of name a wording is: it is swapped with one of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Name,
    Demonym,
    Person,
    Word,
}

/// A wording that names a side.
#[derive(Debug, Clone)]
struct Wording {
    text: String,
    /// Folded words.
    words: Vec<String>,
    kind: Kind,
    /// Which actor of the side, or which word.
    of: usize,
    /// Begins with a capital, so that the text must too.
    capital: bool,
}

impl Wording {
    fn new(text: String, kind: Kind, of: usize) -> Self {
        let words = text.split([' ', '-']).map(fold).filter(|w| !w.is_empty()).collect();
        let capital = text.chars().next().is_some_and(char::is_uppercase);
        Self { text, words, kind, of, capital }
    }
    /// Several words; a plural; letters only.
    fn shape(&self) -> (bool, bool, bool) {
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        (self.words.len() > 1, self.text.ends_with('s'), letters)
    }
}

/// A side, ready to look for.
#[derive(Debug, Clone)]
struct Side {
    wordings: Vec<Wording>,
    /// Words that name it alone.
    single: FxHashSet<WordId>,
    /// Phrases that do.
    phrases: Vec<Vec<WordId>>,
}

/// A pair, ready to look for.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Names of its sides.
    pub names: [String; 2],
    sides: [Side; 2],
    /// First folded word → (side, wording), longest first.
    starts: FxHashMap<String, Vec<(usize, usize)>>,
}

/// The spellings of a gazetteer's line: alternatives and optional words spelled out; none where it is more than words.
fn spellings(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for piece in line.split_whitespace() {
        let piece = piece.trim_matches(['<', '>']);
        if piece.contains(['@', '~', '*']) {
            return Vec::new();
        }
        let (piece, optional) = piece.strip_suffix('?').map_or((piece, false), |p| (p, true));
        let mut choices: Vec<String> = Vec::new();
        for choice in piece.split('|') {
            match choice.split_once('/') {
                Some((lemma, "n")) => choices.extend([lemma.to_owned(), format!("{lemma}s")]),
                Some((lemma, _)) => choices.push(lemma.to_owned()),
                None => choices.push(choice.to_owned()),
            }
        }
        if optional {
            choices.push(String::new());
        }
        out = out.iter().flat_map(|begun| choices.iter().map(move |c| format!("{begun} {c}").trim().to_owned())).take(64).collect();
    }
    out.retain(|s| !s.is_empty());
    out
}

fn of_actor(actor: &ActorSpec, of: usize) -> Vec<Wording> {
    let lines = |list: &[Spanned<LineSpec>], kind: Kind| -> Vec<Wording> {
        // What counts only in some company is no name that a word can be judged by.
        let plain = list.iter().map(Spanned::get_ref).filter(|l| !l.conditions.iter().any(|c| !c.0.negative));
        plain.flat_map(|l| spellings(&l.p)).map(|s| Wording::new(s, kind, of)).collect()
    };
    let persons = actor.persons.iter().flat_map(|p| p.get_ref().split('|').map(|s| Wording::new(s.to_owned(), Kind::Person, of)).collect::<Vec<_>>());
    let mut out = lines(&actor.names, Kind::Name);
    out.extend(lines(&actor.places, Kind::Name));
    out.extend(lines(&actor.demonyms, Kind::Demonym));
    out.extend(persons);
    if out.is_empty() {
        out.push(Wording::new(actor.name.clone(), Kind::Name, of));
    }
    out
}

impl Pair {
    /// Compiles a pair against the words of a run.
    pub fn new(spec: &PairSpec, gazetteers: &[ActorSource], vocabulary: &Vocabulary) -> Self {
        // Several gazetteers may each add names to an actor.
        let find = |id: &str| gazetteers.iter().flat_map(|g| &g.file.actor).map(Spanned::get_ref).filter(|a| a.id.get_ref() == id).collect::<Vec<_>>();
        let side = |at: usize| {
            let spec = spec.side.get(at).cloned().unwrap_or_default();
            let mut wordings: Vec<Wording> =
                spec.actors.iter().enumerate().flat_map(|(of, id)| find(id.get_ref()).into_iter().flat_map(move |a| of_actor(a, of))).collect();
            wordings.extend(spec.words.iter().enumerate().map(|(of, w)| Wording::new(w.clone(), Kind::Word, of)));
            let (mut single, mut phrases) = (FxHashSet::default(), Vec::new());
            for wording in &wordings {
                let ids: Vec<WordId> = wording.words.iter().map(|w| vocabulary.get(w)).collect();
                if ids.contains(&WordId::UNKNOWN) {
                    continue;
                }
                match ids.as_slice() {
                    [one] => {
                        single.insert(*one);
                    }
                    _ => phrases.push(ids),
                }
            }
            Side { wordings, single, phrases }
        };
        let sides = [side(0), side(1)];
        let mut starts: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
        for (at, side) in sides.iter().enumerate() {
            for (number, wording) in side.wordings.iter().enumerate() {
                if let Some(first) = wording.words.first() {
                    starts.entry(first.clone()).or_default().push((at, number));
                }
            }
        }
        for list in starts.values_mut() {
            list.sort_by_key(|(side, number)| (std::cmp::Reverse(sides[*side].wordings[*number].words.len()), *side, *number));
        }
        let name = |at: usize| spec.side.get(at).map_or(String::new(), |s| s.name.clone());
        let title = if spec.title.is_empty() { spec.id.clone() } else { spec.title.clone() };
        Self { id: spec.id.clone(), title, names: [name(0), name(1)], sides, starts }
    }

    /// The one side that a pattern's fixed words name, or that its conditions ask for; `None` for neither or both.
    pub fn tie(&self, pattern: &Pattern) -> Option<usize> {
        let positions: Vec<&Position> = pattern
            .elements
            .iter()
            .filter_map(|e| match e {
                Element::Position(p) => Some(p),
                Element::Gap(_) => None,
            })
            .collect();
        let named = [0, 1].map(|side| self.names_it(side, &positions));
        match named {
            [true, false] => return Some(0),
            [false, true] => return Some(1),
            [true, true] => return None,
            [false, false] => {}
        }
        let wanted: Vec<Vec<&Position>> =
            pattern.conditions.iter().filter(|c| !c.place.negative).flat_map(|c| c.phrases.iter().map(|p| p.iter().collect())).collect();
        if wanted.is_empty() {
            return None;
        }
        let all = [0, 1].map(|side| wanted.iter().all(|p| self.names_it(side, p)));
        match all {
            [true, false] => Some(0),
            [false, true] => Some(1),
            _ => None,
        }
    }

    /// Whether every wording of these positions names the side.
    fn names_it(&self, side: usize, positions: &[&Position]) -> bool {
        let fixed = |p: &Position| !p.words.is_empty() && p.classes == 0 && p.special == Special::None && !p.optional;
        let side = &self.sides[side];
        positions.iter().any(|p| fixed(p) && p.words.iter().all(|w| side.single.contains(w)))
            || side.phrases.iter().any(|phrase| {
                positions.windows(phrase.len()).any(|run| run.iter().zip(phrase).all(|(p, w)| fixed(p) && p.words.len() == 1 && p.words.first() == Some(w)))
            })
    }

    /// The wording that takes the place of one: of the other side, of its kind and shape if there is such.
    fn other(&self, side: usize, number: usize) -> Option<&str> {
        let wording = &self.sides[side].wordings[number];
        let other = &self.sides[1 - side].wordings;
        let actors = other.iter().filter(|w| w.kind != Kind::Word).map(|w| w.of).max().map_or(0, |m| m + 1);
        if wording.kind == Kind::Word {
            let words: Vec<&Wording> = other.iter().filter(|w| w.kind == Kind::Word).collect();
            return words.get(wording.of % words.len().max(1)).map(|w| w.text.as_str());
        }
        let partner: Vec<&Wording> = other.iter().filter(|w| w.kind != Kind::Word && actors > 0 && w.of == wording.of % actors).collect();
        let pick = |f: &dyn Fn(&Wording) -> bool| partner.iter().find(|w| f(w)).map(|w| w.text.as_str());
        pick(&|w| w.kind == wording.kind && w.shape() == wording.shape())
            .or_else(|| pick(&|w| w.kind == wording.kind && w.shape().1 == wording.shape().1))
            .or_else(|| pick(&|w| w.kind == wording.kind))
            .or_else(|| partner.first().map(|w| w.text.as_str()))
    }

    /// A text with the sides swapped, and how many names were.
    pub fn swap(&self, text: &str, vocabulary: &Vocabulary) -> (String, usize) {
        let mut tokens = Vec::new();
        Scanner::default().scan(text, vocabulary, &mut tokens);
        let folded: Vec<String> = tokens.iter().map(|t| fold(t.text(text))).collect();
        let (mut out, mut swapped, mut done, mut at) = (String::with_capacity(text.len()), 0, 0, 0);
        while at < tokens.len() {
            let found = self.starts.get(&folded[at]).and_then(|list| {
                list.iter().find(|(side, number)| {
                    let wording = &self.sides[*side].wordings[*number];
                    let run = tokens.get(at..at + wording.words.len());
                    run.is_some_and(|run| stands(wording, run, &folded[at..])) && self.other(*side, *number).is_some()
                })
            });
            let Some((side, number)) = found.copied() else {
                at += 1;
                continue;
            };
            let length = self.sides[side].wordings[number].words.len();
            let (start, end) = (tokens[at].start as usize, tokens[at + length - 1].end as usize);
            out.push_str(&text[done..start]);
            out.push_str(&in_the_case_of(self.other(side, number).unwrap_or(""), &tokens[at]));
            swapped += 1;
            done = end;
            at += length;
        }
        out.push_str(&text[done..]);
        (out, swapped)
    }
}

fn stands(wording: &Wording, run: &[Token], folded: &[String]) -> bool {
    let joined = run.iter().skip(1).all(|t| !t.is(Flags::BARRIER));
    joined && (!wording.capital || run.first().is_some_and(|t| t.is(Flags::CAPITAL))) && wording.words.iter().zip(folded).all(|(a, b)| a == b)
}

fn in_the_case_of(text: &str, token: &Token) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if token.is(Flags::CAPITAL) => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Settings};

    fn pair(engine: &Engine, id: &str) -> Pair {
        let gazetteers = crate::actors::load::built_in().unwrap();
        let specs = built_in(&gazetteers).map_err(|b| b.to_string()).unwrap();
        Pair::new(specs.iter().find(|s| s.id == id).unwrap(), &gazetteers, &engine.vocabulary)
    }

    #[test]
    fn sides_are_swapped_by_kind_and_shape() {
        let engine =
            Engine::build(Settings { actors: crate::actors::load::built_in().unwrap(), ..Settings::default() }).map_err(|b| b[0].to_string()).unwrap().0;
        let parties = pair(&engine, "us-parties");
        let (text, swapped) = parties.swap("Democrats and the Republican Party met. Barack Obama left; Republican voters stayed.", &engine.vocabulary);
        assert_eq!((text.as_str(), swapped), ("Republicans and the Democratic Party met. Donald Trump left; Democratic voters stayed.", 4));
        let words = pair(&engine, "left-right");
        assert_eq!(words.swap("Left-wing and far-right papers, LIBERALS too.", &engine.vocabulary).0, "Right-wing and far-left papers, Conservatives too.");
        assert_eq!(words.swap("He left the right way.", &engine.vocabulary).1, 0);
    }

    #[test]
    fn patterns_are_tied_to_the_side_they_name() {
        let toml = "schema = 1\nid = \"x\"\n[[family]]\nid = \"f\"\ncategory = \"evaluative\"\npatterns = [\"russia-backed\", \"ukraine|russia stooge\", \"stooge/n\", { p = \"puppet\", prev = [\"russian\", \"moscow\"] }, \"far-left mob\", \"left in ruins\"]\n";
        let source = crate::lexicon::load::parse("x.toml", toml, false).unwrap();
        let settings = Settings { lexicons: vec![source], actors: crate::actors::load::built_in().unwrap(), ..Settings::default() };
        let engine = Engine::build(settings).map_err(|b| b[0].to_string()).unwrap().0;
        let tie = |id: &str| engine.lexicons.patterns.iter().map(|p| pair(&engine, id).tie(p)).collect::<Vec<_>>();
        assert_eq!(tie("russia-ukraine"), [Some(0), None, None, Some(0), None, None]);
        assert_eq!(tie("left-right"), [None, None, None, None, Some(0), None]);
    }

    #[test]
    fn a_wrong_file_is_told() {
        let error = parse("s.toml", "[[pair]]\nid = \"x\"\n[[pair.side]]\nname = \"a\"\nactors = [\"rusia\"]\n", &crate::actors::load::built_in().unwrap())
            .unwrap_err();
        assert!(error.to_string().contains("a pair has two") && error.to_string().contains("did you mean \"russia\""), "{error}");
    }
}
