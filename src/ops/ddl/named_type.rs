//! Types that have a name in the database.

use crate::ops::column_type::{ColumnType, DomainType, EnumClass, EnumType, Type};

/// A type with a name of its own.
#[derive(Debug, Clone)]
pub enum NamedType {
    /// `CREATE TYPE ... AS ENUM`
    Enum(Box<EnumType>),
    /// `CREATE DOMAIN`
    Domain(Box<DomainType>),
}

impl NamedType {
    /// What it is remembered by: a kind, a schema and a name.
    #[must_use]
    pub fn key(&self) -> (bool, Option<String>, String) {
        match self {
            Self::Enum(of) => {
                let schema = of.schema.clone().flatten().map(|schema| schema.text.to_string());
                let name = of.name.as_ref().map(|name| name.text.to_string());
                (true, schema, name.unwrap_or_default())
            }
            Self::Domain(of) => {
                let schema = of.schema.as_ref().map(|schema| schema.text.to_string());
                (false, schema, of.name.text.to_string())
            }
        }
    }

    /// Whether `CREATE TABLE` creates it first.
    #[must_use]
    pub fn is_created_with_table(&self) -> bool {
        match self {
            Self::Enum(of) => of.create_type,
            Self::Domain(of) => of.create_type,
        }
    }

    /// Lists the named types in a type as `PostgreSQL` sees it: a generic one where it is the variant of the dialect,
    /// the dialect's own wherever it stands (`SchemaType._is_impl_for_variant`).
    #[must_use]
    pub fn of(column_type: &ColumnType, dialect: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let chosen: *const Type = column_type.on(dialect);
        let all = std::iter::once(&column_type.base).chain(column_type.variants.iter().map(|(_, variant)| variant));
        for one in all {
            collect(one, std::ptr::eq(one, chosen), dialect, &mut found);
        }
        found
    }
}

fn collect(one: &Type, is_chosen: bool, dialect: &str, found: &mut Vec<NamedType>) {
    match one {
        Type::Enum(of) if of.class == EnumClass::PostgreSql => found.push(NamedType::Enum(of.clone())),
        Type::Enum(of) if of.class == EnumClass::Generic && is_chosen && of.native => {
            found.push(NamedType::Enum(of.clone()));
        }
        Type::Domain(of) => found.push(NamedType::Domain(of.clone())),
        Type::Array(array) => {
            let items = NamedType::of(&array.item, dialect);
            found.extend(items.into_iter().filter(|named| is_chosen || matches!(named, NamedType::Domain(_))));
        }
        _ => {}
    }
}
