"""Answers what Alembic itself computes about revision graphs.

Reads one JSON object a line on stdin and writes one answer a line on stdout:

    {"nodes": [{"id", "parents", "depends_on", "labels"}], "queries": [{"kind", ...}]}

Everything happens in memory: no files, no database. A refusal of Alembic
(CommandError, RevisionError) is answered as {"error": text}; any other
exception, which its users see as a traceback, as {"crash": text}.
"""

import json
import signal
import sys
import types
import warnings

import alembic
from alembic.runtime.migration import HeadMaintainer
from alembic.script.base import ScriptDirectory
from alembic.script.revision import Revision
from alembic.script.revision import RevisionError
from alembic.script.revision import RevisionMap
from alembic.util import CommandError

SECONDS_PER_GRAPH = 5


class TooSlow(Exception):
    """One graph took longer than SECONDS_PER_GRAPH (Alembic can loop)."""


class Migration(Revision):
    """A revision whose bodies do nothing."""

    doc = None
    module = types.SimpleNamespace(upgrade=None, downgrade=None)


class VersionTable(HeadMaintainer):
    """The version table as a set, with a log of its changes."""

    def __init__(self, rows):
        super().__init__(None, rows)
        self.moves = []

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        self.moves.append({"insert": version})

    def _delete_version(self, version):
        self.heads.remove(version)
        self.moves.append({"delete": version})

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        self.moves.append({"update": [from_, to_]})

    def run(self, step):
        """Applies one step and answers what it did."""
        self.moves = []
        self.update_to_step(step)
        return self.moves


def guarded(answer):
    """Calls `answer` and turns its exceptions into data."""
    try:
        return answer()
    except TooSlow:
        raise
    except (CommandError, RevisionError) as error:
        return {"error": str(error)}
    except Exception as error:
        return {"crash": "%s: %s" % (type(error).__name__, error)}


def ids(revisions):
    """The ids of a resolved target; Alembic's commands crash on None and "base" in there."""
    assert all(isinstance(rev, Revision) for rev in revisions), "a place below the base"
    return [rev.revision for rev in revisions]


def applied(steps, rows):
    """The steps with the version table's changes; `broken` where its bookkeeping crashes."""
    table = VersionTable(rows)
    told = []
    answer = {"steps": told}
    for step in steps:
        told.append({"from": list(step.from_revisions_no_deps), "to": list(step.to_revisions_no_deps)})
        if hasattr(step, "revision"):
            told[-1]["revision"] = step.revision.revision
        if "broken" in answer:
            continue
        try:
            told[-1]["moves"] = table.run(step)
        except Exception as error:
            answer["broken"] = "%s: %s" % (type(error).__name__, error)
    answer["final"] = sorted(table.heads)
    return answer


class Oracle:
    """One loaded graph."""

    def __init__(self, nodes):
        self.nodes = nodes
        self.script = object.__new__(ScriptDirectory)
        self.script.revision_map = self.map = RevisionMap(self.load)

    def load(self):
        for node in self.nodes:
            yield Migration(
                node["id"],
                tuple(node["parents"]) or None,
                dependencies=tuple(node["depends_on"]) or None,
                branch_labels=tuple(node["labels"]) or None,
            )

    def structure(self):
        loaded = self.map._revision_map
        revisions = [loaded[node["id"]] for node in self.nodes]
        return {
            "heads": list(self.map.heads),
            "bases": list(self.map.bases),
            "real_heads": list(self.map._real_heads),
            "real_bases": list(self.map._real_bases),
            "labels": {rev.revision: sorted(rev.branch_labels) for rev in revisions},
            "normalized": {rev.revision: sorted(rev._normalized_resolved_dependencies) for rev in revisions},
        }

    def history(self, wanted, rows):
        """As `alembic.command.history` reads its range."""
        if ":" not in wanted:
            raise CommandError("History range requires [start]:[end], [start]:, or :[end]")
        base, head = wanted.strip().split(":")
        if head == "current":
            head = rows
        elif base == "current":
            base = rows
        return ids(list(self.script.walk_revisions(base=base or "base", head=head or "heads")))

    def answer(self, query, rows):
        kind, target = query["kind"], query.get("target")
        if kind == "history":
            return {"revisions": self.history(target, rows)}
        if kind == "resolve":
            return {"revisions": ids(self.script.get_revisions(target))}
        if kind == "resolve_one":
            found = self.script.get_revision(target)
            return {"revisions": [found.revision] if found else []}
        if kind == "current":
            return {"revisions": sorted(ids(self.script.get_all_current(rows)))}
        if kind == "upgrade":
            return applied(self.script._upgrade_revs(target, rows), rows)
        if kind == "downgrade":
            return applied(self.script._downgrade_revs(target, rows), rows)
        rows = rows if kind == "stamp" else ()
        targets = tuple(query["targets"])
        # What -N past the last revision gives is taken for the base; nobody means that.
        ids(self.script.get_revisions(targets))
        return applied(self.script._stamp_revs(targets, rows), rows)

    def answers(self, queries):
        """Each query sees its own rows, or those that the query number `after` left, rotated by `turn`."""
        told = []
        for query in queries:
            rows = query.get("rows", [])
            if "after" in query:
                rows = told[query["after"]].get("final", [])
            turn = query.get("turn", 0) % max(len(rows), 1)
            rows = tuple(rows[turn:] + rows[:turn])
            answer = guarded(lambda: self.answer(query, rows))
            answer["rows"] = list(rows)
            told.append(answer)
        return told


def answer(request):
    oracle = Oracle(request["nodes"])
    structure = guarded(oracle.structure)
    if "error" in structure or "crash" in structure:
        return {"load": structure}
    default = guarded(lambda: {"revisions": ids(list(oracle.script.walk_revisions()))})
    return {"load": structure, "history": default, "answers": oracle.answers(request["queries"])}


def give_up(*_):
    raise TooSlow


def main():
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, give_up)
    if "--version" in sys.argv:
        print(alembic.__version__)
        return
    for line in sys.stdin:
        signal.alarm(SECONDS_PER_GRAPH)
        try:
            told = answer(json.loads(line))
        except TooSlow:
            told = {"load": {"crash": "too slow"}}
        finally:
            signal.alarm(0)
        print(json.dumps(told), flush=True)


main()
