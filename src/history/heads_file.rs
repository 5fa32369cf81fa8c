//! `heads.lock`: the heads of a history written down, so that git itself sees that two branches move one.
//!
//! Two branches that both add a revision change different files, and git merges them without a word. Where the heads
//! stand in a file too, both change the same line of it, and git stops. Each head has a line; the heads of each branch
//! label that the setting `heads` names stand below a line of their own, because changes of neighbouring lines would
//! conflict although the branches may move independently.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::History;
use crate::graph::Rev;
use crate::project::Project;
use crate::sources::Source;
use crate::text::{SourceText, escape_line};

/// The name of the file.
pub const HEADS_FILE: &str = "heads.lock";

/// What stands above the heads; in a conflict it is what a person reads first.
const PREAMBLE: &str = "\
# The heads of these revisions: two branches that both move one conflict here, in git itself.
# Written by onehead, not by hand. Resolve a conflict with: onehead merge --continue
";

/// The beginnings of the lines that git puts into a file in conflict.
const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// A head as the file names it: the branch label whose section it stands in, empty for none, and its id.
type Head = (String, String);

/// What a `heads.lock` says beside what is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeadsState {
    /// It names the heads.
    Current,
    /// It names others.
    Stale,
    /// git has left its conflict in it.
    Conflict,
}

/// What a text of the file names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    heads: BTreeSet<Head>,
    is_in_conflict: bool,
}

/// Answers where the file of a project lies, whether it is there or not: in the first folder of revisions.
#[must_use]
pub fn heads_path(project: &Project) -> Option<PathBuf> {
    project.version_locations.first().map(|folder| folder.join(HEADS_FILE))
}

/// Reads the file; none where there is none. What is there and no text cannot name heads: it is empty.
pub(super) fn read(source: &dyn Source, project: &Project) -> Option<SourceText> {
    let path = heads_path(project)?;
    match source.read_path(&path) {
        Ok(None) => None,
        Ok(Some(bytes)) => {
            Some(SourceText::decode(path.as_path(), &bytes).unwrap_or_else(|_| SourceText::new(path, "")))
        }
        Err(_) => Some(SourceText::new(path, "")),
    }
}

impl History {
    /// Answers what its `heads.lock` should hold.
    #[must_use]
    pub fn heads_text(&self) -> String {
        let mut text = PREAMBLE.to_owned();
        for (label, heads) in self.heads_by_label() {
            text.push('\n');
            if !label.is_empty() {
                text.push_str(&format!("[{label}]\n"));
            }
            for head in heads {
                let message = self.revision(head).header.message();
                let message = escape_line(message.lines().next().unwrap_or_default().trim()).into_owned();
                let line = format!("{} {message}", spelled(self.graph.id(head).as_str()));
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }

    /// Answers whether its `heads.lock` names the heads; none where it has none. Only ids count: a message is there for
    /// people.
    #[must_use]
    pub fn heads_state(&self) -> Option<HeadsState> {
        let told = told(self.heads_file.as_ref()?.text());
        Some(if told.is_in_conflict {
            HeadsState::Conflict
        } else if told.heads == self.heads_named() {
            HeadsState::Current
        } else {
            HeadsState::Stale
        })
    }

    /// Lists the ids that its `heads.lock` names and that are no heads, and the heads that it does not name.
    #[must_use]
    pub fn heads_differences(&self) -> (Vec<String>, Vec<String>) {
        let told = self
            .heads_file
            .as_ref()
            .map(|file| told(file.text()).heads)
            .unwrap_or_default();
        let are = self.heads_named();
        let ids =
            |of: &BTreeSet<Head>, without: &BTreeSet<Head>| of.difference(without).map(|(_, id)| id.clone()).collect();
        (ids(&told, &are), ids(&are, &told))
    }

    fn heads_named(&self) -> BTreeSet<Head> {
        let named = |(label, heads): (String, Vec<Rev>)| {
            let ids = heads.into_iter().map(|head| self.graph.id(head).to_string());
            ids.map(|id| (label.clone(), id)).collect::<Vec<_>>()
        };
        self.heads_by_label().into_iter().flat_map(named).collect()
    }

    /// Lists the heads without a declared label first, if there are any, then those of each declared label, even where
    /// there is none: each sorted by id, which no order of files can change.
    fn heads_by_label(&self) -> Vec<(String, Vec<Rev>)> {
        let graph = &self.graph;
        let mut left: Vec<Rev> = graph.heads().to_vec();
        left.sort_by(|a, b| graph.id(*a).as_str().cmp(graph.id(*b).as_str()));
        let mut sections = Vec::new();
        for label in &self.project.settings.heads {
            let (own, others) = left.into_iter().partition(|&head| graph.has_label(head, label));
            left = others;
            sections.push((spelled(label), own));
        }
        if !left.is_empty() {
            sections.insert(0, (String::new(), left));
        }
        sections
    }
}

/// Reads what a text names. What is neither a head nor known otherwise counts as a head that there is not.
fn told(text: &str) -> Told {
    let mut told = Told::default();
    let mut section = String::new();
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if MARKERS.iter().any(|marker| line.starts_with(marker)) {
            told.is_in_conflict = true;
        } else if let Some(label) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            label.clone_into(&mut section);
        } else if !line.starts_with('#') {
            let id = line.split(' ').next().unwrap_or_default();
            told.heads.insert((section.clone(), plain(id)));
        }
    }
    told
}

/// Spells an id or a label so that it is one word that begins no other kind of line.
fn spelled(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        let is_special = c == '%' || c == ']' || c.is_whitespace() || c.is_control();
        if is_special || (at == 0 && "#[<|=>".contains(c)) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                spelled.push_str(&format!("%{byte:02x}"));
            }
        } else {
            spelled.push(c);
        }
    }
    spelled
}

/// Takes the spelling of an id back.
fn plain(word: &str) -> String {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_read_as_it_was_written() {
        for id in [
            "ae1027a6acf",
            "#1",
            "[x]",
            "a b",
            "50%",
            "%41",
            "<<<<<<<",
            "ü\u{a0}ü",
            "=",
        ] {
            let line = format!("{} a message\n", spelled(id));
            assert_eq!(
                told(&line).heads,
                BTreeSet::from([(String::new(), id.to_owned())]),
                "{line}"
            );
            assert!(!told(&line).is_in_conflict);
        }
    }

    #[test]
    fn conflict_and_sections_are_seen() {
        let text = format!("{PREAMBLE}\n<<<<<<< HEAD\na one\n=======\nb two\n>>>>>>> topic\n\n[expand]\nc\n");
        let told = told(&text);
        assert!(told.is_in_conflict);
        let named: Vec<(&str, &str)> = told.heads.iter().map(|(label, id)| (&**label, &**id)).collect();
        assert_eq!(named, [("", "a"), ("", "b"), ("expand", "c")]);
    }
}
