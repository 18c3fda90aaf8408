//! The phrase trie: words of lexicons, actors, cues and masks in one structure, each end with typed payloads.

use crate::text::vocabulary::WordId;
use crate::text::{Flags, Token, Vocabulary};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What stands at the end of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Payload {
    /// A lexicon's pattern, by number.
    Pattern(u32),
    /// An actor's name or label, by number.
    Actor(u32),
    /// A name that masks what stands in it.
    Mask(u32),
}

/// A phrase of the trie that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it is.
    pub payload: Payload,
    /// First token.
    pub token: u32,
    /// Number of tokens.
    pub length: u32,
}

/// Collects phrases; frozen into a [`Trie`].
#[derive(Debug, Default)]
pub struct TrieBuilder {
    /// What was entered before, as long as nothing is entered behind it.
    before: Option<Edges>,
    children: FxHashMap<(u32, WordId), u32>,
    /// Nodes made so far; the root is 0.
    nodes: u32,
    /// What ends at which node.
    ends: Vec<(u32, Payload)>,
}

/// The phrases of a trie in the order in which it keeps them, so that it is built from them in one go.
#[derive(Debug, Serialize, Deserialize)]
pub struct Edges {
    nodes: u32,
    /// Node, word, and the node that the word leads to.
    edges: Vec<(u32, WordId, u32)>,
    /// What ends at which node; sorted.
    ends: Vec<(u32, Payload)>,
}

impl From<Edges> for TrieBuilder {
    fn from(edges: Edges) -> Self {
        Self { before: Some(edges), ..Self::default() }
    }
}

impl TrieBuilder {
    /// An empty trie.
    pub fn new() -> Self {
        Self { nodes: 1, ..Self::default() }
    }

    /// Makes room for more behind what was entered before.
    fn thaw(&mut self) {
        if let Some(Edges { nodes, edges, ends }) = self.before.take() {
            self.children = edges.into_iter().map(|(node, word, child)| ((node, word), child)).collect();
            (self.nodes, self.ends) = (nodes, ends);
        }
    }

    /// Enters every phrase that takes one word of each place.
    pub fn insert(&mut self, places: &[&[WordId]], payload: Payload) {
        self.thaw();
        let mut nodes = vec![0u32];
        for words in places {
            let mut next = Vec::with_capacity(nodes.len() * words.len());
            for node in nodes {
                for word in *words {
                    let child = *self.children.entry((node, *word)).or_insert(self.nodes);
                    self.nodes += u32::from(child == self.nodes);
                    next.push(child);
                }
            }
            next.sort_unstable();
            next.dedup();
            nodes = next;
        }
        self.ends.extend(nodes.into_iter().filter(|node| *node != 0).map(|node| (node, payload)));
    }

    /// What was entered, in order.
    pub fn into_edges(mut self) -> Edges {
        if let Some(before) = self.before {
            return before;
        }
        let mut edges: Vec<_> = self.children.into_iter().map(|((node, word), child)| (node, word, child)).collect();
        edges.sort_unstable();
        // Beginnings first, in the order of their words' ids: those of common words lie side by side.
        let mut number_of = vec![0u32; self.nodes as usize];
        let mut next = 1;
        for (_, _, child) in edges.iter().take_while(|(node, _, _)| *node == 0) {
            number_of[*child as usize] = next;
            next += 1;
        }
        for number in number_of.iter_mut().skip(1).filter(|number| **number == 0) {
            *number = next;
            next += 1;
        }
        for (node, _, child) in &mut edges {
            (*node, *child) = (number_of[*node as usize], number_of[*child as usize]);
        }
        for (node, _) in &mut self.ends {
            *node = number_of[*node as usize];
        }
        self.ends.sort_unstable();
        self.ends.dedup();
        Edges { nodes: self.nodes, edges, ends: self.ends }
    }

