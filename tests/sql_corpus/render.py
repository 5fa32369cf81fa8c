"""Renders every revision of the corpus by itself with live Alembic in offline mode: the oracle of tests/sql_corpus.rs.

    render.py SOURCES OUT [--only PROJECT,...] [--dialects D,...] [--jobs N]

Writes OUT/PROJECT.json: for each revision, dialect and direction the texts Alembic printed, or why it printed none.
Each revision runs in two processes of its own, with limits on time and memory, without files and network, with
different hash seeds and clocks: what is not the same twice depends on the time of running, and does not count.
What is there already, made of the same files by the same harness, is not made again.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import traceback

HERE = pathlib.Path(__file__).resolve().parent
DIALECTS = ["postgresql", "mysql", "sqlite", "mariadb"]
DIRECTIONS = ["upgrade", "downgrade"]
SECONDS, MEMORY = 60, 3 << 30


def folders():
    """The versions folders of each project, as tests/corpus/pins.txt names them."""
    found = {}
    for line in (HERE.parent / "corpus/pins.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"(\S+)==(\S+) .*#\s*(.+)$", line)
        if match:
            found[match[1].replace("-", "_").lower()] = [f.strip() for f in match[3].split(",")]
    return found


def revisions(root, folder):
    """The files of a folder that say they are revisions, in order."""
    for path in sorted((root / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if re.search(r"^(down_)?revision\b.*=", text, re.MULTILINE):
            yield path.relative_to(root).as_posix()


# ---- one process, one project --------------------------------------------------------------------------------------


def serve(root, number):
    """Reads paths from stdin; answers each with a line of JSON, from a child of its own."""
    shift_clock(number)
    sys.path[:] = [p for p in sys.path if p and pathlib.Path(p) != HERE]
    sys.path.append(str(HERE))
    import stubs

    import alembic.autogenerate  # noqa: F401
    import alembic.context  # noqa: F401
    import alembic.op  # noqa: F401
    import sqlalchemy.dialects.mssql  # noqa: F401
    import sqlalchemy.dialects.mysql  # noqa: F401
    import sqlalchemy.dialects.oracle  # noqa: F401
    import sqlalchemy.dialects.postgresql  # noqa: F401
    import sqlalchemy.dialects.sqlite  # noqa: F401
    import sqlalchemy.ext.asyncio  # noqa: F401
    import sqlalchemy.ext.compiler  # noqa: F401
    import sqlalchemy.ext.mutable  # noqa: F401
    import sqlalchemy.orm  # noqa: F401

    stubs.install(root)
    sys.path.insert(0, root)
    dialects = os.environ["ORACLE_DIALECTS"].split(",")
    answers = os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for line in sys.stdin:
        answer = in_child(lambda path=line.strip(): rendered(root, path, dialects))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def shift_clock(number):
    """Lets the second process live in another year: what depends on the clock differs."""
    if number == 0:
        return
    import datetime
    import time

    shift = 400 * 86400 * number
    true_time = time.time
    time.time = lambda: true_time() + shift

    class Date(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())

    class DateTime(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.now()

    datetime.date, datetime.datetime = Date, DateTime


def in_child(work):
    """Answers what a child answers, or how it ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            limit()
            answer = json.dumps(work())
        except BaseException as error:  # nothing a revision does may end the harness
            answer = json.dumps({"reason": f"{type(error).__name__}: {error}"[:300]})
        with os.fdopen(writer, "w") as out:
            out.write(answer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as into:
        text = into.read()
    _, status = os.waitpid(child, 0)
    try:
        return json.loads(text)
    except ValueError:
        return {"reason": f"the process ended with {os.waitstatus_to_exitcode(status)}"}


def limit():
    import socket

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Files are not written; the pipe is no file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS)

    def refuse(*args, **kwargs):
        raise OSError("the oracle has no network")

    socket.socket.connect = refuse
    sys.setrecursionlimit(3000)


def rendered(root, path, dialects):
    """Renders one file in every way: {"revision": id, dialect: {direction: {"texts"|"reason"}}}."""
    answer = {}
    for dialect in dialects:
        answer[dialect] = {}
        for direction in DIRECTIONS:
            module_id, answer[dialect][direction] = render(root, path, dialect, direction)
            answer["revision"] = module_id or answer.get("revision")
    return answer


def render(root, path, dialect, direction):
    import warnings

    import stubs

    warnings.simplefilter("ignore")
    taint = stubs.TAINT
    taint.asked, taint.watching, taint.depth = [], True, 0
    revision, texts, is_loaded = None, [], False
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            with environment(root, path, dialect, texts) as run:
                module = load(root, path)
                is_loaded = True
                revision = getattr(module, "revision", None)
                step = getattr(module, direction, None)
                if step is None:
                    return name(revision), {"reason": f"no {direction}"}
                run(step)
    except (Exception, SystemExit) as error:
        return name(revision), {"reason": why(error, taint) if is_loaded else why_not_loaded(error)}
    finally:
        taint.watching = False
    if taint.asked:
        return name(revision), {"reason": f"a stub stood in: {taint.asked[0]}"}
    if any(stubs.MARK in text for text in texts):
        return name(revision), {"reason": "a stub stood in: its text"}
    return name(revision), {"texts": texts}


def name(revision):
    return revision if isinstance(revision, str) else None


