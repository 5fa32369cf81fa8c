"""Runs modules in Python with recording stand-ins for every library, and prints what upgrade() or downgrade() did.

Reads lines `direction<TAB>path` and prints one JSON object a line: {"lines": [...], "end": "ok" | "raise" | "unknowable"}.
Nothing but the standard library is real: an import of anything else yields a name that remembers where it came from.
"""

import builtins
import contextlib
import enum
import importlib.abc
import importlib.machinery
import io
import json
import runpy
import signal
import sys
import types

LINES = []
RECORDING = [False]
# Types of third parties that we take down to one of SQLAlchemy's.
TYPES = ("sqlmodel.sql.sqltypes.", "sqlalchemy_utils.", "fastapi_users_db_sqlalchemy.", "citext.")
LOGS = ("structlog.", "loguru.", "oslo_log.", "click.")
SILENT = ("alembic.op.get_context", "alembic.op.get_bind", "logging.", "structlog.", "loguru.", "oslo_log.", "click.")
ACTS = {"create", "drop", "create_all", "drop_all"}
DIALECT = "postgresql"


class Unknowable(BaseException):
    pass


def show(value, depth=0):
    if depth > 30:
        return "~"
    inner = lambda v: show(v, depth + 1)
    if isinstance(value, Sym):
        return "~" if value._root.startswith(TYPES) else value._text
    if isinstance(value, enum.EnumMeta):
        return "enum " + value.__name__ + "{" + ", ".join(m.name + "=" + inner(m.value) for m in value) + "}"
    if isinstance(value, enum.Enum):
        return "~"
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, float):
        return repr(value)
    if type(value) is str:
        return json.dumps(value)
    if isinstance(value, bytes):
        return "b" + value.hex()
    if type(value) is list:
        return "[" + ", ".join(map(inner, value)) + "]"
    if type(value) is tuple:
        return "(" + ", ".join(map(inner, value)) + ")"
    if type(value) in (set, frozenset):
        return "set{" + ", ".join(sorted(map(inner, value))) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(inner(k) + ": " + inner(v) for k, v in value.items()) + "}"
    return "~"


def call_text(callee, args, kwargs):
    parts = [show(a) for a in args] + [k + "=" + show(v) for k, v in kwargs.items()]
    return callee + "(" + ", ".join(parts) + ")"


OPERATORS = {
    "add": "Add", "sub": "Subtract", "mul": "Multiply", "truediv": "Divide", "floordiv": "FloorDivide", "mod": "Modulo",
    "and": "And", "or": "Or",
}
COMPARES = {"eq": "Equal", "ne": "NotEqual", "lt": "Less", "le": "LessOrEqual", "gt": "Greater", "ge": "GreaterOrEqual"}


class Sym:
    def __init__(self, text, kind="name", root=None):
        object.__setattr__(self, "_text", text)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_root", root or text)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "keys":
            return self._unknowable
        if name == "name" and self._text.endswith(".dialect"):
            return DIALECT
        if self._kind == "name":
            return Sym(self._text + "." + name)
        return Sym(self._text + "." + name, "attribute", self._root)

    def __call__(self, *args, **kwargs):
        text = call_text(self._text, args, kwargs)
        if self._text == "alembic.context.is_offline_mode":
            return True
        acts = self._kind == "attribute" and self._text.rsplit(".", 1)[-1] in ACTS
        ours = self._root.startswith("sqlalchemy.")
        quiet = self._text.startswith(SILENT) and self._kind == "name" or self._root.startswith(TYPES + LOGS)
        if RECORDING[0] and (acts or not ours) and not quiet:
            LINES.append(text)
        return Sym(text, "call", self._root)

    def __getitem__(self, key):
        return Sym(self._text + "[" + show(key) + "]", "item", self._root)

    def __enter__(self):
        if RECORDING[0]:
            LINES.append("enter " + self._text)
        return Sym(self._text + '["entered"]', "item", self._root)

    def __exit__(self, *_):
        if RECORDING[0]:
            LINES.append("leave " + self._text)
        return False

    def _unknowable(self, *_):
        raise Unknowable(self._text)

    __bool__ = __iter__ = __len__ = __int__ = __float__ = __str__ = __repr__ = __format__ = _unknowable
    __contains__ = __setattr__ = __setitem__ = __delattr__ = __lshift__ = __rshift__ = __pow__ = __xor__ = _unknowable

    def __mro_entries__(self, bases):
        return ()

    def __hash__(self):
        return hash(self._text)

    def __neg__(self):
        return Sym("Negate(" + self._text + ")", "operator", self._root)

    def __invert__(self):
        return Sym("Not(" + self._text + ")", "operator", self._root)


