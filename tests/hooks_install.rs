//! `onehead hooks install|uninstall|status` on real git repositories, with a recording stand-in for onehead.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use onehead::app::hooks::{
    Change, HookName, HookState, HooksError, HooksOrigin, HooksPlace, InstallOptions, install, status, uninstall,
};
use tempfile::TempDir;

/// What each stand-in does: writes its name, arguments and standard input to the log, and answers what it is told.
const RECORDER: &str = r#"
{ printf '%s' "NAME"; for a in "$@"; do printf ' [%s]' "$a"; done; printf '\n'; } >>"$LOG"
case "$0 $*" in *pre-push*|*post-rewrite*) sed 's/^/NAME< /' >>"$LOG" ;; esac
exit "${NAME_EXIT:-0}"
"#;

fn recorder(name: &str, shebang: &str) -> String {
    format!("{shebang}{}", RECORDER.replace("NAME", name))
}

struct Scene {
    _temp: TempDir,
    root: PathBuf,
    /// Where commands run.
    at: PathBuf,
    environment: BTreeMap<String, String>,
}

impl Scene {
    fn new() -> Self {
        Self::called("repo")
    }

    fn called(name: &str) -> Self {
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

    fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// Takes the stand-in away: no onehead on PATH.
    fn without_onehead(&self) {
        fs::rename(self.root.join("bin/onehead"), self.root.join("onehead away")).expect("renamed");
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
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

    fn try_git(&self, arguments: &[&str]) -> Output {
        self.command("git").args(arguments).output().expect("git runs")
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
        text(&output.stdout).trim_end_matches('\n').to_owned()
    }

    /// Where git itself says that hooks are.
    fn place(&self) -> HooksPlace {
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

    fn hook(&self, name: &str) -> PathBuf {
        self.place().directory.join(name)
    }

    fn commit(&self) -> Output {
        self.try_git(&["commit", "--allow-empty", "-m", "one more"])
    }

    /// What ran since the last look.
    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.root.join("log")).unwrap_or_default();
        let _ = fs::remove_file(self.root.join("log"));
        log.lines().map(ToOwned::to_owned).collect()
    }

    fn install(&self) -> Vec<Change> {
        let changes = install(&self.place(), &InstallOptions::default()).expect("installed");
        changes.into_iter().map(|change| change.change).collect()
    }

    fn uninstall(&self) -> Vec<Change> {
        let changes = uninstall(&self.place(), &HookName::ALL.into()).expect("uninstalled");
        changes.into_iter().map(|change| change.change).collect()
    }

    fn snapshot(&self) -> Snapshot {
        snapshot(&self.place().directory)
    }
}

/// Name, mode, and bytes or the target of the link.
type Snapshot = BTreeMap<PathBuf, (u32, Vec<u8>)>;

fn snapshot(folder: &Path) -> Snapshot {
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

fn write(path: &Path, content: &str, mode: u32) {
    fs::create_dir_all(path.parent().expect("in a folder")).expect("made");
    fs::write(path, content).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

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

fn with_hook(scene: Scene, content: &str, mode: u32) -> Scene {
    write(&scene.hook("pre-commit"), content, mode);
    scene
}

fn user_hook(scene: Scene) -> Scene {
    with_hook(scene, &recorder("user", "#!/bin/sh\n"), 0o755)
}

/// As the framework writes it: bash, an array, and a look at where it lies; then the stand-in instead of python.
const FRAMEWORK: &str = r#"#!/usr/bin/env bash
# File generated by pre-commit
ARGS=(hook-impl --config=.pre-commit-config.yaml --hook-type=pre-commit)
HERE="$(cd "$(dirname "$0")" && pwd)"
ARGS+=(--hook-dir "$HERE" -- "$@")
exec "$HERE/framework" "${ARGS[@]}"
"#;

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
        before("pre-commit framework", true, |scene| {
            write(&scene.hook("framework"), &recorder("user", "#!/bin/sh\n"), 0o755);
            with_hook(scene, FRAMEWORK, 0o755)
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
            let who: Vec<&str> = log.iter().filter_map(|line| line.split(' ').next()).collect();
            assert_eq!(
                who,
                if speaks {
                    vec!["user", "onehead"]
                } else {
                    vec!["onehead"]
                },
                "{name}: {log:?}"
            );
            assert_eq!(
                log.last().map(String::as_str),
                Some("onehead [hooks] [run] [pre-commit]"),
                "{name}"
            );
        }

        uninstall(&place, &HookName::ALL.into()).expect(name);
        assert_eq!(scene.snapshot(), original, "{name}");
        scene.environment.clear();
        assert!(scene.commit().status.success(), "{name}");
        assert_eq!(scene.log().len(), usize::from(speaks), "{name}: as before onehead");
    }
}

#[test]
fn paths_with_spaces_quotes_and_newlines_are_only_paths() {
    for name in [
        "a b",
        "it's \"so\"",
        "$(touch pwned) `touch pwned`",
        "line\nbreak\n",
        "back\\slash",
        "*?[x]",
        "ünï",
    ] {
        let scene = user_hook(Scene::called(name));
        // The program lies there too, and PATH has none.
        let program = scene.at.join("bin'dir/onehead");
        write(&program, &recorder("baked", "#!/bin/sh\n"), 0o755);
        scene.without_onehead();
        let original = scene.snapshot();
        let options = InstallOptions {
            program: Some(program),
            ..InstallOptions::default()
        };
        // git prints such a path with its newline at the end cut off, so it is made from what is known.
        let place = HooksPlace {
            directory: scene.at.join(".git/hooks"),
            origin: HooksOrigin::Default,
            work_tree: Some(scene.at.clone()),
        };
        install(&place, &options).expect(name);
        assert!(scene.commit().status.success(), "{name:?}");
        assert_eq!(scene.log(), ["user", "baked [hooks] [run] [pre-commit]"], "{name:?}");
        uninstall(&place, &HookName::ALL.into()).expect(name);
        assert_eq!(scene.snapshot(), original, "{name:?}");
        assert!(!scene.at.join("pwned").exists());
    }
}

#[test]
fn onehead_of_path_comes_before_the_one_that_installed() {
    let scene = Scene::new();
    let program = scene.root.join("baked");
    write(&program, &recorder("baked", "#!/bin/sh\n"), 0o755);
    let options = InstallOptions {
        program: Some(program),
        ..InstallOptions::default()
    };
    install(&scene.place(), &options).expect("installed");
    scene.commit();
    assert_eq!(scene.log(), ["onehead [hooks] [run] [pre-commit]"]);
}

#[test]
fn a_missing_or_failing_onehead_blocks_with_the_way_to_skip() {
    let mut scene = Scene::new();
    scene.install();
    scene.set("onehead_EXIT", "139");
    let output = scene.commit();
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(
        said.contains("exit code 139") && said.contains("git commit --no-verify"),
        "{said}"
    );
    scene.without_onehead();
    let output = scene.commit();
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("install it") && said.contains("git commit --no-verify"),
        "{said}"
    );
    // The way that is told is a way.
    scene.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", "skipped"]);
    // Hooks that only speak are silent.
    let output = scene.try_git(&["checkout", "-q", "-b", "other"]);
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        text(&output.stderr)
    );
}

