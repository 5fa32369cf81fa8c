//! `onehead merge` and `rebase` in the middle of git's own merges, rebases, cherry-picks and reverts, and after a rebase
//! that went through: real commands, with the hooks installed.

use std::fs;
use std::process::Output;

use crate::scene::{Scene, path, said, script, text, words};
use crate::verdict::Fine;

const TEMPLATE: &str = "\"\"\"${message}\n\nRevision ID: ${up_revision}\nRevises: ${down_revision | comma,n}\n\
                        Create Date: ${create_date}\n\n\"\"\"\nfrom alembic import op\n\nrevision = ${repr(up_revision)}\n\
                        down_revision = ${repr(down_revision)}\nbranch_labels = ${repr(branch_labels)}\n\
                        depends_on = ${repr(depends_on)}\n\n\ndef upgrade():\n    ${upgrades if upgrades else \"pass\"}\n\n\n\
                        def downgrade():\n    ${downgrades if downgrades else \"pass\"}\n";

/// `main` with `003`, `topic` with `004`, both after `002`; standing on `topic`. Both write notes when told so.
fn forked(clash: bool) -> Scene {
    let scene = Scene::empty();
    scene.project("");
    scene.write("migrations/script.py.mako", TEMPLATE);
    scene.revision("001", &[]);
    scene.revision("002", &["001"]);
    scene.write("onehead.toml", "merge_hook = \"refuse\"\n");
    scene.commit_all("project");
    scene.git("branch topic");
    scene.revision("003", &["002"]);
    if clash {
        scene.write("notes.txt", "main\n");
    }
    scene.commit_all("third");
    scene.git("switch -q topic");
    scene.revision("004", &["002"]);
    if clash {
        scene.write("notes.txt", "topic\n");
    }
    scene.commit_all("fourth");
    scene
}

impl Scene {
    fn onehead(&self, line: &str) -> Output {
        self.try_run("onehead", &words(line))
    }

    /// Runs onehead, which has to succeed, and answers what it said.
    fn onehead_said(&self, line: &str) -> String {
        let output = self.onehead(line);
        let said = said(&output);
        assert!(output.status.success(), "{line}: {said}");
        said
    }

    fn fails(&self, line: &str, code: i32, says: &str) -> String {
        let (before, stood) = (self.head(), self.git("status --porcelain"));
        let output = self.onehead(line);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        assert!(said.contains(says), "{line}: {said}");
        assert_eq!(
            (self.head(), self.git("status --porcelain")),
            (before, stood),
            "{line}: {said}"
        );
        said
    }

    fn heads_of(&self, commit: &str) -> Vec<String> {
        let listed = self.run("onehead", &["heads", "--at", commit]);
        listed.lines().map(str::to_owned).collect()
    }

    /// Nothing is under way, the commit that is checked out has one head, and no rule finds anything.
    fn is_done(&self) -> String {
        assert_eq!(self.git("status --porcelain"), "");
        for file in [
            "MERGE_HEAD",
            "rebase-merge",
            "rebase-apply",
            "CHERRY_PICK_HEAD",
            "REVERT_HEAD",
        ] {
            assert!(!self.repo.join(".git").join(file).exists(), "{file} is left");
        }
        let heads = self.heads_of("HEAD");
        assert_eq!(heads.len(), 1, "{heads:?}");
        assert_eq!(self.check_of_head(), Fine);
        heads[0].replace(" (head)", "")
    }

    fn parent_of(&self, id: &str) -> String {
        let text = self.git(&format!("show HEAD:{}", path(id)));
        let line = text.lines().find_map(|line| line.strip_prefix("down_revision = "));
        line.expect("it has parents").trim_matches('"').to_owned()
    }

    fn resolve(&self) {
        self.write("notes.txt", "both\n");
        self.git("add notes.txt");
    }

    fn fails_to(&self, line: &str) {
        let output = self.try_git(line);
        assert!(!output.status.success(), "git {line}: {}", said(&output));
    }

    /// A hook of the user that counts the commits.
    fn counting(&self, then: &str) {
        let hook = self.repo.join(".git/hooks/commit-msg");
        fs::write(&hook, format!("#!/bin/sh\necho one >> \"$HOME/counted\"\n{then}\n")).expect("written");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(hook, mode).expect("set");
    }

    fn counted(&self) -> usize {
        fs::read_to_string(self.root.join("counted")).map_or(0, |text| text.lines().count())
    }
}

