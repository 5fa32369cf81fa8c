//! OH002: an allow comment that says too little. The judging is in `suppress.rs`.

use super::super::rule::{Check, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "OH002",
    name: "malformed-allow",
    severity: Severity::Error,
    default: true,
    fixable: false,
    doc: include_str!("oh002_malformed_allow.md"),
    check: Check::Comments,
};
