//! The walls between the rooms of `src/`: who may import whom, which foreign crate lives where, what stands nowhere.
//!
//! The tables below are the rules; `docs/architecture.md` tells the reasons. Tests may reach wherever they need: items
//! under `#[cfg(test)]`, folders named `tests` and files named `tests.rs` are not looked at. Every rule is asked about
//! a made-up violation too, so that none can fall silent.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

const FOUNDATION: &[&str] = &["text", "diagnostic", "revision", "ops", "graph"];

/// A room and the rooms it may import, beside itself. Every room stands above those that import it.
const ROOMS: &[(&str, &[&[&str]])] = &[
    ("text", &[]),
    ("diagnostic", &[&["text"]]),
    ("revision", &[&["text"]]),
    ("ops", &[&["text", "revision"]]),
    ("graph", &[&["revision"]]),
    ("formats", &[FOUNDATION]),
    ("sources", &[FOUNDATION]),
    ("project", &[FOUNDATION, &["formats", "sources"]]),
    ("git", &[FOUNDATION, &["sources", "project"]]),
    ("history", &[FOUNDATION, &["formats", "sources", "project"]]),
    ("lint", &[FOUNDATION, &["formats", "sources", "project", "history"]]),
    ("merge", &[FOUNDATION, &["formats", "sources", "project", "history"]]),
    ("listing", &[FOUNDATION, &["history"]]),
    ("report", &[FOUNDATION, &["sources", "lint"]]),
    ("dialect", &[FOUNDATION, &["formats", "sources"]]),
    (
        "app",
        &[
            FOUNDATION,
            &[
                "formats", "sources", "project", "git", "history", "lint", "merge", "listing", "report", "dialect",
            ],
        ],
    ),
    (
        "cli",
        &[
            FOUNDATION,
            &[
                "formats", "sources", "project", "history", "lint", "merge", "listing", "report", "dialect", "app",
            ],
        ],
    ),
];

/// A foreign crate and where it may be named: folders end in `/`, `**` stands for any folders. Every dependency has a
/// row.
const CRATES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["report/"]),
    ("anstream", &["cli/terminal.rs", "report/"]),
    ("clap", &["cli/"]),
    ("dialoguer", &["cli/"]),
    ("getrandom", &["app/id.rs"]),
    ("git2", &["git/"]),
    ("indexmap", &["project/", "formats/python/run/"]),
    ("indicatif", &["cli/"]),
    ("jiff", &["git/", "dialect/", "app/"]),
    ("md5", &["dialect/"]),
    ("memchr", &["formats/python/"]),
    ("minijinja", &["formats/python/"]),
    ("petgraph", &["graph/"]),
    ("regex", &["revision/slug.rs", "graph/", "formats/python/", "app/"]),
    ("ruff_python_ast", &["formats/python/"]),
    ("ruff_python_parser", &["formats/python/"]),
    ("ruff_text_size", &["formats/python/"]),
    ("serde", &[""]),
    ("serde_json", &["lint/", "report/", "cli/", "app/prove/"]),
    ("sqlparser", &["formats/sql/"]),
    ("sqlx", &["dialect/**/session.rs"]),
    ("stacker", &["formats/"]),
    ("tempfile", &["app/", "cli/commands/demo.rs"]),
    ("thiserror", &[""]),
    ("tokio", &["dialect/**/session.rs", "dialect/runtime.rs"]),
    ("toml", &["project/", "app/init.rs"]),
    ("unicode_normalization", &["lint/"]),
    ("unicode_security", &["lint/"]),
];

/// What is written only in some places: a name for messages, a pattern, and the places as in [`CRATES`].
const PINNED: &[(&str, &str, &[&str])] = &[
    (
        "the environment",
        r"\bstd::env\b|\bstd::\{[^;]*\benv\b|\boption_env!",
        &["project/env.rs", "main.rs"],
    ),
    (
        "another program",
        r"\bprocess::Command\b|\bprocess::\{[^;}]*\bCommand\b",
        // The demo shows git and onehead at work; `edit` starts the editor; what only git can do (`switch`, `--continue`)
        // is git's own command, with the user's hooks.
        &["cli/commands/demo.rs", "app/edit.rs", "app/git_command.rs"],
    ),
    ("printing", r"\b(?:println|eprintln|print|eprint|dbg)!", &[]),
    ("`unwrap`", r"\.\s*unwrap\s*\(\s*\)", &[]),
    ("`allow`", r"#!?\[\s*(?:allow\b|cfg_attr\([^\]]*\ballow\()", &[]),
    ("`unsafe`", r"\bunsafe\b", &[]),
    ("an exit of its own", r"\bprocess::(?:exit|abort)\b", &[]),
];

