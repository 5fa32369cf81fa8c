//! Runs the syntax tree of a script against a host, without Python.

use crate::formats::{Host, Run};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

/// Runs one body of a script.
pub(super) fn run(_source: &SourceText, _run: &Run<'_>, host: &mut dyn Host) {
    host.opaque(Reason {
        place: Place::default(),
        text: "bodies are not read yet".to_owned(),
    });
}