    /// The trie, read-only and compact. The vocabulary learns with `begins` which words begin a phrase.
    pub fn freeze(self, vocabulary: &mut Vocabulary, begins: Flags) -> Trie {
        let Edges { nodes: count, edges, ends } = self.into_edges();
        let mut root = vec![0u32; vocabulary.len()];
        let size = (edges.len() * 2).next_power_of_two().max(16);
        let mut slots = vec![(0u32, 0u32, 0u32); size];
        let mut likely = vec![0u64; (size / 4).max(1)];
        // Words that are a phrase by themselves, and pairs of words that begin a longer one.
        let mut ends_at = vec![false; count as usize];
        for (node, _) in &ends {
            ends_at[*node as usize] = true;
        }
        let mut alone = vec![0u64; (vocabulary.len() / 64 + 1).next_power_of_two()];
        let mut pairs = Pairs::with_room(edges.len());
        let mut word_of = vec![WordId::UNKNOWN; count as usize];
        for (node, word, child) in &edges {
            if *node == 0 {
                word_of[*child as usize] = *word;
                if ends_at[*child as usize] {
                    alone[word.0 as usize / 64] |= 1 << (word.0 % 64);
                }
            } else if word_of[*node as usize] != WordId::UNKNOWN {
                pairs.add(word_of[*node as usize], *word);
            }
        }
        let mut next_words = vec![0u64; count as usize];
        for (node, word, child) in edges {
            next_words[node as usize] |= 1 << (word.0 & 63);
            if node == 0 {
                if let Some(slot) = root.get_mut(word.0 as usize) {
                    *slot = child;
                }
                vocabulary.know(word, begins);
                continue;
            }
            let mixed = mix(node, word);
            let at = likely_at(mixed, likely.len());
            likely[at] |= 1 << (mixed & 63);
            let mut at = slot_of(mixed, size - 1);
            while slots[at].2 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (node, word.0, child);
        }
        let mut nodes = Vec::with_capacity(count as usize);
        let mut flat = Vec::with_capacity(ends.len());
        let mut ends = ends.into_iter().peekable();
        for (node, next_words) in next_words.into_iter().enumerate() {
            let from = flat.len() as u32;
            while let Some((_, payload)) = ends.next_if(|(of, _)| *of as usize == node) {
                flat.push(payload);
            }
            let count = flat.len() as u32 - from;
            let first = flat.get(from as usize).copied().unwrap_or(Payload::Pattern(0));
            nodes.push(Node { first, from, count, next_words });
        }
        Trie { begins, alone, pairs, root, likely, slots, mask: size - 1, nodes, payloads: flat }
    }
}

