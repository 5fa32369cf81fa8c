//! The answer in words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::gather::Entrant;
use crate::history::History;
use crate::merge::forecast::{Bearer, Clash, Need, Step, Unread, Verdict};
use crate::project::Project;
use crate::report::forecast as report;
use crate::report::forecast::Outlook;
use crate::revision::RevisionId;
use crate::sources::relative_to;

/// How many names stand in one sentence.
const NAMES: usize = 6;

/// Everything that was found about one project.
pub(super) struct Judged<'a> {
    pub(super) directory: &'a Path,
    pub(super) project: &'a Project,
    pub(super) onto: &'a str,
    pub(super) history: &'a History,
    pub(super) problems: Vec<String>,
    pub(super) entrants: &'a [Entrant<'a>],
    pub(super) alone: &'a [Verdict],
    pub(super) pairs: &'a BTreeMap<(usize, usize), Verdict>,
    pub(super) every_pair: bool,
    pub(super) steps: &'a [Step],
}

pub(super) fn project(judged: &Judged<'_>) -> report::Project {
    let graph = &judged.history.graph;
    report::Project {
        project: judged.project.name.clone(),
        heads: sorted(graph.heads().iter().map(|&head| graph.id(head))),
        problems: judged.problems.clone(),
        branches: (0..judged.entrants.len()).map(|at| judged.branch(at)).collect(),
        pairs: judged
            .shown_pairs()
            .map(|(at, verdict)| judged.pair(*at, verdict))
            .collect(),
        plan: judged.steps.iter().map(|step| judged.step(step)).collect(),
    }
}

