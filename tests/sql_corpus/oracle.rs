//! What live Alembic printed, from the cache or made now.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use onehead::dialect::Dialect;
use onehead::graph::Direction;
use serde::Deserialize;

/// A project of the corpus.
#[derive(Deserialize)]
pub struct Project {
    /// The name of its folder.
    pub root: String,
    /// Its versions folders, relative to the root.
    pub folders: Vec<String>,
    revisions: Vec<Revision>,
    #[serde(skip)]
    by_path: HashMap<String, usize>,
}

#[derive(Deserialize)]
struct Revision {
    path: String,
    renders: HashMap<String, HashMap<String, Render>>,
}

/// What Alembic made of one body.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Render {
    /// It printed these, each with a semicolon.
    Texts(Vec<String>),
    /// It could not, or what it printed does not count.
    Reason(String),
}

impl Project {
    /// Where its sources lie.
    pub fn folder(&self) -> PathBuf {
        sources().join(&self.root)
    }

    /// What Alembic made of one body; none where it was not asked.
    pub fn render(&self, path: &str, dialect: Dialect, direction: Direction) -> Option<&Render> {
        let revision = &self.revisions[*self.by_path.get(path)?];
        let word = match direction {
            Direction::Up => "upgrade",
            Direction::Down => "downgrade",
        };
        revision.renders.get(dialect.name())?.get(word)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> PathBuf {
    root().join(".cache/sources")
}

/// Answers all projects, rendered for these dialects.
pub fn projects(dialects: &[Dialect]) -> Vec<Project> {
    let out = root().join(".cache/sql_corpus");
    let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
    let only = std::env::var("ONEHEAD_SQL_PROJECTS").ok();
    let mut command = Command::new(root().join(".cache/venv/bin/python"));
    command
        .arg(root().join("tests/sql_corpus/render.py"))
        .arg(sources())
        .arg(&out);
    command.args(["--dialects", &names.join(",")]);
    if let Some(only) = &only {
        command.args(["--only", only]);
    }
    let done = command.output().expect("Python runs: tests/setup-venv.sh makes it");
    assert!(
        done.status.success(),
        "no oracle (tests/sql_corpus/fetch.sh fetches the sources): {}",
        String::from_utf8_lossy(&done.stderr)
    );
    let mut files: Vec<PathBuf> = std::fs::read_dir(&out)
        .expect("the oracle wrote")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let wanted = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        only.as_ref().is_none_or(|only| only.split(',').any(|one| one == name))
    };
    files.into_iter().filter(wanted).map(|path| read(&path)).collect()
}

fn read(path: &Path) -> Project {
    let text = std::fs::read_to_string(path).expect("a file");
    let mut project: Project = serde_json::from_str(&text).expect("JSON of render.py");
    let paths = project.revisions.iter().enumerate();
    project.by_path = paths.map(|(at, revision)| (revision.path.clone(), at)).collect();
    project
}
