//! Words of harm, compiled from config/agency.toml into one table by word id: a token that is none costs one load.

use crate::text::classes::Classes;
use crate::text::fold::fold;
use crate::text::inflect::{Form, Irregular};
use crate::text::{Flags, Vocabulary, WordId};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What must be hurt for a word to mean harm, as far as the sentence shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Victim {
    /// Whatever is no abstract thing.
    Any,
    /// A person, place, vehicle, or a name.
    Named,
    /// A person, place or vehicle.
    Concrete,
    /// A person.
    Person,
    /// A place.
    Place,
}

/// Verbs that share their conditions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VerbGroup {
    /// What must be hurt.
    pub victim: Victim,
    /// Only where the sentence speaks of violence.
    #[serde(default)]
    pub context: bool,
    /// Only with an adverb of force.
    #[serde(default)]
    pub forced: bool,
    /// Lemmas; a second word is a particle.
    pub words: Vec<String>,
}

/// Nouns that share their conditions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NounGroup {
    /// What must be hurt where the noun has a complement.
    pub victim: Victim,
    /// Only where the text speaks of violence.
    #[serde(default)]
    pub context: bool,
    /// Whether the noun with an article is an event by itself.
    #[serde(default)]
    pub alone: bool,
    /// Whether it is shown in hits.csv where no doer is named.
    #[serde(default)]
    pub mark: bool,
    /// Lemmas.
    pub words: Vec<String>,
}

/// How an idiom words its harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdiomKind {
    /// Somebody does it.
    Active,
    /// Only in the passive: was found dead.
    Passive,
    /// Its subject suffers it: lost their lives.
    Intransitive,
    /// A war, a raid, or somebody does it: claimed lives.
    Event,
}

/// A verb and words of its object.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Idiom {
    /// Lemmas.
    pub verbs: Vec<String>,
    /// Words one of which the object holds.
    pub objects: Vec<String>,
    /// What it is without knowing its subject.
    pub construction: IdiomKind,
}

/// Who may be the subject of a verb without object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goer {
    /// Whoever dies.
    Person,
    /// What falls from the sky.
    Aircraft,
}

/// Verbs of perishing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Intransitives {
    /// Who may be the subject.
    pub subject: Goer,
    /// Only where the text speaks of violence.
    #[serde(default)]
    pub context: bool,
    /// Lemmas.
    pub words: Vec<String>,
}

/// Forcing somebody to do something.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Compulsion {
    /// Lemmas of forcing.
    pub verbs: Vec<String>,
    /// What makes it harm.
    pub actions: Vec<String>,
    /// What makes it harm where the sentence speaks of violence.
    pub context_actions: Vec<String>,
}

/// Firing at somebody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Firing {
    /// Lemmas.
    pub verbs: Vec<String>,
    /// Lemmas that need a charge: opened fire on.
    pub charged: Vec<String>,
    /// Behind which the victim stands.
    pub prepositions: Vec<String>,
    /// What may be fired.
    pub charges: Vec<String>,
}

/// Everything config/agency.toml says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AgencyWords {
    /// Whether passives that name their doer are marked as well.
    pub mark_passive_agent: bool,
    /// Verbs of harm.
    pub verbs: Vec<VerbGroup>,
    /// Words that follow a verb and belong to its wording.
    pub tails: Vec<String>,
    /// Words that take the harm out of the verb before.
    pub spoilers: Vec<String>,
    /// forcibly …
    pub force_adverbs: Vec<String>,
    /// forced to flee
    pub compulsion: Compulsion,
    /// fired at
    pub firing: Firing,
    /// lost their lives
    pub idioms: Vec<Idiom>,
    /// died
    pub intransitives: Vec<Intransitives>,
    /// the killing of
    pub nouns: Vec<NounGroup>,
    /// Words that make a compound of the noun before.
    pub compounds: Vec<String>,
    /// officer-*involved* shooting
    pub veils: Vec<String>,
    /// responsible (for the killing of)
    pub blame: Vec<String>,
    /// killed *in* the offensive
    pub adjuncts: Vec<String>,
    /// clashes *with*
    pub opponents: Vec<String>,
    /// Words by the part they play.
    pub words: IndexMap<String, Vec<String>>,
}

