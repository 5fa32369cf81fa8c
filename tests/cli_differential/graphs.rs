//! Random histories.

use super::dice::Dice;

/// A revision as its file says it.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub id: String,
    pub parents: Vec<String>,
    pub depends_on: Vec<String>,
    pub labels: Vec<String>,
}

/// How a history looks, in percent.
struct Shape {
    bases: usize,
    merges: usize,
    depends: usize,
    labels: usize,
    /// Parents taken from anywhere rather than from the tips.
    anywhere: usize,
    names: usize,
}

/// A history without faults of at most `largest` revisions, oldest first.
pub fn history(dice: &mut Dice, largest: usize) -> Vec<Written> {
    let size = dice.below(largest + 1);
    let shape = Shape {
        bases: dice.pick(&[0, 5, 15, 40]),
        merges: dice.pick(&[0, 10, 25, 50]),
        depends: dice.pick(&[0, 0, 15, 30]),
        labels: dice.pick(&[0, 15, 40]),
        anywhere: dice.pick(&[0, 5, 20, 60]),
        names: dice.below(4),
    };
    let mut nodes: Vec<Written> = Vec::new();
    for _ in 0..size {
        let node = revision(&nodes, &shape, dice);
        nodes.push(node);
    }
    nodes
}

fn revision(nodes: &[Written], shape: &Shape, dice: &mut Dice) -> Written {
    let mut taken: Vec<String> = nodes
        .iter()
        .flat_map(|node| [vec![node.id.clone()], node.labels.clone()].concat())
        .collect();
    let mut node = Written {
        id: fresh(&taken, shape.names, dice),
        ..Written::default()
    };
    taken.push(node.id.clone());
    if !nodes.is_empty() && !dice.percent(shape.bases) {
        let wanted = if dice.percent(shape.merges) {
            2 + dice.below(2)
        } else {
            1
        };
        for _ in 0..wanted {
            let parent = &earlier(nodes, shape.anywhere, dice).id;
            let related = |other: &String| is_above(nodes, other, parent) || is_above(nodes, parent, other);
            if !node.parents.iter().any(related) {
                node.parents.push(parent.clone());
            }
        }
    }
    if !nodes.is_empty() && dice.percent(shape.depends) {
        for _ in 0..=dice.below(2) {
            let on = earlier(nodes, 50, dice);
            let name = on.labels.first().filter(|_| dice.percent(50)).unwrap_or(&on.id);
            if !node.depends_on.contains(name) {
                node.depends_on.push(name.clone());
            }
        }
    }
    while dice.percent(shape.labels) && node.labels.len() < 3 {
        let label = fresh(&taken, 4, dice);
        taken.push(label.clone());
        node.labels.push(label);
    }
    node
}

/// Takes away dependencies that a parent or another dependency has below it: of those Alembic makes version rows that it
/// cannot go on from, and onehead does not (`docs/differences.md`).
pub fn drop_redundant_dependencies(nodes: &mut [Written]) {
    for number in 0..nodes.len() {
        let mut kept: Vec<String> = nodes[number].depends_on.clone();
        let mut at = 0;
        while at < kept.len() {
            let others = nodes[number]
                .parents
                .iter()
                .chain(kept.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, name)| name));
            let redundant = others
                .clone()
                .any(|other| is_above(nodes, other, id_of(nodes, &kept[at])));
            if redundant {
                kept.remove(at);
            } else {
                at += 1;
            }
        }
        nodes[number].depends_on = kept;
        let dependencies: Vec<String> = nodes[number]
            .depends_on
            .iter()
            .map(|name| id_of(nodes, name).to_owned())
            .collect();
        let redundant = |parent: &String| dependencies.iter().any(|on| is_above(nodes, on, parent));
        if nodes[number].parents.iter().any(redundant) {
            nodes[number].depends_on.clear();
        }
    }
}

/// The revision that a name stands for.
fn id_of<'a>(nodes: &'a [Written], name: &'a str) -> &'a str {
    let node = nodes.iter().find(|node| node.labels.iter().any(|label| label == name));
    node.map_or(name, |node| node.id.as_str())
}

/// Tells whether `low` is `high` or comes before it, by parents or dependencies.
fn is_above(nodes: &[Written], high: &str, low: &str) -> bool {
    let mut waiting = vec![id_of(nodes, high)];
    while let Some(id) = waiting.pop() {
        if id == low {
            return true;
        }
        let node = nodes.iter().find(|node| node.id == id);
        let below = node
            .into_iter()
            .flat_map(|node| node.parents.iter().chain(&node.depends_on));
        waiting.extend(below.map(|name| id_of(nodes, name)));
    }
    false
}

fn earlier<'a>(nodes: &'a [Written], anywhere: usize, dice: &mut Dice) -> &'a Written {
    let is_tip = |node: &&Written| !nodes.iter().any(|other| other.parents.contains(&node.id));
    let tips: Vec<&Written> = nodes.iter().filter(is_tip).collect();
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
                dice.pick(&["net", "core", "ab", "abcd", "lib_", "é", "x y"]),
                dice.below(40)
            ),
        };
        if !taken.contains(&name) {
            return name;
        }
    }
}
