//! Every real script gets other parents; Python's own parser says what changed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use onehead::formats::{Format, ReparentError, python::Python};
use onehead::revision::RevisionId;
use onehead::text::{SourceText, apply_edits};
use serde_json::json;

const ORACLE: &str = r#"
import ast, io, json, sys, tokenize

def parents(module):
    found = None
    for node in module.body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "down_revision" for t in node.targets):
            found = node
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "down_revision" and node.value:
            found = node
    value = ast.literal_eval(found.value)
    found.value = ast.Constant(0)
    return [] if value in (None, (None,)) else [value] if isinstance(value, str) else list(value)

def prose(module):
    if ast.get_docstring(module, clean=False) is None:
        return None
    text = module.body[0].value.value
    module.body[0].value = ast.Constant(0)
    return [line for line in text.split("\n") if not line.strip().startswith("Revises:")]

def comments(text):
    return [t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]

for line in sys.stdin:
    case = json.loads(line)
    try:
        old = ast.parse(case["before"])
    except SyntaxError:
        continue  # a newer Python is needed
    new = ast.parse(case["after"])
    wrong = []
    parents(old)
    if parents(new) != case["to"]: wrong.append("parents")
    if prose(old) != prose(new): wrong.append("prose")
    if ast.dump(old) != ast.dump(new): wrong.append("code")
    if comments(case["before"]) != comments(case["after"]): wrong.append("comments")
    if wrong: print(case["path"], wrong)
print("done")
"#;

fn files(directory: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            into.push(path);
        }
    }
}

/// Tells whether every line that differs is one of the value or of the prose about it.
fn only_intended_lines(source: &SourceText, after: &str) -> bool {
    let header = Python.header(source);
    let value = header.parents.place().expect("known").span.range();
    let value_lines = source
        .slice(header.parents.place().expect("known").span)
        .lines()
        .count()
        .max(1);
    let first = source.text()[..value.start].matches('\n').count();
    let (old, new): (Vec<&str>, Vec<&str>) = (source.text().split('\n').collect(), after.split('\n').collect());
    let grown = old.len() - new.len();
    let mut at = 0;
    let mut intended = true;
    for (number, line) in old.iter().enumerate() {
        let in_value = (first..first + value_lines).contains(&number);
        if grown > 0 && in_value && number >= first + value_lines - grown {
            continue;
        }
        intended &= in_value || line.trim_start().starts_with("Revises:") || new.get(at) == Some(line);
        at += 1;
    }
    intended
}

#[test]
fn of_every_real_script_the_parents_change_and_nothing_else() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/corpus");
    assert!(
        corpus.join(".complete").exists(),
        "no corpus: run tests/corpus/fetch.sh first"
    );
    let mut paths = Vec::new();
    files(&corpus, &mut paths);
    let (mut cases, mut refused, mut told) = (String::new(), Vec::new(), 0);
    let mut count = 0;
    for path in paths {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("names are UTF-8");
        let bytes = std::fs::read(&path).expect("just listed");
        let source = SourceText::decode(&path, &bytes).expect("revision files are text");
        let header = Python.header(&source);
        let (true, None, Some(parents)) = (Python.is_revision_file(name), &header.damage, header.parents.known())
        else {
            continue;
        };
        let to: Vec<RevisionId> = (0..parents.len().max(1))
            .map(|i| format!("deadbeef{i}").as_str().into())
            .collect();
        let edits = match Python.reparent(&source, &to) {
            Ok(edits) => edits,
            Err(ReparentError::Unfaithful(what)) => panic!("{}: {what}", path.display()),
            Err(error) => {
                refused.push(format!("{}: {error}", path.display()));
                continue;
            }
        };
        count += 1;
        told += usize::from(edits.len() > to.len());
        let after = apply_edits(source.text(), &edits);
        assert!(only_intended_lines(&source, &after), "{}", path.display());
        // The docstring is never left behind where it named the parents.
        if let (Some(revises), [parent]) = (Python.revises(&source), parents.as_slice())
            && *revises.value == *parent.value.as_str()
        {
            let after = SourceText::new(path.as_path(), after.as_str());
            assert_eq!(
                &*Python.revises(&after).expect("still there").value,
                "deadbeef0",
                "{}",
                path.display()
            );
        }
        let to: Vec<&str> = to.iter().map(RevisionId::as_str).collect();
        let case = json!({"path": path.display().to_string(), "before": source.text(), "after": after, "to": to});
        cases.push_str(&format!("{case}\n"));
    }
    println!(
        "{count} rewritten ({told} with their prose), {} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
    assert_eq!(ask(&cases), "done\n");
    assert!(
        count > 2_000 && refused.len() * 100 < count,
        "{count}, {}",
        refused.len()
    );
    assert!(told * 10 > count * 6, "only {told} of {count} tell of their parents");
}

fn ask(cases: &str) -> String {
    let mut python = Command::new("python3")
        .args(["-W", "ignore", "-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let mut stdin = python.stdin.take().expect("piped");
    let cases = cases.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(cases.as_bytes()));
    let output = python.wait_with_output().expect("python3 ends");
    writer.join().expect("no panic").expect("all was read");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
