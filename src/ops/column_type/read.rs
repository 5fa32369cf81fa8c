//! From a value to a type: whose class it is, its variants, methods that answer the type itself.

use std::sync::Arc;

use super::{ColumnType, Library, Type, array, binary, bits, boolean, domain, enumeration, interval, json, moment};
use super::{number, plain, string, uuid};
use crate::ops::{Call, Object, Signature, Value, reason};
use crate::revision::Reason;
use crate::text::Place;

/// How a family reads a class that is its own.
type Read = fn(Library, &str, &Call) -> Option<Result<Type, Reason>>;

/// Every family of classes.
const ALL: &[Read] = &[
    string::read,
    number::read,
    moment::read,
    boolean::read,
    enumeration::read,
    json::read,
    uuid::read,
    binary::read,
    interval::read,
    array::read,
    plain::read,
    bits::read,
    domain::read,
    none,
];

/// The types that say that there is none.
fn none(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    match (library, class) {
        (Library::Core, "NullType" | "NULLTYPE") => {
            Some(Signature::new("NullType", &[]).bind(call).map(|_| Type::Null))
        }
        (Library::Core, "TupleType") => Some(Ok(Type::Tuple)),
        _ => None,
    }
}

/// Reads a type: an instance, a class alone, or a variant of one.
pub(super) fn column_type(value: &Value, place: Place) -> Result<ColumnType, Reason> {
    let object = match value {
        Value::Object(object) => object,
        Value::Unknown(reason) => return Err(Reason::clone(reason)),
        other => return Err(reason(place, format!("{} is no column type", other.kind()))),
    };
    match &**object {
        Object::Name(name) => {
            let call = Call {
                callee: value.clone(),
                arguments: Vec::new(),
                keywords: Vec::new(),
                place,
            };
            class(name, &call).map(ColumnType::of)
        }
        Object::Call(call) => match &call.callee {
            Value::Object(callee) => match &**callee {
                Object::Name(name) => class(name, call).map(ColumnType::of),
                Object::Attribute(of, method) => of_method(of, method, call),
                _ => Err(reason(call.place, "this call gives no column type that is understood")),
            },
            _ => Err(reason(call.place, "this call gives no column type that is understood")),
        },
        _ => Err(reason(place, "this gives no column type that is understood")),
    }
}

fn class(name: &str, call: &Call) -> Result<Type, Reason> {
    match name {
        "onehead.column_spec" => {
            let arguments = Signature::new("a type of the project", &["spec"]).bind(call)?;
            let spec = arguments.text("spec")?;
            return spec
                .map(Type::Spec)
                .ok_or_else(|| reason(call.place, "the type has no spelling"));
        }
        "onehead.decorated" => {
            let arguments = Signature::new("a type of the project", &["impl"]).bind(call)?;
            let implementation = column_type(arguments.required("impl")?, call.place)?;
            return Ok(Type::Decorated(Box::new(implementation)));
        }
        _ => {}
    }
    let unknown = || reason(call.place, format!("`{name}` is no column type that is known"));
    let (library, class) = Library::of(name).ok_or_else(unknown)?;
    let read = |library: Library| ALL.iter().find_map(|read| read(library, class, call));
    read(library)
        .or_else(|| library.borrowed().contains(&class).then(|| read(Library::Core))?)
        .unwrap_or_else(|| Err(unknown()))
}

/// The methods of a type that answer a type.
fn of_method(of: &Value, method: &str, call: &Call) -> Result<ColumnType, Reason> {
    match method {
        "with_variant" => with_variant(column_type(of, call.place)?, call),
        // How a value `None` is written in DML; the type stays what it is.
        "evaluates_none" | "copy" if call.arguments.is_empty() && call.keywords.is_empty() => {
            column_type(of, call.place)
        }
        _ => Err(reason(call.place, format!("`.{method}()` of a type is not understood"))),
    }
}

fn with_variant(mut base: ColumnType, call: &Call) -> Result<ColumnType, Reason> {
    let arguments = Signature::new("with_variant", &["type_"]).with_rest().bind(call)?;
    let variant = match arguments.required("type_")? {
        Value::Unknown(reason) => ColumnType::of(Type::Unknown(reason.text.as_str().into())),
        variant => column_type(variant, call.place)?,
    };
    if !variant.variants.is_empty() {
        return Err(reason(call.place, "a variant has variants of its own"));
    }
    for dialect in arguments.rest {
        let Value::Text(dialect) = dialect else {
            return Err(reason(call.place, "the dialect of a variant is no text"));
        };
        if base.variants.iter().any(|(name, _)| name == dialect) {
            return Err(reason(
                call.place,
                format!("a variant for `{dialect}` is there already"),
            ));
        }
        base.variants.push((Arc::clone(dialect), variant.base.clone()));
    }
    Ok(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_in_the_dark_hides_no_other_dialect() {
        let call = |callee: Value, arguments: Vec<Value>| {
            Value::Object(Arc::new(Object::Call(Call {
                callee,
                arguments,
                keywords: Vec::new(),
                place: Place::default(),
            })))
        };
        let integer = Value::name("sqlalchemy.Integer");
        let method = Value::Object(Arc::new(Object::Attribute(
            call(integer, Vec::new()),
            "with_variant".into(),
        )));
        let dark = Value::Unknown(Arc::new(reason(Place::default(), "somebody else's")));
        let varied = call(method, vec![dark, Value::text("sqlite")]);
        let of = column_type(&varied, Place::default()).expect("it is read");
        assert!(matches!(of.on("postgresql"), Type::Number(_)));
        assert!(matches!(of.on("sqlite"), Type::Unknown(_)));
    }
}
