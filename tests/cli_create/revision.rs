//! `revision` beside Alembic's: the same files with the same bytes, and the same refusals.

use std::collections::BTreeMap;

use super::alembic::{Alembic, Answer};
use super::scene::{Scene, Script, script, stderr};

/// Replaces what two runs cannot share: the minute and what follows it in `Create Date`.
pub fn without_minutes(text: &str) -> String {
    let mut result = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("Create Date: ").filter(|date| date.len() > 14) {
            Some(date) => {
                let (hour, rest) = date.split_at(14);
                let rest: String = rest
                    .chars()
                    .take(12)
                    .map(|c| if c.is_ascii_digit() { '9' } else { c })
                    .collect();
                result.push_str(&format!("Create Date: {hour}{rest}{}", &date[26.min(date.len())..]));
            }
            None => result.push_str(line),
        }
    }
    result
}

/// The files that a command made, and how it ended.
struct Made {
    fine: bool,
    said: String,
    files: BTreeMap<String, String>,
}

fn made(scene: &Scene, before: &BTreeMap<String, String>, fine: bool, said: String) -> Made {
    let files = scene
        .files()
        .into_iter()
        .filter(|(name, _)| !name.contains("__pycache__"));
    for (name, text) in before {
        assert_eq!(text, &scene.read(name), "{name} was changed");
    }
    let new = files.filter(|(name, _)| !before.contains_key(name));
    Made {
        fine,
        said,
        files: new.map(|(name, text)| (name, without_minutes(&text))).collect(),
    }
}

/// Runs one command line in two copies of a scene, by Alembic and by onehead, and compares.
///
/// A name may hold the second in which it was made: where the names differ, it is tried again.
pub fn compare(alembic: &mut Alembic, scene: &Scene, arguments: &[&str]) -> bool {
    let mut difference = String::new();
    for _ in 0..5 {
        let (theirs, ours) = (scene.copy(), scene.copy());
        let before = scene.files();
        let Answer { code, said } = alembic.run(&theirs.path(), arguments);
        let theirs = made(&theirs, &before, code == 0, said);
        let output = ours.run(arguments);
        assert!(output.stdout.is_empty(), "{arguments:?}: {:?}", output.stdout);
        let ours = made(&ours, &before, output.status.success(), stderr(&output));
        assert_eq!(
            theirs.fine, ours.fine,
            "{arguments:?}\nAlembic: {}\nonehead: {}",
            theirs.said, ours.said
        );
        if !theirs.fine {
            assert!(ours.files.is_empty(), "{arguments:?} left {:?}", ours.files.keys());
            return false;
        }
        assert_eq!(theirs.files.len(), 1, "{arguments:?}: {}", theirs.said);
        if theirs.files == ours.files {
            return true;
        }
        difference = format!(
            "{arguments:?}\nAlembic: {:#?}\nonehead: {:#?}",
            theirs.files, ours.files
        );
    }
    panic!("{difference}");
}

/// A line of two revisions.
pub fn line() -> Scene {
    Scene::project(&[script("oldest", "None"), script("newest", "'oldest'")])
}

/// Two labelled heads on one root, and a root of its own that depends on one of them.
pub fn fork() -> Scene {
    Scene::project(&[
        script("root", "None"),
        Script {
            labels: "('lft',)",
            ..script("leftmost", "'root'")
        },
        Script {
            labels: "'rgt'",
            ..script("rightmost", "'root'")
        },
        script("rightward", "'rightmost'"),
        Script {
            labels: "'apart'",
            depends_on: "'leftmost'",
            ..script("island", "None")
        },
    ])
}

#[test]
fn options_make_the_files_that_alembic_makes() {
    let mut alembic = Alembic::start();
    let line = line();
    let cases: &[&[&str]] = &[
        &["-m", "Add a table"],
        &[],
        &["-m", "Größe: 漢字, नमस्ते & İstanbul ΣΑΣ ²½ e\u{301} __x__!"],
        &[
            "-m",
            "a message that is a good deal longer than the forty characters of a slug",
        ],
        &["-m", "one_unbroken_word_of_more_than_forty_characters_in_the_name"],
        &["-m", "100% of ${message} <% %> ## {} %(rev)s #"],
        &["-m", "it's \"quoted\" inside"],
        &["-m", "two\nlines"],
        &["-m", "x", "--head", "oldest", "--splice"],
        &["-m", "x", "--head", "oldest"],
        &["-m", "x", "--head", "old", "--splice"],
        &["-m", "x", "--head", "nowhere"],
        &["-m", "x", "--head", "base"],
        &["-m", "x", "--head", "base", "--branch-label", "fresh"],
        &["-m", "x", "--branch-label", "fresh", "--depends-on", "oldest"],
        &[
            "-m",
            "x",
            "--head",
            "base",
            "--depends-on",
            "oldest",
            "--depends-on",
            "newest",
        ],
        &["-m", "x", "--head", "base", "--depends-on", "new"],
        &["-m", "x", "--depends-on", "nowhere"],
        &["-m", "x", "--head", "oldest", "--head", "newest"],
        &["-m", "x", "--head", "heads"],
        &["-m", "x", "--head=-1", "--splice"],
        &["-m", "x", "--head", "newest@head"],
        &["-m", "x", "--head", "oldest@newest"],
    ];
    let fine = cases
        .iter()
        .filter(|case| {
            compare(
                &mut alembic,
                &line,
                &[&["revision", "--rev-id", "made"], **case].concat(),
            )
        })
        .count();
    assert_eq!(fine, cases.len() - 3, "so many are refused by both");
}

