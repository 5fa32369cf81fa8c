//! Every environment variable that the program reads, by name. Nothing else reads the environment.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;

use super::process;

/// The environment of the process, or one made up for a test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<OsString, OsString>,
    amends: bool,
}

impl Environment {
    /// Takes the environment of this process.
    #[must_use]
    pub fn from_process() -> Self {
        let mut environment = Self {
            values: std::env::vars_os().collect(),
            amends: false,
        };
        // git sets it for the hooks of a commit: without it there is no commit to ask about.
        environment.amends = environment.filled("GIT_INDEX_FILE").is_some() && process::amends();
        environment
    }

    /// Makes an environment of pairs.
    pub fn from_pairs<K: Into<OsString>, V: Into<OsString>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self {
            values: pairs
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
            amends: false,
        }
    }

    /// `ALEMBIC_CONFIG`: the configuration file to use where `-c` names none, as Alembic reads it.
    #[must_use]
    pub fn alembic_config(&self) -> Option<PathBuf> {
        self.filled("ALEMBIC_CONFIG").map(PathBuf::from)
    }

    /// `ONEHEAD_DATABASE_URL`: the database, before any configuration.
    #[must_use]
    pub fn onehead_database_url(&self) -> Option<String> {
        self.text("ONEHEAD_DATABASE_URL")
    }

    /// `DATABASE_URL`: the database, behind `ONEHEAD_DATABASE_URL`.
    #[must_use]
    pub fn database_url(&self) -> Option<String> {
        self.text("DATABASE_URL")
    }

    /// `ONEHEAD_PROJECT`: the script directory to use where `--project` names none.
    #[must_use]
    pub fn onehead_project(&self) -> Option<String> {
        self.text("ONEHEAD_PROJECT")
    }

    /// `EDITOR`, then `VISUAL`, as far as they are set: what `edit` opens a file with, in Alembic's order.
    #[must_use]
    pub fn editors(&self) -> Vec<String> {
        ["EDITOR", "VISUAL"].iter().filter_map(|name| self.text(name)).collect()
    }

    /// `GIT_EDITOR`: whether somebody says what git is to edit messages with.
    #[must_use]
    pub fn has_git_editor(&self) -> bool {
        self.filled("GIT_EDITOR").is_some()
    }

    /// `PATH`: the absolute folders that programs are looked for in.
    ///
    /// A relative one would mean another folder in every project, and so a program of the project.
    #[must_use]
    pub fn program_folders(&self) -> Vec<PathBuf> {
        let path = self.filled("PATH").unwrap_or_default();
        std::env::split_paths(path)
            .filter(|folder| folder.is_absolute())
            .collect()
    }

    /// `GIT_DIR`, `GIT_INDEX_FILE`, `GIT_WORK_TREE`: whether git told which repository is meant, as it does in hooks.
    #[must_use]
    pub fn names_a_repository(&self) -> bool {
        ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"]
            .iter()
            .any(|name| self.filled(name).is_some())
    }

    /// `GIT_WORK_TREE`: the root of the working tree, as git tells its hooks where it is not beside the git directory.
    #[must_use]
    pub fn git_work_tree(&self) -> Option<PathBuf> {
        self.filled("GIT_WORK_TREE").map(PathBuf::from)
    }

    /// Answers whether this runs as a hook of `git commit --amend`, as far as the system tells.
    #[must_use]
    pub const fn git_amends(&self) -> bool {
        self.amends
    }

    /// `GITHEAD_<commit>`: the other sides of the merge that git is about to commit, full hexadecimal ids.
    ///
    /// git sets them while `pre-merge-commit` runs, when there is no `MERGE_HEAD` yet.
    #[must_use]
    pub fn git_heads(&self) -> Vec<String> {
        self.values
            .keys()
            .filter_map(|name| name.to_str()?.strip_prefix("GITHEAD_"))
            .filter(|id| id.len() == 40 && id.bytes().all(|b| b.is_ascii_hexdigit()))
            .map(str::to_owned)
            .collect()
    }

    /// The branch that a continuous integration wants to merge into, and the variable that says so:
    /// `GITHUB_BASE_REF` of a pull request, `GITHUB_REF` of a merge queue (`gh-readonly-queue/BRANCH/pr-...`),
    /// `CI_MERGE_REQUEST_TARGET_BRANCH_NAME` of `GitLab`.
    #[must_use]
    pub fn ci_target(&self) -> Option<(String, &'static str)> {
        let event = self.text("GITHUB_EVENT_NAME");
        if event.as_deref() == Some("merge_group")
            && let Some(branch) = self.text("GITHUB_REF").as_deref().and_then(queued_for)
        {
            return Some((branch.to_owned(), "GITHUB_REF"));
        }
        let names = ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"];
        names.into_iter().find_map(|name| Some((self.text(name)?, name)))
    }

    fn filled(&self, name: &str) -> Option<&OsStr> {
        self.values
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.filled(name)?.to_str().map(str::to_owned)
    }
}

