//! The fast scanner: one pass over the bytes gives every token, its folded id and what stands before it.
//!
//! A counted word is letters and digits, joined inside by `- ' ’ . ,`. Tokens are finer: a word is split at its
//! hyphens, before a possessive "'s", and where a full stop or comma lacks its blank ("ended.The").

use super::fold::{fold_into, is_apostrophe, is_hyphen, is_invisible};
use super::letters::Letters;
use super::pipeline::Pipeline;
use super::token::{Flags, Token};
use super::vocabulary::{Vocabulary, WordId, hash_at, hash_short, hash_word, load};
use unicode_normalization::char::is_combining_mark;

/// What an ASCII byte is to the scanner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Class {
    Letter,
    Digit,
    Blank,
    Line,
    Hyphen,
    Apostrophe,
    Stop,
    Comma,
    Semicolon,
    Colon,
    Open,
    Close,
    Quote,
    Sign,
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Sign; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b' ' | b'\t' | 0..=8 | 11 | 12 | 14..=31 | 127 => Class::Blank,
            b'\n' | b'\r' => Class::Line,
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'-' => Class::Hyphen,
            b'\'' => Class::Apostrophe,
            b'.' | b'!' | b'?' => Class::Stop,
            b',' => Class::Comma,
            b';' => Class::Semicolon,
            b':' => Class::Colon,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b'"' | b'`' => Class::Quote,
            128..=255 => Class::Wide,
            _ => Class::Sign,
        };
        b += 1;
    }
    table
};

const ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = (b as u8).is_ascii_alphanumeric();
        b += 1;
    }
    table
};

/// Whether `c` can begin a word.
pub fn is_word_start(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether `c` carries a word on: letters, digits, accents of their own, and what is not seen.
fn is_word_inside(c: char) -> bool {
    // Dashes and quotation marks come most often, and to tell that they are no letters takes a table.
    if matches!(c, '\u{2010}'..='\u{2027}') {
        return false;
    }
    c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c)
}

/// Scanner state over one document; reused between documents through [`Scanner::scan`].
#[derive(Default)]
pub struct Scanner {
    letters: Letters,
    folded: String,
}

impl Scanner {
    /// Fills `tokens` (cleared first) from `text`. Every token's bytes lie in `text`, in order, without overlap.
    pub fn scan(&mut self, text: &str, vocabulary: &Vocabulary, tokens: &mut Vec<Token>) {
        tokens.clear();
        tokens.reserve(text.len() / 5);
        self.cut(text, tokens);
        vocabulary.give_ids(tokens);
    }

