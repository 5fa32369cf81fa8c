//! Full disks, folders that cannot be written to, death in the middle, and ten at once: a whole file or none.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::dice::Dice;
use super::scene::{Scene, Script, assert_refused, script, stderr, strays};

const FORK: [Script; 3] = [
    script("root", "None"),
    script("left", "'root'"),
    script("right", "'root'"),
];

const MERGE: [&str; 5] = ["-q", "merge", "heads", "-m", "join"];

/// A scene with two heads, as Python and as SQL.
fn scenes() -> [Scene; 2] {
    [Scene::project(&FORK), Scene::sql_fork()]
}

/// Holds that a merge left a whole file or none, and that the project works on; answers whether it is merged.
fn assert_whole(scene: &Scene) -> bool {
    let heads = scene.expect(&["heads"]);
    let merged = heads.lines().count() == 1;
    let revisions = scene.files().into_iter().filter(|(name, _)| {
        let name = Path::new(name);
        name.starts_with("mig/versions") && name.extension().is_some_and(|end| end == "py" || end == "sql")
    });
    assert_eq!(revisions.count(), 3 + usize::from(merged), "{heads}");
    for stray in strays(&scene.path().join("mig/versions")) {
        assert!(stray.starts_with(".onehead-"), "{stray}");
    }
    merged
}

#[test]
fn ten_merges_at_once_make_one() {
    for round in 0..10 {
        for scene in scenes() {
            let merges: Vec<_> = (0..10)
                .map(|_| {
                    scene
                        .command(&MERGE)
                        .stderr(Stdio::piped())
                        .stdout(Stdio::piped())
                        .spawn()
                        .expect("starts")
                })
                .collect();
            for merge in merges {
                let output = merge.wait_with_output().expect("it ends");
                assert_eq!(output.status.code(), Some(0), "round {round}: {}", stderr(&output));
            }
            assert!(assert_whole(&scene), "round {round}");
            assert_eq!(strays(&scene.path().join("mig/versions")), [""; 0], "round {round}");
        }
    }
}

#[test]
fn revisions_made_at_once_stand_in_a_line() {
    for scene in [Scene::project(&[]), Scene::project(&[script("root", "None")])] {
        let before = scene.expect(&["history"]).lines().count();
        let made: Vec<_> = ["a", "b", "c", "d", "e", "f"]
            .iter()
            .map(|name| scene.command(&["-q", "revision", "-m", name]).spawn().expect("starts"))
            .collect();
        for mut one in made {
            assert!(one.wait().expect("it ends").success());
        }
        assert_eq!(scene.expect(&["heads"]).lines().count(), 1);
        assert_eq!(scene.expect(&["history"]).lines().count(), before + 6);
    }
}

