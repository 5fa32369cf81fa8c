//! The frame of `--sql` against live Alembic.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use onehead::dialect::{Dialect, Offline, Part, Passage, Running, Transactions, VersionTable};
use onehead::formats::sql::{Section, script};
use onehead::graph::{Direction, VersionMove};
use onehead::revision::RevisionId;
use onehead::text::SourceText;

use crate::oracle;

const ENVIRONMENT: &str = "\
from alembic import context
c = context.config
context.configure(url=c.get_main_option('sqlalchemy.url'), literal_binds=True,
    version_table=c.get_main_option('vt'), version_table_schema=c.get_main_option('vs') or None)
with context.begin_transaction():
    context.run_migrations()
";

const PROGRAM: &str = "\
import io, json, sys
from alembic import command
from alembic.config import Config
for verb, target in json.loads(sys.stdin.buffer.read()):
    out = io.StringIO()
    getattr(command, verb)(Config('alembic.ini', output_buffer=out), target, sql=True)
    print(json.dumps(out.getvalue()))
";

/// id, parents, statements up, statements down; `!` before a section: outside a transaction.
const REVISIONS: [(&str, &[&str], &str, &str); 5] = [
    (
        "a1",
        &[],
        "CREATE TABLE t (\n    a INTEGER\n)|INSERT INTO t VALUES (1)",
        "DROP TABLE t",
    ),
    ("b1", &["a1"], "!CREATE INDEX i ON t (a)", "!DROP INDEX i|SELECT 2"),
    ("b2", &["a1"], "", ""),
    ("m", &["b1", "b2"], "", ""),
    ("n", &["m"], "UPDATE t SET a = 'x;y'", "UPDATE t SET a = 'ä'"),
];

fn statements(spec: &str) -> (bool, Vec<&str>) {
    let (outside, list) = spec.strip_prefix('!').map_or((false, spec), |list| (true, list));
    (
        outside,
        list.split('|').filter(|statement| !statement.is_empty()).collect(),
    )
}

fn function(name: &str, spec: &str) -> String {
    let (outside, list) = statements(spec);
    let mut text = format!("def {name}():\n    pass\n");
    let indent = if outside { "        " } else { "    " };
    if outside {
        text.push_str("    with op.get_context().autocommit_block():\n");
    }
    for statement in list {
        writeln!(text, "{indent}op.execute({statement:?})").expect("a string takes everything");
    }
    text
}

fn project(directory: &Path, dialect: Dialect, table: &VersionTable) {
    fs::create_dir_all(directory.join("m/versions")).expect("creates");
    let schema = table.schema.as_deref().unwrap_or("");
    let ini = format!(
        "[alembic]\nscript_location = m\nsqlalchemy.url = {}://\nvt = {}\nvs = {schema}\n",
        dialect.name(),
        table.name
    );
    fs::write(directory.join("alembic.ini"), ini).expect("writes");
    fs::write(directory.join("m/env.py"), ENVIRONMENT).expect("writes");
    for (id, parents, up, down) in REVISIONS {
        let parents: Vec<String> = parents.iter().map(|parent| format!("'{parent}',")).collect();
        let text = format!(
            "from alembic import op\nrevision = '{id}'\ndown_revision = ({})\n{}{}",
            parents.concat(),
            function("upgrade", up),
            function("downgrade", down)
        );
        fs::write(directory.join(format!("m/versions/{id}.py")), text).expect("writes");
    }
}

fn section(id: &str, direction: Direction, dialect: Dialect) -> Section {
    let (_, _, up, down) = REVISIONS.iter().find(|revision| revision.0 == id).expect("known");
    let (word, spec) = match direction {
        Direction::Up => ("upgrade", up),
        Direction::Down => ("downgrade", down),
    };
    let (outside, list) = statements(spec);
    let option = if outside { "no-transaction" } else { "" };
    let body = list.join(";\n");
    let text = format!("-- revision: {id}\n-- down_revision:\n-- onehead: {word} {option}\n{body}\n");
    let script = script(&SourceText::new("x.sql", text), dialect.flavour()).expect("reads");
    script.section(direction).expect("is there").clone()
}

