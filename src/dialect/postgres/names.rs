//! The names that `PostgreSQL` keeps to itself (spec section 7.6).

/// Says whether a lower-case name must be quoted because it reserves it.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.split_ascii_whitespace().any(|word| word == name)
}

/// Says whether a type of this name is there already: a named type without a schema must not hide behind it.
pub(super) fn is_built_in_type(name: &str) -> bool {
    BUILT_IN_TYPES.contains(&name)
}

const RESERVED: &str = "\
all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate \
column constraint create cross current_catalog current_date current_role current_schema current_time \
current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign \
freeze from full grant group having ilike in initially inner intersect into is isnull join leading left like \
limit localtime localtimestamp natural new not notnull null of off offset old on only or order outer over \
overlaps placing primary references returning right select session_user similar some symmetric table then to \
trailing true union unique user using variadic verbose when where window with";

/// The names that `SQLAlchemy` reflects types by.
const BUILT_IN_TYPES: &[&str] = &[
    "\"char\"",
    "_array",
    "bigint",
    "bit",
    "bit varying",
    "boolean",
    "bytea",
    "character",
    "character varying",
    "cidr",
    "citext",
    "date",
    "datemultirange",
    "daterange",
    "double precision",
    "float",
    "hstore",
    "inet",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "real",
    "regclass",
    "regconfig",
    "smallint",
    "text",
    "time",
    "time with time zone",
    "time without time zone",
    "timestamp",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "uuid",
];
