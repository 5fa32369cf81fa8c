//! Alembic's configuration: one ini file and one `pyproject.toml`, the ini before the other key by key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ini::Ini;
use super::options::Options;
use super::toml_file::TomlFile;
use super::{Naming, ProjectError};
use crate::sources::Source;
use crate::text::SourceText;

/// The section of the ini file that is read unless `-n` names another.
pub const MAIN_SECTION: &str = "alembic";

/// A value and the key's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The value, interpolated.
    pub value: String,
    /// The file.
    pub path: PathBuf,
    /// The line of the key.
    pub line: Option<u32>,
}

/// Both files together, seen through one section of the ini file.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The ini file.
    pub ini: Option<Arc<Ini>>,
    /// `[tool.alembic]`.
    pub toml: Option<Arc<TomlFile>>,
    /// The section of the ini file.
    pub section: String,
}

impl Configuration {
    /// Reads what is there of two files; a missing file is like an empty one.
    ///
    /// # Errors
    /// [`ProjectError`] where one cannot be read or parsed.
    pub fn read(source: &dyn Source, ini: Option<&Path>, toml: Option<&Path>) -> Result<Self, ProjectError> {
        let ini = match ini.map(|path| read_text(source, path)).transpose()?.flatten() {
            Some(text) => Some(Ini::parse(&text, folder(text.path()))?),
            None => None,
        };
        let toml = match toml.map(|path| read_text(source, path)).transpose()?.flatten() {
            Some(text) => TomlFile::parse(&text, folder(text.path()))?,
            None => None,
        };
        Ok(Self {
            ini: ini.map(Arc::new),
            toml: toml.map(Arc::new),
            section: MAIN_SECTION.to_owned(),
        })
    }

    /// Looks through another section.
    #[must_use]
    pub fn with_section(&self, section: &str) -> Self {
        Self {
            section: section.to_owned(),
            ..self.clone()
        }
    }

