//! Columns.

use std::sync::Arc;

use super::{Check, Deferral, ForeignKey};
use crate::ops::arguments::reason;
use crate::ops::expression::ServerDefault;
use crate::ops::library::sqlalchemy_call;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{choice, name};
use crate::ops::{Arguments, Call, ColumnType, Expression, Identifier, Quoting, Signature, Value};
use crate::revision::Reason;
use crate::text::Place;

/// Whether a column counts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Autoincrement {
    /// Where `SQLAlchemy` finds it fit.
    #[default]
    Auto,
    /// The same, foreign key or not.
    IgnoreForeignKey,
    /// Yes.
    Yes,
    /// No.
    No,
}

/// A default that the application makes, not the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientDefault {
    /// There is none.
    #[default]
    None,
    /// A sequence.
    Sequence {
        /// Whether `SERIAL` will do instead.
        optional: bool,
    },
    /// A value or a function.
    Other,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: Identifier,
    /// Its type.
    pub column_type: ColumnType,
    /// Whether it takes `NULL`.
    pub nullable: bool,
    /// Whether `nullable` was written.
    pub nullable_given: bool,
    /// Whether it is in the primary key.
    pub primary_key: bool,
    /// Whether it counts by itself.
    pub autoincrement: Autoincrement,
    /// What the application puts in.
    pub client_default: ClientDefault,
    /// What the database puts in: a default, an identity, a generated value.
    pub server_default: Option<ServerDefault>,
    /// The foreign keys written in the column, one column each.
    pub foreign_keys: Vec<ForeignKey>,
    /// The checks written in the column.
    pub checks: Vec<Check>,
    /// Whether it gets a unique constraint.
    pub unique: bool,
    /// Whether it gets an index.
    pub index: bool,
    /// Its comment.
    pub comment: Option<Arc<str>>,
    /// Whether `CREATE TABLE` leaves it out.
    pub system: bool,
    /// Arguments of dialects.
    pub options: Options,
}

const SIGNATURE: Signature = Signature::new("Column", &[])
    .with_keywords(&[
        "name",
        "type_",
        "autoincrement",
        "default",
        "insert_default",
        "doc",
        "key",
        "index",
        "unique",
        "info",
        "nullable",
        "onupdate",
        "primary_key",
        "server_default",
        "server_onupdate",
        "quote",
        "system",
        "comment",
        "insert_sentinel",
    ])
    .with_rest()
    .with_open_keywords();

impl Column {
    /// A column of which nothing is known but its name.
    #[must_use]
    pub fn bare(name: Identifier) -> Self {
        Self {
            name,
            column_type: ColumnType::null(),
            nullable: true,
            nullable_given: false,
            primary_key: false,
            autoincrement: Autoincrement::Auto,
            client_default: ClientDefault::None,
            server_default: None,
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            unique: false,
            index: false,
            comment: None,
            system: false,
            options: Options::default(),
        }
    }

    /// Reads `Column(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_value(value: &Value, place: Place) -> Result<Self, Reason> {
        match sqlalchemy_call(value) {
            Some(("Column", call)) => Self::from_call(call),
            _ => Err(not_a("column", value, place)),
        }
    }

    /// Reads `Column(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_call(call: &Call) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let (name, column_type, items) = split(&arguments)?;
        let mut column = Self::bare(named(name, &arguments)?);
        column.column_type = column_type.unwrap_or_else(ColumnType::null);
        column.primary_key = arguments.flag("primary_key", false)?;
        column.nullable_given = arguments.given("nullable").is_some();
        column.nullable = arguments.flag("nullable", !column.primary_key)?;
        column.autoincrement = autoincrement(&arguments)?;
        column.unique = choice(&arguments, "unique")?.unwrap_or(false);
        column.index = choice(&arguments, "index")?.unwrap_or(false);
        column.system = arguments.flag("system", false)?;
        column.comment = arguments.text("comment")?;
        column.client_default = client_default(&arguments)?;
        column.options = Options::read(Construct::Column, arguments.extra.iter().copied(), call.place)?;
        if let Some(value) = arguments.value("server_default") {
            column.set_default(ServerDefault::from_value(value, call.place)?);
        }
        for item in items {
            column.take(item, call.place)?;
        }
        column.refuse_second_update(&arguments)?;
        Ok(column)
    }

    /// Takes in what stands in a column behind its type.
    fn take(&mut self, item: &Value, place: Place) -> Result<(), Reason> {
        let Some((name, call)) = sqlalchemy_call(item) else {
            return match item {
                Value::None => Ok(()),
                other => Err(not_a("part of a column", other, place)),
            };
        };
        match name {
            "ForeignKey" => self.foreign_keys.push(ForeignKey::from_column(call, &self.name)?),
            "CheckConstraint" => self.checks.push(own_check(call)?),
            "Sequence" => self.client_default = sequence(call),
            "ColumnDefault" | "CallableColumnDefault" => self.client_default = ClientDefault::Other,
            "Computed" | "Identity" if self.server_default.is_some() => {
                return Err(reason(
                    place,
                    "a column cannot be generated or an identity and have a default",
                ));
            }
            "Identity" if self.autoincrement == Autoincrement::No => {
                return Err(reason(
                    place,
                    "a column with an identity cannot have `autoincrement=False`",
                ));
            }
            "Computed" | "Identity" | "DefaultClause" | "FetchedValue" => {
                self.set_default(ServerDefault::from_value(item, place)?);
            }
            _ => return Err(not_a("part of a column", item, place)),
        }
        Ok(())
    }

    /// Refuses `server_onupdate` of a column that is generated or an identity.
    fn refuse_second_update(&self, arguments: &Arguments<'_>) -> Result<(), Reason> {
        let is_own = matches!(
            self.server_default,
            Some(ServerDefault::Computed(_) | ServerDefault::Identity(_))
        );
        match arguments.value("server_onupdate") {
            Some(value) if is_own => Err(arguments.unfit("server_onupdate", value)),
            _ => Ok(()),
        }
    }

    /// Sets what the database puts in; an identity is never `NULL` unless that was asked for.
    fn set_default(&mut self, default: Option<ServerDefault>) {
        if matches!(default, Some(ServerDefault::Identity(_))) && !self.nullable_given {
            self.nullable = false;
        }
        self.server_default = default;
    }
}

