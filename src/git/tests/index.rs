use std::fs;
use std::path::Path;

use super::scratch::{Scratch, listing, names, text};
use crate::git::{Repo, Surroundings};
use crate::project::{Environment, current_directory};

/// Where the hook of a scratch repository writes what it saw; without that folder it does nothing.
const SEEN: &str = "onehead-test";

/// Runs inside real hooks: writes down what the index holds and what the next parents are.
#[test]
#[ignore = "a program for hooks of other tests, no test of its own"]
fn hook() {
    let environment = Environment::from_process();
    let surroundings = Surroundings {
        names_a_repository: environment.names_a_repository(),
        work_tree: environment.git_work_tree(),
        merge_heads: environment.git_heads(),
        amends: environment.git_amends(),
    };
    let directory = current_directory().expect("a directory");
    let repo = Repo::open(&directory, &surroundings).expect("the hook's repository");
    let seen = repo.common_dir().join(SEEN);
    if !seen.is_dir() {
        return;
    }
    let index = repo.index_source().expect("the hook's index");
    let mut lines: Vec<String> = listing(&index, &repo.root().join("db"))
        .into_iter()
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    lines.push(format!("parents={}", repo.next_parents().join(",")));
    fs::write(seen.join("index"), lines.join("\n")).expect("a file");
}

fn with_hook(name: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "a1");
    scratch.write("db/b.py", "b1");
    scratch.commit("first");
    let program = crate::project::current_program().expect("the test program");
    let script = format!(
        "#!/bin/sh\nexec '{}' --ignored --exact git::tests::index::hook --test-threads=1\n",
        program.display()
    );
    let path = scratch.path(".git/hooks").join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(&path, script).expect("a hook");
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("permissions");
    fs::create_dir(scratch.path(".git").join(SEEN)).expect("a folder");
    scratch
}

fn seen(scratch: &Scratch) -> Vec<String> {
    let text = fs::read_to_string(scratch.path(".git").join(SEEN).join("index")).expect("the hook ran");
    text.lines().map(str::to_owned).collect()
}

/// Answers what the last commit really holds, as the hook writes it.
fn committed(scratch: &Scratch, folder: &Path, parents: &str) -> Vec<String> {
    let files = text(&scratch.try_git(folder, &["ls-tree", "--name-only", "HEAD:db"]).stdout);
    let mut lines: Vec<String> = files
        .lines()
        .map(|name| {
            let blob = scratch.try_git(folder, &["cat-file", "blob", &format!("HEAD:db/{name}")]);
            format!("{name}={}", text(&blob.stdout))
        })
        .collect();
    lines.push(format!("parents={parents}"));
    lines
}

#[test]
fn inside_hooks_the_index_is_the_commit_to_be() {
    for (case, arguments) in [
        ("plain", vec!["commit", "-q", "-m", "x"]),
        ("-a", vec!["commit", "-q", "-a", "-m", "x"]),
        ("-- path", vec!["commit", "-q", "-m", "x", "--", "db/b.py"]),
        ("--only", vec!["commit", "-q", "-m", "x", "--only", "db/b.py"]),
        ("--include", vec!["commit", "-q", "-m", "x", "--include", "db/b.py"]),
    ] {
        let scratch = with_hook("pre-commit");
        scratch.write("db/a.py", "a2");
        scratch.git(&["add", "db/a.py"]);
        scratch.write("db/b.py", "b2");
        scratch.write("db/untracked.py", "u");
        let head = scratch.git(&["rev-parse", "HEAD"]);
        scratch.git(&arguments);
        assert_eq!(seen(&scratch), committed(&scratch, &scratch.root(), &head), "{case}");
    }
}

