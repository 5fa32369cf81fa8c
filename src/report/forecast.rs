//! A forecast of merges to bytes: text, JSON, Markdown.

mod json;
mod markdown;
mod text;

use serde::Serialize;

/// Whether branches go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outlook {
    /// Merging does no harm.
    Fine,
    /// Something does not go together.
    Collides,
    /// Something could not be read.
    Unknown,
}

/// What a forecast says.
#[derive(Debug, Clone, Serialize)]
pub struct Forecast {
    /// The version of this shape.
    pub schema: u32,
    /// What branches are merged into.
    pub onto: Onto,
    /// How many branches were looked at.
    pub looked_at: usize,
    /// How many were left out since they did not move lately.
    pub left_out: usize,
    /// Refs that lead to no commit, and projects that cannot be read.
    pub problems: Vec<String>,
    /// One for each script directory.
    pub projects: Vec<Project>,
}

/// The branch that others are merged into.
#[derive(Debug, Clone, Serialize)]
pub struct Onto {
    /// As one would type it.
    pub name: String,
    /// Its commit, a full hexadecimal id.
    pub commit: String,
}

/// One script directory.
#[derive(Debug, Clone, Serialize)]
pub struct Project {
    /// Its name.
    pub project: String,
    /// The heads of BASE.
    pub heads: Vec<String>,
    /// What of BASE could not be read, or is wrong with it.
    pub problems: Vec<String>,
    /// The branches that change revisions.
    pub branches: Vec<Branch>,
    /// The pairs that collide or are not known; every pair where branches were named.
    pub pairs: Vec<Pair>,
    /// One merge after the other.
    pub plan: Vec<Step>,
}

/// A branch that changes revisions.
#[derive(Debug, Clone, Serialize)]
pub struct Branch {
    /// As one would type it.
    pub name: String,
    /// Its other names.
    pub also: Vec<String>,
    /// Its commit.
    pub commit: String,
    /// When its commit was made, RFC 3339 in UTC.
    pub moved: String,
    /// Alone with BASE.
    pub outlook: Outlook,
    /// The revisions that are new or changed.
    pub brings: Vec<Brings>,
    /// BASE's files that are gone or changed.
    pub removes: Vec<String>,
    /// The heads after merging it alone.
    pub heads: Vec<String>,
    /// What does not go together with BASE.
    pub clashes: Vec<Clash>,
    /// What could not be read.
    pub unknown: Vec<String>,
}

/// A revision of a branch.
#[derive(Debug, Clone, Serialize)]
pub struct Brings {
    /// The id.
    pub revision: String,
    /// Its parents.
    pub down_revisions: Vec<String>,
    /// The file, as one would type it.
    pub path: String,
}

/// Two branches.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// The names of both.
    pub branches: [String; 2],
    /// Together.
    pub outlook: Outlook,
    /// The heads after merging both.
    pub heads: Vec<String>,
    /// What does not go together.
    pub clashes: Vec<Clash>,
    /// What could not be read.
    pub unknown: Vec<String>,
}

/// What does not go together.
#[derive(Debug, Clone, Serialize)]
pub struct Clash {
    /// `same-parent`, `same-id`, `same-label`, `missing`, `conflict`, `heads`, `cycle`.
    pub kind: &'static str,
    /// The parent, id, label or file it is about.
    pub about: Option<String>,
    /// In words.
    pub text: String,
    /// The revisions of the first branch.
    pub ours: Vec<String>,
    /// The revisions of the second branch, or of BASE.
    pub theirs: Vec<String>,
}

/// One merge.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The branch.
    pub branch: String,
    /// What it needs first; empty where it can be merged as it is.
    pub needs: Vec<Need>,
}

/// What a branch needs before its turn.
#[derive(Debug, Clone, Serialize)]
pub struct Need {
    /// `reparent`, `new-id`, `update`, `settle`.
    pub kind: &'static str,
    /// The revision; null where it is about no single one.
    pub revision: Option<String>,
    /// Its file.
    pub path: Option<String>,
    /// The parent as it is.
    pub from: Option<String>,
    /// The parent to be.
    pub onto: Option<String>,
    /// The branch that has to be merged before; null for BASE.
    pub after: Option<String>,
    /// In words.
    pub text: String,
}

impl Forecast {
    /// Answers how it looks altogether: a collision is sure whatever else is not known.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        let of_branches = self
            .projects
            .iter()
            .flat_map(|project| project.branches.iter().map(|one| one.outlook));
        let of_pairs = self
            .projects
            .iter()
            .flat_map(|project| project.pairs.iter().map(|pair| pair.outlook));
        let all: Vec<Outlook> = of_branches.chain(of_pairs).collect();
        let is_broken = !self.problems.is_empty() || self.projects.iter().any(|project| !project.problems.is_empty());
        if all.contains(&Outlook::Collides) {
            Outlook::Collides
        } else if is_broken || all.contains(&Outlook::Unknown) {
            Outlook::Unknown
        } else {
            Outlook::Fine
        }
    }
}

/// One way to show a forecast.
#[derive(Debug)]
pub struct ForecastFormat {
    /// What `--format` calls it.
    pub name: &'static str,
    /// Makes the bytes, with a newline at the end.
    pub render: fn(&Forecast) -> String,
}

/// Every way to show a forecast.
pub static ALL: &[&ForecastFormat] = &[&text::FORMAT, &json::FORMAT, &markdown::FORMAT];

/// Splits the plan: the branches that can be merged as they are, in any order, and the steps that come one by one.
///
/// What comes first without a need is free; what comes behind a step with needs may rest on it.
fn split_plan(steps: &[Step]) -> (Vec<&Step>, Vec<&Step>) {
    let first = steps
        .iter()
        .position(|step| !step.needs.is_empty())
        .unwrap_or(steps.len());
    (steps[..first].iter().collect(), steps[first..].iter().collect())
}
