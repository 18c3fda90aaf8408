//! How a word is folded for matching: case, accents, soft hyphens and the kinds of apostrophe go; the text stays.

use super::pipeline;

/// Characters that stand inside a word without being seen.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// An apostrophe, straight or typographic.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2BC}' | '\u{FF07}')
}

/// A hyphen that joins words.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Folds a word into `out` (cleared first). ASCII words only change case; others lose accents by the
/// normalizers of the `tokenizers` library.
pub fn fold_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let mut beyond = false;
    for c in word.chars() {
        if is_invisible(c) {
            continue;
        }
        if is_apostrophe(c) {
            out.push('\'');
        } else if is_hyphen(c) {
            out.push('-');
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            beyond = true;
            out.push(c);
        }
    }
    if beyond {
        let folded = pipeline::fold_beyond_ascii(out);
        *out = folded;
    }
}

/// Folds a word into a new string.
pub fn fold(word: &str) -> String {
    let mut out = String::new();
    fold_into(word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_hidden_characters_go() {
        for (word, want) in
            [("Regime", "regime"), ("re\u{AD}gime", "regime"), ("Don\u{2019}t", "don't"), ("régime", "regime"), ("cafe\u{301}", "cafe"), ("ÉLITE", "elite")]
        {
            assert_eq!(fold(word), want, "{word}");
        }
    }
}
