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
