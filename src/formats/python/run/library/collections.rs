//! `collections`.

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Val};

impl Runner<'_, '_> {
    pub(super) fn call_collections(
        &mut self,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        match name {
            "collections.OrderedDict" => self.call_builtin("dict", arguments.clone(), node).map(Some),
            _ => Ok(Some(self.unknown(node, format!("`{name}` is not read")))),
        }
    }
}
