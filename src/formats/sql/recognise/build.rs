//! Calls and symbols, as a script would write them.

use std::sync::Arc;

use super::names;
use crate::formats::sql::Flavour;
use crate::ops::{Call, Object, Value};
use crate::text::Place;

/// Arguments by name.
pub(super) type Keywords = Vec<(Arc<str>, Value)>;

/// Builds what one statement does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Builder {
    /// The rules of names.
    pub(super) flavour: Flavour,
    /// Where the statement stands.
    pub(super) place: Place,
}

impl Builder {
    /// A directive of `op`.
    pub(super) fn directive(&self, name: &str, arguments: Vec<Value>, keywords: Keywords) -> Call {
        self.call(&format!("alembic.op.{name}"), arguments, keywords)
    }

    /// Something that `SQLAlchemy` builds.
    pub(super) fn built(&self, name: &str, arguments: Vec<Value>, keywords: Keywords) -> Value {
        let call = self.call(&format!("sqlalchemy.{name}"), arguments, keywords);
        Value::Object(Arc::new(Object::Call(call)))
    }

    /// SQL that stands as it is.
    pub(super) fn raw(&self, sql: &impl ToString) -> Value {
        self.built("literal_column", vec![Value::text(sql.to_string())], Vec::new())
    }

    /// A type by its spelling.
    pub(super) fn spelled_type(&self, sql: &impl ToString) -> Value {
        let call = self.call("onehead.column_spec", vec![Value::text(sql.to_string())], Vec::new());
        Value::Object(Arc::new(Object::Call(call)))
    }

    /// A name as the database keeps it.
    pub(super) fn name(&self, ident: &sqlparser::ast::Ident) -> Value {
        Value::text(names::kept(self.flavour, ident))
    }

    /// A list of names.
    pub(super) fn names<'a>(&self, idents: impl IntoIterator<Item = &'a sqlparser::ast::Ident>) -> Value {
        Value::List(idents.into_iter().map(|ident| self.name(ident)).collect())
    }

    pub(super) fn call(&self, name: &str, arguments: Vec<Value>, keywords: Keywords) -> Call {
        Call {
            callee: Value::name(name),
            arguments,
            keywords,
            place: self.place,
        }
    }
}

/// Makes an argument by name.
pub(super) fn keyword(name: &str, value: Value) -> (Arc<str>, Value) {
    (name.into(), value)
}

/// Makes an argument by name where there is a value.
pub(super) fn given(name: &str, value: Option<Value>) -> Option<(Arc<str>, Value)> {
    value.map(|value| keyword(name, value))
}
