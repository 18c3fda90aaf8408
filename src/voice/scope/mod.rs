//! Scopes: which words of a sentence a cue of speech accounts for, and who its source is.
//!
//! There is no parser here. A sentence becomes a row of items — words, and each quotation as one item — and every
//! cue is tried in two passes: first as one that follows its content ("…, she said"), then as one that leads it.

mod clauses;
mod leading;
mod phrases;
mod trailing;
mod views;

use super::cues::{Cue, CueKind, Forms, Frames, Roles, Speech, Word};
use super::marks::Span;
use super::{Frame, Quote, QuoteKind};
use crate::text::{Flags, Landmarks, Token};
use std::ops::Range;

/// A word, or a whole quotation.
#[derive(Clone, Copy, Debug)]
struct Item {
    /// First token.
    token: u32,
    /// First token behind.
    last: u32,
    /// What stands in the gap before.
    flags: Flags,
    word: Word,
    /// Number of the quotation, `NONE` for a word.
    quote: u32,
}

const NONE: u32 = u32::MAX;

/// Most items read as one sentence: cues are tried against the whole of it, and a text without stops must not
/// cost more than its length.
const LONGEST: usize = 256;

/// The colon behind who speaks ("Mayor Hale: Dam will hold") stands before one of so many first words.
const LABEL: usize = 6;

/// What a quotation got from the cues around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Claim {
    /// Number of the attribution, from 1; 0 for none.
    pub attribution: u32,
    /// Stands alone as the content of its cue, or inside a wider indirect one.
    pub inside: bool,
    /// Number of its sentence.
    pub sentence: u32,
    /// Is all that its sentence holds.
    pub alone: bool,
}

/// A cue with its source.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    pub speaker: Option<Range<u32>>,
    pub head: Option<u32>,
    pub cue: Range<u32>,
    pub kind: CueKind,
    pub sentence: u32,
}

/// Buffers kept between documents.
#[derive(Default, Debug)]
pub(super) struct ScopeScratch {
    items: Vec<Item>,
    /// Numbers of the items that are cues.
    cues: Vec<u32>,
    /// Numbers of the items that are quotations.
    quoted: Vec<u32>,
    taken: Vec<bool>,
    pub claims: Vec<Claim>,
    pub attributions: Vec<Attribution>,
}

