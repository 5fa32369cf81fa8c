//! Names of libraries that mean something to the reader itself: Python's own library, as far as it is exact.
//!
//! Everything else of a library is the host's matter.

mod collections;
mod functions;
mod json;
mod pattern;
mod texts;

use std::sync::Arc;

use ruff_text_size::Ranged;

use crate::ops::{self, Call};

use super::Runner;
use super::flow::Res;
use super::value::{Arguments, Object, Val};

/// Modules of Python's library that revisions and their helpers import.
const STANDARD: [&str; 96] = [
    "abc",
    "argparse",
    "ast",
    "asyncio",
    "base64",
    "binascii",
    "bisect",
    "builtins",
    "calendar",
    "codecs",
    "collections",
    "configparser",
    "contextlib",
    "contextvars",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "email",
    "enum",
    "errno",
    "fnmatch",
    "fractions",
    "functools",
    "gc",
    "getpass",
    "glob",
    "gzip",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "locale",
    "logging",
    "math",
    "mimetypes",
    "multiprocessing",
    "numbers",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "pkgutil",
    "platform",
    "pprint",
    "queue",
    "random",
    "re",
    "secrets",
    "select",
    "shlex",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "stat",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "unittest",
    "urllib",
    "uuid",
    "warnings",
    "weakref",
    "xml",
    "zipfile",
    "zlib",
    "zoneinfo",
    "__future__",
    "_collections_abc",
    "typing_extensions",
    "tomllib",
];

/// What only builds a value of Python's library: it stays a symbol.
const BUILDS: [&str; 13] = [
    "datetime.datetime",
    "datetime.date",
    "datetime.time",
    "datetime.timedelta",
    "datetime.timezone",
    "decimal.Decimal",
    "uuid.UUID",
    "fractions.Fraction",
    "pathlib.Path",
    "contextlib.nullcontext",
    "contextlib.suppress",
    "typing.TypeVar",
    "typing.NewType",
];

/// What is another value each time or on each machine.
const OF_THE_MOMENT: [&str; 15] = [
    "uuid.uuid",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "os.getenv",
    "os.environ.",
    "os.getcwd",
    "secrets.",
    "random.",
    "socket.",
    "platform.",
    "getpass.",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
];

/// Pure functions that are not read: their results are plain data.
const PURE: [&str; 14] = [
    "hashlib.",
    "base64.",
    "math.",
    "os.path.",
    "json.",
    "re.",
    "string.",
    "itertools.",
    "operator.",
    "binascii.",
    "struct.",
    "datetime.",
    "inspect.cleandoc",
    "unicodedata.",
];

/// What writes to people.
const LOGS: [&str; 10] = [
    "logging.",
    "warnings.",
    "click.echo",
    "click.secho",
    "sys.stdout.",
    "sys.stderr.",
    "loguru.logger.",
    "pprint.pprint",
    "time.sleep",
    "traceback.print_exc",
];

/// What makes an object that people log with.
const LOGGERS: [&str; 7] = [
    "logging.getLogger",
    "structlog.get_logger",
    "structlog.getLogger",
    "structlog.stdlib.get_logger",
    "oslo_log.log.getLogger",
    "logging.Logger.getChild",
    "structlog.stdlib.getLogger",
];

/// Decides whether a module belongs to no project: Python's library, Alembic, `SQLAlchemy`.
pub(super) fn is_library(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or_default();
    is_standard(top) || is_ours(name)
}

/// Decides whether the top of a name is a module of Python's library.
pub(super) fn is_standard(top: &str) -> bool {
    STANDARD.contains(&top)
}

/// Decides whether the host is the one who knows all about a name.
pub(super) fn is_ours(name: &str) -> bool {
    matches!(name.split('.').next(), Some("alembic" | "sqlalchemy"))
}

/// Decides whether calling a name only builds a value of `SQLAlchemy`.
pub(super) fn is_sqlalchemy(name: &str) -> bool {
    const ACTS: [&str; 5] = ["orm", "create_engine", "engine_from_config", "inspect", "event"];
    let mut parts = name.split('.');
    parts.next() == Some("sqlalchemy") && !parts.any(|part| ACTS.contains(&part))
}

