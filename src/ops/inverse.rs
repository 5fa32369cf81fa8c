//! What undoes an operation, given the schema before it.

use super::directive::{
    AddColumn, AddConstraint, Added, AlterColumn, Batch, Change, CreateIndex, CreateTable, DropColumn, DropConstraint,
    DropIndex, DropTable, Existing, Lazy, NamedTypeChange, Op, RenameTable, TableComment,
};
use super::schema::{Column, Constraint, ConstraintKind, Index, Table, TableName};
use super::{Footprint, Identifier, Step, Subject};

/// The schema as it was before an operation.
pub trait Before {
    /// Answers a table as it was; none where there was none, or where that is not known.
    fn table(&self, name: &TableName) -> Option<&Table>;
}

impl Op {
    /// Answers the operations that undo this one, in order; none where that is not known: SQL as written, something
    /// without a name, a schema that is not known.
    #[must_use]
    pub fn inverse(&self, before: &dyn Before) -> Option<Vec<Self>> {
        match self {
            // What was there already would be gone.
            Self::CreateTable(create) if create.if_not_exists => None,
            Self::CreateTable(create) => one(Self::DropTable(DropTable {
                table: create.table.name.clone(),
                if_exists: false,
            })),
            Self::DropTable(drop) => one(Self::CreateTable(Box::new(CreateTable {
                table: before.table(&drop.table)?.clone(),
                if_not_exists: false,
                is_apart: false,
            }))),
            Self::RenameTable(rename) => one(Self::RenameTable(renamed_back(rename))),
            Self::AddColumn(add) if add.if_not_exists => None,
            Self::AddColumn(add) => one(Self::DropColumn(Box::new(dropped(add)))),
            Self::DropColumn(drop) => restored(before.table(&drop.table)?, &drop.column),
            Self::AlterColumn(altered) => {
                let column = before.table(&altered.table)?.column(&altered.column.text)?;
                one(Self::AlterColumn(Box::new(altered_back(altered, column)?)))
            }
            Self::CreateIndex(create) if create.if_not_exists => None,
            Self::CreateIndex(create) => one(Self::DropIndex(Box::new(dropped_index(&create.index)?))),
            Self::DropIndex(drop) => {
                let index = index_of(before.table(&drop.index.table)?, drop.index.name.as_ref()?)?;
                one(Self::CreateIndex(Box::new(CreateIndex {
                    index: index.clone(),
                    if_not_exists: false,
                })))
            }
            Self::AddConstraint(add) => one(Self::DropConstraint(dropped_constraint(add)?)),
            Self::DropConstraint(drop) => {
                let constraint = constraint_of(before.table(&drop.table)?, drop.name.as_ref()?)?;
                one(Self::AddConstraint(Box::new(AddConstraint {
                    table: drop.table.clone(),
                    constraint,
                })))
            }
            Self::TableComment(change) => one(Self::TableComment(TableComment {
                table: change.table.clone(),
                comment: before.table(&change.table)?.comment.clone(),
                existing: change.comment.clone(),
            })),
            Self::NamedType(change) => one(Self::NamedType(Box::new(NamedTypeChange {
                column_type: change.column_type.clone(),
                creates: !change.creates,
            }))),
            Self::Raw(raw) => match raw.does.as_deref()? {
                [only] => only.inverse(before),
                // What one of several leaves behind is not known.
                _ => None,
            },
            Self::Batch(batch) => batch_back(batch, before),
            Self::AutocommitBegin => one(Self::AutocommitEnd),
            Self::AutocommitEnd => one(Self::AutocommitBegin),
            Self::Execute(_) | Self::BulkInsert(_) | Self::Opaque(_) => None,
        }
    }
}

fn one(op: Op) -> Option<Vec<Op>> {
    Some(vec![op])
}

fn renamed_back(rename: &RenameTable) -> RenameTable {
    RenameTable {
        table: TableName {
            schema: rename.table.schema.clone(),
            name: rename.new_name.clone(),
        },
        new_name: rename.table.name.clone(),
    }
}

fn dropped(add: &AddColumn) -> DropColumn {
    DropColumn {
        table: add.table.name.clone(),
        column: add.column().name.clone(),
        if_exists: false,
        existing_type: Some(Lazy::new(Ok(add.column().column_type.clone()))),
    }
}

