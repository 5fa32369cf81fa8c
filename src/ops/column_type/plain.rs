//! Classes that take no arguments that matter, each spelled by one dialect alone.

use super::{Affinity, Library, Type, read};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

/// A type that is its name.
#[derive(Debug, Clone, Copy)]
pub struct PlainType {
    /// The library whose class it is.
    pub library: Library,
    /// The name of the class.
    pub name: &'static str,
    /// What `mysql.YEAR` shows.
    pub display_width: Option<i128>,
}

const PLAIN: &[(Library, &str)] = &[
    (Library::PostgreSql, "INET"),
    (Library::PostgreSql, "CIDR"),
    (Library::PostgreSql, "MACADDR"),
    (Library::PostgreSql, "MACADDR8"),
    (Library::PostgreSql, "MONEY"),
    (Library::PostgreSql, "OID"),
    (Library::PostgreSql, "REGCLASS"),
    (Library::PostgreSql, "REGCONFIG"),
    (Library::PostgreSql, "TSVECTOR"),
    (Library::PostgreSql, "TSQUERY"),
    (Library::PostgreSql, "HSTORE"),
    (Library::PostgreSql, "INT4RANGE"),
    (Library::PostgreSql, "INT8RANGE"),
    (Library::PostgreSql, "NUMRANGE"),
    (Library::PostgreSql, "DATERANGE"),
    (Library::PostgreSql, "TSRANGE"),
    (Library::PostgreSql, "TSTZRANGE"),
    (Library::PostgreSql, "INT4MULTIRANGE"),
    (Library::PostgreSql, "INT8MULTIRANGE"),
    (Library::PostgreSql, "NUMMULTIRANGE"),
    (Library::PostgreSql, "DATEMULTIRANGE"),
    (Library::PostgreSql, "TSMULTIRANGE"),
    (Library::PostgreSql, "TSTZMULTIRANGE"),
    (Library::MySql, "YEAR"),
    (Library::MySql, "INET4"),
    (Library::MySql, "INET6"),
    (Library::MsSql, "MONEY"),
    (Library::MsSql, "SMALLMONEY"),
    (Library::MsSql, "SQL_VARIANT"),
    (Library::Oracle, "ROWID"),
];

const NONE: Signature = Signature::new("a type without arguments", &[]);
const YEAR: Signature = Signature::new("mysql.YEAR", &["display_width"]);
const HSTORE: Signature = Signature::new("postgresql.HSTORE", &["text_type"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (_, name) = PLAIN.iter().find(|(from, name)| *from == library && *name == class)?;
    Some(plain(library, name, call).map(Type::Plain))
}

fn plain(library: Library, name: &'static str, call: &Call) -> Result<PlainType, Reason> {
    let arguments = match name {
        "YEAR" => YEAR,
        "HSTORE" => HSTORE,
        _ => NONE,
    }
    .bind(call)?;
    if let Some(text_type) = arguments.value("text_type") {
        read::column_type(text_type, call.place)?;
    }
    Ok(PlainType {
        library,
        name,
        display_width: arguments.integer("display_width")?,
    })
}

impl PlainType {
    /// Answers what the type is at heart.
    #[must_use]
    pub fn affinity(self) -> Affinity {
        if self.name.ends_with("RANGE") {
            Affinity::Range
        } else {
            Affinity::Own(self.name)
        }
    }
}
