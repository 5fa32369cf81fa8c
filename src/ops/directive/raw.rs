//! A statement of a `.sql` revision: run byte for byte, and known for what it does where that was recognized.

use super::{Op, Scene};
use crate::ops::arguments::reason;
use crate::ops::library::attribute;
use crate::ops::{Call, Signature, Value};
use crate::revision::Reason;

/// A statement as it stands in a file.
#[derive(Debug, Clone)]
pub struct Raw {
    /// The statement, byte for byte.
    pub text: std::sync::Arc<str>,
    /// What it does; none where that is not known.
    pub does: Option<Vec<Op>>,
}

const SIGNATURE: Signature = Signature::new("onehead.statement", &["sql"]).with_keywords(&["does"]);

impl Raw {
    /// Reads `onehead.statement(sql, does=[...])`, where what it does is told by calls of directives and of types.
    ///
    /// # Errors
    ///
    /// Refuses a statement that is no text.
    pub fn read(call: &Call, scene: &mut Scene<'_>) -> Result<Self, Reason> {
        let arguments = SIGNATURE.bind(call)?;
        let text = arguments.text("sql")?;
        let text = text.ok_or_else(|| reason(call.place, "a statement needs its text"))?;
        let does = match arguments.value("does") {
            Some(Value::List(calls) | Value::Tuple(calls)) => calls
                .iter()
                .map(|value| recognized(value, scene))
                .collect::<Option<Vec<Op>>>(),
            _ => None,
        };
        Ok(Self { text, does })
    }
}

/// The operation that a call stands for; none where it is not understood.
fn recognized(value: &Value, scene: &mut Scene<'_>) -> Option<Op> {
    let call = value.as_call()?;
    if let Some(name) = call.callee.as_name().and_then(|name| name.strip_prefix("alembic.op.")) {
        return super::read(name, call, scene).ok();
    }
    let (of, name) = attribute(&call.callee)?;
    let creates = match name {
        "create" => true,
        "drop" => false,
        _ => return None,
    };
    let change = super::NamedTypeChange::read(of, creates, call).ok()?;
    Some(Op::NamedType(Box::new(change)))
}
