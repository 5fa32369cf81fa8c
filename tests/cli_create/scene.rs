//! A folder to work in, and onehead in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A scratch folder without git, without the environment of whoever runs the tests.
pub struct Scene {
    directory: TempDir,
}

/// A revision script in brief: its id, and the values of the other variables as Python writes them.
#[derive(Clone, Copy)]
pub struct Script {
    pub id: &'static str,
    pub parents: &'static str,
    pub labels: &'static str,
    pub depends_on: &'static str,
}

/// A script with a parent and nothing else.
pub const fn script(id: &'static str, parents: &'static str) -> Script {
    Script {
        id,
        parents,
        labels: "None",
        depends_on: "None",
    }
}

impl Scene {
    pub fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        Self { directory }
    }

    /// Makes an Alembic project of the built-in kind in `mig`, with these scripts.
    pub fn project(scripts: &[Script]) -> Self {
        let scene = Self::empty();
        scene.expect(&["-q", "init", "mig"]);
        scene.scripts("mig/versions", scripts);
        scene
    }

    /// Makes a project with `.sql` revisions: one root, and two heads on it.
    pub fn sql_fork() -> Self {
        let scene = Self::empty();
        scene.expect(&["-q", "init", "-t", "sql", "mig"]);
        for (id, parent) in [("root", ""), ("left", "root"), ("right", "root")] {
            let text = format!(
                "-- revision: {id}\n-- down_revision: {parent}\n\n-- onehead: upgrade\nSELECT 1;\n\n-- onehead: downgrade\n\
                 SELECT 1;\n"
            );
            scene.write(&format!("mig/versions/{id}.sql"), &text);
        }
        scene
    }

    pub fn scripts(&self, folder: &str, scripts: &[Script]) {
        for one in scripts {
            let Script {
                id,
                parents,
                labels,
                depends_on,
            } = one;
            let text = format!(
                "\"\"\"{id}\"\"\"\nrevision = '{id}'\ndown_revision = {parents}\nbranch_labels = {labels}\ndepends_on = \
                 {depends_on}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
            );
            self.write(&format!("{folder}/{id}.py"), &text);
        }
    }

    pub fn path(&self) -> PathBuf {
        // As onehead and Alembic name it: links resolved.
        self.directory.path().canonicalize().expect("it is there")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, text).expect("write");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect(name)
    }

    /// Adds lines to the section `[alembic]`.
    pub fn configure(&self, lines: &str) {
        let ini = self.read("alembic.ini");
        let section = format!("[alembic]\n{lines}\n");
        self.write("alembic.ini", &ini.replacen("[alembic]\n", &section, 1));
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onehead"));
        command.args(arguments).current_dir(self.path()).env_clear();
        // Alembic runs in the time zone of the machine; so has onehead to.
        command.envs(std::env::var_os("TZ").map(|zone| ("TZ", zone)));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("onehead starts")
    }

    /// Runs a command line that has to end well; answers stdout.
    pub fn expect(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "onehead {arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).expect("text")
    }

    /// Lists every file by its name below the scene.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.path()).expect("inside").display().to_string();
                    let bytes = fs::read(&path).expect("a file");
                    files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
                }
            }
        }
        files
    }

    /// Copies the scene.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        for (name, text) in self.files() {
            copy.write(&name, &text);
        }
        copy
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Holds a failure to the form of every failure: the exit code, nothing on stdout, one line and its hints on stderr.
pub fn assert_refused(output: &Output, code: i32, says: &str) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    let mut lines = said.lines();
    let first = lines.next().unwrap_or_default();
    assert!(first.starts_with("error: ") && first.contains(says), "{said}");
    assert!(lines.all(|line| line.starts_with("  help: ")), "{said}");
}

/// Lists the temporary files that were left behind.
pub fn strays(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".tmp")).collect()
}
