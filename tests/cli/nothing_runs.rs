//! No command runs anything of the project.

use super::scene::Scene;

const CANARY: &str = "import pathlib\npathlib.Path('ran').write_text('x')\n";

#[test]
fn no_command_runs_a_file_of_the_project() {
    let scene = Scene::fork();
    let marker = scene.path("ran");
    let canary = CANARY.replace("ran", &marker.to_string_lossy());
    scene.write("migrations/env.py", &canary);
    for id in ["a", "b", "c"] {
        let name = format!("migrations/versions/{id}.py");
        let text = scene.read(&name);
        scene.write(&name, text + &canary);
    }
    scene.write(
        "migrations/script.py.mako",
        format!("<%\n{canary}%>\nrevision = ${{repr(up_revision)}}\n"),
    );
    let ini = scene.read("alembic.ini");
    let hooks = format!(
        "\n[post_write_hooks]\nhooks = own\nown.type = exec\nown.executable = touch\nown.options = {}\n",
        marker.display()
    );
    scene.write("alembic.ini", ini + &hooks);
    scene.write("sitecustomize.py", &canary);
    scene.commit_all();
    for hook in [
        "pre-commit",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
    ] {
        let path = format!(".git/hooks/{hook}");
        scene.write(&path, format!("#!/bin/sh\ntouch '{}'\n", marker.display()));
        assert!(
            scene
                .program("chmod")
                .args(["755", &path])
                .status()
                .expect("runs")
                .success()
        );
    }
    scene.git(&["config", "core.fsmonitor", &format!("touch '{}'", marker.display())]);
    scene.git(&[
        "config",
        "filter.own.clean",
        &format!("touch '{}'; cat", marker.display()),
    ]);
    scene.write(".gitattributes", "*.py filter=own\n");
    let _ = std::fs::remove_file(&marker);
    for line in [
        &["heads", "-v"][..],
        &["history", "-i"],
        &["branches"],
        &["show", "b"],
        &["current"],
        &["check", "--all"],
        &["check", "--staged"],
        &["check", "--against", "HEAD"],
        &["heads", "--at", "HEAD"],
        &["upgrade", "heads"],
        &["downgrade", "base"],
        &["stamp", "heads"],
        &["upgrade", "heads", "--sql"],
        &["ensure_version"],
        &["revision", "-m", "x", "--head", "b"],
        &["revision", "--autogenerate"],
        &["merge", "heads", "--dry-run"],
        &["merge", "heads", "-m", "x", "--stage"],
        &["list_templates"],
    ] {
        let outcome = scene.run(line);
        assert!(outcome.code.is_some_and(|code| code < 7), "{line:?}: {outcome:?}");
        assert!(!marker.exists(), "{line:?} ran a program of the project");
    }
}
