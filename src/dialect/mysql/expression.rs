//! Expressions of `MySQL` and `MariaDB` (`MySQLCompiler`).

use super::super::ansi::{Writer, between};
use super::super::grammar::Sql;
use super::{MySql, types};
use crate::ops::column_type::{
    Affinity, ColumnType, MomentClass, NumberClass, NumberType, StringClass, StringType, Type,
};
use crate::ops::expression::{Binary, Expression, Function, List, SqlOperator};
use crate::ops::spelling::Unsupported;

/// Operators that are spelled apart.
pub(super) fn binary(writer: &Writer<'_>, binary: &Binary) -> Option<Sql> {
    match &binary.operator {
        SqlOperator::Concat => {
            let sides = [binary.left.clone(), binary.right.clone()];
            Some(writer.joined(&sides, ", ").map(|sides| format!("concat({sides})")))
        }
        SqlOperator::IsDistinct => Some(same(writer, binary).map(|sql| format!("NOT ({sql})"))),
        SqlOperator::IsNotDistinct => Some(same(writer, binary)),
        SqlOperator::Regexp { negated } => Some(match (&binary.modifier, negated) {
            (None, false) => between(writer, binary, " REGEXP "),
            (None, true) => between(writer, binary, " NOT REGEXP "),
            _ => Err(Unsupported::unknown("the flags of a pattern are not understood")),
        }),
        _ => None,
    }
}

fn same(writer: &Writer<'_>, binary: &Binary) -> Sql {
    writer.forgets(&[&binary.left, &binary.right])?;
    between(writer, binary, " <=> ")
}

/// Texts are put together by a function.
pub(super) fn list(writer: &Writer<'_>, list: &List) -> Option<Sql> {
    (list.operator == SqlOperator::Concat).then(|| {
        writer
            .joined(&list.clauses, ", ")
            .map(|clauses| format!("concat({clauses})"))
    })
}

/// Functions that are spelled apart.
pub(super) fn function(writer: &Writer<'_>, name: &str, function: &Function) -> Option<Sql> {
    match name {
        "random" => Some(super::super::ansi::arguments(writer, function).map(|arguments| format!("rand{arguments}"))),
        "sysdate" => Some(Ok("SYSDATE()".to_owned())),
        _ => None,
    }
}

/// `CAST`, which knows few types: beside the others the operand stays what it is.
pub(super) fn cast(grammar: MySql, writer: &Writer<'_>, operand: &Expression, of: &ColumnType) -> Sql {
    let name = super::Grammar::dialect_name(&grammar);
    types::adapt(of.on(name))?;
    match cast_type(grammar, of.on(name))? {
        Some(of) => Ok(format!("CAST({} AS {of})", writer.write(operand)?)),
        None => {
            // `SQLAlchemy` warns, and spells the type for that.
            types::spell(grammar, of.on(name))?;
            writer.write(&operand.grouped(None))
        }
    }
}

fn cast_type(grammar: MySql, of: &Type) -> Result<Option<String>, Unsupported> {
    Ok(match of {
        Type::Number(number) => cast_number(grammar, number)?,
        Type::Moment(moment) if moment.class == MomentClass::Timestamp => Some("DATETIME".to_owned()),
        Type::Moment(_) => Some(types::spell(grammar, of)?),
        // It is kept as a date and a time.
        Type::Interval(interval) if interval.class == crate::ops::column_type::IntervalClass::Generic => {
            Some("DATETIME".to_owned())
        }
        Type::String(string) => Some(types::spell(grammar, &Type::String(char_for_cast(string)))?),
        Type::Binary(_) => Some("BINARY".to_owned()),
        Type::Json(json) if json.class.affinity() == Affinity::Json => Some("JSON".to_owned()),
        Type::Pickle(_)
        | Type::Decorated(_)
        | Type::Spec(_)
        | Type::Unknown(_)
        | Type::Null
        | Type::Enum(_)
        | Type::Uuid(_) => {
            return Err(Unsupported::unknown("a cast to this type is not understood"));
        }
        _ => None,
    })
}

fn cast_number(grammar: MySql, number: &NumberType) -> Result<Option<String>, Unsupported> {
    if number.class.affinity() == Affinity::Integer {
        let unsigned = number.mysql.as_ref().is_some_and(|own| own.unsigned);
        return Ok(Some(
            if unsigned { "UNSIGNED INTEGER" } else { "SIGNED INTEGER" }.to_owned(),
        ));
    }
    Ok(match number.class {
        NumberClass::Decimal | NumberClass::Numeric | NumberClass::UpperNumeric => {
            let spelled = types::spell(grammar, &Type::Number(number.clone()))?;
            Some(spelled.replace("NUMERIC", "DECIMAL"))
        }
        NumberClass::OracleNumber => Some(super::ansi::numeric("DECIMAL", number)),
        // Floating point numbers are cast by newer servers only.
        _ => None,
    })
}

/// `CHAR` of the same length: no other text can be cast to.
fn char_for_cast(string: &StringType) -> StringType {
    if string.class == StringClass::Char {
        return string.clone();
    }
    let own = string.mysql.as_ref().map(|own| crate::ops::column_type::MySqlString {
        national: false,
        ..own.clone()
    });
    StringType {
        class: StringClass::Char,
        length: string.length,
        collation: own.as_ref().and(string.collation.clone()),
        collation_schema: None,
        mysql: own,
    }
}

/// `LIMIT` and `OFFSET`
pub(super) fn limit(writer: &Writer<'_>, limit: Option<&Expression>, offset: Option<&Expression>) -> Sql {
    let limit = limit.map(|limit| writer.write(limit)).transpose()?;
    let offset = offset.map(|offset| writer.write(offset)).transpose()?;
    Ok(match (limit, offset) {
        (limit, Some(offset)) => {
            let limit = limit.unwrap_or_else(|| "18446744073709551615".to_owned());
            format!(" \n LIMIT {offset}, {limit}")
        }
        (Some(limit), None) => format!(" \n LIMIT {limit}"),
        (None, None) => String::new(),
    })
}
