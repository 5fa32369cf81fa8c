//! The command as people type it, in real repositories.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use onehead::app::origin::origins;
use onehead::app::published::{Answer, Published};
use onehead::app::{Standing, Workspace};
use onehead::merge::stamp_path::Sameness;
use onehead::project::{Environment, Request};
use onehead::revision::RevisionId;
use onehead::text::SourceText;
use serde_json::Value;
use tempfile::TempDir;

/// A project in a repository of its own.
pub struct Scene {
    directory: TempDir,
}

impl Scene {
    pub fn new() -> Self {
        let scene = Self {
            directory: tempfile::tempdir().expect("a folder"),
        };
        scene.git(&["init", "-q", "-b", "main"]);
        scene.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
        scene.write("migrations/env.py", "");
        scene
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().to_path_buf()
    }

    pub fn git(&self, args: &[&str]) -> &Self {
        let mut command = std::process::Command::new("git");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        let set = [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
            "-c",
            "tag.gpgsign=false",
        ];
        let status = command
            .args(set)
            .args(args)
            .current_dir(self.directory.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .status();
        assert!(status.expect("git runs").success(), "git {args:?}");
        self
    }

    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// Writes a revision: `"b < a"`, `"m < b c"`.
    pub fn revision(&self, drawing: &str) -> &Self {
        self.revision_doing(drawing, "pass")
    }

    pub fn revision_doing(&self, drawing: &str, body: &str) -> &Self {
        let (id, parents) = drawing.split_once('<').unwrap_or((drawing, ""));
        let (id, parents): (&str, Vec<&str>) = (id.trim(), parents.split_whitespace().collect());
        let parents = if parents.is_empty() {
            "None".to_owned()
        } else {
            format!("({:?},)", parents.join("\", \""))
        };
        let parents = parents.replace("\\\"", "\"");
        let text = format!(
            "\"\"\"make {id}\"\"\"\nrevision = {id:?}\ndown_revision = {parents}\n\n\ndef upgrade():\n    op.execute({id:?})\n    {body}\n\n\ndef downgrade():\n    op.execute(\"no {id}\")\n"
        );
        self.write(&format!("migrations/versions/{id}_x.py"), &text)
    }

    pub fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message])
    }

    pub fn onehead(&self, args: &[&str]) -> (i32, String, String) {
        onehead(self.directory.path(), args)
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let all: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        let (_, out, error) = self.onehead(&all);
        serde_json::from_str(&out).unwrap_or_else(|wrong| panic!("{wrong}: {out}{error}"))
    }

    pub fn objects(&self) -> Vec<(PathBuf, u64)> {
        let mut found = Vec::new();
        let mut waiting = vec![self.directory.path().join(".git")];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    found.push((path.clone(), fs::metadata(&path).expect("a file").len()));
                }
            }
        }
        found.sort();
        found
    }
}

fn onehead(directory: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("onehead").expect("the binary");
    for name in [
        "DATABASE_URL",
        "ONEHEAD_DATABASE_URL",
        "ALEMBIC_CONFIG",
        "ONEHEAD_PROJECT",
    ] {
        command.env_remove(name);
    }
    let output = command.args(args).current_dir(directory).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("utf-8");
    (
        output.status.code().expect("a code"),
        text(output.stdout),
        text(output.stderr),
    )
}

/// `a`, then two heads that `v1` has, then a merge that `v2` has.
fn forked() -> Scene {
    let scene = Scene::new();
    scene.revision("a").commit("a");
    scene.revision("b1 < a").commit("b1");
    scene.revision("b2 < a").commit("b2").git(&["tag", "v1"]);
    scene
        .revision("m < b1 b2")
        .commit("m")
        .git(&["tag", "-a", "v2", "-m", "two"]);
    scene
}

fn linearised() -> Scene {
    let scene = forked();
    scene.revision("b2 < b1").revision("m < b2");
    scene
}

#[test]
fn what_is_as_it_was_is_safe_and_nothing_is_written() {
    let scene = forked();
    let before = scene.objects();
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("safe: 4 standings"), "{out}");
    assert!(out.contains("looked at main (4 states), v1, v2;"), "{out}");
    assert_eq!(scene.objects(), before);
}