#[test]
fn a_merge_that_the_hook_refused_goes_on() {
    let scene = forked(false);
    scene.git("switch -q main");
    scene.counting("");
    scene.fails_to("merge --no-edit topic");
    scene.write("beside.txt", "of somebody else\n");
    let said = scene.onehead_said("merge --continue");
    assert!(said.contains("ours is main, theirs is topic"), "{said}");
    assert!(
        said.contains("head 003, of main") && said.contains("head 004, of topic"),
        "{said}"
    );
    assert!(said.contains("Ann"), "who brought theirs: {said}");
    assert!(said.contains("no --strategy was named"), "{said}");
    assert_eq!(scene.git("status --porcelain"), "?? beside.txt");
    scene.remove("beside.txt");
    scene.is_done();
    assert_eq!(scene.git("rev-list --parents -n 1 HEAD").split(' ').count(), 3);
    assert_eq!(
        (scene.parent_of("003"), scene.parent_of("004")),
        ("002".into(), "002".into())
    );
    assert_eq!(scene.counted(), 1, "git ran the user's hook once");
    assert_eq!(scene.git("log -1 --format=%s"), "Merge branch 'topic'");
}

#[test]
fn a_merge_that_is_re_parented_goes_on() {
    let scene = forked(false);
    scene.fails_to("merge --no-edit main");
    let said = scene.onehead_said("merge --continue --strategy auto");
    assert!(
        said.contains("004 can be put on 003: what moves is not in main"),
        "{said}"
    );
    assert_eq!(scene.is_done(), "004");
    assert_eq!(scene.parent_of("004"), "003");
}

#[test]
fn nothing_is_written_while_other_files_are_not_merged() {
    let scene = forked(true);
    scene.git("switch -q main");
    scene.fails_to("merge --no-edit topic");
    scene.fails("merge --continue", 1, "not merged yet: ");
    scene.fails("merge --continue --strategy auto", 1, "notes.txt");
    // Without --continue there is no reason to wait.
    let said = scene.onehead_said("merge");
    assert!(said.contains("`git merge --continue`"), "{said}");
    scene.resolve();
    // The file that was just written is not staged, so git would commit without it.
    let output = scene.onehead("merge --continue");
    assert!(
        said_of(&output).contains("2 heads where the files have 1"),
        "{}",
        said_of(&output)
    );
    scene.git("add -A");
    scene.onehead_said("merge --continue");
    scene.is_done();
}

fn said_of(output: &Output) -> String {
    said(output)
}

#[test]
fn what_a_person_changed_and_did_not_stage_is_not_staged_along() {
    let scene = forked(false);
    scene.fails_to("merge --no-edit main");
    let text = script("004", &["002"]).replace("select 004", "select 4");
    scene.write(&path("004"), &text);
    scene.fails("rebase --continue", 1, "has changes that are not staged");
    scene.git("add -A");
    scene.onehead_said("rebase --continue");
    assert_eq!(scene.is_done(), "004");
}

#[test]
fn some_of_the_heads_may_be_joined() {
    let scene = forked(false);
    scene.git("config core.hooksPath /dev/null");
    scene.revision("005", &["002"]);
    scene.commit_all("fifth");
    scene.git("merge -q --no-commit main");
    let before = scene.head();
    let output = scene.onehead("merge 003 004 --continue");
    assert!(
        said_of(&output).contains("makes 2 heads once more"),
        "{}",
        said_of(&output)
    );
    assert_ne!(scene.head(), before);
    assert_eq!(scene.heads_of("HEAD").len(), 2);
}

#[test]
fn a_revision_that_is_not_tracked_holds_git_back() {
    let scene = forked(false);
    scene.git("config core.hooksPath /dev/null");
    scene.git("merge -q --no-commit main");
    // The files have one head, and what would be committed lacks one of its parents.
    scene.revision("006", &["004"]);
    let before = scene.head();
    let output = scene.onehead("merge --continue");
    assert_eq!(output.status.code(), Some(1), "{}", said_of(&output));
    let said = said_of(&output);
    assert!(
        said.contains("what is staged is not what was proven") && said.contains("006"),
        "{said}"
    );
    assert_eq!(scene.head(), before);
    scene.git("add -A");
    scene.onehead_said("merge --continue");
    scene.is_done();
}

#[test]
fn git_stops_where_a_hook_of_the_user_says_so() {
    let scene = forked(false);
    scene.counting("exit 1");
    scene.fails_to("merge --no-edit main");
    let before = scene.head();
    let output = scene.onehead("merge --continue");
    assert_eq!(output.status.code(), Some(1), "{}", said_of(&output));
    assert!(
        said_of(&output).contains("`git merge --continue` refused or stopped again"),
        "{}",
        said_of(&output)
    );
    assert_eq!(scene.head(), before);
    // What was written is staged; with the reason gone the same command ends it.
    scene.counting("");
    scene.onehead_said("merge --continue");
    scene.is_done();
}

