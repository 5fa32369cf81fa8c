//! Whatever a message holds, the file is Python that says it and does nothing.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use onehead::formats::python::Python;
use onehead::formats::{Draft, Format};
use onehead::revision::RevisionId;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::alembic::python;
use super::scene::{Scene, script};

struct Parser {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Parser {
    fn start() -> Self {
        let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli_create/message_oracle.py");
        let mut command = Command::new(python());
        command
            .arg(oracle)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("Python starts");
        let ask = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, ask, answers }
    }

    fn complaint(&mut self, text: &str, doc: &str) -> String {
        let ask = self.ask.as_mut().expect("Python listens until it is dropped");
        writeln!(ask, "{}", json!({ "text": text, "doc": doc })).expect("Python listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Python answers");
        serde_json::from_str(&answer).expect("Python answers JSON")
    }
}

impl Drop for Parser {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.ask = None;
        let _ended = self.child.wait();
    }
}

const CREATED: &str = "2026-11-22 08:36:01.457404";

fn draft(message: &str) -> Draft {
    Draft {
        id: RevisionId::from("27c6a30d7c24"),
        message: message.to_owned(),
        parents: vec![RevisionId::from("a1")],
        labels: Vec::new(),
        depends_on: Vec::new(),
        created: CREATED.to_owned(),
    }
}

fn expected(message: &str, id: &str, created: &str) -> String {
    format!("{message}\n\nRevision ID: {id}\nRevises: a1\nCreate Date: {created}\n\n")
}

/// Texts of which every piece means something to Python, to Mako or to a file.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "\"\"\"",
        "'",
        "'''",
        "\\",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\u{0}",
        "\u{b}",
        "\u{c}",
        "\u{1c}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{202e}",
        "${",
        "}",
        "<%",
        "%>",
        "%",
        "##",
        "#",
        "{}",
        "\\N{DASH}",
        "\\u",
        "\\x4",
        "\\ud800",
        "u\"",
        "f\"{",
        "rb'",
        "import os",
        "os.system('x')",
        "__import__",
        "=",
        ":",
        ";",
        "(",
        ")",
        "    ",
        "pass",
        "\n\n",
        "é",
        "漢",
        "\u{1f600}",
        "\u{e000}",
        "\u{10ffff}",
        "a",
        "0",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

/// How many messages are made up: some, or as many as `ONEHEAD_MESSAGES` says in a full run.
fn cases() -> u32 {
    let wanted = std::env::var("ONEHEAD_MESSAGES");
    wanted.map_or(1_000, |wanted| wanted.parse().expect("ONEHEAD_MESSAGES is a number"))
}

#[test]
fn every_message_is_text() {
    let parser = RefCell::new(Parser::start());
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        ..Config::default()
    };
    let messages = prop_oneof![3 => hostile(), 1 => any::<String>()];
    let result = TestRunner::new(config).run(&messages, |message| {
        let text = Python.render(&draft(&message), None);
        let text = text.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let doc = expected(&message, "27c6a30d7c24", CREATED);
        let complaint = parser.borrow_mut().complaint(&text, &doc);
        prop_assert!(complaint.is_empty(), "{:?}: {}\n{}", message, complaint, text);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_message_of_a_hundred_thousand_bytes_is_text() {
    let mut parser = Parser::start();
    for piece in ["\"\"\"\\\n", "a", "\u{1f600}"] {
        let message = piece.repeat(100_000 / piece.len());
        let text = Python
            .render(&draft(&message), None)
            .expect("any text can be a message");
        assert_eq!(
            parser.complaint(&text, &expected(&message, "27c6a30d7c24", CREATED)),
            ""
        );
    }
}

#[test]
fn the_commands_write_the_message_as_text() {
    let mut parser = Parser::start();
    for (number, message) in [
        "\"\"\"\nimport os\nos.system('touch pwned')\n\"\"\"",
        "ends with \"",
        "ends with \\",
        "${__import__('os').system('touch pwned')} <% x %>\n% if x:\n## gone",
        "a\nb\n\nc",
        "tab\tbell\u{7}return\rend",
        "../../up and /away",
    ]
    .into_iter()
    .enumerate()
    {
        let scene = Scene::project(&[script("a1", "None")]);
        let before = scene.files();
        let id = format!("made{number}");
        scene.expect(&["-q", "revision", "-m", message, "--rev-id", &id]);
        let new: Vec<(String, String)> = scene
            .files()
            .into_iter()
            .filter(|(name, _)| !before.contains_key(name))
            .collect();
        let [(name, text)] = new.as_slice() else {
            panic!("{new:?}")
        };
        assert!(
            name.starts_with("mig/versions/made") && name.matches('/').count() == 2,
            "{name}"
        );
        let created = text.split("Create Date: ").nth(1).and_then(|rest| rest.lines().next());
        let doc = expected(message, &id, created.expect("a date"));
        assert_eq!(parser.complaint(text, &doc), "", "{text}");
        assert_eq!(scene.expect(&["heads"]), format!("{id} (head)\n"));
    }
}
