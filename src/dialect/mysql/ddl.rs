//! How `MySQL` and `MariaDB` write definitions (`MySQLDDLCompiler`, `MySQLImpl`).

use super::MySql;
use super::{alter, index, options};
use crate::ops::column_type::{MomentClass, Type};
use crate::ops::ddl::{self, Comments, Ddl, Placed, alter_table, full_name};
use crate::ops::directive::{AlterColumn, DropConstraint, TableComment};
use crate::ops::expression::ServerDefault;
use crate::ops::schema::{Check, ConstraintKind, ForeignKey, Index, PrimaryKey, Table, TableName, Unique};
use crate::ops::{Identifier, Spelling, Unsupported};

impl Ddl for MySql {
    fn comments(&self) -> Comments {
        Comments::Inline
    }

    fn column_clause(&self, placed: Placed<'_>) -> Result<String, Unsupported> {
        let column = placed.column;
        let name = self.identifier(&column.name);
        let mut parts = vec![name, self.column_type(&column.column_type)?];
        if let Some(ServerDefault::Computed(computed)) = &column.server_default {
            parts.push(ddl::computed(self, computed)?);
        }
        // MariaDB has no NOT NULL for what is generated: it is left out unless it was asked for.
        let is_generated = matches!(column.server_default, Some(ServerDefault::Computed(_)));
        let is_open = self.is_mariadb && is_generated && !column.nullable_given;
        if !column.nullable && !is_open {
            parts.push("NOT NULL".to_owned());
        } else if column.nullable && is_timestamp(column.column_type.on(self.name())) {
            parts.push("NULL".to_owned());
        }
        if let Some(comment) = &column.comment {
            parts.push(format!("COMMENT {}", self.string(comment)));
        }
        let has_default = !matches!(column.server_default, None | Some(ServerDefault::Identity(_)));
        if placed.counts && !has_default {
            parts.push("AUTO_INCREMENT".to_owned());
        } else if let Some(default) = &column.server_default
            && let Some(default) = self.server_default(default)?
        {
            parts.push(format!("DEFAULT {}", wrapped(&default)));
        }
        Ok(parts.join(" "))
    }

    fn table_options(&self, table: &Table) -> Result<String, Unsupported> {
        options::of_table(self, table)
    }

    fn create_index(&self, created: &Index, if_not_exists: bool) -> Result<String, Unsupported> {
        index::create(self, created, if_not_exists)
    }

    fn drop_index(&self, index: &Index, if_exists: bool) -> Result<String, Unsupported> {
        let exists = if if_exists { "IF EXISTS " } else { "" };
        let (name, table) = (ddl::index_name(self, index)?, full_name(self, &index.table));
        Ok(format!("\nDROP INDEX {exists}{name} ON {table}"))
    }

    fn primary_key(&self, key: &PrimaryKey, table: Option<&Table>) -> Result<Option<String>, Unsupported> {
        let preamble = ddl::preamble(self, key.name.as_ref())?;
        let columns = ddl::body(self, &ddl::key_columns(key, table)?);
        let deferral = ddl::deferral(&key.deferral)?;
        let using = options::with_fallback(self, &key.options, "using")?;
        let using = using
            .filter(|using| !using.is_empty())
            .map_or_else(String::new, |using| {
                format!(" USING {}", self.identifier(&Identifier::plain(using)))
            });
        Ok(Some(format!("{preamble}PRIMARY KEY {columns}{deferral}{using}")))
    }

    fn unique(&self, unique: &Unique, _table: Option<&Table>) -> Result<String, Unsupported> {
        ddl::unique(self, unique)
    }

    fn check(&self, check: &Check, _in_column: bool) -> Result<String, Unsupported> {
        ddl::check_text(self, check)
    }

    fn foreign_key(&self, key: &ForeignKey, _table: &TableName) -> Result<Option<String>, Unsupported> {
        ddl::foreign_key(self, key, true).map(Some)
    }

    fn reference_tail(&self, key: &ForeignKey) -> Result<String, Unsupported> {
        if key.matching.is_some() {
            return Err(Unsupported::refused(
                "MySQL ignores the 'MATCH' keyword while at the same time causes ON UPDATE/ON DELETE clauses to be \
                 ignored.",
            ));
        }
        ddl::reference_tail(key)
    }

    fn drop_constraint(&self, dropped: &DropConstraint) -> Result<String, Unsupported> {
        let table = full_name(self, &dropped.table);
        let name = |word: &str| {
            let name = dropped.name.as_ref();
            let name = name.ok_or_else(|| Unsupported::refused("a constraint without a name cannot be dropped"))?;
            Ok(format!(
                "ALTER TABLE {table} DROP {word} {}",
                self.constraint_name(name)?
            ))
        };
        match dropped.kind {
            Some(ConstraintKind::PrimaryKey) => Ok(format!("ALTER TABLE {table} DROP PRIMARY KEY ")),
            Some(ConstraintKind::ForeignKey) => name("FOREIGN KEY"),
            Some(ConstraintKind::Unique) => name("INDEX"),
            Some(ConstraintKind::Check) if self.is_mariadb => name("CONSTRAINT"),
            Some(ConstraintKind::Check) => name("CHECK"),
            Some(ConstraintKind::Exclude) | None => Err(Unsupported::refused(
                "No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type",
            )),
        }
    }

    fn drop_type_check(&self, _table: &TableName, _name: Option<&Identifier>) -> Result<Option<String>, Unsupported> {
        Ok(None)
    }

    fn table_comment(&self, change: &TableComment) -> String {
        let comment = self.string(change.comment.as_deref().unwrap_or_default());
        format!("ALTER TABLE {} COMMENT {comment}", full_name(self, &change.table))
    }

    fn rename_table(&self, table: &TableName, new_name: &Identifier) -> String {
        let renamed = TableName {
            schema: table.schema.clone(),
            name: new_name.clone(),
        };
        let (old, new) = (alter_table(self, table), alter_table(self, &renamed));
        let new = new.strip_prefix("ALTER TABLE ").unwrap_or(&new);
        format!("{old} RENAME TO {new}")
    }

    fn alter_column(&self, altered: &AlterColumn) -> Result<Vec<String>, Unsupported> {
        alter::column(self, altered)
    }
}

/// Says whether a type is one that is `NOT NULL` unless the opposite is written.
fn is_timestamp(of: &Type) -> bool {
    matches!(of, Type::Moment(moment) if moment.class == MomentClass::Timestamp)
}

/// Wraps a default in parentheses where the server needs them.
fn wrapped(default: &str) -> String {
    let lower = default.to_ascii_lowercase();
    if updates_itself(&lower) || is_now_with_digits(&lower) {
        return default.to_owned();
    }
    ddl::wrapped_default(default)
}

/// `ON +UPDATE`, anywhere.
fn updates_itself(default: &str) -> bool {
    default.match_indices("on ").any(|(at, _)| {
        let behind = default[at + 3..].trim_start_matches(' ');
        behind.starts_with("update")
    })
}

/// `now(6)`, `current_timestamp(6)` at the beginning.
fn is_now_with_digits(default: &str) -> bool {
    let behind = ["now(", "current_timestamp("]
        .iter()
        .find_map(|name| default.strip_prefix(name));
    behind
        .and_then(|behind| behind.split_once(')'))
        .is_some_and(|(digits, _)| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}
