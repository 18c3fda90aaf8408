//! What a line looks like before any rule is asked: its words, its end, its folded forms.

/// Whether `c` is a blank of any width, or is not seen at all.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\0'..='\u{1F}')
}

/// Bullets, arrows and brackets that stand before the words of a line.
pub fn is_lead_in(c: char) -> bool {
    matches!(
        c,
        '>' | '<' | '»' | '«' | '›' | '‹' | '►' | '▶' | '▸' | '→' | '←' | '➤' | '⇒' | '•' | '·' | '‣' | '●' | '■' | '□' | '▪' | '*' | '#' | '★' | '☆'
            | '–' | '—' | '-' | '|' | '(' | '[' | '{' | '~' | '_' | '=' | '+' | ':' | ' '
    )
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

/// Writes at most `limit` bytes of `line` to `out` (cleared first): blanks single and plain, ’ as ', “ and ” as ", what is
/// not seen left out.
pub fn normalise(line: &str, limit: usize, out: &mut String) {
    out.clear();
    let mut blank = false;
    for c in line.chars() {
        if out.len() >= limit {
            return;
        }
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' | '`' => '\'',
            '\u{201C}' | '\u{201D}' | '\u{201E}' => '"',
            '\u{2010}' | '\u{2011}' => '-',
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => continue,
            c if c.is_whitespace() || c < ' ' => {
                blank = !out.is_empty();
                continue;
            }
            c => c,
        };
        if blank {
            out.push(' ');
            blank = false;
        }
        out.push(c);
    }
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
            let marked = between.trim_start_matches(['"', '”', '’', '\'', ')']).starts_with(['.', '!', '?', '…']) || title.trim_end().ends_with(['.', '!', '?']);
            let blank = between.contains(char::is_whitespace);
            let words = title.split_whitespace().count() >= 3;
            if !(marked && blank && words) {
                return None;
            }
            let rest = between.find(char::is_whitespace).map_or(at, |w| end + w);
            let rest = rest + line[rest..].find(|c: char| !is_blank(c)).unwrap_or(0);
            Some(Copy::Prefix(rest))
        }
    }
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
        assert_eq!(copies("Syria said so.", "Syria"), None);
        assert_eq!(copies("", title), None);
        assert_eq!(copies("x", ""), None);
        assert_eq!(copies("Wo liegt Straße drei? Hier.", "WO LIEGT STRAßE DREI?"), Some(Copy::Prefix("Wo liegt Straße drei? ".len())));
    }

    #[test]
    fn sentences_end_inside_their_quotation_marks() {
        assert!(ends_sentence("“We left.”"));
        assert!(ends_sentence("He left (early.) "));
        assert!(!ends_sentence("leave “at some point”"));
        assert!(!ends_sentence(""));
    }
}
