//! The ini language as Python's `configparser.ConfigParser` reads it (spec section 5).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::ProjectError;
use super::interpolate::{self, Failure};
use crate::text::SourceText;

/// The section whose keys every other section inherits.
pub const DEFAULT: &str = "DEFAULT";

/// One value as written, continuation lines joined by newlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The text, nothing interpolated.
    pub raw: String,
    /// The line of the key, from 1; none for `here`.
    pub line: Option<u32>,
}

type Section = IndexMap<String, Item>;

/// A parsed ini file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ini {
    path: PathBuf,
    defaults: Section,
    sections: IndexMap<String, Section>,
}

impl Ini {
    /// Parses a file. `here` is what `%(here)s` stands for.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] with the line: a line before the first section, a line that is neither section nor
    /// option, a section or key given twice.
    pub fn parse(text: &SourceText, here: &Path) -> Result<Self, ProjectError> {
        let mut parser = Parser::new(text.path());
        parser.defaults.insert(
            "here".to_owned(),
            Building {
                lines: vec![here.display().to_string()],
                line: None,
            },
        );
        for (line, number) in lines(text.text()).zip(1..) {
            parser.line(line, number)?;
        }
        Ok(parser.finish())
    }

    /// Answers the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Answers whether there is such a section; `DEFAULT` is none.
    #[must_use]
    pub fn has_section(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// Lists the sections in file order, without `DEFAULT`.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Answers whether a section writes a key itself, not by way of `DEFAULT`.
    #[must_use]
    pub fn has_own(&self, section: &str, key: &str) -> bool {
        self.sections.get(section).is_some_and(|own| own.contains_key(key))
    }

    /// Answers a value as written, from the section or from `DEFAULT`; none where there is no such section or key.
    #[must_use]
    pub fn raw(&self, section: &str, key: &str) -> Option<&Item> {
        if section == DEFAULT {
            return self.defaults.get(key);
        }
        let own = self.sections.get(section)?;
        own.get(key).or_else(|| self.defaults.get(key))
    }

    /// Answers a value with everything interpolated.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] with the key's line where a `%` cannot be understood.
    pub fn get(&self, section: &str, key: &str) -> Result<Option<String>, ProjectError> {
        let Some(item) = self.raw(section, key) else {
            return Ok(None);
        };
        let lookup = |name: &str| self.raw(section, &name.to_lowercase()).map(|item| item.raw.as_str());
        interpolate::expand(&item.raw, &lookup).map(Some).map_err(|failure| {
            let what = format!("`{key}`: {failure}");
            ProjectError::invalid(&self.path, item.line, what)
        })
    }

    /// Lists the keys of a section in file order, its own first, then the inherited.
    pub fn keys(&self, section: &str) -> impl Iterator<Item = &str> {
        let own = self.sections.get(section);
        let inherited = self
            .defaults
            .keys()
            .filter(move |key| own.is_none_or(|own| !own.contains_key(*key)));
        own.into_iter()
            .flat_map(IndexMap::keys)
            .chain(inherited)
            .map(String::as_str)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax => f.write_str("a `%` must be followed by `%` or `(name)s`; write `%%` for a plain one"),
            Self::Missing(name) => write!(f, "`%({name})s` refers to a key that does not exist"),
            Self::TooDeep => f.write_str("the references go round in circles or too deep"),
            Self::TooLong => f.write_str("the references expand to too much text"),
        }
    }
}

/// A value while its lines are being collected.
struct Building {
    lines: Vec<String>,
    line: Option<u32>,
}

/// Where the next option goes.
enum Target {
    Default,
    Section(usize),
}

struct Parser {
    path: PathBuf,
    defaults: IndexMap<String, Building>,
    sections: IndexMap<String, IndexMap<String, Building>>,
    /// The line of each key, by section and key: `here` in `[DEFAULT]` may be overwritten once.
    seen: HashMap<(String, String), u32>,
    current: Option<Target>,
    option: Option<String>,
    indent: usize,
}

