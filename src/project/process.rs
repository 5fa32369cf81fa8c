//! What the programs that started this one were told, where the system shows it.

use std::fs;
use std::path::Path;

/// How many programs lie between a hook and the git that runs it: a shell or two, a hook manager.
const GENERATIONS: usize = 24;

/// The options of git itself that take the next word as their value.
const GIT_VALUES: [&str; 7] = [
    "-C",
    "-c",
    "--git-dir",
    "--work-tree",
    "--namespace",
    "--config-env",
    "--attr-source",
];

/// The options of `git commit` that take the next word as their value; git takes their beginnings too.
const COMMIT_VALUES: [&str; 11] = [
    "--message",
    "--file",
    "--reuse-message",
    "--reedit-message",
    "--fixup",
    "--squash",
    "--author",
    "--date",
    "--template",
    "--cleanup",
    "--trailer",
];

/// The same, by one letter.
const COMMIT_LETTERS: &str = "mFCct";

/// Answers whether the `git commit` that runs this program as its hook replaces `HEAD` (`--amend`).
///
/// git tells its hooks nothing about that, but the parents of the commit to be depend on it. The command line is looked
/// up in `/proc`; where there is none the answer is no.
#[must_use]
pub(super) fn amends() -> bool {
    let mut process = "self".to_owned();
    for _ in 0..GENERATIONS {
        let Some(parent) = parent(&process) else { return false };
        let Ok(line) = fs::read(format!("/proc/{parent}/cmdline")) else {
            return false;
        };
        let line = String::from_utf8_lossy(&line).into_owned();
        let words: Vec<&str> = line.split_terminator('\0').collect();
        if let Some(arguments) = commit_arguments(&words) {
            return is_amend(arguments);
        }
        process = parent;
    }
    false
}

/// Reads the number of the parent: the second word behind the name in brackets, which may hold anything.
fn parent(process: &str) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let parent = rest.split_whitespace().nth(1)?;
    (parent != "0").then(|| parent.to_owned())
}

/// Answers the words behind `git ... commit`; none for another command.
fn commit_arguments<'a>(words: &'a [&'a str]) -> Option<&'a [&'a str]> {
    let (program, mut rest) = words.split_first()?;
    let program = Path::new(program).file_stem()?;
    if program == "git-commit" {
        return Some(rest);
    }
    if program != "git" {
        return None;
    }
    while let Some((word, behind)) = rest.split_first() {
        rest = behind;
        if GIT_VALUES.contains(word) {
            rest = rest.get(1..)?;
        } else if !word.starts_with('-') {
            return (*word == "commit").then_some(rest);
        }
    }
    None
}

fn is_amend(arguments: &[&str]) -> bool {
    let mut amends = false;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if *word == "--" {
            break;
        }
        if takes_next(word) {
            words.next();
        } else if word.len() >= "--am".len() && "--amend".starts_with(word) {
            amends = true;
        } else if word.len() >= "--no-am".len() && "--no-amend".starts_with(word) {
            amends = false;
        }
    }
    amends
}

fn takes_next(word: &str) -> bool {
    if word.starts_with("--") {
        return word.len() > 3 && COMMIT_VALUES.iter().any(|option| option.starts_with(word));
    }
    let Some(letters) = word.strip_prefix('-') else {
        return false;
    };
    // Of letters written together the first one that takes a value takes the rest, or else the next word.
    let takes = letters.find(|letter| COMMIT_LETTERS.contains(letter));
    takes.is_some_and(|at| at + 1 == letters.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amending(line: &str) -> Option<bool> {
        let words: Vec<&str> = line.split(' ').collect();
        commit_arguments(&words).map(is_amend)
    }

    #[test]
    fn an_amendment_is_seen_in_every_spelling() {
        for line in [
            "git commit --amend",
            "/usr/bin/git commit -a --amend -m x",
            "git -C dir -c user.name=x --no-pager commit --am",
            "git commit -am text --amend",
            "git commit -mtext --amend",
            "git commit --no-amend --amend",
            "git-commit --amend",
        ] {
            assert_eq!(amending(line), Some(true), "{line}");
        }
    }

    #[test]
    fn words_that_are_a_text_or_a_path_are_no_amendment() {
        for line in [
            "git commit -m --amend",
            "git commit -am --amend",
            "git commit --message --amend",
            "git commit --mess --amend",
            "git commit -F --amend",
            "git commit --message=--amend",
            "git commit -m x -- --amend",
            "git commit --amend --no-amend",
            "git -C --amend commit",
            "git commit --a",
        ] {
            assert_eq!(amending(line), Some(false), "{line}");
        }
        for line in ["git rebase --amend", "git -c commit", "sh -c commit --amend", "git", ""] {
            assert_eq!(amending(line), None, "{line}");
        }
    }
}
