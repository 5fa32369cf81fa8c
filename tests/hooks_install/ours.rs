//! Hooks of ours that were edited, overwritten, deleted, or are old.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use onehead::app::hooks::{Change, HookName, HookState, InstallOptions, status};

use crate::scene::{Scene, install, install_framework, uninstall, user_hook, with_hook};

#[test]
fn an_edited_hook_is_left_and_the_hook_of_before_is_named() {
    let scene = user_hook(Scene::new());
    scene.install();
    let ours = fs::read_to_string(scene.hook("pre-commit")).expect("there");
    let scene = with_hook(scene, &format!("{ours}\n# mine\n"), 0o755);
    let edited = scene.snapshot();
    let aside = Some(scene.hook("pre-commit.before-onehead"));
    assert_eq!(scene.install()[0], Change::LeftEdited { aside: aside.clone() });
    assert_eq!(scene.snapshot(), edited);
    assert_eq!(status(&scene.place()).expect("told").hooks[0].state, HookState::Edited);
    assert_eq!(scene.uninstall()[0], Change::LeftEdited { aside });
    assert_eq!(
        scene.snapshot().get(&scene.hook("pre-commit")),
        edited.get(&scene.hook("pre-commit"))
    );
}

#[test]
fn a_hook_put_over_ours_is_left_and_the_hook_of_before_is_named() {
    let scene = user_hook(Scene::new());
    scene.install();
    fs::remove_file(scene.hook("pre-commit")).expect("removed");
    let scene = with_hook(scene, "#!/bin/sh\nexit 0\n", 0o755);
    let aside = scene.hook("pre-commit.before-onehead");
    assert_eq!(
        scene.uninstall()[0],
        Change::LeftForeign {
            aside: Some(aside.clone())
        }
    );
    let told = status(&scene.place()).expect("told").hooks[0].clone();
    assert_eq!((told.state, told.idle), (HookState::Foreign, vec![aside.clone()]));
    // Installing keeps both, one behind the other.
    assert!(
        matches!(&scene.install()[0], Change::Chained { aside, .. } if aside.ends_with("pre-commit.before-onehead-2"))
    );
    assert!(aside.exists());
}

#[test]
fn an_install_cut_short_or_ours_deleted_by_hand_is_made_whole() {
    for again in [true, false] {
        let scene = user_hook(Scene::new());
        let original = scene.snapshot();
        scene.install();
        fs::remove_file(scene.hook("pre-commit")).expect("removed");
        if again {
            assert!(matches!(scene.install()[0], Change::ChainedAgain { .. }));
            scene.commit();
            assert_eq!(scene.log().len(), 2);
        }
        assert_eq!(scene.uninstall()[0], Change::Restored);
        assert_eq!(scene.snapshot(), original);
    }
}

#[test]
fn an_older_hook_of_ours_is_brought_up_to_date_with_its_chain() {
    let scene = user_hook(Scene::new());
    let original = scene.snapshot();
    let old = InstallOptions {
        program: Some("/gone/onehead".into()),
        ..InstallOptions::default()
    };
    install(&scene.place(), &old).expect("installed");
    // Switched off by hand: git would not run it.
    fs::set_permissions(scene.hook("pre-push"), fs::Permissions::from_mode(0o644)).expect("set");
    let told = status(&scene.place()).expect("told");
    assert!(!told.hooks[2].runs && told.hooks[0].runs);
    assert!(scene.install().iter().all(|change| *change == Change::Upgraded));
    let told = status(&scene.place()).expect("told");
    assert!(
        told.hooks
            .iter()
            .all(|hook| hook.runs && hook.state == HookState::Installed)
    );
    assert!(told.hooks[0].chained.as_ref().is_some_and(|chained| chained.runs));
    fs::set_permissions(scene.hook("pre-push"), fs::Permissions::from_mode(0o644)).expect("set");
    assert_eq!(scene.install()[2], Change::Upgraded, "switched on again");
    assert!(status(&scene.place()).expect("told").hooks[2].runs);
    scene.uninstall();
    assert_eq!(scene.snapshot(), original);
}

#[test]
fn a_committed_hook_holds_no_path_of_this_machine() {
    let scene = Scene::new();
    scene.git(&["config", "core.hooksPath", ".githooks"]);
    let program = Some("/somewhere/onehead".into());
    let options = InstallOptions {
        program,
        into_work_tree: true,
        ..InstallOptions::default()
    };
    install(&scene.place(), &options).expect("installed");
    let content = fs::read_to_string(scene.hook("pre-commit")).expect("there");
    assert!(!content.contains("/somewhere"), "{content}");
}

#[test]
fn every_change_is_said_on_one_line() {
    let scene = user_hook(Scene::called("line\nbreak"));
    let place = scene.place();
    let mut said = install(&place, &InstallOptions::default()).expect("installed");
    said.extend(install(&place, &InstallOptions::default()).expect("installed"));
    said.extend(uninstall(&place, &HookName::ALL.into()).expect("uninstalled"));
    for change in said {
        assert_eq!(change.to_string().lines().count(), 1, "{change}");
    }
}

/// `pre-commit install -f` means that nothing but the framework is to run: what was put aside stays aside.
#[test]
fn a_hook_put_aside_does_not_come_back_behind_the_framework_unasked() {
    let scene = user_hook(Scene::new());
    scene.install();
    let scene = install_framework(scene);
    fs::remove_file(scene.hook("pre-commit.legacy")).expect("removed");
    let aside = Some(scene.hook("pre-commit.before-onehead"));
    let before = scene.snapshot();
    assert_eq!(scene.uninstall()[0], Change::LeftForeign { aside });
    assert_eq!(scene.snapshot().get(&scene.hook("pre-commit.legacy")), None);
    assert_eq!(scene.install()[0], Change::Created);
    assert_eq!(scene.uninstall()[0], Change::Removed);
    assert_eq!(
        scene.snapshot().get(&scene.hook("pre-commit")),
        before.get(&scene.hook("pre-commit"))
    );
}
