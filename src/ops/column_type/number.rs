//! `Integer`, `Numeric`, `Float` and their kin.

use super::{Affinity, Library, Type};
use crate::ops::{Call, Signature, reason};
use crate::revision::Reason;

/// A type of numbers.
#[derive(Debug, Clone)]
pub struct NumberType {
    /// Which class.
    pub class: NumberClass,
    /// How many digits it holds.
    pub precision: Option<i128>,
    /// How many of them stand behind the point.
    pub scale: Option<i128>,
    /// What the classes of `sqlalchemy.dialects.mysql` add; none for the others.
    pub mysql: Option<MySqlNumber>,
}

/// What `MySQL`'s own numbers add.
#[derive(Debug, Clone, Default)]
pub struct MySqlNumber {
    /// `UNSIGNED`.
    pub unsigned: bool,
    /// `ZEROFILL`.
    pub zerofill: bool,
    /// `INTEGER(11)`.
    pub display_width: Option<i128>,
}

/// The classes of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberClass {
    /// `Integer`
    Integer,
    /// `SmallInteger`
    SmallInteger,
    /// `BigInteger`
    BigInteger,
    /// `INTEGER`, `INT`
    UpperInteger,
    /// `SMALLINT`
    Smallint,
    /// `BIGINT`
    Bigint,
    /// `mysql.MEDIUMINT`
    Mediumint,
    /// `mysql.TINYINT`, `mssql.TINYINT`
    Tinyint,
    /// `Numeric`
    Numeric,
    /// `NUMERIC`
    UpperNumeric,
    /// `DECIMAL`
    Decimal,
    /// `Float`
    Float,
    /// `FLOAT`
    UpperFloat,
    /// `Double`
    Double,
    /// `DOUBLE`
    UpperDouble,
    /// `DOUBLE_PRECISION`
    DoublePrecision,
    /// `REAL`
    Real,
    /// `oracle.NUMBER`
    OracleNumber,
    /// `oracle.FLOAT`
    OracleFloat,
    /// `oracle.BINARY_FLOAT`
    BinaryFloat,
    /// `oracle.BINARY_DOUBLE`
    BinaryDouble,
}

use NumberClass as Class;

const CLASSES: &[(Library, &str, NumberClass)] = &[
    (Library::Core, "Integer", Class::Integer),
    (Library::Core, "SmallInteger", Class::SmallInteger),
    (Library::Core, "BigInteger", Class::BigInteger),
    (Library::Core, "INTEGER", Class::UpperInteger),
    (Library::Core, "INT", Class::UpperInteger),
    (Library::Core, "SMALLINT", Class::Smallint),
    (Library::Core, "BIGINT", Class::Bigint),
    (Library::Core, "Numeric", Class::Numeric),
    (Library::Core, "NUMERIC", Class::UpperNumeric),
    (Library::Core, "DECIMAL", Class::Decimal),
    (Library::Core, "Float", Class::Float),
    (Library::Core, "FLOAT", Class::UpperFloat),
    (Library::Core, "Double", Class::Double),
    (Library::Core, "DOUBLE", Class::UpperDouble),
    (Library::Core, "DOUBLE_PRECISION", Class::DoublePrecision),
    (Library::Core, "REAL", Class::Real),
    (Library::MySql, "INTEGER", Class::UpperInteger),
    (Library::MySql, "SMALLINT", Class::Smallint),
    (Library::MySql, "BIGINT", Class::Bigint),
    (Library::MySql, "MEDIUMINT", Class::Mediumint),
    (Library::MySql, "TINYINT", Class::Tinyint),
    (Library::MySql, "NUMERIC", Class::UpperNumeric),
    (Library::MySql, "DECIMAL", Class::Decimal),
    (Library::MySql, "FLOAT", Class::UpperFloat),
    (Library::MySql, "DOUBLE", Class::UpperDouble),
    (Library::MySql, "REAL", Class::Real),
    (Library::MsSql, "TINYINT", Class::Tinyint),
    (Library::MsSql, "REAL", Class::Real),
    (Library::MsSql, "DOUBLE_PRECISION", Class::DoublePrecision),
    (Library::Oracle, "NUMBER", Class::OracleNumber),
    (Library::Oracle, "FLOAT", Class::OracleFloat),
    (Library::Oracle, "BINARY_FLOAT", Class::BinaryFloat),
    (Library::Oracle, "BINARY_DOUBLE", Class::BinaryDouble),
];

const INTEGER: Signature = Signature::new("Integer", &[]);
const NUMERIC: Signature = Signature::new("Numeric", &["precision", "scale", "decimal_return_scale", "asdecimal"]);
const FLOAT: Signature = Signature::new("Float", &["precision", "asdecimal", "decimal_return_scale"]);
const ORACLE_NUMBER: Signature = Signature::new("oracle.NUMBER", &["precision", "scale", "asdecimal"]);
const ORACLE_FLOAT: Signature = Signature::new(
    "oracle.FLOAT",
    &["binary_precision", "asdecimal", "decimal_return_scale"],
);
const MSSQL_FLOAT: Signature =
    Signature::new("mssql.REAL", &[]).with_keywords(&["precision", "asdecimal", "decimal_return_scale"]);
