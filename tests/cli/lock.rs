//! `heads.lock`: made, kept, checked; and what git itself does with it.

use crate::scene::Scene;

const FILE: &str = "migrations/versions/heads.lock";

/// A project with `a`, then `b`, and its `heads.lock`, committed on `main`.
fn locked() -> Scene {
    let scene = Scene::alembic(&[("a", "None"), ("b", "'a'")]);
    scene.fine(&["lock"]);
    scene.commit_all();
    scene
}

fn names(scene: &Scene) -> Vec<String> {
    let text = scene.read(FILE);
    let heads = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    heads.map(str::to_owned).collect()
}

/// Whether git merges a branch without stopping, and what it leaves in the file.
fn merges(scene: &Scene, branch: &str) -> bool {
    let merge = scene.program("git").args(["merge", "-q", "--no-edit", branch]).output();
    merge.expect("git runs").status.success()
}

#[test]
fn it_is_made_kept_checked_and_taken_away() {
    let scene = Scene::alembic(&[("a", "None"), ("b", "'a'")]);
    scene.write("migrations/script.py.mako", TEMPLATE);
    assert!(scene.fails(1, &["lock", "--check"]).contains("there is no heads.lock"));
    scene.fine(&["revision", "-m", "without", "--rev-id", "c"]);
    assert_eq!(
        scene.names("migrations/versions").len(),
        3,
        "nobody asked for a heads.lock"
    );
    scene.fine(&["lock"]);
    assert_eq!(names(&scene), ["c without"]);
    scene.fine(&["revision", "-m", "with", "--rev-id", "d"]);
    assert_eq!(names(&scene), ["d with"]);
    scene.fine(&["lock", "--check"]);
    scene.write("migrations/versions/e.py", crate::scene::script("e", "'d'"));
    scene.fails(1, &["lock", "--check"]);
    scene.fine(&["lock"]);
    assert_eq!(names(&scene), ["e add e"]);
    scene.fine(&["lock", "--remove"]);
    assert!(!scene.path(FILE).exists());
}

#[test]
fn merge_and_rebase_keep_it() {
    let scene = Scene::fork();
    scene.write("migrations/script.py.mako", TEMPLATE);
    scene.fine(&["lock"]);
    assert_eq!(names(&scene), ["b add b", "c add c"]);
    scene.fine(&["merge", "--rev-id", "m", "-m", "join"]);
    assert_eq!(names(&scene), ["m join"]);

    let scene = Scene::alembic(&[("a", "None"), ("b", "'a'")]);
    scene.commit_all();
    scene.write("migrations/versions/c.py", crate::scene::script("c", "'a'"));
    scene.fine(&["lock"]);
    scene.fine(&["rebase", "--yes", "--stage"]);
    assert_eq!(names(&scene), ["c add c"]);
    assert_eq!(scene.git(&["diff", "--name-only"]), "", "--stage stages it, too");
}

#[test]
fn two_branches_that_move_the_head_conflict_in_git() {
    let scene = locked();
    for (branch, id) in [("one", "c"), ("two", "d")] {
        scene.git(&["switch", "-q", "-c", branch, "main"]);
        scene.write(&format!("migrations/versions/{id}.py"), crate::scene::script(id, "'b'"));
        scene.fine(&["lock"]);
        scene.commit_all();
    }
    assert!(!merges(&scene, "one"), "git must stop");
    assert_eq!(scene.git(&["diff", "--name-only", "--diff-filter=U"]), FILE);
    assert!(
        scene.read(FILE).contains("onehead merge --continue"),
        "{}",
        scene.read(FILE)
    );
    let said = scene.run(&["check", "--select", "OH113"]);
    assert!(said.out.contains("heads.lock is in conflict"), "{}", said.out);
    // The reader does not stumble over it, and whoever joins the heads ends the conflict, too.
    scene.write("migrations/script.py.mako", TEMPLATE);
    scene.fine(&["merge", "--rev-id", "m", "-m", "join", "--stage"]);
    assert_eq!(names(&scene), ["m join"]);
    assert_eq!(scene.git(&["diff", "--name-only", "--diff-filter=U"]), "");
}

#[test]
fn branches_that_leave_the_head_alone_do_not_conflict() {
    let scene = locked();
    scene.git(&["switch", "-q", "-c", "one", "main"]);
    scene.write("migrations/versions/c.py", crate::scene::script("c", "'b'"));
    scene.fine(&["lock"]);
    scene.commit_all();
    scene.git(&["switch", "-q", "-c", "two", "main"]);
    scene.write("README", "more\n");
    scene.commit_all();
    assert!(merges(&scene, "one"), "nothing stands against it");
    scene.fine(&["lock", "--check"]);
}

