//! Parts of a column's clause that dialects share.

use super::Ddl;
use crate::ops::Unsupported;
use crate::ops::expression::{Computed, Identity};
use crate::ops::spelling::Columns;

/// `GENERATED ALWAYS AS (...)`
///
/// # Errors
///
/// As [`crate::ops::Spelling::expression`].
pub fn computed(dialect: &(impl Ddl + ?Sized), computed: &Computed) -> Result<String, Unsupported> {
    let sql = dialect.expression(&computed.sql, Columns::Bare)?;
    let tail = match computed.persisted {
        None => "",
        Some(true) => " STORED",
        Some(false) => " VIRTUAL",
    };
    Ok(format!("GENERATED ALWAYS AS ({sql}){tail}"))
}

/// `GENERATED ... AS IDENTITY`
#[must_use]
pub fn identity(dialect: &(impl Ddl + ?Sized), identity: &Identity) -> String {
    let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    match dialect.sequence_options(identity).as_str() {
        "" => format!("GENERATED {when} AS IDENTITY"),
        options => format!("GENERATED {when} AS IDENTITY ({options})"),
    }
}

/// Wraps a default in parentheses where it is no literal and no single word (spec section 7.5).
#[must_use]
pub fn wrapped_default(default: &str) -> String {
    let is_closed = default.trim_start().starts_with(['\'', '"', '(']);
    // As `.*\W.*` of Python, which looks at the first line alone.
    let first = default.split('\n').next().unwrap_or_default();
    let is_word = first.chars().all(|c| c.is_alphanumeric() || c == '_');
    let has_mark = !is_word || (default.len() > first.len());
    if is_closed || !has_mark {
        default.to_owned()
    } else {
        format!("({default})")
    }
}
