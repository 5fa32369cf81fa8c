//! Reading what stands in arguments: names and lists of them.

use super::arguments::reason;
use super::{Arguments, Identifier, Value};
use crate::revision::Reason;
use crate::text::Place;

/// Answers a name; `None` where it is not given or is `None`.
pub(super) fn name(arguments: &Arguments<'_>, parameter: &str) -> Result<Option<Identifier>, Reason> {
    arguments
        .value(parameter)
        .map(|value| Identifier::from_value(value, arguments.place))
        .transpose()
}

/// Answers a name that has to be there.
pub(super) fn required_name(arguments: &Arguments<'_>, parameter: &str) -> Result<Identifier, Reason> {
    Identifier::from_value(arguments.required(parameter)?, arguments.place)
}

/// Answers a truth value, `None` where it is not given or is `None`.
pub(super) fn choice(arguments: &Arguments<'_>, parameter: &str) -> Result<Option<bool>, Reason> {
    match arguments.value(parameter) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        // Python takes any number for a truth value.
        Some(Value::Int(number)) => Ok(Some(*number != 0)),
        Some(other) => Err(arguments.unfit(parameter, other)),
    }
}

/// Answers the items of a list or a tuple.
pub(super) fn list(value: &Value, place: Place) -> Result<&[Value], Reason> {
    match value {
        Value::List(items) | Value::Tuple(items) => Ok(items),
        Value::Unknown(reason) => Err(Reason::clone(reason)),
        other => Err(reason(
            place,
            format!("{} stands where a list is expected", other.kind()),
        )),
    }
}

/// Answers a list of names.
pub(super) fn names(value: &Value, place: Place) -> Result<Vec<Identifier>, Reason> {
    name_list(list(value, place)?, place)
}

/// Answers names that stand beside each other.
pub(super) fn name_list(values: &[Value], place: Place) -> Result<Vec<Identifier>, Reason> {
    values
        .iter()
        .map(|value| Identifier::from_value(value, place))
        .collect()
}

/// Answers a list of names of columns, each once: Alembic makes a table of them, which has no column twice.
pub(super) fn distinct_names(value: &Value, place: Place) -> Result<Vec<Identifier>, Reason> {
    let names = names(value, place)?;
    refuse_doubles(&names, place)?;
    Ok(names)
}

/// Refuses a name that stands twice among columns.
pub(super) fn refuse_doubles(names: &[Identifier], place: Place) -> Result<(), Reason> {
    let mut seen = std::collections::HashSet::new();
    match names.iter().find(|name| !seen.insert(&name.text)) {
        Some(name) => Err(reason(
            place,
            format!("a column with name `{}` is already present", name.text),
        )),
        None => Ok(()),
    }
}
