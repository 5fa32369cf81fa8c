//! `onehead merge` and `onehead revision` as they are used; what they write is compared in `tests/cli_create`.

use std::process::Stdio;

use super::scene::{Scene, script};

fn versions(scene: &Scene) -> Vec<String> {
    scene.names("migrations/versions")
}

#[test]
fn merging_talks_on_stderr_and_leaves_one_head() {
    let scene = Scene::fork();
    let outcome = scene.run(&["merge", "-m", "join them", "--rev-id", "m1"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""), "{outcome:?}");
    assert!(
        outcome
            .err
            .contains("Generating [ROOT]/migrations/versions/m1_join_them.py ...  done"),
        "{}",
        outcome.err
    );
    assert!(
        outcome.err.contains("fork at a") && outcome.err.contains("head b"),
        "{}",
        outcome.err
    );
    assert_eq!(scene.fine(&["heads"]), "m1 (head)\n");
    let outcome = scene.run(&["merge", "-m", "again"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""), "{outcome:?}");
    assert!(outcome.err.contains("nothing to merge"), "{}", outcome.err);
    assert_eq!(versions(&scene).len(), 4);
}

#[test]
fn a_sql_project_gets_a_sql_revision() {
    let scene = Scene::sql(&[("a", ""), ("b", "a"), ("c", "a")]);
    scene.fine(&["upgrade", "heads"]);
    scene.fine(&["merge", "heads", "-m", "it's; \"both\"", "--rev-id", "m1"]);
    assert_eq!(scene.fine(&["heads"]), "m1 (head)\n");
    scene.fine(&["upgrade", "head"]);
    assert_eq!(scene.fine(&["current"]), "m1 (head) (mergepoint)\n");
    assert!(
        scene
            .fine(&["history"])
            .starts_with("b, c -> m1 (head) (mergepoint), it's; \"both\"\n")
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let scene = Scene::fork();
    let outcome = scene.run(&["merge", "--dry-run", "--rev-id", "m1"]);
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome.out.contains("down_revision") && outcome.err.contains("would write"),
        "{outcome:?}"
    );
    assert_eq!(versions(&scene), ["a.py", "b.py", "c.py"]);
}

#[test]
fn staging_puts_only_the_new_file_into_the_index() {
    let scene = Scene::fork();
    scene.commit_all();
    scene.write(
        "migrations/versions/b.py",
        scene.read("migrations/versions/b.py") + "# changed\n",
    );
    scene.fine(&["merge", "--stage", "--rev-id", "m1", "-m", "x"]);
    assert_eq!(
        scene.git(&["diff", "--cached", "--name-only"]),
        "migrations/versions/m1_x.py"
    );
    let scene = Scene::fork();
    scene.fails(3, &["merge", "--stage", "--rev-id", "m1", "-m", "x"]);
    assert_eq!(
        versions(&scene),
        ["a.py", "b.py", "c.py"],
        "what cannot be staged is not written"
    );
}

#[test]
fn ids_that_lead_elsewhere_or_exist_are_refused() {
    let scene = Scene::fork();
    let long = "x".repeat(33);
    for id in [
        "../x", "a", "-", "a-b", "a/b", "x@y", "", ".", "..", "head", "base", "x\ny", "é", &long,
    ] {
        for verb in [&["merge"][..], &["revision", "--head", "b"]] {
            let rev_id = format!("--rev-id={id}");
            scene.fails(2, &[verb, &["-m", "x", &rev_id]].concat());
        }
    }
    assert_eq!(versions(&scene), ["a.py", "b.py", "c.py"]);
    assert_eq!(scene.names(""), ["alembic.ini", "migrations"]);
}

#[test]
fn what_is_refused_is_refused_before_anything_is_shown() {
    let scene = Scene::fork();
    for line in [
        &["merge", "-m", "x", "--rev-id", "a-b"][..],
        &["merge", "-m", "x", "--branch-label", "a@b"],
        &["merge", "-m", "x", "a", "b"],
        &["merge", "-m", "x", "base"],
    ] {
        let outcome = scene.run(line);
        assert_eq!((outcome.code, &*outcome.out), (Some(2), ""), "{line:?}: {outcome:?}");
        assert!(outcome.err.starts_with("error: "), "{line:?}: {outcome:?}");
    }
    let outcome = scene.run(&["merge", "-m", "x", "--stage"]);
    assert!(
        outcome.code == Some(3) && outcome.err.starts_with("error: "),
        "{outcome:?}"
    );
    assert_eq!(versions(&scene), ["a.py", "b.py", "c.py"]);
}

#[test]
fn a_file_that_exists_is_never_overwritten() {
    let scene = Scene::fork();
    scene.write(
        "migrations/versions/m1_x.py",
        "# somebody's notes\nrevision = 'n'\ndown_revision = 'b'\n",
    );
    let outcome = scene.run(&["merge", "b", "c", "--splice", "-m", "x", "--rev-id", "m1"]);
    assert!(outcome.code.is_some_and(|code| code != 0), "{outcome:?}");
    assert!(
        scene
            .read("migrations/versions/m1_x.py")
            .starts_with("# somebody's notes")
    );
}

