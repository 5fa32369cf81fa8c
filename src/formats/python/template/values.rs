//! Python values in a template: tuples, lists, `repr`, `str`.

use std::fmt::Write as _;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};

/// A tuple: a sequence that is written with parentheses.
#[derive(Debug)]
pub(super) struct Tuple(pub Vec<Value>);

impl Object for Tuple {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

/// Answers Python's `repr`; none for what Python would show otherwise than is known here.
pub(super) fn repr(value: &Value) -> Option<String> {
    match value.kind() {
        ValueKind::None => Some("None".to_owned()),
        ValueKind::Bool => Some(if value.is_true() { "True" } else { "False" }.to_owned()),
        ValueKind::Number if value.is_integer() => Some(value.to_string()),
        ValueKind::String => value.as_str().map(repr_text),
        ValueKind::Seq => {
            let items: Option<Vec<String>> = value.try_iter().ok()?.map(|item| repr(&item)).collect();
            let items = items?;
            let joined = items.join(", ");
            Some(match value.downcast_object_ref::<Tuple>() {
                Some(_) if items.len() == 1 => format!("({joined},)"),
                Some(_) => format!("({joined})"),
                None => format!("[{joined}]"),
            })
        }
        _ => None,
    }
}

/// Answers Python's `str`.
pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| repr(value))
}

/// Answers Python's `repr` of a text.
fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut result = String::with_capacity(text.len() + 2);
    result.push(quote);
    for c in text.chars() {
        match c {
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            c if c == quote => {
                result.push('\\');
                result.push(c);
            }
            c if is_printable(c) => result.push(c),
            c => {
                let code = u32::from(c);
                let _written = match code {
                    0..=0xff => write!(result, "\\x{code:02x}"),
                    0x100..=0xffff => write!(result, "\\u{code:04x}"),
                    _ => write!(result, "\\U{code:08x}"),
                };
            }
        }
    }
    result.push(quote);
    result
}

/// Decides whether Python's `str.isprintable` holds; Rust's `Debug` of a text knows the same table.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    // Behind another character, so that combining characters are not escaped for standing alone.
    let shown: String = format!("a{c}").escape_debug().collect();
    shown.len() == 1 + c.len_utf8()
}

/// Joins as Alembic's `format_as_comma` does.
pub(super) fn comma(value: &Value) -> Option<String> {
    match value.kind() {
        ValueKind::None => Some(String::new()),
        ValueKind::String => value.as_str().map(str::to_owned),
        ValueKind::Seq => join(", ", value),
        _ => None,
    }
}

/// Joins as Python's `str.join` does: a text is joined by its characters.
pub(super) fn join(separator: &str, value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        let characters: Vec<String> = text.chars().map(String::from).collect();
        return Some(characters.join(separator));
    }
    let items: Option<Vec<String>> = value
        .try_iter()
        .ok()?
        .map(|item| item.as_str().map(str::to_owned))
        .collect();
    Some(items?.join(separator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_shown_as_python_shows_them() {
        for (text, expected) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("\"it's\"", "'\"it\\'s\"'"),
            ("a\\b\n\t\u{0}\u{7f}", "'a\\\\b\\n\\t\\x00\\x7f'"),
            (
                "ä\u{200b}\u{2028}\u{1f600}\u{e0001}",
                "'ä\\u200b\\u2028\u{1f600}\\U000e0001'",
            ),
            ("e\u{301}\u{a0}", "'e\u{301}\\xa0'"),
        ] {
            assert_eq!(repr_text(text), expected);
        }
    }

    #[test]
    fn sequences_are_shown_as_python_shows_them() {
        let tuple = |items: &[&str]| Value::from_object(Tuple(items.iter().map(|item| Value::from(*item)).collect()));
        assert_eq!(repr(&tuple(&["a"])).as_deref(), Some("('a',)"));
        assert_eq!(repr(&tuple(&["a", "b"])).as_deref(), Some("('a', 'b')"));
        assert_eq!(repr(&Value::from(vec!["a", "b"])).as_deref(), Some("['a', 'b']"));
        assert_eq!(comma(&tuple(&["a", "b"])).as_deref(), Some("a, b"));
        assert_eq!(comma(&Value::from(())).as_deref(), Some(""));
    }
}
