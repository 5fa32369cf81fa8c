//! Histories as Alembic projects on disk, written in every manner that people write them in.

use std::fs;
use std::path::{Path, PathBuf};

use super::dice::Dice;
use super::faults;
use super::graphs::Written;

/// A project on disk.
#[derive(Debug)]
pub struct Project {
    /// Where commands run.
    pub cwd: PathBuf,
    /// `-c` and `-n`, where the project needs them.
    pub options: Vec<String>,
}

const ENV: &str = include_str!("../alembic/project_env.py");

/// Docstrings as source text; REV, PARENTS stand for the revision.
const DOCS: [&str; 29] = [
    "\"\"\"add tasks\n\nRevision ID: REV\nRevises: PARENTS\nCreate Date: 2025-03-03 09:12:44.218530\n\n\"\"\"",
    "\"\"\"add tasks\n\nRevision ID: REV\nRevises: PARENTS\nCreate Date: 2025-03-03 09:12:44.218530\n\n\"\"\"",
    "\"\"\"two\nlines\n\nand more\n\n  indented\n\n\n    deep\nlast\"\"\"",
    "\"\"\"\"\"\"",
    "''",
    "",
    "'one line'",
    "'''  spaces around  \n \n not an empty line above'''",
    "r\"\"\"raw \\d \\n text\"\"\"",
    "\"\"\"escapes: \\x41 \\u00e9 \\N{BULLET} \\\\ \\\" \\101 \\q \\\ncontinued\"\"\"",
    "\"a \" 'joined ' \"\"\"docstring\"\"\"",
    "(\"in parentheses\")",
    "u\"with a u\"",
    "b\"bytes are no docstring\"",
    "f\"an f-string is no docstring\"",
    "\"\"\"ünïcödé ✓ 漢字 🎉\"\"\"",
    "\"\"\"\n\n\nlate start\n\n\n\"\"\"",
    "\"\"\"   \n\t\n\"\"\"",
    "\"\"\"\ttab at the start\tand within\n\n\tnext\"\"\"",
    "\"\"\"100% done %s %(here)s {x}\"\"\"",
    "\"\"\"Revision ID: REV\nRevises: PARENTS\nCreate Date: 2025-03-03 09:12:44\n\"\"\"",
    "# a comment first\n\n\"\"\"after a comment\"\"\"",
    "from __future__ import annotations\n\"\"\"no docstring, it comes second\"\"\"",
    "\"\"\"'quotes' \"inside\" \\\"\\\"\\\" it\"\"\"",
    "\"\"\"line -> line (head), REV\n    -> REV\"\"\"",
    "\"\"\"\u{a0}hard spaces\u{a0}\u{3000}\"\"\"",
    "\"one\"; x = 1",
    "\"\"\"trailing backslash n\\n\\nsecond paragraph\"\"\"",
    "__doc__ = \"set later\"",
];

/// Writes the project that holds a history.
pub fn write(root: &Path, nodes: &[Written], dice: &mut Dice) -> Project {
    let name = dice.pick(&["migrations", "alembic", "my scripts", "db"]);
    let here = root.join("project");
    let scripts = here.join(name);
    let (folders, recursive) = folders(&scripts, dice);
    for folder in &folders {
        fs::create_dir_all(folder).expect("made");
    }
    fs::write(scripts.join("env.py"), ENV).expect("written");
    fs::write(scripts.join("script.py.mako"), "").expect("written");
    for (number, node) in nodes.iter().enumerate() {
        let folder = &folders[dice.below(folders.len())];
        let mut folder = folder.clone();
        if recursive && dice.percent(40) {
            folder = folder.join(dice.pick(&["2024", "2025", "2025/03", "a.b", "Z"]));
            fs::create_dir_all(&folder).expect("made");
        }
        let file = folder.join(file_name(number, node, dice));
        fs::write(file, encoded(&source(node, dice), dice)).expect("written");
    }
    clutter(&folders, dice);
    if dice.percent(4) {
        let name = dice.pick(&["unread.py", "zz.py", "0.py"]);
        fs::write(folders[0].join(name), dice.pick(&faults::UNREADABLE)).expect("written");
    }
    configure(&here, name, (&folders, recursive), dice)
}

