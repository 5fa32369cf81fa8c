//! Talking to `oracle.py`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use onehead::revision::{Header, Reading as Part};
use onehead::text::Place;
use serde::Deserialize;
use serde_json::Value;

/// How Python reads one file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reading {
    pub error: Option<String>,
    pub doc: String,
    pub names: BTreeMap<String, Field>,
}

/// How Python reads one variable.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Field {
    pub absent: bool,
    pub dynamic: bool,
    pub value: Value,
    pub whole: Option<[u32; 4]>,
    pub places: Vec<[u32; 4]>,
}

/// Both opinions on a made-up source.
#[derive(Debug, Deserialize)]
pub struct Opinions {
    pub read: Reading,
    pub run: Reading,
}

/// Answers the Python to ask: `ONEHEAD_PYTHON`, or that of the project's virtual environment.
pub fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/python");
    let python = std::env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
    assert!(
        python.exists(),
        "no Python at {}: run tests/setup-venv.sh first, or name one in ONEHEAD_PYTHON",
        python.display()
    );
    python
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/oracle.py")
}

/// Reads every file below a directory.
pub fn tree(directory: &Path) -> BTreeMap<String, Reading> {
    let output = Command::new(python())
        .arg(script())
        .arg("tree")
        .arg(directory)
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the oracle prints readings")
}

/// A running oracle for made-up sources.
pub struct Oracle {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    pub fn start() -> Self {
        let mut command = Command::new(python());
        command
            .arg(script())
            .arg("lines")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("Python starts");
        let ask = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, ask, answers }
    }

    pub fn read(&mut self, source: &str) -> Opinions {
        let line = serde_json::to_string(source).expect("texts are JSON");
        let ask = self.ask.as_mut().expect("the oracle listens until it is dropped");
        writeln!(ask, "{line}").expect("the oracle listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("the oracle answers");
        serde_json::from_str(&answer).expect("the oracle answers opinions")
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.ask = None;
        let _ended = self.child.wait();
    }
}

/// Lists what a header says otherwise than the module did when it ran: values only.
pub fn run_differences(reading: &Reading, header: &Header) -> Vec<String> {
    let mut sorted = Reading {
        doc: reading.doc.clone(),
        ..Reading::default()
    };
    for (name, field) in &reading.names {
        // A set has no order: `run` shows it sorted, so both sides are.
        let mut values: Vec<Value> = match &field.value {
            Value::Array(values) => values.clone(),
            _ => Vec::new(),
        };
        values.sort_by_key(Value::to_string);
        values.dedup();
        let value = if field.value.is_array() {
            Value::Array(values)
        } else {
            field.value.clone()
        };
        let field = Field {
            absent: field.absent,
            dynamic: field.dynamic,
            value,
            ..Field::default()
        };
        sorted.names.insert(name.clone(), field);
    }
    let mut header = header.clone();
    sort(&mut header.parents, std::string::ToString::to_string);
    sort(&mut header.labels, std::string::ToString::to_string);
    sort(&mut header.depends_on, std::string::ToString::to_string);
    differences(&sorted, &header, "")
}

fn sort<T: Clone + PartialEq>(part: &mut Part<Vec<onehead::text::Spanned<T>>>, text: impl Fn(&T) -> String) {
    if let Part::Known(values, _) = part {
        values.sort_by_key(|value| serde_json::to_string(&text(&value.value)).expect("texts are JSON"));
        values.dedup_by(|a, b| a.value == b.value);
    }
}

/// Lists what stands elsewhere than Python's parser says, of what both know.
pub fn place_differences(reading: &Reading, header: &Header, text: &str) -> Vec<String> {
    let plain = Reading {
        doc: header.doc.to_string(),
        error: None,
        names: reading
            .names
            .iter()
            .filter(|(_, field)| !field.dynamic)
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect(),
    };
    differences(&plain, header, text)
}

/// Lists the parts that are unknown although Python's parser reads them plainly, and running agrees.
pub fn missed(read: &Reading, run: &Reading, header: &Header) -> Vec<String> {
    header
        .unknown()
        .filter(|(name, reason)| {
            let (Some(read), Some(run)) = (read.names.get(*name), run.names.get(*name)) else {
                return false;
            };
            let usable = match &read.value {
                Value::String(_) => true,
                Value::Null => !read.absent && *name != "revision",
                Value::Array(values) => *name != "revision" && values.iter().all(Value::is_string),
                _ => false,
            };
            // Something that might have changed it is reason enough, even where it did not.
            let careful = ["may ", "written twice"]
                .iter()
                .any(|words| reason.text.contains(words));
            usable && !careful && !read.dynamic && read.value == run.value
        })
        .map(|(name, reason)| format!("{name}: {}", reason.text))
        .collect()
}

