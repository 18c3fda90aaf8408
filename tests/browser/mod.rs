//! A browser driven over W3C WebDriver: chromedriver speaks plain HTTP, so a socket and JSON are all it takes.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session; driver and browser end with it.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    pub downloads: tempfile::TempDir,
    _profile: tempfile::TempDir,
}

/// Chromium and its driver, where they are; says loudly when they are not.
pub fn installed() -> bool {
    let there = ["/usr/bin/chromedriver", "/usr/bin/chromium"].iter().all(|p| Path::new(p).exists());
    if !there {
        eprintln!("\n*** NOT RUN: the report's browser tests need /usr/bin/chromium and /usr/bin/chromedriver; scripts/test.sh installs them ***\n");
    }
    there
}

impl Browser {
    pub fn start(width: u32, height: u32) -> Self {
        let downloads = tempfile::tempdir().unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new("/usr/bin/chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap());
        let mut port = 0;
        let mut line = String::new();
        while port == 0 && lines.read_line(&mut line).unwrap() > 0 {
            if let Some(at) = line.find("on port ") {
                port = line[at + 8..].chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
            }
            line.clear();
        }
        // The rest of what it says must go somewhere, or it waits for a reader.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let args: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ]
        .iter()
        .map(|a| (*a).to_owned())
        .chain([format!("--window-size={width},{height}"), format!("--user-data-dir={}", profile.path().display())])
        .collect();
        let mut browser = Self { driver, port, session: String::new(), downloads, _profile: profile };
        // A machine with other work to do takes its time over axe: that is no fault of the page.
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "timeouts": {"script": 300_000, "pageLoad": 300_000},
            "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": args},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}});
        let made = browser.call("POST", "/session", &wanted);
        browser.session = made["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {made}")).to_owned();
        let path = browser.downloads.path().to_str().unwrap().to_owned();
        // The browser's own first page asks for this and that; it is none of ours.
        browser.ask("/url", json!({"url": "about:blank"}));
        browser.complaints();
        browser.cdp("Browser.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": path}));
        browser
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut reader = BufReader::new(socket);
        let (mut line, mut length) = (String::new(), 0usize);
        while reader.read_line(&mut line).unwrap() > 2 {
            if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["value"].clone()
    }

    fn ask(&self, path: &str, body: Value) -> Value {
        let answer = self.call("POST", &format!("/session/{}{path}", self.session), &body);
        assert!(answer.get("error").is_none(), "{path} {body}: {answer}");
        answer
    }

    pub fn open(&self, page: &Path) {
        self.open_at(page, "");
    }
    /// Opens a page with something behind the `#`.
    pub fn open_at(&self, page: &Path, hash: &str) {
        self.ask("/url", json!({"url": format!("file://{}{hash}", page.display())}));
    }
    pub fn reload(&self) {
        self.ask("/refresh", json!({}));
    }
    /// The value of a function body.
    pub fn js(&self, script: &str) -> Value {
        self.ask("/execute/sync", json!({"script": script, "args": []}))
    }
    /// Waits until an expression is true.
    pub fn until(&self, expression: &str) {
        let begin = Instant::now();
        while self.js(&format!("return Boolean({expression})")) != true {
            assert!(begin.elapsed() < Duration::from_secs(15), "never true: {expression}");
            std::thread::sleep(Duration::from_millis(40));
        }
    }
    pub fn cdp(&self, command: &str, params: Value) -> Value {
        self.ask("/goog/cdp/execute", json!({"cmd": command, "params": params}))
    }
    fn find(&self, selector: &str) -> String {
        let found = self.ask("/element", json!({"using": "css selector", "value": selector}));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("{selector}: {found}")).to_owned()
    }
    /// A click by the mouse, where a reader would click.
    pub fn click(&self, selector: &str) {
        let quoted = serde_json::to_string(selector).unwrap();
        self.js(&format!("document.querySelector({quoted}).scrollIntoView({{block: 'center'}})"));
        let id = self.find(selector);
        self.ask(&format!("/element/{id}/click"), json!({}));
    }
    /// Drags the mouse from one element to another.
    pub fn drag(&self, from: &str, to: &str) {
        let quoted = serde_json::to_string(from).unwrap();
        self.js(&format!("document.querySelector({quoted}).scrollIntoView({{block: 'center'}})"));
        let origin = |selector: &str| json!({ELEMENT: self.find(selector)});
        let step = |selector: &str| json!({"type": "pointerMove", "duration": 50, "origin": origin(selector), "x": 0, "y": 0});
        let actions = json!([step(from), {"type": "pointerDown", "button": 0}, step(to), {"type": "pointerUp", "button": 0}]);
        self.ask("/actions", json!({"actions": [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}]}));
    }
    /// Keys to whatever has the focus; the names of special keys in WebDriver's private range.
    pub fn keys(&self, keys: &[&str]) {
        let actions: Vec<Value> = keys.iter().flat_map(|k| [json!({"type": "keyDown", "value": k}), json!({"type": "keyUp", "value": k})]).collect();
        self.ask("/actions", json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}));
    }
    /// A key while Shift is held.
    pub fn shift(&self, key: &str) {
        let actions =
            json!([{"type": "keyDown", "value": SHIFT}, {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}, {"type": "keyUp", "value": SHIFT}]);
        self.ask("/actions", json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}));
    }
    pub fn type_text(&self, text: &str) {
        for c in text.chars() {
            self.keys(&[&c.to_string()]);
        }
    }
    /// Gives a file to the page's file field.
    pub fn give_file(&self, selector: &str, path: &Path) {
        let id = self.find(selector);
        self.ask(&format!("/element/{id}/value"), json!({"text": path.to_str().unwrap()}));
    }
    pub fn resize(&self, width: u32, height: u32) {
        self.cdp("Emulation.setDeviceMetricsOverride", json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}));
    }
    pub fn scheme(&self, scheme: &str) {
        self.cdp("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}));
    }
    /// What the console said and what was asked of a network, since the last time.
    pub fn complaints(&self) -> Vec<String> {
        let entries = |kind: &str| self.ask("/se/log", json!({"type": kind})).as_array().cloned().unwrap_or_default();
        let mut out: Vec<String> = entries("browser").iter().map(|e| format!("console: {}", e["message"])).collect();
        for entry in entries("performance") {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap_or("")).unwrap_or_default();
            let url = message["message"]["params"]["request"]["url"].as_str().unwrap_or("");
            let page = url.starts_with("file://") && url.split('#').next().is_some_and(|u| u.ends_with(".html"));
            if message["message"]["method"] == "Network.requestWillBeSent"
                && !page
                && !url.starts_with("chrome:")
                && !url.starts_with("data:")
                && !url.starts_with("blob:")
            {
                out.push(format!("request: {url}"));
            }
        }
        out
    }
    /// How many sheets of paper the page takes: what the tree of pages in the PDF counts.
    pub fn sheets(&self) -> u64 {
        let printed = self.cdp("Page.printToPDF", json!({"preferCSSPageSize": true}));
        let digit = |c: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|d| *d == c).map(|d| d as u32);
        let bits: Vec<u32> = printed["data"].as_str().unwrap().bytes().filter_map(digit).collect();
        let pdf: Vec<u8> = bits
            .chunks(4)
            .flat_map(|four| {
                let n = four.iter().fold(0, |n, b| n << 6 | b) << (6 * (4 - four.len()));
                [(n >> 16) as u8, (n >> 8) as u8, n as u8]
            })
            .collect();
        let pdf = String::from_utf8_lossy(&pdf).into_owned();
        pdf.split("/Count ").skip(1).filter_map(|after| after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).max().expect("a tree of pages")
    }
    /// A file that the page offered, once it is there.
    pub fn downloaded(&self, ending: &str) -> String {
        let begin = Instant::now();
        loop {
            let found =
                std::fs::read_dir(self.downloads.path()).unwrap().filter_map(Result::ok).map(|e| e.path()).find(|p| p.to_string_lossy().ends_with(ending));
            if let Some(text) = found.and_then(|p| std::fs::read_to_string(p).ok()).filter(|t| !t.is_empty()) {
                return text;
            }
            assert!(begin.elapsed() < Duration::from_secs(15), "no file *{ending} was offered");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

pub const SHIFT: &str = "\u{E008}";
pub const ENTER: &str = "\u{E007}";
pub const TAB: &str = "\u{E004}";
pub const ESCAPE: &str = "\u{E00C}";
pub const RIGHT: &str = "\u{E014}";
pub const DOWN: &str = "\u{E015}";

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // Ends the browser with everything it started; the driver alone would leave it.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.call("DELETE", &format!("/session/{}", self.session), &Value::Null)));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