#[test]
fn a_file_name_that_leaves_the_folder_is_refused() {
    for template in ["../%%(rev)s", "/tmp/%%(rev)s", "a/../../../%%(rev)s"] {
        let scene = Scene::fork();
        scene.write(
            "alembic.ini",
            scene.read("alembic.ini") + &format!("file_template = {template}\n"),
        );
        let outcome = scene.run(&["merge", "-m", "x", "--rev-id", "m1"]);
        assert!(matches!(outcome.code, Some(2 | 3)), "{template}: {outcome:?}");
        assert_eq!(versions(&scene), ["a.py", "b.py", "c.py"], "{template}");
        assert_eq!(scene.names("migrations"), ["env.py", "versions"], "{template}");
    }
}

#[test]
fn two_merges_at_once_leave_one_head() {
    let scene = Scene::fork();
    let start = || {
        let mut command = scene.onehead(&["merge", "-m", "both at once"]);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts")
    };
    let children: Vec<_> = (0..6).map(|_| start()).collect();
    for child in children {
        let outcome = scene.outcome(child.wait_with_output().expect("ends"));
        assert!(outcome.code.is_some_and(|code| code < 7), "{outcome:?}");
    }
    assert_eq!(versions(&scene).len(), 4, "{:?}", versions(&scene));
    assert_eq!(scene.fine(&["heads"]).lines().count(), 1);
}

#[test]
fn what_needs_the_projects_python_names_the_alembic_command() {
    let scene = Scene::alembic(&[("a", "None")]);
    let said = scene.fails(2, &["revision", "--autogenerate", "-m", "it's"]);
    assert!(said.contains("alembic revision --autogenerate -m 'it'\\''s'"), "{said}");
    assert!(
        scene
            .fails(2, &["revision", "--sql"])
            .contains("alembic revision --sql")
    );
    scene.write(
        "alembic.ini",
        scene.read("alembic.ini") + "revision_environment = true\n",
    );
    assert!(
        scene
            .fails(2, &["revision", "-m", "x"])
            .contains("alembic revision -m 'x'")
    );
    scene.write("migrations/versions/b.py", script("b", "None"));
    assert!(scene.fails(2, &["merge", "-m", "x"]).contains("alembic merge"));
    assert_eq!(versions(&scene), ["a.py", "b.py"]);
}

#[test]
fn hooks_that_were_not_run_are_said() {
    let scene = Scene::fork();
    let hooks = "\n[post_write_hooks]\nhooks = black, own\nblack.type = console_scripts\nown.type = exec\n";
    scene.write("alembic.ini", scene.read("alembic.ini") + hooks);
    let outcome = scene.run(&["merge", "-m", "x"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        outcome.err.contains("post-write hooks were not run") && outcome.err.contains("black, own"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_broken_history_is_not_built_on() {
    let scene = Scene::fork();
    scene.write("migrations/versions/d.py", script("d", "'gone'"));
    for line in [&["merge"][..], &["revision", "-m", "x", "--head", "b"]] {
        assert!(
            scene
                .fails(3, line)
                .contains("migrations/versions/d.py:11: d names gone"),
            "{line:?}"
        );
    }
    assert_eq!(versions(&scene).len(), 4);
}

#[test]
fn messages_of_any_text_give_valid_python_with_that_text() {
    let messages = [
        "it's \"\"\" quoted \"\"\"",
        "ends with a quote\"",
        "ends with a backslash \\",
        "\\N{BULLET} \\x41 \\u0041 \\",
        "two\nlines",
        "${1 + 1} <% x %> ## no comment\n% for x in y:",
        "'''\\'''",
        "\r\ttab",
    ];
    let scene = Scene::alembic(&[]);
    for (number, message) in messages.iter().enumerate() {
        let id = format!("m{number}");
        scene.fine(&["revision", "-m", message, "--rev-id", &id]);
        let name = versions(&scene)
            .into_iter()
            .find(|name| name.starts_with(&format!("{id}_")))
            .expect("the file");
        let path = scene.path(&format!("migrations/versions/{name}"));
        let code = "import ast, sys\nsys.stdout.write(ast.get_docstring(ast.parse(open(sys.argv[1], newline='').read()), clean=False))";
        let output = scene
            .program("python3")
            .args(["-c", code])
            .arg(&path)
            .output()
            .expect("python3 runs");
        let outcome = scene.outcome(output);
        assert_eq!(
            outcome.code,
            Some(0),
            "{message:?}: {}\n{}",
            outcome.err,
            scene.read(&format!("migrations/versions/{name}"))
        );
        let (said, rest) = outcome.out.split_at(message.len().min(outcome.out.len()));
        assert_eq!(said, *message);
        assert!(rest.starts_with("\n\nRevision ID: "), "{message:?}: {}", outcome.out);
    }
    scene.fine(&["check", "--all"]);
}
