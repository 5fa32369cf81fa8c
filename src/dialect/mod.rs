//! What databases speak: URLs, the version table, scripts for `--sql`, and sessions that change a database.

mod claim;
mod connection;
mod error;
mod executor;
mod mysql;
mod offline;
mod percent;
mod postgres;
mod reserved;
mod runtime;
mod session;
pub mod sqlite;
mod url;
mod version_row;
mod version_table;
mod work;

pub use claim::Claim;
pub use connection::Signal;
pub use error::{DialectError, ErrorKind};
pub use offline::{Offline, Passage, Running};
pub use session::{Access, InFlight, Resume, Session, Turn, Versions, open};
pub use url::DatabaseUrl;
pub use version_row::VersionRow;
pub use version_table::VersionTable;
pub use work::{Part, Work};

use crate::formats::sql::Flavour;

/// A kind of database, as `SQLAlchemy` tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `PostgreSQL`.
    PostgreSql,
    /// `MySQL`.
    MySql,
    /// `MariaDB`: `MySQL` but for `RETURNING`.
    MariaDb,
    /// `SQLite`.
    Sqlite,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 4] = [Self::PostgreSql, Self::MySql, Self::MariaDb, Self::Sqlite];

    /// `SQLAlchemy`'s name, the first part of a URL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
            Self::Sqlite => "sqlite",
        }
    }

    /// The name in Alembic's log line `Context impl SQLiteImpl.` (spec section 1.0).
    #[must_use]
    pub const fn implementation(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgresqlImpl",
            Self::MySql => "MySQLImpl",
            Self::MariaDb => "MariaDBImpl",
            Self::Sqlite => "SQLiteImpl",
        }
    }

    /// How a person calls it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
            Self::Sqlite => "SQLite",
        }
    }

    /// Says whether Alembic takes its DDL for transactional: `BEGIN`/`COMMIT` in `--sql` (spec section 6.2).
    #[must_use]
    pub const fn is_transactional(self) -> bool {
        matches!(self, Self::PostgreSql)
    }

    /// The rules by which its statements are told apart.
    #[must_use]
    pub const fn flavour(self) -> Flavour {
        match self {
            Self::PostgreSql => Flavour::PostgreSql,
            Self::MySql | Self::MariaDb => Flavour::MySql,
            Self::Sqlite => Flavour::Sqlite,
        }
    }

    /// Finds a dialect by `SQLAlchemy`'s name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }
}
