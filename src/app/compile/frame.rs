//! What holds for all steps of a script: whose SQL it is, the version table, transactions, names.

use super::modules::Modules;
use crate::app::AppError;
use crate::app::apply::ApplyError;
use crate::app::workspace::Place;
use crate::dialect::{Dialect, Transactions, VersionTable};
use crate::formats::{Configured, Kind, configured};
use crate::ops::ddl::Ddl;
use crate::ops::schema::Convention;
use crate::ops::{Environment, Object, Value};
use crate::project::Settings;
use crate::revision::Reason;
use crate::text::SourceText;

/// What holds for all steps of a script.
pub struct Frame {
    /// Whose SQL it is.
    pub dialect: Dialect,
    /// The version table.
    pub table: VersionTable,
    /// Where transactions begin and end.
    pub transactions: Transactions,
    /// What names are given to constraints that have none.
    pub convention: Convention,
    /// How definitions are spelled.
    pub(super) ddl: Box<dyn Ddl>,
}

impl Frame {
    /// Answers what holds where nothing is configured.
    #[must_use]
    pub fn plain(dialect: Dialect) -> Self {
        Self {
            dialect,
            table: VersionTable::default(),
            transactions: Transactions::of(dialect),
            convention: Convention::default(),
            ddl: spelled(dialect),
        }
    }

    /// Answers what holds for the bodies of a project, each by itself: what is not known of the version table does not
    /// matter to them.
    ///
    /// # Errors
    /// [`AppError`] where `env.py` cannot be read.
    pub fn of_bodies(place: &Place<'_>, dialect: Dialect) -> Result<Self, AppError> {
        let environment = Env::read(place)?;
        Ok(Self {
            transactions: environment.transactions(dialect).unwrap_or(Transactions::of(dialect)),
            table: environment.table().unwrap_or_default(),
            convention: environment.convention(),
            ddl: spelled(dialect),
            dialect,
        })
    }

    /// Answers what holds for a whole script.
    ///
    /// # Errors
    /// [`ApplyError::Unconfigured`] where `env.py` does not tell, and the settings neither.
    pub fn of_script(place: &Place<'_>, dialect: Dialect) -> Result<Self, AppError> {
        let environment = Env::read(place)?;
        Ok(Self {
            transactions: environment.transactions(dialect)?,
            table: environment.table()?,
            convention: environment.convention(),
            ddl: spelled(dialect),
            dialect,
        })
    }

    /// Answers what a body may ask of its surroundings.
    pub(super) fn environment(&self) -> Environment {
        let mut environment = Environment::offline(self.dialect.name());
        environment.convention = self.convention.clone();
        let schema = self.table.schema.as_deref();
        environment.context.insert(
            "version_table_schema".to_owned(),
            schema.map_or(Value::None, Value::text),
        );
        environment
            .context
            .insert("version_table".to_owned(), Value::text(self.table.name.as_str()));
        environment
    }
}

/// Spells as with the named parameters of Alembic's templates: a `%` stays one.
fn spelled(dialect: Dialect) -> Box<dyn Ddl> {
    dialect.ddl(false)
}

/// `env.py`, and the settings that stand before it.
struct Env<'a> {
    settings: &'a Settings,
    /// None where the project has no `env.py`.
    configured: Option<Configured>,
    path: String,
}

impl<'a> Env<'a> {
    fn read(place: &'a Place<'a>) -> Result<Self, AppError> {
        let path = place.project.directory.join("env.py");
        let bytes = match place.project.kind {
            Kind::Alembic => place.source.read_path(&path)?,
            Kind::Sql => None,
        };
        let shown = place.shown(&path);
        let modules = Modules::new(place);
        let configured = bytes.map(|bytes| match SourceText::decode(path.as_path(), &bytes) {
            Ok(text) => configured(&text, &|name| modules.find(name)),
            Err(error) => Configured::Unknown(Reason {
                place: crate::text::Place::default(),
                text: error.to_string(),
            }),
        });
        Ok(Self {
            settings: &place.project.settings,
            configured,
            path: shown,
        })
    }

    fn value(&self, name: &str) -> Result<Value, Reason> {
        self.configured
            .as_ref()
            .map_or(Ok(Value::None), |configured| configured.get(name))
    }

