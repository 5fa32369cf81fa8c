//! Expressions to SQL (`SQLCompiler`).

use super::super::grammar::{Grammar, Sql};
use super::{functions, identifier, literal, operators, select};
use crate::ops::expression::{
    Case, Column, Condition, Expression, Form, Over, Sequence, TableIdentity, Text, TextPart, parts, unescape,
};
use crate::ops::spelling::{Columns, Unsupported};

/// Where an expression is written.
#[derive(Clone, Copy)]
pub(in crate::dialect) struct Writer<'a> {
    /// Whose SQL it is.
    pub grammar: &'a dyn Grammar,
    /// How columns are named.
    pub columns: Columns,
    /// The tables of the statement around, which a subquery does not name again.
    pub around: &'a [TableIdentity],
}

impl<'a> Writer<'a> {
    /// A writer of an expression by itself.
    pub(in crate::dialect) const fn new(grammar: &'a dyn Grammar, columns: Columns) -> Self {
        Self {
            grammar,
            columns,
            around: &[],
        }
    }

    /// Writes an expression.
    pub(in crate::dialect) fn write(&self, expression: &Expression) -> Sql {
        match &*expression.form {
            Form::Text(text) => self.text(text),
            Form::Bind(bind) => literal::bind(self.grammar, bind, &expression.of),
            Form::Column(column) => Ok(self.column(column)),
            Form::LiteralColumn(text) => Ok(self.percents(text)),
            Form::Null => Ok("NULL".to_owned()),
            Form::True => Ok(self.grammar.truth(true).to_owned()),
            Form::False => Ok(self.grammar.truth(false).to_owned()),
            Form::Grouping(inner) => Ok(format!("({})", self.write(inner)?)),
            Form::Binary(binary) => operators::binary(self, binary),
            Form::Unary(unary) => operators::unary(self, unary),
            Form::Condition(condition) => self.condition(condition),
            Form::List(list) => operators::list(self, list),
            Form::Elements(items) => self.joined(items, ", "),
            Form::Tuple(items) => Ok(format!("({})", self.joined(items, ", ")?)),
            Form::Function(function) => functions::write(self, function),
            Form::Cast(operand) => self.grammar.cast(self, operand, &expression.of),
            Form::Coerced(inner) => match &*inner.form {
                Form::Bind(bind) => literal::bind(self.grammar, bind, &expression.of),
                _ => self.write(inner),
            },
            Form::Case(case) => self.case(case),
            Form::Extract(field, operand) => self.grammar.extract(self, field, operand),
            Form::Collation(name, schema) => Ok(self.collation(name, schema.as_deref())),
            Form::Label(_, inner) => self.write(inner),
            Form::Subquery(select) => Ok(format!("({})", select::write(self, select)?)),
            Form::NextValue(sequence) => self.grammar.next_value(sequence),
            Form::Array(items) => self.grammar.array(self, items),
            Form::Over(over) => self.over(over),
            Form::Filtered(function, criterion) => Ok(format!(
                "{} FILTER (WHERE {})",
                self.write(function)?,
                self.write(criterion)?
            )),
        }
    }

    /// Writes expressions with a text between.
    pub(in crate::dialect) fn joined(&self, items: &[Expression], between: &str) -> Sql {
        let items: Vec<String> = items.iter().map(|item| self.write(item)).collect::<Result<_, _>>()?;
        // What writes nothing counts for nothing.
        let items: Vec<&str> = items
            .iter()
            .map(String::as_str)
            .filter(|item| !item.is_empty())
            .collect();
        Ok(items.join(between))
    }

    /// Refuses operands of a form that `SQLAlchemy` writes without what was asked of it: values become parameters there,
    /// and columns stand with their table.
    pub(in crate::dialect) fn forgets(&self, operands: &[&Expression]) -> Result<(), Unsupported> {
        let is_hit = |operand: &&Expression| {
            operand.has_values() || self.columns == Columns::Bare && !operand.tables().is_empty()
        };
        if operands.iter().any(is_hit) {
            return Err(Unsupported::unknown(
                "values in this form are parameters to SQLAlchemy, which nobody fills",
            ));
        }
        Ok(())
    }

