//! Speakers: the head of the noun phrase that names one, and the earlier name that a pronoun or bare title means.

use super::cues::{Roles, Speech};
use super::Quote;
use crate::text::{Flags, Token};
use std::ops::Range;

/// The token that heads a noun phrase: the last of its first run, before any "of", comma or relative clause.
pub(super) fn head(speech: &Speech, tokens: &[Token], phrase: Range<u32>) -> u32 {
    let mut head = phrase.start;
    for at in phrase.clone() {
        let token = &tokens[at as usize];
        let roles = speech.word(token.id).roles;
        let stops = token.is(Flags::COMMA | Flags::OPEN | Flags::DASH) || roles.any(Roles::OF.or(Roles::PREPOSITION).or(Roles::RELATIVE).or(Roles::AND).or(Roles::TO));
        if at > phrase.start && stops {
            break;
        }
        if !token.is(Flags::CLITIC) {
            head = at;
        }
    }
    head
}

/// Ties pronouns and bare titles to the nearest compatible name before them.
pub(super) fn resolve(speech: &Speech, text: &str, tokens: &[Token], quotes: &mut [Quote]) {
    let mut last_person: Option<Range<u32>> = None;
    let mut last_female: Option<Range<u32>> = None;
    let mut last_male: Option<Range<u32>> = None;
    for quote in quotes.iter_mut() {
        let (Some(speaker), Some(head)) = (quote.speaker.clone(), quote.speaker_head) else { continue };
        let token = &tokens[head as usize];
        let roles = speech.word(token.id).roles;
        if roles.any(Roles::PRONOUN) {
            let known = if roles.any(Roles::FEMALE) {
                last_female.clone().or(last_person.clone())
            } else if roles.any(Roles::MALE) {
                last_male.clone().or(last_person.clone())
            } else {
                last_person.clone()
            };
            quote.speaker_resolved = known.filter(|k| k.end <= speaker.start);
            if let Some(known) = &quote.speaker_resolved {
                if roles.any(Roles::FEMALE) {
                    last_female = Some(known.clone());
                } else if roles.any(Roles::MALE) {
                    last_male = Some(known.clone());
                }
            }
            continue;
        }
        if token.is(Flags::CAPITAL) {
            let name = text.get(speaker.start as usize..speaker.end as usize).unwrap_or("");
            if name.starts_with("Mr") && !name.starts_with("Mrs") {
                last_male = Some(speaker.clone());
            } else if name.starts_with("Ms") || name.starts_with("Mrs") || name.starts_with("Miss") {
                last_female = Some(speaker.clone());
            } else {
                last_male = None;
                last_female = None;
            }
            last_person = Some(speaker);
        }
    }
}