#[test]
fn a_rebase_that_stopped_is_re_parented_and_goes_on() {
    let scene = forked(true);
    scene.fails_to("rebase main");
    scene.resolve();
    let said = scene.onehead_said("merge --continue --strategy auto");
    // In a rebase ours is the branch that is rebased onto.
    assert!(
        said.contains("ours is main, which is rebased onto; theirs is topic"),
        "{said}"
    );
    assert!(
        said.contains("head 003, of main") && said.contains("head 004, of topic"),
        "{said}"
    );
    assert_eq!(scene.is_done(), "004");
    assert_eq!(scene.parent_of("004"), "003");
    assert_eq!(scene.git("rev-list --count main..HEAD"), "1");
}

#[test]
fn a_rebase_that_stopped_gets_a_merge_revision_where_nobody_says_otherwise() {
    let scene = forked(true);
    scene.fails_to("rebase main");
    scene.resolve();
    scene.onehead_said("merge --continue");
    let head = scene.is_done();
    assert!(!["003", "004"].contains(&head.as_str()), "{head}");
    assert_eq!(scene.parent_of("004"), "002");
}

#[test]
fn a_rebase_that_stops_before_the_fork_goes_on_and_stops_at_the_next() {
    let scene = forked(true);
    scene.write("notes.txt", "topic again\n");
    scene.revision("005", &["004"]);
    scene.commit_all("fifth");
    scene.fails_to("rebase main");
    scene.resolve();
    let output = scene.onehead("merge --continue --strategy rebase");
    assert_eq!(output.status.code(), Some(1), "{}", said_of(&output));
    assert!(
        said_of(&output).contains("`git rebase --continue` refused or stopped again"),
        "{}",
        said_of(&output)
    );
    scene.resolve();
    // One head meanwhile: there is nothing to write, and git goes on.
    let said = scene.onehead_said("merge --continue --strategy rebase");
    assert!(said.contains("nothing to re-parent"), "{said}");
    assert_eq!(scene.is_done(), "005");
    assert_eq!(scene.git("rev-list --count main..HEAD"), "2");
}

#[test]
fn a_rebase_that_brings_a_fork_later_says_so() {
    let scene = forked(true);
    scene.revision("004", &["001"]);
    scene.git("rm -q --cached migrations/versions/004_step.py");
    scene.remove(&path("004"));
    scene.git_words(&["commit", "-q", "--no-verify", "--amend", "-m", "notes"]);
    scene.revision("004", &["002"]);
    scene.commit_all("fourth");
    scene.fails_to("rebase main");
    scene.resolve();
    let output = scene.onehead("merge --continue --strategy auto");
    assert_eq!(output.status.code(), Some(1), "{}", said_of(&output));
    assert!(
        said_of(&output).contains("makes 2 heads once more"),
        "{}",
        said_of(&output)
    );
    assert_eq!(scene.heads_of("HEAD").len(), 2);
}

#[test]
fn where_nothing_is_published_a_rebase_says_who_stays() {
    let scene = forked(true);
    scene.git("branch -m main trunk");
    scene.fails_to("rebase trunk");
    scene.resolve();
    // No ref counts as published, so nothing is proven, and a merge revision is written.
    let said = scene.onehead_said("merge --dry-run --strategy auto");
    assert!(said.contains("no re-parent: no ref counts as published"), "{said}");
    // With one that holds neither side it is proven, and the replayed side moves.
    scene.git("tag v0 trunk~1");
    scene.onehead_said("merge --continue --strategy auto");
    assert_eq!(scene.is_done(), "004");
    assert_eq!(scene.parent_of("004"), "003");
}

