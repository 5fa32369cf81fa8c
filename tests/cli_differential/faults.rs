//! Histories that are broken in one way.

use super::dice::Dice;
use super::graphs::Written;

/// Files that no header can be had of.
pub const UNREADABLE: [&str; 6] = [
    "revision = 'unread'\n",
    "down_revision = None\n",
    "def broken(:\n",
    "revision = 'unread'\ndown_revision = None\nbranch_labels = undefined_name\n",
    "<<<<<<< HEAD\nrevision = 'one'\n=======\nrevision = 'two'\n>>>>>>> theirs\ndown_revision = None\n",
    "",
];

/// Breaks a history, but for an id that stands twice: of that Alembic makes heads that are none. One that is too small stays as it is.
pub fn damage(nodes: &mut Vec<Written>, dice: &mut Dice) {
    if nodes.is_empty() {
        return;
    }
    let victim = dice.below(nodes.len());
    let other = dice.below(nodes.len());
    let other_id = nodes[other].id.clone();
    let id = nodes[victim].id.clone();
    match dice.below(8) {
        0 => nodes[victim].parents.push("missing".to_owned()),
        1 => nodes[victim].depends_on.push("missing".to_owned()),
        2 => nodes[victim].parents.push(id),
        3 => nodes[victim].depends_on.push(id),
        4 => nodes[victim].labels.push(other_id),
        5 => {
            let labels = nodes[other].labels.clone();
            let twice = labels.first().cloned().unwrap_or_else(|| "twice".to_owned());
            nodes[other].labels = vec![twice.clone()];
            nodes[victim].labels.push(twice);
        }
        6 => nodes[victim].id.push_str(dice.pick(&["-1", "@x", "+", ":y"])),
        _ => {
            let _ = nodes.remove(victim);
        }
    }
}