/// Why the words could not be compiled.
#[derive(Debug, thiserror::Error)]
pub enum AgencyError {
    /// A tag behind a slash that is none.
    #[error("config/agency.toml: \"{0}\" has an unknown tag; tags are {tags}", tags = Form::TAGS)]
    Tag(String),
    /// A list under `[words]` that nobody asks for.
    #[error("config/agency.toml: [words] has no list \"{0}\"; lists are {1}")]
    List(String, String),
    /// More idioms than bits.
    #[error("config/agency.toml: at most 32 idioms")]
    Idioms,
    /// A word that is not one word.
    #[error("config/agency.toml: \"{0}\" is not a single word")]
    Word(String),
}

macro_rules! bits {
    ($($name:ident = $bit:expr, $list:expr;)*) => {
        $(pub(super) const $name: u64 = 1 << $bit;)*
        /// Bits with the list under [words] that fills them.
        const LISTS: &[(&str, u64)] = &[$(($list, $name)),*];
    };
}

// A name without a list of its own ("") is filled from a class or another key.
bits! {
    ADVERB = 0, "adverb";
    GET = 1, "get";
    DO = 2, "do";
    BY = 3, "by";
    OF = 4, "of";
    TO = 5, "to";
    AND = 6, "and";
    RELATIVE = 7, "relative";
    SUBORDINATOR = 8, "subordinator";
    OBJECT_PRONOUN = 9, "object-pronoun";
    PERSONAL = 10, "personal";
    REFLEXIVE = 11, "reflexive";
    DEMONSTRATIVE = 12, "demonstrative";
    POSSESSIVE = 13, "possessive";
    NOBODY = 14, "nobody";
    QUANTITY = 15, "quantity";
    PERSON = 16, "person";
    PLACE = 17, "place";
    VEHICLE = 18, "vehicle";
    AIRCRAFT = 19, "aircraft";
    EVENT = 20, "event";
    NATURE = 21, "nature";
    PEACEFUL = 22, "peaceful";
    ACCIDENT = 23, "accident";
    ABSTRACT = 24, "abstract";
    SPORT = 25, "sport";
    VIOLENT = 26, "violent";
    BY_PLACE = 27, "by-place";
    BY_TIME = 28, "by-time";
    BY_MANNER = 29, "by-manner";
    BY_MEASURE = 30, "by-measure";
    ACTOR = 31, "actor";
    TIME = 32, "time";
    DETERMINER = 33, "";
    BE = 34, "";
    HAVE = 35, "";
    MODAL = 36, "";
    NEGATOR = 37, "";
    PREPOSITION = 38, "";
    SUBJECT_PRONOUN = 39, "";
    NATIONALITY = 40, "";
    COUNTRY = 41, "";
    ARMED = 42, "";
    NUMBER = 43, "";
    WEAPON = 44, "";
    SPEECH = 45, "";
    FORCE = 46, "";
    COMPEL = 47, "";
    ACTION = 48, "";
    CONTEXT_ACTION = 49, "";
    FIRE = 50, "";
    CHARGED = 51, "";
    FIRE_PREPOSITION = 52, "";
    CHARGE = 53, "";
    COMPOUND = 54, "";
    VEIL = 55, "";
    BLAME = 56, "";
    ADJUNCT = 57, "";
    OPPONENT = 58, "";
    SPOILER = 59, "";
    CIVILIAN = 60, "";
    FADE = 61, "fade";
    FINITE = 62, "";
    APPROXIMATE = 63, "approximate";
}

