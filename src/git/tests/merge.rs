use std::collections::BTreeMap;
use std::fs;

use super::scratch::{Scratch, listing, names, text};
use crate::git::GitError;
use crate::sources::{Overlay, Source, WorkTree};

#[test]
fn a_working_tree_is_merged_without_writing_anything() {
    let scratch = Scratch::new();
    for name in [
        "same",
        "theirs",
        "ours",
        "both",
        "deleted_there",
        "deleted_here",
        "clash",
    ] {
        scratch.write(
            &format!("db/{name}.py"),
            &format!("{name}\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
        );
    }
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "base"]);
    scratch.write("db/theirs.py", "changed there\n");
    scratch.write("db/both.py", "both\n1 there\n2\n3\n4\n5\n6\n7\n8\n9\n");
    scratch.write("db/clash.py", "there\n");
    scratch.write("db/new_there.py", "new\n");
    scratch.git(&["rm", "-q", "db/deleted_there.py"]);
    scratch.commit("there");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.write("db/ours.py", "changed here\n");
    scratch.write("db/both.py", "both\n1\n2\n3\n4\n5\n6\n7\n8\n9 here\n");
    scratch.write("db/clash.py", "here\n");
    scratch.write("db/new_here.py", "new\n");
    fs::remove_file(scratch.path("db/deleted_here.py")).expect("removed");
    let objects = || text(&scratch.try_git(&scratch.root(), &["count-objects", "-v"]).stdout);
    let before = objects();
    let repo = scratch.open();
    let mut overlay = Overlay::new(&WorkTree);
    overlay.write(scratch.path("db/planned.py"), b"planned".as_slice());
    let merged = repo.merged_source(&overlay, "base").expect("a merge");
    let found: BTreeMap<String, String> = listing(&merged, &scratch.path("db")).into_iter().collect();
    let same = "same\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    let expected = [
        ("same.py", same),
        ("theirs.py", "changed there\n"),
        ("ours.py", "changed here\n"),
        ("both.py", "both\n1 there\n2\n3\n4\n5\n6\n7\n8\n9 here\n"),
        ("clash.py", "here\n"),
        ("new_here.py", "new\n"),
        ("new_there.py", "new\n"),
        ("planned.py", "planned"),
    ];
    assert_eq!(
        found,
        expected.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
    );
    assert_eq!(merged.conflicts(), [scratch.path("db/clash.py")]);
    assert_eq!(merged.find(&scratch.path("db/deleted_there.py")).expect("find"), None);
    assert_eq!(merged.name().commits.len(), 2);
    assert_eq!(objects(), before);
}

#[test]
fn a_renamed_file_keeps_the_other_sides_change() {
    let scratch = Scratch::new();
    scratch.write("db/old.py", "1\n2\n3\n4\n5\n6\n7\n8\n");
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "base"]);
    scratch.write("db/old.py", "1 there\n2\n3\n4\n5\n6\n7\n8\n");
    scratch.commit("there");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.git(&["mv", "db/old.py", "db/new.py"]);
    scratch.write("db/new.py", "1\n2\n3\n4\n5\n6\n7\n8 here\n");
    let repo = scratch.open();
    let merged = repo.merged_source(&WorkTree, "base").expect("a merge");
    let expected = [("new.py".to_owned(), "1 there\n2\n3\n4\n5\n6\n7\n8 here\n".to_owned())];
    assert_eq!(listing(&merged, &scratch.path("db")), expected);
    assert_eq!(merged.conflicts(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn converted_line_ends_are_no_change() {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "1\n2\n");
    scratch.write("db/b.py", "1\n2\n");
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "base"]);
    scratch.git(&["rm", "-q", "db/a.py"]);
    scratch.write("db/b.py", "1\n2\n3\n");
    scratch.commit("there");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.write("db/a.py", "1\r\n2\r\n");
    scratch.write("db/b.py", "1\r\n2\r\n");
    let repo = scratch.open();
    let merged = repo.merged_source(&WorkTree, "base").expect("a merge");
    assert_eq!(
        listing(&merged, &scratch.path("db")),
        [("b.py".to_owned(), "1\n2\n3\n".to_owned())]
    );
}

