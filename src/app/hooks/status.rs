//! Looks at hooks and changes nothing.

use std::path::PathBuf;

use super::observe::{self, Slot, Standing};
use super::script::VERSION;
use super::{HookName, HooksError, HooksPlace};

/// All hooks of the folder that git takes them from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksStatus {
    /// Where git looks, and why there.
    pub place: HooksPlace,
    /// Why `install` would refuse the folder, in one line; none where it would not.
    pub refused: Option<String>,
    /// One for each hook, in the order of [`HookName::ALL`].
    pub hooks: Vec<HookStatus>,
}

/// One hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookStatus {
    /// Which hook.
    pub hook: HookName,
    /// Where it lies or would lie.
    pub path: PathBuf,
    /// The hook of the pre-commit framework that runs it; none where git does.
    pub through: Option<PathBuf>,
    /// What stands there.
    pub state: HookState,
    /// Whether git runs what stands there, be it through the framework.
    pub runs: bool,
    /// The user's hook that ours runs first.
    pub chained: Option<ChainedHook>,
    /// Hooks put aside earlier that nothing runs.
    pub idle: Vec<PathBuf>,
}

/// What stands at the place of a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HookState {
    /// Nothing.
    NotInstalled,
    /// Ours, of this version.
    Installed,
    /// Ours, of an older version: install again.
    Outdated,
    /// Ours, of a newer version.
    Newer,
    /// Ours, edited since it was installed.
    Edited,
    /// Somebody else's, which does not run onehead as far as can be read.
    Foreign,
    /// Somebody else's, which runs onehead.
    CallsOnehead,
    /// Something that is no file.
    NotAFile,
}

/// A user's hook that ours runs first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainedHook {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it runs: it is there and executable.
    pub runs: bool,
}

/// Answers what stands at the place of every hook and whether git runs it.
///
/// # Errors
/// [`HooksError`] when the folder cannot be read. One that is missing, no folder or not this repository's own is an
/// answer, not an error.
pub fn status(place: &HooksPlace) -> Result<HooksStatus, HooksError> {
    let refused = place
        .own_folder()
        .and_then(|()| place.private_folder(false))
        .err()
        .map(|error| error.to_string());
    if place.directory.exists() && !place.directory.is_dir() {
        let hooks = HookName::ALL.map(|hook| not_installed(place, hook)).into();
        return Ok(HooksStatus {
            place: place.clone(),
            refused,
            hooks,
        });
    }
    let hooks = HookName::ALL
        .into_iter()
        .map(|hook| status_of(place, hook))
        .collect::<Result<_, _>>()?;
    Ok(HooksStatus {
        place: place.clone(),
        refused,
        hooks,
    })
}

fn not_installed(place: &HooksPlace, hook: HookName) -> HookStatus {
    let Slot { path, through } = observe::slot(place, hook);
    HookStatus {
        hook,
        path,
        through,
        state: HookState::NotInstalled,
        runs: false,
        chained: None,
        idle: Vec::new(),
    }
}

fn status_of(place: &HooksPlace, hook: HookName) -> Result<HookStatus, HooksError> {
    let mut status = not_installed(place, hook);
    let mut idle = observe::put_aside(place, hook)?;
    match observe::standing(&observe::slot(place, hook), hook) {
        Ok(Standing::Nothing) => {}
        Ok(Standing::Ours(ours)) => {
            status.runs = ours.runs;
            status.state = match ours.says.version {
                version if version > VERSION => HookState::Newer,
                _ if !ours.says.intact => HookState::Edited,
                VERSION => HookState::Installed,
                _ => HookState::Outdated,
            };
            if let Some(name) = ours.says.chained {
                idle.retain(|aside| *aside != name);
                let path = place.directory.join(name);
                status.chained = Some(ChainedHook {
                    runs: observe::would_run(&path),
                    path,
                });
            }
        }
        Ok(Standing::Theirs(theirs)) => {
            status.runs = theirs.runs;
            status.state = if theirs.calls_onehead {
                HookState::CallsOnehead
            } else {
                HookState::Foreign
            };
        }
        Err(HooksError::NotAFile { .. }) => status.state = HookState::NotAFile,
        Err(error) => return Err(error),
    }
    status.idle = idle.into_iter().map(|name| place.directory.join(name)).collect();
    Ok(status)
}
