use super::*;

/// A page as news sites build them, with furniture around the article.
fn site(head: &str, article: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en-GB\"><head><title>Harbour wall gives way | The Lantern</title>{head}</head><body>\
         <header><nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a><li><a href=/money>Money</a></ul></nav></header>\
         <main><article><h1>Harbour wall gives way</h1>{article}</article>\
         <aside class=\"related-links\"><h3>Related</h3><ul><li><a href=/a>Storm hits the eastern coast again this week</a><li><a href=/b>Minister visits the port of Corrast</a></ul></aside></main>\
         <div class=\"newsletter-signup\"><p>Sign up for our newsletter and never miss a story from the coast.</p></div>\
         <footer><p>© 2031 The Lantern. All rights reserved.</p></footer></body></html>"
    )
}

const FIRST: &str = "Part of the old harbour wall at Corrast gave way on Tuesday night, and forty people had to leave their homes, the council said.";
const SECOND: &str = "Engineers had warned of it since spring, according to papers that the council had kept to itself until Monday, and nothing was done.";
const THIRD: &str = "\"We were told it would stand another winter,\" said Oda Fennick, who runs the fish market, \"and we believed them.\"";
const FOURTH: &str = "The mayor, Rolf Tander, said that repairs would begin at once, and that money had been found, though he did not say where.";

fn body() -> String {
    format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>")
}

fn want() -> String {
    [FIRST, SECOND, THIRD, FOURTH].join("\n\n")
}

fn read(page: &str) -> Result<Page, Reason> {
    super::page(page.as_bytes(), "", "")
}

#[test]
fn the_article_and_nothing_else() {
    let figure = "<figure><img src=a.jpg><figcaption>The wall on Wednesday morning. Photo: A. Nobody</figcaption></figure>";
    let promo = "<div class=\"inline-newsletter newsletter\"><p>Get the Lantern in your inbox every morning, free of charge.</p></div>";
    let more = "<p><strong>Read more: </strong><a href=/x>How the harbour wall was built, and by whom</a></p>";
    let share = "<div class=\"share-tools\"><a href=#>Share on a network</a><a href=#>Send by mail</a></div>";
    for (name, article) in [
        ("plain", body()),
        ("a figure", format!("{figure}{}", body())),
        ("a figure in between", format!("<p>{FIRST}</p>{figure}<p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>")),
        ("a promotion", format!("<p>{FIRST}</p><p>{SECOND}</p>{promo}<p>{THIRD}</p><p>{FOURTH}</p>")),
        ("a link elsewhere", format!("<p>{FIRST}</p>{more}<p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>")),
        ("tools", format!("{share}{}{share}", body())),
        ("divs", format!("<div class=body>{}</div>", body())),
        ("breaks", format!("<div>{FIRST}<br><br>{SECOND}<br><br>{THIRD}<br><br>{FOURTH}</div>")),
        ("breaks in a body that is marked", format!("<div class=promo><p>{FIRST}<br><br>{SECOND}<br><br>{THIRD}<br><br>{FOURTH}</p></div>")),
        (
            "a caption that is a line",
            format!("<p>{FIRST}</p><div class=caption>The wall on Wednesday morning.</div><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"),
        ),
        (
            "a caption in a line",
            format!("<p>{FIRST}</p><div class=caption><div>The wall on Wednesday morning.</div></div><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"),
        ),
        (
            "a picture with words",
            format!("<p>{FIRST}</p><div class=image><img src=a.jpg><p>The wall on Wednesday morning.</p></div><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"),
        ),
        ("text with pictures", format!("<div class=media><p>{FIRST}<img src=a.jpg></p><p>{SECOND}</p></div><p>{THIRD}</p><p>{FOURTH}</p>")),
        (
            "a widget for each paragraph",
            want().split("\n\n").map(|p| format!("<section class=widget><div class=promo><div><p>{p}</p></div></div></section>")).collect(),
        ),
        (
            "several parts",
            format!(
                "<section class=part><div class=text><p>{FIRST}</p><p>{SECOND}</p></div></section><section class=part><div class=text><p>{THIRD}</p><p>{FOURTH}</p></div></section>"
            ),
        ),
        ("all in a form", format!("<form action=/><input type=hidden>{}</form>", body())),
        ("the day", format!("<p>May 4, 2031 at 9:15 am</p>{}", body())),
        (
            "a list of links",
            format!(
                "<p>{FIRST}</p><h3>Our harbours</h3><ul><li><a href=/a>Walls of the north coast</a><li><a href=/b>Who pays for a mole</a></ul><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"
            ),
        ),
        (
            "what is not shown",
            format!("<p>{FIRST}</p><p style=\"color: red; DISPLAY: none\">Not for readers, this sentence.</p><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"),
        ),
        ("how to reach the author", format!("{}<p>Oda Fennick covers walls. Follow her on Twitter.</p>", body())),
        ("inline marks", body().replace("harbour wall at Corrast", "<a href=/h>harbour <b>wall</b></a> at <i>Corrast</i>")),
        ("blanks", body().replace(' ', " \n\t")),
        ("soft hyphens", body().replace("Engineers", "Engi\u{AD}neers")),
    ] {
        let page = read(&site("", &article)).unwrap();
        assert_eq!(page.text, want(), "{name}");
        assert_eq!((page.meta.title.as_str(), page.meta.language.as_str()), ("Harbour wall gives way", "en-GB"), "{name}");
    }
}

