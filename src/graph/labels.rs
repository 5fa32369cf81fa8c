//! Which revisions a branch label reaches (spec section 3.3).

use super::{Edges, Graph, Rev};

impl Graph {
    /// Gives every declared label to the descendants of its revision, and to the line below it.
    pub(super) fn propagate_labels(&mut self) {
        let declared: Vec<(Rev, Vec<u32>)> = self.declared();
        for (rev, labels) in declared {
            let mut reached = self.descendants(&[rev], Edges::Parents);
            for below in self.line_below(rev) {
                reached.insert(below);
            }
            for rev in reached.iter() {
                // Numbered as they are declared, so that they come in order and each once.
                self.vertices[rev.index()].labels.extend(&labels);
            }
        }
    }

    fn declared(&mut self) -> Vec<(Rev, Vec<u32>)> {
        let mut declared = Vec::new();
        for rev in self.revs() {
            let mut labels = Vec::new();
            for label in self.vertices[rev.index()].node.labels.clone() {
                labels.push(u32::try_from(self.label_names.len()).expect("fewer than 2^32 labels"));
                self.label_names.push(label);
            }
            if !labels.is_empty() {
                declared.push((rev, labels));
            }
        }
        declared
    }

    /// Lists the revisions from the head of a line down, as far as it neither forks nor joins; none where the line
    /// above `rev` forks. Alembic starts this walk at whatever descendant it visited last: where the line forks, that
    /// is one of several heads, and the walk ends at the fork in any case.
    fn line_below(&self, rev: Rev) -> Vec<Rev> {
        let mut top = rev;
        while let &[child] = self.children(top) {
            top = child;
        }
        let mut line = Vec::new();
        if !self.children(top).is_empty() {
            return line;
        }
        let mut next = Some(top);
        while let Some(at) = next {
            let above = self.children(at).len()
                + self
                    .dependents(at)
                    .iter()
                    .filter(|rev| !self.children(at).contains(rev))
                    .count();
            if above > 1 || self.is_merge_point(at) {
                break;
            }
            line.push(at);
            next = self.parents(at).first().copied();
        }
        line
    }
}
