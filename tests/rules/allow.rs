//! Allow comments and baselines.

use onehead::lint::Baseline;
use onehead::project::Downgrades;

use crate::scene::{Scene, draw};

const UP: &str = "def upgrade():\n    op.drop_table('t')\n";

fn scene(text: &str) -> Scene {
    let mut scene = Scene::new(&[]).file("x.py", text);
    scene.settings.downgrades = Downgrades::Required;
    scene
}

fn with(in_header: &str, above: &str, same_line: &str) -> Scene {
    scene(&format!(
        "{in_header}\nrevision = 'x'\ndown_revision = None\n\n{UP}\n{above}\ndef downgrade():{same_line}\n    pass\n"
    ))
}

const ALLOW: &str = "# onehead: allow OH202 - nothing to take back";

#[test]
fn a_comment_speaks_for_its_line_the_next_one_and_in_the_header_for_the_file() {
    assert_eq!(with("", "", "").codes(), "OH202");
    assert_eq!(with(ALLOW, "", "").codes(), "");
    assert_eq!(with("", ALLOW, "").codes(), "");
    assert_eq!(with("", "", &format!("  {ALLOW}")).codes(), "");
    let verdict = with(ALLOW, "", "").verdict();
    assert_eq!(verdict.allowed, 1);
}

#[test]
fn a_comment_elsewhere_allows_nothing_and_is_of_no_use() {
    let text = format!("revision = 'x'\ndown_revision = None\n\n{ALLOW}\n\n{UP}\ndef downgrade():\n    pass\n");
    assert_eq!(scene(&text).codes(), "OH202 (OH001)");
}

#[test]
fn a_comment_without_a_reason_allows_nothing() {
    assert_eq!(with("# onehead: allow OH202", "", "").codes(), "OH002 OH202");
    assert_eq!(with("# onehead: allow", "", "").codes(), "OH002 OH202");
}

#[test]
fn a_comment_allows_only_what_it_names() {
    assert_eq!(
        with("# onehead: allow OH201 - because", "", "").codes(),
        "OH202 (OH001)"
    );
    assert_eq!(
        with("# onehead: allow OH201, empty-downgrade - because", "", "").codes(),
        "(OH001)"
    );
}

#[test]
fn the_words_within_a_string_are_no_comment() {
    let text =
        format!("\"\"\"\n{ALLOW}\n\"\"\"\nrevision = 'x'\ndown_revision = None\n{UP}\ndef downgrade():\n    pass\n");
    assert_eq!(scene(&text).codes(), "OH202");
}

#[test]
fn a_rule_that_did_not_run_cannot_call_a_comment_useless() {
    let text = format!(
        "# onehead: allow OH203 - because\nrevision = 'x'\ndown_revision = None\n{UP}\ndef downgrade():\n    op.create_table('t')\n"
    );
    assert_eq!(scene(&text).codes(), "");
    assert_eq!(scene(&text).select("ALL").codes(), "(OH001)");
}

#[test]
fn comments_of_old_files_are_heard_and_not_judged() {
    let old = "# onehead: allow OH102 - it is in the other repository\nrevision = 'x'\ndown_revision = 'gone'\n";
    let mut allowed = scene(old);
    allowed.before = vec![allowed.here.clone()];
    assert_eq!(allowed.codes(), "");
    let mut useless = scene(&old.replace("'gone'", "None"));
    useless.before = vec![useless.here.clone()];
    assert_eq!(useless.codes(), "");
}

#[test]
fn what_a_baseline_accepts_is_not_found_again() {
    let mut first = with("", "", "");
    let baseline = first.verdict().baseline;
    assert_eq!(baseline.len(), 1);
    first.baseline = Some(Baseline::parse(&baseline.to_text()).expect("our own"));
    let verdict = first.verdict();
    assert_eq!((verdict.findings.len(), verdict.accepted), (0, 1));
    // Lines do not count, other files do.
    first.here = with("# one\n# two\n", "", "").here;
    assert_eq!(first.codes(), "");
    let text = first.here["versions/x.py"].replace("'x'", "'y'").replace("None", "'x'");
    first.here.insert("versions/y.py".to_owned(), text);
    assert_eq!(first.codes(), "OH202");
}

#[test]
fn a_third_head_is_not_accepted_with_two() {
    let mut scene = Scene::new(&["r", "a < r", "b < r"]);
    scene.baseline = Some(scene.verdict().baseline);
    assert_eq!(scene.codes(), "");
    scene.here = draw(&["r", "a < r", "b < r", "c < r"]);
    assert_eq!(scene.codes(), "OH101");
}
