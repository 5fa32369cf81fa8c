//! What Python values are while a body is read.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use ruff_python_ast::{self as ast, Expr};

use crate::ops;
use crate::revision::Reason;

use super::scope::ScopeId;

/// Something with an identity: two values are the same object exactly if they share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(pub usize);

/// A module of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ModuleId(pub usize);

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Val {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    Ellipsis,
    /// A function, type or exception that Python has without an import.
    Builtin(&'static str),
    /// What a library builds or names.
    Symbol(Symbol),
    /// Everything that lies on the heap.
    Ref(Id),
    Unknown(Unknown),
}

/// What a library builds, and how large it is.
#[derive(Debug, Clone)]
pub(super) struct Symbol {
    pub value: ops::Value,
    /// How deep it is nested.
    pub depth: u32,
    /// How many parts it has when every path through it is walked.
    pub weight: u32,
}

/// A value that could not be read.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    pub reason: Arc<Reason>,
    /// It is plain data (a time, a text, a number): nothing done to it has an effect.
    pub harmless: bool,
}

/// Something on the heap.
#[derive(Debug)]
pub(super) enum Object<'a> {
    List(Vec<Val>),
    Tuple(Rc<[Val]>),
    /// In the order written. Python's own order is another one in each run.
    Set(IndexMap<Key, Val>),
    Dict(IndexMap<Key, (Val, Val)>),
    Range(i128, i128, i128),
    /// `keys()`, `values()` or `items()` of a mapping.
    View(Id, View),
    /// What is still to come of an iterator.
    Iterator(std::vec::IntoIter<Val>),
    Function(Function<'a>),
    /// A function of a class together with the object it is called on.
    Bound(Val, Val),
    /// A method of a built-in type together with its object.
    Method(Val, Arc<str>),
    Partial(Box<Partial>),
    Class(Box<Class>),
    Instance(Instance),
    /// A function with `contextlib.contextmanager` above it.
    Manager(Val),
    /// What calling such a function makes.
    Managed(Val, Box<Arguments>),
    /// A value that a function makes when it is first needed.
    Proxy(Val),
    /// `super()`: attributes are looked for behind this class in the order of the object's class.
    Super {
        behind: Id,
        object: Val,
    },
    Module(ModuleId),
    /// What may have been changed by something that could not be read.
    Lost(Unknown),
}

impl Object<'_> {
    /// Whether its methods are those of a built-in collection.
    pub const fn is_collection(&self) -> bool {
        matches!(
            self,
            Self::List(_) | Self::Tuple(_) | Self::Set(_) | Self::Dict(_) | Self::View(..) | Self::Iterator(_)
        )
    }
}

/// What is seen of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Keys,
    Values,
    Items,
}

/// The bound arguments of `functools.partial`.
#[derive(Debug)]
pub(super) struct Partial {
    pub callee: Val,
    pub arguments: Vec<Val>,
    pub keywords: Vec<(Arc<str>, Val)>,
}

/// A function of the project.
#[derive(Debug, Clone)]
pub(super) struct Function<'a> {
    pub name: &'a str,
    pub parameters: Option<&'a ast::Parameters>,
    pub body: Code<'a>,
    /// The values of parameters that have one, by the name of the parameter.
    pub defaults: Vec<(&'a str, Val)>,
    /// Where its free names are looked for.
    pub scope: ScopeId,
    pub module: ModuleId,
    /// The class in whose body it was defined.
    pub class: Option<Id>,
    pub kind: FunctionKind,
}

/// What is run when a function is called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Code<'a> {
    Body(&'a ast::StmtFunctionDef),
    Lambda(&'a Expr),
}

/// What stands above a function in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FunctionKind {
    Plain,
    Static,
    OfClass,
    Property,
}

/// A class of the project.
#[derive(Debug)]
pub(super) struct Class {
    pub name: Arc<str>,
    /// Itself and the classes of the project above it, in the order attributes are looked for.
    pub order: Vec<Id>,
    /// The bases that are no classes of the project, nearest first.
    pub foreign: Vec<Val>,
    pub attributes: IndexMap<Arc<str>, Val>,
    /// The members of an enumeration, aliases left out.
    pub members: Option<Vec<Id>>,
    /// Why it is not known what the class does, where that is so.
    pub doubt: Option<Unknown>,
    pub module: ModuleId,
}

/// An object of a class of the project, or of a built-in exception.
#[derive(Debug)]
pub(super) struct Instance {
    pub class: Val,
    pub attributes: IndexMap<Arc<str>, Val>,
    /// What `__init__` of a foreign base was given.
    pub given: Option<Arguments>,
}

/// A value as a key: equal keys are equal values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    None,
    Ellipsis,
    /// Whole numbers, `True` and `False`, and floats that are whole.
    Int(i128),
    Float(u64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    Tuple(Vec<Key>),
    Object(Id),
    Builtin(&'static str),
    Name(Arc<str>),
    Symbol(usize),
}

impl Val {
    /// Makes a text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Makes a name of a library.
    pub fn name(name: &str) -> Self {
        Self::Symbol(Symbol {
            value: ops::Value::name(name),
            depth: 1,
            weight: 1,
        })
    }

    /// Answers the dotted name, where it is one of a library.
    pub fn as_name(&self) -> Option<&str> {
        match self {
            Self::Symbol(symbol) => symbol.value.as_name(),
            _ => None,
        }
    }

    /// Answers the text, where it is one.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Answers the whole number, where it is one; `True` is 1.
    pub fn as_int(&self) -> Option<i128> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(flag) => Some(i128::from(*flag)),
            _ => None,
        }
    }
}

impl From<Unknown> for Val {
    fn from(unknown: Unknown) -> Self {
        Self::Unknown(unknown)
    }
}

/// The arguments of a call, stars taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Arguments {
    pub positional: Vec<Val>,
    pub keywords: Vec<(Arc<str>, Val)>,
    /// Some argument is missing: a star over something unknown.
    pub hidden: Option<Unknown>,
}

impl Arguments {
    /// Makes arguments by position alone.
    pub fn of(positional: Vec<Val>) -> Self {
        Self {
            positional,
            ..Self::default()
        }
    }

    /// Takes the argument of this name, or at this position.
    pub fn get(&self, at: usize, name: &str) -> Option<&Val> {
        let named = self.keywords.iter().find(|(keyword, _)| &**keyword == name);
        self.positional.get(at).or(named.map(|(_, value)| value))
    }

    /// Answers the first unknown among them.
    pub fn unknown(&self) -> Option<&Unknown> {
        let values = self
            .positional
            .iter()
            .chain(self.keywords.iter().map(|(_, value)| value));
        let unknown = values.into_iter().find_map(|value| match value {
            Val::Unknown(unknown) => Some(unknown),
            _ => None,
        });
        self.hidden.as_ref().or(unknown)
    }
}
