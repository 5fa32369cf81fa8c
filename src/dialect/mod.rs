//! What databases speak: URLs, the version table, scripts for `--sql`, and sessions that change a database.

mod ansi;
mod error;
mod grammar;
pub mod mysql;
mod offline;
mod part;
mod percent;
pub mod postgres;
mod runtime;
mod session;
pub mod sqlite;
mod url;
mod version_row;
mod version_table;

pub use error::{DialectError, ErrorKind};
pub use offline::{Offline, Passage, Running};
pub use part::{Missing, Part, Transactions};
pub use session::{Access, Session, Turn, Versions, lock, open};
pub use url::DatabaseUrl;
pub use version_row::VersionRow;
pub use version_table::VersionTable;

use crate::formats::sql::Flavour;
use crate::ops::Spelling;
use crate::ops::ddl::Ddl;

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

    /// How it spells operations. `doubles_percents` says whether `%` is written twice, as `SQLAlchemy` does for drivers
    /// whose parameters are styled `format` or `pyformat` (`PostgreSQL`'s and `MySQL`'s own ones, unless
    /// `dialect_opts={"paramstyle": "named"}` says otherwise).
    #[must_use]
    pub fn spelling(self, doubles_percents: bool) -> Box<dyn Spelling> {
        let mysql = |is_mariadb| mysql::MySql {
            is_mariadb,
            doubles_percents,
        };
        match self {
            Self::PostgreSql => Box::new(postgres::PostgreSql { doubles_percents }),
            Self::MySql => Box::new(mysql(false)),
            Self::MariaDb => Box::new(mysql(true)),
            Self::Sqlite => Box::new(sqlite::Sqlite { doubles_percents }),
        }
    }

    /// How it writes definitions of schemas; `doubles_percents` as in [`Dialect::spelling`].
    #[must_use]
    pub fn ddl(self, doubles_percents: bool) -> Box<dyn Ddl> {
        let mysql = |is_mariadb| mysql::MySql {
            is_mariadb,
            doubles_percents,
        };
        match self {
            Self::PostgreSql => Box::new(postgres::PostgreSql { doubles_percents }),
            Self::MySql => Box::new(mysql(false)),
            Self::MariaDb => Box::new(mysql(true)),
            Self::Sqlite => Box::new(sqlite::Sqlite { doubles_percents }),
        }
    }

    /// Finds a dialect by `SQLAlchemy`'s name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }
}
