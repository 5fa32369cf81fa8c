//! Rendering a template: Mako's parts, evaluated by minijinja.

use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use crate::formats::{Draft, TemplateError};

use super::mako::{self, Piece};
use super::values::{self, Tuple};

/// Delimiters that no template holds: they start and end with a control character.
const MARK: char = '\u{1}';

/// A template that is ready to render.
pub(super) struct Template {
    source: String,
    /// The line of the template for each line of `source`, by where it starts to hold.
    lines: Vec<(u32, u32)>,
}

impl Template {
    /// Translates a Mako template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if text.contains(MARK) {
            return Err(needs_python(1, "it holds a control character"));
        }
        let mut template = Self {
            source: String::with_capacity(text.len() * 2),
            lines: Vec::new(),
        };
        for part in mako::parse(text)? {
            let line = u32::try_from(template.source.matches('\n').count()).unwrap_or(u32::MAX) + 1;
            template.lines.push((line, part.line));
            template.push(&part.piece, part.line)?;
        }
        Ok(template)
    }

    fn push(&mut self, piece: &Piece<'_>, line: u32) -> Result<(), TemplateError> {
        let understood = |source: &str| match expression_fault(source) {
            Some(fault) => Err(needs_python(line, fault)),
            None => Ok(flat(source)),
        };
        let written = match piece {
            Piece::Text(text) => {
                self.source.push_str(text);
                Ok(())
            }
            Piece::Expression { source, filters } => {
                let source = understood(source)?;
                let filters = filter_chain(filters).map_err(|fault| needs_python(line, fault))?;
                write!(self.source, "{MARK}{{ ({source}){filters} }}{MARK}")
            }
            Piece::Control(control) => {
                let statement = statement(control).map_err(|fault| needs_python(line, fault))?;
                let statement = understood(&statement)?;
                write!(self.source, "{MARK}% {statement} %{MARK}")
            }
        };
        written.map_err(|_| needs_python(line, "it cannot be translated"))
    }

    /// Renders a draft, with its message spelled like this.
    pub fn render(&self, draft: &Draft, message: &str) -> Result<String, TemplateError> {
        let environment = environment()?;
        let fail = |error: &Error| {
            let at = u32::try_from(error.line().unwrap_or(1)).unwrap_or(1);
            let index = self.lines.partition_point(|(start, _)| *start <= at);
            let line = self.lines.get(index.saturating_sub(1)).map_or(1, |(_, line)| *line);
            needs_python(line, error.detail().unwrap_or("it cannot be evaluated"))
        };
        let template = environment
            .template_from_str(&self.source)
            .map_err(|error| fail(&error))?;
        template.render(context(draft, message)).map_err(|error| fail(&error))
    }
}

fn needs_python(line: u32, reason: impl Into<String>) -> TemplateError {
    let reason = reason.into();
    TemplateError::NeedsPython { line, reason }
}

fn syntax() -> Result<SyntaxConfig, Error> {
    SyntaxConfig::builder()
        .variable_delimiters("\u{1}{", "}\u{1}")
        .block_delimiters("\u{1}%", "%\u{1}")
        .comment_delimiters("\u{1}#", "#\u{1}")
        .keep_trailing_newline(true)
        .build()
}

fn environment() -> Result<Environment<'static>, TemplateError> {
    let mut environment = Environment::empty();
    environment.set_syntax(syntax().map_err(|error| needs_python(1, error.to_string()))?);
    // As Mako has it: a name that stands for nothing is false, and an error once it is written.
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.add_test("None", |value: &Value| value.is_none());
    environment.add_function("repr", |value: &Value| values::repr(value).ok_or_else(unsupported));
    environment.add_function("str", |value: &Value| values::text(value).ok_or_else(unsupported));
    environment.add_function("len", |value: &Value| value.len().ok_or_else(unsupported));
    environment.add_filter("str", |value: &Value| values::text(value).ok_or_else(unsupported));
    environment.add_filter("comma", |value: &Value| values::comma(value).ok_or_else(unsupported));
    environment.add_filter("trim", |value: &str| {
        crate::formats::python::docstring::strip(value).to_owned()
    });
    environment.set_unknown_method_callback(|_, value, method, arguments| {
        let method = || call_method(value.as_str()?, method, arguments);
        method().ok_or_else(unsupported)
    });
    environment.set_formatter(|output, _, value| {
        let text = value.as_str().ok_or_else(unsupported)?;
        output.write_str(text).map_err(Error::from)
    });
    Ok(environment)
}

fn unsupported() -> Error {
    Error::new(ErrorKind::InvalidOperation, "only Python can evaluate this")
}

/// Calls a method of Python's `str`.
fn call_method(text: &str, method: &str, arguments: &[Value]) -> Option<Value> {
    let strip = crate::formats::python::docstring::strip;
    match (method, arguments) {
        ("join", [items]) => values::join(text, items).map(Value::from),
        ("strip", []) => Some(Value::from(strip(text))),
        ("replace", [from, to]) => Some(Value::from(text.replace(from.as_str()?, to.as_str()?))),
        ("startswith", [start]) => Some(Value::from(text.starts_with(start.as_str()?))),
        ("endswith", [end]) => Some(Value::from(text.ends_with(end.as_str()?))),
        _ => None,
    }
}

