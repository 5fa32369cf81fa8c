//! A small linear history of `.sql` revisions, and what `upgrade` does with it: the application in ten lines.

use std::path::{Path, PathBuf};
use std::time::Duration;

use onehead::dialect::{Access, Claim, DatabaseUrl, DialectError, Session, Turn, VersionTable, Work, open};
use onehead::formats::sql::{Flavour, Section, script};
use onehead::graph::{Direction, VersionMove};
use onehead::revision::RevisionId;
use onehead::text::SourceText;

/// One revision: its id and its statements.
pub struct Revision {
    pub id: RevisionId,
    pub path: PathBuf,
    pub up: Section,
}

pub fn url(database: &Path) -> DatabaseUrl {
    DatabaseUrl::parse(&format!("sqlite:///{}", database.display())).expect("a URL")
}

/// Opens a database to change it, with its version table.
pub fn session(database: &Path) -> Box<dyn Session> {
    let session = open(&url(database), Path::new("/"), &VersionTable::default(), Access::Change);
    let mut session = session.expect("opens").expect("creates");
    session.ensure_version_table().expect("creates the table");
    session
}

pub fn section(sql: &str, option: &str) -> Section {
    let text = format!("-- revision: x\n-- down_revision:\n-- onehead: upgrade {option}\n{sql}\n");
    let script = script(&SourceText::new("/p/x.sql", text), Flavour::Sqlite).expect("reads");
    script.section(Direction::Up).expect("is there").clone()
}

/// Makes a linear history r0, r1, … of the statements of each.
pub fn revisions(sql: &[&str]) -> Vec<Revision> {
    sql.iter()
        .enumerate()
        .map(|(number, sql)| Revision {
            id: RevisionId::new(format!("r{number}")),
            path: PathBuf::from(format!("/p/r{number}.sql")),
            up: section(sql, ""),
        })
        .collect()
}

pub fn rows(session: &mut dyn Session) -> Vec<String> {
    let versions = session.versions().expect("reads");
    versions.rows.iter().map(ToString::to_string).collect()
}

/// Applies one revision of a linear history on top of the one before.
pub fn apply(session: &mut dyn Session, history: &[Revision], number: usize) -> Result<(), DialectError> {
    let revision = &history[number];
    let (expects, moves) = match number.checked_sub(1) {
        None => (vec![], vec![VersionMove::Insert(revision.id.clone())]),
        Some(before) => {
            let from = history[before].id.clone();
            let to = revision.id.clone();
            (vec![from.clone()], vec![VersionMove::Update { from, to }])
        }
    };
    session.apply(&Turn {
        revision: &revision.id,
        path: &revision.path,
        direction: Direction::Up,
        work: &Work::of(&revision.up),
        expects: &expects,
        moves: &moves,
    })
}

/// Locks, reads, applies what is missing.
pub fn upgrade(database: &Path, history: &[Revision]) -> Result<usize, DialectError> {
    let mut claim = Claim::take(
        &url(database),
        Path::new("/"),
        &VersionTable::default(),
        Duration::from_mins(1),
    )?;
    let session = claim.session()?.expect("creates");
    session.ensure_version_table()?;
    let rows = session.versions()?.rows;
    let done = rows.first().map_or(0, |row| {
        1 + history.iter().position(|revision| revision.id == *row).expect("known")
    });
    for number in done..history.len() {
        apply(session, history, number)?;
    }
    Ok(history.len() - done)
}
