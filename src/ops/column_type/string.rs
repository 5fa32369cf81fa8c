//! `String` and its kin.

use std::sync::Arc;

use super::{Library, Type};
use crate::ops::{Arguments, Call, Signature, reason};
use crate::revision::Reason;

/// A type of text.
#[derive(Debug, Clone)]
pub struct StringType {
    /// Which class.
    pub class: StringClass,
    /// How many characters it holds.
    pub length: Option<i128>,
    /// How it is compared.
    pub collation: Option<Arc<str>>,
    /// The schema of the collation.
    pub collation_schema: Option<Arc<str>>,
    /// What the classes of `sqlalchemy.dialects.mysql` add; none for the others.
    pub mysql: Option<MySqlString>,
}

/// What `MySQL`'s own text types add.
#[derive(Debug, Clone, Default)]
pub struct MySqlString {
    /// `CHARACTER SET`.
    pub charset: Option<Arc<str>>,
    /// `ASCII`.
    pub ascii: bool,
    /// `UNICODE`.
    pub unicode: bool,
    /// `BINARY`.
    pub binary: bool,
    /// `NATIONAL`.
    pub national: bool,
}

/// The classes of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StringClass {
    /// `String`
    String,
    /// `Unicode`
    Unicode,
    /// `Text`
    Text,
    /// `UnicodeText`
    UnicodeText,
    /// `VARCHAR`
    Varchar,
    /// `NVARCHAR`
    Nvarchar,
    /// `CHAR`
    Char,
    /// `NCHAR`
    Nchar,
    /// `TEXT`
    UpperText,
    /// `CLOB`
    Clob,
    /// `postgresql.CITEXT`
    Citext,
    /// `mysql.TINYTEXT`
    TinyText,
    /// `mysql.MEDIUMTEXT`
    MediumText,
    /// `mysql.LONGTEXT`
    LongText,
    /// `oracle.NCLOB`
    Nclob,
    /// `oracle.VARCHAR2`
    Varchar2,
    /// `oracle.LONG`
    Long,
    /// `mssql.NTEXT`
    Ntext,
    /// `mssql.XML`
    Xml,
}

use StringClass as Class;

/// The classes by library and name.
const CLASSES: &[(Library, &str, StringClass)] = &[
    (Library::Core, "String", Class::String),
    (Library::Core, "Unicode", Class::Unicode),
    (Library::Core, "Text", Class::Text),
    (Library::Core, "UnicodeText", Class::UnicodeText),
    (Library::Core, "VARCHAR", Class::Varchar),
    (Library::Core, "NVARCHAR", Class::Nvarchar),
    (Library::Core, "CHAR", Class::Char),
    (Library::Core, "NCHAR", Class::Nchar),
    (Library::Core, "TEXT", Class::UpperText),
    (Library::Core, "CLOB", Class::Clob),
    (Library::PostgreSql, "CITEXT", Class::Citext),
    (Library::MySql, "VARCHAR", Class::Varchar),
    (Library::MySql, "NVARCHAR", Class::Nvarchar),
    (Library::MySql, "CHAR", Class::Char),
    (Library::MySql, "NCHAR", Class::Nchar),
    (Library::MySql, "TEXT", Class::UpperText),
    (Library::MySql, "TINYTEXT", Class::TinyText),
    (Library::MySql, "MEDIUMTEXT", Class::MediumText),
    (Library::MySql, "LONGTEXT", Class::LongText),
    (Library::Oracle, "NVARCHAR2", Class::Nvarchar),
    (Library::Oracle, "NCLOB", Class::Nclob),
    (Library::Oracle, "VARCHAR2", Class::Varchar2),
    (Library::Oracle, "LONG", Class::Long),
    (Library::MsSql, "NTEXT", Class::Ntext),
    (Library::MsSql, "XML", Class::Xml),
];

