//! Operations as onehead and the live Alembic print them: every statement the same, and refused where Alembic refuses.
//!
//! The bodies stand in `snippets/`; `ONEHEAD_SNIPPETS` names another folder of such files. Alembic is that of
//! `tests/setup-venv.sh`, or of the Python that `ONEHEAD_PYTHON` names.

mod compare;
mod oracle;
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use compare::{Verdict, verdicts};
use oracle::Oracle;

/// A body and where it stands.
struct Snippet {
    title: String,
    source: String,
    convention: Option<serde_json::Value>,
}

/// Reads the bodies of a file: each begins with a line `# --- title`, and may say `# convention: {...}`.
fn snippets(path: &Path) -> Vec<Snippet> {
    let text = fs::read_to_string(path).expect("a file of snippets is text");
    let file = path.file_name().expect("it is a file").to_string_lossy().into_owned();
    let parts = format!("\n{text}");
    let snippet = |part: &str| {
        let (title, source) = part.split_once('\n').expect("a title stands on its own line");
        let convention = source.lines().find_map(|line| line.strip_prefix("# convention: "));
        Snippet {
            title: format!("{file}: {title}"),
            source: source.to_owned(),
            convention: convention.map(|text| serde_json::from_str(text).expect("a convention is JSON")),
        }
    };
    parts.split("\n# --- ").skip(1).map(snippet).collect()
}

#[test]
fn snippets_are_printed_as_by_alembic() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/operations/snippets");
    let folder = std::env::var_os("ONEHEAD_SNIPPETS").map_or(own, PathBuf::from);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("there is a folder of snippets")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    let mut oracle = Oracle::start();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut wrong, mut unknown) = (String::new(), String::new());
    for snippet in files.iter().flat_map(|path| snippets(path)) {
        for (dialect, verdict) in verdicts(&mut oracle, &snippet.source, snippet.convention.as_ref()) {
            let (title, name) = (&snippet.title, dialect.name());
            let kind = match verdict {
                Verdict::Equal => "equal",
                Verdict::Refused => "refused",
                Verdict::Unknown(text) => {
                    unknown.push_str(&format!("{title} [{name}]: {text}\n"));
                    "unknown"
                }
                Verdict::Wrong(text) => {
                    wrong.push_str(&format!("{title} [{name}]\n{}\n  {text}\n\n", snippet.source));
                    "wrong"
                }
            };
            *counts.entry(kind).or_default() += 1;
        }
    }
    println!("{counts:?}\nunknown:\n{unknown}");
    assert_eq!(wrong, "", "{counts:?}");
    assert_eq!(unknown, "", "{counts:?}");
    assert!(counts.get("equal").is_some_and(|equal| *equal > 100), "{counts:?}");
}
