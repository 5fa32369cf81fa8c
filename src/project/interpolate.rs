//! `%(name)s` as `configparser.BasicInterpolation` expands it, and `%` as Python's string formatting does.

/// References within references that are followed (`configparser.MAX_INTERPOLATION_DEPTH`).
const DEPTH: usize = 10;

/// The most text and the most references one value may expand to: real ones come nowhere near, and a few lines that
/// refer to each other many times would otherwise fill the memory.
const BOUND: usize = 1 << 20;

/// Why a value cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A `%` followed by something else than `%` or `(name)s`.
    Syntax,
    /// A reference to nothing.
    Missing(String),
    /// References within references within references.
    TooDeep,
    /// More than [`BOUND`].
    TooLong,
}

/// Expands a value; `lookup` answers other values as written.
///
/// # Errors
/// [`Failure`], always one where Python raises.
pub fn expand<'a>(value: &'a str, lookup: &dyn Fn(&str) -> Option<&'a str>) -> Result<String, Failure> {
    let mut result = String::new();
    let mut references = 0;
    // What is still to be expanded, the innermost last.
    let mut rests = vec![value];
    while let Some(rest) = rests.pop() {
        let Some(at) = rest.find('%') else {
            result.push_str(rest);
            continue;
        };
        result.push_str(&rest[..at]);
        if result.len() > BOUND || references > BOUND {
            return Err(Failure::TooLong);
        }
        let behind = &rest[at + 1..];
        if let Some(rest) = behind.strip_prefix('%') {
            result.push('%');
            rests.push(rest);
            continue;
        }
        let (name, rest) = reference(behind).ok_or(Failure::Syntax)?;
        let inner = lookup(name).ok_or_else(|| Failure::Missing(name.to_owned()))?;
        references += 1;
        rests.push(rest);
        if inner.contains('%') {
            if rests.len() >= DEPTH {
                return Err(Failure::TooDeep);
            }
            rests.push(inner);
        } else {
            result.push_str(inner);
        }
    }
    Ok(result)
}

/// Formats a value as Python's `value % {"here": here}` does.
///
/// # Errors
/// [`Failure`] for everything but `%%` and `%(here)s`.
pub fn format_here(value: &str, here: &str) -> Result<String, Failure> {
    let mut result = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('%') {
        result.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        if let Some(after) = behind.strip_prefix('%') {
            result.push('%');
            rest = after;
            continue;
        }
        let (name, after) = reference(behind).ok_or(Failure::Syntax)?;
        if name != "here" {
            return Err(Failure::Missing(name.to_owned()));
        }
        result.push_str(here);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

/// Splits `(name)s rest`.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix('(')?.split_once(')')?;
    let rest = rest.strip_prefix('s')?;
    (!name.is_empty()).then_some((name, rest))
}
