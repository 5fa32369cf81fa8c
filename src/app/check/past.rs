//! What a change does to published history.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Judging;
use super::earlier::Earlier;
use crate::app::AppError;
use crate::app::prove::{self, prove_source};
use crate::app::published::{Answer, Published};
use crate::app::workspace::Standing;
use crate::history::History;
use crate::lint::{Harm, HarmKind, Past, View, edited};
use crate::merge::stamp_path::{Happening, Judgement, Report, sentences};
use crate::revision::RevisionId;
use crate::sources::Source;
use crate::text::SourceText;

/// Gathers what became of published revisions; none where nothing is compared with BASE.
pub(super) fn gather(
    judging: &Judging<'_>,
    merged: Option<&History>,
    earlier: &Earlier,
) -> Result<Option<Past>, AppError> {
    let (Some(base_name), Some(source), Some(merged), Some(base)) =
        (&judging.question.against, judging.merged, merged, &earlier.base)
    else {
        return Ok(None);
    };
    let workspace = judging.workspace;
    let base_source = workspace.source(&Standing::Commit(base_name.clone()))?;
    let before = View {
        history: base,
        texts: &|path| read(base_source.as_ref(), path),
    };
    let after = View {
        history: merged,
        texts: &|path| read(source, path),
    };
    let edited = edited(before, after);
    if edited.is_empty() && same_graph(base, merged) {
        // Most changes do not touch revisions, and then no ref has to be asked.
        return Ok(Some(Past::default()));
    }
    let project = &merged.project;
    let published = Published::read(workspace, source, project)?;
    let question = prove::Question {
        against: Some(base_name.clone()),
        ..prove::Question::default()
    };
    let answer = prove_source(workspace, (source, project), &question)?;
    Ok(Some(Past {
        published: held(&published, base),
        edited,
        harms: harms(&answer.report),
    }))
}

/// Answers whether two histories hold the same revisions, tied in the same way.
fn same_graph(base: &History, merged: &History) -> bool {
    type Ties<'a> = (Option<&'a RevisionId>, Vec<&'a str>, Vec<&'a str>);
    fn ties(history: &History) -> Option<Vec<Ties<'_>>> {
        let mut all = Vec::with_capacity(history.revisions.len());
        for revision in &history.revisions {
            let header = &revision.header;
            let parents = header.parents.known()?.iter().map(|parent| parent.value.as_str());
            let depends_on = header.depends_on.known()?.iter().map(|on| &*on.value);
            all.push((header.id.known(), parents.collect(), depends_on.collect()));
        }
        all.sort_unstable();
        history.unreadable.is_empty().then_some(all)
    }
    ties(base).is_some_and(|base| ties(merged).is_some_and(|merged| base == merged))
}

fn read(source: &dyn Source, path: &Path) -> Option<Arc<SourceText>> {
    let bytes = source.read_path(path).ok()??;
    SourceText::decode(path, &bytes).ok().map(Arc::new)
}

/// Answers the published revisions of BASE. Where a ref that could hold one cannot be read, it counts as published.
fn held(published: &Published, base: &History) -> BTreeMap<RevisionId, Vec<String>> {
    let mut held = BTreeMap::new();
    for id in base.revisions.iter().filter_map(|revision| revision.header.id.known()) {
        let refs = match published.find(id.as_str(), None) {
            Answer::Yes(holdings) => holdings.iter().map(|holding| holding.known.name.clone()).collect(),
            Answer::Unknown(known, _) => vec![format!("perhaps {}, which cannot be read", known.name)],
            Answer::No => continue,
        };
        held.insert(id.clone(), refs);
    }
    held
}

/// Says as plain values what a report says.
#[must_use]
pub fn harms(report: &Report) -> Vec<Harm> {
    report.judgements.iter().flat_map(harms_of).collect()
}

fn harms_of(judgement: &Judgement) -> impl Iterator<Item = Harm> {
    sentences(judgement).into_iter().map(|sentence| Harm {
        kind: match sentence.kind {
            Happening::Skipped => HarmKind::Skipped,
            Happening::Rewritten => HarmKind::Rewritten,
            Happening::Twice => HarmKind::Twice,
            Happening::Missing => HarmKind::Missing,
            Happening::Overlap => HarmKind::Overlap,
            Happening::Forgotten => HarmKind::Forgotten,
            Happening::Unknown => HarmKind::Unknown,
        },
        text: sentence.text,
        revisions: sentence
            .revisions
            .into_iter()
            .map(|affected| (affected.revision, affected.message))
            .collect(),
    })
}
