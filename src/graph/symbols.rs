//! What a name means (spec section 2.1; `RevisionMap.get_revisions`, `_revision_for_ident`).

use super::relative::Walked;
use super::{Edges, Graph, Rev, RevSet, TargetError};

/// A symbol before `@` is a branch; what stands behind it, or alone, is one of these.
enum Parts<'a> {
    /// Names that are already whole ids.
    Revs(Vec<Rev>),
    /// A name to be looked up.
    Name(&'a str),
}

impl Graph {
    /// Resolves a target as `show`, `merge` and `stamp` do: `head`, `heads`, `base` (nothing), an id or its beginning, a
    /// label, `-N` (below each head), each also behind `BRANCH@`.
    ///
    /// # Errors
    /// [`TargetError`] when it names nothing, or several where one is meant.
    pub fn resolve(&self, target: &str) -> Result<Vec<Rev>, TargetError> {
        if let Some(walks) = self.below_heads(target)? {
            let reached = walks.into_iter().map(|walked| match walked {
                Walked::At(rev) => Ok(rev),
                Walked::Base | Walked::Past => Err(TargetError::TooFar(target.to_owned())),
            });
            return reached.collect();
        }
        let (parts, branch) = self.parts(target)?;
        match parts {
            Parts::Revs(revs) => revs.into_iter().map(|rev| self.checked(rev, branch)).collect(),
            Parts::Name(name) => Ok(vec![self.ident(name, branch)?]),
        }
    }

    /// Resolves a target that means at most one revision; none for `base` and for `head` of an empty history.
    ///
    /// # Errors
    /// [`TargetError`] as [`Graph::resolve`], and where the target means several.
    pub fn resolve_one(&self, target: &str) -> Result<Option<Rev>, TargetError> {
        let (parts, branch) = self.parts(target)?;
        match parts {
            Parts::Name(name) => self.ident(name, branch).map(Some),
            Parts::Revs(revs) => match revs.as_slice() {
                [] => branch
                    .filter(|branch| !branch.is_empty())
                    .map_or(Ok(None), |branch| self.branch(branch).map(|_| None)),
                &[rev] => self.checked(rev, branch).map(Some),
                several => Err(self.multiple_heads(target, several)),
            },
        }
    }

    /// Resolves a row of the version table: a whole id.
    ///
    /// # Errors
    /// [`TargetError::UnknownRow`] when no file has it.
    pub fn resolve_row(&self, row: &str) -> Result<Rev, TargetError> {
        self.find(row).ok_or_else(|| TargetError::UnknownRow(row.to_owned()))
    }

