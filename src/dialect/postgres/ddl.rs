//! How `PostgreSQL` writes definitions (`PGDDLCompiler`, `PostgresqlImpl`).

use super::PostgreSql;
use super::{index, options};
use crate::ops::column_type::{NumberClass, Type};
use crate::ops::ddl::{self, Comments, Ddl, DefaultKind, Placed, alter_table};
use crate::ops::directive::AlterColumn;
use crate::ops::expression::{Identity, ServerDefault};
use crate::ops::options::Options;
use crate::ops::schema::{
    Check, ClientDefault, Constraint, Exclude, ForeignKey, Index, PrimaryKey, Table, TableName, Unique,
};
use crate::ops::{Spelling, Unsupported};

/// The name of the dialect before its own arguments.
pub(super) const NAME: &str = "postgresql";

impl Ddl for PostgreSql {
    fn comments(&self) -> Comments {
        Comments::Apart
    }

    fn column_clause(&self, placed: Placed<'_>) -> Result<String, Unsupported> {
        let column = placed.column;
        let mut clause = self.identifier(&column.name);
        if let Some(serial) = serial(placed) {
            clause.push_str(serial);
        } else {
            clause.push(' ');
            clause.push_str(&self.column_type(&column.column_type)?);
            if let Some(default) = &column.server_default
                && let Some(default) = self.server_default(default)?
            {
                clause.push_str(" DEFAULT ");
                clause.push_str(&default);
            }
        }
        let mut is_identity = false;
        match &column.server_default {
            Some(ServerDefault::Computed(computed)) => {
                clause.push(' ');
                clause.push_str(&ddl::computed(self, computed)?);
            }
            Some(ServerDefault::Identity(identity)) => {
                clause.push(' ');
                clause.push_str(&ddl::identity_clause(self, identity));
                is_identity = true;
            }
            _ => {}
        }
        match (column.nullable, is_identity) {
            (false, false) => clause.push_str(" NOT NULL"),
            (true, true) => clause.push_str(" NULL"),
            _ => {}
        }
        Ok(clause)
    }

    fn table_options(&self, table: &Table) -> Result<String, Unsupported> {
        options::of_table(self, &table.options)
    }

    fn create_index(&self, index: &Index, if_not_exists: bool) -> Result<String, Unsupported> {
        index::create(self, index, if_not_exists)
    }

    fn drop_index(&self, dropped: &Index, if_exists: bool) -> Result<String, Unsupported> {
        index::drop(self, dropped, if_exists)
    }

    fn primary_key(&self, key: &PrimaryKey, table: Option<&Table>) -> Result<Option<String>, Unsupported> {
        let preamble = ddl::preamble(self, key.name.as_ref())?;
        let columns = ddl::key_columns(key, table)?;
        let (columns, include) = (ddl::body(self, &columns), include(self, &key.options)?);
        let deferral = ddl::deferral(&key.deferral)?;
        Ok(Some(format!("{preamble}PRIMARY KEY {columns}{include}{deferral}")))
    }

    fn unique(&self, unique: &Unique, _table: Option<&Table>) -> Result<String, Unsupported> {
        let preamble = ddl::preamble(self, unique.name.as_ref())?;
        let distinct = match unique.options.flag(NAME, "nulls_not_distinct")? {
            Some(true) => "NULLS NOT DISTINCT ",
            Some(false) => "NULLS DISTINCT ",
            None => "",
        };
        let (columns, include) = (ddl::body(self, &unique.columns), include(self, &unique.options)?);
        let deferral = ddl::deferral(&unique.deferral)?;
        Ok(format!("{preamble}UNIQUE {distinct}{columns}{include}{deferral}"))
    }

    fn check(&self, check: &Check, in_column: bool) -> Result<String, Unsupported> {
        let text = ddl::check_text(self, check)?;
        // A check in a column's clause is written without it.
        let validity = if in_column { "" } else { validity(&check.options)? };
        Ok(text + validity)
    }

    fn foreign_key(&self, key: &ForeignKey, _table: &TableName) -> Result<Option<String>, Unsupported> {
        let text = ddl::foreign_key(self, key, true)?;
        Ok(Some(text + validity(&key.options)?))
    }

    fn reference_tail(&self, key: &ForeignKey) -> Result<String, Unsupported> {
        let mut text = String::new();
        if let Some(matching) = &key.matching {
            text.push_str(" MATCH ");
            text.push_str(ddl::phrase(matching)?);
        }
        if let Some(ondelete) = &key.ondelete {
            text.push_str(" ON DELETE ");
            text.push_str(deletion(ondelete)?);
        }
        if let Some(onupdate) = &key.onupdate {
            text.push_str(" ON UPDATE ");
            text.push_str(ddl::phrase(onupdate)?);
        }
        Ok(text + &ddl::deferral(&key.deferral)?)
    }

    fn exclude(&self, exclude: &Exclude) -> Result<String, Unsupported> {
        index::exclude(self, exclude)
    }

