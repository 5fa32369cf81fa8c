//! What a script does: its code in a normal form, split by who uses it.

use std::collections::{HashMap, HashSet};

use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtImport, StmtImportFrom};

use crate::formats::{Meaning, Print};
use crate::revision::Reason;
use crate::text::{Place, SourceText};

use super::effects::Effects;
use super::part::NAMES;
use super::{clean, literal, syntax};

/// Reads the meaning of a script.
///
/// # Errors
/// The reason why it has none that can be told: it is not valid Python, or goes beyond what is read.
pub(super) fn read(source: &SourceText) -> Result<Meaning, Reason> {
    // Python reads every line end as LF, within strings too.
    let text = literal::plain_line_ends(source.text());
    if literal::holds_surrogate(&text) {
        return Err(Reason {
            place: Place::default(),
            text: "the file spells a lone surrogate".to_owned(),
        });
    }
    let plain = SourceText::new(source.path(), text);
    syntax::with_syntax(&plain, plain.text(), |parsed| {
        if let Some(reason) = syntax::first_error(&plain, parsed) {
            return Err(reason);
        }
        let mut body = parsed.syntax().body.clone();
        clean::body(&mut body);
        Ok(split(&body))
    })?
}

/// One statement of the module, and what ties it to others.
struct Part<'a> {
    statement: &'a Stmt,
    bound: Vec<&'a str>,
    used: Vec<&'a str>,
    /// It may reach any name of the module (`globals()`).
    reaches_all: bool,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// `revision = …` and its like.
    Header,
    /// It counts where somebody uses what it binds.
    Binding,
    /// As before, and only then: an import that nobody uses changes nothing.
    Import,
    /// It runs when the file is loaded, so it counts for everybody.
    Running,
}

fn split(body: &[Stmt]) -> Meaning {
    let parts: Vec<Part<'_>> = body.iter().map(Part::of).collect();
    let upgrade = used_by(&parts, "upgrade");
    let downgrade = used_by(&parts, "downgrade");
    let mut rest: HashSet<usize> = (0..parts.len())
        .filter(|at| !upgrade.contains(at) && !downgrade.contains(at))
        .filter(|&at| matches!(parts[at].role, Role::Binding | Role::Running))
        .collect();
    let imports = add_imports(&parts, &rest);
    rest.extend(
        imports
            .into_iter()
            .filter(|at| !upgrade.contains(at) && !downgrade.contains(at)),
    );
    Meaning {
        upgrade: print(&parts, &upgrade),
        downgrade: print(&parts, &downgrade),
        rest: print(&parts, &rest),
    }
}

impl<'a> Part<'a> {
    fn of(statement: &'a Stmt) -> Self {
        let effects = Effects::of(statement);
        let bound: Vec<&str> = effects.bound.iter().map(|(name, _)| *name).collect();
        let role = match statement {
            Stmt::Assign(assign) if assign.targets.iter().all(is_header) => Role::Header,
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::TypeAlias(_) => Role::Binding,
            Stmt::Assign(assign) if assign.targets.iter().all(Expr::is_name_expr) => Role::Binding,
            Stmt::Import(_) | Stmt::ImportFrom(_) if effects.star.is_none() => Role::Import,
            _ => Role::Running,
        };
        let mut reach = Reach::default();
        reach.visit_stmt(statement);
        let mut used = effects.used;
        used.extend(effects.used_later);
        used.extend(effects.global_later.iter().map(|(name, _)| *name));
        Self {
            statement,
            bound,
            used,
            reaches_all: reach.all,
            role,
        }
    }
}

/// Looks for what may reach a name of the module without writing it.
#[derive(Default)]
struct Reach {
    all: bool,
}

impl<'a> Visitor<'a> for Reach {
    fn visit_expr(&mut self, expression: &'a Expr) {
        self.all |= match expression {
            Expr::Name(name) => matches!(
                name.id.as_str(),
                "globals" | "locals" | "vars" | "eval" | "exec" | "execfile"
            ),
            Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "modules" | "__dict__" | "__globals__"),
            _ => false,
        };
        visitor::walk_expr(self, expression);
    }
}

fn is_header(target: &Expr) -> bool {
    matches!(target, Expr::Name(name) if NAMES.contains(&name.id.as_str()))
}

/// Collects what a function uses, directly or not, and what runs in any case.
fn used_by<'a>(parts: &[Part<'a>], function: &'a str) -> HashSet<usize> {
    let mut binders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, part) in parts.iter().enumerate() {
        for &name in &part.bound {
            binders.entry(name).or_default().push(at);
        }
    }
    let mut taken: HashSet<usize> = HashSet::new();
    let mut waiting: Vec<usize> = (0..parts.len()).filter(|&at| parts[at].role == Role::Running).collect();
    waiting.extend(binders.remove(function).unwrap_or_default());
    let mut reached_all = false;
    while let Some(at) = waiting.pop() {
        if !taken.insert(at) {
            continue;
        }
        for name in &parts[at].used {
            waiting.extend(binders.remove(name).unwrap_or_default());
        }
        if parts[at].reaches_all && !std::mem::replace(&mut reached_all, true) {
            waiting.extend((0..parts.len()).filter(|&at| parts[at].role != Role::Header));
        }
    }
    taken
}

