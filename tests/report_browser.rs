//! The report in a real browser: it loads without a request, everything works by mouse and by keyboard, its numbers are
//! those of the tables, and hostile text neither runs nor breaks it.

mod browser;
mod report_support;

use browser::{Browser, DOWN, ENTER, ESCAPE, RIGHT, TAB, installed};
use report_support::{Run, as_jsonl, demo, repository, run_on};
use serde_json::{Value, json};
use slantwise::report::ReportOptions;
use slantwise::stats::{Count, garwood};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The demo and its page, made once.
fn the_demo() -> &'static (Run, PathBuf) {
    static DEMO: OnceLock<(Run, PathBuf)> = OnceLock::new();
    DEMO.get_or_init(|| {
        let run = demo();
        let page = run.page(&ReportOptions::default());
        (run, page)
    })
}

fn text(browser: &Browser, selector: &str) -> String {
    browser.js(&format!("return document.querySelector({}).textContent", serde_json::to_string(selector).unwrap())).as_str().unwrap_or("").to_owned()
}

fn count(browser: &Browser, selector: &str) -> u64 {
    browser.js(&format!("return document.querySelectorAll({}).length", serde_json::to_string(selector).unwrap())).as_u64().unwrap()
}

/// The number of the outlet with most own-voice hits, and that count.
fn most_loaded(browser: &Browser) -> (u64, u64) {
    let outlets = browser.js("return JSON.parse(document.getElementById('data').textContent).outlets");
    let (at, most) = outlets.as_array().unwrap().iter().enumerate().max_by_key(|(_, o)| o["loaded"].as_u64()).unwrap();
    (at as u64, most["loaded"].as_u64().unwrap())
}

#[test]
fn loads_without_error_or_request_and_its_numbers_are_the_tables() {
    if !installed() {
        return;
    }
    let browser = Browser::start(1400, 900);
    let seeds = repository().join("../shared/seeds");
    let mut runs = vec![demo()];
    if seeds.is_dir() {
        runs.push(run_on(&as_jsonl(&seeds)))
    } else {
        eprintln!("*** the seeds are not here: only the demo is opened ***")
    }
    for run in &runs {
        browser.open(&run.page(&ReportOptions::default()));
        assert_eq!(browser.complaints(), Vec::<String>::new());
        let articles = run.rows("articles");
        let mut names: Vec<&String> = articles.iter().map(|a| &a["outlet"]).collect();
        names.sort();
        names.dedup();
        for name in names {
            let sum = |column: &str| articles.iter().filter(|a| a["outlet"] == *name).map(|a| a[column].parse::<u64>().unwrap()).sum::<u64>();
            let (loaded, words) = (sum("loaded_own"), sum("words"));
            let row = browser.js(&format!(
                "const row = [...document.querySelectorAll('#rates tbody tr')].find(r => r.querySelector('.outlet').textContent === {}); return [row.querySelector('.rate').textContent, row.querySelector('button').textContent]",
                serde_json::to_string(name).unwrap()
            ));
            let interval = garwood(Count::new(loaded, words), 0.05).unwrap();
            let rate = format!("{:.1} [{:.1}–{:.1}]", 1000.0 * loaded as f64 / words as f64, interval.lo, interval.hi);
            assert_eq!(row, json!([rate, loaded.to_string()]), "{name}");
        }
        for article in &articles {
            let found = browser.js(&format!(
                "const d = JSON.parse(document.getElementById('data').textContent); const i = d.articles.findIndex(a => a.id === {}); return [document.querySelector(`[data-count-article=\"${{i}}\"]`).textContent, document.querySelector(`[data-rate-article=\"${{i}}\"]`).textContent, new Set(d.hits.filter(h => h.d === i && h.v === 0 && d.categories[h.c].scored).map(h => h.g)).size]",
                serde_json::to_string(&article["article_id"]).unwrap()
            ));
            let cell = |name: &str| article[name].parse::<f64>().unwrap();
            let rate = format!("{:.1} [{:.1}–{:.1}]", cell("loaded_own_per_1000"), cell("lo95"), cell("hi95"));
            let loaded = article["loaded_own"].parse::<u64>().unwrap();
            assert_eq!(found, json!([loaded.to_string(), rate, loaded]), "{}", article["article_id"]);
        }
        // Every cell of the matrices of events is a row of labels.csv.
        let labels = run.rows("labels");
        let chips = browser.js("return [...document.querySelectorAll('.event .chip')].map(c => { const d = JSON.parse(document.getElementById('data').textContent); return [d.events[c.dataset.e].id, c.dataset.a, d.outlets[c.dataset.o].name, c.dataset.lb, c.querySelector('b').textContent] })");
        let chips = chips.as_array().unwrap();
        let events = browser.js("return JSON.parse(document.getElementById('data').textContent).events.filter(e => !e.loose).length");
        assert_eq!(chips.is_empty(), events == 0);
        for chip in chips {
            let own: u64 = labels
                .iter()
                .filter(|l| [&l["event_id"], &l["actor"], &l["outlet"], &l["label"]].iter().zip(0..).all(|(c, i)| chip[i] == ***c))
                .map(|l| l["n_own"].parse::<u64>().unwrap())
                .sum();
            assert_eq!(chip[4], own.to_string(), "{chip}");
        }
    }
}

