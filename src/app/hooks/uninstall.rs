//! Takes hooks away and brings back what stood there before.

use std::collections::BTreeSet;
use std::path::Path;

use super::observe::{self, OurHook, Slot, Standing};
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
            let slot = observe::slot(place, hook);
            let change = uninstall_one(place, hook, &slot)?;
            let path = slot.path;
            Ok(HookChange { hook, path, change })
        })
        .collect()
}

fn uninstall_one(place: &HooksPlace, hook: HookName, slot: &Slot) -> Result<Change, HooksError> {
    let standing = observe::standing(slot, hook)?;
    if let Standing::Ours(ours) = standing {
        return remove_ours(place, &slot.path, &ours);
    }
    let Some(aside) = observe::put_aside(place, hook)?
        .pop()
        .map(|name| place.directory.join(name))
    else {
        return Ok(match standing {
            Standing::Theirs(theirs) if theirs.calls_onehead => Change::LeftForeign { aside: None },
            _ => Change::NotInstalled,
        });
    };
    if matches!(standing, Standing::Nothing) && slot.through.is_none() {
        // Ours was deleted by hand, or an install was cut short.
        return moves::move_aside(&aside, &slot.path).map(|()| Change::Restored);
    }
    Ok(Change::LeftForeign { aside: Some(aside) })
}

fn remove_ours(place: &HooksPlace, path: &Path, ours: &OurHook) -> Result<Change, HooksError> {
    let aside = ours.says.chained.as_ref().map(|name| place.directory.join(name));
    if !ours.says.intact {
        return Ok(Change::LeftEdited { aside });
    }
    match aside {
        None => moves::remove(path).map(|()| Change::Removed),
        Some(aside) if observe::is_there(&aside) => moves::put_back(&aside, path).map(|()| Change::Restored),
        Some(aside) => moves::remove(path).map(|()| Change::RemovedWithoutBefore { aside }),
    }
}
