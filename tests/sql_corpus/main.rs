//! Every body of real projects, compiled by onehead and rendered by live Alembic: no statement may differ.
//!
//! `ONEHEAD_SQL_CORPUS` names dialects, with commas between (default: `postgresql`), and `ONEHEAD_SQL_PROJECTS` projects.
//! The oracle's answers are kept in `.cache/sql_corpus`; making them takes some minutes.

mod oracle;
mod ours;
mod schemas;
#[path = "../servers/server.rs"]
#[expect(dead_code, reason = "of the server only what runs and dumps is needed")]
mod server;
mod tally;

use std::io::Write as _;

use onehead::dialect::Dialect;
use tally::{Tally, Verdict};

#[test]
fn what_is_compiled_is_what_alembic_prints() {
    let named = std::env::var("ONEHEAD_SQL_CORPUS").unwrap_or_else(|_| "postgresql".to_owned());
    let dialects: Vec<Dialect> = named
        .split(',')
        .map(|name| Dialect::from_name(name).expect("a dialect"))
        .collect();
    let mut tally = Tally::default();
    for project in oracle::projects(&dialects) {
        for folder in &project.folders {
            for dialect in &dialects {
                for (step, body) in ours::bodies(&project, folder, *dialect) {
                    let theirs = project.render(&step.path, *dialect, step.direction);
                    tally.take(&project.root, &step, *dialect, &Verdict::of(theirs, &body, *dialect));
                }
            }
        }
    }
    // Past what keeps the output of a test that passes: these figures are what CI is to show.
    let _ = write!(std::io::stderr(), "{tally}");
    assert_eq!(tally.wrong(), 0, "wrong statements:\n{}", tally.faults());
    if std::env::var_os("ONEHEAD_SQL_PROJECTS").is_none() {
        assert!(tally.renderable() > 3_000, "only {} bodies", tally.renderable());
    }
}
