//! What makes an answer about a history unreliable, as lines for a person.

use std::path::{Path, PathBuf};

use crate::graph::Fault;
use crate::history::{History, Revision};
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
    let (revision, place) = blamed(history, fault);
    Problem {
        path: revision.path.clone(),
        place,
        message: history.describe(fault),
        is_fatal: fault.is_fatal_in_alembic(),
    }
}

/// Finds the file and the place that a fault stands in.
fn blamed<'a>(history: &'a History, fault: &Fault) -> (&'a Revision, Option<Place>) {
    let revision = history.revision_of_node(fault.node(&history.graph));
    let header = &revision.header;
    let place = match fault {
        Fault::MissingParent { parent, .. } => header
            .parents
            .known()
            .and_then(|parents| parents.iter().find(|known| known.value == *parent))
            .map(|parent| parent.place),
        _ => header.id.place(),
    };
    (revision, place)
}