#[test]
fn title_date_outlet_and_address() {
    let data = r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},{"@type":["OpinionNewsArticle"],"headline":"Harbour &amp; wall",
        "datePublished":"2031-05-04T10:11:12+02:00","publisher":{"@type":"Organization","name":"Lantern Media"},"inLanguage":"en"}]}</script>"#;
    let named = r#"<meta property="og:site_name" content="The Lantern"><meta property="og:title" content="Harbour wall gives way - The Lantern"><meta property="article:published_time" content="2031-05-03T08:00:00Z"><link rel="canonical" href="https://www.lantern.example/news/wall">"#;
    for (head, article, want) in [
        (data.to_owned(), body(), ["Harbour & wall", "2031-05-04T10:11:12+02:00", "Lantern Media", "", "opinion"]),
        (named.to_owned(), body(), ["Harbour wall gives way", "2031-05-03T08:00:00Z", "The Lantern", "https://www.lantern.example/news/wall", ""]),
        (format!("{data}{named}"), body(), ["Harbour & wall", "2031-05-04T10:11:12+02:00", "The Lantern", "https://www.lantern.example/news/wall", "opinion"]),
        (String::new(), format!("<time datetime=\"2031-05-04\">Sunday</time>{}", body()), ["Harbour wall gives way", "2031-05-04", "The Lantern", "", ""]),
        (
            "<meta property=og:url content=\"https://lantern.example/2031/05/06/wall.html\">".to_owned(),
            body(),
            ["Harbour wall gives way", "2031-05-06", "lantern.example", "https://lantern.example/2031/05/06/wall.html", ""],
        ),
        ("<script type=\"application/ld+json\">{broken</script>".to_owned(), body(), ["Harbour wall gives way", "", "The Lantern", "", ""]),
    ] {
        let meta = read(&site(&head, &article)).unwrap().meta;
        assert_eq!([meta.title, meta.date, meta.outlet, meta.url, meta.genre], want, "{head}");
    }
    let meta = super::page(site("", &body()).as_bytes(), "https://www.lantern.example/2031/05/06/a", "").unwrap().meta;
    assert_eq!((meta.outlet.as_str(), meta.date.as_str()), ("lantern.example", "2031-05-06"));
}

#[test]
fn the_text_in_the_data_is_taken_where_the_page_shows_little() {
    let text = want().replace("\n\n", "\\n").replace('"', "\\\"");
    let data = format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"H","articleBody":"{text}"}}</script>"#);
    let page = read(&site(&data, &format!("<p>{FIRST}</p><div class=loading></div>"))).unwrap();
    assert_eq!(page.text, want());
    // Where the page shows it all, the page counts: its paragraphs are sure.
    let glued = want().replace("\n\n", " ").replace('"', "\\\"");
    let data = format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{glued}"}}</script>"#);
    assert_eq!(read(&site(&data, &body())).unwrap().text, want());
    let marked = r#"<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"&lt;p&gt;One paragraph of the harbour story with quite some words in it, as the keeper told the council.&lt;/p&gt;&lt;p&gt;Another one, with R&amp;amp;D and still more of them.&lt;/p&gt;"}</script>"#;
    let page = read(&site(marked, "")).unwrap();
    assert_eq!(
        page.text,
        "One paragraph of the harbour story with quite some words in it, as the keeper told the council.\n\nAnother one, with R&D and still more of them."
    );
}

