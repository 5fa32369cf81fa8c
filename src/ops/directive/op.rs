//! An operation of any kind.

use super::{
    AddColumn, AddConstraint, AlterColumn, Batch, BulkInsert, CreateIndex, CreateTable, DropColumn, DropConstraint,
    DropIndex, DropTable, Execute, NamedTypeChange, Raw, RenameTable, Scene, TableComment, create_check_constraint,
    create_exclude_constraint, create_foreign_key, create_primary_key, create_unique_constraint,
};
use crate::ops::{Call, reason};
use crate::revision::Reason;

/// An operation.
#[derive(Debug, Clone)]
pub enum Op {
    /// `create_table`, `Table.create`
    CreateTable(Box<CreateTable>),
    /// `drop_table`, `Table.drop`
    DropTable(DropTable),
    /// `rename_table`
    RenameTable(RenameTable),
    /// `add_column`
    AddColumn(Box<AddColumn>),
    /// `drop_column`
    DropColumn(Box<DropColumn>),
    /// `alter_column`
    AlterColumn(Box<AlterColumn>),
    /// `create_index`
    CreateIndex(Box<CreateIndex>),
    /// `drop_index`
    DropIndex(Box<DropIndex>),
    /// `create_unique_constraint` and its kin
    AddConstraint(Box<AddConstraint>),
    /// `drop_constraint`
    DropConstraint(DropConstraint),
    /// `create_table_comment`, `drop_table_comment`
    TableComment(TableComment),
    /// `execute`
    Execute(Box<Execute>),
    /// `bulk_insert`
    BulkInsert(BulkInsert),
    /// `Enum.create`, `Enum.drop`
    NamedType(Box<NamedTypeChange>),
    /// A statement of a `.sql` revision.
    Raw(Raw),
    /// `with op.batch_alter_table(...)`
    Batch(Box<Batch>),
    /// `with op.get_context().autocommit_block()` begins.
    AutocommitBegin,
    /// The block ends.
    AutocommitEnd,
    /// What could not be read, and why.
    Opaque(Reason),
}

/// Reads a directive by its name on `op` or on the handle of a batch.
///
/// # Errors
///
/// Refuses a directive that is not known, and a call that is not understood.
pub fn read(name: &str, call: &Call, scene: &mut Scene<'_>) -> Result<Op, Reason> {
    let boxed = |added: AddConstraint| Op::AddConstraint(Box::new(added));
    let in_batch = scene.batch.is_some();
    match name {
        "create_table" if !in_batch => CreateTable::read(call, scene).map(Box::new).map(Op::CreateTable),
        "drop_table" if !in_batch => DropTable::read(call, scene).map(Op::DropTable),
        "rename_table" if !in_batch => RenameTable::read(call, scene).map(Op::RenameTable),
        "bulk_insert" if !in_batch => BulkInsert::read(call, scene).map(Op::BulkInsert),
        "add_column" => AddColumn::read(call, scene).map(Box::new).map(Op::AddColumn),
        "drop_column" => DropColumn::read(call, scene).map(Box::new).map(Op::DropColumn),
        "alter_column" => AlterColumn::read(call, scene).map(Box::new).map(Op::AlterColumn),
        "create_index" => CreateIndex::read(call, scene).map(Box::new).map(Op::CreateIndex),
        "drop_index" => DropIndex::read(call, scene).map(Box::new).map(Op::DropIndex),
        "create_unique_constraint" => create_unique_constraint::read(call, scene).map(boxed),
        "create_check_constraint" => create_check_constraint::read(call, scene).map(boxed),
        "create_primary_key" => create_primary_key::read(call, scene).map(boxed),
        "create_foreign_key" => create_foreign_key::read(call, scene).map(boxed),
        "create_exclude_constraint" => create_exclude_constraint::read(call, scene).map(boxed),
        "drop_constraint" => DropConstraint::read(call, scene).map(Op::DropConstraint),
        "create_table_comment" => TableComment::read_create(call, scene).map(Op::TableComment),
        "drop_table_comment" => TableComment::read_drop(call, scene).map(Op::TableComment),
        "execute" => Execute::read(call, scene).map(Box::new).map(Op::Execute),
        other => Err(reason(call.place, format!("the operation `{other}` is not known"))),
    }
}
