//! Statements.

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::flow::{Flow, Res};
use super::value::{Code, Function, FunctionKind, Object, Unknown, Val};
use super::{MAIN, Runner};

impl<'a> Runner<'a, '_> {
    /// Runs statements in order.
    pub fn exec_all(&mut self, body: &'a [Stmt]) -> Res<Flow> {
        for statement in body {
            match self.exec(statement)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    /// Runs one statement.
    pub fn exec(&mut self, statement: &'a Stmt) -> Res<Flow> {
        self.step(statement)?;
        self.enter(statement)?;
        if self.module == MAIN {
            self.site = statement.range();
        }
        self.told.clear();
        let flow = self.exec_inner(statement);
        self.leave();
        flow
    }

    fn exec_inner(&mut self, statement: &'a Stmt) -> Res<Flow> {
        match statement {
            Stmt::Expr(expression) => self.effect(&expression.value)?,
            Stmt::Assign(assign) => self.assign(assign)?,
            Stmt::AnnAssign(assign) => self.annotated(assign)?,
            Stmt::AugAssign(assign) => self.augmented(assign)?,
            Stmt::If(branch) => return self.branch(branch, statement),
            Stmt::For(repeat) => return self.repeat(repeat, statement),
            Stmt::While(repeat) => return self.repeat_while(repeat, statement),
            Stmt::Return(result) => {
                let value = match &result.value {
                    Some(value) => self.eval(value)?,
                    None => Val::None,
                };
                return Ok(Flow::Return(value));
            }
            Stmt::FunctionDef(function) => self.define(function)?,
            Stmt::ClassDef(class) => self.define_class(class)?,
            Stmt::Import(import) => self.import(import)?,
            Stmt::ImportFrom(import) => self.import_from(import)?,
            Stmt::With(with) => return self.with(with, statement),
            Stmt::Try(attempt) => return self.attempt(attempt, statement),
            Stmt::Raise(raise) => return self.raise_statement(raise),
            Stmt::Assert(assert) => return self.assert(assert),
            Stmt::Delete(delete) => self.delete(delete)?,
            Stmt::Match(choice) => return self.choose(choice, statement),
            Stmt::Break(_) => return Ok(Flow::Break),
            Stmt::Continue(_) => return Ok(Flow::Continue),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::TypeAlias(alias) => {
                let value = self.unknown(alias, "a type alias is no value that is read");
                self.bind_target(&alias.name, value)?;
            }
            Stmt::IpyEscapeCommand(command) => {
                let unknown = self.unknown_of(command, "this is no Python", false);
                self.opaque(command, &unknown);
            }
        }
        Ok(Flow::Next)
    }

    /// Runs an expression for its effect alone: that its value is not known matters to nobody.
    fn effect(&mut self, expression: &'a Expr) -> Res<()> {
        let before = self.mysteries;
        let value = self.eval(expression)?;
        if matches!(value, Val::Unknown(_)) && self.mysteries == before + 1 {
            self.mysteries = before;
        }
        Ok(())
    }

    fn branch(&mut self, branch: &'a ast::StmtIf, whole: &'a Stmt) -> Res<Flow> {
        let test = self.eval(&branch.test)?;
        match self.truth(&test, &*branch.test)? {
            Ok(true) => return self.exec_all(&branch.body),
            Ok(false) => {}
            Err(unknown) => return self.unread(whole, branch.test.range(), &unknown),
        }
        for clause in &branch.elif_else_clauses {
            let Some(test) = &clause.test else {
                return self.exec_all(&clause.body);
            };
            let value = self.eval(test)?;
            match self.truth(&value, test)? {
                Ok(true) => return self.exec_all(&clause.body),
                Ok(false) => {}
                Err(unknown) => return self.unread(whole, test.range(), &unknown),
            }
        }
        Ok(Flow::Next)
    }

    fn repeat(&mut self, repeat: &'a ast::StmtFor, whole: &'a Stmt) -> Res<Flow> {
        let iterated = self.eval(&repeat.iter)?;
        if repeat.is_async {
            let unknown = self.unknown_of(repeat, "`async for` is not read", false);
            return self.unread(whole, repeat.iter.range(), &unknown);
        }
        // A list may grow while it is walked: its elements are looked up one by one.
        let live = match &iterated {
            Val::Ref(id) if matches!(self.object(*id), Object::List(_)) => Some(*id),
            _ => None,
        };
        let mut items = match live {
            Some(_) => Vec::new().into_iter(),
            None => match self.iterate(&iterated, &*repeat.iter)? {
                Ok(items) => items.into_iter(),
                Err(unknown) => return self.unread(whole, repeat.iter.range(), &unknown),
            },
        };
        let mut at = 0;
        loop {
            let next = match live {
                None => items.next(),
                Some(id) => match self.object(id) {
                    Object::List(items) => items.get(at).cloned(),
                    Object::Lost(unknown) => {
                        let unknown = unknown.clone();
                        return self.unread(whole, repeat.iter.range(), &unknown);
                    }
                    _ => None,
                },
            };
            at += 1;
            let Some(item) = next else { break };
            self.step(repeat)?;
            self.bind_target(&repeat.target, item)?;
            match self.exec_all(&repeat.body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                Flow::Lost(unknown) => return self.lose_loop(whole, &unknown),
                flow @ Flow::Return(_) => return Ok(flow),
            }
        }
        self.exec_all(&repeat.orelse)
    }

    fn repeat_while(&mut self, repeat: &'a ast::StmtWhile, whole: &'a Stmt) -> Res<Flow> {
        loop {
            self.step(repeat)?;
            let test = self.eval(&repeat.test)?;
            match self.truth(&test, &*repeat.test)? {
                Ok(true) => {}
                Ok(false) => return self.exec_all(&repeat.orelse),
                Err(unknown) => return self.unread(whole, repeat.test.range(), &unknown),
            }
            match self.exec_all(&repeat.body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                Flow::Lost(unknown) => return self.lose_loop(whole, &unknown),
                flow @ Flow::Return(_) => return Ok(flow),
            }
        }
    }

    /// Gives a loop up in the middle of it, where it is not known whether it goes on.
    fn lose_loop(&mut self, whole: &'a Stmt, unknown: &Unknown) -> Res<Flow> {
        self.unread(whole, whole.range(), unknown)
    }

    fn define(&mut self, function: &'a ast::StmtFunctionDef) -> Res<()> {
        let mut value = self.function(function)?;
        for decorator in function.decorator_list.iter().rev() {
            value = self.decorate(&decorator.expression, value)?;
        }
        self.bind(function.name.as_str(), value);
        Ok(())
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) -> Res<Val> {
        let defaults = self.defaults(Some(&function.parameters))?;
        let class = self.class_being_made();
        let made = Function {
            name: function.name.as_str(),
            parameters: Some(&function.parameters),
            body: Code::Body(function),
            defaults,
            scope: self.enclosing(self.scope),
            module: self.module,
            class,
            kind: FunctionKind::Plain,
        };
        self.make(Object::Function(made), function)
    }

    /// Evaluates the values of parameters, as it is done once where the function is written.
    pub fn defaults(&mut self, parameters: Option<&'a ast::Parameters>) -> Res<Vec<(&'a str, Val)>> {
        let mut defaults = Vec::new();
        let Some(parameters) = parameters else {
            return Ok(defaults);
        };
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                let value = self.eval(default)?;
                defaults.push((parameter.parameter.name.as_str(), value));
            }
        }
        Ok(defaults)
    }
}
