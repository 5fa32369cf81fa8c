//! The static host: collects the operations of a body, and answers from files alone.

use super::{Host, Kind, Run};
use crate::ops::{Call, Environment, Recorder, Script, Value};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// Finds the text of a module of the project by its dotted name.
pub type Modules<'a> = dyn Fn(&str) -> Option<SourceText> + 'a;

/// Reads what a body does, without running it.
pub fn record(
    (kind, text): (Kind, &SourceText),
    run: &Run<'_>,
    environment: Environment,
    modules: &Modules<'_>,
) -> Script {
    let mut host = StaticHost {
        recorder: Recorder::new(environment),
        modules,
    };
    super::of(kind).run(text, run, &mut host);
    host.recorder.finish()
}

/// Hands calls to a [`Recorder`], and modules to whoever knows the files.
struct StaticHost<'a> {
    recorder: Recorder,
    modules: &'a Modules<'a>,
}

impl Host for StaticHost<'_> {
    fn call(&mut self, call: Call) -> Value {
        self.recorder.call(call)
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

    fn module(&mut self, name: &str) -> Option<SourceText> {
        (self.modules)(name)
    }
}