const LONGEST: usize = 500;

static CRATE_PATH: LazyLock<Regex> = LazyLock::new(|| regex(r"\bcrate::(\w+|\{[^;]*)"));
static SUPER_PATH: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:super::)+"));
static PINNED_WORDS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| PINNED.iter().map(|(_, pattern, _)| regex(pattern)).collect());
/// A path into a crate, a plain import of it, or its attribute; a field or a variable may bear the same name.
static CRATE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<&str> = CRATES.iter().map(|(name, _)| *name).collect();
    let names = names.join("|");
    regex(&format!(
        r"(?:^|[^\w:.])(?:::)?(?P<path>{names})(?:::|;|\s+as\s)|#\[(?P<attribute>{names})\b"
    ))
});

/// A file of `src/`, by its path there.
struct File {
    path: String,
    text: String,
    /// The text without comments, strings and test items; as many lines.
    code: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: without_tests(&without_words(text)),
        }
    }

    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many modules deep the file is: `graph/build.rs` is `graph::build`, two.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") {
            parts - 1
        } else {
            parts
        }
    }

    fn is_tests(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    fn complaint(&self, at: usize, what: &str) -> String {
        let line = self.code[..at].matches('\n').count() + 1;
        format!("src/{}:{line}: {what}", self.path)
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is constant")
}

fn is_at(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| match place.split_once("**/") {
        Some((folder, name)) => path.starts_with(folder) && path.ends_with(&format!("/{name}")),
        None => *place == path || (place.is_empty() || place.ends_with('/')) && path.starts_with(place),
    })
}

/// Lists the rooms that a file names, with the place of each.
fn rooms_named(file: &File) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for found in CRATE_PATH.captures_iter(&file.code) {
        let at = found.get(0).map_or(0, |all| all.start());
        match found[1].strip_prefix('{') {
            None => named.push((at, found[1].to_owned())),
            Some(group) => named.extend(top_of_group(group).into_iter().map(|room| (at, room))),
        }
    }
    named
}

/// Lists the first words of a group of imports: `text::{A, B}, graph}` names `text` and `graph`.
fn top_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut words, mut word) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(std::mem::take(&mut word)),
            c if depth == 0 => word.push(c),
            _ => {}
        }
    }
    words.push(word);
    let first = |word: &String| word.split("::").next().unwrap_or_default().trim().to_owned();
    words.iter().map(first).filter(|word| !word.is_empty()).collect()
}

fn forbidden_imports(file: &File) -> Vec<String> {
    let room = file.room();
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        let is_door = matches!(room, "lib" | "main");
        return if is_door {
            Vec::new()
        } else {
            vec![format!("src/{}: a room without a row", file.path)]
        };
    };
    let is_allowed = |name: &String| name == room || allowed.iter().any(|rooms| rooms.contains(&name.as_str()));
    let mut complaints: Vec<String> = rooms_named(file)
        .into_iter()
        .filter(|(_, name)| !is_allowed(name))
        .map(|(at, name)| file.complaint(at, &format!("`{room}` may not import `{name}`")))
        .collect();
    for found in SUPER_PATH.find_iter(&file.code) {
        if found.as_str().matches("super").count() >= file.depth() {
            complaints.push(file.complaint(found.start(), "leaves its room by `super`: write `crate::`"));
        }
    }
    complaints
}

fn misplaced_crates(file: &File) -> Vec<String> {
    let mut complaints = Vec::new();
    for found in CRATE_NAME.captures_iter(&file.code) {
        let Some(found) = found.name("path").or(found.name("attribute")) else {
            continue;
        };
        let row = CRATES.iter().find(|(name, _)| *name == found.as_str());
        if let Some((name, places)) = row.filter(|(_, places)| !is_at(&file.path, places)) {
            complaints.push(file.complaint(found.start(), &format!("`{name}` has its places: {places:?}")));
        }
    }
    complaints
}

