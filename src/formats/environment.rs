//! What a project's `env.py` hands to `context.configure` in offline mode, read without running it.

use std::sync::Arc;

use super::python::{Configure, configures};
use super::{Host, Modules};
use crate::ops::{Call, Object, Value};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// What `env.py` configures.
#[derive(Debug, Clone)]
pub enum Configured {
    /// Its calls of `context.configure(...)` that offline mode can reach.
    Known(Vec<Configure>),
    /// It could not be read, and why.
    Unknown(Reason),
}

impl Configured {
    /// Answers an argument: [`Value::None`] where it is not given.
    ///
    /// # Errors
    /// The reason why it is not known.
    pub fn get(&self, name: &str) -> Result<Value, Reason> {
        let calls = match self {
            Self::Unknown(reason) => return Err(reason.clone()),
            Self::Known(calls) => calls,
        };
        let mut answer: Option<Value> = None;
        for call in calls {
            let value = match call.option(name).unwrap_or(Value::None) {
                Value::Unknown(reason) => return Err((*reason).clone()),
                value => value,
            };
            if answer.as_ref().is_some_and(|other| !is_same(other, &value)) {
                return Err(Reason {
                    place: call.place,
                    text: "`context.configure` is called several times, not always with the same".to_owned(),
                });
            }
            answer = Some(value);
        }
        Ok(answer.unwrap_or(Value::None))
    }

    /// Answers where `context.configure(...)` stands, or what could not be read.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Known(calls) => calls.first().map(|call| call.place).unwrap_or_default(),
            Self::Unknown(reason) => reason.place,
        }
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::None, Value::None) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Text(one), Value::Text(other)) => one == other,
        _ => false,
    }
}

/// Reads what an `env.py` configures in offline mode: in the functions that say so by their name, else wherever no
/// connection is handed over.
#[must_use]
pub fn configured(text: &SourceText, modules: &Modules<'_>) -> Configured {
    // Alembic itself would refuse a script that configures nothing; what is not configured is not configured.
    if text.text().trim().is_empty() {
        return Configured::Known(Vec::new());
    }
    let calls = match configures(text, &mut EnvHost { modules }) {
        Ok(calls) => calls,
        Err(reason) => return Configured::Unknown(reason),
    };
    let is_offline = |call: &Configure| call.function.as_deref().is_some_and(|name| name.contains("offline"));
    let wants_none = |call: &Configure| call.option("connection").is_none();
    let offline: Vec<Configure> = if calls.iter().any(is_offline) {
        calls.into_iter().filter(is_offline).collect()
    } else {
        calls.into_iter().filter(wants_none).collect()
    };
    if offline.is_empty() {
        return Configured::Unknown(Reason {
            place: Place {
                line: 1,
                ..Place::default()
            },
            text: "it is not seen where `context.configure` is called in offline mode".to_owned(),
        });
    }
    Configured::Known(offline)
}

/// Finds modules; nothing else is asked.
struct EnvHost<'a> {
    modules: &'a Modules<'a>,
}

impl Host for EnvHost<'_> {
    fn call(&mut self, call: Call) -> Value {
        Value::Object(Arc::new(Object::Call(call)))
    }

    fn attribute(&mut self, object: &Value, name: &str, _place: Place) -> Value {
        match object.as_name() {
            Some(dotted) => Value::name(format!("{dotted}.{name}")),
            None => Value::Object(Arc::new(Object::Attribute(object.clone(), name.into()))),
        }
    }

    fn enter(&mut self, object: &Value, _place: Place) -> Value {
        object.clone()
    }

    fn leave(&mut self, _object: &Value, _place: Place) {}

    fn opaque(&mut self, _reason: Reason) {}

    /// Nothing here touches a database.
    fn effects(&self) -> usize {
        0
    }

    fn module(&mut self, name: &str) -> Option<SourceText> {
        (self.modules)(name)
    }
}
