use super::*;
use crate::ops::{Object, Value};

/// Writes a value as a script would.
fn shown(value: &Value) -> String {
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(object) => match &**object {
            Object::Name(name) => name.replace("alembic.", "").replace("sqlalchemy.", "sa."),
            Object::Call(call) => shown_call(call),
            Object::Attribute(of, name) => format!("{}.{name}", shown(of)),
            _ => "?".to_owned(),
        },
        _ => "?".to_owned(),
    }
}

fn shown_call(call: &Call) -> String {
    let named = call
        .keywords
        .iter()
        .map(|(name, value)| format!("{name}={}", shown(value)));
    let all: Vec<_> = call.arguments.iter().map(shown).chain(named).collect();
    format!("{}({})", shown(&call.callee), all.join(", ")).replace("onehead.column_spec", "spec")
}

fn read(flavour: Flavour, sql: &str) -> Option<Vec<String>> {
    let calls = recognise(sql, flavour, Place::default())?;
    Some(calls.iter().map(shown_call).collect())
}

#[test]
fn a_table_is_its_columns_and_constraints() {
    let sql = "CREATE TABLE IF NOT EXISTS App.tasks (\n id integer PRIMARY KEY, \"Title\" VARCHAR(10) NOT NULL DEFAULT '', \
               owner int CONSTRAINT fk REFERENCES people (id) ON DELETE CASCADE, CONSTRAINT uq UNIQUE (owner, \"Title\"), \
               CHECK (id > 0))";
    assert_eq!(
        read(Flavour::PostgreSql, sql).expect("understood"),
        [
            "op.create_table('tasks', sa.Column('id', spec('INTEGER'), primary_key=True), \
             sa.Column('Title', spec('VARCHAR(10)'), nullable=False, server_default=sa.literal_column('''')), \
             sa.Column('owner', spec('INT'), sa.ForeignKey('people.id', name='fk', ondelete='CASCADE')), \
             sa.UniqueConstraint('owner', 'Title', name='uq'), \
             sa.CheckConstraint(sa.literal_column('id > 0')), schema='app', if_not_exists=True)"
        ]
    );
}

#[test]
fn each_part_of_an_alteration_is_a_directive() {
    for (flavour, sql, directives) in [
        (
            Flavour::PostgreSql,
            "ALTER TABLE s.t ADD COLUMN a TEXT, DROP COLUMN IF EXISTS b",
            vec![
                "op.add_column('t', sa.Column('a', spec('TEXT')), schema='s')",
                "op.drop_column('t', 'b', schema='s', if_exists=True)",
            ],
        ),
        (
            Flavour::Sqlite,
            "alter table T rename column a to B",
            vec!["op.alter_column('T', 'a', new_column_name='B')"],
        ),
        (
            Flavour::PostgreSql,
            "ALTER TABLE t ALTER COLUMN a TYPE bigint USING a::bigint",
            vec!["op.alter_column('t', 'a', type_=spec('BIGINT'), postgresql_using='a::BIGINT')"],
        ),
        (
            Flavour::PostgreSql,
            "ALTER TABLE s.t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES r.u (id) ON DELETE SET NULL",
            vec![
                "op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], ondelete='SET NULL', source_schema='s', \
                 referent_schema='r')",
            ],
        ),
        (
            Flavour::PostgreSql,
            "ALTER TABLE t DROP CONSTRAINT c",
            vec!["op.drop_constraint('c', 't')"],
        ),
        (
            Flavour::PostgreSql,
            "CREATE UNIQUE INDEX CONCURRENTLY i ON s.t (a) WHERE a IS NOT NULL",
            vec![
                "op.create_index('i', 't', ['a'], schema='s', unique=True, postgresql_concurrently=True, \
                 postgresql_where=sa.literal_column('a IS NOT NULL'))",
            ],
        ),
        (
            Flavour::MySql,
            "DROP INDEX i ON t",
            vec!["op.drop_index('i', table_name='t')"],
        ),
        (
            Flavour::PostgreSql,
            "DROP TABLE a, s.b",
            vec!["op.drop_table('a')", "op.drop_table('b', schema='s')"],
        ),
        (
            Flavour::PostgreSql,
            "CREATE TYPE mood AS ENUM ('a', 'b')",
            vec!["sa.dialects.postgresql.ENUM('a', 'b', name='mood').create(op.get_bind(), checkfirst=False)"],
        ),
    ] {
        assert_eq!(read(flavour, sql).expect(sql), directives, "{sql}");
    }
}

#[test]
fn what_is_not_wholly_understood_is_not_understood() {
    for sql in [
        "CREATE TABLE t AS SELECT 1",
        "CREATE TABLE t (a INT) PARTITION BY RANGE (a)",
        "CREATE TABLE t (a INT) INHERITS (u)",
        "CREATE TEMPORARY TABLE t (a INT)",
        "CREATE TABLE t (LIKE u)",
        "CREATE TABLE a.b.c (a INT)",
        "CREATE TABLE t (a INT REFERENCES u)",
        "DROP TABLE t CASCADE",
        "ALTER TABLE t DROP COLUMN a CASCADE",
        "ALTER TABLE t OWNER TO me",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        "CREATE INDEX i ON t (lower(a))",
        "CREATE INDEX ON t (a)",
        "CREATE VIEW v AS SELECT 1",
        "INSERT INTO t VALUES (1)",
        "CREATE TABLE",
    ] {
        assert_eq!(read(Flavour::PostgreSql, sql), None, "{sql}");
    }
    assert_eq!(read(Flavour::Sqlite, "CREATE TABLE t (a)"), None);
}

#[test]
fn a_hostile_statement_ends() {
    let deep = format!(
        "CREATE TABLE t (a INT DEFAULT {}1{})",
        "(".repeat(100_000),
        ")".repeat(100_000)
    );
    assert_eq!(read(Flavour::PostgreSql, &deep), None);
    let chain = format!("CREATE TABLE t (a INT CHECK ({}a))", "a = ".repeat(10_000));
    let _ = read(Flavour::PostgreSql, &chain);
    let chain = format!("CREATE TABLE t (a INT CHECK (a{}))", "::int".repeat(20_000));
    let _ = read(Flavour::PostgreSql, &chain);
}
