//! The block form of a revision (spec section 1.3).

use std::fmt::Write as _;

use super::{Listing, comma};
use crate::graph::Rev;
use crate::text::{escape, escape_line};

/// Writes the block that `-v` and `show` print, including the newline that ends it.
#[must_use]
pub fn verbose(listing: &Listing<'_>, rev: Rev) -> String {
    let graph = &listing.history.graph;
    let revision = listing.history.revision(rev);
    let mut block = format!("Rev: {}", escape_line(graph.id(rev).as_str()));
    for (mark, holds) in [
        // Unlike the line, the block calls every versioned head a head.
        (" (head)", graph.is_head(rev)),
        (" (branchpoint)", graph.is_branch_point(rev)),
        (" (mergepoint)", graph.is_merge_point(rev)),
        (" (current)", listing.is_current(rev)),
    ] {
        if holds {
            block.push_str(mark);
        }
    }
    let parents = if graph.is_merge_point(rev) { "Merges" } else { "Parent" };
    put(&mut block, parents, &listing.parents(rev));
    if let Some(dependencies) = listing.dependencies(rev) {
        put(&mut block, "Also depends on", &dependencies);
    }
    if graph.is_branch_point(rev) {
        let mut children: Vec<&str> = graph
            .children(rev)
            .iter()
            .map(|&child| graph.id(child).as_str())
            .collect();
        children.sort_unstable();
        put(&mut block, "Branches into", &comma(children.into_iter()));
    }
    if let Some(labels) = listing.labels(rev) {
        put(&mut block, "Branch names", &labels);
    }
    put(&mut block, "Path", &escape_line(&revision.path.to_string_lossy()));
    let doc: Vec<String> = python_lines(&revision.header.doc)
        .map(|line| format!("    {}", escape(line)))
        .collect();
    let _ = write!(block, "\n\n{}\n", doc.join("\n"));
    block
}

fn put(block: &mut String, name: &str, value: &str) {
    let _ = write!(block, "\n{name}: {value}");
}

/// Splits a text as Python's `str.splitlines` does.
fn python_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = (!text.is_empty()).then_some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(is_line_end) else {
            rest = None;
            return Some(text);
        };
        let mut after = text[end..].chars();
        let width = match after.next() {
            Some('\r') if after.next() == Some('\n') => 2,
            Some(c) => c.len_utf8(),
            None => 0,
        };
        let next = &text[end + width..];
        rest = (!next.is_empty()).then_some(next);
        Some(&text[..end])
    })
}

const fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}' | '\u{1d}' | '\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::python_lines;

    #[test]
    fn lines_end_where_python_ends_them() {
        let lines: Vec<&str> = python_lines("a\r\nb\u{85}\nc\n").collect();
        assert_eq!(lines, ["a", "b", "", "c"]);
        assert_eq!(python_lines("").count(), 0);
    }
}
