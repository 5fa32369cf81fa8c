//! Every command block of `docs/guide.md`, run as a reader would who has nothing: no git, no HOME, another user, and a
//! file system that can be written to nowhere but in the copy.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The user who owns nothing.
const NOBODY: u32 = 65_534;

/// What the guide's commands need besides onehead. git is not among it.
const TOOLS: [&str; 5] = ["sh", "cp", "ls", "cat", "date"];

/// A fenced block of the guide.
#[derive(Debug)]
struct Block {
    language: String,
    /// The line of the guide that its first line stands on, from 1.
    line: usize,
    lines: Vec<String>,
    /// The revision file that the text before it named last.
    file: Option<String>,
}

/// Takes the fenced blocks out of the guide, those within lists too.
fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<usize> = None;
    let mut file = None;
    for (number, line) in (1..).zip(guide.lines()) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        match (content.strip_prefix("```"), open) {
            (Some(language), None) => {
                open = Some(indent);
                blocks.push(Block {
                    language: language.to_owned(),
                    line: number + 1,
                    lines: Vec::new(),
                    file: file.clone(),
                });
            }
            (Some(_), Some(_)) => open = None,
            (None, Some(outer)) => {
                let block = blocks.last_mut().expect("a block is open");
                block
                    .lines
                    .push(line.get(outer.min(indent)..).unwrap_or_default().to_owned());
            }
            (None, None) => {
                let mut code = line.split('`').skip(1).step_by(2);
                file = code
                    .find(|code| code.starts_with("versions/"))
                    .map(str::to_owned)
                    .or(file);
            }
        }
    }
    assert_eq!(open, None, "a block is not closed");
    blocks
}

/// A copy of `migrations/sql` that belongs to nobody, and a folder with the tools.
struct Copy {
    directory: tempfile::TempDir,
    is_root: bool,
    can_unshare: bool,
}

impl Copy {
    fn make() -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        let root = directory.path();
        let tools = root.join("bin");
        fs::create_dir(&tools).expect("a folder");
        for tool in TOOLS {
            symlink(which(tool), tools.join(tool)).expect("a link");
        }
        fs::copy(env!("CARGO_BIN_EXE_onehead"), tools.join("onehead")).expect("the binary");
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sql");
        copy_tree(&project, &root.join("copy"));
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("mine");
        let is_root = root.metadata().expect("a folder").uid() == 0;
        if is_root {
            give_away(&root.join("copy"));
        }
        let mut copy = Self {
            directory,
            is_root,
            can_unshare: is_root,
        };
        copy.can_unshare = is_root && copy.run(":").status.success();
        println!(
            "another user: {}, read-only root: {}",
            if is_root {
                "yes"
            } else {
                "no, the tests do not run as root"
            },
            if copy.can_unshare {
                "yes"
            } else {
                "no, it cannot be mounted so here"
            }
        );
        copy
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("copy")
    }

    /// Runs one line of shell.
    fn run(&self, line: &str) -> Output {
        let tools = self.directory.path().join("bin");
        let mut command = if self.can_unshare {
            // The copy is mounted upon itself first, and so is not part of what becomes read-only.
            let script = "mount --bind . . && mount -o remount,bind,ro / && cd \"$PWD\" && exec setpriv --reuid=65534 \
                          --regid=65534 --clear-groups env -i PATH=\"$0\" sh -c \"$1\"";
            let mut command = Command::new("unshare");
            command.args(["-m", "sh", "-c", script]).arg(&tools).arg(line);
            command
        } else {
            let mut command = Command::new(tools.join("sh"));
            command.args(["-c", line]).env_clear().env("PATH", &tools);
            command
        };
        if self.is_root && !self.can_unshare {
            std::os::unix::process::CommandExt::uid(&mut command, NOBODY);
            std::os::unix::process::CommandExt::gid(&mut command, NOBODY);
        }
        command.current_dir(self.path()).output().expect("the shell starts")
    }
}

fn which(tool: &str) -> PathBuf {
    let path = std::env::var_os("PATH").expect("there is a PATH");
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(tool))
        .find(|path| path.exists());
    found.unwrap_or_else(|| panic!("there is no {tool}"))
}

/// Copies what git knows of: no database that somebody made there.
fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else if name.ends_with(".sql") || name.ends_with(".toml") {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

fn give_away(path: &Path) {
    std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("root may");
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            give_away(&entry.expect("an entry").path());
        }
    }
}

/// Does what the guide tells the reader to do with an editor: puts the block in place of the sections of the file.
fn fill_in(copy: &Copy, block: &Block) {
    let name = block.file.as_ref().expect("the text names the file");
    let path = copy.path().join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (header, _) = text.split_once("-- onehead: upgrade").expect("the file has sections");
    fs::write(&path, format!("{header}{}\n", block.lines.join("\n"))).expect("write");
}

#[test]
fn every_command_of_the_guide_runs() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide.md");
    let blocks = blocks(&fs::read_to_string(guide).expect("the guide is there"));
    let copy = Copy::make();
    let (mut ran, mut shown) = (0, 0);
    let mut failed = Vec::new();
    for block in &blocks {
        match block.language.as_str() {
            "sql" => fill_in(&copy, block),
            "bash" => {
                let lines = (block.line..).zip(&block.lines);
                for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
                    let output = copy.run(line);
                    ran += 1;
                    if !output.status.success() {
                        let said = String::from_utf8_lossy(&output.stderr);
                        failed.push(format!("line {number}: {line}\n  {}: {said}", output.status));
                    }
                }
            }
            "console" if block.lines.first().is_some_and(|line| line.starts_with("$ ")) => {
                shown += 1;
                let (command, answer) = block.lines.split_first().expect("it has a first line");
                let output = copy.run(command.trim_start_matches("$ "));
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                if said.trim_end() != answer.join("\n") {
                    failed.push(format!("line {}: {command}\n{said}", block.line));
                }
            }
            "console" | "text" => {}
            other => panic!("line {}: a block of `{other}` is neither run nor shown", block.line),
        }
    }
    println!("{ran} lines ran");
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(ran > 40 && shown > 0, "only {ran} lines and {shown} answers were found");
}

#[cfg(target_os = "linux")]
#[test]
fn the_reader_of_the_guide_has_nothing() {
    let copy = Copy::make();
    let said = |line: &str| String::from_utf8_lossy(&copy.run(line).stdout).into_owned();
    assert_eq!(said("echo ${HOME-none} ${USER-none}"), "none none\n");
    assert!(!copy.run("git --version").status.success());
    assert!(copy.run(": >there").status.success());
    if copy.is_root {
        assert!(
            !copy.run(": >../there").status.success(),
            "the folder above belongs to somebody else"
        );
    }
    if copy.can_unshare {
        assert!(
            !copy.run(": >/tmp/onehead-guide").status.success(),
            "everybody may write there, but it is read-only"
        );
    }
}
