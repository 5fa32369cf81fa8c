//! `onehead prove`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::app::Standing;
use crate::app::prove::{Answer, Examined, Question, prove};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::merge::stamp_path::{Affected, Judgement, Verdict, sentences};
use crate::text::escape_line;

/// How many refs are named in the text.
const REFS: usize = 6;

/// How many revisions of a sentence are listed in the text.
const REVISIONS: usize = 20;

/// Prove that no database would skip a revision for ever, run one twice, or be refused.
#[derive(Debug, Args)]
pub struct Prove {
    /// Databases come from this ref, or from every ref that a pattern with `*` fits [default: what is published]
    #[arg(long, value_name = "REF")]
    from: Vec<String>,
    /// A database may stand on any single revision
    #[arg(long)]
    anywhere: bool,
    /// Ask this database where it stands, too
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Version rows of databases that cannot be reached: one a line, a blank line between databases; or JSON
    #[arg(long, value_name = "FILE")]
    stamps: Option<PathBuf>,
    /// Prove the history of this commit instead of the working tree's
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Only harm that this commit's history does not do already
    #[arg(long, value_name = "BASE")]
    against: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    #[command(flatten)]
    pub(super) config: ConfigFlag,
    #[command(flatten)]
    pub(super) globals: Globals,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs (docs/prove.md).
    Json,
}

impl Prove {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let question = Question {
            standing: self.at.clone().map_or(Standing::WorkTree, Standing::Commit),
            from: self.from.clone(),
            anywhere: self.anywhere,
            database: self.database.clone(),
            stamps: self.stamps.clone(),
            against: self.against.clone(),
        };
        let answer = prove(&context.workspace, &question)?;
        let terminal = &mut context.terminal;
        match self.format {
            Form::Json => terminal.text(&as_json(&answer)),
            Form::Text => {
                for line in as_text(&answer).lines() {
                    terminal.line(line);
                }
                for note in &answer.notes {
                    terminal.say(&format!("note: {}", escape_line(note)));
                }
            }
        }
        Ok(match answer.report.verdict() {
            Verdict::Safe => Exit::Ok,
            Verdict::Unsafe | Verdict::Unknown => Exit::Findings,
        })
    }
}

fn as_text(answer: &Answer) -> String {
    let mut text = String::new();
    for judgement in &answer.report.judgements {
        for sentence in sentences(judgement) {
            let mark = if sentence.kind.lists() { ":" } else { "" };
            let _ = writeln!(text, "{}{mark}", escape_line(&sentence.text));
            if sentence.kind.lists() {
                list(&mut text, &sentence.revisions);
            }
        }
    }
    let _ = writeln!(text, "{}", summary(answer));
    let _ = writeln!(text, "{}", looked_at(&answer.examined));
    text
}

fn list(text: &mut String, revisions: &[Affected]) {
    for revision in revisions.iter().take(REVISIONS) {
        let line = format!("{}  {}", revision.revision, revision.message);
        let _ = writeln!(text, "  {}", escape_line(line.trim_end()));
    }
    if let Some(more) = revisions.len().checked_sub(REVISIONS).filter(|&more| more > 0) {
        let _ = writeln!(text, "  and {more} more");
    }
}

fn summary(answer: &Answer) -> String {
    let report = &answer.report;
    let all = report.judgements.len();
    let standings = if all == 1 {
        "1 standing".to_owned()
    } else {
        format!("{all} standings")
    };
    match (report.count(Verdict::Unsafe), report.count(Verdict::Unknown)) {
        (0, 0) if all == 0 => "nothing was proved: there is no standing to judge".to_owned(),
        (0, 0) => format!("safe: {standings}, and every revision runs exactly once on each"),
        (harmed, 0) => format!("not safe: {harmed} of {standings}"),
        (0, unknown) => format!("not known: {unknown} of {standings}"),
        (harmed, unknown) => format!("not safe: {harmed} of {standings}; not known: {unknown}"),
    }
}

fn looked_at(examined: &[Examined]) -> String {
    let shown: Vec<String> = examined
        .iter()
        .take(REFS)
        .map(|examined| match examined.states {
            0 | 1 => examined.name.clone(),
            states => format!("{} ({states} states)", examined.name),
        })
        .collect();
    let more = match examined.len().saturating_sub(REFS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if shown.is_empty() {
        return "looked at no ref".to_owned();
    }
    escape_line(&format!(
        "looked at {}{more}; what is not here cannot be spoken for",
        shown.join(", ")
    ))
    .into_owned()
}

fn as_json(answer: &Answer) -> String {
    let report = &answer.report;
    let value = json!({
        "schema": 1,
        "project": answer.project.name,
        "new": answer.new,
        "verdict": report.verdict(),
        "standings": report.judgements.iter().map(judgement).collect::<Vec<_>>(),
        "examined": answer.examined,
        "notes": answer.notes,
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

fn judgement(judgement: &Judgement) -> serde_json::Value {
    let list = |affected: &[Affected]| serde_json::to_value(affected).unwrap_or_default();
    json!({
        "name": judgement.name,
        "rows": judgement.rows,
        "verdict": judgement.verdict(),
        "skipped": list(&judgement.harms.skipped),
        "twice": list(&judgement.harms.twice),
        "missing": judgement.harms.missing,
        "overlaps": judgement.harms.overlaps,
        "forgotten": list(&judgement.harms.forgotten),
        "unknown": judgement.doubts,
        "sentences": sentences(judgement).into_iter().map(|sentence| sentence.text).collect::<Vec<_>>(),
    })
}