    fn alter_column(&self, altered: &AlterColumn) -> Result<Vec<String>, Unsupported> {
        let (change, table) = (&altered.change, alter_table(self, &altered.table));
        let column = self.identifier(&altered.column);
        let alter = format!("{table} ALTER COLUMN {column}");
        let mut out = Vec::new();
        match (&change.column_type, &change.using) {
            (None, None) => {}
            (None, Some(_)) => {
                return Err(Unsupported::refused(
                    "postgresql_using must be used with the type_ parameter",
                ));
            }
            (Some(of), using) => {
                let using = using.as_ref().filter(|using| !using.is_empty());
                let using = using.map_or_else(String::new, |using| format!("USING {using}"));
                out.push(format!("{alter} TYPE {} {using}", self.bare_type(of)?));
            }
        }
        if let Some(nullable) = change.nullable {
            out.push(format!(
                "{alter} {}",
                if nullable { "DROP NOT NULL" } else { "SET NOT NULL" }
            ));
        }
        match ddl::default_kind(altered)? {
            None => {}
            Some(DefaultKind::Identity) => out.push(format!("{alter} {}", identity_change(self, altered)?)),
            Some(DefaultKind::Plain) => {
                let default = change.server_default.as_ref().and_then(Option::as_ref);
                out.push(format!("{alter} {}", ddl::column_default(self, default)?));
            }
        }
        if let Some(comment) = &change.comment {
            let name = table.strip_prefix("ALTER TABLE ").unwrap_or(&table);
            let comment = comment
                .as_ref()
                .map_or_else(|| "NULL".to_owned(), |comment| self.string(comment));
            out.push(format!("COMMENT ON COLUMN {name}.{column} IS {comment}"));
        }
        if let Some(new_name) = &change.new_name {
            out.push(format!("{table} RENAME {column} TO {}", self.identifier(new_name)));
        }
        Ok(out)
    }

    fn before_batch(&self, table: &TableName, named: &[&Constraint]) -> Result<Vec<String>, Unsupported> {
        let drop = |constraint: &&Constraint| ddl::drop_named(self, table, constraint.name(), false);
        named.iter().map(drop).collect()
    }
}

/// `SERIAL` and its kin, where the column counts by itself.
fn serial(placed: Placed<'_>) -> Option<&'static str> {
    let column = placed.column;
    let is_identity = matches!(column.server_default, Some(ServerDefault::Identity(_)));
    let makes_own = matches!(
        column.client_default,
        ClientDefault::Other | ClientDefault::Sequence { optional: false }
    );
    if !placed.counts || !column.primary_key || is_identity || makes_own {
        return None;
    }
    Some(match column.column_type.on(NAME) {
        Type::Number(number) => match number.class {
            NumberClass::BigInteger | NumberClass::Bigint => " BIGSERIAL",
            NumberClass::SmallInteger | NumberClass::Smallint => " SMALLSERIAL",
            _ => " SERIAL",
        },
        _ => " SERIAL",
    })
}

/// `INCLUDE (...)`
fn include(dialect: &PostgreSql, options: &Options) -> Result<String, Unsupported> {
    let Some(columns) = options.texts(NAME, "include")?.filter(|columns| !columns.is_empty()) else {
        return Ok(String::new());
    };
    let columns = columns.into_iter().map(crate::ops::Identifier::plain);
    let columns: Vec<String> = columns.map(|column| dialect.identifier(&column)).collect();
    Ok(format!(" INCLUDE ({})", columns.join(", ")))
}

fn validity(options: &Options) -> Result<&'static str, Unsupported> {
    let not_valid = options.flag(NAME, "not_valid")?.unwrap_or(false);
    Ok(if not_valid { " NOT VALID" } else { "" })
}

/// What stands behind `ON DELETE`: a phrase, or one with columns behind it.
fn deletion(text: &str) -> Result<&str, Unsupported> {
    let Some((phrase, columns)) = text.split_once('(') else {
        return ddl::phrase(text);
    };
    let is_plain = |column: &str| {
        let column = column.trim();
        !column.is_empty() && column.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
    };
    let columns = columns.trim_end().strip_suffix(')');
    match columns {
        Some(columns) if ddl::is_phrase(phrase.trim_end()) && columns.split(',').all(is_plain) => Ok(text),
        _ => Err(Unsupported::unknown(format!("`ON DELETE {text}` is not understood"))),
    }
}

/// What becomes of an identity, behind `ALTER COLUMN`.
fn identity_change(dialect: &PostgreSql, altered: &AlterColumn) -> Result<String, Unsupported> {
    let new = match altered.change.server_default.as_ref().and_then(Option::as_ref) {
        None => return Ok("DROP IDENTITY".to_owned()),
        Some(ServerDefault::Identity(new)) => new,
        Some(_) => return Err(Unsupported::refused("an identity cannot become a plain default")),
    };
    let existing = match &altered.existing.server_default {
        None => None,
        Some(existing) => existing.get()?.as_ref(),
    };
    match existing {
        None => Ok(format!("ADD {}", ddl::identity_clause(dialect, new))),
        Some(ServerDefault::Identity(old)) => Ok(changed_identity(dialect, new, old)),
        Some(_) => Err(Unsupported::unknown(
            "a default that becomes an identity is not understood",
        )),
    }
}

fn changed_identity(dialect: &PostgreSql, new: &Identity, old: &Identity) -> String {
    let mut text = String::new();
    if new.always != old.always {
        let when = if new.always { "ALWAYS" } else { "BY DEFAULT" };
        text.push_str(&format!("SET GENERATED {when} "));
    }
    for alone in ddl::changed_options(new, old) {
        text.push_str(&format!("SET {} ", dialect.sequence_options(&alone)));
    }
    text
}