/// Makes every hook of the user, each recording its arguments and standard input.
fn user_hooks(scene: &Scene) {
    for hook in HookName::ALL {
        write(&scene.hook(hook.as_str()), &recorder("user", "#!/bin/sh\n"), 0o755);
    }
}

#[test]
fn arguments_and_standard_input_reach_both_on_every_hook_that_git_runs() {
    let scene = Scene::new();
    scene.git(&["init", "-q", "--bare", "../far"]);
    user_hooks(&scene);
    scene.install();
    scene.git(&["checkout", "-q", "-b", "side"]);
    let log = scene.log();
    assert!(log[0].starts_with("user [") && log[0].ends_with("[1]"), "{log:?}");
    assert_eq!(log[1], log[0].replace("user", "onehead [hooks] [run] [post-checkout]"));

    scene.git(&["commit", "-q", "--allow-empty", "-m", "on side"]);
    scene.git(&["checkout", "-q", "main"]);
    scene.git(&["commit", "-q", "--allow-empty", "-m", "on main"]);
    scene.log();
    scene.git(&["merge", "-q", "--no-ff", "-m", "join", "side"]);
    let merge: Vec<String> = scene.log();
    assert_eq!(
        merge,
        [
            "user",
            "onehead [hooks] [run] [pre-merge-commit]",
            "user [0]",
            "onehead [hooks] [run] [post-merge] [0]"
        ]
    );

    scene.git(&["commit", "-q", "--amend", "--allow-empty", "-m", "amended"]);
    let amend = scene.log();
    let (old, new) = (scene.git(&["rev-parse", "HEAD@{1}"]), scene.git(&["rev-parse", "HEAD"]));
    let after: Vec<&str> = amend
        .iter()
        .map(String::as_str)
        .skip_while(|line| !line.contains("[amend]"))
        .collect();
    let line = format!("{old} {new}");
    assert_eq!(
        after,
        [
            "user [amend]",
            &format!("user< {line}"),
            "onehead [hooks] [run] [post-rewrite] [amend]",
            &format!("onehead< {line}")
        ]
    );

    scene.git(&["push", "-q", "../far", "main", "side"]);
    let push = scene.log();
    let (user, onehead): (Vec<_>, Vec<_>) = push.iter().partition(|line| line.starts_with("user"));
    assert_eq!(user.len(), 3, "one call with two lines: {push:?}");
    assert_eq!(user[0], "user [../far] [../far]");
    assert_eq!(onehead[0], "onehead [hooks] [run] [pre-push] [../far] [../far]");
    let told = |lines: &[&String]| {
        lines[1..]
            .iter()
            .map(|l| l.split_once(' ').map(|s| s.1.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&user), told(&onehead));
}

#[test]
fn standard_input_is_passed_byte_for_byte_and_may_be_left_unread_in_every_shell() {
    let keep = |name: &str| format!("#!/bin/sh\ncat >\"$LOG.{name}\"\n");
    let large = "refs/heads/x y 0123456789\n".repeat(20_000);
    let inputs = ["", "\n", "one", "one\n", "two\n\n\n", "a\\nb %s $HOME '\n", &large];
    for shell in shells() {
        for hook in [HookName::PrePush, HookName::PostRewrite] {
            let scene = Scene::new();
            write(&scene.hook(hook.as_str()), &keep("user"), 0o755);
            write(&scene.root.join("bin/onehead"), &keep("onehead"), 0o755);
            scene.install();
            for input in inputs {
                let output = run(&scene, &shell, hook, input);
                assert!(output.status.success(), "{shell:?}: {}", text(&output.stderr));
                for name in ["log.user", "log.onehead"] {
                    let got = fs::read_to_string(scene.root.join(name)).expect("kept");
                    assert!(
                        got == input,
                        "{shell:?} {hook} {name}: {} bytes of {}",
                        got.len(),
                        input.len()
                    );
                }
            }
            write(
                &scene.hook(&format!("{hook}.before-onehead")),
                "#!/bin/sh\nexit 0\n",
                0o755,
            );
            write(&scene.root.join("bin/onehead"), "#!/bin/sh\nexit 0\n", 0o755);
            let output = run(&scene, &shell, hook, &large);
            assert!(
                output.status.success() && output.stderr.is_empty(),
                "{shell:?}: {}",
                text(&output.stderr)
            );
        }
    }
}

const IGNORING: [&str; 4] = ["sh", "-c", "trap '' PIPE; exec \"$@\"", "sh"];

/// The shells of this machine that a git may come with.
fn shells() -> Vec<Vec<&'static str>> {
    let known = [
        vec!["sh"],
        vec!["dash"],
        vec!["bash", "--posix"],
        vec!["bash"],
        vec!["busybox", "sh"],
        vec!["ksh"],
    ];
    let there = |shell: &Vec<&str>| {
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]).args(["-c", "exit 0"]).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let mut shells: Vec<Vec<&str>> = known.into_iter().filter(there).collect();
    // Some programs start git with SIGPIPE ignored: then a reader that stops early is a failing write.
    let ignoring = shells
        .clone()
        .into_iter()
        .map(|shell| [IGNORING.to_vec(), shell].concat());
    shells.extend(ignoring.collect::<Vec<_>>());
    shells
}

