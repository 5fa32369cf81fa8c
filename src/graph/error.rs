//! Why a target cannot be reached (spec section 1.5).

/// Why a question about a graph has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing has that name, or it is the beginning of several.
    #[error("can't locate revision identified by '{0}'")]
    NotFound(String),
    /// The beginning of several ids.
    #[error("'{part}' is the beginning of several revisions: {}", found.join(", "))]
    Ambiguous {
        /// What was asked for.
        part: String,
        /// Some of what it could be.
        found: Vec<String>,
    },
    /// Neither an ancestor nor a descendant.
    #[error("revision {revision} is not a member of branch '{branch}'")]
    NotOnBranch {
        /// The revision.
        revision: String,
        /// The branch.
        branch: String,
    },
    /// One head was asked for, and there are several.
    #[error("multiple head revisions are present for '{target}': {}", heads.join(", "))]
    MultipleHeads {
        /// What was asked for.
        target: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// A database row that no file has as its id.
    #[error("the database stands on revision '{0}', which is not among these files")]
    UnknownRow(String),
    /// One row, or one target, is an ancestor of another.
    #[error("revision {revision} overlaps with {other}, which stands on top of it")]
    Overlap {
        /// The ancestor.
        revision: String,
        /// The descendant.
        other: String,
    },
    /// A range without a colon, or with several.
    #[error("history range requires [start]:[end], [start]:, or :[end]")]
    RangeForm,
    /// The two ends are not on one line.
    #[error("range {0} does not refer to ancestor and descendant along the same branch")]
    NotRelated(String),
    /// The target is not above the database.
    #[error("{0} is not a valid upgrade target from the current heads")]
    NotUpward(String),
    /// The target is not below the database.
    #[error("{0} is not a valid downgrade target from the current heads")]
    NotDownward(String),
    /// There are fewer revisions than steps.
    #[error("relative revision {0} didn't produce that many migrations")]
    TooFar(String),
    /// A step leads to several revisions.
    #[error("{0} is ambiguous: the walk comes to a place with several ways")]
    AmbiguousWalk(String),
    /// A step could start at several rows.
    #[error("{0} is ambiguous: the database stands on several revisions")]
    AmbiguousStart(String),
    /// What was asked for has no meaning here.
    #[error("'{0}' has no meaning here")]
    Meaningless(String),
    /// The version table would have to hold what it does not.
    #[error("the version table does not hold '{0}', which this step would replace")]
    RowMissing(String),
}
