//! Alembic's revision scripts, read as text.

mod body;
mod bounds;
mod clean;
mod conflict;
mod damaged;
mod docstring;
mod effects;
mod env;
mod evaluate;
mod header;
mod literal;
mod meaning;
mod module;
mod part;
mod plain;
mod prose;
mod reparent;
mod run;
mod syntax;
mod template;
#[cfg(test)]
mod tests;

pub use env::{Configure, configures};
pub use template::SCRIPT_TEMPLATE;

use std::collections::BTreeMap;

use crate::revision::{Header, Reason, RevisionId};
use crate::text::{Edit, SourceText, Spanned};

use super::{Bodies, Draft, Format, Host, Kind, Meaning, ReparentError, Run, TemplateError};

/// The format of Alembic's scripts. They are never run.
#[derive(Debug, Clone, Copy)]
pub struct Python;

impl Format for Python {
    fn kind(&self) -> Kind {
        Kind::Alembic
    }

    fn extension(&self) -> &'static str {
        "py"
    }

    fn is_revision_file(&self, name: &str) -> bool {
        // `_only_source_rev_file` in Alembic's script/base.py; its `.` takes no newline.
        name.strip_suffix(".py").is_some()
            && !name.starts_with(".#")
            && !name.starts_with("__init__")
            && !name.contains('\n')
    }

    fn header(&self, text: &SourceText) -> Header {
        header::read(text)
    }

    fn header_naming(&self, text: &SourceText, names: &BTreeMap<String, String>) -> Header {
        header::read_naming(text, names)
    }

    fn bodies(&self, text: &SourceText) -> Bodies {
        body::read(text)
    }

    fn meaning(&self, text: &SourceText) -> Result<Meaning, Reason> {
        meaning::read(text)
    }

    fn run(&self, text: &SourceText, run: &Run<'_>, host: &mut dyn Host) {
        run::run(text, run, host);
    }

    fn comments(&self, text: &SourceText) -> Vec<Spanned<Box<str>>> {
        prose::comments(text)
    }

    fn revises(&self, text: &SourceText) -> Option<Spanned<Box<str>>> {
        prose::revises(text)
    }

    fn reparent(&self, text: &SourceText, to: &[RevisionId]) -> Result<Vec<Edit>, ReparentError> {
        reparent::edits(text, to)
    }

    fn render(&self, draft: &Draft, template: Option<&str>) -> Result<String, TemplateError> {
        template::render(draft, template)
    }
}
