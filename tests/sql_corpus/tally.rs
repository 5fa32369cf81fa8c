//! The three numbers: wrong, equal, unknown; and why.

use std::collections::BTreeMap;
use std::fmt;

use onehead::app::compile::{Body, Frame};
use onehead::dialect::Dialect;
use onehead::graph::Direction;

use super::oracle::Render;
use super::ours::Step;

/// How one body compares.
pub enum Verdict {
    /// Alembic cannot render it, and neither does onehead; or what Alembic printed does not count.
    Aside,
    /// The same statements.
    Equal,
    /// onehead says that it does not know, and why.
    Unknown(Vec<String>),
    /// onehead says something else than Alembic.
    Wrong(String),
}

impl Verdict {
    /// Compares.
    pub fn of(theirs: Option<&Render>, body: &Body, dialect: Dialect) -> Self {
        let reasons: Vec<String> = body.opaque().into_iter().map(|opaque| opaque.sentence()).collect();
        let ours = || {
            let statements = body.statements(&Frame::plain(dialect));
            statements
                .into_iter()
                .map(|text| format!("{text};"))
                .collect::<Vec<_>>()
        };
        match theirs {
            None => Self::Aside,
            Some(Render::Texts(_)) if !reasons.is_empty() => Self::Unknown(reasons),
            Some(Render::Texts(theirs)) => {
                let ours = ours();
                if unordered(&ours) == unordered(theirs) {
                    Self::Equal
                } else {
                    Self::Wrong(difference(&ours, theirs))
                }
            }
            // What stops Alembic must stop us, but for what has to do with Python and stubs alone.
            Some(Render::Reason(reason)) if reasons.is_empty() && stops(reason) => Self::Wrong(format!(
                "Alembic does not render it ({reason}), onehead prints\n{}",
                ours().join("\n")
            )),
            Some(Render::Reason(_)) => Self::Aside,
        }
    }
}

/// Tells whether it is the body itself that Alembic could not render.
fn stops(reason: &str) -> bool {
    ["a stub", "no ", "cannot be imported"]
        .iter()
        .all(|aside| !reason.starts_with(aside))
}

/// Sorts neighbouring `CREATE INDEX`: Alembic prints those of one table in random order.
fn unordered(texts: &[String]) -> Vec<String> {
    let is_index = |text: &str| text.starts_with("CREATE INDEX ") || text.starts_with("CREATE UNIQUE INDEX ");
    let mut all = texts.to_vec();
    for run in all.chunk_by_mut(|one, other| is_index(one) && is_index(other)) {
        run.sort();
    }
    all
}

fn difference(ours: &[String], theirs: &[String]) -> String {
    let (ours, theirs) = (unordered(ours), unordered(theirs));
    let same = ours.iter().zip(&theirs).take_while(|(one, other)| one == other).count();
    let show = |texts: &[String]| texts.get(same).cloned().unwrap_or_else(|| "(nothing more)".to_owned());
    format!(
        "statement {same}\n  ours:   {}\n  theirs: {}",
        show(&ours),
        show(&theirs)
    )
}

#[derive(Default, Clone, Copy)]
struct Numbers {
    wrong: usize,
    equal: usize,
    unknown: usize,
}

/// All bodies together.
#[derive(Default)]
pub struct Tally {
    rows: BTreeMap<(String, &'static str), Numbers>,
    reasons: BTreeMap<String, (usize, String)>,
    faults: Vec<String>,
}

impl Tally {
    /// Takes one body.
    pub fn take(&mut self, project: &str, step: &Step, dialect: Dialect, verdict: &Verdict) {
        let word = match step.direction {
            Direction::Up => "upgrade",
            Direction::Down => "downgrade",
        };
        let row = self.rows.entry((project.to_owned(), dialect.name())).or_default();
        match verdict {
            Verdict::Aside => {}
            Verdict::Equal => row.equal += 1,
            Verdict::Unknown(reasons) => {
                row.unknown += 1;
                for reason in reasons {
                    let (place, why) = reason.split_once(": ").unwrap_or(("", reason));
                    let place = format!("{project}/{place}");
                    self.reasons.entry(why.to_owned()).or_insert((0, place)).0 += 1;
                }
            }
            Verdict::Wrong(what) => {
                row.wrong += 1;
                self.faults
                    .push(format!("{project}/{} {word} {}: {what}", step.path, dialect.name()));
            }
        }
    }

    /// How many bodies are wrong.
    pub fn wrong(&self) -> usize {
        self.faults.len()
    }

    /// How many bodies Alembic renders.
    pub fn renderable(&self) -> usize {
        let total = self.total(|_| true);
        total.wrong + total.equal + total.unknown
    }

    /// What is wrong.
    pub fn faults(&self) -> String {
        self.faults.join("\n")
    }

    fn total(&self, wanted: impl Fn(&str) -> bool) -> Numbers {
        let mut total = Numbers::default();
        for ((_, dialect), row) in &self.rows {
            if wanted(dialect) {
                total.wrong += row.wrong;
                total.equal += row.equal;
                total.unknown += row.unknown;
            }
        }
        total
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| project | dialect | wrong | equal | unknown | equal of all |\n|---|---|---|---|---|---|"
        )?;
        for ((project, dialect), row) in &self.rows {
            row.line(f, project, dialect)?;
        }
        for dialect in Dialect::ALL {
            if self.rows.keys().any(|(_, name)| *name == dialect.name()) {
                self.total(|name| name == dialect.name())
                    .line(f, "all", dialect.name())?;
            }
        }
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (reason, (count, place)) in reasons {
            writeln!(f, "{count:>5}  {reason}  ({place})")?;
        }
        Ok(())
    }
}

impl Numbers {
    fn line(self, f: &mut fmt::Formatter<'_>, project: &str, dialect: &str) -> fmt::Result {
        let Self { wrong, equal, unknown } = self;
        let all = (wrong + equal + unknown).max(1);
        let tenths = equal * 1000 / all;
        writeln!(
            f,
            "| {project} | {dialect} | {wrong} | {equal} | {unknown} | {}.{} % |",
            tenths / 10,
            tenths % 10
        )
    }
}