impl Check {
    /// Reads `CheckConstraint(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_call(call: &Call) -> Result<Self, Reason> {
        const SIGNATURE: Signature = Signature::new(
            "CheckConstraint",
            &["sqltext", "name", "deferrable", "initially", "table", "info"],
        )
        .with_keywords(&["comment"])
        .with_open_keywords();
        let arguments = SIGNATURE.bind(call)?;
        if let Some(table) = arguments.value("table") {
            return Err(arguments.unfit("table", table));
        }
        Ok(Self {
            name: name(&arguments, "name")?,
            condition: Expression::from_sql(arguments.required("sqltext")?, call.place)?,
            deferral: Deferral::read(&arguments)?,
            options: Options::read(Construct::Check, arguments.extra.iter().copied(), call.place)?,
        })
    }
}

/// Reads a check in a column's clause: over `column()` objects, which belong to no table, `SQLAlchemy` refuses it.
fn own_check(call: &Call) -> Result<Check, Reason> {
    let check = Check::from_call(call)?;
    if check.condition.columns().is_empty() {
        Ok(check)
    } else {
        Err(reason(
            call.place,
            "a check in a column cannot be over `column()` objects",
        ))
    }
}

/// Tells the name, the type and the rest of a column's positional arguments apart, as `Column.__init__` does.
fn split<'a>(arguments: &Arguments<'a>) -> Result<(Option<Identifier>, Option<ColumnType>, &'a [Value]), Reason> {
    let place = arguments.place;
    let mut rest = arguments.rest;
    let mut name = None;
    match rest {
        [Value::None, behind @ ..] => rest = behind,
        [first, behind @ ..] => {
            if let Ok(found) = Identifier::from_value(first, place) {
                (name, rest) = (Some(found), behind);
            }
        }
        [] => {}
    }
    let mut column_type = arguments
        .value("type_")
        .map(|value| ColumnType::from_value(value, place))
        .transpose()?;
    match rest {
        [Value::None, behind @ ..] => rest = behind,
        [first, behind @ ..] if !is_item(first) => {
            column_type = Some(ColumnType::from_value(first, place)?);
            rest = behind;
        }
        _ => {}
    }
    Ok((name, column_type, rest))
}

/// Says whether a positional argument is a part of a column other than its type.
fn is_item(value: &Value) -> bool {
    sqlalchemy_call(value).is_some_and(|(name, _)| {
        matches!(
            name,
            "ForeignKey"
                | "CheckConstraint"
                | "Sequence"
                | "ColumnDefault"
                | "CallableColumnDefault"
                | "Computed"
                | "Identity"
                | "DefaultClause"
                | "FetchedValue"
        )
    })
}

fn named(positional: Option<Identifier>, arguments: &Arguments<'_>) -> Result<Identifier, Reason> {
    let given = name(arguments, "name")?;
    let mut name = match (positional, given) {
        (Some(name), None) | (None, Some(name)) => name,
        (Some(_), Some(_)) => return Err(reason(arguments.place, "a column is given its name twice")),
        (None, None) => return Err(reason(arguments.place, "a column without a name")),
    };
    match arguments.value("quote") {
        None => {}
        Some(Value::Bool(true)) => name.quoting = Quoting::Always,
        Some(Value::Bool(false)) => name.quoting = Quoting::Never,
        Some(other) => return Err(arguments.unfit("quote", other)),
    }
    match arguments.value("key") {
        None => Ok(name),
        Some(Value::Text(key)) if *key == name.text => Ok(name),
        Some(other) => Err(arguments.unfit("key", other)),
    }
}

fn autoincrement(arguments: &Arguments<'_>) -> Result<Autoincrement, Reason> {
    match arguments.given("autoincrement") {
        None => Ok(Autoincrement::Auto),
        Some(Value::Bool(true)) => Ok(Autoincrement::Yes),
        Some(Value::Bool(false) | Value::None) => Ok(Autoincrement::No),
        Some(Value::Text(text)) if &**text == "auto" => Ok(Autoincrement::Auto),
        Some(Value::Text(text)) if &**text == "ignore_fk" => Ok(Autoincrement::IgnoreForeignKey),
        Some(other) => Err(arguments.unfit("autoincrement", other)),
    }
}

/// Reads what the application puts in: only whether there is something matters to the schema.
fn client_default(arguments: &Arguments<'_>) -> Result<ClientDefault, Reason> {
    let given = arguments.given("default").or_else(|| arguments.given("insert_default"));
    match given {
        None | Some(Value::None) => Ok(ClientDefault::None),
        Some(value) => Ok(match sqlalchemy_call(value) {
            Some(("Sequence", call)) => sequence(call),
            _ => ClientDefault::Other,
        }),
    }
}

fn sequence(call: &Call) -> ClientDefault {
    ClientDefault::Sequence {
        optional: matches!(call.keyword("optional"), Some(Value::Bool(true))),
    }
}

/// The complaint about something that stands where it should not.
pub(super) fn not_a(what: &str, value: &Value, place: Place) -> Reason {
    match value {
        Value::Unknown(reason) => Reason::clone(reason),
        other => reason(place, format!("{} is no {what} that is understood", other.kind())),
    }
}
