//! OH111 and OH201 to OH204: single revisions.

use onehead::diagnostic::Diagnostic;
use onehead::formats::Kind;
use onehead::lint;
use onehead::project::Downgrades;
use onehead::text::apply_edits;

use crate::scene::{ROOT, Scene};

const HEADER: &str = "revision = 'x'\ndown_revision = None\n";

fn with_bodies(upgrade: &str, downgrade: &str) -> Scene {
    let mut scene = Scene::new(&[]).file("x.py", &format!("{HEADER}{upgrade}{downgrade}"));
    scene.settings.downgrades = Downgrades::Required;
    scene
}

const UP: &str = "def upgrade():\n    op.drop_table('t')\n";
const UP_EMPTY: &str = "def upgrade():\n    pass\n";
const DOWN: &str = "def downgrade():\n    op.create_table('t')\n";
const DOWN_EMPTY: &str = "def downgrade():\n    \"\"\"Nothing.\"\"\"\n    ...\n    return\n";
const DOWN_RAISES: &str = "def downgrade():\n    raise NotImplementedError('no')\n";

#[test]
fn downgrades_are_told_apart() {
    assert_eq!(with_bodies(UP, DOWN).codes(), "");
    assert_eq!(with_bodies(UP, "").codes(), "OH201");
    assert_eq!(with_bodies(UP, DOWN_EMPTY).codes(), "OH202");
    assert_eq!(with_bodies(UP, DOWN_RAISES).codes(), "");
    assert_eq!(with_bodies(UP, DOWN_RAISES).select("OH203").codes(), "OH203");
}

#[test]
fn a_merge_without_operations_needs_a_downgrade_that_may_be_empty() {
    assert_eq!(with_bodies(UP_EMPTY, DOWN_EMPTY).codes(), "");
    // Alembic calls `downgrade` of a merge as well, and stops where there is none.
    assert_eq!(with_bodies(UP_EMPTY, "").codes(), "OH201");
}

#[test]
fn the_setting_decides_what_is_asked_for() {
    for (setting, expected) in [
        (Downgrades::Required, ["", "OH201", "OH202"]),
        (Downgrades::Optional, ["", "", ""]),
        (Downgrades::Forbidden, ["OH204", "", ""]),
    ] {
        let codes = [DOWN, "", DOWN_EMPTY].map(|downgrade| {
            let mut scene = with_bodies(UP, downgrade);
            scene.settings.downgrades = setting;
            scene.codes()
        });
        assert_eq!(codes, expected, "{setting:?}");
    }
}

#[test]
fn old_revisions_are_left_alone_unless_all_are_asked_for() {
    let mut scene = with_bodies(UP, "");
    scene.before = vec![scene.here.clone()];
    assert_eq!(scene.codes(), "");
    scene.all_new = true;
    assert_eq!(scene.codes(), "OH201");
}

#[test]
fn a_renamed_file_is_not_new() {
    let mut scene = with_bodies(UP, "");
    let text = scene.here["versions/x.py"].clone();
    scene.before = vec![[("versions/old_name.py".to_owned(), text)].into()];
    assert_eq!(scene.codes(), "");
}

#[test]
fn sql_revisions_are_judged_by_the_same_rules() {
    let sql = |text: &str| {
        let mut scene = Scene::new(&[]).file("x.sql", text);
        scene.kind = Kind::Sql;
        scene.settings.downgrades = Downgrades::Required;
        scene.codes()
    };
    let header = "-- revision: x\n-- down_revision:\n-- message: add t\n";
    let up = "-- onehead: upgrade\nCREATE TABLE t (id integer);\n";
    assert_eq!(sql(&format!("{header}{up}-- onehead: downgrade\nDROP TABLE t;\n")), "");
    assert_eq!(sql(&format!("{header}{up}")), "OH201");
    assert_eq!(
        sql(&format!("{header}{up}-- onehead: downgrade\n-- nothing\n")),
        "OH202"
    );
    assert_eq!(sql(header), "");
    let allowed = format!("{header}-- onehead: allow OH201 - a view of a report\n{up}");
    assert_eq!(sql(&allowed), "");
}

fn docstring(revises: &str, parents: &str) -> Scene {
    let text = format!(
        "\"\"\"add t\n\nRevision ID: x\nRevises:{revises}\nCreate Date: 2026-01-01\n\n\"\"\"\nrevision = 'x'\ndown_revision = {parents}\n"
    );
    Scene::new(&["a", "b < a"]).file("x.py", &text)
}

#[test]
fn a_docstring_may_say_the_same_in_other_words() {
    for (revises, parents) in [(" b", "'b'"), (" a, b", "('b', 'a')"), ("b", "'b'"), (" b ", "['b']")] {
        let codes: Vec<&str> = docstring(revises, parents)
            .findings()
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert!(!codes.contains(&"OH111"), "{revises:?} {parents}");
    }
}

fn fixed(scene: &Scene) -> String {
    let stale: Vec<Diagnostic> = scene
        .findings()
        .into_iter()
        .filter(|finding| finding.code == "OH111")
        .collect();
    assert_eq!(stale.len(), 1);
    let path = std::path::Path::new(ROOT).join("versions/x.py");
    let edits = &lint::fixes(&stale)[&path];
    apply_edits(&scene.here["versions/x.py"], edits)
}

#[test]
fn a_stale_docstring_is_fixed_and_then_is_right() {
    for (revises, parents, expected) in [
        (" a", "'b'", "Revises: b\n"),
        ("", "'b'", "Revises: b\n"),
        (" ", "'b'", "Revises: b\n"),
        (" a", "('b', 'a')", "Revises: b, a\n"),
        (" a", "None", "Revises: \n"),
    ] {
        let mut scene = docstring(revises, parents);
        let text = fixed(&scene);
        assert!(text.contains(expected), "{revises:?} {parents}: {text}");
        scene.here.insert("versions/x.py".to_owned(), text);
        assert!(!scene.codes().contains("OH111"), "{revises:?} {parents}");
    }
}

#[test]
fn a_published_file_is_never_fixed() {
    let mut scene = docstring(" a", "'b'");
    scene
        .facts
        .published
        .insert(std::path::Path::new(ROOT).join("versions/x.py"));
    let finding = scene
        .findings()
        .into_iter()
        .find(|finding| finding.code == "OH111")
        .expect("stale");
    assert!(finding.fix.is_none());
    assert!(finding.help.iter().any(|help| help.contains("published")));
}

#[test]
fn an_id_that_could_break_out_of_the_docstring_is_not_written_there() {
    let scene = docstring(" a", "'b\"\"\"\\nimport os'");
    let finding = scene
        .findings()
        .into_iter()
        .find(|finding| finding.code == "OH111")
        .expect("stale");
    assert!(finding.fix.is_none());
}
