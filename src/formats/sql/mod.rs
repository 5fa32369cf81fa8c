//! onehead's own `.sql` revisions (`docs/sql-revisions.md`).

mod compound;
mod control;
mod flavour;
mod header;
mod layout;
mod lexer;
mod meaning;
mod message;
mod places;
mod recognise;
mod render;
mod reparent;
mod run;
mod script;
mod split;
#[cfg(test)]
mod tests;

pub use control::{Forbidden, forbidden, holds_separator};
pub use flavour::Flavour;
pub use script::{Script, ScriptError, Section, script};

use super::{Bodies, Draft, Format, Host, Kind, Meaning, ReparentError, Run, TemplateError};
use crate::revision::{Header, Reason, RevisionId};
use crate::text::{Edit, SourceText, Spanned};

/// The format of `.sql` revisions.
#[derive(Debug, Clone, Copy)]
pub struct Sql;

impl Format for Sql {
    fn kind(&self) -> Kind {
        Kind::Sql
    }

    fn extension(&self) -> &'static str {
        "sql"
    }

    fn is_revision_file(&self, name: &str) -> bool {
        !name.starts_with('.') && name.strip_suffix(".sql").is_some_and(|stem| !stem.is_empty())
    }

    fn header(&self, text: &SourceText) -> Header {
        header::read(text)
    }

    fn bodies(&self, text: &SourceText) -> Bodies {
        script::bodies(text)
    }

    fn meaning(&self, text: &SourceText) -> Result<Meaning, Reason> {
        meaning::read(text)
    }

    fn run(&self, text: &SourceText, run: &Run<'_>, host: &mut dyn Host) {
        run::run(text, run, host);
    }

    fn comments(&self, text: &SourceText) -> Vec<Spanned<Box<str>>> {
        script::comments(text)
    }

    fn revises(&self, _text: &SourceText) -> Option<Spanned<Box<str>>> {
        None
    }

    fn reparent(&self, text: &SourceText, to: &[RevisionId]) -> Result<Vec<Edit>, ReparentError> {
        reparent::edits(text, to)
    }

    fn render(&self, draft: &Draft, template: Option<&str>) -> Result<String, TemplateError> {
        render::render(draft, template)
    }
}
