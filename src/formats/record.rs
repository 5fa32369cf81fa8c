//! The static host: collects the operations of a body, and answers from files alone.

use super::{Host, Kind, Run};
use crate::ops::{Call, Environment, Recorder, Script, Value};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// Finds the text of a module of the project by its dotted name.
pub type Modules<'a> = dyn Fn(&str) -> Option<SourceText> + 'a;

/// What a body may ask of the files of its project.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    /// Finds modules.
    pub modules: &'a Modules<'a>,
    /// Answers a key of the main section of Alembic's configuration: [`Value::None`] where it is not set.
    pub option: &'a dyn Fn(&str) -> Value,
}

/// Reads what a body does, without running it.
pub fn record((kind, text): (Kind, &SourceText), run: &Run<'_>, environment: Environment, files: Files<'_>) -> Script {
    let mut host = StaticHost {
        recorder: Recorder::new(environment),
        files,
    };
    super::of(kind).run(text, run, &mut host);
    host.recorder.finish()
}

/// Hands calls to a [`Recorder`], and modules to whoever knows the files.
struct StaticHost<'a> {
    recorder: Recorder,
    files: Files<'a>,
}

/// Answers `config.get_main_option(name, default)` of Alembic's context.
fn main_option(call: &Call, files: Files<'_>) -> Option<Value> {
    let name = call.callee.as_name()?.strip_prefix("alembic.")?;
    if !name.ends_with("context.config.get_main_option") || !call.keywords.iter().all(|(name, _)| &**name == "default")
    {
        return None;
    }
    let (key, default) = match call.arguments.as_slice() {
        [Value::Text(key)] => (key, call.keyword("default").unwrap_or(&Value::None)),
        [Value::Text(key), default] if call.keywords.is_empty() => (key, default),
        _ => return None,
    };
    Some(match (files.option)(key) {
        Value::None => default.clone(),
        set => set,
    })
}

impl Host for StaticHost<'_> {
    fn call(&mut self, call: Call) -> Value {
        main_option(&call, self.files).unwrap_or_else(|| self.recorder.call(call))
    }

    fn attribute(&mut self, object: &Value, name: &str, place: Place) -> Value {
        self.recorder.attribute(object, name, place)
    }

    fn enter(&mut self, object: &Value, place: Place) -> Value {
        self.recorder.enter(object, place)
    }

    fn leave(&mut self, object: &Value, place: Place) {
        self.recorder.leave(object, place);
    }

    fn opaque(&mut self, reason: Reason) {
        self.recorder.opaque(reason);
    }

    fn effects(&self) -> usize {
        self.recorder.effects()
    }

    fn module(&mut self, name: &str) -> Option<SourceText> {
        (self.files.modules)(name)
    }
}
