//! Runs the straight-line bodies of the tests, whose syntax Python reads.

use std::collections::HashMap;
use std::sync::Arc;

use onehead::ops::{Call, Environment, Object, Operator, Recorder, Script, Value};
use onehead::text::Place;
use serde_json::Value as Json;

/// Reads a body in an environment.
pub fn run(program: &Json, environment: Environment) -> Script {
    let mut reader = Reader {
        recorder: Recorder::new(environment),
        locals: HashMap::new(),
    };
    reader.body(program);
    reader.recorder.finish()
}

struct Reader {
    recorder: Recorder,
    locals: HashMap<String, Value>,
}

impl Reader {
    fn body(&mut self, statements: &Json) {
        for statement in statements.as_array().expect("a body is a list") {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Json) {
        match text(&statement[0]) {
            "expression" => {
                self.value(&statement[1]);
            }
            "assign" => {
                let value = self.value(&statement[2]);
                self.locals.insert(text(&statement[1]).to_owned(), value);
            }
            "with" => {
                let object = self.value(&statement[1]);
                let inside = self.recorder.enter(&object, Place::default());
                if let Some(name) = statement[2].as_str() {
                    self.locals.insert(name.to_owned(), inside);
                }
                self.body(&statement[3]);
                self.recorder.leave(&object, Place::default());
            }
            "pass" => {}
            other => panic!("an unknown statement `{other}`"),
        }
    }

    fn value(&mut self, of: &Json) -> Value {
        match text(&of[0]) {
            "none" => Value::None,
            "bool" => Value::Bool(of[1].as_bool().expect("it is a truth value")),
            "int" => Value::Int(of[1].as_i64().expect("it is a number").into()),
            "float" => Value::Float(of[1].as_f64().expect("it is a number")),
            "text" => Value::text(text(&of[1])),
            "bytes" => {
                let bytes = list(&of[1]).iter().map(|byte| byte.as_u64().expect("it is a byte"));
                Value::Bytes(bytes.map(|byte| u8::try_from(byte).expect("it is a byte")).collect())
            }
            "name" => Value::name(text(&of[1])),
            "local" => self.locals[text(&of[1])].clone(),
            "attribute" => {
                let object = self.value(&of[1]);
                self.recorder.attribute(&object, text(&of[2]), Place::default())
            }
            "item" => {
                let (object, item) = (self.value(&of[1]), self.value(&of[2]));
                Value::Object(Arc::new(Object::Item(object, item)))
            }
            "list" => Value::List(self.values(&of[1])),
            "tuple" => Value::Tuple(self.values(&of[1])),
            "set" => Value::Set(self.values(&of[1])),
            "map" => {
                let entries = list(&of[1]).iter();
                Value::Map(
                    entries
                        .map(|entry| (self.value(&entry[0]), self.value(&entry[1])))
                        .collect(),
                )
            }
            "call" => self.call(of),
            "operator" => {
                let operands = list(&of[2]).iter().map(|operand| self.value(operand)).collect();
                Value::Object(Arc::new(Object::Operator(operator(text(&of[1])), operands)))
            }
            other => panic!("an unknown value `{other}`"),
        }
    }

    /// Calls something; what hangs on an object is called there without asking for it first.
    fn call(&mut self, of: &Json) -> Value {
        let callee = match text(&of[1][0]) {
            "attribute" => {
                let object = self.value(&of[1][1]);
                Value::Object(Arc::new(Object::Attribute(object, text(&of[1][2]).into())))
            }
            _ => self.value(&of[1]),
        };
        let arguments = self.values(&of[2]).to_vec();
        let keywords = list(&of[3]).iter();
        let keywords = keywords
            .map(|pair| (Arc::from(text(&pair[0])), self.value(&pair[1])))
            .collect();
        let place = Place {
            line: u32::try_from(of[4].as_u64().expect("it is a line")).expect("it is a line"),
            ..Place::default()
        };
        self.recorder.call(Call {
            callee,
            arguments,
            keywords,
            place,
        })
    }

    fn values(&mut self, of: &Json) -> Arc<[Value]> {
        list(of).iter().map(|value| self.value(value)).collect()
    }
}

fn text(of: &Json) -> &str {
    of.as_str().expect("it is a text")
}

fn list(of: &Json) -> &[Json] {
    of.as_array().expect("it is a list")
}

fn operator(name: &str) -> Operator {
    match name {
        "Add" => Operator::Add,
        "Subtract" => Operator::Subtract,
        "Multiply" => Operator::Multiply,
        "Divide" => Operator::Divide,
        "Modulo" => Operator::Modulo,
        "And" => Operator::And,
        "Or" => Operator::Or,
        "Not" => Operator::Not,
        "Negate" => Operator::Negate,
        "Equal" => Operator::Equal,
        "NotEqual" => Operator::NotEqual,
        "Less" => Operator::Less,
        "LessOrEqual" => Operator::LessOrEqual,
        "Greater" => Operator::Greater,
        "GreaterOrEqual" => Operator::GreaterOrEqual,
        other => panic!("an unknown operator `{other}`"),
    }
}
