//! Taking out of a syntax tree what changes nothing: docstrings, `pass`, annotations.

use ruff_python_ast::{self as ast, Expr, Stmt};

/// Cleans the statements of a module or a function, and everything below them. Imports are cut into one a name.
///
/// The depth of the tree is bounded by what `syntax::with_syntax` lets through, and its stack is made for it.
pub(super) fn body(statements: &mut ast::Suite) {
    for mut statement in std::mem::take(statements) {
        within(&mut statement);
        match statement {
            Stmt::Pass(_) => {}
            Stmt::Expr(expression) if is_constant(&expression.value) => {}
            Stmt::AnnAssign(assign) => statements.extend(plain_assignment(assign)),
            Stmt::Import(import) => statements.extend(one_by_one(&import)),
            Stmt::ImportFrom(import) => statements.extend(one_by_one_from(&import)),
            other => statements.push(other),
        }
    }
}

fn is_constant(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
    )
}

/// Makes `x: T = v` of `x = v`; `x: T` alone binds nothing.
fn plain_assignment(assign: ast::StmtAnnAssign) -> Option<Stmt> {
    Some(Stmt::Assign(ast::StmtAssign {
        node_index: assign.node_index,
        range: assign.range,
        targets: vec![*assign.target],
        value: assign.value?,
    }))
}

fn one_by_one(import: &ast::StmtImport) -> impl Iterator<Item = Stmt> {
    import.names.iter().map(|name| {
        Stmt::Import(ast::StmtImport {
            names: vec![name.clone()],
            ..import.clone()
        })
    })
}

fn one_by_one_from(import: &ast::StmtImportFrom) -> impl Iterator<Item = Stmt> {
    import.names.iter().map(|name| {
        Stmt::ImportFrom(ast::StmtImportFrom {
            names: vec![name.clone()],
            ..import.clone()
        })
    })
}

/// Cleans what stands within a statement.
fn within(statement: &mut Stmt) {
    match statement {
        Stmt::FunctionDef(function) => {
            function.returns = None;
            parameters(&mut function.parameters);
            body(&mut function.body);
        }
        // The fields of a class may be made of its annotations: they stay.
        Stmt::ClassDef(class) => class.body.iter_mut().for_each(within),
        Stmt::For(block) => {
            body(&mut block.body);
            body(&mut block.orelse);
        }
        Stmt::While(block) => {
            body(&mut block.body);
            body(&mut block.orelse);
        }
        Stmt::If(block) => {
            body(&mut block.body);
            block
                .elif_else_clauses
                .iter_mut()
                .for_each(|clause| body(&mut clause.body));
        }
        Stmt::With(block) => body(&mut block.body),
        Stmt::Match(block) => block.cases.iter_mut().for_each(|case| body(&mut case.body)),
        Stmt::Try(block) => {
            body(&mut block.body);
            for handler in &mut block.handlers {
                let ast::ExceptHandler::ExceptHandler(handler) = handler;
                body(&mut handler.body);
            }
            body(&mut block.orelse);
            body(&mut block.finalbody);
        }
        _ => {}
    }
}

fn parameters(parameters: &mut ast::Parameters) {
    let plain = parameters.posonlyargs.iter_mut().chain(&mut parameters.args);
    for parameter in plain.chain(&mut parameters.kwonlyargs) {
        parameter.parameter.annotation = None;
    }
    for parameter in [&mut parameters.vararg, &mut parameters.kwarg].into_iter().flatten() {
        parameter.annotation = None;
    }
}