/// Reads every sentence that holds a cue or a quotation.
pub(super) fn read(speech: &Speech, text: &str, tokens: &[Token], landmarks: &Landmarks, spans: &[Span], scratch: &mut ScopeScratch, quotes: &mut Vec<Quote>) {
    let ScopeScratch { items, cues, quoted, taken, claims, attributions } = scratch;
    claims.clear();
    claims.resize(spans.len(), Claim::default());
    attributions.clear();
    items.clear();
    cues.clear();
    quoted.clear();
    let mut next_span = 0;
    let mut ahead = Ahead { sentences: &landmarks.sentences, cues: &landmarks.cues };
    let mut at = 0usize;
    let mut sentence = 0u32;
    let mut sentence_start = 0u32;
    let mut names_speaker = false;
    loop {
        let ends = at >= tokens.len()
            || items.len() >= LONGEST
            || tokens[at].is(Flags::SENTENCE) && !items.is_empty() && !goes_on(speech, text, tokens, spans, next_span, at);
        if ends {
            if !cues.is_empty() || !quoted.is_empty() || names_speaker {
                taken.clear();
                taken.resize(items.len(), false);
                let mut reader = Reader {
                    speech,
                    text,
                    tokens,
                    spans,
                    items,
                    cues,
                    quoted,
                    taken,
                    claims,
                    attributions,
                    quotes,
                    sentence: sentence_start,
                    last_source: None,
                };
                reader.sentence();
            }
            items.clear();
            cues.clear();
            quoted.clear();
            names_speaker = false;
            if at >= tokens.len() {
                break;
            }
        }
        let token = tokens[at];
        if token.is(Flags::SENTENCE) && at > 0 {
            sentence += 1;
        }
        while spans.get(next_span).is_some_and(|s| (s.first as usize) < at) {
            next_span += 1;
        }
        if items.is_empty() {
            sentence_start = sentence;
            if token.is(Flags::SENTENCE)
                && let Some(end) = silent(tokens, &mut ahead, spans.get(next_span), at)
            {
                at = end;
                continue;
            }
        }
        if token.is(Flags::BOILERPLATE) {
            at += 1;
            continue;
        }
        if let Some(span) = spans.get(next_span).filter(|s| s.first as usize == at) {
            claims[next_span].sentence = sentence;
            claims[next_span].alone = items.is_empty();
            let last = (span.last as usize).max(at + 1);
            quoted.push(items.len() as u32);
            items.push(Item { token: at as u32, last: last as u32, flags: token.flags, word: Word::default(), quote: next_span as u32 });
            sentence += tokens[at + 1..last].iter().filter(|t| t.is(Flags::SENTENCE)).count() as u32;
            next_span += 1;
            at = last;
            continue;
        }
        if let Some(claim) = next_span.checked_sub(1).map(|s| &mut claims[s]) {
            // Words behind a quotation in its sentence.
            if items.last().is_some_and(|i| i.quote != NONE) {
                claim.alone = false;
            }
        }
        // The words up to the sentence's end or the next quotation; boilerplate has sentences of its own.
        let sentence_end = ahead.sentence_from(at + 1).unwrap_or(tokens.len());
        let stop = spans.get(next_span).map_or(sentence_end, |s| sentence_end.min(s.first as usize)).min(at + LONGEST - items.len());
        let first = at;
        let run = &tokens[first..stop.max(first + 1)];
        at = first + run.len();
        let base = items.len();
        // A colon near a line's start may name who speaks.
        names_speaker |= run.iter().take(LABEL.saturating_sub(base)).any(|t| t.is(Flags::COLON));
        cues.extend(ahead.cues_from(first).iter().map(|cue| *cue as usize).take_while(|cue| *cue < at).map(|cue| (base + cue - first) as u32));
        let word = |(at, token): (u32, &Token)| Item { token: at, last: at + 1, flags: token.flags, word: speech.word(token.id), quote: NONE };
        items.extend((first as u32..).zip(run).map(word));
    }
}

/// Sentences and cues that are still to come.
struct Ahead<'a> {
    sentences: &'a [u32],
    cues: &'a [u32],
}

impl<'a> Ahead<'a> {
    /// The cues from a token on.
    fn cues_from(&mut self, at: usize) -> &'a [u32] {
        let before = self.cues.iter().take_while(|cue| (**cue as usize) < at).count();
        self.cues = &self.cues[before..];
        self.cues
    }

    /// The first sentence that begins at a token or behind it.
    fn sentence_from(&mut self, at: usize) -> Option<usize> {
        let before = self.sentences.iter().take_while(|start| (**start as usize) < at).count();
        self.sentences = &self.sentences[before..];
        self.sentences.first().map(|start| *start as usize)
    }
}

/// The end of a sentence that begins at `at` and holds neither a cue nor a quotation, which most do not.
fn silent(tokens: &[Token], ahead: &mut Ahead<'_>, span: Option<&Span>, at: usize) -> Option<usize> {
    let end = ahead.sentence_from(at + 1).unwrap_or(tokens.len());
    let limit = span.map_or(tokens.len(), |s| s.first as usize).min(at + LONGEST);
    if end > limit || ahead.cues_from(at).first().is_some_and(|cue| (*cue as usize) < end) {
        return None;
    }
    let labelled = tokens.get(at..end.min(at + LABEL))?.iter().any(|t| t.is(Flags::COLON));
    (!labelled).then_some(end)
}

