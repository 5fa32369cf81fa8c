//! A repository with a `.sql` project whose revisions write down that they ran.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub struct Scene {
    directory: TempDir,
}

/// Writes a revision that says in the table `ran` that it ran; the base makes the table.
pub fn revision(id: &str, parents: &[&str]) -> String {
    let made = if parents.is_empty() {
        "CREATE TABLE ran (id TEXT NOT NULL);\n"
    } else {
        ""
    };
    let gone = if parents.is_empty() { "DROP TABLE ran;\n" } else { "" };
    format!(
        "-- revision: {id}\n-- down_revision: {}\n-- message: make {id}\n\n-- onehead: upgrade\n{made}INSERT INTO ran \
         VALUES ('{id}');\n\n-- onehead: downgrade\nDELETE FROM ran WHERE id = '{id}';\n{gone}",
        parents.join(", ")
    )
}

impl Scene {
    /// Makes a repository on `main` with an empty project, committed.
    pub fn new() -> Self {
        let scene = Self::without_git();
        scene.git("init -q -b main");
        scene.commit("project");
        scene
    }

    /// Makes an empty folder.
    pub fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        Self { directory }
    }

    /// Makes an empty project in no repository.
    pub fn without_git() -> Self {
        let scene = Self::empty();
        assert_ok(&scene.run(&["-q", "init", "-t", "sql", "mig"]));
        scene
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().canonicalize().expect("it is there")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, text).expect("write");
    }

    pub fn revision(&self, id: &str, parents: &[&str]) {
        self.write(&format!("mig/versions/{id}.sql"), &revision(id, parents));
    }

    /// Writes a revision and commits it.
    pub fn committed(&self, id: &str, parents: &[&str]) {
        self.revision(id, parents);
        self.commit(id);
    }

    pub fn commit(&self, message: &str) {
        self.git("add -A");
        self.git(&format!("commit -q -m {message}"));
    }

    pub fn git(&self, arguments: &str) -> String {
        let mut command = Command::new("git");
        command.args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@b",
            "-c",
            "commit.gpgsign=false",
        ]);
        command.args(arguments.split(' ')).current_dir(self.path());
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        let output = command.output().expect("git starts");
        assert!(output.status.success(), "git {arguments}: {}", stderr(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onehead"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command.output().expect("onehead starts")
    }

    pub fn expect(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_ok(&output);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Reads every revision's parents from its file.
    pub fn parents(&self) -> BTreeMap<String, Vec<String>> {
        let mut parents = BTreeMap::new();
        for entry in fs::read_dir(self.path().join("mig/versions")).expect("a folder") {
            let text = fs::read_to_string(entry.expect("an entry").path()).expect("text");
            let value = |key: &str| {
                let mark = format!("-- {key}:");
                let line = text.lines().find_map(|line| line.strip_prefix(&mark)).expect(key);
                line.trim().to_owned()
            };
            let ids = value("down_revision");
            let ids = ids.split(", ").filter(|id| !id.is_empty()).map(str::to_owned).collect();
            parents.insert(value("revision"), ids);
        }
        parents
    }

    /// Everything below `mig`, to see that nothing was touched.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.path().join("mig/versions")).expect("a folder");
        let file = |path: &Path| (path.display().to_string(), fs::read(path).expect("a file"));
        files.map(|entry| file(&entry.expect("an entry").path())).collect()
    }

    /// Brings the database of a name to all heads.
    pub fn upgrade(&self, database: &Path) -> Output {
        self.run(&[
            "upgrade",
            "heads",
            "--database",
            &format!("sqlite:///{}", database.display()),
        ])
    }
}

/// Lists what ran on a database, in order.
pub fn ran(database: &Path) -> Vec<String> {
    let program = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute('select id from ran order by \
                   rowid'): print(row[0])";
    let output = Command::new("python3").arg("-c").arg(program).arg(database).output();
    let output = output.expect("python3 starts");
    assert_ok(&output);
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn assert_ok(output: &Output) {
    assert!(output.status.success(), "{:?}: {}", output.status, stderr(output));
}