/// Collects the imports that some statements use.
fn add_imports(parts: &[Part<'_>], users: &HashSet<usize>) -> HashSet<usize> {
    let used: HashSet<&str> = users.iter().flat_map(|&at| parts[at].used.iter().copied()).collect();
    let is_used = |part: &Part<'_>| part.role == Role::Import && part.bound.iter().any(|name| used.contains(name));
    (0..parts.len()).filter(|&at| is_used(&parts[at])).collect()
}

/// Takes the fingerprint of some statements. The order and grouping of imports changes nothing.
fn print(parts: &[Part<'_>], taken: &HashSet<usize>) -> Print {
    let mut imports = Vec::new();
    let mut others = Vec::new();
    for (_, part) in parts.iter().enumerate().filter(|(at, _)| taken.contains(at)) {
        match part.statement {
            Stmt::Import(import) if part.role == Role::Import => imports.extend(names(import)),
            Stmt::ImportFrom(import) if part.role == Role::Import => imports.extend(names_from(import)),
            statement => others.push(Print::of([ComparableStmt::from(statement)])),
        }
    }
    imports.sort_unstable_by_key(|print| print.bits());
    imports.dedup();
    Print::of(imports.into_iter().chain(others))
}

fn names(import: &StmtImport) -> impl Iterator<Item = Print> {
    let alias = |alias: &ruff_python_ast::Alias| {
        let given = alias.asname.as_ref().map_or("", |name| name.as_str());
        Print::of(["import", alias.name.as_str(), given])
    };
    import.names.iter().map(alias)
}

fn names_from(import: &StmtImportFrom) -> impl Iterator<Item = Print> {
    let module = import.module.as_ref().map_or("", |name| name.as_str());
    let level = import.level.to_string();
    import.names.iter().map(move |alias| {
        let given = alias.asname.as_ref().map_or("", |name| name.as_str());
        Print::of(["from", &level, module, alias.name.as_str(), given])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str) -> Meaning {
        read(&SourceText::new("f.py", text)).expect("valid Python")
    }

    /// Says what differs: `u`pgrade, `d`owngrade, the `r`est.
    fn changed(before: &str, after: &str) -> String {
        let (before, after) = (meaning(before), meaning(after));
        let parts = [
            ("u", before.upgrade != after.upgrade),
            ("d", before.downgrade != after.downgrade),
            ("r", before.rest != after.rest),
        ];
        parts
            .into_iter()
            .filter(|(_, differs)| *differs)
            .map(|(name, _)| name)
            .collect()
    }

    const SCRIPT: &str = r#""""add users

Revises: a
"""
from typing import Sequence, Union
from alembic import op
import sqlalchemy as sa

revision: str = "b"
down_revision: Union[str, None] = "a"

TABLE = "users"
OLD = "people"


def make(name):
    op.create_table(name, sa.Column("id", sa.Integer))


def upgrade() -> None:
    make(TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
    op.rename_table(OLD, TABLE)
"#;

    #[test]
    fn layout_prose_annotations_and_headers_change_nothing() {
        let same = [
            SCRIPT
                .replace("Revises: a", "Revises: c")
                .replace("down_revision: Union[str, None] = \"a\"", "down_revision = ('c',)"),
            SCRIPT
                .replace("from typing import Sequence, Union\n", "")
                .replace(": Union[str, None]", ": str | None"),
            SCRIPT.replace(" -> None", "").replace("\"id\"", "'i' 'd'"),
            SCRIPT.replace(
                "    make(TABLE)",
                "    # now\n    \"\"\"Makes it.\"\"\"\n    make(\n        TABLE,\n    )\n    pass",
            ),
            SCRIPT.replace('\n', "\r\n"),
            SCRIPT.replace(
                "from alembic import op\nimport sqlalchemy as sa",
                "import sqlalchemy as sa\nfrom alembic import op, context",
            ),
        ];
        for text in same {
            assert_eq!(changed(SCRIPT, &text), "", "{text}");
        }
    }

    #[test]
    fn what_a_direction_uses_belongs_to_it() {
        for (from, to, expected) in [
            ("make(TABLE)", "make('users')", "u"),
            ("op.drop_table(TABLE)", "pass", "d"),
            ("OLD = \"people\"", "OLD = \"folk\"", "d"),
            ("TABLE = \"users\"", "TABLE = \"user\"", "ud"),
            ("sa.Integer", "sa.BigInteger", "u"),
            ("import sqlalchemy as sa", "import sqlmodel as sa", "u"),
            ("OLD = ", "UNUSED = 1\nOLD = ", "r"),
            ("\n\ndef make", "\nTABLE += 'x'\n\ndef make", "ud"),
            ("\n\ndef make", "\nprint(1)\n\ndef make", "ud"),
            ("make(TABLE)", "make(TABLE) if 1 else None", "u"),
            ("make(TABLE)", "make(f'{TABLE}s')", "u"),
        ] {
            let text = SCRIPT.replace(from, to);
            assert_ne!(text, SCRIPT, "{from}");
            assert_eq!(changed(SCRIPT, &text), expected, "{to}");
        }
    }

    #[test]
    fn a_direction_that_reaches_every_name_uses_everything() {
        let dispatch = "def upgrade(name):\n    globals()['upgrade_%s' % name]()\n\n\ndef upgrade_one():\n    op.x()\n";
        assert_eq!(changed(dispatch, &dispatch.replace("op.x", "op.y")), "u");
        let header = "revision = 'b'\ndown_revision = 'a'\n\n\ndef upgrade():\n    op.x(down_revision)\n";
        assert_eq!(changed(header, &header.replace("'a'", "'c'")), "u");
    }

    #[test]
    fn long_chains_of_names_take_one_walk() {
        let mut text = String::from("def upgrade():\n    f0()\n");
        for at in (0..20_000).rev() {
            text.push_str(&format!("f{at} = lambda: f{}()\n", at + 1));
        }
        assert_eq!(changed(&text, &text.replace("f20000", "f")), "u");
    }

    #[test]
    fn what_is_no_python_has_no_meaning() {
        assert!(read(&SourceText::new("f.py", "print 'x'\n")).is_err());
        assert!(read(&SourceText::new("f.py", "x = '\\ud800'\n")).is_err());
    }
}
