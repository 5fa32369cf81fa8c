//! `init` and `list_templates`: what they make works with live Alembic and with onehead.

use std::collections::BTreeSet;
use std::fs;

use super::alembic::{Alembic, python};
use super::scene::{Scene, assert_refused, stderr};

const ALEMBIC_TEMPLATES: [&str; 5] = ["generic", "async", "multidb", "pyproject", "pyproject_async"];

/// Makes a project and gives it SQLite databases.
fn made(template: &str, options: &[&str]) -> Scene {
    let scene = Scene::empty();
    scene.expect(&[&["-q", "init", "-t", template, "db/mig"], options].concat());
    let driver = if template.ends_with("async") {
        "sqlite+aiosqlite"
    } else {
        "sqlite"
    };
    let ini = scene
        .read("alembic.ini")
        .replace("driver://user:pass@localhost/dbname2", &format!("{driver}:///two.db"))
        .replace("driver://user:pass@localhost/dbname", &format!("{driver}:///one.db"));
    scene.write("alembic.ini", &ini);
    scene
}

#[test]
fn a_new_project_works_with_alembic_and_with_onehead() {
    let answer = std::process::Command::new(python())
        .args(["-c", "import aiosqlite, greenlet"])
        .output();
    let has_async = answer.expect("Python starts").status.success();
    assert!(has_async, "aiosqlite and greenlet are missing: run tests/setup-venv.sh");
    let mut alembic = Alembic::start();
    for template in ALEMBIC_TEMPLATES {
        let scene = made(template, &[]);
        let path = scene.path();
        alembic.expect(&path, &["revision", "-m", "first", "--rev-id", "aa"]);
        scene.expect(&["revision", "-m", "second", "--rev-id", "bb"]);
        alembic.expect(&path, &["upgrade", "head"]);
        let current = alembic.expect(&path, &["current"]);
        assert!(current.contains("bb (head)\n"), "{template}: {current}");
        if template == "multidb" {
            assert_eq!(current.matches("bb (head)\n").count(), 2, "{current}");
            assert!(path.join("two.db").exists());
        }
        assert!(path.join("one.db").exists(), "{template}");
        let sql = alembic.expect(&path, &["upgrade", "head", "--sql"]);
        let sql = if template == "multidb" {
            scene.read("engine2.sql")
        } else {
            sql
        };
        assert!(sql.contains("version_num='bb'"), "{template}: {sql}");
        for arguments in [&["heads", "-v"][..], &["history"], &["branches"]] {
            assert_eq!(
                alembic.expect(&path, arguments),
                scene.expect(arguments),
                "{template} {arguments:?}"
            );
        }
        alembic.expect(&path, &["downgrade", "base"]);
        scene.expect(&["revision", "-m", "other", "--rev-id", "cc", "--head", "aa", "--splice"]);
        scene.expect(&["-q", "merge", "-m", "join", "--rev-id", "dd"]);
        alembic.expect(&path, &["upgrade", "head"]);
        assert!(alembic.expect(&path, &["current"]).contains("dd (head)"), "{template}");
    }
}

#[test]
fn autogenerate_fills_the_template() {
    let mut alembic = Alembic::start();
    for template in ["generic", "multidb"] {
        let scene = made(template, &[]);
        let env = scene.read("db/mig/env.py");
        let tables = "import sqlalchemy as sa\nmetadata = sa.MetaData()\nsa.Table('made', metadata, sa.Column('id', \
                      sa.Integer))\n";
        let env = env
            .replace("target_metadata = None", &format!("{tables}target_metadata = metadata"))
            .replace(
                "target_metadata: dict = {}",
                &format!(
                    "{tables}target_metadata = {{'engine2': metadata, 'engine1': \
                      sa.MetaData()}}"
                ),
            );
        scene.write("db/mig/env.py", &env);
        alembic.expect(
            &scene.path(),
            &["revision", "--autogenerate", "-m", "first", "--rev-id", "aa"],
        );
        let text = scene.read("db/mig/versions/aa_first.py");
        assert_eq!(text.matches("op.create_table('made'").count(), 1, "{template}: {text}");
        assert_eq!(text.matches("op.drop_table('made')").count(), 1, "{template}: {text}");
        alembic.expect(&scene.path(), &["upgrade", "head"]);
    }
}

