//! Steps that are whole: read and judged before the first of them runs.

use super::online::Progress;
use super::scripts::{StepScript, scripts};
use crate::app::AppError;
use crate::app::workspace::Place;
use crate::dialect::{Dialect, Running, Session, Turn};
use crate::formats::sql::Section;
use crate::graph::{Route, VersionMove};
use crate::revision::RevisionId;

/// A route with what each of its steps runs.
pub(in crate::app) struct Walk {
    steps: Vec<(Turned, StepScript)>,
}

/// A step as it is told and as it moves the rows.
struct Turned {
    revision: RevisionId,
    title: String,
    moves: Vec<VersionMove>,
}

impl Walk {
    /// Reads what every step runs.
    ///
    /// # Errors
    /// [`AppError`] where one cannot be run.
    pub(in crate::app) fn plan(
        place: &Place<'_>,
        route: Route,
        (running, dialect): (Running, Dialect),
    ) -> Result<Self, AppError> {
        let scripts = scripts(place, &route, dialect)?;
        let steps = route.steps.into_iter().zip(scripts).map(|(step, script)| {
            let doc = place.history.revision(step.rev).header.message();
            let turned = Turned {
                revision: place.history.graph.id(step.rev).clone(),
                title: title(running, (&step.from, &step.to), doc),
                moves: step.moves,
            };
            (turned, script)
        });
        Ok(Self { steps: steps.collect() })
    }

    /// Lists the revisions in the order of their turns.
    pub(in crate::app) fn revisions(&self) -> Vec<RevisionId> {
        self.steps.iter().map(|(step, _)| step.revision.clone()).collect()
    }

    /// Lists the revisions in the order of their turns, each with what it runs.
    pub(in crate::app) fn steps(&self) -> impl Iterator<Item = (&RevisionId, &Section)> {
        self.steps
            .iter()
            .map(|(step, script)| (&step.revision, &script.section))
    }

    /// Answers the rows of a database that stood on `rows` when all steps were taken.
    pub(in crate::app) fn after(&self, rows: &[RevisionId]) -> Vec<RevisionId> {
        let mut rows = rows.to_vec();
        for (step, _) in &self.steps {
            follow(&mut rows, &step.moves);
        }
        rows
    }

    /// Takes one step after the other; `rows` are those of the database at all times, as far as is known.
    ///
    /// # Errors
    /// [`AppError`] of the first step that fails; nothing of it stays behind unless its kind says so.
    pub(in crate::app) fn run(
        &self,
        session: &mut dyn Session,
        rows: &mut Vec<RevisionId>,
        progress: &mut Progress<'_>,
    ) -> Result<(), AppError> {
        for (step, script) in &self.steps {
            progress(&step.title);
            session.apply(&Turn {
                revision: &step.revision,
                path: &script.path,
                section: &script.section,
                expects: rows,
                moves: &step.moves,
            })?;
            follow(rows, &step.moves);
        }
        Ok(())
    }
}

/// Names a step as Alembic's log does: `Running upgrade a -> b, doc`.
pub(super) fn title(running: Running, (from, to): (&[RevisionId], &[RevisionId]), doc: &str) -> String {
    let names = |ids: &[RevisionId]| ids.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(", ");
    let doc = if doc.is_empty() {
        String::new()
    } else {
        format!(", {doc}")
    };
    format!("Running {} {} -> {}{doc}", running.word(), names(from), names(to))
}

fn follow(rows: &mut Vec<RevisionId>, moves: &[VersionMove]) {
    use VersionMove::{Delete, Insert, Update};
    for change in moves {
        match change {
            Insert(id) => rows.push(id.clone()),
            Delete(id) => rows.retain(|row| row != id),
            Update { from, to } => rows
                .iter_mut()
                .filter(|row| *row == from)
                .for_each(|row| *row = to.clone()),
        }
    }
}