#[test]
fn after_a_rebase_that_went_through_the_commit_to_fix_up_is_named() {
    for backend in ["rebase main", "rebase --apply main"] {
        let mut scene = forked(false);
        scene.write("later.txt", "later\n");
        scene.commit_all("later");
        let output = scene.try_git(backend);
        assert!(
            output.status.success() && said(&output).contains("has 2 heads"),
            "{}",
            said(&output)
        );
        let commits = scene.git("rev-list HEAD");
        scene.fails("merge --continue", 2, "in the middle of nothing");
        let said = scene.onehead_said("merge --strategy auto");
        assert_eq!(
            scene.git("rev-list HEAD"),
            commits,
            "history is never rewritten by onehead"
        );
        assert_eq!(scene.git("status --porcelain"), " M migrations/versions/004_step.py");
        let brought = scene.git("rev-parse HEAD~1");
        assert!(
            said.contains(&format!("git commit --fixup={}", &brought[..9])),
            "{said}"
        );
        // What it says works.
        let lines: Vec<&str> = said.split('`').filter(|part| part.starts_with("git ")).collect();
        scene
            .environment
            .insert("GIT_SEQUENCE_EDITOR".to_owned(), "true".to_owned());
        for line in &lines {
            let output = scene.try_run("sh", &["-c", line]);
            assert!(output.status.success(), "{line}: {}", crate::scene::said(&output));
        }
        assert_eq!(scene.is_done(), "004");
        assert_eq!(scene.git("rev-list --count main..HEAD"), "2");
        assert_eq!(scene.heads_of("HEAD~1"), ["004 (head)"]);
    }
}

#[test]
fn no_commit_is_to_be_fixed_up_that_others_have() {
    let scene = forked(false);
    scene.git("rebase main");
    scene.git("update-ref refs/remotes/origin/topic HEAD");
    scene.git("update-ref refs/remotes/origin/main main");
    let said = scene.onehead_said("rebase");
    assert!(!said.contains("--fixup"), "{said}");
}

#[test]
fn a_cherry_pick_goes_on() {
    for strategy in ["", " --strategy auto"] {
        let scene = forked(true);
        scene.git("switch -q main");
        scene.fails_to("cherry-pick topic");
        scene.resolve();
        let said = scene.onehead_said(&format!("merge --continue{strategy}"));
        assert!(
            said.contains("in the middle of `git cherry-pick`: ours is main, theirs is topic"),
            "{said}"
        );
        let head = scene.is_done();
        assert_eq!(head == "004", !strategy.is_empty(), "{head}");
        assert_eq!(scene.git("rev-list --count topic~1..HEAD"), "2");
    }
}

#[test]
fn several_picks_go_on() {
    let scene = forked(true);
    scene.revision("005", &["004"]);
    scene.commit_all("fifth");
    scene.git("switch -q main");
    scene.fails_to("cherry-pick main..topic");
    scene.resolve();
    scene.onehead_said("merge --continue --strategy auto");
    assert_eq!(scene.is_done(), "005");
    assert_eq!(scene.parent_of("004"), "003");
}

#[test]
fn a_revert_goes_on() {
    let scene = forked(false);
    scene.git("merge -q --no-verify --no-edit main");
    scene.revision("005", &["003", "004"]);
    scene.write("notes.txt", "joined\n");
    scene.commit_all("joined");
    scene.write("notes.txt", "later\n");
    scene.commit_all("later");
    scene.fails_to("revert --no-edit HEAD~1");
    scene.git("rm -q --cached notes.txt");
    scene.remove("notes.txt");
    let said = scene.onehead_said("merge --continue");
    assert!(said.contains("in the middle of `git revert`"), "{said}");
    let head = scene.is_done();
    assert!(!["003", "004", "005"].contains(&head.as_str()), "{head}");
    assert!(scene.git("log -1 --format=%s").starts_with("Revert "));
}

#[test]
fn without_an_editor_and_a_terminal_git_takes_the_message_as_it_is() {
    for editor in ["", "false"] {
        let scene = forked(true);
        scene.fails_to("rebase main");
        scene.resolve();
        let mut command = scene.command("onehead");
        command.args(["merge", "--continue"]).env_remove("GIT_EDITOR");
        if !editor.is_empty() {
            command.env("GIT_EDITOR", editor);
        }
        let output = command.output().expect("it starts");
        // An editor that somebody names is asked, and may refuse.
        assert_eq!(output.status.success(), editor.is_empty(), "{}", said(&output));
        if editor.is_empty() {
            scene.is_done();
            assert_eq!(scene.git("log -1 --format=%s"), "fourth");
        }
    }
}

/// `main` has `003` and `topic` has `004`, in files of one name.
fn one_name() -> Scene {
    let scene = forked(false);
    for (branch, id) in [("main", "003"), ("topic", "004")] {
        scene.git(&format!("switch -q {branch}"));
        scene.git(&format!("mv {} migrations/versions/step.py", path(id)));
        scene.git_words(&["commit", "-q", "--no-verify", "-m", "one name"]);
    }
    scene
}

