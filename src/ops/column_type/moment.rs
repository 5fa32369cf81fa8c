//! `DateTime`, `Date`, `Time` and their kin.

use super::{Affinity, Library, Type};
use crate::ops::{Call, Signature, Value, reason};
use crate::revision::Reason;

/// A type of dates and times.
#[derive(Debug, Clone)]
pub struct MomentType {
    /// Which class.
    pub class: MomentClass,
    /// Whether it knows time zones.
    pub timezone: bool,
    /// Digits of a second, as `PostgreSQL`'s classes (`precision`) or `MySQL`'s (`fsp`) give them.
    pub precision: Precision,
    /// The library whose class it is.
    pub library: Library,
}

/// Digits of a second: the libraries spell them apart, and each dialect reads its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Precision {
    /// `precision` of `PostgreSQL`'s and of SQL Server's classes.
    pub precision: Option<i128>,
    /// `fsp` of `MySQL`'s classes.
    pub fsp: Option<i128>,
}

/// The classes of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MomentClass {
    /// `DateTime`
    DateTime,
    /// `Date`
    Date,
    /// `Time`
    Time,
    /// `DATETIME`
    UpperDateTime,
    /// `DATE`
    UpperDate,
    /// `TIME`
    UpperTime,
    /// `TIMESTAMP`
    Timestamp,
    /// `oracle.DATE`, which keeps a time
    OracleDate,
    /// `mssql.DATETIME2`
    DateTime2,
    /// `mssql.DATETIMEOFFSET`
    DateTimeOffset,
    /// `mssql.SMALLDATETIME`
    SmallDateTime,
}

use MomentClass as Class;

const CLASSES: &[(Library, &str, MomentClass)] = &[
    (Library::Core, "DateTime", Class::DateTime),
    (Library::Core, "Date", Class::Date),
    (Library::Core, "Time", Class::Time),
    (Library::Core, "DATETIME", Class::UpperDateTime),
    (Library::Core, "DATE", Class::UpperDate),
    (Library::Core, "TIME", Class::UpperTime),
    (Library::Core, "TIMESTAMP", Class::Timestamp),
    (Library::PostgreSql, "TIMESTAMP", Class::Timestamp),
    (Library::PostgreSql, "TIME", Class::UpperTime),
    (Library::MySql, "TIMESTAMP", Class::Timestamp),
    (Library::MySql, "DATETIME", Class::UpperDateTime),
    (Library::MySql, "TIME", Class::UpperTime),
    (Library::Sqlite, "DATETIME", Class::DateTime),
    (Library::Sqlite, "DATE", Class::Date),
    (Library::Sqlite, "TIME", Class::Time),
    (Library::Oracle, "DATE", Class::OracleDate),
    (Library::Oracle, "TIMESTAMP", Class::Timestamp),
    (Library::MsSql, "TIME", Class::UpperTime),
    (Library::MsSql, "DATETIME2", Class::DateTime2),
    (Library::MsSql, "DATETIMEOFFSET", Class::DateTimeOffset),
    (Library::MsSql, "SMALLDATETIME", Class::SmallDateTime),
];

const ZONED: Signature = Signature::new("DateTime", &["timezone"]);
const DATE: Signature = Signature::new("Date", &[]);
const POSTGRESQL: Signature = Signature::new("postgresql.TIMESTAMP", &["timezone", "precision"]);
const MYSQL: Signature = Signature::new("mysql.DATETIME", &["timezone", "fsp"]);
const ORACLE: Signature = Signature::new("oracle.TIMESTAMP", &["timezone", "local_timezone"]);
const MSSQL: Signature = Signature::new("mssql.DATETIME2", &["precision"]).with_keywords(&["timezone"]);
const MSSQL_TIME: Signature = Signature::new("mssql.TIME", &["precision"]).with_keywords(&["timezone"]);
const SQLITE: Signature = Signature::new("sqlite.DATETIME", &[]).with_keywords(&["timezone"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (_, _, class) = CLASSES
        .iter()
        .find(|(from, name, _)| *from == library && *name == class)?;
    Some(moment(library, *class, call).map(Type::Moment))
}

fn moment(library: Library, class: MomentClass, call: &Call) -> Result<MomentType, Reason> {
    let arguments = match library {
        Library::PostgreSql => POSTGRESQL,
        Library::MySql => MYSQL,
        Library::Sqlite if class == Class::Date => DATE,
        Library::Sqlite => SQLITE,
        Library::Oracle if class == Class::Timestamp => ORACLE,
        Library::MsSql if class == Class::UpperTime => MSSQL_TIME,
        Library::MsSql if matches!(class, Class::DateTime2 | Class::DateTimeOffset) => MSSQL,
        _ if matches!(class, Class::Date | Class::UpperDate) => DATE,
        _ => ZONED,
    }
    .bind(call)?;
    if let Some(zone) = arguments.value("local_timezone")
        && !matches!(zone, Value::Bool(false))
    {
        return Err(reason(call.place, "`local_timezone` is not understood"));
    }
    Ok(MomentType {
        class,
        timezone: arguments.truth("timezone", false)?,
        precision: Precision {
            precision: arguments.integer("precision")?,
            fsp: arguments.integer("fsp")?,
        },
        library,
    })
}

impl MomentType {
    /// A type of Core.
    #[must_use]
    pub const fn core(class: MomentClass, timezone: bool) -> Self {
        Self {
            class,
            timezone,
            precision: Precision {
                precision: None,
                fsp: None,
            },
            library: Library::Core,
        }
    }
}

impl MomentClass {
    /// Answers what the class is at heart.
    #[must_use]
    pub const fn affinity(self) -> Affinity {
        match self {
            Self::Date | Self::UpperDate => Affinity::Date,
            Self::Time | Self::UpperTime => Affinity::Time,
            _ => Affinity::DateTime,
        }
    }

    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DateTime => "datetime",
            Self::Date => "date",
            Self::Time => "time",
            Self::UpperDateTime => "DATETIME",
            Self::UpperDate | Self::OracleDate => "DATE",
            Self::UpperTime => "TIME",
            Self::Timestamp => "TIMESTAMP",
            Self::DateTime2 => "DATETIME2",
            Self::DateTimeOffset => "DATETIMEOFFSET",
            Self::SmallDateTime => "SMALLDATETIME",
        }
    }
}
