//! What a page says of its article in its data: title, date, outlet, address, language, kind.

use super::rules::PageRules;
use dom_query::Document;
use serde_json::Value;

/// What was found. Empty where the page does not say it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Meta {
    pub title: String,
    /// ISO date, with a time where the page gives one.
    pub date: String,
    pub outlet: String,
    pub url: String,
    pub language: String,
    pub genre: String,
    /// The article's text, where the page gives it as data.
    pub body: String,
    /// The page says that it is an article.
    pub is_article: bool,
}

/// Bytes of one block of data, at most.
const MOST_DATA: usize = 4 << 20;

/// Reads the page's data. `address` is where the page was found, if that is known.
pub fn read(page: &Document, address: &str, rules: &PageRules) -> Meta {
    let mut meta = Meta::default();
    let data = Data::read(page, rules);
    meta.is_article = data.article.is_some();
    let named = named(page);
    let first = |names: &[String]| {
        let found = names.iter().find_map(|name| named.iter().find(|(n, _)| n == name));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    if let Some(article) = &data.article {
        meta.title = text(&article["headline"]);
        meta.body = body(&text(&article["articleBody"]));
        meta.date = date(&text(&article["datePublished"])).unwrap_or_default();
        meta.outlet = text(&article["publisher"]["name"]);
        meta.language = text(&article["inLanguage"]);
        meta.genre = kinds(article).find_map(|k| rules.kinds.genre.get(&k)).cloned().unwrap_or_default();
    }
    let site = first(&rules.meta.outlet);
    if !site.is_empty() && !looks_like_address(&site) {
        meta.outlet = site;
    }
    let canonical = page.select("link[rel=canonical]").attr("href").map(|h| h.trim().to_owned()).unwrap_or_default();
    meta.url = [canonical, first(&rules.meta.url), address.to_owned()].into_iter().find(|u| host(u).is_some()).unwrap_or_default();
    let mut headings: Vec<String> = page.select("h1").nodes().iter().take(9).map(|h| plain(&h.text())).filter(|h| !h.is_empty()).collect();
    let shown = plain(&page.select("head title").text());
    if meta.outlet.is_empty() {
        meta.outlet = host(&meta.url).or_else(|| host(address)).or_else(|| site_beside(&shown, &headings)).unwrap_or_default();
    }
    if let Some(name) = meta.outlet.strip_prefix("www.").filter(|name| host(&format!("http://{name}")).is_some()) {
        meta.outlet = name.to_owned();
    }
    // A site's name stands as its first heading on every page.
    headings.retain(|h| simple(h) != simple(&meta.outlet));
    if meta.title.is_empty() {
        meta.title = first(&rules.meta.title);
    }
    if meta.title.is_empty() {
        meta.title = shown;
    }
    meta.title = without_site(&meta.title, &meta.outlet, &headings);
    if meta.title.is_empty() {
        meta.title = headings.first().cloned().unwrap_or_default();
    }
    if meta.date.is_empty() {
        meta.date = rules.meta.date.iter().filter_map(|name| named.iter().find(|(n, _)| n == name)).find_map(|(_, value)| date(value)).unwrap_or_default();
    }
    if meta.date.is_empty() {
        meta.date = shown_date(page, rules).or_else(|| date_in_address(&meta.url)).unwrap_or_default();
    }
    if meta.language.is_empty() {
        meta.language = page.select("html").attr("lang").map(|l| l.trim().to_owned()).unwrap_or_default();
    }
    if meta.language.is_empty() {
        meta.language = first(&rules.meta.language);
    }
    meta.language = meta.language.replace('_', "-").chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    meta.is_article |= named.iter().any(|(n, v)| n == "og:type" && v.eq_ignore_ascii_case("article"));
    meta
}

/// Meta elements with a content: name or property, in lower case.
fn named(page: &Document) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for node in page.select("meta[content]").nodes() {
        let content = plain(&node.attr_or("content", ""));
        if content.is_empty() {
            continue;
        }
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key) {
                found.push((name.trim().to_lowercase(), content.clone()));
            }
        }
    }
    found
}

