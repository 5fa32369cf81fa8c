//! The forms that expressions take, and how they stand beside operators (`sqlalchemy.sql.elements`).

use std::sync::Arc;

use super::{Function, Literal, Select, Sequence, SqlOperator, Table, Text};
use crate::ops::Identifier;
use crate::ops::column_type::{Affinity, BooleanClass, BooleanType, ColumnType, Type};

/// An expression of SQL and its type.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it says.
    pub form: Box<Form>,
    /// The type of its value.
    pub of: ColumnType,
}

/// The forms of expressions.
#[derive(Debug, Clone)]
pub enum Form {
    /// `text()`: SQL as written, with binds in it.
    Text(Text),
    /// A value.
    Bind(Bind),
    /// A column by its name.
    Column(Column),
    /// `literal_column()`: the name of a column as written.
    LiteralColumn(Arc<str>),
    /// `NULL`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// An expression in parentheses.
    Grouping(Expression),
    /// An operator between two operands.
    Binary(Binary),
    /// An operator before one operand.
    Unary(Unary),
    /// A truth value where a condition is wanted.
    Condition(Condition),
    /// Operands of one operator.
    List(List),
    /// Expressions with commas between: what `IN` is given.
    Elements(Vec<Expression>),
    /// `(a, b)`
    Tuple(Vec<Expression>),
    /// A function.
    Function(Function),
    /// `CAST(a AS type)`; the type is the expression's.
    Cast(Expression),
    /// An expression with another type, which SQL does not see.
    Coerced(Expression),
    /// `CASE`
    Case(Case),
    /// `EXTRACT(field FROM a)`
    Extract(Arc<str>, Expression),
    /// The name of a collation and its schema, behind `COLLATE`.
    Collation(Arc<str>, Option<Arc<str>>),
    /// `a AS name`, where names are shown.
    Label(Identifier, Expression),
    /// `(SELECT ...)`
    Subquery(Arc<Select>),
    /// The next value of a sequence.
    NextValue(Sequence),
    /// `ARRAY[...]` of `PostgreSQL`
    Array(Vec<Expression>),
    /// A function over a window.
    Over(Over),
    /// `f(...) FILTER (WHERE ...)`
    Filtered(Expression, Expression),
}

/// A value, written into the statement.
#[derive(Debug, Clone)]
pub struct Bind {
    /// The value.
    pub value: Literal,
    /// Whether it is a list, written as such in parentheses.
    pub expanding: bool,
    /// The operator that an expanding value stands behind: it decides how an empty list is written.
    pub behind: Option<SqlOperator>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the database.
    pub name: Identifier,
    /// Its table, where it has one.
    pub table: Option<Arc<Table>>,
}

impl Column {
    /// Says whether it belongs to a whole table.
    fn is_whole(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.is_whole)
    }
}

/// An operator between two operands.
#[derive(Debug, Clone)]
pub struct Binary {
    /// What stands before it.
    pub left: Expression,
    /// The operator.
    pub operator: SqlOperator,
    /// What stands behind it.
    pub right: Expression,
    /// Whether it has an opposite.
    pub negatable: bool,
    /// `ESCAPE`, flags of a pattern.
    pub modifier: Option<Arc<str>>,
    /// `BETWEEN SYMMETRIC`
    pub symmetric: bool,
}

/// An operator before or behind one operand.
#[derive(Debug, Clone)]
pub struct Unary {
    /// The operator.
    pub operator: SqlOperator,
    /// What it is about.
    pub operand: Expression,
}

/// A truth value where a condition is wanted: `a`, `NOT a`, `a = 1` where there are no truth values.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The truth value.
    pub operand: Expression,
    /// Whether it must be false.
    pub negated: bool,
}

/// Operands of one operator.
#[derive(Debug, Clone)]
pub struct List {
    /// The operator between them.
    pub operator: SqlOperator,
    /// The operands, each in the parentheses that it needs.
    pub clauses: Vec<Expression>,
    /// Whether the list may stand in parentheses.
    pub groups: bool,
}

/// `CASE`
#[derive(Debug, Clone)]
pub struct Case {
    /// What is compared.
    pub value: Option<Expression>,
    /// `WHEN ... THEN ...`
    pub whens: Vec<(Expression, Expression)>,
    /// `ELSE`
    pub otherwise: Option<Expression>,
}

/// A function over a window.
#[derive(Debug, Clone)]
pub struct Over {
    /// The function.
    pub function: Expression,
    /// `PARTITION BY`
    pub partition_by: Vec<Expression>,
    /// `ORDER BY`
    pub order_by: Vec<Expression>,
}

