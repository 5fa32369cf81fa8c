//! Where hooks lie and what they are called.

use std::fmt;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use super::HooksError;

/// A hook that onehead provides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HookName {
    /// Before a commit; may refuse.
    PreCommit,
    /// Before a merge commit, which never runs `pre-commit`; may refuse.
    PreMergeCommit,
    /// Before a push; may refuse.
    PrePush,
    /// After a merge or pull; only speaks.
    PostMerge,
    /// After a rebase or an amended commit; only speaks.
    PostRewrite,
    /// After a checkout or switch; only speaks.
    PostCheckout,
}

impl HookName {
    /// Every hook, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::PreCommit,
        Self::PreMergeCommit,
        Self::PrePush,
        Self::PostMerge,
        Self::PostRewrite,
        Self::PostCheckout,
    ];

    /// Answers the name that git knows, which is the file name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PrePush => "pre-push",
            Self::PostMerge => "post-merge",
            Self::PostRewrite => "post-rewrite",
            Self::PostCheckout => "post-checkout",
        }
    }

    /// Answers whether the hook may stop what git is about to do.
    #[must_use]
    pub const fn may_refuse(self) -> bool {
        matches!(self, Self::PreCommit | Self::PreMergeCommit | Self::PrePush)
    }
}

impl fmt::Display for HookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for HookName {
    type Err = HooksError;

    fn from_str(text: &str) -> Result<Self, HooksError> {
        Self::ALL
            .into_iter()
            .find(|hook| hook.as_str() == text)
            .ok_or_else(|| HooksError::UnknownHook { name: text.to_owned() })
    }
}

/// Which configuration made git look where it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HooksOrigin {
    /// None: the `hooks` folder of the repository, shared by its linked worktrees.
    Default,
    /// `core.hooksPath` in the repository's own configuration.
    LocalConfig,
    /// `core.hooksPath` in the configuration of one worktree.
    WorktreeConfig,
    /// `core.hooksPath` of the user, for all repositories.
    GlobalConfig,
    /// `core.hooksPath` of the machine, for all repositories.
    SystemConfig,
}

/// The folder that git really takes hooks from, and why it is that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksPlace {
    /// The folder, absolute; it need not exist.
    pub directory: PathBuf,
    /// Which configuration says so.
    pub origin: HooksOrigin,
    /// The top of the working tree, absolute; none in a bare repository.
    pub work_tree: Option<PathBuf>,
}

impl HooksPlace {
    /// Answers where a hook lies.
    #[must_use]
    pub fn path(&self, hook: HookName) -> PathBuf {
        self.directory.join(hook.as_str())
    }

    /// Answers whether the folder belongs to the files a team shares: in the working tree, outside of `.git`.
    ///
    /// Whether the folder is tracked is not asked: what is written there is one `git add` away from everyone.
    #[must_use]
    pub fn is_in_work_tree(&self) -> bool {
        let Some(work_tree) = &self.work_tree else { return false };
        if self.origin == HooksOrigin::Default && !is_symlink(&self.directory) {
            return false;
        }
        let directory = resolved(&self.directory);
        directory.strip_prefix(resolved(work_tree)).is_ok_and(|inside| {
            !inside
                .components()
                .any(|part| part == Component::Normal(".git".as_ref()))
        })
    }

    /// Refuses folders that other repositories take their hooks from, and what is no folder.
    pub(super) fn own_folder(&self) -> Result<(), HooksError> {
        let directory = self.directory.clone();
        match self.origin {
            HooksOrigin::GlobalConfig => {
                return Err(HooksError::SharedByAll {
                    directory,
                    level: "user",
                });
            }
            HooksOrigin::SystemConfig => {
                return Err(HooksError::SharedByAll {
                    directory,
                    level: "machine",
                });
            }
            HooksOrigin::Default | HooksOrigin::LocalConfig | HooksOrigin::WorktreeConfig => {}
        }
        match fs::metadata(&directory) {
            Ok(metadata) if !metadata.is_dir() => return Err(HooksError::NotAFolder { directory }),
            // A dangling link is not followed to create a folder in a place nobody named.
            Err(_) if is_symlink(&directory) => return Err(HooksError::NotAFolder { directory }),
            _ => {}
        }
        if self.origin == HooksOrigin::Default && is_symlink(&directory) && !self.is_in_work_tree() {
            let target = resolved(&directory);
            return Err(HooksError::LinkedElsewhere { directory, target });
        }
        Ok(())
    }

