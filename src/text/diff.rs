//! Showing edits as the lines that go and the lines that come.

use super::{Edit, Span, apply_edits, escape};

/// How many unchanged lines are shown around a change.
const AROUND: usize = 3;

/// A run of old lines and what stands there afterwards.
struct Chunk {
    first: usize,
    last: usize,
    after: String,
}

/// Writes edits as a unified diff of a file; what could drive a terminal is escaped. Edits must not overlap.
#[must_use]
pub fn diff(name: &str, text: &str, edits: &[Edit]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut starts = Vec::with_capacity(lines.len());
    let mut at = 0;
    for line in &lines {
        starts.push(at);
        at += line.len();
    }
    let chunks = chunks(text, &starts, edits);
    let mut result = format!("--- {name}\n+++ {name}\n");
    let mut rest = chunks.as_slice();
    let mut grown: isize = 0;
    while let Some(first) = rest.first() {
        let near = rest
            .windows(2)
            .take_while(|pair| pair[1].first - pair[0].last <= 2 * AROUND)
            .count();
        let (hunk, after) = rest.split_at(near + 1);
        rest = after;
        let from = first.first.saturating_sub(AROUND);
        let to = (hunk[near].last + AROUND).min(lines.len() - 1);
        grown += write_hunk(&lines, (from, to, grown), hunk, &mut result);
    }
    result
}

/// Joins edits that touch the same lines.
fn chunks(text: &str, starts: &[usize], edits: &[Edit]) -> Vec<Chunk> {
    let line = |offset: u32| {
        starts
            .partition_point(|&start| start <= offset as usize)
            .saturating_sub(1)
    };
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut groups: Vec<(usize, usize, Vec<Edit>)> = Vec::new();
    for edit in sorted {
        let (first, last) = (line(edit.span.start), line(edit.span.end));
        match groups.last_mut() {
            Some((_, end, group)) if *end >= first => {
                *end = last;
                group.push(edit.clone());
            }
            _ => groups.push((first, last, vec![edit.clone()])),
        }
    }
    let chunk = |(first, last, mut edits): (usize, usize, Vec<Edit>)| {
        let start = starts.get(first).copied().unwrap_or_default();
        let end = starts.get(last + 1).copied().unwrap_or(text.len());
        let shift = u32::try_from(start).unwrap_or_default();
        for edit in &mut edits {
            edit.span = Span::new(edit.span.start - shift, edit.span.end - shift);
        }
        Chunk {
            first,
            last,
            after: apply_edits(&text[start..end], &edits),
        }
    };
    groups.into_iter().map(chunk).collect()
}

fn write_hunk(
    lines: &[&str],
    (from, to, grown): (usize, usize, isize),
    chunks: &[Chunk],
    result: &mut String,
) -> isize {
    let mut body = String::new();
    let mut write = |mark: char, line: &str| {
        let line = line.trim_end_matches('\n').trim_end_matches('\r');
        body.push_str(&format!("{mark}{}\n", escape(line)));
    };
    let (mut old, mut new): (isize, isize) = (0, 0);
    let mut at = from;
    for chunk in chunks {
        for line in &lines[at..chunk.first] {
            write(' ', line);
            (old, new) = (old + 1, new + 1);
        }
        for line in &lines[chunk.first..=chunk.last] {
            write('-', line);
            old += 1;
        }
        for line in chunk.after.split_inclusive('\n') {
            write('+', line);
            new += 1;
        }
        at = chunk.last + 1;
    }
    for line in lines.get(at..=to).unwrap_or_default() {
        write(' ', line);
        (old, new) = (old + 1, new + 1);
    }
    let start = isize::try_from(from).unwrap_or_default() + 1;
    result.push_str(&format!("@@ -{start},{old} +{},{new} @@\n{body}", start + grown));
    new - old
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, old: &str, new: &str) -> Edit {
        let start = u32::try_from(text.find(old).expect("is there")).expect("small");
        Edit {
            span: Span::new(start, start + u32::try_from(old.len()).expect("small")),
            replacement: new.to_owned(),
        }
    }

    #[test]
    fn changes_stand_among_three_lines_each() {
        let text = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        let edits = [edit(text, "b", "B"), edit(text, "k", "K\nK")];
        assert_eq!(
            diff("f", text, &edits),
            "--- f\n+++ f\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -8,5 +8,6 @@\n h\n i\n j\n-k\n+K\n+K\n l\n"
        );
    }

    #[test]
    fn near_changes_share_a_hunk_and_lines_an_edit() {
        let text = "a b\r\nc";
        let edits = [edit(text, "a", "1"), edit(text, "b", "2"), edit(text, "c", "3")];
        assert_eq!(
            diff("f", text, &edits),
            "--- f\n+++ f\n@@ -1,2 +1,2 @@\n-a b\n+1 2\n-c\n+3\n"
        );
    }
}
