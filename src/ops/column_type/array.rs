//! `ARRAY`.

use super::{ColumnType, Library, Type, read};
use crate::ops::{Call, Signature, reason};
use crate::revision::Reason;

/// A type of arrays.
#[derive(Debug, Clone)]
pub struct ArrayType {
    /// What it holds; never an array itself.
    pub item: Box<ColumnType>,
    /// How many dimensions it has.
    pub dimensions: Option<i128>,
    /// The library whose class it is.
    pub library: Library,
}

const SIGNATURE: Signature = Signature::new("ARRAY", &["item_type", "as_tuple", "dimensions", "zero_indexes"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    match (library, class) {
        (Library::Core | Library::PostgreSql, "ARRAY") => Some(array(library, call).map(Type::Array)),
        _ => None,
    }
}

fn array(library: Library, call: &Call) -> Result<ArrayType, Reason> {
    let arguments = SIGNATURE.bind(call)?;
    let item = read::column_type(arguments.required("item_type")?, call.place)?;
    let is_same = |array: &ArrayType| library == Library::Core || array.library == Library::PostgreSql;
    if matches!(&item.base, Type::Array(array) if is_same(array)) {
        let text = "an array of arrays is no type: a column of it takes lists of any depth";
        return Err(reason(call.place, text));
    }
    for flag in ["as_tuple", "zero_indexes"] {
        arguments.truth(flag, false)?;
    }
    Ok(ArrayType {
        item: Box::new(item),
        dimensions: arguments.integer("dimensions")?,
        library,
    })
}
