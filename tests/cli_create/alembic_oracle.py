"""Runs Alembic command lines, one a line: {"directory", "arguments"} in, {"code", "said"} out."""
import contextlib
import io
import json
import os
import sys
import warnings

from alembic.config import CommandLine

sys.dont_write_bytecode = True
warnings.simplefilter("ignore")


def run(directory, arguments):
    os.chdir(directory)
    said = io.StringIO()
    path = list(sys.path)
    code = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            CommandLine(prog="alembic").main(argv=arguments)
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 1
        except BaseException as error:
            print(repr(error))
            code = 1
    sys.path[:] = path
    return {"code": code, "said": said.getvalue()}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(run(request["directory"], request["arguments"])), flush=True)
