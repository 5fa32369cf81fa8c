"""Stands in for what a wheel imports and this environment does not have, and tells when that mattered.

A stub can be named, called, subscripted and inherited from, so that files can be imported. What would make an answer
depend on it leaves a trace in TAINT: calling it while a revision runs, asking whether it is true, walking it, and
looking for what it is. Its text is MARK, which no statement holds by itself.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types

MARK = "\u27e6stub\u27e7"
# What only talks: a call of these says nothing about a schema.
SILENT = {"click", "structlog", "loguru", "oslo_log", "rich"}


class Taint:
    """What was asked of stubs since the last reset, and whether a revision itself is running."""

    def __init__(self):
        self.asked, self.watching, self.depth = [], False, 0

    def mark(self, stub, what):
        # While a module of the project is imported, only what it leaves behind could matter, and that is marked.
        if self.watching and not self.depth:
            self.asked.append(f"{stub._stub_name} {what}")


TAINT = Taint()


class StubBase:
    """What a class inherits that inherits from a stub."""

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass


class Stub:
    """Something of a module that is not there."""

    def __init__(self, name):
        object.__setattr__(self, "_stub_name", name)

    def __getattr__(self, name):
        if name.startswith("__") or name.startswith("_sa") or name in ("_compiler_dispatch", "_sqla_type"):
            raise AttributeError(name)
        return Stub(f"{self._stub_name}.{name}")

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    def __call__(self, *args, **kwargs):
        if self._stub_name.split(".")[0] not in SILENT:
            TAINT.mark(self, "was called")
        return Stub(f"{self._stub_name}()")

    def __getitem__(self, key):
        return Stub(f"{self._stub_name}[]")

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __mro_entries__(self, bases):
        return (StubBase,)

    def __instancecheck__(self, instance):
        TAINT.mark(self, "was asked about an instance")
        return False

    def __subclasscheck__(self, subclass):
        TAINT.mark(self, "was asked about a class")
        return False

    def __bool__(self):
        TAINT.mark(self, "was asked whether it is true")
        return True

    def __iter__(self):
        TAINT.mark(self, "was walked")
        return iter(())

    def __contains__(self, item):
        TAINT.mark(self, "was searched")
        return False

    def __len__(self):
        TAINT.mark(self, "was measured")
        return 1

    def __str__(self):
        TAINT.mark(self, "was written")
        return MARK

    __repr__ = __str__

    def __format__(self, spec):
        return str(self)

    def __enter__(self):
        return Stub(f"{self._stub_name}.__enter__()")

    def __exit__(self, *exception):
        return False

    def __hash__(self):
        return id(self)


def _propagate(name):
    def operate(self, *others):
        return Stub(f"{self._stub_name}.{name}()")

    return operate


for _name in (
    "add radd sub rsub mul rmul truediv rtruediv floordiv mod rmod and rand or ror xor lt le gt ge eq ne neg invert "
    "lshift rshift pow"
).split():
    setattr(Stub, f"__{_name}__", _propagate(_name))


def _ask(self, name):
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    if name == "__all__":
        raise AttributeError(name)
    return Stub(f"{self.__name__}.{name}")


class StubModule(types.ModuleType):
    """A module that is not there: every name is."""

    __path__ = []
    __getattr__ = _ask


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds whatever nobody else finds, if a file of the project (or a stub) asks for it."""

    def __init__(self, root):
        self.root = root

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("sqlalchemy", "alembic", "greenlet", "mako") or name.split(".")[0] in sys.stdlib_module_names:
            return None
        if not self.is_asked_by_project():
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def is_asked_by_project(self):
        frame = sys._getframe(1)
        while frame:
            file = frame.f_code.co_filename
            if not file.startswith("<frozen") and file != __file__ and "importlib" not in file:
                return file.startswith(self.root) or file.endswith("render.py")
            frame = frame.f_back
        return False

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


class Own(importlib.abc.MetaPathFinder):
    """Finds modules of the project; one that breaks while it is imported answers stubs for what it has not defined."""

    def __init__(self, root):
        self.root = root

    def find_spec(self, name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path if path is not None else [self.root])
        if spec is None or spec.loader is None or not str(spec.origin).startswith(self.root):
            return None
        spec.loader = Tolerant(spec.loader)
        return spec


class Tolerant(importlib.abc.Loader):
    """Runs a module of the project and survives it."""

    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        TAINT.depth += 1
        try:
            self.loader.exec_module(module)
        except Exception as error:  # whatever a project does when its dependencies are stubs
            module.__broken__ = f"{type(error).__name__}: {error}"
            name = module.__name__
            module.__getattr__ = lambda attribute: _ask(sys.modules[name], attribute)
        finally:
            TAINT.depth -= 1

    def __getattr__(self, name):
        return getattr(self.loader, name)


def install(root):
    """From here on every import succeeds."""
    sys.meta_path.insert(0, Own(root))
    sys.meta_path.append(Absent(root))


def are_in_use():
    """Tells whether anything was imported that is not wholly there."""
    return any(isinstance(module, StubModule) or hasattr(module, "__broken__") for module in list(sys.modules.values()))
