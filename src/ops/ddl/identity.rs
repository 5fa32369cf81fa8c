//! What changes between two identities.

use crate::ops::expression::Identity;

/// Lists what of an identity is told and differs from what it was, each as an identity of that alone, in the order in
/// which Alembic writes them (`_compare_identity_default`). Whether it is `ALWAYS` is not among them.
#[must_use]
pub fn changed_options(new: &Identity, old: &Identity) -> Vec<Identity> {
    let with = |set: fn(&mut Identity, &Identity)| {
        let mut alone = Identity::default();
        set(&mut alone, new);
        alone
    };
    let rows: [(bool, fn(&mut Identity, &Identity)); 8] = [
        (new.cache.is_some() && new.cache != old.cache, |to, from| {
            to.cache = from.cache
        }),
        (new.cycle.is_some() && new.cycle != old.cycle, |to, from| {
            to.cycle = from.cycle
        }),
        (new.increment.is_some() && new.increment != old.increment, |to, from| {
            to.increment = from.increment
        }),
        (new.max.is_some() && new.max != old.max, |to, from| to.max = from.max),
        (new.min.is_some() && new.min != old.min, |to, from| to.min = from.min),
        (new.no_max && !old.no_max, |to, from| to.no_max = from.no_max),
        (new.no_min && !old.no_min, |to, from| to.no_min = from.no_min),
        (new.start.is_some() && new.start != old.start, |to, from| {
            to.start = from.start
        }),
    ];
    rows.into_iter()
        .filter(|(changes, _)| *changes)
        .map(|(_, set)| with(set))
        .collect()
}
