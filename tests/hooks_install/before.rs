//! Whatever stood at the place of a hook before onehead came.

use std::fs;
use std::os::unix::fs::symlink;

use onehead::app::hooks::{Change, HookName, HookState, HooksError, InstallOptions, status};

use crate::scene::{Scene, install, install_framework, recorder, uninstall, user_hook, with_hook, write};

/// What stands at `pre-commit` before onehead comes, and whether git ran it.
struct Before {
    name: &'static str,
    /// Makes it; answers the scene.
    make: fn(Scene) -> Scene,
    /// Whether git ran it, and so whether it has a say.
    speaks: bool,
}

const fn before(name: &'static str, speaks: bool, make: fn(Scene) -> Scene) -> Before {
    Before { name, make, speaks }
}

const LEFTHOOK: &str = r#"#!/bin/sh
if [ "$LEFTHOOK" = "0" ]; then exit 0; fi
call_lefthook()
{
  dir="$(git rev-parse --show-toplevel)"
  "$dir/.git/hooks/framework" "$@"
}
call_lefthook run "pre-commit" "$@"
"#;

fn befores() -> Vec<Before> {
    vec![
        before("no hook", false, |scene| scene),
        before("no folder", false, |scene| {
            fs::remove_dir_all(scene.hook("")).expect("removed");
            scene
        }),
        before("user hook", true, user_hook),
        before("without a first line", true, |scene| {
            with_hook(scene, &recorder("user", ""), 0o755)
        }),
        before("of an odd mode", true, |scene| {
            with_hook(scene, &recorder("user", "#!/bin/sh\n"), 0o710)
        }),
        before("not executable", false, |scene| {
            with_hook(scene, &recorder("user", "#!/bin/sh\n"), 0o644)
        }),
        before("link", true, |scene| {
            write(&scene.at.join("tools/hook.sh"), &recorder("user", "#!/bin/sh\n"), 0o755);
            symlink("../../tools/hook.sh", scene.hook("pre-commit")).expect("linked");
            scene
        }),
        before("link to nowhere", false, |scene| {
            symlink("../../nowhere", scene.hook("pre-commit")).expect("linked");
            scene
        }),
        before("pre-commit framework", true, install_framework),
        before("pre-commit framework over a hook", true, |scene| {
            install_framework(with_hook(scene, &recorder("older", "#!/bin/sh\n"), 0o700))
        }),
        before("lefthook", true, |scene| {
            write(&scene.hook("framework"), &recorder("user", "#!/bin/sh\n"), 0o755);
            with_hook(scene, LEFTHOOK, 0o755)
        }),
        before("put aside before", true, |scene| {
            write(&scene.hook("pre-commit.before-onehead"), "precious", 0o600);
            user_hook(scene)
        }),
        before("local core.hooksPath", true, |scene| {
            let path = scene.root.join("our hooks");
            scene.git(&["config", "core.hooksPath", path.to_str().expect("text")]);
            user_hook(scene)
        }),
        before("tracked folder, on demand", true, |scene| {
            scene.git(&["config", "core.hooksPath", ".husky"]);
            user_hook(scene)
        }),
        before("linked worktree", true, |mut scene| {
            let linked = scene.root.join("linked");
            scene.git(&["worktree", "add", "-q", linked.to_str().expect("text")]);
            scene.at = linked;
            user_hook(scene)
        }),
    ]
}

