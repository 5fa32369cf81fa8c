//! Random command lines about a history.

use super::dice::Dice;
use super::graphs::Written;

/// Texts that are nearly targets.
const ODD: [&str; 12] = [
    "",
    "@",
    "zzzz",
    "@head",
    "-0",
    "head-1",
    "+1x",
    "HEAD",
    "a@b@c",
    "base@head",
    "+99",
    "heads",
];

/// Command lines that only read, the same for both programs.
pub fn reading(nodes: &[Written], dice: &mut Dice) -> Vec<Vec<String>> {
    let names = Names::of(nodes);
    let mut runs: Vec<Vec<String>> = Vec::new();
    let mut add = |line: &[&str]| runs.push(line.iter().map(ToString::to_string).collect());
    add(&["heads"]);
    add(dice.pick(&[
        &["heads", "-v"][..],
        &["heads", "--resolve-dependencies"],
        &["heads", "--verbose", "--res"],
    ]));
    add(&["branches"]);
    add(dice.pick(&[&["branches", "-v"][..], &["branches", "--verbose"]]));
    add(dice.pick(&[
        &["history"][..],
        &["history", "-i"],
        &["history", "--indicate-current", "-v"],
    ]));
    add(&["history", "-v"]);
    add(&["current"]);
    add(dice.pick(&[
        &["current", "-v"][..],
        &["current", "-c"],
        &["current", "--check-heads", "-v"],
        &["current", "-vc"],
    ]));
    for _ in 0..3 {
        let range = names.range(dice);
        match dice.below(4) {
            0 => add(&["history", "-r", &range].map(|word| {
                if word.starts_with('-') && word != "-r" {
                    "x"
                } else {
                    word
                }
            })),
            1 => add(&["history", &format!("--rev-range={range}"), "-v"]),
            2 => add(&["history", "-i", &format!("-r{range}")]),
            _ => add(&["history", &format!("-r{range}")]),
        }
    }
    for _ in 0..3 {
        let target = names.target(dice);
        if dice.percent(20) || target.starts_with('-') {
            add(&["show", "--", &target]);
        } else {
            add(&["show", &target]);
        }
    }
    if dice.percent(5) {
        add(dice.pick(&[
            &["show"][..],
            &["show", "a", "b"],
            &["heads", "extra"],
            &["current", "extra"],
            &["nonsense"],
            &["history", "--no-such-option"],
            &["history", "-r"],
        ]));
    }
    runs
}

/// The ids and labels of a history.
pub struct Names<'a> {
    ids: Vec<&'a str>,
    labels: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub fn of(nodes: &'a [Written]) -> Self {
        Self {
            ids: nodes.iter().map(|node| node.id.as_str()).collect(),
            labels: nodes.iter().flat_map(|node| &node.labels).map(String::as_str).collect(),
        }
    }

    /// An id, a label, or the beginning of one.
    fn name(&self, dice: &mut Dice) -> String {
        let from = if self.labels.is_empty() || dice.percent(65) {
            &self.ids
        } else {
            &self.labels
        };
        if from.is_empty() {
            return "none".to_owned();
        }
        let name = dice.pick(from);
        if dice.percent(25) {
            let length = 1 + dice.below(name.chars().count());
            return name.chars().take(length).collect();
        }
        name.to_owned()
    }

    /// Anything that may stand for revisions.
    pub fn target(&self, dice: &mut Dice) -> String {
        let step = dice.below(4);
        match dice.below(16) {
            0..5 => self.name(dice),
            5 => "head".to_owned(),
            6 => "heads".to_owned(),
            7 => "base".to_owned(),
            8 => format!("{}@{}", self.name(dice), dice.pick(&["head", "heads", "base"])),
            9 => format!("{}@{}", self.name(dice), self.name(dice)),
            10 => format!("{}{}{step}", self.name(dice), dice.pick(&["+", "-"])),
            11 => format!("{}{step}", dice.pick(&["+", "-"])),
            12 => format!("{}@{}{step}", self.name(dice), dice.pick(&["+", "-"])),
            13 => "current".to_owned(),
            14 => format!("{}@{}+{step}", self.name(dice), self.name(dice)),
            _ => dice.pick(&ODD).to_owned(),
        }
    }

    fn range(&self, dice: &mut Dice) -> String {
        let mut side = || match dice.below(6) {
            0 => String::new(),
            1 => "current".to_owned(),
            2 => self.name(dice),
            _ => self.target(dice),
        };
        let (from, to) = (side(), side());
        if dice.percent(4) { from } else { format!("{from}:{to}") }
    }
}
