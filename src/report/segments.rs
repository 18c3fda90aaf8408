//! Paragraphs cut where a mark or a quotation begins or ends, so that the page needs no nested elements.

use super::model::{CategoryInfo, HitMark, Paragraph, Place, Segment};
use super::texts::ArticleText;

const VOICES: [&str; 3] = ["own", "attributed", "quoted"];

/// The paragraphs of an article with its marks; `hits` are numbers into `all` of this article's hits.
pub fn paragraphs(article: &ArticleText, hits: &[usize], all: &[HitMark], quotes: &[&Place], categories: &[CategoryInfo]) -> Vec<Paragraph> {
    let mut out = Vec::new();
    let mut text_marks = Marks::new(0, hits, all, quotes);
    let mut title_marks = Marks::new(1, hits, all, quotes);
    if !article.title.trim().is_empty() {
        out.push(cut(&article.title, 0, 1, "headline", &mut title_marks, all, categories));
    }
    let (mut byte, mut point) = (0usize, 0usize);
    for line in &article.lines {
        let (from, to) = (line.start as usize, line.end as usize);
        let (Some(skipped), Some(text)) = (article.text.get(byte..from), article.text.get(from..to)) else { continue };
        let start = point + skipped.chars().count();
        out.push(cut(text, start, 0, &line.part, &mut text_marks, all, categories));
        byte = to;
        point = start + text.chars().count();
    }
    out
}

/// The marks and the reported speech of a field in order, those behind already passed over.
struct Marks<'a> {
    hits: std::iter::Peekable<std::vec::IntoIter<(usize, usize)>>,
    said: std::iter::Peekable<std::vec::IntoIter<&'a Place>>,
    /// Rank among the article's hits and number among all, of those that reach on.
    open: Vec<(usize, usize)>,
    open_said: Vec<&'a Place>,
}

impl<'a> Marks<'a> {
    fn new(field: u8, hits: &[usize], all: &[HitMark], quotes: &[&'a Place]) -> Self {
        let mut here: Vec<(usize, usize)> = hits.iter().copied().enumerate().filter(|(_, h)| all.get(*h).is_some_and(|m| m.f == field)).collect();
        here.sort_by_key(|(rank, h)| (all[*h].s, *rank));
        let mut said: Vec<&Place> = quotes.iter().copied().filter(|q| q.f == field && q.l != "scare").collect();
        said.sort_by_key(|q| q.s);
        Self { hits: here.into_iter().peekable(), said: said.into_iter().peekable(), open: Vec::new(), open_said: Vec::new() }
    }

    /// Leaves open what begins before `end` and ends behind `start`; asked with ever higher places.
    fn between(&mut self, start: usize, end: usize, all: &[HitMark]) {
        while let Some(hit) = self.hits.next_if(|(_, h)| all[*h].s < end) {
            self.open.push(hit);
        }
        while let Some(quote) = self.said.next_if(|q| q.s < end) {
            self.open_said.push(quote);
        }
        self.open.retain(|(_, h)| all[*h].e > start);
        self.open_said.retain(|q| q.e > start);
    }
}

fn cut(text: &str, start: usize, field: u8, part: &str, marks: &mut Marks<'_>, all: &[HitMark], categories: &[CategoryInfo]) -> Paragraph {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end = start + chars.len();
    marks.between(start, end, all);
    let here = &marks.open;
    let said = &marks.open_said;
    let mut cuts = vec![start, end];
    for m in here.iter().map(|(_, h)| &all[*h]) {
        cuts.extend([m.s.max(start), m.e.min(end)]);
    }
    for q in said {
        cuts.extend([q.s.max(start), q.e.min(end)]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let byte = |point: usize| chars.get(point - start).map_or(text.len(), |c| c.0);
    // As `Marks`, within the paragraph: what covers a segment begins at it or before, and has not ended.
    let (mut hits, mut quotes) = (here.iter().peekable(), said.iter().peekable());
    let (mut covering, mut around): (Vec<(usize, usize)>, Vec<&Place>) = (Vec::new(), Vec::new());
    let segments = cuts.windows(2).map(|w| {
        let (from, to) = (w[0], w[1]);
        while let Some(hit) = hits.next_if(|(_, h)| all[*h].s <= from) {
            covering.push(*hit);
        }
        while let Some(quote) = quotes.next_if(|q| q.s <= from) {
            around.push(quote);
        }
        covering.retain(|(_, h)| all[*h].e > from);
        covering.sort_unstable();
        around.retain(|q| q.e > from);
        let mut segment = Segment { text: text.get(byte(from)..byte(to)).unwrap_or("").to_owned(), ..Segment::default() };
        if !around.is_empty() {
            segment.class.push_str(if around.iter().any(|q| q.l == "direct") { "q q-d" } else { "q q-i" });
        }
        if let Some(first) = covering.first().map(|(_, h)| &all[*h]) {
            segment.hits = covering.iter().map(|(_, h)| h.to_string()).collect::<Vec<_>>().join(" ");
            let polarity = ["neg", "nil", "pos"][(first.p.signum() + 1) as usize];
            let family = categories.get(first.c).map_or("lexical", |c| c.family.as_str());
            segment.class = format!("{} m f-{family} p-{polarity} v-{}", segment.class, VOICES[usize::from(first.v).min(2)]).trim().to_owned();
            // The label stands once, where the mark ends: before the words it would be read as part of the sentence.
            let labels: Vec<String> = covering
                .iter()
                .map(|(_, h)| h)
                .filter(|h| all[**h].e == to)
                .map(|h| format!("{}{}", categories.get(all[*h].c).map_or("?", |c| &c.letters), ["", "·said", "·“”"][usize::from(all[*h].v).min(2)]))
                .collect();
            segment.label = labels.join(" ");
        }
        segment
    });
    Paragraph { field, start, part: part.to_owned(), row: 0, segments: segments.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_where_marks_begin_and_end() {
        let article = ArticleText::plain("a", "Ä “brutal” regime\nsaid so");
        let mark = |s, e, v| HitMark { s, e, v, ..HitMark::default() };
        let all = vec![mark(3, 9, 2), mark(3, 17, 0)];
        let said = Place { s: 3, e: 9, l: "direct".into(), ..Place::default() };
        let paragraphs = paragraphs(&article, &[0, 1], &all, &[&said], &[]);
        assert_eq!(paragraphs.len(), 2);
        let texts: Vec<(&str, &str)> = paragraphs[0].segments.iter().map(|s| (s.text.as_str(), s.hits.as_str())).collect();
        assert_eq!(texts, [("Ä “", ""), ("brutal", "0 1"), ("” regime", "1")]);
        assert_eq!(paragraphs[1].start, 18);
        assert!(paragraphs[0].segments[1].class.contains("q-d"));
        let whole: String = paragraphs[0].segments.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(whole, "Ä “brutal” regime");
    }
}
