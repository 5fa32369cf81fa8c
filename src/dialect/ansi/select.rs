//! `SELECT` to SQL.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::grammar::Sql;
use super::identifier;
use super::writer::Writer;
use crate::ops::column_type::Affinity;
use crate::ops::expression::{
    Expression, Form, From, Select, SqlOperator, Table, TableIdentity, conditions_of, is_modifier,
};
use crate::ops::spelling::{Columns, Unsupported};

/// Writes a `SELECT` without parentheses.
pub(in crate::dialect) fn write(writer: &Writer<'_>, select: &Select) -> Sql {
    if writer.columns == Columns::Bare {
        return Err(Unsupported::unknown(
            "a subquery where columns stand by themselves is not understood",
        ));
    }
    let from = from(writer, select)?;
    let around: Vec<TableIdentity> = from
        .iter()
        .flat_map(From::tables)
        .map(|table| table.identity.clone())
        .collect();
    let inner = Writer {
        around: &around,
        ..*writer
    };
    let mut sql = "SELECT ".to_owned();
    if select.distinct {
        sql.push_str("DISTINCT ");
    }
    sql.push_str(&columns(&inner, &select.columns)?);
    if from.is_empty() {
        sql.push_str(writer.grammar.no_tables(!select.conditions.is_empty()));
    } else {
        let from: Vec<String> = from
            .iter()
            .map(|from| from_clause(&inner, from))
            .collect::<Result<_, _>>()?;
        sql.push_str(&format!(" \nFROM {}", from.join(", ")));
    }
    if !select.conditions.is_empty() {
        sql.push_str(&format!(" \nWHERE {}", conditions(&inner, &select.conditions)?));
    }
    if !select.group_by.is_empty() {
        sql.push_str(&format!(" GROUP BY {}", inner.joined(&select.group_by, ", ")?));
    }
    if !select.having.is_empty() {
        sql.push_str(&format!(" \nHAVING {}", conditions(&inner, &select.having)?));
    }
    if !select.order_by.is_empty() {
        sql.push_str(&format!(" ORDER BY {}", inner.joined(&select.order_by, ", ")?));
    }
    if select.limit.is_some() || select.offset.is_some() {
        sql.push_str(
            &writer
                .grammar
                .limit(&inner, select.limit.as_ref(), select.offset.as_ref())?,
        );
    }
    Ok(sql)
}

/// Conditions of which all must hold.
pub(in crate::dialect) fn conditions(writer: &Writer<'_>, conditions: &[Expression]) -> Sql {
    writer.joined(&conditions_of(&SqlOperator::And, conditions), " AND ")
}

/// The tables of a `SELECT`: those that it says, then those that columns and conditions name. What stands in the
/// statement around is left to it.
fn from(writer: &Writer<'_>, select: &Select) -> Result<Vec<From>, Unsupported> {
    let mut from: Vec<From> = select.from.clone();
    let named = select
        .columns
        .iter()
        .chain(&select.conditions)
        .flat_map(Expression::tables);
    for table in named {
        let known = from
            .iter()
            .flat_map(From::tables)
            .any(|known| known.identity == table.identity);
        if !known {
            from.push(From::Table(table));
        }
    }
    if from.len() > 1 {
        from.retain(|from| match from {
            From::Table(table) => !writer.around.contains(&table.identity),
            From::Join(_) => true,
        });
        if from.is_empty() {
            return Err(Unsupported::refused(
                "Select statement returned no FROM clauses due to auto-correlation",
            ));
        }
    }
    let tables: Vec<&Arc<Table>> = from.iter().flat_map(From::tables).collect();
    distinct_names(&tables)?;
    Ok(from)
}

/// Two handles may be one table to `SQLAlchemy` (one `MetaData`), or two: which is not known here.
fn distinct_names(tables: &[&Arc<Table>]) -> Result<(), Unsupported> {
    for (at, table) in tables.iter().enumerate() {
        let name = |table: &Table| table.alias.as_ref().unwrap_or(&table.name).text.clone();
        if tables[..at].iter().any(|other| name(other) == name(table)) {
            return Err(Unsupported::unknown(format!(
                "the table `{}` stands twice in a statement",
                table.name.text
            )));
        }
    }
    Ok(())
}

