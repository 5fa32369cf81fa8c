//! The bounds of a run: nothing goes on for ever, grows without end or nests without end.

use ruff_text_size::Ranged;

use crate::revision::Reason;

use super::Runner;
use super::flow::{Res, Stop};

impl Runner<'_, '_> {
    /// Takes one step.
    pub fn step(&mut self, node: impl Ranged) -> Res<()> {
        self.step_by(1, node)
    }

    /// Takes many steps at once, for what works through a whole collection.
    pub fn step_by(&mut self, count: usize, node: impl Ranged) -> Res<()> {
        if !self.affords(count) {
            return Err(self.halt(node, "the body takes too many steps to be read"));
        }
        self.grow(0, node)
    }

    /// Takes steps where nothing can be refused; once it answers `false`, the next step ends the run.
    pub fn affords(&self, count: usize) -> bool {
        let steps = self.steps.get().saturating_add(count as u64);
        self.steps.set(steps);
        steps <= self.limits.steps
    }

    /// Takes the steps that walking through so much source costs.
    pub fn step_over(&mut self, node: impl Ranged + Copy) -> Res<()> {
        self.step_by(node.range().len().to_usize() / 8, node)
    }

    /// Takes memory where nothing can be refused; the next step ends the run where it was too much.
    pub const fn keep(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Takes memory.
    pub fn grow(&mut self, bytes: usize, node: impl Ranged) -> Res<()> {
        self.keep(bytes);
        if self.bytes > self.limits.bytes {
            return Err(self.halt(node, "the body makes more values than fit into memory"));
        }
        Ok(())
    }

    /// Goes one level deeper; [`Self::leave`] comes back.
    pub fn enter(&mut self, node: impl Ranged) -> Res<()> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            self.depth -= 1;
            return Err(self.halt(node, "calls and expressions are nested too deeply"));
        }
        Ok(())
    }

    /// Comes back from one level.
    pub const fn leave(&mut self) {
        self.depth -= 1;
    }

    fn halt(&self, node: impl Ranged, text: &str) -> Stop {
        let reason: Reason = self.reason(node, text);
        Stop::Halt(Box::new(reason))
    }
}