#[test]
fn a_line_made_of_a_merge_harms_those_below_it_and_not_those_on_it() {
    let scene = linearised();
    let (code, out, _) = scene.onehead(&["prove", "--from", "v2"]);
    assert_eq!(code, 0, "{out}");
    let (code, out, _) = scene.onehead(&["prove", "--from", "v*"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("a database on v1 could not go on: its row b1 would be an ancestor of its row b2"),
        "{out}"
    );
    let (code, out, _) = scene.onehead(&["prove", "--from", "v2", "--anywhere"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("a database on b2 of v2 would never run this revision:\n  b1  make b1\n"),
        "{out}"
    );
}

#[test]
fn rows_of_other_databases_are_judged_by_every_state_that_has_them() {
    let scene = linearised();
    scene.write("rows.txt", "[eu]\nm\n\n[us]\nb2\n\n[test]\nnowhere\n");
    let (code, out, _) = scene.onehead(&["prove", "--from", "v2", "--stamps", "rows.txt"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("a database on b2 (us) would never run this revision:\n  b1  make b1\n"),
        "{out}"
    );
    assert!(out.contains("a database on nowhere (test) could not go on"), "{out}");
    assert!(!out.contains("(eu)"), "{out}");
    scene.write("rows.txt", "x y\n");
    let (code, _, error) = scene.onehead(&["prove", "--stamps", "rows.txt"]);
    assert_eq!((code, error.contains("line 1")), (3, true), "{error}");
    let (code, _, error) = scene.onehead(&["prove", "--stamps", "gone.txt"]);
    assert_eq!((code, error.lines().count()), (3, 1), "{error}");
}

#[test]
fn a_real_database_is_asked_and_not_touched() {
    let scene = forked();
    for rows in ["b2", "m"] {
        let url = format!("sqlite:///{rows}.db");
        let (code, _, error) = scene.onehead(&["stamp", rows, "--database", &url]);
        assert_eq!(code, 0, "{error}");
    }
    scene.revision("b2 < b1").revision("m < b2");
    let before = fs::read(scene.path().join("b2.db")).expect("a file");
    let (code, out, _) = scene.onehead(&["prove", "--from", "v2", "--database", "sqlite:///b2.db"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("a database on b2 (the database) would never run this revision:\n  b1  make b1\n"),
        "{out}"
    );
    assert_eq!(fs::read(scene.path().join("b2.db")).expect("a file"), before);
    assert_eq!(
        scene
            .onehead(&["prove", "--from", "v2", "--database", "sqlite:///m.db"])
            .0,
        0
    );
    let (code, _, error) = scene.onehead(&["prove", "--database", "sqlite:///none.db"]);
    assert_eq!((code, error.contains("no such database")), (4, true), "{error}");
    assert!(!scene.path().join("none.db").exists());
}

#[test]
fn the_answer_as_json_has_everything() {
    let told = linearised().json(&["prove", "--from", "v2", "--anywhere"]);
    assert_eq!(told["verdict"], "unsafe");
    assert_eq!(told["examined"][0]["ref"], "refs/tags/v2");
    let standings = told["standings"].as_array().expect("a list");
    let b2 = standings
        .iter()
        .find(|standing| standing["rows"][0] == "b2")
        .expect("b2");
    assert_eq!(b2["verdict"], "unsafe");
    assert_eq!(b2["skipped"][0]["revision"], "b1");
    assert_eq!(b2["skipped"][0]["message"], "make b1");
}

#[test]
fn a_moved_folder_and_renamed_files_are_the_same_revisions() {
    let scene = forked();
    scene
        .git(&["mv", "migrations", "db"])
        .git(&["mv", "db/versions/b1_x.py", "db/versions/other.py"]);
    scene.write("alembic.ini", "[alembic]\nscript_location = db\n");
    assert_eq!(scene.onehead(&["prove"]).0, 0);
    let scene = linearised();
    scene
        .git(&["mv", "migrations", "db"])
        .git(&["mv", "alembic.ini", "db/alembic.ini"]);
    scene.write("db/alembic.ini", "[alembic]\nscript_location = %(here)s\n");
    let (code, out, error) = onehead(&scene.path().join("db"), &["prove"]);
    assert_eq!(code, 1, "{out}{error}");
    assert!(out.contains("v1 could not go on"), "{out}");
}

#[test]
fn a_project_that_moved_and_whose_files_were_renamed_at_once_is_found() {
    let scene = Scene::new();
    scene.revision("a").revision("b2 < a").commit("both");
    scene
        .git(&["mv", "migrations", "db"])
        .write("alembic.ini", "[alembic]\nscript_location = db\n");
    scene.git(&["mv", "db/versions/a_x.py", "db/versions/1.py"]).git(&[
        "mv",
        "db/versions/b2_x.py",
        "db/versions/2.py",
    ]);
    scene.commit("all other names");
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("looked at main (2 states);"), "{out}");
}

#[test]
fn a_ref_without_the_project_is_not_known() {
    let scene = Scene::new();
    fs::remove_dir_all(scene.path().join("migrations")).expect("it is there");
    scene
        .write("README", "soon\n")
        .git(&["add", "README"])
        .git(&["commit", "-q", "-m", "0"])
        .git(&["tag", "v0"]);
    scene.write("migrations/env.py", "").revision("a").commit("a");
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(code, 1);
    assert!(out.contains("v0 is not known: there is no project"), "{out}");
    // What came before the project on a branch was no release of it.
    assert_eq!(scene.onehead(&["prove", "--from", "main"]).0, 0);
    scene.write("onehead.toml", "published = [\"!v0\"]\n");
    assert_eq!(scene.onehead(&["prove"]).0, 0);
}

#[test]
fn a_header_that_cannot_be_read_is_never_safe() {
    let scene = forked();
    scene.write("migrations/versions/c.py", "revision = 'c'\ndown_revision = parent()\n");
    let (code, out, _) = scene.onehead(&["prove"]);
    assert_eq!(code, 1);
    assert!(out.contains("not known: 4 of 4 standings"), "{out}");
}

#[test]
fn a_shallow_clone_says_so() {
    let scene = forked();
    let clone = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", scene.path().display());
    scene.git(&[
        "clone",
        "-q",
        "--depth",
        "2",
        &url,
        &clone.path().join("c").to_string_lossy(),
    ]);
    let (code, out, _) = onehead(&clone.path().join("c"), &["prove", "--from", "main"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("the clone is shallow") && out.contains("git fetch --unshallow"),
        "{out}"
    );
}

#[test]
fn a_full_clone_looks_at_the_remote_and_not_at_what_was_not_pushed() {
    let scene = forked();
    let clone = tempfile::tempdir().expect("a folder");
    let path = clone.path().join("c");
    scene.git(&["branch", "release/1", "v1"]).git(&["branch", "topic"]);
    scene.git(&["clone", "-q", &scene.path().to_string_lossy(), &path.to_string_lossy()]);
    let (_, out, _) = onehead(&path, &["prove"]);
    assert!(
        out.contains("looked at origin/main (4 states), origin/release/1 (3 states), v1, v2;"),
        "{out}"
    );
}

#[test]
fn what_names_nothing_is_refused() {
    let scene = forked();
    for args in [
        ["prove", "--from", "nope"],
        ["prove", "--from", "no/*"],
        ["prove", "--at", "nope"],
    ] {
        let (code, out, error) = scene.onehead(&args);
        assert_eq!(
            (code, out.as_str(), error.lines().next().is_some()),
            (3, "", true),
            "{error}"
        );
    }
    let bare = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(bare.path().join("migrations/versions")).expect("folders");
    fs::write(bare.path().join("migrations/env.py"), "").expect("a file");
    let (code, _, error) = onehead(bare.path(), &["prove"]);
    assert_eq!((code, error.contains("no git")), (3, true), "{error}");
}

#[test]
fn only_new_harm_counts_against_a_base() {
    let scene = linearised();
    scene.commit("line").git(&["tag", "v3"]);
    assert_eq!(scene.onehead(&["prove"]).0, 1);
    let (code, out, _) = scene.onehead(&["prove", "--against", "v3"]);
    assert_eq!(code, 0, "{out}");
    scene.revision("m < a");
    assert_eq!(scene.onehead(&["prove", "--against", "v3"]).0, 1);
}

/// Answers the codes and severities of `check --against main`, on a branch.
fn checked(scene: &Scene, more: &[&str]) -> Vec<String> {
    checked_against(scene, "main", more)
}

fn checked_against(scene: &Scene, base: &str, more: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["check", "--against", base, "--select", "OH3"]
        .iter()
        .chain(more)
        .copied()
        .collect();
    let told = scene.json(&args);
    let findings = told["findings"].as_array().expect("a list").iter();
    findings
        .map(|finding| {
            format!(
                "{} {}",
                finding["code"].as_str().unwrap_or(""),
                finding["severity"].as_str().unwrap_or("")
            )
        })
        .collect()
}

fn on_branch() -> Scene {
    let scene = forked();
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene
}

#[test]
fn what_only_adds_to_published_history_passes() {
    let scene = on_branch();
    scene.revision("c < m").commit("c");
    assert_eq!(checked(&scene, &[]), [""; 0]);
    scene
        .git(&["mv", "migrations/versions/b1_x.py", "migrations/versions/b1_y.py"])
        .commit("name");
    let text = fs::read_to_string(scene.path().join("migrations/versions/b2_x.py")).expect("a file");
    scene.write(
        "migrations/versions/b2_x.py",
        &text.replace("make b2", "make it").replace("def up", "# now\ndef up"),
    );
    scene.commit("words");
    assert_eq!(checked(&scene, &[]), [""; 0]);
}

#[test]
fn what_is_edited_removed_or_moved_is_found() {
    let scene = on_branch();
    scene.revision_doing("b1 < a", "op.execute('more')").commit("edit");
    assert_eq!(checked(&scene, &[]), ["OH301 error"]);
    let told = scene.json(&["check", "--against", "main", "--select", "OH301"]);
    let message = told["findings"][0]["message"].as_str().expect("a text");
    assert_eq!(
        message,
        "revision b1 is published (main, v1, v2), and this changes `upgrade`"
    );

    let scene = on_branch();
    fs::remove_file(scene.path().join("migrations/versions/m_x.py")).expect("it is there");
    scene.commit("gone");
    assert_eq!(checked(&scene, &[]), ["OH302 error"]);

    let scene = on_branch();
    scene.revision("b2 < b1").revision("m < b2").commit("line");
    assert_eq!(checked(&scene, &[]), ["OH303 error", "OH303 error"]);
}

#[test]
fn a_move_that_harms_nobody_is_a_warning() {
    let scene = Scene::new();
    scene
        .revision("a")
        .revision("b1 < a")
        .revision("b2 < a")
        .revision("m < b1 b2")
        .commit("all at once");
    scene.git(&["switch", "-q", "-c", "topic"]);
    scene.revision("b2 < b1").revision("m < b2").commit("line");
    assert_eq!(checked(&scene, &[]), ["OH303 warning", "OH303 warning"]);
}

#[test]
fn a_twin_of_a_hotfix_that_does_something_else_is_found() {
    let scene = forked();
    scene
        .git(&["switch", "-q", "-c", "fix"])
        .revision_doing("h < m", "op.execute('one')")
        .commit("h")
        .git(&["tag", "v2.1"]);
    scene
        .git(&["switch", "-q", "main"])
        .git(&["switch", "-q", "-c", "topic"]);
    scene.revision_doing("h < m", "op.execute('two')").commit("h");
    assert_eq!(checked(&scene, &[]), ["OH304 error"]);
    scene.revision_doing("h < m", "op.execute('one')").commit("same");
    assert_eq!(checked(&scene, &[]), [""; 0]);
}

#[test]
fn what_is_not_published_may_change() {
    let scene = on_branch();
    scene.revision("c < m").commit("c");
    scene.git(&["switch", "-q", "-c", "upon"]);
    scene.revision_doing("c < b1", "op.execute('more')").commit("c again");
    assert_eq!(checked(&scene, &[]), [""; 0]);
    // The branch it is compared with is nobody's release, and changes may be made upon it.
    assert_eq!(checked_against(&scene, "topic", &[]), [""; 0]);
    fs::remove_file(scene.path().join("migrations/versions/c_x.py")).expect("it is there");
    scene.commit("no c");
    assert_eq!(checked_against(&scene, "topic", &[]), [""; 0]);
    scene
        .write("onehead.toml", "published = [\"topic\"]\n")
        .commit("settings");
    assert_eq!(checked_against(&scene, "topic", &[]), ["OH302 error"]);
}

#[test]
fn a_comment_or_one_run_may_allow_it_with_a_reason() {
    let scene = on_branch();
    scene.revision_doing("b1 < a", "op.execute('more')");
    let path = scene.path().join("migrations/versions/b1_x.py");
    let text = fs::read_to_string(path).expect("a file");
    let allowed = text.replace(
        "revision = \"b1\"",
        "# onehead: allow OH301 - never ran anywhere\nrevision = \"b1\"",
    );
    scene.write("migrations/versions/b1_x.py", &allowed).commit("edit");
    assert_eq!(checked(&scene, &[]), [""; 0]);
    fs::remove_file(scene.path().join("migrations/versions/m_x.py")).expect("it is there");
    scene.commit("gone");
    assert_eq!(checked(&scene, &[]), ["OH302 error"]);
    assert_eq!(checked(&scene, &["--allow", "OH302 - nobody has it"]), [""; 0]);
    let (code, _, error) = scene.onehead(&["check", "--against", "main", "--allow", "OH302"]);
    assert_eq!((code, error.contains("no reason")), (2, true), "{error}");
}

#[test]
fn who_brought_a_revision_is_known_through_renames_and_moves() {
    let scene = forked();
    scene
        .git(&["mv", "migrations/versions/b1_x.py", "migrations/versions/b1_y.py"])
        .commit("another name");
    scene
        .git(&["mv", "migrations", "db"])
        .write("alembic.ini", "[alembic]\nscript_location = db\n")
        .commit("another folder");
    scene.revision_doing("z < m", "pass");
    let request = Request {
        directory: scene.path().canonicalize().expect("it is there"),
        ..Request::default()
    };
    let workspace = Workspace::new(request, Environment::default());
    let place = workspace.place(&Standing::WorkTree).expect("a project");
    let ids: Vec<RevisionId> = ["a", "b1", "m", "z"].map(RevisionId::from).to_vec();
    let found = origins(&workspace, (place.source.as_ref(), &place.project), ("HEAD", &ids)).expect("git answers");
    let summary = |id: &str| found.get(id).map(|origin| origin.added.summary.as_str());
    assert_eq!(
        [summary("a"), summary("b1"), summary("m"), summary("z")],
        [Some("a"), Some("b1"), Some("m"), None]
    );
    assert!(found["b1"].path.ends_with("migrations/versions/b1_x.py"));
    assert_eq!(found["b1"].branches, ["main"]);
    assert_eq!(found["b1"].added.author, "A");
}

#[test]
fn a_revision_is_published_by_its_id_and_says_where_it_does_something_else() {
    let scene = forked();
    scene.revision_doing("b1 < a", "op.execute('more')").revision("c < m");
    let request = Request {
        directory: scene.path().canonicalize().expect("it is there"),
        ..Request::default()
    };
    let workspace = Workspace::new(request, Environment::default());
    let place = workspace.place(&Standing::WorkTree).expect("a project");
    let published = Published::read(&workspace, place.source.as_ref(), &place.project).expect("git answers");
    let text = |name: &str| {
        let path = scene.path().join("migrations/versions").join(name);
        SourceText::new(path.as_path(), fs::read_to_string(&path).expect("a file"))
    };
    let Answer::Yes(holdings) = published.find("b1", Some(&text("b1_x.py"))) else {
        panic!("b1 is published");
    };
    let names: Vec<&str> = holdings.iter().map(|holding| holding.known.name.as_str()).collect();
    assert_eq!(names, ["main", "v1", "v2"]);
    assert!(holdings.iter().all(|holding| holding.sameness == Some(Sameness::Other)));
    let Answer::Yes(holdings) = published.find("m", Some(&text("m_x.py"))) else {
        panic!("m is published");
    };
    assert_eq!(holdings.len(), 2);
    assert!(holdings.iter().all(|holding| holding.sameness == Some(Sameness::Same)));
    assert_eq!(published.find("c", None), Answer::No);
}
