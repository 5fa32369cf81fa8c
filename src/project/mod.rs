//! What the user configured: where the scripts are, how they are named, what is allowed.

mod alembic;
mod discover;
mod env;
mod error;
mod ini;
mod interpolate;
mod layout;
mod modules;
mod options;
mod process;
mod settings;
mod survey;
mod toml_file;

#[cfg(test)]
mod tests;

pub use discover::{ConfigFiles, Request, config_files, discover};
pub use env::{Environment, current_directory, current_program, temporary_directory};
pub use error::ProjectError;
pub use ini::{Ini, Item};
pub use modules::Modules;
pub use options::Options;
pub use settings::{Downgrades, MergeHook, Settings};
pub use survey::{Found, discover_all};

use std::path::PathBuf;

use crate::formats::Kind;

/// One script directory with everything that configures it.
#[derive(Debug, Clone)]
pub struct Project {
    /// How people call it: the script directory relative to the repository (or to where it was looked for), with
    /// `:section` behind it where several sections share the directory.
    pub name: String,
    /// The file that says where the scripts are; none where a folder was found by its shape.
    pub config: Option<PathBuf>,
    /// The section of the ini file (`-n`).
    pub section: String,
    /// `script_location`, absolute.
    pub directory: PathBuf,
    /// The folders that hold revisions, absolute, in configured order.
    pub version_locations: Vec<PathBuf>,
    /// Whether sub-directories of the folders count.
    pub recursive: bool,
    /// What the revisions are written in.
    pub kind: Kind,
    /// How new files are named.
    pub naming: Naming,
    /// Every key of the main section, for those who look for `sqlalchemy.url`.
    pub options: Options,
    /// Whether Alembic would run `env.py` on `revision`, `merge` and `history`.
    pub revision_environment: bool,
    /// Names of configured post-write hooks, which onehead does not run.
    pub post_write_hooks: Vec<String>,
    /// onehead's own settings.
    pub settings: Settings,
    /// The file that the settings were read from; relative paths in them start at its folder.
    pub settings_file: Option<PathBuf>,
}

/// How new files are named (spec section 4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// `file_template`, printf style.
    pub file_template: String,
    /// `truncate_slug_length`.
    pub truncate_slug_length: usize,
    /// `timezone`; none for local time without an offset.
    pub timezone: Option<String>,
}

impl Default for Naming {
    fn default() -> Self {
        Self {
            file_template: "%(rev)s_%(slug)s".to_owned(),
            truncate_slug_length: 40,
            timezone: None,
        }
    }
}
