"""Runs a script of standard input on an empty SQLite database; a statement that fails is passed over.

Prints one line of JSON: {"ran": how many statements ran, "failed": those that did not, and why,
"schema": every entry of sqlite_master, "versions": the rows of the version table}.
"""

import json
import sqlite3
import sys


def statements(script):
    """Cuts where SQLite itself says that a statement is complete."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def main():
    database = sqlite3.connect(":memory:", isolation_level=None)
    ran, failed = 0, []
    for statement in statements(sys.stdin.read()):
        try:
            # One that ends with two semicolons is two to the module.
            database.execute(statement.rstrip().rstrip(";"))
        except (sqlite3.Error, sqlite3.Warning) as error:
            failed.append(f"{error}: {statement.strip()}")
        else:
            ran += 1
    schema = sorted(str(row) for row in database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    versions = []
    if any("'alembic_version'" in row for row in schema):
        versions = sorted(str(row) for row in database.execute("SELECT * FROM alembic_version"))
    print(json.dumps({"ran": ran, "failed": failed, "schema": schema, "versions": versions}))


main()
