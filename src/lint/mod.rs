//! What is wrong with a history: pure judgement, no files, no git.
//!
//! A rule is one file in `rules/` with its documentation beside it, and one line in [`ALL`]. Facts that only git knows
//! arrive as plain values ([`Facts`]).

mod baseline;
mod crowd;
mod facts;
mod finding;
mod past;
mod rule;
mod rules;
mod run;
mod select;
mod subject;
mod suppress;

pub use baseline::{Baseline, BaselineError};
pub use facts::{Facts, LastSeen, Operation, Provenance, Wanted};
pub use finding::{Finding, Findings};
pub use past::{Changed, Harm, HarmKind, Past, View, edited};
pub use rule::{Check, Rule};
pub use rules::{ALL, find};
pub use run::{Options, Verdict, fixes, run};
pub use select::{SelectError, Selection};
pub use subject::{GraphView, Judged, NewSet, Subject};
pub use suppress::allowed_by;