fn folders(scripts: &Path, dice: &mut Dice) -> (Vec<PathBuf>, bool) {
    let recursive = dice.percent(20);
    let folders = match dice.below(10) {
        0..6 => vec![scripts.join("versions")],
        6..8 => vec![scripts.join("versions"), scripts.join("more")],
        8 => vec![scripts.join("zeta"), scripts.join("alpha"), scripts.join("versions")],
        _ => vec![
            scripts.join("versions"),
            scripts.parent().expect("a folder").join("plugin/versions"),
        ],
    };
    (folders, recursive)
}

fn file_name(number: usize, node: &Written, dice: &mut Dice) -> String {
    let id = node.id.replace(' ', "_");
    match dice.below(7) {
        0 => format!("{number:03}_{id}.py"),
        1 => format!("{id}_.py"),
        2 => format!("{id}_add_tasks.py"),
        3 => format!("{:04x}-{id}.py", dice.below(1 << 16)),
        4 => format!("_{id}.py"),
        5 => format!("{}{id}.x.py", dice.pick(&["A", "a", "é", "Z", "."])),
        _ => format!("{}.py", id.to_uppercase() + &id),
    }
}

/// Files that are no revisions.
fn clutter(folders: &[PathBuf], dice: &mut Dice) {
    let put = |folder: &Path, name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    for folder in folders {
        for (name, text) in [
            ("__init__.py", "revision = 'init'\ndown_revision = None\n"),
            ("__init__old.py", "revision = 'old'\ndown_revision = None\n"),
            (".#lock.py", "revision = 'lock'\ndown_revision = None\n"),
            ("README.txt", "nothing here\n"),
            ("data.sql", "SELECT 1;\n"),
            ("notes.pyi", "revision = 'stub'\n"),
            ("x.py.orig", "<<<<<<< HEAD\n"),
            ("__pycache__/cached.py", "revision = 'cached'\ndown_revision = None\n"),
            ("backup.d/readme", "no script\n"),
        ] {
            if dice.percent(15) {
                put(folder, name, text);
            }
        }
    }
}

fn source(node: &Written, dice: &mut Dice) -> String {
    let doc = dice.pick(&DOCS);
    let doc = doc
        .replace("REV", &node.id)
        .replace("PARENTS", &node.parents.join(", "));
    let mut text = doc + "\n";
    if dice.percent(70) {
        text.push_str("from typing import Sequence, Union\n\nfrom alembic import op\n");
    }
    let annotated = dice.percent(30) && text.contains("typing");
    let mut lines = vec![
        assignment("revision", &quoted(&node.id, dice), ("str", annotated), dice),
        assignment(
            "down_revision",
            &values(&node.parents, dice),
            ("Union[str, Sequence[str], None]", annotated),
            dice,
        ),
    ];
    if !node.labels.is_empty() || dice.percent(70) {
        let mut value = values(&node.labels, dice);
        if node.labels.len() == 1 && dice.percent(10) {
            value = format!("{{{}}}", quoted(&node.labels[0], dice));
        }
        lines.push(assignment(
            "branch_labels",
            &value,
            ("Union[str, Sequence[str], None]", annotated),
            dice,
        ));
    }
    if !node.depends_on.is_empty() || dice.percent(70) {
        let value = values(&node.depends_on, dice);
        lines.push(assignment(
            "depends_on",
            &value,
            ("Union[str, Sequence[str], None]", annotated),
            dice,
        ));
    }
    if dice.percent(20) {
        dice.shuffle(&mut lines);
    }
    if dice.percent(5) {
        lines.insert(0, "revision = 'overwritten'".to_owned());
    }
    text.push_str(&lines.join("\n"));
    text.push_str("\n\n\ndef upgrade() -> None:\n    \"\"\"Upgrade.\"\"\"\n    pass\n\n\ndef downgrade():\n    pass\n");
    text
}

fn assignment(name: &str, value: &str, (kind, annotated): (&str, bool), dice: &mut Dice) -> String {
    let target = if annotated {
        format!("{name}: {kind}")
    } else {
        name.to_owned()
    };
    match dice.below(12) {
        0 => format!("_{name} = {value}\n{target} = _{name}"),
        1 => format!("{target} = ({value})  # a comment"),
        2 => format!("{target}={value}"),
        3 => format!("{target} = \\\n    {value}"),
        4 => format!("{target} = (\n    # above\n    {value}  # behind\n)"),
        5 if !annotated => format!("{name} = other = {value}"),
        _ => format!("{target} = {value}"),
    }
}

