//! What somebody who watches a run sees on standard error: messages, progress on a terminal, or events as JSON lines.

use crate::read::{Notice, Reject};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static JSON: AtomicBool = AtomicBool::new(false);

/// From now on messages are JSON, one event a line.
pub fn speak_json() {
    JSON.store(true, Ordering::Relaxed);
}

fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// A line on standard error. That nobody reads it any more is no error.
fn line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn event(name: &str, what: Value) {
    let mut text = format!("{{\"event\":\"{name}\"");
    if let Value::Object(what) = what {
        what.iter().for_each(|(key, value)| text += &format!(",{}:{value}", Value::from(key.as_str())));
    }
    line(&(text + "}"));
}

/// Says something that is no error.
pub fn say(text: &str) {
    if is_json() { event("notice", json!({ "text": text })) } else { line(&format!("slantwise: {text}")) }
}

/// Says why something could not be done.
pub fn error(error: &anyhow::Error) {
    if is_json() { event("error", json!({ "text": format!("{error:#}") })) } else { line(&format!("slantwise: {error:#}")) }
}

/// Says what could not be read.
pub fn reject(reject: &Reject) {
    if is_json() {
        let line = reject.line.map_or(Value::Null, Value::from);
        let (kind, reason) = (kind_of(&reject.reason), reject.reason.to_string());
        event("reject", json!({ "input": reject.input, "line": line, "kind": kind, "reason": reason, "excerpt": reject.excerpt }));
    } else {
        let at = reject.line.map_or(String::new(), |line| format!(":{line}"));
        line(&format!("slantwise: {}{at}: {}", reject.input, reject.reason));
    }
}

/// The reason of a reject without its particulars.
pub fn kind_of(reason: &crate::read::Reason) -> String {
    let debug = format!("{reason:?}");
    debug.split(['(', ' ', '{']).next().unwrap_or("").to_owned()
}

/// Says that a run has failed, and how to go on where something is done.
pub fn failure(failed: &anyhow::Error, out: Option<&Path>) {
    error(failed);
    if failed.is::<crate::output::folder::Unfit>() {
        return;
    }
    if let Some(Ok(Some(articles))) = out.map(crate::output::folder::left) {
        let command = again(std::env::args_os().map(|a| a.to_string_lossy().into_owned()));
        if is_json() {
            event("resumable", json!({ "articles": articles, "command": command }));
        } else {
            line(&format!("slantwise: {} articles are done and kept; to go on:\n  {command}", grouped(articles)));
        }
    }
}

/// What was typed, to be typed again with --resume.
fn again(args: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = args.map(|a| quoted(&a)).collect();
    if !parts.iter().any(|p| p == "--resume") {
        // Before a bare `--`, after which nothing is an option.
        let at = parts.iter().position(|p| p == "--").unwrap_or(parts.len());
        parts.insert(at, "--resume".to_owned());
    }
    parts.join(" ")
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// 1234567 as 1,234,567.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|p| std::str::from_utf8(p).ok()).collect();
    parts.join(",")
}

fn lasting(time: Duration) -> String {
    match time.as_secs() {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3600 => format!("{} min {} s", s / 60, s % 60),
        s => format!("{} h {} min", s / 3600, s / 60 % 60),
    }
}

/// A run as it goes on.
pub struct Watch {
    quiet: bool,
    bar: Option<ProgressBar>,
    begun: Instant,
    last: Instant,
    /// Bytes of input; 0 where they are not known.
    total: u64,
    bytes: u64,
    /// Done before this process began: no part of the rate.
    before: (u64, u64),
    articles: u64,
    rejects: u64,
    stages: Vec<(&'static str, Duration)>,
    stage: Instant,
}

impl Watch {
    /// Time begins.
    pub fn new(quiet: bool) -> Self {
        let now = Instant::now();
        Self { quiet, bar: None, begun: now, last: now, total: 0, bytes: 0, before: (0, 0), articles: 0, rejects: 0, stages: Vec::new(), stage: now }
    }

    /// Reading begins: so many inputs, so many bytes of them (0 where that is not known), so many articles done before.
    pub fn start(&mut self, inputs: usize, total: u64, done: u64, rejects: u64) {
        (self.total, self.articles, self.before.0, self.rejects) = (total, done, done, rejects);
        if self.quiet {
            return;
        }
        if is_json() {
            event("start", json!({ "inputs": inputs, "bytes": total, "articles_already_done": done }));
            return;
        }
        if std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target((total > 0).then_some(total), ProgressDrawTarget::stderr());
            let template = if total > 0 { "{bar:24} {percent:>3} %  {msg}" } else { "{spinner} {msg}" };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
    }

    /// A chunk that was done before has been read again, up to so many bytes of input.
    pub fn passed(&mut self, upto: u64) {
        (self.bytes, self.before.1) = (upto, upto);
        self.show(&format!("reading past the {} articles that are done", grouped(self.before.0)));
    }

