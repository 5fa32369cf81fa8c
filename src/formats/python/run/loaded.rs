//! A module that ran from top to bottom, for those who ask for values of expressions in it.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::formats::{Host, Limits};
use crate::ops::Value;
use crate::revision::Reason;
use crate::text::{Place, SourceText};

use super::files::{File, Files};
use super::flow::Stop;
use super::module::Module;
use super::scope::ScopeKind;
use super::{MAIN, Runner, STACK, parse};

/// A module whose names are bound.
pub(in crate::formats::python) struct LoadedModule<'a, 'h> {
    runner: Runner<'a, 'h>,
    file: &'a File,
}

/// Runs a module and hands it to a reader.
///
/// # Errors
/// The reason why it cannot be read at all.
pub(in crate::formats::python) fn with_module<T>(
    source: &SourceText,
    host: &mut dyn Host,
    read: impl FnOnce(&mut LoadedModule<'_, '_>) -> T,
) -> Result<T, Reason> {
    stacker::grow(STACK, || {
        let files = Files::default();
        let file = files.add(parse(source)?);
        let mut runner = Runner::new(&files, Limits::default(), host, None);
        let scope = runner.open_scope(ScopeKind::Module, None, MAIN);
        runner.modules.push(Module::main(file, scope));
        runner.loading = 1;
        for statement in &file.parsed.syntax().body {
            runner.bind_module_names(MAIN);
            // The end of a script runs migrations: what it raises here, or cannot be read, binds nothing more.
            match runner.exec(statement) {
                Ok(_) => {}
                Err(Stop::Raised(_)) => runner.lose_bound(statement),
                Err(Stop::Halt(reason)) => return Err(*reason),
            }
        }
        Ok(read(&mut LoadedModule { runner, file }))
    })
}

impl<'a> LoadedModule<'a, '_> {
    /// Answers the statements.
    pub fn body(&self) -> &'a [Stmt] {
        &self.file.parsed.syntax().body
    }

    /// Answers where something stands.
    pub fn place(&self, range: TextRange) -> Place {
        self.runner.place(range)
    }

    /// Answers the value of an expression that uses names of the module alone.
    pub fn value(&mut self, expression: &'a Expr) -> Value {
        let value = self
            .runner
            .eval(expression)
            .and_then(|value| self.runner.export(&value, expression));
        match value {
            Ok(exported) => exported.value,
            Err(Stop::Raised(raised)) => {
                let reason = Reason {
                    place: raised.place,
                    text: format!("`{}` raises `{}`", self.runner.snippet(expression.range()), raised.name),
                };
                Value::Unknown(reason.into())
            }
            Err(Stop::Halt(reason)) => Value::Unknown((*reason).into()),
        }
    }
}
