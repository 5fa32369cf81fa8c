//! Reading a header: the fast way where the file is plain, through its syntax where it is not.

use std::collections::BTreeMap;

use crate::revision::{Header, Reason};
use crate::text::{Place, SourceText};

use super::conflict::{self, Markers};
use super::part::Parts;
use super::{damaged, module, plain, syntax};

/// Reads a header.
pub(super) fn read(source: &SourceText) -> Header {
    plain::read(source.text())
        .unwrap_or_else(|| read_syntax(source))
        .into_header(source.path())
}

/// Reads a header in which imported names stand for what is given.
pub(super) fn read_naming(source: &SourceText, names: &BTreeMap<String, String>) -> Header {
    let text = source.text();
    let result = syntax::with_syntax(source, text, |parsed| {
        parsed
            .errors()
            .is_empty()
            .then(|| module::read_naming(source, text, parsed.syntax(), names))
    });
    match result {
        Ok(Some(parts)) => parts.into_header(source.path()),
        _ => read(source),
    }
}

/// Answers where the docstring stands, with its quotes.
pub(super) fn docstring_place(source: &SourceText) -> Option<Place> {
    let plain = plain::read(source.text());
    plain.unwrap_or_else(|| read_syntax(source)).doc_place
}

/// Reads the parts of a header through the syntax of the whole file.
pub(super) fn read_syntax(source: &SourceText) -> Parts<'static> {
    let text = source.text();
    let result = syntax::with_syntax(source, text, |parsed| {
        parsed
            .errors()
            .is_empty()
            .then(|| module::read(source, text, parsed.syntax()))
    });
    match result {
        Ok(Some(parts)) => parts,
        Ok(None) => read_damaged(source),
        Err(reason) => Parts::all_unknown(&reason),
    }
}

/// Reads a file that is not valid Python.
fn read_damaged(source: &SourceText) -> Parts<'static> {
    let text = source.text();
    match conflict::find(text) {
        Markers::None => read_recovered(source, text),
        Markers::Whole(conflict) => {
            let ours = read_recovered(source, &conflict.ours);
            let theirs = read_recovered(source, &conflict.theirs);
            conflict::join(source, ours, theirs, conflict.marker)
        }
        Markers::Torn(marker) => Parts::all_unknown(&Reason {
            place: source.place(marker),
            text: "the file holds conflict markers".to_owned(),
        }),
    }
}

/// Reads what a parse with recovery makes of a text.
fn read_recovered(source: &SourceText, text: &str) -> Parts<'static> {
    let result = syntax::with_syntax(source, text, |parsed| {
        if parsed.errors().is_empty() {
            module::read(source, text, parsed.syntax())
        } else {
            damaged::read(source, text, parsed)
        }
    });
    result.unwrap_or_else(|reason| Parts::all_unknown(&reason))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    fn files(directory: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                files(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                into.push(path);
            }
        }
    }

    fn corpus() -> Vec<SourceText> {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/corpus");
        assert!(
            corpus.join(".complete").exists(),
            "no corpus: run tests/corpus/fetch.sh first"
        );
        let mut paths = Vec::new();
        files(&corpus, &mut paths);
        let read = |path: PathBuf| {
            let bytes = std::fs::read(&path).expect("the file was just listed");
            SourceText::decode(path, &bytes).expect("revision files are text")
        };
        paths.into_iter().map(read).collect()
    }

    #[test]
    fn the_plain_scan_reads_what_the_parser_reads_on_every_real_file() {
        let (mut plainly, mut slow) = (0, Vec::new());
        let sources = corpus();
        for source in &sources {
            match plain::read(source.text()) {
                Some(parts) => {
                    plainly += 1;
                    assert_eq!(parts, read_syntax(source), "{}", source.path().display());
                }
                None => slow.push(source.path().display().to_string()),
            }
        }
        println!(
            "{plainly} of {} plainly; the others:\n{}",
            sources.len(),
            slow.join("\n")
        );
        assert!(
            plainly * 10 > sources.len() * 9,
            "{plainly} of {} read plainly",
            sources.len()
        );
    }

    #[test]
    fn a_docstring_may_stand_in_parentheses() {
        let source = SourceText::decode(
            PathBuf::from("a.py"),
            b"(\"add tasks\")\nrevision = 'a'\ndown_revision = None\n",
        );
        assert_eq!(read(&source.expect("text")).doc, "add tasks".into());
    }
}
