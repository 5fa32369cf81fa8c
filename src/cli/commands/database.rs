//! What all commands that ask a database have in common.

use std::time::Duration;

use clap::Args;

use crate::app::apply::{Action, Frame, Order, run, script};
use crate::app::{Database, Place, Standing, locate, version_table};
use crate::cli::context::Context;
use crate::cli::{Exit, Failure};
use crate::dialect::{self, Access, Dialect, Resume};
use crate::graph::Rev;

/// Which database is asked.
#[derive(Debug, Clone, Default, Args)]
pub struct DatabaseFlag {
    /// The database, as a SQLAlchemy URL [default: `ONEHEAD_DATABASE_URL`, the configuration, `DATABASE_URL`]
    #[arg(long, value_name = "URL", hide_env_values = true)]
    pub(super) database: Option<String>,
}

/// How a database is changed, or the change rendered.
#[derive(Debug, Clone, Default, Args)]
pub struct ChangeFlags {
    /// Print the SQL instead of touching a database; the target may be a range FROM:TO
    #[arg(long)]
    pub(super) sql: bool,
    /// Whose SQL `--sql` prints [default: the database URL's]
    #[arg(long, value_name = "DIALECT", requires = "sql")]
    dialect: Option<String>,
    /// Accepted for Alembic's sake: an argument for env.py, which is not run
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// How long to wait for another run, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,
    #[command(flatten)]
    database: DatabaseFlag,
}

impl ChangeFlags {
    /// Carries an action out, or prints its SQL.
    pub(super) fn carry_out(&self, action: Action, resume: Resume, context: &mut Context) -> Result<Exit, Failure> {
        if self.sql {
            let place = context.workspace.place(&Standing::WorkTree)?;
            let frame = self.frame(context, &place)?;
            let text = script(&place, &action, &frame)?;
            context.terminal.text(&text);
            return Ok(Exit::Ok);
        }
        let Context { workspace, terminal } = context;
        let project = workspace.project(workspace.source(&Standing::WorkTree)?.as_ref())?;
        let order = Order {
            action,
            database: locate(&project, &workspace.environment, self.database.database.as_deref())?,
            patience: self.patience(),
            resume,
        };
        run(workspace, &order, &mut |step| terminal.say(step))?;
        Ok(Exit::Ok)
    }

    /// Answers whose SQL is printed, and how the version table is called.
    pub(super) fn frame(&self, context: &Context, place: &Place<'_>) -> Result<Frame, Failure> {
        let dialect = match &self.dialect {
            Some(name) => Dialect::from_name(name).ok_or_else(|| {
                let known: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.name()).collect();
                Failure::usage(format!("dialect `{name}` is not known")).hint(format!("one of {}", known.join(", ")))
            })?,
            None => self.database(context, place)?.url.dialect(),
        };
        Ok(Frame {
            dialect,
            table: version_table(&place.project),
        })
    }

    pub(super) fn database(&self, context: &Context, place: &Place<'_>) -> Result<Database, Failure> {
        url(context, place, &self.database)
    }

    pub(super) const fn patience(&self) -> Duration {
        Duration::from_secs(self.lock_timeout)
    }
}

/// What becomes of a revision that a run before left in flight.
#[derive(Debug, Clone, Default, Args)]
pub struct ResumeFlag {
    /// What became of the statement of which nobody knows whether it ran, in a revision that is in flight
    #[arg(long, value_name = "done|redo", value_parser = ["done", "redo"], conflicts_with = "sql")]
    resume: Option<String>,
}

impl ResumeFlag {
    pub(super) fn choice(&self) -> Resume {
        match self.resume.as_deref() {
            Some("done") => Resume::Done,
            Some(_) => Resume::Redo,
            None => Resume::Ask,
        }
    }
}

/// Finds the database that a reading command asks.
pub(super) fn url(context: &Context, place: &Place<'_>, flag: &DatabaseFlag) -> Result<Database, Failure> {
    Ok(locate(
        &place.project,
        &context.workspace.environment,
        flag.database.as_deref(),
    )?)
}

/// Reads where a database stands; nothing is created, and an absent database stands nowhere.
pub(super) fn rows(context: &Context, place: &Place<'_>, database: &Database) -> Result<Vec<Rev>, Failure> {
    let directory = &context.workspace.directory;
    let Some(mut session) = dialect::open(&database.url, directory, &database.table, Access::Look)? else {
        return Ok(Vec::new());
    };
    let rows = session.versions()?.rows;
    Ok(rows
        .iter()
        .map(|row| place.history.graph.resolve_row(row.as_str()))
        .collect::<Result<_, _>>()?)
}
