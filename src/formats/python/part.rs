//! What the header's variables hold, before it is judged what that means.

use std::borrow::Cow;
use std::path::Path;

use crate::revision::{BranchLabel, Header, Reading, Reason, RevisionId};
use crate::text::{Place, Spanned};

use super::docstring;

/// One element of a tuple, list or set: a text, or `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item<'a> {
    pub text: Option<Cow<'a, str>>,
    pub place: Place,
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    None,
    Text(Cow<'a, str>),
    Many(Vec<Item<'a>>),
}

/// What is known about one of the four variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Part<'a> {
    /// The module does not bind it.
    #[default]
    Absent,
    /// Bound to this value, written here.
    Known(Value<'a>, Place),
    Unknown(Reason),
}

/// All that a header is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub revision: Part<'a>,
    pub down_revision: Part<'a>,
    pub branch_labels: Part<'a>,
    pub depends_on: Part<'a>,
    /// The value of the docstring, not stripped.
    pub doc: Cow<'a, str>,
    pub doc_place: Option<Place>,
    pub damage: Option<Reason>,
}

/// The names of the four variables.
pub(super) const NAMES: [&str; 4] = ["revision", "down_revision", "branch_labels", "depends_on"];

impl<'a> Parts<'a> {
    /// Answers the parts beside their names.
    pub fn by_name(&mut self) -> [(&'static str, &mut Part<'a>); 4] {
        let [revision, down_revision, branch_labels, depends_on] = NAMES;
        [
            (revision, &mut self.revision),
            (down_revision, &mut self.down_revision),
            (branch_labels, &mut self.branch_labels),
            (depends_on, &mut self.depends_on),
        ]
    }

    /// Makes every part unknown for one reason, which is also the damage of the file.
    pub fn all_unknown(reason: &Reason) -> Self {
        Self {
            revision: Part::Unknown(reason.clone()),
            down_revision: Part::Unknown(reason.clone()),
            branch_labels: Part::Unknown(reason.clone()),
            depends_on: Part::Unknown(reason.clone()),
            damage: Some(reason.clone()),
            ..Self::default()
        }
    }

    /// Judges the parts as Alembic would (spec section 4.2; `Script` and `Revision` in Alembic).
    pub fn into_header(self, path: &Path) -> Header {
        let doc = docstring::strip(&self.doc);
        Header {
            id: id(self.revision, path),
            parents: parents(self.down_revision),
            labels: labels(self.branch_labels),
            depends_on: depends_on(self.depends_on),
            created: docstring::created(doc).map(Into::into),
            doc: doc.into(),
            doc_place: self.doc_place,
            damage: self.damage,
        }
    }
}

fn id(part: Part<'_>, path: &Path) -> Reading<RevisionId> {
    match part {
        Part::Absent => match legacy_id(path) {
            Some(id) => Reading::Known(RevisionId::new(id), None),
            None => Reading::Unknown(at_start("no `revision` assignment")),
        },
        Part::Known(Value::Text(text), place) => Reading::Known(RevisionId::new(text), Some(place)),
        Part::Known(Value::None, place) => Reading::Unknown(because(place, "`revision` is `None`, not a text")),
        Part::Known(Value::Many(_), place) => Reading::Unknown(because(place, "`revision` is not a single text")),
        Part::Unknown(reason) => Reading::Unknown(reason),
    }
}

/// Answers the id that Alembic takes from the name of a file without `revision`: `[a-f0-9]+\.py`.
fn legacy_id(path: &Path) -> Option<&str> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".py")?;
    let hexadecimal = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    (!stem.is_empty() && stem.as_bytes().iter().all(hexadecimal)).then_some(stem)
}

fn parents(part: Part<'_>) -> Reading<Vec<Spanned<RevisionId>>> {
    match part {
        Part::Absent => Reading::Unknown(at_start("no `down_revision` assignment")),
        Part::Unknown(reason) => Reading::Unknown(reason),
        Part::Known(value, place) => names(scalar(value), place, "down_revision"),
    }
}

fn depends_on(part: Part<'_>) -> Reading<Vec<Spanned<Box<str>>>> {
    match part {
        Part::Absent => Reading::default(),
        Part::Unknown(reason) => Reading::Unknown(reason),
        Part::Known(value, place) => names(scalar(value), place, "depends_on"),
    }
}

fn labels(part: Part<'_>) -> Reading<Vec<Spanned<BranchLabel>>> {
    match part {
        Part::Absent => Reading::default(),
        Part::Unknown(reason) => Reading::Unknown(reason),
        Part::Known(value, place) => names(value, place, "branch_labels"),
    }
}

/// Unwraps `(None,)`, which Alembic's `tuple_rev_as_scalar` makes `None`.
fn scalar(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Many(items) if matches!(items.as_slice(), [Item { text: None, .. }]) => Value::None,
        other => other,
    }
}

fn names<T: for<'t> From<&'t str>>(value: Value<'_>, place: Place, name: &str) -> Reading<Vec<Spanned<T>>> {
    match value {
        Value::None => Reading::Known(Vec::new(), Some(place)),
        Value::Text(text) => Reading::Known(vec![Spanned::new(T::from(&text), place)], Some(place)),
        Value::Many(items) => {
            let mut result = Vec::with_capacity(items.len());
            for item in items {
                match item.text {
                    Some(text) => result.push(Spanned::new(T::from(&text), item.place)),
                    None => {
                        return Reading::Unknown(because(item.place, &format!("`{name}` holds a `None` among others")));
                    }
                }
            }
            Reading::Known(result, Some(place))
        }
    }
}

fn because(place: Place, text: &str) -> Reason {
    Reason {
        place,
        text: text.to_owned(),
    }
}

/// Makes the reason for something that is missing; it points at the start of the file.
fn at_start(text: &str) -> Reason {
    let place = Place {
        line: 1,
        column: 1,
        ..Place::default()
    };
    because(place, text)
}
