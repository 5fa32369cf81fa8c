//! The hooks of `hooks/` as text: filled in for a repository, and recognised again.

use std::path::Path;

use super::HookName;

/// The version of the hooks that this program writes, in their marker line.
pub(super) const VERSION: u32 = 1;

const MARKER: &[u8] = b"# onehead-hook v";
const CHECKSUM: &[u8] = b"# checksum ";
const NO_CHECKSUM: &[u8] = b"# checksum 0000000000000000";
const CHAINED: &[u8] = b"chained=";

/// What a hook file of ours says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recognised {
    /// The version in the marker line.
    pub version: u32,
    /// Whether the file is as it was written: the checksum fits.
    pub intact: bool,
    /// The file name of the user's hook that it runs first.
    pub chained: Option<String>,
}

/// Fills in a hook: the user's hook beside it, and the program to run where PATH has none.
pub(super) fn render(hook: HookName, chained: Option<&str>, program: Option<&Path>) -> Vec<u8> {
    // A checkout on Windows may have turned the line ends before this was compiled.
    let text = template(hook).replace("\r\n", "\n");
    let mut result = Vec::with_capacity(text.len() + 256);
    for line in text.split_inclusive('\n') {
        match line {
            "chained=''\n" => assignment(&mut result, "chained=", chained.unwrap_or_default().as_bytes()),
            "fallback=''\n" => assignment(&mut result, "fallback=", &program.map(path_bytes).unwrap_or_default()),
            _ => result.extend_from_slice(line.as_bytes()),
        }
    }
    seal(&result)
}

/// Reads the marker of a hook of ours; none where the file is somebody else's.
pub(super) fn recognise(bytes: &[u8]) -> Option<Recognised> {
    let mut lines = bytes.split(|&b| b == b'\n');
    let marker = lines.nth(1)?.strip_prefix(MARKER)?;
    let version = std::str::from_utf8(marker).ok()?.trim_end().parse().ok()?;
    let sealed = lines.next().and_then(|line| line.strip_prefix(CHECKSUM));
    let intact = sealed.is_some_and(|sum| sum == checksum(&unsealed(bytes)).as_bytes());
    let chained = lines
        .find_map(|line| line.strip_prefix(CHAINED))
        .and_then(|value| value.strip_prefix(b"'")?.strip_suffix(b"'"))
        .and_then(|value| std::str::from_utf8(value).ok())
        // Only a name in the same folder is a hook that we put aside.
        .filter(|name| !name.is_empty() && !name.contains(['/', '\\', '\'']))
        .map(ToOwned::to_owned);
    Some(Recognised {
        version,
        intact,
        chained,
    })
}

/// Answers the hook as it stands in `hooks/`.
const fn template(hook: HookName) -> &'static str {
    match hook {
        HookName::PreCommit => include_str!("../../../hooks/pre-commit"),
        HookName::PreMergeCommit => include_str!("../../../hooks/pre-merge-commit"),
        HookName::PrePush => include_str!("../../../hooks/pre-push"),
        HookName::PostMerge => include_str!("../../../hooks/post-merge"),
        HookName::PostRewrite => include_str!("../../../hooks/post-rewrite"),
        HookName::PostCheckout => include_str!("../../../hooks/post-checkout"),
    }
}

/// Writes `name='value'` so that no shell reads anything but the value.
fn assignment(result: &mut Vec<u8>, name: &str, value: &[u8]) {
    result.extend_from_slice(name.as_bytes());
    result.push(b'\'');
    for &byte in value {
        match byte {
            b'\'' => result.extend_from_slice(b"'\\''"),
            _ => result.push(byte),
        }
    }
    result.extend_from_slice(b"'\n");
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

/// The shell that comes with git for Windows takes forward slashes everywhere.
#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().replace('\\', "/").into_bytes()
}

fn seal(bytes: &[u8]) -> Vec<u8> {
    replace_checksum(bytes, checksum(bytes).as_bytes())
}

fn unsealed(bytes: &[u8]) -> Vec<u8> {
    replace_checksum(bytes, &NO_CHECKSUM[CHECKSUM.len()..])
}

/// Puts another checksum into the third line.
fn replace_checksum(bytes: &[u8], sum: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len() + sum.len());
    for (number, line) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
        if number == 2 && line.starts_with(CHECKSUM) {
            result.extend_from_slice(CHECKSUM);
            result.extend_from_slice(sum);
            result.push(b'\n');
        } else {
            result.extend_from_slice(line);
        }
    }
    result
}

/// FNV-1a, 64 bits: it tells an edit by hand, it is no protection against forgery.
fn checksum(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{sum:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hook_has_each_place_to_fill_once_and_its_own_name() {
        for hook in HookName::ALL {
            let text = template(hook);
            for line in ["chained=''\n", "fallback=''\n", "# checksum 0000000000000000\n"] {
                assert_eq!(text.matches(line).count(), 1, "{line:?} in {hook}");
            }
            assert!(
                text.starts_with(&format!("#!/bin/sh\n# onehead-hook v{VERSION}\n")),
                "{hook}"
            );
            assert!(
                text.contains(&format!("\"$onehead\" hooks run {hook} \"$@\"")),
                "{hook}"
            );
            assert_eq!(text.contains("refused"), hook.may_refuse(), "{hook}");
        }
    }

    #[test]
    fn a_rendered_hook_is_recognised_and_any_edit_shows() {
        let program = Path::new("/o'clock/a b\nchained='x'\n/onehead");
        for hook in HookName::ALL {
            let bytes = render(hook, Some("x.before-onehead-2"), Some(program));
            let found = recognise(&bytes).expect("ours");
            assert_eq!(found.chained.as_deref(), Some("x.before-onehead-2"));
            assert!(found.intact && found.version == VERSION);
            for at in 0..bytes.len() {
                let mut edited = bytes.clone();
                edited[at] ^= 1;
                assert!(
                    !recognise(&edited).is_some_and(|found| found.intact),
                    "byte {at} of {hook}"
                );
            }
        }
    }

    #[test]
    fn files_of_others_are_not_recognised() {
        for bytes in [
            "",
            "\n",
            "#!/bin/sh\n",
            "#!/bin/sh\n# onehead-hook vX\n",
            "#!/bin/sh\n\n# onehead-hook v1\n",
        ] {
            assert_eq!(recognise(bytes.as_bytes()), None, "{bytes:?}");
        }
        let raw = recognise(template(HookName::PrePush).as_bytes()).expect("ours");
        assert!(!raw.intact && raw.chained.is_none());
    }

    #[test]
    fn a_chained_name_never_leaves_the_folder() {
        let bytes = b"#!/bin/sh\n# onehead-hook v1\n# checksum 0\nchained='../../evil'\n";
        assert_eq!(recognise(bytes).expect("ours").chained, None);
    }
}
