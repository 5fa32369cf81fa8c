//! The exact order in which Alembic walks revisions (spec section 3.5, `RevisionMap._topological_sort`).
//!
//! Alembic keeps, for every line it walks down, the set of all ancestors, and looks a candidate up in all of them: that
//! is quadratic. Two observations make it linear in practice, with the same result:
//!
//! - A line's set is always the ancestors of where the line stands. So a candidate must wait exactly as long as another
//!   line stands above it, that is, as long as one of its children has not been passed: a counter per revision.
//! - Which line goes first is only asked when a candidate must wait: it is the first that stands on something above it.
//!   What is above is collected once, however often the candidate is asked for in a row.

use super::{Graph, Rev, RevSet};

impl Graph {
    /// Sorts `todo` newest first, starting from the members of `starts`; none where something of `todo` cannot be
    /// reached from there without leaving `todo`.
    pub(super) fn order(&self, todo: &RevSet, starts: &[Rev]) -> Option<Vec<Rev>> {
        let mut sort = Sort::new(self, todo, starts);
        let total = todo.len();
        let mut at = 0;
        while !sort.lines.is_empty() {
            let candidate = sort.lines[at];
            if sort.pending[candidate.index()] > 0 {
                at = sort.line_above(candidate)?;
                continue;
            }
            sort.emit(candidate);
            at = sort.advance(at, candidate);
        }
        (sort.output.len() == total).then_some(sort.output)
    }
}

struct Sort<'a> {
    graph: &'a Graph,
    /// What is still to be emitted.
    todo: RevSet,
    /// Where each line stands.
    lines: Vec<Rev>,
    on_line: RevSet,
    /// For each revision, how many revisions directly above it have not been passed yet.
    pending: Vec<u32>,
    output: Vec<Rev>,
    /// What needs no waiting for: emitted, passed along, or not below any start.
    passed: RevSet,
    /// The candidate that had to wait last, and what is above it; what passes later stands on no line.
    above: Option<(Rev, RevSet)>,
}

impl<'a> Sort<'a> {
    fn new(graph: &'a Graph, todo: &RevSet, starts: &[Rev]) -> Self {
        let mut lines: Vec<Rev> = starts.iter().copied().filter(|&rev| todo.contains(rev)).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut pending = vec![0; graph.len()];
        let mut passed = graph.set_of(&graph.revs().collect::<Vec<_>>());
        for rev in graph.ancestors(&lines, super::Edges::All).iter() {
            passed.remove(rev);
            for below in graph.down(rev) {
                pending[below.index()] += 1;
            }
        }
        Self {
            graph,
            todo: todo.clone(),
            on_line: graph.set_of(&lines),
            lines,
            pending,
            output: Vec::with_capacity(todo.len()),
            passed,
            above: None,
        }
    }

    /// Emits a revision; whatever is below it and not asked for is passed along with it.
    fn emit(&mut self, rev: Rev) {
        self.output.push(rev);
        self.todo.remove(rev);
        let mut passed = vec![rev];
        while let Some(rev) = passed.pop() {
            self.passed.insert(rev);
            for below in self.graph.down(rev) {
                let pending = &mut self.pending[below.index()];
                *pending -= 1;
                if *pending == 0 && !self.todo.contains(below) {
                    passed.push(below);
                }
            }
        }
    }

    /// Moves the line at `at` on from the candidate that was emitted; answers the line to look at next.
    fn advance(&mut self, at: usize, candidate: Rev) -> usize {
        self.on_line.remove(candidate);
        let down = self.graph.down(candidate);
        let mut next = down
            .into_iter()
            .filter(|&rev| self.todo.contains(rev) && !self.on_line.contains(rev));
        let Some(first) = next.next() else {
            self.lines.remove(at);
            return at.saturating_sub(1);
        };
        let others: Vec<Rev> = next.collect();
        self.lines[at] = first;
        self.on_line.insert(first);
        for other in others {
            self.lines.push(other);
            self.on_line.insert(other);
        }
        at
    }

    /// Finds the first line that stands above the candidate.
    fn line_above(&mut self, candidate: Rev) -> Option<usize> {
        if self.above.as_ref().is_none_or(|(of, _)| *of != candidate) {
            self.above = Some((candidate, self.not_passed_above(candidate)));
        }
        let (_, above) = self.above.as_ref()?;
        self.lines.iter().position(|&line| above.contains(line))
    }

    /// Collects what is above the candidate and has not been passed.
    fn not_passed_above(&self, candidate: Rev) -> RevSet {
        let mut above = self.graph.set();
        let mut waiting = vec![candidate];
        while let Some(rev) = waiting.pop() {
            for &next in self.graph.children(rev).iter().chain(self.graph.dependents(rev)) {
                if !self.passed.contains(next) && above.insert(next) {
                    waiting.push(next);
                }
            }
        }
        above
    }
}
