//! OH110: ids.

use onehead::diagnostic::Severity;

use crate::scene::Scene;

#[test]
fn only_new_ids_are_judged() {
    assert_eq!(Scene::new(&["a1b2c3d4e5f6"]).codes(), "(OH110)");
    assert_eq!(Scene::new(&["a1b2c3d4e5f6"]).before(&["a1b2c3d4e5f6"]).codes(), "");
}

#[test]
fn the_new_one_of_two_look_alikes_is_found() {
    let scene = Scene::new(&["abc", "ABC < abc"]).before(&["abc"]);
    let finding = scene.only();
    assert_eq!(finding.revision.as_deref(), Some("ABC"));
    assert_eq!(finding.message, "revision id ABC looks like abc, another revision's");
    assert_eq!(Scene::new(&["abc", "\u{430}bc < abc"]).codes(), "OH110");
}

#[test]
fn a_look_alike_in_base_is_found() {
    let codes = Scene::new(&["r", "abc < r"]).base(&["r", "ABC < r"]).codes();
    assert_eq!(codes, "OH110 OH106");
}

#[test]
fn the_same_id_here_and_in_base_is_no_look_alike() {
    assert_eq!(Scene::new(&["r", "abc < r"]).base(&["r", "abc < r"]).codes(), "");
}

#[test]
fn the_settings_overrule_both_severities() {
    let mut scene = Scene::new(&["a1b2c3d4e5f6"]);
    scene.settings.severity.insert("OH110".to_owned(), Severity::Error);
    assert_eq!(scene.codes(), "OH110");
}

#[test]
fn an_id_alembic_refuses_is_an_error() {
    assert!(Scene::new(&["a-1"]).codes().contains("OH110"));
    assert_eq!(
        Scene::new(&["0123456789abcdef0123456789abcdef0"]).codes(),
        "OH110 (OH110)"
    );
}
