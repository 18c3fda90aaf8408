//! The `tokenizers` library, kept in one place: a pipeline the user names, folding beyond ASCII, and the oracle
//! that the fast scanner is tested against.

use std::path::Path;
use tokenizers::normalizers::{Lowercase, NFD, NormalizerWrapper, Sequence as Normalizers, StripAccents};
use tokenizers::pre_tokenizers::whitespace::Whitespace;
use tokenizers::{NormalizedString, Normalizer, OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer, Tokenizer};

/// Decomposes, strips accents, lower-cases.
pub fn fold_beyond_ascii(word: &str) -> String {
    let mut text = NormalizedString::from(word);
    for step in folding() {
        // These normalizers do not fail on any text.
        if step.normalize(&mut text).is_err() {
            return word.to_lowercase();
        }
    }
    text.get().to_owned()
}

fn folding() -> [NormalizerWrapper; 3] {
    [NFD.into(), StripAccents.into(), Lowercase.into()]
}

/// A pipeline read from a tokenizer.json: its normalizer and pre-tokenizer, with spans into the original text.
#[derive(Debug)]
pub struct Pipeline {
    tokenizer: Tokenizer,
}

/// Why a pipeline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The file is not a tokenizer description.
    #[error("{path}: not a tokenizer.json that can be read: {reason}")]
    Unreadable { path: String, reason: String },
    /// It cuts nothing.
    #[error("{path}: has no pre_tokenizer, so it does not say what a word is; \"Whitespace\" or \"BertPreTokenizer\" would")]
    NoPreTokenizer { path: String },
}

impl Pipeline {
    /// Reads the description in `path`.
    pub fn from_file(path: &Path) -> Result<Self, PipelineError> {
        let tokenizer = Tokenizer::from_file(path).map_err(|e| PipelineError::Unreadable { path: path.display().to_string(), reason: e.to_string() })?;
        if tokenizer.get_pre_tokenizer().is_none() {
            return Err(PipelineError::NoPreTokenizer { path: path.display().to_string() });
        }
        Ok(Self { tokenizer })
    }

    /// Spans in bytes of the original text and each word as the normalizer leaves it. Pieces are cut before they are
    /// normalised, because a normalizer that composes characters would move the spans.
    pub fn words(&self, text: &str) -> Vec<(std::ops::Range<usize>, String)> {
        let mut pieces = PreTokenizedString::from(text);
        let cut = self.tokenizer.get_pre_tokenizer().map(|p| p.pre_tokenize(&mut pieces));
        if !matches!(cut, Some(Ok(()))) {
            return Vec::new();
        }
        if let Some(normalizer) = self.tokenizer.get_normalizer()
            && pieces.normalize(|piece| normalizer.normalize(piece)).is_err()
        {
            return Vec::new();
        }
        pieces
            .get_splits(OffsetReferential::Original, OffsetType::Byte)
            .into_iter()
            .filter(|(word, span, _)| span.1 > span.0 && word.chars().any(char::is_alphanumeric))
            .map(|(word, span, _)| (span.0..span.1, word.to_owned()))
            .collect()
    }
}

/// The library's own cut of a text into runs of word characters, with byte spans: the oracle of the scanner's tests.
pub fn oracle_words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut pieces = PreTokenizedString::from(text);
    let whitespace = Whitespace {};
    if whitespace.pre_tokenize(&mut pieces).is_err() {
        return Vec::new();
    }
    pieces
        .get_splits(OffsetReferential::Original, OffsetType::Byte)
        .into_iter()
        .filter(|(word, _, _)| word.chars().any(char::is_alphanumeric))
        .map(|(_, span, _)| span.0..span.1)
        .collect()
}

/// The library's folding of a whole text, as one sequence: the oracle of the folding's tests.
pub fn oracle_fold(text: &str) -> String {
    let mut text = NormalizedString::from(text);
    let sequence = Normalizers::new(folding().into());
    match sequence.normalize(&mut text) {
        Ok(()) => text.get().to_owned(),
        Err(_) => String::new(),
    }
}
