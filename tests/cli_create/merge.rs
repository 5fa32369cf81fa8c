//! `merge` beside Alembic's.

use super::alembic::Alembic;
use super::revision::{compare, fork, line};
use super::scene::{Scene, assert_refused, stderr};

#[test]
fn heads_are_joined_as_alembic_joins_them() {
    let mut alembic = Alembic::start();
    let fork = fork();
    let cases: &[&[&str]] = &[
        // `island` depends on `leftmost`, which therefore is no real head.
        &["heads"],
        &["leftmost", "rightward"],
        &["rightward", "leftmost"],
        &["right", "leftm"],
        &["rightw", "leftm"],
        &["lft@head", "rgt@head"],
        &["apart@head", "rgt@head"],
        &["lft", "rightward"],
        &["rgt", "lft"],
        &["rgt", "lft", "--splice"],
        &["root", "island", "--splice"],
        &["root", "island"],
        &["leftmost", "leftmost"],
        &["leftmost", "lft"],
        &["leftmost"],
        &["base", "leftmost"],
        &["head"],
        &["leftmost", "rightward", "--branch-label", "joined"],
        &["leftmost", "rightward", "island"],
        &["nowhere", "leftmost"],
    ];
    let fine = cases
        .iter()
        .filter(|case| {
            compare(
                &mut alembic,
                &fork,
                &[&["merge", "--rev-id", "made", "-m", "join"], **case].concat(),
            )
        })
        .count();
    println!("{fine} of {} made a file", cases.len());
}

#[test]
fn one_head_is_nothing_to_merge() {
    let scene = line();
    let before = scene.files();
    let output = scene.run(&["merge", "heads", "-m", "x"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("nothing to merge"), "{}", stderr(&output));
    assert_eq!(scene.files(), before);
}

#[test]
fn a_dry_run_shows_the_file_and_writes_none() {
    let scene = Scene::sql_fork();
    let before = scene.files();
    let shown = scene.expect(&["merge", "--dry-run", "--rev-id", "joined", "-m", "join"]);
    assert_eq!(scene.files(), before);
    scene.expect(&["merge", "--rev-id", "joined", "-m", "join"]);
    let made = scene.read("mig/versions/joined_join.sql");
    let no_date = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("-- created:"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(no_date(&shown), no_date(&made));
    assert_eq!(scene.expect(&["heads"]), "joined (head)\n");
    assert_refused(&scene.run(&["revision", "--rev-id", "joined"]), 2, "exists already");
}