/// Decides whether a name is `SQLAlchemy`'s type of enumerations.
pub(super) fn is_enum_type(name: &str) -> bool {
    name.starts_with("sqlalchemy.") && matches!(name.rsplit('.').next(), Some("Enum" | "ENUM"))
}

/// A name that is a value.
pub(super) enum Constant {
    Known(Val),
    /// It is another one each time.
    OfTheMoment,
}

/// Answers a name that is a plain value.
pub(super) fn constant(name: &str) -> Option<Constant> {
    Some(match name {
        "typing.TYPE_CHECKING" => Constant::Known(Val::Bool(false)),
        "string.ascii_lowercase" => Constant::Known(Val::text("abcdefghijklmnopqrstuvwxyz")),
        "string.ascii_uppercase" => Constant::Known(Val::text("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        "string.digits" => Constant::Known(Val::text("0123456789")),
        "os.environ" | "sys.version_info" | "sys.argv" | "sys.platform" | "sys.version" | "os.name" | "os.sep" => {
            Constant::OfTheMoment
        }
        _ => return None,
    })
}

fn starts_with_any(name: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| name.starts_with(start))
}

impl Runner<'_, '_> {
    /// Calls a name of a library that the reader knows itself; none where it is the host's.
    pub fn call_library(
        &mut self,
        name: &str,
        arguments: &mut Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        if LOGGERS.contains(&name) {
            return Ok(Some(Val::name("logging.Logger")));
        }
        if starts_with_any(name, &LOGS) {
            return Ok(Some(Val::None));
        }
        if starts_with_any(name, &OF_THE_MOMENT) {
            return Ok(Some(self.data(
                node,
                format!("what `{name}` answers is known only when the revision runs"),
            )));
        }
        if name == "sys.exit" {
            return Err(self.raise("SystemExit", "", node));
        }
        if let ("lazy_object_proxy.Proxy", [function]) = (name, arguments.positional.as_slice()) {
            let function = function.clone();
            return self.make(Object::Proxy(function), node).map(Some);
        }
        if name.ends_with(".__init__") && !arguments.positional.is_empty() {
            let receiver = arguments.positional.remove(0);
            return self
                .call_method(&receiver, "super.__init__", std::mem::take(arguments), node)
                .map(Some);
        }
        let read = match name.split('.').next().unwrap_or_default() {
            "textwrap" | "re" => self.call_texts(name, arguments, node)?,
            "json" => self.call_json(name, arguments, node)?,
            "functools" | "itertools" | "copy" | "typing" | "enum" | "importlib" => {
                self.call_functions(name, arguments, node)?
            }
            "collections" => self.call_collections(name, arguments, node)?,
            _ => None,
        };
        if read.is_some() {
            return Ok(read);
        }
        if BUILDS.contains(&name) {
            return self.call_symbolically(&Val::name(name), arguments, node).map(Some);
        }
        if name.starts_with("contextlib.") {
            return Ok(Some(self.unknown(node, format!("`{name}` is not read"))));
        }
        if starts_with_any(name, &PURE) {
            return Ok(Some(self.data(node, format!("`{name}` is not read"))));
        }
        Ok(None)
    }

    /// Makes the symbol of a call without telling the host of it.
    pub fn call_symbolically(&mut self, callee: &Val, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let callee = self.export(callee, node)?;
        let mut sizes = vec![(callee.depth, callee.weight)];
        let mut positional = Vec::with_capacity(arguments.positional.len());
        for value in &arguments.positional {
            let exported = self.export(value, node)?;
            sizes.push((exported.depth, exported.weight));
            positional.push(exported.value);
        }
        let mut keywords = Vec::with_capacity(arguments.keywords.len());
        for (name, value) in &arguments.keywords {
            let exported = self.export(value, node)?;
            sizes.push((exported.depth, exported.weight));
            keywords.push((Arc::clone(name), exported.value));
        }
        let call = Call {
            callee: callee.value,
            arguments: positional,
            keywords,
            place: self.place(node),
        };
        self.symbol(ops::Object::Call(call), &sizes, node)
    }
}
