//! The refusals that were looked at: `refusals.txt`.

use std::collections::BTreeSet;

/// A refusal: the project, the rule, the revision whose commit is refused.
pub type Refusal = (String, String, String);

/// Reads the list, as far as it is about these projects.
pub fn looked_at(projects: &[&str]) -> BTreeSet<Refusal> {
    let mut refusals = BTreeSet::new();
    let (mut project, mut code) = ("", "");
    for line in include_str!("refusals.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        if let Some(revisions) = line.strip_prefix(' ') {
            let refusal = |revision: &str| (project.to_owned(), code.to_owned(), revision.to_owned());
            refusals.extend(revisions.split_whitespace().map(refusal));
        } else if let Some(head) = line.split_once(' ') {
            (project, code) = head;
        }
    }
    refusals.retain(|(project, _, _)| projects.contains(&project.as_str()));
    refusals
}
