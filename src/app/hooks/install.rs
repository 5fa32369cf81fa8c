//! Puts hooks in place: planned for all, written for all, then moved in one by one or all taken back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::moves::{self, Written};
use super::observe::{self, OurHook, Slot, Standing, TheirHook};
use super::script::{self, VERSION};
use super::{Change, HookChange, HookName, HooksError, HooksPlace};

/// What to install, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallOptions {
    /// Which hooks; all by default.
    pub hooks: BTreeSet<HookName>,
    /// The program that hooks run where PATH has no `onehead`; absolute, else it is left out.
    pub program: Option<PathBuf>,
    /// Whether to write into a hooks folder of the working tree, where a team shares it by commit.
    pub into_work_tree: bool,
}

impl Default for InstallOptions {
    fn default() -> Self {
        Self {
            hooks: HookName::ALL.into(),
            program: None,
            into_work_tree: false,
        }
    }
}

/// Installs hooks into the folder that git takes them from, and answers what happened to each.
///
/// A hook of the user is renamed to `NAME.before-onehead` (or the next free number), bytes, mode and link as they are,
/// and run first. Installing twice is installing once; an older hook of ours is replaced; one that was edited is left.
///
/// # Errors
/// [`HooksError`] when the folder is not this repository's own, when a hook cannot be chained, or when the file system
/// refuses; then everything is as before.
pub fn install(place: &HooksPlace, options: &InstallOptions) -> Result<Vec<HookChange>, HooksError> {
    place.own_folder()?;
    place.private_folder(options.into_work_tree)?;
    // A path of this machine has no business in a file that is committed.
    let shared = place.is_in_work_tree();
    let program = options
        .program
        .as_deref()
        .filter(|program| program.is_absolute() && !shared);
    let plan: Vec<Planned> = options
        .hooks
        .iter()
        .map(|&hook| planned(place, hook, program))
        .collect::<Result<_, _>>()?;
    all_or_nothing(place, &plan)?;
    Ok(plan.into_iter().map(|planned| planned.change).collect())
}

/// What is to happen to one hook.
#[derive(Debug)]
struct Planned {
    change: HookChange,
    step: Step,
}

/// How a hook gets into place, with its bytes.
#[derive(Debug)]
enum Step {
    Leave,
    Create(Vec<u8>),
    Chain { aside: PathBuf, bytes: Vec<u8> },
    Replace { old: Vec<u8>, bytes: Vec<u8> },
}

/// Decides what happens to one hook; changes nothing.
fn planned(place: &HooksPlace, hook: HookName, program: Option<&Path>) -> Result<Planned, HooksError> {
    let slot = observe::slot(place, hook);
    let (change, step) = match observe::standing(&slot, hook)? {
        Standing::Nothing => over_nothing(place, hook, &slot, program)?,
        Standing::Ours(ours) => over_ours(place, hook, ours, program),
        Standing::Theirs(theirs) => over_theirs(place, hook, (&slot, theirs), program)?,
    };
    let path = slot.path;
    Ok(Planned {
        change: HookChange { hook, path, change },
        step,
    })
}

fn over_nothing(
    place: &HooksPlace,
    hook: HookName,
    slot: &Slot,
    program: Option<&Path>,
) -> Result<(Change, Step), HooksError> {
    // Ours was deleted by hand, or an install was cut short: the hook put aside last is the one to run. Not where the
    // pre-commit framework rules, though: `pre-commit install -f` means that nothing but itself is to run.
    let aside = observe::put_aside(place, hook)?
        .pop()
        .filter(|_| slot.through.is_none());
    let step = Step::Create(script::render(hook, aside.as_deref(), program));
    let again = |name| Change::ChainedAgain {
        aside: place.directory.join(name),
    };
    Ok((aside.map_or(Change::Created, again), step))
}

fn over_ours(place: &HooksPlace, hook: HookName, ours: OurHook, program: Option<&Path>) -> (Change, Step) {
    let OurHook { says, bytes: old, runs } = ours;
    let bytes = script::render(hook, says.chained.as_deref(), program);
    if says.version > VERSION {
        (Change::LeftNewer, Step::Leave)
    } else if !says.intact {
        let aside = says.chained.map(|name| place.directory.join(name));
        (Change::LeftEdited { aside }, Step::Leave)
    } else if bytes == old && runs {
        (Change::Unchanged, Step::Leave)
    } else {
        (Change::Upgraded, Step::Replace { old, bytes })
    }
}

