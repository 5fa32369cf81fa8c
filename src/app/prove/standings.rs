//! Which rows databases may hold, and from which states.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Examined, Live};
use crate::app::AppError;
use crate::app::states::{Found, Snapshot, States};
use crate::app::workspace::Workspace;
use crate::formats::Print;
use crate::git::{Ref, RefKind};
use crate::merge::stamp_path::{Applied, Standing};
use crate::revision::RevisionId;

/// What is said of a ref that has neither the project nor any file of it.
pub const NO_PROJECT: &str = "there is no project";

/// How many names one standing is shown with.
const NAMES: usize = 3;

/// Collects standings. One that several refs have is judged once.
pub(super) struct Gathering<'s, 'a> {
    states: &'s States<'a>,
    kept: Vec<Kept>,
    /// The standing of each state, by its address.
    by_state: HashMap<usize, usize>,
    /// Every state that was looked at and that Alembic can load.
    snapshots: Vec<Arc<Snapshot>>,
    in_snapshots: HashSet<usize>,
    pub(super) examined: Vec<Examined>,
    pub(super) notes: Vec<String>,
    refused: usize,
    /// Whether what is looked at was released to somebody.
    released: bool,
}

struct Kept {
    names: Vec<String>,
    rows: Vec<RevisionId>,
    from: From,
}

enum From {
    States(Vec<Arc<Snapshot>>),
    Unknown(String),
}

impl<'s, 'a> Gathering<'s, 'a> {
    pub(super) fn new(states: &'s States<'a>) -> Self {
        Self {
            states,
            kept: Vec::new(),
            by_state: HashMap::new(),
            snapshots: Vec::new(),
            in_snapshots: HashSet::new(),
            examined: Vec::new(),
            notes: Vec::new(),
            refused: 0,
            released: true,
        }
    }

    /// Adds the standings of a ref: its tip, and for a branch every state before it.
    ///
    /// # Errors
    /// [`AppError`] where git cannot be read.
    pub(super) fn look_at(&mut self, known: &Ref) -> Result<(), AppError> {
        if self.examined.iter().any(|examined| examined.full == known.full) {
            return Ok(());
        }
        let mut walk = self.states.walk();
        let mut counted: HashSet<usize> = HashSet::new();
        let found = walk.at(&known.commit)?;
        match found {
            Found::Here(snapshot) => {
                counted.insert(address(&snapshot));
                self.add(known.name.clone(), &snapshot);
            }
            Found::Absent => self.unknown(&known.name, NO_PROJECT),
            Found::Unreadable(reason) => self.unknown(&known.name, &reason),
        }
        if known.kind == RefKind::Branch {
            self.look_back(known, &mut walk, &mut counted)?;
        }
        self.examined.push(Examined {
            name: known.name.clone(),
            full: known.full.clone(),
            commit: known.commit.clone(),
            states: counted.len(),
        });
        Ok(())
    }

    /// Adds the states that a branch went through before its tip.
    fn look_back(
        &mut self,
        known: &Ref,
        walk: &mut crate::app::states::Walk<'_, '_>,
        counted: &mut HashSet<usize>,
    ) -> Result<(), AppError> {
        // The commit that brought a state is the oldest one in a row of commits that have it.
        let mut run: Option<(Arc<Snapshot>, String)> = None;
        for passed in self.states.repo().first_parents(&known.commit)? {
            let passed = passed?;
            let is_tip = passed.commit == known.commit;
            if passed.cut_off {
                let name = format!("{} before {}", known.name, short(&passed.commit));
                self.unknown(
                    &name,
                    "the clone is shallow (fetch the whole history with `git fetch --unshallow`)",
                );
            }
            let found = if run.is_some() || is_tip {
                walk.at(&passed.commit)?
            } else {
                walk.before_nothing(&passed.commit)?
            };
            let Found::Here(snapshot) = found else {
                self.close(known, run.take())?;
                if let Found::Unreadable(reason) = found
                    && !is_tip
                {
                    self.unknown(&format!("{} at {}", known.name, short(&passed.commit)), &reason);
                }
                continue;
            };
            let same = run.as_ref().is_some_and(|(running, _)| Arc::ptr_eq(running, &snapshot));
            if !same {
                counted.insert(address(&snapshot));
                self.close(known, run.take())?;
            }
            run = Some((snapshot, passed.commit));
        }
        self.close(known, run)
    }

    fn close(&mut self, known: &Ref, run: Option<(Arc<Snapshot>, String)>) -> Result<(), AppError> {
        let Some((snapshot, commit)) = run else { return Ok(()) };
        if self.by_state.contains_key(&address(&snapshot)) {
            return Ok(());
        }
        if snapshot.state.refused().is_some() {
            // Alembic cannot load it, so nobody was ever brought there.
            self.refused += 1;
            return Ok(());
        }
        let day = self.states.repo().day(&commit)?;
        self.add(format!("{} at {} ({day})", known.name, short(&commit)), &snapshot);
        Ok(())
    }

