//! Measures the voice stage on the human-coded sets beside the checkout (../shared/data): for developers.
//!
//! `cargo run --release --example voice_eval [-- SET] [--cues] [--errors N] [--mixed]`

use serde_json::Value;
use slantwise::text::classes::Classes;
use slantwise::text::inflect::Irregular;
use slantwise::text::scan::Scanner;
use slantwise::text::sentence::{SentenceWords, Sentences};
use slantwise::text::{Landmarks, Token, Vocabulary};
use slantwise::voice::{CueKind, Frame, Quote, QuoteKind, Speech, SpeechWords, VoiceScratch};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

struct Stage {
    vocabulary: Vocabulary,
    classes: Classes,
    sentences: Sentences,
    speech: Speech,
    scanner: Scanner,
    tokens: Vec<Token>,
    landmarks: Landmarks,
    scratch: VoiceScratch,
    /// Keeps only indirect speech whose cue matches (environment variable KEEP): what each cue is worth.
    keep: Option<regex::Regex>,
    kept: Vec<Quote>,
    /// Leaves out indirect speech that is no statement (--statements).
    statements: bool,
    /// Leaves out indirect speech whose cue is no plain one (--plain).
    plain: bool,
}

impl Stage {
    fn new() -> Self {
        let read = |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)).expect(name);
        let mut vocabulary = Vocabulary::default();
        let mut classes = Classes::default();
        let words: SentenceWords = toml::from_str(&read("sentences.toml")).expect("sentences.toml");
        let sentences = Sentences::compile(&words, &mut vocabulary, &mut classes);
        let irregular: Irregular = toml::from_str(&read("inflection.toml")).expect("inflection.toml");
        let words: SpeechWords = toml::from_str(&read("speech.toml")).unwrap_or_else(|e| panic!("speech.toml: {e}"));
        let speech = Speech::compile(&words, &irregular, &mut vocabulary).expect("speech.toml");
        Self {
            vocabulary,
            classes,
            sentences,
            speech,
            scanner: Scanner::default(),
            tokens: Vec::new(),
            landmarks: Landmarks::default(),
            scratch: VoiceScratch::default(),
            keep: std::env::var("KEEP").ok().map(|k| regex::Regex::new(&k).expect("KEEP")),
            kept: Vec::new(),
            statements: std::env::args().any(|a| a == "--statements" || a == "--plain"),
            plain: std::env::args().any(|a| a == "--plain"),
        }
    }
    fn read(&mut self, text: &str) -> &[Quote] {
        self.scanner.scan(text, &self.vocabulary, &mut self.tokens);
        self.sentences.mark(text, &self.classes, &mut self.tokens, &mut self.landmarks);
        let quotes = self.speech.voice(text, &mut self.tokens, &self.landmarks, &mut self.scratch);
        if self.statements {
            self.kept =
                quotes.iter().filter(|q| q.kind != QuoteKind::Indirect || if self.plain { q.plain } else { q.frame == Frame::Statement }).cloned().collect();
            return &self.kept;
        }
        if let Some(keep) = &self.keep {
            self.kept = quotes
                .iter()
                .filter(|q| {
                    q.kind != QuoteKind::Indirect || q.cue.clone().is_some_and(|c| keep.is_match(&text[c.start as usize..c.end as usize].to_lowercase()))
                })
                .cloned()
                .collect();
            return &self.kept;
        }
        quotes
    }
}

fn data(name: &str) -> Option<Vec<Value>> {
    let root = std::env::var_os("SLANTWISE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join("data").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("ABSENT: {} — this set was NOT measured", path.display());
        return None;
    };
    Some(text.lines().filter(|l| !l.trim().is_empty()).map(|l| serde_json::from_str(l).expect("a record")).collect())
}

/// Byte offset → code point offset.
fn points(text: &str) -> Vec<u32> {
    let mut out = vec![0u32; text.len() + 1];
    let mut n = 0;
    for (i, c) in text.char_indices() {
        for slot in &mut out[i..i + c.len_utf8()] {
            *slot = n;
        }
        n += 1;
    }
    out[text.len()] = n;
    out
}

