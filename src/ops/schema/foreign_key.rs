//! Foreign keys.

use std::sync::Arc;

use super::{ConstraintKind, Convention, Deferral, Named, NamedReferent, TableName};
use crate::ops::arguments::reason;
use crate::ops::options::{Construct, Options};
use crate::ops::reading::{list, names};
use crate::ops::{Arguments, Call, Identifier, Signature, Unsupported, Value};
use crate::revision::Reason;
use crate::text::Place;

/// What a foreign key refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referent {
    /// The schema of the table.
    pub schema: Option<Identifier>,
    /// The table.
    pub table: Identifier,
    /// Its columns, as many as the foreign key has.
    pub columns: Vec<Identifier>,
}

/// A foreign key.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// Its name.
    pub name: Option<Identifier>,
    /// Its columns.
    pub columns: Vec<Identifier>,
    /// What they refer to.
    pub referent: Referent,
    /// `ON UPDATE ...`
    pub onupdate: Option<Arc<str>>,
    /// `ON DELETE ...`
    pub ondelete: Option<Arc<str>>,
    /// `MATCH ...`
    pub matching: Option<Arc<str>>,
    /// When it is checked.
    pub deferral: Deferral,
    /// Whether it is left out of `CREATE TABLE`.
    pub use_alter: bool,
    /// Arguments of dialects.
    pub options: Options,
}

/// The arguments by name that a foreign key takes everywhere, its name first.
const KEYWORDS: &[&str] = &[
    "name",
    "onupdate",
    "ondelete",
    "deferrable",
    "initially",
    "use_alter",
    "link_to_name",
    "match",
    "info",
    "comment",
];

const CONSTRAINT: Signature = Signature::new(
    "ForeignKeyConstraint",
    &[
        "columns",
        "refcolumns",
        "name",
        "onupdate",
        "ondelete",
        "deferrable",
        "initially",
        "use_alter",
        "link_to_name",
        "match",
        "table",
        "info",
        "comment",
    ],
)
.with_open_keywords();

const COLUMN: Signature = Signature::new("ForeignKey", &["column", "_constraint", "use_alter"])
    .with_keywords(KEYWORDS)
    .with_open_keywords();

impl ForeignKey {
    /// Reads `ForeignKeyConstraint(...)`.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_constraint(call: &Call) -> Result<Self, Reason> {
        let arguments = CONSTRAINT.bind(call)?;
        if let Some(table) = arguments.value("table") {
            return Err(arguments.unfit("table", table));
        }
        let columns = names(arguments.required("columns")?, call.place)?;
        let targets = list(arguments.required("refcolumns")?, call.place)?;
        let referent = Referent::of_targets(targets, call.place)?;
        Self::build(columns, referent, &arguments)
    }

    /// Reads `ForeignKey(...)` as it stands in a column.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood.
    pub fn from_column(call: &Call, column: &Identifier) -> Result<Self, Reason> {
        let arguments = COLUMN.bind(call)?;
        let target = arguments.required("column")?.clone();
        let referent = Referent::of_targets(&[target], call.place)?;
        Self::build(vec![column.clone()], referent, &arguments)
    }

    /// Puts a foreign key together from its parts and the arguments that are the same everywhere.
    ///
    /// # Errors
    ///
    /// Refuses what is not understood, and another number of columns here than there.
    pub fn build(columns: Vec<Identifier>, referent: Referent, arguments: &Arguments<'_>) -> Result<Self, Reason> {
        if columns.len() != referent.columns.len() || columns.is_empty() {
            let text = "a foreign key needs as many columns as it refers to";
            return Err(reason(arguments.place, text));
        }
        let name = match arguments.value("name") {
            None => None,
            Some(name) => Some(Identifier::from_value(name, arguments.place)?),
        };
        Ok(Self {
            name,
            columns,
            referent,
            onupdate: arguments.text("onupdate")?,
            ondelete: arguments.text("ondelete")?,
            matching: arguments.text("match")?,
            deferral: Deferral::read(arguments)?,
            use_alter: arguments.flag("use_alter", false)?,
            options: Options::read(Construct::ForeignKey, arguments.extra.iter().copied(), arguments.place)?,
        })
    }
}

impl ForeignKey {
    /// Names the key by a convention. `knows_referent` says whether `SQLAlchemy` knows the columns it refers to by then.
    ///
    /// # Errors
    ///
    /// As [`Convention::constraint`].
    pub fn apply(
        &mut self,
        convention: &Convention,
        table: &TableName,
        knows_referent: bool,
    ) -> Result<(), Unsupported> {
        let named = Named {
            table,
            columns: &self.columns,
            referent: Some(NamedReferent {
                table: &self.referent.table,
                columns: knows_referent.then_some(&self.referent.columns[..]),
            }),
        };
        self.name = convention.constraint(ConstraintKind::ForeignKey, self.name.as_ref(), named)?;
        Ok(())
    }
}

impl Referent {
    /// Reads `table.column` or `schema.table.column`, one for each column; all have to name the same table.
    fn of_targets(targets: &[Value], place: Place) -> Result<Self, Reason> {
        let mut referent: Option<Self> = None;
        for target in targets {
            let one = Self::of_target(target, place)?;
            match &mut referent {
                None => referent = Some(one),
                Some(all) if all.table == one.table && all.schema == one.schema => all.columns.extend(one.columns),
                Some(_) => return Err(reason(place, "a foreign key refers to several tables")),
            }
        }
        referent.ok_or_else(|| reason(place, "a foreign key refers to nothing"))
    }

    fn of_target(target: &Value, place: Place) -> Result<Self, Reason> {
        let text = match target {
            Value::Text(text) => text,
            Value::Unknown(reason) => return Err(Reason::clone(reason)),
            other => {
                let text = format!("a foreign key refers to {}, which is not followed", other.kind());
                return Err(reason(place, text));
            }
        };
        let parts = text
            .rsplit_once('.')
            .map(|(table, column)| match table.rsplit_once('.') {
                Some((schema, table)) => (Some(schema), table, column),
                None => (None, table, column),
            });
        let (schema, table, column) =
            parts.ok_or_else(|| reason(place, format!("the foreign key target `{text}` names no column")))?;
        Ok(Self {
            schema: schema.map(Identifier::plain),
            table: Identifier::plain(table),
            columns: vec![Identifier::plain(column)],
        })
    }
}
