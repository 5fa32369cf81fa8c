//! Functions that walk through values.

use std::cmp::Ordering;

use ruff_text_size::Ranged;

use crate::formats::python::run::Runner;
use crate::formats::python::run::expression::range_length;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Object, Unknown, Val};

impl Runner<'_, '_> {
    pub(super) fn call_sequence(
        &mut self,
        name: &'static str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        match name {
            "len" => self.length(arguments, node),
            "range" => self.range(arguments, node),
            "zip" => self.zip(arguments, node),
            "map" | "filter" => self.mapped(name, arguments, node),
            "min" | "max" => self.extreme(name, arguments, node),
            "next" => self.next(arguments, node),
            "any" | "all" => self.any_or_all(name, arguments, node),
            _ => self.walked(name, arguments, node),
        }
    }

    fn iterator(&mut self, items: Vec<Val>, node: impl Ranged) -> Res<Val> {
        self.make(Object::Iterator(items.into_iter()), node)
    }

    fn length(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let [value] = arguments.positional.as_slice() else {
            return Ok(self.form("len", arguments, node));
        };
        let length = match value {
            Val::Text(text) => {
                self.step_by(text.len() / 64, node)?;
                text.chars().count()
            }
            Val::Bytes(bytes) => bytes.len(),
            Val::Ref(id) => match self.object(*id) {
                Object::List(items) => items.len(),
                Object::Tuple(items) => items.len(),
                Object::Set(items) => items.len(),
                Object::Dict(items) => items.len(),
                Object::Range(start, end, step) => return Ok(Val::Int(range_length(*start, *end, *step))),
                Object::View(dict, _) => match self.as_dict(&Val::Ref(*dict)) {
                    Some(items) => items.len(),
                    None => return Ok(self.form("len", arguments, node)),
                },
                Object::Class(class) => match &class.members {
                    Some(members) => members.len(),
                    None => return Ok(self.form("len", arguments, node)),
                },
                Object::Iterator(_) => return Err(self.raise("TypeError", "object has no len()", node)),
                _ => return Ok(self.form("len", arguments, node)),
            },
            Val::None | Val::Int(_) | Val::Bool(_) | Val::Float(_) => {
                return Err(self.raise("TypeError", "object has no len()", node));
            }
            _ => return Ok(self.form("len", arguments, node)),
        };
        Ok(Val::Int(i128::try_from(length).unwrap_or(i128::MAX)))
    }

    fn range(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let numbers: Option<Vec<i128>> = arguments.positional.iter().map(Val::as_int).collect();
        let small = |number: &i128| number.abs() < 1 << 62;
        match numbers.as_deref() {
            Some(numbers) if !numbers.iter().all(small) => Ok(self.form("range", arguments, node)),
            Some([end]) => self.make(Object::Range(0, *end, 1), node),
            Some([start, end]) => self.make(Object::Range(*start, *end, 1), node),
            Some([_, _, 0]) => Err(self.raise("ValueError", "range() arg 3 must not be zero", node)),
            Some([start, end, step]) => self.make(Object::Range(*start, *end, *step), node),
            _ => Ok(self.form("range", arguments, node)),
        }
    }

    fn zip(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        if !arguments.keywords.is_empty() {
            return Ok(self.form("zip", arguments, node));
        }
        let mut columns = Vec::with_capacity(arguments.positional.len());
        for value in &arguments.positional {
            match self.iterate(value, node)? {
                Ok(items) => columns.push(items),
                Err(unknown) => return Ok(Val::Unknown(unknown)),
            }
        }
        let shortest = columns.iter().map(Vec::len).min().unwrap_or(0);
        let mut rows = Vec::with_capacity(shortest);
        for at in 0..shortest {
            let row = columns.iter().map(|column| column[at].clone()).collect();
            rows.push(self.tuple(row, node)?);
        }
        self.iterator(rows, node)
    }

    /// `map` and `filter`, at once: that they would run later makes a difference only for effects.
    fn mapped(&mut self, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let [function, walked] = arguments.positional.as_slice() else {
            return Ok(self.form(name, arguments, node));
        };
        let items = match self.iterate(walked, node)? {
            Ok(items) => items,
            Err(unknown) => return self.call_unknown_function(function, unknown, node),
        };
        let calls = self.calls;
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            self.step(node)?;
            let result = match function {
                Val::None => item.clone(),
                function => self.call(function, Arguments::of(vec![item.clone()]), node)?,
            };
            if name == "map" {
                results.push(result);
                continue;
            }
            match self.truth(&result, node)? {
                Ok(true) => results.push(item),
                Ok(false) => {}
                Err(unknown) => return Ok(Val::Unknown(unknown)),
            }
        }
        if self.calls > calls {
            let unknown = self.unknown_of(node, format!("when the calls of `{name}` run is not read"), false);
            self.opaque(node, &unknown);
            return Ok(Val::Unknown(unknown));
        }
        self.iterator(results, node)
    }

    /// A function of the project is called an unknown number of times.
    fn call_unknown_function(&mut self, function: &Val, unknown: Unknown, node: impl Ranged + Copy) -> Res<Val> {
        if matches!(function, Val::Builtin(_)) {
            return Ok(Val::Unknown(unknown));
        }
        let unknown = Unknown {
            harmless: false,
            ..unknown
        };
        self.call_unknown(&unknown, &Arguments::of(vec![function.clone()]), node)
    }

    fn any_or_all(&mut self, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let [walked] = arguments.positional.as_slice() else {
            return Ok(self.form(name, arguments, node));
        };
        let items = match self.unordered(walked, node)? {
            Ok(items) => items,
            Err(unknown) => return Ok(Val::Unknown(unknown)),
        };
        let mut doubt = None;
        for item in items {
            match self.truth(&item, node)? {
                Ok(truth) if truth == (name == "any") => {
                    return Ok(doubt.map_or(Val::Bool(truth), Val::Unknown));
                }
                Ok(_) => {}
                Err(unknown) => {
                    doubt.get_or_insert(unknown);
                }
            }
        }
        Ok(doubt.map_or(Val::Bool(name == "all"), Val::Unknown))
    }

    fn extreme(&mut self, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let items = match arguments.positional.as_slice() {
            [walked] => match self.unordered(walked, node)? {
                Ok(items) => items,
                Err(unknown) => return Ok(Val::Unknown(unknown)),
            },
            items => items.to_vec(),
        };
        if !arguments.keywords.is_empty() {
            return Ok(self.form(name, arguments, node));
        }
        let mut items = items.into_iter();
        let Some(mut best) = items.next() else {
            return Err(self.raise("ValueError", "empty sequence", node));
        };
        let wanted = if name == "min" {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        for item in items {
            match self.order(&item, &best, 0) {
                Some(order) if order == wanted => best = item,
                Some(_) => {}
                None => return Ok(self.form(name, &Arguments::of(vec![best, item]), node)),
            }
        }
        Ok(best)
    }

    fn next(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let Some(Val::Ref(id)) = arguments.positional.first() else {
            return Ok(self.form("next", arguments, node));
        };
        let Object::Iterator(items) = self.object_mut(*id) else {
            return Ok(self.form("next", arguments, node));
        };
        match (items.next(), arguments.positional.get(1)) {
            (Some(item), _) => Ok(item),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(self.raise("StopIteration", "", node)),
        }
    }

    fn walked(&mut self, name: &'static str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let Some(walked) = arguments.positional.first() else {
            return Ok(self.form(name, arguments, node));
        };
        let is_set = matches!(walked, Val::Ref(id) if matches!(self.object(*id), Object::Set(_)));
        let found = if name == "sorted" || name == "sum" {
            self.unordered(walked, node)?
        } else {
            self.iterate(walked, node)?
        };
        let items = match found {
            Ok(items) => items,
            Err(unknown) => return Ok(Val::Unknown(unknown)),
        };
        match name {
            "sorted" => {
                let sorted = if is_set {
                    self.sorted_set(items, arguments, node)?
                } else {
                    self.sorted(items, arguments, node)?
                };
                match sorted {
                    Ok(items) => self.list(items, node),
                    Err(unknown) => Ok(Val::Unknown(unknown)),
                }
            }
            "reversed" => self.iterator(items.into_iter().rev().collect(), node),
            "iter" => self.iterator(items, node),
            "enumerate" => {
                let start = arguments.get(1, "start").map_or(Some(0), Val::as_int);
                let Some(start) = start else {
                    return Ok(self.form(name, arguments, node));
                };
                let mut pairs = Vec::with_capacity(items.len());
                for (number, item) in (start..).zip(items) {
                    pairs.push(self.tuple(vec![Val::Int(number), item], node)?);
                }
                self.iterator(pairs, node)
            }
            _ => {
                let is_whole = items.iter().all(|item| item.as_int().is_some());
                if is_set && !is_whole {
                    return Ok(self.form(name, arguments, node));
                }
                let mut sum = arguments.get(1, "start").cloned().unwrap_or(Val::Int(0));
                for item in items {
                    if matches!(item, Val::Text(_)) {
                        return Err(self.raise("TypeError", "sum() can't sum strings", node));
                    }
                    sum = self.binary(&sum, ruff_python_ast::Operator::Add, &item, node)?;
                }
                Ok(sum)
            }
        }
    }
}