fn f1(tp_p: f64, n_p: f64, tp_g: f64, n_g: f64) -> String {
    let (p, r) = (if n_p > 0.0 { tp_p / n_p } else { 0.0 }, if n_g > 0.0 { tp_g / n_g } else { 0.0 });
    format!("P {p:.3} R {r:.3} F1 {:.3}", if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
}

fn polnear(stage: &mut Stage, name: &str, cues: bool, errors: usize) {
    let Some(records) = data(name) else { return };
    let word = regex::Regex::new(r"[^\W_]+(?:[-'’][^\W_]+)*").unwrap();
    let (mut exact, mut n_p, mut n_g, mut tp, mut fp, mut fne) = (0u32, 0u32, 0u32, 0u32, 0u32, 0u32);
    let (mut who_n, mut who_ok, mut who_none, mut who_missing) = (0u32, 0u32, 0u32, 0u32);
    let mut per_cue: BTreeMap<String, [u32; 4]> = BTreeMap::new();
    let mut per_kind: BTreeMap<String, [u32; 4]> = BTreeMap::new();
    let mut missed_cues: HashMap<String, u32> = HashMap::new();
    let mut missed_spans: HashMap<String, u32> = HashMap::new();
    let mut shown = 0;
    for (index, record) in records.iter().enumerate() {
        let text = record["text"].as_str().unwrap_or("");
        let quotes: Vec<Quote> = stage.read(text).iter().filter(|q| q.kind != QuoteKind::Scare && q.kind != QuoteKind::Title).cloned().collect();
        let at = points(text);
        let pred: Vec<(u32, u32, &Quote)> = quotes.iter().map(|q| (at[q.start as usize], at[q.end as usize], q)).collect();
        let spans = record["spans"].as_array().cloned().unwrap_or_default();
        let get = |s: &Value, k: &str| s[k].as_u64().unwrap_or(0) as u32;
        let gold: Vec<(u32, u32, String)> = spans
            .iter()
            .filter(|s| s["label"] == "content")
            .map(|s| (get(s, "start"), get(s, "end"), s["attribution"].as_str().unwrap_or("").to_owned()))
            .collect();
        let who: HashMap<String, String> = spans
            .iter()
            .filter(|s| s["label"] == "source")
            .map(|s| (s["attribution"].as_str().unwrap_or("").to_owned(), s["text"].as_str().unwrap_or("").to_lowercase()))
            .collect();
        let cue_of: HashMap<String, String> = spans
            .iter()
            .filter(|s| s["label"] == "cue")
            .map(|s| (s["attribution"].as_str().unwrap_or("").to_owned(), s["text"].as_str().unwrap_or("").to_lowercase()))
            .collect();
        n_p += pred.len() as u32;
        n_g += gold.len() as u32;
        let set: HashSet<(u32, u32)> = gold.iter().map(|g| (g.0, g.1)).collect();
        for (s, e, q) in &pred {
            let hit = set.contains(&(*s, *e)) || *s > 0 && set.contains(&(s - 1, e + 1));
            exact += u32::from(hit);
            let cue = q.cue.clone().map_or(String::from("-"), |c| text[c.start as usize..c.end as usize].to_lowercase());
            let entry = per_cue.entry(format!("{cue} {:?}", q.frame)).or_default();
            entry[0] += 1;
            entry[1] += u32::from(hit);
            let kind = per_kind.entry(format!("{:?} {:?} cue={}", q.kind, q.frame, q.cue.is_some())).or_default();
            kind[0] += 1;
            kind[1] += u32::from(hit);
        }
        for m in word.find_iter(text) {
            let (b, e) = (at[m.start()], at[m.end()]);
            let y = gold.iter().any(|g| g.0 < e && b < g.1);
            let mut z = false;
            for (s, t, q) in pred.iter().filter(|p| p.0 < e && b < p.1) {
                let _ = (s, t);
                z = true;
                let cue = q.cue.clone().map_or(String::from("-"), |c| text[c.start as usize..c.end as usize].to_lowercase());
                let entry = per_cue.entry(format!("{cue} {:?}", q.frame)).or_default();
                entry[2] += 1;
                entry[3] += u32::from(y);
                let kind = per_kind.entry(format!("{:?} {:?} cue={}", q.kind, q.frame, q.cue.is_some())).or_default();
                kind[2] += 1;
                kind[3] += u32::from(y);
            }
            match (y, z) {
                (true, true) => tp += 1,
                (false, true) => fp += 1,
                (true, false) => {
                    fne += 1;
                    if let Some(g) = gold.iter().find(|g| g.0 < e && b < g.1) {
                        *missed_cues.entry(cue_of.get(&g.2).cloned().unwrap_or_default()).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        for g in &gold {
            let Some(source) = who.get(&g.2) else { continue };
            who_n += 1;
            let overlap = |p: &(u32, u32, &Quote)| p.1.min(g.1).saturating_sub(p.0.max(g.0));
            let mut best: Option<(&(u32, u32, &Quote), u32)> = None;
            for p in &pred {
                let o = overlap(p);
                if o > 0 && best.is_none_or(|b| o > b.1) {
                    best = Some((p, o));
                }
            }
            match best {
                None => {
                    who_missing += 1;
                    *missed_spans.entry(cue_of.get(&g.2).cloned().unwrap_or_default()).or_default() += 1;
                }
                Some((p, _)) => match &p.2.speaker {
                    None => {
                        who_none += 1;
                        if errors > 0 && index % 5 == 2 {
                            let around: String = text[p.2.start as usize..].chars().take(150).collect();
                            println!(
                                "WHO none gold {source:?} cue {:?} gold cue {:?} {:?} {around:?}",
                                p.2.cue.clone().map(|c| &text[c.start as usize..c.end as usize]),
                                cue_of.get(&g.2),
                                p.2.kind
                            );
                        }
                    }
                    Some(range) => {
                        let said = text[range.start as usize..range.end as usize].to_lowercase();
                        let a: HashSet<&str> = said.split_whitespace().collect();
                        let ok = source.split_whitespace().any(|w| a.contains(w) && !["the", "a", "an", "of", "and"].contains(&w));
                        who_ok += u32::from(ok);
                        if !ok && errors > 0 && index % 5 == 2 {
                            let cue = p.2.cue.clone().map_or("-", |c| &text[c.start as usize..c.end as usize]);
                            println!("WHO ours {said:?} gold {source:?} cue {cue:?} gold cue {:?}", cue_of.get(&g.2));
                        }
                    }
                },
            }
        }
        if errors > 0 && shown < errors && index % 7 == 3 {
            let chars: Vec<char> = text.chars().collect();
            let cut = |a: u32, b: u32| chars[a as usize..(b as usize).min(chars.len())].iter().collect::<String>().replace('\n', " / ");
            for (s, e, q) in &pred {
                let hit = set.contains(&(*s, *e)) || *s > 0 && set.contains(&(s - 1, e + 1));
                if !hit && shown < errors {
                    let near: Vec<String> = gold.iter().filter(|g| g.0 < *e && *s < g.1).map(|g| cut(g.0, g.1)).collect();
                    let speaker = q.speaker.clone().map_or("-".into(), |c| text[c.start as usize..c.end as usize].to_string());
                    let cue = q.cue.clone().map_or("-".into(), |c| text[c.start as usize..c.end as usize].to_string());
                    println!("PRED {:?} [{speaker}|{cue}] {{{}}}\n     gold {near:?}\n     in …{}…", q.kind, cut(*s, *e), cut(s.saturating_sub(60), e + 60));
                    shown += 1;
                }
            }
            for (b, e, id) in &gold {
                if shown < errors && !pred.iter().any(|p| p.0 < *e && *b < p.1) {
                    println!("MISS [{:?}|{:?}] {{{}}}\n     in …{}…", who.get(id), cue_of.get(id), cut(*b, *e), cut(b.saturating_sub(80), e + 60));
                    shown += 1;
                }
            }
        }
    }
    println!(
        "{name}: exact {} ({n_p} predicted, {n_g} gold) | words {} | speaker {:.3} of {who_n} (none given {:.3}, content missed {:.3})",
        f1(exact.into(), n_p.into(), exact.into(), n_g.into()),
        f1(tp.into(), (tp + fp).into(), tp.into(), (tp + fne).into()),
        f64::from(who_ok) / f64::from(who_n.max(1)),
        f64::from(who_none) / f64::from(who_n.max(1)),
        f64::from(who_missing) / f64::from(who_n.max(1)),
    );
    if cues {
        for (kind, [n, ok, w, wok]) in &per_kind {
            println!(
                "  {kind}: {n} spans, exact {:.2}; {w} words, right {:.2}",
                f64::from(*ok) / f64::from((*n).max(1)),
                f64::from(*wok) / f64::from((*w).max(1))
            );
        }
        let mut list: Vec<_> = per_cue.into_iter().collect();
        list.sort_by_key(|(_, v)| std::cmp::Reverse(v[2] - v[3]));
        println!("  cues by wrong words:");
        for (cue, [n, ok, w, wok]) in list.iter().take(if std::env::var_os("ALL").is_some() { usize::MAX } else { 150 }) {
            println!(
                "    {cue}: {n} spans exact {:.2}; words {w} right {:.2} wrong {}",
                f64::from(*ok) / f64::from((*n).max(1)),
                f64::from(*wok) / f64::from((*w).max(1)),
                w - wok
            );
        }
        let mut missed: Vec<_> = missed_spans.into_iter().collect();
        missed.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        println!("  cues by missed spans:");
        let line: Vec<String> = missed.iter().take(400).map(|(c, n)| format!("{c}:{n}")).collect();
        println!("    {}", line.join(" | "));
        let mut missed: Vec<_> = missed_cues.into_iter().collect();
        missed.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        println!("  cues by missed words:");
        let line: Vec<String> = missed.iter().take(220).map(|(c, n)| format!("{c}:{n}")).collect();
        println!("    {}", line.join(" | "));
    }
}

fn basil(stage: &mut Stage, name: &str, errors: bool) {
    let Some(records) = data(name) else { return };
    let (mut n, mut direct, mut both, mut statements, mut said) = (0u32, 0u32, 0u32, 0u32, 0u32);
    for record in &records {
        let text = record["text"].as_str().unwrap_or("");
        let at = points(text);
        let quotes = stage.read(text).to_vec();
        for s in record["spans"].as_array().into_iter().flatten().filter(|s| s["label"] == "lexical") {
            let (b, e) = (s["start"].as_u64().unwrap_or(0) as u32, s["end"].as_u64().unwrap_or(0) as u32);
            let quoted = s["quote"].as_bool().unwrap_or(false);
            let over: Vec<&Quote> = quotes
                .iter()
                .filter(|q| q.kind != QuoteKind::Title)
                .filter(|q| at[q.end as usize].min(e).saturating_sub(at[q.start as usize].max(b)) * 2 > e - b)
                .collect();
            n += 1;
            let is_direct = over.iter().any(|q| q.kind == QuoteKind::Direct);
            direct += u32::from(is_direct == quoted);
            both += u32::from(over.is_empty() != quoted);
            let states = |q: &&Quote| matches!(q.frame, Frame::Statement | Frame::Quotation);
            statements += u32::from(over.iter().any(&states) == quoted);
            said += u32::from(over.iter().any(|q| states(q) && q.cue_kind != CueKind::Believe) == quoted);
            if errors && (over.is_empty() == quoted || is_direct != quoted) {
                let kinds: Vec<String> = over
                    .iter()
                    .map(|q| format!("{:?}/{:?} cue {:?}", q.kind, q.frame, q.cue.clone().map(|c| &text[c.start as usize..c.end as usize])))
                    .collect();
                let chars: Vec<char> = text.chars().collect();
                let cut = |a: u32, b: u32| chars[(a as usize).min(chars.len())..(b as usize).min(chars.len())].iter().collect::<String>().replace('\n', " / ");
                println!("  basil gold quote={quoted} {kinds:?}\n      …{}[[{}]]{}…", cut(b.saturating_sub(220), b), cut(b, e), cut(e, e + 90));
            }
        }
    }
    let share = |x: u32| f64::from(x) / f64::from(n.max(1));
    println!(
        "{name}: voice of {n} lexical spans: {:.3} by direct quotation, {:.3} with indirect ({:.3} statements alone, {:.3} without beliefs)",
        share(direct),
        share(both),
        share(statements),
        share(said)
    );
}

fn speed(stage: &mut Stage) {
    let Some(records) = data("polnear_train.jsonl") else { return };
    let (mut bytes, mut before, mut voice) = (0usize, 0f64, 0f64);
    for _ in 0..3 {
        for record in &records {
            let text = record["text"].as_str().unwrap_or("");
            bytes += text.len();
            let start = std::time::Instant::now();
            stage.scanner.scan(text, &stage.vocabulary, &mut stage.tokens);
            stage.sentences.mark(text, &stage.classes, &mut stage.tokens, &mut stage.landmarks);
            before += start.elapsed().as_secs_f64();
            let start = std::time::Instant::now();
            stage.speech.voice(text, &mut stage.tokens, &stage.landmarks, &mut stage.scratch);
            voice += start.elapsed().as_secs_f64();
        }
    }
    println!("speed: scan and sentences {:.0} MB/s, voice {:.0} MB/s", bytes as f64 / before / 1e6, bytes as f64 / voice / 1e6);
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| args.iter().any(|a| a == name);
    let errors = args.iter().position(|a| a == "--errors").and_then(|i| args.get(i + 1)).and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut stage = Stage::new();
    if let Some(text) = args.iter().position(|a| a == "--text").and_then(|i| args.get(i + 1)) {
        let text = text.replace("\\n", "\n");
        for q in stage.read(&text).to_vec() {
            let cut = |r: &Option<std::ops::Range<u32>>| r.clone().map_or("-".to_owned(), |r| text[r.start as usize..r.end as usize].to_owned());
            println!(
                "{:?}/{:?} [{} = {}|{} {:?}] {{{}}}",
                q.kind,
                q.frame,
                cut(&q.speaker),
                cut(&q.speaker_resolved),
                cut(&q.cue),
                q.cue_kind,
                &text[q.start as usize..q.end as usize]
            );
        }
        return;
    }
    polnear(&mut stage, "polnear_train.jsonl", has("--cues"), errors);
    polnear(&mut stage, "polnear_dev.jsonl", false, 0);
    basil(&mut stage, "basil_dev.jsonl", has("--basil"));
    speed(&mut stage);
}