#[test]
fn a_number_opens_its_lines_a_line_its_place_a_mark_its_card() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1500, 950);
    browser.open(page);
    let (outlet, loaded) = most_loaded(&browser);
    let number = format!("#rates [data-count=\"{outlet}\"]");
    // By mouse.
    browser.click(&number);
    browser.until("!document.getElementById('drawer').hidden");
    assert!(text(&browser, "#drawer-title").starts_with(&format!("{loaded} places")), "{}", text(&browser, "#drawer-title"));
    assert!(count(&browser, "#drawer .kwic li") >= loaded.min(60));
    browser.click("#drawer .kwic li:nth-child(3) .line");
    browser.until("document.activeElement.matches('.art mark')");
    // In sight: neither above or below the window nor behind the lines, which one button brings back.
    assert_eq!(browser.js("const r = document.activeElement.getBoundingClientRect(), d = document.getElementById('drawer'); return r.top > 0 && r.bottom < innerHeight && (d.hidden || r.right <= d.getBoundingClientRect().left)"), true);
    if browser.js("return document.getElementById('drawer').hidden") == true {
        browser.click("#drawer-back");
    }
    assert_eq!(browser.js("return document.getElementById('drawer').hidden"), false);
    browser.click("#drawer-close");
    assert_eq!(browser.js("return document.getElementById('drawer-back').hidden"), true);
    browser.js("document.querySelectorAll('.art mark.f-lexical')[2].id = 'chosen-mark'");
    browser.click("#chosen-mark");
    browser.until("document.getElementById('card').open");
    let card = text(&browser, "#card");
    for part in ["Kind", "Voice", "Why loaded", "Weight", "Entry"] {
        assert!(card.contains(part), "{part} in {card}");
    }
    browser.keys(&[ESCAPE]);
    browser.until("!document.getElementById('card').open && document.activeElement.id === 'chosen-mark'");
    // By keyboard.
    browser.js(&format!("document.querySelector('{}').focus()", number.replace('"', "\\\"")));
    browser.keys(&[ENTER]);
    browser.until("document.activeElement.id === 'drawer-title'");
    browser.keys(&[TAB, TAB, ENTER]);
    browser.until("document.activeElement.matches('.art mark')");
    browser.keys(&[ENTER]);
    browser.until("document.getElementById('card').open");
    browser.keys(&[ENTER]);
    browser.until("!document.getElementById('card').open && document.activeElement.matches('.art mark')");
    browser.keys(&[ESCAPE]);
    browser.until("document.getElementById('drawer').hidden");
    // A cell of the matrix.
    browser.click("#names .chip");
    let told: u64 = text(&browser, "#names .chip b").parse().unwrap();
    assert!(count(&browser, "#drawer .kwic li") >= told, "lines behind a name");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn striking_recounts_and_the_file_says_what_was_struck() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1400, 900);
    browser.open(page);
    let (outlet, loaded) = most_loaded(&browser);
    let words = browser.js(&format!("return JSON.parse(document.getElementById('data').textContent).outlets[{outlet}].words")).as_u64().unwrap();
    let hit = browser.js(&format!("const d = JSON.parse(document.getElementById('data').textContent); const i = d.hits.findIndex(h => d.articles[h.d].outlet === {outlet} && h.v === 0 && d.categories[h.c].scored); const m = [...document.querySelectorAll('.art mark')].find(m => m.dataset.h.split(' ').includes(String(i))); m.id = 'mine'; return [d.articles[d.hits[i].d].id, d.hits[i].s, d.hits[i].e, d.entries[d.hits[i].n].id]"));
    browser.click("#mine");
    browser.until("document.getElementById('card').open");
    // Without a reason nothing is struck.
    browser.click("#strike");
    assert_eq!(count(&browser, "#unstrike"), 0);
    browser.js("document.getElementById('strike-reason').focus()");
    browser.type_text("=meant, \"literally\"");
    browser.keys(&[ENTER]);
    browser.until("document.getElementById('unstrike')");
    browser.keys(&[ESCAPE]);
    let interval = garwood(Count::new(loaded - 1, words), 0.05).unwrap();
    let row = browser.js(&format!(
        "const r = document.querySelector('tr[data-bar=\"{outlet}\"]'); return [r.querySelector('.rate').textContent, r.querySelector('button').textContent]"
    ));
    assert_eq!(row, json!([format!("{:.1} [{:.1}–{:.1}]", 1000.0 * (loaded - 1) as f64 / words as f64, interval.lo, interval.hi), (loaded - 1).to_string()]));
    assert!(text(&browser, "#names h2").contains("before striking"));
    // The same count stands in the table of the sample, and the rate per own words follows; what is older says so.
    let row = browser.js(&format!(
        "const o = JSON.parse(document.getElementById('data').textContent).outlets[{outlet}]; const r = document.querySelector('#sample tr[data-outlet-row=\"{outlet}\"]'); return [r.querySelector('[data-v=\"0\"]').textContent, r.querySelector('[data-rate-own]').textContent, o.words_own]"
    ));
    let own = row[2].as_u64().unwrap();
    assert_eq!([&row[0], &row[1]], [&json!((loaded - 1).to_string()), &json!(format!("{:.1}", 1000.0 * (loaded - 1) as f64 / own as f64))]);
    let stamps = browser.js("return [...document.querySelectorAll('[data-stale]')].map(h => h.textContent.includes('before striking'))");
    assert!(stamps.as_array().unwrap().len() > 10 && stamps.as_array().unwrap().iter().all(|s| *s == true), "{stamps}");
    browser.click("#save-csv");
    let file = browser.downloaded("exclusions.csv");
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), ["article_id", "field", "start", "end", "entry", "reason"]);
    let first = reader.records().next().unwrap().unwrap();
    assert_eq!(json!([first[0], first[2].parse::<u64>().unwrap(), first[3].parse::<u64>().unwrap(), first[4]]), hit);
    assert_eq!(slantwise::tables::sheet::unguard(&first[5]), "=meant, \"literally\"");
    browser.click("#save-json");
    let json: Value = serde_json::from_str(&browser.downloaded("exclusions.json")).unwrap();
    assert_eq!(json[0]["article_id"], hit[0]);
    // It is kept, and can be taken back.
    browser.reload();
    assert_eq!(count(&browser, "#stale:not([hidden])"), 1);
    browser.click("#undo-strikes");
    assert_eq!(count(&browser, ".stamp"), 0);
    assert_eq!(text(&browser, &format!("#rates [data-count=\"{outlet}\"]")), loaded.to_string());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn filters_and_search_live_in_the_address() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1400, 900);
    browser.open(page);
    browser.click("#toggle-filters");
    // By keyboard: the second category of the list, then the search.
    browser.js("document.querySelector('[data-filter=c]').focus()");
    browser.keys(&[DOWN, DOWN]);
    browser.until("location.hash.includes('c=')");
    let category = browser.js("return document.querySelector('[data-filter=c]').value");
    let left = browser.js(&format!("const d = JSON.parse(document.getElementById('data').textContent); return [d.hits.filter(h => d.categories[h.c].id === {category}).length, d.hits.length]"));
    assert!(text(&browser, "#filter-status").starts_with(&format!("{} of {}", left[0], left[1])));
    let wrong = browser.js(&format!("const d = JSON.parse(document.getElementById('data').textContent); return [...document.querySelectorAll('.art mark')].filter(m => m.classList.contains('off') === m.dataset.h.split(' ').some(i => d.categories[d.hits[i].c].id === {category})).length"));
    assert_eq!(wrong, 0);
    // A link holds it.
    let hash = browser.js("return location.hash").as_str().unwrap().to_owned();
    browser.open_at(&PathBuf::from("/nowhere.html"), "");
    browser.complaints();
    browser.open_at(page, &hash);
    assert_eq!(browser.js("return document.querySelector('[data-filter=c]').value"), category);
    browser.click("#clear-filters");
    assert_eq!(count(&browser, ".art mark.off"), 0);
    browser.js("document.querySelector('[data-filter=q]').focus()");
    browser.type_text("regime");
    browser.until("location.hash.includes('regime') && document.querySelectorAll('mark.found').length > 0");
    browser.click("#clear-filters");
    browser.js("const s = document.querySelector('[data-filter=e]'); s.value = '0'; s.dispatchEvent(new Event('change'))");
    assert_eq!(count(&browser, ".event:not([hidden])"), 1);
    // The list of all marks is built on the way to it.
    browser.js("document.getElementById('lines').scrollIntoView()");
    browser.until("document.querySelectorAll('#all-lines li').length > 0");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn class_mode_marks_reveals_saves_and_loads() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1500, 950);
    browser.open(page);
    browser.click("#open-class");
    browser.until("document.querySelectorAll('.w').length > 100");
    // Nothing is marked and no outlet is named but in the articles' own words.
    assert_eq!(count(&browser, "#class mark"), 0);
    assert_eq!(count(&browser, "#class .outlet"), 0);
    // The third article of the first event is loaded in the demo.
    browser.js("const s = document.getElementById('class-article'); s.value = '2'; s.dispatchEvent(new Event('change'))");
    let before =
        browser.js("const d = JSON.parse(document.getElementById('data').textContent); return d.hits.filter(h => h.d === 2).map(h => [h.s, h.e, h.t])");
    assert!(before.as_array().unwrap().len() > 3);
    // By mouse: a stretch of words.
    browser.drag(".w[data-i='10']", ".w[data-i='12']");
    let chosen = text(&browser, "#chosen");
    assert!(chosen.split_whitespace().count() >= 3, "{chosen}");
    browser.click("input[name=category][value=evaluative]");
    browser.click("#class-mark");
    assert_eq!(count(&browser, ".w.mine"), 3);
    // By keyboard: the word after next and one more.
    browser.js("document.querySelector(\".w[tabindex='0']\").focus()");
    browser.keys(&[RIGHT, RIGHT]);
    browser.shift(RIGHT);
    browser.keys(&[ENTER]);
    browser.until("document.activeElement.name === 'category'");
    browser.keys(&[DOWN, ENTER]);
    browser.until("document.querySelectorAll('.mark-list li').length === 2");
    assert_eq!(count(&browser, ".w.mine"), 5);
    assert_eq!(count(&browser, ".w.lex, .w.both"), 0);
    browser.click("#class-reveal");
    browser.until("document.querySelectorAll('.w.lex, .w.both').length > 0");
    // The alpha of the page is that of the program.
    let labels = browser.js(
        "const d = JSON.parse(document.getElementById('data').textContent); const kept = Object.keys(localStorage).find(k => k.endsWith(':marks')); const mine = JSON.parse(localStorage[kept]).mine;
         const rows = [...document.querySelectorAll('#a-2 p[data-s]')].filter(p => !p.classList.contains('is-boilerplate')).map(p => [Number(p.dataset.s), p.textContent]);
         const tokens = []; for (const [s, t] of rows) for (const m of t.matchAll(/[\\p{L}\\p{N}]+(?:[-'’.,][\\p{L}\\p{N}]+)*/gu)) { const a = s + Array.from(t.slice(0, m.index)).length; tokens.push([a, a + Array.from(m[0]).length]); }
         const lex = d.hits.filter(h => h.d === 2).sort((a, b) => Number(d.categories[b.c].scored) - Number(d.categories[a.c].scored)).map(h => [h.s, h.e, d.categories[h.c].id]);
         const label = (marks) => tokens.map(([s, e]) => { const m = marks.find(m => s < m[1] && e > m[0]); return m ? 1 + d.categories.findIndex(c => c.id === m[2]) : 0; });
         return [label(mine.map(m => [m.start, m.end, m.category])), label(lex)]",
    );
    let labels: Vec<Vec<u32>> = serde_json::from_value(labels).unwrap();
    let alpha = slantwise::stats::token_alpha(&[&labels[0], &labels[1]]).unwrap();
    assert_eq!(text(&browser, "#alpha"), format!("{alpha:.2}"));
    // Saved, forgotten, loaded again.
    browser.js("document.getElementById('class-name').focus()");
    browser.type_text("Ada");
    browser.click("#class-save");
    let saved: Value = serde_json::from_str(&browser.downloaded("Ada.slantwise.json")).unwrap();
    assert_eq!(saved["format"], "slantwise-marks");
    assert_eq!(saved["articles"][0]["marks"].as_array().unwrap().len(), 2);
    let file = browser.downloads.path().join("Ada.slantwise.json");
    browser.js("localStorage.clear()");
    browser.reload();
    browser.click("#open-class");
    assert_eq!(count(&browser, ".w.mine"), 0);
    browser.js("document.getElementById('file').click = () => {}");
    browser.click("#class-load");
    browser.give_file("#file", &file);
    browser.until("document.getElementById('class-name').value === 'Ada'");
    browser.js("const s = document.getElementById('class-article'); s.value = '2'; s.dispatchEvent(new Event('change'))");
    assert_eq!(count(&browser, ".w.mine"), 5);
    // A neighbour who marked nothing else agrees wholly.
    browser.click("#class-neighbours");
    browser.give_file("#file", &file);
    browser.until("document.getElementById('class-alpha')");
    assert_eq!(text(&browser, "#class-alpha"), "1.00");
    // A file that is none is refused in a sentence.
    let wrong = browser.downloads.path().join("wrong.json");
    std::fs::write(&wrong, "{\"format\": \"<script>alert(1)</script>\"}").unwrap();
    browser.click("#class-neighbours");
    browser.give_file("#file", &wrong);
    browser.until("document.getElementById('notice').open");
    browser.keys(&[ESCAPE]);
    browser.click("#class-close");
    assert_eq!(count(&browser, "#class:not([hidden])"), 0);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn worksheet_and_neutral_rewrite() {
    if !installed() {
        return;
    }
    let (run, page) = the_demo();
    let browser = Browser::start(1400, 900);
    browser.open(page);
    browser.click("#open-worksheet");
    browser.until("document.querySelectorAll('.sheet .lines li').length > 100");
    // Blind: no outlet's name outside the articles' own words and the key.
    let heads = browser.js("return [...document.querySelectorAll('.sheet:not(.answer) h3')].map(h => h.textContent).join()");
    assert_eq!(heads, "Article A,Article B,Article C,Article D");
    // The key's line numbers are those of the sheet.
    let wrong = browser.js("const sheets = [...document.querySelectorAll('.sheet:not(.answer)')]; return [...document.querySelectorAll('.answer')].flatMap((a, i) => [...a.querySelectorAll('tbody tr')].filter(r => { const lines = [...sheets[i].querySelectorAll('.lines li')]; const n = Number(r.cells[0].textContent); const near = lines.slice(n - 1, n + 2).map(l => l.lastChild.textContent).join(' '); return !near.includes(r.cells[1].textContent.split(/\\s/)[0]); })).map(r => r.textContent)");
    assert_eq!(wrong, json!([]));
    browser.keys(&[ESCAPE]);
    browser.click("#toggle-rewrite");
    assert!(count(&browser, "ins.alt") > 10);
    // What it did is told beside the tools; the filter has nothing to do with it.
    assert!(text(&browser, "#tool-status").contains("Neutral rewrite") && count(&browser, "#filters:not([hidden])") == 0);
    assert_eq!(browser.js("return [...document.querySelectorAll('mark.gone')].filter(m => m.classList.contains('v-quoted')).length"), 0);
    browser.click("#toggle-rewrite");
    let text = browser.js("return document.querySelector('#a-0').textContent").as_str().unwrap().to_owned();
    assert_eq!(count(&browser, "ins.alt"), 0);
    assert!(!text.is_empty() && !run.texts.is_empty());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn readable_without_script() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1400, 900);
    browser.cdp("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(page);
    assert_eq!(browser.js("return getComputedStyle(document.querySelector('.tools')).display"), "none");
    assert_eq!(browser.js("return document.querySelector('.art mark.m').textContent.length > 0 && getComputedStyle(document.querySelector('.art mark.m[data-l]'), '::after').content.length > 3"), true);
    assert!(count(&browser, ".art p") > 100);
}

#[test]
fn fits_from_a_phone_to_a_wall() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1400, 900);
    for width in [320, 412, 768, 1024, 1366, 1920, 3840] {
        browser.resize(width, 900);
        browser.open(page);
        let over = browser.js("return document.documentElement.scrollWidth - innerWidth");
        assert!(over.as_i64().unwrap() <= 0, "{width}: {over} too wide");
        browser.click("#open-class");
        assert!(browser.js("return document.getElementById('class').scrollWidth - innerWidth").as_i64().unwrap() <= 0, "class mode at {width}");
    }
}

#[test]
fn on_paper_everything_is_whole_and_short() {
    if !installed() {
        return;
    }
    let (_, page) = the_demo();
    let browser = Browser::start(1400, 900);
    browser.open(page);
    let sheets = browser.sheets();
    assert!((10..52).contains(&sheets), "the demo on paper: {sheets} sheets");
    browser.cdp("Emulation.setEmulatedMedia", json!({"media": "print"}));
    browser.resize(690, 900);
    assert!(browser.js("return document.documentElement.scrollWidth - innerWidth").as_i64().unwrap() <= 0, "cut off on the right");
    // Nothing of an article begins left of the sheet.
    let cut = browser
        .js("return [...document.querySelectorAll('.art p')].filter(p => p.getBoundingClientRect().width > 0 && p.getBoundingClientRect().left < 0).length");
    assert_eq!(cut, 0);
    // Comparisons without an answer are left out, and the page says how many.
    let thin = browser.js("return [...document.querySelectorAll('.contrasts tr.thin')].map(r => r.getClientRects().length).reduce((a, b) => a + b, 0)");
    assert_eq!(thin, 0);
    assert!(
        browser.js("return [...document.querySelectorAll('.paper')].some(p => p.getClientRects().length && p.textContent.includes('too little evidence'))")
            == true
    );
    // Every pair of outlets has its answer.
    let outlets = browser.js("return JSON.parse(document.getElementById('data').textContent).outlets.length").as_u64().unwrap();
    assert_eq!(count(&browser, ".pairs tbody tr"), outlets * (outlets - 1) / 2);
}

#[test]
fn hostile_text_neither_runs_nor_breaks_the_layout() {
    if !installed() {
        return;
    }
    let bad = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\"'><svg onload=window.hacked=3>{{7*7}}${7*7}<!--\u{202E}\u{2066}\u{2028}&lt;b&gt;javascript:alert(1)";
    let long = "regime".repeat(1700);
    let mut jsonl = String::new();
    for n in 0..4 {
        let text = format!(
            "{bad}\n\nThe brutal regime {bad} of {long} lied. \"The terrorists {bad}\", said {bad}.\n\nهذا نص من اليمين brutal regime إلى اليسار.\n\n<b>Thugs</b> {bad}"
        );
        let record = json!({"id": format!("{n}{bad}"), "outlet": format!("<h1>Out{}let</h1>{bad}", n % 2), "date": "2024-02-14", "event": format!("event {bad}"), "url": format!("javascript:{bad}"), "title": format!("{bad} brutal regime"), "text": text, "language": "en\" onclick=\"window.hacked=4", "genre": bad});
        jsonl.push_str(&record.to_string());
        jsonl.push('\n');
    }
    let run = run_on(&jsonl);
    let page = run.page(&ReportOptions::default());
    let browser = Browser::start(1300, 900);
    for width in [360, 1300] {
        browser.resize(width, 900);
        browser.open(&page);
        assert_eq!(browser.complaints(), Vec::<String>::new());
        assert_eq!(
            browser.js("return window.hacked === undefined && document.querySelectorAll('img, h1, svg[onload], script').length"),
            3,
            "one heading, data and script, and nothing from the articles"
        );
        assert!(browser.js("return document.documentElement.scrollWidth - innerWidth").as_i64().unwrap() <= 0, "{width}");
    }
    browser.click("#rates [data-ev]");
    browser.until("!document.getElementById('drawer').hidden");
    browser.click("#drawer .kwic .num");
    browser.until("document.getElementById('card').open");
    browser.keys(&[ESCAPE]);
    browser.keys(&[ESCAPE]);
    browser.click("#open-class");
    browser.click("#class-reveal");
    browser.click("#class-close");
    browser.click("#open-worksheet");
    browser.keys(&[ESCAPE]);
    browser.click("#toggle-rewrite");
    assert_eq!(browser.js("return window.hacked === undefined && document.querySelectorAll('img, svg[onload], script').length"), 2);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn many_real_articles_are_an_index_and_pages_that_fit() {
    if !installed() {
        return;
    }
    let fakes = repository().join("../shared/data/fakes.jsonl");
    let Ok(jsonl) = std::fs::read_to_string(&fakes) else {
        eprintln!("NOT RUN: {} is absent, so no page of many real articles was opened", fakes.display());
        return;
    };
    let run = run_on(&jsonl);
    let index = run.page(&ReportOptions::default());
    let folder = index.parent().expect("a folder").join("report");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder).expect("event pages").map(|e| e.expect("a page").path()).collect();
    pages.sort();
    let browser = Browser::start(1400, 900);
    for page in [&index, &pages[0], &pages[pages.len() - 1]] {
        for width in [360, 1400] {
            browser.resize(width, 900);
            browser.open(page);
            assert_eq!(browser.complaints(), Vec::<String>::new(), "{}", page.display());
            assert!(browser.js("return document.documentElement.scrollWidth - innerWidth").as_i64().unwrap() <= 0, "{} at {width}", page.display());
        }
    }
    // A name stands on one line on a phone, and on paper the list of events is a list.
    browser.resize(360, 800);
    browser.open(&index);
    let broken = browser.js("return [...document.querySelectorAll('#sample .outlet bdi, #names .outlet bdi')].filter(b => !/[ -]/.test(b.textContent) && b.getClientRects().length > 1).map(b => b.textContent)");
    assert_eq!(broken, json!([]));
    let sheets = browser.sheets();
    assert!((5..45).contains(&sheets), "the index on paper: {sheets} sheets");
    // The index has every outlet's count, tells its cap, and leads to the pages, which lead back.
    browser.open(&index);
    let articles = run.rows("articles");
    let loaded: u64 = articles.iter().map(|a| a["loaded_own"].parse::<u64>().unwrap()).sum();
    let shown = browser.js("return JSON.parse(document.getElementById('data').textContent).outlets.reduce((n, o) => n + o.loaded, 0)");
    assert_eq!(shown, loaded);
    assert!(text(&browser, "#reading").contains("too large for one page"));
    let links = browser.js("return [...document.querySelectorAll('.event.listed a')].map(a => a.getAttribute('href'))");
    assert_eq!(links.as_array().map(Vec::len), Some(pages.len()));
    browser.open(&pages[0]);
    assert_eq!(
        browser.js("return document.querySelector('main a[href=\"../report.html\"]') !== null && document.querySelectorAll('.art').length > 1 && document.querySelectorAll('.art mark').length > 5"),
        true
    );
}

/// axe-core is MPL and no part of the repository: scripts/test.sh fetches it from npm.
fn axe() -> Option<String> {
    let places = [
        std::env::var("SLANTWISE_AXE").unwrap_or_default(),
        repository().join("target/axe/node_modules/axe-core/axe.min.js").display().to_string(),
        repository().join("node_modules/axe-core/axe.min.js").display().to_string(),
    ];
    let found = places.iter().find_map(|p| std::fs::read_to_string(p).ok());
    if found.is_none() {
        eprintln!("\n*** NOT RUN: the accessibility test needs axe-core (npm install --prefix target/axe axe-core); scripts/test.sh does that ***\n");
    }
    found
}

#[test]
fn axe_finds_no_violation() {
    if !installed() {
        return;
    }
    let Some(axe) = axe() else { return };
    let (_, page) = the_demo();
    let browser = Browser::start(1400, 900);
    let check = |what: &str| {
        browser.js(&axe);
        browser.js("window.axeResult = null; axe.run(document, {resultTypes: ['violations']}).then(r => { window.axeResult = r.violations.map(v => v.id + ': ' + v.nodes.length + ' × ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' – ' + n.failureSummary).join(' | ')); })");
        browser.until("window.axeResult");
        assert_eq!(browser.js("return window.axeResult"), json!([]), "{what}");
    };
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        browser.open(page);
        // Everything in sight: what is skipped or closed would not be looked at.
        browser.js("document.querySelectorAll('details').forEach(d => d.open = true); document.querySelectorAll('.event').forEach(e => e.style.contentVisibility = 'visible'); document.getElementById('lines').scrollIntoView()");
        browser.until("document.querySelectorAll('#all-lines li').length > 0");
        check(scheme);
        browser.click("#toggle-filters");
        browser.click("#rates [data-ev]");
        browser.click("#drawer .kwic .num");
        browser.until("document.getElementById('card').open");
        check(&format!("card, {scheme}"));
        browser.keys(&[ESCAPE]);
        browser.click("#drawer-close");
        browser.click("#open-class");
        browser.js("const s = document.getElementById('class-article'); s.value = '2'; s.dispatchEvent(new Event('change'))");
        browser.drag(".w[data-i='10']", ".w[data-i='12']");
        browser.click("#class-mark");
        browser.click("#class-reveal");
        check(&format!("class mode, {scheme}"));
        browser.click("#class-close");
        browser.click("#open-worksheet");
        check(&format!("worksheet, {scheme}"));
    }
}