/// Word classes of config/classes.toml that fill bits.
const CLASSES: &[(&str, u64)] = &[
    ("determiner", DETERMINER),
    ("be", BE),
    ("have", HAVE),
    ("modal", MODAL),
    ("negator", NEGATOR),
    ("preposition", PREPOSITION),
    ("subject_pronoun", SUBJECT_PRONOUN),
    ("nationality", NATIONALITY),
    ("country", COUNTRY),
    ("armed_noun", ARMED),
    ("number_word", NUMBER),
    ("weapon_noun", WEAPON),
    ("speech_verb", SPEECH),
    ("civilian_noun", CIVILIAN),
    ("migrant_noun", PERSON),
    ("civilian_place", PLACE),
    ("weekday", TIME),
    ("month", TIME),
];

/// Forms of a verb, one bit each.
pub(super) mod form {
    pub const BASE: u8 = 1;
    pub const THIRD: u8 = 2;
    pub const PAST: u8 = 4;
    pub const PARTICIPLE: u8 = 8;
    pub const ING: u8 = 16;
}

/// What the table knows of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Word {
    /// Parts it plays.
    pub bits: u64,
    /// Idioms whose verb it is, and whose object.
    pub idiom_verb: u32,
    pub idiom_object: u32,
    /// One more than the number of its verb, noun and verb of perishing; 0: none.
    pub verb: u16,
    pub noun: u16,
    pub going: u16,
    /// Which forms of its verb it is (of `verb`, `going`, an idiom, compulsion or firing).
    pub forms: u8,
}

impl Word {
    /// Whether it may tell of harm.
    fn is_harm(&self) -> bool {
        self.verb | self.noun | self.going != 0 || self.idiom_verb != 0 || self.bits & (COMPEL | FIRE | CHARGED) != 0
    }
}

/// One way a verb is harm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sense {
    pub lemma: u16,
    pub victim: Victim,
    pub context: bool,
    pub forced: bool,
    pub particle: WordId,
    pub no_ing: bool,
}

/// A noun of harm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Noun {
    pub lemma: u16,
    pub victim: Victim,
    pub context: bool,
    pub alone: bool,
    pub mark: bool,
}

/// A verb of perishing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Going {
    pub lemma: u16,
    pub subject: Goer,
    pub context: bool,
}

/// The compiled words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Table {
    #[serde(with = "crate::text::sparse")]
    pub words: Vec<Word>,
    pub verbs: Vec<Vec<Sense>>,
    pub nouns: Vec<Noun>,
    pub goings: Vec<Going>,
    pub idioms: Vec<(IdiomKind, Vec<u16>)>,
    pub tails: Vec<Vec<WordId>>,
    pub lemmas: Vec<String>,
    pub mark_passive_agent: bool,
    /// Lemmas of forcing and firing.
    pub compel: u16,
    pub fire: u16,
}

struct Builder<'a> {
    table: Table,
    irregular: &'a Irregular,
    vocabulary: &'a mut Vocabulary,
}

