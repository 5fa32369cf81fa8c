//! The language of schema change: operations as values, whatever a revision is written in.

mod arguments;
mod call;
pub mod column_type;
pub mod ddl;
mod describe;
pub mod directive;
pub mod expression;
pub mod footprint;
mod identifier;
mod inverse;
pub mod library;
pub mod options;
mod reading;
mod recorder;
pub mod rendering;
pub mod schema;
pub mod spelling;

pub use arguments::{Arguments, Signature, reason};
pub use call::{Call, Enumeration, Object, Operator, Value};
pub use column_type::ColumnType;
pub use directive::Op;
pub use expression::{Expression, Statement};
pub use footprint::{Effect, Footprint, Subject, TableKey};
pub use identifier::{Identifier, Quoting};
pub use inverse::Before;
pub use recorder::{Environment, Recorder, Script, Step};
pub use rendering::Rendering;
pub use spelling::{Spelling, Unsupported};

#[cfg(test)]
mod tests;