const PLAIN: Signature = Signature::new("String", &["length", "collation", "collation_schema"]);
const MYSQL_KEYWORDS: &[&str] = &[
    "charset",
    "collation",
    "collate",
    "collation_schema",
    "ascii",
    "binary",
    "unicode",
    "national",
];
const MYSQL: Signature = Signature::new("mysql.VARCHAR", &["length"]).with_keywords(MYSQL_KEYWORDS);
/// `TINYTEXT` and its kin take no length by position.
const MYSQL_SIZED: Signature = Signature::new("mysql.LONGTEXT", &[]).with_keywords(&[
    "length",
    "charset",
    "collation",
    "collate",
    "collation_schema",
    "ascii",
    "binary",
    "unicode",
    "national",
]);
/// `national` of these is always set: giving it is passing it twice... and the class's own wins.
const MYSQL_NATIONAL: Signature = Signature::new("mysql.NVARCHAR", &["length"]).with_keywords(MYSQL_KEYWORDS);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (_, _, class) = CLASSES
        .iter()
        .find(|(from, name, _)| *from == library && *name == class)?;
    Some(if library == Library::MySql {
        mysql(*class, call)
    } else {
        plain(*class, call)
    })
}

fn plain(class: StringClass, call: &Call) -> Result<Type, Reason> {
    let arguments = PLAIN.bind(call)?;
    let collation = arguments.text("collation")?;
    let collation_schema = arguments.text("collation_schema")?;
    if collation_schema.is_some() && collation.is_none() {
        return Err(reason(call.place, "`collation_schema` needs `collation`"));
    }
    Ok(Type::String(StringType {
        class,
        length: arguments.integer("length")?,
        collation,
        collation_schema,
        mysql: None,
    }))
}

fn mysql(class: StringClass, call: &Call) -> Result<Type, Reason> {
    let signature = match class {
        Class::TinyText | Class::MediumText | Class::LongText => MYSQL_SIZED,
        Class::Nvarchar | Class::Nchar => MYSQL_NATIONAL,
        _ => MYSQL,
    };
    let arguments = signature.bind(call)?;
    let mut own = MySqlString::read(&arguments)?;
    own.national |= matches!(class, Class::Nvarchar | Class::Nchar);
    let collation = mysql_collation(&arguments)?;
    let collation_schema = arguments.text("collation_schema")?;
    if collation_schema.is_some() && collation.is_none() {
        return Err(reason(call.place, "`collation_schema` needs `collation`"));
    }
    Ok(Type::String(StringType {
        class,
        length: arguments.integer("length")?,
        collation,
        collation_schema,
        mysql: Some(own),
    }))
}

/// `collate` is an older name of `collation`, and wins over it.
pub(super) fn mysql_collation(arguments: &Arguments<'_>) -> Result<Option<Arc<str>>, Reason> {
    match arguments.given("collate") {
        Some(_) => arguments.text("collate"),
        None => arguments.text("collation"),
    }
}

impl MySqlString {
    /// Reads the arguments that all of `MySQL`'s text types share.
    pub(super) fn read(arguments: &Arguments<'_>) -> Result<Self, Reason> {
        Ok(Self {
            charset: arguments.text("charset")?,
            ascii: arguments.truth("ascii", false)?,
            unicode: arguments.truth("unicode", false)?,
            binary: arguments.truth("binary", false)?,
            national: arguments.truth("national", false)?,
        })
    }
}

impl StringClass {
    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Unicode => "unicode",
            Self::Text => "text",
            Self::UnicodeText => "unicode_text",
            Self::Varchar => "VARCHAR",
            Self::Nvarchar => "NVARCHAR",
            Self::Char => "CHAR",
            Self::Nchar => "NCHAR",
            Self::UpperText => "TEXT",
            Self::Clob => "CLOB",
            Self::Citext => "CITEXT",
            Self::TinyText => "TINYTEXT",
            Self::MediumText => "MEDIUMTEXT",
            Self::LongText => "LONGTEXT",
            Self::Nclob => "NCLOB",
            Self::Varchar2 => "VARCHAR2",
            Self::Long => "LONG",
            Self::Ntext => "NTEXT",
            Self::Xml => "XML",
        }
    }
}
