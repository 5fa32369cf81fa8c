//! Batches that make a table anew and move its rows.

use super::Rendering;
use super::action::Action;
use crate::ops::Unsupported;
use crate::ops::directive::Batch;

impl Rendering<'_> {
    pub(super) fn recreate(
        &mut self,
        _batch: &Batch,
        _actions: &[Action<'_>],
        _out: &mut [String],
    ) -> Result<(), Unsupported> {
        Err(Unsupported::unknown("a batch that makes a table anew is not understood yet"))
    }
}