/// Brings a column back with the constraints and indexes that stood over it, which went with it.
fn restored(table: &Table, name: &Identifier) -> Option<Vec<Op>> {
    let at = table.columns.iter().position(|column| column.name.text == name.text)?;
    let column = &table.columns[at];
    let is_keyed = table.primary_key.as_ref().is_some_and(|key| over(&key.columns, name));
    let alone = Table {
        name: table.name.clone(),
        columns: vec![Column {
            unique: false,
            index: false,
            foreign_keys: Vec::new(),
            primary_key: false,
            ..column.clone()
        }],
        primary_key: None,
        constraints: vec![Constraint::TypeBound(0)],
        indexes: Vec::new(),
        comment: None,
        prefixes: Vec::new(),
        options: super::options::Options::default(),
    };
    let mut ops = vec![Op::AddColumn(Box::new(AddColumn {
        table: alone,
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
        insert_before: None,
        insert_after: None,
    }))];
    let mut add = |constraint: Added| {
        ops.push(Op::AddConstraint(Box::new(AddConstraint {
            table: table.name.clone(),
            constraint,
        })));
    };
    if let Some(key) = table.primary_key.as_ref().filter(|_| is_keyed) {
        add(Added::PrimaryKey(key.clone()));
    }
    for constraint in table
        .constraints
        .iter()
        .filter(|constraint| stands_over(constraint, name))
    {
        add(Added::Other(constraint.clone()));
    }
    for index in table.indexes.iter().filter(|index| over(&index.columns(), name)) {
        ops.push(Op::CreateIndex(Box::new(CreateIndex {
            index: index.clone(),
            if_not_exists: false,
        })));
    }
    Some(ops)
}

fn over(columns: &[Identifier], name: &Identifier) -> bool {
    columns.iter().any(|column| column.text == name.text)
}

fn stands_over(constraint: &Constraint, name: &Identifier) -> bool {
    match constraint {
        Constraint::Unique(unique) => over(&unique.columns, name),
        Constraint::ForeignKey(key) => over(&key.columns, name),
        Constraint::Check(check) => over(&check.condition.columns(), name),
        Constraint::Exclude(_) | Constraint::TypeBound(_) => false,
    }
}

/// Turns a change of a column around: what changed becomes what it was.
fn altered_back(altered: &AlterColumn, column: &Column) -> Option<AlterColumn> {
    let change = &altered.change;
    if change.using.is_some() || change.autoincrement.is_some() {
        return None;
    }
    let column_type = change.column_type.as_ref().map(|_| column.column_type.clone());
    Some(AlterColumn {
        table: altered.table.clone(),
        column: change.new_name.clone().unwrap_or_else(|| altered.column.clone()),
        change: Change {
            nullable: change.nullable.map(|_| column.nullable),
            comment: change.comment.as_ref().map(|_| column.comment.clone()),
            server_default: change.server_default.as_ref().map(|_| column.server_default.clone()),
            new_name: change.new_name.as_ref().map(|_| altered.column.clone()),
            column_type,
            ..Change::default()
        },
        existing: Existing {
            column_type: Some(Lazy::new(Ok(change
                .column_type
                .as_ref()
                .unwrap_or(&column.column_type)
                .clone()))),
            server_default: Some(Lazy::new(Ok(change
                .server_default
                .as_ref()
                .unwrap_or(&column.server_default)
                .clone()))),
            nullable: Some(change.nullable.unwrap_or(column.nullable)),
            comment: change.comment.as_ref().unwrap_or(&column.comment).clone(),
            ..Existing::default()
        },
    })
}

fn dropped_index(index: &Index) -> Option<DropIndex> {
    index.name.as_ref()?;
    Some(DropIndex {
        index: index.clone(),
        if_exists: false,
        has_table: true,
    })
}

fn index_of<'t>(table: &'t Table, name: &Identifier) -> Option<&'t Index> {
    let bears = |index: &&Index| index.name.as_ref().is_some_and(|own| own.text == name.text);
    table.indexes.iter().find(bears)
}

fn dropped_constraint(add: &AddConstraint) -> Option<DropConstraint> {
    let kind = add.constraint.kind();
    Some(DropConstraint {
        table: add.table.clone(),
        name: Some(add.constraint.name()?.clone()),
        kind: (kind != ConstraintKind::Exclude).then_some(kind),
        if_exists: false,
    })
}

fn constraint_of(table: &Table, name: &Identifier) -> Option<Added> {
    let bears = |own: Option<&Identifier>| own.is_some_and(|own| own.text == name.text);
    if let Some(key) = table.primary_key.as_ref().filter(|key| bears(key.name.as_ref())) {
        return Some(Added::PrimaryKey(key.clone()));
    }
    let found = table.constraints.iter().find(|constraint| bears(constraint.name()));
    found.cloned().map(Added::Other)
}

/// Undoes a batch step by step from its end; none where two steps are about the same thing, for then the schema
/// between them would have to be known.
fn batch_back(batch: &Batch, before: &dyn Before) -> Option<Vec<Op>> {
    let mut seen = Footprint::default();
    for step in &batch.steps {
        let own = step.op.footprint();
        let shares = |subject: &&Subject| !matches!(subject, Subject::Table(_)) && seen.effects.contains_key(*subject);
        if own.is_open || own.effects.keys().any(|subject| shares(&subject)) {
            return None;
        }
        seen.then(&own);
    }
    let mut steps = Vec::new();
    for step in batch.steps.iter().rev() {
        let inverse = step.op.inverse(before)?;
        steps.extend(inverse.into_iter().map(|op| Step { op, place: step.place }));
    }
    one(Op::Batch(Box::new(Batch {
        steps,
        copy_from: None,
        ..batch.clone()
    })))
}
