"""Runs Alembic commands, one JSON line each, and says how the database stands afterwards."""

import contextlib
import io
import json
import logging
import sys

import sqlalchemy
from alembic import command
from alembic.config import Config

engines = {}


def engine(url):
    if url not in engines:
        engines[url] = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
    return engines[url]


def standing(url):
    with engine(url).connect() as connection:
        inspector = sqlalchemy.inspect(connection)
        tables = sorted(inspector.get_table_names())
        rows = []
        if "alembic_version" in tables:
            rows = sorted(row[0] for row in connection.execute(sqlalchemy.text("SELECT version_num FROM alembic_version")))
        return {"tables": [table for table in tables if table != "alembic_version"], "rows": rows}


def run(request):
    url, action = request["url"], request.get("action")
    error = None
    if action:
        config = Config(stdout=io.StringIO())
        config.set_main_option("script_location", request["directory"])
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                getattr(command, action)(config, request["target"])
        except Exception as problem:  # whatever it is, the database tells the rest
            error = f"{type(problem).__name__}: {problem}"
    return {"error": error, **standing(url)}


logging.disable(logging.CRITICAL)
for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
