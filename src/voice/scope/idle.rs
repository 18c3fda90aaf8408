//! Cues that bring in nothing where they stand, told by their neighbours alone, before a sentence is read for their sake.
//!
//! Each test is what the reading of the cue would ask first, and no stricter: leaving out an idle cue changes nothing.

use super::super::cues::{Cue, Roles, Speech};
use super::WALL;
use crate::text::{Flags, Token, WordId};

/// Fills `live` with those of `cues`, tokens whose word may bring in speech, that may do so where they stand.
pub(super) fn sort_out(speech: &Speech, tokens: &[Token], cues: &[u32], live: &mut Vec<u32>) {
    live.clear();
    live.extend(cues.iter().copied().filter(|at| lives(speech, tokens, *at as usize)));
}

fn lives(speech: &Speech, tokens: &[Token], at: usize) -> bool {
    let id = |at: usize| tokens.get(at).map_or(WordId::UNKNOWN, |t| t.id);
    let roles = |at: usize| speech.word(id(at)).roles;
    let word = speech.word(id(at));
    let next = id(at + 1);
    // A cue that takes nothing by itself needs the words that make it one: "take issue", "would like".
    let begins = |cue: &Cue| cue.tails.iter().any(|tail| tail.words.first() == Some(&next));
    let credited = || word.roles.any(Roles::CREDITED) || roles(at + 1).any(Roles::OBJECT);
    if word.verb != 0 && (word.alone.0 || credited() || begins(&speech.verbs[word.verb as usize])) {
        return true;
    }
    let walled = || tokens.get(at + 1).is_none_or(|t| t.is(WALL));
    if word.noun != 0 && !walled() && (word.alone.1 || begins(&speech.nouns[word.noun as usize])) {
        return true;
    }
    let all = |phrase: &[WordId]| phrase.iter().enumerate().all(|(behind, word)| id(at + behind) == *word);
    if word.according && speech.according.iter().any(|phrase| all(phrase)) {
        return true;
    }
    let before = at.wrapping_sub(1);
    word.roles.any(Roles::VIEW) && (roles(before).any(Roles::POSSESSIVE) || tokens.get(before).is_some_and(|t| t.is(Flags::CLITIC)))
        || word.roles.any(Roles::CAMP) && (at.saturating_sub(3)..=at).any(|at| roles(at).any(Roles::CAMP_OPENING))
}
