//! Runs a script on an empty database, and says what is there afterwards.

use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use onehead::dialect::Dialect;
use serde::Deserialize;

use crate::server::Database;

/// What a script left.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    /// What the database said to each statement that failed.
    pub failed: Vec<String>,
    /// The schema.
    pub schema: Vec<String>,
    /// The rows of the version table.
    pub versions: Vec<String>,
}

/// Runs a script on an empty database.
pub fn run(script: &str, dialect: Dialect) -> Outcome {
    let mut outcome = match dialect {
        Dialect::Sqlite => sqlite(script),
        _ => postgres(script),
    };
    // Those of a table's indexes come in random order from Alembic, and so do their failures.
    outcome.failed.sort();
    outcome
}

fn sqlite(script: &str) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(root.join(".cache/venv/bin/python"));
    command.arg(root.join("tests/sql_corpus/schemas/sqlite.py"));
    let output = fed(&mut command, script);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Runs it as it stands, in its transaction; where that fails, each statement by itself.
fn postgres(script: &str) -> Outcome {
    let whole = Database::fresh(Dialect::PostgreSql);
    let failed = psql(&whole, script, "1");
    if failed.is_empty() {
        return left(&whole, failed);
    }
    let single = Database::fresh(Dialect::PostgreSql);
    let statements = script.replace("BEGIN;\n", "\n").replace("COMMIT;\n", "\n");
    let mut all = psql(&single, &statements, "0");
    all.extend(failed.into_iter().map(|failure| format!("in a transaction: {failure}")));
    left(&single, all)
}

fn psql(database: &Database, script: &str, stop: &str) -> Vec<String> {
    let server = database.server;
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-h", &server.socket, "-U", "onehead", "-d", &database.name]);
    command.args([
        "-p",
        &server.port.to_string(),
        "-v",
        &format!("ON_ERROR_STOP={stop}"),
        "-f",
        "-",
    ]);
    command.env("PGOPTIONS", "-c client_min_messages=error");
    let output = fed(&mut command, script);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // `psql:<stdin>:12: ERROR:  ...`: the line is left out, as the order of indexes is.
    let failures = said.lines().filter_map(|line| line.split_once(": ERROR:  "));
    let failures: Vec<String> = failures.map(|(_, failure)| failure.to_owned()).collect();
    assert!(output.status.success() || !failures.is_empty(), "{said}");
    failures
}

fn left(database: &Database, failed: Vec<String>) -> Outcome {
    let has_versions = database.sql("SELECT to_regclass('alembic_version') IS NOT NULL") == "t";
    let versions = if has_versions {
        database.sql("SELECT version_num FROM alembic_version ORDER BY 1")
    } else {
        String::new()
    };
    Outcome {
        failed,
        schema: dump(database),
        versions: versions.lines().map(str::to_owned).collect(),
    }
}

fn dump(database: &Database) -> Vec<String> {
    let server = database.server;
    let mut command = Command::new("pg_dump");
    command.args(["--schema-only", "-h", &server.socket, "-U", "onehead"]);
    command.args(["-p", &server.port.to_string(), &database.name]);
    let output = command.output().expect("the dump starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let is_schema = |line: &&str| !line.starts_with("--") && !line.starts_with('\\') && !line.is_empty();
    text.lines().filter(is_schema).map(str::to_owned).collect()
}

fn fed(command: &mut Command, script: &str) -> Output {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(script.as_bytes()).expect("space");
    file.rewind().expect("a file");
    command.stdin(Stdio::from(file)).output().expect("it starts")
}
