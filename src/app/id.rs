//! Names for new revisions.

use super::create::CreateError;
use crate::graph::Graph;
use crate::revision::{BranchLabel, ILLEGAL_CHARACTERS, RevisionId};

/// The width of the version table's column, in characters (spec section 6.1).
const WIDTH: usize = 32;

/// Takes the wished id, or makes one as Alembic does: twelve hexadecimal digits.
///
/// Ids that onehead writes are letters, digits, `_` and `.` only, at most 32 of them: they become file names, SQL and
/// command lines.
pub(super) fn choose(graph: &Graph, wished: Option<&str>) -> Result<RevisionId, CreateError> {
    let Some(wished) = wished else { return Ok(random(graph)) };
    let bad = |reason: &str| CreateError::BadId {
        id: wished.to_owned(),
        reason: reason.to_owned(),
    };
    if wished.is_empty()
        || !wished
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
    {
        return Err(bad("letters, digits, `_` and `.` only"));
    }
    if wished.chars().all(|c| c == '.') {
        return Err(bad("it would not be a file name"));
    }
    if wished.len() > WIDTH {
        return Err(bad("longer than the 32 characters of the version table"));
    }
    if matches!(wished, "head" | "heads" | "base" | "current") {
        return Err(bad("the word has a meaning of its own"));
    }
    if graph.find(wished).is_some() {
        return Err(bad("it exists already"));
    }
    if is_label(graph, wished) {
        return Err(bad("it is a branch label"));
    }
    Ok(RevisionId::from(wished))
}

/// Takes the wished label.
pub(super) fn label(graph: &Graph, wished: &str) -> Result<BranchLabel, CreateError> {
    let bad = |reason: &str| CreateError::BadLabel {
        label: wished.to_owned(),
        reason: reason.to_owned(),
    };
    if wished.is_empty() || wished.contains(ILLEGAL_CHARACTERS) || wished.chars().any(char::is_control) {
        return Err(bad("it is empty or holds one of `@`, `-`, `+`, `:`"));
    }
    if matches!(wished, "head" | "heads" | "base" | "current") {
        return Err(bad("the word has a meaning of its own"));
    }
    if graph.find(wished).is_some() || is_label(graph, wished) {
        return Err(bad("it names a revision or a branch already"));
    }
    Ok(BranchLabel::from(wished))
}

fn is_label(graph: &Graph, name: &str) -> bool {
    graph
        .revs()
        .any(|rev| graph.declared_labels(rev).iter().any(|label| label.as_str() == name))
}

fn random(graph: &Graph) -> RevisionId {
    loop {
        let mut bytes = [0_u8; 6];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        let id: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if graph.find(&id).is_none() {
            return RevisionId::from(id.as_str());
        }
    }
}