impl Expression {
    /// Makes an expression.
    #[must_use]
    pub fn of(form: Form, of: ColumnType) -> Self {
        Self {
            form: Box::new(form),
            of,
        }
    }

    /// Makes an expression that answers a truth value.
    #[must_use]
    pub fn boolean(form: Form) -> Self {
        Self::of(form, boolean_type())
    }

    /// Makes an operator between two operands, each grouped as it needs.
    #[must_use]
    pub fn binary(left: &Self, operator: SqlOperator, right: &Self) -> Binary {
        Binary {
            left: left.grouped(Some(&operator)),
            right: right.grouped(Some(&operator)),
            negatable: false,
            modifier: None,
            symmetric: false,
            operator,
        }
    }

    /// Answers the expression as it stands beside an operator: in parentheses where it needs them (`self_group`).
    #[must_use]
    pub fn grouped(&self, against: Option<&SqlOperator>) -> Self {
        match &*self.form {
            Form::Text(_) => self.in_parentheses_if(matches!(against, Some(SqlOperator::In))),
            Form::Binary(binary) => self.in_parentheses_if(stands_apart(&binary.operator, against)),
            Form::List(list) if list.clauses.is_empty() => self.clone(),
            Form::List(list) => self.in_parentheses_if(
                list.groups && binds_less(&list.operator, against) || {
                    matches!(against, Some(SqlOperator::Not)) && !list.operator.is_boolean()
                },
            ),
            Form::Elements(_) => self.in_parentheses_if(binds_less(&SqlOperator::Comma, against)),
            Form::Unary(unary) if is_modifier(&unary.operator) => self.clone(),
            Form::Unary(unary) => self.in_parentheses_if(binds_less(&unary.operator, against)),
            Form::Coerced(inner) => Self::of(Form::Coerced(inner.grouped(against)), self.of.clone()),
            Form::Label(name, inner) => Self::of(Form::Label(name.clone(), inner.grouped(against)), self.of.clone()),
            Form::Over(_) | Form::Filtered(..) if matches!(against, Some(SqlOperator::Item)) => {
                self.in_parentheses_if(true)
            }
            Form::Function(_)
                if matches!(against, Some(SqlOperator::Item)) && matches!(self.of.base, Type::Array(_)) =>
            {
                self.in_parentheses_if(true)
            }
            Form::Grouping(_) | Form::Subquery(_) | Form::Condition(_) | Form::Tuple(_) | Form::Array(_) => {
                self.clone()
            }
            _ => self.grouped_by_type(against),
        }
    }

    /// A truth value becomes a condition where one is wanted.
    fn grouped_by_type(&self, against: Option<&SqlOperator>) -> Self {
        match against {
            Some(SqlOperator::And | SqlOperator::Or | SqlOperator::Boolean) if self.is_truth() => self.condition(false),
            Some(SqlOperator::Any | SqlOperator::All) => self.in_parentheses_if(true),
            _ => self.clone(),
        }
    }

    /// Answers the opposite (`~a`, `not_(a)`).
    #[must_use]
    pub fn negated(&self) -> Self {
        match &*self.form {
            Form::True => Self::boolean(Form::False),
            Form::False => Self::boolean(Form::True),
            Form::Binary(binary) => self.negated_binary(binary),
            Form::Label(name, inner) => Self::of(Form::Label(name.clone(), inner.negated()), self.of.clone()),
            Form::Condition(condition) => match &*condition.operand.form {
                Form::True | Form::False => condition.operand.negated(),
                _ => condition.operand.condition(!condition.negated),
            },
            Form::Unary(_) if self.is_truth() => Self::boolean(Form::Unary(Unary {
                operand: self.grouped(Some(&SqlOperator::Not)).grouped(Some(&SqlOperator::Not)),
                operator: SqlOperator::Not,
            })),
            Form::List(_) | Form::Text(_) | Form::Elements(_) => self.inverted(),
            _ if self.is_truth() => self.condition(true),
            _ => self.inverted(),
        }
    }

    fn negated_binary(&self, binary: &Binary) -> Self {
        let opposite = binary.operator.negated().filter(|_| binary.negatable);
        let Some(opposite) = opposite else {
            // Its parentheses have no opposite of their own: they are asked as any expression is.
            let grouped = self.grouped(None);
            return if grouped.is_truth() {
                grouped.condition(true)
            } else {
                grouped.inverted()
            };
        };
        let mut negated = binary.clone();
        if let Form::Bind(bind) = &mut *negated.right.form
            && bind.behind.as_ref() == Some(&binary.operator)
        {
            bind.behind = Some(opposite.clone());
        }
        negated.operator = opposite;
        Self::of(Form::Binary(negated), self.of.clone())
    }

