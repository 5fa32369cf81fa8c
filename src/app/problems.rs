//! What makes an answer about a history unreliable, as lines for a person.

use std::path::{Path, PathBuf};

use crate::graph::Fault;
use crate::history::History;
use crate::sources::relative_to;
use crate::text::{Place, escape_line};

/// One reason why an answer may be incomplete or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// Where in it.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// Whether the answer cannot be relied on (Alembic would not answer at all).
    pub is_fatal: bool,
}

impl Problem {
    /// Writes `path:line: message`, the path as a person in `directory` would type it.
    #[must_use]
    pub fn line(&self, directory: &Path) -> String {
        let path = relative_to(directory, &self.path);
        let path = escape_line(&path.to_string_lossy()).into_owned();
        let message = escape_line(&self.message);
        match self.place {
            Some(place) => format!("{path}:{}: {message}", place.line),
            None => format!("{path}: {message}"),
        }
    }
}

/// Lists everything that stands between a history and a reliable answer.
#[must_use]
pub fn problems(history: &History) -> Vec<Problem> {
    let gaps = history.gaps().map(|gap| Problem {
        path: gap.path.clone(),
        place: gap.reason.map(|reason| reason.place),
        message: match gap.field {
            Some(field) => format!("{field} is not known: {}", gap.text),
            None => gap.text.to_owned(),
        },
        is_fatal: true,
    });
    let faults = history.graph.faults().iter().map(|fault| fault_problem(history, fault));
    gaps.chain(faults).collect()
}

fn fault_problem(history: &History, fault: &Fault) -> Problem {
    let revision = match fault {
        Fault::DuplicateId { loser, .. } => history.revision_of_node(*loser),
        _ => history.revision(fault.rev()),
    };
    let header = &revision.header;
    let place = match fault {
        Fault::MissingParent { parent, .. } => header
            .parents
            .known()
            .and_then(|parents| parents.iter().find(|known| known.value == *parent))
            .map(|parent| parent.place),
        _ => header.id.place(),
    };
    Problem {
        path: revision.path.clone(),
        place,
        message: describe(history, fault),
        is_fatal: fault.is_fatal_in_alembic(),
    }
}

fn describe(history: &History, fault: &Fault) -> String {
    let graph = &history.graph;
    let id = |rev| graph.id(rev);
    match fault {
        Fault::MissingParent { rev, parent } => {
            format!("{} names {parent} as its parent, which no file has as its id", id(*rev))
        }
        Fault::MissingDependency { rev, target } => {
            format!("{} depends on {target}, which is no revision and no label", id(*rev))
        }
        Fault::DuplicateId { rev, winner, .. } => {
            let other = &history.revision_of_node(*winner).path;
            format!(
                "revision {} is also in {}",
                id(*rev),
                other.file_name().unwrap_or_default().to_string_lossy()
            )
        }
        Fault::Cycle { members, .. } => {
            let members: Vec<&str> = members.iter().map(|&rev| id(rev).as_str()).collect();
            format!("revisions come after themselves: {}", members.join(", "))
        }
        Fault::LabelClash { label, first, second } => {
            format!("branch label {label} of {} names {} already", id(*second), id(*first))
        }
        Fault::IllegalId { rev } => format!("revision id {} holds one of the characters @, -, +, :", id(*rev)),
    }
}