    /// Answers whether neither file says anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ini.is_none() && self.toml.is_none()
    }

    /// Answers the file to blame for what is missing: the ini file before the other.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        let ini = self.ini.as_deref().map(Ini::path);
        ini.or_else(|| self.toml.as_deref().map(TomlFile::path))
    }

    /// Answers a string option from either file (`Config.get_alembic_option`).
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] where it cannot be interpolated.
    pub fn option(&self, key: &str) -> Result<Option<Located>, ProjectError> {
        if let Some(ini) = self.ini.as_deref()
            && let Some(value) = ini.get(&self.section, key)?
        {
            let line = ini.raw(&self.section, key).and_then(|item| item.line);
            return Ok(Some(located(value, ini.path(), line)));
        }
        let Some(toml) = self.toml.as_deref() else {
            return Ok(None);
        };
        let value = toml.text(key)?;
        Ok(value.map(|value| located(value, toml.path(), toml.line(key))))
    }

    /// Answers a boolean option: in the ini file only the exact text `true` is one (`get_alembic_boolean_option`).
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] where it is no boolean in `pyproject.toml`.
    pub fn boolean(&self, key: &str) -> Result<bool, ProjectError> {
        match self.ini_value(key)? {
            Some(value) => Ok(value == "true"),
            None => self.toml.as_deref().map_or(Ok(false), |toml| toml.boolean(key)),
        }
    }

    /// Answers `revision_environment` as `asbool` reads it; a value that it refuses counts as true, because then
    /// only Alembic itself can say what happens.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] where it cannot be interpolated.
    pub fn revision_environment(&self) -> Result<bool, ProjectError> {
        let Some(option) = self.option("revision_environment")? else {
            return Ok(false);
        };
        let value = option.value.trim().to_lowercase();
        Ok(!matches!(value.as_str(), "" | "false" | "no" | "off" | "n" | "f" | "0"))
    }

    /// Answers `version_locations`, split; empty where none is configured.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] for a value or separator that cannot be understood.
    pub fn version_locations(&self) -> Result<Vec<String>, ProjectError> {
        const SEPARATORS: [&str; 2] = ["path_separator", "version_path_separator"];
        self.list("version_locations", &SEPARATORS, &[' ', ','])
    }

    /// Answers `prepend_sys_path`, split.
    ///
    /// # Errors
    /// As [`Self::version_locations`].
    pub fn prepend_sys_path(&self) -> Result<Vec<String>, ProjectError> {
        self.list("prepend_sys_path", &["path_separator"], &[' ', ',', ':'])
    }

    /// Answers the names of the post-write hooks. The section of the ini file, even an empty one, hides the list.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] where the names cannot be interpolated.
    pub fn post_write_hooks(&self) -> Result<Vec<String>, ProjectError> {
        const SECTION: &str = "post_write_hooks";
        if let Some(ini) = self.ini.as_deref().filter(|ini| ini.has_section(SECTION)) {
            let names = ini.get(SECTION, "hooks")?.unwrap_or_default();
            return Ok(split_legacy(&names, &[' ', ',']));
        }
        Ok(self.toml.as_deref().map_or_else(Vec::new, |toml| toml.names(SECTION)))
    }

    /// Answers how new files are named.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] for a value that cannot be understood.
    pub fn naming(&self) -> Result<Naming, ProjectError> {
        let mut naming = Naming::default();
        if let Some(template) = self.option("file_template")? {
            naming.file_template = template.value;
        }
        if let Some(length) = self.option("truncate_slug_length")? {
            let number = length.value.trim().parse::<usize>().map_err(|_| {
                let what = format!("`truncate_slug_length`: `{}` is no whole number", length.value);
                ProjectError::invalid(&length.path, length.line, what)
            })?;
            // Python's `or 40`.
            if number > 0 {
                naming.truncate_slug_length = number;
            }
        }
        naming.timezone = self
            .option("timezone")?
            .map(|zone| zone.value)
            .filter(|zone| !zone.is_empty());
        Ok(naming)
    }

    /// Lists the sections of the ini file that say where scripts are: those that write `script_location` themselves,
    /// and the main section where it inherits it.
    #[must_use]
    pub fn sections(&self) -> Vec<String> {
        const KEY: &str = "script_location";
        let Some(ini) = self.ini.as_deref() else {
            return Vec::new();
        };
        ini.sections()
            .filter(|name| ini.has_own(name, KEY) || (*name == MAIN_SECTION && ini.raw(name, KEY).is_some()))
            .map(str::to_owned)
            .collect()
    }

    /// Answers all keys, for those who look for one of their own.
    #[must_use]
    pub fn options(&self) -> Options {
        Options::new(self.clone())
    }

    fn ini_value(&self, key: &str) -> Result<Option<String>, ProjectError> {
        self.ini.as_deref().map_or(Ok(None), |ini| ini.get(&self.section, key))
    }

    fn list(&self, key: &str, separators: &[&str], legacy: &[char]) -> Result<Vec<String>, ProjectError> {
        let text = self.ini_value(key)?.filter(|text| !text.is_empty());
        let Some(text) = text else {
            let list = self.toml.as_deref().map_or(Ok(None), |toml| toml.list(key))?;
            return Ok(list.unwrap_or_default());
        };
        Ok(match self.separator(separators)? {
            None => split_legacy(&text, legacy),
            Some(separator) => text
                .split(separator)
                .map(str::trim)
                .filter(|entry| !entry.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }

    fn separator(&self, keys: &[&str]) -> Result<Option<char>, ProjectError> {
        for key in keys {
            let Some(value) = self.ini_value(key)? else { continue };
            let separator = match value.as_str() {
                "space" => ' ',
                "newline" => '\n',
                "os" if cfg!(windows) => ';',
                "os" | ":" => ':',
                ";" => ';',
                _ => {
                    let ini = self.ini.as_deref();
                    let line = ini
                        .and_then(|ini| ini.raw(&self.section, key))
                        .and_then(|item| item.line);
                    let what = format!("`{key}`: `{value}` is none of space, newline, os, `:`, `;`");
                    return Err(ProjectError::invalid(self.path().unwrap_or(Path::new("")), line, what));
                }
            };
            return Ok(Some(separator));
        }
        Ok(None)
    }
}

/// Reads a file as text; none where there is none.
///
/// # Errors
/// [`ProjectError`] where it cannot be read or is no text.
pub(super) fn read_text(source: &dyn Source, path: &Path) -> Result<Option<SourceText>, ProjectError> {
    let Some(bytes) = source.read_path(path)? else {
        return Ok(None);
    };
    let text = SourceText::decode(path, &bytes).map_err(|error| ProjectError::Text {
        path: path.to_path_buf(),
        error,
    })?;
    Ok(Some(text))
}

/// Answers the folder of a file.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Splits as Alembic did before it had `path_separator`: `, *|(?: +)`.
fn split_legacy(text: &str, separators: &[char]) -> Vec<String> {
    text.split(separators)
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

fn located(value: String, path: &Path, line: Option<u32>) -> Located {
    Located {
        value,
        path: path.to_path_buf(),
        line,
    }
}
