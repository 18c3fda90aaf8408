//! Words of speech, compiled from config/speech.toml: verbs and nouns with the frames they take, and the small
//! words that clauses and noun phrases are cut at.
//!
//! Everything is looked up by word id in one table, so that a token that is no cue costs one load.

use crate::text::fold::fold;
use crate::text::inflect::{Form, Irregular};
use crate::text::{Flags, Vocabulary, WordId};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What a cue makes of the words it brings in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CueKind {
    /// said, told, according to
    #[default]
    Neutral,
    /// claimed, alleged
    Doubt,
    /// confirmed, showed
    Endorse,
    /// admitted, conceded
    Admit,
    /// accused, blamed
    Accuse,
    /// believes, hopes, wants
    Believe,
}

/// What may follow (or precede) a cue as its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameName {
    /// A clause, with or without "that".
    Clause,
    /// A clause that needs "that", "whether", "how" …
    That,
    /// A direct quotation beside it.
    Quote,
    /// Behind its content: "S, X said", "S, said X".
    Trail,
    /// Somebody addressed stands between verb and content: told reporters.
    Tell,
    /// "to" and a verb: vowed to fight.
    To,
    /// Somebody and "to" and a verb: urged Congress to act.
    Order,
    /// An -ing form: denied taking bribes.
    Ing,
    /// A noun phrase that names what was said or thought of.
    Object,
    /// Somebody "of" something: accused them of lying.
    Of,
    /// Something "as" something: described it as a failure.
    As,
    /// Something and what it is called: called it a disgrace.
    Name,
    /// "is believed to", "was accused of".
    Passive,
    /// As `name`, but only where what it is called stands in marks: considers the deal “dead”.
    Mark,
    /// As `object`, and the wording is the source's own unless it is taken for granted: complained of thuggish guards.
    Words,
    /// Of a noun, "is that" and a clause: her version is that.
    Is,
}

/// A set of frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Frames(pub u32);

impl Frames {
    pub const fn one(name: FrameName) -> Frames {
        Frames(1 << name as u32)
    }
    pub const CLAUSE: Frames = Frames::one(FrameName::Clause);
    pub const THAT: Frames = Frames::one(FrameName::That);
    pub const QUOTE: Frames = Frames::one(FrameName::Quote);
    pub const TRAIL: Frames = Frames::one(FrameName::Trail);
    pub const TELL: Frames = Frames::one(FrameName::Tell);
    pub const TO: Frames = Frames::one(FrameName::To);
    pub const ORDER: Frames = Frames::one(FrameName::Order);
    pub const ING: Frames = Frames::one(FrameName::Ing);
    pub const OBJECT: Frames = Frames::one(FrameName::Object);
    pub const OF: Frames = Frames::one(FrameName::Of);
    pub const AS: Frames = Frames::one(FrameName::As);
    pub const NAME: Frames = Frames::one(FrameName::Name);
    pub const MARK: Frames = Frames::one(FrameName::Mark);
    pub const PASSIVE: Frames = Frames::one(FrameName::Passive);
    pub const WORDS: Frames = Frames::one(FrameName::Words);
    pub const IS: Frames = Frames::one(FrameName::Is);

    #[inline]
    pub fn any(self, other: Frames) -> bool {
        self.0 & other.0 != 0
    }
}

/// A group of cue words that share kind and frames.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CueGroup {
    /// What the cue makes of its content.
    #[serde(default)]
    pub kind: CueKind,
    /// The frames all of these words take.
    pub frames: Vec<FrameName>,
    /// Lemmas; of several words ("point out") the first is inflected.
    pub words: Vec<String>,
}

/// Everything config/speech.toml says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SpeechWords {
    /// Verbs; a lemma that stands in several groups takes the frames of all, and the first group's kind.
    pub verbs: Vec<CueGroup>,
    /// Nouns that bring in content: claim that, promise to, allegations of.
    pub nouns: Vec<CueGroup>,
    /// Adjectives that do so behind a form of "to be": confident that, eager to.
    pub adjectives: Vec<CueGroup>,
    /// Verbs that news uses for reported speech and for little else; each must stand among the verbs too.
    #[serde(default)]
    pub plain: Vec<String>,
    /// Phrases with the source behind them: according to.
    pub according: Vec<String>,
    /// Words by the part they play: determiner, preposition, time …
    pub roles: IndexMap<String, Vec<String>>,
}

