//! The proof that a rendered script says what its draft says, and nothing that the draft's texts smuggled in.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use crate::formats::python::{header, module, syntax};
use crate::formats::{Draft, TemplateError};
use crate::revision::{BranchLabel, RevisionId};
use crate::text::SourceText;

use super::render::Template;

/// The code of a script: its tokens without comments, texts only as being there.
type Skeleton = Vec<(TokenKind, String)>;

/// What a faithful rendering looks like, learnt from a draft in which every character that could end a text, or start
/// code in one, is replaced by one that means nothing to Python.
pub(super) struct Expectation {
    skeleton: Skeleton,
    doc: Option<String>,
}

impl Expectation {
    /// Renders the tamed draft.
    pub fn of(template: &Template, draft: &Draft) -> Result<Self, TemplateError> {
        let taming = Taming::of(draft);
        let tamed = taming.tame_draft(draft);
        let rendered = template.render(&tamed, &tamed.message)?;
        let (skeleton, doc) = outline(&rendered).map_err(TemplateError::Unfaithful)?;
        let doc = doc.map(|doc| taming.restore(&doc));
        Ok(Self { skeleton, doc })
    }

    /// Decides whether a rendering is faithful.
    ///
    /// # Errors
    /// What it says otherwise.
    pub fn check(&self, draft: &Draft, rendered: &str) -> Result<(), String> {
        let (skeleton, doc) = outline(rendered)?;
        if skeleton != self.skeleton {
            return Err("a text of the draft would become code".to_owned());
        }
        if doc != self.doc {
            return Err("the docstring would not read as the message".to_owned());
        }
        check_header(draft, rendered)
    }
}

/// An exchange of dangerous characters for others of the private use areas, from `base` on.
struct Taming {
    base: u32,
}

impl Taming {
    /// Chooses a range that the draft does not use itself.
    fn of(draft: &Draft) -> Self {
        let texts = || {
            let names = draft
                .parents
                .iter()
                .map(RevisionId::as_str)
                .chain(draft.labels.iter().map(BranchLabel::as_str));
            let names = names.chain(draft.depends_on.iter().map(String::as_str));
            names.chain([draft.id.as_str(), &draft.message, &draft.created])
        };
        let free = |base: &u32| {
            !texts()
                .flat_map(str::chars)
                .any(|c| (*base..*base + 128).contains(&u32::from(c)))
        };
        let base = (0..256).map(|step| 0xf_0000 + 128 * step).find(free);
        Self {
            base: base.unwrap_or(0xf_0000),
        }
    }

    fn tame(&self, text: &str) -> String {
        let tame = |c: char| match c {
            '"' | '\'' | '\\' | '{' | '}' => char::from_u32(self.base + u32::from(c)).unwrap_or(c),
            c if c.is_ascii_control() => char::from_u32(self.base + u32::from(c)).unwrap_or(c),
            c => c,
        };
        text.chars().map(tame).collect()
    }

    fn restore(&self, text: &str) -> String {
        let restore = |c: char| match u32::from(c).checked_sub(self.base) {
            Some(code @ 0..128) => char::from_u32(code).unwrap_or(c),
            _ => c,
        };
        text.chars().map(restore).collect()
    }

    fn tame_draft(&self, draft: &Draft) -> Draft {
        Draft {
            id: RevisionId::new(self.tame(draft.id.as_str())),
            message: self.tame(&draft.message),
            parents: draft
                .parents
                .iter()
                .map(|parent| RevisionId::new(self.tame(parent.as_str())))
                .collect(),
            labels: draft
                .labels
                .iter()
                .map(|label| BranchLabel::new(self.tame(label.as_str())))
                .collect(),
            depends_on: draft.depends_on.iter().map(|name| self.tame(name)).collect(),
            created: self.tame(&draft.created),
        }
    }
}

/// Answers the code and the docstring of a script.
///
/// # Errors
/// Why it is not valid Python.
fn outline(text: &str) -> Result<(Skeleton, Option<String>), String> {
    let source = SourceText::new("new revision", text);
    let read = syntax::with_syntax(&source, text, |parsed| {
        if let Some(error) = syntax::first_error(&source, parsed) {
            return Err(format!("line {}: {}", error.place.line, error.text));
        }
        let code = parsed
            .tokens()
            .iter()
            .filter(|token| !matches!(token.kind(), TokenKind::Comment | TokenKind::NonLogicalNewline));
        let skeleton = code
            .map(|token| {
                let shown = match token.kind() {
                    // What a text says is not code; how deep a line is indented shows in the tokens around it.
                    TokenKind::String
                    | TokenKind::FStringMiddle
                    | TokenKind::TStringMiddle
                    | TokenKind::Indent
                    | TokenKind::Newline => String::new(),
                    _ => text.get(token.range().to_std_range()).unwrap_or_default().to_owned(),
                };
                (token.kind(), shown)
            })
            .collect();
        let doc = module::docstring(parsed.syntax(), text).map(|(doc, _)| doc);
        Ok((skeleton, doc))
    });
    read.map_err(|reason| reason.text).and_then(|outline| outline)
}

fn check_header(draft: &Draft, rendered: &str) -> Result<(), String> {
    let source = SourceText::new("new revision", rendered);
    let header = header::read(&source);
    if let Some((_, reason)) = header.unknown().next() {
        return Err(reason.text.clone());
    }
    let differs = |name: &str| Err(format!("`{name}` would read otherwise; does the template write it?"));
    if header.id.known() != Some(&draft.id) {
        return differs("revision");
    }
    if !header
        .parents
        .known()
        .is_some_and(|found| found.iter().map(|found| &found.value).eq(&draft.parents))
    {
        return differs("down_revision");
    }
    if !header
        .labels
        .known()
        .is_some_and(|found| found.iter().map(|found| &found.value).eq(&draft.labels))
    {
        return differs("branch_labels");
    }
    let depends_on = draft.depends_on.iter().map(String::as_str);
    if !header
        .depends_on
        .known()
        .is_some_and(|found| found.iter().map(|found| &*found.value).eq(depends_on))
    {
        return differs("depends_on");
    }
    Ok(())
}
