//! SQL expressions and statements as values: what `SQLAlchemy`'s expression language says, before a dialect spells it.
//!
//! Reading builds what `SQLAlchemy` builds: the same operators, the same parentheses, the same types of values.

mod adapt;
mod build;
mod default;
mod dml;
mod form;
mod function;
mod literal;
mod method;
mod moments;
mod names;
mod operator;
mod read;
mod select;
mod sequence;
mod statement;
mod table;
mod text;

use std::sync::Arc;

pub use adapt::adapt;
pub use build::{Operand, calculate, conditions_of};
pub use default::{Computed, Identity, ServerDefault};
pub use dml::{Assigned, Conflict, Delete, Insert, InsertClass, InsertValues, Row, Update};
pub use form::{Binary, Bind, Case, Column, Condition, Expression, Form, List, Over, Unary, boolean_type, is_modifier};
pub use function::{Function, Known};
pub use literal::{Literal, number_type, string_type};
pub use moments::{Date, DateTime, Span, Time};
pub use operator::{Custom, Like, Part, SqlOperator};
pub use select::{From, Join, Select};
pub use sequence::Sequence;
pub use statement::Statement;
pub use table::{Autoincrement, Default, Identity as TableIdentity, Table, TableColumn};
pub use text::{Part as TextPart, Text, parts, unescape};

use super::{ColumnType, Identifier, Value};
use crate::revision::Reason;
use crate::text::Place;

impl Expression {
    /// Reads an expression. `place` is that of the call which is given the value.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        read::expression(value, place)
    }

    /// Reads what stands where SQL is expected: a string is SQL there (`CheckConstraint("a > 0")`).
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_sql(value: &Value, place: Place) -> Result<Self, Reason> {
        match value {
            Value::Text(text) => Ok(Self::text(Arc::clone(text))),
            value => read::condition(value, place),
        }
    }

    /// SQL as `text()` takes it: `:name` is a bind, `\:` a colon.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::of(Form::Text(Text::new(text)), ColumnType::null())
    }

    /// A column by its name alone.
    #[must_use]
    pub fn column(name: Identifier) -> Self {
        Self::of(Form::Column(Column { name, table: None }), ColumnType::null())
    }

    /// A column of a type by its name alone.
    #[must_use]
    pub fn typed_column(name: Identifier, of: ColumnType) -> Self {
        Self::of(Form::Column(Column { name, table: None }), of)
    }

    /// The name of a column as written.
    #[must_use]
    pub fn literal_column(text: &str) -> Self {
        Self::of(Form::LiteralColumn(text.into()), ColumnType::null())
    }

    /// `NULL`
    #[must_use]
    pub fn null() -> Self {
        Self::of(Form::Null, ColumnType::null())
    }

    /// `column IN (values)`, as the `CHECK` of a type has it.
    #[must_use]
    pub fn is_one_of(column: Identifier, values: Vec<Literal>) -> Self {
        let column = Self::column(column);
        let of = Literal::type_of_items_beside(&values, &ColumnType::null());
        let bind = Bind {
            value: Literal::List(values),
            expanding: true,
            behind: Some(SqlOperator::In),
        };
        let values = Self::of(Form::Bind(bind), of);
        build::comparison(&column, SqlOperator::In, &values, build::Details::default())
    }

    /// Answers the names of the columns that it names itself; what stands in `text()` is not looked at.
    #[must_use]
    pub fn columns(&self) -> Vec<Identifier> {
        let mut columns = Vec::new();
        self.visit(&mut |expression| {
            if let Form::Column(column) = &*expression.form {
                columns.push(column.name.clone());
            }
        });
        columns
    }

    /// Answers the tables that it names, each once, in order; those of subqueries are their own matter
    /// (`_from_objects`).
    #[must_use]
    pub fn tables(&self) -> Vec<Arc<Table>> {
        let mut tables: Vec<Arc<Table>> = Vec::new();
        self.visit(&mut |expression| {
            if let Form::Column(Column { table: Some(table), .. }) = &*expression.form
                && !tables.iter().any(|known| known.identity == table.identity)
            {
                tables.push(Arc::clone(table));
            }
        });
        tables
    }

    /// Says whether it holds SQL as written, or a subquery: what it names is not known from its columns then.
    #[must_use]
    pub fn is_partly_text(&self) -> bool {
        let mut found = false;
        self.visit(&mut |expression| {
            found |= matches!(
                *expression.form,
                Form::Text(_) | Form::LiteralColumn(_) | Form::Subquery(_)
            );
        });
        found
    }

    /// Says whether it holds values, those of binds in `text()` too.
    #[must_use]
    pub fn has_values(&self) -> bool {
        let mut found = false;
        self.visit(&mut |expression| {
            found |= match &*expression.form {
                Form::Bind(_) | Form::Subquery(_) => true,
                Form::Text(text) => parts(&text.sql).iter().any(|part| matches!(part, TextPart::Bind(_))),
                _ => false,
            };
        });
        found
    }

    /// Answers the SQL where it is `text()` as a whole.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &*self.form {
            Form::Text(text) => Some(&text.sql),
            _ => None,
        }
    }

    /// Answers the column where it is one as a whole.
    #[must_use]
    pub fn as_column(&self) -> Option<&Identifier> {
        match &*self.form {
            Form::Column(column) => Some(&column.name),
            _ => None,
        }
    }

    /// Visits the expression and everything in it, but not what stands in subqueries.
    fn visit(&self, visitor: &mut dyn FnMut(&Self)) {
        visitor(self);
        match &*self.form {
            Form::Grouping(inner)
            | Form::Cast(inner)
            | Form::Coerced(inner)
            | Form::Extract(_, inner)
            | Form::Label(_, inner) => inner.visit(visitor),
            Form::Unary(unary) => unary.operand.visit(visitor),
            Form::Condition(condition) => condition.operand.visit(visitor),
            Form::Binary(binary) => {
                binary.left.visit(visitor);
                binary.right.visit(visitor);
            }
            Form::List(list) => {
                for clause in &list.clauses {
                    clause.visit(visitor);
                }
            }
            Form::Elements(items) | Form::Tuple(items) | Form::Array(items) => {
                for item in items {
                    item.visit(visitor);
                }
            }
            Form::Function(function) => {
                for argument in &function.arguments {
                    argument.visit(visitor);
                }
            }
            Form::Case(case) => {
                if let Some(value) = &case.value {
                    value.visit(visitor);
                }
                for (when, then) in &case.whens {
                    when.visit(visitor);
                    then.visit(visitor);
                }
                if let Some(otherwise) = &case.otherwise {
                    otherwise.visit(visitor);
                }
            }
            Form::Over(over) => {
                over.function.visit(visitor);
                for clause in over.partition_by.iter().chain(&over.order_by) {
                    clause.visit(visitor);
                }
            }
            Form::Filtered(function, criterion) => {
                function.visit(visitor);
                criterion.visit(visitor);
            }
            Form::Text(_)
            | Form::Bind(_)
            | Form::Column(_)
            | Form::LiteralColumn(_)
            | Form::Null
            | Form::True
            | Form::False
            | Form::Collation(..)
            | Form::Subquery(_)
            | Form::NextValue(_) => {}
        }
    }
}
