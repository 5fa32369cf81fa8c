//! Tables and what they are made of, as a revision describes them.

mod column;
mod constraint;
mod exclude;
mod foreign_key;
mod index;
mod inherit;
mod items;
mod naming;
mod primary_key;
mod table;

pub use column::{Autoincrement, ClientDefault, Column};
pub use constraint::{Check, Constraint, ConstraintKind, Deferral, Unique};
pub use exclude::{Element as ExcludeElement, Exclude, ExcludedItem};
pub use foreign_key::{ForeignKey, Referent};
pub use index::{Index, IndexItem};
pub use items::{Creation, Items, Order};
pub use naming::{Convention, Named, NamedReferent};
pub use primary_key::PrimaryKey;
pub use table::{Table, TableName};
