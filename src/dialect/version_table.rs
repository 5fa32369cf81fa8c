//! The table in which a database keeps where it stands, spelled as Alembic spells it (spec sections 6.1 and 6.3).

use super::Dialect;
use crate::graph::VersionMove;
use crate::ops::Identifier;
use crate::revision::RevisionId;

/// The name of a version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionTable {
    /// `version_table`.
    pub name: String,
    /// `version_table_schema`.
    pub schema: Option<String>,
}

impl Default for VersionTable {
    fn default() -> Self {
        Self {
            name: "alembic_version".to_owned(),
            schema: None,
        }
    }
}

impl VersionTable {
    /// The table as statements name it.
    #[must_use]
    pub fn spelled(&self, dialect: Dialect) -> String {
        let name = identifier(dialect, &self.name);
        match &self.schema {
            Some(schema) => format!("{}.{name}", identifier(dialect, schema)),
            None => name,
        }
    }

    /// `CREATE TABLE` without a separator, each line of it indented by `indent`: Alembic sends a tab and prints four
    /// spaces.
    #[must_use]
    pub fn create(&self, dialect: Dialect, indent: &str) -> String {
        format!(
            "CREATE TABLE {} (\n{indent}version_num VARCHAR(32) NOT NULL, \n\
             {indent}CONSTRAINT {} PRIMARY KEY (version_num)\n)",
            self.spelled(dialect),
            identifier(dialect, &format!("{}_pkc", self.name)),
        )
    }

    /// A change of the table as a statement without a separator, its values written into it.
    #[must_use]
    pub fn change(&self, dialect: Dialect, change: &VersionMove) -> String {
        let table = self.spelled(dialect);
        match change {
            VersionMove::Insert(id) => {
                let returning = match dialect {
                    Dialect::PostgreSql | Dialect::MariaDb => format!(" RETURNING {table}.version_num"),
                    Dialect::Sqlite => " RETURNING version_num".to_owned(),
                    Dialect::MySql => String::new(),
                };
                format!(
                    "INSERT INTO {table} (version_num) VALUES ({}){returning}",
                    literal(dialect, id)
                )
            }
            VersionMove::Update { from, to } => format!(
                "UPDATE {table} SET version_num={} WHERE {table}.version_num = {}",
                literal(dialect, to),
                literal(dialect, from)
            ),
            VersionMove::Delete(id) => {
                format!(
                    "DELETE FROM {table} WHERE {table}.version_num = {}",
                    literal(dialect, id)
                )
            }
        }
    }
}

/// Quotes an identifier where `SQLAlchemy` does (spec section 7.6).
pub(super) fn identifier(dialect: Dialect, name: &str) -> String {
    dialect.spelling(false).identifier(&Identifier::plain(name))
}

/// Writes an id as a string. Alembic writes it raw; ids that need an escape are refused by the checks, but must never
/// become SQL.
fn literal(dialect: Dialect, id: &RevisionId) -> String {
    dialect.spelling(false).string(id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_become_sql() {
        let table = VersionTable::default();
        let hostile = VersionMove::Delete(RevisionId::new("x' OR 'a' = 'a"));
        assert_eq!(
            table.change(Dialect::Sqlite, &hostile),
            "DELETE FROM alembic_version WHERE alembic_version.version_num = 'x'' OR ''a'' = ''a'"
        );
        let hostile = VersionMove::Insert(RevisionId::new("x\\' OR 1"));
        assert!(table.change(Dialect::MySql, &hostile).contains(r"'x\\'' OR 1'"));
    }

    #[test]
    fn identifiers_are_quoted_where_they_must_be() {
        for (name, spelled) in [
            ("alembic_version", "alembic_version"),
            ("MyVer", "\"MyVer\""),
            ("order", "\"order\""),
            ("1a", "\"1a\""),
            ("a\"b", "\"a\"\"b\""),
            ("ä", "\"ä\""),
            ("", "\"\""),
        ] {
            assert_eq!(identifier(Dialect::PostgreSql, name), spelled);
        }
        assert_eq!(identifier(Dialect::MySql, "a`B"), "`a``B`");
    }
}
