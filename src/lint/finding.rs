//! A finding while it is being made.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Fix, Label, Location, Severity};
use crate::text::Place;

use super::rule::Rule;

/// One finding of a rule, before code, severity and help of the run are put on it.
#[derive(Debug, Clone)]
pub struct Finding {
    message: String,
    location: Option<Location>,
    labels: Vec<Label>,
    revision: Option<String>,
    help: Vec<String>,
    fix: Option<Fix>,
    severity: Option<Severity>,
    eased: bool,
    key: Vec<String>,
}

impl Finding {
    /// Starts a finding with what is wrong: one sentence that names the thing, no period.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            location: None,
            labels: Vec::new(),
            revision: None,
            help: Vec::new(),
            fix: None,
            severity: None,
            eased: false,
            key: Vec::new(),
        }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, path: impl Into<PathBuf>, place: Option<Place>) -> Self {
        self.location = Some(Location {
            path: path.into(),
            place,
        });
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn label(mut self, path: impl Into<PathBuf>, place: Option<Place>, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            location: Location {
                path: path.into(),
                place,
            },
            message: message.into(),
        });
        self
    }

    /// Names the revision it is about.
    #[must_use]
    pub fn about(mut self, revision: &(impl ToString + ?Sized)) -> Self {
        self.revision = Some(revision.to_string());
        self
    }

    /// Adds a way out: one line.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Offers a change that removes it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Says how bad it is where that differs from the rule's own severity. The settings overrule it.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Turns it into a warning whatever the settings say, with the reason: it stood before, or something is under way.
    #[must_use]
    pub fn eased(mut self, reason: impl Into<String>) -> Self {
        self.eased = true;
        self.help.push(reason.into());
        self
    }

    /// Names what makes it the same finding in another history: ids, not places. The code belongs to it anyway.
    #[must_use]
    pub fn key<T: ToString>(mut self, parts: impl IntoIterator<Item = T>) -> Self {
        self.key = parts.into_iter().map(|part| part.to_string()).collect();
        self
    }

    /// Answers the key.
    #[must_use]
    pub fn identity(&self) -> &[String] {
        &self.key
    }

    /// Answers whether it is only a warning whatever the settings say.
    #[must_use]
    pub const fn is_eased(&self) -> bool {
        self.eased
    }

    /// Makes the diagnostic; `chosen` is the severity that the settings name for the rule.
    pub(super) fn into_diagnostic(self, rule: &Rule, chosen: Option<Severity>) -> Diagnostic {
        let severity = if self.eased {
            Severity::Warning
        } else {
            chosen.or(self.severity).unwrap_or(rule.severity)
        };
        Diagnostic {
            code: rule.code,
            rule: rule.name,
            severity,
            message: self.message,
            location: self.location,
            labels: self.labels,
            revision: self.revision,
            help: self.help,
            fix: self.fix,
        }
    }
}

/// Where a rule puts its findings.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Takes a finding.
    pub fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Hands the findings out, in the order they came.
    #[must_use]
    pub fn into_vec(self) -> Vec<Finding> {
        self.0
    }
}
