use std::path::{Path, PathBuf};

use crate::formats::Kind;
use crate::project::{Downgrades, Environment, MergeHook, Project, ProjectError, Request, discover};
use crate::sources::{Memory, SourceName};

fn found(files: &[(&str, &str)]) -> Result<Project, ProjectError> {
    let mut memory = Memory::new(SourceName {
        kind: "memory",
        commits: vec![],
    });
    for (path, text) in files {
        memory.insert(*path, text.as_bytes());
    }
    memory.insert("/r/api/alembic.ini", b"[alembic]\nscript_location = db\n".as_slice());
    memory.insert("/r/api/db/env.py", b"".as_slice());
    let request = Request {
        directory: PathBuf::from("/r/api"),
        root: Some(PathBuf::from("/r")),
        ..Request::default()
    };
    discover(&memory, &request, &Environment::default())
}

#[test]
fn the_nearest_settings_count_as_a_whole() {
    let root = (
        "/r/pyproject.toml",
        "[tool.onehead]\nmerge_hook = \"refuse\"\nheads = [\"a\"]\n",
    );
    let near = ("/r/api/onehead.toml", "downgrades = \"optional\"\n");
    let beside = ("/r/api/pyproject.toml", "[tool.onehead]\ndowngrades = \"forbidden\"\n");
    let nearest = ("/r/api/db/pyproject.toml", "[tool.onehead]\nversion-table = \"v\"\n");
    let project = found(&[root]).expect("a project");
    assert_eq!(
        (project.settings.merge_hook, project.settings.heads.len()),
        (MergeHook::Refuse, 1)
    );
    assert_eq!(project.settings_file.as_deref(), Some(Path::new("/r/pyproject.toml")));
    let project = found(&[root, near, beside]).expect("a project");
    assert_eq!(project.settings.downgrades, Downgrades::Optional);
    assert_eq!(
        (project.settings.merge_hook, project.settings.heads.len()),
        (MergeHook::Warn, 0)
    );
    let project = found(&[root, near, nearest]).expect("a project");
    assert_eq!(project.settings.version_table.as_deref(), Some("v"));
    assert_eq!(project.settings.downgrades, Downgrades::Required);
}

#[test]
fn a_key_that_does_not_exist_is_named_with_its_line() {
    let error = found(&[("/r/onehead.toml", "heads = []\nhaeds = []\n")])
        .expect_err("a typo")
        .to_string();
    assert!(error.starts_with("/r/onehead.toml:2: unknown field `haeds`"), "{error}");
    let error = found(&[(
        "/r/pyproject.toml",
        "[project]\nname = \"x\"\n[tool.onehead]\nbase = 1\n",
    )])
    .expect_err("a wrong type")
    .to_string();
    assert!(error.starts_with("/r/pyproject.toml:4: "), "{error}");
    let error = found(&[("/r/onehead.toml", "heads = [\n")])
        .expect_err("no TOML")
        .to_string();
    assert!(
        error.starts_with("/r/onehead.toml:") && !error.contains('\n'),
        "{error}"
    );
}

#[test]
fn settings_decide_the_kind() {
    let project = found(&[("/r/onehead.toml", "kind = \"sql\"\n")]).expect("a project");
    assert_eq!(project.kind, Kind::Sql);
    assert!(found(&[("/r/onehead.toml", "kind = \"python\"\n")]).is_err());
}

#[test]
fn another_tools_broken_table_is_not_ours() {
    assert!(found(&[("/r/pyproject.toml", "[tool.other\n")]).is_ok());
}
