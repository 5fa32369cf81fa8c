//! What a section does, told to a host statement by statement.

use std::sync::Arc;

use super::recognise::recognise;
use super::{Flavour, Section, script};
use crate::formats::{Host, Run};
use crate::ops::{Call, Object, Value};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// The name under which a host is told a statement: its text, and `does`, the directives of Alembic that do the same, in
/// order, or `None` where it is not understood.
pub const STATEMENT: &str = "onehead.statement";

/// Tells a host each statement of a direction, in the section for the dialect that the host names.
pub(super) fn run(text: &SourceText, run: &Run<'_>, host: &mut dyn Host) {
    let flavour = match flavour(host) {
        Ok(flavour) => flavour,
        Err(reason) => return host.opaque(reason),
    };
    let script = match script(text, flavour) {
        Ok(script) => script,
        Err(error) => {
            return host.opaque(Reason {
                place: error.place,
                text: error.text,
            });
        }
    };
    // A merge has no section, and nothing to do.
    if let Some(section) = script.section(run.direction) {
        statements(section, flavour, host);
    }
}

fn statements(section: &Section, flavour: Flavour, host: &mut dyn Host) {
    for statement in &section.statements {
        let place = statement.place;
        let does = match recognise(&statement.value, flavour, place) {
            Some(calls) => Value::List(calls.into_iter().map(symbol).collect()),
            None => Value::None,
        };
        host.call(Call {
            callee: Value::name(STATEMENT),
            arguments: vec![Value::text(&*statement.value)],
            keywords: vec![("does".into(), does)],
            place,
        });
    }
}

fn symbol(call: Call) -> Value {
    Value::Object(Arc::new(Object::Call(call)))
}

/// Asks the host which dialect it stands for, as a script would.
fn flavour(host: &mut dyn Host) -> Result<Flavour, Reason> {
    let place = Place::default();
    let bind = host.call(Call {
        callee: Value::name("alembic.op.get_bind"),
        arguments: Vec::new(),
        keywords: Vec::new(),
        place,
    });
    let dialect = host.attribute(&bind, "dialect", place);
    let name = host.attribute(&dialect, "name", place);
    let flavour = match &name {
        Value::Text(name) => match &**name {
            "postgresql" => Some(Flavour::PostgreSql),
            "mysql" | "mariadb" => Some(Flavour::MySql),
            "sqlite" => Some(Flavour::Sqlite),
            _ => None,
        },
        _ => None,
    };
    flavour.ok_or_else(|| Reason {
        place,
        text: "the dialect is not known".to_owned(),
    })
}
