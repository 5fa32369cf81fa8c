"""Answers how SQLAlchemy, as Alembic uses it offline, spells types, expressions and statements.

Reads one JSON object a line on stdin and writes one answer a line on stdout:

    {"dialect": "postgresql", "paramstyle": "named" or null, "kind": "...", "setup": ["t = ..."], "source": "..."}

A text is answered as {"text": ...}; whatever is raised, as {"error": ...}: a
revision would fail there as well.
"""

import datetime
import decimal
import enum
import io
import json
import sys
import uuid
import warnings

import alembic
import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import engine
from sqlalchemy.dialects import mssql as ms
from sqlalchemy.dialects import mysql as my
from sqlalchemy.dialects import oracle as ora
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite as sl
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import coercions
from sqlalchemy.sql import roles

NAMES = dict(
    alembic=alembic,
    datetime=datetime,
    decimal=decimal,
    enum=enum,
    ms=ms,
    my=my,
    op=op,
    ora=ora,
    pg=pg,
    sa=sa,
    sl=sl,
    uuid=uuid,
)
DIALECTS = {}


def dialect_of(request):
    key = request["dialect"], request["paramstyle"]
    if key not in DIALECTS:
        options = {"paramstyle": key[1]} if key[1] else {}
        url = engine.make_url(f"{key[0]}://")
        DIALECTS[key] = url.get_dialect()(**options)
    return DIALECTS[key]


def offline(dialect, perform):
    """What Alembic prints for an operation."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect=dialect,
        opts={"as_sql": True, "literal_binds": True, "output_buffer": buffer},
    )
    with Operations.context(context):
        perform(Operations(context))
    return buffer.getvalue()


def expression(dialect, value, **options):
    ddl = dialect.ddl_compiler(dialect, None)
    return ddl.sql_compiler.process(value, literal_binds=True, **options)


def column_type(dialect, value):
    column = sa.Column("c", value, nullable=False)
    text = str(CreateTable(sa.Table("t", sa.MetaData(), column)).compile(dialect=dialect))
    line = text.split("\n\tc ", 1)[1]
    return line[: line.rindex(" NOT NULL")]


def condition(dialect, value):
    value = coercions.expect(roles.DDLExpressionRole, value)
    return expression(dialect, value, include_table=False)


def index(dialect, value):
    return expression(dialect, value.self_group(), include_table=False)


def default(dialect, value):
    column = sa.Column("x", sa.Integer, server_default=value)
    return dialect.ddl_compiler(dialect, None).get_column_default_string(column)


def created_type(dialect, value):
    def perform(operations):
        operations.create_table("t", sa.Column("c", value))

    statements = offline(dialect, perform).split(";\n\n")
    return [text for text in statements if text.startswith("CREATE TYPE") or text.startswith("CREATE DOMAIN")]


KINDS = {
    "column_type": column_type,
    "bare_type": lambda dialect, value: dialect.type_compiler_instance.process(sa.types.to_instance(value)),
    "created_type": created_type,
    "condition": condition,
    "index": index,
    "default": default,
    "identifier": lambda dialect, value: dialect.identifier_preparer.quote(value),
    "constraint_name": lambda dialect, value: dialect.identifier_preparer.truncate_and_render_constraint_name(value),
    "index_name": lambda dialect, value: dialect.identifier_preparer.truncate_and_render_index_name(value),
    "statement": lambda dialect, value: offline(dialect, lambda operations: operations.execute(value)),
    "bulk": lambda dialect, value: offline(dialect, lambda operations: operations.bulk_insert(*value)),
}


def answer(request):
    try:
        dialect = dialect_of(request)
        names = dict(NAMES)
        with Operations.context(MigrationContext.configure(dialect=dialect, opts={"as_sql": True})):
            for line in request["setup"]:
                exec(line, names)
            value = eval(request["source"], names)
        return {"text": KINDS[request["kind"]](dialect, value)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


warnings.simplefilter("ignore")
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
