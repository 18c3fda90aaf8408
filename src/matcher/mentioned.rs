//! The actors that an article mentions, as patterns and rules ask for them: looked for when first asked, since the
//! patterns of most articles ask for nobody.

use std::cell::OnceCell;

/// Mentions laid over the tokens of an article.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// For each token, one more than the number of the mention that covers it; shorter than the tokens where none does.
    pub at: Vec<u32>,
    /// Per mention: first token, token after its last, kind (one more than its index among the kinds, or 0).
    pub spans: Vec<(u32, u32, u8)>,
}

impl Told {
    /// Forgets all mentions.
    pub fn clear(&mut self) {
        self.at.clear();
        self.spans.clear();
    }
}

/// Who tells of mentions.
pub trait Tells {
    /// The mentions, looked for now if they have not been.
    fn told(&self) -> &Told;
}

impl Tells for Told {
    fn told(&self) -> &Told {
        self
    }
}

/// Mentions that are looked for at the first question.
pub struct Later<F> {
    once: OnceCell<Told>,
    find: F,
}

impl<F: Fn() -> Told> Later<F> {
    /// Mentions that `find` finds; it is called once at most.
    pub fn new(find: F) -> Self {
        Self { once: OnceCell::new(), find }
    }

    /// What was found, if anyone asked.
    pub fn into_told(self) -> Option<Told> {
        self.once.into_inner()
    }
}

impl<F: Fn() -> Told> Tells for Later<F> {
    fn told(&self) -> &Told {
        self.once.get_or_init(&self.find)
    }
}

/// Who is mentioned where.
#[derive(Clone, Copy)]
pub struct Mentioned<'a>(Option<&'a dyn Tells>);

impl<'a> Mentioned<'a> {
    /// Nobody is.
    pub const NOBODY: Mentioned<'static> = Mentioned(None);

    /// Whoever is told of.
    pub fn by(told: &'a dyn Tells) -> Self {
        Self(Some(told))
    }

    /// The mention that covers a token: first token, token after its last, kind.
    pub fn covering(self, token: usize) -> Option<(u32, u32, u8)> {
        let told = self.0?.told();
        let number = told.at.get(token).copied().filter(|n| *n > 0)?;
        told.spans.get(number as usize - 1).copied()
    }
}
