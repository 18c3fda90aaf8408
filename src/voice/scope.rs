//! Scopes: which words of a sentence a cue of speech accounts for, and who its source is.
//!
//! There is no parser here. A sentence becomes a row of items — words, and each quotation as one item — and every
//! cue is tried in two passes: first as one that follows its content ("…, she said"), then as one that leads it.

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
        // The words up to the sentence's end, the next quotation or boilerplate.
        let stop = spans.get(next_span).map_or(tokens.len(), |s| s.first as usize).min(at + LONGEST - items.len()).min(tokens.len());
        let first = at;
        let run = &tokens[first..stop.max(first + 1)];
        let run = &run[..run.iter().skip(1).position(|t| t.is(Flags::SENTENCE | Flags::BOILERPLATE)).map_or(run.len(), |n| n + 1)];
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
        let w = self.word(at);
        w.len() > 4 && w.ends_with("ly") && !self.capital(at) && !self.is(at, Roles::NOT_ADVERB)
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

    /// Whether a finite verb can be seen in the items.
    fn finite(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|i| self.finite_at(i))
    }
    fn finite_at(&self, i: usize) -> bool {
        if self.quote(i) {
            return false;
        }
        if self.is(i, Roles::BE.or(Roles::HAVE).or(Roles::DO).or(Roles::MODAL).or(Roles::FINITE)) {
            return true;
        }
        let item = &self.items[i];
        if item.flags.any(Flags::CLITIC) {
            // "he's" holds a verb, "Hale's" mostly none.
            return i > 0 && self.is(i - 1, Roles::SUBJECT.or(Roles::THAT).or(Roles::QUESTION));
        }
        if item.word.forms.any(Forms::THIRD | Forms::PAST)
            && !self.is(i.wrapping_sub(1), Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::PREPOSITION).or(Roles::OF))
        {
            return true;
        }
        let w = self.word(i);
        let before = i.wrapping_sub(1);
        w.len() > 4
            && w.ends_with("ed")
            && !self.capital(i)
            && !self.is(before, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::PREPOSITION).or(Roles::OF))
            && !self.flag(before, Flags::CLITIC)
    }

    /// Whether the items can be a statement: a finite verb, or a longer quotation that may hold it.
    fn stated(&self, range: Range<usize>) -> bool {
        range.clone().any(|i| self.quote(i) && self.items[i].last - self.items[i].token > 2) || self.finite(range)
    }

    /// The noun phrase that ends right before `end`, leftwards to its first word.
    fn phrase_before(&self, end: usize, floor: usize) -> Option<Range<usize>> {
        if end <= floor {
            return None;
        }
        let mut start = end - 1;
        if self.quote(start) {
            return None;
        }
        loop {
            let flags = self.items[start].flags;
            if self.is(start, Roles::RELATIVE) && start + 1 == end {
                return Some(start..end);
            }
            if start == floor || flags.any(Flags(WALL.0 & !(Flags::OPEN.0 | Flags::CLOSE.0))) {
                break;
            }
            if flags.any(Flags::CLOSE) {
                // "Hale (D-Ohio) said": step over the bracket.
                let mut open = start;
                while open > floor && !self.flag(open, Flags::OPEN) {
                    open -= 1;
                }
                if open > floor && open + 8 > start {
                    start = open - 1;
                    continue;
                }
                break;
            }
            if flags.any(Flags::OPEN) {
                break;
            }
            let before = start - 1;
            if self.quote(before) {
                break;
            }
            if self.items[start].flags.any(Flags::CLITIC | Flags::HYPHEN) {
                start -= 1;
                continue;
            }
            if self.is(start, Roles::SUBJECT) && !self.is(start, Roles::POSSESSIVE.or(Roles::DETERMINER)) {
                break;
            }
            if self.is(before, Roles::PREPOSITION.or(Roles::OF)) && !self.is(before, Roles::SUBORDINATOR) {
                if before == floor || self.flag(before, WALL) {
                    // "In Ohio voters said": where the opening phrase ends is told by the next determiner or name.
                    return Some(self.behind_opening(before, end));
                }
                start = before;
                continue;
            }
            if self.is(before, Roles::SUBORDINATOR.or(Roles::RELATIVE).or(Roles::QUESTION).or(Roles::THAT).or(Roles::SUBJECT).or(Roles::OBJECT).or(Roles::TO))
                && !self.is(before, Roles::DETERMINER.or(Roles::POSSESSIVE))
            {
                break;
            }
            if self.is(before, Roles::AND) {
                let clause = (floor..before).rev().find(|i| self.flag(*i, WALL) || self.quote(*i)).unwrap_or(floor);
                let joined = before > floor && !self.finite(clause..before) && !self.flag(before, WALL);
                if !joined || before == floor {
                    break;
                }
                start = before;
                continue;
            }
            if self.is(start, Roles::DETERMINER.or(Roles::POSSESSIVE)) && !self.is(before, Roles::DETERMINER.or(Roles::AND)) {
                break;
            }
            if self.is(before, Roles::AUXILIARY.or(Roles::FINITE)) || self.adverb(before) || self.is(before, Roles::TIME) && !self.flag(start, Flags::CLITIC) {
                break;
            }
            if self.finite_at(before) && !self.capital(before) && !self.is(before.wrapping_sub(1), Roles::DETERMINER.or(Roles::OF).or(Roles::PREPOSITION)) {
                break;
            }
            start = before;
        }
        if start > floor && self.is(start - 1, Roles::MODAL.or(Roles::TO).or(Roles::DO)) && !self.flag(start, WALL) {
            return None;
        }
        while start < end
            && (self.is(start, Roles::AND) || self.is(start, Roles::THAT) && start + 1 < end || self.adverb(start) && !self.is(start, Roles::DETERMINER))
        {
            start += 1;
        }
        let opener = start + 1 == end && self.is(start, Roles::PREPOSITION.or(Roles::SUBORDINATOR).or(Roles::OF)) && !self.is(start, Roles::RELATIVE);
        (start < end && !opener).then_some(start..end)
    }

    fn behind_opening(&self, preposition: usize, end: usize) -> Range<usize> {
        let mut start = preposition + 1;
        for i in (preposition + 2..end).rev() {
            let here = self.is(i, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT));
            let before = i - 1;
            let name = self.capital(i)
                && !self.capital(before)
                && !self.is(before, Roles::DETERMINER.or(Roles::PREPOSITION).or(Roles::OF).or(Roles::AND).or(Roles::TITLE));
            if self.is(before, Roles::TIME) || (here && !self.is(before, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND))) || name {
                start = i;
                break;
            }
        }
        start..end
    }

    /// The subject of the verb group that begins at `g`, looking no further left than `floor`.
    fn subject(&self, g: usize, floor: usize) -> Option<Range<usize>> {
        if g <= floor || self.quote(g - 1) {
            return None;
        }
        let flags = self.items[g].flags;
        if flags.any(Flags::SEMICOLON | Flags::COLON) {
            return None;
        }
        if flags.any(Flags::COMMA | Flags::DASH | Flags::CLOSE) {
            if let Some(found) = self.far_subject(g, floor) {
                return Some(found);
            }
            // An apposition or a relative clause stands between: "Hale, the mayor, said".
            let mut j = g - 1;
            while j > floor && !self.flag(j, Flags::COMMA | Flags::DASH | Flags::SEMICOLON | Flags::COLON | Flags::OPEN) {
                j -= 1;
            }
            if flags.any(Flags::CLOSE) && !self.flag(j, Flags::OPEN) {
                return self.phrase_before(g, floor);
            }
            if j <= floor || self.flag(j, Flags::SEMICOLON | Flags::COLON) || self.quote(j - 1) {
                return None;
            }
            if self.is(j, Roles::AND) && !self.finite(j..g) && j + 1 < g {
                return self.phrase_before(g, j);
            }
            if self.is(j, Roles::AND.or(Roles::SUBORDINATOR)) && !self.is(j, Roles::AS) {
                return None;
            }
            let head = self.phrase_before(j, floor)?;
            let relative = self.is(j, Roles::RELATIVE) || self.finite(j..g);
            // The apposition belongs to the phrase, a clause does not.
            return Some(if relative { head } else { head.start..g });
        }
        if self.is(g - 1, Roles::AND) {
            return self.last_source.clone().filter(|s| s.start >= floor && s.end < g).or_else(|| self.earlier_subject(g - 1, floor));
        }
        self.phrase_before(g, floor)
    }

    /// "Cora James, 25, of Flint, Mich., said": the name that opens the clause, before the first comma of several.
    fn far_subject(&self, g: usize, floor: usize) -> Option<Range<usize>> {
        let clause = (floor + 1..g)
            .rev()
            .take(48)
            .find(|i| {
                self.quote(i - 1)
                    || self.flag(*i, Flags::SEMICOLON | Flags::COLON)
                    || self.is(i - 1, Roles::AND) && self.flag(i - 1, Flags::COMMA) && self.new_clause(*i)
            })
            .unwrap_or(floor);
        for j in clause + 1..g {
            if !self.flag(j, Flags::COMMA) {
                continue;
            }
            let Some(name) = self.phrase_before(j, clause) else { continue };
            let opens =
                name.start == clause || self.flag(name.start, Flags::COMMA) || self.is(name.start - 1, Roles::AND.or(Roles::THAT).or(Roles::SUBORDINATOR));
            let fronted = name.start > 0 && self.is(name.start - 1, Roles::PREPOSITION) || self.is(name.end - 1, Roles::TIME);
            if !opens || fronted || self.finite(name.clone()) || self.is(name.start, Roles::PREPOSITION.or(Roles::SUBORDINATOR)) || !self.capital(name.end - 1)
            {
                continue;
            }
            if self.is(j, Roles::RELATIVE) {
                return Some(name);
            }
            let relative = (j..g).find(|i| self.is(*i, Roles::RELATIVE) && self.flag(*i, Flags::COMMA)).unwrap_or(g);
            return (!self.finite(j..relative) && !self.is(j, Roles::AND.or(Roles::SUBORDINATOR))).then_some(name.start..g);
        }
        None
    }

    /// The subject of "…, then says": a verb behind a comma shares that of the clause before.
    fn shared_subject(&self, g: usize) -> Option<Range<usize>> {
        let joined = g > 1 && !self.quote(g - 1) && (self.flag(g, Flags::COMMA) || self.is(g - 1, Roles::AND));
        if joined { self.last_source.clone().or_else(|| self.earlier_subject(g, 0)) } else { None }
    }

    /// The subject of the main clause before `v`: the last one that "and" or "but" begins, else the first.
    fn main_subject(&self, v: usize) -> Option<Range<usize>> {
        let mut floor = (1..v).rev().find(|i| self.is(*i, Roles::AND) && self.flag(*i, Flags::COMMA) && self.new_clause(i + 1)).map_or(0, |i| i + 1);
        if self.is(floor, Roles::SUBORDINATOR.or(Roles::PREPOSITION)) {
            floor = (floor + 1..v).find(|i| self.flag(*i, Flags::COMMA)).unwrap_or(floor);
        }
        for i in floor + 1..v {
            if self.finite_at(i) && !self.is(i - 1, Roles::AUXILIARY.or(Roles::TO)) && !self.taken[i] {
                let found = if self.flag(i, Flags::COMMA) { self.subject(i, floor) } else { self.phrase_before(i, floor) };
                if let Some(range) = found.filter(|r| !self.is(r.start, Roles::RELATIVE.or(Roles::THAT))) {
                    return Some(range);
                }
            }
        }
        None
    }

    /// The subject that a verb without one of its own shares: that of the first clause of the sentence.
    fn earlier_subject(&self, before: usize, floor: usize) -> Option<Range<usize>> {
        // The nearest finite verb to the left with a subject right before it.
        for v in (floor + 1..before).rev() {
            if self.finite_at(v) && !self.is(v - 1, Roles::AUXILIARY.or(Roles::TO)) && !self.adverb(v - 1) && !self.taken[v] {
                if self.flag(v, WALL) || self.is(v - 1, Roles::AND) {
                    continue;
                }
                if let Some(range) = self.phrase_before(v, floor) {
                    let only = range.len() == 1;
                    if only && self.is(range.start, Roles::RELATIVE) {
                        return Some(range);
                    }
                    if !self.is(range.start, Roles::AUXILIARY) {
                        return Some(range);
                    }
                }
            }
        }
        None
    }

    /// Steps over adverbs, times and phrases of place behind a verb; where nothing of the kind stands, stays.
    fn skip_adverbials(&self, from: usize) -> usize {
        let mut p = from;
        loop {
            if p >= self.end() || self.flag(p, Flags(WALL.0 & !Flags::SENTENCE.0)) && p > from || self.quote(p) {
                return p;
            }
            if p == from && self.flag(p, Flags(WALL.0 & !Flags::SENTENCE.0)) {
                return p;
            }
            if self.is(p, Roles::TIME) && !self.flag(p + 1, Flags::CLITIC) || self.adverb(p) {
                p += 1;
                continue;
            }
            let preposition = self.is(p, Roles::PREPOSITION.or(Roles::AS).or(Roles::BY).or(Roles::OF).or(Roles::TO));
            if preposition && let Some(behind) = self.venue(p) {
                p = behind;
                continue;
            }
            if self.is(p, Roles::DETERMINER) && self.is(p + 1, Roles::TIME) && !self.flag(p + 1, WALL) {
                p += 2;
                continue;
            }
            return p;
        }
    }

    /// The item behind a prepositional phrase that tells where, when or to whom something was said.
    fn venue(&self, p: usize) -> Option<usize> {
        let mut i = p + 1;
        let mut found = false;
        while i < self.end() {
            if self.quote(i) || self.flag(i, Flags(WALL.0 & !Flags::SENTENCE.0)) {
                return (found || self.quote(i) || self.flag(i, Flags::COLON | Flags::COMMA)).then_some(i);
            }
            if self.is(i, Roles::THAT) {
                return (i > p + 1 && self.is(i, Roles::THAT)).then_some(i);
            }
            if i > p + 1 && (self.is(i, Roles::SUBJECT) && !self.is(i, Roles::DETERMINER) || self.is(i, Roles::QUESTION)) {
                return Some(i);
            }
            let opens = self.is(i, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT));
            if found && i > p + 1 && !self.flag(i, Flags::CLITIC | Flags::HYPHEN) {
                let continues = self.is(i, Roles::VENUE.or(Roles::TIME)) || self.is(i, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND));
                if !continues || opens {
                    return Some(i);
                }
                if self.is(i, Roles::PREPOSITION.or(Roles::OF)) {
                    return Some(i);
                }
            }
            if self.is(i, Roles::VENUE.or(Roles::TIME)) {
                found = true;
            }
            if self.finite_at(i) && !found {
                return None;
            }
            if i > p + 12 {
                return None;
            }
            i += 1;
        }
        found.then_some(i)
    }

    /// The noun phrase that begins at `p` (somebody addressed, an inverted subject): the item behind it.
    fn phrase_after(&self, p: usize) -> usize {
        if p >= self.end() || self.quote(p) {
            return p;
        }
        if self.is(p, Roles::OBJECT.or(Roles::SUBJECT)) && !self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE)) {
            return p + 1;
        }
        let mut i = p;
        let mut named = false;
        while i < self.end() && !self.quote(i) {
            if i > p && self.flag(i, WALL) {
                break;
            }
            if i > p && self.flag(i, Flags::CLITIC | Flags::HYPHEN) {
                i += 1;
                continue;
            }
            if self.is(i, Roles::THAT.or(Roles::QUESTION).or(Roles::TO).or(Roles::RELATIVE)) {
                break;
            }
            let opens = self.is(i, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT));
            if opens && i > p && !self.is(i - 1, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND).or(Roles::DETERMINER)) {
                break;
            }
            if i > p && self.is(i, Roles::TIME) && !self.flag(i + 1, Flags::CLITIC) {
                break;
            }
            if i > p && self.is(i, Roles::PREPOSITION) && !self.is(i, Roles::OF) {
                break;
            }
            if i > p && self.finite_at(i) && !self.capital(i) {
                break;
            }
            // "told reporters Mr Hale": a name behind a common noun begins anew.
            if i > p
                && self.capital(i)
                && !named
                && !self.capital(i - 1)
                && !self.is(i - 1, Roles::DETERMINER.or(Roles::OF).or(Roles::AND).or(Roles::TITLE).or(Roles::POSSESSIVE))
                && !self.flag(i - 1, Flags::CLITIC)
            {
                break;
            }
            named |= self.capital(i);
            if self.is(i, Roles::AND) && i + 1 < self.end() && self.finite_at(i + 1) {
                break;
            }
            i += 1;
        }
        i
    }

    /// "according to X": X, and what lies around it.
    fn according(&mut self, v: usize) {
        let Some(p) = self.according_end(v) else { return };
        // The source: to the comma, the clause's end.
        let mut end = p;
        while end < self.end() && !(end > p && self.flag(end, Flags(WALL.0 & !(Flags::OPEN.0 | Flags::CLOSE.0)))) {
            if self.quote(end) && end > p {
                break;
            }
            if end > p && self.is(end, Roles::SUBORDINATOR) && !self.is(end, Roles::PREPOSITION.or(Roles::AS)) {
                break;
            }
            end += 1;
        }
        if end == p {
            return;
        }
        let source = self.trim_source(p..end);
        let opening = v == 0 || self.items[..v].iter().all(|i| i.word.roles.any(Roles::AND.or(Roles::ADVERB))) || self.flag(v, Flags::SEMICOLON);
        if opening {
            // "According to the mayor the camp is closed": without a comma, a new subject and its verb end the source.
            let phrase = self.phrase_after(p);
            let (end, source) = if phrase < end && self.new_clause(phrase) { (phrase, p..phrase) } else { (end, source) };
            if end < self.end() {
                let content_end = self.scope_end(end);
                self.emit(Some(source), v..p, CueKind::Neutral, Frame::Statement, [end..content_end, 0..0]);
            }
            return;
        }
        let start = self.content_floor(v);
        let mut pieces: [Range<usize>; 2] = [start..v, 0..0];
        // "S1, according to X, S2" goes on where S1 is no clause yet.
        if end < self.end() && self.flag(end, Flags::COMMA) && self.flag(v, Flags::COMMA) && (!self.finite(start..v) || self.broken_off(start, v)) {
            pieces[1] = end..self.scope_end(end);
        }
        self.emit(Some(source), v..p, CueKind::Neutral, Frame::Statement, pieces);
    }

    /// "In her view, S", "S, by the union's account": `k` is the word that ends the phrase, its source stands inside.
    fn viewed(&mut self, k: usize) {
        let own = k >= 2 && self.is(k - 1, Roles::POSSESSIVE) && self.is(k - 2, Roles::VIEWING);
        let clitic = k >= 3 && self.flag(k - 1, Flags::CLITIC);
        let v = match (own, clitic) {
            (true, _) => Some(k - 2),
            (_, true) => (k.saturating_sub(7)..k - 2).rev().find(|i| self.is(*i, Roles::VIEWING)),
            _ => None,
        };
        let Some(v) = v.filter(|v| !(v + 1..=k).any(|i| self.quote(i) || self.taken[i] || self.flag(i, WALL))) else { return };
        self.held_view(v, v + 1..k - usize::from(!own), k + 1);
    }

    /// "To its critics, S": `k` names the camp.
    fn camp(&mut self, k: usize) {
        // At the sentence's start, or behind a semicolon: "to its backers he is a hero; to others, a fraud".
        let start = (1..=k).rev().find(|i| self.flag(*i, Flags::SEMICOLON)).unwrap_or(0);
        if k - start > 3 || !self.is(start, Roles::CAMP_OPENING) || (start + 1..=k).any(|i| self.quote(i) || self.flag(i, WALL)) {
            return;
        }
        let behind = if self.is(k + 1, Roles::OF) && !self.flag(k + 1, WALL) { self.phrase_after(k + 2) } else { k + 1 };
        let clause = self.is(behind, Roles::PRONOUN) && self.finite_at(behind + 1) && !self.flag(behind, WALL);
        if behind < self.end() && !self.taken[start] && (self.flag(behind, Flags::COMMA) || clause) {
            let end = self.scope_end(behind);
            self.emit(Some(start + 1..behind), start..behind, CueKind::Neutral, Frame::Statement, [behind..end, 0..0]);
        }
    }

    /// "As the opposition sees it, S", "S is, as one aide put it, T".
    fn as_put(&mut self, v: usize) -> bool {
        let it = self.items.get(v + 1).is_some_and(|i| i.word.roles.any(Roles::OBJECT)) && self.word(v + 1).eq_ignore_ascii_case("it");
        if !it || !self.forms(v, Forms::THIRD | Forms::PAST | Forms::BASE) || !(v + 2 >= self.end() || self.flag(v + 2, Flags::COMMA)) {
            return false;
        }
        let from = v.saturating_sub(9);
        let heard = |i: usize| self.is(i, Roles::TO) && self.is(i + 1, Roles::HEARING);
        let Some(at) = (from..v.saturating_sub(1)).rev().find(|i| self.is(*i, Roles::AS) || heard(*i)) else { return false };
        let walled = (at + 1..=v + 1).any(|i| self.quote(i) || self.taken[i] || self.flag(i, WALL));
        if walled || at > 0 && !self.flag(at, Flags::COMMA) || self.finite(at + 1..v) {
            return false;
        }
        let source = if heard(at) { at + 2 } else { at + 1 };
        self.held_view(at, source..v, v + 2);
        self.taken[v]
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

    /// What lies behind a phrase `v..behind` that opens its sentence, or before one that ends it.
    fn held_view(&mut self, v: usize, source: Range<usize>, behind: usize) {
        let opening = self.items[..v].iter().all(|i| i.word.roles.any(Roles::AND.or(Roles::ADVERB)));
        let floor = self.content_floor(v);
        let pieces = if opening && behind < self.end() {
            [behind..self.scope_end(behind), 0..0]
        } else if self.flag(v, Flags::COMMA) && behind >= self.end() {
            [floor..v, 0..0]
        } else if self.flag(v, Flags::COMMA) && self.flag(behind, Flags::COMMA) {
            // "The deal is, in her words, a betrayal" goes on behind the aside.
            [floor..v, if self.broken_off(floor, v) || !self.finite(floor..v) { behind..self.scope_end(behind) } else { 0..0 }]
        } else {
            return;
        };
        if !pieces[0].is_empty() {
            self.emit(Some(source), v..behind, CueKind::Neutral, Frame::Statement, pieces);
        }
    }

    /// Cuts the time and place behind a source.
    fn trim_source(&self, range: Range<usize>) -> Range<usize> {
        range
    }

    fn according_end(&self, v: usize) -> Option<usize> {
        let id = self.tokens[self.items[v].token as usize].id;
        for phrase in &self.speech.according {
            if phrase[0] != id || v + phrase.len() > self.end() {
                continue;
            }
            let fits = phrase[1..].iter().enumerate().all(|(i, w)| {
                let item = &self.items[v + 1 + i];
                item.quote == NONE && self.tokens[item.token as usize].id == *w && !item.flags.any(WALL)
            });
            if fits {
                return Some(v + phrase.len());
            }
        }
        None
    }

    /// Where the content before a trailing attribution at `v` begins.
    fn content_floor(&self, v: usize) -> usize {
        let mut start = 0;
        if self.flag(0, Flags::LINE) && self.flag(0, Flags::UPPER) {
            // "CORRAST, Feb 14 (Sextant) — …": a dateline is no part of what was said.
            start = (1..v.min(12)).find(|i| self.flag(*i, Flags::DASH)).unwrap_or(0);
        }
        for i in (start + 1..v).rev() {
            if self.taken[i] || self.flag(i, Flags::SEMICOLON) {
                start = if self.taken[i] { i + 1 } else { i };
                break;
            }
        }
        start
    }

    /// A cue behind its content: "S, X said", "S, said X", “…,” X said.
    fn trailing(&mut self, v: usize) {
        let Some(cue) = self.verb(v) else { return };
        if !cue.frames.any(Frames::TRAIL) || !self.forms(v, Forms::THIRD | Forms::PAST | Forms::BASE) {
            return;
        }
        let kind = cue.kind;
        let tell = cue.frames.any(Frames::TELL);
        // "…, warned the union": unlike "told", it may stand without somebody addressed.
        let warns = tell && !cue.frames.any(Frames::PASSIVE) && cue.frames.any(Frames::CLAUSE);
        let g = self.group(v);
        let passive = (g..v).any(|i| self.is(i, Roles::BE)) && self.forms(v, Forms::PARTICIPLE);
        if self.is(g, Roles::TO) || passive || !self.plausible_verb(v, g) {
            return;
        }
        let floor = self.content_floor(v);
        // Inverted: the verb stands right behind the content.
        let behind_quote = v > 0 && self.quote(v - 1);
        // "Tax is a burden, say traders": of several speakers, the bare form.
        let plain = cue.plain;
        let bare = plain && self.flag(v, Flags::COMMA) && self.items[v].word.noun == 0;
        let inverts = self.forms(v, Forms::THIRD | Forms::PAST) || bare && self.forms(v, Forms::BASE);
        if v > floor && g == v && (behind_quote || self.flag(v, Flags::COMMA) && (!tell || warns)) && inverts {
            let mut end = self.inverted_subject(v + 1);
            if !behind_quote && self.is(v - 1, Roles::AUXILIARY) {
                // "It was, said the inspector, a botched job": the clause goes on, the source does not.
                end = (v + 2..end).find(|i| self.flag(*i, Flags::COMMA)).unwrap_or(end);
            }
            // "Hale, the mayor, said he would": without a quotation before it, the phrase must end the clause.
            // A time, a place or "as three markets shut" may follow it.
            let behind = if behind_quote || end == v + 1 || !plain { end } else { self.skip_adverbials(end) };
            let short = end <= v + 5 && !(v + 1..end).any(|i| self.is(i, Roles::THAT.or(Roles::RELATIVE)));
            let goes_on = plain && short && self.is(behind, Roles::SUBORDINATOR) && !self.is(behind, Roles::QUESTION);
            let ends = behind >= self.end() || self.flag(behind, WALL) || goes_on;
            let whole = behind_quote || ends && !self.finite(v + 1..end);
            let aside = behind < self.end() && self.flag(behind, Flags::COMMA);
            if end > v + 1 && whole && (behind_quote || aside || self.stated(floor..v)) {
                let start = if behind_quote { self.quote_start(v, floor) } else { floor };
                self.attribute_before(start, v, v + 1..end, v..v + 1, if behind_quote { end } else { behind }, kind);
                return;
            }
        }
        let Some(subject) = self.subject_behind_quote(g, floor).or_else(|| self.subject(g, floor)) else { return };
        let start = subject.start;
        if self.is(start, Roles::RELATIVE) {
            // "Una Sand, who teaches law, said": a clause about the source.
            return;
        }
        if start <= floor && !(start > 0 && self.quote(start - 1)) {
            return;
        }
        let behind_quote = start > 0 && self.quote(start - 1);
        if start == floor + 1 && self.is(floor, Roles::AS) && self.flag(v + 1, Flags::COMMA) && v + 2 < self.end() {
            // "As the warden said, the lake is rising."
            let end = self.scope_end(v + 1);
            self.emit(Some(subject), v..v + 1, kind, Frame::Statement, [v + 1..end, 0..0]);
            return;
        }
        if !behind_quote && !self.flag(start, Flags::COMMA | Flags::DASH) {
            return;
        }
        // What follows the verb must not be content.
        let mut right = v + 1;
        if tell && right < self.end() && !self.flag(right, WALL) {
            right = self.phrase_after(right);
        }
        if !tell && right < self.end() && !self.flag(right, WALL) && (behind_quote || self.is(right, Roles::OBJECT)) {
            let behind = self.phrase_after(right);
            if behind >= self.end() || self.flag(behind, WALL) {
                right = behind;
            }
        }
        right = self.skip_adverbials(right);
        if right < self.end() && !self.flag(right, Flags::COMMA | Flags::SEMICOLON | Flags::DASH | Flags::OPEN | Flags::COLON) && !(self.quote(right)) {
            let adverbial = self.is(right, Roles::PREPOSITION.or(Roles::SUBORDINATOR).or(Roles::AS).or(Roles::OF)) || self.word(right).ends_with("ing");
            let content = (right..self.end()).any(|i| self.quote(i) || self.is(i, Roles::THAT));
            let opens = behind_quote && start - 1 == floor;
            if !adverbial || content && !opens {
                return;
            }
            right = self.scope_end(right);
        }
        if right < self.end() && self.flag(right, Flags::COLON) {
            return;
        }
        if !behind_quote && (!self.stated(floor..start) || self.is(floor, Roles::SUBORDINATOR) && right < self.end() && !self.flag(right, Flags::COMMA)) {
            // A fronted phrase, "On Monday, X said …"; but the content may go on behind: "The plan, X said, is sound".
            let ends = right >= self.end() || self.flag(right, Flags::SEMICOLON);
            if ends && self.fragment(floor) {
                self.attribute_before(floor, start, subject, v..v + 1, right, kind);
                return;
            }
            let resumes = right < self.end() && self.flag(right, Flags::COMMA) && (right == v + 1 || !self.is(floor, Roles::PREPOSITION.or(Roles::AS)));
            if !resumes {
                return;
            }
        }
        let from = if behind_quote { self.quote_start(start, floor) } else { floor };
        self.attribute_before(from, start, subject, v..v + 1, right, kind);
    }

    /// Whether a sentence without a verb that can be seen is what was said ("A disgrace, the union said."), and no
    /// time, place or participle in front ("On Monday, the union said …").
    fn fragment(&self, floor: usize) -> bool {
        let w = self.word(floor);
        !self.is(floor, Roles::PREPOSITION.or(Roles::TIME).or(Roles::SUBORDINATOR).or(Roles::QUESTION).or(Roles::AND).or(Roles::AS))
            && !self.is(floor + 1, Roles::TIME)
            && !self.adverb(floor)
            && !(w.len() > 4 && (w.ends_with("ing") || w.ends_with("ed")))
            && !(self.is(floor, Roles::NEGATOR) && self.adverb(floor + 1) && self.flag(floor + 2, Flags::COMMA))
    }

    /// “…,” Ann Hale, 67, a nurse in Salem, said: all between the quotation and the verb, if that is one noun phrase.
    fn subject_behind_quote(&self, g: usize, floor: usize) -> Option<Range<usize>> {
        let q = (floor..g).rev().take(40).find(|i| self.quote(*i))?;
        if q + 1 >= g
            || !self.flag(q + 1, Flags::COMMA | Flags::STOP | Flags::DASH)
            || self.is(q + 1, Roles::AND.or(Roles::SUBORDINATOR))
            || self.flag(q + 1, Flags::SEMICOLON | Flags::COLON)
        {
            return None;
        }
        let relative = (q + 1..g).find(|i| self.is(*i, Roles::RELATIVE) && self.flag(*i, Flags::COMMA)).unwrap_or(g);
        if self.finite(q + 1..relative) || self.is(q + 1, Roles::PREPOSITION) {
            return None;
        }
        Some(q + 1..g)
    }

    /// Where the content begins that ends in a quotation right before `end`: at the quotation, or earlier when it
    /// is only the last part of a reported sentence.
    fn quote_start(&self, end: usize, floor: usize) -> usize {
        let q = end - 1;
        if q <= floor {
            return q;
        }
        if self.flag(q, Flags::COLON | Flags::SEMICOLON) {
            return q;
        }
        // Behind a comma the quotation stands for itself; else it carries the reporter's sentence on.
        if !self.flag(q, Flags::COMMA) || self.finite(floor..q) || q - floor <= 2 || self.quote(q - 1) { floor } else { q }
    }

    fn inverted_subject(&self, p: usize) -> usize {
        if p >= self.end() || self.quote(p) || self.flag(p, WALL) {
            return p;
        }
        if self.is(p, Roles::THAT.or(Roles::TO).or(Roles::QUESTION).or(Roles::OBJECT).or(Roles::AUXILIARY))
            && !self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT))
        {
            return p;
        }
        if self.is(p, Roles::PREPOSITION.or(Roles::AS).or(Roles::SUBORDINATOR)) || self.adverb(p) || self.is(p, Roles::TIME) {
            return p;
        }
        let pronoun = self.is(p, Roles::PRONOUN) && !self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE));
        if pronoun {
            return p + 1;
        }
        let mut i = p;
        while i < self.end() {
            if self.quote(i) || i > p && self.flag(i, Flags::SEMICOLON | Flags::COLON | Flags::DASH | Flags::STOP) {
                break;
            }
            if i > p && self.flag(i, Flags::COMMA) {
                // An apposition goes on; an "-ing" clause or a new attribution does not.
                let w = self.word(i);
                if w.ends_with("ing")
                    || self.is(i, Roles::AND.or(Roles::SUBORDINATOR).or(Roles::PREPOSITION).or(Roles::RELATIVE).or(Roles::SUBJECT).or(Roles::TIME))
                        && !self.is(i, Roles::DETERMINER)
                    || self.items[i].word.according
                {
                    break;
                }
                let comma = (i + 1..self.end()).find(|k| self.flag(*k, Flags::COMMA)).unwrap_or(self.end());
                if self.finite(i..comma) {
                    break;
                }
            }
            if i > p && (self.is(i, Roles::SUBORDINATOR) && !self.is(i, Roles::PREPOSITION.or(Roles::AS)) || self.is(i, Roles::TIME)) {
                break;
            }
            if i > p && self.is(i, Roles::PREPOSITION) && (self.is(i + 1, Roles::TIME.or(Roles::VENUE)) || self.is(i + 2, Roles::TIME.or(Roles::VENUE))) {
                break;
            }
            if i > p && self.is(i, Roles::AS) {
                break;
            }
            i += 1;
        }
        i
    }

    /// Content before its cue, which may go on behind it.
    fn attribute_before(&mut self, start: usize, end: usize, source: Range<usize>, cue: Range<usize>, mut right: usize, kind: CueKind) {
        if start >= end {
            return;
        }
        let quotation = (start..end).all(|i| self.quote(i));
        let empty = (start..end).all(|i| self.is(i, Roles::AND.or(Roles::ADVERB)));
        let mut pieces: [Range<usize>; 2] = [if empty { 0..0 } else { start..end }, 0..0];
        if right < self.end() {
            if quotation || self.quote(end - 1) {
                // “A,” she said. / “A,” she said, “B.”
                if self.flag(right, Flags::COMMA) && !self.quote(right) && self.is(right, Roles::AND) && self.quote(right + 1) {
                    right += 1;
                }
                if self.quote(right) {
                    let mut stop = right + 1;
                    while stop < self.end() && self.quote(stop) {
                        stop += 1;
                    }
                    if stop < self.end() && !self.flag(stop, Flags::COMMA | Flags::SEMICOLON) {
                        stop = self.scope_end(right);
                    }
                    pieces[1] = right..stop;
                }
            } else if self.flag(right, Flags::COMMA)
                && !self.is(right, Roles::AND.or(Roles::SUBORDINATOR).or(Roles::RELATIVE))
                && !self.word(right).ends_with("ing")
                && (self.items[right].word.verb == 0 || self.is(right, Roles::AUXILIARY) || self.broken_off(start, end))
                && !self.items[right].word.according
            {
                let complete = self.finite(start..end) && !self.broken_off(start, end);
                if !complete || self.quote(right) || self.is(right, Roles::PREPOSITION.or(Roles::AND)) {
                    pieces[1] = right..self.scope_end(right);
                }
            }
        }
        self.emit(Some(source), cue, kind, Frame::Statement, pieces);
    }

    /// Whether a clause stops at a helping verb, to go on behind the aside: "It had also, she said, lost the files".
    fn broken_off(&self, start: usize, end: usize) -> bool {
        let last = (start..end).rev().find(|i| !self.adverb(*i) && !self.is(*i, Roles::NEGATOR));
        last.is_some_and(|i| self.is(i, Roles::AUXILIARY))
    }

    /// A cue before its content.
    fn leading(&mut self, v: usize) {
        let Some(cue) = self.verb(v) else { return };
        let mut frames = cue.frames;
        let mut kind = cue.kind;
        let mut p = v + 1;
        for tail in &cue.tails {
            if self.matches(v + 1, &tail.words) {
                frames = tail.frames;
                kind = tail.kind;
                p = v + 1 + tail.words.len();
                break;
            }
        }
        if frames.0 == 0 || p >= self.end() {
            return;
        }
        let g = self.group(v);
        let previous = v.checked_sub(1);
        let determined = previous.is_some_and(|b| {
            self.is(b, Roles::DETERMINER.or(Roles::POSSESSIVE)) && !self.is(b, Roles::SUBJECT.or(Roles::RELATIVE))
                || self.flag(v, Flags::CLITIC | Flags::HYPHEN)
        });
        let spoken = self.forms(v, Forms::PAST) && frames.any(Frames::PASSIVE) && frames.any(Frames::TRAIL);
        // "The said" may say so ("the first said"), "the alleged ringleader" does not.
        let article = previous.is_some_and(|b| self.is(b, Roles::ARTICLE.or(Roles::POSSESSIVE)) && !self.is(b, Roles::RELATIVE));
        if determined && (!spoken || article) || self.flag(v + 1, Flags::HYPHEN) || self.flag(v + 1, Flags::CLITIC) {
            return;
        }
        if !self.plausible_verb(v, g) {
            return;
        }
        let be = (g..v).any(|i| self.is(i, Roles::BE));
        let have = (g..v).any(|i| self.is(i, Roles::HAVE));
        let ing = self.forms(v, Forms::ING);
        let passive = be && self.forms(v, Forms::PARTICIPLE) && !ing;
        if passive {
            self.passive(v, g, p, frames, kind);
            return;
        }
        let named = frames.any(Frames(Frames::NAME.0 | Frames::AS.0)) || frames.any(Frames::PASSIVE) && self.is(p, Roles::BY);
        if self.forms(v, Forms::PARTICIPLE) && self.flag(v, Flags::COMMA) && !have && !ing && named && g == v {
            // "The tycoon, labelled a crook by the press, moved": a clause cut short, if it says by whom.
            let end = (p..self.end()).find(|i| *i > p && self.flag(*i, WALL)).unwrap_or(self.end());
            if (p..end).any(|i| self.is(i, Roles::BY)) {
                self.passive(v, g, p, frames, kind);
                return;
            }
        }
        if self.flag(v, Flags::COMMA) && self.is(v, Roles::NAMING) && !have && g == v && self.quote(p) && !self.small_letter(p) {
            // "The book, called “Salt Roads”, …": a title, and nobody calls it so.
            return;
        }
        if self.forms(v, Forms::PARTICIPLE) && self.flag(v, Flags::COMMA) && !have && !ing && g == v && frames.any(Frames::OF) && self.is(p, Roles::OF) {
            // "The sheriff, accused of running a corrupt office, resigned."
            let end = (p + 1..self.end()).find(|i| self.flag(*i, WALL)).unwrap_or(self.end());
            self.emit(None, v..v + 1, kind, Frame::Statement, [p..end, 0..0]);
            return;
        }
        // "the plan proposed by" is no finite verb; nor is a participle without "have".
        if self.is(p, Roles::BY) || !have && self.forms(v, Forms::PARTICIPLE) && !self.forms(v, Forms::PAST) {
            return;
        }
        let infinitive = (g..v).any(|i| self.is(i, Roles::TO));
        if self.forms(v, Forms::BASE)
            && !self.forms(v, Forms::PAST)
            && !infinitive
            && !(g..v).any(|i| self.is(i, Roles::AUXILIARY))
            && (self.is(v.wrapping_sub(1), Roles::OF.or(Roles::PREPOSITION)))
        {
            return;
        }
        let source = if infinitive {
            self.earlier_subject(g, 0)
        } else if ing && !be {
            self.participle_subject(v)
        } else {
            self.subject(g, 0).or_else(|| self.shared_subject(g))
        };
        let fronted =
            (v == 0 || v == 1 && self.is(0, Roles::SUBORDINATOR)) && self.forms(v, Forms::PARTICIPLE) && self.is(self.skip_adverbials(p), Roles::QUESTION);
        let quoting = frames.any(Frames::QUOTE) && self.quote(p);
        if source.is_none() && !(ing || infinitive || fronted || quoting) {
            return;
        }
        let Some(lead) = self.lead(p, frames, kind) else { return };
        if !lead.clause && self.names_what(lead.start) {
            // "denounced what it called a surrender": the inner verb says whose words they are.
            return;
        }
        let mut end = if lead.clause { self.scope_end(lead.start) } else { self.topic_end(lead.start) };
        if lead.clause && (fronted || ing && v < 4 || self.is(0, Roles::SUBORDINATOR) && v < 12) {
            // "After saying that …, she left": the main clause behind the comma is the writer's.
            end = (lead.start + 1..end).find(|i| self.flag(*i, Flags::COMMA) && !self.quote(*i - 1) && self.new_clause(*i)).unwrap_or(end);
        }
        if frames.any(Frames::NAME) && self.quote(lead.start) {
            // "what critics call “the trap” on the coast": the name alone.
            end = lead.start + 1;
        }
        if lead.start >= end {
            return;
        }
        let claimed = |i: usize| {
            self.items[i].word.noun != 0 && self.speech.nouns[self.items[i].word.noun as usize].frames.any(Frames::THAT) && self.is(i + 1, Roles::THAT)
        };
        if !lead.clause && !frames.any(Frames(Frames::NAME.0 | Frames::AS.0)) && (lead.start..end).any(claimed) {
            // "repeated his claim that the vote was stolen": the noun brings in the clause.
            return;
        }
        let act = self.is(lead.start, Roles::TO) && !self.quote(lead.start) || self.word(lead.start).ends_with("ing") && frames.any(Frames::ING);
        let frame = match lead.clause {
            true if act => Frame::Intent,
            true => Frame::Statement,
            // "what it called a surrender": the name is the source's own.
            false if frames.any(Frames::NAME) => Frame::Statement,
            // "described the plan as a disgrace": so is what it is likened to.
            false if frames.any(Frames::AS) && self.likens(lead.start, end) => Frame::Statement,
            // "complained of thuggish guards"; but "denounced the brutal raid" takes the raid for granted.
            false if frames.any(Frames::WORDS) && !self.given(lead.start) => Frame::Statement,
            false => Frame::Topic,
        };
        let mut source = source.filter(|s| s.end <= v);
        if source.is_none() && (ing || fronted) && end < self.end() && self.flag(end, Flags::COMMA) && self.new_clause(end) {
            // The main clause behind it names who spoke.
            source = Some(end..self.phrase_after(end)).filter(|s| !s.is_empty() && !fronted);
        }
        self.emit(source, v..p, kind, frame, [lead.start..end, 0..0]);
    }

    /// Whether a quotation begins with a small letter, as words that are quoted do and titles do not.
    fn small_letter(&self, q: usize) -> bool {
        self.items.get(q).is_some_and(|i| !self.tokens[i.token as usize].is(Flags::CAPITAL | Flags::DIGIT))
    }

    /// Whether a word that may be a noun as well ("claims", "report") stands as a verb.
    fn plausible_verb(&self, v: usize, g: usize) -> bool {
        if self.capital(v) && v > 0 && !self.headline() && !self.flag(v, Flags::HEADLINE) && !self.quote(v - 1) {
            return false;
        }
        if self.forms(v, Forms::PAST | Forms::ING | Forms::PARTICIPLE) {
            return true;
        }
        if g < v && self.is(v - 1, Roles::AUXILIARY.or(Roles::TO)) || self.adverb(v.wrapping_sub(1)) {
            return true;
        }
        if v == 0 {
            return false;
        }
        let before = v - 1;
        if self.quote(before) || self.flag(v, Flags::COMMA) {
            return true;
        }
        if self.flag(before, Flags::DIGIT) {
            // "42% say", but "911 calls".
            return self.flag(v, Flags::SIGN);
        }
        if self.is(before, Roles::SUBJECT.or(Roles::RELATIVE).or(Roles::AND)) && !self.is(before, Roles::DETERMINER) {
            return true;
        }
        if self.forms(v, Forms::BASE) && self.is(before, Roles::PLURAL) && self.is(before, Roles::DETERMINER) && (before == 0 || self.flag(before, WALL)) {
            // "Many regard him as"
            return true;
        }
        if self.is(before, Roles::PREPOSITION.or(Roles::OF).or(Roles::DETERMINER).or(Roles::POSSESSIVE)) || self.flag(before, Flags::CLITIC) {
            return false;
        }
        // "scientists at the institute argue that": no noun of that form, and "that" behind it.
        if self.forms(v, Forms::BASE) && self.items[v].word.noun == 0 && !self.flag(v + 1, WALL) {
            let plain = self.verb(v).is_some_and(|c| c.plain);
            if self.is(v + 1, Roles::THAT) || plain && self.bare_clause(v + 1, self.scope_end(v + 1).max(v + 1)) {
                return true;
            }
        }
        let w = self.word(before);
        let plural = w.ends_with('s') && !w.ends_with("ss") || self.is(before, Roles::PLURAL);
        if self.forms(v, Forms::BASE) { plural && !self.forms(v, Forms::THIRD) } else { !plural || self.capital(before) }
    }

    /// Whether the sentence is written in capitals as headlines are.
    fn headline(&self) -> bool {
        let long =
            self.items.iter().filter(|i| i.quote == NONE && i.last > i.token && self.tokens[i.token as usize].end - self.tokens[i.token as usize].start > 3);
        let (mut all, mut big) = (0, 0);
        for item in long.take(30) {
            all += 1;
            big += usize::from(item.flags.any(Flags::CAPITAL));
        }
        big * 4 >= all * 3
    }

    /// Whether a subject and its verb stand at `p`, with nothing in between but what belongs to the subject.
    fn bare_clause(&self, p: usize, end: usize) -> bool {
        if self.is(p, Roles::SUBJECT) && !self.is(p, Roles::DETERMINER) {
            return p + 1 < end;
        }
        let mut i = p;
        for _ in 0..4 {
            let behind = self.phrase_after(i);
            if behind == i {
                return false;
            }
            i = behind;
            if i >= end || self.finite_at(i) {
                break;
            }
            if self.is(i, Roles::PREPOSITION.or(Roles::OF).or(Roles::AND)) && !self.flag(i, WALL) {
                i += 1;
                continue;
            }
            break;
        }
        let i = self.skip_adverb(i);
        i < end && self.finite_at(i)
    }

    fn matches(&self, from: usize, words: &[crate::text::WordId]) -> bool {
        from + words.len() <= self.end()
            && words.iter().enumerate().all(|(i, w)| {
                let item = &self.items[from + i];
                item.quote == NONE && self.tokens[item.token as usize].id == *w && !item.flags.any(WALL)
            })
    }

    /// Where the content behind the verb begins.
    fn lead(&self, p: usize, frames: Frames, kind: CueKind) -> Option<Lead> {
        let mut p = p;
        let statement = Frames(Frames::CLAUSE.0 | Frames::THAT.0 | Frames::QUOTE.0);
        if self.flag(p, Flags::SEMICOLON | Flags::STOP | Flags::CLOSE) {
            return None;
        }
        if frames.any(Frames::TELL) && !self.flag(p, WALL) && !self.quote(p) {
            if let Some(that) = self.distant_that(p) {
                return Some(Lead { start: that, clause: true });
            }
            let behind = self.phrase_after(p);
            if behind > p {
                p = behind;
            }
        }
        if self.is(p, Roles::TO) && frames.any(Frames::TO) {
            return Some(Lead { start: p, clause: true });
        }
        if frames.any(Frames(Frames::CLAUSE.0 | Frames::TELL.0))
            && !self.is(p, Roles::THAT)
            && let Some(that) = self.distant_that(p)
        {
            return Some(Lead { start: that, clause: true });
        }
        if frames.any(statement) {
            let skipped = self.skip_adverbials(p);
            if skipped < self.end() {
                p = skipped;
            } else if skipped > p {
                return None;
            }
        }
        if p >= self.end() {
            return None;
        }
        if self.quote(p) && frames.any(Frames(statement.0 | Frames::OBJECT.0 | Frames::NAME.0)) {
            return Some(Lead { start: p, clause: frames.any(statement) });
        }
        if self.flag(p, Flags::COLON) && frames.any(Frames::QUOTE) {
            return Some(Lead { start: p, clause: true });
        }
        if self.flag(p, Flags::COMMA) {
            // "said, in a low voice, that": only to a that or a quotation.
            if !frames.any(statement) {
                return None;
            }
            let to = (p..self.end().min(p + 24)).find(|i| self.quote(*i) || self.is(*i, Roles::THAT) && self.flag(*i, Flags::COMMA))?;
            let verb_between = (p..to).any(|i| self.items[i].word.verb != 0 && self.items[i].word.forms.any(Forms::PAST | Forms::THIRD | Forms::ING));
            return (!verb_between && frames.any(Frames::QUOTE)).then_some(Lead { start: to, clause: true });
        }
        if self.flag(p, Flags::DASH | Flags::OPEN | Flags::COLON) {
            return None;
        }
        let that = self.is(p, Roles::THAT.or(Roles::QUESTION));
        if that && frames.any(Frames(Frames::CLAUSE.0 | Frames::THAT.0)) {
            return Some(Lead { start: p, clause: true });
        }
        if self.is(p, Roles::TO) {
            return frames.any(Frames(Frames::TO.0)).then_some(Lead { start: p, clause: true });
        }
        if self.word(p).ends_with("ing") && frames.any(Frames::ING) {
            return Some(Lead { start: p, clause: true });
        }
        if self.is(p, Roles::AS) && frames.any(Frames::AS) && p + 1 < self.end() && (self.quote(p + 1) || self.opens_phrase(p + 1)) {
            // "what the ministry described as a pause"
            return Some(Lead { start: p + 1, clause: false });
        }
        if self.is(p, Roles::OF) && frames.any(Frames::OF) && (0..p).rev().take(6).any(|i| self.is(i, Roles::RELATIVE.or(Roles::WHAT))) {
            // "the group, which critics accuse of peddling hate"
            return Some(Lead { start: p, clause: true });
        }
        let opens = self.opens_phrase(p) && !(self.word(p).ends_with("ing") && self.items[p].word.verb != 0);
        let reach = self.end().min(p + 10);
        let order = frames.any(Frames::ORDER) && (p + 1..reach).any(|i| self.is(i, Roles::TO));
        let marked = frames.any(Frames::MARK) && (p + 1..reach).any(|i| self.quote(i));
        let likened = marked || frames.any(Frames::AS) && (p + 1..reach).take_while(|i| !self.flag(*i, Flags::COMMA)).any(|i| self.is(i, Roles::AS));
        if opens && (order || likened || frames.any(Frames(Frames::OF.0 | Frames::NAME.0))) {
            return Some(Lead { start: p, clause: frames.any(Frames::OF) });
        }
        if opens && frames.any(Frames::CLAUSE) {
            // A bare clause shows its verb.
            let end = self.scope_end(p);
            let plain = frames.any(Frames::PASSIVE) && frames.any(Frames::QUOTE);
            // "claimed responsibility for the blast" is no statement.
            let cue_is_neutral = kind == CueKind::Neutral;
            // Or its verb stands in marks: "said the plan “falls short”".
            let marked = frames.any(Frames::QUOTE) && (p..end.min(p + 6)).any(|i| self.quote(i) && self.items[i].last - self.items[i].token > 2);
            if self.bare_clause(p, end) || plain && (self.finite(p + 1..end) || end >= p + 4 && cue_is_neutral) || marked {
                return Some(Lead { start: p, clause: true });
            }
        }
        if self.is(p, Roles::AUXILIARY) && frames.any(Frames::CLAUSE) && frames.any(Frames::PASSIVE) {
            // "information that officials said would harm them"
            return Some(Lead { start: p, clause: true });
        }
        if self.is(p, Roles::SUBORDINATOR)
            && frames.any(Frames::CLAUSE)
            && frames.any(Frames::PASSIVE)
            && p == self.skip_adverbials(p)
            && self.finite(p..self.end())
        {
            return Some(Lead { start: p, clause: true });
        }
        if opens && frames.any(Frames::OBJECT) {
            return Some(Lead { start: p, clause: false });
        }
        None
    }

    /// The "that" of "told a crowd in Salem, New Hampshire, on Monday that": with no verb before it.
    fn distant_that(&self, p: usize) -> Option<usize> {
        for i in p..self.end().min(p + 24) {
            if self.quote(i) || i > p && self.flag(i, Flags::SEMICOLON | Flags::COLON | Flags::DASH) {
                return None;
            }
            if self.is(i, Roles::THAT) && i > p {
                // "said the plan that" is no such thing: only behind times, places and people addressed.
                let first = self.is(p, Roles::TIME.or(Roles::PREPOSITION).or(Roles::TO).or(Roles::OBJECT)) || self.adverb(p) || self.flag(p, Flags::COMMA);
                return (first || self.tells(p)).then_some(i);
            }
            if self.finite_at(i) || self.is(i, Roles::RELATIVE) || self.is(i, Roles::SUBJECT) && !self.is(i, Roles::DETERMINER.or(Roles::OBJECT)) {
                return None;
            }
        }
        None
    }

    /// Whether the content says what something is like: "(the plan) as a disgrace".
    fn likens(&self, start: usize, end: usize) -> bool {
        // "slams the strike as chaos looms": with a verb behind it, "as" begins a clause of time.
        self.is(start.wrapping_sub(1), Roles::AS) || (start + 1..end).any(|i| self.is(i, Roles::AS) && !self.flag(i, Flags::COMMA) && !self.finite(i + 1..end))
    }

    /// Whether a noun phrase that begins at `p` takes its content for granted: "the brutal raid".
    fn given(&self, p: usize) -> bool {
        self.is(p, Roles::POSSESSIVE.or(Roles::DEFINITE))
    }

    /// Whether "what" stands at `p` and a verb that names or describes soon behind it: "what she called …".
    fn names_what(&self, p: usize) -> bool {
        self.is(p, Roles::WHAT)
            && (p + 1..self.end().min(p + 9))
                .take_while(|i| !self.flag(*i, WALL))
                .find_map(|i| self.verb(i).filter(|_| self.finite_at(i)))
                .is_some_and(|c| c.frames.any(Frames(Frames::NAME.0 | Frames::AS.0)))
    }

    /// Whether the verb right before `p` takes somebody addressed.
    fn tells(&self, p: usize) -> bool {
        p > 0 && self.verb(p - 1).is_some_and(|c| c.frames.any(Frames::TELL))
    }

    /// Whether a noun phrase can begin here.
    fn opens_phrase(&self, p: usize) -> bool {
        self.quote(p)
            || self.is(p, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::SUBJECT).or(Roles::OBJECT))
            || self.capital(p)
            || !self.is(
                p,
                Roles::PREPOSITION
                    .or(Roles::AND)
                    .or(Roles::SUBORDINATOR)
                    .or(Roles::TO)
                    .or(Roles::AUXILIARY)
                    .or(Roles::RELATIVE)
                    .or(Roles::AS)
                    .or(Roles::BY)
                    .or(Roles::OF)
                    .or(Roles::TIME)
                    .or(Roles::NEGATOR),
            ) && !self.adverb(p)
    }

    /// "was accused of …", "is believed to …": the subject is spoken of.
    fn passive(&mut self, v: usize, g: usize, mut p: usize, frames: Frames, kind: CueKind) {
        let mut agent = None;
        if self.is(p, Roles::BY) && p + 1 < self.end() {
            let mut behind = self.phrase_after(p + 1);
            if frames.any(Frames::OF) {
                // "accused by rivals of rigging": what stands behind "of" is no part of who accuses.
                behind = (p + 2..behind).find(|i| self.is(*i, Roles::OF)).unwrap_or(behind);
            }
            if behind < self.end() && !self.flag(behind, WALL) && self.is(behind, Roles::TO.or(Roles::QUESTION).or(Roles::OF).or(Roles::AS)) {
                agent = Some(p + 1..behind);
                p = behind;
            }
        }
        if !frames.any(Frames::PASSIVE) || p >= self.end() || self.flag(p, WALL) {
            return;
        }
        let it = g > 0 && self.word(g - 1).eq_ignore_ascii_case("it");
        let to = self.is(p, Roles::TO);
        let that = self.is(p, Roles::THAT.or(Roles::QUESTION));
        let of = self.is(p, Roles::OF.or(Roles::AS)) || frames.any(Frames::NAME) && self.opens_phrase(p);
        if !(to || that && (it || !frames.any(Frames::CLAUSE) || frames.any(Frames::TRAIL)) || of) {
            return;
        }
        let mut end = self.scope_end(p);
        if agent.is_none()
            && of
            && let Some(by) = (p + 1..end).rev().find(|i| self.is(*i, Roles::BY) && !self.quote(*i))
        {
            // "was called a disgrace by the union": who called it so stands last.
            let behind = self.phrase_after(by + 1);
            let named = self.is(by + 1, Roles::DETERMINER.or(Roles::POSSESSIVE).or(Roles::OBJECT))
                || self.capital(by + 1)
                || self.word(behind.saturating_sub(1)).ends_with('s');
            if behind > by + 1
                && (behind >= self.end() || self.flag(behind, WALL) || self.is(behind, Roles::PREPOSITION.or(Roles::TIME).or(Roles::AND)))
                && named
                && by > p
            {
                agent = Some(by + 1..behind);
                end = by;
            }
        }
        let subject = if it { None } else { self.subject(g, 0) };
        let mut pieces: [Range<usize>; 2] = [p..end, 0..0];
        if let Some(subject) = subject.filter(|s| to && s.end <= g && !self.taken[s.start]) {
            pieces = [subject, p..end];
        }
        self.emit(agent, v..v + 1, kind, if to { Frame::Intent } else { Frame::Statement }, pieces);
    }

    /// The subject of a participle: that of the clause it hangs on.
    fn participle_subject(&self, v: usize) -> Option<Range<usize>> {
        let comma = self.flag(v, Flags::COMMA | Flags::DASH);
        // Behind a comma it hangs on the main clause, else on the nearest verb.
        (if comma { self.last_source.clone().or_else(|| self.main_subject(v)) } else { None })
            .or_else(|| self.earlier_subject(v, 0))
            .or_else(|| self.phrase_before(v, 0).filter(|r| self.is(r.start, Roles::DETERMINER) || self.capital(r.start)))
    }

    /// "the claim that", "his promise to".
    fn noun(&mut self, v: usize) {
        let cue = &self.speech.nouns[self.items[v].word.noun as usize];
        let mut frames = cue.frames;
        let mut kind = cue.kind;
        let adjective = cue.adjective;
        let mut p = v + 1;
        for tail in &cue.tails {
            if self.matches(v + 1, &tail.words) {
                frames = tail.frames;
                kind = tail.kind;
                p = v + 1 + tail.words.len();
                break;
            }
        }
        if frames.0 == 0 || p >= self.end() || self.flag(p, WALL) {
            return;
        }
        let g = self.group(v);
        if adjective && !(g..v).any(|i| self.is(i, Roles::BE)) {
            return;
        }
        let mut holders = None;
        if !adjective && frames.any(Frames::THAT) && self.is(p, Roles::PREPOSITION) {
            // "fears among residents that …", "claims by the firm that …", "a feeling in the ranks that the generals …"
            let held = self.is(p, Roles::HOLDER);
            let behind = self.phrase_after(p + 1);
            let clause = held || self.new_clause(behind + 1);
            if behind > p + 1 && clause && self.is(behind, Roles::THAT) && !self.flag(behind, WALL) {
                holders = held.then_some(p + 1..behind);
                p = behind;
            }
        }
        if !adjective && v > 0 && frames.any(Frames(Frames::THAT.0 | Frames::IS.0)) && (self.is(v - 1, Roles::POSSESSIVE) || self.flag(v - 1, Flags::CLITIC)) {
            // "His verdict: a shambles", "Her verdict on the plan was blunt: a shambles."
            let colon = (v + 1..self.end().min(v + 9)).find(|i| self.flag(*i, WALL) || self.quote(*i));
            if let Some(colon) = colon.filter(|i| self.flag(*i, Flags::COLON) && !self.quote(*i)) {
                let first = if self.flag(v - 1, Flags::CLITIC) { self.phrase_before(v - 1, 0) } else { Some(v - 1..v) };
                let end = self.scope_end(colon);
                self.emit(first, v..v + 1, kind, Frame::Statement, [colon..end, 0..0]);
                return;
            }
        }
        if !adjective && frames.any(Frames(Frames::THAT.0 | Frames::IS.0)) {
            // "Her view is that …", "the verdict of the panel was that …"
            let behind = if self.is(p, Roles::OF.or(Roles::PREPOSITION)) { self.phrase_after(p + 1) } else { p };
            if self.is(behind, Roles::BE)
                && self.is(behind + 1, Roles::THAT)
                && !self.is(behind + 2, Roles::OF)
                && !self.flag(behind, WALL)
                && !self.flag(behind + 1, WALL)
            {
                if behind > p + 1 {
                    holders = Some(p + 1..behind);
                }
                frames.0 |= Frames::THAT.0;
                p = behind + 1;
            }
        }
        let that = self.is(p, Roles::THAT) && frames.any(Frames::THAT);
        let to = self.is(p, Roles::TO) && frames.any(Frames::TO);
        let of = (self.is(p, Roles::OF) || self.word(p).eq_ignore_ascii_case("about")) && frames.any(Frames::OF)
            || self.is(p, Roles::OF) && frames.any(Frames::QUOTE) && self.quote(p + 1);
        let object = frames.any(Frames::OBJECT) && self.opens_phrase(p);
        if !(that || to || of || object) {
            return;
        }
        if !that && !adjective && v > 0 && self.is(v - 1, Roles::AUXILIARY) {
            return;
        }
        let start = if of && !adjective { p + 1 } else { p };
        let end = if that || adjective { self.scope_end(start) } else { self.topic_end(start) };
        if start >= end {
            return;
        }
        let source = if adjective {
            self.subject(g, 0)
        } else if v > 1 && self.flag(v - 1, Flags::CLITIC) {
            self.phrase_before(v - 1, 0)
        } else if v > 0 && self.is(v - 1, Roles::POSSESSIVE) {
            Some(v - 1..v)
        } else {
            holders
        };
        let worded = (of && kind == CueKind::Doubt || object && frames.any(Frames::WORDS)) && !self.given(start);
        let frame = if that || worded { Frame::Statement } else { Frame::Topic };
        self.emit(source, v..p, kind, frame, [start..end, 0..0]);
    }

    /// How far a reported clause that begins at `start` goes.
    fn scope_end(&self, start: usize) -> usize {
        for i in start + 1..self.end() {
            if self.taken[i] {
                // Another attribution's words begin here; its cue and source stay outside too.
                return i;
            }
            if self.flag(i, Flags::SEMICOLON) {
                return i;
            }
            let comma = self.flag(i, Flags::COMMA | Flags::DASH);
            let verb = self.items[i].word;
            if comma && verb.verb != 0 && verb.forms.any(Forms::ING) && self.speech.verbs[verb.verb as usize].frames.any(Frames::TRAIL) {
                return i;
            }
            if comma && verb.according {
                return i;
            }
            // Asides behind a dash, relative clauses and loose participles are as often the writer's: coders of
            // reported speech leave them out half the time, and a word wrongly called own is the smaller harm.
            let participle = || {
                let w = self.word(i);
                w.len() > 4 && w.ends_with("ing") && !self.capital(i)
            };
            if self.flag(i, Flags::DASH) || comma && (self.is(i, Roles::RELATIVE) || participle()) {
                return i;
            }
            if self.is(i, Roles::AND) {
                let next = self.skip_adverb(i + 1);
                // "… and added that": the same speaker goes on with a new verb.
                if let Some(cue) = self.verb(next)
                    && self.forms(next, Forms::PAST | Forms::ING)
                    && cue.frames.any(Frames::TRAIL)
                {
                    return i;
                }
                if comma && self.new_clause(i + 1) || self.other_says(i + 1) {
                    return i;
                }
            }
            if comma && self.is(i, Roles::BREAK) && self.new_clause(i + 1) {
                return i;
            }
        }
        self.end()
    }

    /// "… and one in four said": another source's own sentence begins.
    fn other_says(&self, i: usize) -> bool {
        let plain = Frames(Frames::TRAIL.0 | Frames::PASSIVE.0);
        (i + 1..self.end().min(i + 8)).find(|k| self.finite_at(*k)).is_some_and(|k| {
            self.verb(k).is_some_and(|c| c.frames.0 & plain.0 == plain.0)
                && !(i..k).any(|j| self.is(j, Roles::THAT.or(Roles::RELATIVE)) || self.flag(j, Flags::COMMA))
        })
    }

    fn skip_adverb(&self, mut i: usize) -> usize {
        while self.adverb(i) {
            i += 1;
        }
        i
    }

    /// Whether a subject and a finite verb begin at `i`.
    fn new_clause(&self, i: usize) -> bool {
        if i >= self.end() || self.is(i, Roles::THAT) {
            return false;
        }
        if !self.opens_phrase(i) || self.quote(i) || self.finite_at(i) {
            return false;
        }
        let stop = (i + 1..self.end().min(i + 12)).find(|k| self.flag(*k, Flags(WALL.0 & !(Flags::OPEN.0 | Flags::CLOSE.0)))).unwrap_or(self.end().min(i + 12));
        self.finite(i + 1..stop)
    }

    /// How far a noun phrase or infinitive that a cue takes goes: not into the next clause.
    fn topic_end(&self, start: usize) -> usize {
        for i in start + 1..self.end() {
            if self.taken[i] || self.flag(i, Flags(Flags::SEMICOLON.0 | Flags::COMMA.0 | Flags::DASH.0 | Flags::COLON.0)) {
                return i;
            }
            if self.flag(i, Flags::STOP) && !self.quote(i) && self.flag(i, Flags::SENTENCE) {
                return i;
            }
            if self.is(i, Roles::SUBORDINATOR) && !self.is(i, Roles::PREPOSITION.or(Roles::AS).or(Roles::QUESTION)) {
                return i;
            }
            if self.is(i, Roles::AND) {
                let next = self.skip_adverb(i + 1);
                if self.verb(next).is_some() && self.forms(next, Forms::PAST | Forms::THIRD | Forms::ING)
                    || self.is(next, Roles::AUXILIARY.or(Roles::SUBJECT).or(Roles::FINITE)) && !self.is(next, Roles::DETERMINER)
                {
                    return i;
                }
            }
        }
        self.end()
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
