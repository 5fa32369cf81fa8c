//! Functions: `func.now()`, and those that `SQLAlchemy` knows by name (`sqlalchemy.sql.functions`).

use std::sync::Arc;

use super::build::Operand;
use super::literal::{moment_type, number_type, string_type};
use super::{Expression, Form, SqlOperator};
use crate::ops::column_type::{ArrayType, ColumnType, Library, MomentClass, NumberClass, StringClass, Type};
use crate::ops::{Call, Value, reason};
use crate::revision::Reason;

/// A call of a function.
#[derive(Debug, Clone)]
pub struct Function {
    /// The packages before its name.
    pub packages: Vec<Arc<str>>,
    /// Its name, as it was written.
    pub name: Arc<str>,
    /// Its arguments, each grouped as it needs.
    pub arguments: Vec<Expression>,
    /// Which function it is, where `SQLAlchemy` knows it.
    pub known: Option<Known>,
}

/// The functions that `SQLAlchemy` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Written by a word of its own, without parentheses where it has no arguments: `CURRENT_TIMESTAMP`.
    Word(&'static str),
    /// Written by a word of its own, always with parentheses: `coalesce`.
    Call(&'static str),
    /// Known for its type only.
    Named,
}

/// How the type of a known function is found.
enum Answer {
    Number(NumberClass),
    Moment(MomentClass),
    Text,
    /// The type of the first argument that has one.
    Argument,
    /// An array of that.
    ArrayOfArgument,
    None,
}

fn known(name: &str) -> Option<(Known, Answer)> {
    use Answer as A;
    use Known as K;
    Some(match name {
        "coalesce" => (K::Call("coalesce"), A::Argument),
        "max" | "min" | "sum" | "pow" => (K::Named, A::Argument),
        "now" => (K::Named, A::Moment(MomentClass::DateTime)),
        "concat" => (K::Named, A::Text),
        "char_length" | "count" => (K::Named, A::Number(NumberClass::Integer)),
        "random" => (K::Call("random"), A::None),
        "current_date" => (K::Word("CURRENT_DATE"), A::Moment(MomentClass::Date)),
        "current_time" => (K::Word("CURRENT_TIME"), A::Moment(MomentClass::Time)),
        "current_timestamp" => (K::Word("CURRENT_TIMESTAMP"), A::Moment(MomentClass::DateTime)),
        "current_user" => (K::Word("CURRENT_USER"), A::Text),
        "localtime" => (K::Word("LOCALTIME"), A::Moment(MomentClass::DateTime)),
        "localtimestamp" => (K::Word("LOCALTIMESTAMP"), A::Moment(MomentClass::DateTime)),
        "session_user" => (K::Word("SESSION_USER"), A::Text),
        "sysdate" => (K::Word("sysdate"), A::Moment(MomentClass::DateTime)),
        "user" => (K::Word("USER"), A::Text),
        "array_agg" => (K::Named, A::ArrayOfArgument),
        "rank" | "dense_rank" => (K::Named, A::Number(NumberClass::Integer)),
        "percent_rank" | "cume_dist" => (K::Named, A::Number(NumberClass::Numeric)),
        "aggregate_strings" => (K::Named, A::Text),
        _ => return None,
    })
}

/// Functions whose class does more than carry a type.
const NOT_UNDERSTOOD: &[&str] = &[
    "any",
    "all",
    "some",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "cube",
    "rollup",
    "grouping_sets",
    "next_value",
    "cast",
    "extract",
    "to_tsvector",
    "to_tsquery",
    "plainto_tsquery",
    "phraseto_tsquery",
    "websearch_to_tsquery",
    "ts_headline",
];

/// Reads a call of a function by the parts of its name.
pub(super) fn read(path: &[&str], call: &Call) -> Result<Expression, Reason> {
    let parts: Vec<&str> = path.iter().map(|part| part.strip_suffix('_').unwrap_or(part)).collect();
    let Some((name, packages)) = parts.split_last() else {
        return Err(reason(call.place, "a function without a name"));
    };
    if packages.is_empty() && *name == "next_value" {
        return super::sequence::next_value(call);
    }
    let lower = name.to_lowercase();
    if packages.is_empty() && NOT_UNDERSTOOD.contains(&&*lower) {
        return Err(reason(call.place, format!("the function `{name}` is not understood")));
    }
    let mut of = None;
    for (keyword, value) in &call.keywords {
        match &**keyword {
            "type_" => of = Some(ColumnType::from_value(value, call.place)?),
            _ => return Err(reason(call.place, format!("a function knows no argument `{keyword}`"))),
        }
    }
    let arguments = arguments(call)?;
    let found = if packages.is_empty() { known(&lower) } else { None };
    check_count(&lower, found.is_some(), arguments.len(), call)?;
    let natural = found.as_ref().map(|(_, answer)| answer_type(answer, &arguments));
    let of = of.or(natural).unwrap_or(ColumnType::null());
    let mut arguments: Vec<Expression> = arguments
        .iter()
        .map(|argument| argument.grouped(Some(&SqlOperator::Comma)))
        .collect();
    if arguments.is_empty() && lower == "count" && found.is_some() {
        arguments.push(Expression::literal_column("*"));
    }
    Ok(Expression::of(
        Form::Function(Function {
            packages: packages.iter().map(|part| Arc::from(*part)).collect(),
            // A known function goes by its own name, however it was written.
            name: if found.is_some() {
                lower.into()
            } else {
                Arc::from(*name)
            },
            arguments,
            known: found.map(|(known, _)| known),
        }),
        of,
    ))
}

fn arguments(call: &Call) -> Result<Vec<Expression>, Reason> {
    let argument = |value: &Value| Operand::read(value, call.place).map(Operand::alone);
    call.arguments.iter().map(argument).collect()
}

fn check_count(name: &str, is_known: bool, count: usize, call: &Call) -> Result<(), Reason> {
    let fits = match name {
        _ if !is_known => true,
        "char_length" => count == 1,
        "count" => count <= 1,
        "aggregate_strings" => count == 2,
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(reason(call.place, format!("`{name}` does not take {count} arguments")))
    }
}

fn answer_type(answer: &Answer, arguments: &[Expression]) -> ColumnType {
    let argument = || {
        let typed = arguments.iter().find(|argument| !argument.of.is_null_type());
        typed.map_or(ColumnType::null(), |argument| argument.of.clone())
    };
    match answer {
        Answer::Number(class) => ColumnType::of(number_type(*class)),
        Answer::Moment(class) => ColumnType::of(moment_type(*class, false)),
        Answer::Text => ColumnType::of(string_type(StringClass::String)),
        Answer::Argument => argument(),
        Answer::ArrayOfArgument => match argument() {
            array if matches!(array.base, Type::Array(_)) => array,
            item => ColumnType::of(Type::Array(ArrayType {
                item: Box::new(item),
                dimensions: Some(1),
                library: Library::Core,
            })),
        },
        Answer::None => ColumnType::null(),
    }
}
