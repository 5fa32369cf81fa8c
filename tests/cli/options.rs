//! Where options stand, and how a project is chosen.

use super::scene::{Scene, script};

fn with_second(scene: Scene) -> Scene {
    scene.write(
        "other.ini",
        "[alembic]\nscript_location = other\n\n[second]\nscript_location = migrations\n",
    );
    scene.write("other/env.py", "");
    scene.write("other/versions/x.py", script("x", "None"));
    scene
}

#[test]
fn global_options_stand_before_or_after_the_verb() {
    let scene = with_second(Scene::fork());
    for line in [
        &["-c", "other.ini", "heads"][..],
        &["heads", "-c", "other.ini"],
        &["--config", "other.ini", "heads"],
        &["heads", "--config=other.ini"],
        &["heads", "-cother.ini"],
        &["-n", "alembic", "heads", "-c", "other.ini"],
    ] {
        assert_eq!(scene.fine(line), "x (head)\n", "{line:?}");
    }
    for line in [
        &["-c", "other.ini", "-n", "second", "heads"][..],
        &["heads", "-n", "second", "-c", "other.ini"],
        &["-n", "second", "heads", "-c", "other.ini"],
        &["-c", "other.ini", "heads", "--name", "second"],
        &["-n", "alembic", "heads", "-n", "second", "-c", "other.ini"],
    ] {
        assert_eq!(scene.fine(line), "b (head)\nc (head)\n", "{line:?}");
    }
    assert!(
        scene
            .fails(2, &["-c", "other.ini", "-n", "third", "heads"])
            .contains("[third]")
    );
    assert!(scene.fails(3, &["-c", "no.ini", "heads"]).contains("no.ini"));
}

#[test]
fn the_configuration_comes_from_the_environment_where_no_option_names_it() {
    let scene = with_second(Scene::fork());
    let run = |line: &[&str]| {
        let output = scene
            .onehead(line)
            .env("ALEMBIC_CONFIG", "other.ini")
            .output()
            .expect("runs");
        scene.outcome(output).out
    };
    assert_eq!(run(&["heads"]), "x (head)\n");
    assert_eq!(run(&["heads", "-c", "alembic.ini"]), "b (head)\nc (head)\n");
}

#[test]
fn for_current_the_short_c_behind_the_verb_checks_the_heads() {
    let scene = Scene::sql(&[("a", "")]);
    assert!(scene.fails(1, &["current", "-c"]).contains("not on all head revisions"));
    assert!(
        scene
            .fails(1, &["current", "--check-heads"])
            .contains("not on all head revisions")
    );
    scene.fine(&["upgrade", "head"]);
    assert_eq!(scene.fine(&["current", "-c"]), "a (head)\n");
    let scene = with_second(Scene::fork());
    let url = "sqlite:///none.db";
    assert_eq!(scene.fine(&["-c", "other.ini", "current", "--database", url]), "");
    assert_eq!(scene.fine(&["current", "--config", "other.ini", "--database", url]), "");
    assert!(
        scene
            .fails(1, &["current", "-c", "--config", "other.ini", "--database", url])
            .contains("head")
    );
}

#[test]
fn quiet_silences_what_alembic_silences() {
    let scene = Scene::fork();
    for line in [
        &["-q", "heads"][..],
        &["heads", "-q"],
        &["history", "--quiet"],
        &["-q", "branches"],
    ] {
        let outcome = scene.run(line);
        assert_eq!(
            (outcome.code, outcome.out.as_str(), outcome.err.as_str()),
            (Some(0), "", ""),
            "{line:?}"
        );
    }
    assert!(scene.fails(2, &["-q", "show", "head"]).contains("head"));
    assert!(scene.fine(&["-q", "heads", "--format", "json"]).starts_with('{'));
}

#[test]
fn long_options_may_be_abbreviated_as_for_alembic() {
    let scene = Scene::fork();
    assert_eq!(scene.fine(&["heads", "--verb"]), scene.fine(&["heads", "--verbose"]));
    assert_eq!(scene.fine(&["history", "--rev-r", "b:"]), "a -> b (head), add b\n");
    assert_eq!(scene.fine(&["history", "-rb:"]), "a -> b (head), add b\n");
    assert_eq!(
        scene.fine(&["history", "-r-1:"]),
        scene.fine(&["history", "--rev-range=-1:"])
    );
}

#[test]
fn usage_mistakes_exit_two() {
    let scene = Scene::fork();
    for line in [
        &[][..],
        &["nonsense"],
        &["heads", "--no-such"],
        &["heads", "extra"],
        &["show"],
        &["upgrade"],
        &["stamp"],
        &["heads", "--format", "xml"],
        &["show", "nobody"],
        &["show", "head"],
        &["history", "-r", "b:c"],
        &["history", "-r", "b"],
    ] {
        let outcome = scene.run(line);
        assert_eq!(outcome.code, Some(2), "{line:?}: {outcome:?}");
        assert_eq!(outcome.out, "", "{line:?}");
        assert!(!outcome.err.is_empty(), "{line:?}");
    }
    assert_eq!(scene.run(&["--version"]).code, Some(0));
    assert_eq!(scene.run(&["--help"]).code, Some(0));
    assert_eq!(scene.run(&["merge", "--help"]).code, Some(0));
}

#[test]
fn one_of_several_projects_has_to_be_chosen() {
    let scene = Scene::empty();
    scene.git(&["init", "-q"]);
    for (folder, id) in [("billing", "b1"), ("users", "u1")] {
        scene.write(
            &format!("{folder}/alembic.ini"),
            "[alembic]\nscript_location = %(here)s/migrations\n",
        );
        scene.write(&format!("{folder}/migrations/env.py"), "");
        scene.write(&format!("{folder}/migrations/versions/{id}.py"), script(id, "None"));
    }
    let said = scene.fails(2, &["heads"]);
    assert!(
        said.contains("billing/migrations") && said.contains("users/migrations"),
        "{said}"
    );
    assert_eq!(scene.fine(&["heads", "--project", "users/migrations"]), "u1 (head)\n");
    assert_eq!(scene.fine(&["--project", "billing/migrations", "heads"]), "b1 (head)\n");
    assert_eq!(scene.fine(&["heads", "-c", "users/alembic.ini"]), "u1 (head)\n");
    assert_eq!(scene.run_in("users", &["heads"]).out, "u1 (head)\n");
    assert_eq!(scene.run_in("users/migrations/versions", &["heads"]).out, "u1 (head)\n");
    let chosen = scene
        .onehead(&["heads"])
        .env("ONEHEAD_PROJECT", "users/migrations")
        .output()
        .expect("runs");
    assert_eq!(scene.outcome(chosen).out, "u1 (head)\n");
    let said = scene.fails(2, &["heads", "--project", "nowhere"]);
    assert!(said.contains("nowhere") && said.contains("users/migrations"), "{said}");
}

#[test]
fn without_a_project_the_answer_is_not_known() {
    let scene = Scene::empty();
    for verb in ["heads", "history", "branches", "current", "merge", "check"] {
        assert!(scene.fails(3, &[verb]).contains("no migrations found"), "{verb}");
    }
}
