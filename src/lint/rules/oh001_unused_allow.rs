//! OH001: an allow comment that nothing needs. The judging is in `suppress.rs`.

use super::super::rule::{Check, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "OH001",
    name: "unused-allow",
    severity: Severity::Warning,
    default: true,
    fixable: false,
    doc: include_str!("oh001_unused_allow.md"),
    check: Check::Comments,
};