fn over_theirs(
    place: &HooksPlace,
    hook: HookName,
    (slot, theirs): (&Slot, TheirHook),
    program: Option<&Path>,
) -> Result<(Change, Step), HooksError> {
    let TheirHook {
        runs,
        calls_onehead,
        looks_at_its_name,
        rewritten_by,
    } = theirs;
    if runs && calls_onehead {
        return Ok((Change::AlreadyCalled, Step::Leave));
    }
    if runs && looks_at_its_name {
        return Err(HooksError::LooksAtItsName {
            path: slot.path.clone(),
            hook,
        });
    }
    let name = observe::next_aside(hook, &observe::put_aside(place, hook)?);
    let aside = place.directory.join(&name);
    let bytes = script::render(hook, Some(&name), program);
    Ok((
        Change::Chained {
            aside: aside.clone(),
            runs,
            rewritten_by,
        },
        Step::Chain { aside, bytes },
    ))
}

/// Carries a plan out, or takes back what was done of it.
fn all_or_nothing(place: &HooksPlace, plan: &[Planned]) -> Result<(), HooksError> {
    let mut undo = Undo::default();
    carry_out(place, plan, &mut undo).map_err(|error| undo.take_back(error))
}

/// Writes every hook beside its place first, so that a full disk shows before anything is moved.
fn carry_out(place: &HooksPlace, plan: &[Planned], undo: &mut Undo) -> Result<(), HooksError> {
    undo.folders = moves::missing_folders(&place.directory);
    moves::make_folder(&place.directory)?;
    let mut written = Vec::with_capacity(plan.len());
    for planned in plan {
        let (Step::Create(bytes) | Step::Chain { bytes, .. } | Step::Replace { bytes, .. }) = &planned.step else {
            continue;
        };
        written.push((planned, moves::write_beside(&place.directory, bytes)?));
    }
    for (planned, file) in written {
        move_in(planned, file, undo)?;
    }
    Ok(())
}

fn move_in(planned: &Planned, file: Written, undo: &mut Undo) -> Result<(), HooksError> {
    let path = &planned.change.path;
    match &planned.step {
        Step::Leave => {}
        Step::Create(_) => {
            file.place_new(path)?;
            undo.done.push(Done::Created(path.clone()));
        }
        Step::Chain { aside, .. } => {
            moves::move_aside(path, aside)?;
            file.place_new(path).map_err(|error| back_at_once(error, aside, path))?;
            undo.done.push(Done::Chained {
                path: path.clone(),
                aside: aside.clone(),
            });
        }
        Step::Replace { old, .. } => {
            let permissions = fs::metadata(path)
                .map_err(|error| HooksError::io("look at", path, error))?
                .permissions();
            file.place_over(path)?;
            undo.done.push(Done::Replaced {
                path: path.clone(),
                old: old.clone(),
                permissions,
            });
        }
    }
    Ok(())
}

/// Puts the user's hook back where ours could not follow; not over what somebody else put there meanwhile.
fn back_at_once(first: HooksError, aside: &Path, path: &Path) -> HooksError {
    match moves::move_aside(aside, path) {
        Ok(()) => first,
        Err(error) => HooksError::NotPutBack {
            first: Box::new(first),
            left: aside.to_path_buf(),
            error: std::io::Error::other(error),
        },
    }
}

/// What was done, to be taken back from the end.
#[derive(Debug, Default)]
struct Undo {
    folders: Vec<PathBuf>,
    done: Vec<Done>,
}

#[derive(Debug)]
enum Done {
    Created(PathBuf),
    Chained {
        path: PathBuf,
        aside: PathBuf,
    },
    Replaced {
        path: PathBuf,
        old: Vec<u8>,
        permissions: fs::Permissions,
    },
}

impl Undo {
    /// Takes everything back; answers the error that led here, or that and what could not be put back.
    fn take_back(self, first: HooksError) -> HooksError {
        let mut error = first;
        for done in self.done.into_iter().rev() {
            if let Err((left, failed)) = done.take_back() {
                error = HooksError::NotPutBack {
                    first: Box::new(error),
                    left,
                    error: failed,
                };
            }
        }
        for folder in self.folders {
            // Only folders made here, and only while empty: a failure leaves an empty folder, no loss.
            let _ = fs::remove_dir(folder);
        }
        error
    }
}

