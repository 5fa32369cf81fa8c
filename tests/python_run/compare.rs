//! Comparing our trace of a body with Python's.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use onehead::graph::Direction;
use onehead::text::SourceText;
use regex::Regex;
use serde::Deserialize;

use crate::trace::{Trace, trace};

/// What Python did.
#[derive(Debug, Deserialize)]
pub struct Answer {
    pub lines: Vec<String>,
    pub end: String,
}

/// How the two compare.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Equal,
    Unknown(String),
    Wrong(String),
    /// Python itself could not run it with stand-ins.
    Skipped(String),
}

pub fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/python");
    let python = std::env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
    assert!(
        python.exists(),
        "no Python at {}: run tests/setup-venv.sh first",
        python.display()
    );
    python
}

/// Asks Python about many bodies.
pub fn ask(bodies: &[(PathBuf, Direction)]) -> Vec<Answer> {
    let mut child = Command::new(python())
        .args(["-B", "-W", "ignore"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python_run/oracle.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let questions: String = bodies
        .iter()
        .map(|(path, direction)| format!("{}\t{}\n", name(*direction), path.display()))
        .collect();
    let mut stdin = child.stdin.take().expect("it is piped");
    let writer = std::thread::spawn(move || stdin.write_all(questions.as_bytes()));
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("the writer ends").expect("Python reads");
    let answers: Vec<Answer> = String::from_utf8(output.stdout)
        .expect("JSON is text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("the oracle prints answers"))
        .collect();
    assert_eq!(answers.len(), bodies.len(), "the oracle died");
    answers
}

pub const fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}

/// Compares the two for one body.
pub fn judge(path: &Path, direction: Direction, python: &Answer, strict: bool) -> Verdict {
    let bytes = std::fs::read(path).expect("the file is there");
    let Ok(source) = SourceText::decode(path, &bytes) else {
        return Verdict::Skipped("no text".to_owned());
    };
    judge_trace(&trace(&source, direction), python, strict)
}

/// Compares two traces; `strict` where no stand-in can make Python stumble.
pub fn judge_trace(ours: &Trace, python: &Answer, strict: bool) -> Verdict {
    let sure = ours.sure.unwrap_or(ours.lines.len());
    // A stand-in is no class and no number: what Python makes of that says nothing about the body.
    let by_stand_in = ["unknowable", "raise TypeError", "raise AttributeError"].contains(&&*python.end);
    if python.end.starts_with("load ") {
        return Verdict::Skipped(python.end.clone());
    }
    for (at, line) in ours.lines.iter().take(sure).enumerate() {
        match python.lines.get(at) {
            Some(theirs) if alike(line, theirs) => {}
            // It could not go further: what follows is known to us alone.
            None if by_stand_in => return Verdict::Skipped("Python stopped".to_owned()),
            Some(_) if by_stand_in && line.contains('?') => return Verdict::Skipped("Python stopped".to_owned()),
            theirs => {
                return Verdict::Wrong(format!(
                    "line {at}: ours {line}\n        theirs {theirs:?}, end {}",
                    python.end
                ));
            }
        }
    }
    if let Some(reason) = ours.opaque.first() {
        return Verdict::Unknown(format!("{} [line {}]", reason.text, reason.place.line));
    }
    if matches!(&*python.end, "raise TypeError" | "raise AttributeError") && !strict {
        return Verdict::Skipped(python.end.clone());
    }
    if python.end != "ok" {
        return Verdict::Wrong(format!("Python ends with {}, ours is complete", python.end));
    }
    if ours.lines.len() != python.lines.len() {
        return Verdict::Wrong(format!(
            "ours ends, theirs goes on: {:?}",
            python.lines.get(ours.lines.len())
        ));
    }
    let hidden = ours
        .lines
        .iter()
        .any(|line| line.contains('?') && !line.contains("\"?"));
    if hidden
        && ours
            .lines
            .iter()
            .zip(&python.lines)
            .any(|(ours, theirs)| ours != theirs)
    {
        return Verdict::Unknown("a value is not known".to_owned());
    }
    Verdict::Equal
}

/// Decides whether two lines say the same, where ours is unknown (`?`) or theirs is no plain value (`~`).
fn alike(ours: &str, theirs: &str) -> bool {
    if ours == theirs {
        return true;
    }
    let loose = |pattern: &str, mark: &str, other: &str| {
        let parts: Vec<String> = pattern.split(mark).map(regex::escape).collect();
        Regex::new(&format!("(?s)^{}$", parts.join(".*")))
            .expect("it is escaped")
            .is_match(other)
    };
    ours.contains('?') && loose(ours, "?", theirs)
        || theirs.contains('~') && loose(theirs, "~", ours)
        || ours.contains('?') && theirs.contains('~')
}

/// Counts verdicts and prints what is unknown, ranked.
#[derive(Debug, Default)]
pub struct Tally {
    pub equal: usize,
    pub unknown: BTreeMap<String, Vec<String>>,
    pub wrong: Vec<String>,
    pub skipped: usize,
}

impl Tally {
    pub fn count(&mut self, name: &str, verdict: Verdict) {
        match verdict {
            Verdict::Equal => self.equal += 1,
            Verdict::Skipped(_) => self.skipped += 1,
            Verdict::Unknown(reason) => {
                let reason = reason.split(" [").next().unwrap_or_default().to_owned();
                self.unknown.entry(reason).or_default().push(name.to_owned());
            }
            Verdict::Wrong(what) => self.wrong.push(format!("{name}: {what}")),
        }
    }

    pub fn report(&self) -> String {
        let unknown: usize = self.unknown.values().map(Vec::len).sum();
        let mut ranked: Vec<(&String, &Vec<String>)> = self.unknown.iter().collect();
        ranked.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
        let mut text = format!(
            "{} equal, {unknown} unknown, {} wrong, {} skipped\n",
            self.equal,
            self.wrong.len(),
            self.skipped
        );
        for (reason, names) in ranked.iter().take(60) {
            text.push_str(&format!("{:5} {reason}  ({})\n", names.len(), names[0]));
        }
        text + &self.wrong.iter().take(15).cloned().collect::<Vec<_>>().join("\n")
    }
}
