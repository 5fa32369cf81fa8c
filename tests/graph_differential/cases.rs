//! Random histories and questions about them, each from a printed seed.

use serde::{Deserialize, Serialize};

use crate::dice::Dice;

/// A history and the questions asked about it; the oracle reads it as one line of JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case {
    /// The revisions in load order.
    pub nodes: Vec<Written>,
    /// The questions; none where only loading is compared.
    pub queries: Vec<Query>,
    /// Questions about a broken history: onehead must come to an end with each.
    #[serde(skip)]
    pub trials: Vec<Query>,
}

/// A revision as its file would say it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Written {
    /// `revision`.
    pub id: String,
    /// `down_revision`.
    pub parents: Vec<String>,
    /// `depends_on`.
    pub depends_on: Vec<String>,
    /// `branch_labels`.
    pub labels: Vec<String>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `history -r target`.
    History,
    /// What `show target` shows.
    Resolve,
    /// The same where one revision is wanted.
    ResolveOne,
    /// What `current` shows.
    Current,
    /// `upgrade target`.
    Upgrade,
    /// `downgrade target`.
    Downgrade,
    /// `stamp targets`.
    Stamp,
    /// `stamp --purge targets`.
    StampPurge,
}

/// One question, with the rows of the version table it starts from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Query {
    /// What is asked.
    pub kind: Kind,
    /// Where to.
    #[serde(default)]
    pub target: String,
    /// Where to, for the stamps.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The rows, unless `after` is given.
    #[serde(default)]
    pub rows: Vec<String>,
    /// The query whose resulting rows are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<usize>,
    /// How far those rows are rotated.
    #[serde(default)]
    pub turn: usize,
}

/// How a history looks, in percent.
struct Shape {
    bases: usize,
    merges: usize,
    depends: usize,
    labels: usize,
    /// Parents and dependencies taken from anywhere rather than from the tips.
    anywhere: usize,
    names: usize,
}

/// A case of the given seed: one in five is broken and only loaded.
pub fn case(seed: u64) -> Case {
    let mut dice = Dice::new(seed);
    let mut nodes = history(&mut dice);
    let broken = dice.percent(20);
    if broken {
        super::faults::damage(&mut nodes, &mut dice);
    }
    match dice.below(4) {
        0 => {}
        1 => nodes.sort_by(|a, b| a.id.cmp(&b.id)),
        _ => dice.shuffle(&mut nodes),
    }
    let asked = super::queries::ask(&nodes, &mut dice);
    let (queries, trials) = if broken { (vec![], asked) } else { (asked, vec![]) };
    Case { nodes, queries, trials }
}

fn history(dice: &mut Dice) -> Vec<Written> {
    let size = if dice.percent(10) {
        15 + dice.below(25)
    } else {
        dice.below(14)
    };
    let shape = Shape {
        bases: dice.pick(&[0, 5, 15, 40]),
        merges: dice.pick(&[0, 10, 25, 50]),
        depends: dice.pick(&[0, 0, 15, 30, 60]),
        labels: dice.pick(&[0, 15, 40]),
        anywhere: dice.pick(&[0, 0, 5, 20, 60]),
        names: dice.below(4),
    };
    let mut nodes: Vec<Written> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for _ in 0..size {
        let mut node = Written {
            id: fresh(&names, shape.names, dice),
            ..Written::default()
        };
        names.push(node.id.clone());
        if !nodes.is_empty() && !dice.percent(shape.bases) {
            let wanted = if dice.percent(shape.merges) {
                2 + dice.below(2)
            } else {
                1
            };
            for _ in 0..wanted {
                let parent = earlier(&nodes, shape.anywhere, dice).id.clone();
                if !node.parents.contains(&parent) {
                    node.parents.push(parent);
                }
            }
        }
        if !nodes.is_empty() && dice.percent(shape.depends) {
            for _ in 0..=dice.below(3) {
                let on = earlier(&nodes, 50, dice);
                let called = if on.labels.is_empty() || dice.percent(50) {
                    &on.id
                } else {
                    &on.labels[dice.below(on.labels.len())]
                };
                node.depends_on.push(called.clone());
            }
        }
        while dice.percent(shape.labels) && node.labels.len() < 3 {
            let label = fresh(&names, 4, dice);
            names.push(label.clone());
            node.labels.push(label);
        }
        nodes.push(node);
    }
    nodes
}

/// A revision that exists already: any, or mostly a tip.
fn earlier<'a>(nodes: &'a [Written], anywhere: usize, dice: &mut Dice) -> &'a Written {
    let tips: Vec<&Written> = nodes
        .iter()
        .filter(|node| !nodes.iter().any(|other| other.parents.contains(&node.id)))
        .collect();
    if dice.percent(anywhere) {
        &nodes[dice.below(nodes.len())]
    } else {
        dice.pick(&tips)
    }
}

/// A name nobody has; the styles share prefixes, and some are too short to be found by one.
fn fresh(taken: &[String], style: usize, dice: &mut Dice) -> String {
    loop {
        let name = match if style == 3 { dice.below(3) } else { style } {
            0 => format!("{:08x}{:04x}", dice.below(1 << 32), dice.below(1 << 16)),
            1 => format!("{}{}", dice.pick(&["a", "b", "ab", "rev_", "abcd"]), dice.below(60)),
            2 => (0..=2 + dice.below(4)).map(|_| dice.pick(&['a', 'b', '1'])).collect(),
            _ => format!(
                "{}{}",
                dice.pick(&["net", "core", "ab", "abcd", "lib_", "é"]),
                dice.below(40)
            ),
        };
        if !taken.contains(&name) {
            return name;
        }
    }
}
