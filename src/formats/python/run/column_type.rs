//! Column types that the project defines: down to the type of `SQLAlchemy` that counts in a schema.

use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use crate::ops::{Call, Value};

use super::Runner;
use super::flow::Res;
use super::value::{Arguments, Id, Object, Unknown, Val};

/// What a type arrives as that changes values on their way to the database: `DECORATED(type)`. Its schema is that of the
/// type within; literals of it are not known.
pub(super) const DECORATED: &str = "onehead.decorated";
/// What a type arrives as that spells itself: `COLUMN_SPEC(text)`.
pub(super) const COLUMN_SPEC: &str = "onehead.column_spec";

/// Methods of a type that change values.
const CHANGES_VALUES: [&str; 6] = [
    "process_bind_param",
    "process_literal_param",
    "bind_processor",
    "literal_processor",
    "bind_expression",
    "coerce_compared_value",
];

/// Methods of a type that change how a schema is spelled, in ways that are not read.
const CHANGES_SCHEMA: [&str; 8] = [
    "__visit_name__",
    "dialect_impl",
    "type_engine",
    "adapt",
    "with_variant",
    "_type_affinity",
    "compile",
    "_set_parent",
];

/// Names of `SQLAlchemy`'s generic types that projects derive from.
const GENERIC: [&str; 26] = [
    "TypeDecorator",
    "UserDefinedType",
    "String",
    "Text",
    "Unicode",
    "UnicodeText",
    "Integer",
    "SmallInteger",
    "BigInteger",
    "Numeric",
    "Float",
    "Double",
    "DateTime",
    "Date",
    "Time",
    "Interval",
    "Boolean",
    "LargeBinary",
    "JSON",
    "Enum",
    "Uuid",
    "PickleType",
    "ARRAY",
    "UUID",
    "JSONB",
    "ENUM",
];

/// Decides whether a foreign base is a column type.
pub(super) fn is_type_base(base: &Val) -> bool {
    base.as_name().is_some_and(|name| {
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_sql = last.len() > 1
            && last
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        name.starts_with("sqlalchemy.") && (GENERIC.contains(&last) || is_sql)
    })
}

fn last_name(base: &Val) -> &str {
    base.as_name()
        .and_then(|name| name.rsplit('.').next())
        .unwrap_or_default()
}

