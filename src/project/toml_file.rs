//! `[tool.alembic]` of `pyproject.toml` (spec section 5; Alembic's `Config.toml_alembic_config`).

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use super::ProjectError;
use super::interpolate;
use crate::text::SourceText;

/// A value of `[tool.alembic]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string, nothing interpolated.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, as written.
    Number(String),
    /// An array of strings, nothing interpolated.
    List(Vec<String>),
    /// The `name` of each table in an array of tables.
    Names(Vec<String>),
    /// Anything else, by the name of its type.
    Other(&'static str),
}

/// The table `[tool.alembic]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TomlFile {
    path: PathBuf,
    here: String,
    values: IndexMap<String, (Value, u32)>,
}

impl TomlFile {
    /// Reads a `pyproject.toml`; none where it has no `[tool.alembic]`.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] where the file is no TOML or the table is none.
    pub fn parse(text: &SourceText, here: &Path) -> Result<Option<Self>, ProjectError> {
        // A file that cannot hold the table is none of our business, broken or not.
        if !text.text().contains("alembic") {
            return Ok(None);
        }
        let line = |at: usize| line_of(text, at);
        let document = DeTable::parse(text.text()).map_err(|error| {
            let at = error.span().map(|span| line(span.start));
            ProjectError::invalid(text.path(), at, first_line(error.message()))
        })?;
        let Some(tool) = document
            .get_ref()
            .get("tool")
            .and_then(|tool| tool.get_ref().as_table())
        else {
            return Ok(None);
        };
        let Some(alembic) = tool.get("alembic") else {
            return Ok(None);
        };
        let Some(table) = alembic.get_ref().as_table() else {
            let at = Some(line(alembic.span().start));
            return Err(ProjectError::invalid(text.path(), at, "[tool.alembic] must be a table"));
        };
        let values = table
            .iter()
            .map(|(key, item)| {
                (
                    key.get_ref().to_string(),
                    (value(item.get_ref()), line(key.span().start)),
                )
            })
            .collect();
        Ok(Some(Self {
            path: text.path().to_path_buf(),
            here: here.display().to_string(),
            values,
        }))
    }

    /// Answers the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Answers the line of a key.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<u32> {
        self.values.get(key).map(|(_, line)| *line)
    }

    /// Lists the keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Answers a string with `%(here)s` filled in; a whole number counts as one.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] for another type, or a `%` that cannot be understood.
    pub fn text(&self, key: &str) -> Result<Option<String>, ProjectError> {
        match self.values.get(key) {
            None => Ok(None),
            Some((Value::Text(text), line)) => self.format(key, text, *line).map(Some),
            Some((Value::Number(digits), _)) => Ok(Some(digits.clone())),
            Some((Value::Bool(value), _)) => Ok(Some(value.to_string())),
            Some((_, line)) => Err(self.wrong(key, *line, "a string is expected")),
        }
    }

    /// Answers an array of strings with `%(here)s` filled in.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] for another type, or a `%` that cannot be understood.
    pub fn list(&self, key: &str) -> Result<Option<Vec<String>>, ProjectError> {
        match self.values.get(key) {
            None => Ok(None),
            Some((Value::List(items), line)) => {
                let items = items.iter().map(|item| self.format(key, item, *line));
                items.collect::<Result<_, _>>().map(Some)
            }
            Some((_, line)) => Err(self.wrong(key, *line, "an array of strings is expected")),
        }
    }

    /// Answers a boolean, false where the key is not there.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] for another type.
    pub fn boolean(&self, key: &str) -> Result<bool, ProjectError> {
        match self.values.get(key) {
            None => Ok(false),
            Some((Value::Bool(value), _)) => Ok(*value),
            Some((_, line)) => Err(self.wrong(key, *line, "a boolean is expected")),
        }
    }

    /// Answers the names in an array of tables.
    #[must_use]
    pub fn names(&self, key: &str) -> Vec<String> {
        match self.values.get(key) {
            Some((Value::Names(names), _)) => names.clone(),
            _ => Vec::new(),
        }
    }

    fn format(&self, key: &str, text: &str, line: u32) -> Result<String, ProjectError> {
        interpolate::format_here(text, &self.here).map_err(|failure| self.wrong(key, line, &failure.to_string()))
    }

    fn wrong(&self, key: &str, line: u32, what: &str) -> ProjectError {
        ProjectError::invalid(&self.path, Some(line), format!("`{key}`: {what}"))
    }
}

fn value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(digits) if digits.radix() == 10 => Value::Number(digits.as_str().to_owned()),
        DeValue::Array(items) => {
            let items: Vec<&DeValue<'_>> = items.iter().map(toml::Spanned::get_ref).collect();
            if let Some(texts) = items.iter().map(|item| owned(item)).collect::<Option<Vec<_>>>() {
                return Value::List(texts);
            }
            let name = |item: &&DeValue<'_>| owned(item.as_table()?.get("name")?.get_ref());
            let names = items.iter().map(name).collect::<Option<Vec<_>>>();
            names.map_or(Value::Other("array"), Value::Names)
        }
        other => Value::Other(other.type_str()),
    }
}

fn owned(value: &DeValue<'_>) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Answers the line of a byte offset.
pub(super) fn line_of(text: &SourceText, at: usize) -> u32 {
    let at = u32::try_from(at.min(text.text().len())).unwrap_or(u32::MAX);
    text.place(crate::text::Span::new(at, at)).line
}

/// The parsers of other crates say more than one line where we want one.
pub(super) fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}
