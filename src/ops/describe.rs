//! Operations in a few words, for people.

use super::directive::Op;

impl Op {
    /// Says what the operation does: a lowercase fragment, ``create table `user` ``.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::CreateTable(create) => format!("create table `{}`", create.table.name),
            Self::DropTable(drop) => format!("drop table `{}`", drop.table),
            Self::RenameTable(rename) => format!("rename table `{}` to `{}`", rename.table, rename.new_name.text),
            Self::AddColumn(add) => format!("add column `{}.{}`", add.table.name, add.column().name.text),
            Self::DropColumn(drop) => format!("drop column `{}.{}`", drop.table, drop.column.text),
            Self::AlterColumn(altered) => format!("alter column `{}.{}`", altered.table, altered.column.text),
            Self::CreateIndex(create) => {
                let name = create.index.name.as_ref().map_or("", |name| &name.text);
                format!("create index `{name}` on `{}`", create.index.table)
            }
            Self::DropIndex(drop) => {
                let name = drop.index.name.as_ref().map_or("", |name| &name.text);
                format!("drop index `{name}`")
            }
            Self::AddConstraint(add) => {
                let (kind, table) = (add.constraint.kind().title(), &add.table);
                match add.constraint.name() {
                    Some(name) => format!("add {kind} `{}` to `{table}`", name.text),
                    None => format!("add a {kind} to `{table}`"),
                }
            }
            Self::DropConstraint(drop) => {
                let name = drop.name.as_ref().map_or("", |name| &name.text);
                let kind = drop.kind.map_or("constraint", super::schema::ConstraintKind::title);
                format!("drop {kind} `{name}` of `{}`", drop.table)
            }
            Self::TableComment(change) => format!("comment on table `{}`", change.table),
            Self::Raw(raw) => match raw.does.as_deref() {
                None | Some([]) => "run SQL".to_owned(),
                Some(ops) => ops.iter().map(Self::describe).collect::<Vec<_>>().join(", "),
            },
            Self::Execute(_) => "run SQL".to_owned(),
            Self::BulkInsert(insert) => match insert.statements.len() {
                1 => "insert a row".to_owned(),
                rows => format!("insert {rows} rows"),
            },
            Self::NamedType(change) if change.creates => "create a type".to_owned(),
            Self::NamedType(_) => "drop a type".to_owned(),
            Self::Batch(batch) => {
                let steps: Vec<String> = batch.steps.iter().map(|step| step.op.describe()).collect();
                format!("change table `{}`: {}", batch.table, steps.join(", "))
            }
            Self::AutocommitBegin => "leave the transaction".to_owned(),
            Self::AutocommitEnd => "begin a transaction again".to_owned(),
            Self::Opaque(reason) => format!("something unknown: {}", reason.text),
        }
    }
}
