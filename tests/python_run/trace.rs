//! A host that writes down what it is told.

use onehead::formats::{Host, Run};
use onehead::graph::Direction;
use onehead::ops::{Call, Object, Value};
use onehead::revision::Reason;
use onehead::text::{Place, SourceText};

/// Types of third parties, which the oracle does not tell apart.
const TYPES: [&str; 4] = [
    "sqlmodel.sql.sqltypes.",
    "sqlalchemy_utils.",
    "fastapi_users_db_sqlalchemy.",
    "citext.",
];

/// What a body did.
#[derive(Debug, Default)]
pub struct Trace {
    pub lines: Vec<String>,
    pub opaque: Vec<Reason>,
    /// How many lines there were when the first opaque place was met.
    pub sure: Option<usize>,
    pub modules: Option<fn(&str) -> Option<SourceText>>,
    pub dialect: &'static str,
}

/// Runs a body against a host that writes down.
pub fn trace(source: &SourceText, direction: Direction) -> Trace {
    let mut trace = Trace {
        dialect: "postgresql",
        ..Trace::default()
    };
    onehead::formats::of(onehead::formats::Kind::Alembic).run(source, &Run::of(direction), &mut trace);
    trace
}

/// The name that an object starts with.
fn root(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => match &**object {
            Object::Name(name) => Some(name.to_string()),
            Object::Call(call) => root(&call.callee),
            Object::Attribute(owner, _) | Object::Item(owner, _) => root(owner),
            Object::Operator(_, operands) => operands.iter().find_map(root),
        },
        _ => None,
    }
}

/// Writes a value as the oracle does; what is not known is `?`.
pub fn show(value: &Value) -> String {
    let many = |items: &[Value]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Text(text) => json(text),
        Value::Bytes(bytes) => bytes
            .iter()
            .fold("b".to_owned(), |text, byte| text + &format!("{byte:02x}")),
        Value::List(items) => format!("[{}]", many(items)),
        Value::Tuple(items) => format!("({})", many(items)),
        Value::Set(items) => {
            let mut items: Vec<String> = items.iter().map(show).collect();
            items.sort();
            format!("set{{{}}}", items.join(", "))
        }
        Value::Map(pairs) => {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(key, value)| format!("{}: {}", show(key), show(value)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Enumeration(enumeration) => {
            let members: Vec<String> = enumeration
                .members
                .iter()
                .map(|(name, value)| format!("{name}={}", show(value)))
                .collect();
            format!("enum {}{{{}}}", enumeration.name, members.join(", "))
        }
        Value::Unknown(_) => "?".to_owned(),
        Value::Object(object) => match &**object {
            Object::Name(name) => name.to_string(),
            Object::Call(call) => show_call(call),
            Object::Attribute(owner, name) => format!("{}.{name}", show(owner)),
            Object::Item(owner, key) => format!("{}[{}]", show(owner), show(key)),
            Object::Operator(operator, operands) => format!("{operator:?}({})", many(operands)),
        },
    }
}

fn show_call(call: &Call) -> String {
    let arguments = call.arguments.iter().map(show);
    let keywords = call
        .keywords
        .iter()
        .map(|(name, value)| format!("{name}={}", show(value)));
    format!(
        "{}({})",
        show(&call.callee),
        arguments.chain(keywords).collect::<Vec<_>>().join(", ")
    )
}

/// Spells a text as Python's `json.dumps`.
fn json(text: &str) -> String {
    let mut result = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\x08' => result.push_str("\\b"),
            '\x0c' => result.push_str("\\f"),
            ' '..='~' => result.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    result.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    result + "\""
}

fn object(object: Object) -> Value {
    Value::Object(std::sync::Arc::new(object))
}

impl Host for Trace {
    fn call(&mut self, call: Call) -> Value {
        let line = show_call(&call);
        if line == "alembic.context.is_offline_mode()" {
            return Value::Bool(true);
        }
        let acts = match &call.callee {
            Value::Object(object) => match &**object {
                Object::Attribute(_, name) => matches!(&**name, "create" | "drop" | "create_all" | "drop_all"),
                _ => false,
            },
            _ => false,
        };
        let is_ours = root(&call.callee).is_some_and(|name| name.starts_with("sqlalchemy."));
        let is_quiet = matches!(
            call.callee.as_name(),
            Some("alembic.op.get_context" | "alembic.op.get_bind")
        );
        let is_type = root(&call.callee).is_some_and(|name| TYPES.iter().any(|start| name.starts_with(start)));
        if (acts || !is_ours) && !is_quiet && !is_type {
            self.lines.push(line);
        }
        object(Object::Call(call))
    }

    fn attribute(&mut self, owner: &Value, name: &str, _place: Place) -> Value {
        if let Some(base) = owner.as_name() {
            return Value::name(format!("{base}.{name}"));
        }
        if name == "name" && show(owner).ends_with(".dialect") {
            return Value::text(self.dialect);
        }
        object(Object::Attribute(owner.clone(), name.into()))
    }

    fn enter(&mut self, manager: &Value, _place: Place) -> Value {
        self.lines.push(format!("enter {}", show(manager)));
        object(Object::Item(manager.clone(), Value::text("entered")))
    }

    fn leave(&mut self, manager: &Value, _place: Place) {
        self.lines.push(format!("leave {}", show(manager)));
    }

    fn opaque(&mut self, reason: Reason) {
        self.sure.get_or_insert(self.lines.len());
        self.opaque.push(reason);
    }

    /// The trace itself tells what was called when.
    fn effects(&self) -> usize {
        0
    }

    fn module(&mut self, name: &str) -> Option<SourceText> {
        self.modules.and_then(|modules| modules(name))
    }
}
