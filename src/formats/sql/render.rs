//! A new revision file, from the built-in template or the project's own.

use super::header::{self, KEYS};
use super::message;
use crate::formats::{Draft, TemplateError};
use crate::revision::Header;
use crate::text::SourceText;

/// What a project without a template of its own gets. A line whose value is empty is left out where it may be.
const BUILT_IN: &str = "\
-- revision: ${revision}
-- down_revision: ${down_revision}
-- branch_labels: ${branch_labels}
-- depends_on: ${depends_on}
-- message: ${message}
-- created: ${created}

-- onehead: upgrade

-- onehead: downgrade
";

/// Renders a draft and proves that the text reads back as the draft.
pub(super) fn render(draft: &Draft, template: Option<&str>) -> Result<String, TemplateError> {
    let values = Values::of(draft)?;
    let mut result = String::new();
    for (number, line) in (1_u32..).zip(template.unwrap_or(BUILT_IN).split_inclusive('\n')) {
        render_line(line, number, &values, &mut result)?;
    }
    let text = SourceText::new("", result);
    faithful(draft, &header::read(&text))?;
    Ok(text.text().to_owned())
}

struct Values {
    by_key: [String; KEYS.len()],
    message: Vec<String>,
}

impl Values {
    fn of(draft: &Draft) -> Result<Self, TemplateError> {
        let list = |names: Vec<&str>| names.join(", ");
        let by_key = [
            draft.id.as_str().to_owned(),
            list(draft.parents.iter().map(crate::revision::RevisionId::as_str).collect()),
            list(draft.labels.iter().map(crate::revision::BranchLabel::as_str).collect()),
            list(draft.depends_on.iter().map(String::as_str).collect()),
            String::new(),
            draft.created.clone(),
        ];
        // One that breaks the line could smuggle a statement into the file.
        let hidden = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if let Some(value) = by_key.iter().find(|value| value.contains(hidden)) {
            return Err(TemplateError::Unfaithful(format!(
                "{value:?} holds a control character"
            )));
        }
        let message = draft.message.trim();
        Ok(Self {
            by_key,
            message: if message.is_empty() {
                Vec::new()
            } else {
                message.split('\n').map(message::encode).collect()
            },
        })
    }

    fn get(&self, name: &str) -> Option<&str> {
        let index = KEYS.iter().position(|key| *key == name)?;
        Some(&self.by_key[index])
    }
}

/// Renders one line of a template: names stand for their values in comment lines only, so that no value can become a
/// statement.
fn render_line(line: &str, number: u32, values: &Values, out: &mut String) -> Result<(), TemplateError> {
    let content = line.trim();
    if !content.starts_with("--") || !content.contains("${") {
        out.push_str(line);
        return Ok(());
    }
    if content == "-- message: ${message}" {
        for text in &values.message {
            out.push_str(format!("-- message: {text}").trim_end());
            out.push('\n');
        }
        return Ok(());
    }
    let may_be_left_out = ["branch_labels", "depends_on", "created"];
    let alone = may_be_left_out
        .into_iter()
        .find(|key| content == format!("-- {key}: ${{{key}}}"));
    if alone.is_some_and(|key| values.get(key) == Some("")) {
        return Ok(());
    }
    let end = line.len() - (line.len() - line.trim_end().len());
    out.push_str(substitute(&line[..end], number, values)?.trim_end());
    out.push_str(&line[end..]);
    Ok(())
}

fn substitute(line: &str, number: u32, values: &Values) -> Result<String, TemplateError> {
    let mut result = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("${") {
        result.push_str(&rest[..at]);
        let tail = &rest[at + 2..];
        let unknown = |name: &str| TemplateError::UnknownName {
            line: number,
            name: name.to_owned(),
        };
        let (name, after) = tail.split_once('}').ok_or_else(|| unknown(tail))?;
        let value = match name.trim() {
            "message" => values.message.first().map_or("", String::as_str),
            name => values.get(name).ok_or_else(|| unknown(name))?,
        };
        result.push_str(value);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

/// Compares what a file says with what was asked for.
fn faithful(draft: &Draft, header: &Header) -> Result<(), TemplateError> {
    let unfaithful = |what: &str| Err(TemplateError::Unfaithful(what.to_owned()));
    if let Some(damage) = &header.damage {
        return unfaithful(&format!("line {}: {}", damage.place.line, damage.text));
    }
    if let Some((field, reason)) = header.unknown().next() {
        return unfaithful(&format!("`{field}`: {}", reason.text));
    }
    let same = |wanted: Vec<&str>, found: Vec<&str>| wanted == found;
    if header.id.known() != Some(&draft.id) {
        return unfaithful("`revision` is another");
    }
    let found = header
        .parents
        .known()
        .map_or(Vec::new(), |all| all.iter().map(|one| one.value.as_str()).collect());
    if !same(
        draft.parents.iter().map(crate::revision::RevisionId::as_str).collect(),
        found,
    ) {
        return unfaithful("`down_revision` is another");
    }
    let found = header
        .labels
        .known()
        .map_or(Vec::new(), |all| all.iter().map(|one| one.value.as_str()).collect());
    if !same(
        draft.labels.iter().map(crate::revision::BranchLabel::as_str).collect(),
        found,
    ) {
        return unfaithful("`branch_labels` are others");
    }
    let found = header
        .depends_on
        .known()
        .map_or(Vec::new(), |all| all.iter().map(|one| &*one.value).collect());
    if !same(draft.depends_on.iter().map(String::as_str).collect(), found) {
        return unfaithful("`depends_on` is another");
    }
    if &*header.doc != draft.message.trim() {
        return unfaithful("`message` is another");
    }
    Ok(())
}
