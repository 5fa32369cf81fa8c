"""Says what Alembic prints for the body of a revision, and what that body calls.

A line in is {"source": "...", "convention": {...} or null}; a line out is {"program": [...] or null, "results": {dialect:
{"statements": [...]} or {"error": "..."}}}. The program is the syntax of the body with its names resolved, for those
who have no reader of Python at hand: lists whose first item says what they are.
"""

import ast
import datetime
import decimal
import enum
import io
import json
import sys
import uuid
import warnings

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, func, table, text
from sqlalchemy.dialects import mysql as my
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite as lite

DIALECTS = ["postgresql", "mysql", "mariadb", "sqlite"]

NAMES = {
    "sa": "sqlalchemy",
    "op": "alembic.op",
    "column": "sqlalchemy.column",
    "func": "sqlalchemy.func",
    "table": "sqlalchemy.table",
    "text": "sqlalchemy.text",
    "pg": "sqlalchemy.dialects.postgresql",
    "my": "sqlalchemy.dialects.mysql",
    "lite": "sqlalchemy.dialects.sqlite",
    "datetime": "datetime",
    "decimal": "decimal",
    "uuid": "uuid",
}
VALUES = {
    "sa": sa,
    "op": op,
    "column": column,
    "func": func,
    "table": table,
    "text": text,
    "pg": pg,
    "my": my,
    "lite": lite,
    "datetime": datetime,
    "decimal": decimal,
    "uuid": uuid,
}
OPERATORS = {
    ast.Add: "Add",
    ast.Sub: "Subtract",
    ast.Mult: "Multiply",
    ast.Div: "Divide",
    ast.Mod: "Modulo",
    ast.BitAnd: "And",
    ast.BitOr: "Or",
    ast.Invert: "Not",
    ast.USub: "Negate",
    ast.Eq: "Equal",
    ast.NotEq: "NotEqual",
    ast.Lt: "Less",
    ast.LtE: "LessOrEqual",
    ast.Gt: "Greater",
    ast.GtE: "GreaterOrEqual",
}


class Unreadable(Exception):
    pass


def constant(node):
    try:
        value = eval(compile(ast.Expression(node), "<constant>", "eval"), {"__builtins__": {}})
    except Exception:
        return None
    return plain(value)


def plain(value):
    if value is None:
        return ["none"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", value]
    if isinstance(value, float):
        return ["float", value]
    if isinstance(value, str):
        return ["text", value]
    if isinstance(value, bytes):
        return ["bytes", list(value)]
    return None


class Reader:
    def __init__(self):
        self.locals = set()

    def body(self, statements):
        return [self.statement(statement) for statement in statements]

    def statement(self, node):
        if isinstance(node, ast.Expr):
            return ["expression", self.value(node.value)]
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = self.value(node.value)
            self.locals.add(node.targets[0].id)
            return ["assign", node.targets[0].id, value]
        if isinstance(node, ast.With) and len(node.items) == 1:
            value = self.value(node.items[0].context_expr)
            name = node.items[0].optional_vars
            if name is not None:
                self.locals.add(name.id)
            return ["with", value, name and name.id, self.body(node.body)]
        if isinstance(node, ast.Pass):
            return ["pass"]
        raise Unreadable(ast.dump(node))

    def value(self, node):
        found = constant(node)
        if found is not None:
            return found
        if isinstance(node, ast.Name):
            if node.id in self.locals:
                return ["local", node.id]
            if node.id in NAMES:
                return ["name", NAMES[node.id]]
        if isinstance(node, ast.Attribute):
            of = self.value(node.value)
            if of[0] == "name":
                return ["name", of[1] + "." + node.attr]
            return ["attribute", of, node.attr]
        if isinstance(node, ast.Subscript):
            return ["item", self.value(node.value), self.value(node.slice)]
        if isinstance(node, ast.Call):
            keywords = [[keyword.arg, self.value(keyword.value)] for keyword in node.keywords]
            return ["call", self.value(node.func), [self.value(item) for item in node.args], keywords, node.lineno]
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [type(node).__name__.lower(), [self.value(item) for item in node.elts]]
        if isinstance(node, ast.Dict):
            return ["map", [[self.value(key), self.value(value)] for key, value in zip(node.keys, node.values)]]
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return ["operator", OPERATORS[type(node.op)], [self.value(node.left), self.value(node.right)]]
        if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
            return ["operator", OPERATORS[type(node.op)], [self.value(node.operand)]]
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in OPERATORS:
            operands = [self.value(node.left), self.value(node.comparators[0])]
            return ["operator", OPERATORS[type(node.ops[0])], operands]
        raise Unreadable(ast.dump(node))


def program(source):
    try:
        return Reader().body(ast.parse(source).body)
    except Unreadable:
        return None


def printed(source, dialect, convention):
    opts = {"as_sql": True, "output_buffer": io.StringIO(), "literal_binds": True}
    if convention is not None:
        opts["target_metadata"] = sa.MetaData(naming_convention=convention)
    context = MigrationContext.configure(
        dialect_name=dialect, dialect_opts={"paramstyle": "named"}, opts=opts
    )
    statements = []
    context.impl.static_output = statements.append
    try:
        with Operations.context(context):
            exec(compile(source, "<body>", "exec"), dict(VALUES))
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"statements": statements}


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        asked = json.loads(line)
        source, convention = asked["source"], asked.get("convention")
        results = {dialect: printed(source, dialect, convention) for dialect in DIALECTS}
        print(json.dumps({"program": program(source), "results": results}), flush=True)


main()
