//! Arguments of one dialect alone: `postgresql_using="gin"`, `mysql_engine="InnoDB"`.

use std::sync::Arc;

use super::arguments::reason;
use super::{Unsupported, Value};
use crate::revision::Reason;
use crate::text::Place;

/// What takes arguments of a dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construct {
    /// A table.
    Table,
    /// A column.
    Column,
    /// An index.
    Index,
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A check.
    Check,
    /// A foreign key.
    ForeignKey,
    /// An exclude constraint, which takes what every constraint takes.
    Exclude,
}

/// What each dialect of `SQLAlchemy` accepts for a construct (`construct_arguments`); `*` is anything.
const ACCEPTED: &[(&str, Construct, &[&str])] = {
    use Construct::{Check, Column, Exclude, ForeignKey, Index, PrimaryKey, Table, Unique};
    &[
        (
            "postgresql",
            Index,
            &[
                "using",
                "include",
                "where",
                "ops",
                "concurrently",
                "with",
                "tablespace",
                "nulls_not_distinct",
                "invalid",
            ],
        ),
        (
            "postgresql",
            Table,
            &[
                "ignore_search_path",
                "tablespace",
                "partition_by",
                "with_oids",
                "with",
                "on_commit",
                "inherits",
                "using",
            ],
        ),
        ("postgresql", Check, &["not_valid"]),
        ("postgresql", ForeignKey, &["not_valid"]),
        ("postgresql", PrimaryKey, &["include"]),
        ("postgresql", Unique, &["include", "nulls_not_distinct"]),
        ("sqlite", Table, &["autoincrement", "with_rowid", "strict"]),
        ("sqlite", Index, &["where"]),
        (
            "sqlite",
            Column,
            &["on_conflict_primary_key", "on_conflict_not_null", "on_conflict_unique"],
        ),
        ("sqlite", PrimaryKey, &["on_conflict"]),
        ("sqlite", Unique, &["on_conflict"]),
        ("sqlite", Check, &["on_conflict"]),
        ("sqlite", ForeignKey, &["on_conflict"]),
        ("sqlite", Exclude, &["on_conflict"]),
        ("mysql", Table, &["*"]),
        ("mysql", PrimaryKey, &["using"]),
        ("mysql", Index, &["using", "length", "prefix", "with_parser"]),
        ("mariadb", Table, &["*"]),
        ("mariadb", PrimaryKey, &["using"]),
        ("mariadb", Index, &["using", "length", "prefix", "with_parser"]),
        ("mssql", PrimaryKey, &["clustered"]),
        ("mssql", Unique, &["clustered"]),
        ("mssql", Index, &["clustered", "include", "where", "columnstore"]),
        ("mssql", Column, &["identity_start", "identity_increment"]),
        (
            "oracle",
            Table,
            &["resolve_synonyms", "on_commit", "compress", "tablespace"],
        ),
        ("oracle", Index, &["bitmap", "compress", "vector"]),
    ]
};

/// The dialects that `SQLAlchemy` brings: it refuses an argument of them that it does not know, and warns about others.
const DIALECTS: &[&str] = &["postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"];

/// Arguments of dialects, in the order written.
#[derive(Debug, Clone, Default)]
pub struct Options(Vec<(Arc<str>, Value)>);

impl Options {
    /// Takes the keywords of a call that are nothing else.
    ///
    /// # Errors
    ///
    /// Refuses what `SQLAlchemy` refuses: a name without a dialect, an argument that the dialect does not accept there.
    pub fn read<'a>(
        construct: Construct,
        keywords: impl IntoIterator<Item = (&'a Arc<str>, &'a Value)>,
        place: Place,
    ) -> Result<Self, Reason> {
        let mut options = Vec::new();
        for (keyword, value) in keywords {
            let Some((dialect, argument)) = split(keyword) else {
                return Err(reason(place, format!("the argument `{keyword}` is not known here")));
            };
            if !accepts(construct, dialect, argument) {
                let text = format!("the dialect `{dialect}` does not accept the argument `{keyword}` here");
                return Err(reason(place, text));
            }
            options.push((Arc::clone(keyword), value.clone()));
        }
        Ok(Self(options))
    }

    /// Answers the value of one argument of one dialect, `None` given as such too.
    #[must_use]
    pub fn get(&self, dialect: &str, argument: &str) -> Option<&Value> {
        self.of(dialect)
            .find(|(name, _)| *name == argument)
            .map(|(_, value)| value)
    }

    /// Lists the arguments of one dialect: name without the dialect, value.
    pub fn of<'a>(&'a self, dialect: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0.iter().filter_map(move |(name, value)| {
            let argument = name.strip_prefix(dialect)?.strip_prefix('_')?;
            Some((argument, value))
        })
    }

    /// Answers a text.
    ///
    /// # Errors
    ///
    /// Says that it is not known what another value gives.
    pub fn text(&self, dialect: &str, argument: &str) -> Result<Option<&str>, Unsupported> {
        match self.get(dialect, argument) {
            None | Some(Value::None) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(other) => Err(unfit(dialect, argument, other)),
        }
    }

    /// Answers a truth value, `None` where it is not given.
    ///
    /// # Errors
    ///
    /// Says that it is not known what another value gives.
    pub fn flag(&self, dialect: &str, argument: &str) -> Result<Option<bool>, Unsupported> {
        match self.get(dialect, argument) {
            None | Some(Value::None) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(unfit(dialect, argument, other)),
        }
    }

    /// Answers a list of texts.
    ///
    /// # Errors
    ///
    /// Says that it is not known what another value gives.
    pub fn texts(&self, dialect: &str, argument: &str) -> Result<Option<Vec<&str>>, Unsupported> {
        match self.get(dialect, argument) {
            None | Some(Value::None) => Ok(None),
            Some(Value::List(items) | Value::Tuple(items)) => {
                let texts = items.iter().map(|item| match item {
                    Value::Text(text) => Ok(&**text),
                    other => Err(unfit(dialect, argument, other)),
                });
                texts.collect::<Result<_, _>>().map(Some)
            }
            Some(other) => Err(unfit(dialect, argument, other)),
        }
    }

    /// Puts the arguments of another on top where this one has none of the name.
    pub fn fill(&mut self, other: &Self) {
        for (name, value) in &other.0 {
            if !self.0.iter().any(|(taken, _)| taken == name) {
                self.0.push((Arc::clone(name), value.clone()));
            }
        }
    }
}

/// The complaint about an argument whose value has no known meaning.
pub(super) fn unfit(dialect: &str, argument: &str, value: &Value) -> Unsupported {
    match value {
        Value::Unknown(reason) => Unsupported::unknown(reason.text.clone()),
        other => Unsupported::unknown(format!(
            "`{dialect}_{argument}` is {}, which is not understood there",
            other.kind()
        )),
    }
}

/// Takes `postgresql_using` apart as `SQLAlchemy` does: the shortest name before an underscore is the dialect.
fn split(keyword: &str) -> Option<(&str, &str)> {
    let at = keyword.char_indices().skip(1).find(|(_, c)| *c == '_')?.0;
    let argument = &keyword[at + 1..];
    (!argument.is_empty()).then_some((&keyword[..at], argument))
}

fn accepts(construct: Construct, dialect: &str, argument: &str) -> bool {
    if !DIALECTS.contains(&dialect) {
        return true;
    }
    let row = ACCEPTED
        .iter()
        .find(|(name, kind, _)| *name == dialect && *kind == construct);
    row.is_some_and(|(_, _, accepted)| accepted.contains(&"*") || accepted.contains(&argument))
}
