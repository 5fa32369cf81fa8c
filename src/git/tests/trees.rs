use std::path::Path;

use super::scratch::{Scratch, listing, names};
use crate::git::GitError;
use crate::sources::{EntryKind, Source, SourceError};

#[test]
fn a_commit_is_read_at_the_places_of_the_working_tree() {
    let scratch = Scratch::new();
    scratch.write("db/versions/b.py", "b");
    scratch.write("db/versions/a.py", "a");
    scratch.write("db/versions/a/x.py", "x");
    scratch.write("db/versions/a.b/y.py", "y");
    let first = scratch.commit("first");
    scratch.write("db/versions/a.py", "changed");
    scratch.git(&["tag", "-a", "-m", "a tag", "v1"]);
    scratch.commit("second");
    let repo = scratch.open();
    for spec in ["HEAD~1", "v1", first.as_str(), "main^", "v1^{tree}"] {
        let source = repo.commit_source(spec).expect(spec);
        let expected = [("a", "/"), ("a.b", "/"), ("a.py", "a"), ("b.py", "b")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(listing(&source, &scratch.path("db/versions")), expected);
        assert_eq!(names(&source, &scratch.path("db/none")), Vec::<String>::new());
        assert_eq!(names(&source, &scratch.path("db/versions/a.py")), Vec::<String>::new());
    }
    let source = repo.commit_source("HEAD").expect("HEAD");
    let text = source.read_path(&scratch.path("db/versions/a.py")).expect("read");
    assert_eq!(text, Some(b"changed".to_vec()));
    assert_eq!(source.read_path(&scratch.path("db/gone/x.py")).expect("read"), None);
    assert_eq!(source.name().commits, [repo.head().expect("a commit")]);
}

#[test]
fn names_that_are_no_commit_are_said() {
    let scratch = Scratch::new();
    let repo = scratch.open();
    assert_eq!(repo.commit_source("HEAD").err(), Some(GitError::Unborn));
    scratch.write("f", "f");
    scratch.commit("first");
    for spec in ["nothing", "HEAD~5", "", "a..b", "x\0y", "HEAD:f", ":/none"] {
        let error = repo.commit_source(spec).err();
        assert!(
            matches!(error, Some(GitError::UnknownRevision(_))),
            "{spec:?}: {error:?}"
        );
    }
    let error = repo.resolve("origin/topic").expect_err("no remote");
    assert_eq!(
        error.hint().as_deref(),
        Some("fetch it with `git fetch origin topic:refs/remotes/origin/topic`")
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_tree_and_nowhere_else() {
    let scratch = Scratch::new();
    scratch.write("real/versions/a.py", "a");
    scratch.write("x.py", "x");
    let link = |target: &str, at: &str| std::os::unix::fs::symlink(target, scratch.path(at)).expect("a link");
    link("real", "linked");
    link("../../x.py", "real/versions/link.py");
    link("/etc/hostname", "real/versions/out.py");
    link("../../../../../../../etc/hostname", "real/versions/up.py");
    link("nowhere.py", "real/versions/dangling.py");
    link("circle.py", "real/versions/circle.py");
    link(".", "real/versions/folder.py");
    scratch.commit("links");
    let repo = scratch.open();
    let commit = repo.commit_source("HEAD").expect("HEAD");
    let index = repo.index_source().expect("an index");
    for source in [&commit as &dyn Source, &index] {
        let read = |name: &str| {
            let entry = source.find(&scratch.path("linked/versions").join(name)).expect("find");
            source.read(&entry.expect("an entry"))
        };
        assert_eq!(names(source, &scratch.path("linked/versions")).len(), 7);
        assert_eq!(read("a.py").expect("a file"), b"a");
        let listed = source.list(&scratch.path("linked/versions")).expect("listing");
        let linked = listed
            .iter()
            .find(|entry| entry.path.ends_with("link.py"))
            .expect("the link");
        assert_eq!(
            (linked.kind, source.read(linked).expect("x")),
            (EntryKind::Symlink, b"x".to_vec())
        );
        for (name, git) in [
            ("out.py", true),
            ("up.py", true),
            ("dangling.py", false),
            ("circle.py", false),
        ] {
            let entry = listed
                .iter()
                .find(|entry| entry.path.ends_with(name))
                .expect("the link");
            let error = source.read(entry).expect_err(name);
            assert_eq!(matches!(error, SourceError::Git { .. }), git, "{name}: {error}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_working_tree_reached_by_a_link_is_the_same_place() {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "a");
    scratch.commit("first");
    let link = scratch.folder().join("link");
    std::os::unix::fs::symlink(scratch.root(), &link).expect("a link");
    let repo = scratch.open();
    let source = repo.commit_source("HEAD").expect("HEAD");
    assert_eq!(names(&source, &link.join("db")), ["a.py"]);
    assert_eq!(source.read_path(&link.join("db/none/x")).expect("read"), None);
}

#[test]
fn a_submodule_is_not_an_empty_folder() {
    let scratch = Scratch::new();
    scratch.write("f", "f");
    let id = scratch.commit("first");
    scratch.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{id},vendored")]);
    let repo = scratch.open();
    let index = repo.index_source().expect("an index");
    let entry = index.find(&scratch.path("vendored")).expect("find").expect("an entry");
    assert_eq!(entry.kind, EntryKind::Other);
    assert!(matches!(
        index.list(&scratch.path("vendored/versions")),
        Err(SourceError::Git { .. })
    ));
    assert!(matches!(
        index.find(&scratch.path("vendored/env.py")),
        Err(SourceError::Git { .. })
    ));
}

#[test]
fn a_huge_blob_is_not_read() {
    let scratch = Scratch::new();
    scratch.write("big.py", &"x".repeat((1 << 20) + 1));
    scratch.commit("big");
    let repo = scratch.open();
    let source = repo.commit_source("HEAD").expect("HEAD");
    let error = source.read_path(&scratch.path("big.py")).expect_err("too large");
    assert!(matches!(error, SourceError::TooLarge { .. }));
}

#[test]
fn a_file_outside_of_the_repository_is_the_one_on_disk() {
    let scratch = Scratch::new();
    scratch.write("f", "f");
    scratch.commit("first");
    std::fs::write(scratch.folder().join("outside.ini"), "x").expect("a file");
    let repo = scratch.open();
    let source = repo.commit_source("HEAD").expect("HEAD");
    let text = source.read_path(&scratch.folder().join("outside.ini")).expect("read");
    assert_eq!(text, Some(b"x".to_vec()));
    assert_eq!(source.read_path(Path::new("/nonexistent/x")).expect("read"), None);
}

#[test]
fn objects_are_read_alike_from_files_and_from_packs() {
    let scratch = Scratch::new();
    scratch.write("a.py", "a");
    scratch.commit("packed");
    scratch.git(&["repack", "-adq"]);
    scratch.write("b.py", "b");
    scratch.write("c.py", &"c".repeat(100_000));
    scratch.commit("loose");
    let read = |name: &str, source: &dyn Source| source.read_path(&scratch.path(name)).expect(name);
    // Whichever comes first decides how the others are looked for.
    for order in [["a.py", "b.py", "c.py"], ["c.py", "b.py", "a.py"]] {
        let repo = scratch.open();
        let source = repo.commit_source("HEAD").expect("HEAD");
        for name in order {
            let length = if name == "c.py" { 100_000 } else { 1 };
            let expected = name[..1].repeat(length).into_bytes();
            assert_eq!(read(name, &source), Some(expected), "{name}");
        }
    }
}

#[test]
fn a_damaged_object_is_an_error_not_a_text() {
    let scratch = Scratch::new();
    // Long enough that its bytes are not all read with its size.
    let text: String = (0..500).map(|line| format!("line {line}\n")).collect();
    scratch.write("a.py", &text);
    scratch.commit("first");
    let id = scratch.git(&["rev-parse", "HEAD:a.py"]);
    let object = scratch.path(&format!(".git/objects/{}/{}", &id[..2], id[2..].trim()));
    let whole = std::fs::read(&object).expect("a loose object");
    std::fs::remove_file(&object).expect("objects are read-only");
    for at in [whole.len() - 1, whole.len() / 2] {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        std::fs::write(&object, &damaged).expect("written");
        let repo = scratch.open();
        let source = repo.commit_source("HEAD").expect("HEAD");
        let error = source.read_path(&scratch.path("a.py")).err();
        assert!(matches!(error, Some(SourceError::Git { .. })), "byte {at}: {error:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_behind_a_link_to_the_working_tree_is_watched_too() {
    let scratch = Scratch::new();
    scratch.write("db/a.py", "a");
    let first = scratch.commit("first");
    scratch.write("db/b.py", "b");
    let second = scratch.commit("second");
    let link = scratch.folder().join("link");
    std::os::unix::fs::symlink(scratch.root(), &link).expect("a link");
    let repo = scratch.open();
    let mut watch = repo.watch(&[link.join("db")]);
    let mut state = |commit: &str| watch.state(commit).expect("objects");
    assert_ne!(state(&first), state(&second));
}