#[test]
fn the_files_and_the_words_are_alembics() {
    let mut alembic = Alembic::start();
    for template in ALEMBIC_TEMPLATES {
        for options in [&[][..], &["--package"]] {
            let (theirs, ours) = (Scene::empty(), Scene::empty());
            let arguments = [&["init", "-t", template, "db/mig"], options].concat();
            let words = |scene: &Scene, said: &str| -> BTreeSet<String> {
                let path = scene.path().display().to_string();
                said.lines().map(|line| line.replace(&path, "HERE")).collect()
            };
            let their_words = words(&theirs, &alembic.expect(&theirs.path(), &arguments));
            let output = ours.run(&arguments);
            assert!(
                output.status.success() && output.stdout.is_empty(),
                "{}",
                stderr(&output)
            );
            assert_eq!(their_words, words(&ours, &stderr(&output)));
            let names = |scene: &Scene| scene.files().into_keys().collect::<Vec<_>>();
            assert_eq!(names(&theirs), names(&ours));
            assert!(ours.path().join("db/mig/versions").is_dir());
        }
    }
}

#[test]
fn configuration_that_is_there_stays() {
    let mut alembic = Alembic::start();
    let scene = Scene::empty();
    scene.write("alembic.ini", "[other]\nmine = 1\n");
    let output = scene.run(&["init", "mig"]);
    assert!(output.status.success());
    let said = stderr(&output);
    assert!(said.contains("alembic.ini already exists, skipping"), "{said}");
    assert_eq!(scene.read("alembic.ini"), "[other]\nmine = 1\n");

    let scene = Scene::empty();
    let mine = "[project]\nname = \"x\"\n\n[tool.other]\na = 1 # kept";
    scene.write("pyproject.toml", mine);
    let output = scene.run(&["init", "-t", "pyproject", "mig"]);
    assert!(stderr(&output).contains("Appending to existing"), "{}", stderr(&output));
    let text = scene.read("pyproject.toml");
    assert!(text.starts_with(mine) && text.contains("\n[tool.alembic]\n"), "{text}");
    alembic.expect(&scene.path(), &["revision", "-m", "first", "--rev-id", "aa"]);
    assert_eq!(scene.expect(&["heads"]), "aa (head)\n");
    let output = scene.run(&["init", "-t", "pyproject", "more"]);
    let said = stderr(&output);
    assert!(
        said.contains("already has a [tool.alembic] section, skipping"),
        "{said}"
    );
    assert!(said.contains("alembic.ini already exists, skipping"), "{said}");
    assert_eq!(scene.read("pyproject.toml"), text);
}

