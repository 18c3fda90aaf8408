//! Paragraphs cut where a mark or a quotation begins or ends, so that the page needs no nested elements.

use super::model::{CategoryInfo, HitMark, Paragraph, Place, Segment};
use super::texts::ArticleText;

const VOICES: [&str; 3] = ["own", "attributed", "quoted"];

/// The paragraphs of an article with its marks; `hits` are numbers into `all` of this article's hits.
pub fn paragraphs(article: &ArticleText, hits: &[usize], all: &[HitMark], quotes: &[&Place], categories: &[CategoryInfo]) -> Vec<Paragraph> {
    let mut out = Vec::new();
    if !article.title.trim().is_empty() {
        out.push(cut(&article.title, 0, 1, "headline", hits, all, quotes, categories));
    }
    let (mut byte, mut point) = (0usize, 0usize);
    for line in &article.lines {
        let (from, to) = (line.start as usize, line.end as usize);
        let (Some(skipped), Some(text)) = (article.text.get(byte..from), article.text.get(from..to)) else { continue };
        let start = point + skipped.chars().count();
        out.push(cut(text, start, 0, &line.part, hits, all, quotes, categories));
        byte = to;
        point = start + text.chars().count();
    }
    out
}

fn cut(text: &str, start: usize, field: u8, part: &str, hits: &[usize], all: &[HitMark], quotes: &[&Place], categories: &[CategoryInfo]) -> Paragraph {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end = start + chars.len();
    let here: Vec<usize> = hits.iter().copied().filter(|h| all.get(*h).is_some_and(|m| m.f == field && m.s < end && m.e > start)).collect();
    let said: Vec<&&Place> = quotes.iter().filter(|q| q.f == field && q.s < end && q.e > start && q.l != "scare").collect();
    let mut cuts = vec![start, end];
    for m in here.iter().filter_map(|h| all.get(*h)) {
        cuts.extend([m.s.max(start), m.e.min(end)]);
    }
    for q in &said {
        cuts.extend([q.s.max(start), q.e.min(end)]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let byte = |point: usize| chars.get(point - start).map_or(text.len(), |c| c.0);
    let segments = cuts.windows(2).map(|w| {
        let (from, to) = (w[0], w[1]);
        let mut segment = Segment { text: text.get(byte(from)..byte(to)).unwrap_or("").to_owned(), ..Segment::default() };
        if said.iter().any(|q| q.s <= from && q.e >= to) {
            segment.class.push_str(if said.iter().any(|q| q.s <= from && q.e >= to && q.l == "direct") { "q q-d" } else { "q q-i" });
        }
        let covering: Vec<usize> = here.iter().copied().filter(|h| all[*h].s <= from && all[*h].e >= to).collect();
        if let Some(first) = covering.first().map(|h| &all[*h]) {
            segment.hits = covering.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
            let polarity = ["neg", "nil", "pos"][(first.p.signum() + 1) as usize];
            let family = categories.get(first.c).map_or("lexical", |c| c.family.as_str());
            segment.class = format!("{} m f-{family} p-{polarity} v-{}", segment.class, VOICES[usize::from(first.v).min(2)]).trim().to_owned();
            // The label stands once, where the mark ends: before the words it would be read as part of the sentence.
            let labels: Vec<String> = covering
                .iter()
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
