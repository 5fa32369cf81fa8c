//! Refs: which there are, and which of them count as published.

use git2::Reference;

use super::{GitError, Repo};

/// What a ref is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefKind {
    /// A branch, local or remote-tracking: each of its first-parent states was a release to somebody.
    Branch,
    /// A tag, or a commit named in another way: one state.
    Point,
}

/// A name of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ref {
    /// As people write it: `v2.0.1`, `origin/main`.
    pub name: String,
    /// The whole name, `refs/tags/v2.0.1`; for a commit that no ref names, what was asked for.
    pub full: String,
    /// What it is.
    pub kind: RefKind,
    /// Its commit, a full hexadecimal id.
    pub commit: String,
}

/// The refs that count as published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishedRefs {
    /// The refs, branches before tags, each by name.
    pub refs: Vec<Ref>,
    /// Patterns of the settings that no ref fits.
    pub unmet: Vec<String>,
    /// Whether the history is cut off by a shallow clone.
    pub shallow: bool,
}

impl Repo {
    /// Lists the branches, remote-tracking branches and tags that name a commit. Symbolic refs (`origin/HEAD`) are
    /// other names of what is listed anyway; a tag of a single file or tree has no history and is left out.
    ///
    /// # Errors
    /// [`GitError`] where the refs cannot be read.
    pub fn refs(&self) -> Result<Vec<Ref>, GitError> {
        let mut refs = Vec::new();
        for reference in self.git.references()? {
            let reference = reference?;
            refs.extend(named(&reference));
        }
        refs.sort_by(|a, b| (a.kind, &a.full).cmp(&(b.kind, &b.full)));
        Ok(refs)
    }

    /// Lists the refs that count as published: each remote's default branch, `main` and `master` (the remote's; the
    /// local one where no remote has it), remote `release/*`, `hotfix/*` and `stable/*`, all tags, and what the
    /// patterns name. A branch that is the base counts as `main` does. A pattern that starts with `!` takes out what the
    /// others name.
    ///
    /// # Errors
    /// [`GitError`] where the refs cannot be read.
    pub fn published_refs(&self, patterns: &[String], base: Option<&str>) -> Result<PublishedRefs, GitError> {
        let all = self.refs()?;
        let defaults = self.remote_defaults();
        let (without, with): (Vec<&String>, Vec<&String>) =
            patterns.iter().partition(|pattern| pattern.starts_with('!'));
        let mut unmet = with.clone();
        unmet.retain(|pattern| !all.iter().any(|known| fits(pattern, &known.full)));
        let is_published = |known: &Ref| {
            let named = |patterns: &[&String]| {
                patterns
                    .iter()
                    .any(|pattern| fits(pattern.trim_start_matches('!'), &known.full))
            };
            let counts = by_default(known, &all, base) || defaults.contains(&known.full) || named(&with);
            counts && !named(&without)
        };
        Ok(PublishedRefs {
            refs: all.iter().filter(|known| is_published(known)).cloned().collect(),
            unmet: unmet.into_iter().cloned().collect(),
            shallow: self.is_shallow(),
        })
    }

    /// Finds what a person means by a name: a ref, every ref that a pattern with `*` fits, else any commit.
    ///
    /// # Errors
    /// [`GitError::UnknownRevision`] where it names nothing.
    pub fn refs_named(&self, name: &str) -> Result<Vec<Ref>, GitError> {
        if name.contains('*') {
            let mut refs = self.refs()?;
            refs.retain(|known| fits(name, &known.full));
            return if refs.is_empty() {
                Err(GitError::UnknownRevision(name.to_owned()))
            } else {
                Ok(refs)
            };
        }
        if let Ok(reference) = self.git.resolve_reference_from_short_name(name)
            && name != "HEAD"
            && let Some(known) = named(&reference.resolve().unwrap_or(reference))
        {
            return Ok(vec![known]);
        }
        let commit = self.resolve(name)?;
        Ok(vec![Ref {
            name: name.to_owned(),
            full: name.to_owned(),
            kind: RefKind::Point,
            commit,
        }])
    }

    /// Lists what the remotes' `HEAD`s point to, by their whole names.
    fn remote_defaults(&self) -> Vec<String> {
        let Ok(heads) = self.git.references_glob("refs/remotes/*/HEAD") else {
            return Vec::new();
        };
        let targets = heads.filter_map(|head| Some(head.ok()?.symbolic_target().ok()??.to_owned()));
        targets.collect()
    }
}

/// Describes a branch or tag that names a commit.
fn named(reference: &Reference<'_>) -> Option<Ref> {
    let full = String::from_utf8_lossy(reference.name_bytes()).into_owned();
    reference.target()?;
    let (kind, name) = match full.strip_prefix("refs/tags/") {
        Some(name) => (RefKind::Point, name),
        None => {
            let branch = full
                .strip_prefix("refs/heads/")
                .or_else(|| full.strip_prefix("refs/remotes/"))?;
            (RefKind::Branch, branch)
        }
    };
    let commit = reference.peel_to_commit().ok()?.id().to_string();
    Some(Ref {
        name: name.to_owned(),
        kind,
        commit,
        full,
    })
}

fn by_default(known: &Ref, all: &[Ref], base: Option<&str>) -> bool {
    let is_main = |branch: &str| matches!(branch, "main" | "master") || base == Some(branch);
    if known.full.starts_with("refs/tags/") {
        return true;
    }
    if let Some(branch) = known.full.strip_prefix("refs/heads/") {
        // What was not pushed yet is not published: where a remote has the branch, the remote's is meant.
        let of_remote = |other: &Ref| remote_branch(&other.full) == Some(branch);
        return is_main(branch) && !all.iter().any(of_remote);
    }
    let is_base = base.is_some_and(|base| known.name == base);
    is_base
        || remote_branch(&known.full).is_some_and(|branch| {
            let folders = ["release/", "hotfix/", "stable/"];
            is_main(branch) || folders.iter().any(|folder| branch.starts_with(folder))
        })
}

/// Answers the branch of a remote-tracking ref, without the remote's name.
fn remote_branch(full: &str) -> Option<&str> {
    Some(full.strip_prefix("refs/remotes/")?.split_once('/')?.1)
}

/// Answers whether a pattern fits a ref: its whole name, or what is left without `refs/heads/`, `refs/tags/`,
/// `refs/remotes/`, or without `refs/remotes/` and the remote's name. `*` stands for any text.
fn fits(pattern: &str, full: &str) -> bool {
    let short = ["refs/heads/", "refs/tags/", "refs/remotes/"]
        .iter()
        .find_map(|prefix| full.strip_prefix(prefix));
    let names = [Some(full), short, remote_branch(full)];
    names.into_iter().flatten().any(|name| matches(pattern, name))
}

/// Matches a text with a pattern in which `*` stands for any text; linear in pattern times text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_names_and_what_people_write() {
        for (pattern, full) in [
            ("prod", "refs/heads/prod"),
            ("prod", "refs/remotes/origin/prod"),
            ("origin/live/*", "refs/remotes/origin/live/eu/1"),
            ("v*", "refs/tags/v1"),
            ("refs/heads/deploy-*", "refs/heads/deploy-x"),
            ("*a*b", "refs/heads/xaayb"),
        ] {
            assert!(fits(pattern, full), "{pattern} {full}");
        }
        for (pattern, full) in [
            ("prod", "refs/heads/production"),
            ("pro*n", "refs/heads/prod"),
            ("refs/heads/*", "refs/tags/v1"),
            ("a*a", "refs/heads/a"),
        ] {
            assert!(!fits(pattern, full), "{pattern} {full}");
        }
    }
}
