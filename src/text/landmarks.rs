//! Landmarks: the few tokens of a text that stages look for, listed once, so that no stage walks over all of them.

use super::token::{Flags, Token};

/// Numbers of tokens, each list in order.
#[derive(Debug, Default)]
pub struct Landmarks {
    /// Those that a line break, a stop, a quotation mark or a colon stands before, and the first of all and of a field.
    pub gaps: Vec<u32>,
    /// Those that begin a sentence. The first token is always one.
    pub sentences: Vec<u32>,
    /// Those that begin a paragraph. The first token is always one.
    pub paragraphs: Vec<u32>,
    /// Those whose word may bring in speech.
    pub cues: Vec<u32>,
    /// Those whose word may tell of harm.
    pub harm: Vec<u32>,
    /// Later pieces of a counted word: "regime" in "pro-regime".
    pub pieces: Vec<u32>,
    /// All that the lists are chosen from.
    noted: Vec<u32>,
}

/// What makes a token one of [`Landmarks::gaps`].
const GAP: Flags = Flags(Flags::LINE.0 | Flags::STOP.0 | Flags::QUOTE.0 | Flags::COLON.0 | Flags::FIELD.0);

/// Fills `out` with the tokens that are wanted. Which they are cannot be foreseen, so nothing branches on it: each is written, and
/// stays where it belongs.
pub fn list_where(tokens: &[Token], wanted: impl Fn(&Token) -> bool, out: &mut Vec<u32>) {
    const CHUNK: usize = 64;
    out.clear();
    let mut found = [0; CHUNK];
    for (number, chunk) in tokens.chunks(CHUNK).enumerate() {
        let mut length = 0;
        for (at, token) in ((number * CHUNK) as u32..).zip(chunk) {
            found[length] = at;
            length += usize::from(wanted(token));
        }
        out.extend_from_slice(&found[..length]);
    }
}

impl Landmarks {
    /// Lists what the scanner and the vocabulary say of the tokens. Sentences and paragraphs are listed by
    /// [`Landmarks::list_sentences`], once they are known.
    pub fn list(&mut self, tokens: &[Token]) {
        // Most tokens are in no list, so one walk over all of them does for the four.
        const ANY: Flags = Flags(GAP.0 | Flags::CUE.0 | Flags::HARM.0 | Flags::WORD.0);
        list_where(tokens, |t| (t.flags.0 ^ Flags::WORD.0) & ANY.0 != 0, &mut self.noted);
        let mut lists = [&mut self.gaps, &mut self.cues, &mut self.harm, &mut self.pieces];
        let mut lengths = [0; 4];
        lists.iter_mut().for_each(|list| list.resize(self.noted.len(), 0));
        for at in &self.noted {
            let token = &tokens[*at as usize];
            let wanted = [token.is(GAP), token.is(Flags::CUE), token.is(Flags::HARM), !token.is(Flags::WORD)];
            for ((list, length), wanted) in lists.iter_mut().zip(&mut lengths).zip(wanted) {
                list[*length] = *at;
                *length += usize::from(wanted);
            }
        }
        lists.into_iter().zip(lengths).for_each(|(list, length)| list.truncate(length));
        if !tokens.is_empty() && self.gaps.first() != Some(&0) {
            self.gaps.insert(0, 0);
        }
    }

    /// Notes that flags were set before a token that had none of [`Landmarks::gaps`].
    pub fn add_gap(&mut self, token: u32) {
        if let Err(place) = self.gaps.binary_search(&token) {
            self.gaps.insert(place, token);
        }
    }

    /// Lists where sentences and paragraphs begin; every such token is one of [`Landmarks::gaps`].
    pub fn list_sentences(&mut self, tokens: &[Token]) {
        self.sentences.clear();
        self.paragraphs.clear();
        if tokens.is_empty() {
            return;
        }
        self.sentences.push(0);
        self.paragraphs.push(0);
        for at in self.gaps.iter().copied().filter(|at| *at > 0) {
            let Some(token) = tokens.get(at as usize) else { continue };
            if token.is(Flags::SENTENCE) {
                self.sentences.push(at);
            }
            if token.is(Flags::LINE | Flags::FIELD) {
                self.paragraphs.push(at);
            }
        }
    }

    /// Number of the sentence that a token stands in, from 0.
    pub fn sentence(&self, token: u32) -> u32 {
        number(&self.sentences, token)
    }

    /// Number of the paragraph that a token stands in, from 0.
    pub fn paragraph(&self, token: u32) -> u32 {
        number(&self.paragraphs, token)
    }

