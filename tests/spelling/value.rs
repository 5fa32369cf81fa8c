//! Python source to the values that a reader of revisions hands over: names, calls and operators, nothing run.

use std::collections::BTreeMap;
use std::sync::Arc;

use onehead::ops::{Call, Enumeration, Object, Operator, Value};
use onehead::text::Place;
use ruff_python_ast::{BoolOp, CmpOp, Expr, Number, Operator as Op, UnaryOp};

/// The variables of a case.
#[derive(Default)]
pub struct Variables(BTreeMap<String, Value>);

const MODULES: &[(&str, &str)] = &[
    ("sa", "sqlalchemy"),
    ("pg", "sqlalchemy.dialects.postgresql"),
    ("my", "sqlalchemy.dialects.mysql"),
    ("sl", "sqlalchemy.dialects.sqlite"),
    ("ms", "sqlalchemy.dialects.mssql"),
    ("ora", "sqlalchemy.dialects.oracle"),
    ("op", "alembic.op"),
    ("datetime", "datetime"),
    ("decimal", "decimal"),
    ("uuid", "uuid"),
    ("enum", "enum"),
    ("alembic", "alembic"),
];

impl Variables {
    /// Reads `name = expression`.
    pub fn assign(&mut self, line: &str) {
        let (name, source) = line.split_once(" = ").expect("an assignment");
        let value = self.read(source);
        self.0.insert(name.to_owned(), value);
    }

    /// Reads an expression.
    pub fn read(&self, source: &str) -> Value {
        let parsed = ruff_python_parser::parse_expression(source).unwrap_or_else(|error| panic!("{source}: {error}"));
        self.value(&parsed.into_syntax().body)
    }

    fn value(&self, expression: &Expr) -> Value {
        match expression {
            Expr::NoneLiteral(_) => Value::None,
            Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expr::StringLiteral(literal) => Value::text(literal.value.to_str()),
            Expr::BytesLiteral(literal) => Value::Bytes(literal.value.bytes().collect()),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(number) => Value::Int(number.as_i64().expect("a small number").into()),
                Number::Float(number) => Value::Float(*number),
                Number::Complex { .. } => panic!("no complex numbers"),
            },
            Expr::List(list) => Value::List(self.values(&list.elts).into()),
            Expr::Tuple(tuple) => Value::Tuple(self.values(&tuple.elts).into()),
            Expr::Dict(dict) => {
                let mut items: Vec<(Value, Value)> = Vec::new();
                for item in &dict.items {
                    let (key, value) = (self.value(item.key.as_ref().expect("a key")), self.value(&item.value));
                    match items
                        .iter_mut()
                        .find(|(known, _)| format!("{known:?}") == format!("{key:?}"))
                    {
                        Some((_, known)) => *known = value,
                        None => items.push((key, value)),
                    }
                }
                Value::Map(items.into())
            }
            Expr::Name(name) => self.name(&name.id),
            Expr::Attribute(attribute) => {
                let of = self.value(&attribute.value);
                match of.as_name() {
                    Some(module) => Value::name(format!("{module}.{}", attribute.attr)),
                    None => object(Object::Attribute(of, attribute.attr.as_str().into())),
                }
            }
            Expr::Subscript(subscript) => {
                object(Object::Item(self.value(&subscript.value), self.value(&subscript.slice)))
            }
            Expr::Call(call) => self.call(call),
            Expr::UnaryOp(unary) => self.unary(unary.op, self.value(&unary.operand)),
            Expr::BinOp(binary) => {
                let operands = vec![self.value(&binary.left), self.value(&binary.right)];
                object(Object::Operator(operator(binary.op), operands))
            }
            Expr::Compare(compare) => {
                let operands = vec![self.value(&compare.left), self.value(&compare.comparators[0])];
                object(Object::Operator(comparison(compare.ops[0]), operands))
            }
            Expr::BoolOp(bool_op) => panic!("no {}", if bool_op.op == BoolOp::And { "and" } else { "or" }),
            other => panic!("not read: {other:?}"),
        }
    }

    fn values(&self, expressions: &[Expr]) -> Vec<Value> {
        expressions.iter().map(|expression| self.value(expression)).collect()
    }

    fn name(&self, name: &str) -> Value {
        if let Some(value) = self.0.get(name) {
            return value.clone();
        }
        let module = MODULES.iter().find(|(alias, _)| *alias == name);
        Value::name(module.unwrap_or_else(|| panic!("no name {name}")).1)
    }

    fn call(&self, call: &ruff_python_ast::ExprCall) -> Value {
        let callee = self.value(&call.func);
        let arguments = self.values(&call.arguments.args);
        if callee.as_name() == Some("enum.Enum") {
            return enumeration(&arguments);
        }
        let keywords = call.arguments.keywords.iter();
        let keywords = keywords.map(|keyword| {
            let name = keyword.arg.as_ref().expect("no stars").as_str();
            (Arc::from(name), self.value(&keyword.value))
        });
        object(Object::Call(Call {
            callee,
            arguments,
            keywords: keywords.collect(),
            place: Place::default(),
        }))
    }

    fn unary(&self, of: UnaryOp, operand: Value) -> Value {
        match (of, operand) {
            (UnaryOp::USub, Value::Int(number)) => Value::Int(-number),
            (UnaryOp::USub, Value::Float(number)) => Value::Float(-number),
            (UnaryOp::USub, operand) => object(Object::Operator(Operator::Negate, vec![operand])),
            (UnaryOp::Invert, operand) => object(Object::Operator(Operator::Not, vec![operand])),
            (of, _) => panic!("no {of:?}"),
        }
    }
}

/// `enum.Enum('Name', {'member': value})`
fn enumeration(arguments: &[Value]) -> Value {
    let [Value::Text(name), Value::Map(members)] = arguments else {
        panic!("an enumeration of another shape");
    };
    let member = |(name, value): &(Value, Value)| match name {
        Value::Text(name) => (Arc::clone(name), value.clone()),
        _ => panic!("a member without a name"),
    };
    Value::Enumeration(Arc::new(Enumeration {
        name: Arc::clone(name),
        members: members.iter().map(member).collect(),
    }))
}

fn object(object: Object) -> Value {
    Value::Object(Arc::new(object))
}

fn operator(of: Op) -> Operator {
    match of {
        Op::Add => Operator::Add,
        Op::Sub => Operator::Subtract,
        Op::Mult => Operator::Multiply,
        Op::Div => Operator::Divide,
        Op::FloorDiv => Operator::FloorDivide,
        Op::Mod => Operator::Modulo,
        Op::BitAnd => Operator::And,
        Op::BitOr => Operator::Or,
        other => panic!("no {other:?}"),
    }
}

fn comparison(of: CmpOp) -> Operator {
    match of {
        CmpOp::Eq => Operator::Equal,
        CmpOp::NotEq => Operator::NotEqual,
        CmpOp::Lt => Operator::Less,
        CmpOp::LtE => Operator::LessOrEqual,
        CmpOp::Gt => Operator::Greater,
        CmpOp::GtE => Operator::GreaterOrEqual,
        other => panic!("no {other:?}"),
    }
}
