//! A repository in a temporary folder, cut off from the configuration of this machine, and what ran in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use onehead::app::hooks::{self, Change, HookChange, HookName, HooksError, HooksOrigin, HooksPlace, InstallOptions};
use tempfile::TempDir;

/// What each stand-in does: writes its name, arguments and standard input to the log, and answers what it is told.
pub const RECORDER: &str = r#"
{ printf '%s' "NAME"; for a in "$@"; do printf ' [%s]' "$a"; done; printf '\n'; } >>"$LOG"
case "$0 $*" in *pre-push*|*post-rewrite*) sed 's/^/NAME< /' >>"$LOG" ;; esac
exit "${NAME_EXIT:-0}"
"#;

pub fn recorder(name: &str, shebang: &str) -> String {
    format!("{shebang}{}", RECORDER.replace("NAME", name))
}

pub struct Scene {
    _temp: TempDir,
    pub root: PathBuf,
    /// Where commands run.
    pub at: PathBuf,
    pub environment: BTreeMap<String, String>,
}

impl Scene {
    pub fn new() -> Self {
        Self::called("repo")
    }

    pub fn called(name: &str) -> Self {
        let temp = tempfile::tempdir().expect("temp dir");
        let root = temp.path().canonicalize().expect("there");
        let at = root.join(name);
        fs::create_dir_all(&at).expect("made");
        fs::create_dir(root.join("bin")).expect("made");
        let scene = Self {
            _temp: temp,
            root,
            at,
            environment: BTreeMap::new(),
        };
        write(
            &scene.root.join("bin/onehead"),
            &recorder("onehead", "#!/bin/sh\n"),
            0o755,
        );
        scene.git(&["init", "-q", "-b", "main"]);
        scene.git(&["commit", "-q", "--allow-empty", "-m", "first"]);
        scene
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// Takes the stand-in away: no onehead on PATH.
    pub fn without_onehead(&self) {
        fs::rename(self.root.join("bin/onehead"), self.root.join("onehead away")).expect("renamed");
    }

    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let path = std::env::var("PATH").expect("a PATH");
        let mut command = Command::new(program);
        command
            .current_dir(&self.at)
            .env_clear()
            .env("PATH", format!("{}:{path}", self.root.join("bin").display()))
            .env("HOME", &self.root)
            .env("LOG", self.root.join("log"))
            .envs([
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_EDITOR", "true"),
            ])
            .envs([("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@example.org")])
            .envs([("GIT_COMMITTER_NAME", "a"), ("GIT_COMMITTER_EMAIL", "a@example.org")])
            .envs([
                ("GIT_AUTHOR_DATE", "1700000000 +0000"),
                ("GIT_COMMITTER_DATE", "1700000000 +0000"),
            ])
            .envs(&self.environment);
        command
    }

    pub fn try_git(&self, arguments: &[&str]) -> Output {
        start(self.command("git").args(arguments))
            .wait_with_output()
            .expect("git ends")
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
        text(&output.stdout).trim_end_matches('\n').to_owned()
    }

    /// Where git itself says that hooks are.
    pub fn place(&self) -> HooksPlace {
        let directory = self.at.join(self.git(&["rev-parse", "--git-path", "hooks"]));
        let scope = self.try_git(&["config", "--show-scope", "--get", "core.hooksPath"]);
        let origin = match text(&scope.stdout).split_whitespace().next() {
            None => HooksOrigin::Default,
            Some("local") => HooksOrigin::LocalConfig,
            Some("worktree") => HooksOrigin::WorktreeConfig,
            Some("global") => HooksOrigin::GlobalConfig,
            Some(_) => HooksOrigin::SystemConfig,
        };
        HooksPlace {
            directory,
            origin,
            work_tree: Some(self.at.clone()),
        }
    }

    pub fn hook(&self, name: &str) -> PathBuf {
        self.place().directory.join(name)
    }

    pub fn commit(&self) -> Output {
        self.try_git(&["commit", "--allow-empty", "-m", "one more"])
    }