const MYSQL_INTEGER: Signature =
    Signature::new("mysql.INTEGER", &["display_width"]).with_keywords(&["unsigned", "zerofill"]);
const MYSQL_NUMERIC: Signature = Signature::new("mysql.NUMERIC", &["precision", "scale", "asdecimal"])
    .with_keywords(&["unsigned", "zerofill", "decimal_return_scale"]);

/// Reads a type of this family; `None` where the class is none of it.
pub(super) fn read(library: Library, class: &str, call: &Call) -> Option<Result<Type, Reason>> {
    let (_, _, class) = CLASSES
        .iter()
        .find(|(from, name, _)| *from == library && *name == class)?;
    Some(number(library, *class, call).map(Type::Number))
}

fn number(library: Library, class: NumberClass, call: &Call) -> Result<NumberType, Reason> {
    let arguments = signature(library, class).bind(call)?;
    let mysql = library == Library::MySql;
    let number = NumberType {
        class,
        // Oracle's binary precision is another thing: the precision of its `FLOAT` stays unset.
        precision: arguments.integer("precision")?.or(match (library, class) {
            (Library::MsSql, Class::Real) => Some(24),
            (Library::MsSql, Class::DoublePrecision) => Some(53),
            _ => None,
        }),
        scale: arguments.integer("scale")?,
        mysql: mysql
            .then(|| {
                Ok(MySqlNumber {
                    unsigned: arguments.truth("unsigned", false)?,
                    zerofill: arguments.truth("zerofill", false)?,
                    display_width: arguments.integer("display_width")?,
                })
            })
            .transpose()?,
    };
    let half = number.precision.is_some() != number.scale.is_some();
    if mysql && half && matches!(class, Class::Real | Class::UpperDouble) {
        let text = "both precision and scale must be given, or neither";
        return Err(reason(call.place, text));
    }
    Ok(number)
}

fn signature(library: Library, class: NumberClass) -> Signature {
    match (library, class) {
        (Library::MySql, _) if class.affinity() == Affinity::Integer => MYSQL_INTEGER,
        (Library::MySql, _) => MYSQL_NUMERIC,
        (Library::MsSql, Class::Real | Class::DoublePrecision) => MSSQL_FLOAT,
        (_, Class::OracleNumber) => ORACLE_NUMBER,
        (_, Class::OracleFloat) => ORACLE_FLOAT,
        _ => match class.affinity() {
            Affinity::Integer => INTEGER,
            Affinity::Numeric => NUMERIC,
            _ => FLOAT,
        },
    }
}

/// How large a whole number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntegerSize {
    /// `SmallInteger` and its kin.
    Small,
    /// `Integer` and those of its kin that are neither.
    Normal,
    /// `BigInteger` and its kin.
    Big,
}

impl NumberClass {
    /// Answers how large a whole number it is; `None` where it is none.
    #[must_use]
    pub const fn integer_size(self) -> Option<IntegerSize> {
        match self {
            Self::SmallInteger | Self::Smallint => Some(IntegerSize::Small),
            Self::BigInteger | Self::Bigint => Some(IntegerSize::Big),
            Self::Integer | Self::UpperInteger | Self::Mediumint | Self::Tinyint => Some(IntegerSize::Normal),
            _ => None,
        }
    }

    /// Answers what the class is at heart.
    #[must_use]
    pub const fn affinity(self) -> Affinity {
        match self {
            Self::Integer
            | Self::SmallInteger
            | Self::BigInteger
            | Self::UpperInteger
            | Self::Smallint
            | Self::Bigint
            | Self::Mediumint
            | Self::Tinyint => Affinity::Integer,
            Self::Numeric | Self::UpperNumeric | Self::Decimal | Self::OracleNumber => Affinity::Numeric,
            Self::Float
            | Self::UpperFloat
            | Self::Double
            | Self::UpperDouble
            | Self::DoublePrecision
            | Self::Real
            | Self::OracleFloat
            | Self::BinaryFloat
            | Self::BinaryDouble => Affinity::Float,
        }
    }

    /// The name by which `SQLAlchemy` looks for its spelling (`__visit_name__`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::SmallInteger => "small_integer",
            Self::BigInteger => "big_integer",
            Self::UpperInteger => "INTEGER",
            Self::Smallint => "SMALLINT",
            Self::Bigint => "BIGINT",
            Self::Mediumint => "MEDIUMINT",
            Self::Tinyint => "TINYINT",
            Self::Numeric => "numeric",
            Self::UpperNumeric => "NUMERIC",
            Self::Decimal => "DECIMAL",
            Self::Float => "float",
            Self::UpperFloat => "FLOAT",
            Self::Double => "double",
            Self::UpperDouble => "DOUBLE",
            Self::DoublePrecision => "DOUBLE_PRECISION",
            Self::Real => "REAL",
            Self::OracleNumber => "NUMBER",
            Self::OracleFloat => "FLOAT",
            Self::BinaryFloat => "BINARY_FLOAT",
            Self::BinaryDouble => "BINARY_DOUBLE",
        }
    }
}
