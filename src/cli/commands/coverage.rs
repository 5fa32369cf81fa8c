//! `onehead coverage`.

use clap::Args;

use super::database::{DatabaseFlag, dialect_or};
use super::read::{self, ReadFlags};
use crate::app::compile::{Frame, coverage};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::dialect::Dialect;

/// Tell how much of the project has SQL without running it, and why the rest has none.
#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// For which dialect [default: the database URL's, else postgresql]
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<String>,
    #[command(flatten)]
    read: ReadFlags,
    #[command(flatten)]
    database: DatabaseFlag,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl CoverageArgs {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&self.read.standing())?;
        let named = self.dialect.as_deref();
        let dialect = dialect_or(context, &place, (named, &self.database), Dialect::PostgreSql)?;
        let answer = coverage(&place, &Frame::of_bodies(&place, dialect)?)?;
        let text = if self.read.is_json() {
            answer.json()
        } else {
            answer.text()
        };
        context.terminal.text(&text);
        Ok(read::verdict(&mut context.terminal, place))
    }
}
