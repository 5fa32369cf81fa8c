//! Types that take the schema of their table: `Enum(..., inherit_schema=True)`.

use crate::ops::Identifier;
use crate::ops::column_type::{ColumnType, Type};

/// Gives the schema of a table to the types in a type that ask for it.
pub(super) fn hand_down(column_type: &mut ColumnType, schema: Option<&Identifier>) {
    let variants = column_type.variants.iter_mut().map(|(_, variant)| variant);
    for one in std::iter::once(&mut column_type.base).chain(variants) {
        match one {
            Type::Enum(of) if of.inherit_schema => {
                of.schema = Some(schema.cloned());
                of.inherit_schema = false;
            }
            Type::Array(array) => hand_down(&mut array.item, schema),
            _ => {}
        }
    }
}