impl Judged<'_> {
    /// Lists the pairs that are shown: not those that are only unknown because one branch is.
    fn shown_pairs(&self) -> impl Iterator<Item = (&(usize, usize), &Verdict)> {
        self.pairs
            .iter()
            .filter(|(_, verdict)| self.every_pair || !verdict.is_fine())
    }

    fn name(&self, at: usize) -> &str {
        &self.entrants[at].branch.name
    }

    fn path(&self, path: &Path) -> String {
        relative_to(self.directory, path).to_string_lossy().into_owned()
    }

    fn branch(&self, at: usize) -> report::Branch {
        let (entrant, verdict) = (&self.entrants[at], &self.alone[at]);
        let brings = entrant.brought.added.iter().map(|piece| report::Brings {
            revision: piece.node.id.to_string(),
            down_revisions: piece.node.parents.iter().map(ToString::to_string).collect(),
            path: self.path(&piece.path),
        });
        report::Branch {
            name: entrant.branch.name.clone(),
            also: entrant.branch.also.clone(),
            commit: entrant.commit.to_owned(),
            moved: Timestamp::from_second(entrant.branch.moved).map_or_else(|_| String::new(), |time| time.to_string()),
            outlook: outlook(verdict),
            brings: brings.collect(),
            removes: entrant.brought.removed.iter().map(|path| self.path(path)).collect(),
            heads: sorted(&verdict.heads),
            clashes: verdict.clashes.iter().map(|clash| self.clash(clash)).collect(),
            unknown: self.unknown(&verdict.unread),
        }
    }

    fn pair(&self, (one, other): (usize, usize), verdict: &Verdict) -> report::Pair {
        report::Pair {
            branches: [one, other].map(|at| self.name(at).to_owned()),
            outlook: outlook(verdict),
            heads: sorted(&verdict.heads),
            clashes: verdict.clashes.iter().map(|clash| self.clash(clash)).collect(),
            unknown: self.unknown(&verdict.unread),
        }
    }

    fn unknown(&self, unread: &[Unread]) -> Vec<String> {
        let line = |unread: &Unread| match &unread.path {
            Some(path) => format!("{}: {}", self.path(path), unread.reason),
            None => unread.reason.clone(),
        };
        unread.iter().map(line).collect()
    }

    fn clash(&self, clash: &Clash) -> report::Clash {
        let (kind, about, text) = match clash {
            Clash::Parent { parent, ours, theirs } => {
                let on = parent
                    .as_ref()
                    .map_or_else(|| "no parent".to_owned(), ToString::to_string);
                let text = format!("{} and {} are both put on {on}", list(ours), list(theirs));
                ("same-parent", parent.as_ref().map(ToString::to_string), text)
            }
            Clash::Id(id) => {
                let text = format!("two different files have the revision id {id}");
                ("same-id", Some(id.to_string()), text)
            }
            Clash::Label(label) => {
                let text = format!("the branch label {label} is taken twice");
                ("same-label", Some(label.to_string()), text)
            }
            Clash::Missing { revision, needs } => {
                let text = format!("{revision} needs {needs}, which is gone");
                ("missing", Some(needs.clone()), text)
            }
            Clash::Conflict(path) => {
                let path = self.path(path);
                ("conflict", Some(path.clone()), format!("git cannot merge {path}"))
            }
            Clash::Heads(heads) => ("heads", None, format!("there would be several heads: {}", list(heads))),
            Clash::Cycle(ids) => ("cycle", None, format!("revisions come after themselves: {}", list(ids))),
        };
        let (ours, theirs) = match clash {
            Clash::Parent { ours, theirs, .. } => (ours.clone(), theirs.clone()),
            Clash::Heads(ids) | Clash::Cycle(ids) => (ids.clone(), Vec::new()),
            Clash::Missing { revision, .. } => (vec![revision.clone()], Vec::new()),
            _ => (Vec::new(), Vec::new()),
        };
        report::Clash {
            kind,
            about,
            text,
            ours: ours.iter().map(ToString::to_string).collect(),
            theirs: theirs.iter().map(ToString::to_string).collect(),
        }
    }

    fn step(&self, step: &Step) -> report::Step {
        report::Step {
            branch: self.name(step.branch).to_owned(),
            needs: step.needs.iter().map(|need| self.need(need)).collect(),
        }
    }

    fn need(&self, need: &Need) -> report::Need {
        let bearer = |bearer: &Bearer| match bearer {
            Bearer::Base => None,
            Bearer::Branch(at) => Some(self.name(*at).to_owned()),
        };
        let shown = |path: &PathBuf| Some(self.path(path));
        let mut view = report::Need {
            kind: "settle",
            revision: None,
            path: None,
            from: None,
            onto: None,
            after: None,
            text: String::new(),
        };
        match need {
            Need::Reparent {
                revision,
                path,
                from,
                onto,
                brought_by,
            } => {
                view.kind = "reparent";
                view.revision = Some(revision.to_string());
                view.path = shown(path);
                view.from = from.as_ref().map(ToString::to_string);
                view.onto = Some(onto.to_string());
                view.after = bearer(brought_by);
                let of = view.after.as_deref().unwrap_or(self.onto);
                view.text = format!("re-parent {revision} onto {onto} of {of}");
            }
            Need::NewId { revision, path } => {
                view.kind = "new-id";
                view.revision = Some(revision.to_string());
                view.path = shown(path);
                view.text = format!("give {revision} ({}) another id", self.path(path));
            }
            Need::Follow(at) => {
                view.kind = "update";
                view.after = Some(self.name(*at).to_owned());
                view.text = format!("take over what changed in {}, which it is built on", self.name(*at));
            }
            Need::Settle { clash, with } => {
                view.after = bearer(with);
                let with = view.after.as_deref().unwrap_or(self.onto);
                view.text = format!("settle by hand with {with}: {}", self.clash(clash).text);
            }
        }
        view
    }
}

const fn outlook(verdict: &Verdict) -> Outlook {
    if verdict.collides() {
        Outlook::Collides
    } else if verdict.is_fine() {
        Outlook::Fine
    } else {
        Outlook::Unknown
    }
}

fn sorted<'a>(ids: impl IntoIterator<Item = &'a RevisionId>) -> Vec<String> {
    let mut ids: Vec<String> = ids.into_iter().map(ToString::to_string).collect();
    ids.sort_unstable();
    ids
}

fn list(ids: &[RevisionId]) -> String {
    let mut names: Vec<String> = ids.iter().take(NAMES).map(ToString::to_string).collect();
    if ids.len() > NAMES {
        names.push(format!("{} more", ids.len() - NAMES));
    }
    names.join(", ")
}
