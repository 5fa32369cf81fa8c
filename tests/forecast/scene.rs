//! A repository in a temporary folder, cut off from the configuration of this machine.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_onehead");

/// A repository with the project `migrations` whose history is `001`, `002` on `main`.
pub struct Scene {
    pub temp: TempDir,
    clock: Cell<i64>,
    pub environment: BTreeMap<String, String>,
}

impl Scene {
    pub fn empty() -> Self {
        let scene = Self {
            temp: tempfile::tempdir().expect("temp dir"),
            clock: Cell::new(now() - 100_000),
            environment: BTreeMap::new(),
        };
        fs::create_dir(scene.repo()).expect("made");
        scene.git("init -q -b main");
        scene
    }

    pub fn new() -> Self {
        let scene = Self::empty();
        scene.write("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n");
        scene.write("migrations/script.py.mako", "");
        scene.write("migrations/env.py", "");
        scene.revision("001", &[]);
        scene.revision("002", &["001"]);
        scene.commit("project");
        scene
    }

    pub fn repo(&self) -> PathBuf {
        self.temp.path().canonicalize().expect("there").join("repo")
    }

    pub fn write(&self, path: &str, content: &str) {
        let path = self.repo().join(path);
        fs::create_dir_all(path.parent().expect("in a folder")).expect("made");
        fs::write(path, content).expect("written");
    }

    pub fn revision(&self, id: &str, parents: &[&str]) {
        self.write(&path(id), &script(id, parents));
    }

    pub fn commit(&self, message: &str) {
        self.git("add -A");
        self.run("git", &["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Makes a branch from another with some revisions, and goes back to `main`.
    pub fn branch(&self, name: &str, from: &str, revisions: &[(&str, &[&str])]) {
        self.run("git", &["switch", "-q", "-c", name, from]);
        for (id, parents) in revisions {
            self.revision(id, parents);
        }
        self.commit(name);
        self.git("switch -q main");
    }

    pub fn at(&self, seconds: i64) {
        self.clock.set(seconds);
    }

    fn command(&self, program: &str, directory: &Path) -> Command {
        self.clock.set(self.clock.get() + 1);
        let date = format!("{} +0000", self.clock.get());
        let mut command = Command::new(program);
        command
            .current_dir(directory)
            .env_clear()
            .env("PATH", std::env::var("PATH").expect("a PATH"))
            .env("HOME", self.temp.path())
            .envs([
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_AUTHOR_NAME", "Ann"),
                ("GIT_AUTHOR_EMAIL", "ann@example.org"),
                ("GIT_COMMITTER_NAME", "Ann"),
                ("GIT_COMMITTER_EMAIL", "ann@example.org"),
                ("GIT_AUTHOR_DATE", &date),
                ("GIT_COMMITTER_DATE", &date),
            ])
            .envs(&self.environment);
        command
    }

    pub fn try_in(&self, directory: &Path, program: &str, arguments: &[&str]) -> Output {
        let program = if program == "onehead" { PROGRAM } else { program };
        self.command(program, directory)
            .args(arguments)
            .output()
            .expect("the program starts")
    }

    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.try_in(&self.repo(), program, arguments);
        assert!(output.status.success(), "{program} {arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    pub fn git(&self, line: &str) -> String {
        self.run("git", &line.split(' ').collect::<Vec<_>>())
    }

    /// Runs the forecast; answers the exit code and both streams.
    pub fn forecast(&self, line: &str) -> (i32, String) {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let output = self.try_in(&self.repo(), "onehead", &[&["forecast"], &words[..]].concat());
        (output.status.code().expect("a code"), said(&output))
    }

    /// Runs the forecast; answers the exit code and the document.
    pub fn json(&self, line: &str) -> (i32, Value) {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let words = [&["forecast", "--format", "json"], &words[..]].concat();
        let output = self.try_in(&self.repo(), "onehead", &words);
        let document = serde_json::from_slice(&output.stdout);
        let Ok(document) = document else {
            panic!("{words:?}: {}", said(&output))
        };
        (output.status.code().expect("a code"), document)
    }
}

pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("in range")
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

pub fn path(id: &str) -> String {
    format!("migrations/versions/{id}_step.py")
}

pub fn script(id: &str, parents: &[&str]) -> String {
    let down = match parents {
        [] => "None".to_owned(),
        [one] => format!("\"{one}\""),
        many => format!("(\"{}\")", many.join("\", \"")),
    };
    format!(
        "\"\"\"step {id}\n\nRevision ID: {id}\n\n\"\"\"\nfrom alembic import op\n\nrevision = \"{id}\"\n\
         down_revision = {down}\n\n\ndef upgrade():\n    op.execute(\"up {id}\")\n\n\n\
         def downgrade():\n    op.execute(\"down {id}\")\n"
    )
}

/// Lists what a JSON list holds as words.
pub fn words(value: &Value) -> Vec<&str> {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str).collect()
}