def load(root, path):
    """As alembic.util.pyfiles does."""
    file = pathlib.Path(root, path)
    spec = importlib.util.spec_from_file_location(re.sub(r"\W", "_", file.name), file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def environment(root, path, dialect, texts):
    """A fresh context in offline mode, and how to run a step in it; each text that is printed is one of `texts`."""
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(root, path).parent))
    scripts = ScriptDirectory(str(pathlib.Path(root, path).parent))
    with EnvironmentContext(config, scripts, as_sql=True, fn=lambda rev, context: []) as env:
        # As the env.py of Alembic's own templates does.
        env.configure(
            dialect_name=dialect,
            output_buffer=io.StringIO(),
            literal_binds=True,
            dialect_opts={"paramstyle": "named"},
        )
        context = env.get_context()
        context.impl.static_output = texts.append

        def run(step):
            with Operations.context(context):
                step()

        yield run


def why_not_loaded(error):
    """The file needs another Python, another SQLAlchemy, or what a stub does not give."""
    return f"cannot be imported: {type(error).__name__}: {error}".splitlines()[0][:200]


def why(error, taint):
    """Says in one line why Alembic could not render it."""
    import stubs

    text = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    if taint.asked or "stub" in text.lower():
        return f"a stub stood in: {text}"
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "/sqlalchemy/" in frame.filename or "/alembic/" in frame.filename]
    if any(word in text for word in ("NoInspectionAvailable", "'NoneType' object", "MockConnection", "--sql mode")):
        return f"needs a database: {text}"
    if inside:
        return f"refused: {text}"
    return f"a stub stood in: {text}" if stubs.are_in_use() else f"failed: {text}"


# ---- all projects --------------------------------------------------------------------------------------------------


def project(root, versions, dialects):
    """Renders a project twice, and keeps what is the same."""
    paths = [path for folder in versions for path in revisions(root, folder)]
    first, second = (answers(root, paths, dialects, number) for number in (0, 1))
    found = []
    for path, one, two in zip(paths, first, second):
        if "reason" in one:
            one = {dialect: {direction: dict(one) for direction in DIRECTIONS} for dialect in dialects}
        entry = {"path": path, "revision": one.pop("revision", None), "renders": one}
        for dialect in dialects:
            for direction in DIRECTIONS:
                here, there = one[dialect][direction], (two.get(dialect) or {}).get(direction) or {}
                if "texts" in here and unordered(here["texts"]) != unordered(there.get("texts")):
                    one[dialect][direction] = {"reason": "not the same twice"}
        found.append(entry)
    return found


def unordered(texts):
    """Sorts neighbouring CREATE INDEX: those of one table come in random order."""
    if texts is None:
        return None
    out, run = [], []
    for text in texts:
        if re.match(r"CREATE (UNIQUE )?INDEX ", text):
            run.append(text)
            continue
        out += sorted(run) + [text]
        run = []
    return out + sorted(run)


def answers(root, paths, dialects, number):
    folder = pathlib.Path(os.environ["ORACLE_HOME"])
    clean = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONHASHSEED": str(number + 1),
        "PYTHONDONTWRITEBYTECODE": "1",
        "ORACLE_DIALECTS": ",".join(dialects),
    }
    command = [sys.executable, str(HERE / "render.py"), "--serve", str(root), str(number)]
    text = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(command, input=text, env=clean, cwd=folder, text=True, stdout=subprocess.PIPE)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(paths):
        sys.exit(f"{root}: {len(lines)} answers to {len(paths)} questions")
    return lines


def key():
    parts = [
        (HERE / "render.py").read_bytes(),
        (HERE / "stubs.py").read_bytes(),
        (HERE / "unpack.py").read_bytes(),
        (HERE.parent / "corpus/pins.txt").read_bytes(),
        (HERE.parent / "alembic/requirements.txt").read_bytes(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make(name, versions, options):
    out = options.out / f"{name}.json"
    known = json.loads(out.read_text()) if out.exists() else {}
    if known.get("key") != key() or not set(options.dialects) <= set(known["dialects"]):
        found = project(options.sources / name, versions, options.dialects)
        known = {"key": key(), "root": name, "folders": versions, "dialects": options.dialects, "revisions": found}
        part = out.with_suffix(".part")
        part.write_text(json.dumps(known, indent=1))
        part.rename(out)
    return name, known["revisions"]


def totals(found, dialects):
    """A row of numbers: renderable of all, for each dialect and direction."""
    row = []
    for dialect in dialects:
        for direction in DIRECTIONS:
            able = sum("texts" in entry["renders"][dialect][direction] for entry in found)
            row.append(f"{able}")
    return row


def main():
    if sys.argv[1:2] == ["--serve"]:
        return serve(sys.argv[2], int(sys.argv[3]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--only", help="names of projects, with commas between")
    parser.add_argument("--dialects", default="postgresql,mysql,sqlite", type=lambda text: text.split(","))
    parser.add_argument("--jobs", default=2, type=int)
    options = parser.parse_args()
    options.sources, options.out = options.sources.resolve(), options.out.resolve()
    options.out.mkdir(parents=True, exist_ok=True)
    import tempfile

    chosen = {n: f for n, f in folders().items() if not options.only or n in options.only.split(",")}
    with tempfile.TemporaryDirectory() as home, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        os.environ["ORACLE_HOME"] = home
        ways = [f"{dialect} {direction}" for dialect in options.dialects for direction in DIRECTIONS]
        print(f"| project | revisions | {' | '.join(ways)} |\n|{'---|' * (len(ways) + 2)}")
        every = []
        for name, found in pool.map(lambda item: make(*item, options), chosen.items()):
            every += found
            print(f"| {name} | {len(found)} | {' | '.join(totals(found, options.dialects))} |", flush=True)
        print(f"| all | {len(every)} | {' | '.join(totals(every, options.dialects))} |")


if __name__ == "__main__":
    main()
