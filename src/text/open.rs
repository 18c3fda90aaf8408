//! Words with an open ending (`abus*`): the few prefixes that lexicons ask for, and the words of a text that begin so.

use super::fold::fold_into;
use super::token::Token;
use super::vocabulary::{Vocabulary, WordId};
use rustc_hash::FxHashMap;

/// What stands at the end of an open-ended word in the vocabulary; no word of a text ends so.
pub const MARK: char = '*';

/// The open-ended words of a vocabulary. Each is a word of its own there (`abus*`), and a word of the text that nothing
/// else knows takes the number of the longest that it begins with. Words that patterns know anyway are found when the
/// lexicons are compiled, so that only unknown words are looked at, and none where no lexicon has an open ending.
#[derive(Debug, Clone, Default)]
pub struct OpenEndings {
    /// By their first two bytes; the longest first.
    by_start: FxHashMap<[u8; 2], Vec<(Box<str>, WordId)>>,
}

impl OpenEndings {
    /// Collects the open-ended words of a vocabulary.
    pub fn collect(vocabulary: &Vocabulary) -> Self {
        let mut by_start: FxHashMap<[u8; 2], Vec<(Box<str>, WordId)>> = FxHashMap::default();
        for id in (1..vocabulary.len() as u32).map(WordId) {
            if let Some(stem) = vocabulary.word(id).strip_suffix(MARK)
                && let Some(start) = stem.as_bytes().first_chunk::<2>()
            {
                by_start.entry(*start).or_default().push((stem.into(), id));
            }
        }
        for list in by_start.values_mut() {
            list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        }
        Self { by_start }
    }

    /// Whether no lexicon has an open ending.
    pub fn is_empty(&self) -> bool {
        self.by_start.is_empty()
    }

    /// Every open-ended word with all words of the vocabulary that it stands for, itself among them; sorted.
    pub fn members(&self, vocabulary: &Vocabulary) -> FxHashMap<WordId, Vec<WordId>> {
        let mut out: FxHashMap<WordId, Vec<WordId>> = FxHashMap::default();
        for id in (1..vocabulary.len() as u32).map(WordId) {
            let word = vocabulary.word(id);
            let word = word.strip_suffix(MARK).unwrap_or(word);
            for (_, open) in self.all_of(word) {
                out.entry(*open).or_default().push(id);
            }
        }
        out
    }

    fn all_of<'o>(&'o self, folded: &'o str) -> impl Iterator<Item = &'o (Box<str>, WordId)> {
        let list = folded.as_bytes().first_chunk::<2>().and_then(|start| self.by_start.get(start));
        list.into_iter().flatten().filter(|(stem, _)| folded.starts_with(&**stem))
    }

    /// Gives unknown tokens the number of the longest open-ended word that they begin with.
    pub fn mark(&self, text: &str, vocabulary: &Vocabulary, tokens: &mut [Token], folded: &mut String) {
        if self.is_empty() {
            return;
        }
        for token in tokens.iter_mut().filter(|t| t.id == WordId::UNKNOWN) {
            fold_into(token.text(text), folded);
            if let Some((_, id)) = self.all_of(folded).next() {
                token.id = *id;
                token.flags.set(vocabulary.known(*id));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::scan::Scanner;

    #[test]
    fn the_longest_beginning_wins_and_stands_for_the_shorter_too() {
        let mut vocabulary = Vocabulary::default();
        let (ab, abus, abuse, able) = (vocabulary.add("ab*"), vocabulary.add("abus*"), vocabulary.add("abuse"), vocabulary.add("able"));
        let open = OpenEndings::collect(&vocabulary);
        let members = open.members(&vocabulary);
        assert_eq!(members[&ab], [ab, abus, abuse, able]);
        assert_eq!(members[&abus], [abus, abuse]);
        let (text, mut tokens) = ("Abusive ABUSE about Ábuser cab", Vec::new());
        Scanner::default().scan(text, &vocabulary, &mut tokens);
        open.mark(text, &vocabulary, &mut tokens, &mut String::new());
        assert_eq!(tokens.iter().map(|t| t.id).collect::<Vec<_>>(), [abus, abuse, ab, abus, WordId::UNKNOWN]);
    }
}
