//! What changes between two identities.

use crate::ops::expression::Identity;

/// Lists what of an identity is told and differs from what it was, each as an identity of that alone, in the order in
/// which Alembic writes them (`_compare_identity_default`). Whether it is `ALWAYS` is not among them.
#[must_use]
pub fn changed_options(new: &Identity, old: &Identity) -> Vec<Identity> {
    let none = Identity::default;
    let number = |new: Option<i128>, old: Option<i128>| new.is_some() && new != old;
    let (cache, cycle, increment, start) = (new.cache, new.cycle, new.increment, new.start);
    let (min, max) = (new.min, new.max);
    let rows = [
        (number(cache, old.cache), Identity { cache, ..none() }),
        (cycle.is_some() && cycle != old.cycle, Identity { cycle, ..none() }),
        (number(increment, old.increment), Identity { increment, ..none() }),
        (number(max, old.max), Identity { max, ..none() }),
        (number(min, old.min), Identity { min, ..none() }),
        (new.no_max && !old.no_max, Identity { no_max: true, ..none() }),
        (new.no_min && !old.no_min, Identity { no_min: true, ..none() }),
        (number(start, old.start), Identity { start, ..none() }),
    ];
    rows.into_iter()
        .filter(|(changes, _)| *changes)
        .map(|(_, alone)| alone)
        .collect()
}
