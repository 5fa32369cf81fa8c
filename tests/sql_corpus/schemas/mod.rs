//! A database after the SQL of onehead equals one after the SQL of live Alembic: each corpus project's whole chain.
//!
//! A chain that both know whole is run as the scripts stand. Of the others the steps that both know are run one behind
//! the other, and a statement that fails, because what it needs was made by a step that is missing, is passed over on both
//! sides; it must fail in the same way. `SQLite` runs all of them, and `PostgreSQL` those that are whole;
//! `ONEHEAD_SQL_SCHEMAS=all` lets `PostgreSQL` run all.

mod chain;
mod database;

use onehead::dialect::Dialect;

use chain::Pair;
use database::{Outcome, run};

#[test]
fn a_schema_after_our_sql_is_the_schema_after_theirs() {
    let is_all = std::env::var("ONEHEAD_SQL_SCHEMAS").is_ok_and(|wanted| wanted == "all");
    let mut seen = Seen::default();
    println!(
        "| chain | dialect | revisions | compared | from base on | failed on both | schema |\n{}",
        "|---".repeat(7)
    );
    for chain in chain::all() {
        for dialect in [Dialect::PostgreSql, Dialect::Sqlite] {
            let name = format!("{}/{} | {}", chain.project, chain.folder, dialect.name());
            match chain.pair(dialect, dialect == Dialect::PostgreSql && !is_all) {
                Ok(pair) => seen.take(&name, &pair, dialect),
                Err(why) => println!("| {name} | {why} |"),
            }
        }
    }
    println!(
        "{} whole chains, {} revisions from base on, {} in all; {} lines of schemas",
        seen.whole, seen.from_base, seen.compared, seen.lines
    );
    assert!(seen.differences.is_empty(), "{}", seen.differences.join("\n"));
    if std::env::var_os("ONEHEAD_SQL_PROJECTS").is_none() {
        assert!(seen.whole >= WHOLE, "only {} whole chains", seen.whole);
        assert!(seen.compared >= COMPARED, "only {} revisions", seen.compared);
        assert!(seen.lines >= LINES, "only {} lines of schemas", seen.lines);
    }
}

/// What was seen with the pinned corpus, at least.
const WHOLE: usize = 3;
const COMPARED: usize = 1_200;
const LINES: usize = 600;

/// What the comparisons saw.
#[derive(Default)]
struct Seen {
    whole: usize,
    from_base: usize,
    compared: usize,
    lines: usize,
    differences: Vec<String>,
}

impl Seen {
    fn take(&mut self, name: &str, pair: &Pair, dialect: Dialect) {
        let (mut ours, mut theirs) = (run(&pair.ours, dialect), run(&pair.theirs, dialect));
        if !pair.is_whole() {
            // Alembic picks the row that a merge renames from a hash set; it shows only where another row never came.
            ours.versions.clear();
            theirs.versions.clear();
        }
        let difference = difference(&ours, &theirs);
        let lines = theirs.schema.len();
        println!(
            "| {name} | {} | {} | {} | {} | {} lines, {} |",
            pair.revisions,
            pair.compared,
            pair.from_base,
            theirs.failed.len(),
            lines,
            if difference.is_none() { "equal" } else { "DIFFERENT" },
        );
        self.whole += usize::from(pair.is_whole());
        self.from_base += pair.from_base;
        self.compared += pair.compared;
        self.lines += lines;
        if let Some(difference) = difference {
            let kept = keep(pair);
            self.differences.push(format!("{name} (in {kept}): {difference}"));
        }
    }
}

/// Keeps the scripts that differ; answers where.
fn keep(pair: &Pair) -> String {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))
        .expect("a folder")
        .keep();
    for (name, script) in [("ours.sql", &pair.ours), ("theirs.sql", &pair.theirs)] {
        std::fs::write(folder.join(name), script).expect("space");
    }
    folder.display().to_string()
}

/// Says what differs, if anything does.
fn difference(ours: &Outcome, theirs: &Outcome) -> Option<String> {
    let lines = |outcome: &Outcome| -> Vec<String> {
        let failed = outcome.failed.iter().map(|failure| format!("failed: {failure}"));
        let rest = outcome.schema.iter().chain(&outcome.versions);
        failed.chain(rest.cloned()).collect()
    };
    let (ours, theirs) = (lines(ours), lines(theirs));
    let at = (0..ours.len().max(theirs.len())).find(|at| ours.get(*at) != theirs.get(*at))?;
    let show = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "(nothing more)".to_owned());
    Some(format!("\n  ours:   {}\n  theirs: {}", show(&ours), show(&theirs)))
}

#[test]
fn a_difference_is_seen() {
    let script = "CREATE TABLE t (a INTEGER);\n\nCREATE INDEX i ON t (a);\n\n";
    let others = [
        script.replace("INTEGER", "BIGINT"),
        script.replace("CREATE INDEX i ON t (a);", ""),
        format!("{script}DROP TABLE missing;\n"),
    ];
    for dialect in [Dialect::PostgreSql, Dialect::Sqlite] {
        assert_eq!(difference(&run(script, dialect), &run(script, dialect)), None);
        for other in &others {
            assert!(
                difference(&run(script, dialect), &run(other, dialect)).is_some(),
                "{other}"
            );
        }
    }
}
