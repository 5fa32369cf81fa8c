//! The language of schema change: operations as values, whatever a revision is written in.

mod arguments;
mod call;
pub mod column_type;
pub mod expression;
mod identifier;
pub mod library;
pub mod options;
mod reading;
pub mod schema;
pub mod spelling;

pub use arguments::{Arguments, Signature, reason};
pub use call::{Call, Enumeration, Object, Operator, Value};
pub use column_type::ColumnType;
pub use expression::{Expression, Statement};
pub use identifier::{Identifier, Quoting};
pub use spelling::{Spelling, Unsupported};
