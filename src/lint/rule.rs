//! What a rule consists of.

use crate::diagnostic::Severity;

use super::finding::Findings;
use super::subject::{GraphView, Judged, Subject};

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// The stable code, `OH101`; a code is never used again for something else.
    pub code: &'static str,
    /// The name, which reads well behind "allow": `multiple-heads`.
    pub name: &'static str,
    /// How bad a finding is where the settings do not say otherwise.
    pub severity: Severity,
    /// Whether the rule runs where the settings do not say otherwise.
    pub default: bool,
    /// Whether some of its findings carry a fix.
    pub fixable: bool,
    /// The documentation: Markdown with the fixed headings of [`Rule::HEADINGS`].
    pub doc: &'static str,
    /// What it judges, and how.
    pub check: Check,
}

/// What a rule judges. The kind decides what is old and what is new (issue text, "What is judged").
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// One graph as a whole: run over the history, over what merging would make, and, to tell what stood before, over
    /// the earlier histories. A finding is the same as an earlier one when its key is equal.
    Graph(fn(&GraphView<'_>, &mut Findings)),
    /// One new revision.
    Revision(fn(&Judged<'_>, &mut Findings)),
    /// Several histories against each other, or new revisions against all others.
    Subject(fn(&Subject<'_>, &mut Findings)),
    /// The allow comments themselves, which are judged when all other rules have spoken.
    Comments,
}

impl Rule {
    /// The headings of every rule's documentation, in order.
    pub const HEADINGS: [&'static str; 6] = ["What it does", "Why", "Example", "Use instead", "Settings", "Fix"];

    /// Answers the first sentence of the documentation's first section: the rule in one line.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        let text = self.doc.split("## What it does").nth(1).unwrap_or_default();
        text.trim().lines().next().unwrap_or_default()
    }
}