    /// Adds the branch that is checked out: databases of developers come from there.
    ///
    /// # Errors
    /// [`AppError`] where git cannot be read.
    pub(super) fn look_at_head(&mut self, workspace: &Workspace) -> Result<(), AppError> {
        let repo = workspace.repo()?;
        let Some(commit) = repo.head() else { return Ok(()) };
        let branch = repo.branch();
        let full = branch
            .as_ref()
            .map_or("HEAD".to_owned(), |branch| format!("refs/heads/{branch}"));
        if self.examined.iter().any(|examined| examined.full == full) {
            return Ok(());
        }
        let known = Ref {
            name: branch.unwrap_or_else(|| "HEAD".to_owned()),
            full,
            kind: RefKind::Branch,
            commit,
        };
        // Its states tell how a database came to be; nobody says that they were released.
        self.released = false;
        let looked = self.look_at(&known);
        self.released = true;
        looked
    }

    fn add(&mut self, name: String, snapshot: &Arc<Snapshot>) {
        if self.in_snapshots.insert(address(snapshot)) && snapshot.state.refused().is_none() {
            self.snapshots.push(Arc::clone(snapshot));
        }
        if !self.released {
            return;
        }
        if let Some(&at) = self.by_state.get(&address(snapshot)) {
            self.kept[at].names.push(name);
            return;
        }
        self.by_state.insert(address(snapshot), self.kept.len());
        self.kept.push(Kept {
            names: vec![name],
            rows: snapshot.state.rows(),
            from: From::States(vec![Arc::clone(snapshot)]),
        });
    }

    fn unknown(&mut self, name: &str, reason: &str) {
        if !self.released {
            return;
        }
        self.kept.push(Kept {
            names: vec![name.to_owned()],
            rows: Vec::new(),
            from: From::Unknown(reason.to_owned()),
        });
    }

    /// Adds every single revision of every state, once for each way in which it came to be.
    pub(super) fn add_single_revisions(&mut self) {
        let mut seen: HashSet<Print> = HashSet::new();
        for at in 0..self.kept.len() {
            let From::States(states) = &self.kept[at].from else {
                continue;
            };
            let Some(snapshot) = states.first().cloned() else {
                continue;
            };
            let state = &snapshot.state;
            if state.refused().is_some() {
                continue;
            }
            for rev in state.graph().history() {
                if seen.insert(state.print(rev)) {
                    let id = state.graph().id(rev).clone();
                    self.kept.push(Kept {
                        names: vec![format!("{id} of {}", self.kept[at].names[0])],
                        rows: vec![id],
                        from: From::States(vec![Arc::clone(&snapshot)]),
                    });
                }
            }
        }
    }

    /// Adds a real database: every state that holds all of its rows may be the one it came from.
    pub(super) fn add_live(&mut self, live: Live) {
        let rows: Vec<&str> = live.rows.iter().map(RevisionId::as_str).collect();
        let name = if rows.is_empty() {
            format!("no revision ({})", live.name)
        } else {
            format!("{} ({})", rows.join(", "), live.name)
        };
        let mut seen: HashSet<Vec<Print>> = HashSet::new();
        let mut holding = Vec::new();
        for snapshot in &self.snapshots {
            let state = &snapshot.state;
            let revs: Option<Vec<_>> = rows.iter().map(|row| state.graph().find(row)).collect();
            if let Some(revs) = revs
                && seen.insert(revs.iter().map(|&rev| state.print(rev)).collect())
            {
                holding.push(Arc::clone(snapshot));
            }
        }
        let from = match live.doubt {
            Some(doubt) => From::Unknown(doubt),
            None if live.rows.is_empty() => From::States(vec![Arc::default()]),
            None if holding.is_empty() => {
                From::Unknown("no state that was looked at has all of these revisions".to_owned())
            }
            None => From::States(holding),
        };
        self.kept.push(Kept {
            names: vec![name],
            rows: live.rows,
            from,
        });
    }

    /// Says what was passed over.
    pub(super) fn note_refused(&mut self) {
        let states = match self.refused {
            0 => return,
            1 => "1 state was".to_owned(),
            more => format!("{more} states were"),
        };
        self.notes.push(format!(
            "{states} passed over: Alembic could not load them, so no database was brought there"
        ));
    }

    /// Lists where a revision may stand that nobody can read.
    pub(super) fn blind(&self) -> Vec<String> {
        let blind = |kept: &Kept| {
            let reason = match &kept.from {
                From::Unknown(reason) if reason == NO_PROJECT => None,
                From::Unknown(reason) => Some(reason.clone()),
                From::States(states) => states.iter().find_map(|snapshot| snapshot.unread.clone()),
            };
            reason.map(|reason| format!("{}: {reason}", kept.name()))
        };
        self.kept.iter().filter_map(blind).collect()
    }

    /// Answers the standings.
    pub(super) fn standings(&self) -> Vec<Standing<'_>> {
        self.kept.iter().map(Kept::standing).collect()
    }
}

impl Kept {
    fn standing(&self) -> Standing<'_> {
        let applied = match &self.from {
            From::States(states) => Applied::In(states.iter().map(|snapshot| &snapshot.state).collect()),
            From::Unknown(reason) => Applied::Unknown(reason.clone()),
        };
        Standing {
            name: self.name(),
            rows: self.rows.clone(),
            applied,
        }
    }

    fn name(&self) -> String {
        let shown = self.names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
        match self.names.len().saturating_sub(NAMES) {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    }
}

fn address(snapshot: &Arc<Snapshot>) -> usize {
    Arc::as_ptr(snapshot).addr()
}

fn short(commit: &str) -> &str {
    commit.get(..9).unwrap_or(commit)
}
