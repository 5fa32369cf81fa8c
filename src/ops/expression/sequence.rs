//! Sequences, and what they count.

use super::{Expression, Form, Identity};
use crate::ops::column_type::{ColumnType, NumberClass};
use crate::ops::{Arguments, Call, Identifier, Quoting, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// A sequence.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Its name.
    pub name: Identifier,
    /// Its schema.
    pub schema: Option<Identifier>,
    /// What it counts.
    pub options: Identity,
    /// The type of its values.
    pub data_type: Option<ColumnType>,
    /// Whether it is left out where the database numbers by itself.
    pub optional: bool,
}

const SEQUENCE: Signature = Signature::new(
    "Sequence",
    &[
        "name",
        "start",
        "increment",
        "minvalue",
        "maxvalue",
        "nominvalue",
        "nomaxvalue",
        "cycle",
        "schema",
        "cache",
        "order",
        "data_type",
        "optional",
        "quote",
        "metadata",
        "quote_schema",
        "for_update",
    ],
);

impl Sequence {
    /// Reads a sequence.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn read(value: &Value, place: Place) -> Result<Self, Reason> {
        let call = match value {
            Value::Unknown(reason) => return Err(Reason::clone(reason)),
            value => value.as_call().filter(|call| {
                call.callee
                    .as_name()
                    .is_some_and(|name| super::names::is(name, "Sequence"))
            }),
        };
        let call = call.ok_or_else(|| reason(place, "this is no sequence that is understood"))?;
        let arguments = SEQUENCE.bind(call)?;
        if arguments.value("metadata").is_some() {
            // Its schema may come from there.
            return Err(reason(call.place, "a sequence with a `MetaData` is not understood"));
        }
        let schema = arguments
            .value("schema")
            .map(|schema| Identifier::from_value(schema, call.place));
        let data_type = arguments
            .value("data_type")
            .map(|of| ColumnType::from_value(of, call.place));
        let quoted = |option: &str, name: Identifier| match arguments.value(option) {
            None => Ok(name),
            Some(Value::Bool(true)) => Ok(Identifier {
                quoting: Quoting::Always,
                ..name
            }),
            Some(Value::Bool(false)) => Ok(Identifier {
                quoting: Quoting::Never,
                ..name
            }),
            Some(other) => Err(arguments.unfit(option, other)),
        };
        Ok(Self {
            name: quoted(
                "quote",
                Identifier::from_value(arguments.required("name")?, call.place)?,
            )?,
            schema: schema
                .transpose()?
                .map(|schema| quoted("quote_schema", schema))
                .transpose()?,
            options: Identity::read(&arguments)?,
            data_type: data_type.transpose()?,
            optional: arguments.flag("optional", false)?,
        })
    }
}

impl Identity {
    /// Reads the options that sequences and identities share.
    pub(super) fn read(arguments: &Arguments<'_>) -> Result<Self, Reason> {
        let flag = |name: &str| -> Result<Option<bool>, Reason> {
            match arguments.value(name) {
                None => Ok(None),
                Some(Value::Bool(flag)) => Ok(Some(*flag)),
                Some(other) => Err(arguments.unfit(name, other)),
            }
        };
        Ok(Self {
            always: false,
            start: arguments.integer("start")?,
            increment: arguments.integer("increment")?,
            min: arguments.integer("minvalue")?,
            max: arguments.integer("maxvalue")?,
            no_min: flag("nominvalue")?.is_some(),
            no_max: flag("nomaxvalue")?.is_some(),
            cycle: flag("cycle")?,
            cache: arguments.integer("cache")?,
        })
    }
}

/// `func.next_value(sequence)`, `sequence.next_value()`
pub(super) fn next_value(call: &Call) -> Result<Expression, Reason> {
    let arguments = Signature::new("next_value", &["seq"]).bind(call)?;
    of_sequence(arguments.required("seq")?, call.place)
}

/// The next value of a sequence.
pub(super) fn of_sequence(value: &Value, place: Place) -> Result<Expression, Reason> {
    let sequence = Sequence::read(value, place)?;
    let integer = || ColumnType::of(super::literal::number_type(NumberClass::Integer));
    let of = sequence.data_type.clone().unwrap_or_else(integer);
    Ok(Expression::of(Form::NextValue(sequence), of))
}
