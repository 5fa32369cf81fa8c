//! Rules as text: what `onehead rule OH101` prints, and the index in the documentation.

use std::fmt::Write;

use crate::diagnostic::Severity;
use crate::lint::{ALL, Rule};

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

const fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Renders one rule's documentation, with the facts about it on top.
#[must_use]
pub fn rule_doc(rule: &Rule) -> String {
    format!(
        "{} {}\n\nseverity: {} | on by default: {} | fixable: {}\n\n{}",
        rule.code,
        rule.name,
        word(rule.severity),
        yes(rule.default),
        yes(rule.fixable),
        rule.doc.split_once("\n\n").map_or(rule.doc, |(_, rest)| rest)
    )
}

/// Renders one line a rule.
#[must_use]
pub fn rule_list() -> String {
    let width = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    ALL.iter().fold(String::new(), |mut text, rule| {
        writeln!(text, "{}  {:width$}  {}", rule.code, rule.name, rule.summary()).expect("a string takes everything");
        text
    })
}

/// Renders the table of all rules in Markdown; `folder` leads to the rules' documentation.
#[must_use]
pub fn rule_index(folder: &str) -> String {
    let mut text =
        String::from("| Code | Rule | Severity | Default | Fix | What it finds |\n|---|---|---|---|---|---|\n");
    for rule in ALL {
        let file = format!("{}_{}.md", rule.code.to_lowercase(), rule.name.replace('-', "_"));
        writeln!(
            text,
            "| [{}]({folder}/{file}) | `{}` | {} | {} | {} | {} |",
            rule.code,
            rule.name,
            word(rule.severity),
            if rule.default { "on" } else { "off" },
            if rule.fixable { "yes" } else { "" },
            rule.summary()
        )
        .expect("a string takes everything");
    }
    text
}
