//! Runs the syntax tree of a script against a host, without Python.
//!
//! One file a family. Values are [`value::Val`]; everything with an identity lies on a heap that lives as long as the
//! run, so that lists may hold themselves and nothing is dropped by recursion. What cannot be read is a value
//! ([`value::Unknown`]); doing something with it that may have an effect is told to the host at its place.

mod assign;
mod attempt;
mod attribute;
mod bounds;
mod builtin;
mod call;
mod class;
mod collection;
mod column_type;
mod compare;
mod comprehension;
mod convert;
mod enumeration;
mod exceptions;
mod expression;
mod files;
mod flow;
mod fstring;
mod function;
mod heap;
mod import;
mod item;
mod library;
mod loaded;
mod matching;
mod module;
mod operator;
mod scope;
mod statement;
mod text;
mod third_party;
mod unread;
mod value;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{PySourceType, Stmt};
use ruff_python_parser::parse_unchecked_source;
use ruff_text_size::{Ranged, TextRange};

use crate::formats::{Host, Limits, Run};
use crate::graph::Direction;
use crate::revision::Reason;
use crate::text::{Place, SourceText, Span};

use super::{bounds as text_bounds, literal, syntax};
pub(super) use loaded::{LoadedModule, with_module};

use files::{File, Files};
use flow::{Res, Stop};
use module::Module;
use scope::{Declared, Scope, ScopeId, ScopeKind};
use value::{Arguments, ModuleId, Object, Unknown, Val};

/// The stack that the run gets: its recursion is bounded by [`Limits::depth`].
const STACK: usize = 64 << 20;

/// What a reason costs that the host keeps, without its text.
const KEPT: usize = 256;

/// The module of the revision itself.
const MAIN: ModuleId = ModuleId(0);

/// Runs one body of a script.
pub(super) fn run(source: &SourceText, run: &Run<'_>, host: &mut dyn Host) {
    stacker::grow(STACK, || {
        let files = Files::default();
        match parse(source) {
            Ok(file) => Runner::new(&files, run.limits, host, run.types).script(files.add(file), run),
            Err(reason) => host.opaque(reason),
        }
    });
}

/// Parses a module, with line ends as Python reads them.
fn parse(source: &SourceText) -> Result<File, Reason> {
    let plain = SourceText::new(source.path(), literal::plain_line_ends(source.text()));
    let start = |text: &str| Reason {
        place: plain.place(Span::new(0, 0)),
        text: text.to_owned(),
    };
    if literal::holds_surrogate(plain.text()) {
        return Err(start("the file spells a lone surrogate"));
    }
    text_bounds::measure(plain.text()).map_err(|excess| Reason {
        place: plain.place(Span::new(excess.at, excess.at)),
        text: excess.text.to_owned(),
    })?;
    let parsed = parse_unchecked_source(plain.text(), PySourceType::Python);
    match syntax::first_error(&plain, &parsed) {
        Some(reason) => Err(reason),
        None => Ok(File { source: plain, parsed }),
    }
}

/// All that is known while a body is read.
struct Runner<'a, 'h> {
    host: &'h mut dyn Host,
    files: &'a Files,
    /// What the settings say of types.
    types: Option<&'h BTreeMap<String, String>>,
    heap: Vec<Object<'a>>,
    scopes: Vec<Scope<'a>>,
    modules: Vec<Module<'a>>,
    modules_by_name: HashMap<String, Option<ModuleId>>,
    declared: HashMap<(ModuleId, u32), Rc<Declared<'a>>>,
    limits: Limits,
    steps: Cell<u64>,
    bytes: usize,
    depth: u32,
    /// Where names are looked for now.
    scope: ScopeId,
    module: ModuleId,
    /// What of the revision itself is being read while the code of another module runs.
    site: TextRange,
    /// How many modules are being loaded now: their calls have no effect on a database.
    loading: u32,
    /// Reasons that the host was told of since the statement began.
    told: HashSet<String>,
    /// Operations handed to the host so far.
    calls: u64,
    /// How many values that are not known were met so far.
    mysteries: u64,
    /// How many `try` with handlers are being run now.
    attempts: u32,
    /// Classes whose bodies are being run, and the scopes of those.
    classes: Vec<(ScopeId, value::Id)>,
    /// The classes in which the running functions are written.
    running: Vec<Option<value::Id>>,
    /// The `with` statements whose managers run.
    managed: Vec<function::Managed<'a>>,
    /// For each running function the `with` that its `yield` stands for.
    managing: Vec<Option<usize>>,
    /// What `yield` has given so far, in each running generator.
    yielded: Vec<Vec<Val>>,
    /// Classes whose columns are spelled by code of the project.
    compiled: Vec<column_type::Spelled>,
    /// What `globals()` answered.
    namespaces: HashMap<value::Id, ModuleId>,
    /// What is being handled, for a bare `raise`.
    handled: Vec<flow::Raised>,
}

impl<'a, 'h> Runner<'a, 'h> {
    fn new(
        files: &'a Files,
        limits: Limits,
        host: &'h mut dyn Host,
        types: Option<&'h BTreeMap<String, String>>,
    ) -> Self {
        Self {
            host,
            files,
            types,
            heap: Vec::new(),
            scopes: Vec::new(),
            modules: Vec::new(),
            modules_by_name: HashMap::new(),
            declared: HashMap::new(),
            limits,
            steps: Cell::new(0),
            bytes: 0,
            depth: 0,
            scope: ScopeId(0),
            module: MAIN,
            site: TextRange::default(),
            loading: 0,
            told: HashSet::new(),
            calls: 0,
            mysteries: 0,
            attempts: 0,
            classes: Vec::new(),
            running: Vec::new(),
            managed: Vec::new(),
            managing: Vec::new(),
            yielded: Vec::new(),
            compiled: Vec::new(),
            namespaces: HashMap::new(),
            handled: Vec::new(),
        }
    }

