//! Why hooks were left as they are.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use crate::text::escape_line;

use super::HookName;

/// Why nothing was installed, removed or told; each message is one line with the path and the way out.
#[derive(Debug, thiserror::Error)]
pub enum HooksError {
    /// A name that is none of onehead's hooks.
    #[error(
        "no such hook: {} (pre-commit, pre-merge-commit, pre-push, post-merge, post-rewrite, post-checkout)",
        escape_line(name)
    )]
    UnknownHook {
        /// What was asked for.
        name: String,
    },
    /// `core.hooksPath` is set for all repositories.
    #[error(
        "{} is the hooks folder of every repository of this {level} (core.hooksPath), so it is left alone: \
         call `onehead hooks run NAME \"$@\"` from the hooks there, or give this repository a folder of its own \
         with `git config --local core.hooksPath`",
        show(directory)
    )]
    SharedByAll {
        /// The folder.
        directory: PathBuf,
        /// Whose configuration it is: `user` or `machine`.
        level: &'static str,
    },
    /// The hooks folder of the repository is a link to a folder that others may use too.
    #[error(
        "{} is a link to {}, which other repositories may share, so it is left alone: replace the link by a folder, \
         or call `onehead hooks run NAME \"$@\"` from the hooks there",
        show(directory),
        show(target)
    )]
    LinkedElsewhere {
        /// The link.
        directory: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// The hooks folder is part of the working tree.
    #[error(
        "{} is part of the working tree, where hooks are shared by commit: add `onehead hooks run NAME \"$@\"` to the \
         hooks there, or install into it with --into-work-tree",
        show(directory)
    )]
    InWorkTree {
        /// The folder.
        directory: PathBuf,
    },
    /// The folder that husky generates.
    #[error(
        "{} is written anew by husky at every install of packages: add `onehead hooks run NAME \"$@\"` to the hooks \
         in the folder above it instead",
        show(directory)
    )]
    Husky {
        /// The folder.
        directory: PathBuf,
    },
    /// The hooks folder is something else.
    #[error(
        "{} is not a folder, so git runs no hooks: take it away, or point core.hooksPath to a folder",
        show(directory)
    )]
    NotAFolder {
        /// What stands there.
        directory: PathBuf,
    },
    /// Something that is no file stands where a hook would be.
    #[error("{} is not a file: take it away, or leave {hook} out with --only", show(path))]
    NotAFile {
        /// What stands there.
        path: PathBuf,
        /// The hook.
        hook: HookName,
    },
    /// The user's hook asks for its own file name, so that renaming it would change what it does.
    #[error(
        "{} looks at its own file name, so it cannot be renamed and chained: add `onehead hooks run {hook} \"$@\"` \
         to it, or leave {hook} out with --only",
        show(path)
    )]
    LooksAtItsName {
        /// The user's hook.
        path: PathBuf,
        /// Which one it is.
        hook: HookName,
    },
    /// Somebody else wrote there meanwhile.
    #[error("{} appeared meanwhile, nothing was changed: run the command again", show(path))]
    Appeared {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot {action} {}: {error}", show(path))]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something failed, and taking back what was done before failed too.
    #[error("{first}; and {} could not be put back: {error}", show(left))]
    NotPutBack {
        /// What failed first.
        first: Box<HooksError>,
        /// The file that is not where it was.
        left: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl HooksError {
    /// Makes the error of one thing done to one path.
    pub(super) fn io(action: &'static str, path: &Path, error: io::Error) -> Self {
        let path = path.to_path_buf();
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Appeared { path },
            _ => Self::Io { action, path, error },
        }
    }
}

/// Shows a path on one line.
pub(super) fn show(path: &Path) -> String {
    let text: Cow<'_, str> = path.to_string_lossy();
    escape_line(&text).into_owned()
}
