//! A repository in a temporary folder with this very program on its PATH, cut off from the configuration of this
//! machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_onehead");

/// A repository, and where in it commands run.
pub struct Scene {
    _temp: TempDir,
    pub root: PathBuf,
    /// The repository's working tree.
    pub repo: PathBuf,
    /// Where commands run.
    pub at: PathBuf,
    pub environment: BTreeMap<String, String>,
}

impl Scene {
    /// Makes a repository without commits, its hooks installed.
    pub fn empty() -> Self {
        let temp = tempfile::tempdir().expect("temp dir");
        let root = temp.path().canonicalize().expect("there");
        let repo = root.join("repo");
        fs::create_dir_all(&repo).expect("made");
        fs::create_dir(root.join("bin")).expect("made");
        std::os::unix::fs::symlink(PROGRAM, root.join("bin/onehead")).expect("linked");
        let scene = Self {
            _temp: temp,
            root,
            at: repo.clone(),
            repo,
            environment: BTreeMap::new(),
        };
        scene.git("init -q -b main");
        scene.run("onehead", &["hooks", "install"]);
        scene
    }

    /// Makes a project whose history is `001` and `002`, committed on `main`.
    pub fn new() -> Self {
        let scene = Self::empty();
        scene.project("");
        scene.revision("001", &[]);
        scene.revision("002", &["001"]);
        scene.commit_all("project");
        scene
    }

    /// As [`Scene::new`], standing on the new branch `topic`.
    pub fn on_topic() -> Self {
        let scene = Self::new();
        scene.git("switch -q -c topic");
        scene
    }

    /// Writes the configuration of a project below a folder, `""` for the root or `"name/"`.
    pub fn project(&self, below: &str) {
        self.write(
            &format!("{below}alembic.ini"),
            "[alembic]\nscript_location = %(here)s/migrations\n",
        );
        self.write(&format!("{below}migrations/script.py.mako"), "");
        self.write(&format!("{below}migrations/env.py"), "");
    }

    pub fn write(&self, path: &str, content: &str) {
        let path = self.repo.join(path);
        fs::create_dir_all(path.parent().expect("in a folder")).expect("made");
        fs::write(path, content).expect("written");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.repo.join(path)).expect("removed");
    }

    /// Writes a revision of the project at the root.
    pub fn revision(&self, id: &str, parents: &[&str]) {
        self.write(&path(id), &script(id, parents));
    }

    /// Writes a revision of another branch of the working tree's content, straight into a commit of `branch`.
    pub fn commit_on(&self, branch: &str, revisions: &[(&str, &[&str])]) {
        let stood = self.git("symbolic-ref --short HEAD");
        self.git(&format!("switch -q {branch}"));
        for (id, parents) in revisions {
            self.revision(id, parents);
        }
        self.commit_all(&format!("on {branch}"));
        self.git(&format!("switch -q {stood}"));
    }

    /// Commits everything, unchecked.
    pub fn commit_all(&self, message: &str) {
        self.git("add -A");
        self.git_words(&["commit", "-q", "--no-verify", "-m", message]);
    }

    pub fn command(&self, program: &str) -> Command {
        let path = std::env::var("PATH").expect("a PATH");
        let mut command = Command::new(program);
        command
            .current_dir(&self.at)
            .env_clear()
            .env("PATH", format!("{}:{path}", self.root.join("bin").display()))
            .env("HOME", &self.root)
            .envs([
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_EDITOR", "true"),
                ("GIT_AUTHOR_NAME", "Ann"),
                ("GIT_AUTHOR_EMAIL", "ann@example.org"),
                ("GIT_COMMITTER_NAME", "Ann"),
                ("GIT_COMMITTER_EMAIL", "ann@example.org"),
            ])
            .envs(&self.environment);
        command
    }

    pub fn try_run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program)
            .args(arguments)
            .output()
            .expect("the program starts")
    }

    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.try_run(program, arguments);
        assert!(output.status.success(), "{program} {arguments:?}: {}", said(&output));
        text(&output.stdout).trim_end_matches('\n').to_owned()
    }

    /// Runs git, its arguments parted by spaces.
    pub fn git(&self, line: &str) -> String {
        self.git_words(&words(line))
    }

    pub fn git_words(&self, arguments: &[&str]) -> String {
        self.run("git", arguments)
    }

    pub fn try_git(&self, line: &str) -> Output {
        self.try_run("git", &words(line))
    }
}

/// The words of a command line without quotes.
pub fn words(line: &str) -> Vec<&str> {
    line.split(' ').filter(|word| !word.is_empty()).collect()
}

/// The file of a revision of the project at the root.
pub fn path(id: &str) -> String {
    format!("migrations/versions/{id}_step.py")
}

/// A revision that no rule finds anything in.
pub fn script(id: &str, parents: &[&str]) -> String {
    let (down, said) = match parents {
        [] => ("None".to_owned(), String::new()),
        [one] => (format!("\"{one}\""), (*one).to_owned()),
        many => (format!("(\"{}\")", many.join("\", \"")), many.join(", ")),
    };
    format!(
        "\"\"\"step {id}\n\nRevision ID: {id}\nRevises: {said}\nCreate Date: 2025-01-01 00:00:00\n\n\"\"\"\n\
         from alembic import op\n\nrevision = \"{id}\"\ndown_revision = {down}\nbranch_labels = None\n\
         depends_on = None\n\n\ndef upgrade():\n    op.execute(\"select {id}\")\n\n\n\
         def downgrade():\n    op.execute(\"select {id}\")\n"
    )
}

/// A revision whose way back was forgotten.
pub fn one_way(id: &str, parent: &str) -> String {
    let script = script(id, &[parent]);
    let end = script.find("def downgrade").expect("written above");
    script[..end].to_owned()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Both streams of a program.
pub fn said(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}
