//! The name of a new revision file (spec section 4.3).

use jiff::Zoned;

use crate::project::Naming;
use crate::revision::{RevisionId, slug};

/// Why no name could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The template holds something that is not understood.
    #[error("file_template `{template}` cannot be filled in at `{at}`")]
    Template {
        /// The template.
        template: String,
        /// The rest of the template from the place that is not understood.
        at: String,
    },
    /// The name would lie outside of the folder of revisions.
    #[error("the file name `{name}` would leave the folder of revisions")]
    Escapes {
        /// The name.
        name: String,
    },
}

/// Fills in `file_template`; the answer is relative to the folder of revisions and ends in `.extension`.
///
/// # Errors
/// [`NameError`] when the template is not understood, or the name would lie elsewhere.
pub fn file_name(
    naming: &Naming,
    id: &RevisionId,
    message: &str,
    (created, extension): (&Zoned, &str),
) -> Result<String, NameError> {
    let value = |token: &str| -> Option<Token> {
        Some(match token {
            "rev" => Token::Text(id.to_string()),
            "slug" => Token::Text(slug(message, naming.truncate_slug_length)),
            "epoch" => Token::Number(created.timestamp().as_second()),
            "year" => Token::Number(created.year().into()),
            "month" => Token::Number(created.month().into()),
            "day" => Token::Number(created.day().into()),
            "hour" => Token::Number(created.hour().into()),
            "minute" => Token::Number(created.minute().into()),
            "second" => Token::Number(created.second().into()),
            _ => return None,
        })
    };
    let stem = fill(&naming.file_template, &value).map_err(|at| NameError::Template {
        template: naming.file_template.clone(),
        at,
    })?;
    let name = format!("{stem}.{extension}");
    // The template may make folders; ids and messages may not, nor may anything lead out.
    let folders = naming.file_template.matches('/').count();
    let parts: Vec<&str> = name.split('/').collect();
    let leaves = name.starts_with('/')
        || name.contains(['\\', '\0', '\n', '\r'])
        || parts.len() != folders + 1
        || parts.iter().any(|part| matches!(*part, "" | "." | ".."));
    if leaves {
        return Err(NameError::Escapes { name });
    }
    Ok(name)
}

enum Token {
    Text(String),
    Number(i64),
}

/// Fills in a printf-style template as Python's `%` does with a mapping; the error is the rest that is not understood.
fn fill(template: &str, value: &dyn Fn(&str) -> Option<Token>) -> Result<String, String> {
    let mut result = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        result.push_str(&rest[..at]);
        let here = &rest[at..];
        if let Some(after) = here.strip_prefix("%%") {
            result.push('%');
            rest = after;
            continue;
        }
        let (text, after) = placeholder(here, value).ok_or_else(|| here.to_owned())?;
        result.push_str(&text);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

/// Reads one `%(name)[flags][width][.precision]type` and answers its text and what comes behind.
fn placeholder<'a>(here: &'a str, value: &dyn Fn(&str) -> Option<Token>) -> Option<(String, &'a str)> {
    let (name, mut rest) = here.strip_prefix("%(")?.split_once(')')?;
    let (mut zero, mut left) = (false, false);
    while let Some(flag) = rest.chars().next().filter(|c| matches!(c, '0' | '-')) {
        zero |= flag == '0';
        left |= flag == '-';
        rest = &rest[1..];
    }
    let (width, after) = number(rest);
    let (precision, after) = match after.strip_prefix('.') {
        Some(after) => {
            let (precision, after) = number(after);
            (Some(precision.unwrap_or(0)), after)
        }
        None => (None, after),
    };
    let kind = after.chars().next()?;
    let (text, is_number) = match (kind, value(name)?) {
        ('s', Token::Text(text)) => (cut(text, precision), false),
        ('s', Token::Number(number)) => (cut(number.to_string(), precision), false),
        ('d' | 'i', Token::Number(number)) => (format!("{number:0>0$}", precision.unwrap_or(0)), true),
        _ => return None,
    };
    let missing = width.unwrap_or(0).saturating_sub(text.chars().count());
    let text = match (left, zero && is_number) {
        (true, _) => format!("{text}{}", " ".repeat(missing)),
        (false, true) => format!("{}{text}", "0".repeat(missing)),
        (false, false) => format!("{}{text}", " ".repeat(missing)),
    };
    Some((text, &after[1..]))
}

fn number(text: &str) -> (Option<usize>, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    // A width beyond any file name is a mistake in the template, not a request for memory.
    let number = text[..end].parse().ok().filter(|&width: &usize| width <= 255);
    (number, &text[end..])
}

fn cut(text: String, precision: Option<usize>) -> String {
    match precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(template: &str, id: &str, message: &str) -> Result<String, NameError> {
        let naming = Naming {
            file_template: template.to_owned(),
            ..Naming::default()
        };
        let created: Zoned = "2026-03-07T08:05:09[UTC]".parse().expect("a date");
        file_name(&naming, &RevisionId::from(id), message, (&created, "py"))
    }

    #[test]
    fn templates_are_filled_in_as_python_does() {
        assert_eq!(
            name("%(rev)s_%(slug)s", "ab12", "Add x").expect("stock"),
            "ab12_add_x.py"
        );
        assert_eq!(
            name("%(year)d_%(month).2d_%(day)02d-%(hour)3d%%%(rev).2s", "ab12", "").expect("dates"),
            "2026_03_07-  8%ab.py"
        );
        assert_eq!(name("%(year)d/%(rev)s", "ab12", "").expect("folders"), "2026/ab12.py");
        assert_eq!(name("%(epoch)s", "a", "").expect("epoch"), "1772870709.py");
    }

    #[test]
    fn names_never_leave_the_folder() {
        for (template, id) in [
            ("%(rev)s", "../../x"),
            ("../%(rev)s", "a"),
            ("/tmp/%(rev)s", "a"),
            ("%(rev)s", "a/b"),
            ("%(rev)s", "a\\b"),
        ] {
            assert!(
                matches!(name(template, id, ""), Err(NameError::Escapes { .. })),
                "{template} {id}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(matches!(name("%(nope)s", "a", ""), Err(NameError::Template { .. })));
        assert!(matches!(name("100%", "a", ""), Err(NameError::Template { .. })));
    }
}
