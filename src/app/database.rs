//! Which database is meant, and which table says where it stands.

use super::AppError;
use crate::dialect::{DatabaseUrl, VersionTable};
use crate::project::{Environment, Project};

/// A database to ask or to change.
#[derive(Debug, Clone)]
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The table in which it keeps where it stands.
    pub table: VersionTable,
}

/// Finds the database: `--database`, `ONEHEAD_DATABASE_URL`, the settings' `url`, `sqlalchemy.url`, `DATABASE_URL`.
///
/// # Errors
/// [`AppError::NoDatabase`] when none of them is there; what is wrong with the one that is.
pub fn locate(project: &Project, environment: &Environment, flag: Option<&str>) -> Result<Database, AppError> {
    let table = version_table(project);
    let named = flag
        .map(str::to_owned)
        .or_else(|| environment.onehead_database_url())
        .or_else(|| project.settings.url.clone());
    let text = match named {
        Some(text) => text,
        None => match project.options.get("sqlalchemy.url")? {
            Some(text) if !is_placeholder(&text) => text,
            _ => environment.database_url().ok_or(AppError::NoDatabase {
                looked: "--database, ONEHEAD_DATABASE_URL, the settings' `url`, `sqlalchemy.url` or DATABASE_URL",
            })?,
        },
    };
    Ok(Database {
        url: DatabaseUrl::parse(&text)?,
        table,
    })
}

/// Answers the version table the project uses.
#[must_use]
pub fn version_table(project: &Project) -> VersionTable {
    let name = project.settings.version_table.clone();
    VersionTable {
        name: name.unwrap_or_else(|| VersionTable::default().name),
        schema: project.settings.version_table_schema.clone(),
    }
}

/// The URL that Alembic's template writes for a person to replace; an empty one is none.
fn is_placeholder(url: &str) -> bool {
    url.is_empty() || url == "driver://user:pass@localhost/dbname"
}