    /// What ran since the last look.
    pub fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.root.join("log")).unwrap_or_default();
        let _ = fs::remove_file(self.root.join("log"));
        log.lines().map(ToOwned::to_owned).collect()
    }

    pub fn install(&self) -> Vec<Change> {
        let changes = install(&self.place(), &InstallOptions::default()).expect("installed");
        changes.into_iter().map(|change| change.change).collect()
    }

    pub fn uninstall(&self) -> Vec<Change> {
        let changes = uninstall(&self.place(), &HookName::ALL.into()).expect("uninstalled");
        changes.into_iter().map(|change| change.change).collect()
    }

    pub fn snapshot(&self) -> Snapshot {
        snapshot(&self.place().directory)
    }
}

/// Keeps starting a program and writing a script apart.
///
/// A program that another test starts holds, for a moment, the file that is being written here: the system then refuses
/// to run that script ("text file busy").
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a program with all its streams piped.
pub fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let _alone = alone();
    command.spawn().expect("the program starts")
}

/// Installs, while no program is being started.
pub fn install(place: &HooksPlace, options: &InstallOptions) -> Result<Vec<HookChange>, HooksError> {
    let _alone = alone();
    hooks::install(place, options)
}

/// Uninstalls, while no program is being started.
pub fn uninstall(place: &HooksPlace, names: &BTreeSet<HookName>) -> Result<Vec<HookChange>, HooksError> {
    let _alone = alone();
    hooks::uninstall(place, names)
}

/// Name, mode, and bytes or the target of the link.
pub type Snapshot = BTreeMap<PathBuf, (u32, Vec<u8>)>;

pub fn snapshot(folder: &Path) -> Snapshot {
    let Ok(entries) = fs::read_dir(folder) else {
        return Snapshot::new();
    };
    let look = |path: PathBuf| {
        let metadata = fs::symlink_metadata(&path).expect("there");
        let content = match fs::read_link(&path) {
            Ok(target) => target.into_os_string().into_encoded_bytes(),
            Err(_) => fs::read(&path).unwrap_or_default(),
        };
        (path, (metadata.permissions().mode(), content))
    };
    entries.map(|entry| look(entry.expect("an entry").path())).collect()
}

pub fn write(path: &Path, content: &str, mode: u32) {
    fs::create_dir_all(path.parent().expect("in a folder")).expect("made");
    let _alone = alone();
    fs::write(path, content).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn with_hook(scene: Scene, content: &str, mode: u32) -> Scene {
    write(&scene.hook("pre-commit"), content, mode);
    scene
}

pub fn user_hook(scene: Scene) -> Scene {
    with_hook(scene, &recorder("user", "#!/bin/sh\n"), 0o755)
}

/// As the pre-commit framework writes its hook, with a stand-in for what it does: first `NAME.legacy`, which refuses like
/// its own hooks, and nothing at all where it finds itself running again.
pub const FRAMEWORK: &str = r#"#!/usr/bin/env bash
# File generated by pre-commit
ARGS=(hook-impl --config=.pre-commit-config.yaml --hook-type=pre-commit)
HERE="$(cd "$(dirname "$0")" && pwd)"
ARGS+=(--hook-dir "$HERE" -- "$@")
[ -z "$RUNNING_LEGACY" ] || exit 97
status=0
if [ -x "$HERE/pre-commit.legacy" ]; then
    RUNNING_LEGACY=1 "$HERE/pre-commit.legacy" "$@" || status=$?
fi
"$HERE/framework" "${ARGS[@]}" && exit $status
"#;

/// What `pre-commit install` does: a hook that is not its own becomes its legacy hook.
pub fn install_framework(scene: Scene) -> Scene {
    let hook = scene.hook("pre-commit");
    if fs::read(&hook).is_ok_and(|content| content != FRAMEWORK.as_bytes()) {
        fs::rename(&hook, scene.hook("pre-commit.legacy")).expect("renamed");
    }
    write(&scene.hook("framework"), &recorder("user", "#!/bin/sh\n"), 0o755);
    with_hook(scene, FRAMEWORK, 0o755)
}

/// Makes every hook of the user, each recording its arguments and standard input.
pub fn user_hooks(scene: &Scene) {
    for hook in HookName::ALL {
        write(&scene.hook(hook.as_str()), &recorder("user", "#!/bin/sh\n"), 0o755);
    }
}
