//! What all commands that ask a database have in common.

use std::time::Duration;

use clap::Args;

use super::read::Form;
use crate::app::apply::{Action, Order, run, script};
use crate::app::compile::Frame;
use crate::app::{AppError, Database, Place, Standing, locate};
use crate::cli::context::Context;
use crate::cli::{Exit, Failure};
use crate::dialect::{self, Access, Dialect, Missing};
use crate::graph::Rev;
use crate::report::sql::plan_json;

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
    /// With --sql, print also a plan that is not wholly known, with a statement that fails in the place of what is
    /// missing
    #[arg(long, requires = "sql")]
    partial: bool,
    /// Form of what --sql prints: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORM", requires = "sql")]
    format: Form,
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
    pub(super) fn carry_out(&self, action: Action, context: &mut Context) -> Result<Exit, Failure> {
        if self.sql {
            return self.print(&action, context);
        }
        let Context { workspace, terminal } = context;
        let project = workspace.project(workspace.source(&Standing::WorkTree)?.as_ref())?;
        let order = Order {
            action,
            database: locate(&project, &workspace.environment, self.database.database.as_deref())?,
            patience: self.patience(),
        };
        run(workspace, &order, &mut |step| terminal.say(step))?;
        Ok(Exit::Ok)
    }

    /// Prints the SQL of an action: all of it, or nothing where a part of it is not known and `--partial` is not given.
    /// As data it is printed in any case: it says itself whether it is whole.
    fn print(&self, action: &Action, context: &mut Context) -> Result<Exit, Failure> {
        let place = context.workspace.place(&Standing::WorkTree)?;
        let frame = self.frame(context, &place)?;
        let script = script(&place, action, &frame)?;
        let missing: Vec<String> = script.missing().map(Missing::sentence).collect();
        if self.format == Form::Json {
            context.terminal.text(&plan_json(&script.view()));
        } else if missing.is_empty() || self.partial {
            context.terminal.text(&script.text());
        }
        if missing.is_empty() {
            return Ok(Exit::Ok);
        }
        for sentence in &missing {
            context.terminal.opaque(sentence);
        }
        let count = missing.len();
        let places = if count == 1 {
            "1 place"
        } else {
            &format!("{count} places")
        };
        let failure = Failure::new(Exit::Unreadable, format!("{places} of the plan cannot be compiled"));
        Err(if self.partial || self.format == Form::Json {
            failure
        } else {
            failure.hint("nothing was printed; `--partial` prints the rest, with a statement that fails in each place")
        })
    }

    /// Answers whose SQL is printed, and what holds for all of it.
    pub(super) fn frame(&self, context: &Context, place: &Place<'_>) -> Result<Frame, Failure> {
        let dialect = dialect(context, place, self.dialect.as_deref(), &self.database)?;
        Ok(Frame::of_script(place, dialect)?)
    }

    pub(super) fn database(&self, context: &Context, place: &Place<'_>) -> Result<Database, Failure> {
        url(context, place, &self.database)
    }

    pub(super) const fn patience(&self) -> Duration {
        Duration::from_secs(self.lock_timeout)
    }
}

/// Answers whose SQL is meant: the dialect named, else the database URL's.
pub(super) fn dialect(
    context: &Context,
    place: &Place<'_>,
    named: Option<&str>,
    flag: &DatabaseFlag,
) -> Result<Dialect, Failure> {
    match named {
        Some(name) => known(name),
        None => Ok(url(context, place, flag)?.url.dialect()),
    }
}

/// Answers whose SQL is meant, or another one where nothing names a database.
pub(super) fn dialect_or(
    context: &Context,
    place: &Place<'_>,
    (named, flag): (Option<&str>, &DatabaseFlag),
    other: Dialect,
) -> Result<Dialect, Failure> {
    if let Some(name) = named {
        return known(name);
    }
    let environment = &context.workspace.environment;
    match locate(&place.project, environment, flag.database.as_deref()) {
        Ok(database) => Ok(database.url.dialect()),
        Err(AppError::NoDatabase { .. }) => Ok(other),
        Err(error) => Err(error.into()),
    }
}

fn known(name: &str) -> Result<Dialect, Failure> {
    Dialect::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.name()).collect();
        Failure::usage(format!("dialect `{name}` is not known")).hint(format!("one of {}", known.join(", ")))
    })
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
