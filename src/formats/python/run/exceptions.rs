//! Exceptions that Python itself knows, and how they are raised and told apart.

use std::sync::Arc;

use indexmap::IndexMap;
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::{Raised, Res, Stop};
use super::value::{Arguments, Instance, Object, Val};

/// Built-in exceptions, each with the one above it.
const EXCEPTIONS: [(&str, &str); 38] = [
    ("BaseException", "object"),
    ("Exception", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("FloatingPointError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("FileNotFoundError", "OSError"),
    ("PermissionError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ConnectionError", "OSError"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("Warning", "Exception"),
    ("UserWarning", "Warning"),
];

/// Answers the name of a built-in exception as it is kept.
pub(super) fn exception(name: &str) -> Option<&'static str> {
    EXCEPTIONS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(known, _)| *known)
}

/// Decides whether one built-in exception stands below another, or is it.
pub(super) fn stands_below(mut name: &str, above: &str) -> bool {
    loop {
        if name == above {
            return true;
        }
        match EXCEPTIONS.iter().find(|(known, _)| *known == name) {
            Some((_, parent)) => name = parent,
            None => return false,
        }
    }
}

impl Runner<'_, '_> {
    /// Makes the end of a statement by an exception of Python itself.
    pub fn raise(&self, name: &'static str, message: impl Into<String>, node: impl Ranged) -> Stop {
        Stop::Raised(Box::new(Raised {
            name: name.into(),
            value: Val::Builtin(name),
            place: self.place(node),
            message: message.into(),
        }))
    }

    /// Makes an exception, as calling its class does.
    pub fn exception(&mut self, class: Val, arguments: Arguments, node: impl Ranged) -> Res<Val> {
        let range = node.range();
        let arguments = self.tuple(arguments.positional, range)?;
        let mut attributes = IndexMap::new();
        attributes.insert(Arc::from("args"), arguments);
        let instance = Instance {
            class,
            attributes,
            given: None,
        };
        self.make(Object::Instance(instance), range)
    }

    /// Decides whether an exception is one of a class, as `except` asks; none where that is not known.
    pub fn is_caught(&self, raised: &Raised, class: &Val) -> Option<bool> {
        if let Some(classes) = self.as_tuple(class) {
            let answers: Vec<Option<bool>> = classes.iter().map(|class| self.is_caught(raised, class)).collect();
            return if answers.contains(&Some(true)) {
                Some(true)
            } else {
                answers.iter().all(Option::is_some).then_some(false)
            };
        }
        let thrown = match self.as_instance(&raised.value) {
            Some(instance) => instance.class.clone(),
            None => raised.value.clone(),
        };
        match (&thrown, class) {
            (Val::Builtin(thrown), Val::Builtin(class)) => Some(stands_below(thrown, class)),
            (Val::Builtin(_), Val::Symbol(_)) => class.as_name().map(|_| false),
            (Val::Ref(_), Val::Builtin(_) | Val::Ref(_)) => self.is_subclass(&thrown, class),
            _ => None,
        }
    }
}