    /// First token of the sentence that a token stands in.
    pub fn sentence_start(&self, token: u32) -> u32 {
        self.sentences.get(self.sentence(token) as usize).copied().unwrap_or(0)
    }

    /// Counted words among the tokens from `first` up to, not including, `last`.
    pub fn words(&self, first: u32, last: u32) -> u32 {
        let pieces = below(&self.pieces, last) - below(&self.pieces, first);
        last.saturating_sub(first) - pieces as u32
    }
}

/// How many of a sorted list are below a number.
fn below(list: &[u32], number: u32) -> usize {
    list.partition_point(|at| *at < number)
}

fn number(starts: &[u32], token: u32) -> u32 {
    starts.partition_point(|at| *at <= token).saturating_sub(1) as u32
}

/// A value for each stretch of tokens: what holds from one token up to the next that is listed.
#[derive(Debug, Clone)]
pub struct Runs<T> {
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Runs<T> {
    fn default() -> Self {
        Self { starts: Vec::new(), values: Vec::new() }
    }
}

impl<T: Copy + PartialEq> Runs<T> {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.starts.clear();
        self.values.clear();
    }

    /// Says that `value` holds from token `first` on. Whether another one held before.
    pub fn push(&mut self, first: u32, value: T) -> bool {
        if self.starts.last() == Some(&first) {
            // Nothing stood in the stretch before.
            self.starts.pop();
            self.values.pop();
        }
        match self.values.last() {
            Some(last) if *last == value => false,
            before => {
                let other = before.is_some();
                self.starts.push(first);
                self.values.push(value);
                other
            }
        }
    }

    /// What holds at a token.
    pub fn at(&self, token: u32) -> Option<T> {
        let after = self.starts.partition_point(|at| *at <= token);
        after.checked_sub(1).and_then(|at| self.values.get(at)).copied()
    }

    /// Stretches with what holds there, the last of them up to token `end`.
    pub fn stretches(&self, end: u32) -> impl Iterator<Item = (u32, u32, T)> + '_ {
        let ends = self.starts.iter().skip(1).copied().chain([end]);
        self.starts.iter().zip(ends).zip(&self.values).map(|((first, last), value)| (*first, last, *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(flags: &[Flags]) -> Vec<Token> {
        flags.iter().map(|flags| Token { flags: *flags, ..Token::default() }).collect()
    }

    #[test]
    fn landmarks_are_what_a_walk_over_all_tokens_finds() {
        let word = Flags::WORD;
        let all = [
            word | Flags::FIELD,
            word,
            Flags::HYPHEN,
            word | Flags::CUE | Flags::COMMA,
            word | Flags::STOP | Flags::SENTENCE,
            word | Flags::HARM,
            word | Flags::LINE | Flags::SENTENCE,
        ];
        let tokens = tokens(&all);
        let mut marks = Landmarks::default();
        marks.list(&tokens);
        marks.list_sentences(&tokens);
        assert_eq!((&*marks.gaps, &*marks.cues, &*marks.harm, &*marks.pieces), (&[0, 4, 6][..], &[3][..], &[5][..], &[2][..]));
        assert_eq!((&*marks.sentences, &*marks.paragraphs), (&[0, 4, 6][..], &[0, 6][..]));
        let sentences: Vec<_> = (0..7).map(|at| marks.sentence(at)).collect();
        assert_eq!(sentences, [0, 0, 0, 0, 1, 1, 2]);
        assert_eq!((marks.paragraph(5), marks.paragraph(6), marks.sentence_start(5)), (0, 1, 4));
        assert_eq!((marks.words(0, 7), marks.words(1, 4), marks.words(3, 3)), (6, 2, 0));
        marks.add_gap(5);
        marks.add_gap(5);
        assert_eq!(marks.gaps, [0, 4, 5, 6]);
        marks.list(&[]);
        marks.list_sentences(&[]);
        assert_eq!((marks.sentence(0), marks.words(0, 0), marks.sentences.len()), (0, 0, 0));
    }

    #[test]
    fn runs_hold_until_the_next() {
        let mut runs = Runs::default();
        assert_eq!(runs.at(0), None);
        let told = [runs.push(0, 'a'), runs.push(0, 'b'), runs.push(4, 'b'), runs.push(6, 'c'), runs.push(6, 'b'), runs.push(9, 'a')];
        assert_eq!(told, [false, false, false, true, false, true]);
        assert_eq!([runs.at(0), runs.at(6), runs.at(8), runs.at(9), runs.at(99)], [Some('b'), Some('b'), Some('b'), Some('a'), Some('a')]);
        assert_eq!(runs.stretches(12).collect::<Vec<_>>(), [(0, 9, 'b'), (9, 12, 'a')]);
    }
}
