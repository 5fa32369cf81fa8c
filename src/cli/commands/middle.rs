//! What `merge` and `rebase` do in the middle of git's own merges, rebases, cherry-picks and reverts.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::create;
use crate::app::{
    Change, Middle, MiddleError, Place, RebaseWish, Standing, Task, Workspace, carry_on, middle, stage, task,
    write_revisions,
};
use crate::cli::context::Context;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::project::Project;
use crate::text::escape_line;

/// What git is in the middle of, and what is to become of it.
pub(super) struct Course {
    /// What is under way.
    pub(super) middle: Option<Rc<Middle>>,
    /// Whether what is written is staged.
    stages: bool,
    /// Whether git is to go on afterwards.
    goes_on: bool,
}

impl Course {
    /// Finds out, and says it.
    pub(super) fn begin(context: &mut Context, (stages, goes_on): (bool, bool)) -> Result<Self, Failure> {
        let Context { workspace, terminal } = context;
        let middle = middle(workspace)?.map(Rc::new);
        match &middle {
            Some(middle) => {
                terminal.say(&escape_line(&middle.describe()));
                for line in &middle.settled.because {
                    terminal.say(&escape_line(line));
                }
            }
            None if goes_on => return Err(MiddleError::Nothing.into()),
            None => {}
        }
        if stages {
            // What cannot be staged is not written either.
            workspace.repo()?;
        }
        Ok(Self {
            middle,
            stages: stages || goes_on,
            goes_on,
        })
    }

    /// Answers what is to be re-parented where nobody names it.
    pub(super) fn wish(&self) -> RebaseWish {
        RebaseWish {
            middle: self.middle.clone(),
            ..RebaseWish::default()
        }
    }

    /// Lists what is written whatever becomes of the heads.
    pub(super) fn settled(&self) -> &[Change] {
        self.middle.as_ref().map_or(&[], |middle| &middle.settled.changes)
    }

    /// Reads the history as it is with what is settled.
    pub(super) fn place<'w>(&self, workspace: &'w Workspace) -> Result<Place<'w>, Failure> {
        Ok(match self.settled() {
            [] => workspace.place(&Standing::WorkTree)?,
            settled => workspace.place_with(settled)?,
        })
    }

    /// Adds changes that were planned on [`Self::place`] to what is settled: all of it is written, or nothing.
    pub(super) fn with(&self, planned: &[Change]) -> Vec<Change> {
        let mut all: Vec<Change> = self.settled().to_vec();
        for change in planned {
            match all.iter_mut().find(|known| known.path() == change.path()) {
                Some(Change::Rewrite { text, .. } | Change::Create { text, .. }) => change.text().clone_into(text),
                _ => all.push(change.clone()),
            }
        }
        all
    }

    /// Refuses before anything is written where git could not go on with it.
    pub(super) fn check(&self, workspace: &Workspace, changes: &[Change]) -> Result<(), Failure> {
        match &self.middle {
            Some(middle) if self.goes_on => Ok(middle.allows(workspace, changes)?),
            _ => Ok(()),
        }
    }

    /// Writes all changes, and stages exactly these files where that was asked for; `heads.lock`, where the project has
    /// one, is among them.
    pub(super) fn write(
        &self,
        workspace: &Workspace,
        project: &Arc<Project>,
        changes: &[Change],
    ) -> Result<(), Failure> {
        let written = write_revisions(project, changes)?;
        self.stage(workspace, &written)
    }

    /// Stages exactly these files where that was asked for, and a `heads.lock` that git could not merge: it was brought
    /// up to date with them.
    pub(super) fn stage(&self, workspace: &Workspace, written: &[PathBuf]) -> Result<(), Failure> {
        if self.stages {
            let lock = self.middle.as_ref().and_then(|middle| middle.heads_lock.as_ref());
            let lock = lock.filter(|lock| !written.contains(lock));
            stage(workspace, written.iter().chain(lock).map(PathBuf::as_path))?;
        }
        Ok(())
    }

    /// Writes what is settled where nothing else is to be written, and goes on.
    pub(super) fn only_settled(&self, workspace: &Workspace, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let place = self.place(workspace)?;
        create::refuse_broken(&workspace.directory, &place.history)?;
        self.check(workspace, self.settled())?;
        self.write(workspace, &place.project, self.settled())?;
        self.finish(workspace, terminal)
    }

    /// Lets git go on where that was asked for, and says what came of it; else says how.
    pub(super) fn finish(&self, workspace: &Workspace, terminal: &mut Terminal) -> Result<Exit, Failure> {
        let Some(under_way) = &self.middle else {
            return Ok(Exit::Ok);
        };
        if !self.goes_on {
            let verb = under_way.verb();
            terminal.say(&if self.stages {
                format!("then run `git {verb} --continue`")
            } else {
                format!("then stage it and run `git {verb} --continue`; `onehead merge --continue` does both")
            });
            return Ok(Exit::Ok);
        }
        carry_on(workspace, under_way, terminal.is_interactive())?;
        let place = workspace.place(&Standing::WorkTree)?;
        create::refuse_broken(&workspace.directory, &place.history)?;
        if let Task::Join { parents, .. } = task(&place, &[])? {
            let what = format!(
                "git went on, and what it brought makes {} heads once more",
                parents.len()
            );
            return Err(Failure::new(Exit::Findings, what).hint("run `onehead merge` for these"));
        }
        if let Some(middle) = middle(workspace)? {
            terminal.say(&escape_line(&middle.describe()));
        }
        if let [head] = place.history.graph.real_heads() {
            let head = place.history.graph.id(*head);
            terminal.say(&escape_line(&format!("one head: {head}")));
        }
        Ok(Exit::Ok)
    }
}
