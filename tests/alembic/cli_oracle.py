"""Runs Alembic's own commands on real projects, in one process.

Reads one JSON object a line on stdin and writes one answer a line on stdout:

    {"cwd": DIR, "runs": [[ARGUMENT, ...], ...]}        -> [{"ok", "crash", "stdout"}, ...]
    {"database": FILE, "execute": [STATEMENT, ...]}     -> [[ROW, ...], ...]

`crash` holds the exception where Alembic's user would see a traceback. Nothing of
Alembic is replaced but what depends on the hash seed of Python: sets are walked in
the order of their code points, dependencies in the order in which they are written.
"""

import contextlib
import io
import json
import os
import signal
import sqlite3
import sys
import warnings

SECONDS_PER_RUN = 20


class Swap(io.TextIOBase):
    """A standard output that can be exchanged; Alembic keeps the one it finds at its import."""

    encoding = "utf-8"

    def __init__(self):
        self.text = io.StringIO()

    def write(self, text):
        return self.text.write(text)

    def take(self):
        text = self.text.getvalue()
        self.text = io.StringIO()
        return text


answers = sys.stdout
sys.stdout = swap = Swap()
sys.dont_write_bytecode = True

from alembic.config import CommandLine  # noqa: E402
from alembic.script import base  # noqa: E402
from alembic.script import revision  # noqa: E402
from alembic.util import messaging  # noqa: E402


class Ordered(frozenset):
    """A set that is walked in the order of the code points."""

    def __iter__(self):
        return iter(sorted(frozenset.__iter__(self)))

    def union(self, *others):
        return Ordered(frozenset.union(self, *others))


def in_order():
    revision.Revision.nextrev = Ordered()
    revision.Revision._all_nextrev = Ordered()

    as_comma = messaging.format_as_comma

    def format_as_comma(value):
        return as_comma(sorted(value) if isinstance(value, (set, frozenset)) else value)

    base.util.format_as_comma = format_as_comma

    get_all_current = base.ScriptDirectory.get_all_current

    def ordered_current(self, id_):
        return sorted(get_all_current(self, id_), key=lambda script: script.revision)

    base.ScriptDirectory.get_all_current = ordered_current

    normalize = revision.RevisionMap._normalize_depends_on

    def ordered_dependencies(self, revisions, map_):
        revisions = list(revisions)
        normalize(self, revisions, map_)
        for rev in revisions:
            kept = rev._normalized_resolved_dependencies
            rev._normalized_resolved_dependencies = tuple(
                name for name in dict.fromkeys(rev._resolved_dependencies) if name in kept
            )

    revision.RevisionMap._normalize_depends_on = ordered_dependencies


def run(arguments):
    """Answers what `alembic ARGUMENT...` prints and how it ends."""
    swap.take()
    crash, ok = None, False
    signal.alarm(SECONDS_PER_RUN)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            command_line.main(argv=arguments)
        ok = True
    except SystemExit as end:
        ok = not end.code
    except BaseException as error:
        crash = "%s: %s" % (type(error).__name__, error)
    finally:
        signal.alarm(0)
    return {"ok": ok, "crash": crash, "stdout": swap.take()}


def rows(connection, statement):
    """Answers the rows; none where the table is not there."""
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError:
        return []


def execute(database, statements):
    connection = sqlite3.connect(database)
    try:
        with connection:
            return [rows(connection, statement) for statement in statements]
    finally:
        connection.close()


def answer(request):
    if "database" in request:
        return execute(request["database"], request["execute"])
    os.chdir(request["cwd"])
    path = list(sys.path)
    told = []
    for arguments in request["runs"]:
        told.append(run(arguments))
        sys.path[:] = path
    return told


def main():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


in_order()
warnings.simplefilter("ignore")
command_line = CommandLine(prog="alembic")
main()
