//! Every rule: one file and its documentation, one line in [`ALL`].

mod oh001_unused_allow;
mod oh002_malformed_allow;
mod oh101_multiple_heads;
mod oh102_missing_parent;
mod oh103_duplicate_revision;
mod oh104_revision_cycle;
mod oh105_overlapping_parents;
mod oh106_forked_parent;
mod oh107_unknown_dependency;
mod oh108_label_clash;
mod oh109_accidental_root;
mod oh110_suspicious_revision_id;
mod oh111_stale_docstring;
mod oh112_unreadable_revision;
mod oh113_stale_heads_file;
mod oh201_missing_downgrade;
mod oh202_empty_downgrade;
mod oh203_irreversible_downgrade;
mod oh204_forbidden_downgrade;
mod oh301_edited_published_revision;
mod oh302_removed_published_revision;
mod oh303_reparented_published_revision;
mod oh304_skipped_by_stamp;

use super::rule::Rule;

/// Every rule, by code.
pub static ALL: &[&Rule] = &[
    &oh001_unused_allow::RULE,
    &oh002_malformed_allow::RULE,
    &oh101_multiple_heads::RULE,
    &oh102_missing_parent::RULE,
    &oh103_duplicate_revision::RULE,
    &oh104_revision_cycle::RULE,
    &oh105_overlapping_parents::RULE,
    &oh106_forked_parent::RULE,
    &oh107_unknown_dependency::RULE,
    &oh108_label_clash::RULE,
    &oh109_accidental_root::RULE,
    &oh110_suspicious_revision_id::RULE,
    &oh111_stale_docstring::RULE,
    &oh112_unreadable_revision::RULE,
    &oh113_stale_heads_file::RULE,
    &oh201_missing_downgrade::RULE,
    &oh202_empty_downgrade::RULE,
    &oh203_irreversible_downgrade::RULE,
    &oh204_forbidden_downgrade::RULE,
    &oh301_edited_published_revision::RULE,
    &oh302_removed_published_revision::RULE,
    &oh303_reparented_published_revision::RULE,
    &oh304_skipped_by_stamp::RULE,
];

/// The code of allow comments that are of no use.
pub(super) const UNUSED_ALLOW: &str = oh001_unused_allow::RULE.code;

/// The code of allow comments that say too little.
pub(super) const MALFORMED_ALLOW: &str = oh002_malformed_allow::RULE.code;

/// Finds a rule by its code, in any case, or by its name.
#[must_use]
pub fn find(word: &str) -> Option<&'static Rule> {
    let rules = ALL.iter().copied();
    rules
        .into_iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word)
}