/// Why the words of speech cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SpeechError {
    /// A role the program does not know.
    #[error("unknown role `{0}`; known are: {1}")]
    UnknownRole(String, String),
    /// A cue without letters.
    #[error("an empty word among {0}")]
    Empty(&'static str),
    /// More words in one cue than are matched.
    #[error("`{0}` has more than {1} words")]
    TooLong(String, usize),
    /// A plain verb that is not among the verbs.
    #[error("`{0}` is called plain but is not among the verbs")]
    NotAVerb(String),
    /// More cues than there are numbers for.
    #[error("more than {0} cues")]
    TooMany(usize),
}

/// The parts that words play, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Roles(pub u64);

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        roles!(@bits 0; $($(#[$doc])* $name = $word;)*);
        const ROLE_NAMES: &[(&str, Roles)] = &[$(($word, Roles::$name)),*];
    };
    (@bits $n:expr; $(#[$doc:meta])* $name:ident = $word:literal; $($rest:tt)*) => {
        impl Roles { $(#[$doc])* pub const $name: Roles = Roles(1 << ($n)); }
        roles!(@bits $n + 1; $($rest)*);
    };
    (@bits $n:expr;) => {};
}

roles! {
    DETERMINER = "determiner";
    /// the, a, an: no subject by themselves, unlike "some" and "this".
    ARTICLE = "article";
    /// Words that take for granted what they bring in: the, these.
    DEFINITE = "definite";
    /// Small words between a noun of speech and whoever holds it: fears among residents.
    HOLDER = "holder";
    POSSESSIVE = "possessive";
    SUBJECT = "subject";
    OBJECT = "object";
    BE = "be";
    HAVE = "have";
    DO = "do";
    MODAL = "modal";
    NEGATOR = "negator";
    PREPOSITION = "preposition";
    AND = "and";
    SUBORDINATOR = "subordinator";
    RELATIVE = "relative";
    QUESTION = "question";
    THAT = "that";
    TO = "to";
    AS = "as";
    BY = "by";
    OF = "of";
    TIME = "time";
    ADVERB = "adverb";
    /// Ends in -ly and is none.
    NOT_ADVERB = "not-adverb";
    /// Nouns that say where or how something was said: statement, interview, Twitter.
    VENUE = "venue";
    TITLE = "title";
    /// Nouns for people and bodies that speak.
    SPEAKER = "speaker";
    /// Finite verbs so common that they show a clause.
    FINITE = "finite";
    /// known as, called, dubbed: a name in marks follows.
    NAMING = "naming";
    /// the word, the term: what follows is mentioned, not used.
    TERM = "term";
    /// film, book, song: a title in marks follows.
    WORK = "work";
    /// he, she, they … : a subject that refers back.
    PRONOUN = "pronoun";
    WHAT = "what";
    MALE = "male";
    FEMALE = "female";
    /// Nouns that look like a cue's forms where a determiner stands before.
    PLURAL = "plural-pronoun";
    /// Words that begin the part of a sentence behind an attribution which is the writer's own again.
    BREAK = "break";
    /// in her view, by his account: the words that begin and end such a phrase.
    VIEWING = "viewing";
    VIEW = "view";
    /// critics, supporters: whose view "to" brings in.
    CAMP = "camp";
    CAMP_OPENING = "camp-opening";
    /// "To hear them tell it": the verb behind "to".
    HEARING = "hearing";
    /// "If they are to be believed": the participle at the end.
    CREDITED = "credited";
    /// Words that stand before a colon and name no speaker: Video, Analysis, Update.
    LABEL = "label";
}

impl Roles {
    #[inline]
    pub fn any(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }
    pub const NONE: Roles = Roles(0);
    pub const fn or(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
    /// Verbs that help others.
    pub const AUXILIARY: Roles = Roles::BE.or(Roles::HAVE).or(Roles::DO).or(Roles::MODAL);
}

/// Which forms of a verb a word can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Forms(pub u8);

impl Forms {
    pub const BASE: u8 = 1;
    pub const THIRD: u8 = 2;
    pub const PAST: u8 = 4;
    pub const PARTICIPLE: u8 = 8;
    pub const ING: u8 = 16;
    #[inline]
    pub fn any(self, bits: u8) -> bool {
        self.0 & bits != 0
    }
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Word {
    pub roles: Roles,
    /// Number of the verb, 0 if it is none.
    pub verb: u16,
    /// Number of the noun or adjective, 0 if it is none.
    pub noun: u16,
    pub forms: Forms,
    /// First word of an "according to" phrase.
    pub according: bool,
}

impl Word {
    /// Whether a sentence that holds the word may report speech or a view.
    pub(super) fn is_cue(self) -> bool {
        self.verb != 0 || self.noun != 0 || self.according || self.roles.any(Roles::VIEW.or(Roles::CAMP))
    }
}

/// Most words behind the head of a cue.
const LONGEST: usize = 5;

/// A cue of several words, without its head.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tail {
    pub words: Vec<WordId>,
    pub frames: Frames,
    pub kind: CueKind,
}

/// A verb, noun or adjective of speech.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Cue {
    pub frames: Frames,
    pub kind: CueKind,
    pub adjective: bool,
    /// Reports speech and does little else.
    pub plain: bool,
    /// Longest first.
    pub tails: Vec<Tail>,
}

/// The compiled words of speech.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Speech {
    #[serde(with = "crate::text::sparse")]
    words: Vec<Word>,
    pub(super) verbs: Vec<Cue>,
    pub(super) nouns: Vec<Cue>,
    pub(super) according: Vec<Vec<WordId>>,
}

impl Speech {
    /// Enters the words of speech into the vocabulary; only documents scanned with that vocabulary (it may grow
    /// afterwards) can be read.
    pub fn compile(words: &SpeechWords, irregular: &Irregular, vocabulary: &mut Vocabulary) -> Result<Speech, SpeechError> {
        let mut speech = Speech { verbs: vec![Cue::default()], nouns: vec![Cue::default()], ..Speech::default() };
        let mut heads: IndexMap<String, u16> = IndexMap::new();
        let mut single: IndexMap<String, u16> = IndexMap::new();
        for group in &words.verbs {
            for cue in &group.words {
                let (head, tail) = split(cue, "verbs", vocabulary)?;
                if let Some(form) = head.strip_prefix('=') {
                    // One form alone, a cue of its own: what the lemma takes elsewhere is added to it below.
                    let number = number(&mut heads, &head, &mut speech.verbs)?;
                    speech.verbs[number as usize].enter(group, tail);
                    single.insert(form.to_owned(), number);
                    continue;
                }
                let number = number(&mut heads, &head, &mut speech.verbs)?;
                speech.verbs[number as usize].enter(group, tail);
                speech.enter_verb(&head, number, irregular, vocabulary);
            }
        }
        for lemma in &words.plain {
            let number = heads.get(lemma.as_str()).ok_or_else(|| SpeechError::NotAVerb(lemma.clone()))?;
            speech.verbs[*number as usize].plain = true;
        }
        for (form, number) in single {
            let slot = speech.slot(vocabulary.add(&form));
            let lemma = std::mem::replace(&mut slot.verb, number);
            if slot.forms.0 == 0 {
                slot.forms.0 = if form.ends_with("ing") {
                    Forms::ING
                } else if form.ends_with('s') {
                    Forms::THIRD
                } else if form.ends_with('e') {
                    Forms::BASE
                } else {
                    Forms::PAST | Forms::PARTICIPLE
                };
            }
            if lemma != 0 && lemma != number {
                let Cue { frames, tails, plain, .. } = speech.verbs[lemma as usize].clone();
                let cue = &mut speech.verbs[number as usize];
                cue.frames.0 |= frames.0;
                cue.plain |= plain;
                cue.tails.extend(tails);
            }
        }
        let mut heads: IndexMap<String, u16> = IndexMap::new();
        for (groups, adjective) in [(&words.nouns, false), (&words.adjectives, true)] {
            for group in groups {
                for cue in &group.words {
                    let (head, tail) = split(cue, "nouns", vocabulary)?;
                    let number = number(&mut heads, &head, &mut speech.nouns)?;
                    let entry = &mut speech.nouns[number as usize];
                    entry.adjective |= adjective;
                    entry.enter(group, tail);
                    let forms = if adjective { vec![head] } else { irregular.forms(&head, Form::Noun) };
                    for form in forms {
                        speech.slot(vocabulary.add(&form)).noun = number;
                    }
                }
            }
        }
        for phrase in &words.according {
            let (head, tail) = split(phrase, "according", vocabulary)?;
            let mut ids = vec![vocabulary.add(&head)];
            ids.extend(tail);
            speech.slot(ids[0]).according = true;
            speech.according.push(ids);
        }
        speech.according.sort_by_key(|ids| std::cmp::Reverse(ids.len()));
        for (name, list) in &words.roles {
            let Some((_, role)) = ROLE_NAMES.iter().find(|(n, _)| n == name) else {
                let known: Vec<&str> = ROLE_NAMES.iter().map(|(n, _)| *n).collect();
                return Err(SpeechError::UnknownRole(name.clone(), known.join(", ")));
            };
            for word in list {
                let (lemma, form) = match word.split_once('/') {
                    Some((lemma, tag)) => (lemma, Form::parse(tag)),
                    None => (word.as_str(), None),
                };
                let forms = form.map_or_else(|| vec![fold(lemma)], |f| irregular.forms(&fold(lemma), f));
                for form in forms {
                    let slot = speech.slot(vocabulary.add(&form));
                    slot.roles = slot.roles.or(*role);
                }
            }
        }
        for cue in speech.verbs.iter_mut().chain(&mut speech.nouns) {
            cue.tails.sort_by_key(|t| std::cmp::Reverse(t.words.len()));
        }
        speech.tell(vocabulary);
        Ok(speech)
    }

    /// Tells the vocabulary these words were numbered in which of them may bring in speech.
    pub fn tell(&self, vocabulary: &mut Vocabulary) {
        for (id, _) in self.words.iter().enumerate().filter(|(_, word)| word.is_cue()) {
            vocabulary.know(WordId(id as u32), Flags::CUE);
        }
    }

    /// What is known of a word.
    #[inline]
    pub(super) fn word(&self, id: WordId) -> Word {
        // Nothing is known of the word that nobody knows, which is the first.
        let at = id.0 as usize;
        self.words.get(if at < self.words.len() { at } else { 0 }).copied().unwrap_or_default()
    }

    fn slot(&mut self, id: WordId) -> &mut Word {
        let at = id.0 as usize;
        if self.words.len() <= at {
            self.words.resize(at + 1, Word::default());
        }
        &mut self.words[at]
    }

    fn enter_verb(&mut self, lemma: &str, number: u16, irregular: &Irregular, vocabulary: &mut Vocabulary) {
        let participles: Vec<String> = match irregular.verbs.get(lemma) {
            Some((_, participle)) => participle.split('|').map(str::to_owned).collect(),
            None => irregular.forms(lemma, Form::Past),
        };
        let pasts: Vec<String> = match irregular.verbs.get(lemma) {
            Some((past, _)) => past.split('|').map(str::to_owned).collect(),
            None => irregular.forms(lemma, Form::Past),
        };
        let all = [
            (vec![lemma.to_owned()], Forms::BASE),
            (irregular.forms(lemma, Form::Third), Forms::THIRD),
            (pasts, Forms::PAST),
            (participles, Forms::PARTICIPLE),
            (irregular.forms(lemma, Form::Ing), Forms::ING),
        ];
        for (forms, bit) in all {
            for form in forms {
                let slot = self.slot(vocabulary.add(&form));
                // "found" is a form of "find" and a verb of its own: the one listed first holds it.
                if slot.verb == 0 || slot.verb == number {
                    slot.verb = number;
                    slot.forms.0 |= bit;
                }
            }
        }
    }
}

impl Cue {
    fn enter(&mut self, group: &CueGroup, tail: Vec<WordId>) {
        let mut frames = Frames(group.frames.iter().fold(0, |bits, name| bits | Frames::one(*name).0));
        if frames.any(Frames::WORDS) {
            frames.0 |= Frames::OBJECT.0;
        }
        if tail.is_empty() {
            if self.frames.0 == 0 {
                self.kind = group.kind;
            }
            self.frames.0 |= frames.0;
        } else if let Some(known) = self.tails.iter_mut().find(|t| t.words == tail) {
            known.frames.0 |= frames.0;
        } else {
            self.tails.push(Tail { words: tail, frames, kind: group.kind });
        }
    }
}

fn split(cue: &str, what: &'static str, vocabulary: &mut Vocabulary) -> Result<(String, Vec<WordId>), SpeechError> {
    let mut words = cue.split_whitespace().map(fold);
    let head = words.next().ok_or(SpeechError::Empty(what))?;
    let tail: Vec<WordId> = words.map(|w| vocabulary.add(&w)).collect();
    if tail.len() > LONGEST {
        return Err(SpeechError::TooLong(cue.to_owned(), LONGEST + 1));
    }
    Ok((head, tail))
}

fn number(heads: &mut IndexMap<String, u16>, head: &str, cues: &mut Vec<Cue>) -> Result<u16, SpeechError> {
    if let Some(number) = heads.get(head) {
        return Ok(*number);
    }
    let number = u16::try_from(cues.len()).map_err(|_| SpeechError::TooMany(usize::from(u16::MAX)))?;
    heads.insert(head.to_owned(), number);
    cues.push(Cue::default());
    Ok(number)
}