#[test]
fn a_merge_killed_anywhere_leaves_a_whole_file_or_none() {
    let seed = u64::from(std::process::id());
    println!("seed {seed}");
    let mut dice = Dice::new(seed);
    let message = "x".repeat(100_000);
    let arguments = ["-q", "merge", "heads", "--rev-id", "joined", "-m", message.as_str()];
    let [_, sample] = scenes();
    let start = Instant::now();
    sample.expect(&arguments);
    let whole = usize::try_from(start.elapsed().as_micros()).expect("short");
    let (mut merged, mut strayed) = (0, 0);
    for round in 0..60 {
        let [python, sql] = scenes();
        let scene = if round % 2 == 0 { python } else { sql };
        let versions = scene.path().join("mig/versions");
        let mut merge = scene.command(&arguments).spawn().expect("starts");
        if round % 3 == 0 {
            // As soon as there is a file more: in the middle of writing.
            while fs::read_dir(&versions).expect("a folder").count() == 3
                && merge.try_wait().expect("a child").is_none()
            {}
        } else {
            let micros = u64::try_from(dice.below(whole + whole / 4)).expect("short");
            std::thread::sleep(Duration::from_micros(micros));
        }
        // It may have ended already.
        let _ = merge.kill();
        merge.wait().expect("it ends");
        strayed += usize::from(!strays(&versions).is_empty());
        if assert_whole(&scene) {
            merged += 1;
        } else {
            scene.expect(&MERGE);
            assert!(assert_whole(&scene), "round {round}");
        }
    }
    println!("60 killed: {merged} had merged already, {strayed} left a temporary file");
    assert!(merged < 60, "none was killed in time");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_is_not_written() {
    let message = "x".repeat(20_000);
    // Blocks of 512 bytes: nothing, some of the file, nearly all of it.
    for blocks in [0, 1, 8, 39] {
        for (scene, dies) in scenes().into_iter().zip([false, true]) {
            let trap = if dies { "" } else { "trap '' XFSZ; " };
            let line = format!("{trap}ulimit -f {blocks}; exec \"$0\" \"$@\"");
            let output = Command::new("sh")
                .args([
                    "-c",
                    &line,
                    env!("CARGO_BIN_EXE_onehead"),
                    "-q",
                    "merge",
                    "heads",
                    "-m",
                    &message,
                ])
                .current_dir(scene.path())
                .output()
                .expect("sh starts");
            if dies {
                assert!(!output.status.success(), "{blocks}");
            } else {
                assert_refused(&output, 3, "nothing was written");
                assert_eq!(strays(&scene.path().join("mig/versions")), [""; 0]);
            }
            assert!(!assert_whole(&scene), "{blocks}");
        }
    }
}

/// Answers whether the tests run as root, who may write anywhere.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    tempfile::tempfile()
        .and_then(|file| file.metadata())
        .is_ok_and(|metadata| metadata.uid() == 0)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_gets_no_file() {
    if !is_root() {
        println!("not root: no disk to fill; the limit on the size of files stands for it");
        return;
    }
    // Half a disk: from no page left to more than the file needs, and from no file left to as many as are made.
    const SCRIPT: &str = r#"
        mount -t tmpfs -o "$1" none disk && cp -a mig alembic.ini disk/ 2>/dev/null || exit 90
        cd disk
        test -n "$2" && { cat /dev/zero >filler 2>/dev/null; truncate -s "-$2" filler; }
        "$0" -q merge heads -m "$3" 2>../said
        echo $? >../code
        rm -f filler
        ls -A mig/versions >../left
        cp -a mig ../after
    "#;
    let message = "x".repeat(20_000);
    let mut refused = 0;
    let pages = (0..8).map(|pages| ("size=256k".to_owned(), (pages * 4096).to_string()));
    // The folders and files of the scene, and the root of the disk, are so many inodes.
    let inodes = (9..14).map(|inodes| (format!("size=1m,nr_inodes={inodes}"), String::new()));
    for (options, free) in pages.chain(inodes) {
        let scene = Scene::project(&FORK);
        fs::create_dir(scene.path().join("disk")).expect("a folder");
        let mut command = Command::new("unshare");
        let arguments = [
            "-m",
            "sh",
            "-c",
            SCRIPT,
            env!("CARGO_BIN_EXE_onehead"),
            &options,
            &free,
            &message,
        ];
        let output = command
            .args(arguments)
            .current_dir(scene.path())
            .output()
            .expect("unshare starts");
        if output.status.code() == Some(90) || !scene.path().join("code").exists() {
            assert!(options.contains("inodes"), "no disk: {}", stderr(&output));
            continue;
        }
        let code = scene.read("code");
        let left = scene.read("left");
        assert!(!left.contains(".tmp"), "{options} {free}: {left}");
        let after = Scene::empty();
        for (name, text) in scene.files() {
            if let Some(name) = name.strip_prefix("after/") {
                after.write(&format!("mig/{name}"), &text);
            }
        }
        after.write("alembic.ini", &scene.read("alembic.ini"));
        match code.trim() {
            "0" => assert!(assert_whole(&after)),
            "3" => {
                refused += 1;
                let said = scene.read("said");
                assert!(
                    said.starts_with("error: cannot write") && said.lines().count() == 1,
                    "{said}"
                );
                assert!(!assert_whole(&after), "{options} {free}");
            }
            other => panic!("{options} {free}: exit {other}: {}", scene.read("said")),
        }
    }
    println!("{refused} refused");
    assert!(refused >= 5, "only {refused} disks were full");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    for scene in scenes() {
        let mode = |name: &str, mode| {
            let path = scene.path().join(name);
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("mine");
        };
        mode("", 0o755);
        mode("mig/versions", 0o555);
        let before = scene.files();
        for arguments in [&MERGE[..], &["-q", "revision", "--head", "left", "-m", "x"]] {
            let mut command = scene.command(arguments);
            if is_root() {
                // Somebody to whom the folder does not belong.
                command.uid(65_534).gid(65_534);
            }
            let output = command.output().expect("everybody may run what cargo built");
            assert_refused(&output, 3, "nothing was written");
            assert!(stderr(&output).contains("versions"), "{}", stderr(&output));
        }
        assert_eq!(scene.files(), before);
        mode("mig/versions", 0o755);
    }
}