    /// Splits a target at its first `@` and gives the symbols their meaning (`_resolve_revision_number`).
    fn parts<'a>(&self, target: &'a str) -> Result<(Parts<'a>, Option<&'a str>), TargetError> {
        let (branch, name) = match target.split_once('@') {
            Some((branch, name)) => (Some(branch), name),
            None => (None, target),
        };
        let revs = match (name, branch) {
            ("heads", None | Some("")) => self.real_heads().to_vec(),
            ("heads", Some(branch)) => self.heads_of(branch)?,
            ("head", None | Some("")) => self.only_head(target, self.heads().to_vec())?,
            ("head", Some(branch)) => self.only_head(target, self.heads_of(branch)?)?,
            ("base", _) => Vec::new(),
            _ => return Ok((Parts::Name(name), branch)),
        };
        Ok((Parts::Revs(revs), branch))
    }

    fn only_head(&self, target: &str, heads: Vec<Rev>) -> Result<Vec<Rev>, TargetError> {
        if heads.len() > 1 {
            Err(self.multiple_heads(target, &heads))
        } else {
            Ok(heads)
        }
    }

    fn multiple_heads(&self, target: &str, heads: &[Rev]) -> TargetError {
        TargetError::MultipleHeads {
            target: target.to_owned(),
            heads: heads.iter().map(|&head| self.id(head).to_string()).collect(),
        }
    }

    fn heads_of(&self, branch: &str) -> Result<Vec<Rev>, TargetError> {
        // Alembic looks a branch up for the heads it has; an empty history asks nothing.
        if self.heads().is_empty() {
            return Ok(Vec::new());
        }
        match self.lineage_of(branch, Edges::Parents)? {
            Some(lineage) => Ok(self
                .heads()
                .iter()
                .copied()
                .filter(|&head| lineage.contains(head))
                .collect()),
            None => Ok(self.heads().to_vec()),
        }
    }

    /// Collects everything on the lineage of a target; none where the target means nothing, so that all are on it
    /// (`filter_for_lineage`, `_shares_lineage`).
    pub(super) fn lineage_of(&self, target: &str, edges: Edges) -> Result<Option<RevSet>, TargetError> {
        let (parts, branch) = self.parts(target)?;
        let mut against = Vec::new();
        if let Some(branch) = branch.filter(|branch| !branch.is_empty()) {
            against.push(self.ident(branch, None)?);
        }
        match parts {
            Parts::Revs(revs) => against.extend(revs),
            Parts::Name(name) => against.push(self.ident(name, None)?),
        }
        Ok((!against.is_empty()).then(|| self.lineage(&against, edges)))
    }

    /// Looks a branch up: a label, an id, or the beginning of one (`_resolve_branch`).
    pub(super) fn branch(&self, branch: &str) -> Result<Rev, TargetError> {
        self.ident(branch, None)
    }

    fn checked(&self, rev: Rev, branch: Option<&str>) -> Result<Rev, TargetError> {
        if let Some(branch) = branch.filter(|branch| !branch.is_empty()) {
            let lineage = self.lineage(&[self.branch(branch)?], Edges::Parents);
            if !lineage.contains(rev) {
                return Err(TargetError::NotOnBranch {
                    revision: self.id(rev).to_string(),
                    branch: branch.to_owned(),
                });
            }
        }
        Ok(rev)
    }

    /// Looks a name up: exactly among ids and labels, else as the only beginning of one that has more than three
    /// characters (`_revision_for_ident`).
    pub(super) fn ident(&self, name: &str, branch: Option<&str>) -> Result<Rev, TargetError> {
        let branch = branch.filter(|branch| !branch.is_empty());
        let branch_rev = branch.map(|branch| self.branch(branch)).transpose()?;
        if let Some(rev) = self.find(name).or_else(|| self.find_label(name)) {
            return self.checked(rev, branch);
        }
        if name.is_empty() {
            return Err(TargetError::NotFound(name.to_owned()));
        }
        let mut found = self.names_starting_with(name);
        if branch_rev.is_some()
            && let Some(branch) = branch
            && let Some(lineage) = self.lineage_of(branch, Edges::Parents)?
        {
            found.retain(|(_, rev)| lineage.contains(*rev));
        }
        match found.as_slice() {
            [] => Err(TargetError::NotFound(name.to_owned())),
            [(_, rev)] => self.checked(*rev, branch),
            several => Err(TargetError::Ambiguous {
                part: name.to_owned(),
                found: several.iter().take(3).map(|(name, _)| (*name).to_owned()).collect(),
            }),
        }
    }

    fn names_starting_with(&self, beginning: &str) -> Vec<(&str, Rev)> {
        let ids = self.revs().map(|rev| (self.id(rev).as_str(), rev));
        let labels = self.by_label.iter().map(|(label, &rev)| (label.as_str(), rev));
        let mut found: Vec<(&str, Rev)> = ids
            .chain(labels)
            .filter(|(name, _)| name.starts_with(beginning) && name.chars().count() > 3)
            .collect();
        found.sort_unstable();
        found
    }

    /// Reads `-N` and `BRANCH@-N`: walks down from each real head, or from each that has the label; none where the
    /// target is no such thing.
    pub(super) fn below_heads(&self, target: &str) -> Result<Option<Vec<Walked>>, TargetError> {
        let (branch, name) = match target.split_once('@') {
            Some((branch, name)) => (Some(branch), name),
            None => (None, target),
        };
        let Some(steps) = name.trim().parse::<i64>().ok().filter(|&steps| steps < 0) else {
            return Ok(None);
        };
        let heads = self.real_heads().iter().copied();
        let walks = heads
            .filter(|&head| branch.is_none_or(|branch| self.has_label(head, branch)))
            .map(|head| self.walk_down(target, Some(head), steps.unsigned_abs()));
        walks.collect::<Result<_, _>>().map(Some)
    }
}
