//! A forecast for a person: a small matrix, what collides and why, and a plan.

use std::collections::BTreeMap;

use super::{Branch, Forecast, ForecastFormat, Outlook, Project, split_plan};
use crate::text::escape_line;

/// `--format text`.
pub(super) static FORMAT: ForecastFormat = ForecastFormat { name: "text", render };

/// How many branches a matrix holds.
const WIDE: usize = 20;

/// How many lines of one kind are shown.
const SHOWN: usize = 40;

fn render(forecast: &Forecast) -> String {
    let mut out = String::new();
    for project in &forecast.projects {
        if forecast.projects.len() > 1 {
            out.push_str(&format!("{}:\n", escape_line(&project.project)));
        }
        show(&mut out, forecast, project);
    }
    out
}

fn show(out: &mut String, forecast: &Forecast, project: &Project) {
    let onto = escape_line(&forecast.onto.name);
    let count = project.branches.len();
    let colliding = project
        .pairs
        .iter()
        .filter(|pair| pair.outlook == Outlook::Collides)
        .count();
    out.push_str(&format!(
        "{count} of {} change revisions; {} when merged into {onto}\n",
        count_of(forecast.looked_at, "branch", "branches"),
        match colliding {
            0 => "no two collide".to_owned(),
            _ => count_of(colliding, "pair collides", "pairs collide"),
        },
    ));
    let shown: Vec<(usize, &Branch)> = troubled(project).into_iter().enumerate().collect();
    if shown.is_empty() {
        return;
    }
    out.push('\n');
    matrix(out, project, &shown);
    out.push('\n');
    reasons(out, forecast, project);
    plan(out, project);
}

/// Lists the branches with a collision or something that is not known.
fn troubled(project: &Project) -> Vec<&Branch> {
    let in_pair = |branch: &Branch| {
        let mut pairs = project.pairs.iter().filter(|pair| pair.outlook != Outlook::Fine);
        pairs.any(|pair| pair.branches.contains(&branch.name))
    };
    let branches = project.branches.iter();
    branches
        .filter(|branch| branch.outlook != Outlook::Fine || in_pair(branch))
        .collect()
}

fn matrix(out: &mut String, project: &Project, shown: &[(usize, &Branch)]) {
    let outlooks: BTreeMap<(&str, &str), Outlook> = project
        .pairs
        .iter()
        .flat_map(|pair| {
            let [one, other] = &pair.branches;
            [
                ((one.as_str(), other.as_str()), pair.outlook),
                ((other.as_str(), one.as_str()), pair.outlook),
            ]
        })
        .collect();
    let is_wide = shown.len() > WIDE;
    let shown = &shown[..shown.len().min(SHOWN)];
    let names: Vec<String> = shown
        .iter()
        .map(|(_, branch)| escape_line(&branch.name).into_owned())
        .collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let digits = shown.len().to_string().len();
    let number = |at: usize| format!("{:>digits$}", at + 1);
    let heads: String = shown.iter().map(|(at, _)| format!(" {}", number(*at))).collect();
    let pad = " ".repeat(digits + 1 + width);
    out.push_str(&format!("{pad}  base{}\n", if is_wide { "" } else { &heads }));
    for ((at, branch), name) in shown.iter().zip(&names) {
        let gap = " ".repeat(width - name.chars().count());
        out.push_str(&format!("{} {name}{gap}  {:>4}", number(*at), mark(branch.outlook)));
        for (other, their) in shown.iter().filter(|_| !is_wide) {
            let outlook = outlooks.get(&(branch.name.as_str(), their.name.as_str()));
            let sign = if other == at {
                " "
            } else {
                outlook.map_or(".", |outlook| mark(*outlook))
            };
            out.push_str(&format!(" {sign:>digits$}"));
        }
        out.push('\n');
    }
    more(out, shown.len(), troubled(project).len());
}

const fn mark(outlook: Outlook) -> &'static str {
    match outlook {
        Outlook::Fine => ".",
        Outlook::Collides => "x",
        Outlook::Unknown => "?",
    }
}

/// Says why, each reason once with the branches it is about.
fn reasons(out: &mut String, forecast: &Forecast, project: &Project) {
    let mut lines: Vec<String> = Vec::new();
    for branch in &project.branches {
        let name = escape_line(&branch.name);
        let onto = escape_line(&forecast.onto.name);
        let clashes = branch
            .clashes
            .iter()
            .map(|clash| format!("{name} and {onto}: {}", escape_line(&clash.text)));
        let unknown = branch
            .unknown
            .iter()
            .map(|reason| format!("{name}: not known: {}", escape_line(reason)));
        lines.extend(clashes.chain(unknown));
    }
    for pair in project.pairs.iter().filter(|pair| pair.outlook != Outlook::Fine) {
        let [one, other] = pair.branches.each_ref().map(|name| escape_line(name));
        let clashes = pair
            .clashes
            .iter()
            .map(|clash| format!("{one} and {other}: {}", escape_line(&clash.text)));
        lines.extend(clashes);
        if pair.clashes.is_empty() {
            let reasons = pair
                .unknown
                .iter()
                .map(|reason| format!("{one} and {other}: not known: {}", escape_line(reason)));
            lines.extend(reasons);
        }
    }
    for line in lines.iter().take(SHOWN) {
        out.push_str(&format!("{line}\n"));
    }
    more(out, lines.len().min(SHOWN), lines.len());
}

fn plan(out: &mut String, project: &Project) {
    let (free, steps) = split_plan(&project.plan);
    out.push_str("\nplan:\n");
    let mut at = 1;
    if !free.is_empty() {
        let names: Vec<_> = free.iter().take(SHOWN).map(|step| escape_line(&step.branch)).collect();
        let rest = free.len() - names.len();
        let rest = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        out.push_str(&format!("  {at}. merge as they are: {}{rest}\n", names.join(", ")));
        at += 1;
    }
    for step in steps.iter().take(SHOWN) {
        out.push_str(&format!("  {at}. {}", escape_line(&step.branch)));
        match step.needs.as_slice() {
            [] => out.push_str(": merge as it is\n"),
            [need] => out.push_str(&format!(": {}, then merge\n", escape_line(&need.text))),
            several => {
                out.push_str(":\n");
                for need in several {
                    out.push_str(&format!("     - {}\n", escape_line(&need.text)));
                }
                out.push_str("     then merge\n");
            }
        }
        at += 1;
    }
    more(out, steps.len().min(SHOWN), steps.len());
}

fn more(out: &mut String, shown: usize, all: usize) {
    if shown < all {
        out.push_str(&format!("  and {} more (--format json has all)\n", all - shown));
    }
}

fn count_of(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
