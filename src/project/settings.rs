//! `[tool.onehead]` of `pyproject.toml`, or `onehead.toml`: what Alembic has no key for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::diagnostic::Severity;

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
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// `alembic` or `sql`, where the files do not tell.
    pub kind: Option<String>,
    /// The script directory, for projects without Alembic's configuration; relative to the settings file.
    pub script_location: Option<PathBuf>,
    /// The database, as a SQLAlchemy URL.
    pub url: Option<String>,
    /// `version_table`, default `alembic_version`.
    pub version_table: Option<String>,
    /// `version_table_schema`.
    pub version_table_schema: Option<String>,
    /// The branch new revisions are compared with, default `origin/HEAD`, `main`, `master`.
    pub base: Option<String>,
    /// Branch labels that each may have a head of their own.
    pub heads: Vec<String>,
    /// What imported names in `branch_labels` stand for: `"EXPAND_BRANCH" = "expand"`.
    pub labels: BTreeMap<String, String>,
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
    pub merge_hook: MergeHook,
}
