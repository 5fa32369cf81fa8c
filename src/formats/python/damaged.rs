//! Headers of files that are not valid Python: read where the header itself is plain, unknown where damage comes near.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, ModModule, Stmt};
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};

use crate::revision::Reason;
use crate::text::SourceText;

use super::part::{Part, Parts};
use super::{module, syntax};

/// Reads what the parser could make of a damaged module.
pub(super) fn read(source: &SourceText, text: &str, parsed: &Parsed<ModModule>) -> Parts<'static> {
    let damage = syntax::first_error(source, parsed);
    let mut parts = module::read(source, text, parsed.syntax());
    let sound = Sound::of(text, parsed);
    for (name, part) in parts.by_name() {
        if let Some(reason) = sound.doubt(source, name, part, damage.as_ref()) {
            *part = Part::Unknown(reason);
        }
    }
    parts.damage = damage;
    parts
}

/// Where the names of a header may stand without harm.
struct Sound<'a> {
    text: &'a str,
    module: &'a ModModule,
    /// Ranges in which a name binds nothing: docstring, comments, function bodies.
    inert: Vec<TextRange>,
    /// The lines on which the parser stumbled.
    broken: Vec<TextRange>,
}

impl<'a> Sound<'a> {
    fn of(text: &'a str, parsed: &'a Parsed<ModModule>) -> Self {
        let broken: Vec<TextRange> = parsed.errors().iter().map(|error| error.location).collect();
        let touched = |range: TextRange| broken.iter().any(|error| error.intersect(range).is_some());
        let comments = parsed
            .tokens()
            .iter()
            .filter(|token| token.kind() == TokenKind::Comment);
        let mut inert: Vec<TextRange> = comments.map(Ranged::range).collect();
        for (index, statement) in parsed.suite().iter().enumerate() {
            match statement {
                Stmt::FunctionDef(function) => inert.push(function.range()),
                Stmt::Expr(doc) if index == 0 && doc.value.is_string_literal_expr() && !touched(doc.range()) => {
                    inert.push(doc.range());
                }
                _ => {}
            }
        }
        inert.sort_by_key(|range| (range.start(), range.end()));
        // A comment in a function lies within it: what is left is disjoint.
        inert.dedup_by(|inner, outer| outer.contains_range(*inner));
        let module = parsed.syntax();
        Self {
            text,
            module,
            inert,
            broken,
        }
    }

    /// Answers why a part cannot be trusted although the recovered syntax has it: it is written more than once, stands
    /// on a broken line, or its name turns up where the damage may have hidden an assignment.
    fn doubt(&self, source: &SourceText, name: &str, part: &Part<'_>, damage: Option<&Reason>) -> Option<Reason> {
        if let Part::Unknown(_) = part {
            return None;
        }
        let reason = |range: TextRange, text: String| {
            Some(Reason {
                place: syntax::place(source, range),
                text,
            })
        };
        let mut written = self.assignments(name);
        let first = written.next();
        if let Some(second) = written.next() {
            return reason(second, format!("`{name}` is assigned twice in a damaged file"));
        }
        let is_written = |at: TextRange| first.is_some_and(|range| range.contains_range(at));
        let elsewhere = self.occurrences(name).find(|&at| !is_written(at) && !self.is_inert(at));
        if let Some(range) = elsewhere.or_else(|| first.filter(|&range| self.is_broken(range))) {
            return reason(range, format!("`{name}` stands where the file is damaged"));
        }
        // Nothing of the kind was found; with broken lines before any code that is no proof.
        damage
            .filter(|_| first.is_none() && self.module.body.is_empty())
            .cloned()
    }

    /// Answers where a name is plainly assigned at the left margin.
    fn assignments<'n>(&'n self, name: &'n str) -> impl Iterator<Item = TextRange> + 'n {
        let names = move |target: &Expr| matches!(target, Expr::Name(target) if target.id == *name);
        let plain = move |statement: &&Stmt| match statement {
            Stmt::Assign(assign) => matches!(assign.targets.as_slice(), [target] if names(target)),
            Stmt::AnnAssign(assign) => names(&assign.target),
            _ => false,
        };
        let at_margin = |range: &TextRange| {
            let before = self.text.get(..range.start().to_usize()).unwrap_or_default();
            before.is_empty() || before.ends_with(['\n', '\r'])
        };
        self.module
            .body
            .iter()
            .filter(plain)
            .map(Ranged::range)
            .filter(at_margin)
    }

    /// Finds every place where a name stands as a word, be it code or text.
    fn occurrences<'n>(&'n self, name: &'n str) -> impl Iterator<Item = TextRange> + 'n {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        self.text.match_indices(name).filter_map(move |(at, found)| {
            let end = at + found.len();
            let inside = is_word(self.text[..at].chars().next_back()) || is_word(self.text[end..].chars().next());
            let range = TextRange::new(u32::try_from(at).ok()?.into(), u32::try_from(end).ok()?.into());
            (!inside).then_some(range)
        })
    }

    fn is_inert(&self, range: TextRange) -> bool {
        let behind = self.inert.partition_point(|inert| inert.start() <= range.start());
        behind > 0 && self.inert[behind - 1].contains_range(range)
    }

    /// Decides whether the parser stumbled on a line of a statement.
    fn is_broken(&self, statement: TextRange) -> bool {
        let ends = ['\n', '\r'];
        let before = self.text.get(..statement.start().to_usize()).unwrap_or_default();
        let behind = self.text.get(statement.end().to_usize()..).unwrap_or_default();
        let start = before.rfind(ends).map_or(0, |at| at + 1);
        let end = statement.end().to_usize() + behind.find(ends).unwrap_or(behind.len());
        self.broken
            .iter()
            .any(|error| error.start().to_usize() <= end && error.end().to_usize() >= start)
    }
}
