//! The meaning of calls: which of them are operations, which only build values, which need a database.

mod environment;
mod handle;
mod objects;
mod script;

use std::sync::Arc;

pub use environment::Environment;
pub use script::{Script, Step};

use self::handle::Handle;
use self::objects::Receiver;
use super::arguments::reason;
use super::directive::{self, Batch, Execute, NamedTypeChange, Op, Raw, Scene, table_change};
use super::library::{self, attribute};
use super::schema::Creation;
use super::{Call, Object, Value};
use crate::revision::Reason;
use crate::text::Place;

/// Collects the operations of a body from the calls that it makes.
///
/// Its methods are those of a reader's host, without what is about files: the static host passes them on.
#[derive(Debug)]
pub struct Recorder {
    environment: Environment,
    creation: Creation,
    steps: Vec<Step>,
    batches: Vec<OpenBatch>,
    /// How many operations and unknown parts there were so far.
    effects: usize,
}

/// A batch whose block has not ended.
#[derive(Debug)]
struct OpenBatch {
    /// What the block was entered with, and so the handle that its directives are called on.
    handle: Arc<Object>,
    batch: Result<Batch, Reason>,
    place: Place,
}

impl Recorder {
    /// Makes a recorder for one body.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            creation: Creation::default(),
            steps: Vec::new(),
            batches: Vec::new(),
            effects: 0,
        }
    }

    /// Ends the recording. A block that was never left is not known.
    #[must_use]
    pub fn finish(mut self) -> Script {
        for open in std::mem::take(&mut self.batches) {
            self.push(
                Op::Opaque(reason(open.place, "the block of a batch does not end")),
                open.place,
            );
        }
        Script { steps: self.steps }
    }

    /// Calls something of a library: performs what is an operation, answers a symbol of what only builds a value.
    pub fn call(&mut self, call: Call) -> Value {
        let place = call.place;
        let call = objects::joined(call);
        if let Some(answer) = self.call_alembic(&call) {
            return answer;
        }
        if call.callee.as_name() == Some("onehead.statement") {
            let op = Raw::read(&call, &mut self.scene()).map(Op::Raw);
            self.record(op, place);
            return Value::None;
        }
        if let Some((of, name)) = attribute(&call.callee) {
            let (of, name) = (of.clone(), name.to_owned());
            if let Some(answer) = self.call_method(&of, &name, &call) {
                return answer;
            }
        }
        if let Some(text) = objects::needs_database(&call) {
            return self.refuse(reason(place, text));
        }
        if let Some(name) = library::foreign(&call.callee) {
            let text = format!("what `{name}` does is not known");
            return self.refuse(reason(place, text));
        }
        self.symbol(call)
    }

    /// Answers an attribute of something of Alembic, or a symbol of it.
    pub fn attribute(&mut self, object: &Value, name: &str, place: Place) -> Value {
        if let Some(answer) = Handle::of(object).and_then(|handle| handle.attribute(name, &self.environment, place)) {
            return answer;
        }
        match object {
            Value::Unknown(_) => object.clone(),
            Value::Object(known) => match &**known {
                Object::Name(dotted) => Value::name(format!("{dotted}.{name}")),
                _ => Value::Object(Arc::new(Object::Attribute(object.clone(), name.into()))),
            },
            _ => Value::Object(Arc::new(Object::Attribute(object.clone(), name.into()))),
        }
    }

    /// Enters a block; answers the value behind `as`.
    pub fn enter(&mut self, object: &Value, place: Place) -> Value {
        if let Value::Object(handle) = object
            && let Object::Call(call) = &**handle
        {
            if call.callee.as_name() == Some("alembic.op.batch_alter_table") {
                let batch = Batch::read(call, &mut self.scene());
                self.batches.push(OpenBatch {
                    handle: Arc::clone(handle),
                    batch,
                    place: call.place,
                });
                return object.clone();
            }
            if objects::is_autocommit_block(call) {
                self.push(Op::AutocommitBegin, place);
                return Value::None;
            }
            if objects::is_harmless_block(call) {
                return object.clone();
            }
        }
        self.refuse(objects::unknown_block(object, place))
    }

    /// Leaves the block entered last with this object.
    pub fn leave(&mut self, object: &Value, place: Place) {
        let Value::Object(handle) = object else {
            return;
        };
        if let Object::Call(call) = &**handle
            && objects::is_autocommit_block(call)
        {
            self.push(Op::AutocommitEnd, place);
            return;
        }
        let at = self.batches.iter().rposition(|open| Arc::ptr_eq(&open.handle, handle));
        if let Some(open) = at.map(|at| self.batches.remove(at)) {
            self.close(open);
        }
    }

    /// Counts the operations and the unknown parts so far.
    #[must_use]
    pub const fn effects(&self) -> usize {
        self.effects
    }

    /// Takes notice of a part of the body that could not be read.
    pub fn opaque(&mut self, reason: Reason) {
        let place = reason.place;
        let steps = match self.batches.last() {
            Some(OpenBatch { batch: Ok(batch), .. }) => &batch.steps,
            _ => &self.steps,
        };
        // Whoever asked in vain and whoever could not go on without the answer say the same of one line.
        if let Some(Op::Opaque(last)) = steps.last().map(|step| &step.op)
            && (last.place.line, &last.text) == (reason.place.line, &reason.text)
        {
            return;
        }
        let step = Step {
            op: Op::Opaque(reason),
            place,
        };
        self.take(step, self.batches.len().checked_sub(1));
    }

    /// Puts a step behind those that are there: of an open batch, or of the body.
    fn take(&mut self, step: Step, batch: Option<usize>) {
        self.effects += 1;
        match batch {
            Some(at) => self.batches[at].keep(step),
            None => self.steps.push(step),
        }
    }

    /// Puts a batch in its place; one with an unknown part is unknown as a whole, for each part of it.
    fn close(&mut self, open: OpenBatch) {
        let batch = match open.batch {
            Ok(batch) => batch,
            Err(reason) => return self.push(Op::Opaque(reason), open.place),
        };
        let is_opaque = |step: &Step| matches!(step.op, Op::Opaque(_));
        if batch.steps.iter().any(is_opaque) {
            self.steps.extend(batch.steps.into_iter().filter(is_opaque));
            return;
        }
        self.push(Op::Batch(Box::new(batch)), open.place);
    }

    /// Calls a name of `alembic.`; none where it is no such name.
    fn call_alembic(&mut self, call: &Call) -> Option<Value> {
        let name = call.callee.as_name()?.strip_prefix("alembic.")?.to_owned();
        let answer = match name.as_str() {
            "op.f" | "op.inline_literal" | "op.batch_alter_table" => self.symbol(call.clone()),
            "op.get_bind" | "context.get_bind" => Handle::Connection.value(),
            "op.get_context" | "context.get_context" => Handle::Context.value(),
            "context.is_offline_mode" => Value::Bool(self.environment.offline),
            "context.execute" => self.directive("execute", call, None),
            _ => match name.strip_prefix("op.") {
                Some(directive) if !directive.contains('.') => self.directive(directive, call, None),
                _ => self.call_handle(&name, call),
            },
        };
        Some(answer)
    }

    /// Calls what hangs on a handle: `alembic.handle.connection.execute`.
    fn call_handle(&mut self, name: &str, call: &Call) -> Value {
        match Handle::of_name(name) {
            Some((Handle::Connection, "execute")) => {
                let op = Execute::read_connection(call).map(Box::new).map(Op::Execute);
                self.record(op, call.place);
                let text = "the result of a statement needs a database";
                Value::Unknown(Arc::new(reason(call.place, text)))
            }
            Some((Handle::Connection, "connect" | "execution_options")) => Handle::Connection.value(),
            Some((Handle::Context, "execute")) => self.directive("execute", call, None),
            Some((Handle::Context, "autocommit_block")) => self.symbol(call.clone()),
            _ => self.refuse(reason(
                call.place,
                format!("`{name}` is not known, or needs a database"),
            )),
        }
    }

    /// Calls a method of something; none where it only builds a value.
    fn call_method(&mut self, of: &Value, name: &str, call: &Call) -> Option<Value> {
        let place = call.place;
        match objects::receiver(of, name, call)? {
            Receiver::Batch(handle) => {
                let at = self.batches.iter().rposition(|open| Arc::ptr_eq(&open.handle, &handle));
                Some(match (name, at) {
                    ("get_bind", _) => Handle::Connection.value(),
                    ("get_context", _) => Handle::Context.value(),
                    ("f", _) => self.symbol(renamed(call, "alembic.op.f")),
                    ("inline_literal", _) => self.symbol(renamed(call, "alembic.op.inline_literal")),
                    // It is not collected but done at once.
                    ("execute", _) => self.directive(name, call, None),
                    (_, Some(at)) => self.directive(name, call, Some(at)),
                    (_, None) => self.refuse(reason(place, "a batch is used outside of its block")),
                })
            }
            Receiver::Table(table) => {
                let op = if name == "create" {
                    let read = table_change::read_create(table, call, &mut self.scene());
                    read.map(Box::new).map(Op::CreateTable)
                } else {
                    table_change::read_drop(table, call, &mut self.scene()).map(Op::DropTable)
                };
                self.record(op, place);
                Some(Value::None)
            }
            Receiver::Type => {
                let change = NamedTypeChange::read(of, name == "create", call);
                self.record(change.map(Box::new).map(Op::NamedType), place);
                Some(Value::None)
            }
            Receiver::Unknown(text) => Some(self.refuse(reason(place, text))),
        }
    }

    /// Records a directive; answers what it returns.
    fn directive(&mut self, name: &str, call: &Call, batch: Option<usize>) -> Value {
        let table = batch.and_then(|at| self.batches[at].batch.as_ref().ok().map(|batch| batch.table.clone()));
        if batch.is_some() && table.is_none() {
            return Value::None;
        }
        let mut scene = Scene {
            batch: table.as_ref(),
            convention: &self.environment.convention,
            creation: &mut self.creation,
        };
        let op = directive::read(name, call, &mut scene);
        let is_known = op.is_ok();
        let step = Step {
            op: op.unwrap_or_else(Op::Opaque),
            place: call.place,
        };
        self.take(step, batch);
        match name {
            // The table that it returns is read from its own call.
            "create_table" if is_known => self.symbol(call.clone()),
            _ => Value::None,
        }
    }

    fn record(&mut self, op: Result<Op, Reason>, place: Place) {
        match op {
            Ok(op) => self.push(op, place),
            Err(reason) => self.opaque(reason),
        }
    }

    /// Notes that something is not known; answers so.
    fn refuse(&mut self, reason: Reason) -> Value {
        self.opaque(reason.clone());
        Value::Unknown(Arc::new(reason))
    }

    fn push(&mut self, op: Op, place: Place) {
        self.take(Step { op, place }, None);
    }

    fn symbol(&mut self, call: Call) -> Value {
        let object = Arc::new(Object::Call(call));
        if objects::has_an_order(&object) {
            self.creation.note(&object);
        }
        Value::Object(object)
    }

    fn scene(&mut self) -> Scene<'_> {
        Scene {
            batch: None,
            convention: &self.environment.convention,
            creation: &mut self.creation,
        }
    }
}

impl OpenBatch {
    fn keep(&mut self, step: Step) {
        if let Ok(batch) = &mut self.batch {
            batch.steps.push(step);
        }
    }
}

fn renamed(call: &Call, name: &str) -> Call {
    Call {
        callee: Value::name(name),
        ..call.clone()
    }
}
