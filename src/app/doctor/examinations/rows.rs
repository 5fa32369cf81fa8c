//! Version rows that contradict each other, or are none.

use std::collections::BTreeSet;

use super::super::words::command;
use super::super::{Ailment, Patient, Report, Standings};
use crate::app::AppError;
use crate::dialect::VersionRow;
use crate::graph::{Edges, Graph, Rev};

/// The rows of a database, sorted out.
#[derive(Default)]
struct Rows {
    /// What can be a revision, each once, in the order of the rows.
    good: Vec<String>,
    twice: BTreeSet<String>,
    /// What can be none, in words.
    bad: Vec<String>,
}

impl Rows {
    fn of(rows: &[VersionRow]) -> Self {
        let mut sorted = Self::default();
        for row in rows {
            match row.clone().revision() {
                Err(what) => sorted.bad.push(what),
                Ok(id) if sorted.good.contains(&id.to_string()) => {
                    sorted.twice.insert(id.to_string());
                }
                Ok(id) => sorted.good.push(id.to_string()),
            }
        }
        sorted
    }

    /// Lists what the rows should be; none where a row is no revision of these files.
    fn should_be(&self, graph: &Graph) -> Option<Vec<String>> {
        let revs: Vec<Rev> = self.good.iter().map(|id| graph.find(id)).collect::<Option<_>>()?;
        let kept = revs.iter().filter(|&&rev| above(graph, rev, &revs).is_none());
        Some(kept.map(|&rev| graph.id(rev).to_string()).collect())
    }
}

/// Answers a row that stands on top of another one.
fn above(graph: &Graph, rev: Rev, rows: &[Rev]) -> Option<Rev> {
    let others = rows.iter().copied().filter(|&other| other != rev);
    others
        .into_iter()
        .find(|&other| graph.ancestors(&[other], Edges::All).contains(rev))
}

#[expect(clippy::unnecessary_wraps, reason = "others can fail, and stand in the same list")]
pub(super) fn examine(patient: &Patient<'_>, report: &mut Report) -> Result<(), AppError> {
    let (Some(standings), [place]) = (&patient.database, patient.places.as_slice()) else {
        return Ok(());
    };
    let graph = &place.history.graph;
    if let Some(shape) = &standings.shape {
        let ailment = Ailment::new("bad-version-table", shape.clone());
        report
            .ailments
            .push(ailment.detail("give it another name, or name another table with the setting `version_table`"));
        return Ok(());
    }
    let Some(found) = standings.rows.as_deref().filter(|rows| !rows.is_empty()) else {
        report.ailments.extend(empty(standings, graph));
        return Ok(());
    };
    let rows = Rows::of(found);
    let should_be = rows.should_be(graph);
    let mended = |ailment: Ailment| match &should_be {
        Some(ids) if !ids.is_empty() => ailment.way(
            "write the rows as they should be",
            [command("onehead stamp --purge", ids)],
        ),
        Some(_) => ailment.way(
            "find out what the database holds, and write that",
            ["onehead stamp --purge REVISION"],
        ),
        None => ailment.detail("first take care of the row that is not among these files"),
    };
    let table = &standings.table;
    for what in &rows.bad {
        report
            .ailments
            .push(mended(Ailment::new("bad-row", format!("`{table}` holds {what}"))));
    }
    for id in &rows.twice {
        let message = format!("`{table}` holds the row {id} more than once");
        report.ailments.push(mended(Ailment::new("duplicate-row", message)));
    }
    let revs: Vec<Rev> = rows.good.iter().filter_map(|id| graph.find(id)).collect();
    for &rev in &revs {
        if let Some(upper) = above(graph, rev, &revs) {
            let (below, upper) = (graph.id(rev), graph.id(upper));
            let message = format!("the rows {below} and {upper} overlap: {upper} stands on top of {below} already");
            report.ailments.push(mended(Ailment::new("overlapping-rows", message)));
        }
    }
    Ok(())
}

/// Judges a database without a row: one that holds other tables was filled by somebody else.
fn empty(standings: &Standings, graph: &Graph) -> Option<Ailment> {
    if !standings.is_filled || graph.is_empty() {
        return None;
    }
    let what = match &standings.rows {
        None => "there is no version table",
        Some(_) => "the version table is empty",
    };
    let ailment = Ailment::new("unstamped", format!("{what}, and there are other tables beside it"))
        .detail("`upgrade` would run every revision from the first one on, and fail at the tables that are there");
    let heads: Vec<&str> = graph.heads().iter().map(|&head| graph.id(head).as_str()).collect();
    Some(
        ailment
            .way(
                "where the tables are those of the newest revision",
                [command("onehead stamp", heads)],
            )
            .way("where they are those of an older one", ["onehead stamp REVISION"]),
    )
}