impl Parser {
    fn new(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            defaults: IndexMap::new(),
            sections: IndexMap::new(),
            seen: HashMap::new(),
            current: None,
            option: None,
            indent: 0,
        }
    }

    fn line(&mut self, line: &str, number: u32) -> Result<(), ProjectError> {
        let value = line.trim_matches(is_space);
        if value.starts_with(['#', ';']) {
            return Ok(());
        }
        if value.is_empty() {
            if let Some(building) = self.building() {
                building.lines.push(String::new());
            }
            return Ok(());
        }
        // Both are counted in characters that are white space, one each: what matters is which is more.
        let indent = line.chars().take_while(|&c| is_space(c)).count();
        if indent > self.indent
            && let Some(building) = self.building()
        {
            building.lines.push(value.to_owned());
            return Ok(());
        }
        self.indent = indent;
        match section_name(value) {
            Some(name) => self.section(name, number),
            None => self.option(value, number),
        }
    }

    fn building(&mut self) -> Option<&mut Building> {
        let option = self.option.as_deref()?;
        match self.current.as_ref()? {
            Target::Default => self.defaults.get_mut(option),
            Target::Section(index) => self.sections.get_index_mut(*index)?.1.get_mut(option),
        }
    }

    fn section(&mut self, name: &str, number: u32) -> Result<(), ProjectError> {
        self.option = None;
        if name == DEFAULT {
            self.current = Some(Target::Default);
            return Ok(());
        }
        let (index, before) = self.sections.insert_full(name.to_owned(), IndexMap::new());
        if before.is_some() {
            return Err(self.error(number, format!("section [{name}] already exists")));
        }
        self.current = Some(Target::Section(index));
        Ok(())
    }

    fn option(&mut self, value: &str, number: u32) -> Result<(), ProjectError> {
        let (section, options) = match &self.current {
            None => return Err(self.error(number, "a section such as [alembic] must come first")),
            Some(Target::Default) => (DEFAULT.to_owned(), &mut self.defaults),
            Some(Target::Section(index)) => {
                let (name, options) = self.sections.get_index_mut(*index).expect("sections are never removed");
                (name.clone(), options)
            }
        };
        let Some((key, value)) = value.split_once(['=', ':']).filter(|(key, _)| !key.is_empty()) else {
            return Err(self.error(number, "neither a section nor an option (`key = value`)"));
        };
        let key = key.trim_end_matches(is_space).to_lowercase();
        if let Some(first) = self.seen.insert((section.clone(), key.clone()), number) {
            let what = format!("option `{key}` in section [{section}] already exists on line {first}");
            return Err(self.error(number, what));
        }
        let building = Building {
            lines: vec![value.trim_matches(is_space).to_owned()],
            line: Some(number),
        };
        options.insert(key.clone(), building);
        self.option = Some(key);
        Ok(())
    }

    fn error(&self, line: u32, what: impl Into<String>) -> ProjectError {
        ProjectError::invalid(&self.path, Some(line), what)
    }

    fn finish(self) -> Ini {
        let join = |section: IndexMap<String, Building>| -> Section {
            section
                .into_iter()
                .map(|(key, building)| {
                    let raw = building.lines.join("\n").trim_end_matches(is_space).to_owned();
                    (
                        key,
                        Item {
                            raw,
                            line: building.line,
                        },
                    )
                })
                .collect()
        };
        Ini {
            path: self.path,
            defaults: join(self.defaults),
            sections: self
                .sections
                .into_iter()
                .map(|(name, section)| (name, join(section)))
                .collect(),
        }
    }
}

/// Answers the text between the first bracket and the last one of a section line.
fn section_name(value: &str) -> Option<&str> {
    let (name, _) = value.strip_prefix('[')?.rsplit_once(']')?;
    (!name.is_empty()).then_some(name)
}

/// Answers whether Python's `str.isspace` holds: Unicode white space and the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Splits a text as Python's universal newlines do: LF, CRLF and a lone CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let width = if text[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[end + width..]);
        Some(&text[..end])
    })
}

#[cfg(test)]
#[path = "tests/ini.rs"]
mod tests;
