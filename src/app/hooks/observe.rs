//! What stands at the place of a hook, and what was put aside there before.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::script::{self, Recognised};
use super::{HookName, HooksError, HooksPlace};

/// How much of a hook is looked at: ours are far smaller, and a user's may be a large binary.
const LOOKED_AT: u64 = 1 << 18;

/// What stands at the place of one hook.
#[derive(Debug)]
pub(super) enum Standing {
    /// Nothing.
    Nothing,
    /// A hook that onehead wrote.
    Ours(OurHook),
    /// Somebody else's.
    Theirs(TheirHook),
}

/// A hook that onehead wrote.
#[derive(Debug)]
pub(super) struct OurHook {
    /// What the file says about itself.
    pub says: Recognised,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether git would run it.
    pub runs: bool,
}

/// A hook that onehead did not write.
#[derive(Debug)]
pub(super) struct TheirHook {
    /// Whether git would run it.
    pub runs: bool,
    /// Whether it runs onehead already.
    pub calls_onehead: bool,
    /// Whether it asks for its own file name.
    pub looks_at_its_name: bool,
    /// The program that wrote it and will write it anew without running what came over it, by name.
    pub rewritten_by: Option<&'static str>,
}

/// Where a hook of ours goes.
#[derive(Debug)]
pub(super) struct Slot {
    /// The file.
    pub path: PathBuf,
    /// The hook of the pre-commit framework that runs it; none where git does.
    pub through: Option<PathBuf>,
}

/// Answers where a hook of ours goes: where git looks, but beside a hook of the pre-commit framework (or prek).
///
/// The framework runs `NAME.legacy` first and keeps it when it is installed again. Put aside and chained, its hook would
/// be found by a second `pre-commit install`, which moves ours to `NAME.legacy`: then it runs itself through ours, sees
/// that, and refuses every commit.
pub(super) fn slot(place: &HooksPlace, hook: HookName) -> Slot {
    let path = place.path(hook);
    let framework = would_run(&path)
        && look(&path).is_ok_and(|bytes| contains(&bytes, b"hook-impl") && contains(&bytes, b"--hook-type"));
    if framework {
        let legacy = place.directory.join(format!("{hook}.legacy"));
        return Slot {
            path: legacy,
            through: Some(path),
        };
    }
    Slot { path, through: None }
}

/// Looks at the place of one hook.
pub(super) fn standing(slot: &Slot, hook: HookName) -> Result<Standing, HooksError> {
    let path = slot.path.clone();
    let itself = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if is_absent(&error) => return Ok(Standing::Nothing),
        Err(error) => return Err(HooksError::io("look at", &path, error)),
    };
    if !itself.is_file() && !itself.is_symlink() {
        return Err(HooksError::NotAFile { path, hook });
    }
    // A link may lead nowhere, to a folder or a pipe: then there is nothing to read and git runs nothing.
    let target = fs::metadata(&path).ok().filter(Metadata::is_file);
    let runs = target.as_ref().is_some_and(is_executable);
    // A hook that may be run but not read is still a hook.
    let bytes = target.and_then(|_| look(&path).ok()).unwrap_or_default();
    Ok(match script::recognise(&bytes) {
        Some(says) if itself.is_file() => Standing::Ours(OurHook { says, bytes, runs }),
        ours => {
            let called = ours.is_some() || calls_onehead(&bytes, hook);
            Standing::Theirs(TheirHook {
                runs,
                calls_onehead: called,
                looks_at_its_name: looks_at_its_name(&bytes),
                rewritten_by: contains(&bytes, b"call_lefthook").then_some("lefthook"),
            })
        }
    })
}