/// A step in short: what is called, the revision, from, to, and the moves (`+a`, `-a`, `a>b`).
type Short = (
    Running,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

fn ids(names: &[&str]) -> Vec<RevisionId> {
    names.iter().map(|name| RevisionId::new(*name)).collect()
}

fn change(short: &str) -> VersionMove {
    if let Some(id) = short.strip_prefix('+') {
        return VersionMove::Insert(id.into());
    }
    if let Some(id) = short.strip_prefix('-') {
        return VersionMove::Delete(id.into());
    }
    let (from, to) = short.split_once('>').expect("a move");
    VersionMove::Update {
        from: from.into(),
        to: to.into(),
    }
}

fn ours(dialect: Dialect, table: &VersionTable, rows: &[&str], steps: &[Short]) -> String {
    let rows = ids(rows);
    let owned: Vec<_> = steps
        .iter()
        .map(|(running, id, from, to, moves)| {
            let section = match running {
                Running::Upgrade => Part::of_section(&section(id, Direction::Up, dialect)),
                Running::Downgrade => Part::of_section(&section(id, Direction::Down, dialect)),
                Running::Stamp => Vec::new(),
            };
            let moves: Vec<_> = moves.iter().map(|short| change(short)).collect();
            (*running, section, ids(from), ids(to), moves)
        })
        .collect();
    let passages: Vec<_> = owned
        .iter()
        .map(|(running, section, from, to, moves)| Passage {
            running: *running,
            from,
            to,
            parts: section,
            moves,
        })
        .collect();
    let offline = Offline {
        dialect,
        table,
        transactions: Transactions::of(dialect),
        rows: &rows,
        passages: &passages,
    };
    offline.script()
}

const UP: Running = Running::Upgrade;
const DOWN: Running = Running::Downgrade;

/// Alembic's command and target, the rows before, the steps.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [Short]);
const CASES: [Case; 7] = [
    (
        "upgrade",
        "b1",
        &[],
        &[
            (UP, "a1", &[], &["a1"], &["+a1"]),
            (UP, "b1", &["a1"], &["b1"], &["a1>b1"]),
        ],
    ),
    (
        "upgrade",
        "head",
        &[],
        &[
            (UP, "a1", &[], &["a1"], &["+a1"]),
            (UP, "b2", &["a1"], &["b2"], &["a1>b2"]),
            (UP, "b1", &["a1"], &["b1"], &["+b1"]),
            (UP, "m", &["b1", "b2"], &["m"], &["-b1", "b2>m"]),
            (UP, "n", &["m"], &["n"], &["m>n"]),
        ],
    ),
    ("upgrade", "m:n", &["m"], &[(UP, "n", &["m"], &["n"], &["m>n"])]),
    (
        "downgrade",
        "b1:base",
        &["b1"],
        &[
            (DOWN, "b1", &["b1"], &["a1"], &["b1>a1"]),
            (DOWN, "a1", &["a1"], &[], &["-a1"]),
        ],
    ),
    ("downgrade", "n:m", &["n"], &[(DOWN, "n", &["n"], &["m"], &["n>m"])]),
    ("stamp", "b1", &[], &[(Running::Stamp, "", &[], &["b1"], &["+b1"])]),
    ("stamp", "base", &[], &[]),
];

#[test]
fn scripts_are_alembics_to_the_byte() {
    let tables = [
        VersionTable::default(),
        VersionTable {
            name: "MyVer".to_owned(),
            schema: Some("app".to_owned()),
        },
        VersionTable {
            name: "order".to_owned(),
            schema: Some("My Schema".to_owned()),
        },
    ];
    for dialect in Dialect::ALL {
        for table in &tables {
            let folder = tempfile::tempdir().expect("a folder");
            project(folder.path(), dialect, table);
            let calls: Vec<_> = CASES.iter().map(|(verb, target, ..)| (verb, target)).collect();
            let calls = serde_json::to_string(&calls).expect("JSON");
            let answers = oracle::run(PROGRAM, &[], folder.path(), &calls);
            for ((verb, target, rows, steps), theirs) in CASES.iter().zip(answers.lines()) {
                let theirs: String = serde_json::from_str(theirs).expect("JSON");
                let ours = ours(dialect, table, rows, steps);
                assert_eq!(ours, theirs, "{dialect:?} {table:?} {verb} {target}");
            }
        }
    }
}

#[test]
fn hostile_ids_stay_in_their_comment_and_their_string() {
    let table = VersionTable::default();
    let id = [RevisionId::new("x'\nDROP TABLE t; --")];
    let moves = [VersionMove::Insert(id[0].clone())];
    let passage = Passage {
        running: UP,
        from: &[],
        to: &id,
        parts: &[],
        moves: &moves,
    };
    let offline = Offline {
        dialect: Dialect::PostgreSql,
        table: &table,
        transactions: Transactions::of(Dialect::PostgreSql),
        rows: &id,
        passages: &[passage],
    };
    let text = offline.script();
    assert!(
        text.contains("-- Running upgrade  -> x'\\u{a}DROP TABLE t; --\n"),
        "{text}"
    );
    assert!(text.contains("VALUES ('x''\nDROP TABLE t; --')"), "{text}");
}

#[test]
fn a_body_of_mysql_gets_a_delimiter() {
    let text = "-- revision: a\n-- down_revision:\n-- onehead: upgrade\n\
                CREATE PROCEDURE p() BEGIN SELECT '//'; END; SELECT 1;";
    let read = script(&SourceText::new("a.sql", text), Dialect::MySql.flavour()).expect("reads");
    let parts = Part::of_section(read.section(Direction::Up).expect("a section"));
    let passage = Passage {
        running: UP,
        from: &[],
        to: &[],
        parts: &parts,
        moves: &[],
    };
    let table = VersionTable::default();
    let rows = ids(&["a"]);
    let offline = Offline {
        dialect: Dialect::MySql,
        table: &table,
        transactions: Transactions::of(Dialect::MySql),
        rows: &rows,
        passages: &[passage],
    };
    assert_eq!(
        offline.script(),
        "-- Running upgrade  -> \n\nDELIMITER $$\n\nCREATE PROCEDURE p() BEGIN SELECT '//'; END\n$$\n\nDELIMITER ;\n\nSELECT 1;\n\n"
    );
}
