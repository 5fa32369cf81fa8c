//! The SQL that all dialects share, after `SQLAlchemy`'s base compilers (`sqlalchemy.sql.compiler`).

mod ddl;
mod dml;
mod functions;
mod literal;
mod name;
mod operators;
mod select;
mod types;
mod writer;

pub(super) use ddl::{create_schema, create_sequence, drop_schema, drop_sequence, sequence_options, text as ddl_text};
pub(super) use dml::{delete, insert, update};
pub(super) use functions::arguments;
pub(super) use literal::empty_set;
pub(super) use name::{identifier, limited_name, string, validate};
pub(super) use operators::{between, plain_cast};
pub(super) use select::write as select;
pub(super) use types::{generic, no_spelling, numeric, sized, type_check, varchar_enum};
pub(super) use writer::{Writer, index_expression, no_form, sequence_name};
