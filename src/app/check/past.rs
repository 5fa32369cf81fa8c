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
    let project = &merged.project;
    let published = Published::read(workspace, source, project)?;
    let question = prove::Question {
        against: Some(base_name.clone()),
        ..prove::Question::default()
    };
    let answer = prove_source(workspace, (source, project), &question)?;
    Ok(Some(Past {
        published: held(&published, base),
        edited: edited(
            View {
                history: base,
                texts: &|path| read(base_source.as_ref(), path),
            },
            View {
                history: merged,
                texts: &|path| read(source, path),
            },
        ),
        harms: harms(&answer.report),
    }))
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
