//! `textwrap` and `re`.

use ruff_text_size::Ranged;

use super::pattern;
use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Val};

/// What a line costs while it is looked at.
const LINE: usize = 16;

impl Runner<'_, '_> {
    pub(super) fn call_texts(
        &mut self,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        if !arguments.keywords.is_empty() || arguments.hidden.is_some() {
            return Ok(None);
        }
        if let Some(unknown) = arguments.unknown() {
            return Ok(Some(Val::Unknown(unknown.clone())));
        }
        let result = match (name, arguments.positional.as_slice()) {
            ("textwrap.dedent", [Val::Text(text)]) => {
                self.step_by(text.len() / 16, node)?;
                self.grow((text.matches('\n').count() + 1) * LINE, node)?;
                Some(dedent(text))
            }
            ("textwrap.indent", [Val::Text(text), Val::Text(prefix)]) => {
                let lines = text.matches('\n').count() + 1;
                self.step_by(text.len() / 16 + lines, node)?;
                self.grow(lines.saturating_mul(prefix.len()), node)?;
                indent(text, prefix)
            }
            ("re.sub", [Val::Text(from), Val::Text(to), Val::Text(text)]) => {
                self.step_by(text.len(), node)?;
                self.grow(text.len().saturating_mul(to.len() + 1), node)?;
                pattern::substituted(from, to, text)
            }
            ("re.escape", [Val::Text(text)]) if text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
                Some(text.to_string())
            }
            _ => None,
        };
        match result {
            Some(text) => self.string(text, node).map(Some),
            None => Ok(None),
        }
    }
}

/// `textwrap.dedent`: takes off the white space that all lines with something in them begin with; lines of nothing but
/// spaces and tabs become empty.
fn dedent(text: &str) -> String {
    let is_blank = |line: &str| line.bytes().all(|b| b == b' ' || b == b'\t');
    let margin_of = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|line| !is_blank(line)) {
        let own = &line[..margin_of(line)];
        margin = Some(match margin {
            None => own,
            Some(margin) => {
                let shared = margin.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
                &margin[..shared]
            }
        });
    }
    let margin = margin.unwrap_or_default();
    let lines = text.split('\n').map(|line| {
        if is_blank(line) {
            ""
        } else {
            line.strip_prefix(margin).unwrap_or(line)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `textwrap.indent`: puts a prefix before each line with something in it.
fn indent(text: &str, prefix: &str) -> Option<String> {
    if !text.is_ascii() || text.contains(['\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e']) {
        return None;
    }
    let lines = text.split_inclusive('\n').map(|line| {
        if line.trim().is_empty() {
            line.to_owned()
        } else {
            format!("{prefix}{line}")
        }
    });
    Some(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::dedent;

    #[test]
    fn the_common_margin_goes() {
        for (text, expected) in [
            ("\n    a\n      b\n    ", "\na\n  b\n"),
            ("  a\n\tb", "  a\n\tb"),
            ("a\n  b", "a\n  b"),
            ("   \n  a", "\na"),
            ("", ""),
            ("  ", ""),
        ] {
            assert_eq!(dedent(text), expected, "{text:?}");
        }
    }
}