    /// So many articles and rejects more, up to so many bytes of input.
    pub fn done(&mut self, articles: u64, rejects: u64, upto: u64) {
        self.articles += articles;
        self.rejects += rejects;
        self.bytes = upto;
        if self.quiet {
            return;
        }
        let text = self.text(self.begun.elapsed());
        self.show(&text);
        if is_json() && self.last.elapsed() >= Duration::from_secs(1) {
            self.last = Instant::now();
            event("progress", self.numbers());
        }
    }

    fn show(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position(self.bytes.min(self.total.max(1)));
            bar.set_message(text.to_owned());
        }
    }

    fn rate(&self, time: Duration) -> f64 {
        (self.articles - self.before.0) as f64 / time.as_secs_f64().max(1e-9)
    }

    fn remaining(&self, time: Duration) -> Option<Duration> {
        let (done, left) = (self.bytes.checked_sub(self.before.1)?, self.total.checked_sub(self.bytes)?);
        // A rate of the first moments says nothing.
        (done > 0 && time.as_millis() > 500).then(|| time.mul_f64(left as f64 / done as f64))
    }

    fn text(&self, time: Duration) -> String {
        let rejects = if self.rejects > 0 { format!(", {} rejected", grouped(self.rejects)) } else { String::new() };
        let left = self.remaining(time).map_or(String::new(), |t| format!(", {} left", lasting(t)));
        format!("{} articles{rejects}, {}/s{left}", grouped(self.articles), grouped(self.rate(time) as u64))
    }

    fn numbers(&self) -> Value {
        let time = self.begun.elapsed();
        let seconds = |t: Duration| (t.as_secs_f64() * 1000.0).round() / 1000.0;
        json!({
            "articles": self.articles,
            "rejects": self.rejects,
            "bytes": self.bytes,
            "of_bytes": self.total,
            "seconds": seconds(time),
            "articles_per_second": self.rate(time).round(),
            "seconds_left": self.remaining(time).map(seconds),
        })
    }

    /// Reading is over.
    pub fn read(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// Says something that is no error, between what is drawn.
    pub fn say(&self, text: &str) {
        if self.quiet {
            return;
        }
        match &self.bar {
            Some(bar) => bar.suspend(|| say(text)),
            None => say(text),
        }
    }

    /// Says what the reader noticed.
    pub fn notices(&self, notices: impl IntoIterator<Item = Notice>) {
        notices.into_iter().for_each(|n| self.say(&n.to_string()));
    }

    /// Tells a program, which has nowhere else to look, of a reject at once.
    pub fn reject(&self, rejected: &Reject) {
        if is_json() && !self.quiet {
            reject(rejected);
        }
    }

    /// What was done since the last call, or since the beginning, was this.
    pub fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.stage));
        self.stage = now;
    }

    /// A stage of the run that was timed elsewhere.
    pub fn took(&mut self, name: &'static str, time: Duration) {
        self.stages.push((name, time));
    }

    /// All is written.
    pub fn end(&self, rejects: &BTreeMap<String, u64>) {
        if is_json() && !self.quiet {
            let mut what = self.numbers();
            if let Some(what) = what.as_object_mut() {
                what.insert("rejects_by_reason".into(), json!(rejects));
                what.insert("stages".into(), self.stages_json());
            }
            event("end", what);
        }
    }

    fn stages_json(&self) -> Value {
        let stage = |(name, time): &(&str, Duration)| ((*name).to_owned(), json!((time.as_secs_f64() * 1000.0).round() / 1000.0));
        Value::Object(self.stages.iter().map(stage).collect())
    }

    /// timings.json: what no hash covers.
    pub fn timings(&self) -> String {
        let time = self.begun.elapsed();
        let whole = json!({
            "seconds": (time.as_secs_f64() * 1000.0).round() / 1000.0,
            "articles_per_second": (self.rate(time) * 10.0).round() / 10.0,
            "articles_already_done": self.before.0,
            "stages": self.stages_json(),
        });
        serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_go_on_can_be_pasted() {
        let words = |list: &[&str]| again(list.iter().map(|w| (*w).to_owned()));
        assert_eq!(words(&["slantwise", "score", "my news/*.txt", "--out", "o"]), "slantwise score 'my news/*.txt' --out o --resume");
        assert_eq!(words(&["x", "it's", "--resume"]), r"x 'it'\''s' --resume");
        assert_eq!(words(&["x", "--out", "o", "--", "-odd.txt"]), "x --out o --resume -- -odd.txt");
    }

    #[test]
    fn progress_tells_rate_time_left_and_rejects() {
        let mut watch = Watch::new(true);
        watch.start(1, 1000, 50, 0);
        watch.passed(200);
        watch.done(1000, 2, 400);
        assert_eq!(watch.text(Duration::from_secs(10)), "1,050 articles, 2 rejected, 100/s, 30 s left");
        // Nothing is known of what a pipe will bring.
        let mut watch = Watch::new(true);
        watch.start(1, 0, 0, 0);
        watch.done(1234, 0, 9999);
        assert_eq!(watch.text(Duration::from_secs(2)), "1,234 articles, 617/s");
    }

    #[test]
    fn numbers_and_times_for_people() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([5, 65, 7384].map(|s| lasting(Duration::from_secs(s))), ["5 s", "1 min 5 s", "2 h 3 min"]);
    }
}