/// A <time>, or what carries an itemprop of a date; without one the first <time> of the page that has a date.
fn shown_date(page: &Document, rules: &PageRules) -> Option<String> {
    let of = |node: &dom_query::NodeRef| {
        ["datetime", "content", "title"].iter().find_map(|a| node.attr(a)).and_then(|v| date(&v)).or_else(|| date(&plain(&node.text())))
    };
    let wanted = |node: &&dom_query::NodeRef| rules.dates.itemprops.contains(&node.attr_or("itemprop", "").trim().to_lowercase()) || node.has_attr("pubdate");
    let marked = page.select("[itemprop], time[pubdate]");
    let times = page.select("article time[datetime], main time[datetime], header time[datetime]");
    let any = page.select("time[datetime]");
    let named = || {
        let nodes = page.select("body [class], body [id]");
        let is = |node: &&dom_query::NodeRef| [node.class(), node.id_attr()].iter().flatten().any(|names| rules.is_date(names));
        let short = |node: &dom_query::NodeRef| Some(*node).filter(|n| n.normalized_char_count() <= 80).and_then(|n| date(&plain(&n.text())));
        nodes.nodes().iter().filter(is).take(50).find_map(short)
    };
    marked.nodes().iter().filter(wanted).find_map(of).or_else(|| times.nodes().iter().chain(any.nodes()).find_map(of)).or_else(named)
}

/// Letters and digits alone, small.
fn simple(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What stands beside a heading in the page's title: "Wall gives way | The Lantern", "The Lantern :: Wall gives way".
fn site_beside(title: &str, headings: &[String]) -> Option<String> {
    let sign = |c: char| c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | '•' | '·' | ':' | '«' | '»');
    headings.iter().filter(|h| h.split_whitespace().nth(2).is_some()).find_map(|heading| {
        let (before, after) = title.split_once(heading.as_str())?;
        let rest = match (before.trim(), after.trim()) {
            ("", after) if after.starts_with(sign) => after,
            (before, "") if before.ends_with(sign) => before,
            _ => return None,
        };
        // Sections stand before the name.
        let name = rest.trim_matches(sign).rsplit(" | ").next()?.trim();
        (!name.is_empty() && name.split_whitespace().nth(6).is_none()).then(|| name.to_owned())
    })
}

