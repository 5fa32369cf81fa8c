//! `onehead log`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::app::heads_log::{Brought, Committed, Episode, HeadsLog, heads_log};
use crate::cli::context::Context;
use crate::cli::globals::{ConfigFlag, Globals};
use crate::cli::{Exit, Failure};
use crate::merge::episodes::Ending;
use crate::revision::RevisionId;
use crate::text::escape_line;

/// Look back: when a branch had several heads, for how long, who brought them, and how it ended.
#[derive(Debug, Args)]
pub struct Log {
    /// The branch, or a commit, whose first-parent line is looked at [default: the default branch]
    #[arg(value_name = "BRANCH")]
    branch: Option<String>,
    /// Tell the times of several heads
    #[arg(long)]
    heads: bool,
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
    /// For programs (docs/json.md).
    Json,
}

impl Log {
    pub(super) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        if !self.heads {
            return Err(
                Failure::usage("log tells one thing so far: --heads").hint("`onehead history` lists the revisions")
            );
        }
        let log = heads_log(&context.workspace, self.branch.as_deref())?;
        let terminal = &mut context.terminal;
        match self.format {
            Form::Json => terminal.text(&as_json(&log)),
            Form::Text => {
                for line in as_text(&log).lines() {
                    terminal.line(&escape_line(line));
                }
                for note in &log.notes {
                    terminal.say(&format!("note: {}", escape_line(note)));
                }
            }
        }
        Ok(Exit::Ok)
    }
}

fn as_text(log: &HeadsLog) -> String {
    let mut text = String::new();
    for episode in &log.episodes {
        let began = &episode.began;
        let _ = writeln!(
            text,
            "{} {}  {} heads for {}, {}",
            day(&began.date),
            short(&began.commit),
            episode.most,
            lasting(episode.seconds),
            counted(episode.commits, "commit")
        );
        let heads: Vec<&str> = episode.heads.iter().map(RevisionId::as_str).collect();
        let _ = writeln!(text, "  heads    {}", heads.join(", "));
        for brought in &episode.brought {
            let _ = writeln!(text, "  brought  {}", who(brought, &began.author));
        }
        if episode.brought.is_empty() {
            let _ = writeln!(text, "  brought  {} ({})", began.summary, began.author);
        }
        match &episode.ended {
            None => text.push_str("  goes on\n"),
            Some(ended) => {
                for ending in &episode.endings {
                    let _ = writeln!(
                        text,
                        "  ended    {} {}  {} ({})",
                        day(&ended.date),
                        short(&ended.commit),
                        words(ending),
                        ended.author
                    );
                }
            }
        }
    }
    let _ = writeln!(text, "{}", summary(log));
    text
}

fn summary(log: &HeadsLog) -> String {
    let of = format!("{} of {}", counted(log.commits, "commit"), log.branch);
    let unknown = match log.unknown {
        0 => String::new(),
        some => format!("; not known of {}", counted(some, "commit")),
    };
    if log.episodes.is_empty() {
        return format!("never several heads in {of}{unknown}");
    }
    let commits: usize = log.episodes.iter().map(|episode| episode.commits).sum();
    let seconds: i64 = log.episodes.iter().map(|episode| episode.seconds).sum();
    format!(
        "several heads {}, together {} and {commits} of {of}{unknown}",
        counted(log.episodes.len(), "time"),
        lasting(seconds)
    )
}

/// Says who brought a revision; the one who merged it is named where that is somebody else.
fn who(brought: &Brought, merger: &str) -> String {
    let named = format!("{} {}", brought.id, brought.message);
    let named = named.trim_end();
    match &brought.added {
        Some(added) if added.author != merger => format!("{named} ({}, merged by {merger})", added.author),
        Some(added) => format!("{named} ({})", added.author),
        None => named.to_owned(),
    }
}

fn words(ending: &Ending) -> String {
    let list = |ids: &[RevisionId]| match ids {
        [] => "nothing".to_owned(),
        ids => ids.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(", "),
    };
    match ending {
        Ending::Merged(new) => format!("merge revision {} joins {}", new.node.id, list(&new.node.parents)),
        Ending::Reparented(old, new) => format!(
            "down_revision of {} rewritten from {} to {}",
            new.node.id,
            list(&old.node.parents),
            list(&new.node.parents)
        ),
        Ending::Recreated(old, new) => format!("revision {} made again as {}", old.node.id, new.node.id),
        Ending::Deleted(old) => format!("revision {} deleted", old.node.id),
        Ending::Otherwise => "by something else than a revision".to_owned(),
    }
}

fn lasting(seconds: i64) -> String {
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60)];
    let unit = units.into_iter().find(|(_, length)| seconds >= *length);
    match unit {
        Some((unit, length)) => counted(usize::try_from(seconds / length).unwrap_or_default(), unit),
        None => counted(usize::try_from(seconds).unwrap_or_default(), "second"),
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

fn day(date: &str) -> &str {
    date.split(' ').next().unwrap_or_default()
}

fn short(commit: &str) -> &str {
    commit.get(..9).unwrap_or(commit)
}

fn as_json(log: &HeadsLog) -> String {
    let value = json!({
        "schema": 1,
        "project": log.project.name,
        "branch": log.branch,
        "commit": log.commit,
        "commits": log.commits,
        "unknown_commits": log.unknown,
        "episodes": log.episodes.iter().map(episode).collect::<Vec<_>>(),
        "notes": log.notes,
    });
    format!("{value:#}\n")
}

fn episode(episode: &Episode) -> Value {
    json!({
        "began": commit(&episode.began),
        "ended": episode.ended.as_ref().map(commit),
        "seconds": episode.seconds,
        "commits": episode.commits,
        "heads": episode.heads,
        "most_heads": episode.most,
        "brought": episode.brought.iter().map(brought).collect::<Vec<_>>(),
        "endings": episode.endings.iter().map(ending).collect::<Vec<_>>(),
    })
}

fn brought(brought: &Brought) -> Value {
    json!({
        "revision": brought.id,
        "message": brought.message,
        "added": brought.added.as_ref().map(commit),
    })
}

fn commit(commit: &Committed) -> Value {
    json!({
        "commit": commit.commit,
        "author": commit.author,
        "date": commit.date,
        "summary": commit.summary,
    })
}

fn ending(ending: &Ending) -> Value {
    match ending {
        Ending::Merged(new) => json!({"how": "merged", "revision": new.node.id, "parents": new.node.parents}),
        Ending::Reparented(old, new) => json!({
            "how": "reparented",
            "revision": new.node.id,
            "parents": new.node.parents,
            "parents_before": old.node.parents,
        }),
        Ending::Recreated(old, new) => json!({
            "how": "recreated",
            "revision": new.node.id,
            "revision_before": old.node.id,
        }),
        Ending::Deleted(old) => json!({"how": "deleted", "revision": old.node.id}),
        Ending::Otherwise => json!({"how": "otherwise"}),
    }
}
