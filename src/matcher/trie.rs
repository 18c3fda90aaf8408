//! The phrase trie: words of lexicons, actors, cues and masks in one structure, each end with typed payloads.

use crate::text::vocabulary::WordId;
use crate::text::{Flags, Token};
use rustc_hash::FxHashMap;

/// What stands at the end of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Default)]
pub struct TrieBuilder {
    children: FxHashMap<(u32, WordId), u32>,
    /// Nodes made so far; the root is 0.
    nodes: u32,
    /// What ends at which node.
    ends: Vec<(u32, Payload)>,
}

impl TrieBuilder {
    /// An empty trie.
    pub fn new() -> Self {
        Self { children: FxHashMap::default(), nodes: 1, ends: Vec::new() }
    }

    /// Enters every phrase that takes one word of each place.
    pub fn insert(&mut self, places: &[&[WordId]], payload: Payload) {
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

    /// The trie, read-only and compact.
    pub fn freeze(mut self, vocabulary_len: usize) -> Trie {
        let mut root = vec![0u32; vocabulary_len];
        let size = (self.children.len() * 2).next_power_of_two().max(16);
        let mut slots = vec![(0u32, 0u32, 0u32); size];
        let mut edges: Vec<_> = self.children.into_iter().collect();
        edges.sort_unstable();
        let mut next_words = vec![0u64; self.nodes as usize];
        for ((node, word), child) in edges {
            next_words[node as usize] |= 1 << (word.0 & 63);
            if node == 0 {
                if let Some(slot) = root.get_mut(word.0 as usize) {
                    *slot = child;
                }
                continue;
            }
            let mut at = slot_of(node, word, size - 1);
            while slots[at].2 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (node, word.0, child);
        }
        self.ends.sort_unstable();
        self.ends.dedup();
        let mut nodes = Vec::with_capacity(self.nodes as usize);
        let mut flat = Vec::with_capacity(self.ends.len());
        let mut ends = self.ends.into_iter().peekable();
        for (node, next_words) in next_words.into_iter().enumerate() {
            let from = flat.len() as u32;
            while let Some((_, payload)) = ends.next_if(|(of, _)| *of as usize == node) {
                flat.push(payload);
            }
            nodes.push(Node { from, count: flat.len() as u32 - from, next_words });
        }
        let mut begins = vec![0; root.len().div_ceil(64)];
        for (id, node) in root.iter().enumerate() {
            begins[id >> 6] |= u64::from(*node != 0) << (id & 63);
        }
        Trie { root, begins, slots, mask: size - 1, nodes, payloads: flat }
    }
}

fn slot_of(node: u32, word: WordId, mask: usize) -> usize {
    let mixed = (u64::from(node) << 32 | u64::from(word.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize & mask
}

#[derive(Clone, Copy, Debug)]
struct Node {
    from: u32,
    count: u32,
    /// A bit for each sixty-fourth of the words that carry a phrase on: most next words are told apart by it alone,
    /// without a look into the table of edges.
    next_words: u64,
}

/// A frozen phrase trie.
#[derive(Debug, Clone)]
pub struct Trie {
    root: Vec<u32>,
    /// One bit a word: whether a phrase begins with it.
    begins: Vec<u64>,
    slots: Vec<(u32, u32, u32)>,
    mask: usize,
    nodes: Vec<Node>,
    payloads: Vec<Payload>,
}

impl Trie {
    /// Pushes every phrase of the trie that stands in `tokens`. A phrase never runs across a barrier or boilerplate.
    pub fn find(&self, tokens: &[Token], out: &mut Vec<Candidate>) {
        for (at, token) in tokens.iter().enumerate() {
            let id = token.id.0 as usize;
            // Most words begin no phrase; these bits lie closer than the nodes.
            if self.begins.get(id >> 6).is_none_or(|bits| bits >> (id & 63) & 1 == 0) || token.is(Flags::BOILERPLATE) {
                continue;
            }
            let mut node = self.root[id];
            let mut length = 1;
            loop {
                let here = self.nodes[node as usize];
                for payload in &self.payloads[here.from as usize..(here.from + here.count) as usize] {
                    out.push(Candidate { payload: *payload, token: at as u32, length });
                }
                let Some(next) = tokens.get(at + length as usize) else { break };
                if here.next_words >> (next.id.0 & 63) & 1 == 0 || next.id == WordId::UNKNOWN || next.is(Flags::BARRIER) {
                    break;
                }
                node = self.child(node, next.id);
                if node == 0 {
                    break;
                }
                length += 1;
            }
        }
    }

    #[inline]
    fn child(&self, node: u32, word: WordId) -> u32 {
        let mut at = slot_of(node, word, self.mask);
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