    /// Refuses folders in the working tree unless told otherwise, and husky's generated one in any case.
    pub(super) fn private_folder(&self, into_work_tree: bool) -> Result<(), HooksError> {
        let directory = self.directory.clone();
        // husky writes this folder anew at every install of packages, and its hooks find the user's by their own name.
        if directory.ends_with(".husky/_") {
            return Err(HooksError::Husky { directory });
        }
        if self.is_in_work_tree() && !into_work_tree {
            return Err(HooksError::InWorkTree { directory });
        }
        Ok(())
    }
}

fn is_symlink(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Follows the links of the part of a path that exists.
fn resolved(path: &Path) -> PathBuf {
    path.ancestors()
        .find_map(|ancestor| {
            let real = fs::canonicalize(ancestor).ok()?;
            let rest = path.strip_prefix(ancestor).ok()?;
            // Joining nothing would leave a slash at the end.
            Some(if rest.as_os_str().is_empty() {
                real
            } else {
                real.join(rest)
            })
        })
        .unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(directory: PathBuf, origin: HooksOrigin, work_tree: &Path) -> HooksPlace {
        HooksPlace {
            directory,
            origin,
            work_tree: Some(work_tree.to_path_buf()),
        }
    }

    #[test]
    fn every_name_is_found_again_and_others_are_refused() {
        for hook in HookName::ALL {
            assert_eq!(hook.as_str().parse::<HookName>().expect("a hook"), hook);
        }
        assert!("commit-msg".parse::<HookName>().is_err());
    }

    #[test]
    fn a_configured_folder_in_the_working_tree_is_the_teams_unless_below_dot_git() {
        let top = tempfile::tempdir().expect("temp dir");
        let local = |name: &str| place(top.path().join(name), HooksOrigin::LocalConfig, top.path());
        assert!(local(".githooks").is_in_work_tree());
        assert!(local("tools/hooks").is_in_work_tree());
        assert!(!local(".git/hooks").is_in_work_tree());
        assert!(
            !local("../elsewhere")
                .path(HookName::PreCommit)
                .starts_with(top.path().join("elsewhere"))
        );
        assert!(!place(top.path().join(".git/hooks"), HooksOrigin::Default, top.path()).is_in_work_tree());
    }

    #[test]
    fn folders_of_all_repositories_are_refused() {
        let top = tempfile::tempdir().expect("temp dir");
        for origin in [HooksOrigin::GlobalConfig, HooksOrigin::SystemConfig] {
            let refused = place(top.path().join("h"), origin, top.path()).own_folder();
            assert!(matches!(refused, Err(HooksError::SharedByAll { .. })));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_default_folder_that_is_a_link_is_judged_by_its_target() {
        let top = tempfile::tempdir().expect("temp dir");
        let elsewhere = tempfile::tempdir().expect("temp dir");
        fs::create_dir_all(top.path().join(".git")).expect("made");
        fs::create_dir_all(top.path().join("ours")).expect("made");
        let link = top.path().join(".git/hooks");
        std::os::unix::fs::symlink("../ours", &link).expect("linked");
        assert!(place(link.clone(), HooksOrigin::Default, top.path()).is_in_work_tree());
        fs::remove_file(&link).expect("removed");
        std::os::unix::fs::symlink(elsewhere.path(), &link).expect("linked");
        let refused = place(link, HooksOrigin::Default, top.path()).own_folder();
        assert!(matches!(refused, Err(HooksError::LinkedElsewhere { .. })));
    }
}
