//! `onehead rule`.

use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::lint;
use crate::report::{rule_doc, rule_list};

/// Explain a rule of `onehead check`, or list them all.
#[derive(Debug, clap::Args)]
pub struct Rule {
    /// The code or the name: OH101, multiple-heads [default: list every rule]
    #[arg(value_name = "RULE")]
    word: Option<String>,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl Rule {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let text = match &self.word {
            None => rule_list(),
            Some(word) => {
                let unknown =
                    || Failure::usage(format!("no rule is called `{word}`")).hint("`onehead rule` lists them");
                rule_doc(lint::find(word).ok_or_else(unknown)?)
            }
        };
        context.terminal.text(&text);
        Ok(Exit::Ok)
    }
}
