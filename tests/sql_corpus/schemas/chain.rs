//! A chain of the corpus, as both make a script of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use onehead::app::apply::{Action, script};
use onehead::app::compile::Frame;
use onehead::dialect::Dialect;
use serde::Deserialize;

use crate::ours;

/// A versions folder of a project.
pub struct Chain {
    pub project: String,
    pub folder: String,
}

/// Two scripts of the same revisions.
pub struct Pair {
    pub ours: String,
    pub theirs: String,
    /// How many revisions the chain has.
    pub revisions: usize,
    /// How many of them both know: those are in the scripts.
    pub compared: usize,
    /// How many of those stand at the beginning of the chain, without a gap.
    pub from_base: usize,
}

impl Pair {
    /// Tells whether both know all of the chain.
    pub fn is_whole(&self) -> bool {
        self.compared == self.revisions
    }
}

/// A script, cut into its steps.
struct Cut {
    before: String,
    steps: Vec<Step>,
    after: String,
}

struct Step {
    revision: String,
    /// None where it is not known.
    text: Option<String>,
}

/// Lists the chains of `tests/corpus/pins.txt`, or of those projects that are asked for.
pub fn all() -> Vec<Chain> {
    let only = std::env::var("ONEHEAD_SQL_PROJECTS").ok();
    let pins = include_str!("../../corpus/pins.txt");
    let chains = pins.lines().flat_map(|line| {
        let (name, rest) = line.split_once("==").expect("a pin");
        let (_, folders) = rest.split_once('#').expect("its folders");
        let project = name.replace('-', "_").to_lowercase();
        folders.split(',').map(move |folder| Chain {
            project: project.clone(),
            folder: folder.trim().to_owned(),
        })
    });
    chains
        .filter(|chain| {
            only.as_ref()
                .is_none_or(|only| only.split(',').any(|one| one == chain.project))
        })
        .collect()
}

impl Chain {
    fn root(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(".cache/sources")
            .join(&self.project)
    }

    /// Makes both scripts, of the steps that both know.
    ///
    /// # Errors
    /// A sentence where onehead makes none, or not all of it and only whole ones are asked for.
    pub fn pair(&self, dialect: Dialect, only_whole: bool) -> Result<Pair, String> {
        let ours = self.ours(dialect)?;
        if only_whole && ours.steps.iter().any(|step| step.text.is_none()) {
            return Err("not known whole".to_owned());
        }
        let theirs = self.theirs(dialect);
        let order = |cut: &Cut| cut.steps.iter().map(|step| step.revision.clone()).collect::<Vec<_>>();
        assert_eq!(order(&ours), order(&theirs), "{}: another order", self.folder);
        let known: Vec<bool> = ours.steps.iter().zip(&theirs.steps).map(both_know).collect();
        Ok(Pair {
            ours: ours.only(&known),
            theirs: theirs.only(&known),
            revisions: known.len(),
            compared: known.iter().filter(|known| **known).count(),
            from_base: known.iter().take_while(|known| **known).count(),
        })
    }

    /// What `upgrade heads --sql` prints.
    fn ours(&self, dialect: Dialect) -> Result<Cut, String> {
        let place = ours::place(&self.root(), &self.folder);
        let frame = Frame::plain(dialect);
        let script =
            script(&place, &Action::Upgrade("heads".to_owned()), &frame).map_err(|refused| refused.to_string())?;
        let known = script.view().steps.into_iter().map(|step| {
            let revision = step.revision.expect("an upgrade runs revisions");
            (revision, step.complete)
        });
        Ok(Cut::of(&script.text(), &known.collect::<Vec<_>>()))
    }

    /// What live Alembic prints.
    fn theirs(&self, dialect: Dialect) -> Cut {
        #[derive(Deserialize)]
        struct Answer {
            before: String,
            steps: Vec<Theirs>,
            after: String,
        }
        #[derive(Deserialize)]
        struct Theirs {
            revision: String,
            text: Option<String>,
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let home = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(root.join(".cache/venv/bin/python"));
        command
            .arg(root.join("tests/sql_corpus/chain.py"))
            .arg(self.root())
            .args([&self.folder, dialect.name()])
            .current_dir(home.path())
            .env_clear()
            .env("HOME", home.path())
            .env("PYTHONHASHSEED", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.output().expect("Python runs: tests/setup-venv.sh makes it");
        let answer: Answer = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            let (said, failed) = (&output.stdout, &output.stderr);
            let [said, failed] = [said, failed].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            panic!("{}: no oracle: {error}: {said} {failed}", self.folder)
        });
        let steps = answer.steps.into_iter().map(|step| Step {
            revision: step.revision,
            text: step.text,
        });
        Cut {
            before: answer.before,
            steps: steps.collect(),
            after: answer.after,
        }
    }
}

fn both_know((ours, theirs): (&Step, &Step)) -> bool {
    ours.text.is_some() && theirs.text.is_some()
}

impl Cut {
    /// Cuts the script of these revisions, in their order, of which some are known.
    fn of(text: &str, revisions: &[(String, bool)]) -> Self {
        let starts: Vec<usize> = text.match_indices("-- Running upgrade ").map(|(at, _)| at).collect();
        assert_eq!(starts.len(), revisions.len(), "a title a step");
        let after = if text.starts_with("BEGIN;") { "COMMIT;\n\n" } else { "" };
        let end = text.strip_suffix(after).expect("it ends as it began").len();
        let ends = starts.iter().skip(1).copied().chain([end]);
        let pieces = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]);
        let steps = pieces.zip(revisions).map(|(piece, (revision, is_known))| Step {
            revision: revision.clone(),
            text: is_known.then(|| piece.to_owned()),
        });
        Self {
            before: text[..starts[0]].to_owned(),
            steps: steps.collect(),
            after: after.to_owned(),
        }
    }

    fn only(self, known: &[bool]) -> String {
        let steps = self.steps.into_iter().zip(known).filter(|(_, known)| **known);
        let texts: String = steps.filter_map(|(step, _)| step.text).collect();
        self.before + &texts + &self.after
    }
}
