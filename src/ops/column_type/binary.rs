//! `LargeBinary` and its kin, and `PickleType`, which stands on it.

use super::{ColumnType, Library, Type, read};
use crate::ops::{Call, Signature, Value, reason};
use crate::revision::Reason;

/// A type of bytes.
#[derive(Debug, Clone)]
pub struct BinaryType {
    /// Which class.
    pub class: BinaryClass,
    /// How many bytes it holds.
    pub length: Option<i128>,
}

/// The classes of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryClass {
    /// `LargeBinary`
    Large,
    /// `BLOB`
    Blob,
    /// `BINARY`
    Binary,
    /// `VARBINARY`
    Varbinary,
    /// `postgresql.BYTEA`
    Bytea,
    /// `mysql.TINYBLOB`
    TinyBlob,
    /// `mysql.MEDIUMBLOB`
    MediumBlob,
    /// `mysql.LONGBLOB`
    LongBlob,
    /// `oracle.RAW`
    Raw,
    /// `oracle.BFILE`
    Bfile,
    /// `mssql.IMAGE`
    Image,
    /// `mssql.TIMESTAMP`
    SqlServerTimestamp,
    /// `mssql.ROWVERSION`
    RowVersion,
}

use BinaryClass as Class;

const CLASSES: &[(Library, &str, BinaryClass)] = &[
    (Library::Core, "LargeBinary", Class::Large),
    (Library::Core, "BLOB", Class::Blob),
    (Library::Core, "BINARY", Class::Binary),
    (Library::Core, "VARBINARY", Class::Varbinary),
    (Library::PostgreSql, "BYTEA", Class::Bytea),
    (Library::MySql, "TINYBLOB", Class::TinyBlob),
    (Library::MySql, "MEDIUMBLOB", Class::MediumBlob),
    (Library::MySql, "LONGBLOB", Class::LongBlob),
    (Library::Oracle, "RAW", Class::Raw),
    (Library::Oracle, "BFILE", Class::Bfile),
    (Library::MsSql, "VARBINARY", Class::Varbinary),
    (Library::MsSql, "IMAGE", Class::Image),
    (Library::MsSql, "TIMESTAMP", Class::SqlServerTimestamp),
    (Library::MsSql, "ROWVERSION", Class::RowVersion),
];

const SIZED: Signature = Signature::new("LargeBinary", &["length"]);
const ROW_VERSION: Signature = Signature::new("mssql.TIMESTAMP", &["convert_int"]);
const MSSQL_VARBINARY: Signature = Signature::new("mssql.VARBINARY", &["length"]);
const PICKLE: Signature = Signature::new("PickleType", &["protocol", "pickler", "comparator", "impl"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    if library == Library::Core && class == "PickleType" {
        return Some(pickle(call));
    }
    let (_, _, class) = CLASSES
        .iter()
        .find(|(from, name, _)| *from == library && *name == class)?;
    Some(binary(library, *class, call).map(Type::Binary))
}

fn binary(library: Library, class: BinaryClass, call: &Call) -> Result<BinaryType, Reason> {
    let arguments = match class {
        Class::SqlServerTimestamp | Class::RowVersion => ROW_VERSION,
        Class::Varbinary if library == Library::MsSql => MSSQL_VARBINARY,
        _ => SIZED,
    }
    .bind(call)?;
    Ok(BinaryType {
        class,
        length: arguments.integer("length")?,
    })
}

/// How it pickles is the application's matter: only what it stands on counts.
fn pickle(call: &Call) -> Result<Type, Reason> {
    let arguments = PICKLE.bind(call)?;
    let Some(implementation) = arguments.value("impl") else {
        let class = Class::Large;
        return Ok(Type::Pickle(Box::new(ColumnType::of(Type::Binary(BinaryType {
            class,
            length: None,
        })))));
    };
    if let Value::Unknown(reason) = implementation {
        return Err(Reason::clone(reason));
    }
    let implementation = read::column_type(implementation, call.place)?;
    if implementation.variants.is_empty() {
        Ok(Type::Pickle(Box::new(implementation)))
    } else {
        Err(reason(call.place, "`impl` of `PickleType` has variants"))
    }
}

impl BinaryClass {
    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Large => "large_binary",
            Self::Blob => "BLOB",
            Self::Binary => "BINARY",
            Self::Varbinary => "VARBINARY",
            Self::Bytea => "BYTEA",
            Self::TinyBlob => "TINYBLOB",
            Self::MediumBlob => "MEDIUMBLOB",
            Self::LongBlob => "LONGBLOB",
            Self::Raw => "RAW",
            Self::Bfile => "BFILE",
            Self::Image => "IMAGE",
            Self::SqlServerTimestamp => "TIMESTAMP",
            Self::RowVersion => "ROWVERSION",
        }
    }
}
