//! What types are at heart, and the libraries that they come from.

/// What a type is at heart: the class right under `TypeEngine` that it descends from (`_type_affinity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Affinity {
    /// `Integer` and its kin: a primary key of it counts by itself.
    Integer,
    /// `Numeric`.
    Numeric,
    /// `Float`, apart from `Numeric`.
    Float,
    /// `String` and its kin, `Enum` and `SET` too.
    String,
    /// `DateTime`.
    DateTime,
    /// `Date`.
    Date,
    /// `Time`.
    Time,
    /// `Interval`.
    Interval,
    /// `_Binary`.
    Binary,
    /// `Boolean`.
    Boolean,
    /// `JSON`.
    Json,
    /// `Uuid`.
    Uuid,
    /// `ARRAY`.
    Array,
    /// `NullType`.
    Null,
    /// `TypeDecorator`: what it decorates is not looked at.
    Decorator,
    /// `postgresql.NamedType`: `ENUM` and `DOMAIN` of `PostgreSQL`.
    Named,
    /// `postgresql.AbstractRange`.
    Range,
    /// A class by itself.
    Own(&'static str),
}

/// The libraries of types: names that `SQLAlchemy` spells alike are told apart by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Library {
    /// `sqlalchemy`, `sqlalchemy.types`, `sqlalchemy.sql.sqltypes`.
    Core,
    /// `sqlalchemy.dialects.postgresql`.
    PostgreSql,
    /// `sqlalchemy.dialects.mysql`.
    MySql,
    /// `sqlalchemy.dialects.sqlite`.
    Sqlite,
    /// `sqlalchemy.dialects.mssql`.
    MsSql,
    /// `sqlalchemy.dialects.oracle`.
    Oracle,
}

impl Library {
    /// Splits a dotted name into the library and the name of the class; `None` where it is no library of types.
    #[must_use]
    pub fn of(name: &str) -> Option<(Self, &str)> {
        let (module, class) = name.rsplit_once('.')?;
        let library = match module {
            "sqlalchemy" | "sqlalchemy.types" | "sqlalchemy.sql.sqltypes" | "sqlalchemy.sql.type_api" => Self::Core,
            _ => {
                let dialect = module.strip_prefix("sqlalchemy.dialects.")?;
                let (dialect, _) = dialect.split_once('.').unwrap_or((dialect, ""));
                match dialect {
                    "postgresql" => Self::PostgreSql,
                    "mysql" | "mariadb" => Self::MySql,
                    "sqlite" => Self::Sqlite,
                    "mssql" => Self::MsSql,
                    "oracle" => Self::Oracle,
                    _ => return None,
                }
            }
        };
        Some((library, class))
    }

    /// The classes of [`Library::Core`] that the library offers under its own name.
    #[must_use]
    pub const fn borrowed(self) -> &'static [&'static str] {
        match self {
            Self::Core => &[],
            Self::PostgreSql => &[
                "BIGINT",
                "BOOLEAN",
                "CHAR",
                "DATE",
                "DOUBLE_PRECISION",
                "FLOAT",
                "INTEGER",
                "NUMERIC",
                "REAL",
                "SMALLINT",
                "TEXT",
                "UUID",
                "VARCHAR",
            ],
            Self::MySql => &["BINARY", "BLOB", "BOOLEAN", "DATE", "VARBINARY"],
            Self::Sqlite => &[
                "BLOB",
                "BOOLEAN",
                "CHAR",
                "DECIMAL",
                "FLOAT",
                "INTEGER",
                "NUMERIC",
                "REAL",
                "SMALLINT",
                "TEXT",
                "TIMESTAMP",
                "VARCHAR",
            ],
            Self::MsSql => &[
                "BIGINT", "BINARY", "CHAR", "DATE", "DATETIME", "DECIMAL", "FLOAT", "INTEGER", "NCHAR", "NUMERIC",
                "NVARCHAR", "SMALLINT", "TEXT", "VARCHAR",
            ],
            Self::Oracle => &[
                "BLOB",
                "BOOLEAN",
                "CHAR",
                "CLOB",
                "DOUBLE_PRECISION",
                "NCHAR",
                "NVARCHAR",
                "REAL",
                "VARCHAR",
            ],
        }
    }
}