fn from_clause(writer: &Writer<'_>, from: &From) -> Sql {
    match from {
        From::Table(table) => Ok(table_name(writer, table)),
        From::Join(join) => {
            let word = match (join.is_full, join.is_outer) {
                (true, _) => "FULL OUTER JOIN",
                (false, true) => "LEFT OUTER JOIN",
                (false, false) => writer.grammar.inner_join(),
            };
            Ok(format!(
                "{} {word} {} ON {}",
                from_clause(writer, &join.left)?,
                from_clause(writer, &join.right)?,
                writer.write(&join.on)?
            ))
        }
    }
}

/// A table where rows come from, its alias behind it.
pub(in crate::dialect) fn table_name(writer: &Writer<'_>, table: &Table) -> String {
    let name = identifier(writer.grammar, &table.name);
    let name = match &table.schema {
        Some(schema) => format!("{}.{name}", identifier(writer.grammar, schema)),
        None => name,
    };
    match &table.alias {
        Some(alias) => format!("{name} AS {}", identifier(writer.grammar, alias)),
        None => name,
    }
}

/// The columns of a `SELECT` or a `RETURNING`: what has no name of its own gets one.
pub(in crate::dialect) fn columns(writer: &Writer<'_>, columns: &[Expression]) -> Sql {
    let mut names = Names::default();
    let columns: Vec<String> = columns
        .iter()
        .map(|column| names.column(writer, column))
        .collect::<Result<_, _>>()?;
    Ok(columns.join(", "))
}

/// The names that were given already.
#[derive(Default)]
struct Names {
    taken: Vec<Arc<str>>,
    counts: BTreeMap<String, u32>,
}

impl Names {
    fn column(&mut self, writer: &Writer<'_>, column: &Expression) -> Sql {
        let sql = writer.write(column)?;
        writer.grammar.adapt(column.of.on(writer.grammar.dialect_name()))?;
        let seed = match &*column.form {
            Form::Text(_) => return Ok(sql),
            Form::LiteralColumn(name) => {
                self.take(name)?;
                return Ok(sql);
            }
            Form::Column(named) => {
                self.take(&named.name.text)?;
                return Ok(sql);
            }
            Form::Label(name, _) => {
                self.take(&name.text)?;
                return Ok(format!("{sql} AS {}", identifier(writer.grammar, name)));
            }
            _ => seed(column)?,
        };
        let count = self.counts.entry(seed.clone()).or_insert(0);
        *count += 1;
        let name = match &*column.form {
            // A cast goes by the name of its column.
            Form::Cast(inner) if matches!(*inner.form, Form::Column(_)) => {
                self.take(&seed.as_str().into())?;
                seed
            }
            _ => format!("{seed}_{count}"),
        };
        if name.chars().count() > 50 {
            return Err(Unsupported::unknown(
                "a column with a long name of its own is not understood",
            ));
        }
        Ok(format!(
            "{sql} AS {}",
            identifier(writer.grammar, &super::super::grammar::plain(&name))
        ))
    }

    /// Two columns of one name are named apart, which is not understood.
    fn take(&mut self, name: &Arc<str>) -> Result<(), Unsupported> {
        if self.taken.contains(name) {
            return Err(Unsupported::unknown(format!(
                "two columns named `{name}` in a `SELECT` are not understood"
            )));
        }
        self.taken.push(Arc::clone(name));
        Ok(())
    }
}

/// What the name of a nameless column begins with.
fn seed(column: &Expression) -> Result<String, Unsupported> {
    Ok(match &*column.form {
        Form::Function(function) => function.name.to_string(),
        Form::Cast(inner) => match &*inner.form {
            Form::Column(named) => named.name.text.to_string(),
            _ => return Err(Unsupported::unknown("a cast in a `SELECT` is not understood")),
        },
        Form::Bind(_) | Form::Binary(_) | Form::List(_) | Form::Case(_) | Form::Null | Form::True | Form::False => {
            "anon".to_owned()
        }
        Form::Unary(unary) if unary.operator == SqlOperator::Exists || is_modifier(&unary.operator) => {
            return Err(Unsupported::unknown("this column of a `SELECT` is not understood"));
        }
        Form::Subquery(_) if column.of.affinity() != Affinity::Null => "anon".to_owned(),
        _ => return Err(Unsupported::unknown("this column of a `SELECT` is not understood")),
    })
}