/// 2031/05/04, 2031/may/04, 2031/world/05/04 or 2031-05-04 in an address.
fn date_in_address(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let number = |part: &str, least: usize| {
        Some(part).filter(|p| (least..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse::<i16>().ok())
    };
    let day = |year: &str, month: &str, day: &str| {
        let (year, day) = (number(year, 4)?, number(day, 1)?);
        let date = match number(month, 1) {
            Some(month) => jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?,
            None => crate::clean::date_in(&format!("{day} {month} {year}"))?,
        };
        plausible(date).map(|d| d.to_string())
    };
    let in_row = parts.windows(3).find_map(|w| day(w[0], w[1], w[2]));
    let around_section = || parts.windows(4).find_map(|w| number(w[2], 1).and_then(|_| day(w[0], w[2], w[3])));
    let in_one = || {
        parts
            .iter()
            .filter(|p| p.len() == 10 && p.is_ascii())
            .find_map(|p| p.split_once('-').and_then(|(y, rest)| day(y, rest.split_once('-')?.0, rest.split_once('-')?.1)))
    };
    in_row.or_else(around_section).or_else(in_one)
}

fn plausible(date: jiff::civil::Date) -> Option<jiff::civil::Date> {
    (1800..=2199).contains(&date.year()).then_some(date)
}

/// A date as pages write it, in ISO form; the time stays with its offset where it is there.
pub fn date(written: &str) -> Option<String> {
    let written = written.trim();
    if written.len() < 6 || written.len() > 80 {
        return None;
    }
    if written.bytes().all(|b| b.is_ascii_digit()) {
        return epoch(written);
    }
    // Some write a blank, and offsets without a colon; jiff reads both.
    if let Ok(pieces) = jiff::fmt::temporal::Pieces::parse(written) {
        let day = plausible(pieces.date())?;
        let Some(time) = pieces.time() else { return Some(day.to_string()) };
        let zone = match pieces.offset() {
            Some(jiff::fmt::temporal::PiecesOffset::Numeric(n)) => {
                let seconds = n.offset().seconds();
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
                format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Some(_) => "Z".to_owned(),
            None => String::new(),
        };
        return Some(format!("{day}T{:02}:{:02}:{:02}{zone}", time.hour(), time.minute(), time.second()));
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(written) {
        return plausible(zoned.date()).map(|_| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    crate::clean::date_in(written).and_then(plausible).map(|d| d.to_string())
}

/// Seconds or milliseconds since 1970, or a day as eight digits.
fn epoch(digits: &str) -> Option<String> {
    let number: i64 = digits.parse().ok()?;
    if digits.len() != 8 {
        return super::super::slots::epoch(digits);
    }
    let day = jiff::civil::Date::new((number / 10_000) as i16, (number / 100 % 100) as i8, (number % 100) as i8).ok()?;
    plausible(day).map(|d| d.to_string())
}

/// The host of an address, "www." left out.
pub fn host(url: &str) -> Option<String> {
    let rest = url.trim().split_once("://").filter(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https"))?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.contains('.') && host.len() < 254).then(|| host.to_owned())
}

fn looks_like_address(text: &str) -> bool {
    text.contains("://") || text.starts_with('@')
}

/// A headline without the outlet's name behind a bar or dash.
fn without_site(title: &str, outlet: &str, headings: &[String]) -> String {
    let title = title.trim();
    // A heading that the title begins or ends with, up to a separator, is the headline.
    let cut = |c: char| matches!(c, '|' | '-' | '–' | '—' | '•' | '·' | ':' | '«' | '»') || c.is_whitespace();
    for heading in headings.iter().filter(|h| h.split_whitespace().nth(2).is_some()) {
        for rest in [title.strip_prefix(heading.as_str()), title.strip_suffix(heading.as_str())].into_iter().flatten() {
            if rest.is_empty() || rest.trim().starts_with(cut) || rest.trim().ends_with(cut) {
                return heading.clone();
            }
        }
    }
    let site = simple(outlet);
    // "The Lantern: Wall gives way".
    for separator in [": ", " :: ", " | ", " - ", " – ", " » "] {
        if let Some((before, after)) = title.split_once(separator)
            && !site.is_empty()
            && simple(before) == site
            && !after.trim().is_empty()
        {
            return after.trim().to_owned();
        }
    }
    for separator in [" | ", " - ", " – ", " — ", " • ", " · "] {
        if let Some((before, after)) = title.rsplit_once(separator) {
            let last = simple(after);
            if !before.trim().is_empty() && !last.is_empty() && !site.is_empty() && (last == site || site.starts_with(&last) || last.ends_with(&site)) {
                return before.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

/// What the page's JSON-LD says of the article.
struct Data {
    article: Option<Value>,
}

impl Data {
    fn read(page: &Document, rules: &PageRules) -> Self {
        let mut best: Option<Value> = None;
        for node in page.select("script[type=\"application/ld+json\"]").nodes().iter().take(50) {
            let text = node.text();
            let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("-->").trim_end_matches("//]]>").trim();
            if text.len() > MOST_DATA {
                continue;
            }
            // Line ends inside strings are not JSON, and pages have them.
            let Ok(value) = serde_json::from_str::<Value>(text).or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " "))) else { continue };
            let mut open = vec![value];
            let mut seen = 0;
            while let Some(value) = open.pop().filter(|_| seen < 500) {
                seen += 1;
                match value {
                    Value::Array(list) => open.extend(list.into_iter().rev()),
                    Value::Object(ref object) => {
                        if let Some(graph) = object.get("@graph") {
                            open.push(graph.clone());
                        }
                        if let Some(main) = object.get("mainEntity") {
                            open.push(main.clone());
                        }
                        let longer = |v: &Value| text_length(&v["articleBody"]) > best.as_ref().map_or(0, |b| text_length(&b["articleBody"]));
                        if kinds(&value).any(|k| rules.kinds.articles.contains(&k)) && (best.is_none() || longer(&value)) {
                            best = Some(value);
                        }
                    }
                    _ => {}
                }
            }
        }
        Self { article: best }
    }
}

fn text_length(value: &Value) -> usize {
    value.as_str().map_or(0, str::len)
}

/// Kinds of an object, in lower case, without the address of schema.org.
fn kinds(value: &Value) -> impl Iterator<Item = String> + '_ {
    let kind = &value["@type"];
    let list: Vec<&Value> = kind.as_array().map_or_else(|| vec![kind], |l| l.iter().collect());
    list.into_iter().filter_map(Value::as_str).map(|k| k.rsplit(['/', ':']).next().unwrap_or(k).to_lowercase())
}

/// A text, or the first of several, or its "@value" or name.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains('&') || text.contains('<') => {
            let once = unmark(text);
            // Markup that was written as entities is markup still.
            if text.contains("&lt;") && once.contains("</") { unmark(&once) } else { once }
        }
        Value::String(text) => text.trim().to_owned(),
        Value::Array(list) => list.first().map(text).unwrap_or_default(),
        Value::Object(object) => ["@value", "name"].iter().find_map(|k| object.get(*k)).map(text).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Text whose marks and entities are resolved. Paragraphs stay apart.
fn unmark(text: &str) -> String {
    if super::guard::refuse(text).is_some() {
        return String::new();
    }
    let parted = text.replace('\n', "<br>");
    let page = Document::from(parted);
    let Some(body) = page.body() else { return String::new() };
    super::text::Prose::of(body, &super::rules::PageRules::default(), &super::text::Marks::default()).text()
}

/// A body given as data: one empty line between paragraphs.
fn body(text: &str) -> String {
    let mut out = String::new();
    for line in text.split(['\n', '\r']).map(plain).filter(|l| !l.is_empty()) {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&line);
    }
    out
}

/// Blanks as one blank.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_kinds() {
        for (written, want) in [
            ("2031-05-04", "2031-05-04"),
            ("2031-05-04T10:11:12Z", "2031-05-04T10:11:12Z"),
            ("2031-05-04T10:11:12.345+0200", "2031-05-04T10:11:12+02:00"),
            ("2031-05-04 10:11:12-05:30", "2031-05-04T10:11:12-05:30"),
            ("2031-05-04T10:11", "2031-05-04T10:11:00"),
            ("Sun, 04 May 2031 10:11:12 +0100", "2031-05-04T10:11:12+01:00"),
            ("4 May 2031", "2031-05-04"),
            ("May 4, 2031 at 9:15 am", "2031-05-04"),
            ("20310504", "2031-05-04"),
            ("1935568272", "2031-05-03T09:51:12Z"),
            ("1935568272000", "2031-05-03T09:51:12Z"),
        ] {
            assert_eq!(date(written).as_deref(), Some(want), "{written}");
        }
        for written in ["", "yesterday", "0000-00-00", "12", "99999999", "2031-13-40", "1.5"] {
            assert_eq!(date(written), None, "{written}");
        }
        assert_eq!(date_in_address("https://a.example/news/2031/05/04/x.html").as_deref(), Some("2031-05-04"));
        for path in ["world/2031/may/04/x", "2031/WORLD/05/04/x/index.html", "news/2031-05-04/x/123"] {
            assert_eq!(date_in_address(&format!("https://a.example/{path}")).as_deref(), Some("2031-05-04"), "{path}");
        }
        for path in ["1/2/3", "2031/05/x", "2031/05/44", "2031-05", "2031/a/b/4", "éé31-05-4"] {
            assert_eq!(date_in_address(&format!("https://a.example/{path}")), None, "{path}");
        }
    }

    #[test]
    fn the_outlet_is_cut_from_titles() {
        let headings = ["Harbour wall gives way".to_owned()];
        for (title, outlet, headings, want) in [
            ("Harbour wall gives way | The Lantern", "", &headings[..], "Harbour wall gives way"),
            ("Harbour wall gives way - The Lantern", "The Lantern", &[], "Harbour wall gives way"),
            ("Harbour wall gives way - a year on", "The Lantern", &[], "Harbour wall gives way - a year on"),
            ("The Lantern", "The Lantern", &[], "The Lantern"),
            ("Wall – The Lantern News", "thelantern.example", &[], "Wall – The Lantern News"),
        ] {
            assert_eq!(without_site(title, outlet, headings), want);
        }
    }

    #[test]
    fn hosts_are_found() {
        assert_eq!(host("https://www.Lantern.example:8080/a?b").as_deref(), Some("lantern.example"));
        assert_eq!((host("lantern.example"), host("/a/b"), host("mailto:a@b.c")), (None, None, None));
    }
}
