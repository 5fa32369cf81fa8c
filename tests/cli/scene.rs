//! A folder to work in, cut off from the environment and the git configuration of whoever runs the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A scratch folder.
pub struct Scene {
    folder: TempDir,
    root: PathBuf,
}

/// How a run ended; the scene's folder is written `[ROOT]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The text of a revision script.
pub fn script(id: &str, parents: &str) -> String {
    script_with(id, parents, "branch_labels = None\ndepends_on = None")
}

/// The text of a revision script with further lines in its header.
pub fn script_with(id: &str, parents: &str, lines: &str) -> String {
    format!(
        "\"\"\"add {id}\n\nRevision ID: {id}\nRevises: \nCreate Date: 2025-03-03 09:12:44.218530\n\n\"\"\"\nfrom alembic import op\n\n\
         revision = '{id}'\ndown_revision = {parents}\n{lines}\n\n\n\
         def upgrade():\n    op.execute('SELECT 1')\n\n\ndef downgrade():\n    op.execute('SELECT 2')\n"
    )
}

/// The text of a `.sql` revision that notes in a table `log` that it ran.
pub fn sql(id: &str, parents: &str) -> String {
    format!(
        "-- revision: {id}\n-- down_revision: {parents}\n-- message: add {id}\n\n\
         -- onehead: upgrade\nCREATE TABLE t_{id} (x INTEGER);\n\n-- onehead: downgrade\nDROP TABLE t_{id};\n"
    )
}

impl Scene {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        Self { folder, root }
    }

    /// An Alembic project in `migrations` with these revisions: id, and parents as Python writes them.
    pub fn alembic(revisions: &[(&str, &str)]) -> Self {
        let scene = Self::empty();
        let ini = "[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///tasks.db\n";
        scene.write("alembic.ini", ini);
        scene.write("migrations/env.py", "");
        scene.mkdir("migrations/versions");
        for (id, parents) in revisions {
            scene.write(&format!("migrations/versions/{id}.py"), script(id, parents));
        }
        scene
    }

    /// A fork: `a`, then `b` and `c` on it.
    pub fn fork() -> Self {
        Self::alembic(&[("a", "None"), ("b", "'a'"), ("c", "'a'")])
    }

    /// A project of `.sql` revisions in `migrations`: id, and parents.
    pub fn sql(revisions: &[(&str, &str)]) -> Self {
        let scene = Self::empty();
        let settings = "kind = 'sql'\nscript_location = 'migrations'\nurl = 'sqlite:///tasks.db'\n";
        scene.write("onehead.toml", settings);
        scene.mkdir("migrations/versions");
        for (id, parents) in revisions {
            scene.write(&format!("migrations/versions/{id}.sql"), sql(id, parents));
        }
        scene
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub fn mkdir(&self, name: &str) {
        fs::create_dir_all(self.path(name)).expect("made");
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, content).expect("written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// The names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).expect(folder);
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }

    /// A program with nothing in its environment but what it needs to be found, and git's configuration kept out.
    pub fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
            .envs([("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@example.org")])
            .envs([("GIT_COMMITTER_NAME", "a"), ("GIT_COMMITTER_EMAIL", "a@example.org")])
            .stdin(Stdio::null());
        command
    }

    /// onehead with an empty environment: no HOME, no PATH.
    pub fn onehead(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_onehead"));
        command.env_clear().args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.outcome(self.onehead(arguments).output().expect("onehead starts"))
    }

    /// Runs in a folder of the scene.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Outcome {
        self.outcome(
            self.onehead(arguments)
                .current_dir(self.path(folder))
                .output()
                .expect("onehead starts"),
        )
    }

    /// Runs a command line that has to end well; answers stdout.
    pub fn fine(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(0), "onehead {arguments:?}: {}", outcome.err);
        outcome.out
    }

    /// Runs a command line that has to fail with a code, and to say something on stderr; answers stderr.
    pub fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(code), "onehead {arguments:?}: {outcome:?}");
        let says_why = outcome.err.lines().any(|line| line.starts_with("error: "));
        assert!(says_why, "onehead {arguments:?}: {}", outcome.err);
        outcome.err
    }

    pub fn outcome(&self, output: Output) -> Outcome {
        let root = self.root.to_string_lossy();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&*root, "[ROOT]");
        Outcome {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = self.program("git").args(arguments).output().expect("git runs");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Makes a repository of everything that is there.
    pub fn commit_all(&self) {
        if !self.path(".git").exists() {
            self.git(&["init", "-q", "-b", "main"]);
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "more"]);
    }

    /// Takes the folder away now, for those who look at it later.
    #[expect(dead_code, reason = "called by hand while a failure is looked at")]
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}