    /// `NOT a` without a type.
    fn inverted(&self) -> Self {
        let operand = self.grouped(Some(&SqlOperator::Not)).grouped(Some(&SqlOperator::Not));
        Self::of(
            Form::Unary(Unary {
                operator: SqlOperator::Not,
                operand,
            }),
            ColumnType::null(),
        )
    }

    fn condition(&self, negated: bool) -> Self {
        Self::boolean(Form::Condition(Condition {
            operand: self.clone(),
            negated,
        }))
    }

    fn in_parentheses_if(&self, needed: bool) -> Self {
        if needed {
            Self::of(Form::Grouping(self.clone()), self.of.clone())
        } else {
            self.clone()
        }
    }

    /// Says whether it has operators of its own: `text()` has none.
    #[must_use]
    pub fn has_operators(&self) -> bool {
        !matches!(&*self.form, Form::Text(_) | Form::Elements(_))
    }

    /// Says whether its class in `SQLAlchemy` descends from that of another expression.
    pub(super) fn descends_from(&self, other: &Self) -> bool {
        let is_derived =
            |operator: &SqlOperator| matches!(operator, SqlOperator::Exists | SqlOperator::Any | SqlOperator::All);
        match (&*other.form, &*self.form) {
            (Form::Function(other), Form::Function(own)) => other.known.is_none() && own.known.is_some(),
            (Form::Function(other), Form::NextValue(_)) => other.known.is_none(),
            (Form::Column(other), Form::Column(own)) => !other.is_whole() && own.is_whole(),
            (Form::LiteralColumn(_), Form::Column(own)) => own.is_whole(),
            (Form::Unary(other), Form::Unary(own)) => !is_derived(&other.operator) && is_derived(&own.operator),
            (Form::Unary(other), Form::Condition(_)) => !is_derived(&other.operator),
            (Form::List(other), Form::List(own)) => !other.operator.is_boolean() && own.operator.is_boolean(),
            _ => false,
        }
    }

    /// Says whether its type is that of truth values.
    #[must_use]
    pub fn is_truth(&self) -> bool {
        self.of.affinity() == Affinity::Boolean
    }

    /// Says whether every database sees a condition in it (`_is_implicitly_boolean`).
    #[must_use]
    pub fn is_implicitly_boolean(&self) -> bool {
        match &*self.form {
            Form::Binary(binary) => binary.operator.is_boolean(),
            Form::List(list) => list.operator.is_boolean(),
            Form::Grouping(inner) | Form::Label(_, inner) => inner.is_implicitly_boolean(),
            Form::Condition(condition) => condition.operand.is_implicitly_boolean(),
            _ => false,
        }
    }

    /// The same with another type, where it is a value without one.
    #[must_use]
    pub fn with_type_if_bind(&self, of: &ColumnType) -> Self {
        match &*self.form {
            Form::Bind(bind) => Self::of(Form::Bind(bind.clone()), of.clone()),
            Form::Grouping(inner) => {
                let inner = inner.with_type_if_bind(of);
                let of = inner.of.clone();
                Self::of(Form::Grouping(inner), of)
            }
            _ => self.clone(),
        }
    }
}

/// Says whether an operator between operands must stand in parentheses beside another.
fn stands_apart(operator: &SqlOperator, against: Option<&SqlOperator>) -> bool {
    binds_less(operator, against) || matches!(against, Some(SqlOperator::Not)) && !operator.is_boolean()
}

fn binds_less(operator: &SqlOperator, against: Option<&SqlOperator>) -> bool {
    operator.groups_against(against)
}

/// Says whether an operator stands behind its operand, so that it is never grouped.
#[must_use]
pub const fn is_modifier(operator: &SqlOperator) -> bool {
    matches!(
        operator,
        SqlOperator::Desc | SqlOperator::Asc | SqlOperator::NullsFirst | SqlOperator::NullsLast
    )
}

/// The type of truth values.
#[must_use]
pub const fn boolean_type() -> ColumnType {
    ColumnType::of(Type::Boolean(BooleanType {
        class: BooleanClass::Boolean,
        create_constraint: false,
        name: None,
    }))
}
