"""Runs Alembic command lines, one a line: {"directory", "arguments"} in, {"code", "said"} out."""
import io
import json
import os
import sys
import warnings

answers = os.fdopen(os.dup(1), "w")


class Said:
    """What stands for stdout and stderr: Alembic takes hold of them while it is imported."""

    def __init__(self):
        self.text = io.StringIO()

    def write(self, text):
        return self.text.write(text)

    def flush(self):
        pass

    def take(self):
        text, self.text = self.text.getvalue(), io.StringIO()
        return text


said = Said()
sys.stdout = said
# The log is not the answer.
sys.stderr = Said()
sys.dont_write_bytecode = True
warnings.simplefilter("ignore")

from alembic.config import CommandLine  # noqa: E402


def run(directory, arguments):
    os.chdir(directory)
    path = list(sys.path)
    code = 0
    try:
        CommandLine(prog="alembic").main(argv=arguments)
    except SystemExit as exit:
        code = exit.code if isinstance(exit.code, int) else 1
    except BaseException as error:
        print(repr(error))
        code = 1
    sys.path[:] = path
    sys.stderr.take()
    return {"code": code, "said": said.take()}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(run(request["directory"], request["arguments"])), flush=True, file=answers)