#[test]
fn a_folder_that_one_side_deleted_is_gone() {
    let scratch = Scratch::new();
    scratch.write("db/versions/a.py", "a");
    scratch.write("keep/a.py", "a");
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "-b", "base"]);
    scratch.git(&["rm", "-q", "-r", "db"]);
    scratch.write("new/x.py", "x");
    scratch.commit("there");
    scratch.git(&["checkout", "-q", "main"]);
    let repo = scratch.open();
    let ours = repo.commit_source("main").expect("main");
    let merged = repo.merged_source(&ours, "base").expect("a merge");
    assert_eq!(names(&merged, &scratch.root()), ["keep", "new"]);
    assert_eq!(names(&merged, &scratch.path("db/versions")), Vec::<String>::new());
}

#[test]
fn unrelated_histories_do_not_merge() {
    let scratch = Scratch::new();
    scratch.write("f", "f");
    scratch.commit("first");
    scratch.git(&["checkout", "-q", "--orphan", "other"]);
    scratch.commit("other root");
    let repo = scratch.open();
    let error = repo.merged_source(&WorkTree, "main").err().expect("nothing in common");
    assert!(matches!(error, GitError::NoMergeBase { shallow: false, .. }));
    assert_eq!(error.hint(), None);
}

/// Numbers that look random and are the same on every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// A random history of two branches that merge each other now and then.
struct History {
    git: git2::Repository,
    random: Random,
    renames: bool,
    named: u64,
    time: i64,
}

impl History {
    fn text(&mut self) -> Vec<u8> {
        let lines = 6 + self.random.below(4);
        let lines: Vec<String> = (0..lines)
            .map(|_| format!("{:x}", self.random.below(u64::MAX)))
            .collect();
        (lines.join("\n") + "\n").into_bytes()
    }

    fn name(&mut self) -> String {
        self.named += 1;
        let folder = ["versions", "versions/sub", "other"][usize::try_from(self.random.below(3)).expect("small")];
        format!("{folder}/{:04x}_{}.py", self.random.below(65536), self.named)
    }

    fn change(&mut self, files: &mut Files) {
        for _ in 0..=self.random.below(3) {
            let count = files.len() as u64;
            let pick = usize::try_from(self.random.below(count.max(1))).expect("small");
            let some = files.keys().nth(pick).cloned();
            match (self.random.below(10), some) {
                (0..3, _) | (_, None) => {
                    let (name, text) = (self.name(), self.text());
                    files.insert(name, text);
                }
                (3..6, Some(name)) => {
                    let text = files.get_mut(&name).expect("picked");
                    let mut lines: Vec<String> = String::from_utf8_lossy(text).lines().map(str::to_owned).collect();
                    let at = usize::try_from(self.random.below(lines.len() as u64)).expect("small");
                    lines[at] = format!("{:x}", self.random.below(4));
                    *text = (lines.join("\n") + "\n").into_bytes();
                }
                (6, Some(name)) if self.renames => {
                    let text = files.remove(&name).expect("picked");
                    let folder = name.rsplit_once('/').expect("a folder").0;
                    self.named += 1;
                    files.insert(format!("{folder}/renamed_{}.py", self.named), text);
                }
                (_, Some(name)) => {
                    files.remove(&name);
                }
            }
        }
    }

    fn commit(&mut self, files: &Files, parents: &[git2::Oid]) -> git2::Oid {
        let mut index = git2::Index::new().expect("an index");
        for (path, text) in files {
            let id = self.git.blob(text).expect("a blob");
            index.add(&entry(path, id)).expect("added");
        }
        let tree = index.write_tree_to(&self.git).expect("a tree");
        let tree = self.git.find_tree(tree).expect("a tree");
        self.time += 1;
        let time = git2::Time::new(1_700_000_000 + self.time, 0);
        let who = git2::Signature::new("Ada", "ada@example.org", &time).expect("a signature");
        let parents: Vec<_> = parents
            .iter()
            .map(|id| self.git.find_commit(*id).expect("a parent"))
            .collect();
        let parents: Vec<_> = parents.iter().collect();
        self.git
            .commit(None, &who, &who, "x", &tree, &parents)
            .expect("a commit")
    }

