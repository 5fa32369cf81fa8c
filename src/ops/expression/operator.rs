//! The operators of SQL: how tightly they bind, and what their opposites are (`sqlalchemy.sql.operators`).

use std::sync::Arc;

/// An operator.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlOperator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a // b`
    FloorDivide,
    /// `a % b`
    Modulo,
    /// `a || b`
    Concat,
    /// `a = b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a < b`
    Less,
    /// `a <= b`
    LessOrEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterOrEqual,
    /// `a IS b`
    Is,
    /// `a IS NOT b`
    IsNot,
    /// `a IS DISTINCT FROM b`
    IsDistinct,
    /// `a IS NOT DISTINCT FROM b`
    IsNotDistinct,
    /// `a IN b`
    In,
    /// `a NOT IN b`
    NotIn,
    /// `LIKE` and its kin.
    Like(Like),
    /// `a BETWEEN b AND c`
    Between {
        /// `NOT BETWEEN`
        negated: bool,
    },
    /// A pattern match.
    Regexp {
        /// `NOT`
        negated: bool,
    },
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `-a`
    Negate,
    /// `~a`
    BitNot,
    /// `a & b`
    BitAnd,
    /// `a | b`
    BitOr,
    /// `a ^ b`
    BitXor,
    /// `a << b`
    ShiftLeft,
    /// `a >> b`
    ShiftRight,
    /// `a COLLATE b`
    Collate,
    /// An operator that a revision names itself: `a.op("@>")(b)`.
    Custom(Custom),
    /// `DISTINCT a`
    Distinct,
    /// `EXISTS (...)`
    Exists,
    /// `ANY (...)`
    Any,
    /// `ALL (...)`
    All,
    /// `a DESC`
    Desc,
    /// `a ASC`
    Asc,
    /// `a NULLS FIRST`
    NullsFirst,
    /// `a NULLS LAST`
    NullsLast,
    /// `a[b]` of a document: `->`
    JsonItem,
    /// `a[(b, c)]` of a document: `#>`
    JsonPath,
    /// `a[b]` of an array
    Item,
    /// `, `
    Comma,
    /// ` AS `, against which labels group
    As,
    /// What a condition is tested against.
    Boolean,
}

/// Which `LIKE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Like {
    /// Where the pattern may stand.
    pub part: Part,
    /// Whether the case of letters does not count.
    pub folds_case: bool,
    /// `NOT LIKE`
    pub negated: bool,
}

/// Where a pattern may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The pattern is the whole: `like`.
    Whole,
    /// `startswith`
    Start,
    /// `endswith`
    End,
    /// `contains`
    Anywhere,
}

/// An operator by its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Custom {
    /// The text.
    pub text: Arc<str>,
    /// How tightly it binds.
    pub precedence: i128,
    /// Whether it answers a truth value.
    pub is_comparison: bool,
}

