//! A repository in a temporary folder with the hooks of this very program, cut off from the configuration of this
//! machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use onehead::app::check::{Answer, Question, check};
use onehead::app::{Standing, Workspace};
use onehead::diagnostic::Severity;
use onehead::project::{Environment, Request};
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_onehead");

/// What a hook, or a check, said about a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    Refused,
}

pub use Verdict::{Fine, Refused};

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

    pub fn head(&self) -> Option<String> {
        let output = self.try_git("rev-parse -q --verify HEAD");
        output.status.success().then(|| text(&output.stdout).trim().to_owned())
    }

    /// Lets git make a commit with the hooks; where they refuse, makes it without them. The hook's verdict has to be
    /// the one of `check` about the commit that results. Answers it, with what was said.
    pub fn judge(&self, line: &str) -> (Verdict, String) {
        let (verdict, said) = self.attempt(line);
        assert_eq!(self.check_of_head(), verdict, "git {line}: the hook said: {said}");
        (verdict, said)
    }

    /// Lets git make a commit with the hooks; where they refuse, makes it without them.
    pub fn attempt(&self, line: &str) -> (Verdict, String) {
        let before = self.head();
        let output = self.try_git(line);
        let said = said(&output);
        if output.status.success() {
            assert_ne!(self.head(), before, "git {line} made no commit: {said}");
            return (Fine, said);
        }
        assert_eq!(self.head(), before, "git {line} was refused and made a commit: {said}");
        assert!(
            said.contains("error[OH"),
            "git {line} failed for another reason: {said}"
        );
        let words = words(line);
        if said.contains("Not committing merge") || self.try_git("rev-parse -q --verify MERGE_HEAD").status.success() {
            self.git("commit --no-verify --no-edit");
            return (Refused, said);
        }
        let unchecked = [&words[..1], &["--no-verify"], &words[1..]].concat();
        self.git_words(&unchecked);
        assert_ne!(self.head(), before, "git {unchecked:?} made no commit");
        (Refused, said)
    }

    /// Judges the commit that `HEAD` is, against its own parents. For one parent the command line has to agree.
    pub fn check_of_head(&self) -> Verdict {
        let parents = self.git("rev-list --parents -n 1 HEAD");
        let parents: Vec<String> = parents.split(' ').skip(1).map(ToOwned::to_owned).collect();
        let is_single = parents.len() == 1;
        let request = Request {
            directory: self.at.clone(),
            ..Request::default()
        };
        let workspace = Workspace::new(request, Environment::default());
        let question = Question {
            standing: Standing::Commit("HEAD".to_owned()),
            before: Some(parents),
            ..Question::default()
        };
        let answer = match check(&workspace, &question) {
            Ok(answer) => answer,
            Err(error) => panic!("{error}"),
        };
        let verdict = verdict(&answer);
        if is_single {
            let output = self.try_run("onehead", &["check", "--at", "HEAD", "--against", "HEAD~1"]);
            let expected = i32::from(verdict == Refused);
            let said = said(&output);
            assert_eq!(
                output.status.code(),
                Some(expected),
                "check --at HEAD --against HEAD~1: {said}"
            );
        }
        verdict
    }
}

fn verdict(answer: &Answer) -> Verdict {
    match answer.worst() {
        Some(Severity::Error) => Refused,
        _ => Fine,
    }
}

fn words(line: &str) -> Vec<&str> {
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