#[test]
fn what_cannot_be_made_whole_is_not_begun() {
    let scene = Scene::empty();
    scene.write("full/.keep", "");
    scene.write("file", "");
    scene.write("broken/pyproject.toml", "[tool\n");
    scene.write("inline/pyproject.toml", "tool = { other = 1 }\n");
    let before = scene.files();
    let broken = ["-c", "broken/pyproject.toml", "init", "-t", "pyproject", "new/mig"];
    let inline = ["-c", "inline/pyproject.toml", "init", "-t", "pyproject", "new/mig"];
    for (arguments, code, says) in [
        (&["init", "full"][..], 2, "not empty"),
        (&["init", "file"], 3, "file"),
        (&["init", "file/below"], 3, "file"),
        (&["init", "-t", "nope", "new/mig"], 2, "no such template"),
        (&["init", "--package", "-t", "sql", "new/mig"], 2, "--package"),
        (&["init", "new/two\nlines"], 2, "control character"),
        (&["init", "new/ends in space "], 2, "white space"),
        (&broken, 3, "pyproject.toml"),
        (&inline, 3, "pyproject.toml"),
    ] {
        assert_refused(&scene.run(arguments), code, says);
        assert_eq!(scene.files(), before, "{arguments:?}");
        assert!(!scene.path().join("new").exists(), "{arguments:?} left a folder");
    }
    let output = scene.run(&["init"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_script_directory_may_be_called_anything_and_lie_anywhere() {
    let mut alembic = Alembic::start();
    for directory in [
        ".mig",
        "50% (here)s %d",
        "spaced out",
        "it's \"q\"; # é 漢",
        "a=b: c",
        "../beside",
        "deep/er/mig",
        "back\\slash",
    ] {
        for template in ["generic", "pyproject"] {
            let outer = Scene::empty();
            fs::create_dir(outer.path().join("work")).expect("a folder");
            let mut command = outer.command(&["init", "-t", template, directory]);
            let output = command.current_dir(outer.path().join("work")).output().expect("starts");
            assert!(output.status.success(), "{directory}: {}", stderr(&output));
            let work = outer.path().join("work");
            alembic.expect(&work, &["revision", "-m", "first", "--rev-id", "aa"]);
            let heads = outer.command(&["heads"]).current_dir(&work).output().expect("starts");
            assert_eq!(
                String::from_utf8_lossy(&heads.stdout),
                "aa (head)\n",
                "{directory}: {}",
                stderr(&heads)
            );
        }
    }
    let scene = Scene::empty();
    let absolute = scene.path().join("far/mig").display().to_string();
    scene.expect(&["init", &absolute]);
    assert!(
        scene
            .read("alembic.ini")
            .contains(&format!("script_location = {absolute}\n"))
    );
    alembic.expect(&scene.path(), &["revision", "-m", "first", "--rev-id", "aa"]);
    assert_eq!(scene.expect(&["heads"]), "aa (head)\n");
    // An empty directory that is there already, the current one for instance, and another configuration file.
    let scene = Scene::empty();
    fs::create_dir(scene.path().join("mig")).expect("a folder");
    scene.expect(&["-c", "other.ini", "init", "mig"]);
    alembic.expect(
        &scene.path(),
        &["-c", "other.ini", "revision", "-m", "first", "--rev-id", "aa"],
    );
    assert_eq!(scene.expect(&["-c", "other.ini", "heads"]), "aa (head)\n");
}

#[test]
fn a_project_without_python_needs_none() {
    let scene = Scene::empty();
    scene.expect(&["init", "-t", "sql", "db/mig"]);
    scene.expect(&["revision", "-m", "first", "--rev-id", "aa"]);
    let name = "db/mig/versions/aa_first.sql";
    let text = scene.read(name).replace(
        "-- onehead: upgrade\n",
        "-- onehead: upgrade\nCREATE TABLE t (id INTEGER);\n",
    );
    scene.write(
        name,
        &text.replace("-- onehead: downgrade\n", "-- onehead: downgrade\nDROP TABLE t;\n"),
    );
    assert_eq!(scene.expect(&["heads"]), "aa (head)\n");
    scene.expect(&["upgrade", "head", "--database", "sqlite:///x.db"]);
    assert_eq!(
        scene.expect(&["current", "--database", "sqlite:///x.db"]),
        "aa (head)\n"
    );
}

#[test]
fn templates_are_listed_in_alembics_manner() {
    let mut alembic = Alembic::start();
    let scene = Scene::empty();
    let ours = scene.expect(&["list_templates"]);
    let theirs = alembic.expect(&scene.path(), &["list_templates"]);
    let frame = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.contains(" - "));
        lines.map(|line| line.replace("onehead", "alembic")).collect()
    };
    assert_eq!(frame(&ours), frame(&theirs));
    let names = |text: &str| -> BTreeSet<String> {
        text.lines()
            .filter_map(|line| line.split_once(" - "))
            .map(|(name, _)| name.to_owned())
            .collect()
    };
    let mut expected = names(&theirs);
    expected.insert("sql".to_owned());
    assert_eq!(names(&ours), expected);
}
