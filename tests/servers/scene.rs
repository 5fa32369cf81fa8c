//! A linear history of `.sql` revisions, and what `upgrade` does with it: the application in ten lines.

use std::path::{Path, PathBuf};
use std::time::Duration;

use onehead::dialect::{
    Access, Claim, DatabaseUrl, Dialect, DialectError, Resume, Session, Turn, VersionTable, Work, open,
};
use onehead::formats::sql::script;
use onehead::graph::{Direction, VersionMove};
use onehead::revision::RevisionId;
use onehead::text::SourceText;

/// One revision: its id and its statements.
pub struct Revision {
    pub id: RevisionId,
    pub path: PathBuf,
    pub work: Work,
}

/// Makes a linear history r0, r1, ... ; a text that starts with `!` runs outside a transaction.
pub fn revisions(dialect: Dialect, texts: &[&str]) -> Vec<Revision> {
    texts
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let (sql, option) = text
                .strip_prefix('!')
                .map_or((*text, ""), |sql| (sql, " no-transaction"));
            let path = PathBuf::from(format!("/p/r{number}.sql"));
            let text = format!("-- revision: x\n-- down_revision:\n-- onehead: upgrade{option}\n{sql}\n");
            let script = script(&SourceText::new(path.clone(), text), dialect.flavour()).expect("reads");
            Revision {
                id: RevisionId::new(format!("r{number}")),
                path,
                work: Work::of(script.section(Direction::Up).expect("is there")),
            }
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
        work: &revision.work,
        expects: &expects,
        moves: &moves,
    })
}

/// How an upgrade goes about it.
#[derive(Clone, Copy)]
pub struct How {
    pub patience: Duration,
    pub resume: Resume,
    pub at_once: bool,
}

impl Default for How {
    fn default() -> Self {
        Self {
            patience: Duration::from_mins(2),
            resume: Resume::Ask,
            at_once: false,
        }
    }
}

/// Locks, reads, applies what is missing; answers how many revisions that were.
pub fn upgrade(url: &str, history: &[Revision], how: How) -> Result<usize, DialectError> {
    let url = DatabaseUrl::parse(url).expect("a URL");
    let mut claim = Claim::take(&url, Path::new("/"), &VersionTable::default(), how.patience)?;
    let session = claim.session()?.expect("is there");
    session.resume(how.resume);
    session.ensure_version_table()?;
    let rows = session.versions()?.rows;
    let done = rows.first().map_or(0, |row| {
        1 + history.iter().position(|revision| revision.id == *row).expect("known")
    });
    if how.at_once {
        session.begin_all();
    }
    for number in done..history.len() {
        apply(session, history, number)?;
    }
    if how.at_once {
        session.commit_all(&[history[history.len() - 1].id.clone()])?;
    }
    Ok(history.len() - done)
}

/// Opens a database to change it, without a lock, with its version table.
pub fn session(url: &str) -> Box<dyn Session> {
    let url = DatabaseUrl::parse(url).expect("a URL");
    let session = open(&url, Path::new("/"), &VersionTable::default(), Access::Change);
    let mut session = session.expect("opens").expect("is there");
    session.ensure_version_table().expect("creates the table");
    session
}