    /// Writes a percent sign twice where the driver needs it.
    pub(in crate::dialect) fn percents(&self, text: &str) -> String {
        if self.grammar.doubles_percents() {
            text.replace('%', "%%")
        } else {
            text.to_owned()
        }
    }

    fn text(&self, text: &Text) -> Sql {
        let mut sql = String::with_capacity(text.sql.len());
        for part in parts(&text.sql) {
            match part {
                TextPart::Sql(part) => sql.push_str(&self.percents(part)),
                TextPart::Bind(name) => sql.push_str(&self.write(&text.bind(name))?),
            }
        }
        Ok(unescape(&sql))
    }

    fn column(&self, column: &Column) -> String {
        let name = identifier(self.grammar, &column.name);
        let (Some(table), Columns::Qualified) = (&column.table, self.columns) else {
            return name;
        };
        match (&table.alias, &table.schema) {
            (Some(alias), _) => format!("{}.{name}", identifier(self.grammar, alias)),
            (None, None) => format!("{}.{name}", identifier(self.grammar, &table.name)),
            (None, Some(schema)) => {
                let schema = identifier(self.grammar, schema);
                format!("{schema}.{}.{name}", identifier(self.grammar, &table.name))
            }
        }
    }

    fn condition(&self, condition: &Condition) -> Sql {
        let operand = self.write(&condition.operand)?;
        let is_condition = self.grammar.has_booleans() || condition.operand.is_implicitly_boolean();
        Ok(match (is_condition, condition.negated) {
            (true, false) => operand,
            (true, true) => format!("NOT {operand}"),
            (false, false) => format!("{operand} = 1"),
            (false, true) => format!("{operand} = 0"),
        })
    }

    fn case(&self, case: &Case) -> Sql {
        let mut sql = "CASE ".to_owned();
        if let Some(value) = &case.value {
            sql.push_str(&format!("{} ", self.write(value)?));
        }
        for (when, then) in &case.whens {
            sql.push_str(&format!("WHEN {} THEN {} ", self.write(when)?, self.write(then)?));
        }
        if let Some(otherwise) = &case.otherwise {
            sql.push_str(&format!("ELSE {} ", self.write(otherwise)?));
        }
        sql.push_str("END");
        Ok(sql)
    }

    fn over(&self, over: &Over) -> Sql {
        let mut clauses = Vec::new();
        for (word, items) in [("PARTITION", &over.partition_by), ("ORDER", &over.order_by)] {
            if !items.is_empty() {
                clauses.push(format!("{word} BY {}", self.joined(items, ", ")?));
            }
        }
        Ok(format!("{} OVER ({})", self.write(&over.function)?, clauses.join(" ")))
    }

    fn collation(&self, name: &str, schema: Option<&str>) -> String {
        let quoted = |name: &str| identifier(self.grammar, &super::super::grammar::plain(name));
        match schema {
            Some(schema) => format!("{}.{}", quoted(schema), quoted(name)),
            None => quoted(name),
        }
    }
}

/// `CAST(a AS type)`; a collation stands behind it.
pub(in crate::dialect) fn cast(writer: &Writer<'_>, operand: &Expression, of: &str) -> Sql {
    let (of, collation) = of.rfind(" COLLATE ").map_or((of, ""), |at| of.split_at(at));
    Ok(format!("CAST({} AS {of}){collation}", writer.write(operand)?))
}

/// A sequence by its name.
pub(in crate::dialect) fn sequence_name(grammar: &dyn Grammar, sequence: &Sequence) -> String {
    let name = identifier(grammar, &sequence.name);
    match &sequence.schema {
        Some(schema) => format!("{}.{name}", identifier(grammar, schema)),
        None => name,
    }
}

/// Something that only another dialect can write.
pub(in crate::dialect) fn no_form(grammar: &dyn Grammar, what: &str) -> Unsupported {
    let dialect = grammar.dialect_name();
    Unsupported::refused(format!("Compiler <{dialect}> can't render element of type {what}"))
}

/// The expression of an index: grouped as an operand of nothing (`self_group()`).
pub(in crate::dialect) fn index_expression(grammar: &dyn Grammar, expression: &Expression) -> Sql {
    Writer::new(grammar, Columns::Bare).write(&expression.grouped(None))
}
