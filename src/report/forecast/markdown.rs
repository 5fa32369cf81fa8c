//! A forecast as one comment on a pull request.

use super::{Forecast, ForecastFormat, Outlook, Project, split_plan};
use crate::text::escape_line;

/// `--format markdown`.
pub(super) static FORMAT: ForecastFormat = ForecastFormat {
    name: "markdown",
    render,
};

/// How many bytes a comment has room for: GitHub takes 65,536 characters.
const ROOM: usize = 60_000;

/// How many rows of one table are shown.
const ROWS: usize = 50;

/// How long one stranger's text may be.
const LONG: usize = 300;

fn render(forecast: &Forecast) -> String {
    let mut out = String::from("### Migration forecast\n\n");
    for project in &forecast.projects {
        if forecast.projects.len() > 1 {
            line(&mut out, &format!("#### {}\n", code(&project.project)));
        }
        show(&mut out, forecast, project);
    }
    for problem in forecast.problems.iter().take(ROWS) {
        line(&mut out, &format!("- not known: {}", code(problem)));
    }
    if out.len() > ROOM {
        out.truncate(out[..ROOM].rfind('\n').map_or(0, |at| at + 1));
        out.push_str("\nThe rest does not fit: `onehead forecast` shows it.\n");
    }
    out
}

fn show(out: &mut String, forecast: &Forecast, project: &Project) {
    let onto = code(&forecast.onto.name);
    let colliding = project
        .pairs
        .iter()
        .filter(|pair| pair.outlook == Outlook::Collides)
        .count();
    let alone = project
        .branches
        .iter()
        .filter(|branch| branch.outlook == Outlook::Collides)
        .count();
    let count = project.branches.len();
    line(
        out,
        &format!("Onto {onto}: {count} branches with revisions, {alone} collide with it, {colliding} pairs collide.\n"),
    );
    let mut rows: Vec<String> = Vec::new();
    for branch in &project.branches {
        let texts = branch.clashes.iter().map(|clash| ("collide", &clash.text));
        let texts = texts.chain(branch.unknown.iter().map(|reason| ("not known", reason)));
        rows.extend(
            texts.map(|(what, text)| format!("| {} | {onto} | {what} | {} |", code(&branch.name), plain(text))),
        );
    }
    for pair in project.pairs.iter().filter(|pair| pair.outlook != Outlook::Fine) {
        let [one, other] = pair.branches.each_ref().map(|name| code(name));
        let (what, texts): (_, Vec<&String>) = match pair.outlook {
            Outlook::Collides => ("collide", pair.clashes.iter().map(|clash| &clash.text).collect()),
            _ => ("not known", pair.unknown.iter().collect()),
        };
        rows.extend(
            texts
                .iter()
                .map(|text| format!("| {one} | {other} | {what} | {} |", plain(text))),
        );
    }
    if rows.is_empty() {
        line(out, "They can be merged in any order that their commits allow.\n");
        return;
    }
    line(out, "| branch | and | | why |\n|---|---|---|---|");
    for row in rows.iter().take(ROWS) {
        line(out, row);
    }
    if rows.len() > ROWS {
        line(out, &format!("\n{} more.", rows.len() - ROWS));
    }
    plan(out, project);
}

fn plan(out: &mut String, project: &Project) {
    let (free, steps) = split_plan(&project.plan);
    line(out, "\n**Plan**\n");
    if !free.is_empty() {
        let names: Vec<String> = free.iter().take(ROWS).map(|step| code(&step.branch)).collect();
        let rest = free.len().saturating_sub(ROWS);
        let rest = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        line(out, &format!("1. Merge as they are: {}{rest}.", names.join(", ")));
    }
    for step in steps.iter().take(ROWS) {
        let needs: Vec<String> = step.needs.iter().map(|need| plain(&need.text)).collect();
        let needs = if needs.is_empty() {
            "merge as it is".to_owned()
        } else {
            needs.join("; ")
        };
        line(out, &format!("1. {}: {needs}.", code(&step.branch)));
    }
    if steps.len() > ROWS {
        line(out, &format!("\n{} more steps.", steps.len() - ROWS));
    }
    line(out, "");
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Shows a stranger's name as code: nothing in it is Markdown, HTML or a mention, and it ends no cell and no line.
fn code(text: &str) -> String {
    let mut shown = String::new();
    for c in escape_line(&short(text)).chars() {
        match c {
            '`' => shown.push('\''),
            '|' => shown.push_str("\\|"),
            c => shown.push(c),
        }
    }
    // A code span that begins and ends with a blank loses both; an empty one is none.
    let shown = shown.trim();
    // A backslash before the closing tick is only itself there, and in a table it would hide a bar that follows.
    format!("`{}`", if shown.is_empty() { "?" } else { shown })
}

/// Shows a sentence that holds strangers' names: every sign that Markdown could read is escaped, and no name is a
/// mention or a link.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for c in escape_line(&short(text)).chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '@' => shown.push_str("&#64;"),
            '#' => shown.push_str("&#35;"),
            ':' => shown.push_str("&#58;"),
            '.' => shown.push_str("&#46;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '!' | '~' | '{' | '}' | '$' | '+' | '-' | '=' => {
                shown.push('\\');
                shown.push(c);
            }
            c => shown.push(c),
        }
    }
    shown
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONG {
        return text.to_owned();
    }
    text.chars().take(LONG).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_text_is_no_markdown() {
        assert_eq!(code("a`b|c\n# d"), "`a'b\\|c\\u{a}# d`");
        assert_eq!(code(" "), "`?`");
        let sly = plain("@all <img src=x> [x](http://y) **b** `c`\n| # #12 \\");
        assert!(
            !sly.contains('@') && !sly.contains('<') && !sly.contains('\n') && !sly.contains("://"),
            "{sly}"
        );
        assert!(
            !sly.contains("#12") && sly.contains("\\[x\\]\\(") && sly.ends_with("\\\\"),
            "{sly}"
        );
    }
}
