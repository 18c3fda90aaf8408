//! Agency: how a harm is worded, and whether the sentence says who did it.
//!
//! A pass over the tokens stops only at words of harm (config/agency.toml). Around each, the verb group, its subject,
//! object, by-phrase and adjuncts are read from the token array ([`reader`], [`phrase`]), which tells the construction, who is
//! hurt and who is named as the doer. Nothing is looked for further than a few dozen tokens away, so that the work
//! grows with the text and no faster.
//!
//! What counts is harm to people, homes, vehicles. Words that have other lives ("hit a record", "killed the bill")
//! count only with a victim that can be hurt; storms and illness, which nobody does, are left out.

mod phrase;
mod reader;
#[cfg(test)]
mod tests;
pub(crate) mod words;

pub use words::{AgencyError, AgencyWords, Compulsion, Firing, Goer, Idiom, IdiomKind, Intransitives, NounGroup, VerbGroup, Victim};

use crate::analysis::Stretch;
use crate::text::classes::Classes;
use crate::text::inflect::Irregular;
use crate::text::{Flags, Token, Vocabulary};
use phrase::Scene;
use reader::Reader;
use words::Table;

/// How a harm is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Construction {
    /// Rebels shot down the aircraft.
    Active,
    /// It was shot down by rebels.
    PassiveAgent,
    /// It was shot down.
    PassiveAgentless,
    /// The downing of the aircraft.
    Nominalisation,
    /// It crashed; they died.
    Intransitive,
    /// A missile hit it.
    WeaponAgent,
}

impl Construction {
    /// As written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Construction::Active => "active",
            Construction::PassiveAgent => "passive_agent",
            Construction::PassiveAgentless => "passive_agentless",
            Construction::Nominalisation => "nominalisation",
            Construction::Intransitive => "intransitive",
            Construction::WeaponAgent => "weapon_agent",
        }
    }
}

/// A harm as worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HarmEvent {
    /// First token of the wording.
    pub first: u32,
    /// The token after the last.
    pub last: u32,
    /// How it is worded.
    pub construction: Construction,
    /// Who is named as the doer, in the words of the text.
    pub agent: Option<Stretch>,
    /// Who or what is hurt.
    pub victim: Option<Stretch>,
    /// Number of the verb or noun: see [`Agency::lemma`].
    pub lemma: u16,
    marks: bool,
}

impl HarmEvent {
    /// Whether the wording leaves the doer out, so that it is shown in hits.csv.
    pub fn marks_agency(&self) -> bool {
        self.marks
    }
}

/// What is found before it is settled.
struct Draft {
    event: HarmEvent,
    /// Counts only if the text has harm that is plain.
    weak: bool,
    /// Falls away where another event has it as its subject or cause.
    yields: bool,
    /// Tokens of the thing that did it.
    cause: Option<Stretch>,
}

/// The stage, compiled: one for all threads.
#[derive(Clone, Debug)]
pub struct Agency {
    table: Table,
}

impl Agency {
    /// Compiles the words. The classes of config/classes.toml must have been entered before.
    pub fn compile(words: &AgencyWords, irregular: &Irregular, vocabulary: &mut Vocabulary, classes: &Classes) -> Result<Self, AgencyError> {
        Ok(Self { table: Table::compile(words, irregular, vocabulary, classes)? })
    }

    /// Words that were compiled before.
    pub(crate) fn of(table: Table) -> Self {
        Self { table }
    }

    /// The lemma of an event's verb or noun.
    pub fn lemma(&self, event: &HarmEvent) -> &str {
        self.table.lemmas.get(event.lemma as usize).map_or("", |l| l)
    }

    /// Finds the harm events of a text, in order. `tokens` have their sentences marked; boilerplate is passed over. `words` are
    /// the tokens that may tell of harm ([`crate::text::Landmarks::harm`]).
    /// `named` gives the stretches that name actors, in order and apart; it is called only where that matters.
    pub fn find<'a>(&'a self, text: &'a str, tokens: &'a [Token], words: &[u32], named: &'a dyn Fn() -> &'a [(u32, u32)], out: &mut Vec<HarmEvent>) {
        out.clear();
        let scene = Scene { text, tokens, table: &self.table, named };
        let mut drafts: Vec<Draft> = Vec::new();
        let mut free = 0;
        for at in words.iter().map(|at| *at as usize) {
            if at < free || tokens[at].is(Flags::BOILERPLATE) {
                continue;
            }
            let word = self.table.words[tokens[at].id.0 as usize];
            let reader = Reader { scene: &scene, at, word, before: drafts.last() };
            if let Some(mut draft) = reader.read() {
                // Events do not overlap: what the one before has said is not said again.
                let taken = drafts.last().map_or(0, |d| d.event.last);
                draft.event.first = draft.event.first.max(taken).min(draft.event.last - 1);
                free = draft.event.last as usize;
                drafts.push(draft);
            }
        }
        let plain = drafts.iter().any(|d| !d.weak);
        let causes: Vec<Stretch> = drafts.iter().filter_map(|d| d.cause).collect();
        out.extend(
            drafts
                .into_iter()
                .filter(|d| (plain || !d.weak) && !(d.yields && causes.iter().any(|c| c.0 < d.event.last && d.event.first < c.1)))
                .map(|d| d.event),
        );
    }
}
