//! The counter-examples of the design, and each clause of the definition by itself.

use std::sync::Arc;

use super::*;
use crate::formats::Kind;
use crate::graph::Node;
use crate::revision::RevisionId;
use crate::text::SourceText;

/// Makes a state of drawings: `"b < a"`, `"m < b c"`, `"b < a ? x"` depends on x, `"b = 2 < a"` has another body, `"b = - < a"` none.
fn state(drawings: &[&str]) -> State {
    State::new(
        drawings.iter().map(|drawing| Arc::new(drawn(drawing))).collect(),
        vec![],
    )
}

fn drawn(drawing: &str) -> Known {
    let (mut parents, mut depends_on, mut body) = (vec![], vec![], "1");
    let mut words = drawing.split_whitespace();
    let id = words.next().expect("an id");
    let mut mode = "<";
    for word in words {
        match (word, mode) {
            ("<" | "?" | "=", _) => mode = word,
            (_, "?") => depends_on.push(word.to_owned()),
            (_, "=") => body = word,
            _ => parents.push(RevisionId::from(word)),
        }
    }
    let body = match body {
        "-" => "pass".to_owned(),
        body => format!("op.execute({body:?})"),
    };
    let text = format!("revision = {id:?}\n\ndef upgrade():\n    {body}\n");
    Known {
        node: Node {
            id: id.into(),
            parents,
            depends_on,
            labels: vec![],
        },
        message: format!("make {id}").into(),
        deed: Deed::new(Kind::Alembic, SourceText::new("f.py", text)),
    }
}

fn ids(affected: &[Affected]) -> Vec<&str> {
    affected.iter().map(|affected| affected.revision.as_str()).collect()
}

fn standing<'a>(rows: &[&str], states: Vec<&'a State>) -> Standing<'a> {
    Standing {
        name: "v1".to_owned(),
        rows: rows.iter().map(|&row| row.into()).collect(),
        applied: Applied::In(states),
    }
}

fn judgement(old: &[&str], rows: &[&str], new: &[&str]) -> Judgement {
    let (old, new) = (state(old), state(new));
    prove(&[standing(rows, vec![&old])], &new).judgements.remove(0)
}

fn verdict(old: &[&str], rows: &[&str], new: &[&str]) -> Verdict {
    judgement(old, rows, new).verdict()
}

const FORK: [&str; 4] = ["a", "b1 < a", "b2 < a", "m < b1 b2"];
const LINE: [&str; 4] = ["a", "b1 < a", "b2 < b1", "m < b2"];

#[test]
fn what_only_grows_is_safe() {
    assert_eq!(
        verdict(&["a", "b < a"], &["b"], &["a", "b < a", "c < b"]),
        Verdict::Safe
    );
    assert_eq!(verdict(&["a", "b1 < a", "b2 < a"], &["b1", "b2"], &FORK), Verdict::Safe);
    assert_eq!(verdict(&["a"], &[], &["a", "b < a"]), Verdict::Safe);
}

#[test]
fn a_database_that_moved_on_skips_what_is_put_below_it() {
    let found = judgement(&["a", "b2 < a"], &["b2"], &["a", "b1 < a", "b2 < b1"]);
    assert_eq!(ids(&found.harms.skipped), ["b1"]);
    assert_eq!(found.verdict(), Verdict::Unsafe);
    let said = &sentences(&found)[0];
    assert_eq!(said.text, "a database on v1 would never run this revision");
    assert_eq!(said.revisions[0].message, "make b1");
}

#[test]
fn two_rows_on_one_line_overlap_though_nothing_is_skipped() {
    let found = judgement(&["a", "b1 < a", "b2 < a"], &["b1", "b2"], &["a", "b1 < a", "b2 < b1"]);
    assert_eq!(found.harms.overlaps.len(), 1);
    assert!(found.harms.skipped.is_empty() && found.harms.twice.is_empty());
    assert_eq!(found.verdict(), Verdict::Unsafe);
}

#[test]
fn a_linearised_merge_is_safe_on_the_merge_and_not_below() {
    assert_eq!(verdict(&FORK, &["m"], &LINE), Verdict::Safe);
    assert_eq!(ids(&judgement(&FORK, &["b2"], &LINE).harms.skipped), ["b1"]);
    assert_eq!(verdict(&FORK, &["b1"], &LINE), Verdict::Safe);
}

#[test]
fn what_a_row_absorbed_by_a_dependency_runs_again_when_the_dependency_goes() {
    let old = ["a", "x", "y < x", "b < a ? y"];
    let found = judgement(&old, &["b"], &["a", "x", "y < x", "b < a"]);
    assert_eq!(ids(&found.harms.twice), ["x", "y"]);
    assert_eq!(found.verdict(), Verdict::Unsafe);
    assert_eq!(verdict(&old, &["b"], &old), Verdict::Safe);
}

#[test]
fn a_new_dependency_of_an_applied_revision_is_skipped() {
    let found = judgement(&["a", "b < a", "x"], &["b"], &["a", "b < a ? x", "x"]);
    assert_eq!(ids(&found.harms.skipped), ["x"]);
}

#[test]
fn dependencies_are_resolved_by_each_graph_itself() {
    // The name of the dependency stays; what it reaches changes.
    let found = judgement(&["x", "y < x", "b ? y"], &["b"], &["x", "z", "y < z", "b ? y"]);
    assert_eq!(ids(&found.harms.skipped), ["z"]);
    assert_eq!(ids(&found.harms.twice), ["x"]);
}

