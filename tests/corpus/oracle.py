"""Reads headers of revision scripts with Python's own `ast`: a second opinion, independent of the Rust reader.

    oracle.py tree DIR    prints {relative path: reading} for every .py file below DIR; nothing is run
    oracle.py lines       answers one line per line: a JSON text of Python source in, a JSON reading out; each source is
                          also run, so it must be one that the caller made up

A reading is {"doc": text, "names": {name: field}}, or {"error": text} where Python cannot read the file. A field is
{"absent": true}, {"dynamic": true} or {"value": ..., "whole": place, "places": [place, ...]}: a place is [line, column, end
line, end column] with columns in bytes of UTF-8; `places` are those of the texts.
"""

import ast
import json
import pathlib
import sys
import warnings

NAMES = ("revision", "down_revision", "branch_labels", "depends_on")


class Dynamic(Exception):
    """The value is not written plainly."""


def place(node):
    return [node.lineno, node.col_offset, node.end_lineno, node.end_col_offset]


def literal(node, constants):
    """Answers the value of a node and the places of its texts."""
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str)):
        return node.value, [place(node)]
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        values, places = [], []
        for element in node.elts:
            value, where = literal(element, constants)
            if isinstance(value, list):
                raise Dynamic
            values.append(value)
            places += where if isinstance(element, ast.Constant) else [place(element)]
        return values, places
    if isinstance(node, ast.Name) and node.id in constants:
        value, where = constants[node.id]
        return value, where if isinstance(value, list) else [place(node)]
    raise Dynamic


def bound_names(node):
    """Answers every name that a statement may bind in the module, functions and classes left out."""
    names = set()
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        if isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        if isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        todo += ast.iter_child_nodes(node)
    return names


def read(source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return {"error": str(error)}
    constants = {}
    fields = {name: {"absent": True} for name in NAMES}
    for node in module.body:
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            if node.value is None:
                continue
            targets = [node.target]
        plain = bool(targets) and all(isinstance(target, ast.Name) for target in targets)
        if plain:
            try:
                reading = literal(node.value, constants)
            except Dynamic:
                reading = None
            for target in targets:
                if reading is None:
                    constants.pop(target.id, None)
                    field = {"dynamic": True}
                else:
                    constants[target.id] = reading
                    field = {"value": reading[0], "places": reading[1], "whole": place(node.value)}
                if target.id in NAMES:
                    fields[target.id] = field
            continue
        for name in bound_names(node):
            constants.pop(name, None)
            if name in NAMES:
                fields[name] = {"dynamic": True}
    return {"doc": ast.get_docstring(module, clean=False) or "", "names": fields}


def run(source):
    """Runs a source that the test itself made up, and answers what stands in the module then."""
    namespace = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, "made-up", "exec"), namespace)
    except Exception as error:
        return {"error": repr(error)}
    names = {}
    for name in NAMES:
        if name not in namespace:
            names[name] = {"absent": True}
            continue
        value = namespace[name]
        ordered = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        names[name] = {"value": list(ordered) if isinstance(ordered, (tuple, list)) else ordered}
        try:
            json.dumps(names[name]).encode("utf-8")
        except (TypeError, UnicodeEncodeError):
            names[name] = {"dynamic": True}
    return {"doc": namespace.get("__doc__") or "", "names": names}


def tree(directory):
    root = pathlib.Path(directory)
    readings = {str(path.relative_to(root)): read(path.read_bytes()) for path in sorted(root.rglob("*.py"))}
    json.dump(readings, sys.stdout)


def lines():
    for line in sys.stdin:
        source = json.loads(line)
        reading = {"read": read(source.encode("utf-8", "surrogatepass")), "run": run(source)}
        print(json.dumps(reading), flush=True)


if __name__ == "__main__":
    tree(sys.argv[2]) if sys.argv[1] == "tree" else lines()
