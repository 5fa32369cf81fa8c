//! Templates rendered by onehead and by Mako as Alembic uses it: every byte the same, and every message stays text.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use onehead::formats::python::Python;
use onehead::formats::{Draft, Format, TemplateError};
use onehead::revision::{BranchLabel, RevisionId};
use onehead::text::SourceText;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

struct Mako {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
struct Answer {
    text: Option<String>,
    error: Option<String>,
    template: String,
}

impl Mako {
    fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let venv = root.join(".cache/venv/bin/python");
        let python = std::env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
        assert!(
            python.exists(),
            "no Python at {}: run tests/setup-venv.sh first, or name one in ONEHEAD_PYTHON",
            python.display()
        );
        let mut command = Command::new(python);
        command
            .arg(root.join("tests/template/mako_oracle.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("Python starts");
        let ask = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, ask, answers }
    }

    fn render(&mut self, mut request: Value, draft: &Draft) -> Answer {
        request["draft"] = variables(draft);
        let ask = self.ask.as_mut().expect("Mako listens until it is dropped");
        writeln!(ask, "{request}").expect("Mako listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Mako answers");
        serde_json::from_str(&answer).expect("Mako answers JSON")
    }
}

impl Drop for Mako {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.ask = None;
        let _ended = self.child.wait();
    }
}

/// Answers the variables as `ScriptDirectory.generate_revision` passes them.
fn variables(draft: &Draft) -> Value {
    let scalar = |names: Vec<&str>, many: fn(Vec<&str>) -> Value| match names.as_slice() {
        [] => Value::Null,
        [one] => json!(one),
        _ => many(names),
    };
    let parents = draft.parents.iter().map(RevisionId::as_str).collect();
    let labels: Vec<&str> = draft.labels.iter().map(BranchLabel::as_str).collect();
    let depends_on = draft.depends_on.iter().map(String::as_str).collect();
    json!({
        "message": draft.message,
        "up_revision": draft.id.as_str(),
        "down_revision": scalar(parents, |names| json!({ "tuple": names })),
        "branch_labels": if labels.is_empty() { Value::Null } else { json!({ "tuple": labels }) },
        "depends_on": scalar(depends_on, |names| json!(names)),
        "create_date": draft.created,
        "imports": "",
        "upgrades": "pass",
        "downgrades": "pass",
    })
}

fn draft(message: &str, parents: &[&str], labels: &[&str], depends_on: &[&str]) -> Draft {
    Draft {
        id: RevisionId::from("27c6a30d7c24"),
        message: message.to_owned(),
        parents: parents.iter().map(|id| RevisionId::from(*id)).collect(),
        labels: labels.iter().map(|label| BranchLabel::from(*label)).collect(),
        depends_on: depends_on.iter().map(|name| (*name).to_owned()).collect(),
        created: "2026-11-22 08:36:01.457404".to_owned(),
    }
}

fn drafts() -> Vec<Draft> {
    vec![
        draft("empty message", &[], &[], &[]),
        draft("add users' \"table\" (ünïcode) #1 ${x} 100%", &["a1"], &[], &["b2"]),
        draft("merge a1 and b2", &["a1", "b2"], &[], &[]),
        draft("start a branch", &["a1"], &["lbl"], &["b2", "core"]),
        draft(
            "several\n\nlines\nof text",
            &["a1", "b2", "c3"],
            &["x", "expand"],
            &["d4"],
        ),
        draft("with blanks ", &["0"], &["contract"], &[]),
    ]
}

#[test]
fn stock_templates_render_as_alembic_renders_them() {
    let mut mako = Mako::start();
    for stock in ["generic", "async", "pyproject", "pyproject_async"] {
        for draft in drafts() {
            let answer = mako.render(json!({ "stock": stock }), &draft);
            let expected = answer.text.expect("stock templates render");
            assert_eq!(
                Python.render(&draft, Some(&answer.template)).expect(stock),
                expected,
                "{stock}"
            );
            assert_eq!(
                Python.render(&draft, None).expect("built in"),
                expected,
                "built in and {stock}"
            );
        }
    }
}

#[test]
fn the_template_for_several_databases_is_refused_with_its_line() {
    let answer = Mako::start().render(json!({ "stock": "multidb" }), &drafts()[0]);
    let Err(TemplateError::NeedsPython { line, reason }) = Python.render(&drafts()[0], Some(&answer.template)) else {
        panic!("the template needs the configuration");
    };
    assert_eq!(line, 1);
    assert!(reason.contains("Python"), "{reason}");
}

