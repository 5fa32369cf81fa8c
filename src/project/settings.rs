//! `[tool.onehead]` of `pyproject.toml`, or `onehead.toml`: what Alembic has no key for.
//!
//! For each script directory the nearest file counts, walking up from the directory; `onehead.toml` before a
//! `pyproject.toml` beside it. The file counts as a whole: nothing is merged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ProjectError;
use super::alembic::read_text;
use super::toml_file::{first_line, line_of};
use crate::diagnostic::Severity;
use crate::sources::Source;
use crate::text::SourceText;

/// Whether revisions have a way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Downgrades {
    /// A new revision without one is an error.
    #[default]
    Required,
    /// Nothing is said either way.
    Optional,
    /// A revision that has one is an error: a forward-only project.
    Forbidden,
}

/// What the `pre-merge-commit` hook does on a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MergeHook {
    /// Says it and lets the merge commit through.
    #[default]
    Warn,
    /// Stops the merge commit.
    Refuse,
}

/// onehead's settings for one script directory.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `alembic` or `sql`, where the files do not tell.
    pub kind: Option<String>,
    /// The script directory, for projects without Alembic's configuration; relative to the settings file.
    #[serde(alias = "script-location")]
    pub script_location: Option<PathBuf>,
    /// The database, as a `SQLAlchemy` URL.
    pub url: Option<String>,
    /// `version_table`, default `alembic_version`.
    #[serde(alias = "version-table")]
    pub version_table: Option<String>,
    /// `version_table_schema`.
    #[serde(alias = "version-table-schema")]
    pub version_table_schema: Option<String>,
    /// `transaction_per_migration` of `env.py`, where that cannot be read.
    #[serde(alias = "transaction-per-migration")]
    pub transaction_per_migration: Option<bool>,
    /// `naming_convention` of the project's `MetaData`, where that cannot be read; empty for none.
    #[serde(alias = "naming-convention")]
    pub naming_convention: Option<BTreeMap<String, String>>,
    /// The branch new revisions are compared with, default `origin/HEAD`, `main`, `master`.
    pub base: Option<String>,
    /// Further refs that count as published, as patterns; with `!` before them, refs that do not.
    pub published: Vec<String>,
    /// Branch labels that each may have a head of their own.
    pub heads: Vec<String>,
    /// What imported names in `branch_labels` stand for: `"EXPAND_BRANCH" = "expand"`.
    pub labels: BTreeMap<String, String>,
    /// What column types of others are made of, as an expression in Python: `"my.lib.Money" = "sqlalchemy.Numeric(10, 2)"`.
    pub types: BTreeMap<String, String>,
    /// Whether revisions need a way back.
    pub downgrades: Downgrades,
    /// Codes or prefixes of rules that run; empty for the default set.
    pub select: Vec<String>,
    /// Codes or prefixes of rules that do not run.
    pub ignore: Vec<String>,
    /// Severity by code.
    pub severity: BTreeMap<String, Severity>,
    /// A file of accepted findings, relative to the settings file.
    pub baseline: Option<PathBuf>,
    /// What the merge hook does.
    #[serde(alias = "merge-hook")]
    pub merge_hook: MergeHook,
}

/// The name of the file that holds nothing else.
pub const SETTINGS_FILE: &str = "onehead.toml";

/// The name of the file that has `[tool.onehead]`.
pub const PYPROJECT: &str = "pyproject.toml";

/// Settings and the file they were read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsFile {
    /// The file; none where nothing is configured.
    pub path: Option<PathBuf>,
    /// What it says.
    pub settings: Settings,
}

#[derive(Deserialize)]
struct Pyproject {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    onehead: Option<Settings>,
}

/// Reads the settings that lie in one folder; none where there are none.
///
/// # Errors
/// [`ProjectError`] where a file cannot be read, is no TOML, or has a key that does not exist.
pub(super) fn read_settings(source: &dyn Source, folder: &Path) -> Result<Option<SettingsFile>, ProjectError> {
    let own = folder.join(SETTINGS_FILE);
    if let Some(text) = read_text(source, &own)? {
        let settings = toml::from_str(text.text()).map_err(|error| syntax(&text, &error))?;
        return Ok(Some(SettingsFile {
            path: Some(own),
            settings,
        }));
    }
    let shared = folder.join(PYPROJECT);
    let Some(text) = read_text(source, &shared)?.filter(|text| text.text().contains("onehead")) else {
        return Ok(None);
    };
    let document: Pyproject = toml::from_str(text.text()).map_err(|error| syntax(&text, &error))?;
    let settings = document.tool.and_then(|tool| tool.onehead);
    Ok(settings.map(|settings| SettingsFile {
        path: Some(shared),
        settings,
    }))
}

/// Reads the nearest settings, from a folder up to `top`.
///
/// # Errors
/// As [`read_settings`].
pub(super) fn nearest_settings(source: &dyn Source, from: &Path, top: &Path) -> Result<SettingsFile, ProjectError> {
    for folder in from.ancestors() {
        if let Some(found) = read_settings(source, folder)? {
            return Ok(found);
        }
        if folder == top {
            break;
        }
    }
    Ok(SettingsFile::default())
}

fn syntax(text: &SourceText, error: &toml::de::Error) -> ProjectError {
    let line = error.span().map(|span| line_of(text, span.start));
    ProjectError::invalid(text.path(), line, first_line(error.message()))
}