#[test]
fn branches_are_named_as_for_alembic() {
    let mut alembic = Alembic::start();
    let fork = fork();
    let cases: &[&[&str]] = &[
        &["-m", "x"],
        &["-m", "x", "--head", "lft@head"],
        &["-m", "x", "--head", "rgt@head"],
        &["-m", "x", "--head", "rgt"],
        &["-m", "x", "--head", "rgt", "--splice"],
        &["-m", "x", "--head", "apart@head"],
        &["-m", "x", "--head", "heads"],
        &["-m", "x", "--head", "root", "--splice", "--branch-label", "third"],
        &["-m", "x", "--head", "apart@base"],
        &["-m", "x", "--head", "leftmost"],
        &["-m", "x", "--head", "apart@head", "--depends-on", "lft"],
        &["-m", "x", "--head", "apart@head", "--depends-on", "lft@head"],
        &[
            "-m",
            "x",
            "--head",
            "apart@head",
            "--depends-on",
            "rgt",
            "--depends-on",
            "rightward",
        ],
        &["-m", "x", "--head", "apart@head", "--depends-on", "rgt@head"],
        &["-m", "x", "--head", "lft@head", "--depends-on", "root"],
    ];
    for case in cases {
        compare(
            &mut alembic,
            &fork,
            &[&["revision", "--rev-id", "made"], *case].concat(),
        );
    }
}

#[test]
fn files_are_named_as_the_configuration_says() {
    let mut alembic = Alembic::start();
    let settings = [
        "file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s",
        "file_template = %%(epoch)s_%%(slug).5s",
        "file_template = %%(epoch)d-%%(second)03d-%%(rev)8s|%%(slug)-12s|",
        "file_template = 100%%%%_%%(rev)s",
        "file_template = %%(year)d/%%(month).2d/%%(rev)s\nrecursive_version_locations = true",
        "truncate_slug_length = 10",
        "truncate_slug_length = 1",
        "truncate_slug_length = 0",
        "truncate_slug_length = 1000",
        "timezone = UTC",
        "timezone = utc",
        "timezone = Europe/Berlin",
        "timezone = Asia/Kolkata\nfile_template = %%(hour).2d_%%(rev)s",
        "timezone = Nowhere/Land",
        "file_template = %%(nothing)s",
    ];
    for setting in settings {
        let scene = line();
        scene.configure(setting);
        println!("{setting}");
        compare(
            &mut alembic,
            &scene,
            &["revision", "--rev-id", "made", "-m", "Some longer_message with a tail"],
        );
    }
}

#[test]
fn folders_are_chosen_as_alembic_chooses() {
    let mut alembic = Alembic::start();
    let scene = Scene::project(&[]);
    scene.configure("version_locations = %(here)s/one:%(here)s/two:%(here)s/mig/absent");
    scene.scripts("one", &[script("first", "None")]);
    scene.scripts("two", &[script("second", "None"), script("third", "'second'")]);
    let cases: &[&[&str]] = &[
        &["--head", "first"],
        &["--head", "third"],
        &["--head", "heads"],
        &["--head", "base"],
        &["--head", "base", "--version-path", "two"],
        &["--head", "first", "--version-path", "two"],
        &["--head", "first", "--version-path", "./two"],
        &["--head", "first", "--version-path", "mig/absent"],
        &["--head", "first", "--version-path", "three"],
        &["--head", "first", "--version-path", "mig"],
    ];
    for case in cases {
        compare(
            &mut alembic,
            &scene,
            &[&["revision", "--rev-id", "made", "-m", "x"], *case].concat(),
        );
    }
}

#[test]
fn a_template_of_the_project_is_rendered_as_alembic_renders_it() {
    let mut alembic = Alembic::start();
    let scene = Scene::empty();
    // The stock template, too: from the installed package, so that nothing of it lies here.
    alembic.expect(&scene.path(), &["-q", "init", "mig"]);
    compare(&mut alembic, &scene, &["revision", "--rev-id", "made", "-m", "x"]);
    scene.write(
        "mig/script.py.mako",
        "\"\"\"${message}\n\nCreate Date: ${create_date}\n\"\"\"\n## ours\nrevision = ${repr(up_revision)}\n\
         down_revision = ${repr(down_revision)}\n% if branch_labels:\nbranch_labels = ${repr(branch_labels)}\n% endif\n\
         depends_on = ${repr(depends_on)}\n\n\ndef upgrade():\n    ${upgrades if upgrades else \"pass\"}\n",
    );
    compare(&mut alembic, &scene, &["revision", "--rev-id", "made", "-m", "x"]);
    compare(
        &mut alembic,
        &scene,
        &["revision", "--rev-id", "made", "-m", "x", "--branch-label", "l"],
    );
}

#[test]
fn an_empty_message_is_no_message() {
    let scene = line();
    scene.expect(&["revision", "--rev-id", "made", "-m", ""]);
    assert!(scene.read("mig/versions/made_.py").starts_with("\"\"\"empty message\n"));
}
