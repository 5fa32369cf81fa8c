//! `JSON` and its kin.

use super::{Affinity, Library, Type, read};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// A type of JSON documents.
#[derive(Debug, Clone)]
pub struct JsonType {
    /// Which class.
    pub class: JsonClass,
    /// Whether `None` is SQL's `NULL` and not JSON's.
    pub none_as_null: bool,
    /// The library whose class it is.
    pub library: Library,
}

/// The classes of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonClass {
    /// `JSON`
    Json,
    /// `postgresql.JSONB`, `sqlite.JSONB`
    Jsonb,
    /// `postgresql.JSONPATH`
    Path,
}

const CORE: Signature = Signature::new("JSON", &["none_as_null"]);
const POSTGRESQL: Signature = Signature::new("postgresql.JSONB", &["none_as_null", "astext_type"]);
const PATH: Signature = Signature::new("postgresql.JSONPATH", &[]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let class = match (library, class) {
        (Library::PostgreSql | Library::Sqlite, "JSONB") => JsonClass::Jsonb,
        (Library::PostgreSql, "JSONPATH") => JsonClass::Path,
        (_, "JSON") => JsonClass::Json,
        _ => return None,
    };
    Some(json(library, class, call).map(Type::Json))
}

fn json(library: Library, class: JsonClass, call: &Call) -> Result<JsonType, Reason> {
    let arguments = match (library, class) {
        (_, JsonClass::Path) => PATH,
        (Library::PostgreSql, _) => POSTGRESQL,
        _ => CORE,
    }
    .bind(call)?;
    // What `->>` answers; no column shows it.
    if let Some(astext_type) = arguments.value("astext_type") {
        read::column_type(astext_type, call.place)?;
    }
    Ok(JsonType {
        class,
        none_as_null: arguments.truth("none_as_null", false)?,
        library,
    })
}

impl JsonClass {
    /// Answers what the class is at heart.
    #[must_use]
    pub const fn affinity(self) -> Affinity {
        match self {
            Self::Json | Self::Jsonb => Affinity::Json,
            Self::Path => Affinity::Own("JSONElementType"),
        }
    }

    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Jsonb => "JSONB",
            Self::Path => "JSONPATH",
        }
    }
}
