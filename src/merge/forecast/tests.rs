//! Verdicts from plain values.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::*;

fn node(id: &str, parents: &[&str]) -> Node {
    Node {
        id: id.into(),
        parents: parents.iter().map(|&parent| parent.into()).collect(),
        depends_on: Vec::new(),
        labels: Vec::new(),
    }
}

fn piece(id: &str, parents: &[&str]) -> Piece {
    Piece {
        path: PathBuf::from(id),
        content: ContentId::Bytes(Arc::from(parents.concat().as_bytes())),
        node: node(id, parents),
    }
}

fn brought(added: &[(&str, &[&str])], removed: &[&str]) -> Brought {
    Brought {
        added: added.iter().map(|(id, parents)| piece(id, parents)).collect(),
        removed: removed.iter().map(PathBuf::from).collect(),
        ..Brought::default()
    }
}

/// Judges two branches on `a -> b -> c`.
fn verdict(ours: &Brought, theirs: &Brought) -> Verdict {
    let graph = Graph::build(vec![node("a", &[]), node("b", &["a"]), node("c", &["b"])]);
    let files = ["a", "b", "c"].map(|id| (PathBuf::from(id), RevisionId::from(id)));
    let ground = Ground {
        graph: &graph,
        files: files.into_iter().collect(),
        deliberate: &[],
    };
    let own = [BTreeSet::new(), BTreeSet::new()];
    let is_candidate = !candidates(&ground, &[ours, theirs], &own).is_empty();
    let both = ours.and(theirs);
    let verdict = judge(
        &ground,
        Judgement {
            ours,
            theirs,
            both: &both,
        },
    );
    assert!(
        is_candidate || !verdict.collides(),
        "no pair that collides may be left out: {verdict:?}"
    );
    verdict
}

#[test]
fn two_revisions_on_one_parent_collide() {
    let verdict = verdict(&brought(&[("x", &["c"])], &[]), &brought(&[("y", &["c"])], &[]));
    assert!(matches!(&verdict.clashes[..], [Clash::Parent { parent: Some(parent), .. }] if parent.as_str() == "c"));
    assert_eq!(verdict.heads, ["x".into(), "y".into()]);
}

#[test]
fn what_both_bring_is_no_collision() {
    let verdict = verdict(
        &brought(&[("x", &["c"])], &[]),
        &brought(&[("x", &["c"]), ("y", &["x"])], &[]),
    );
    assert!(verdict.is_fine(), "{verdict:?}");
}

#[test]
fn what_one_builds_on_and_the_other_takes_away_is_missing() {
    let verdict = verdict(&brought(&[("x", &["c"])], &[]), &brought(&[], &["c"]));
    assert!(verdict.clashes.contains(&Clash::Missing {
        revision: "x".into(),
        needs: "c".to_owned()
    }));
}

#[test]
fn two_re_parents_that_go_round_are_a_cycle() {
    let verdict = verdict(
        &brought(&[("b", &["c"]), ("c", &["a"])], &["b", "c"]),
        &brought(&[], &[]),
    );
    assert!(
        verdict.clashes.is_empty(),
        "turned round by one branch is no cycle: {verdict:?}"
    );
    let turned = brought(&[("a", &["c"])], &["a"]);
    let graph = Graph::build(vec![node("a", &[]), node("b", &["a"]), node("c", &["b"])]);
    let ground = Ground {
        graph: &graph,
        files: [(PathBuf::from("a"), RevisionId::from("a"))].into(),
        deliberate: &[],
    };
    let alone = judge_alone(&ground, &turned);
    assert!(
        alone
            .clashes
            .iter()
            .any(|clash| matches!(clash, Clash::Cycle(ids) if ids.len() == 3)),
        "{alone:?}"
    );
}

#[test]
fn what_is_not_read_is_never_fine() {
    let mut dark = brought(&[], &[]);
    dark.unread.push(Unread {
        path: None,
        reason: "dark".to_owned(),
    });
    let verdict = verdict(&dark, &brought(&[], &[]));
    assert!(!verdict.is_fine() && !verdict.collides());
}
