//! `onehead check`.

use clap::{Args, ValueEnum};

use crate::app::Standing;
use crate::app::check::{Answer, Question, apply_fixes, check, write_baseline};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};
use crate::diagnostic::Severity;
use crate::report::{self, Report};
use crate::sources::relative_to;
use crate::text::escape_line;

/// The gate: judge the history of the working tree, the index or a commit.
#[derive(Debug, Args)]
pub struct Check {
    /// Judge what `git commit` would commit
    #[arg(long, conflicts_with = "at")]
    staged: bool,
    /// Judge the files of a commit
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Judge also the history that merging into BASE would make; `auto`: what GitHub or GitLab says
    #[arg(long, value_name = "BASE")]
    against: Option<String>,
    /// Judge every revision, not only new ones
    #[arg(long)]
    all: bool,
    /// Only these rules: codes, prefixes of codes, or names
    #[arg(long, value_name = "RULES")]
    select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "RULES")]
    ignore: Vec<String>,
    /// Accept the findings of a rule in this run, with the reason: "OH302 - the table never left staging"
    #[arg(long, value_name = "RULE - REASON")]
    allow: Vec<String>,
    /// Mend what can be mended safely, in files that are not published
    #[arg(long, conflicts_with_all = ["staged", "at"])]
    fix: bool,
    /// Accept everything found: write it to the baseline file
    #[arg(long, conflicts_with_all = ["staged", "at", "fix"])]
    write_baseline: bool,
    /// What makes the check fail
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Form of the report: text or json
    #[arg(long, default_value = "text", value_name = "FORM")]
    format: String,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

/// The mildest severity that fails a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// Only errors.
    #[default]
    Error,
    /// Warnings too.
    Warning,
}

impl Check {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let question = Question {
            standing: match (&self.at, self.staged) {
                (Some(spec), _) => Standing::Commit(spec.clone()),
                (None, true) => Standing::Index,
                (None, false) => Standing::WorkTree,
            },
            against: context.workspace.against(self.against.as_deref())?,
            before: None,
            all: self.all,
            settled: false,
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            allow: self.allow.clone(),
        };
        let mut answer = check(&context.workspace, &question)?;
        if self.write_baseline {
            for path in write_baseline(&answer)? {
                say_file(context, "wrote", &path);
            }
            return Ok(Exit::Ok);
        }
        if self.fix {
            let fixed = apply_fixes(&answer)?;
            for path in &fixed {
                say_file(context, "fixed", path);
            }
            if !fixed.is_empty() {
                answer = check(&context.workspace, &question)?;
            }
        }
        show(context, &answer, &self.format)?;
        if answer.findings.is_empty() {
            context.terminal.say("no findings");
        }
        Ok(self.exit(&answer))
    }

    fn exit(&self, answer: &Answer) -> Exit {
        let limit = if self.fail_on == FailOn::Warning {
            Severity::Warning
        } else {
            Severity::Error
        };
        if answer.worst().is_some_and(|worst| worst >= limit) {
            Exit::Findings
        } else if answer.problems.is_empty() {
            Exit::Ok
        } else {
            Exit::Unreadable
        }
    }
}

fn say_file(context: &mut Context, what: &str, path: &std::path::Path) {
    let path = relative_to(&context.workspace.directory, path);
    context
        .terminal
        .say(&format!("{what} {}", escape_line(&path.to_string_lossy())));
}

/// Prints the report of an answer, and on stderr what could not be judged at all.
pub(super) fn show(context: &mut Context, answer: &Answer, form: &str) -> Result<(), Failure> {
    let format = report::find(form).ok_or_else(|| {
        let known: Vec<&str> = report::ALL.iter().map(|format| format.name).collect();
        Failure::usage(format!("there is no report format `{form}`")).hint(format!("one of {}", known.join(", ")))
    })?;
    let Some(read) = &answer.read else { return Ok(()) };
    let projects: Vec<String> = answer
        .projects
        .iter()
        .map(|judged| judged.project.name.clone())
        .collect();
    let terminal = &mut context.terminal;
    let text = (format.render)(&Report {
        read,
        projects: &projects,
        findings: &answer.findings,
        texts: &|path| answer.texts.get(path).cloned(),
        cwd: &context.workspace.directory,
        colour: form == "text" && terminal.has_colour(),
    });
    terminal.text(&text);
    for path in &answer.conflicts {
        let path = escape_line(&relative_to(&context.workspace.directory, path).to_string_lossy()).into_owned();
        context.terminal.say(&format!(
            "merging would stop with a conflict in {path}; judged as it stands here"
        ));
    }
    complain(&mut context.terminal, answer);
    Ok(())
}

fn complain(terminal: &mut Terminal, answer: &Answer) {
    for problem in &answer.problems {
        terminal.complain(&escape_line(&problem.to_string()));
    }
    if answer.accepted > 0 {
        terminal.say(&format!("{} more accepted by the baseline", answer.accepted));
    }
}