    /// Cuts the text into tokens that have the upper half of their word's hash where their id will be.
    fn cut(&mut self, text: &str, tokens: &mut Vec<Token>) {
        let bytes = text.as_bytes();
        self.letters.mark(bytes);
        let mut at = 0;
        let mut gap = Flags::FIELD | Flags::LINE;
        let mut single_open = false;
        while at < bytes.len() {
            let length = self.letters.run(at);
            if length > 0 {
                // Most words are shorter than eight bytes: one load holds them, and what follows.
                let chunk = load(bytes, at);
                let (end, hash, next) = if length < 8 {
                    (at + length, hash_short(chunk, length), (chunk >> (8 * length)) as u8)
                } else {
                    let end = if length < 64 { at + length } else { run(bytes, at) };
                    (end, hash_at(bytes, at, end), bytes.get(end).copied().unwrap_or(0))
                };
                if next == b' ' || !joined(bytes, end) {
                    tokens.push(plain(chunk, bytes, at, end, hash, gap | Flags::WORD));
                    // Mostly one blank follows, and then a word.
                    at = end + usize::from(next == b' ');
                } else {
                    at = self.word(text, at, gap, tokens);
                }
                gap = Flags::default();
                continue;
            }
            match CLASSES[bytes[at] as usize] {
                Class::Letter | Class::Digit | Class::Blank => {}
                Class::Line => {
                    gap.set(Flags::LINE);
                    single_open = false;
                }
                Class::Stop => gap.set(Flags::STOP),
                Class::Comma => gap.set(Flags::COMMA),
                Class::Semicolon => gap.set(Flags::SEMICOLON),
                Class::Colon => gap.set(Flags::COLON),
                Class::Open => gap.set(Flags::OPEN),
                Class::Close => gap.set(Flags::CLOSE),
                Class::Quote => gap.set(Flags::QUOTE),
                Class::Sign => gap.set(Flags::SIGN),
                // "--" and " - " are dashes; a lone hyphen at a word's edge is nothing.
                Class::Hyphen => {
                    let doubled = bytes.get(at + 1) == Some(&b'-');
                    let spaced = at > 0 && bytes[at - 1].is_ascii_whitespace() && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
                    if doubled || spaced {
                        gap.set(Flags::DASH);
                    }
                }
                Class::Apostrophe => mark_apostrophe(text, at, 1, &mut gap, &mut single_open),
                Class::Wide => {
                    let Some(c) = text[at..].chars().next() else { break };
                    let size = c.len_utf8();
                    match c {
                        // Signs first: whether another character is a letter takes a table.
                        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '«' | '»' | '‹' | '›' | '\u{2033}' | '\u{301D}' | '\u{301E}' | '\u{FF02}' => {
                            gap.set(Flags::QUOTE)
                        }
                        '\u{2018}' | '\u{201A}' | '\u{201B}' => {
                            gap.set(Flags::QUOTE);
                            single_open = true;
                        }
                        // U+02BC is an apostrophe inside a word and a letter at its beginning.
                        '\u{2019}' | '\u{FF07}' => mark_apostrophe(text, at, size, &mut gap, &mut single_open),
                        '\u{2013}' | '\u{2014}' | '\u{2015}' | '\u{2212}' => gap.set(Flags::DASH),
                        '\u{2026}' => gap.set(Flags::STOP),
                        '\u{2028}' | '\u{2029}' | '\u{85}' => {
                            gap.set(Flags::LINE);
                            single_open = false;
                        }
                        '\u{A0}' => {}
                        c if is_word_start(c) => {
                            at = self.word(text, at, gap, tokens);
                            gap = Flags::default();
                            continue;
                        }
                        c if c.is_whitespace() || is_invisible(c) || is_hyphen(c) || is_combining_mark(c) => {}
                        _ => gap.set(Flags::SIGN),
                    }
                    at += size;
                    continue;
                }
            }
            at += 1;
        }
    }

    /// Reads one counted word at `at`, pushes its tokens, and returns the first byte after it.
    fn word(&mut self, text: &str, at: usize, gap: Flags, tokens: &mut Vec<Token>) -> usize {
        let bytes = text.as_bytes();
        let mut flags = gap | Flags::WORD;
        let mut start = at;
        loop {
            let (piece_end, mut wide) = piece(text, start);
            // What joins this piece to another one, if anything does.
            let mut end = piece_end;
            let mut next = None;
            while let Some(join) = joiner(text, end) {
                let after = end + join.len;
                let (inner_end, inner_wide) = piece(text, after);
                match join.kind {
                    Join::Hyphen => {
                        next = Some((after, Flags::HYPHEN));
                        break;
                    }
                    Join::Apostrophe => {
                        let tail = &text[after..inner_end];
                        if tail.eq_ignore_ascii_case("s") && joiner(text, inner_end).is_none_or(|j| j.kind != Join::Apostrophe) {
                            next = Some((end, Flags::CLITIC));
                            break;
                        }
                        wide |= inner_wide || join.len > 1;
                        end = inner_end;
                    }
                    Join::Stop | Join::Comma => {
                        if missing_blank(&text[start..end], &text[after..inner_end]) {
                            next = Some((after, if join.kind == Join::Stop { Flags::STOP } else { Flags::COMMA }));
                            break;
                        }
                        wide |= inner_wide;
                        end = inner_end;
                    }
                }
            }
            self.push(text, start..end, wide, flags, tokens);
            match next {
                None => return end,
                Some((from, flag)) if flag == Flags::CLITIC => {
                    // "'s" keeps its apostrophe, so that the pieces of a word are its bytes.
                    let join = joiner(text, from).map_or(1, |j| j.len);
                    let clitic_end = from + join + 1;
                    let wide = if join > 1 { Flags::WIDE } else { Flags::default() };
                    tokens.push(token(from, clitic_end, hash_word(b"'s"), Flags::CLITIC | wide));
                    match joiner(text, clitic_end) {
                        // "'s-Hertogenbosch": whatever follows is one more piece of the same counted word.
                        Some(join) => {
                            start = clitic_end + join.len;
                            flags = Flags::HYPHEN;
                        }
                        None => return clitic_end,
                    }
                }
                Some((from, flag)) => {
                    start = from;
                    flags = flag;
                }
            }
            if start >= bytes.len() {
                return bytes.len();
            }
        }
    }

