//! Random questions about a history.

use super::cases::{Kind, Query, Written};
use crate::dice::Dice;

/// Texts that are nearly targets.
const ODD: [&str; 25] = [
    "",
    "@",
    "+",
    "-",
    "-0",
    "+0",
    "zzzz",
    "@head",
    "@heads",
    "@base",
    "@-1",
    "head-1",
    "heads+1",
    "base+1",
    "base+2",
    "head+1",
    "+1x",
    "-1 ",
    " head",
    "HEAD",
    "a@b@c",
    "base@head",
    "head@base",
    "-01",
    "+99",
];

/// A mix of questions; later ones start from the rows earlier ones leave.
pub fn ask(nodes: &[Written], dice: &mut Dice) -> Vec<Query> {
    let ids: Vec<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    let labels: Vec<&str> = nodes.iter().flat_map(|node| &node.labels).map(String::as_str).collect();
    let names = Names { ids, labels };
    let mut queries = vec![query(Kind::Upgrade, "heads".into())];
    for _ in 0..5 {
        let mut next = query(Kind::Upgrade, names.target(dice));
        if dice.percent(50) {
            next.after = Some(dice.below(queries.len()));
        }
        queries.push(next);
    }
    for _ in 0..16 {
        let moved = queries.len();
        let mut next = names.movement(dice);
        next.after = Some(dice.below(moved));
        next.turn = dice.below(3);
        if dice.percent(15) {
            next.after = None;
            next.rows = names.rows(dice);
        }
        queries.push(next);
    }
    let states = queries.len();
    for _ in 0..12 {
        let mut next = names.look(dice);
        next.after = Some(dice.below(states));
        next.turn = dice.below(3);
        queries.push(next);
    }
    queries
}

fn query(kind: Kind, target: String) -> Query {
    Query {
        kind,
        target,
        targets: Vec::new(),
        rows: Vec::new(),
        after: None,
        turn: 0,
    }
}

struct Names<'a> {
    ids: Vec<&'a str>,
    labels: Vec<&'a str>,
}

impl Names<'_> {
    fn movement(&self, dice: &mut Dice) -> Query {
        match dice.below(10) {
            0..3 => query(Kind::Upgrade, self.target(dice)),
            3..7 => query(Kind::Downgrade, self.target(dice)),
            stamp => {
                let kind = if stamp == 9 { Kind::StampPurge } else { Kind::Stamp };
                let mut next = query(kind, String::new());
                next.targets = (0..=dice.below(3)).map(|_| self.target(dice)).collect();
                next
            }
        }
    }

    fn look(&self, dice: &mut Dice) -> Query {
        match dice.below(10) {
            0..4 => {
                let side = |dice: &mut Dice| match dice.below(6) {
                    0 => String::new(),
                    1 => "current".into(),
                    _ => self.target(dice),
                };
                let (from, to) = (side(dice), side(dice));
                query(Kind::History, format!("{from}:{to}"))
            }
            4..7 => query(Kind::Resolve, self.target(dice)),
            7 | 8 => query(Kind::ResolveOne, self.target(dice)),
            _ => query(Kind::Current, String::new()),
        }
    }

    /// Rows nobody should have: ancestors of each other, unknown ones.
    fn rows(&self, dice: &mut Dice) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        for _ in 0..=dice.below(3) {
            let row = if dice.percent(10) {
                self.name(dice)
            } else {
                self.id(dice).to_string()
            };
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }

    fn id(&self, dice: &mut Dice) -> &str {
        if self.ids.is_empty() {
            "none"
        } else {
            dice.pick(&self.ids)
        }
    }

    fn label(&self, dice: &mut Dice) -> &str {
        if self.labels.is_empty() || dice.percent(20) {
            self.id(dice)
        } else {
            dice.pick(&self.labels)
        }
    }

    /// An id or label, perhaps cut short.
    fn name(&self, dice: &mut Dice) -> String {
        let whole = if dice.percent(65) {
            self.id(dice)
        } else {
            self.label(dice)
        };
        let length = whole.chars().count();
        let kept = if dice.percent(85) {
            length
        } else {
            1 + dice.below(length)
        };
        whole.chars().take(kept).collect()
    }

    fn branch(&self, dice: &mut Dice) -> String {
        if dice.percent(75) {
            self.label(dice).to_string()
        } else {
            self.name(dice)
        }
    }

    fn target(&self, dice: &mut Dice) -> String {
        let (branch, name, by) = (self.branch(dice), self.name(dice), dice.pick(&[1, 1, 1, 2, 2, 3]));
        match dice.below(24) {
            0 => "head".into(),
            1 | 2 => "heads".into(),
            3 | 4 => "base".into(),
            5..9 => name,
            9 => branch,
            10 => format!("{branch}@head"),
            11 => format!("{branch}@heads"),
            12 => format!("{branch}@base"),
            13 => format!("{branch}@{name}"),
            14 | 15 => format!("-{by}"),
            16 | 17 => format!("+{by}"),
            18 => format!("{name}+{by}"),
            19 => format!("{name}-{by}"),
            20 => format!("{branch}@+{by}"),
            21 => format!("{branch}@-{by}"),
            22 => format!("{branch}@{name}{}{by}", dice.pick(&["+", "-"])),
            _ => dice.pick(&ODD).to_string(),
        }
    }
}