impl<'a> Runner<'a, '_> {
    /// Decides whether a class is a column type.
    pub fn is_column_type(&self, id: Id) -> bool {
        self.class(id)
            .is_some_and(|class| class.foreign.iter().any(is_type_base))
    }

    /// Answers the type of `SQLAlchemy` that an object of such a class comes to in a schema.
    pub fn column_type(&mut self, instance: Id, node: impl Ranged + Copy) -> Res<Val> {
        let Some(Val::Ref(class)) = self
            .as_instance(&Val::Ref(instance))
            .map(|instance| instance.class.clone())
        else {
            return Ok(self.unknown(node, "this type is not read"));
        };
        if let Some(spelled) = self.spelled(class, node)? {
            return Ok(spelled);
        }
        if let Some(unknown) = self.doubtful_type(class, node) {
            return Ok(Val::Unknown(unknown));
        }
        let kinds: Vec<String> = self.class(class).map_or_else(Vec::new, |class| {
            class.foreign.iter().map(|base| last_name(base).to_owned()).collect()
        });
        let made = if kinds.iter().any(|kind| kind == "TypeDecorator") {
            self.decorator_impl(instance, class, node)?
        } else if kinds.iter().any(|kind| kind == "UserDefinedType")
            || self.find_in_class(class, None, "get_col_spec").is_some()
        {
            return self.column_spec(instance, class, node);
        } else {
            self.derived(instance, class, node)?
        };
        let changes = CHANGES_VALUES
            .iter()
            .any(|name| self.find_in_class(class, None, name).is_some());
        let made = match &made {
            Val::Ref(id) => match self.as_class(&made) {
                Some((class, _)) if self.is_column_type(class) => {
                    self.call(&Val::Ref(*id), Arguments::default(), node)?
                }
                _ => made,
            },
            _ => made,
        };
        if changes && !matches!(made, Val::Unknown(_)) {
            return self.call_symbolically(&Val::name(DECORATED), &Arguments::of(vec![made]), node);
        }
        Ok(made)
    }

    fn doubtful_type(&self, id: Id, node: impl Ranged) -> Option<Unknown> {
        let class = self.class(id)?;
        if let Some(doubt) = &class.doubt {
            return Some(doubt.clone());
        }
        let name = class.name.clone();
        let is_odd = class
            .foreign
            .iter()
            .any(|base| !is_type_base(base) && !matches!(base, Val::Builtin("object")));
        if is_odd {
            return Some(self.unknown_of(node, format!("a base of the type `{name}` is not read"), false));
        }
        let changed = CHANGES_SCHEMA.iter().find(|method| self.has_attribute(class, method))?;
        Some(self.unknown_of(node, format!("what `{changed}` of `{name}` does is not read"), false))
    }

    /// Keeps a function that spells a type: `@compiles(Type, "dialect")`.
    pub fn spell(&mut self, arguments: &Arguments, function: &Val) {
        let Some(Val::Ref(class)) = arguments.positional.first() else {
            return;
        };
        let names = arguments.positional[1..].iter().map(|name| name.as_text().cloned());
        self.compiled.push(Spelled {
            class: *class,
            dialects: names.collect(),
            function: function.clone(),
        });
    }

    /// Answers the type that code of the project spells for this dialect, where that code answers a text whatever it is
    /// given.
    fn spelled(&mut self, class: Id, node: impl Ranged + Copy) -> Res<Option<Val>> {
        let order = self.class(class).map(|class| class.order.clone()).unwrap_or_default();
        for id in &order {
            self.run_compiles(*id)?;
        }
        if !self.compiled.iter().any(|spelled| order.contains(&spelled.class)) {
            return Ok(None);
        }
        let dialect = self.dialect(node)?;
        let name = self.attribute_of(&dialect, "name", node)?;
        let fits = |spelled: &&Spelled| {
            let is_any = spelled.dialects.is_empty();
            let named = spelled
                .dialects
                .iter()
                .any(|dialect| dialect.is_none() || dialect.as_deref() == name.as_text().map(|name| &**name));
            order.contains(&spelled.class) && (is_any || named || name.as_text().is_none())
        };
        let fitting: Vec<Spelled> = self.compiled.iter().filter(fits).cloned().collect();
        let unknown = self.unknown_of(node, "how this type is spelled is code of the project", false);
        match fitting.as_slice() {
            [] => Ok(None),
            [one] if one.class == class && name.as_text().is_some() => {
                let data = Val::Unknown(Unknown {
                    harmless: true,
                    ..unknown.clone()
                });
                let arguments = Arguments::of(vec![data.clone(), data]);
                match self.call(&one.function, arguments, node)? {
                    text @ Val::Text(_) => self
                        .call_symbolically(&Val::name(COLUMN_SPEC), &Arguments::of(vec![text]), node)
                        .map(Some),
                    _ => Ok(Some(Val::Unknown(unknown))),
                }
            }
            _ => Ok(Some(Val::Unknown(unknown))),
        }
    }

    /// Runs the functions of a module that spell a class of it, which nobody asks for by their names.
    fn run_compiles(&mut self, id: Id) -> Res<()> {
        let Some(class) = self.class(id) else {
            return Ok(());
        };
        let module = class.module;
        let file: &'a super::files::File = self.modules[module.0].file;
        for (at, statement) in file.parsed.syntax().body.iter().enumerate() {
            if spells(statement, self.class(id).map_or("", |class| &class.name)) {
                self.run_statement_once(module, at)?;
            }
        }
        Ok(())
    }

    /// `TypeDecorator`: what `load_dialect_impl` answers for the dialect, else `impl`.
    fn decorator_impl(&mut self, instance: Id, class: Id, node: impl Ranged + Copy) -> Res<Val> {
        if self.find_in_class(class, None, "load_dialect_impl").is_none() {
            return self.default_impl(instance, class, node);
        }
        let dialect = self.dialect(node)?;
        let method = self.attribute_of(&Val::Ref(instance), "load_dialect_impl", node)?;
        let made = self.call(&method, Arguments::of(vec![dialect]), node)?;
        Ok(match made {
            made @ (Val::Symbol(_) | Val::Ref(_) | Val::Unknown(_)) => made,
            _ => self.unknown(node, "`load_dialect_impl` answers no type"),
        })
    }

    /// What `self.impl` of a `TypeDecorator` is: `impl` of the class, made with the arguments that it was given.
    pub fn default_impl(&mut self, instance: Id, class: Id, node: impl Ranged + Copy) -> Res<Val> {
        let own = self
            .as_instance(&Val::Ref(instance))
            .and_then(|instance| instance.attributes.get("impl").cloned());
        if let Some(own) = own {
            return Ok(own);
        }
        let Some(written) = self.find_in_class(class, None, "impl") else {
            return Ok(self.unknown(node, "the type has no `impl` that is read"));
        };
        let given = self
            .as_instance(&Val::Ref(instance))
            .and_then(|instance| instance.given.clone());
        let Some(arguments) = given else {
            return Ok(self.unknown(node, "what the type's `__init__` hands to its base is not read"));
        };
        match &written {
            // A class is called with the arguments; an object stays as it is.
            Val::Symbol(symbol) if symbol.value.as_name().is_none() => Ok(written),
            Val::Symbol(_) => self.call(&written, arguments, node),
            Val::Ref(_) if self.as_class(&written).is_some() => self.call(&written, arguments, node),
            Val::Ref(id) if matches!(self.object(*id), Object::Instance(_)) => Ok(written),
            _ => Ok(self.unknown(node, "the `impl` of the type is not read")),
        }
    }

    /// A class right below a type of `SQLAlchemy`: that type, with the same arguments.
    fn derived(&mut self, instance: Id, class: Id, node: impl Ranged + Copy) -> Res<Val> {
        let bases: Vec<Val> = self.class(class).map_or_else(Vec::new, |class| {
            class
                .foreign
                .iter()
                .filter(|base| is_type_base(base))
                .cloned()
                .collect()
        });
        let given = self
            .as_instance(&Val::Ref(instance))
            .and_then(|instance| instance.given.clone());
        match (bases.as_slice(), given) {
            ([base], Some(arguments)) => self.call(base, arguments, node),
            _ => Ok(self.unknown(node, "how this type is made is not read")),
        }
    }

    fn column_spec(&mut self, instance: Id, class: Id, node: impl Ranged + Copy) -> Res<Val> {
        if self.find_in_class(class, None, "get_col_spec").is_none() {
            return Ok(self.unknown(node, "the type does not spell itself"));
        }
        let method = self.attribute_of(&Val::Ref(instance), "get_col_spec", node)?;
        let text = self.call(&method, Arguments::default(), node)?;
        match text {
            Val::Text(_) => self.call_symbolically(&Val::name(COLUMN_SPEC), &Arguments::of(vec![text]), node),
            Val::Unknown(_) => Ok(text),
            _ => Ok(self.unknown(node, "`get_col_spec` answers no text")),
        }
    }

    /// Asks the host for the dialect as a script would.
    pub fn dialect(&mut self, node: impl Ranged + Copy) -> Res<Val> {
        let place = self.place(node);
        let context = self.host.call(Call {
            callee: Value::name("alembic.op.get_context"),
            arguments: Vec::new(),
            keywords: Vec::new(),
            place,
        });
        let dialect = self.host.attribute(&context, "dialect", place);
        self.convert_back(&dialect, node)
    }
}

/// Code that spells a type.
#[derive(Debug, Clone)]
pub(super) struct Spelled {
    class: Id,
    /// The dialects it is for: all where it names none; none within where a name is not known.
    dialects: Vec<Option<Arc<str>>>,
    function: Val,
}

/// Decides whether a statement is a function with `@compiles(Class)` above it.
fn spells(statement: &Stmt, class: &str) -> bool {
    let Stmt::FunctionDef(function) = statement else {
        return false;
    };
    function.decorator_list.iter().any(|decorator| {
        let Expr::Call(call) = &decorator.expression else {
            return false;
        };
        let is_compiles = match &*call.func {
            Expr::Name(name) => name.id.as_str() == "compiles",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "compiles",
            _ => false,
        };
        is_compiles && matches!(call.arguments.args.first(), Some(Expr::Name(name)) if name.id.as_str() == class)
    })
}