/// Answers the variables that Alembic gives to the template of a plain new revision.
fn context(draft: &Draft, message: &str) -> Value {
    let ids = || {
        draft
            .parents
            .iter()
            .map(|parent| Value::from(parent.as_str()))
            .collect()
    };
    let down_revision = scalar(ids(), |ids| Value::from_object(Tuple(ids)));
    let labels: Vec<Value> = draft.labels.iter().map(|label| Value::from(label.as_str())).collect();
    let branch_labels = if labels.is_empty() {
        Value::from(())
    } else {
        Value::from_object(Tuple(labels))
    };
    let depends_on = scalar(draft.depends_on.iter().map(Value::from).collect(), Value::from);
    minijinja::context! {
        message,
        up_revision => draft.id.as_str(),
        down_revision,
        branch_labels,
        depends_on,
        create_date => &draft.created,
        imports => "",
        upgrades => "pass",
        downgrades => "pass",
    }
}

/// Answers `None` for nothing, the value itself for one, else what the caller makes of many (`tuple_rev_as_scalar`).
fn scalar(mut values: Vec<Value>, many: impl FnOnce(Vec<Value>) -> Value) -> Value {
    match values.len() {
        0 => Value::from(()),
        1 => values.remove(0),
        _ => many(values),
    }
}

/// Translates Mako's filters: `str` is applied first, unless `n` is among them.
fn filter_chain(filters: &str) -> Result<String, String> {
    let names: Vec<&str> = filters
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let mut chain = String::new();
    if !names.contains(&"n") {
        chain.push_str("|str");
    }
    for name in names {
        match name {
            "n" => {}
            "comma" | "trim" | "str" => {
                chain.push('|');
                chain.push_str(name);
            }
            other => return Err(format!("the filter `{other}` is not understood")),
        }
    }
    Ok(chain)
}

/// Translates a control line.
fn statement(control: &str) -> Result<String, String> {
    let control = flat(control);
    let control = control.trim();
    if matches!(control, "endif" | "endfor") {
        return Ok(control.to_owned());
    }
    let keyword = control.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let Some(body) = control
        .strip_suffix(':')
        .filter(|_| matches!(keyword, "if" | "elif" | "else" | "for"))
    else {
        return Err(format!("the control line `% {control}` is not understood"));
    };
    Ok(body.trim_end().to_owned())
}

/// Puts an expression on one line.
fn flat(source: &str) -> String {
    source
        .replace("\\\r\n", " ")
        .replace("\\\n", " ")
        .replace(['\r', '\n'], " ")
}

/// Words that mean something else in Python than for minijinja, or nothing.
const FOREIGN: [&str; 14] = [
    "lambda",
    "loop",
    "self",
    "context",
    "await",
    "import",
    "true",
    "false",
    "none",
    "recursive",
    "caller",
    "config",
    "UNDEFINED",
    "capture",
];

/// Finds what Python and minijinja would not read in the same way.
fn expression_fault(source: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    let bytes = source.as_bytes();
    let mut at = 0;
    let mut fors = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => {
                let inside = bytes[at + 1..].iter().position(|&b| b == byte)?;
                let prefixed = at > 0 && (bytes[at - 1].is_ascii_alphanumeric());
                if prefixed || source[at + 1..at + 1 + inside].contains('\\') || bytes[at..].starts_with(&[byte; 3]) {
                    return Some("a text with a prefix or escapes is not understood".to_owned());
                }
                words.push("''");
                at += inside + 2;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let length = bytes[at..]
                    .iter()
                    .position(|b| !b.is_ascii_alphanumeric() && *b != b'_');
                let word = &source[at..length.map_or(source.len(), |length| at + length)];
                if FOREIGN.contains(&word) {
                    return Some(format!("`{word}` is not known without Python"));
                }
                fors += usize::from(word == "for");
                words.push(word);
                at += word.len();
            }
            b'~' | b'|' | b'@' | b';' | b'{' | b'}' | b'&' | b'^' | b'`' | b'\\' | b'#' | 0x80.. => {
                return Some(format!("`{}` is not understood", source.trim()));
            }
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                words.push("");
                at += 1;
            }
        }
    }
    let inner_for = fors > usize::from(words.first() == Some(&"for"));
    let loose_if = words.iter().skip(1).filter(|word| **word == "if").count()
        > words.iter().skip(1).filter(|word| **word == "else").count();
    let strange_is = words.iter().enumerate().any(|(i, word)| {
        let next = words.get(i + 1).copied();
        let next = if next == Some("not") {
            words.get(i + 2).copied()
        } else {
            next
        };
        *word == "is" && next != Some("None")
    });
    (inner_for || loose_if || strange_is).then(|| format!("`{}` is not understood", source.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::revision::RevisionId;

    #[test]
    fn expressions_mean_what_they_mean_in_python() {
        let draft = Draft {
            id: RevisionId::from("r1"),
            message: "m".to_owned(),
            parents: Vec::new(),
            labels: Vec::new(),
            depends_on: vec!["a".to_owned(), "b".to_owned()],
            created: "now".to_owned(),
        };
        for (template, expected) in [
            ("${'x'}", "x"),
            ("${message}", "m"),
            ("${repr(message)}", "'m'"),
            ("${down_revision | comma,n}", ""),
            ("${down_revision}", "None"),
            ("${repr(depends_on)}", "['a', 'b']"),
            ("${depends_on}", "['a', 'b']"),
            ("${depends_on | comma}", "['a', 'b']"),
            ("${depends_on | comma,n}", "a, b"),
            ("${'-'.join(message)}", "m"),
            ("${1 if down_revision is None else 2}", "1"),
            ("${imports or 'none'}", "none"),
            ("${not imports}", "True"),
            ("${len(depends_on)}", "2"),
            ("${depends_on[1]}", "b"),
            ("${engine1_upgrades or 'pass'}", "pass"),
        ] {
            let rendered = Template::parse(template).and_then(|parsed| parsed.render(&draft, "m"));
            assert_eq!(rendered.expect(template), expected, "{template}");
        }
    }
}
