//! Ids that a person cannot tell apart.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use crate::history::Revision;
use crate::lint::subject::Subject;
use crate::revision::RevisionId;

/// The ways two ids can look equal: by compatible characters and case, by shape, by both.
fn folds(id: &str) -> [String; 3] {
    let normal: String = id.nfkc().collect();
    let lower = normal.to_lowercase().nfkc().collect::<String>();
    let shape = skeleton(&normal).collect();
    let lower_shape = skeleton(&lower).collect();
    [lower, shape, lower_shape]
}

/// Finds the new revisions whose id looks like another one's; of two new ones the later.
pub(super) fn look_alikes<'a>(
    subject: &Subject<'a>,
    new: &[(&'a Revision, &'a RevisionId)],
) -> Vec<(&'a Revision, &'a RevisionId, &'a Revision)> {
    if new.is_empty() {
        return Vec::new();
    }
    let mut seen: [HashMap<String, (&RevisionId, &Revision)>; 3] = Default::default();
    let base = subject.base.into_iter().flat_map(|base| &base.revisions);
    let old = subject
        .history
        .revisions
        .iter()
        .filter(|revision| !subject.new.contains(revision));
    for revision in old.chain(base) {
        let Some(id) = revision.header.id.known() else { continue };
        for (seen, fold) in seen.iter_mut().zip(folds(id.as_str())) {
            seen.entry(fold).or_insert((id, revision));
        }
    }
    let mut found = Vec::new();
    for (revision, id) in new {
        let mut other = None;
        for (seen, fold) in seen.iter_mut().zip(folds(id.as_str())) {
            let (known, holder) = *seen.entry(fold).or_insert((id, revision));
            // The very same id is a duplicate, not a look-alike.
            if known != *id && other.is_none() {
                other = Some(holder);
            }
        }
        found.extend(other.map(|other| (*revision, *id, other)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::folds;

    fn alike(a: &str, b: &str) -> bool {
        folds(a).iter().zip(folds(b)).any(|(a, b)| *a == b)
    }

    #[test]
    fn case_compatible_and_confusable_characters_are_alike() {
        assert!(alike("AB12", "ab12"));
        assert!(alike("é", "e\u{301}"));
        assert!(alike("ﬁx", "fix"));
        assert!(alike("\u{430}bc", "abc"), "Cyrillic a");
        assert!(alike("\u{410}bc", "abc"), "capital Cyrillic a");
        assert!(alike("OO1", "001"));
        assert!(alike("v1", "vl"));
    }

    #[test]
    fn hexadecimal_ids_are_never_alike() {
        let digits: Vec<String> = "0123456789abcdef".chars().map(String::from).collect();
        for (i, a) in digits.iter().enumerate() {
            assert!(digits[i + 1..].iter().all(|b| !alike(a, b)), "{a}");
        }
        assert!(!alike("a1", "a11") && !alike("rev_1", "rev_2"));
    }
}