    fn push(&mut self, text: &str, range: std::ops::Range<usize>, maybe_wide: bool, mut flags: Flags, tokens: &mut Vec<Token>) {
        let all = text.as_bytes();
        if !maybe_wide || all[range.clone()].is_ascii() {
            tokens.push(plain(load(all, range.start), all, range.start, range.end, hash_at(all, range.start, range.end), flags));
            return;
        }
        let piece = &text[range.clone()];
        fold_into(piece, &mut self.folded);
        let hash = hash_word(self.folded.as_bytes());
        flags.set(Flags::WIDE);
        if piece.chars().next().is_some_and(char::is_uppercase) {
            flags.set(Flags::CAPITAL);
            let letters = piece.chars().filter(|c| c.is_alphabetic());
            if letters.clone().count() > 1 && letters.clone().all(char::is_uppercase) {
                flags.set(Flags::UPPER);
            }
        }
        tokens.push(token(range.start, range.end, hash, flags));
    }
}

/// A token that has the upper half of its word's hash where its id will be.
#[inline(always)]
fn token(start: usize, end: usize, hash: u64, flags: Flags) -> Token {
    Token { start: start as u32, end: end as u32, id: WordId((hash >> 32) as u32), hash: hash as u32, flags }
}

/// A word of ASCII letters, digits and joiners, `chunk` its first eight bytes and what follows.
#[inline(always)]
fn plain(chunk: u64, text: &[u8], start: usize, end: usize, hash: u64, mut flags: Flags) -> Token {
    // Of letters and digits, these bits tell capitals from figures; nothing branches on what cannot be foreseen.
    flags.0 |= (u32::from(chunk & 0xE0 == 0x40) * Flags::CAPITAL.0) | (u32::from(chunk & 0xF0 == 0x30) * Flags::DIGIT.0);
    // Two capitals in a row are rare.
    if chunk & 0xE0E0 == 0x4040 && end - start > 1 && text[start..end].iter().all(|b| !b.is_ascii_lowercase()) {
        flags.set(Flags::UPPER);
    }
    token(start, end, hash, flags)
}

/// The end of a run of ASCII letters and digits from `at`, eight bytes at a time.
#[inline(always)]
fn run(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(chunk) = bytes.get(end..).and_then(<[u8]>::first_chunk::<8>) {
        let length = alphanumeric(u64::from_le_bytes(*chunk));
        end += length;
        if length < 8 {
            return end;
        }
    }
    let rest = bytes.get(end..).unwrap_or(&[]);
    end + rest.iter().position(|b| !ALPHANUMERIC[*b as usize]).unwrap_or(rest.len())
}

/// How many of eight bytes, the first in the lowest place, are ASCII letters and digits up to the first that is not.
/// Sums within a byte set its highest bit where the byte is beyond a limit; no sum runs over into the next byte.
#[inline(always)]
fn alphanumeric(word: u64) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let beyond = |bytes: u64, limit: u8| bytes + ONES * u64::from(0x7f - limit);
    let low = word & !HIGH;
    let small = low | (ONES * 0x20);
    let letters = beyond(small, b'a' - 1) & !beyond(small, b'z');
    let digits = beyond(low, b'0' - 1) & !beyond(low, b'9');
    let others = !(letters | digits) | word;
    (others & HIGH).trailing_zeros() as usize / 8
}

