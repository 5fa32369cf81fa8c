//! A scratch repository, driven by the real git without anybody's configuration.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::git::{GitError, Repo, Surroundings};
use crate::project::current_program;
use crate::sources::Source;

/// A folder with a repository in `repo`.
pub struct Scratch {
    folder: TempDir,
    clock: Cell<u32>,
}

impl Scratch {
    /// Makes a repository with the branch `main` and no commit.
    pub fn new() -> Self {
        let scratch = Self::empty();
        fs::create_dir(scratch.root()).expect("a new folder");
        scratch.git(&["init", "-q", "-b", "main"]);
        scratch
    }

    /// Makes a folder without a repository.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            clock: Cell::new(0),
        }
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists")
    }

    pub fn root(&self) -> PathBuf {
        self.folder().join("repo")
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.root().join(inside)
    }

    pub fn write(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().expect("not the root")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// Runs git, which must succeed; answers what it printed.
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(&self.root(), arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
        text(&output.stdout).trim_end().to_owned()
    }

    /// Runs git in a folder.
    pub fn try_git(&self, folder: &Path, arguments: &[&str]) -> Output {
        self.command("git", folder).args(arguments).output().expect("git runs")
    }

    /// Prepares a program in an environment that nobody configured; each one sees a later time.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
        self.clock.set(self.clock.get() + 1);
        let date = format!("{} +0100", 1_700_000_000 + self.clock.get());
        let mut command = Command::new(program);
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        command
            .current_dir(folder)
            .env("HOME", self.folder())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_NAME", "Ada")
            .env("GIT_AUTHOR_EMAIL", "ada@example.org")
            .env("GIT_COMMITTER_NAME", "Ada")
            .env("GIT_COMMITTER_EMAIL", "ada@example.org")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        command
    }

    /// Commits everything; answers the commit.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn open(&self) -> Repo {
        try_open(&self.root()).expect("a repository")
    }

    /// Prepares one of this program's ignored tests as a program of its own.
    pub fn child(&self, test: &str, folder: &Path) -> Command {
        let mut command = self.command(current_program().expect("the test program"), folder);
        command.args(["--ignored", "--exact", test, "--nocapture", "--test-threads=1"]);
        command
    }
}

pub fn try_open(folder: &Path) -> Result<Repo, GitError> {
    Repo::open(folder, &Surroundings::default())
}

/// Lists a folder: each name with its text, or with `/` for a folder.
pub fn listing(source: &dyn Source, folder: &Path) -> Vec<(String, String)> {
    let entries = source.list(folder).expect("a listing");
    let one = |entry: &crate::sources::Entry| {
        let name = entry.path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = match entry.kind {
            crate::sources::EntryKind::Directory => "/".to_owned(),
            _ => source
                .read(entry)
                .map_or_else(|error| format!("({error})"), |bytes| text(&bytes)),
        };
        (name, text)
    };
    entries.iter().map(one).collect()
}

/// Lists the names of a folder.
pub fn names(source: &dyn Source, folder: &Path) -> Vec<String> {
    listing(source, folder).into_iter().map(|(name, _)| name).collect()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
