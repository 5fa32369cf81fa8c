//! `match`.

use ruff_python_ast::{self as ast, Pattern, Singleton, Stmt};
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::{Flow, Res};
use super::value::Val;

impl<'a> Runner<'a, '_> {
    pub fn choose(&mut self, choice: &'a ast::StmtMatch, whole: &'a Stmt) -> Res<Flow> {
        let subject = self.eval(&choice.subject)?;
        for case in &choice.cases {
            let fits = self.fits(&case.pattern, &subject)?;
            let guarded = match (fits, &case.guard) {
                (Some(true), Some(guard)) => {
                    let value = self.eval(guard)?;
                    self.truth(&value, &**guard)?.ok()
                }
                (fits, _) => fits,
            };
            match guarded {
                Some(false) => {}
                Some(true) => return self.exec_all(&case.body),
                None => {
                    let unknown = self.lost(&subject).unwrap_or_else(|| {
                        self.unknown_of(&case.pattern, "whether this pattern fits is not known", false)
                    });
                    return self.unread(whole, case.pattern.range(), &unknown);
                }
            }
        }
        Ok(Flow::Next)
    }

    /// Decides whether a pattern fits, and binds its name where it is one; none where it is not known or not read.
    fn fits(&mut self, pattern: &'a Pattern, subject: &Val) -> Res<Option<bool>> {
        Ok(match pattern {
            Pattern::MatchValue(value) => {
                let value = self.eval(&value.value)?;
                self.equals(subject, &value)
            }
            Pattern::MatchSingleton(single) => {
                let value = match single.value {
                    Singleton::None => Val::None,
                    Singleton::True => Val::Bool(true),
                    Singleton::False => Val::Bool(false),
                };
                self.is_same(subject, &value)
            }
            Pattern::MatchOr(choices) => {
                for pattern in &choices.patterns {
                    match self.fits(pattern, subject)? {
                        Some(false) => {}
                        other => return Ok(other),
                    }
                }
                Some(false)
            }
            Pattern::MatchAs(capture) => {
                let fits = match &capture.pattern {
                    Some(pattern) => self.fits(pattern, subject)?,
                    None => Some(true),
                };
                if let (Some(true), Some(name)) = (fits, &capture.name) {
                    self.bind(name.as_str(), subject.clone());
                }
                fits
            }
            _ => None,
        })
    }
}
