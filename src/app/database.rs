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

/// Finds the database: `--database`, `ONEHEAD_DATABASE_URL`; else the settings' `url`, `sqlalchemy.url`,
/// `DATABASE_URL`, of which those that are there must mean the same database.
///
/// # Errors
/// [`AppError::NoDatabase`] when none of them is there; [`AppError::TwoDatabases`] when they differ; what is wrong with
/// the one that is.
pub fn locate(project: &Project, environment: &Environment, flag: Option<&str>) -> Result<Database, AppError> {
    let table = version_table(project);
    let named = flag.map(str::to_owned).or_else(|| environment.onehead_database_url());
    let url = match named {
        Some(text) => DatabaseUrl::parse(&text)?,
        None => configured(project, environment)?,
    };
    Ok(Database { url, table })
}

/// The URL that the configuration and the environment agree on.
fn configured(project: &Project, environment: &Environment) -> Result<DatabaseUrl, AppError> {
    let ini = project.options.get("sqlalchemy.url")?;
    let places = [
        ("the settings' `url`", project.settings.url.clone()),
        ("`sqlalchemy.url`", ini.filter(|text| !is_placeholder(text))),
        ("DATABASE_URL", environment.database_url()),
    ];
    let mut said = places.into_iter().filter_map(|(place, text)| Some((place, text?)));
    let Some((first, text)) = said.next() else {
        return Err(AppError::NoDatabase {
            looked: "--database, ONEHEAD_DATABASE_URL, the settings' `url`, `sqlalchemy.url` or DATABASE_URL",
        });
    };
    let url = DatabaseUrl::parse(&text)?;
    for (place, text) in said {
        // What Heroku writes, and SQLAlchemy refuses.
        let text = text.replacen("postgres://", "postgresql://", 1);
        if !DatabaseUrl::parse(&text).is_ok_and(|other| other.is_same_database(&url)) {
            return Err(AppError::TwoDatabases {
                one: first,
                other: place,
            });
        }
    }
    Ok(url)
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
