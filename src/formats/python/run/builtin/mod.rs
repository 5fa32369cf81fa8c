//! Functions and types that Python has without an import.

mod looking;
mod numbers;
mod sequences;
mod types;

use ruff_text_size::Ranged;

use super::Runner;
use super::exceptions;
use super::flow::Res;
use super::value::{Arguments, Unknown, Val};

/// The functions and types that are known; each is called in one of the files beside.
const NAMES: [&str; 57] = [
    "str",
    "int",
    "float",
    "bool",
    "bytes",
    "list",
    "tuple",
    "dict",
    "set",
    "frozenset",
    "object",
    "type",
    "len",
    "range",
    "enumerate",
    "zip",
    "sorted",
    "reversed",
    "map",
    "filter",
    "any",
    "all",
    "min",
    "max",
    "sum",
    "next",
    "iter",
    "isinstance",
    "issubclass",
    "hasattr",
    "getattr",
    "setattr",
    "callable",
    "globals",
    "locals",
    "vars",
    "repr",
    "format",
    "print",
    "super",
    "id",
    "hash",
    "abs",
    "round",
    "divmod",
    "pow",
    "chr",
    "ord",
    "staticmethod",
    "classmethod",
    "property",
    "open",
    "eval",
    "exec",
    "input",
    "__import__",
    "dir",
];

/// Answers what a name is without any import.
pub(super) fn find(name: &str) -> Option<Val> {
    let known = NAMES.iter().find(|known| **known == name).copied();
    known.or_else(|| exceptions::exception(name)).map(Val::Builtin)
}

/// Decides whether a built-in value may have a method of this name that is read.
pub(super) fn has_method(owner: &Val, name: &str) -> bool {
    match owner {
        Val::Builtin(kind) => {
            matches!(*kind, "str" | "dict" | "list" | "bytes" | "set" | "tuple") && !name.starts_with("__")
        }
        _ => !name.starts_with("__"),
    }
}

impl Runner<'_, '_> {
    /// Calls a function, type or exception of Python.
    pub fn call_builtin(&mut self, name: &'static str, arguments: Arguments, node: impl Ranged + Copy) -> Res<Val> {
        if exceptions::exception(name).is_some() {
            return self.exception(Val::Builtin(name), arguments, node);
        }
        if let Some(unknown) = &arguments.hidden
            && name != "print"
        {
            let unknown = unknown.clone();
            return Ok(Val::Unknown(unknown));
        }
        match name {
            "str" | "int" | "float" | "bool" | "bytes" | "list" | "tuple" | "dict" | "set" | "frozenset" | "object"
            | "type" => self.call_type(name, &arguments, node),
            "len" | "range" | "enumerate" | "zip" | "sorted" | "reversed" | "map" | "filter" | "any" | "all"
            | "min" | "max" | "sum" | "next" | "iter" => self.call_sequence(name, &arguments, node),
            "abs" | "round" | "divmod" | "pow" | "chr" | "ord" => self.call_number(name, &arguments, node),
            _ => self.call_looking(name, &arguments, node),
        }
    }

    /// A result that is not known because this form of a call is not read; it has no effect.
    fn form(&self, name: &str, arguments: &Arguments, node: impl Ranged) -> Val {
        match arguments.positional.iter().find_map(|value| self.lost(value)) {
            Some(unknown) => Val::Unknown(Unknown {
                harmless: true,
                ..unknown
            }),
            None => self.data(node, format!("`{name}` is not read in this form")),
        }
    }

    /// Calls a function found in a type: `str.lower`, `dict.fromkeys`.
    pub fn method_of_type(
        &mut self,
        kind: &str,
        name: &str,
        mut arguments: Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        if (kind, name) == ("dict", "fromkeys") {
            let [keys, rest @ ..] = arguments.positional.as_slice() else {
                return Ok(self.form(name, &arguments, node));
            };
            let value = rest.first().cloned().unwrap_or(Val::None);
            let keys = keys.clone();
            return match self.iterate(&keys, node)? {
                Ok(keys) => self.dict_of(keys.into_iter().map(|key| (key, value.clone())).collect(), node),
                Err(unknown) => Ok(Val::Unknown(unknown)),
            };
        }
        if arguments.positional.is_empty() {
            return Ok(self.form(name, &arguments, node));
        }
        let receiver = arguments.positional.remove(0);
        let fits = match &receiver {
            Val::Text(_) => kind == "str",
            Val::Ref(id) => self.object(*id).is_collection(),
            _ => false,
        };
        if fits {
            return self.call_method(&receiver, name, arguments, node);
        }
        Ok(self.form(name, &Arguments::of(vec![receiver]), node))
    }
}
