//! Expressions.

use ruff_python_ast::{self as ast, Expr, Number};
use ruff_text_size::Ranged;

use super::super::literal;
use super::flow::Res;
use super::heap::PER_STEP;
use super::value::{Code, Function, FunctionKind, Key, Object, Unknown, Val};
use super::{MAIN, Runner};

impl<'a> Runner<'a, '_> {
    /// Evaluates an expression.
    pub fn eval(&mut self, expression: &'a Expr) -> Res<Val> {
        self.step(expression)?;
        self.enter(expression)?;
        let value = self.eval_inner(expression);
        self.leave();
        if let Ok(Val::Unknown(_)) = value {
            self.mysteries += 1;
        }
        value
    }

    fn eval_inner(&mut self, expression: &'a Expr) -> Res<Val> {
        match expression {
            Expr::NoneLiteral(_) => Ok(Val::None),
            Expr::BooleanLiteral(literal) => Ok(Val::Bool(literal.value)),
            Expr::EllipsisLiteral(_) => Ok(Val::Ellipsis),
            Expr::NumberLiteral(number) => {
                self.step_by(number.range.len().to_usize() / PER_STEP, number)?;
                Ok(self.number(number))
            }
            Expr::StringLiteral(string) => self.string_literal(string),
            Expr::BytesLiteral(bytes) => {
                self.grow(bytes.range.len().to_usize(), bytes)?;
                let value: Vec<u8> = bytes.value.iter().flat_map(|part| part.value.iter().copied()).collect();
                Ok(Val::Bytes(value.into()))
            }
            Expr::FString(string) => self.f_string(string),
            Expr::Name(name) => {
                self.step_by(name.id.len() / PER_STEP, name)?;
                if self.module == MAIN {
                    self.site = name.range();
                }
                self.lookup(name.id.as_str(), name)
            }
            Expr::Attribute(attribute) => self.attribute(attribute),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Call(call) => self.call_expression(call, expression),
            Expr::List(list) => {
                let items = self.elements(&list.elts)?;
                self.collected(items, expression, |run, items| run.list(items, expression))
            }
            Expr::Tuple(tuple) => {
                let items = self.elements(&tuple.elts)?;
                self.collected(items, expression, |run, items| run.tuple(items, expression))
            }
            Expr::Set(set) => {
                let items = self.elements(&set.elts)?;
                self.collected(items, expression, |run, items| run.set_of(items, expression))
            }
            Expr::Dict(dict) => self.dict(dict),
            Expr::BinOp(operation) => {
                let left = self.eval(&operation.left)?;
                let right = self.eval(&operation.right)?;
                self.binary(&left, operation.op, &right, expression)
            }
            Expr::UnaryOp(operation) => {
                let operand = self.eval(&operation.operand)?;
                self.unary(operation.op, &operand, expression)
            }
            Expr::BoolOp(operation) => self.bool_op(operation),
            Expr::Compare(compare) => self.compare(compare),
            Expr::If(choice) => self.choice(choice),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Named(named) => {
                let value = self.eval(&named.value)?;
                if let Expr::Name(name) = &*named.target {
                    self.bind_outside(name.id.as_str(), value.clone());
                }
                Ok(value)
            }
            Expr::ListComp(comprehension) => self.list_comprehension(comprehension),
            Expr::SetComp(comprehension) => self.set_comprehension(comprehension),
            Expr::DictComp(comprehension) => self.dict_comprehension(comprehension),
            Expr::Generator(generator) => self.generator(generator),
            Expr::Yield(yields) => self.yields(yields),
            Expr::YieldFrom(yields) => self.yields_from(yields),
            Expr::Starred(_) | Expr::Slice(_) => Err(self.raise("SyntaxError", "not here", expression)),
            Expr::Await(_) | Expr::TString(_) | Expr::IpyEscapeCommand(_) => {
                let unknown = self.unknown_of(expression, format!("`{}` is not read", self.snippet(expression)), false);
                self.opaque(expression, &unknown);
                Ok(Val::Unknown(unknown))
            }
        }
    }

    fn number(&self, number: &ast::ExprNumberLiteral) -> Val {
        match &number.value {
            Number::Int(int) => match int.as_i64() {
                Some(value) => Val::Int(value.into()),
                None => match int.to_string().parse() {
                    Ok(value) => Val::Int(value),
                    Err(_) => self.data(number, "the number is too large to be read"),
                },
            },
            Number::Float(value) => Val::Float(*value),
            Number::Complex { .. } => self.data(number, "complex numbers are not read"),
        }
    }

    fn string_literal(&mut self, string: &'a ast::ExprStringLiteral) -> Res<Val> {
        self.step_by(string.range.len().to_usize() / PER_STEP, string)?;
        let source = self.modules[self.module.0].file.source.text();
        match literal::value(string, source) {
            Ok(text) => self.string(text, string),
            Err(why) => Ok(self.data(string, why)),
        }
    }

    /// Evaluates elements, stars taken apart; why they are not known where a star is over something unknown.
    pub fn elements(&mut self, elements: &'a [Expr]) -> Res<Result<Vec<Val>, Unknown>> {
        let mut items = Vec::with_capacity(elements.len());
        let mut hidden = None;
        for element in elements {
            match element {
                Expr::Starred(starred) => {
                    let value = self.eval(&starred.value)?;
                    match self.iterate(&value, starred)? {
                        Ok(more) => items.extend(more),
                        Err(unknown) => hidden = Some(unknown),
                    }
                }
                _ => items.push(self.eval(element)?),
            }
        }
        Ok(match hidden {
            None => Ok(items),
            Some(unknown) => Err(unknown),
        })
    }

    fn collected(
        &mut self,
        items: Result<Vec<Val>, Unknown>,
        node: &'a Expr,
        make: impl FnOnce(&mut Self, Vec<Val>) -> Res<Val>,
    ) -> Res<Val> {
        match items {
            Ok(items) => make(self, items),
            Err(unknown) => {
                let text = unknown.reason.text.clone();
                Ok(self.data(node, text))
            }
        }
    }

    fn dict(&mut self, dict: &'a ast::ExprDict) -> Res<Val> {
        let mut pairs = Vec::with_capacity(dict.items.len());
        let mut hidden = None;
        for item in &dict.items {
            if let Some(key) = &item.key {
                let key = self.eval(key)?;
                pairs.push((key, self.eval(&item.value)?));
                continue;
            }
            let more = self.eval(&item.value)?;
            match self.as_dict(&more) {
                Some(more) => {
                    let more: Vec<_> = more.values().cloned().collect();
                    self.step_by(more.len() / 4, dict)?;
                    pairs.extend(more);
                }
                None => hidden = Some(self.not_iterable(&more, &item.value)),
            }
        }
        match hidden {
            Some(unknown) => Ok(Val::Unknown(unknown)),
            None => self.dict_of(pairs, dict),
        }
    }

    /// Makes a mapping of pairs; a later one of the same key counts, at the place of the first.
    pub fn dict_of(&mut self, pairs: Vec<(Val, Val)>, node: impl Ranged + Copy) -> Res<Val> {
        let mut items = indexmap::IndexMap::with_capacity(pairs.len());
        for (key, value) in pairs {
            let Some(made) = self.key(&key) else {
                return self.no_key(&key, node);
            };
            insert(&mut items, made, key, value);
        }
        self.make(Object::Dict(items), node)
    }

    /// Makes a set.
    pub fn set_of(&mut self, items: Vec<Val>, node: impl Ranged + Copy) -> Res<Val> {
        let mut set = indexmap::IndexMap::with_capacity(items.len());
        for item in items {
            let Some(key) = self.key(&item) else {
                return self.no_key(&item, node);
            };
            set.entry(key).or_insert(item);
        }
        self.make(Object::Set(set), node)
    }

    /// Answers what using a value as a key comes to where it is none.
    pub fn no_key(&mut self, value: &Val, node: impl Ranged) -> Res<Val> {
        if let Some(unknown) = self.lost(value) {
            return Ok(Val::Unknown(Unknown {
                harmless: true,
                ..unknown
            }));
        }
        match value {
            Val::Ref(id) if matches!(self.object(*id), Object::List(_) | Object::Dict(_) | Object::Set(_)) => {
                Err(self.raise("TypeError", "unhashable type", node))
            }
            _ => Ok(self.data(node, "what equals this key is not known")),
        }
    }

    fn bool_op(&mut self, operation: &'a ast::ExprBoolOp) -> Res<Val> {
        let stops_at = operation.op == ast::BoolOp::Or;
        let mut last = Val::None;
        for (at, expression) in operation.values.iter().enumerate() {
            last = self.eval(expression)?;
            if at + 1 == operation.values.len() {
                break;
            }
            match self.truth(&last, expression)? {
                Ok(truth) if truth == stops_at => return Ok(last),
                Ok(_) => {}
                Err(unknown) => {
                    let mut unknown = unknown;
                    for rest in &operation.values[at + 1..] {
                        if let Val::Unknown(worse) = self.unread_expression(rest, &unknown)? {
                            unknown = worse;
                        }
                    }
                    return Ok(Val::Unknown(unknown));
                }
            }
        }
        Ok(last)
    }

    fn choice(&mut self, choice: &'a ast::ExprIf) -> Res<Val> {
        let test = self.eval(&choice.test)?;
        match self.truth(&test, &*choice.test)? {
            Ok(true) => self.eval(&choice.body),
            Ok(false) => self.eval(&choice.orelse),
            Err(unknown) => {
                self.unread_expression(&choice.body, &unknown)?;
                self.unread_expression(&choice.orelse, &unknown)?;
                Ok(Val::Unknown(Unknown {
                    harmless: false,
                    ..unknown
                }))
            }
        }
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) -> Res<Val> {
        let parameters = lambda.parameters.as_deref();
        let defaults = self.defaults(parameters)?;
        let class = self.class_being_made();
        let function = Function {
            name: "<lambda>",
            parameters,
            body: Code::Lambda(&lambda.body),
            defaults,
            scope: self.enclosing(self.scope),
            module: self.module,
            class,
            kind: FunctionKind::Plain,
        };
        self.make(Object::Function(function), lambda)
    }

    fn yields(&mut self, yields: &'a ast::ExprYield) -> Res<Val> {
        let value = match &yields.value {
            Some(value) => self.eval(value)?,
            None => Val::None,
        };
        self.grow(32, yields)?;
        if let Some(Some(at)) = self.managing.last().copied() {
            self.run_managed(at, value)?;
            return Ok(Val::None);
        }
        if let Some(yielded) = self.yielded.last_mut() {
            yielded.push(value);
        }
        Ok(Val::None)
    }

    fn yields_from(&mut self, yields: &'a ast::ExprYieldFrom) -> Res<Val> {
        let value = self.eval(&yields.value)?;
        let items = match self.iterate(&value, yields)? {
            Ok(items) => items,
            Err(unknown) => vec![Val::Unknown(unknown)],
        };
        self.grow(32 * items.len(), yields)?;
        if let Some(yielded) = self.yielded.last_mut() {
            yielded.extend(items);
        }
        Ok(Val::None)
    }

    /// Decides whether a value counts as true; why that is not known.
    pub fn truth(&mut self, value: &Val, node: impl Ranged + Copy) -> Res<Result<bool, Unknown>> {
        Ok(Ok(match value {
            Val::None => false,
            Val::Bool(flag) => *flag,
            Val::Int(number) => *number != 0,
            Val::Float(number) => *number != 0.0,
            Val::Text(text) => !text.is_empty(),
            Val::Bytes(bytes) => !bytes.is_empty(),
            Val::Ellipsis | Val::Builtin(_) => true,
            Val::Unknown(unknown) => return Ok(Err(unknown.clone())),
            // The connection and the context that Alembic hands out are there, and have no length.
            Val::Symbol(symbol)
                if symbol
                    .value
                    .as_name()
                    .is_some_and(|name| name.starts_with("alembic.handle.")) =>
            {
                true
            }
            Val::Symbol(_) => {
                let text = format!("whether `{}` counts as true is not known", self.snippet(node));
                return Ok(Err(self.unknown_of(node, text, false)));
            }
            Val::Ref(id) => match self.object(*id) {
                Object::List(items) => !items.is_empty(),
                Object::Tuple(items) => !items.is_empty(),
                Object::Set(items) => !items.is_empty(),
                Object::Dict(items) => !items.is_empty(),
                Object::Range(start, end, step) => range_length(*start, *end, *step) > 0,
                Object::Lost(unknown) => return Ok(Err(unknown.clone())),
                Object::Instance(_) => return Ok(self.truth_of_instance(value, node)),
                _ => true,
            },
        }))
    }

    fn truth_of_instance(&self, value: &Val, node: impl Ranged + Copy) -> Result<bool, Unknown> {
        let unknown = self.unknown_of(
            node,
            format!("whether `{}` counts as true is not known", self.snippet(node)),
            false,
        );
        let Some(instance) = self.as_instance(value) else {
            return Err(unknown);
        };
        if let Val::Builtin(_) = instance.class {
            return Ok(true);
        }
        let Some((_, class)) = self.as_class(&instance.class) else {
            return Err(unknown);
        };
        let is_plain = class.foreign.iter().all(|base| {
            matches!(base, Val::Builtin(name) if *name == "object" || super::exceptions::exception(name).is_some())
                || base.as_name() == Some("enum.Enum")
        });
        let says = ["__bool__", "__len__"]
            .iter()
            .any(|name| self.has_attribute(class, name));
        if is_plain && !says && class.doubt.is_none() {
            return Ok(true);
        }
        Err(unknown)
    }
}

/// Puts a pair into a mapping as Python does: the first key stays, the last value counts.
pub(super) fn insert(items: &mut indexmap::IndexMap<Key, (Val, Val)>, made: Key, key: Val, value: Val) {
    match items.get_mut(&made) {
        Some(pair) => pair.1 = value,
        None => {
            items.insert(made, (key, value));
        }
    }
}

/// Answers how many numbers a range has.
pub(super) const fn range_length(start: i128, end: i128, step: i128) -> i128 {
    let length = if step > 0 {
        (end.saturating_sub(start).saturating_add(step - 1)) / step
    } else if step < 0 {
        (start.saturating_sub(end).saturating_sub(step + 1)) / -step
    } else {
        0
    };
    if length > 0 { length } else { 0 }
}
