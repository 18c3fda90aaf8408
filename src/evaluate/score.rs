//! Precision, recall and F1 of a run against what people marked: by overlap, exactly, and with credit for part of a span.

use super::{Coder, Run, Span};
use crate::analysis::Voice;
use crate::lexicon::Family;
use crate::stats::clusters::PrecisionRecall;
use crate::stats::rates::Interval;
use crate::stats::{spans, wilson};
use serde::Serialize;

/// Counts of one comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Marks of the coders.
    pub gold: u64,
    /// Hits of the run, in the articles that were coded, once for each coder.
    pub run: u64,
    /// Marks of which a hit shares a character.
    pub gold_met: u64,
    /// Hits of which a mark shares a character.
    pub run_met: u64,
    /// Hits that are a mark.
    pub exact: u64,
    partial: (f64, f64),
}

/// Shares, 0 to 1; nothing where there is nothing to divide by.
#[derive(Debug, Clone, Copy, Serialize, PartialEq)]
pub struct Shares {
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    pub f1: Option<f64>,
}

impl From<PrecisionRecall> for Shares {
    fn from(pr: PrecisionRecall) -> Self {
        Self { precision: pr.precision, recall: pr.recall, f1: pr.f1() }
    }
}

impl Score {
    /// Compares the marks of an article.
    pub fn article(&mut self, gold: &[&Span], run: &[&Span]) {
        self.gold += gold.len() as u64;
        self.run += run.len() as u64;
        self.gold_met += gold.iter().filter(|g| run.iter().any(|r| r.overlaps(g))).count() as u64;
        self.run_met += run.iter().filter(|r| gold.iter().any(|g| g.overlaps(r))).count() as u64;
        self.exact += run.iter().filter(|r| gold.iter().any(|g| g.same_place(r))).count() as u64;
        // The title's places are moved before the text's, where they meet nothing.
        let flat = |list: &[&Span]| -> Vec<spans::Span> {
            const FAR: u64 = 1 << 40;
            list.iter().flat_map(|s| s.parts.iter().map(|p| if s.title { *p } else { (p.0 + FAR, p.1 + FAR) })).collect()
        };
        let (g, r) = (flat(gold), flat(run));
        let partial = spans::partial_overlap(&r, &g);
        self.partial.0 += partial.precision.unwrap_or(0.0) * run.len() as f64;
        self.partial.1 += partial.recall.unwrap_or(0.0) * gold.len() as f64;
    }

    /// A mark is found, a hit is right, where they share a character.
    pub fn overlap(&self) -> Shares {
        let share = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
        PrecisionRecall::new(share(self.run_met, self.run), share(self.gold_met, self.gold)).into()
    }

    /// Right only where beginning and end are.
    pub fn exact(&self) -> Shares {
        PrecisionRecall::from_counts(self.exact, self.run, self.gold).into()
    }

    /// By the share of characters (SemEval-2020, task 11).
    pub fn partial(&self) -> Shares {
        let share = |sum: f64, of: u64| (of > 0).then(|| sum / of as f64);
        PrecisionRecall::new(share(self.partial.0, self.run), share(self.partial.1, self.gold)).into()
    }

    /// Wilson's interval of precision by overlap.
    pub fn precision_interval(&self) -> Option<Interval> {
        wilson(self.run_met, self.run, 0.05)
    }

    /// Wilson's interval of recall by overlap.
    pub fn recall_interval(&self) -> Option<Interval> {
        wilson(self.gold_met, self.gold, 0.05)
    }
}

/// A line of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// all, family, category, voice, coder.
    pub kind: &'static str,
    pub name: String,
    pub score: Score,
}

/// What the comparison came to.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub lines: Vec<Line>,
    /// Marks with a voice that a hit of the same category meets, and how many of these hits have that voice.
    pub voice: (u64, u64),
    /// Marks with a category that any hit meets, and how many of them a hit of that category meets.
    pub category: (u64, u64),
    /// Families in which nobody marked anything: left out.
    pub silent: Vec<Family>,
}

fn family_name(family: Family) -> &'static str {
    match family {
        Family::Lexical => "lexical",
        Family::Attribution => "attribution",
        Family::Agency => "agency",
    }
}

