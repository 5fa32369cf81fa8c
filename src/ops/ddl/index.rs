//! Parts of statements about indexes that dialects share.

use super::Ddl;
use crate::ops::Unsupported;
use crate::ops::schema::Index;

/// The name of an index without its schema.
///
/// # Errors
///
/// Refuses an index without a name, and a name that is too long.
pub fn head(dialect: &(impl Ddl + ?Sized), index: &Index) -> Result<String, Unsupported> {
    let name = index.name.as_ref();
    let name = name.ok_or_else(|| Unsupported::refused("CREATE INDEX requires that the index have a name"))?;
    dialect.index_name(name)
}

/// The name of an index in the schema of its table.
///
/// # Errors
///
/// As [`head`].
pub fn index_name_in_schema(dialect: &(impl Ddl + ?Sized), index: &Index) -> Result<String, Unsupported> {
    let name = head(dialect, index)?;
    Ok(match &index.table.schema {
        Some(schema) => format!("{}.{name}", dialect.identifier(schema)),
        None => name,
    })
}
