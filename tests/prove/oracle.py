"""Says what becomes of databases, by bringing them where they stand and going on from there.

Reads one JSON object a line and answers each with one line:

    {"states": [{"file name": "text"}], "new": {"file name": "text"}}

Every state is a folder of revisions as it once was. A database in memory is upgraded to its heads by Alembic, then once
more with the revisions of "new"; what ran each time is written down by the revisions themselves, into the table `ran`.
The same is done for a database that stands on each single revision of each state.
"""

import json
import pathlib
import shutil
import sys
import tempfile
import warnings

import sqlalchemy
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


class Database:
    """One database in memory, emptied for every question."""

    def __init__(self):
        engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.StaticPool)
        self.connection = engine.connect()
        self.run("CREATE TABLE ran (id TEXT, body TEXT)")
        self.run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")

    def run(self, text):
        result = self.connection.exec_driver_sql(text)
        rows = [list(row) for row in result] if result.returns_rows else []
        self.connection.commit()
        return rows

    def restart(self):
        self.run("DELETE FROM ran")
        self.run("DELETE FROM alembic_version")

    def upgrade(self, script, target):
        """Runs `alembic upgrade TARGET`; answers the revisions that ran, in order."""
        before = len(self.run("SELECT id, body FROM ran"))
        context = MigrationContext.configure(
            self.connection, opts={"fn": lambda rev, context: script._upgrade_revs(target, rev)}
        )
        with Operations.context(context):
            context.run_migrations()
        self.connection.commit()
        return self.run("SELECT id, body FROM ran ORDER BY rowid")[before:]

    def rows(self):
        return sorted(row[0] for row in self.run("SELECT version_num FROM alembic_version"))


def failure(error):
    return "%s: %s" % (type(error).__name__, error)


class Folders:
    """Script directories, each written and loaded once for each case."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.count = 0

    def load(self, files):
        self.count += 1
        folder = self.root / str(self.count)
        (folder / "versions").mkdir(parents=True)
        for name, text in files.items():
            (folder / "versions" / name).write_text(text)
        script = ScriptDirectory(str(folder))
        script.revision_map._revision_map
        return script

    def clear(self):
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()


def story(database, old, target, new):
    """What becomes of a database that was brought to `target` and then goes on with `new`."""
    database.restart()
    told = {"ran": database.upgrade(old, target), "rows": database.rows()}
    if isinstance(new, str):
        told["error"] = new
        return told
    try:
        told["then"] = database.upgrade(new, "heads")
    except Exception as error:
        database.connection.rollback()
        told["error"] = failure(error)
    return told


def answer(case, database, folders):
    try:
        new = folders.load(case["new"])
    except Exception as error:
        new = failure(error)
    told = []
    for files in case["states"]:
        try:
            old = folders.load(files)
        except Exception as error:
            told.append({"refused": failure(error)})
            continue
        ids = [script.revision for script in old.walk_revisions()]
        told.append(
            {
                "heads": story(database, old, "heads", new),
                "singles": {one: story(database, old, one, new) for one in ids},
            }
        )
    return {"new_refused": new if isinstance(new, str) else None, "states": told}


def main():
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    database = Database()
    folders = Folders()
    try:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line), database, folders)), flush=True)
            folders.clear()
    finally:
        shutil.rmtree(folders.root, ignore_errors=True)


main()
