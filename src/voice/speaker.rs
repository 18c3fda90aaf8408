//! Speakers: the head of the noun phrase that names one, and the earlier name that a pronoun or bare title means.

use super::Quote;
use super::cues::{Roles, Speech};
use crate::text::{Flags, Token};
use std::ops::Range;

/// How many tokens back a name may stand that nobody spoke under.
const REACH: usize = 150;

/// The token that heads a noun phrase: the last of its first run, before any "of", comma or relative clause.
pub(super) fn head(speech: &Speech, tokens: &[Token], phrase: Range<u32>) -> u32 {
    let mut head = phrase.start;
    for at in phrase.clone() {
        let token = &tokens[at as usize];
        let roles = speech.word(token.id).roles;
        let stops =
            token.is(Flags::COMMA | Flags::OPEN | Flags::DASH) || roles.any(Roles::OF.or(Roles::PREPOSITION).or(Roles::RELATIVE).or(Roles::AND).or(Roles::TO));
        if at > phrase.start && stops {
            break;
        }
        if !token.is(Flags::CLITIC) {
            head = at;
        }
    }
    head
}

/// What is known of the sex of whoever a noun phrase names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sex {
    Male,
    Female,
    Unknown,
}

/// A noun phrase that a later one may stand for.
#[derive(Clone)]
struct Known {
    bytes: Range<u32>,
    tokens: Range<usize>,
    sex: Sex,
}

/// Ties pronouns and bare titles to the nearest compatible name before them.
pub(super) fn resolve(speech: &Speech, text: &str, tokens: &[Token], sentences: &[u32], quotes: &mut [Quote]) {
    // Few people speak in one article; the last dozen are as far as a reader remembers.
    let mut known: Vec<Known> = Vec::new();
    for quote in quotes.iter_mut() {
        let (Some(speaker), Some(head)) = (quote.speaker.clone(), quote.speaker_head) else { continue };
        let at = head as usize;
        let roles = speech.word(tokens[at].id).roles;
        let single = speaker.start >= tokens[at].start && speaker.end <= tokens[at].end;
        if single && roles.any(Roles::PRONOUN) {
            let sex = sex_of(roles);
            let fits = |k: &&Known| k.bytes.end <= speaker.start && (k.sex == Sex::Unknown || sex == Sex::Unknown || k.sex == sex);
            let spoken = known.iter().rev().find(fits).cloned();
            let named = opening_name(speech, tokens, sentences, at).filter(|n| fits(&n));
            let found = match (spoken, named) {
                (Some(a), Some(b)) => Some(if a.bytes.start >= b.bytes.start { a } else { b }),
                (a, b) => a.or(b),
            };
            if let Some(mut found) = found {
                quote.speaker_resolved = Some(found.bytes.clone());
                // "Hale … she said" tells what Hale's name did not.
                if found.sex == Sex::Unknown {
                    found.sex = sex;
                }
                remember(&mut known, found);
            }
            continue;
        }
        let first = tokens[..=at].partition_point(|t| t.start < speaker.start);
        let last = at + tokens[at..].partition_point(|t| t.end <= speaker.end);
        if tokens[at].is(Flags::CAPITAL) && !tokens[at].is(Flags::SENTENCE) || tokens[first..last].iter().filter(|t| t.is(Flags::CAPITAL)).count() > 1 {
            let sex = tokens[first..last].iter().map(|t| sex_of(speech.word(t.id).roles)).find(|s| *s != Sex::Unknown);
            remember(&mut known, Known { bytes: speaker, tokens: first..last, sex: sex.unwrap_or(Sex::Unknown) });
        } else if last - first <= 3
            && speech.word(tokens[first].id).roles.any(Roles::DETERMINER)
            && !speech.word(tokens[first].id).roles.any(Roles::POSSESSIVE)
            && roles.any(Roles::TITLE.or(Roles::SPEAKER))
        {
            // "the minister": whoever was called one before.
            let word = tokens[at].text(text);
            let called = |k: &Known| tokens[k.tokens.clone()].iter().any(|t| t.text(text).eq_ignore_ascii_case(word));
            let found = known.iter().rev().find(|k| k.bytes.end <= speaker.start && called(k)).cloned();
            let found = found.or_else(|| opening_name(speech, tokens, sentences, at).filter(|n| called(n)));
            quote.speaker_resolved = found.map(|k| k.bytes);
        }
    }
}

fn remember(known: &mut Vec<Known>, new: Known) {
    known.retain(|k| k.bytes != new.bytes);
    if known.len() == 12 {
        known.remove(0);
    }
    known.push(new);
}

fn sex_of(roles: Roles) -> Sex {
    match (roles.any(Roles::MALE), roles.any(Roles::FEMALE)) {
        (true, false) => Sex::Male,
        (false, true) => Sex::Female,
        _ => Sex::Unknown,
    }
}

/// The nearest name of two words or more that opens a sentence before `at`, with an apposition behind it.
fn opening_name(speech: &Speech, tokens: &[Token], sentences: &[u32], at: usize) -> Option<Known> {
    let floor = at.saturating_sub(REACH);
    let before = sentences.partition_point(|start| (*start as usize) < at);
    for start in sentences[..before].iter().rev().map(|start| *start as usize).take_while(|start| *start >= floor) {
        if !tokens[start].is(Flags::CAPITAL) {
            continue;
        }
        let run = tokens[start..at].iter().enumerate().take_while(|(i, t)| t.is(Flags::CAPITAL) && (*i == 0 || !t.is(Flags::BARRIER))).count();
        let small = Roles::DETERMINER.or(Roles::PREPOSITION).or(Roles::SUBJECT).or(Roles::ADVERB).or(Roles::TIME).or(Roles::AND).or(Roles::SUBORDINATOR);
        if run < 2 || tokens[start..start + run].iter().any(|t| speech.word(t.id).roles.any(small)) {
            continue;
        }
        let mut end = start + run;
        if tokens[end].is(Flags::COMMA) {
            let close = (end + 1..at.min(end + 10)).find(|i| tokens[*i].is(Flags::BARRIER));
            end = close.filter(|i| tokens[*i].is(Flags::COMMA)).unwrap_or(end);
        }
        let sex = tokens[start..end].iter().map(|t| sex_of(speech.word(t.id).roles)).find(|s| *s != Sex::Unknown);
        return Some(Known { bytes: tokens[start].start..tokens[end - 1].end, tokens: start..end, sex: sex.unwrap_or(Sex::Unknown) });
    }
    None
}