fn values(names: &[String], dice: &mut Dice) -> String {
    let mut words: Vec<String> = names.iter().map(|name| quoted(name, dice)).collect();
    match words.as_mut_slice() {
        [] => dice.pick(&["None", "None", "None", "()", "[]"]).to_owned(),
        [only] if dice.percent(60) => std::mem::take(only),
        [only] => dice.pick(&["(V,)", "[V]", "[V,]", "(\n    V,\n)"]).replace('V', only),
        _ if dice.percent(20) => words.join(", "),
        _ => dice
            .pick(&["(V)", "[V]", "(V,)", "[\n    V,\n]"])
            .replace('V', &words.join(", ")),
    }
}

fn quoted(text: &str, dice: &mut Dice) -> String {
    let half = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let (head, tail) = text.split_at(half);
    match dice.below(14) {
        0 => format!("'''{text}'''"),
        1 => format!("u'{text}'"),
        2 => format!("r\"{text}\""),
        3 => format!("('{head}' \"{tail}\")"),
        4 => {
            text.chars()
                .map(|c| format!("\\u{:04x}", u32::from(c)))
                .fold("\"".to_owned(), |all, c| all + &c)
                + "\""
        }
        5..10 => format!("'{text}'"),
        _ => format!("\"{text}\""),
    }
}

/// The bytes of a file: line ends, a byte order mark, another encoding.
fn encoded(text: &str, dice: &mut Dice) -> Vec<u8> {
    match dice.below(20) {
        0 | 1 => text.replace('\n', "\r\n").into_bytes(),
        2 => text.replace('\n', "\r").into_bytes(),
        3 => ["\u{feff}", text].concat().into_bytes(),
        4 if text.chars().all(|c| u32::from(c) < 256) => {
            let mut bytes = b"# -*- coding: latin-1 -*-\n".to_vec();
            bytes.extend(text.chars().map(|c| u8::try_from(u32::from(c)).expect("checked")));
            bytes
        }
        5 => text.trim_end().to_owned().into_bytes(),
        _ => text.to_owned().into_bytes(),
    }
}

fn configure(here: &Path, name: &str, (folders, recursive): (&[PathBuf], bool), dice: &mut Dice) -> Project {
    let mut options = Vec::new();
    let section = if dice.percent(10) { "second" } else { "alembic" };
    let file = dice.pick(&["alembic.ini", "alembic.ini", "alembic.ini", "conf/own.ini", "dev.ini"]);
    let ini = here.join(file);
    let relative = |path: &Path| path.strip_prefix(here).expect("inside").to_string_lossy().into_owned();
    let depth = if file.contains('/') {
        "%(here)s/../"
    } else {
        "%(here)s/"
    };
    let mut text = format!("[{section}]\n");
    match dice.below(3) {
        0 => text.push_str(&format!("script_location = {name}\n")),
        1 => text.push_str(&format!("script_location: {depth}{name}\n")),
        _ => text.push_str(&format!("# where\nSCRIPT_LOCATION = {}\n", here.join(name).display())),
    }
    let default = [here.join(name).join("versions")];
    if folders != default || dice.percent(20) {
        let (key, separator) = dice.pick(&[
            ("path_separator = os\n", ":"),
            ("path_separator = :\n", ":"),
            ("path_separator = newline\n", "\n    "),
            ("path_separator = ;\n", ";"),
            ("version_path_separator = os\n", ":"),
            ("", ", "),
        ]);
        let spaced = name.contains(' ') && (key.is_empty() || key.contains("space"));
        let (key, separator) = if spaced {
            ("path_separator = os\n", ":")
        } else {
            (key, separator)
        };
        let listed: Vec<String> = folders
            .iter()
            .map(|folder| format!("{depth}{}", relative(folder)))
            .collect();
        text.push_str(&format!("{key}version_locations = {}\n", listed.join(separator)));
    }
    if recursive || dice.percent(10) {
        text.push_str(&format!(
            "recursive_version_locations = {}\n",
            if recursive { "true" } else { "True" }
        ));
    }
    text.push_str(dice.pick(&[
        "sqlalchemy.url = sqlite:///tasks.db\n",
        "sqlalchemy.url = sqlite:///%(here)s/tasks.db\n",
        "sqlalchemy.url: sqlite+pysqlite:///tasks.db\n",
    ]));
    fs::create_dir_all(ini.parent().expect("a folder")).expect("made");
    fs::write(&ini, text).expect("written");
    if file != "alembic.ini" {
        options.extend(["-c".to_owned(), file.to_owned()]);
    }
    if section != "alembic" {
        options.extend(["-n".to_owned(), section.to_owned()]);
    }
    Project {
        cwd: here.to_path_buf(),
        options,
    }
}
