//! A token: a place in the text, the id of its folded word, and what stands before it.

use super::vocabulary::WordId;

/// What a token is and what the gap before it holds, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Flags(pub u32);

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Flags { $($(#[$doc])* pub const $name: Flags = Flags(1 << $bit);)* }
        const NAMES: &[(&str, Flags)] = &[$((stringify!($name), Flags::$name)),*];
    };
}

flags! {
    /// The first piece of a counted word ("pro-regime" is one word of two tokens).
    WORD = 0;
    /// Begins with a capital letter.
    CAPITAL = 1;
    /// Two letters or more, all capital.
    UPPER = 2;
    /// Begins with a digit.
    DIGIT = 3;
    /// Joined to the token before by a hyphen, without a blank.
    HYPHEN = 4;
    /// A possessive or contracted "'s", split from the word before.
    CLITIC = 5;
    /// First token of a sentence.
    SENTENCE = 6;
    /// First token of a line.
    LINE = 7;
    /// The gap before holds a comma.
    COMMA = 8;
    /// The gap before holds a full stop, question or exclamation mark that is not an abbreviation's.
    STOP = 9;
    /// … a semicolon.
    SEMICOLON = 10;
    /// … a colon.
    COLON = 11;
    /// … a dash (not a hyphen).
    DASH = 12;
    /// … an opening bracket.
    OPEN = 13;
    /// … a closing bracket.
    CLOSE = 14;
    /// … a quotation mark (not an apostrophe).
    QUOTE = 15;
    /// … some other sign: / * $ % & …
    SIGN = 16;
    /// Stands in boilerplate: neither counted nor matched.
    BOILERPLATE = 17;
    /// Stands in the title or headline.
    HEADLINE = 18;
    /// Stands inside a direct quotation (set by the voice stage).
    QUOTED = 19;
    /// An abbreviation's full stop stands in the gap before.
    ABBREVIATION = 20;
    /// First token of the title field or of the text field.
    FIELD = 21;
    /// Has a letter beyond ASCII.
    WIDE = 22;
    /// Its word begins a phrase that is searched for, an actor's name aside.
    BEGINS = 23;
    /// Its word may bring in speech.
    CUE = 24;
    /// Its word may tell of harm.
    HARM = 25;
    /// Its word is small in titles: the, of, has.
    FUNCTION = 26;
    /// Its word begins a name or label of an actor.
    NAMES = 27;
}

impl Flags {
    /// A phrase does not run across any of these.
    pub const BARRIER: Flags = Flags(
        Self::COMMA.0
            | Self::STOP.0
            | Self::SEMICOLON.0
            | Self::COLON.0
            | Self::DASH.0
            | Self::OPEN.0
            | Self::CLOSE.0
            | Self::QUOTE.0
            | Self::SIGN.0
            | Self::LINE.0
            | Self::SENTENCE.0
            | Self::FIELD.0,
    );
    /// What the vocabulary tells of a word, so that a stage need not ask for each token of a text.
    pub const KNOWN: Flags = Flags(Self::BEGINS.0 | Self::CUE.0 | Self::HARM.0 | Self::FUNCTION.0 | Self::NAMES.0);
    /// A clause does not run across any of these.
    pub const CLAUSE_END: Flags = Flags(Self::SEMICOLON.0 | Self::COLON.0 | Self::DASH.0 | Self::STOP.0 | Self::LINE.0 | Self::SENTENCE.0 | Self::FIELD.0);

    /// Whether any bit of `other` is set.
    #[inline]
    pub fn any(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }
    /// Sets every bit of `other`.
    #[inline]
    pub fn set(&mut self, other: Flags) {
        self.0 |= other.0;
    }
    /// Clears every bit of `other`.
    #[inline]
    pub fn clear(&mut self, other: Flags) {
        self.0 &= !other.0;
    }
}

impl std::ops::BitOr for Flags {
    type Output = Flags;
    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl std::fmt::Debug for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = NAMES.iter().filter(|(_, bit)| self.any(*bit)).map(|(name, _)| *name).collect();
        write!(f, "{}", names.join("|"))
    }
}

/// One token: the smallest unit that patterns match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Token {
    /// First byte in the document.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
    /// Id of the folded word in the vocabulary, [`WordId::UNKNOWN`] if no pattern knows it.
    pub id: WordId,
    /// 32 bits of the folded word's hash: what a word is called that the vocabulary does not know.
    pub hash: u32,
    /// Shape, and what stands before.
    pub flags: Flags,
}

impl Token {
    /// The token's bytes as a range.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
    /// The token as it stands in the text.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range()).unwrap_or("")
    }
    /// Whether any of these bits is set.
    #[inline]
    pub fn is(&self, flags: Flags) -> bool {
        self.flags.any(flags)
    }
}
