use std::fs;

use super::scratch::{Scratch, names, text, try_open};
use crate::git::{GitError, HooksLevel, Repo, State, Surroundings};
use crate::project::current_directory;
use crate::sources::Source;

#[test]
fn without_a_repository_there_is_a_reason() {
    let scratch = Scratch::empty();
    let error = try_open(&scratch.folder()).err().expect("no repository");
    assert_eq!(error, GitError::Absent(scratch.folder()));
}

#[test]
fn a_git_file_that_leads_nowhere_is_half_a_repository() {
    let scratch = Scratch::empty();
    fs::write(scratch.folder().join(".git"), "gitdir: /nonexistent/worktrees/x\n").expect("a file");
    let error = try_open(&scratch.folder()).err().expect("half a repository");
    assert!(matches!(error, GitError::HalfMounted { .. }), "{error:?}");
    fs::remove_file(scratch.folder().join(".git")).expect("removed");
    fs::create_dir(scratch.folder().join(".git")).expect("an empty folder");
    let error = try_open(&scratch.folder()).err().expect("half a repository");
    assert!(matches!(error, GitError::HalfMounted { .. }), "{error:?}");
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    let scratch = Scratch::empty();
    fs::create_dir(scratch.root()).expect("a folder");
    scratch.git(&["init", "-q", "--object-format=sha256"]);
    assert_eq!(try_open(&scratch.root()).err(), Some(GitError::Sha256(scratch.root())));
    let scratch = Scratch::empty();
    fs::create_dir(scratch.root()).expect("a folder");
    scratch.git(&["init", "-q", "--ref-format=reftable"]);
    assert_eq!(
        try_open(&scratch.root()).err(),
        Some(GitError::Reftable(scratch.root()))
    );
}

/// Opens the repository of its working directory, and says why not.
#[test]
#[ignore = "a program for another test, no test of its own"]
fn open_and_say() {
    let directory = current_directory().expect("a directory");
    let error = Repo::open(&directory, &Surroundings::default()).err();
    let hint = error.as_ref().and_then(GitError::hint).unwrap_or_default();
    eprintln!("said: {error:?} hint: {hint}");
}

#[cfg(unix)]
#[test]
fn a_foreign_repository_comes_with_the_command_that_trusts_it() {
    let scratch = Scratch::new();
    let changed = ["", ".git"].map(|inside| std::os::unix::fs::chown(scratch.path(inside), Some(65534), Some(65534)));
    if changed.iter().any(Result::is_err) {
        // Only root may give files away.
        return;
    }
    let output = scratch
        .child("git::tests::opening::open_and_say", &scratch.root())
        .output()
        .expect("it runs");
    let said = text(&output.stderr);
    let command = format!(
        "`git config --global --add safe.directory {}`",
        scratch.root().display()
    );
    assert!(said.contains("ForeignOwner") && said.contains(&command), "{said}");
    // The command works.
    fs::write(
        scratch.folder().join(".gitconfig"),
        format!("[safe]\n\tdirectory = {}\n", scratch.root().display()),
    )
    .expect("a file");
    let mut child = scratch.child("git::tests::opening::open_and_say", &scratch.root());
    let output = child.env_remove("GIT_CONFIG_GLOBAL").output().expect("it runs");
    assert!(text(&output.stderr).contains("said: None"), "{}", text(&output.stderr));
}

#[test]
fn an_unborn_branch_has_an_index_and_no_head() {
    let scratch = Scratch::new();
    scratch.write("a.py", "a");
    scratch.git(&["add", "-A"]);
    let repo = scratch.open();
    assert_eq!((repo.head(), repo.branch().as_deref()), (None, Some("main")));
    assert_eq!(repo.next_parents(), Vec::<String>::new());
    assert_eq!(
        names(&repo.index_source().expect("an index"), &scratch.root()),
        ["a.py"]
    );
    assert_eq!(repo.default_base(None).expect("no base is fine"), None);
    let index = repo.index_source().expect("an index");
    assert_eq!(repo.merged_source(&index, "main").err(), Some(GitError::Unborn));
}

#[test]
fn a_bare_repository_shows_files_under_its_own_path() {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "a");
    scratch.commit("first");
    let bare = scratch.folder().join("bare.git");
    scratch.git(&["clone", "-q", "--bare", ".", &bare.display().to_string()]);
    let repo = try_open(&bare).expect("a bare repository");
    assert!(repo.is_bare() && repo.workdir().is_none());
    let source = repo.commit_source("main").expect("main");
    assert_eq!(names(&source, &bare.join("db")), ["a.py"]);
}

