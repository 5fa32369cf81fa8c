//! OH102 to OH105, OH107 to OH109, OH112: faults of the graph.

use onehead::diagnostic::Severity;

use crate::scene::Scene;

#[test]
fn a_missing_parent_is_pointed_at_where_it_is_written() {
    let finding = Scene::new(&["a", "m < a gone"]).findings().remove(0);
    assert_eq!(
        finding.message,
        "revision m comes after gone, and there is no such revision"
    );
    let place = finding.location.and_then(|location| location.place).expect("a place");
    assert_eq!((place.line, place.column), (2, 23));
}

#[test]
fn a_shortened_parent_gets_the_whole_id() {
    let finding = Scene::new(&["1975ea83b712", "c < 1975ea"]).findings().remove(0);
    assert!(finding.help[0].contains("1975ea83b712"), "{:?}", finding.help);
}

#[test]
fn faults_that_stood_before_are_warnings_and_others_are_not_hidden() {
    let scene = Scene::new(&["c < gone"]).before(&["c < gone"]);
    assert_eq!(scene.codes(), "(OH102)");
    let scene = Scene::new(&["c < gone", "d < c lost"]).before(&["c < gone"]);
    assert_eq!(scene.codes(), "OH102 (OH102)");
    let scene = Scene::new(&["c < other"]).before(&["c < gone"]);
    assert_eq!(scene.codes(), "OH102");
}

#[test]
fn a_fault_that_only_merging_makes_is_found() {
    let mut scene = Scene::new(&["a !core"]).base(&["b !core"]);
    scene.settings.heads = vec!["core".to_owned()];
    let findings = scene.findings();
    let clash = findings
        .iter()
        .find(|finding| finding.code == "OH108")
        .expect("a clash");
    assert_eq!(clash.severity, Severity::Error);
    assert!(
        clash.help.iter().any(|help| help.contains("merging into")),
        "{:?}",
        clash.help
    );
}

#[test]
fn a_fault_that_merging_removes_is_a_warning() {
    assert_eq!(Scene::new(&["c < b"]).base(&["b"]).codes(), "(OH102)");
}

#[test]
fn the_new_one_of_two_files_is_blamed_for_a_duplicate() {
    // `b.py` is read last and wins, but `a.py` is the new one.
    let mut scene = Scene::new(&[])
        .file("a.py", "revision = 'x'\ndown_revision = None\n")
        .file("b.py", "revision = 'x'\ndown_revision = None\n");
    scene.before = vec![
        [(
            "versions/b.py".to_owned(),
            "revision = 'x'\ndown_revision = None\n".to_owned(),
        )]
        .into(),
    ];
    let finding = scene.only();
    assert_eq!(finding.code, "OH103");
    assert!(finding.location.expect("a place").path.ends_with("a.py"));
    assert!(finding.labels[0].location.path.ends_with("b.py"));
}

#[test]
fn three_files_with_one_id_are_all_named() {
    let text = "revision = 'x'\ndown_revision = None\n";
    let scene = Scene::new(&[]).file("a.py", text).file("b.py", text).file("c.py", text);
    assert_eq!(scene.codes(), "OH103 OH103");
}

#[test]
fn cycles_of_every_length_are_named_and_make_no_heads() {
    assert_eq!(Scene::new(&["a < a"]).only().message, "revision a comes after itself");
    assert_eq!(
        Scene::new(&["a < c", "b < a", "c < b"]).only().message,
        "revisions a, b and c come after each other in a circle"
    );
    assert_eq!(Scene::new(&["r", "a < r ?a"]).codes(), "OH104");
    assert_eq!(Scene::new(&["r", "a < r ?b", "b < a"]).codes(), "OH104");
    // The one that Alembic lets pass: a cycle between a base and a head (spec section 3.4).
    assert!(
        Scene::new(&["a", "b < a d", "c < b", "d < c", "e < d"])
            .codes()
            .contains("OH104")
    );
}

#[test]
fn overlapping_parents_are_found_in_new_merges_only() {
    let merge = ["a", "b < a", "c < b", "m < a c"];
    let finding = Scene::new(&merge).only();
    assert_eq!(finding.code, "OH105");
    assert_eq!(
        finding.message,
        "merge m names a as a parent, which comes before its other parent c already"
    );
    assert_eq!(Scene::new(&merge).before(&merge).codes(), "");
    assert_eq!(Scene::new(&["a", "b < a a"]).codes(), "OH105");
    assert_eq!(Scene::new(&["a", "b < a a a"]).codes(), "OH105");
    assert_eq!(Scene::new(&["r", "a < r", "b < r", "c < r", "m < a b c"]).codes(), "");
}

