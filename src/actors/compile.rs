//! From gazetteers to entries of the phrase trie: names, places, persons, demonyms, labels, roles and head nouns.

use super::file::{ActorSource, ActorSpec, ActorWords, LineSpec};
use crate::lexicon::compile::{Tools, anchor, enter};
use crate::lexicon::problem::{Broken, Problem};
use crate::lexicon::source::toml_problem;
use crate::matcher::pattern::Joint;
use crate::matcher::trie::Payload;
use crate::matcher::{Condition, Element, Parser, Position};
use crate::text::vocabulary::WordId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// An actor of the run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Actor {
    /// Id used in tables.
    pub id: String,
    /// Shown to people.
    pub name: String,
    /// One more than the index of its kind among [`crate::engine::ACTOR_KINDS`].
    pub kind: u8,
    /// Whose side it is on.
    pub side: String,
    /// The regions it belongs to.
    pub(super) regions: Vec<u16>,
    /// The region that is its alone, in a list of countries.
    pub(super) own_region: Option<u16>,
    /// Whether it stands for nobody in particular.
    pub generic: bool,
}

/// What an entry of the trie is to an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Name,
    Place,
    Person,
    Demonym,
    Label,
    Role,
    Head,
    Cue,
}

/// The letter case an entry insists on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Case {
    Any,
    /// The first word has a capital.
    First,
    /// Every word has one, small words and particles aside.
    Every,
    /// All letters are capitals.
    Upper,
}

/// Which label a mention by this entry bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Shown {
    Id(u32),
    /// The words as they stand.
    Surface,
}

/// Whom a role may refer to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Member {
    pub actor: u16,
    pub region: u16,
    pub label: Shown,
    pub valence: i8,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub kind: Kind,
    /// The actor; the head's number for a head.
    pub actor: u16,
    pub region: u16,
    pub label: Shown,
    pub valence: i8,
    pub case: Case,
    pub doubt: bool,
    /// For a surname alone: the person whose full name must stand in the article.
    pub needs: Option<u32>,
    /// For a full name: the person.
    pub person: Option<u32>,
    /// For a head: whether it stands before a person's name.
    pub title: bool,
    /// For a head: names somebody by his tie to the actor (ally, supporters).
    pub relational: bool,
    pub members: Vec<Member>,
    pub elements: Vec<Element>,
    pub anchor: u8,
    pub length: u8,
    /// A bare run of marked words: the trie's word is the last word.
    pub plain: bool,
    pub conditions: Vec<Condition>,
}

/// Roles of the words behind the rules: one bit each.
pub(super) mod word {
    pub const LOCATIVE: u32 = 1;
    pub const PLACE_HEAD: u32 = 1 << 1;
    pub const MOTION: u32 = 1 << 2;
    pub const PLACE_MODIFIER: u32 = 1 << 3;
    pub const NOT_HEAD: u32 = 1 << 4;
    pub const ADJECTIVE: u32 = 1 << 5;
    pub const NOT_ADJECTIVE: u32 = 1 << 6;
    pub const NAME_ENDING: u32 = 1 << 7;
    pub const PRO: u32 = 1 << 8;
    pub const ANTI: u32 = 1 << 9;
    pub const OTHER_PREFIX: u32 = 1 << 10;
    pub const COMPOUND: u32 = 1 << 11;
    pub const LOADED_COMPOUND: u32 = 1 << 12;
    pub const NOT_COMPOUND: u32 = 1 << 13;
    /// Part of a name: keeps its capital in a label.
    pub const PROPER: u32 = 1 << 14;
    pub const AND: u32 = 1 << 15;
    pub const OF: u32 = 1 << 16;
    pub const TO: u32 = 1 << 17;
    pub const BY: u32 = 1 << 18;
    pub const AUXILIARY: u32 = 1 << 19;
    pub const FUNCTION: u32 = 1 << 20;
    pub const PERSON_TITLE: u32 = 1 << 21;
    pub const NATIONALITY: u32 = 1 << 22;
    pub const NAMED: u32 = 1 << 23;
    pub const SPEECH: u32 = 1 << 24;
    pub const RELATIVE: u32 = 1 << 25;
    pub const PREPOSITION: u32 = 1 << 26;
    pub const WITH: u32 = 1 << 27;
    pub const MONTH: u32 = 1 << 28;
    pub const PAST: u32 = 1 << 29;
}

