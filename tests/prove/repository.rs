//! A case as a real repository.

use std::fs;
use std::path::Path;

use git2::{Oid, Repository, Signature, Time};
use tempfile::TempDir;

use super::cases::{Case, Tree};

/// A repository on disk.
pub struct Made {
    pub directory: TempDir,
    /// The commits of the case, full hexadecimal ids.
    pub commits: Vec<String>,
}

/// Writes a case: its commits and refs, and its new tree as the working tree.
pub fn make(case: &Case) -> Made {
    let directory = tempfile::tempdir().expect("a folder");
    let root = directory.path().canonicalize().expect("it is there");
    let git = Repository::init(&root).expect("a repository");
    let mut commits: Vec<Oid> = Vec::new();
    for (at, commit) in case.commits.iter().enumerate() {
        let tree = write_tree(&git, &commit.tree);
        let seconds = i64::try_from(at).expect("few") * 60 + 1_700_000_000;
        let author = Signature::new("A", "a@example.org", &Time::new(seconds, 0)).expect("a signature");
        let parents: Vec<_> = commit
            .parents
            .iter()
            .map(|&at| git.find_commit(commits[at]).expect("made"))
            .collect();
        let parents: Vec<_> = parents.iter().collect();
        let tree = git.find_tree(tree).expect("just written");
        let message = format!("commit {at}");
        commits.push(
            git.commit(None, &author, &author, &message, &tree, &parents)
                .expect("a commit"),
        );
    }
    for (name, at) in &case.refs {
        git.reference(name, commits[*at], false, "").expect("a ref");
    }
    write_files(&root, &case.new);
    Made {
        directory,
        commits: commits.iter().map(ToString::to_string).collect(),
    }
}

fn files(tree: &Tree) -> Vec<(String, String)> {
    // Without a revision there is no project.
    if tree.scripts.is_empty() {
        return vec![("README".to_owned(), "nothing yet\n".to_owned())];
    }
    let config = format!("[alembic]\nscript_location = {}\n", tree.folder);
    let mut files = vec![
        ("alembic.ini".to_owned(), config),
        (format!("{}/env.py", tree.folder), String::new()),
    ];
    for (name, text) in tree.files() {
        files.push((format!("{}/versions/{name}", tree.folder), text));
    }
    files
}

fn write_tree(git: &Repository, tree: &Tree) -> Oid {
    let mut index = git2::Index::new().expect("an index in memory");
    for (path, text) in files(tree) {
        let id = git.blob(text.as_bytes()).expect("a blob");
        let entry = git2::IndexEntry {
            ctime: git2::IndexTime::new(0, 0),
            mtime: git2::IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            file_size: 0,
            id,
            flags: 0,
            flags_extended: 0,
            path: path.into_bytes(),
        };
        index.add(&entry).expect("an entry");
    }
    index.write_tree_to(git).expect("a tree")
}

fn write_files(root: &Path, tree: &Tree) {
    for (path, text) in files(tree) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}