#[test]
fn a_dependency_is_an_id_or_a_label() {
    assert_eq!(Scene::new(&["a !core", "b < a ?core"]).codes(), "");
    assert_eq!(Scene::new(&["a", "b < a ?a"]).codes(), "");
    let finding = Scene::new(&["1975ea83b712", "b < 1975ea83b712 ?1975ea"]).only();
    assert_eq!(finding.code, "OH107");
    assert!(finding.help[0].contains("1975ea83b712"));
}

#[test]
fn labels_clash_with_labels_and_with_ids() {
    assert_eq!(Scene::new(&["a !x", "b < a !x"]).codes(), "OH108");
    let finding = Scene::new(&["a", "b < a !a"]).only();
    assert_eq!(
        finding.message,
        "the branch label a of revision b is the id of a revision"
    );
}

#[test]
fn a_new_root_needs_a_label_of_its_own() {
    let old = ["a", "b < a"];
    assert_eq!(Scene::new(&["a", "b < a", "x"]).before(&old).codes(), "OH101 OH109");
    assert_eq!(
        Scene::new(&["a", "b < a", "x !own"])
            .before(&old)
            .heads(&["own"])
            .codes(),
        ""
    );
    assert_eq!(Scene::new(&["a"]).codes(), "");
    assert_eq!(Scene::new(&["a", "x"]).before(&["a", "x"]).codes(), "(OH101)");
}

#[test]
fn of_new_roots_the_one_with_the_longest_history_is_the_beginning() {
    let findings = Scene::new(&["a", "b", "c < b"]).findings();
    let roots: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.code == "OH109")
        .filter_map(|finding| finding.revision.as_deref())
        .collect();
    assert_eq!(roots, ["a"]);
}

#[test]
fn a_root_of_base_is_beside_a_root_here() {
    let codes = Scene::new(&["x"]).base(&["a", "b < a"]).codes();
    assert!(codes.contains("OH109"), "{codes}");
}

#[test]
fn unknown_parents_and_labels_make_no_root() {
    let scene = Scene::new(&["a"]).file("x.py", "revision = 'x'\ndown_revision = parent()\n");
    assert!(!scene.codes().contains("OH109"), "{}", scene.codes());
    let scene = Scene::new(&["a"]).file(
        "x.py",
        "revision = 'x'\ndown_revision = None\nbranch_labels = (LABEL,)\n",
    );
    assert!(!scene.codes().contains("OH109"), "{}", scene.codes());
}

#[test]
fn what_cannot_be_read_is_an_error_where_it_is_new_and_decides() {
    let parents = "revision = 'x'\ndown_revision = parent()\n";
    assert_eq!(Scene::new(&[]).file("x.py", parents).codes(), "OH112");
    let dependency = "revision = 'x'\ndown_revision = None\ndepends_on = need()\n";
    assert_eq!(Scene::new(&[]).file("x.py", dependency).codes(), "(OH112)");
    let label = "revision = 'x'\ndown_revision = None\nbranch_labels = (LABEL,)\n";
    assert_eq!(Scene::new(&[]).file("x.py", label).codes(), "(OH112)");
    assert_eq!(Scene::new(&[]).file("x.py", label).heads(&["own"]).codes(), "OH112");
}

#[test]
fn what_could_not_be_read_before_either_is_a_warning() {
    let text = "revision = 'x'\ndown_revision = parent()\n";
    let mut scene = Scene::new(&[]).file("x.py", text);
    scene.before = vec![scene.here.clone()];
    assert_eq!(scene.codes(), "(OH112)");
}

#[test]
fn conflict_markers_in_an_old_file_are_an_error() {
    let old = "revision = 'x'\ndown_revision = None\n\n\ndef upgrade():\n    pass\n";
    let new = "revision = 'x'\ndown_revision = None\n\n\ndef upgrade():\n<<<<<<< HEAD\n    pass\n=======\n    return\n>>>>>>> other\n";
    let mut scene = Scene::new(&[]).file("x.py", new);
    scene.before = vec![[("versions/x.py".to_owned(), old.to_owned())].into()];
    assert!(scene.codes().starts_with("OH112"), "{}", scene.codes());
}

#[test]
fn a_binary_file_is_an_error_and_hides_nothing_else() {
    let scene = Scene::new(&["a", "c < gone"]).file("x.py", "\0");
    let codes = scene.codes();
    assert!(codes.contains("OH112") && codes.contains("OH102"), "{codes}");
}
