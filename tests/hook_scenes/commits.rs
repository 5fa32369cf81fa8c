//! `git commit` in all its forms.

use crate::scene::{Scene, one_way, path, script};
use crate::verdict::{Fine, Refused};

#[test]
fn a_plain_commit() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m fine").0, Fine);
    scene.revision("004", &["002"]);
    scene.git("add -A");
    let (verdict, said) = scene.judge("commit -m second");
    assert_eq!(verdict, Refused);
    assert!(said.contains("the history has 2 heads: 003 and 004"), "{said}");
    assert!(said.contains("onehead merge heads"), "{said}");
}

#[test]
fn on_main_itself_the_same() {
    let scene = Scene::new();
    scene.revision("003", &["002"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m fine").0, Fine);
    scene.revision("004", &["002"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m second").0, Refused);
}

#[test]
fn the_first_commit_of_a_repository() {
    let scene = Scene::empty();
    scene.project("");
    scene.revision("001", &[]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m first").0, Fine);

    let scene = Scene::empty();
    scene.project("");
    scene.revision("001", &[]);
    scene.revision("002", &["001"]);
    scene.revision("003", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m first").0, Refused);
}

#[test]
fn all_tracked_files() {
    let scene = Scene::on_topic();
    // The new file is not tracked: `-a` leaves it out, and with it the second head.
    scene.write(&path("002"), &(script("002", &["001"]) + "# more\n"));
    scene.revision("003", &["001"]);
    assert_eq!(scene.judge("commit -a -m fine").0, Fine);
    scene.git("add -N .");
    assert_eq!(scene.judge("commit -a -m second").0, Refused);
}

#[test]
fn all_tracked_files_with_one_deleted() {
    let scene = Scene::on_topic();
    scene.remove(&path("002"));
    assert_eq!(scene.judge("commit -a -m tip").0, Fine);
    let scene = Scene::on_topic();
    scene.remove(&path("001"));
    let (verdict, said) = scene.judge("commit -a -m root");
    assert_eq!(verdict, Refused);
    assert!(said.contains("OH102"), "{said}");
}

#[test]
fn only_the_named_paths() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.revision("004", &["002"]);
    scene.git("add -A");
    // The index has two heads, each of the two commits only one more file.
    assert_eq!(scene.judge(&format!("commit -m one -- {}", path("003"))).0, Fine);
    assert_eq!(scene.judge(&format!("commit -m two -- {}", path("004"))).0, Refused);
}

#[test]
fn only_and_include() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.revision("004", &["002"]);
    scene.git("add -A");
    assert_eq!(scene.judge(&format!("commit -m one --only {}", path("003"))).0, Fine);
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.revision("004", &["002"]);
    scene.git("add -A");
    // `--include` takes the index along.
    assert_eq!(
        scene.judge(&format!("commit -m both --include {}", path("003"))).0,
        Refused
    );
}

#[test]
fn from_a_subdirectory() {
    let mut scene = Scene::on_topic();
    scene.at = scene.repo.join("migrations/versions");
    scene.revision("003", &["002"]);
    scene.git("add .");
    assert_eq!(scene.judge("commit -m fine").0, Fine);
    scene.revision("004", &["002"]);
    scene.git("add .");
    assert_eq!(scene.judge("commit -m second 004_step.py").0, Refused);

    let mut scene = Scene::on_topic();
    scene.write("src/app.py", "");
    scene.at = scene.repo.join("src");
    scene.revision("003", &["001"]);
    scene.git("add -A ..");
    scene.git("add -A :/");
    assert_eq!(scene.judge("commit -m second").0, Refused);
}

#[test]
fn in_a_linked_worktree() {
    let mut scene = Scene::new();
    scene.git("worktree add -q -b topic ../linked");
    scene.repo = scene.root.join("linked");
    scene.at = scene.repo.clone();
    scene.revision("003", &["002"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m fine").0, Fine);
    scene.revision("004", &["002"]);
    assert_eq!(scene.git("status --porcelain"), "?? migrations/versions/004_step.py");
    scene.git("add -A");
    assert_eq!(scene.judge("commit -a -m second").0, Refused);
    scene.at = scene.repo.join("migrations");
    scene.revision("005", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m third").0, Refused);
}

#[test]
fn half_staged() {
    // The index is bad, the working tree mended.
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.git("add -A");
    scene.revision("003", &["002"]);
    assert_eq!(scene.judge("commit -m index").0, Refused);
    // The index is fine, the working tree not.
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.git("add -A");
    scene.revision("003", &["001"]);
    scene.revision("004", &["001"]);
    assert_eq!(scene.judge("commit -m index").0, Fine);
}

#[test]
fn a_part_of_a_file() {
    // As `commit -p` would: the file is staged with its first half only.
    let scene = Scene::on_topic();
    let whole = script("003", &["002"]);
    scene.write(&path("003"), &one_way("003", "002"));
    scene.git("add -A");
    scene.write(&path("003"), &whole);
    let (verdict, said) = scene.judge("commit -m half");
    assert_eq!(verdict, Refused);
    assert!(said.contains("OH201"), "{said}");
    assert_eq!(scene.judge("commit -a -m rest").0, Fine);
}

#[test]
fn patch_mode_itself() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.write(&path("003"), &script("003", &["001"]));
    scene.write("notes.txt", "one\n");
    scene.git("add -N notes.txt");
    // Answer yes to each hunk: `commit -p` makes its own index.
    let command = format!("yes | git commit -p -m all {} >&2", path("003"));
    let output = scene.try_run("sh", &["-c", &command]);
    assert!(!output.status.success());
    assert!(
        crate::scene::said(&output).contains("error[OH101"),
        "{}",
        crate::scene::said(&output)
    );
    let command = "yes | git commit -p -m notes notes.txt >&2";
    let output = scene.try_run("sh", &["-c", command]);
    assert!(output.status.success(), "{}", crate::scene::said(&output));
    assert_eq!(scene.check_of_head(), Fine);
}

#[test]
fn an_amended_commit() {
    let scene = Scene::on_topic();
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.write("notes.txt", "one\n");
    scene.git("add -A");
    assert_eq!(scene.judge("commit --amend -m fine").0, Fine);
    scene.revision("004", &["002"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit --amend -m second").0, Refused);
}

#[test]
fn amending_what_was_committed_unchecked() {
    // The second head is in the commit that is replaced: the new one brings it all the same.
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("second head");
    assert_eq!(scene.judge("commit --amend -m message").0, Refused);
    // Mended by the amendment.
    scene.revision("003", &["002"]);
    assert_eq!(scene.judge("commit -a --amend -m mended").0, Fine);
    // A rule about one revision likewise.
    scene.write(&path("004"), &one_way("004", "003"));
    scene.commit_all("no way back");
    assert_eq!(scene.judge("commit --amend -m message").0, Refused);
}

#[test]
fn amending_away_a_merge_revision_where_two_heads_stood_before() {
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.revision("004", &["002", "003"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m joined").0, Fine);
    scene.remove(&path("004"));
    scene.write("notes.txt", "one\n");
    scene.git("add -A");
    // Against the parent nothing changed: two heads stood there.
    assert_eq!(scene.judge("commit --amend -m notes").0, Fine);
}

#[test]
fn amending_the_first_commit() {
    let scene = Scene::empty();
    scene.project("");
    scene.revision("001", &[]);
    scene.commit_all("first");
    scene.write("notes.txt", "");
    scene.git("add -A");
    assert_eq!(scene.judge("commit --amend -m again").0, Fine);
    scene.revision("002", &["001"]);
    scene.revision("003", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit --amend -m heads").0, Refused);
    assert_eq!(scene.judge("commit --amend -m more").0, Refused);
}

#[test]
fn words_that_only_look_like_an_amendment() {
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.commit_all("two heads");
    scene.write("notes.txt", "one\n");
    scene.git("add -A");
    // The two heads stood before: only an amendment would have to answer for them.
    assert_eq!(scene.judge("commit -m --amend").0, Fine);
    scene.write("notes.txt", "two\n");
    scene.write("--amend", "");
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m message -- --amend notes.txt").0, Fine);
}

#[test]
fn an_alias_that_amends() {
    let scene = Scene::on_topic();
    scene.git("config alias.again commit\\ --amend");
    scene.git_words(&["config", "alias.again", "commit --amend --no-edit"]);
    scene.revision("003", &["001"]);
    scene.commit_all("second head");
    let output = scene.try_git("again");
    assert!(!output.status.success());
}

#[test]
fn what_stood_before_is_no_reason_to_refuse() {
    let scene = Scene::on_topic();
    scene.revision("003", &["001"]);
    scene.write(&path("004"), &one_way("004", "003"));
    scene.commit_all("two heads, unchecked");
    scene.write("notes.txt", "one\n");
    scene.git("add -A");
    let (verdict, said) = scene.judge("commit -m notes");
    assert_eq!(verdict, Fine);
    assert!(
        said.contains("warning[OH101") && said.contains("onehead merge heads"),
        "{said}"
    );
    // On top of one of two heads: there are still two, but others.
    scene.revision("005", &["002"]);
    scene.git("add -A");
    scene.judge("commit -m on");
    // A third one.
    scene.revision("006", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m third").0, Refused);
    // Two of three are joined: still two heads, and fewer than before.
    scene.revision("007", &["005", "006"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m fewer").0, Fine);
    scene.revision("008", &["007", "004"]);
    scene.git("add -A");
    let (verdict, said) = scene.judge("commit -m joined");
    assert_eq!(verdict, Fine);
    assert!(!said.contains("OH101"), "{said}");
}

#[test]
fn moved_renamed_and_reparented_files() {
    let scene = Scene::on_topic();
    scene.git_words(&["mv", &path("002"), "migrations/versions/002_renamed.py"]);
    assert_eq!(scene.judge("commit -m renamed").0, Fine);
    // The id changed: what came after it has lost its parent.
    scene.revision("003", &["002"]);
    scene.commit_all("third");
    scene.write("migrations/versions/002_renamed.py", &script("002b", &["001"]));
    let (verdict, said) = scene.judge("commit -a -m id");
    assert_eq!(verdict, Refused);
    assert!(said.contains("OH102"), "{said}");
    // Two files with one id.
    scene.write("migrations/versions/copy.py", &script("003", &["002"]));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m twice").0, Refused);
}

#[test]
fn the_settings_of_the_index_count() {
    let scene = Scene::on_topic();
    scene.write(&path("003"), &one_way("003", "002"));
    scene.git("add -A");
    // Only in the working tree.
    scene.write("onehead.toml", "downgrades = \"optional\"\n");
    assert_eq!(scene.judge("commit -m unset").0, Refused);
    scene.write(&path("004"), &one_way("004", "003"));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m set").0, Fine);
}

#[test]
fn a_script_directory_that_moves() {
    let scene = Scene::on_topic();
    scene.git("mv migrations db");
    scene.write("alembic.ini", "[alembic]\nscript_location = %(here)s/db\n");
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m moved").0, Fine);
    scene.git("mv db lib");
    scene.write("alembic.ini", "[alembic]\nscript_location = %(here)s/lib\n");
    scene.write("lib/versions/003_step.py", &script("003", &["001"]));
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m moved").0, Refused);
}

#[test]
fn a_detached_head_and_another_index() {
    let mut scene = Scene::new();
    scene.git("switch -q --detach");
    scene.revision("003", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m detached").0, Refused);
    // An index of one's own, as scripts use it.
    let index = scene.root.join("other-index");
    scene
        .environment
        .insert("GIT_INDEX_FILE".to_owned(), index.display().to_string());
    scene.git("read-tree HEAD");
    scene.revision("004", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.judge("commit -m other").0, Refused);
}

#[test]
fn the_repository_named_by_the_environment() {
    let mut scene = Scene::on_topic();
    scene
        .environment
        .insert("GIT_DIR".to_owned(), scene.repo.join(".git").display().to_string());
    scene
        .environment
        .insert("GIT_WORK_TREE".to_owned(), scene.repo.display().to_string());
    scene.at = scene.root.clone();
    scene.revision("003", &["001"]);
    scene.git("add -A");
    assert_eq!(scene.attempt("commit -m second").0, Refused);
    scene.revision("004", &["002", "003"]);
    scene.git("add -A");
    assert_eq!(scene.attempt("commit -m joined").0, Fine);
}