    /// Makes two tips.
    fn tips(&mut self) -> [git2::Oid; 2] {
        let mut files = Files::new();
        for _ in 0..8 {
            let (name, text) = (self.name(), self.text());
            files.insert(name, text);
        }
        let root = self.commit(&files, &[]);
        let mut sides = [(root, files.clone()), (root, files)];
        for _ in 0..3 + self.random.below(5) {
            let side = usize::try_from(self.random.below(2)).expect("small");
            let (tip, mut files) = sides[side].clone();
            let mut parents = vec![tip];
            let (other, others) = sides[1 - side].clone();
            // A merge in both directions between the same two commits makes a criss-cross.
            if other != tip && self.random.below(3) == 0 {
                let before = sides.clone();
                for (to, from) in [(0, 1), (1, 0)] {
                    let mut merged = before[to].1.clone();
                    merged.extend(before[from].1.clone());
                    let id = self.commit(&merged, &[before[to].0, before[from].0]);
                    sides[to] = (id, merged);
                }
                continue;
            }
            if other != tip && self.random.below(4) == 0 {
                parents.push(other);
                files.extend(others);
            }
            self.change(&mut files);
            let id = self.commit(&files, &parents);
            sides[side] = (id, files);
        }
        [sides[0].0, sides[1].0]
    }
}

fn entry(path: &str, id: git2::Oid) -> git2::IndexEntry {
    let time = git2::IndexTime::new(0, 0);
    git2::IndexEntry {
        ctime: time,
        mtime: time,
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

/// What a merge leaves: text by path, and the paths in conflict.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    files: BTreeMap<String, String>,
    conflicts: Vec<String>,
}

fn by_git(scratch: &Scratch, ours: &str, theirs: &str) -> Outcome {
    let arguments = [
        "merge-tree",
        "--write-tree",
        "--name-only",
        "--no-messages",
        "-z",
        ours,
        theirs,
    ];
    let output = text(&scratch.try_git(&scratch.root(), &arguments).stdout);
    let mut parts = output.split('\0').filter(|part| !part.is_empty());
    let tree = parts.next().expect("a tree").to_owned();
    let mut conflicts: Vec<String> = parts.map(str::to_owned).collect();
    conflicts.dedup();
    let repo = scratch.open();
    let tree = repo.commit_source(&tree).expect("the tree git wrote");
    let files = files(&tree, scratch);
    conflicts.retain(|name| name.starts_with("versions"));
    Outcome { files, conflicts }
}

fn files(source: &dyn Source, scratch: &Scratch) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for folder in ["versions", "versions/sub"] {
        for (name, text) in listing(source, &scratch.path(folder)) {
            if text != "/" {
                files.insert(format!("{folder}/{name}"), text);
            }
        }
    }
    files
}

fn by_us(scratch: &Scratch, ours: &str, theirs: &str) -> Outcome {
    let repo = scratch.open();
    let ours = repo.commit_source(ours).expect("ours");
    let merged = repo.merged_source(&ours, theirs).expect("a merge");
    let files = files(&merged, scratch);
    let inside = |path: std::path::PathBuf| {
        text(
            path.strip_prefix(scratch.root())
                .expect("inside")
                .as_os_str()
                .as_encoded_bytes(),
        )
    };
    let conflicts = merged.conflicts().into_iter().map(inside).collect();
    Outcome { files, conflicts }
}

/// Compares many random merges; answers how many met a conflict.
fn compare(histories: u64, renames: bool) -> usize {
    let scratch = Scratch::new();
    let mut conflicting = 0;
    for seed in 0..histories {
        let mut history = History {
            git: git2::Repository::open(scratch.root()).expect("a repository"),
            random: Random(seed),
            renames,
            named: 0,
            time: 0,
        };
        let [ours, theirs] = history.tips().map(|id| id.to_string());
        let mut git = by_git(&scratch, &ours, &theirs);
        let mut us = by_us(&scratch, &ours, &theirs);
        conflicting += usize::from(!git.conflicts.is_empty());
        let met = |conflicts: &[String]| !conflicts.is_empty();
        if renames && met(&git.conflicts) == met(&us.conflicts) {
            // git names the old file of a renaming too, and where both renamed it, all three.
            us.conflicts.clone_from(&git.conflicts);
        }
        for name in &git.conflicts {
            // git writes conflict markers, we keep our side.
            git.files.remove(name);
            us.files.remove(name);
        }
        assert_eq!(us, git, "seed {seed}: git merge-tree --write-tree {ours} {theirs}");
    }
    conflicting
}

#[test]
fn merges_are_those_of_git() {
    let conflicting = compare(100, false);
    assert!(conflicting > 5, "only {conflicting} merges met a conflict");
}

#[test]
fn merges_with_renames_leave_the_files_that_git_leaves() {
    compare(60, true);
}

#[test]
#[ignore = "takes minutes; the full run"]
fn thousands_of_merges_are_those_of_git() {
    compare(2_000, false);
    compare(2_000, true);
}
