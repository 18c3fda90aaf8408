//! What a line looks like before any rule is asked: its words, its end, its folded forms.

/// The last character boundary of `text` at or before byte `at`.
pub fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// Whether `c` is a blank of any width, or is not seen at all.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\0'..='\u{1F}')
}

/// Bullets, arrows and brackets that stand before the words of a plain line.
pub fn is_lead_in(c: char) -> bool {
    matches!(c, '>' | '<' | '|' | '*' | '#' | '-' | '(' | '[' | '{' | '~' | '_' | '=' | '+' | ':' | ' ')
}

/// Whether a line that begins so is an item of a list.
pub fn is_bullet(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('•' | '·' | '‣' | '●' | '■' | '▪' | '►' | '▸' | '➤' | '✓' | '✔') => true,
        Some('*' | '-' | '–' | '—') => chars.next().is_some_and(char::is_whitespace),
        _ => false,
    }
}

/// Whether the line ends as a sentence does: a stop, maybe inside closing quotation marks or brackets.
pub fn ends_sentence(line: &str) -> bool {
    last_mark(line).is_some_and(|c| matches!(c, '.' | '!' | '?' | '…'))
}

/// The last character of the line inside closing quotation marks, brackets and blanks.
pub fn last_mark(line: &str) -> Option<char> {
    line.chars().rev().find(|c| !matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '\u{201C}') && !is_blank(*c))
}

/// A line in the form that the rules see, and where each of its bytes stands in the line.
#[derive(Debug, Default)]
pub struct Plain {
    /// Blanks single and plain, quotation marks, dashes, bullets and arrows as ASCII has them, no other signs.
    pub text: String,
    /// Where copied stretches begin: byte of `text`, byte of the line. Between two of them both go on in step.
    places: Vec<(u32, u32)>,
}

/// ASCII that the plain form keeps; not the blank.
const COPIED: [bool; 256] = {
    let mut copied = [false; 256];
    let mut b = b'!';
    while b <= b'~' {
        copied[b as usize] = b != b'`';
        b += 1;
    }
    copied
};

impl Plain {
    /// Fills it from at least the first `limit` bytes of `line`.
    pub fn fill(&mut self, line: &str, limit: usize) {
        self.text.clear();
        self.places.clear();
        let bytes = line.as_bytes();
        let (mut at, mut blank) = (0, false);
        while at < bytes.len() && self.text.len() < limit {
            // Letters with single blanks between them are copied as they stand.
            let stop = bytes.len().min(at.saturating_add(limit));
            let mut end = at;
            let mut before = b' ';
            while end < stop && (COPIED[bytes[end] as usize] || bytes[end] == b' ' && before != b' ') {
                before = bytes[end];
                end += 1;
            }
            if end > at && before == b' ' {
                end -= 1;
            }
            if end > at {
                self.push(at, &line[at..end], &mut blank);
                at = end;
                continue;
            }
            let Some(c) = line[at..].chars().next() else { break };
            match sign(c) {
                Sign::As(text) => self.push(at, text, &mut blank),
                Sign::Same => self.push(at, &line[at..at + c.len_utf8()], &mut blank),
                Sign::Blank => blank = !self.text.is_empty(),
                Sign::Nothing => {}
            }
            at += c.len_utf8();
        }
    }

    fn push(&mut self, at: usize, text: &str, blank: &mut bool) {
        if std::mem::take(blank) {
            self.text.push(' ');
        }
        self.places.push((self.text.len() as u32, at as u32));
        self.text.push_str(text);
    }

    /// The byte of `line`, which it was filled from, where byte `at` of the plain text came from.
    pub fn place(&self, at: usize, line: &str) -> usize {
        let after = self.places.partition_point(|p| p.0 as usize <= at);
        let Some(&(ours, theirs)) = after.checked_sub(1).and_then(|i| self.places.get(i)) else { return 0 };
        let end = self.places.get(after).map_or(line.len(), |p| p.1 as usize);
        boundary(line, (theirs as usize + at - ours as usize).min(end))
    }
}

enum Sign {
    As(&'static str),
    Same,
    Blank,
    Nothing,
}

fn sign(c: char) -> Sign {
    Sign::As(match c {
        '`' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{FF07}' | '\u{B4}' => "'",
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '•' | '·' | '‣' | '●' | '■' | '□' | '▪' | '∙' | '│' => "|",
        '»' | '›' | '►' | '▶' | '▸' | '→' | '➤' | '⇒' => ">",
        '«' | '‹' | '←' | '◀' => "<",
        '★' | '☆' | '✱' | '✓' | '✔' => "*",
        '©' => "(c)",
        '£' | '€' | '¥' | '₽' => "$",
        '…' => "...",
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => return Sign::Nothing,
        c if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => return Sign::Same,
        // Blanks of any width, control characters, pictures.
        _ => return Sign::Blank,
    })
}

/// The letters and digits of a text in lower case: what two copies of a headline share, whatever their marks and blanks.
pub fn letters(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().filter(|(_, c)| c.is_alphanumeric()).flat_map(|(at, c)| c.to_lowercase().map(move |l| (at, l)))
}

/// How a line begins with a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// It is the title, with or without "| Outlet" after it.
    Whole,
    /// The title is its first sentence; the byte where the rest begins.
    Prefix(usize),
}

