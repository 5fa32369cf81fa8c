//! Writing a new revision script from a template.
//!
//! Alembic's templates are Mako. What of it needs no Python is rendered here: text, `${…}` with plain expressions,
//! filters, `% if`, `% for`, comments, `<%text>`. Anything else is refused by line.

mod faithful;
mod mako;
mod render;
mod values;

use std::borrow::Cow;

use crate::formats::{Draft, TemplateError};

use faithful::Expectation;
use render::Template;

/// The template of new projects, and of those that bring none; it renders what Alembic's generic template renders (spec
/// section 4.3).
pub const SCRIPT_TEMPLATE: &str = include_str!("../script.py.mako");

/// Renders a draft and makes sure that the result says what the draft says.
pub(super) fn render(draft: &Draft, template: Option<&str>) -> Result<String, TemplateError> {
    let template = Template::parse(template.unwrap_or(SCRIPT_TEMPLATE))?;
    let expectation = Expectation::of(&template, draft)?;
    let mut refusal = None;
    for message in spellings(&draft.message) {
        let rendered = template.render(draft, &message)?;
        match expectation.check(draft, &rendered) {
            Ok(()) => return Ok(rendered),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    Err(TemplateError::Unfaithful(refusal.unwrap_or_default()))
}

/// Lists how a message may be spelled in a docstring, the best first: as it is, which is what Alembic writes; with
/// escapes where it would end the docstring or be read as an escape; all on one line.
fn spellings(message: &str) -> Vec<Cow<'_, str>> {
    let raw = Cow::Borrowed(message);
    let escaped = Cow::Owned(escape(message, false));
    let one_line = Cow::Owned(escape(message, true));
    if message.contains(|c: char| c == '\\' || (c.is_control() && c != '\n' && c != '\t')) {
        vec![escaped, one_line, raw]
    } else {
        vec![raw, escaped, one_line]
    }
}

fn escape(message: &str, one_line: bool) -> String {
    let mut result = String::with_capacity(message.len() + 8);
    for c in message.chars() {
        match c {
            '\\' => result.push_str("\\\\"),
            '"' => result.push_str("\\\""),
            '\'' if one_line => result.push_str("\\'"),
            '\n' if one_line => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\n' | '\t' => result.push(c),
            c if c.is_ascii_control() => {
                result.push_str("\\x");
                result.extend(char::from_digit(u32::from(c) >> 4, 16));
                result.extend(char::from_digit(u32::from(c) & 15, 16));
            }
            c => result.push(c),
        }
    }
    result
}