#[test]
fn two_revisions_in_one_file_become_two_files() {
    for command in ["merge --no-edit main", "rebase main"] {
        let scene = one_name();
        scene.fails_to(command);
        let said = scene.onehead_said("merge --continue --strategy auto");
        assert!(
            said.contains("003 and 004 stood in one file") || said.contains("004 and 003 stood in one file"),
            "{said}"
        );
        assert_eq!(scene.is_done(), "004");
        let file = |name: &str| scene.git(&format!("show HEAD:migrations/versions/{name}"));
        // Ours keeps its name; in a rebase ours is the other branch.
        let (ours, theirs) = if command.starts_with("merge") {
            ("004", "003")
        } else {
            ("003", "004")
        };
        assert!(file("step.py").contains(&format!("revision = \"{ours}\"")));
        assert!(file(&format!("step_{theirs}.py")).contains(&format!("revision = \"{theirs}\"")));
        assert_eq!(scene.git("ls-files migrations/versions").lines().count(), 4);
    }
}

#[test]
fn a_conflict_that_a_person_began_to_resolve_is_left_to_them() {
    let scene = one_name();
    scene.fails_to("merge --no-edit main");
    let place = scene.repo.join("migrations/versions/step.py");
    let half = text(&fs::read(&place).expect("there")) + "# mine\n";
    fs::write(&place, &half).expect("written");
    let said = scene.fails(
        "merge --continue",
        1,
        "it was edited after git wrote the conflict into it",
    );
    assert!(
        said.contains("`git checkout --ours -- '") && said.contains("` takes the version of topic"),
        "{said}"
    );
    assert_eq!(text(&fs::read(&place).expect("there")), half);
}

/// `004` was picked from `topic` to `main` and re-parented there; `topic` still has it after `002`.
fn picked() -> Scene {
    let scene = forked(false);
    scene.git("switch -q main");
    scene.revision("004", &["003"]);
    scene.commit_all("picked");
    scene.git("switch -q topic");
    scene
}

#[test]
fn of_a_revision_that_both_sides_have_the_published_version_is_taken() {
    for command in ["merge --no-edit main", "rebase main"] {
        let scene = picked();
        scene.fails_to(command);
        let output = scene.onehead("merge --continue");
        let said = said(&output);
        assert!(said.contains("of 004 the version of main is taken"), "{said}");
        if command == "rebase main" && !output.status.success() {
            // Nothing is left of the commit.
            scene.git("rebase --skip");
        }
        assert_eq!(scene.is_done(), "004");
        assert_eq!(scene.parent_of("004"), "003");
    }
}

#[test]
fn of_a_revision_that_both_sides_have_nobody_guesses_a_version() {
    let scene = picked();
    scene.git("tag v1 topic");
    scene.fails_to("merge --no-edit main");
    let said = scene.fails("merge --continue", 1, "databases can live with neither of them");
    assert!(
        said.contains("after 002 in the version of topic") && said.contains("after 003 in the version of main"),
        "{said}"
    );
    let said = scene.fails("merge", 1, "` takes the version of main");
    assert!(said.contains("nothing was written"), "{said}");
    // Another body is another revision.
    let scene = forked(false);
    scene.git("switch -q main");
    scene.write(&path("004"), &script("004", &["003"]).replace("select 004", "select 4"));
    scene.commit_all("picked");
    scene.git("switch -q topic");
    scene.fails_to("merge --no-edit main");
    scene.fails("merge --continue", 1, "it does not do the same");
}

/// As [`forked`], with a `heads.lock` that both branches have brought up to date.
fn locked() -> Scene {
    let scene = forked(false);
    for branch in ["main", "topic"] {
        scene.git(&format!("switch -q {branch}"));
        scene.onehead_said("lock");
        scene.commit_all("heads");
    }
    scene
}

#[test]
fn a_file_of_heads_in_conflict_is_settled_with_them() {
    for (command, strategy) in [
        ("merge --no-edit main", ""),
        ("merge --no-edit main", " --strategy auto"),
        ("rebase main", " --strategy auto"),
        ("rebase main", ""),
    ] {
        let scene = locked();
        scene.fails_to(command);
        let unmerged = scene.git("diff --name-only --diff-filter=U");
        assert!(unmerged.ends_with("heads.lock"), "{command}: {unmerged}");
        let said = scene.onehead_said(&format!("merge --continue{strategy}"));
        let head = scene.is_done();
        assert_eq!(head == "004", !strategy.is_empty(), "{command}: {head}: {said}");
        let lock = scene.git(&format!("show HEAD:{unmerged}"));
        assert!(lock.contains(&head) && !lock.contains("<<<<"), "{command}: {lock}");
    }
}