/// Whether the sentence goes on at `at` although a stop says otherwise: “Why?” Mr Hale asked.
fn goes_on(speech: &Speech, text: &str, tokens: &[Token], spans: &[Span], next_span: usize, at: usize) -> bool {
    let Some(span) = next_span.checked_sub(1).and_then(|s| spans.get(s)) else { return false };
    if span.last as usize != at || tokens[at].is(Flags::LINE) {
        return false;
    }
    let inside = text.get(span.start as usize..span.end as usize).unwrap_or("").trim_end();
    if !inside.ends_with(['?', '!', '…', '-', '—', ',']) {
        return false;
    }
    // A short run of words with a speech verb, and then the sentence's end.
    for (offset, token) in tokens[at..].iter().take(12).enumerate() {
        if offset > 0 && token.is(Flags::SENTENCE | Flags::QUOTE | Flags::COLON) {
            return false;
        }
        let word = speech.word(token.id);
        if word.verb != 0 && word.forms.any(Forms::PAST | Forms::THIRD) && speech.verbs[word.verb as usize].frames.any(Frames::TRAIL) {
            // "asked Mr Hale." and "Mr Hale asked." end soon; "He said that …" is a sentence of its own.
            let rest = &tokens[at + offset + 1..];
            let stop = rest.iter().take(7).position(|t| t.is(Flags::SENTENCE | Flags::COMMA)).or((rest.len() < 7).then_some(rest.len()));
            let that = rest.iter().take(7).any(|t| speech.word(t.id).roles.any(Roles::THAT));
            return stop.is_some_and(|s| offset == 0 || s < 5) && !that;
        }
    }
    false
}

/// How a piece of content was found.
struct Lead {
    start: usize,
    clause: bool,
}

struct Reader<'a> {
    speech: &'a Speech,
    text: &'a str,
    tokens: &'a [Token],
    spans: &'a [Span],
    items: &'a [Item],
    cues: &'a [u32],
    quoted: &'a [u32],
    taken: &'a mut [bool],
    claims: &'a mut [Claim],
    attributions: &'a mut Vec<Attribution>,
    quotes: &'a mut Vec<Quote>,
    sentence: u32,
    /// The source found last in this sentence: a verb that "and" joins has it too.
    last_source: Option<Range<usize>>,
}

/// Flags that a noun phrase does not run across.
const WALL: Flags = Flags(
    Flags::COMMA.0 | Flags::SEMICOLON.0 | Flags::COLON.0 | Flags::DASH.0 | Flags::LINE.0 | Flags::SENTENCE.0 | Flags::OPEN.0 | Flags::CLOSE.0 | Flags::FIELD.0,
);