/// A part of a header as the oracle shows it: its texts with their places, and the place of the whole.
struct Shown<'a> {
    texts: Vec<(&'a str, Option<Place>)>,
    whole: Option<Place>,
}

/// Lists what a header says otherwise than the oracle. What the header calls unknown is no difference.
pub fn differences(reading: &Reading, header: &Header, text: &str) -> Vec<String> {
    let mut result = Vec::new();
    if header.doc.as_ref() != python_strip(&reading.doc) {
        result.push(format!("docstring {:?}, Python reads {:?}", header.doc, reading.doc));
    }
    let mut compare = |name: &str, shown: Option<Shown<'_>>| {
        if let (Some(shown), Some(field)) = (shown, reading.names.get(name))
            && let Some(what) = difference(field, &shown, text)
        {
            result.push(format!("{name}: {what}"));
        }
    };
    let id = |part: &Part<_>| part.place().filter(|_| part.known().is_some());
    compare(
        "revision",
        header.id.known().map(|value| Shown {
            texts: vec![(value.as_str(), id(&header.id))],
            whole: id(&header.id),
        }),
    );
    compare("down_revision", shown(&header.parents, |parent| parent.as_str()));
    compare("branch_labels", shown(&header.labels, |label| label.as_str()));
    compare("depends_on", shown(&header.depends_on, AsRef::as_ref));
    result
}

fn shown<'a, T>(part: &'a Part<Vec<onehead::text::Spanned<T>>>, text: impl Fn(&'a T) -> &'a str) -> Option<Shown<'a>> {
    part.known().map(|values| Shown {
        texts: values
            .iter()
            .map(|value| (text(&value.value), Some(value.place)))
            .collect(),
        whole: part.place(),
    })
}

fn difference(field: &Field, shown: &Shown<'_>, text: &str) -> Option<String> {
    let texts: Vec<&str> = shown.texts.iter().map(|(text, _)| *text).collect();
    if field.dynamic {
        return Some(format!("known as {texts:?}, Python says it is dynamic"));
    }
    let expected: Vec<&str> = match &field.value {
        _ if field.absent => Vec::new(),
        Value::Null => Vec::new(),
        Value::String(text) => vec![text],
        Value::Array(values) if values.iter().all(Value::is_null) => Vec::new(),
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap_or("<None>")).collect(),
        other => return Some(format!("known as {texts:?}, Python reads {other}")),
    };
    if texts != expected && !(field.absent && shown.whole.is_none()) {
        return Some(format!("known as {texts:?}, Python reads {expected:?}"));
    }
    if text.is_empty() {
        return None;
    }
    if let (Some(whole), Some(expected)) = (shown.whole, field.whole)
        && let Some(what) = misplaced(whole, expected, text)
    {
        return Some(what);
    }
    let places = shown.texts.iter().filter_map(|(_, place)| *place);
    places
        .zip(&field.places)
        .find_map(|(place, expected)| misplaced(place, *expected, text))
}

fn misplaced(place: Place, expected: [u32; 4], text: &str) -> Option<String> {
    let start = place.span.start as usize;
    let end = place.span.end as usize;
    let found = [
        line_of(text, start),
        byte_column(text, start),
        line_of(text, end),
        byte_column(text, end),
    ];
    let line_start = start - found[1] as usize;
    let characters = text[line_start..start].chars().count();
    let says = (place.line as usize, place.column as usize);
    if found == expected && says == (found[0] as usize, characters + 1) {
        return None;
    }
    Some(format!("stands at {found:?} (said {says:?}), Python says {expected:?}"))
}

fn line_of(text: &str, at: usize) -> u32 {
    let before = text[..at].replace("\r\n", "\n");
    u32::try_from(before.matches(['\n', '\r']).count() + 1).expect("texts are small")
}

fn byte_column(text: &str, at: usize) -> u32 {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    u32::try_from(at - start).expect("texts are small")
}

/// Strips as Python's `str.strip` does.
fn python_strip(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c))
}