/// Answers the branch that a branch of GitHub's merge queue is to be merged into.
fn queued_for(reference: &str) -> Option<&str> {
    let queue = reference.strip_prefix("refs/heads/gh-readonly-queue/")?;
    queue.rsplit_once("/pr-").map(|(branch, _)| branch)
}

/// Answers the directory the process stands in, links resolved.
///
/// # Errors
/// When it was deleted or cannot be read.
pub fn current_directory() -> io::Result<PathBuf> {
    std::env::current_dir()?.canonicalize()
}

/// Answers the file of this very program.
///
/// # Errors
/// When the system does not tell.
pub fn current_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Answers the folder for what is thrown away.
#[must_use]
pub fn temporary_directory() -> PathBuf {
    std::env::temp_dir()
}

/// Finds the Python that tests ask: `ONEHEAD_PYTHON`, else the one that the test command installs.
#[cfg(test)]
pub(super) fn oracle() -> Option<PathBuf> {
    let local = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/python");
    let named = Environment::from_process().filled("ONEHEAD_PYTHON").map(PathBuf::from);
    named.or_else(|| local.exists().then_some(local))
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn the_other_sides_of_a_merge_are_named_by_variables() {
        let id = "a".repeat(40);
        let environment = Environment::from_pairs([
            (format!("GITHEAD_{id}"), "topic"),
            ("GITHEAD_x".to_owned(), "no commit id"),
        ]);
        assert_eq!(environment.git_heads(), [id]);
    }

    #[test]
    fn programs_are_looked_for_in_absolute_folders_alone() {
        let environment =
            Environment::from_pairs([("PATH", "/bin::.:tools:/usr/bin"), ("VISUAL", "v"), ("EDITOR", "e")]);
        assert_eq!(
            environment.program_folders(),
            ["/bin", "/usr/bin"].map(std::path::PathBuf::from)
        );
        assert_eq!(environment.editors(), ["e", "v"]);
    }

    #[test]
    fn the_branch_to_merge_into_is_what_the_integration_says() {
        let target = |pairs: &[(&str, &str)]| Environment::from_pairs(pairs.iter().copied()).ci_target();
        let named = |branch: &str, variable| Some((branch.to_owned(), variable));
        assert_eq!(
            target(&[("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_BASE_REF", "release/1")]),
            named("release/1", "GITHUB_BASE_REF")
        );
        let queue = "refs/heads/gh-readonly-queue/release/1/pr-104-a9f5";
        assert_eq!(
            target(&[
                ("GITHUB_EVENT_NAME", "merge_group"),
                ("GITHUB_REF", queue),
                ("GITHUB_BASE_REF", "")
            ]),
            named("release/1", "GITHUB_REF")
        );
        assert_eq!(
            target(&[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")]),
            named("main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
        );
        assert_eq!(
            target(&[("GITHUB_EVENT_NAME", "push"), ("GITHUB_REF", "refs/heads/x")]),
            None
        );
    }

    #[test]
    fn an_empty_variable_is_as_good_as_none() {
        let environment = Environment::from_pairs([("ALEMBIC_CONFIG", ""), ("GIT_DIR", "")]);
        assert_eq!(environment.alembic_config(), None);
        assert!(!environment.names_a_repository());
    }
}
