//! `onehead forecast`.

use clap::Args;

use crate::app::forecast::{Question, Wanted, forecast};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::report::forecast::{ALL, Forecast, Outlook};
use crate::text::escape_line;

/// Foresee which branches collide when they are merged, and in which order they can be.
///
/// Nothing is checked out, fetched or written.
#[derive(Debug, Args)]
pub struct ForecastArgs {
    /// The branches; without any, those that moved in the last 30 days
    #[arg(value_name = "BRANCH")]
    branches: Vec<String>,
    /// What they are to be merged into; `auto`: what GitHub or GitLab says [default: as for `check`]
    #[arg(long, visible_alias = "against", value_name = "BASE")]
    onto: Option<String>,
    /// Every branch, however old
    #[arg(long, conflicts_with_all = ["branches", "branches_from"])]
    all: bool,
    /// A file with the names of branches, one a line; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "branches")]
    branches_from: Option<std::path::PathBuf>,
    /// Form of the answer: text, json or markdown
    #[arg(long, default_value = "text", value_name = "FORM")]
    format: String,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

impl ForecastArgs {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let format = ALL.iter().find(|format| format.name == self.format).ok_or_else(|| {
            let known: Vec<&str> = ALL.iter().map(|format| format.name).collect();
            Failure::usage(format!("there is no form `{}`", self.format)).hint(format!("one of {}", known.join(", ")))
        })?;
        let question = Question {
            branches: self.wanted(context)?,
            onto: self.onto.clone(),
        };
        let answer = forecast(&context.workspace, &question)?;
        context.terminal.text(&(format.render)(&answer));
        complain(context, &answer);
        Ok(match answer.outlook() {
            Outlook::Fine => Exit::Ok,
            Outlook::Collides => Exit::Findings,
            Outlook::Unknown => Exit::Unreadable,
        })
    }

    fn wanted(&self, context: &Context) -> Result<Wanted, Failure> {
        let Some(file) = &self.branches_from else {
            return Ok(match self.branches.as_slice() {
                [] if self.all => Wanted::All,
                [] => Wanted::Lately,
                names => Wanted::Named(names.to_vec()),
            });
        };
        let text = if file.as_os_str() == "-" {
            context.terminal.input()
        } else {
            let bytes = std::fs::read(context.workspace.directory.join(file))
                .map_err(|error| Failure::new(Exit::Unreadable, format!("cannot read {}: {error}", file.display())))?;
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
        Ok(Wanted::Named(names.map(str::to_owned).collect()))
    }
}

fn complain(context: &mut Context, answer: &Forecast) {
    let of_projects = answer.projects.iter().flat_map(|project| &project.problems);
    for problem in answer.problems.iter().chain(of_projects) {
        context.terminal.complain(&escape_line(problem));
    }
    if answer.left_out > 0 {
        context.terminal.say(&format!(
            "{} older branches were left out (--all looks at them too)",
            answer.left_out
        ));
    }
}