impl Builder<'_> {
    fn at(&mut self, id: WordId) -> &mut Word {
        let at = id.0 as usize;
        if self.table.words.len() <= at {
            self.table.words.resize(at + 1, Word::default());
        }
        &mut self.table.words[at]
    }

    fn lemma(&mut self, word: &str) -> u16 {
        if let Some(at) = self.table.lemmas.iter().position(|l| l == word) {
            return at as u16;
        }
        self.table.lemmas.push(word.to_owned());
        (self.table.lemmas.len() - 1) as u16
    }

    /// The words that an item like "soldier/n" stands for. A hyphen would part it into tokens that never match.
    fn expand(&mut self, item: &str) -> Result<Vec<WordId>, AgencyError> {
        let (lemma, tag) = item.split_once('/').map_or((item, None), |(l, t)| (l, Some(t)));
        if lemma.is_empty() || lemma.contains(|c: char| c.is_whitespace() || c == '-') {
            return Err(AgencyError::Word(item.to_owned()));
        }
        let forms = match tag {
            None => vec![lemma.to_owned()],
            Some(tag) => self.irregular.forms(lemma, Form::parse(tag).ok_or_else(|| AgencyError::Tag(item.to_owned()))?),
        };
        Ok(forms.iter().map(|f| self.vocabulary.add(&fold(f))).collect())
    }

    fn enter(&mut self, bit: u64, items: &[String]) -> Result<(), AgencyError> {
        for item in items {
            for id in self.expand(item)? {
                self.at(id).bits |= bit;
            }
        }
        Ok(())
    }

    /// Every form of a verb, with the bits that say which it is.
    fn forms(&mut self, lemma: &str) -> Vec<(WordId, u8)> {
        let mut out: Vec<(WordId, u8)> = Vec::new();
        let mut push = |word: &str, bit: u8, vocabulary: &mut Vocabulary| {
            let id = vocabulary.add(&fold(word));
            match out.iter_mut().find(|o| o.0 == id) {
                Some(found) => found.1 |= bit,
                None => out.push((id, bit)),
            }
        };
        push(lemma, form::BASE, self.vocabulary);
        for word in self.irregular.forms(lemma, Form::Third) {
            push(&word, form::THIRD, self.vocabulary);
        }
        for word in self.irregular.forms(lemma, Form::Ing) {
            push(&word, form::ING, self.vocabulary);
        }
        match self.irregular.verbs.get(lemma) {
            Some((past, participle)) => {
                past.split('|').for_each(|w| push(w, form::PAST, self.vocabulary));
                participle.split('|').for_each(|w| push(w, form::PARTICIPLE, self.vocabulary));
            }
            None => self.irregular.forms(lemma, Form::Past).iter().for_each(|w| push(w, form::PAST | form::PARTICIPLE, self.vocabulary)),
        }
        out
    }

    fn enter_verbs(&mut self, bit: u64, lemmas: &[String]) {
        for lemma in lemmas {
            for (id, forms) in self.forms(lemma) {
                let word = self.at(id);
                word.bits |= bit;
                word.forms |= forms;
            }
        }
    }
}