    fn table(&self) -> Result<VersionTable, ApplyError> {
        let settings = self.settings;
        // Settings that name either of them speak of the table as a whole.
        if settings.version_table.is_some() || settings.version_table_schema.is_some() {
            return Ok(VersionTable {
                name: settings
                    .version_table
                    .clone()
                    .unwrap_or_else(|| VersionTable::default().name),
                schema: settings.version_table_schema.clone(),
            });
        }
        Ok(VersionTable {
            name: self
                .text("version_table")?
                .unwrap_or_else(|| VersionTable::default().name),
            schema: self.text("version_table_schema")?,
        })
    }

    fn transactions(&self, dialect: Dialect) -> Result<Transactions, ApplyError> {
        let is_transactional = self.flag("transactional_ddl")?.unwrap_or(dialect.is_transactional());
        if !is_transactional {
            return Ok(Transactions::None);
        }
        let each = match self.settings.transaction_per_migration {
            Some(each) => Some(each),
            None => self.flag("transaction_per_migration")?,
        };
        Ok(if each == Some(true) {
            Transactions::PerMigration
        } else {
            Transactions::One
        })
    }

    fn convention(&self) -> Convention {
        if let Some(names) = &self.settings.naming_convention {
            let entries = names
                .iter()
                .map(|(key, name)| (Value::text(key.as_str()), Value::text(name.as_str())));
            let unknown = || Convention::unknown("the settings' `naming_convention` is not understood");
            return Convention::from_value(&Value::Map(entries.collect())).unwrap_or_else(unknown);
        }
        let found = match self.value("target_metadata") {
            Ok(metadata) => of_metadata(&metadata),
            Err(_) => None,
        };
        found.unwrap_or_else(|| {
            let line = self
                .configured
                .as_ref()
                .map_or(1, |configured| configured.place().line.max(1));
            Convention::unknown(format!(
                "it has no name of its own, and the naming convention of `target_metadata` ({}:{line}) is not known; \
                 the setting `naming_convention` can say it",
                self.path
            ))
        })
    }

    fn text(&self, name: &'static str) -> Result<Option<String>, ApplyError> {
        match self.value(name) {
            Ok(Value::None) => Ok(None),
            Ok(Value::Text(text)) => Ok(Some(text.to_string())),
            other => Err(self.unconfigured(name, other)),
        }
    }

    fn flag(&self, name: &'static str) -> Result<Option<bool>, ApplyError> {
        match self.value(name) {
            Ok(Value::None) => Ok(None),
            Ok(Value::Bool(flag)) => Ok(Some(flag)),
            other => Err(self.unconfigured(name, other)),
        }
    }

    fn unconfigured(&self, name: &'static str, found: Result<Value, Reason>) -> ApplyError {
        let place = self
            .configured
            .as_ref()
            .map_or(1, |configured| configured.place().line.max(1));
        let (line, reason) = match found {
            Err(reason) => (reason.place.line.max(1), reason.text),
            Ok(_) => (place, "its value is not understood".to_owned()),
        };
        ApplyError::Unconfigured {
            name,
            place: format!("{}:{line}", self.path),
            reason,
        }
    }
}

/// Finds the naming convention of a metadata; none where it is not known.
fn of_metadata(metadata: &Value) -> Option<Convention> {
    const BASES: [&str; 2] = [
        "sqlalchemy.orm.declarative_base",
        "sqlalchemy.ext.declarative.declarative_base",
    ];
    match metadata {
        Value::None => Some(Convention::default()),
        Value::Object(object) => match &**object {
            Object::Call(call) => match call.callee.as_name()? {
                "sqlalchemy.MetaData" | "sqlalchemy.schema.MetaData" => match call.keyword("naming_convention") {
                    None => Some(Convention::default()),
                    Some(names) => Convention::from_value(names),
                },
                _ => None,
            },
            Object::Attribute(base, name) if &**name == "metadata" => {
                let call = base
                    .as_call()
                    .filter(|call| call.callee.as_name().is_some_and(|name| BASES.contains(&name)))?;
                call.keyword("metadata")
                    .map_or_else(|| Some(Convention::default()), of_metadata)
            }
            _ => None,
        },
        _ => None,
    }
}