/// All actors of a run, compiled.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Actors {
    /// The actors; a mention names one by its index.
    pub actors: Vec<Actor>,
    /// Labels by number.
    pub labels: Vec<String>,
    pub(super) entries: Vec<Entry>,
    pub(super) regions: usize,
    #[serde(with = "crate::text::sparse")]
    of_word: Vec<u32>,
    pub(super) endings: Vec<String>,
    /// Where lines find what lines before them brought; a file does not keep it.
    #[serde(skip)]
    label_ids: FxHashMap<String, u32>,
    #[serde(skip)]
    by_id: FxHashMap<String, u16>,
    #[serde(skip)]
    roles: FxHashMap<String, Vec<u32>>,
    persons: u32,
}

impl Actors {
    /// What a word is to the rules.
    #[inline]
    pub(super) fn word(&self, id: WordId) -> u32 {
        self.of_word.get(id.0 as usize).copied().unwrap_or(0)
    }

    /// How many persons have a full name.
    pub(super) fn persons(&self) -> usize {
        self.persons as usize
    }

    fn label(&mut self, text: &str) -> u32 {
        if let Some(id) = self.label_ids.get(text) {
            return *id;
        }
        let id = self.labels.len() as u32;
        self.labels.push(text.to_owned());
        self.label_ids.insert(text.to_owned(), id);
        id
    }

    fn put(&mut self, id: WordId, bits: u32) {
        let at = id.0 as usize;
        if self.of_word.len() <= at {
            self.of_word.resize(at + 1, 0);
        }
        self.of_word[at] |= bits;
    }

    fn put_line(&mut self, line: &str, bits: u32, tools: &mut Tools<'_>) -> Result<(), String> {
        for variant in parser(tools).parse(line).map_err(|e| e.to_string())? {
            let [Element::Position(position)] = variant.as_slice() else { return Err(format!("\"{line}\" is more than one word")) };
            for id in position.words.iter() {
                self.put(*id, bits);
            }
        }
        Ok(())
    }

    /// Enters the words behind the rules. Called before the gazetteers.
    pub fn enter_words(&mut self, words: &ActorWords, tools: &mut Tools<'_>) -> Result<(), String> {
        let lists: [(&[String], u32); 14] = [
            (&words.locative, word::LOCATIVE),
            (&words.place_heads, word::PLACE_HEAD),
            (&words.motion, word::MOTION),
            (&words.place_modifiers, word::PLACE_MODIFIER),
            (&words.not_heads, word::NOT_HEAD),
            (&words.adjectives, word::ADJECTIVE),
            (&words.not_adjectives, word::NOT_ADJECTIVE),
            (&words.name_endings, word::NAME_ENDING),
            (&words.pro, word::PRO),
            (&words.anti, word::ANTI),
            (&words.other_prefixes, word::OTHER_PREFIX),
            (&words.not_compounds, word::NOT_COMPOUND),
            (&words.pasts, word::PAST),
            (&words.naming, word::NAMED),
        ];
        for (list, bits) in lists {
            for line in list {
                self.put_line(line, bits, tools)?;
            }
        }
        for (part, valence) in &words.compounds {
            let loaded = if *valence < 0 { word::LOADED_COMPOUND } else { 0 };
            self.put_line(part, word::COMPOUND | loaded, tools)?;
        }
        let fixed =
            [("and|or", word::AND), ("of", word::OF), ("to", word::TO), ("by", word::BY), ("with", word::WITH), ("who|which|that|whose|whom", word::RELATIVE)];
        for (line, bits) in fixed {
            self.put_line(line, bits, tools)?;
        }
        self.endings.clone_from(&words.adjective_endings);
        for (label, head) in &words.heads {
            let id = self.label(label);
            let number = self.entries.len();
            let lines = if head.words.is_empty() { vec![format!("{label}/n")] } else { head.words.clone() };
            for line in &lines {
                for elements in parser(tools).parse(line).map_err(|e| format!("head \"{label}\": {e}"))? {
                    let Some((at, length)) = anchor(&elements, tools.classes, tools.vocabulary) else { return Err(format!("head \"{label}\" has no word")) };
                    enter(&elements[at..at + length], Payload::Actor(self.entries.len() as u32), tools);
                    self.entries.push(Entry {
                        kind: Kind::Head,
                        actor: number as u16,
                        region: 0,
                        label: Shown::Id(id),
                        valence: head.valence.signum() as i8,
                        case: Case::Any,
                        doubt: false,
                        needs: None,
                        person: None,
                        title: head.title,
                        relational: head.relational,
                        members: Vec::new(),
                        plain: plain(&elements, at, length),
                        elements,
                        anchor: at as u8,
                        length: length as u8,
                        conditions: Vec::new(),
                    });
                }
            }
        }
        Ok(())
    }

