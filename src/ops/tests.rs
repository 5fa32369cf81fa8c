//! What operations touch and what undoes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::schema::{Table, TableName};
use super::{Before, Call, Effect, Environment, Object, Op, Recorder, Script, Subject, TableKey, Value};
use crate::text::Place;

struct Schema(BTreeMap<TableName, Table>);

impl Before for Schema {
    fn table(&self, name: &TableName) -> Option<&Table> {
        self.0.get(name)
    }
}

fn made(name: &str, arguments: Vec<Value>, keywords: Vec<(&str, Value)>) -> Call {
    Call {
        callee: Value::name(name),
        arguments,
        keywords: keywords
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value))
            .collect(),
        place: Place::default(),
    }
}

fn value(call: Call) -> Value {
    Value::Object(Arc::new(Object::Call(call)))
}

fn column(name: &str) -> Value {
    let of = value(made("sqlalchemy.Integer", vec![], vec![]));
    value(made("sqlalchemy.Column", vec![Value::text(name), of], vec![]))
}

fn list(names: &[&str]) -> Value {
    Value::List(names.iter().map(|name| Value::text(*name)).collect())
}

fn op(name: &str, arguments: Vec<Value>, keywords: Vec<(&str, Value)>) -> Call {
    made(&format!("alembic.op.{name}"), arguments, keywords)
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn script(calls: Vec<Call>) -> Script {
    let mut recorder = Recorder::new(Environment::offline("postgresql"));
    for call in calls {
        recorder.call(call);
    }
    let script = recorder.finish();
    assert!(script.is_complete(), "{:?}", script.unknown().collect::<Vec<_>>());
    script
}

fn table() -> Table {
    let unique = made(
        "sqlalchemy.UniqueConstraint",
        vec![text("b")],
        vec![("name", text("uq_b"))],
    );
    let index = made("sqlalchemy.Index", vec![text("ix_c"), text("c")], vec![]);
    let items = vec![text("a"), column("b"), column("c"), value(unique), value(index)];
    let created = script(vec![op("create_table", items, vec![])]);
    match &created.steps[0].op {
        Op::CreateTable(create) => create.table.clone(),
        other => panic!("not a table: {other:?}"),
    }
}

fn schema() -> Schema {
    Schema(BTreeMap::from([(TableName::plain("a"), table())]))
}

fn key(name: &str) -> TableKey {
    TableKey {
        schema: None,
        name: name.to_owned(),
    }
}

/// Calls of which each has something to undo, about the table of [`schema`].
fn undoable() -> Vec<Call> {
    let integer = || value(made("sqlalchemy.BigInteger", vec![], vec![]));
    vec![
        op("drop_table", vec![text("a")], vec![]),
        op("create_table", vec![text("new"), column("x")], vec![]),
        op("rename_table", vec![text("a"), text("z")], vec![]),
        op("add_column", vec![text("a"), column("d")], vec![]),
        op(
            "alter_column",
            vec![text("a"), text("b")],
            vec![("type_", integer()), ("nullable", Value::Bool(false))],
        ),
        op(
            "alter_column",
            vec![text("a"), text("b")],
            vec![("new_column_name", text("bb"))],
        ),
        op("create_index", vec![text("ix_b"), text("a"), list(&["b"])], vec![]),
        op("drop_index", vec![text("ix_c")], vec![("table_name", text("a"))]),
        op(
            "create_unique_constraint",
            vec![text("uq_c"), text("a"), list(&["c"])],
            vec![],
        ),
        op(
            "drop_constraint",
            vec![text("uq_b"), text("a")],
            vec![("type_", text("unique"))],
        ),
        op("create_table_comment", vec![text("a"), text("x")], vec![]),
    ]
}

#[test]
fn created_and_dropped_is_temporary() {
    let script = script(vec![
        op("create_table", vec![text("t"), column("x")], vec![]),
        op("add_column", vec![text("t"), column("y")], vec![]),
        op("drop_table", vec![text("t")], vec![]),
    ]);
    let footprint = script.footprint();
    assert_eq!(footprint.effects[&Subject::Table(key("t"))], Effect::Temporary);
    assert!(!footprint.is_open);
}

#[test]
fn dropped_and_created_again_is_altered() {
    let script = script(vec![
        op("drop_table", vec![text("t")], vec![]),
        op("create_table", vec![text("t"), column("x")], vec![]),
    ]);
    assert_eq!(script.footprint().effects[&Subject::Table(key("t"))], Effect::Altered);
}

#[test]
fn a_foreign_key_reads_what_it_refers_to() {
    let arguments = vec![text("fk"), text("a"), text("z"), list(&["b"]), list(&["id"])];
    let footprint = script(vec![op("create_foreign_key", arguments, vec![])]).footprint();
    assert_eq!(footprint.effects[&Subject::Table(key("z"))], Effect::Read);
    assert_eq!(
        footprint.effects[&Subject::Column(key("z"), "id".to_owned())],
        Effect::Read
    );
    assert_eq!(
        footprint.effects[&Subject::Column(key("a"), "b".to_owned())],
        Effect::Read
    );
    assert_eq!(footprint.effects[&Subject::Table(key("a"))], Effect::Altered);
    let name = Subject::Constraint(key("a"), "fk".to_owned());
    assert_eq!(footprint.effects[&name], Effect::Created);
}

#[test]
fn a_renamed_table_is_two_subjects() {
    let footprint = script(vec![op("rename_table", vec![text("a"), text("z")], vec![])]).footprint();
    assert_eq!(footprint.effects[&Subject::Table(key("a"))], Effect::Renamed);
    assert_eq!(footprint.effects[&Subject::Table(key("z"))], Effect::Created);
}

#[test]
fn sql_may_touch_anything() {
    assert!(
        script(vec![op("execute", vec![text("SELECT 1")], vec![])])
            .footprint()
            .is_open
    );
}

#[test]
fn a_statement_is_known_for_what_it_does() {
    let does = Value::List(Arc::new([value(op("drop_table", vec![text("t")], vec![]))]));
    let known = made("onehead.statement", vec![text("DROP TABLE t")], vec![("does", does)]);
    let unknown = made("onehead.statement", vec![text("VACUUM")], vec![]);
    let script = script(vec![known, unknown]);
    let footprints: Vec<_> = script.steps.iter().map(|step| step.op.footprint()).collect();
    assert_eq!(footprints[0].effects[&Subject::Table(key("t"))], Effect::Dropped);
    assert!(!footprints[0].is_open && footprints[1].is_open);
}

#[test]
fn an_operation_and_its_inverse_leave_nothing_behind() {
    // What is in a table that is dropped is not told, but it is when the table is created again.
    for call in undoable().into_iter().skip(1) {
        let script = script(vec![call]);
        let op = &script.steps[0].op;
        let inverse = op.inverse(&schema()).unwrap_or_else(|| panic!("no inverse: {op:?}"));
        let mut both = op.footprint();
        for op in &inverse {
            both.then(&op.footprint());
        }
        let left = both
            .effects
            .values()
            .any(|effect| matches!(effect, Effect::Created | Effect::Dropped));
        assert!(!left, "{}: {both:?}", op.describe());
    }
}

#[test]
fn the_inverse_of_the_inverse_is_the_same() {
    let after = |op: &Op| {
        let mut schema = schema();
        if let Op::CreateTable(create) = op {
            schema.0.insert(create.table.name.clone(), create.table.clone());
        }
        if let Op::AddColumn(add) = op {
            schema
                .0
                .get_mut(&add.table.name)
                .expect("it is there")
                .columns
                .push(add.column().clone());
        }
        schema
    };
    let tried = undoable().into_iter().filter(|call| {
        let name = call.callee.as_name().expect("it is a name");
        !matches!(name, "alembic.op.alter_column" | "alembic.op.create_table_comment")
    });
    for call in tried {
        let script = script(vec![call]);
        let op = &script.steps[0].op;
        let [inverse] = &op.inverse(&schema()).expect("it can be undone")[..] else {
            panic!("several operations undo {op:?}");
        };
        let state = match inverse {
            Op::CreateIndex(_) | Op::AddConstraint(_) | Op::CreateTable(_) => after(inverse),
            Op::DropIndex(drop) => {
                let mut schema = schema();
                let table = schema.0.get_mut(&TableName::plain("a")).expect("it is there");
                table.indexes.push(drop.index.clone());
                schema
            }
            Op::DropConstraint(_) => {
                let mut schema = schema();
                let table = schema.0.get_mut(&TableName::plain("a")).expect("it is there");
                if let Op::AddConstraint(add) = op
                    && let super::directive::Added::Other(constraint) = &add.constraint
                {
                    table.constraints.push(constraint.clone());
                }
                schema
            }
            _ => after(op),
        };
        let again = inverse.inverse(&state).expect("what undoes can be undone");
        assert_eq!(again[0].describe(), op.describe());
    }
}

#[test]
fn what_is_not_known_has_no_inverse() {
    let nowhere = Schema(BTreeMap::new());
    for call in [
        op("drop_table", vec![text("a")], vec![]),
        op("drop_column", vec![text("a"), text("b")], vec![]),
        op("execute", vec![text("SELECT 1")], vec![]),
        op(
            "create_unique_constraint",
            vec![Value::None, text("a"), list(&["b"])],
            vec![],
        ),
        op(
            "create_table",
            vec![text("t"), column("x")],
            vec![("if_not_exists", Value::Bool(true))],
        ),
    ] {
        let script = script(vec![call]);
        assert!(
            script.steps[0].op.inverse(&nowhere).is_none(),
            "{:?}",
            script.steps[0].op
        );
    }
}

#[test]
fn a_dropped_column_comes_back_with_what_stood_over_it() {
    let script = script(vec![op("drop_column", vec![text("a"), text("b")], vec![])]);
    let inverse = script.steps[0].op.inverse(&schema()).expect("it can be undone");
    let described: Vec<String> = inverse.iter().map(Op::describe).collect();
    assert_eq!(described, ["add column `a.b`", "add unique constraint `uq_b` to `a`"]);
}

#[test]
fn an_argument_that_is_not_known_makes_an_operation_opaque() {
    let mut recorder = Recorder::new(Environment::offline("sqlite"));
    recorder.call(op("drop_table", vec![text("a")], vec![("cascade", Value::Bool(true))]));
    recorder.call(op("drop_table", vec![text("a"), text("b")], vec![]));
    recorder.call(op("paint_table", vec![text("a")], vec![]));
    let script = recorder.finish();
    assert_eq!(script.unknown().count(), 3);
}
