//! Parts of `ALTER TABLE` that dialects share.

use super::Ddl;
use crate::ops::Unsupported;
use crate::ops::directive::AlterColumn;
use crate::ops::expression::ServerDefault;
use crate::ops::schema::TableName;

/// `ALTER TABLE name` as Alembic writes it: a schema is split at its dots.
pub fn alter_table(dialect: &(impl Ddl + ?Sized), table: &TableName) -> String {
    let name = dialect.identifier(&table.name);
    match &table.schema {
        Some(schema) => format!("ALTER TABLE {}.{name}", dialect.dotted(schema)),
        None => format!("ALTER TABLE {name}"),
    }
}

/// `SET DEFAULT ...` or `DROP DEFAULT`; the default is not wrapped here.
///
/// # Errors
///
/// As [`crate::ops::Spelling::server_default`]; refuses a default that prints nothing.
pub fn column_default(dialect: &(impl Ddl + ?Sized), default: Option<&ServerDefault>) -> Result<String, Unsupported> {
    match default {
        None => Ok("DROP DEFAULT".to_owned()),
        Some(default) => match dialect.server_default(default)? {
            Some(default) => Ok(format!("SET DEFAULT {default}")),
            None => Err(Unsupported::refused("a default of the database's own cannot be set")),
        },
    }
}

/// What a change of a default is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultKind {
    /// A plain default.
    Plain,
    /// An identity comes, goes or changes.
    Identity,
}

/// Says what the change of a default is about; none where it stays.
///
/// # Errors
///
/// Refuses as Alembic does what becomes generated or was, and says why an old default is not known.
pub fn default_kind(altered: &AlterColumn) -> Result<Option<DefaultKind>, Unsupported> {
    let Some(new) = &altered.change.server_default else {
        return Ok(None);
    };
    let existing = match &altered.existing.server_default {
        Some(existing) => existing.get()?.as_ref(),
        None => None,
    };
    let either = |is: fn(&ServerDefault) -> bool| new.as_ref().is_some_and(is) || existing.is_some_and(is);
    if either(|default| matches!(default, ServerDefault::Computed(_))) {
        return Err(Unsupported::refused(
            "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is \
             not supported.",
        ));
    }
    Ok(Some(
        if either(|default| matches!(default, ServerDefault::Identity(_))) {
            DefaultKind::Identity
        } else {
            DefaultKind::Plain
        },
    ))
}

/// The refusal of a dialect that has no statement for identities.
#[must_use]
pub fn no_identity() -> Unsupported {
    Unsupported::refused(
        "Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing \
         column is not supported in this dialect.",
    )
}