/// Whether something may carry a word on that ends at `end`, so that it must be looked at closely.
#[inline]
fn joined(bytes: &[u8], end: usize) -> bool {
    let Some(here) = bytes.get(end) else { return false };
    match CLASSES[*here as usize] {
        Class::Hyphen | Class::Apostrophe | Class::Stop | Class::Comma => bytes.get(end + 1).is_some_and(|b| *b >= 0x80 || ALPHANUMERIC[*b as usize]),
        // Dashes and quotation marks, an apostrophe's aside, join nothing.
        Class::Wide => !matches!(bytes[end..], [0xE2, 0x80, 0x93 | 0x94 | 0x9C | 0x9D | 0xA6, ..]),
        _ => false,
    }
}

/// The end of a run of word characters from `at`, and whether it left ASCII.
#[inline]
fn piece(text: &str, at: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let end = run(bytes, at);
    if bytes.get(end).is_none_or(|b| *b < 0x80) {
        return (end, false);
    }
    wide_piece(text, end)
}

/// The rest of a [`piece`] from the first byte beyond ASCII on.
#[cold]
fn wide_piece(text: &str, mut end: usize) -> (usize, bool) {
    let mut wide = false;
    // What is not seen belongs to a word only between two letters of it.
    let mut reach = end;
    for c in text[end..].chars() {
        if !is_word_inside(c) {
            break;
        }
        reach += c.len_utf8();
        if !is_invisible(c) {
            end = reach;
            wide = true;
        }
    }
    (end, wide)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    Hyphen,
    Apostrophe,
    Stop,
    Comma,
}

struct Joiner {
    kind: Join,
    len: usize,
}

/// A joiner at `at` with a word character right behind it.
#[inline]
fn joiner(text: &str, at: usize) -> Option<Joiner> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at)?;
    let (kind, len) = match first {
        b'-' => (Join::Hyphen, 1),
        b'\'' => (Join::Apostrophe, 1),
        b'.' => (Join::Stop, 1),
        b',' => (Join::Comma, 1),
        0xE2 => {
            let c = text[at..].chars().next()?;
            if is_apostrophe(c) {
                (Join::Apostrophe, c.len_utf8())
            } else if is_hyphen(c) {
                (Join::Hyphen, c.len_utf8())
            } else {
                return None;
            }
        }
        _ => return None,
    };
    let next = *bytes.get(at + len)?;
    let joins = if next < 0x80 { next.is_ascii_alphanumeric() } else { text[at + len..].chars().next().is_some_and(is_word_start) };
    joins.then_some(Joiner { kind, len })
}

/// Whether `left.right` is two words whose blank is missing, and not "U.S", "3,000" or "a.m".
fn missing_blank(left: &str, right: &str) -> bool {
    let last = left.chars().next_back().unwrap_or(' ');
    let first = right.chars().next().unwrap_or(' ');
    let long = left.len() > 1 && right.len() > 1 && !left.contains('.');
    long && !(last.is_ascii_digit() && first.is_ascii_digit()) && (last.is_alphabetic() || first.is_uppercase())
}

/// Tells an apostrophe at a word's edge from a single quotation mark.
fn mark_apostrophe(text: &str, at: usize, len: usize, gap: &mut Flags, single_open: &mut bool) {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    let letter_before = before.is_some_and(char::is_alphanumeric);
    let letter_after = after.is_some_and(char::is_alphanumeric);
    if letter_before && !*single_open {
        // "the workers' union": a possessive, since nothing is open.
        if !matches!(before, Some('s' | 'S')) || after.is_none_or(|c| !c.is_whitespace()) {
            gap.set(Flags::QUOTE);
        }
        return;
    }
    if letter_after && !letter_before {
        // 'tis, '90s and the like are rare; an opener is not.
        if !after.is_some_and(|c| c.is_ascii_digit()) {
            *single_open = true;
        }
        gap.set(Flags::QUOTE);
        return;
    }
    gap.set(Flags::QUOTE);
    *single_open = false;
}

