//! Sorting.

use std::cmp::Ordering;

use ruff_text_size::Ranged;

use super::iterate::Elements;
use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Unknown, Val};

/// A value and what it is sorted by.
type Keyed = (Val, Val);

impl Runner<'_, '_> {
    /// Sorts as `sorted(items, key=..., reverse=...)` does; why that is not known.
    pub fn sorted(&mut self, items: Vec<Val>, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Elements> {
        Ok(self.sorted_by(items, arguments, node)?.map(|(items, _)| items))
    }

    /// Sorts what had no order before: where two are alike, which of them comes first is not known.
    pub fn sorted_set(&mut self, items: Vec<Val>, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Elements> {
        Ok(match self.sorted_by(items, arguments, node)? {
            Ok((_, true)) => Err(self.unknown_of(node, "the order of a set is another one in each run", true)),
            other => other.map(|(items, _)| items),
        })
    }

    /// Sorts, and says whether some were alike.
    fn sorted_by(
        &mut self,
        items: Vec<Val>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Result<(Vec<Val>, bool), Unknown>> {
        let mut reverse = false;
        let mut by = None;
        for (name, value) in &arguments.keywords {
            match (&**name, value) {
                ("reverse", value) => match self.truth(value, node)? {
                    Ok(truth) => reverse = truth,
                    Err(unknown) => return Ok(Err(unknown)),
                },
                ("key", Val::None) => {}
                ("key", function) => by = Some(function.clone()),
                _ => return Ok(Err(self.unknown_of(node, "sorting is not read in this form", true))),
            }
        }
        self.step_by(items.len().saturating_mul(8), node)?;
        let mut keyed: Vec<Keyed> = Vec::with_capacity(items.len());
        for item in items {
            let key = match &by {
                Some(function) => self.call(function, Arguments::of(vec![item.clone()]), node)?,
                None => item.clone(),
            };
            keyed.push((key, item));
        }
        let mut tied = false;
        let lost = keyed.iter().find_map(|(key, _)| self.lost(key));
        let sorted = self.merge_sort(keyed, reverse, &mut tied);
        Ok(match sorted {
            Some(sorted) => Ok((sorted.into_iter().map(|(_, item)| item).collect(), tied)),
            None => {
                Err(lost.unwrap_or_else(|| self.unknown_of(node, "how these values are sorted is not known", true)))
            }
        })
    }

    /// Merges halves, and gives up at the first two that cannot be ordered.
    fn merge_sort(&self, mut items: Vec<Keyed>, reverse: bool, tied: &mut bool) -> Option<Vec<Keyed>> {
        if items.len() < 2 {
            return Some(items);
        }
        let right = items.split_off(items.len() / 2);
        let mut left = self.merge_sort(items, reverse, tied)?.into_iter().peekable();
        let mut right = self.merge_sort(right, reverse, tied)?.into_iter().peekable();
        let mut merged = Vec::with_capacity(left.len() + right.len());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let order = self.order(&a.0, &b.0, 0)?;
            *tied |= order == Ordering::Equal;
            let takes_right = if reverse {
                order == Ordering::Less
            } else {
                order == Ordering::Greater
            };
            merged.extend(if takes_right { right.next() } else { left.next() });
        }
        merged.extend(left);
        merged.extend(right);
        Some(merged)
    }
}
