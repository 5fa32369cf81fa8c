//! What the hooks do when git, or any shell, runs them.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use onehead::app::hooks::{HookName, HooksOrigin, HooksPlace, InstallOptions};

use crate::scene::{Scene, install, recorder, start, text, uninstall, user_hook, user_hooks, write};

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
    let mut child = start(command.stdin(Stdio::piped()));
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