fn misplaced_words(file: &File) -> Vec<String> {
    let mut complaints = Vec::new();
    for ((name, _, places), pattern) in PINNED.iter().zip(PINNED_WORDS.iter()) {
        if !is_at(&file.path, places) {
            let found = pattern.find_iter(&file.code);
            complaints.extend(
                found.map(|found| file.complaint(found.start(), &format!("{name} has its places: {places:?}"))),
            );
        }
    }
    complaints
}

fn too_long(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    let is_long = lines > LONGEST;
    is_long
        .then(|| format!("src/{}: {lines} lines, more than {LONGEST}", file.path))
        .into_iter()
        .collect()
}

/// Blanks comments and what stands in strings and characters, keeping the lines.
fn without_words(text: &str) -> String {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r#"(?x) //[^\n]* | (?s:/\*.*?\*/)
            | \bb?r\#\#(?s:.*?)"\#\# | \bb?r\#"(?s:.*?)"\# | \bb?r"[^"]*"
            | "(?:[^"\\]|\\(?s:.))*" | '(?:[^'\\\n]|\\(?:u\{[^}]*\}|x..|.))' "#,
        )
    });
    let blank = |found: &regex::Captures<'_>| {
        let kept = found[0].chars().filter(|&c| c == '\n').collect::<String>();
        if found[0].starts_with('/') {
            kept
        } else {
            format!("\"\"{kept}")
        }
    };
    WORDS.replace_all(text, blank).into_owned()
}

/// Blanks every item under `#[cfg(test)]`, keeping the lines.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let (mut kept, mut rest) = (String::with_capacity(code.len()), code);
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let end = at + item_end(&rest[at..]);
        kept.extend(rest[at..end].chars().filter(|&c| c == '\n'));
        rest = &rest[end..];
    }
    kept + rest
}

/// Answers how long an item is: up to its closing brace, or to a semicolon before any brace.
fn item_end(item: &str) -> usize {
    let mut depth = 0_u32;
    for (at, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let (root, mut files, mut waiting) = (src(), Vec::new(), vec![src()]);
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("it lies in src").to_string_lossy();
                let text = fs::read_to_string(&path).expect("src is text");
                files.push(File::new(&inside.replace('\\', "/"), &text));
            }
        }
    }
    assert!(files.len() > 100, "the files of src were not found");
    files
});

fn complaints(rule: fn(&File) -> Vec<String>) -> String {
    let mut all: Vec<String> = FILES.iter().filter(|file| !file.is_tests()).flat_map(rule).collect();
    all.sort();
    all.join("\n")
}

#[test]
fn rooms_import_only_what_stands_above_them() {
    assert_eq!(complaints(forbidden_imports), "");
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    assert_eq!(complaints(misplaced_crates), "");
}

#[test]
fn some_words_are_written_in_few_places_or_nowhere() {
    assert_eq!(complaints(misplaced_words), "");
}

#[test]
fn files_are_short() {
    let long: Vec<String> = FILES.iter().flat_map(too_long).collect();
    assert_eq!(long.join("\n"), "");
}

#[test]
fn every_room_has_a_row_and_every_row_a_room() {
    let folders = fs::read_dir(src()).expect("src can be listed").flatten();
    let folders: BTreeSet<String> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let rows: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(rows, folders);
}

#[test]
fn no_arrow_goes_up() {
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        // The foundation is named as a whole; its own rooms list theirs one by one.
        for name in allowed.iter().copied().flatten() {
            let stands_above = ROOMS[..at].iter().any(|(above, _)| above == name);
            assert!(stands_above, "`{room}` imports `{name}`, which does not stand above it");
        }
    }
}

#[test]
fn every_dependency_has_a_row() {
    let manifest = fs::read_to_string(src().with_file_name("Cargo.toml")).expect("the manifest is text");
    let manifest: toml::Table = manifest.parse().expect("the manifest is TOML");
    let table = manifest["dependencies"].as_table().expect("there are dependencies");
    let names: BTreeSet<String> = table.keys().map(|name| name.replace('-', "_")).collect();
    let rows: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rows, names);
}

mod a_made_up_violation_is_seen {
    use super::*;

    fn import(path: &str, text: &str) -> usize {
        forbidden_imports(&File::new(path, text)).len()
    }

    fn named(path: &str, text: &str) -> usize {
        misplaced_crates(&File::new(path, text)).len()
    }

