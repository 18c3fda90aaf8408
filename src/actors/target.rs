//! Targets: which mention a loaded expression is about.

use super::find::Mention;
use crate::analysis::Hit;
use crate::lexicon::Compiled;
use crate::rules::Context;

/// Fills the targets of hits.
pub fn targets(_context: &Context<'_>, _lexicons: &Compiled, _hits: &mut [Hit], _mentions: &[Mention]) {}
