"""Prints what live Alembic makes of a whole chain in one run, as `upgrade heads --sql` does.

    chain.py ROOT FOLDER DIALECT

One line of JSON: {"before": text, "steps": [{"revision", "text"} or {"revision", "reason"}, ...], "after": text}.
The version table is created before the steps. A step that Alembic cannot render, or only because a stub stood in, has a reason in the place of its text, and those
behind it are rendered all the same. As in render.py, whose limits hold here, all runs in a child without files and
network.
"""

import ast
import contextlib
import functools
import importlib
import io
import json
import os
import pathlib
import re
import sys
import types
import warnings

HERE = pathlib.Path(__file__).resolve().parent
# What a project's own folders must not hide, and what must be whole before a stub may stand in.
WHOLE = """alembic.autogenerate alembic.context alembic.op sqlalchemy.dialects.mssql sqlalchemy.dialects.mysql
sqlalchemy.dialects.oracle sqlalchemy.dialects.postgresql sqlalchemy.dialects.sqlite sqlalchemy.ext.asyncio
sqlalchemy.ext.compiler sqlalchemy.ext.mutable sqlalchemy.orm"""


def main(root, folder, dialect):
    sys.path[:] = [entry for entry in sys.path if entry and pathlib.Path(entry) != HERE]
    sys.path.append(str(HERE))
    import render
    import stubs

    for name in WHOLE.split():
        importlib.import_module(name)
    stubs.install(root)
    sys.path.insert(0, root)
    answers = os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    answer = render.in_child(lambda: rendered(root, folder, dialect))
    answers.write(json.dumps(answer))
    answers.flush()


class Steps:
    """The texts of a run, cut where a step ends."""

    def __init__(self, taint):
        self.taint, self.texts, self.steps, self.start, self.reason = taint, [], [], 0, None
        self.before, self.asked = None, []

    def begin(self, step):
        self.taint.asked, self.taint.watching, self.taint.depth = [], True, 0
        self.reason = None
        # What stood in while the file was loaded stands in for what it left behind.
        self.asked = list(getattr(step.revision.module, "__asked__", []))
        step.migration_fn = self.guarded(step.migration_fn)

    def guarded(self, body):
        @functools.wraps(body)
        def run(**options):
            import render

            # The line that says what runs stands there already.
            self.start = len(self.texts) - 1
            if self.before is None:
                self.before = written(self.texts[: self.start])
            try:
                body(**options)
            except (Exception, SystemExit) as error:  # nothing a revision does may end the chain
                self.reason = render.why(error, self.taint)

        return run

    def end(self, revision):
        import stubs

        texts = self.texts[self.start :]
        asked = self.asked + self.taint.asked + ["its text" for text in texts if stubs.MARK in text]
        if asked and not self.reason:
            self.reason = f"a stub stood in: {asked[0]}"
        if self.reason:
            self.steps.append({"revision": revision, "reason": self.reason})
        else:
            self.steps.append({"revision": revision, "text": written(texts)})


def written(texts):
    """As alembic.ddl.impl.DefaultImpl.static_output does."""
    return "".join(f"{text}\n\n" for text in texts)


def rendered(root, folder, dialect):
    import stubs

    warnings.simplefilter("ignore")
    steps = Steps(stubs.TAINT)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with environment((root, folder, dialect), steps) as env:
            with env.begin_transaction():
                env.run_migrations()
                end = len(steps.texts)
            after = written(steps.texts[end:])
    return {"before": steps.before, "steps": steps.steps, "after": after}


def tolerant(load, taint):
    """Loads a file as Alembic does; one that breaks keeps its place in the chain, and its body says why it broke."""

    def run(folder, filename):
        import render

        taint.asked, taint.watching, taint.depth = [], True, 0
        try:
            module = load(folder, filename)
        except (Exception, SystemExit) as error:
            reason = render.why_not_loaded(error)
        else:
            module.__asked__ = taint.asked
            return module
        path = pathlib.Path(folder, filename)
        module = types.ModuleType(path.stem)
        # The file may be of a newer Python: its lines are read one by one.
        for name, value in re.findall(r"(?m)^(\w+)(?: *:[^=\n]+)? *= *(.+)$", path.read_text(encoding="utf-8")):
            with contextlib.suppress(ValueError, SyntaxError):
                setattr(module, name, ast.literal_eval(value))

        def upgrade():
            raise ImportError(reason)

        module.upgrade = upgrade
        return module

    return run


@contextlib.contextmanager
def environment(chain, steps):
    """What `alembic upgrade heads --sql` and the env.py of Alembic's own templates make together."""
    from alembic import util
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    util.load_python_file = tolerant(util.load_python_file, steps.taint)
    root, folder, dialect = chain
    versions = pathlib.Path(root, folder)
    config = Config()
    config.set_main_option("script_location", str(versions.parent))
    scripts = ScriptDirectory(
        str(versions.parent), version_locations=[str(versions)], recursive_version_locations=True
    )

    def planned(rev, context):
        for step in scripts._upgrade_revs("heads", rev):
            steps.begin(step)
            yield step
            steps.end(step.revision.revision)

    with EnvironmentContext(config, scripts, as_sql=True, fn=planned) as env:
        env.configure(
            dialect_name=dialect,
            output_buffer=io.StringIO(),
            literal_binds=True,
            dialect_opts={"paramstyle": "named"},
        )
        env.get_context().impl.static_output = steps.texts.append
        yield env


main(*sys.argv[1:])
