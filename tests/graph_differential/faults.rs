//! Histories that are broken in one place.

use super::cases::Written;
use crate::dice::Dice;

/// Breaks something; Alembic may or may not notice.
pub fn damage(nodes: &mut Vec<Written>, dice: &mut Dice) {
    if nodes.is_empty() {
        nodes.push(Written {
            id: "a1".into(),
            ..Written::default()
        });
    }
    let (at, other) = (dice.below(nodes.len()), dice.below(nodes.len()));
    let name = nodes[other].id.clone();
    let itself = nodes[at].id.clone();
    let label = nodes.iter().find_map(|node| node.labels.first().cloned());
    match dice.below(13) {
        0 => nodes[at].parents.push("missing".into()),
        1 => nodes[at].depends_on.push("missing".into()),
        2 => nodes[at].depends_on.push(name.chars().take(4).collect()),
        3 => nodes.push(Written {
            id: name,
            ..nodes[at].clone()
        }),
        // Often a cycle, sometimes only one more edge.
        4 => nodes[at].parents.push(name),
        5 => nodes[at].depends_on.push(name),
        6 => nodes[at].parents = vec![name],
        7 => nodes[at].parents.push(itself),
        8 => nodes[at].depends_on.push(itself),
        9 => nodes[at].labels.push(name),
        10 => nodes[at].labels.push(label.unwrap_or(name)),
        11 => nodes[at]
            .id
            .push_str(dice.pick(&["@", "-", "+", ":", ".", " ", "/", ""])),
        _ => nodes[at].parents.push(label.unwrap_or(name)),
    }
}
