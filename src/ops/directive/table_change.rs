//! `create` and `drop` of a `sqlalchemy.Table` or `sqlalchemy.Index`, on a connection.

use super::{CreateTable, DropTable, Scene};
use crate::ops::arguments::reason;
use crate::ops::schema::{ClientDefault, Table};
use crate::ops::{Call, Signature};
use crate::revision::Reason;

const SIGNATURE: Signature = Signature::new("create", &["bind", "checkfirst"]);

/// Reads `table.create(bind)`: what `op.create_table` would do, and nothing is remembered of its types.
///
/// # Errors
///
/// Refuses what is not understood, and sequences of columns, which this creates too.
pub fn read_create(table: &Call, call: &Call, scene: &mut Scene<'_>) -> Result<CreateTable, Reason> {
    SIGNATURE.bind(call)?.required("bind")?;
    let table = Table::from_call(table, scene)?;
    refuse_sequences(&table, call)?;
    Ok(CreateTable {
        table,
        if_not_exists: false,
        is_apart: true,
    })
}

/// Reads `table.drop(bind)`.
///
/// # Errors
///
/// Refuses what is not understood, and sequences of columns, which this drops too.
pub fn read_drop(table: &Call, call: &Call, scene: &mut Scene<'_>) -> Result<DropTable, Reason> {
    SIGNATURE.bind(call)?.required("bind")?;
    let table = Table::from_call(table, scene)?;
    refuse_sequences(&table, call)?;
    Ok(DropTable {
        table: table.name,
        if_exists: false,
    })
}

fn refuse_sequences(table: &Table, call: &Call) -> Result<(), Reason> {
    let counts = |default: ClientDefault| matches!(default, ClientDefault::Sequence { .. });
    if table.columns.iter().any(|column| counts(column.client_default)) {
        return Err(reason(call.place, "a sequence of a column is created beside its table"));
    }
    Ok(())
}