#[test]
fn whatever_stood_there_runs_as_before_and_comes_back_as_it_was() {
    for Before { name, make, speaks } in befores() {
        let mut scene = make(Scene::new());
        let place = scene.place();
        let options = InstallOptions {
            into_work_tree: name.starts_with("tracked"),
            ..InstallOptions::default()
        };
        let original = scene.snapshot();
        install(&place, &options).expect(name);
        let installed = scene.snapshot();

        // Install twice is install once.
        let again = install(&place, &options).expect(name);
        assert!(
            again.iter().all(|change| change.change == Change::Unchanged),
            "{name}: {again:?}"
        );
        assert_eq!(scene.snapshot(), installed, "{name}");

        // Nothing that was there is gone or changed, be it under another name.
        for (path, content) in &original {
            assert!(
                installed.values().any(|kept| kept == content),
                "{name}: {} is lost",
                path.display()
            );
        }

        // Both run, the user's first, and either refuses.
        scene.log();
        for (user, onehead) in [
            ("0", "0"),
            ("0", "1"),
            ("1", "0"),
            ("1", "1"),
            ("0", "139"),
            ("77", "3"),
        ] {
            scene.set("user_EXIT", user);
            scene.set("onehead_EXIT", onehead);
            let committed = scene.commit().status.success();
            assert_eq!(
                committed,
                (user == "0" || !speaks) && onehead == "0",
                "{name}: {user} {onehead}"
            );
            let log = scene.log();
            let mut who: Vec<&str> = log.iter().filter_map(|line| line.split(' ').next()).collect();
            // The framework runs ours first; everywhere else ours comes last.
            let framework = name.starts_with("pre-commit framework");
            assert_eq!(who.last() == Some(&"onehead"), !framework, "{name}: {log:?}");
            who.retain(|who| *who != "older");
            who.sort_unstable();
            assert_eq!(
                who,
                if speaks {
                    vec!["onehead", "user"]
                } else {
                    vec!["onehead"]
                },
                "{name}: {log:?}"
            );
            assert!(
                log.iter().any(|line| line == "onehead [hooks] [run] [pre-commit]"),
                "{name}: {log:?}"
            );
            assert_eq!(
                log.iter().any(|line| line == "older"),
                name.ends_with("over a hook"),
                "{name}: {log:?}"
            );
        }

        uninstall(&place, &HookName::ALL.into()).expect(name);
        assert_eq!(scene.snapshot(), original, "{name}");
        scene.environment.clear();
        assert!(scene.commit().status.success(), "{name}");
        let log = scene.log();
        let ran = usize::from(speaks) + usize::from(name.ends_with("over a hook"));
        assert!(
            log.len() == ran && !log.concat().contains("onehead"),
            "{name}: as before onehead, not {log:?}"
        );
    }
}

#[test]
fn a_dispatcher_that_would_fall_silent_is_refused() {
    let dispatcher = "#!/bin/sh\nn=$(basename \"$0\")\n[ ! -f \"../$n\" ] && exit 0\nexec \"../$n\"\n";
    let scene = with_hook(Scene::new(), dispatcher, 0o755);
    let original = scene.snapshot();
    let error = install(&scene.place(), &InstallOptions::default()).expect_err("refused");
    assert!(matches!(error, HooksError::LooksAtItsName { .. }), "{error}");
    assert_eq!(scene.snapshot(), original);
}

#[test]
fn a_hook_that_calls_onehead_itself_is_left_alone() {
    let content = "#!/bin/sh\nonehead hooks run pre-commit \"$@\"\n";
    let scene = with_hook(Scene::new(), content, 0o755);
    let changes = scene.install();
    assert_eq!(changes[0], Change::AlreadyCalled);
    scene.commit();
    assert_eq!(scene.log().len(), 1);
    let first = &status(&scene.place()).expect("told").hooks[0];
    assert!(first.state == HookState::CallsOnehead && first.runs);
}

/// Whoever comes first and however often: each runs once, and going away leaves the other.
#[test]
fn the_pre_commit_framework_and_ours_bear_each_other() {
    for order in ["fo", "of", "fof", "ofo", "fofo", "offo", "oof"] {
        let mut scene = with_hook(Scene::new(), &recorder("older", "#!/bin/sh\n"), 0o755);
        for who in order.chars() {
            if who == 'o' {
                scene.install();
            } else {
                scene = install_framework(scene);
            }
        }
        assert!(scene.commit().status.success(), "{order}");
        let mut log = scene.log();
        log.sort_unstable();
        let arguments = "[hook-impl] [--config=.pre-commit-config.yaml] [--hook-type=pre-commit]";
        let framework = format!("user {arguments} [--hook-dir] [{}] [--]", scene.hook("").display());
        let framework = framework.replace("/] [--]", "] [--]");
        assert_eq!(
            log,
            ["older", "onehead [hooks] [run] [pre-commit]", &framework],
            "{order}"
        );
        let first = status(&scene.place()).expect("told").hooks[0].clone();
        assert_eq!((first.state, first.runs), (HookState::Installed, true), "{order}");
        assert_eq!(first.through, Some(scene.hook("pre-commit")), "{order}");
        assert_eq!(scene.uninstall()[0], Change::Restored, "{order}");
        assert!(scene.commit().status.success(), "{order}");
        assert_eq!(scene.log(), ["older", &framework], "{order}");
    }
}