#[test]
fn customised_templates_render_as_alembic_renders_them() {
    let mut mako = Mako::start();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/template/customised");
    let mut templates: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("is there")
        .map(|entry| entry.expect("is readable").path())
        .collect();
    templates.sort();
    assert!(templates.len() >= 12);
    let mut compared = 0;
    for path in templates {
        let template = std::fs::read_to_string(&path).expect("is readable");
        for draft in drafts() {
            let answer = mako.render(json!({ "template": template }), &draft);
            let rendered = Python.render(&draft, Some(&template));
            match (&answer.text, rendered) {
                (Some(expected), Ok(rendered)) => {
                    assert_eq!(&rendered, expected, "{}: {:?}", path.display(), draft.message);
                    compared += 1;
                }
                // A message that a template cannot hold as it is: Alembic would write it all the same.
                (Some(_), Err(TemplateError::Unfaithful(why))) => {
                    println!("{}: {:?}: {why}", path.display(), draft.message);
                }
                (Some(_), Err(error)) => panic!("{}: {error}", path.display()),
                (None, Err(_)) => {}
                (None, Ok(_)) => panic!("{}: Mako fails: {:?}", path.display(), answer.error),
            }
        }
    }
    assert!(compared >= 60, "only {compared} renderings were compared");
}

#[test]
fn hostile_messages_stay_text() {
    for message in [
        "\"\"\"\nimport os\nos.system('x')\n\"\"\"",
        "ends with a quote\"",
        "ends with a backslash\\",
        "C:\\new\\table \\N{DASH} \\ud800",
        "nul \u{0} bell \u{7} return \r\n escape \u{1b}",
        "${up_revision} <% x %> % if",
        "\u{feff}\u{202e}",
        "",
    ] {
        let draft = draft(message, &["a1"], &[], &[]);
        for template in [
            None,
            Some("\"\"\"${message}\"\"\"\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n"),
        ] {
            let rendered = Python
                .render(&draft, template)
                .unwrap_or_else(|error| panic!("{message:?}: {error}"));
            let header = Python.header(&SourceText::new("f", rendered.as_str()));
            assert!(
                header.doc.starts_with(message.trim()),
                "{message:?} became {:?}",
                header.doc
            );
            assert_eq!(header.damage, None, "{message:?}");
        }
    }
}

#[test]
fn a_message_never_becomes_code_wherever_a_template_puts_it() {
    let hostile = draft("x\nimport os", &["a1"], &[], &[]);
    let tail = "\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n";
    for head in ["# ${message}", "NOTE = '${message}'", "note(${message})"] {
        match Python.render(&hostile, Some(&format!("{head}{tail}"))) {
            Ok(rendered) => assert!(!rendered.contains("\nimport os"), "{rendered}"),
            Err(TemplateError::Unfaithful(_)) => {}
            Err(error) => panic!("{head}: {error}"),
        }
    }
    let parent = draft("m", &["\"\"\"\nimport os\n\"\"\""], &[], &[]);
    assert!(matches!(
        Python.render(&parent, None),
        Err(TemplateError::Unfaithful(_))
    ));
}

#[test]
fn a_template_that_loses_part_of_the_draft_is_refused() {
    let template = "revision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n";
    let labelled = draft("m", &["a1"], &["lbl"], &[]);
    let Err(TemplateError::Unfaithful(why)) = Python.render(&labelled, Some(template)) else {
        panic!("the labels are lost");
    };
    assert!(why.contains("branch_labels"), "{why}");
    assert!(Python.render(&draft("m", &["a1"], &[], &[]), Some(template)).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_message_reads_back_from_the_built_in_template(message in any::<String>()) {
        let draft = draft(&message, &["a1"], &[], &[]);
        let rendered = Python.render(&draft, None).expect("any text can be a message");
        let header = Python.header(&SourceText::new("f", rendered.as_str()));
        let expected = format!("{message}\n\nRevision ID: 27c6a30d7c24\nRevises: a1\nCreate Date: 2026-11-22 08:36:01.457404");
        prop_assert_eq!(&*header.doc, expected.trim_start_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)));
    }

    #[test]
    fn any_template_is_rendered_or_refused(template in "[ -~\n]{0,80}|(\\$\\{|\\}|%|\n|<%|text|>|if|for|:|a|\"|\\||end|\\\\){0,20}") {
        let _either = Python.render(&draft("m", &[], &[], &[]), Some(&template));
    }
}