    /// Takes over what the word classes say. Called when all words are known.
    pub fn enter_classes(&mut self, tools: &Tools<'_>) {
        let sets = [
            ("be", word::AUXILIARY | word::FUNCTION),
            ("have", word::AUXILIARY | word::FUNCTION),
            ("modal", word::AUXILIARY | word::FUNCTION),
            ("determiner", word::FUNCTION),
            ("preposition", word::FUNCTION | word::PREPOSITION),
            ("conjunction", word::FUNCTION),
            ("subject_pronoun", word::FUNCTION),
            ("negator", word::FUNCTION),
            ("person_title", word::PERSON_TITLE),
            ("nationality", word::NATIONALITY | word::PROPER),
            ("country", word::PROPER),
            ("speech_verb", word::SPEECH),
            ("weekday", word::PROPER),
            ("month", word::MONTH),
        ];
        for (name, bits) in sets {
            let Some(set) = tools.classes.named(name) else { continue };
            for id in (1..tools.vocabulary.len() as u32).map(WordId) {
                if tools.classes.of(id).any(set) {
                    self.put(id, bits);
                }
            }
        }
    }

    /// Compiles one gazetteer; what is wrong is told and left out.
    pub fn compile(&mut self, source: &ActorSource, tools: &mut Tools<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let file = &source.file;
        let shared_region = self.regions as u16;
        self.regions += 1;
        let mut common = Vec::new();
        for actor in &file.actor {
            let spec = actor.get_ref();
            let id = spec.id.get_ref();
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
                problems.push(Problem::error(&source.name, spec.id.span(), format!("the id \"{id}\" must be letters, digits, hyphens and underscores")));
                continue;
            }
            let Some(kind) = tools.kinds.iter().position(|k| k == spec.kind.get_ref()) else {
                let mut problem = Problem::error(&source.name, spec.kind.span(), format!("\"{}\" is no kind of actor", spec.kind.get_ref()));
                problem = match crate::matcher::pattern::nearest(spec.kind.get_ref(), tools.kinds.iter().map(String::as_str)) {
                    Some(near) => problem.help(format!("did you mean \"{near}\"?")),
                    None => problem.help(format!("kinds are {}", tools.kinds.join(", "))),
                };
                problems.push(problem);
                continue;
            };
            let region = if file.own_regions {
                self.regions += 1;
                self.regions as u16 - 1
            } else {
                shared_region
            };
            let number = match self.by_id.get(id) {
                // Named by another gazetteer before: this one adds to it.
                Some(number) => *number,
                None if self.actors.len() < usize::from(u16::MAX) => {
                    let number = self.actors.len() as u16;
                    self.by_id.insert(id.clone(), number);
                    self.actors.push(Actor { id: id.clone(), generic: file.generic, ..Actor::default() });
                    number
                }
                None => {
                    problems.push(Problem::error(&source.name, spec.id.span(), "more than 65,535 actors"));
                    break;
                }
            };
            let known = &mut self.actors[number as usize];
            if known.name.is_empty() {
                known.name = if spec.name.is_empty() { id.clone() } else { spec.name.clone() };
                known.kind = kind as u8 + 1;
            }
            if known.side.is_empty() {
                known.side.clone_from(&spec.side);
            }
            known.regions.push(region);
            if file.own_regions {
                known.own_region = Some(region);
            }
            if !file.common_roles.is_empty() && spec.kind.get_ref() == "state" {
                common.push((number, region));
            }
            self.compile_actor(source, spec, number, region, tools, &mut problems);
        }
        for line in &file.common_roles {
            for (actor, region) in &common {
                self.line(source, line, Kind::Role, *actor, *region, tools, &mut problems);
            }
        }
        for line in &file.cues {
            self.line(source, line, Kind::Cue, u16::MAX, shared_region, tools, &mut problems);
        }
        problems
    }

    fn compile_actor(&mut self, source: &ActorSource, spec: &ActorSpec, number: u16, region: u16, tools: &mut Tools<'_>, problems: &mut Vec<Problem>) {
        let lists: [(&[Spanned<LineSpec>], Kind); 5] =
            [(&spec.names, Kind::Name), (&spec.places, Kind::Place), (&spec.demonyms, Kind::Demonym), (&spec.labels, Kind::Label), (&spec.roles, Kind::Role)];
        for (list, kind) in lists {
            for line in list {
                self.line(source, line, kind, number, region, tools, problems);
            }
        }
        for person in &spec.persons {
            self.person(source, person, number, region, tools, problems);
        }
    }

    /// "Bashar al-Assad|Assad": the full name, and the short one that needs no full one beside it. Without a short
    /// one, the surname counts where the full name stands in the article.
    fn person(&mut self, source: &ActorSource, written: &Spanned<String>, actor: u16, region: u16, tools: &mut Tools<'_>, problems: &mut Vec<Problem>) {
        let parts: Vec<&str> = written.get_ref().split('|').map(str::trim).collect();
        let Some(surname) = parts.first().and_then(|p| p.split_whitespace().last()).filter(|s| !s.is_empty()) else {
            problems.push(Problem::error(&source.name, written.span(), "a person without a name"));
            return;
        };
        let label = self.label(surname.rsplit('-').next().unwrap_or(surname));
        let person = self.persons;
        self.persons += 1;
        let mut names: Vec<(String, Option<u32>, Option<u32>)> = Vec::new();
        for part in &parts {
            let full = part.contains(' ');
            names.push(((*part).to_owned(), full.then_some(person), None));
        }
        if parts.iter().all(|p| p.contains(' ') || *p != surname) && parts[0].contains(' ') {
            names.push((surname.to_owned(), None, Some(person)));
        }
        for (name, person, needs) in names {
            let line = LineSpec { p: name, ..LineSpec::default() };
            let from = self.entries.len();
            self.line(source, &Spanned::new(written.span(), line), Kind::Person, actor, region, tools, problems);
            for entry in &mut self.entries[from..] {
                entry.label = Shown::Id(label);
                entry.person = person;
                entry.needs = needs;
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one line of a file with all that is known of it")]
    fn line(
        &mut self,
        source: &ActorSource,
        spanned: &Spanned<LineSpec>,
        kind: Kind,
        actor: u16,
        region: u16,
        tools: &mut Tools<'_>,
        problems: &mut Vec<Problem>,
    ) {
        let line = spanned.get_ref();
        let valence = match &line.valence {
            Some(v) if (-1..=1).contains(v.get_ref()) => *v.get_ref() as i8,
            Some(v) => {
                problems.push(Problem::error(&source.name, v.span(), format!("the valence {} is not −1, 0 or 1", v.get_ref())));
                0
            }
            None => 0,
        };
        let label = match (&line.label, kind) {
            (Some(label), _) => Shown::Id(self.label(label)),
            // A body called by its own name is called nothing else.
            (None, Kind::Name) => {
                let state = tools
                    .kinds
                    .get(usize::from(self.actors[actor as usize].kind).wrapping_sub(1))
                    .is_some_and(|k| k == "state" || k == "people" || k == "person");
                if state { Shown::Surface } else { Shown::Id(self.label("own name")) }
            }
            _ => Shown::Surface,
        };
        // Bearers of one role share its entry: what "the government" may be is looked up once.
        let role = format!(
            "{}\n{}",
            line.p,
            line.conditions.iter().map(|(place, lines)| format!("{} {}", place.key(), lines.get_ref().join("|"))).collect::<Vec<_>>().join("\n")
        );
        if kind == Kind::Role
            && let Some(numbers) = self.roles.get(&role)
        {
            for number in numbers {
                self.entries[*number as usize].members.push(Member { actor, region, label, valence });
            }
            return;
        }
        let mut conditions = Vec::new();
        for (place, lines) in &line.conditions {
            let mut phrases = Vec::new();
            for text in lines.get_ref() {
                match parser(tools).parse_condition(text) {
                    Ok(variants) => phrases.extend(variants),
                    Err(error) => problems.push(Problem::error(&source.name, lines.span(), format!("{}: {error}", place.key()))),
                }
            }
            conditions.push(Condition::new(*place, phrases));
        }
        let variants = match parser(tools).parse(&line.p) {
            Ok(variants) => variants,
            Err(error) => {
                problems.push(Problem::error(&source.name, spanned.span(), error.to_string()));
                return;
            }
        };
        let case = case_of(&line.p, kind);
        let mut numbers = Vec::new();
        for elements in variants {
            let Some((at, length)) = anchor(&elements, tools.classes, tools.vocabulary) else {
                problems.push(Problem::error(&source.name, spanned.span(), format!("\"{}\" has no word that the text could be searched for", line.p)));
                continue;
            };
            if case != Case::Any {
                for id in words_of(&elements) {
                    self.put(id, word::PROPER);
                }
            }
            let number = self.entries.len() as u32;
            enter(&elements[at..at + length], Payload::Actor(number), tools);
            numbers.push(number);
            let members = if kind == Kind::Role { vec![Member { actor, region, label, valence }] } else { Vec::new() };
            self.entries.push(Entry {
                kind,
                actor,
                region,
                label,
                valence,
                case,
                doubt: line.doubt,
                needs: None,
                person: None,
                title: false,
                relational: false,
                members,
                plain: plain(&elements, at, length),
                elements,
                anchor: at as u8,
                length: length as u8,
                conditions: conditions.clone(),
            });
        }
        if kind == Kind::Role {
            self.roles.insert(role, numbers);
        }
    }

    /// Compiles the words behind the rules and all gazetteers. Every problem of every file is told at once.
    pub fn build(sources: &[ActorSource], words_name: &str, words: &str, tools: &mut Tools<'_>) -> Result<Self, Vec<Broken>> {
        let mut actors = Self::default();
        if sources.is_empty() {
            return Ok(actors);
        }
        let mut broken = Vec::new();
        let tell = |problem| Broken { problems: vec![problem], text: words.to_owned() };
        match toml::from_str::<ActorWords>(words) {
            Ok(parsed) => {
                if let Err(message) = actors.enter_words(&parsed, tools) {
                    broken.push(tell(Problem::error(words_name, 0..0, message)));
                }
            }
            Err(error) => broken.push(tell(toml_problem(words_name, words, &error))),
        }
        for source in sources {
            let problems = actors.compile(source, tools);
            if !problems.is_empty() {
                broken.push(Broken { problems, text: source.text.clone().into_owned() });
            }
        }
        actors.enter_classes(tools);
        if broken.is_empty() { Ok(actors) } else { Err(broken) }
    }

    /// Learns again which actor has which id, which a file does not keep. Actors from a file are complete: no gazetteer is added.
    pub(crate) fn know_ids(mut self) -> Self {
        self.by_id = (0..).zip(&self.actors).map(|(number, actor)| (actor.id.clone(), number)).collect();
        self
    }

    /// The number of an actor by its id.
    pub fn number(&self, id: &str) -> Option<u16> {
        self.by_id.get(id).copied()
    }
}

fn plain(elements: &[Element], anchor: usize, length: usize) -> bool {
    anchor == 0 && length == elements.len() && elements.iter().all(|e| matches!(e, Element::Position(p) if p.marked && p.joint == Joint::Either))
}

fn words_of(elements: &[Element]) -> Vec<WordId> {
    elements
        .iter()
        .filter_map(|e| match e {
            Element::Position(Position { words, .. }) => Some(words.iter().copied()),
            Element::Gap(_) => None,
        })
        .flatten()
        .collect()
}

/// Letter case as the file writes it: "ISIS" wants capitals throughout, "Turkey" one, "rebels" none.
fn case_of(written: &str, kind: Kind) -> Case {
    let first = written.trim_start_matches('<');
    let letters = || first.split(['|', '/']).next().unwrap_or("").chars().filter(|c| c.is_alphabetic());
    if !first.chars().next().is_some_and(char::is_uppercase) {
        return Case::Any;
    }
    if letters().count() > 1 && letters().all(char::is_uppercase) && !first.contains([' ', '.']) {
        return Case::Upper;
    }
    match kind {
        Kind::Name | Kind::Person | Kind::Place | Kind::Cue => Case::Every,
        _ => Case::First,
    }
}

fn parser<'a>(tools: &'a mut Tools<'_>) -> Parser<'a> {
    Parser { vocabulary: tools.vocabulary, classes: tools.classes, scope: String::new(), irregular: tools.irregular, kinds: tools.kinds, open_endings: false }
}