#[test]
fn pages_without_an_article_say_why() {
    let list: String = (0..60).map(|n| format!("<li><a href=/{n}>The council of town number {n} meets again on Tuesday</a>")).collect();
    for (name, page) in [
        ("nothing", String::new()),
        ("an empty page", "<html><body></body></html>".to_owned()),
        ("a login", "<html><body><form><input><button>Log in</button></form><p>Please log in.</p></body></html>".to_owned()),
        ("a list of headlines", format!("<html><body><h1>News</h1><div><ul>{list}</ul></div></body></html>")),
        ("a script", "<html><body><script>document.write('words '.repeat(1000))</script></body></html>".to_owned()),
    ] {
        assert!(matches!(read(&page), Err(Reason::NoArticle(_))), "{name}: {:?}", read(&page));
    }
    assert_eq!(read("<p>few words</p>").unwrap_err().to_string(), "no article: the page has 2 words of running text");
}

#[test]
fn sentences_that_begin_as_leads_do_stay() {
    let more = "<p>Support for <a href=/w>the wall</a> has grown since the storm.</p><p>Support <a href=/give>our work on the coast</a></p>";
    assert_eq!(read(&site("", &format!("{}{more}", body()))).unwrap().text, format!("{}\n\nSupport for the wall has grown since the storm.", want()));
}

#[test]
fn scripts_without_blanks_have_words() {
    let text = "港口旧墙在星期二夜间倒塌，四十人不得不离开家园，市议会在声明中说。".repeat(4);
    assert_eq!(read(&format!("<p>{text}</p>")).unwrap().text, text);
    assert!(read("<p>港口旧墙倒塌</p>").is_err());
}

#[test]
fn encodings_of_pages() {
    let text = site("", &body().replace("Oda Fennick", "Odé Fénnïck"));
    let declared = text.replace("<head>", "<head><meta charset=\"windows-1252\">");
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let cyrillic = site("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", &body().replace("Oda Fennick", "Ода Фенник"));
    for (name, bytes, charset, want) in [
        ("UTF-8", text.clone().into_bytes(), "", "Odé Fénnïck"),
        ("UTF-8 that says it is something else", declared.clone().into_bytes(), "iso-8859-1", "Odé Fénnïck"),
        ("said by the server", latin(&text), "iso-8859-1", "Odé Fénnïck"),
        ("said by the page", latin(&declared), "", "Odé Fénnïck"),
        ("guessed", latin(&text), "", "Odé Fénnïck"),
        ("Cyrillic", encoding_rs::WINDOWS_1251.encode(&cyrillic).0.into_owned(), "", "Ода Фенник"),
        ("UTF-16", std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(), "", "Odé Fénnïck"),
    ] {
        let page = super::page(&bytes, "", charset).unwrap();
        assert!(page.text.contains(want), "{name}: {}", page.text);
    }
    assert!(matches!(super::page(b"<p>\0\x01\x02", "", ""), Err(Reason::Binary)));
}

#[test]
fn hostile_pages_end_soon() {
    let begun = std::time::Instant::now();
    for (name, page) in [
        ("deep", "<div>".repeat(200_000)),
        ("deep tables", "<table><tr><td>".repeat(50_000)),
        ("many paragraphs", format!("<body>{}", "<p>words, and more of them".repeat(100_000))),
        ("deep and long", format!("{}{}", "<div>".repeat(500), "<p>words, and more, of them</p>".repeat(20_000))),
        ("formatting never closed", "<b><i><u>x".repeat(20_000)),
        ("formatting across paragraphs", "<p><a href=x><b>word, word</p>".repeat(5_000)),
        ("an attribute without end", format!("<div class=\"{}", "a ".repeat(1 << 20))),
        ("many attributes", format!("<div {}>", (0..20_000).map(|n| format!("a{n}=1 ")).collect::<String>())),
        ("comments", "<!-- ".repeat(200_000)),
        ("entities", "&amp;&lt;&nosuch;&#99999999;".repeat(100_000)),
        ("breaks", "text<br><br>".repeat(50_000)),
        ("a long word", "x".repeat(5 << 20)),
        ("blanks", " ".repeat(5 << 20)),
        ("data in data", format!("<script type=\"application/ld+json\">{}</script>", "[".repeat(500_000))),
        ("lists in lists", "<ul><li>a, b".repeat(400)),
        ("links", "<a href=x>a, b</a> ".repeat(60_000)),
    ] {
        let at = std::time::Instant::now();
        let _ = read(&page);
        eprintln!("{name}: {:.1} s", at.elapsed().as_secs_f64());
        assert!(at.elapsed().as_secs() < 60, "{name}");
    }
    assert!(begun.elapsed().as_secs() < 300);
}
