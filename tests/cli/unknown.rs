//! What cannot be read without running it: what is known is printed, the reason said, and exit 3.

use super::scene::{Scene, script, script_with};

#[test]
fn what_is_known_is_printed_and_the_reason_is_said_with_its_place() {
    let scene = Scene::fork();
    scene.write("migrations/versions/d.py", script("d", "get_down_revision('b')"));
    for verb in ["heads", "history", "branches"] {
        let outcome = scene.run(&[verb]);
        assert_eq!(outcome.code, Some(3), "{verb}: {outcome:?}");
        assert!(!outcome.out.is_empty(), "{verb}");
        assert!(
            outcome
                .err
                .contains("migrations/versions/d.py:11: down_revision is not known"),
            "{verb}: {}",
            outcome.err
        );
        assert_eq!(outcome.err.lines().count(), 1, "{verb}: {}", outcome.err);
    }
    assert!(scene.run(&["heads"]).out.contains("c (head)\n"));
}

#[test]
fn a_name_that_the_settings_give_is_known() {
    let scene = Scene::fork();
    let text = script_with(
        "d",
        "'b'",
        "from app import LABEL\nbranch_labels = (LABEL,)\ndepends_on = None",
    );
    scene.write("migrations/versions/d.py", text);
    assert_eq!(scene.run(&["heads"]).code, Some(3));
    scene.write("onehead.toml", "[labels]\nLABEL = 'net'\n");
    assert_eq!(scene.fine(&["heads"]), "c (head)\nd (net) (head)\n");
    scene.write("onehead.toml", "[labels]\nOTHER = 'net'\n");
    assert_eq!(scene.run(&["heads"]).code, Some(3));
}

#[test]
fn a_broken_body_does_not_hide_a_plain_header() {
    let scene = Scene::fork();
    scene.write(
        "migrations/versions/d.py",
        script("d", "'b'") + "    print 'python 2'\n    if (\n",
    );
    let outcome = scene.run(&["heads"]);
    assert_eq!(outcome.out, "c (head)\nd (head)\n", "{outcome:?}");
}

#[test]
fn faults_are_said_with_their_place_and_the_rest_is_printed() {
    for (name, text, word, line) in [
        ("parent", script("d", "'gone'"), "gone", 11),
        ("own", script("d", "'d'"), "after themselves", 10),
        ("id", script("d-1", "'b'"), "d-1", 10),
    ] {
        let scene = Scene::fork();
        scene.write("migrations/versions/d.py", text);
        let outcome = scene.run(&["history"]);
        assert_eq!(outcome.code, Some(3), "{name}: {outcome:?}");
        assert!(outcome.out.contains("a -> b"), "{name}: {outcome:?}");
        let place = format!("migrations/versions/d.py:{line}: ");
        assert!(
            outcome.err.contains(&place) && outcome.err.contains(word),
            "{name}: {}",
            outcome.err
        );
    }
}

#[test]
fn an_id_that_stands_twice_is_a_warning_as_for_alembic() {
    let scene = Scene::fork();
    scene.write("migrations/versions/zz.py", script("c", "'a'"));
    let outcome = scene.run(&["heads"]);
    assert_eq!(
        (outcome.code, outcome.out.as_str()),
        (Some(0), "b (head)\nc (head)\n"),
        "{outcome:?}"
    );
    assert!(outcome.err.starts_with("warning: "), "{}", outcome.err);
}
