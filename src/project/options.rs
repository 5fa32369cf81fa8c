//! Every key of the configuration, for those who look for one of their own (`sqlalchemy.url`).

use indexmap::IndexSet;

use super::ProjectError;
use super::alembic::Configuration;
use super::ini::Ini;
use super::toml_file::TomlFile;

/// The keys of the main section, interpolated when asked for: a `%` that one key gets wrong stops nobody else.
#[derive(Debug, Clone, Default)]
pub struct Options {
    configuration: Option<Configuration>,
}

impl Options {
    pub(super) const fn new(configuration: Configuration) -> Self {
        Self {
            configuration: Some(configuration),
        }
    }

    /// Answers a value of the main section, or of `[tool.alembic]` where the ini file does not have the key.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] with path and line where it cannot be interpolated.
    pub fn get(&self, key: &str) -> Result<Option<String>, ProjectError> {
        let Some(configuration) = &self.configuration else {
            return Ok(None);
        };
        Ok(configuration.option(key)?.map(|option| option.value))
    }

    /// Answers a value of another section of the ini file (`[post_write_hooks]`).
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn get_in(&self, section: &str, key: &str) -> Result<Option<String>, ProjectError> {
        let ini = self.configuration.as_ref().and_then(|all| all.ini.as_deref());
        ini.map_or(Ok(None), |ini| ini.get(section, key))
    }

    /// Answers `prepend_sys_path`, split; empty where it cannot be understood.
    #[must_use]
    pub fn prepend_sys_path(&self) -> Vec<String> {
        let entries = self.configuration.as_ref().map(Configuration::prepend_sys_path);
        entries.and_then(Result::ok).unwrap_or_default()
    }

    /// Lists the keys, those of the ini file first.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let Some(configuration) = &self.configuration else {
            return Vec::new();
        };
        let ini = configuration.ini.as_deref();
        let ini = ini.into_iter().flat_map(|ini: &Ini| ini.keys(&configuration.section));
        let toml = configuration.toml.as_deref().into_iter().flat_map(TomlFile::keys);
        ini.chain(toml).collect::<IndexSet<_>>().into_iter().collect()
    }
}
