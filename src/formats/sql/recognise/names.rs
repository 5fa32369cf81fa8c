//! Names as a database keeps them.

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};

use super::build::{Builder, given};
use crate::formats::sql::Flavour;
use crate::ops::Value;

/// Answers a name as the database keeps it: `PostgreSQL` folds what is not quoted.
pub(super) fn kept(flavour: Flavour, ident: &Ident) -> String {
    match (flavour, ident.quote_style) {
        (Flavour::PostgreSql, None) => ident.value.to_lowercase(),
        _ => ident.value.clone(),
    }
}

/// A name and the schema before it.
pub(super) struct Qualified<'a> {
    /// The name itself.
    pub(super) name: &'a Ident,
    /// The schema.
    pub(super) schema: Option<&'a Ident>,
}

/// Takes a name of at most two parts apart.
pub(super) fn qualified(name: &ObjectName) -> Option<Qualified<'_>> {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => Some(Qualified { name, schema: None }),
        [ObjectNamePart::Identifier(schema), ObjectNamePart::Identifier(name)] => Some(Qualified {
            name,
            schema: Some(schema),
        }),
        _ => None,
    }
}

impl Qualified<'_> {
    /// The argument `schema=`, where there is one.
    pub(super) fn schema(&self, builder: &Builder) -> Option<(std::sync::Arc<str>, Value)> {
        given("schema", self.schema.map(|schema| builder.name(schema)))
    }

    /// The name as a foreign key refers to it: `schema.name`.
    pub(super) fn dotted(&self, builder: &Builder) -> Option<String> {
        let parts = self.schema.into_iter().chain([self.name]);
        let parts: Vec<String> = parts.map(|part| kept(builder.flavour, part)).collect();
        // A dot within a name would be read as the one between names.
        (!parts.iter().any(|part| part.contains('.'))).then(|| parts.join("."))
    }
}