#[inline]
fn mix(node: u32, word: WordId) -> u64 {
    let mixed = (u64::from(node) << 32 | u64::from(word.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ mixed >> 32
}

#[inline]
fn slot_of(mixed: u64, mask: usize) -> usize {
    (mixed >> 20) as usize & mask
}

#[inline]
fn likely_at(mixed: u64, size: usize) -> usize {
    (mixed >> 6) as usize & (size - 1)
}

/// Beginnings that are looked up together, so that one does not wait for another's node to come from memory.
const BATCH: usize = 32;

/// Pairs of words, some sixteen bits each and one of them set: what has no bit is not among them.
#[derive(Debug, Clone)]
struct Pairs {
    bits: Vec<u64>,
}

impl Pairs {
    fn with_room(pairs: usize) -> Self {
        Self { bits: vec![0; (pairs / 4).next_power_of_two()] }
    }

    fn add(&mut self, first: WordId, second: WordId) {
        let (at, bit) = self.place(first, second);
        self.bits[at] |= bit;
    }

    #[inline]
    fn may_hold(&self, first: WordId, second: WordId) -> bool {
        let (at, bit) = self.place(first, second);
        self.bits[at] & bit != 0
    }

    #[inline]
    fn place(&self, first: WordId, second: WordId) -> (usize, u64) {
        let mixed = mix(first.0, second);
        (likely_at(mixed, self.bits.len()), 1 << (mixed & 63))
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The first of what ends here; nearly always it is the only one.
    first: Payload,
    from: u32,
    count: u32,
    /// A bit for each sixty-fourth of the words that carry a phrase on: most next words are told apart by it alone,
    /// without a look into the table of edges.
    next_words: u64,
}

/// A frozen phrase trie.
#[derive(Debug, Clone)]
pub struct Trie {
    /// The flag of words that begin a phrase.
    begins: Flags,
    /// A bit for each word that is a phrase by itself; as many numbers as a power of two.
    alone: Vec<u64>,
    /// The first two words of longer phrases. Most words of a text that begin some phrase begin none there, and this tells so
    /// without a look into the trie.
    pairs: Pairs,
    root: Vec<u32>,
    /// Some sixteen bits an edge, one of them set for it: what has none is no edge, and this lies closer than the slots.
    likely: Vec<u64>,
    slots: Vec<(u32, u32, u32)>,
    mask: usize,
    nodes: Vec<Node>,
    payloads: Vec<Payload>,
}

impl Trie {
    /// Pushes every phrase of the trie that stands in `tokens`. A phrase never runs across a barrier or boilerplate.
    pub fn find(&self, tokens: &[Token], out: &mut Vec<Candidate>) {
        let asked = (self.begins | Flags::BOILERPLATE).0;
        // Which words begin a phrase cannot be foreseen, so nothing branches on it.
        let may_begin = |token: &Token, next: WordId| {
            let word = token.id.0 as usize;
            let alone = self.alone[(word / 64) & (self.alone.len() - 1)] >> (word % 64) & 1 != 0;
            (token.flags.0 & asked == self.begins.0) & (alone | self.pairs.may_hold(token.id, next))
        };
        let Some((last, _)) = tokens.split_last() else { return };
        let (mut starts, mut found) = ([0u32; BATCH], 0);
        for (at, (here, next)) in (0u32..).zip(tokens.iter().zip(&tokens[1..])) {
            starts[found] = at;
            found += usize::from(may_begin(here, next.id));
            if found == BATCH {
                self.walk_all(tokens, &starts, out);
                found = 0;
            }
        }
        starts[found] = tokens.len() as u32 - 1;
        found += usize::from(may_begin(last, WordId::UNKNOWN));
        self.walk_all(tokens, &starts[..found], out);
    }

    /// Pushes the phrases that begin with these tokens.
    fn walk_all(&self, tokens: &[Token], starts: &[u32], out: &mut Vec<Candidate>) {
        let mut numbered = [(0, 0); BATCH];
        for (slot, at) in numbered.iter_mut().zip(starts) {
            *slot = (*at, self.root.get(tokens[*at as usize].id.0 as usize).copied().unwrap_or(0));
        }
        let starts = &numbered[..starts.len()];
        let mut nodes = [Node { first: Payload::Pattern(0), from: 0, count: 0, next_words: 0 }; BATCH];
        for (node, (_, number)) in nodes.iter_mut().zip(starts) {
            *node = self.nodes[*number as usize];
        }
        for ((at, number), node) in starts.iter().zip(nodes) {
            self.walk(tokens, *at, *number, node, out);
        }
    }

    /// Pushes the phrases that begin with the token `at`, whose word leads from the root to `number`.
    #[inline]
    fn walk(&self, tokens: &[Token], at: u32, mut number: u32, mut node: Node, out: &mut Vec<Candidate>) {
        let mut length = 1;
        loop {
            if node.count > 0 {
                out.push(Candidate { payload: node.first, token: at, length });
                for payload in &self.payloads[node.from as usize + 1..(node.from + node.count) as usize] {
                    out.push(Candidate { payload: *payload, token: at, length });
                }
            }
            let Some(next) = tokens.get((at + length) as usize) else { break };
            if node.next_words >> (next.id.0 & 63) & 1 == 0 || next.id == WordId::UNKNOWN || next.is(Flags::BARRIER) {
                break;
            }
            number = self.child(number, next.id);
            if number == 0 {
                break;
            }
            node = self.nodes[number as usize];
            length += 1;
        }
    }

    #[inline]
    fn child(&self, node: u32, word: WordId) -> u32 {
        let mixed = mix(node, word);
        if self.likely[likely_at(mixed, self.likely.len())] >> (mixed & 63) & 1 == 0 {
            return 0;
        }
        let mut at = slot_of(mixed, self.mask);
        loop {
            let (n, w, child) = self.slots[at];
            if child == 0 || (n == node && w == word.0) {
                return child;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        self.payloads.is_empty()
    }
}