impl Reader<'_> {
    fn sentence(&mut self) {
        self.labelled();
        let cues = self.cues;
        for v in cues.iter().map(|v| *v as usize) {
            let word = self.items[v].word;
            if self.taken[v] {
                continue;
            }
            if word.according {
                self.according(v);
            } else if word.roles.any(Roles::VIEW) {
                self.viewed(v);
            } else if word.roles.any(Roles::CAMP) {
                self.camp(v);
            } else if word.verb != 0 && !self.as_put(v) && !self.believed(v) {
                self.trailing(v);
            }
        }
        for v in cues.iter().map(|v| *v as usize) {
            let word = self.items[v].word;
            if !self.taken[v] {
                if word.verb != 0 {
                    self.leading(v);
                }
                if !self.taken[v] && word.noun != 0 {
                    self.noun(v);
                }
            }
        }
        self.introduced();
    }

    /// "Mayor Hale: Dam will hold": a name and a colon at a line's start, as in headlines and transcripts.
    fn labelled(&mut self) {
        if !self.flag(0, Flags::LINE) {
            return;
        }
        let Some(colon) = (1..self.end().min(6)).find(|i| self.flag(*i, Flags::COLON)) else { return };
        let named = (0..colon).all(|i| {
            !self.quote(i)
                && (self.capital(i) || self.flag(i, Flags::CLITIC | Flags::HYPHEN) || i > 0 && self.is(i, Roles::TITLE.or(Roles::SPEAKER)))
                && (i == 0 || !self.flag(i, WALL))
                && !self.is(i, Roles::LABEL.or(Roles::SUBJECT).or(Roles::TIME).or(Roles::QUESTION))
        });
        let clitic = self.flag(colon - 1, Flags::CLITIC);
        if named && !clitic && self.end() > colon + 2 && self.stated(colon..self.end()) {
            let end = self.end();
            self.emit(Some(0..colon), 0..colon, CueKind::Neutral, Frame::Statement, [colon..end, 0..0]);
        }
    }

    /// Quotations that a colon or comma introduces though no known cue stands there: "Hale had this for them: “…”".
    fn introduced(&mut self) {
        for q in self.quoted.iter().map(|q| *q as usize).filter(|q| *q > 0) {
            if self.taken[q] || !self.flag(q, Flags::COLON | Flags::COMMA) || self.quote(q - 1) {
                continue;
            }
            let span = &self.spans[self.items[q].quote as usize];
            if span.last - span.first < 4 {
                continue;
            }
            let Some(source) = self.main_subject(q) else { continue };
            let cue = source.end;
            if cue < q && !self.taken[cue] {
                self.emit(Some(source), cue..cue + 1, CueKind::Neutral, Frame::Quotation, [q..q + 1, 0..0]);
            }
        }
    }

    fn roles(&self, at: usize) -> Roles {
        self.items.get(at).map_or(Roles::NONE, |i| i.word.roles)
    }

    fn is(&self, at: usize, roles: Roles) -> bool {
        self.roles(at).any(roles)
    }

    fn flag(&self, at: usize, flags: Flags) -> bool {
        self.items.get(at).is_some_and(|i| i.flags.any(flags))
    }

    fn quote(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|i| i.quote != NONE)
    }

    fn word(&self, at: usize) -> &str {
        self.items.get(at).filter(|i| i.quote == NONE).map_or("", |i| self.tokens[i.token as usize].text(self.text))
    }

    fn capital(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|i| i.quote == NONE && i.flags.any(Flags::CAPITAL))
    }

    fn verb(&self, at: usize) -> Option<&Cue> {
        self.items.get(at).filter(|i| i.word.verb != 0).map(|i| &self.speech.verbs[i.word.verb as usize])
    }

    fn forms(&self, at: usize, bits: u8) -> bool {
        self.items.get(at).is_some_and(|i| i.word.forms.any(bits))
    }

    fn adverb(&self, at: usize) -> bool {
        if self.is(at, Roles::ADVERB) {
            return true;
        }
        self.ends(at, b"ly") && !self.capital(at) && !self.is(at, Roles::NOT_ADVERB)
    }

    /// Whether a word of five bytes or more has this ending, written small.
    fn ends(&self, at: usize, ending: &[u8]) -> bool {
        self.items.get(at).filter(|i| i.quote == NONE).is_some_and(|item| {
            let token = &self.tokens[item.token as usize];
            token.end - token.start > 4 && self.text.as_bytes()[..token.end as usize].ends_with(ending)
        })
    }

    fn end(&self) -> usize {
        self.items.len()
    }

    /// First item of the verb's group: "has repeatedly" before "said".
    fn group(&self, v: usize) -> usize {
        let mut g = v;
        while g > 0 && !self.quote(g - 1) && (self.is(g - 1, Roles::AUXILIARY.or(Roles::NEGATOR).or(Roles::TO)) || self.adverb(g - 1)) {
            if self.flag(g, WALL) {
                // ", however, said": the adverb stands between commas.
                if self.flag(g, Flags::COMMA) && self.adverb(g - 1) && self.flag(g - 1, Flags::COMMA) && g >= 2 {
                    return g - 1;
                }
                break;
            }
            g -= 1;
        }
        g
    }

    /// "S, if the mayor is to be believed": the condition names whose words these are.
    fn believed(&mut self, v: usize) -> bool {
        let passive = v > 4 && self.is(v - 1, Roles::BE) && self.is(v - 2, Roles::TO) && self.is(v - 3, Roles::BE);
        if !passive || !self.is(v, Roles::CREDITED) {
            return false;
        }
        let Some(at) = (v.saturating_sub(12)..v - 3).rev().find(|i| self.is(*i, Roles::SUBORDINATOR)) else { return false };
        let walled = (at + 1..=v).any(|i| self.quote(i) || self.taken[i] || self.flag(i, WALL));
        if walled || at + 1 == v - 3 {
            return false;
        }
        self.held_view(at, at + 1..v - 3, v + 1);
        self.taken[v]
    }

    /// Whether a quotation begins with a small letter, as words that are quoted do and titles do not.
    fn small_letter(&self, q: usize) -> bool {
        self.items.get(q).is_some_and(|i| !self.tokens[i.token as usize].is(Flags::CAPITAL | Flags::DIGIT))
    }

    fn first_byte(&self, item: usize) -> u32 {
        let item = &self.items[item];
        if item.quote != NONE {
            return self.spans[item.quote as usize].outer_start;
        }
        let start = self.tokens[item.token as usize].start;
        // "$5" and "#MeToo" begin at their sign.
        let before = self.text[..start as usize].chars().next_back();
        match before {
            Some(c @ ('$' | '£' | '€' | '#' | '@')) => start - c.len_utf8() as u32,
            _ => start,
        }
    }

    fn last_byte(&self, item: usize) -> u32 {
        let at = &self.items[item];
        if at.quote != NONE {
            return self.spans[at.quote as usize].outer_end;
        }
        let end = self.tokens[at.last as usize - 1].end;
        let rest = &self.text[end as usize..];
        // "12%" and "the U.S." end behind their last sign.
        let dotted = rest.starts_with('.') && self.tokens[at.last as usize - 1].text(self.text).contains('.');
        if dotted || rest.starts_with('%') { end + 1 } else { end }
    }

    fn bytes(&self, range: &Range<usize>) -> Range<u32> {
        self.first_byte(range.start)..self.last_byte(range.end - 1)
    }

    /// Notes an attribution and its pieces of content.
    fn emit(&mut self, source: Option<Range<usize>>, cue: Range<usize>, kind: CueKind, frame: Frame, pieces: [Range<usize>; 2]) {
        let source = source.filter(|s| !s.is_empty());
        if pieces.iter().any(|p| p.clone().any(|i| self.taken[i])) {
            return;
        }
        if source.is_some() {
            self.last_source.clone_from(&source);
        }
        let speaker = source.as_ref().map(|s| self.bytes(s));
        let head = source.as_ref().map(|s| super::speaker::head(self.speech, self.tokens, self.items[s.start].token..self.items[s.end - 1].last));
        let word = self.items[cue.start].word;
        let plain = frame == Frame::Statement && (word.according || cue.len() == 1 && self.speech.verbs[word.verb as usize].plain);
        let number = self.attributions.len() as u32 + 1;
        let cue_bytes = self.bytes(&cue);
        self.attributions.push(Attribution { speaker: speaker.clone(), head, cue: cue_bytes.clone(), kind, sentence: self.sentence });
        for piece in &pieces {
            let alone = piece.clone().all(|i| self.quote(i));
            for i in piece.clone() {
                self.taken[i] = true;
                if self.quote(i) {
                    let claim = &mut self.claims[self.items[i].quote as usize];
                    claim.attribution = number;
                    claim.inside = !alone;
                }
            }
            if alone || piece.is_empty() {
                continue;
            }
            let bytes = self.bytes(piece);
            self.quotes.push(Quote {
                kind: QuoteKind::Indirect,
                start: bytes.start,
                end: bytes.end,
                first_token: self.items[piece.start].token,
                last_token: self.items[piece.end - 1].last,
                speaker: speaker.clone(),
                speaker_head: head,
                speaker_resolved: None,
                cue: Some(cue_bytes.clone()),
                cue_kind: kind,
                frame,
                plain,
                sentence: self.sentence,
            });
        }
        for i in cue {
            self.taken[i] = true;
        }
    }
}