/// Tokens from a pipeline the user named, instead of the scanner: same shape, cut where the pipeline cuts.
pub fn scan_with(pipeline: &Pipeline, text: &str, vocabulary: &Vocabulary, tokens: &mut Vec<Token>) {
    // The scanner still says what stands between words; the pipeline says what a word is.
    let mut scanner = Scanner::default();
    scanner.scan(text, vocabulary, tokens);
    let base = std::mem::take(tokens);
    let mut gaps = base.iter().peekable();
    for (range, word) in pipeline.words(text) {
        let mut flags = Flags::default();
        while let Some(token) = gaps.peek() {
            if token.start as usize >= range.end {
                break;
            }
            if token.start as usize <= range.start {
                flags.set(token.flags);
            }
            gaps.next();
        }
        let hash = hash_word(word.as_bytes());
        let lower = word.to_lowercase();
        let id = match vocabulary.find(hash) {
            WordId::UNKNOWN => vocabulary.get(&lower),
            id => id,
        };
        flags.clear(Flags::KNOWN);
        flags.set(vocabulary.known(id));
        tokens.push(Token { start: range.start as u32, end: range.end as u32, id, hash: hash as u32, flags });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pipeline::oracle_words;

    fn tokens(text: &str) -> Vec<Token> {
        let mut out = Vec::new();
        Scanner::default().scan(text, &Vocabulary::default(), &mut out);
        out
    }

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| &text[t.range()]).collect()
    }

    #[test]
    fn words_are_cut_at_hyphens_and_possessives() {
        assert_eq!(texts("Obama’s pro-regime, U.S.-led push"), ["Obama", "’s", "pro", "regime", "U.S", "led", "push"]);
        assert_eq!(texts("don't 3,000 rock'n'roll ended.The re\u{AD}gime"), ["don't", "3,000", "rock'n'roll", "ended", "The", "re\u{AD}gime"]);
        assert_eq!(texts("2:30 a.m. AT&T (x) 5.5%"), ["2", "30", "a.m", "AT", "T", "x", "5.5"]);
    }

    #[test]
    fn gaps_are_told() {
        let found = tokens("He said: “No, never” – and left.");
        let flags: Vec<_> = found.iter().map(|t| t.flags).collect();
        assert!(flags[2].any(Flags::COLON) && flags[2].any(Flags::QUOTE));
        assert!(flags[3].any(Flags::COMMA));
        assert!(flags[4].any(Flags::QUOTE) && flags[4].any(Flags::DASH));
        assert!(!tokens("the workers’ union")[2].is(Flags::QUOTE));
        assert!(tokens("the ‘workers’ union")[2].is(Flags::QUOTE));
    }

    #[test]
    fn every_oracle_word_is_covered_and_nothing_else() {
        for text in ["Plain words, and 3,000 more – don’t!", "naïve café—déjà vu", "x\u{AD}y \u{1F600} z", "‘Stop’ «oui» \"no\" 1.5m"] {
            let mine = tokens(text);
            for range in oracle_words(text) {
                let covered = mine.iter().any(|t| (t.start as usize) < range.end && range.start < t.end as usize);
                assert!(covered, "{text:?} {:?}", &text[range.clone()]);
            }
        }
    }

    #[test]
    fn runs_end_where_the_first_other_byte_stands() {
        for b in 0..=255u8 {
            for at in 0..12 {
                let mut text = *b"aZ09zAbcQ7xy";
                text[at] = b;
                let want = text.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(text.len());
                assert_eq!(run(&text, 0), want, "{b:#x} at {at}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn tokens_lie_in_the_text_in_order(text in "\\PC{0,200}|[a-z'’ .,\"“”‘\\-\n\u{AD}é]{0,200}") {
            let found = tokens(&text);
            let mut last = 0;
            for token in &found {
                assert!(token.start as usize >= last && token.end > token.start);
                assert!(text.is_char_boundary(token.start as usize) && text.is_char_boundary(token.end as usize));
                last = token.end as usize;
            }
        }
    }
}
