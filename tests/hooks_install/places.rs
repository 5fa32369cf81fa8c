//! Folders that are not this repository's own, and folders that cannot be written.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use onehead::app::hooks::{HookName, HooksError, HooksOrigin, HooksPlace, InstallOptions, status};

use crate::scene::{Scene, install, uninstall, user_hook, write};

#[test]
fn folders_that_are_not_this_repositorys_own_are_left_alone() {
    let mut scene = Scene::new();
    scene.git(&["config", "core.hooksPath", ".husky"]);
    let place = scene.place();
    assert_eq!(place.origin, HooksOrigin::LocalConfig);
    assert!(matches!(refusal(&place), HooksError::InWorkTree { .. }));
    scene.git(&["config", "core.hooksPath", ".husky/_"]);
    let husky = scene.place();
    let options = InstallOptions {
        into_work_tree: true,
        ..InstallOptions::default()
    };
    assert!(matches!(install(&husky, &options), Err(HooksError::Husky { .. })));
    scene.git(&["config", "--unset", "core.hooksPath"]);
    let config = scene.root.join("global");
    write(
        &config,
        &format!("[core]\n\thooksPath = {}\n", scene.root.join("all").display()),
        0o644,
    );
    scene.set("GIT_CONFIG_GLOBAL", config.to_str().expect("text"));
    let place = scene.place();
    assert_eq!(place.origin, HooksOrigin::GlobalConfig);
    assert!(matches!(refusal(&place), HooksError::SharedByAll { .. }));
    assert!(matches!(
        uninstall(&place, &HookName::ALL.into()),
        Err(HooksError::SharedByAll { .. })
    ));
    assert!(!scene.root.join("all").exists() && !scene.at.join(".husky").exists());
}

fn refusal(place: &HooksPlace) -> HooksError {
    let error = install(place, &InstallOptions::default()).expect_err("refused");
    let said = error.to_string();
    assert!(
        !said.contains('\n') && said.contains(place.directory.to_str().expect("text")),
        "{said}"
    );
    assert_eq!(status(place).expect("told").refused, Some(said));
    error
}

#[test]
fn a_folder_that_cannot_be_written_is_one_line_and_no_change() {
    let scene = Scene::new();
    fs::remove_dir_all(scene.hook("")).expect("removed");
    write(&scene.at.join(".git/hooks"), "a file", 0o644);
    assert!(matches!(refusal(&scene.place()), HooksError::NotAFolder { .. }));
    scene.git(&["config", "core.hooksPath", "/dev/null"]);
    assert!(matches!(refusal(&scene.place()), HooksError::NotAFolder { .. }));
    // Below a file no folder can be made, not even by the superuser.
    scene.git(&["config", "core.hooksPath", ".git/hooks/deeper"]);
    let error = install(&scene.place(), &InstallOptions::default()).expect_err("refused");
    assert!(error.to_string().starts_with("cannot make the folder "), "{error}");
    assert_eq!(fs::read(scene.at.join(".git/hooks")).expect("there"), b"a file");

    let scene = user_hook(Scene::new());
    let folder = scene.place().directory;
    let original = scene.snapshot();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("set");
    // The superuser may write anywhere: then there is nothing to see here.
    let writable = fs::write(folder.join("probe"), "").is_ok_and(|()| fs::remove_file(folder.join("probe")).is_ok());
    let result = install(&scene.place(), &InstallOptions::default());
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("set");
    assert_eq!(result.is_ok(), writable, "{result:?}");
    assert!(writable || scene.snapshot() == original);
}

#[test]
fn what_is_no_file_stops_all_before_anything_changes() {
    let scene = user_hook(Scene::new());
    fs::create_dir(scene.hook("post-checkout")).expect("made");
    let original = scene.snapshot();
    let error = install(&scene.place(), &InstallOptions::default()).expect_err("refused");
    assert!(
        matches!(
            error,
            HooksError::NotAFile {
                hook: HookName::PostCheckout,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(scene.snapshot(), original);
    // The way out that is told is one.
    let hooks = [HookName::PreCommit].into();
    let only = InstallOptions {
        hooks,
        ..InstallOptions::default()
    };
    assert_eq!(install(&scene.place(), &only).expect("installed").len(), 1);
}