/// Whether `line` is a copy of `title` or begins with one.
pub fn copies(line: &str, title: &str) -> Option<Copy> {
    let (mut ours, mut theirs) = (letters(line), letters(title));
    let mut end = 0;
    let mut count = 0;
    loop {
        let title_at = theirs.next();
        let Some((title_at, want)) = title_at else { break };
        match ours.next() {
            Some((at, c)) if c == want => {
                end = at + line[at..].chars().next().map_or(1, char::len_utf8);
                count += 1;
            }
            Some(_) => return None,
            // The line is the title without its "| Outlet".
            None => return (count > 0 && is_outlet_suffix(title, title_at)).then_some(Copy::Whole),
        }
    }
    if count == 0 {
        return None;
    }
    match ours.next() {
        None => Some(Copy::Whole),
        Some((at, _)) if is_outlet_suffix(line, at) => Some(Copy::Whole),
        Some((at, _)) => {
            // A sentence of its own: "Title. The text goes on", and no "Syria" of "Syria said".
            let between = &line[end..at];
            let marked =
                between.trim_start_matches(['"', '”', '’', '\'', ')']).starts_with(['.', '!', '?', '…']) || title.trim_end().ends_with(['.', '!', '?']);
            let blank = between.contains(char::is_whitespace);
            let words = title.split_whitespace().count();
            // Texts pressed into one line lack the mark: then the next word must be able to begin a sentence.
            let begins = line[at..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || between.contains(['"', '“', '‘']);
            if !blank || !(marked && words >= 3 || begins && words >= 4) {
                return None;
            }
            let rest = between.find(char::is_whitespace).map_or(at, |w| end + w);
            let rest = rest + line[rest..].find(|c: char| !is_blank(c)).unwrap_or(0);
            Some(Copy::Prefix(rest))
        }
    }
}

/// Whether `title` goes on where `line` ends: the line is its beginning.
pub fn begins(title: &str, line: &str) -> bool {
    let mut theirs = letters(title);
    let mut ours = letters(line).peekable();
    ours.peek().is_some() && ours.all(|(_, c)| theirs.next().is_some_and(|(_, t)| t == c)) && theirs.next().is_some()
}

/// Whether what follows the last mark before byte `at` is an outlet's name: "Title | The Daily".
fn is_outlet_suffix(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let before = before.trim_end_matches(['"', '\'', '“', '‘', '(']).trim_end();
    let spaced = text[..at].ends_with(char::is_whitespace);
    let divided = before.ends_with(['|', '–', '—', '·', '•', '»', '/']) || before.ends_with(" -") || before.ends_with(" :");
    divided && spaced && text[at..].split_whitespace().count() <= 6
}

/// The share, in hundredths, of the longer words of `line` that also stand in `other`; 0 when it has under five of them.
pub fn shared_words(line: &str, other: &str) -> usize {
    let split = |s: &str| s.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 4).map(str::to_lowercase).collect::<Vec<_>>();
    let ours = split(line);
    if ours.len() < 5 {
        return 0;
    }
    let theirs: rustc_hash::FxHashSet<String> = split(other).into_iter().collect();
    ours.iter().filter(|w| theirs.contains(*w)).count() * 100 / ours.len()
}

/// Whether most words of four letters and more begin with a capital.
pub fn is_title_case(line: &str) -> bool {
    let long = || line.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let capital = |w: &&str| w.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let (all, big) = (long().count(), long().filter(capital).count());
    all >= 2 && big * 10 >= all * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_title_are_known() {
        let title = "Army Doesn’t Stop. Town Falls";
        assert_eq!(copies("Army doesn't stop. Town falls", title), Some(Copy::Whole));
        assert_eq!(copies("Army Doesn't Stop. Town Falls | The Daily", title), Some(Copy::Whole));
        assert_eq!(copies("Army Doesn't Stop. Town Falls", "Army Doesn't Stop. Town Falls - The Daily"), Some(Copy::Whole));
        assert_eq!(copies("Army Doesn't Stop. Town Falls. It rained.", title), Some(Copy::Prefix("Army Doesn't Stop. Town Falls. ".len())));
        assert_eq!(copies("Army Doesn't Stop. Town Falls silent at night", title), None);
        assert_eq!(copies("Ferry sinks off Marra Police search for bodies.", "Ferry sinks off Marra"), Some(Copy::Prefix("Ferry sinks off Marra ".len())));
        assert_eq!(copies("Syria said so.", "Syria"), None);
        assert!(begins(title, "Army doesn't stop.") && !begins(title, title) && !begins(title, "The army"));
        assert_eq!(copies("", title), None);
        assert_eq!(copies("x", ""), None);
        assert_eq!(copies("Wo liegt Straße drei? Hier.", "WO LIEGT STRAßE DREI?"), Some(Copy::Prefix("Wo liegt Straße drei? ".len())));
    }

    #[test]
    fn the_plain_form_knows_its_places() {
        let line = "\u{A0}By  Zoë\u{A0}O’Doe — “x” ©☃ 1 ";
        let mut plain = Plain::default();
        plain.fill(line, usize::MAX);
        assert_eq!(plain.text, "By Zoë O'Doe - \"x\" (c) 1");
        for piece in ["By", "Zo", "Doe", "x", "1"] {
            let at = plain.place(plain.text.find(piece).unwrap(), line);
            assert!(line[at..].starts_with(piece), "{piece}");
        }
        plain.fill("", 3);
        assert_eq!((plain.text.as_str(), plain.place(0, "")), ("", 0));
    }

    #[test]
    fn sentences_end_inside_their_quotation_marks() {
        assert!(ends_sentence("“We left.”"));
        assert!(ends_sentence("He left (early.) "));
        assert!(!ends_sentence("leave “at some point”"));
        assert!(!ends_sentence(""));
    }
}