#[test]
fn the_base_is_the_branch_that_others_are_compared_with() {
    let upstream = Scratch::new();
    upstream.write("f", "f");
    let first = upstream.commit("first");
    let repo = upstream.open();
    assert_eq!(
        repo.default_base(None).expect("no error"),
        None,
        "main has nothing to be compared with"
    );
    upstream.git(&["checkout", "-q", "-b", "topic"]);
    let base = upstream.open().default_base(None).expect("a base").expect("main");
    assert_eq!((base.name.as_str(), base.commit.as_str()), ("main", first.as_str()));
    upstream.git(&["checkout", "-q", "main"]);

    let clone = upstream.folder().join("clone");
    upstream.git(&["clone", "-q", ".", &clone.display().to_string()]);
    let repo = try_open(&clone).expect("a clone");
    assert_eq!(
        repo.default_base(None).expect("a base").map(|base| base.name),
        Some("origin/main".to_owned())
    );
    let git = |arguments: &[&str]| assert!(upstream.try_git(&clone, arguments).status.success(), "{arguments:?}");
    git(&["remote", "set-head", "origin", "--delete"]);
    assert_eq!(
        repo.default_base(None).expect("a base").map(|base| base.name),
        Some("origin/main".to_owned())
    );
    git(&["checkout", "-q", "--detach"]);
    git(&["branch", "-q", "-D", "main"]);
    assert_eq!(
        repo.default_base(None).expect("a base").map(|base| base.name),
        Some("origin/main".to_owned())
    );
    assert_eq!(
        repo.default_base(Some("main")).expect("a base").map(|base| base.name),
        Some("origin/main".to_owned())
    );
    let error = repo.default_base(Some("release")).expect_err("no such branch");
    assert_eq!(error, GitError::UnknownRevision("release".to_owned()));
    assert_eq!(repo.branch(), None);
}

#[test]
fn git_in_the_middle_of_something_is_seen() {
    let scratch = Scratch::new();
    scratch.write("f", "1\n");
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "topic"]);
    scratch.write("f", "2\n");
    scratch.commit("topic");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.write("f", "3\n");
    scratch.commit("main");
    let repo = scratch.open();
    assert_eq!(repo.state(), State::None);
    for (command, state) in [
        ("cherry-pick", State::CherryPick),
        ("rebase", State::Rebase),
        ("merge", State::Merge),
    ] {
        assert!(!scratch.try_git(&scratch.root(), &[command, "topic"]).status.success());
        assert_eq!(repo.state(), state, "{command}");
        scratch.git(&[command, "--abort"]);
    }
    assert!(
        !scratch
            .try_git(&scratch.root(), &["revert", "--no-edit", "topic"])
            .status
            .success()
    );
    assert_eq!(repo.state(), State::Revert);
}

#[test]
fn hooks_lie_where_the_configuration_says() {
    let scratch = Scratch::new();
    scratch.write("f", "f");
    scratch.commit("first");
    let hooks = scratch.open().hooks_directory().expect("hooks");
    assert_eq!(
        (hooks.path, hooks.level),
        (scratch.path(".git/hooks"), HooksLevel::Default)
    );
    let linked = scratch.folder().join("linked");
    scratch.git(&["worktree", "add", "-q", &linked.display().to_string()]);
    let repo = try_open(&linked).expect("a worktree");
    assert_eq!(repo.hooks_directory().expect("hooks").path, scratch.path(".git/hooks"));
    assert_eq!(repo.root(), linked);
    assert_eq!(repo.common_dir(), scratch.path(".git"));
    scratch.git(&["config", "core.hooksPath", ".githooks"]);
    let hooks = scratch.open().hooks_directory().expect("hooks");
    assert_eq!(
        (hooks.path, hooks.level),
        (scratch.path(".githooks"), HooksLevel::Repository)
    );
}

#[test]
fn a_shallow_clone_names_the_fetch_that_helps() {
    let upstream = Scratch::new();
    upstream.write("f", "f");
    upstream.commit("first");
    upstream.git(&["checkout", "-q", "-b", "topic"]);
    upstream.write("t.py", "t");
    upstream.commit("topic");
    upstream.git(&["checkout", "-q", "main"]);
    upstream.write("m.py", "m");
    upstream.commit("main");
    let clone = upstream.folder().join("clone");
    let url = format!("file://{}", upstream.root().display());
    let path = clone.display().to_string();
    upstream.git(&["clone", "-q", "--depth=1", "--no-single-branch", &url, &path]);
    let repo = try_open(&clone).expect("a clone");
    assert!(repo.is_shallow());
    let head = repo.commit_source("HEAD").expect("HEAD");
    assert_eq!(names(&head, &clone), ["f", "m.py"]);
    let error = repo
        .merged_source(&head, "origin/topic")
        .err()
        .expect("no common ancestor");
    assert!(matches!(error, GitError::NoMergeBase { shallow: true, .. }));
    assert!(error.hint().expect("a hint").contains("git fetch --unshallow"));
    let added = repo.who_added("HEAD", &[clone.join("f")]).expect("an answer");
    assert!(
        added.is_empty(),
        "what the edge of a shallow clone holds was not added there"
    );
    assert_eq!(head.name().kind, "commit");
}
