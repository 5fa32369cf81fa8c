//! Names that a convention gives to constraints and indexes (`sqlalchemy.sql.naming`).

use std::collections::BTreeMap;

use super::{ConstraintKind, TableName};
use crate::ops::{Identifier, Unsupported, Value};

/// The naming convention of a project's metadata: a template for each kind of constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convention {
    templates: BTreeMap<String, String>,
    unknown: Option<String>,
}

/// What a convention asks of a constraint or an index.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The table it stands on.
    pub table: &'a TableName,
    /// The columns it is over.
    pub columns: &'a [Identifier],
    /// What it refers to, of a foreign key.
    pub referent: Option<NamedReferent<'a>>,
}

/// What a convention asks of what a foreign key refers to.
#[derive(Debug, Clone, Copy)]
pub struct NamedReferent<'a> {
    /// The table.
    pub table: &'a Identifier,
    /// Its columns; none where `SQLAlchemy` does not know the table when it asks for them.
    pub columns: Option<&'a [Identifier]>,
}

impl Default for Convention {
    /// What `SQLAlchemy` has without one: indexes alone get a name.
    fn default() -> Self {
        let index = ("ix".to_owned(), "ix_%(column_0_label)s".to_owned());
        Self {
            templates: BTreeMap::from([index]),
            unknown: None,
        }
    }
}

impl Convention {
    /// A convention that could not be read: what it might name has no known name.
    #[must_use]
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self {
            templates: BTreeMap::new(),
            unknown: Some(reason.into()),
        }
    }

    /// Reads `naming_convention` of a `MetaData`: texts by `ix`, `uq`, `ck`, `fk` and `pk`; `None` where a key or a
    /// template is something else (a function, a class).
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Map(entries) = value else {
            return matches!(value, Value::None).then(Self::default);
        };
        if entries.is_empty() {
            return Some(Self::default());
        }
        let text = |value: &Value| match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let mut templates = BTreeMap::new();
        for (key, template) in entries.iter() {
            let key = text(key)?;
            if !matches!(key.as_str(), "ix" | "uq" | "ck" | "fk" | "pk") {
                return None;
            }
            templates.insert(key, text(template)?);
        }
        Some(Self {
            templates,
            unknown: None,
        })
    }

    /// Names an index: a given name stays, another is made.
    ///
    /// # Errors
    ///
    /// As [`Convention::constraint`].
    pub fn index(&self, given: Option<&Identifier>, named: Named<'_>) -> Result<Option<Identifier>, Unsupported> {
        self.apply("ix", given, named)
    }

    /// Names a constraint: a final name stays; a plain one goes through a template that asks for it; without a name
    /// the template makes one, and without a template there is none.
    ///
    /// # Errors
    ///
    /// Refuses a template with `%(constraint_name)s` where no name is given, as `SQLAlchemy` does; says so where a
    /// token is not known.
    pub fn constraint(
        &self,
        kind: ConstraintKind,
        given: Option<&Identifier>,
        named: Named<'_>,
    ) -> Result<Option<Identifier>, Unsupported> {
        match kind.convention() {
            Some(key) => self.apply(key, given, named),
            None => Ok(given.cloned()),
        }
    }

    fn apply(
        &self,
        key: &str,
        given: Option<&Identifier>,
        named: Named<'_>,
    ) -> Result<Option<Identifier>, Unsupported> {
        if let Some(reason) = self
            .unknown
            .as_ref()
            .filter(|_| given.is_none_or(|name| !name.conventional))
        {
            return Err(Unsupported::unknown(reason.clone()));
        }
        let Some(template) = self.templates.get(key) else {
            return Ok(given.cloned());
        };
        let stays = given.is_some_and(|name| name.conventional || !template.contains("constraint_name"));
        if stays {
            return Ok(given.cloned());
        }
        self.fill(template, given, named)
            .map(|name| Some(Identifier::conventional(name)))
    }

    /// Fills a template of Python's `%` with names in parentheses.
    fn fill(&self, template: &str, given: Option<&Identifier>, named: Named<'_>) -> Result<String, Unsupported> {
        let (mut filled, mut rest) = (String::new(), template);
        while let Some(at) = rest.find('%') {
            filled.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(behind) = rest.strip_prefix('%') {
                filled.push('%');
                rest = behind;
                continue;
            }
            let token = rest.strip_prefix('(').and_then(|inner| inner.split_once(")s"));
            let Some((token, behind)) = token else {
                return Err(Unsupported::unknown(format!(
                    "the naming convention `{template}` is not understood"
                )));
            };
            filled.push_str(&value_of(token, given, named)?);
            rest = behind;
        }
        Ok(filled + rest)
    }
}

fn value_of(token: &str, given: Option<&Identifier>, named: Named<'_>) -> Result<String, Unsupported> {
    match token {
        "table_name" => Ok(named.table.name.text.to_string()),
        "constraint_name" => given.map(|name| name.text.to_string()).ok_or_else(|| {
            Unsupported::refused(
                "Naming convention including %(constraint_name)s token requires that constraint is explicitly named.",
            )
        }),
        "referred_table_name" => match named.referent {
            Some(referent) => Ok(referent.table.text.to_string()),
            None => Err(unknown(token)),
        },
        _ => column_token(token, named),
    }
}

/// The tokens about columns: `column_0_name`, `column_0N_label`, `referred_column_0_name`...
fn column_token(token: &str, named: Named<'_>) -> Result<String, Unsupported> {
    let (prefix, rest) = token.split_once("column_").ok_or_else(|| unknown(token))?;
    let columns: &[Identifier] = match (prefix, named.referent) {
        ("", _) => named.columns,
        ("referred_", Some(referent)) => referent.columns.ok_or_else(|| {
            let text = format!(
                "the table `{}` is not known when its columns are asked for",
                referent.table.text
            );
            Unsupported::refused(text)
        })?,
        _ => return Err(unknown(token)),
    };
    let (index, attribute) = rest.split_once('_').ok_or_else(|| unknown(token))?;
    let (index, attribute, separator) = match index.strip_suffix('N') {
        Some(index) => (index, attribute, Some("")),
        None => match attribute.strip_prefix("N_") {
            Some(attribute) => (index, attribute, Some("_")),
            None => (index, attribute, None),
        },
    };
    let text = |column: &Identifier| match attribute {
        "name" | "key" => Ok(column.text.to_string()),
        "label" if prefix.is_empty() => Ok(label(named.table, column)),
        _ => Err(unknown(token)),
    };
    match separator {
        Some(separator) if index == "0" => {
            let all: Vec<String> = columns.iter().map(text).collect::<Result<_, _>>()?;
            Ok(all.join(separator))
        }
        Some(_) => Err(unknown(token)),
        None => {
            let index: usize = index.parse().map_err(|_| unknown(token))?;
            columns.get(index).map_or_else(|| Ok(String::new()), text)
        }
    }
}

/// The label of a column: schema, table and name (`ColumnClause._ddl_label`).
fn label(table: &TableName, column: &Identifier) -> String {
    let schema = table.schema.as_ref();
    let schema = schema.map_or_else(String::new, |schema| schema.text.replace('.', "_") + "_");
    format!("{schema}{}_{}", table.name.text, column.text)
}

fn unknown(token: &str) -> Unsupported {
    Unsupported::unknown(format!("the token `{token}` of a naming convention is not understood"))
}