/// Compares coders with a run, over the articles that each coded. A family in which nobody marked anything was not coded.
pub fn score(coders: &[Coder], run: &Run) -> Scores {
    let mut out = Scores::default();
    let none = Vec::new();
    let families = [Family::Lexical, Family::Attribution, Family::Agency];
    let coded = |family: Family| coders.iter().flat_map(|c| c.articles.values().flatten()).any(|s| run.family(&s.category) == family);
    let families: Vec<Family> = families
        .into_iter()
        .filter(|f| {
            coded(*f) || {
                out.silent.push(*f);
                false
            }
        })
        .collect();
    let mut line = |kind: &'static str, name: &str, whose: &[Coder], pick: &dyn Fn(&Span) -> bool| {
        let mut score = Score::default();
        for coder in whose {
            for (id, spans) in &coder.articles {
                let gold: Vec<&Span> = spans.iter().filter(|s| pick(s)).collect();
                let hits: Vec<&Span> = run.hits.get(id).unwrap_or(&none).iter().filter(|s| pick(s)).collect();
                score.article(&gold, &hits);
            }
        }
        if score.gold + score.run > 0 || kind == "all" || kind == "coder" {
            out.lines.push(Line { kind, name: name.to_owned(), score });
        }
    };
    let counted = |s: &Span| families.contains(&run.family(&s.category));
    line("all", "all", coders, &counted);
    if coders.len() > 1 {
        for coder in coders {
            line("coder", &coder.name, std::slice::from_ref(coder), &counted);
        }
    }
    for voice in [Voice::Own, Voice::Attributed, Voice::Quoted] {
        if coders.iter().flat_map(|c| c.articles.values().flatten()).any(|s| s.voice.is_some()) {
            line("voice", voice.name(), coders, &|s| counted(s) && s.voice == Some(voice));
        }
    }
    for family in &families {
        // A family of one category would be told twice.
        if families.len() > 1 && run.categories.iter().filter(|c| c.family == *family).count() > 1 {
            line("family", family_name(*family), coders, &|s| run.family(&s.category) == *family);
        }
        for category in run.categories.iter().filter(|c| c.family == *family) {
            line("category", &category.id, coders, &|s| s.category == category.id);
        }
    }
    let mut foreign: Vec<&str> = coders
        .iter()
        .flat_map(|c| c.articles.values().flatten())
        .map(|s| s.category.as_str())
        .filter(|c| !c.is_empty() && run.categories.iter().all(|k| k.id != *c))
        .collect();
    foreign.sort_unstable();
    foreign.dedup();
    for category in foreign {
        line("category", category, coders, &|s| s.category == category);
    }
    for (id, mark) in coders.iter().flat_map(|c| c.articles.iter().flat_map(|(id, list)| list.iter().map(move |s| (id, s)))) {
        let met: Vec<&Span> =
            run.hits.get(id).unwrap_or(&none).iter().filter(|h| h.overlaps(mark) && run.family(&h.category) == run.family(&mark.category)).collect();
        if met.is_empty() {
            continue;
        }
        if !mark.category.is_empty() {
            out.category.0 += 1;
            out.category.1 += u64::from(met.iter().any(|h| h.category == mark.category));
        }
        if mark.voice.is_some() {
            out.voice.0 += 1;
            out.voice.1 += u64::from(met.iter().any(|h| h.voice == mark.voice));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Category;

    fn span(start: u64, end: u64, category: &str, voice: Voice) -> Span {
        Span { title: false, parts: vec![(start, end)], category: category.into(), voice: Some(voice) }
    }

    /// Worked by hand: of three marks two are met, one of them exactly; of four hits three meet a mark.
    #[test]
    fn shares_are_those_counted_by_hand() {
        let mut run = Run::default();
        run.articles.insert("a".into(), "h".into());
        run.categories = vec![
            Category { id: "violence".into(), title: String::new(), family: Family::Lexical },
            Category { id: "doubt".into(), title: String::new(), family: Family::Attribution },
        ];
        run.hits.insert(
            "a".into(),
            vec![
                span(0, 6, "violence", Voice::Own),
                span(20, 24, "violence", Voice::Own),
                span(24, 30, "violence", Voice::Quoted),
                span(50, 52, "violence", Voice::Own),
                span(90, 95, "doubt", Voice::Own),
            ],
        );
        let gold = Coder {
            name: "Ada".into(),
            articles: [(
                "a".to_owned(),
                vec![span(0, 6, "violence", Voice::Own), span(22, 28, "violence", Voice::Quoted), span(70, 74, "violence", Voice::Own)],
            )]
            .into(),
        };
        let scores = score(&[gold], &run);
        let all = &scores.lines[0].score;
        assert_eq!((all.gold, all.run, all.gold_met, all.run_met, all.exact), (3, 4, 2, 3, 1));
        assert_eq!(all.overlap().precision, Some(0.75));
        assert_eq!(all.exact().recall, Some(1.0 / 3.0));
        // Precision by characters: 6/6, 2/4, 4/6, 0; recall: 6/6, 6/6, 0.
        let partial = all.partial();
        assert!((partial.precision.unwrap() - (1.0 + 0.5 + 4.0 / 6.0) / 4.0).abs() < 1e-12 && (partial.recall.unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(scores.silent, [Family::Attribution, Family::Agency]);
        assert_eq!(scores.voice, (2, 2));
        let quoted = scores.lines.iter().find(|l| l.name == "quoted").unwrap();
        assert_eq!((quoted.score.gold, quoted.score.run_met), (1, 1));
    }
}