#[test]
fn the_same_id_with_another_body_is_another_revision() {
    let found = judgement(&["a", "b < a"], &["b"], &["a", "b = 2 < a"]);
    assert_eq!(ids(&found.harms.skipped), ["b"]);
    assert!(found.harms.skipped[0].rewritten);
    assert_eq!(found.verdict(), Verdict::Unsafe);
}

#[test]
fn what_is_handed_down_to_a_parent_has_run() {
    // `x` did 7 after `c`; its twin `t` does that now, and `x` joins both and does nothing.
    let old = ["a", "c < a", "x = 7 < c", "d < x"];
    let new = ["a", "c < a", "t = 7 < a", "x = - < c t", "d < x"];
    for (rows, state) in [
        ("d", &old[..]),
        ("x", &old),
        ("c", &old),
        ("a", &old),
        ("t", &["a", "t = 7 < a"]),
    ] {
        assert_eq!(verdict(state, &[rows], &new), Verdict::Safe, "{rows}");
    }
    // Whoever ran both ran the same twice, which no history mends; the new one does no harm of its own.
    let both = ["a", "c < a", "t = 7 < a", "x = 7 < c t"];
    assert_eq!(ids(&judgement(&both, &["x"], &new[..4]).harms.skipped), ["x"]);
    // Another body, a body left, a parent that stands elsewhere, and one parent for two.
    for other in [
        ["a", "c < a", "t = 8 < a", "x = - < c t", "d < x"],
        ["a", "c < a", "t = 7 < a", "x = 9 < c t", "d < x"],
        ["a", "c < a", "t = 7 < a", "x = - < c", "d < x t"],
        ["a", "c < t", "t = 7 < a", "x = - < c", "d < x"],
    ] {
        assert_eq!(verdict(&old, &["d"], &other), Verdict::Unsafe, "{other:?}");
    }
    let two = ["a", "x = 7 < a", "y = 7 < x"];
    let one = ["a", "t = 7 < a", "x = - < t", "y = - < x t"];
    assert_eq!(ids(&judgement(&two, &["y"], &one).harms.skipped), ["y"]);
}

#[test]
fn a_row_that_is_gone_is_not_known() {
    let found = judgement(&["a", "b < a"], &["b"], &["a", "c < a"]);
    assert_eq!(found.harms.missing, ["b".into()]);
    assert_eq!(found.verdict(), Verdict::Unsafe);
}

#[test]
fn an_ancestor_that_is_gone_is_forgotten() {
    let found = judgement(&["a", "b < a", "c < b"], &["c"], &["a", "c < a"]);
    assert_eq!(ids(&found.harms.forgotten), ["b"]);
    assert_eq!(found.verdict(), Verdict::Unsafe);
}

#[test]
fn every_state_that_holds_the_rows_counts() {
    let (first, second) = (state(&["a", "b2 < a"]), state(&["a", "b1 < a", "b2 < b1"]));
    let safe = prove(&[standing(&["b2"], vec![&second])], &second);
    assert_eq!(safe.verdict(), Verdict::Safe);
    let both = prove(&[standing(&["b2"], vec![&second, &first])], &second);
    assert_eq!(both.verdict(), Verdict::Unsafe);
}

#[test]
fn what_is_not_known_is_never_safe() {
    let new = state(&["a"]);
    let unknown = Standing {
        name: "v0".to_owned(),
        rows: vec![],
        applied: Applied::Unknown("no project is there".to_owned()),
    };
    assert_eq!(prove(&[unknown], &new).verdict(), Verdict::Unknown);
    assert_eq!(prove(&[], &new).verdict(), Verdict::Unknown);
    let doubtful = State::new(vec![], vec!["a file cannot be read".to_owned()]);
    assert_eq!(
        prove(&[standing(&[], vec![&doubtful])], &new).verdict(),
        Verdict::Unknown
    );
    assert_eq!(
        prove(&[standing(&["a"], vec![&new])], &doubtful).verdict(),
        Verdict::Unsafe
    );
    assert_eq!(
        prove(&[standing(&[], vec![&new])], &doubtful).verdict(),
        Verdict::Unknown
    );
}

#[test]
fn bodies_that_cannot_be_read_are_the_same_only_byte_by_byte() {
    let broken = |text: &str| {
        let mut known = drawn("a");
        known.deed = Deed::new(Kind::Alembic, SourceText::new("f.py", text));
        State::new(vec![Arc::new(known)], vec![])
    };
    let (old, same, other) = (broken("print 1"), broken("print 1"), broken("print 2"));
    assert_eq!(prove(&[standing(&["a"], vec![&old])], &same).verdict(), Verdict::Safe);
    assert_eq!(
        prove(&[standing(&["a"], vec![&old])], &other).verdict(),
        Verdict::Unknown
    );
}

#[test]
fn harm_that_stood_before_is_told_apart() {
    let old = state(&["a", "b < a"]);
    let standings = [standing(&["b"], vec![&old])];
    let (before, after) = (state(&["a"]), state(&["a", "c < a"]));
    let report = prove(&standings, &after).beyond(&prove(&standings, &before));
    assert_eq!(report.verdict(), Verdict::Safe);
}