/// Lists the user's hooks that were put aside for one name, oldest first.
pub(super) fn put_aside(place: &HooksPlace, hook: HookName) -> Result<Vec<String>, HooksError> {
    let reading = match fs::read_dir(&place.directory) {
        Ok(reading) => reading,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(HooksError::io("read", &place.directory, error)),
    };
    let mut found = Vec::new();
    for entry in reading {
        let entry = entry.map_err(|error| HooksError::io("read", &place.directory, error))?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| aside_number(hook, name));
        if let (Some(number), Some(name)) = (number, name.to_str()) {
            found.push((number, name.to_owned()));
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

/// Answers a name that is not taken, after all that are: what was put aside last has the highest number.
pub(super) fn next_aside(hook: HookName, taken: &[String]) -> String {
    match taken.iter().filter_map(|name| aside_number(hook, name)).max() {
        None => format!("{hook}.before-onehead"),
        Some(highest) => format!("{hook}.before-onehead-{}", highest.saturating_add(1)),
    }
}

/// Answers whether git would run the file.
pub(super) fn would_run(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && is_executable(&metadata))
}

/// Answers whether something stands at a path, be it a link that leads nowhere.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn aside_number(hook: HookName, name: &str) -> Option<u64> {
    match name.strip_prefix(hook.as_str())?.strip_prefix(".before-onehead")? {
        "" => Some(1),
        rest => rest.strip_prefix('-')?.parse().ok().filter(|&number| number > 1),
    }
}

fn look(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LOOKED_AT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

/// git for Windows runs every hook that is there.
#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    true
}

/// Answers whether a line that is no comment runs onehead's hook of this name.
fn calls_onehead(bytes: &[u8], hook: HookName) -> bool {
    let call = format!("onehead hooks run {hook}");
    code_lines(bytes).any(|line| {
        line.windows(call.len()).enumerate().any(|(at, window)| {
            let next = line.get(at + call.len());
            window == call.as_bytes() && next.is_none_or(|&b| b != b'-' && !b.is_ascii_alphanumeric())
        })
    })
}

/// Answers whether a script asks what its own file is called, as dispatchers do that serve every hook with one file.
fn looks_at_its_name(bytes: &[u8]) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)basename\W[^\n]*(\$\{?0\b|__file(__|name)\b|\bargv\b|\$program_name|bash_source)",
            r"|\$\{(0|bash_source[^}]*)##|\$\{0:t\}",
            r"|path\((sys\.argv\[0\]|__file__)\)\.(name|stem)",
        ))
        .expect("the pattern is a constant")
    });
    !bytes.contains(&0) && code_lines(bytes).any(|line| NAME.is_match(line))
}

fn code_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|&b| b == b'\n')
        .filter(|line| !line.trim_ascii_start().starts_with(b"#"))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatchers_are_told_from_hooks_that_only_ask_where_they_are() {
        for dispatcher in [
            "n=$(basename \"$0\")",
            "case ${0##*/} in",
            "basename -- \"$0\"",
            "hook_type = File.basename($0)",
            "name = os.path.basename(sys.argv[0])",
            "name = Path(__file__).name",
            "const name = path.basename(__filename)",
        ] {
            assert!(looks_at_its_name(dispatcher.as_bytes()), "{dispatcher}");
        }
        for plain in [
            "HERE=\"$(cd \"$(dirname \"$0\")\" && pwd)\"",
            "for f in $files; do basename \"$f\"; done",
            "# basename $0",
            "exec ./lint \"$@\"",
        ] {
            assert!(!looks_at_its_name(plain.as_bytes()), "{plain}");
        }
    }

    #[test]
    fn a_call_of_another_hook_or_in_a_comment_is_no_call() {
        let calls = |text: &str| calls_onehead(text.as_bytes(), HookName::PreCommit);
        assert!(calls("set -e\nonehead hooks run pre-commit \"$@\"\n"));
        assert!(calls("onehead hooks run pre-commit"));
        assert!(!calls("# onehead hooks run pre-commit"));
        assert!(!calls("onehead hooks run pre-commit-msg"));
        assert!(!calls("onehead hooks run pre-push"));
    }

    #[test]
    fn names_put_aside_are_counted_up_and_never_reused() {
        let hook = HookName::PrePush;
        let taken = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(next_aside(hook, &[]), "pre-push.before-onehead");
        assert_eq!(
            next_aside(hook, &taken(&["pre-push.before-onehead"])),
            "pre-push.before-onehead-2"
        );
        assert_eq!(
            next_aside(hook, &taken(&["pre-push.before-onehead-7"])),
            "pre-push.before-onehead-8"
        );
        assert_eq!(aside_number(hook, "pre-push.before-onehead-x"), None);
        assert_eq!(aside_number(HookName::PreCommit, "pre-push.before-onehead"), None);
    }
}