    fn written(path: &str, text: &str) -> usize {
        misplaced_words(&File::new(path, text)).len()
    }

    #[test]
    fn of_the_order_of_rooms() {
        for (path, text) in [
            ("lint/run.rs", "use crate::git::Repo;"),
            ("graph/build.rs", "fn f() { crate::app::check(); }"),
            ("text/mod.rs", "pub(in crate::text) use crate::{revision::RevisionId};"),
            (
                "report/json.rs",
                "use crate::{\n    diagnostic::{Diagnostic, Fix},\n    app::Place,\n};",
            ),
            ("history/load.rs", "use super::super::cli::Exit;"),
            ("history/mod.rs", "use super::cli::Exit;"),
            ("cli/commands/heads.rs", "use crate::git::Repo;"),
            ("cellar/mod.rs", ""),
        ] {
            assert_eq!(import(path, text), 1, "{path}: {text}");
        }
        for (path, text) in [
            (
                "lint/run.rs",
                "use crate::history::History; use crate::lint::Rule; use super::Rule;",
            ),
            (
                "lint/rules/oh101.rs",
                "use super::super::Rule; // crate::git is not for rules",
            ),
            (
                "lint/run.rs",
                "#[cfg(test)]\nmod tests {\n    use crate::git::Repo;\n}\nfn f() { \"crate::git::x\"; }",
            ),
        ] {
            assert_eq!(import(path, text), 0, "{path}: {text}");
        }
    }

    #[test]
    fn of_every_pinned_crate() {
        for (name, places) in CRATES.iter().filter(|(_, places)| !is_at("text/made_up.rs", places)) {
            for text in [
                format!("use {name}::A;"),
                format!("use {name};"),
                format!("fn f() {{ {name}::g() }}"),
            ] {
                assert_eq!(named("text/made_up.rs", &text), 1, "{text}");
                let home = places[0].replace("**/", "a/b/");
                let home = if home.ends_with('/') { home + "made_up.rs" } else { home };
                assert_eq!(named(&home, &text), 0, "{home}: {text}");
            }
        }
        assert_eq!(named("dialect/sqlite/target.rs", "use sqlx::Row;"), 1);
        assert_eq!(named("dialect/session.rs", "use sqlx::Row;"), 0);
        assert_eq!(
            named("lint/run.rs", "let toml = self.toml; crate::toml::f(); // toml::f"),
            0
        );
    }

    #[test]
    fn of_every_pinned_word() {
        for text in [
            "use std::env;",
            "use std::{fs, env};",
            "fn f() { std::env::temp_dir() }",
            "use std::process::Command;",
            "use std::process::{self, Command};",
            "fn f() { println!(\"\") }",
            "fn f() { dbg!(1) }",
            "fn f() { x.unwrap() }",
            "fn f() { x\n    .unwrap() }",
            "#[allow(dead_code)]",
            "#![allow(dead_code)]",
            "#[cfg_attr(unix, allow(dead_code))]",
            "unsafe fn f() {}",
            "fn f() { std::process::exit(1) }",
        ] {
            assert_eq!(written("app/made_up.rs", text), 1, "{text}");
        }
        for text in [
            "/// Like `println!`, and `.unwrap()`.",
            "fn f() { '\"'; \"println!\"; r#\"\"x.unwrap()\"\"#; std::process::id() }",
            "#[cfg(test)]\nfn f() { x.unwrap() }",
            "#[expect(dead_code, reason = \"made up\")]",
        ] {
            assert_eq!(written("app/made_up.rs", text), 0, "{text}");
        }
    }

    #[test]
    fn of_a_long_file() {
        assert_eq!(too_long(&File::new("app/made_up.rs", &"\n".repeat(LONGEST))).len(), 0);
        assert_eq!(
            too_long(&File::new("app/made_up.rs", &"\n".repeat(LONGEST + 1))).len(),
            1
        );
    }

    #[test]
    fn with_its_line() {
        let text = "/* two\nlines */\n#[cfg(test)]\nmod tests {\n}\nfn f() { \"\n\"; x.unwrap() }";
        let complaint = &misplaced_words(&File::new("app/made_up.rs", text))[0];
        assert!(complaint.starts_with("src/app/made_up.rs:7: "), "{complaint}");
    }
}