impl Done {
    fn take_back(self) -> Result<(), (PathBuf, std::io::Error)> {
        match self {
            Self::Created(path) => fs::remove_file(&path).map_err(|error| (path, error)),
            Self::Chained { path, aside } => fs::rename(&aside, path).map_err(|error| (aside, error)),
            Self::Replaced { path, old, permissions } => {
                let folder = path.parent().unwrap_or(Path::new("."));
                let put_back = moves::write_beside(folder, &old).and_then(|file| file.place_over(&path));
                put_back
                    .map_err(std::io::Error::other)
                    .and_then(|()| fs::set_permissions(&path, permissions))
                    .map_err(|error| (path, error))
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::HooksOrigin;
    use super::*;

    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt;

    type Files = BTreeMap<PathBuf, (u32, Vec<u8>)>;

    fn files(folder: &Path) -> Files {
        let entries = fs::read_dir(folder).expect("a folder");
        let entry = |path: PathBuf| {
            let mode = fs::symlink_metadata(&path).expect("there").permissions().mode();
            (path.clone(), (mode, fs::read(&path).unwrap_or_default()))
        };
        entries.map(|found| entry(found.expect("an entry").path())).collect()
    }

    fn write(path: &Path, text: &str, mode: u32) {
        fs::write(path, text).expect("written");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }

    /// The user's hook goes back where ours cannot follow, and never over a newcomer.
    #[test]
    fn a_name_taken_meanwhile_is_not_overwritten() {
        let folder = tempfile::tempdir().expect("temp dir");
        let place = lived_in(folder.path());
        let plan = planned(&place, HookName::PreCommit, None).expect("planned");
        write(&folder.path().join("pre-commit.before-onehead-2"), "newcomer", 0o644);
        let before = files(folder.path());
        let error = all_or_nothing(&place, &[plan]).expect_err("the name is taken");
        assert!(matches!(error, HooksError::Appeared { .. }));
        assert_eq!(files(folder.path()), before);
        let first = HooksError::Appeared { path: PathBuf::new() };
        let aside = folder.path().join("pre-commit.before-onehead");
        let error = back_at_once(first, &aside, &place.path(HookName::PreCommit));
        assert!(matches!(error, HooksError::NotPutBack { .. }));
        assert_eq!(files(folder.path()), before);
    }

    #[test]
    fn the_users_hook_goes_back_when_ours_cannot_follow() {
        let folder = tempfile::tempdir().expect("temp dir");
        let place = lived_in(folder.path());
        let plan = planned(&place, HookName::PreCommit, None).expect("planned");
        let before = files(folder.path());
        let written = moves::write_beside(folder.path(), b"ours").expect("written");
        for path in files(folder.path())
            .into_keys()
            .filter(|path| !before.contains_key(path))
        {
            fs::remove_file(path).expect("removed");
        }
        let mut undo = Undo::default();
        let error = move_in(&plan, written, &mut undo).expect_err("ours is gone");
        assert!(matches!(undo.take_back(error), HooksError::Io { .. }));
        assert_eq!(files(folder.path()), before);
    }

    /// A folder with a hook to chain, one of ours to bring up to date, and places where nothing stands.
    fn lived_in(folder: &Path) -> HooksPlace {
        write(&folder.join("pre-commit"), "#!/bin/sh\nexit 0\n", 0o750);
        write(&folder.join("pre-commit.before-onehead"), "older", 0o644);
        let ours = script::render(HookName::PrePush, None, Some(Path::new("/elsewhere/onehead")));
        write(
            &folder.join("pre-push"),
            std::str::from_utf8(&ours).expect("text"),
            0o711,
        );
        HooksPlace {
            directory: folder.to_path_buf(),
            origin: HooksOrigin::Default,
            work_tree: None,
        }
    }

    /// Lets something come to stand at each place between plan and deed, so that the deed fails at that hook.
    #[test]
    fn a_failure_at_any_hook_takes_back_all_before_it() {
        for hook in HookName::ALL {
            let folder = tempfile::tempdir().expect("temp dir");
            let place = lived_in(folder.path());
            let plan: Vec<Planned> = HookName::ALL
                .into_iter()
                .map(|hook| planned(&place, hook, None).expect("planned"))
                .collect();
            let path = place.path(hook);
            let _ = fs::remove_file(&path);
            fs::create_dir(&path).expect("made");
            fs::write(path.join("in the way"), "").expect("written");
            let before = files(folder.path());
            let error = all_or_nothing(&place, &plan).expect_err("something is in the way");
            assert!(!matches!(error, HooksError::NotPutBack { .. }), "{error}");
            assert_eq!(files(folder.path()), before, "{hook}: {error}");
        }
    }
}
