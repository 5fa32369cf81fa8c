//! The story that `onehead demo` tells, on a repository made for it.

use std::path::Path;

use super::AppError;
use crate::git::Scratch;

macro_rules! project_file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../migrations/sql/", $name)))
    };
}

/// What both developers start from.
const START: &[(&str, &str)] = &[
    project_file!("onehead.toml"),
    project_file!("versions/001_create_tasks_table.sql"),
    project_file!("versions/002_add_user_authentication.sql"),
];

/// What each of them adds.
const PRIORITY: &[(&str, &str)] = &[project_file!("versions/695937b2ea8c_add_task_priority.sql")];
const COMMENTS: &[(&str, &str)] = &[project_file!("versions/f98fd8e7267b_add_task_comments.sql")];

/// One command of the story.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// What is about to be seen.
    pub says: &'static str,
    /// The arguments of `onehead`.
    pub arguments: &'static [&'static str],
    /// The exit code that belongs to the story.
    pub exit: i32,
}

/// The commands, in order.
pub const SCENES: &[Scene] = &[
    Scene {
        says: "Ann and Ben each added a revision after 002. Ann's is on main. What would merging Ben's branch make?",
        arguments: &["check", "--at", "ben/comments", "--against", "ann/priority"],
        exit: 1,
    },
    Scene {
        says: "Git merged Ben's branch without a word. The gate sees two heads:",
        arguments: &["check"],
        exit: 1,
    },
    Scene {
        says: "A merge revision joins them; it is proven before it is written:",
        arguments: &["merge", "heads", "-m", "merge priority and comments"],
        exit: 0,
    },
    Scene {
        says: "The gate is content:",
        arguments: &["check"],
        exit: 0,
    },
    Scene {
        says: "Applied to a SQLite database, under a lock:",
        arguments: &["upgrade", "head"],
        exit: 0,
    },
    Scene {
        says: "The history, newest first, as Alembic prints it:",
        arguments: &["history", "--indicate-current"],
        exit: 0,
    },
    Scene {
        says: "Where the database stands:",
        arguments: &["current"],
        exit: 0,
    },
    Scene {
        says: "And back, below the fork:",
        arguments: &["downgrade", "002"],
        exit: 0,
    },
    Scene {
        says: "Where it stands now:",
        arguments: &["current"],
        exit: 0,
    },
];

/// Makes the repository of the story in an empty folder: two branches from one revision, merged.
///
/// # Errors
/// [`AppError`] when the folder cannot be written.
pub fn set_the_stage(directory: &Path) -> Result<(), AppError> {
    let scratch = Scratch::init(directory)?;
    let start = scratch.commit("Ann", "Create tasks and users", START)?;
    scratch.branch("ann/priority", &start)?;
    scratch.commit("Ann", "Give tasks a priority", PRIORITY)?;
    scratch.branch("ben/comments", &start)?;
    scratch.commit("Ben", "Let tasks be commented", COMMENTS)?;
    scratch.switch("main")?;
    scratch.merge("Ann", "ann/priority")?;
    scratch.merge("Ben", "ben/comments")?;
    Ok(())
}