    /// Runs the module from top to bottom, then the function asked for.
    fn script(&mut self, file: &'a File, run: &Run<'_>) {
        let scope = self.open_scope(ScopeKind::Module, None, MAIN);
        self.modules.push(Module::main(file, scope));
        let outcome = self.load_main(file).and_then(|()| self.call_entry(run));
        match outcome {
            Ok(()) => {}
            Err(Stop::Halt(reason)) => self.host.opaque(*reason),
            Err(Stop::Raised(raised)) => {
                let refusal = match run.direction {
                    Direction::Up => "upgrade",
                    Direction::Down => "downgrade",
                };
                self.host.opaque(Reason {
                    place: raised.place,
                    text: format!("{refusal} raises `{}` here", raised.name),
                });
            }
        }
    }

    fn load_main(&mut self, file: &'a File) -> Res<()> {
        self.loading = 1;
        for statement in &file.parsed.syntax().body {
            self.bind_module_names(MAIN);
            self.exec(statement)?;
        }
        self.loading = 0;
        Ok(())
    }

    fn call_entry(&mut self, run: &Run<'_>) -> Res<()> {
        let name = match run.direction {
            Direction::Up => "upgrade",
            Direction::Down => "downgrade",
        };
        let entry = self.scopes[0].names.get(name).cloned();
        let range = self.entry_range(name);
        let Some(entry) = entry else {
            let text = match &self.modules[0].clouded {
                Some(unknown) => unknown.reason.text.clone(),
                None => format!("there is no `{name}`"),
            };
            let reason = self.reason(range, text);
            self.host.opaque(reason);
            return Ok(());
        };
        let arguments = self.entry_arguments(&entry, run, range);
        let result = self.call(&entry, arguments, range)?;
        if let Val::Unknown(unknown) = result {
            self.tell_if_new(&unknown);
        }
        Ok(())
    }

    /// Names the engine where the function has to be given one (Alembic's `multidb` template).
    fn entry_arguments(&self, entry: &Val, run: &Run<'_>, range: TextRange) -> Arguments {
        let Some(function) = self.as_function(entry) else {
            return Arguments::default();
        };
        let needed = function.parameters.map_or(0, |parameters| {
            let plain = parameters.posonlyargs.iter().chain(&parameters.args);
            plain.filter(|parameter| parameter.default.is_none()).count()
        });
        let unknown = || Val::Unknown(self.unknown_of(range, "the argument is given by env.py", false));
        let given = match (needed, run.engine) {
            (1, Some(engine)) => vec![Val::text(engine)],
            (count, _) => (0..count).map(|_| unknown()).collect(),
        };
        Arguments::of(given)
    }

    /// Where the function is written, or the start of the file.
    fn entry_range(&self, name: &str) -> TextRange {
        let body = &self.modules[0].file.parsed.syntax().body;
        let named = body.iter().rev().find_map(|statement| match statement {
            Stmt::FunctionDef(function) if function.name.as_str() == name => Some(function.name.range()),
            _ => None,
        });
        named.unwrap_or_default()
    }

    /// Answers where a node stands in the revision: itself, or what of the revision led to it.
    fn place(&self, node: impl Ranged) -> Place {
        let range = if self.module == MAIN { node.range() } else { self.site };
        let Some(main) = self.modules.first() else {
            return Place::default();
        };
        main.file.source.place(syntax::span(range))
    }

    fn reason(&self, node: impl Ranged, text: impl Into<String>) -> Reason {
        let mut text = text.into();
        if self.module != MAIN {
            let source = &self.modules[self.module.0].file.source;
            let line = syntax::place(source, node.range()).line;
            text.push_str(&format!(" ({}:{line})", source.path().display()));
        }
        Reason {
            place: self.place(node),
            text,
        }
    }

    fn unknown_of(&self, node: impl Ranged, text: impl Into<String>, harmless: bool) -> Unknown {
        Unknown {
            reason: Arc::new(self.reason(node, text)),
            harmless,
        }
    }

    /// Makes a value that is not known and may be anything.
    fn unknown(&self, node: impl Ranged, text: impl Into<String>) -> Val {
        Val::Unknown(self.unknown_of(node, text, false))
    }

    /// Makes a value that is not known but surely plain data: nothing done to it has an effect.
    fn data(&self, node: impl Ranged, text: impl Into<String>) -> Val {
        Val::Unknown(self.unknown_of(node, text, true))
    }

    /// Tells the host that something at this place could not be read, for this reason.
    fn opaque(&mut self, node: impl Ranged, unknown: &Unknown) {
        let reason = Reason {
            place: self.place(node),
            text: unknown.reason.text.clone(),
        };
        self.tell(reason);
    }

    fn tell_if_new(&mut self, unknown: &Unknown) {
        if !self.told.contains(&unknown.reason.text) {
            self.tell((*unknown.reason).clone());
        }
    }

    /// Tells the host, once for a reason and statement.
    fn tell(&mut self, reason: Reason) {
        self.keep(KEPT + 2 * reason.text.len());
        if self.told.insert(reason.text.clone()) && self.loading == 0 {
            self.host.opaque(reason);
        }
    }

    /// Answers the source of a node, cut to what fits a message.
    fn snippet(&self, node: impl Ranged) -> String {
        const LONGEST: usize = 60;
        let text = self.modules[self.module.0].file.source.text();
        let source = text.get(node.range().to_std_range()).unwrap_or_default();
        let start: String = source.chars().take(LONGEST * 4).collect();
        let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= LONGEST {
            return line;
        }
        let cut: String = line.chars().take(LONGEST - 1).collect();
        format!("{cut}…")
    }
}