impl Table {
    pub fn compile(words: &AgencyWords, irregular: &Irregular, vocabulary: &mut Vocabulary, classes: &Classes) -> Result<Self, AgencyError> {
        let mut b = Builder { table: Table { mark_passive_agent: words.mark_passive_agent, ..Table::default() }, irregular, vocabulary };
        for (name, items) in &words.words {
            let Some((_, bit)) = LISTS.iter().find(|(list, _)| !list.is_empty() && list == name) else {
                let lists: Vec<&str> = LISTS.iter().map(|l| l.0).filter(|l| !l.is_empty()).collect();
                return Err(AgencyError::List(name.clone(), lists.join(", ")));
            };
            b.enter(*bit, items)?;
        }
        for (bit, items) in [
            (FORCE, &words.force_adverbs),
            (ACTION, &words.compulsion.actions),
            (CONTEXT_ACTION, &words.compulsion.context_actions),
            (FIRE_PREPOSITION, &words.firing.prepositions),
            (CHARGE, &words.firing.charges),
            (COMPOUND, &words.compounds),
            (VEIL, &words.veils),
            (BLAME, &words.blame),
            (ADJUNCT, &words.adjuncts),
            (OPPONENT, &words.opponents),
            (SPOILER, &words.spoilers),
        ] {
            b.enter(bit, items)?;
        }
        b.enter_verbs(COMPEL, &words.compulsion.verbs);
        b.enter_verbs(FIRE, &words.firing.verbs);
        b.enter_verbs(CHARGED, &words.firing.charged);
        for line in &words.tails {
            let tail: Vec<WordId> = line.split_whitespace().map(|w| b.vocabulary.add(&fold(w))).collect();
            b.table.tails.push(tail);
        }
        // The longest first: "to death" before a shorter one that begins alike.
        b.table.tails.sort_by_key(|t| std::cmp::Reverse(t.len()));
        for group in &words.verbs {
            for line in &group.words {
                let no_ing = line.starts_with('%');
                let plain = line.trim_start_matches('%');
                let (verb, particle) = plain.split_once(' ').map_or((plain, None), |(v, p)| (v, Some(p)));
                let lemma = b.lemma(plain);
                let particle = particle.map_or(WordId::UNKNOWN, |p| b.vocabulary.add(&fold(p)));
                let sense = Sense { lemma, victim: group.victim, context: group.context, forced: group.forced, particle, no_ing };
                if verb.contains('-') {
                    return Err(AgencyError::Word(line.clone()));
                }
                let mut number = None;
                for (id, forms) in b.forms(verb) {
                    let known = b.at(id).verb;
                    let at = match (number, known) {
                        (Some(at), _) => at,
                        (None, 0) => {
                            b.table.verbs.push(Vec::new());
                            b.table.verbs.len()
                        }
                        (None, known) => known as usize,
                    };
                    if number.is_none() {
                        b.table.verbs[at - 1].push(sense.clone());
                        // Senses with a particle are tried first.
                        b.table.verbs[at - 1].sort_by_key(|s| s.particle == WordId::UNKNOWN);
                    }
                    number = Some(at);
                    let word = b.at(id);
                    if word.verb == 0 {
                        word.verb = at as u16;
                    }
                    word.forms |= forms;
                }
            }
        }
        for group in &words.nouns {
            for line in &group.words {
                let lemma = b.lemma(line);
                b.table.nouns.push(Noun { lemma, victim: group.victim, context: group.context, alone: group.alone, mark: group.mark });
                let number = b.table.nouns.len() as u16;
                for id in b.expand(&format!("{line}/n"))? {
                    let word = b.at(id);
                    if word.noun == 0 {
                        word.noun = number;
                    }
                }
            }
        }
        for group in &words.intransitives {
            for line in &group.words {
                let lemma = b.lemma(line);
                b.table.goings.push(Going { lemma, subject: group.subject, context: group.context });
                let number = b.table.goings.len() as u16;
                for (id, forms) in b.forms(line) {
                    let word = b.at(id);
                    word.going = number;
                    word.forms |= forms;
                }
            }
        }
        b.table.compel = words.compulsion.verbs.first().map_or(0, |v| b.lemma(v));
        b.table.fire = words.firing.verbs.first().map_or(0, |v| b.lemma(v));
        if words.idioms.len() > 32 {
            return Err(AgencyError::Idioms);
        }
        for (at, idiom) in words.idioms.iter().enumerate() {
            let mut lemmas = Vec::new();
            for verb in &idiom.verbs {
                lemmas.push(b.lemma(verb));
                for (id, forms) in b.forms(verb) {
                    let word = b.at(id);
                    word.idiom_verb |= 1 << at;
                    word.forms |= forms;
                }
            }
            for object in &idiom.objects {
                for id in b.expand(object)? {
                    b.at(id).idiom_object |= 1 << at;
                }
            }
            b.table.idioms.push((idiom.construction, lemmas));
        }
        for (name, bit) in CLASSES {
            let Some(set) = classes.named(name) else { continue };
            for id in 1..b.vocabulary.len() as u32 {
                if classes.of(WordId(id)).any(set) {
                    b.at(WordId(id)).bits |= bit;
                }
            }
        }
        for (base, (past, participle)) in &irregular.verbs {
            for word in past.split('|').filter(|w| *w != base.as_str() && !(w == &participle.as_str() && w.ends_with("en"))) {
                let id = b.vocabulary.add(&fold(word));
                let word = b.at(id);
                // What has another part to play keeps it: the wound, the left.
                if word.bits & !(SPEECH | ACTOR) == 0 && word.noun == 0 && word.verb == 0 {
                    word.bits |= FINITE;
                }
            }
        }
        let Builder { table, vocabulary, .. } = b;
        table.tell(vocabulary);
        Ok(table)
    }

    /// Tells the vocabulary these words were numbered in which of them may tell of harm.
    pub fn tell(&self, vocabulary: &mut Vocabulary) {
        for (id, _) in self.words.iter().enumerate().filter(|(_, word)| word.is_harm()) {
            vocabulary.know(WordId(id as u32), Flags::HARM);
        }
    }
}
