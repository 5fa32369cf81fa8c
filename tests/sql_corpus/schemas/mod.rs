//! A database after the SQL of onehead equals one after the SQL of live Alembic: each corpus project's whole chain.
//!
//! A chain that both know whole is run as the scripts stand. Of the others the steps that both know are run one behind
//! the other, and a statement that fails, because what it needs was made by a step that is missing, is passed over on both
//! sides; it must fail in the same way. `SQLite` runs all of them, and `PostgreSQL` those that are whole;
//! `ONEHEAD_SQL_SCHEMAS=all` lets `PostgreSQL` run all.

mod chain;
mod database;

use onehead::dialect::Dialect;

use chain::{Chain, Pair};
use database::{Outcome, run};

#[test]
fn a_schema_after_our_sql_is_the_schema_after_theirs() {
    let is_all = std::env::var("ONEHEAD_SQL_SCHEMAS").is_ok_and(|wanted| wanted == "all");
    let mut seen = Seen::default();
    println!("| chain | dialect | revisions | compared | whole | statements that failed on both |\n|---|---|---|---|---|---|");
    for chain in chain::all() {
        for dialect in [Dialect::PostgreSql, Dialect::Sqlite] {
            let pair = chain.pair(dialect);
            if dialect == Dialect::Sqlite || pair.is_whole || is_all {
                seen.take(&chain, &pair, dialect);
            }
        }
    }
    assert!(seen.differences.is_empty(), "{}", seen.differences.join("\n"));
    if std::env::var_os("ONEHEAD_SQL_PROJECTS").is_none() {
        assert!(seen.whole >= WHOLE, "only {} whole chains", seen.whole);
        assert!(seen.compared >= COMPARED, "only {} revisions", seen.compared);
        assert!(seen.objects >= OBJECTS, "only {} lines of schemas", seen.objects);
    }
}

/// What was seen with the pinned corpus, at least.
const WHOLE: usize = 0;
const COMPARED: usize = 0;
const OBJECTS: usize = 0;

/// What the comparisons saw.
#[derive(Default)]
struct Seen {
    whole: usize,
    compared: usize,
    objects: usize,
    differences: Vec<String>,
}

impl Seen {
    fn take(&mut self, chain: &Chain, pair: &Pair, dialect: Dialect) {
        let (ours, theirs) = (run(&pair.ours, dialect), run(&pair.theirs, dialect));
        let name = format!("{}/{}", chain.project, chain.folder);
        println!(
            "| {name} | {} | {} | {} | {} | {} |",
            dialect.name(),
            pair.revisions,
            pair.compared,
            if pair.is_whole { "yes" } else { "no" },
            theirs.failed.len()
        );
        self.whole += usize::from(pair.is_whole);
        self.compared += pair.compared;
        self.objects += theirs.schema.lines().count();
        if let Some(difference) = difference(&ours, &theirs) {
            self.differences.push(format!("{name} {}: {difference}", dialect.name()));
        }
    }
}

/// Says what differs, if anything does.
fn difference(ours: &Outcome, theirs: &Outcome) -> Option<String> {
    let lines = |outcome: &Outcome| -> Vec<String> {
        let failed = outcome.failed.iter().map(|failure| format!("failed: {failure}"));
        failed.chain(outcome.schema.lines().map(str::to_owned)).collect()
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
            assert!(difference(&run(script, dialect), &run(other, dialect)).is_some(), "{other}");
        }
    }
}