#[test]
fn the_forecast_says_the_same_with_it() {
    let forecast = |is_locked: bool| {
        let scene = Scene::alembic(&[("a", "None"), ("b", "'a'")]);
        if is_locked {
            scene.fine(&["lock"]);
        }
        scene.commit_all();
        for (branch, id) in [("one", "c"), ("two", "d")] {
            scene.git(&["switch", "-q", "-c", branch, "main"]);
            scene.write(&format!("migrations/versions/{id}.py"), crate::scene::script(id, "'b'"));
            if is_locked {
                scene.fine(&["lock"]);
            }
            scene.commit_all();
        }
        // The branches have missed this: merging one would conflict in the file.
        scene.git(&["switch", "-q", "main"]);
        scene.write("migrations/versions/e.py", crate::scene::script("e", "'b'"));
        if is_locked {
            scene.fine(&["lock"]);
        }
        scene.commit_all();
        scene.run(&["forecast", "--all", "--onto", "main"])
    };
    let (with, without) = (forecast(true), forecast(false));
    assert_eq!(with, without);
    assert!(with.out.contains("one") && with.code == Some(1), "{with:?}");
}

#[test]
fn declared_branches_move_independently_and_not_twice() {
    let scene = Scene::empty();
    scene.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
    scene.write("onehead.toml", "heads = ['expand', 'contract']\n");
    scene.write("migrations/env.py", "");
    let labelled = |id: &str, parents: &str, label: &str| {
        let lines = format!("branch_labels = {label}\ndepends_on = None");
        scene.write(
            &format!("migrations/versions/{id}.py"),
            crate::scene::script_with(id, parents, &lines),
        );
    };
    labelled("a", "None", "('expand',)");
    labelled("b", "None", "('contract',)");
    scene.fine(&["lock"]);
    scene.commit_all();
    for (branch, id, parent) in [("one", "c", "'a'"), ("two", "d", "'b'"), ("three", "e", "'b'")] {
        scene.git(&["switch", "-q", "-c", branch, "main"]);
        labelled(id, parent, "None");
        scene.fine(&["lock"]);
        scene.commit_all();
    }
    scene.git(&["switch", "-q", "two"]);
    assert!(merges(&scene, "one"), "other heads");
    scene.fine(&["lock", "--check"]);
    assert!(!merges(&scene, "three"), "the same head");
}

#[test]
fn a_stale_one_is_found_fixed_and_refused_by_the_index() {
    let scene = locked();
    scene.write("migrations/versions/c.py", crate::scene::script("c", "'b'"));
    let said = scene.run(&["check", "--select", "OH113"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("names b, and the heads are c"), "{}", said.out);
    scene.git(&["add", "-A"]);
    assert_eq!(scene.run(&["check", "--staged", "--select", "OH113"]).code, Some(1));
    scene.run(&["check", "--select", "OH113", "--fix"]);
    scene.fine(&["lock", "--check"]);
    assert_eq!(names(&scene), ["c add c"]);
}

#[test]
fn a_branch_from_before_the_file_is_judged_as_merged() {
    let scene = Scene::alembic(&[("a", "None")]);
    scene.commit_all();
    scene.git(&["switch", "-q", "-c", "old"]);
    scene.write("migrations/versions/b.py", crate::scene::script("b", "'a'"));
    scene.commit_all();
    scene.git(&["switch", "-q", "main"]);
    scene.fine(&["lock"]);
    scene.commit_all();
    scene.git(&["switch", "-q", "old"]);
    assert_eq!(scene.run(&["check", "--select", "OH113"]).code, Some(0));
    let said = scene.run(&["check", "--select", "OH113", "--against", "main"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("merging into main would make it so"), "{}", said.out);
}

#[test]
fn a_stale_one_is_not_pushed() {
    let scene = locked();
    scene.git(&["init", "-q", "--bare", "remote.git"]);
    scene.git(&["remote", "add", "origin", "./remote.git"]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.fine(&["hooks", "install"]);
    scene.write("migrations/versions/c.py", crate::scene::script("c", "'b'"));
    scene.git(&["add", "migrations"]);
    // As a rebase or a cherry-pick leaves it, which run no pre-commit.
    scene.git(&["commit", "-q", "--no-verify", "-m", "stale"]);
    let push = scene
        .program("git")
        .args(["push", "-q", "origin", "main"])
        .output()
        .expect("git runs");
    let said = String::from_utf8_lossy(&[push.stdout.clone(), push.stderr.clone()].concat()).into_owned();
    assert!(!push.status.success() && said.contains("OH113"), "{said}");
    let before = scene.read(FILE);
    assert!(before.contains("\nb "), "no hook writes it: {before}");
    scene.fine(&["lock"]);
    scene.git(&["add", "migrations"]);
    scene.git(&["commit", "-q", "-m", "renewed"]);
    scene.git(&["push", "-q", "origin", "main"]);
}

#[test]
fn a_link_is_left_alone() {
    let scene = locked();
    std::fs::rename(scene.path(FILE), scene.path("elsewhere")).expect("moved");
    std::os::unix::fs::symlink(scene.path("elsewhere"), scene.path(FILE)).expect("linked");
    scene.write("migrations/versions/c.py", crate::scene::script("c", "'b'"));
    assert!(scene.fails(3, &["lock"]).contains("no regular file"));
    assert!(scene.read("elsewhere").contains("\nb "));
}

const TEMPLATE: &str = "\"\"\"${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

\"\"\"
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    pass


def downgrade():
    pass
";
