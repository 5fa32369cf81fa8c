//! Takes hooks away and brings back what stood there before.

use std::collections::BTreeSet;

use super::observe::{self, OurHook, Standing};
use super::{Change, HookChange, HookName, HooksError, HooksPlace, moves};

/// Removes onehead's hooks and puts the user's back: bytes, mode and link as they were.
///
/// Only what onehead wrote and nobody edited is removed. Where somebody put another hook over ours, or edited ours,
/// everything stays, and the answer says where the hook of before lies. Each hook is one step of its own: after an
/// error, doing it again goes on where it stopped.
///
/// # Errors
/// [`HooksError`] when the folder is not this repository's own or the file system refuses.
pub fn uninstall(place: &HooksPlace, hooks: &BTreeSet<HookName>) -> Result<Vec<HookChange>, HooksError> {
    place.own_folder()?;
    hooks
        .iter()
        .map(|&hook| {
            let change = uninstall_one(place, hook)?;
            Ok(HookChange {
                hook,
                path: place.path(hook),
                change,
            })
        })
        .collect()
}

fn uninstall_one(place: &HooksPlace, hook: HookName) -> Result<Change, HooksError> {
    let last_aside = || -> Result<_, HooksError> {
        Ok(observe::put_aside(place, hook)?
            .pop()
            .map(|name| place.directory.join(name)))
    };
    match observe::standing(place, hook)? {
        Standing::Ours(ours) => remove_ours(place, hook, &ours),
        Standing::Nothing => match last_aside()? {
            None => Ok(Change::NotInstalled),
            // Ours was deleted by hand, or an install was cut short.
            Some(aside) => {
                moves::move_aside(&aside, &place.path(hook))?;
                Ok(Change::Restored)
            }
        },
        Standing::Theirs(theirs) => Ok(match (last_aside()?, theirs.calls_onehead) {
            (None, None) => Change::NotInstalled,
            (aside @ Some(_), _) => Change::LeftForeign { aside },
            (None, Some(_)) => Change::LeftForeign { aside: None },
        }),
    }
}

fn remove_ours(place: &HooksPlace, hook: HookName, ours: &OurHook) -> Result<Change, HooksError> {
    let path = place.path(hook);
    let aside = ours.says.chained.as_ref().map(|name| place.directory.join(name));
    if !ours.says.intact {
        return Ok(Change::LeftEdited { aside });
    }
    match aside {
        None => moves::remove(&path).map(|()| Change::Removed),
        Some(aside) if observe::is_there(&aside) => moves::put_back(&aside, &path).map(|()| Change::Restored),
        Some(aside) => moves::remove(&path).map(|()| Change::RemovedWithoutBefore { aside }),
    }
}
