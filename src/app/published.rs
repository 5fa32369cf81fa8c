//! Which revisions are published: their ids stand in a ref that counts, whatever commit brought them there.

use std::sync::Arc;

use super::AppError;
use super::states::{Files, Found, Snapshot, States};
use super::workspace::Workspace;
use crate::formats::Kind;
use crate::git::Ref;
use crate::merge::stamp_path::{Deed, Sameness};
use crate::project::Project;
use crate::sources::Source;
use crate::text::SourceText;

/// The revisions that stand in published refs.
#[derive(Debug)]
pub struct Published {
    /// The refs that were looked at.
    pub refs: Vec<Ref>,
    /// What was not as it should be: a pattern of the settings that fits no ref, a shallow clone.
    pub notes: Vec<String>,
    kind: Kind,
    /// Each different state, and the indexes of the refs that have it.
    states: Vec<(Arc<Snapshot>, Vec<usize>)>,
    /// Refs whose state is not known, and why.
    unknown: Vec<(usize, String)>,
}

/// Whether a revision is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'a> {
    /// It stands in these refs.
    Yes(Vec<Holding<'a>>),
    /// It stands in none.
    No,
    /// A ref that could hold it cannot be read: the ref, and why.
    Unknown(&'a Ref, String),
}

/// A published ref that holds a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding<'a> {
    /// The ref.
    pub known: &'a Ref,
    /// Whether its upgrade is the one that was asked about; none where no text was given.
    pub sameness: Option<Sameness>,
}

impl Published {
    /// Reads the tips of all refs that count as published; equal states are read once.
    ///
    /// # Errors
    /// [`AppError`] where git cannot be read.
    pub fn read(workspace: &Workspace, source: &dyn Source, project: &Arc<Project>) -> Result<Self, AppError> {
        let mut files = Files::default();
        files.snapshot(source, project)?;
        let states = States::new(workspace, source, project, files)?;
        let settings = &project.settings;
        let found = states
            .repo()
            .published_refs(&settings.published, settings.base.as_deref())?;
        let mut published = Self {
            notes: found
                .unmet
                .iter()
                .map(|pattern| format!("no ref fits `{pattern}` of the setting `published`"))
                .collect(),
            refs: found.refs,
            kind: project.kind,
            states: Vec::new(),
            unknown: Vec::new(),
        };
        if found.shallow {
            published
                .notes
                .push("the clone is shallow: refs that were not fetched are not looked at".to_owned());
        }
        for (at, known) in published.refs.iter().enumerate() {
            match states.walk().at(&known.commit)? {
                Found::Here(snapshot) => {
                    let same = published
                        .states
                        .iter_mut()
                        .find(|(other, _)| Arc::ptr_eq(other, &snapshot));
                    match same {
                        Some((_, refs)) => refs.push(at),
                        None => published.states.push((snapshot, vec![at])),
                    }
                }
                Found::Absent => {}
                Found::Unreadable(reason) => published.unknown.push((at, reason)),
            }
        }
        Ok(published)
    }

    /// Answers whether a revision is published. With the text of a file, each ref also says whether its revision does
    /// the same.
    #[must_use]
    pub fn find(&self, id: &str, text: Option<&SourceText>) -> Answer<'_> {
        let deed = text.map(|text| Deed::new(self.kind, text.clone()));
        let mut holdings: Vec<(usize, Option<Sameness>)> = Vec::new();
        let mut doubt = None;
        for (snapshot, refs) in &self.states {
            let state = &snapshot.state;
            if let Some(rev) = state.graph().find(id) {
                let sameness = deed.as_ref().map(|deed| state.known(rev).deed.compare(deed));
                holdings.extend(refs.iter().map(|&at| (at, sameness.clone())));
            } else if let Some(unread) = &snapshot.unread {
                // A file that cannot be read may be the one.
                doubt = doubt.or_else(|| Some((*refs.first()?, unread.clone())));
            }
        }
        if !holdings.is_empty() {
            holdings.sort_by_key(|(at, _)| *at);
            let holding = |(at, sameness)| Holding {
                known: &self.refs[at],
                sameness,
            };
            return Answer::Yes(holdings.into_iter().map(holding).collect());
        }
        match doubt.or_else(|| self.unknown.first().cloned()) {
            Some((at, reason)) => Answer::Unknown(&self.refs[at], reason),
            None => Answer::No,
        }
    }
}