#[test]
fn hooks_of_a_sub_directory_and_of_a_linked_worktree_see_their_own_index() {
    let scratch = with_hook("pre-commit");
    scratch.write("db/a.py", "a2");
    let head = scratch.git(&["rev-parse", "HEAD"]);
    let output = scratch.try_git(&scratch.path("db"), &["commit", "-q", "-m", "x", "--", "a.py"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(seen(&scratch), committed(&scratch, &scratch.root(), &head));

    let linked = scratch.folder().join("linked");
    scratch.git(&["worktree", "add", "-q", "-b", "topic", &linked.display().to_string()]);
    let head = scratch.git(&["rev-parse", "HEAD"]);
    fs::write(linked.join("db/b.py"), "linked").expect("a file");
    let output = scratch.try_git(&linked, &["commit", "-q", "-a", "-m", "x"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let seen = seen(&scratch);
    assert_eq!(seen, committed(&scratch, &linked, &head));
    assert!(seen.contains(&"b.py=linked".to_owned()));
}

#[test]
fn a_merge_commit_to_be_has_both_sides_as_parents() {
    for hook in ["pre-merge-commit", "pre-commit"] {
        let scratch = with_hook(hook);
        scratch.git(&["checkout", "-q", "-b", "topic"]);
        scratch.write("db/t.py", "t");
        scratch.git(&["add", "-A"]);
        scratch.git(&["commit", "-q", "--no-verify", "-m", "topic"]);
        let topic = scratch.git(&["rev-parse", "HEAD"]);
        scratch.git(&["checkout", "-q", "main"]);
        scratch.write("db/m.py", "m");
        scratch.git(&["add", "-A"]);
        scratch.git(&["commit", "-q", "--no-verify", "-m", "main"]);
        let main = scratch.git(&["rev-parse", "HEAD"]);
        if hook == "pre-commit" {
            // Stopped before its commit, a merge is concluded by an ordinary one: MERGE_HEAD names the other side.
            scratch.git(&["merge", "-q", "--no-commit", "topic"]);
            scratch.git(&["commit", "-q", "-m", "merge"]);
        } else {
            scratch.git(&["merge", "-q", "-m", "merge", "topic"]);
        }
        assert_eq!(
            seen(&scratch),
            committed(&scratch, &scratch.root(), &format!("{main},{topic}")),
            "{hook}"
        );
    }
}

#[test]
fn the_index_is_read_not_the_files() {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "a");
    scratch.write("db/sub/deep/x.py", "x");
    scratch.write("db/sub/y.py", "y");
    scratch.write("db-other/z.py", "z");
    scratch.commit("first");
    scratch.write("db/a.py", "staged");
    scratch.git(&["add", "-A"]);
    scratch.write("db/a.py", "not staged");
    scratch.write("db/untracked.py", "u");
    scratch.write("db/announced.py", "later");
    scratch.git(&["add", "--intent-to-add", "db/announced.py"]);
    scratch.git(&["update-index", "--skip-worktree", "db/sub/y.py"]);
    let repo = scratch.open();
    let index = repo.index_source().expect("an index");
    assert_eq!(names(&index, &scratch.root()), ["db", "db-other"]);
    let expected = [
        ("a.py".to_owned(), "staged".to_owned()),
        ("sub".to_owned(), "/".to_owned()),
    ];
    assert_eq!(listing(&index, &scratch.path("db")), expected);
    assert_eq!(names(&index, &scratch.path("db/sub")), ["deep", "y.py"]);
    assert_eq!(names(&index, &scratch.path("d")), Vec::<String>::new());
}

#[test]
fn an_unmerged_path_shows_our_side() {
    let scratch = Scratch::new();
    for name in ["both", "we_delete", "they_delete"] {
        scratch.write(&format!("db/{name}.py"), "base\n");
    }
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "topic"]);
    scratch.write("db/both.py", "theirs\n");
    scratch.write("db/we_delete.py", "theirs\n");
    scratch.git(&["rm", "-q", "db/they_delete.py"]);
    scratch.commit("topic");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.write("db/both.py", "ours\n");
    scratch.write("db/they_delete.py", "ours\n");
    scratch.git(&["rm", "-q", "db/we_delete.py"]);
    scratch.commit("main");
    assert!(!scratch.try_git(&scratch.root(), &["merge", "topic"]).status.success());
    let repo = scratch.open();
    let index = repo.index_source().expect("an index");
    let unmerged = ["both", "they_delete", "we_delete"].map(|name| scratch.path(&format!("db/{name}.py")));
    assert_eq!(index.unmerged(), unmerged);
    let expected = [
        ("both.py", "ours\n"),
        ("they_delete.py", "ours\n"),
        ("we_delete.py", "theirs\n"),
    ];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(listing(&index, &scratch.path("db")), expected);
    assert_eq!(repo.state(), crate::git::State::Merge);
    assert_eq!(repo.next_parents().len(), 2);
}

#[test]
fn listing_the_index_equals_listing_its_tree() {
    let scratch = Scratch::new();
    for n in 0..300 {
        let name = format!("d{}/e{}/f{n}.py", n % 7, n % 5);
        scratch.write(&name, &n.to_string());
    }
    scratch.commit("many");
    let repo = scratch.open();
    let index = repo.index_source().expect("an index");
    let commit = repo.commit_source("HEAD").expect("HEAD");
    let mut waiting = vec![scratch.root()];
    let mut seen = 0;
    while let Some(folder) = waiting.pop() {
        let listed = listing(&index, &folder);
        assert_eq!(listed, listing(&commit, &folder));
        seen += listed.len();
        waiting.extend(
            listed
                .iter()
                .filter(|(_, text)| text == "/")
                .map(|(name, _)| folder.join(name)),
        );
    }
    assert_eq!(seen, 300 + 7 + 35);
}
