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

/// What a faithful rendering looks like, learnt from rendering a draft of the same shape made of harmless words.
pub(super) struct Expectation {
    skeleton: Skeleton,
    doc: Option<String>,
    /// The harmless words and what they stand for.
    words: Vec<(String, String)>,
}

impl Expectation {
    /// Renders the harmless draft.
    pub fn of(template: &Template, draft: &Draft) -> Result<Self, TemplateError> {
        let (harmless, words) = harmless(draft);
        let rendered = template.render(&harmless, &harmless.message)?;
        let (skeleton, doc) = outline(&rendered).map_err(TemplateError::Unfaithful)?;
        Ok(Self { skeleton, doc, words })
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
        let expected = self.doc.as_deref().map(|doc| self.substitute(doc));
        if doc != expected {
            return Err("the docstring would not read as the message".to_owned());
        }
        check_header(draft, rendered)
    }

    /// Puts the texts of the draft where the harmless words stand.
    fn substitute(&self, doc: &str) -> String {
        let mut result = String::with_capacity(doc.len());
        let mut rest = doc;
        while let Some(at) = rest.find(WORD) {
            result.push_str(&rest[..at]);
            rest = &rest[at..];
            match self.words.iter().find(|(word, _)| rest.starts_with(word.as_str())) {
                Some((word, text)) => {
                    result.push_str(text);
                    rest = &rest[word.len()..];
                }
                None => {
                    result.push_str(WORD);
                    rest = &rest[WORD.len()..];
                }
            }
        }
        result.push_str(rest);
        result
    }
}

/// How each harmless word starts.
const WORD: &str = "oneheadword";

/// Makes a draft of the same shape whose texts are words that mean nothing anywhere.
fn harmless(draft: &Draft) -> (Draft, Vec<(String, String)>) {
    let mut words: Vec<(String, String)> = Vec::new();
    let mut word = |text: &str| {
        // The closing letter keeps one word from being the start of another.
        let word = format!("{WORD}{}x", words.len());
        words.push((word.clone(), text.to_owned()));
        word
    };
    let harmless = Draft {
        id: RevisionId::new(word(draft.id.as_str())),
        message: word(&draft.message),
        parents: draft
            .parents
            .iter()
            .map(|parent| RevisionId::new(word(parent.as_str())))
            .collect(),
        labels: draft
            .labels
            .iter()
            .map(|label| BranchLabel::new(word(label.as_str())))
            .collect(),
        depends_on: draft.depends_on.iter().map(|name| word(name)).collect(),
        created: word(&draft.created),
    };
    (harmless, words)
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
                    TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle => String::new(),
                    // How deep a line is indented shows in the tokens around it.
                    TokenKind::Indent | TokenKind::Newline => String::new(),
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
