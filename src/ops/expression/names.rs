//! The names that things of SQL go by: one thing is imported from many places.

/// Says whether a dotted name is a thing of Core, wherever it was imported from.
#[must_use]
pub fn is(name: &str, thing: &str) -> bool {
    local(name) == Some(thing)
}

/// Answers the name of a thing of Core without the module that it was imported from; `None` where it is none.
#[must_use]
pub fn local(name: &str) -> Option<&str> {
    let (module, local) = name.rsplit_once('.')?;
    MODULES.contains(&module).then_some(local)
}

/// Answers the name of a function with its packages: `sqlalchemy.func.pkg.f` is `["pkg", "f"]`.
#[must_use]
pub fn function(name: &str) -> Option<Vec<&str>> {
    let after = GENERATORS
        .iter()
        .find_map(|generator| name.strip_prefix(generator)?.strip_prefix('.'));
    after.map(|after| after.split('.').collect())
}

/// Answers the dialect whose own thing it is, and its name there.
#[must_use]
pub fn of_dialect(name: &str) -> Option<(&str, &str)> {
    let rest = name.strip_prefix("sqlalchemy.dialects.")?;
    let (dialect, rest) = rest.split_once('.')?;
    Some((dialect, rest.rsplit('.').next().unwrap_or(rest)))
}

const MODULES: &[&str] = &[
    "sqlalchemy",
    "sqlalchemy.sql",
    "sqlalchemy.sql.expression",
    "sqlalchemy.sql.elements",
    "sqlalchemy.sql.selectable",
    "sqlalchemy.sql.dml",
    "sqlalchemy.sql.functions",
    "sqlalchemy.sql.schema",
    "sqlalchemy.sql.ddl",
    "sqlalchemy.schema",
];

const GENERATORS: &[&str] = &[
    "sqlalchemy.func",
    "sqlalchemy.sql.func",
    "sqlalchemy.sql.expression.func",
    "sqlalchemy.sql.functions.func",
];
