//! Operations as onehead and the live Alembic print them: every statement the same, and refused where Alembic refuses.
//!
//! The bodies stand in `snippets/`, where `ONEHEAD_SNIPPETS` names another folder of such files, or are random:
//! `ONEHEAD_OPERATIONS` says how many (400), `ONEHEAD_SEED` where to begin (1). Alembic is that of
//! `tests/setup-venv.sh`, or of the Python that `ONEHEAD_PYTHON` names.

mod compare;
mod generated;
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

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}"))
    })
}

/// How bodies fared.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
    unknown: BTreeMap<String, usize>,
}

impl Tally {
    fn take(&mut self, oracle: &mut Oracle, title: &str, source: &str, convention: Option<&serde_json::Value>) {
        for (dialect, verdict) in verdicts(oracle, source, convention) {
            let name = dialect.name();
            let kind = match verdict {
                Verdict::Equal => "equal",
                Verdict::Refused => "refused",
                Verdict::Unknown(text) => {
                    *self.unknown.entry(text).or_default() += 1;
                    "unknown"
                }
                Verdict::Wrong(text) => {
                    self.wrong.push(format!("{title} [{name}]\n{source}\n  {text}\n"));
                    "wrong"
                }
            };
            *self.counts.entry(kind).or_default() += 1;
        }
    }

    fn of(&self, kind: &str) -> usize {
        self.counts.get(kind).copied().unwrap_or_default()
    }

    fn judge(&self) {
        println!("{:?}\nunknown: {:#?}", self.counts, self.unknown);
        let shown: Vec<&str> = self.wrong.iter().take(12).map(String::as_str).collect();
        assert!(self.wrong.is_empty(), "{:?}\n{}", self.counts, shown.join("\n"));
    }
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
    let mut tally = Tally::default();
    for snippet in files.iter().flat_map(|path| snippets(path)) {
        tally.take(
            &mut oracle,
            &snippet.title,
            &snippet.source,
            snippet.convention.as_ref(),
        );
    }
    tally.judge();
    assert!(tally.unknown.is_empty(), "{:#?}", tally.unknown);
    assert!(
        tally.of("equal") > 400 && tally.of("refused") > 100,
        "{:?}",
        tally.counts
    );
}

#[test]
fn random_operations_are_printed_as_by_alembic() {
    let (first, count) = (setting("ONEHEAD_SEED", 1), setting("ONEHEAD_OPERATIONS", 400));
    let mut oracle = Oracle::start();
    let mut tally = Tally::default();
    for seed in first..first + count {
        let title = format!("ONEHEAD_SEED={seed} ONEHEAD_OPERATIONS=1");
        tally.take(&mut oracle, &title, &generated::body(seed), None);
    }
    tally.judge();
    let all: usize = tally.counts.values().sum();
    assert!(
        count < 100 || tally.of("equal") * 4 > all,
        "too few are printed: {:?}",
        tally.counts
    );
    assert!(
        tally.of("unknown") * 10 < all,
        "too many are unknown: {:?}",
        tally.counts
    );
}