def add_operators():
    def plain(name):
        return lambda self, other: Sym(f"{name}({show(self)}, {show(other)})", "operator", self._root)

    def turned(name):
        return lambda self, other: Sym(f"{name}({show(other)}, {show(self)})", "operator", self._root)

    def compare(name):
        def method(self, other):
            if self._kind == "name":
                if name in ("Equal", "NotEqual") and isinstance(other, Sym) and other._text == self._text:
                    return name == "Equal"
                if not isinstance(other, Sym) or other._kind == "name":
                    raise Unknowable(self._text)
            return Sym(f"{name}({show(self)}, {show(other)})", "operator", self._root)

        return method

    for short, name in OPERATORS.items():
        setattr(Sym, f"__{short}__", plain(name))
        setattr(Sym, f"__r{short}__", turned(name))
    for short, name in COMPARES.items():
        setattr(Sym, f"__{short}__", compare(name))


add_operators()


class Loader(importlib.abc.Loader):
    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__path__ = []
        module.__getattr__ = lambda name, base=spec.name: missing(base, name)
        return module

    def exec_module(self, module):
        pass


def missing(base, name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Sym(base + "." + name)


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in sys.stdlib_module_names:
            return None
        return importlib.machinery.ModuleSpec(name, Loader(), is_package=True)


def silent(*_, **__):
    pass


def run(direction, path):
    LINES.clear()
    RECORDING[0] = False
    with open(path, "rb") as file:
        source = file.read()
    for name in [n for n in sys.modules if n.split(".")[0] not in sys.stdlib_module_names and n != "__main__"]:
        del sys.modules[name]
    module = types.ModuleType("revision")
    module.__file__ = path
    stage = "load"
    try:
        # Its own time, not the clock's: a loaded machine decides nothing.
        signal.setitimer(signal.ITIMER_PROF, 3, 0.5)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(source, path, "exec"), module.__dict__)
            RECORDING[0] = True
            stage = "raise"
            getattr(module, direction)()
        end = "ok"
    except Unknowable as unknowable:
        end = "unknowable"
    except BaseException as error:
        end = stage + " " + type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        RECORDING[0] = False
    return {"lines": list(LINES), "end": end}


def answer(direction, path):
    try:
        return run(direction, path)
    except Unknowable:
        # The alarm went off once more while the first was being handled.
        signal.setitimer(signal.ITIMER_PROF, 0)
        RECORDING[0] = False
        return {"lines": list(LINES), "end": "unknowable"}


def on_alarm(*_):
    raise Unknowable("it takes too long")


def main():
    import logging
    import resource

    # What grows without end is stopped before the machine is.
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGPROF, on_alarm)
    real = sys.stdout
    for finder in [f for f in sys.meta_path if "Path" in getattr(f, "__name__", "")]:
        sys.meta_path.remove(finder)
        sys.meta_path.append(finder)
    sys.meta_path.insert(2, Finder())
    for line in sys.stdin.read().splitlines():
        direction, path = line.split("\t")
        real.write(json.dumps(answer(direction, path)) + "\n")
    real.flush()


main()
