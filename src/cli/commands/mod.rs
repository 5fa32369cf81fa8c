//! One file a verb.

mod backport;
mod branches;
mod check;
mod coverage;
mod create;
mod current;
mod database;
mod demo;
mod doctor;
mod downgrade;
mod edit;
mod ensure_version;
mod forecast;
mod heads;
mod history;
mod hooks;
mod init;
mod list_templates;
mod lock;
mod log;
mod merge;
mod middle;
mod prove;
mod read;
mod rebase;
mod revision;
mod rule;
mod show;
mod sql;
mod stamp;
mod strategy;
mod switch;
mod upgrade;

use std::path::PathBuf;

use clap::Subcommand;

use super::context::Context;
use super::globals::Globals;
use super::{Exit, Failure};

/// Declares every verb once: the option struct, its dispatch, and where its global options stand.
macro_rules! verbs {
    ($($name:ident($module:ident::$args:ident)),* $(,)?) => {
        /// Every verb.
        #[derive(Debug, Subcommand)]
        #[command(rename_all = "snake_case")]
        pub enum Command {
            $(
                $name($module::$args),
            )*
        }

        impl Command {
            /// Answers the global options that stood behind the verb, and its configuration files.
            #[must_use]
            pub fn globals(&self) -> (&Globals, &[PathBuf]) {
                match self {
                    $(Self::$name(args) => (&args.globals, &args.config.configs),)*
                }
            }

            /// Carries the verb out.
            ///
            /// # Errors
            /// [`Failure`] when it could not.
            pub fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
                match self {
                    $(Self::$name(args) => args.run(context),)*
                }
            }
        }
    };
}

verbs! {
    Check(check::Check),
    Forecast(forecast::ForecastArgs),
    Merge(merge::Merge),
    Prove(prove::Prove),
    Rebase(rebase::Rebase),
    Backport(backport::BackportArgs),
    Heads(heads::Heads),
    History(history::History),
    Branches(branches::Branches),
    Show(show::Show),
    Current(current::Current),
    Revision(revision::Revision),
    Upgrade(upgrade::Upgrade),
    Downgrade(downgrade::Downgrade),
    Stamp(stamp::Stamp),
    Sql(sql::Sql),
    Coverage(coverage::CoverageArgs),
    EnsureVersion(ensure_version::EnsureVersion),
    Init(init::Init),
    ListTemplates(list_templates::ListTemplates),
    Edit(edit::Edit),
    Lock(lock::Lock),
    Log(log::Log),
    Doctor(doctor::Doctor),
    Switch(switch::Switch),
    Hooks(hooks::Hooks),
    Rule(rule::Rule),
    Demo(demo::Demo),
}
