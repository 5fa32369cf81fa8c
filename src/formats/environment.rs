//! What a project's `env.py` hands to `context.configure` in offline mode, read without running it.

use std::sync::Arc;

use super::{Host, Kind, Modules, Run};
use crate::graph::Direction;
use crate::ops::{Call, Object, Value};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// What `env.py` configures.
#[derive(Debug, Clone)]
pub enum Configured {
    /// The arguments of its `context.configure(...)`, and where that stands.
    Known(Vec<(Arc<str>, Value)>, Place),
    /// It could not be followed that far, and why.
    Unknown(Reason),
}

impl Configured {
    /// Answers an argument: `None` where it is not given.
    ///
    /// # Errors
    /// The reason why it is not known.
    pub fn get(&self, name: &str) -> Result<Option<&Value>, Reason> {
        match self {
            Self::Unknown(reason) => Err(reason.clone()),
            Self::Known(arguments, _) => match arguments.iter().find(|(given, _)| &**given == name) {
                Some((_, Value::Unknown(reason))) => Err((**reason).clone()),
                found => Ok(found.map(|(_, value)| value)),
            },
        }
    }

    /// Answers where `context.configure(...)` stands, or what could not be followed.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self {
            Self::Known(_, place) => *place,
            Self::Unknown(reason) => reason.place,
        }
    }
}

/// Follows an `env.py` in offline mode to its `context.configure(...)`.
#[must_use]
pub fn configured(text: &SourceText, modules: &Modules<'_>) -> Configured {
    // What a script does when it is imported is done before its `upgrade`; an `env.py` has none.
    let script = SourceText::new(text.path(), format!("{}\n\ndef upgrade():\n    pass\n", text.text()));
    let mut host = EnvHost {
        modules,
        calls: Vec::new(),
        opaque: None,
    };
    super::of(Kind::Alembic).run(&script, &Run::of(Direction::Up), &mut host);
    match (host.calls.pop(), host.opaque) {
        // The call that came last counts; one before it may have been made on another way.
        (Some(call), _) if host.calls.is_empty() && call.arguments.is_empty() => {
            Configured::Known(call.keywords, call.place)
        }
        (Some(call), _) => Configured::Unknown(Reason {
            place: call.place,
            text: "`context.configure` is called several times, or without names".to_owned(),
        }),
        (None, Some(reason)) => Configured::Unknown(reason),
        // Alembic itself would refuse; what is not configured is not configured.
        (None, None) => Configured::Known(Vec::new(), Place::default()),
    }
}

/// Takes what is configured; everything else is only a name here.
struct EnvHost<'a> {
    modules: &'a Modules<'a>,
    calls: Vec<Call>,
    opaque: Option<Reason>,
}

impl Host for EnvHost<'_> {
    fn call(&mut self, call: Call) -> Value {
        match call.callee.as_name() {
            Some("alembic.context.is_offline_mode") => Value::Bool(true),
            Some("alembic.context.configure") => {
                self.calls.push(call);
                Value::None
            }
            _ => Value::Object(Arc::new(Object::Call(call))),
        }
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

    fn opaque(&mut self, reason: Reason) {
        self.opaque.get_or_insert(reason);
    }

    fn module(&mut self, name: &str) -> Option<SourceText> {
        (self.modules)(name)
    }
}