fn run(scene: &Scene, shell: &[&str], hook: HookName, input: &str) -> Output {
    let mut command = scene.command(shell[0]);
    command
        .args(&shell[1..])
        .arg(scene.hook(hook.as_str()))
        .args(["origin", "a b"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(input.as_bytes())
        .expect("the hook reads all of it");
    child.wait_with_output().expect("ends")
}

#[test]
fn hooks_after_the_fact_answer_what_the_users_hook_answers() {
    let mut scene = Scene::new();
    user_hooks(&scene);
    scene.install();
    scene.set("onehead_EXIT", "1");
    for hook in HookName::ALL.into_iter().filter(|hook| !hook.may_refuse()) {
        for user in ["0", "3"] {
            scene.set("user_EXIT", user);
            let output = run(&scene, &["sh"], hook, "");
            assert_eq!(
                output.status.code().map(|code| code.to_string()).as_deref(),
                Some(user),
                "{hook}"
            );
        }
    }
    scene.set("user_EXIT", "0");
    assert!(scene.try_git(&["checkout", "-q", "-b", "other"]).status.success());
}

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
    assert!(matches!(changes[0], Change::AlreadyCalled { .. }), "{changes:?}");
    scene.commit();
    assert_eq!(scene.log().len(), 1);
    let first = &status(&scene.place()).expect("told").hooks[0];
    assert!(matches!(first.state, HookState::CallsOnehead { .. }) && first.runs);
}

#[test]
fn the_pre_commit_framework_over_ours_is_not_chained_in_a_circle() {
    let scene = user_hook(Scene::new());
    scene.install();
    // What `pre-commit install` does: ours becomes its legacy hook, which it runs first.
    fs::rename(scene.hook("pre-commit"), scene.hook("pre-commit.legacy")).expect("renamed");
    let framework = FRAMEWORK.replace("framework\"", "pre-commit.legacy\"");
    let scene = with_hook(scene, &framework, 0o755);
    let changes = scene.install();
    assert_eq!(
        changes[0],
        Change::AlreadyCalled {
            by: scene.hook("pre-commit.legacy")
        }
    );
    scene.commit();
    assert_eq!(scene.log().len(), 2, "each once");
    let changes = scene.uninstall();
    let aside = Some(scene.hook("pre-commit.before-onehead"));
    assert_eq!(changes[0], Change::LeftForeign { aside });
    assert!(scene.hook("pre-commit.legacy").exists());
}

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
