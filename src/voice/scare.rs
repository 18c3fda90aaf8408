//! Quotations that no cue reached: those that go on from a neighbour's speaker, words in scare quotes, and titles.

use super::cues::{CueKind, Roles, Speech};
use super::marks::Span;
use super::scope::ScopeScratch;
use super::{Frame, Quote, QuoteKind};
use crate::text::{Flags, Token};

/// Most words that a writer holds at a distance with marks.
const SCARE_WORDS: u32 = 3;

/// How many sentences a speaker stays in mind.
const FAR: u32 = 3;

/// Adds every quotation of `spans` to `quotes`.
pub(super) fn settle(speech: &Speech, text: &str, tokens: &[Token], spans: &[Span], scratch: &mut ScopeScratch, quotes: &mut Vec<Quote>) {
    let ScopeScratch { claims, attributions, .. } = scratch;
    // A quotation that is a sentence of its own goes on from the one before it in the paragraph, or from the
    // paragraph before where that was left open; else it waits for the next one's cue.
    for at in 0..spans.len() {
        if claims[at].attribution != 0 || !claims[at].alone {
            continue;
        }
        if at > 0 && claims[at - 1].attribution != 0 && (spans[at].continues || same_paragraph(tokens, &spans[at - 1], &spans[at])) {
            claims[at].attribution = claims[at - 1].attribution;
        }
    }
    for at in (0..spans.len().saturating_sub(1)).rev() {
        if claims[at].attribution != 0 || !claims[at].alone {
            continue;
        }
        if claims[at + 1].attribution != 0 && (spans[at + 1].continues || same_paragraph(tokens, &spans[at], &spans[at + 1])) {
            claims[at].attribution = claims[at + 1].attribution;
        }
    }
    // A longer one inside a sentence of the writer's, or a paragraph of its own, is the last speaker's.
    for at in 0..spans.len() {
        let words = spans[at].last - spans[at].first;
        if claims[at].attribution != 0 || words <= SCARE_WORDS + 2 && !claims[at].alone {
            continue;
        }
        let before = at.checked_sub(1).filter(|b| claims[*b].attribution != 0 && same_paragraph(tokens, &spans[*b], &spans[at]));
        if let Some(before) = before {
            claims[at].attribution = claims[before].attribution;
        } else if claims[at].alone {
            let sentence = claims[at].sentence;
            let last = attributions.partition_point(|a| a.sentence < sentence);
            if let Some(found) = last.checked_sub(1).filter(|n| sentence - attributions[*n].sentence <= FAR) {
                claims[at].attribution = found as u32 + 1;
            }
        }
    }
    for (span, claim) in spans.iter().zip(claims.iter()) {
        if tokens[span.first as usize].is(Flags::BOILERPLATE) {
            continue;
        }
        let attribution = claim.attribution.checked_sub(1).and_then(|n| attributions.get(n as usize));
        let words = tokens[span.first as usize..span.last as usize].iter().filter(|t| t.is(Flags::WORD)).count() as u32;
        let kind = match attribution {
            Some(_) => QuoteKind::Direct,
            None if mentioned(speech, text, tokens, span, claim.alone) => QuoteKind::Title,
            None if words <= SCARE_WORDS && !claim.alone => QuoteKind::Scare,
            None => QuoteKind::Direct,
        };
        quotes.push(Quote {
            kind,
            start: span.start,
            end: span.end,
            first_token: span.first,
            last_token: span.last,
            speaker: attribution.and_then(|a| a.speaker.clone()),
            speaker_head: attribution.and_then(|a| a.head),
            speaker_resolved: None,
            cue: attribution.map(|a| a.cue.clone()),
            cue_kind: attribution.map_or(CueKind::Neutral, |a| a.kind),
            frame: Frame::Quotation,
            plain: true,
            sentence: claim.sentence,
        });
    }
}

fn same_paragraph(tokens: &[Token], first: &Span, second: &Span) -> bool {
    !tokens[first.last as usize..=second.first as usize].iter().any(|t| t.is(Flags::LINE))
}

/// Whether the marks hold a name, a title or a word that is spoken of.
fn mentioned(speech: &Speech, _text: &str, tokens: &[Token], span: &Span, alone: bool) -> bool {
    let before = |n: usize| (span.first as usize).checked_sub(n).map(|i| &tokens[i]);
    let role = |n: usize| before(n).map_or(Roles::NONE, |t| speech.word(t.id).roles);
    // "so-called" keeps its distance, unlike "called".
    let compound = before(1).is_some_and(|t| t.is(Flags::HYPHEN));
    if !compound && role(1).any(Roles::NAMING.or(Roles::TERM).or(Roles::WORK)) || role(1).any(Roles::AS) && role(2).any(Roles::NAMING) {
        return true;
    }
    if alone {
        return false;
    }
    let inside = &tokens[span.first as usize..span.last as usize];
    let first = &inside[0];
    // 'Shameless' MP defends …: the first word of a sentence owes its capital to its place.
    if inside.len() == 1 && first.is(Flags::SENTENCE | Flags::LINE | Flags::FIELD) {
        return false;
    }
    let big = inside.iter().filter(|t| t.is(Flags::CAPITAL | Flags::DIGIT)).count();
    let rest = inside.iter().filter(|t| !t.is(Flags::CAPITAL | Flags::DIGIT | Flags::CLITIC | Flags::HYPHEN)).count();
    let small = inside
        .iter()
        .filter(|t| {
            !t.is(Flags::CAPITAL)
                && speech.word(t.id).roles.any(Roles::DETERMINER.or(Roles::PREPOSITION).or(Roles::AND).or(Roles::OF).or(Roles::TO).or(Roles::AS).or(Roles::BY))
        })
        .count();
    first.is(Flags::CAPITAL) && rest <= small && big > 0 && inside.len() <= 10
}