impl SqlOperator {
    /// Answers the opposite of a comparison.
    #[must_use]
    pub fn negated(&self) -> Option<Self> {
        Some(match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Is => Self::IsNot,
            Self::IsNot => Self::Is,
            Self::IsDistinct => Self::IsNotDistinct,
            Self::IsNotDistinct => Self::IsDistinct,
            Self::In => Self::NotIn,
            Self::NotIn => Self::In,
            Self::Like(like) => Self::Like(Like {
                negated: !like.negated,
                ..*like
            }),
            Self::Between { negated } => Self::Between { negated: !negated },
            Self::Regexp { negated } => Self::Regexp { negated: !negated },
            _ => return None,
        })
    }

    /// The text between two operands, or before or behind one, where it is the same in every dialect.
    #[must_use]
    pub const fn text(&self) -> Option<&'static str> {
        Some(match self {
            Self::Add => " + ",
            Self::Subtract => " - ",
            Self::Multiply => " * ",
            Self::Concat => " || ",
            Self::Equal => " = ",
            Self::NotEqual => " != ",
            Self::Less => " < ",
            Self::LessOrEqual => " <= ",
            Self::Greater => " > ",
            Self::GreaterOrEqual => " >= ",
            Self::Is => " IS ",
            Self::IsNot => " IS NOT ",
            Self::IsDistinct => " IS DISTINCT FROM ",
            Self::IsNotDistinct => " IS NOT DISTINCT FROM ",
            Self::In => " IN ",
            Self::NotIn => " NOT IN ",
            Self::And => " AND ",
            Self::Or => " OR ",
            Self::Not => "NOT ",
            Self::Negate => "-",
            Self::BitNot => "~",
            Self::BitAnd => " & ",
            Self::BitOr => " | ",
            Self::BitXor => " ^ ",
            Self::ShiftLeft => " << ",
            Self::ShiftRight => " >> ",
            Self::Collate => " COLLATE ",
            Self::Distinct => "DISTINCT ",
            Self::Exists => "EXISTS ",
            Self::Any => "ANY ",
            Self::All => "ALL ",
            Self::Desc => " DESC",
            Self::Asc => " ASC",
            Self::NullsFirst => " NULLS FIRST",
            Self::NullsLast => " NULLS LAST",
            Self::Comma => ", ",
            Self::As => " AS ",
            _ => return None,
        })
    }

    /// Says whether it compares.
    #[must_use]
    pub const fn is_comparison(&self) -> bool {
        match self {
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual
            | Self::Is
            | Self::IsNot
            | Self::IsDistinct
            | Self::IsNotDistinct
            | Self::In
            | Self::NotIn
            | Self::Like(_)
            | Self::Between { .. }
            | Self::Regexp { .. } => true,
            Self::Custom(custom) => custom.is_comparison,
            _ => false,
        }
    }

    /// Says whether its answer is a truth value to every database.
    #[must_use]
    pub const fn is_boolean(&self) -> bool {
        self.is_comparison() || matches!(self, Self::Not | Self::And | Self::Or | Self::Boolean)
    }

    /// Says whether operands may change places.
    #[must_use]
    pub const fn is_commutative(&self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual | Self::Add | Self::Multiply)
    }

    /// Says whether `(a op b) op c` is one list.
    #[must_use]
    pub const fn is_associative(&self) -> bool {
        matches!(self, Self::Add | Self::Multiply | Self::Concat | Self::And | Self::Or)
    }

    /// Says whether an operand made with this operator stands in parentheses beside another one.
    #[must_use]
    pub fn groups_against(&self, against: Option<&Self>) -> bool {
        let Some(against) = against else {
            return true;
        };
        let needs_none_beside_itself =
            self.is_associative() || matches!(self, Self::Item | Self::JsonItem | Self::JsonPath);
        if self == against && needs_none_beside_itself {
            return false;
        }
        self.precedence().unwrap_or(-100) <= against.precedence().unwrap_or(100)
    }

    /// How tightly it binds; `None` where `SQLAlchemy` has no figure for it.
    fn precedence(&self) -> Option<i128> {
        Some(match self {
            Self::Any | Self::All | Self::Item | Self::JsonItem | Self::JsonPath => 15,
            Self::Multiply | Self::Divide | Self::FloorDivide | Self::Modulo | Self::Negate | Self::BitNot => 8,
            Self::Add
            | Self::Subtract
            | Self::BitAnd
            | Self::BitOr
            | Self::BitXor
            | Self::ShiftLeft
            | Self::ShiftRight => 7,
            // Only the plain forms of `LIKE` have a figure.
            Self::Like(like) if like.part != Part::Whole => return None,
            Self::Concat
            | Self::Regexp { .. }
            | Self::Like(_)
            | Self::In
            | Self::NotIn
            | Self::Is
            | Self::IsNot
            | Self::Equal
            | Self::NotEqual
            | Self::IsDistinct
            | Self::IsNotDistinct
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual
            | Self::Between { .. }
            | Self::Distinct
            | Self::Not => 5,
            Self::Collate => 4,
            Self::And | Self::Desc | Self::Asc => 3,
            Self::Or => 2,
            Self::Exists => 0,
            Self::Comma | Self::As => -1,
            Self::Boolean => -10,
            Self::Custom(custom) => custom.precedence,
            Self::NullsFirst | Self::NullsLast => return None,
        })
    }
}
