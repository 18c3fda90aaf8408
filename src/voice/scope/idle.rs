//! Cues that bring in nothing where they stand, told by their neighbours alone, before a sentence is read for their sake.
//!
//! Each test is what the reading of the cue would ask first, and no stricter: leaving out an idle cue changes nothing.

use super::super::cues::{Cue, Forms, Roles, Speech};
use super::WALL;
use crate::text::{Flags, Token, WordId};

/// Fills `live` with those of `cues`, tokens whose word may bring in speech, that may do so where they stand.
pub(super) fn sort_out(speech: &Speech, tokens: &[Token], cues: &[u32], live: &mut Vec<u32>) {
    live.clear();
    live.extend(cues.iter().copied().filter(|at| lives(speech, tokens, *at as usize)));
}

/// Behind one of these a word that may be a noun is none of a verb's forms …
const BEFORE_NOUNS: Roles = Roles::PREPOSITION.or(Roles::OF).or(Roles::DETERMINER).or(Roles::POSSESSIVE);
/// … unless it is one of these too.
const BEFORE_VERBS: Roles =
    Roles::AUXILIARY.or(Roles::TO).or(Roles::NEGATOR).or(Roles::ADVERB).or(Roles::SUBJECT).or(Roles::RELATIVE).or(Roles::AND).or(Roles::PLURAL);
/// What a noun of speech has behind it: that, to, of, about, is.
const BEHIND_NOUNS: Roles = Roles::PREPOSITION.or(Roles::THAT).or(Roles::TO).or(Roles::OF).or(Roles::BE);

fn lives(speech: &Speech, tokens: &[Token], at: usize) -> bool {
    let id = |at: usize| tokens.get(at).map_or(WordId::UNKNOWN, |t| t.id);
    let roles = |at: usize| speech.word(id(at)).roles;
    let word = speech.word(id(at));
    let next = id(at + 1);
    // A cue that takes nothing by itself needs the words that make it one: "take issue", "would like".
    let begins = |cue: &Cue| cue.tails.iter().any(|tail| tail.words.first() == Some(&next));
    let credited = || word.roles.any(Roles::CREDITED) || roles(at + 1).any(Roles::OBJECT);
    let before = at.wrapping_sub(1);
    // "The state", "of support": what has the form of a noun and stands as one.
    let nominal = || {
        let around = tokens.get(before).zip(tokens.get(at));
        let apart = around.is_none_or(|(b, here)| b.is(Flags::DIGIT) || here.is(Flags::COMMA | Flags::QUOTE));
        !word.forms.any(Forms::PAST | Forms::ING | Forms::PARTICIPLE) && !apart && roles(before).any(BEFORE_NOUNS) && !roles(before).any(BEFORE_VERBS)
    };
    if word.verb != 0 && (credited() || (word.alone.0 || begins(&speech.verbs[word.verb as usize])) && !nominal()) {
        return true;
    }
    let owned = roles(before).any(Roles::POSSESSIVE) || tokens.get(before).is_some_and(|t| t.is(Flags::CLITIC));
    // A noun shows what it is about by a small word behind it, or belongs to somebody.
    let shows = || word.object || owned || roles(at + 1).any(BEHIND_NOUNS);
    let walled = || tokens.get(at + 1).is_none_or(|t| t.is(WALL));
    if word.noun != 0 && !walled() && (word.alone.1 && shows() || begins(&speech.nouns[word.noun as usize])) {
        return true;
    }
    let all = |phrase: &[WordId]| phrase.iter().enumerate().all(|(behind, word)| id(at + behind) == *word);
    if word.according && speech.according.iter().any(|phrase| all(phrase)) {
        return true;
    }
    word.roles.any(Roles::VIEW) && owned
        || word.roles.any(Roles::CAMP) && (at.saturating_sub(3)..=at).any(|at| roles(at).any(Roles::CAMP_OPENING))
}
