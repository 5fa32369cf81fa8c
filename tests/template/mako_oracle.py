"""Renders templates with Mako, the way Alembic does: one JSON request per line in, one JSON answer per line out.

A request is {"stock": name} or {"template": text}, with "draft": the variables as Alembic passes them; tuples are written
as {"tuple": [...]}. The answer is {"text": ...} or {"error": ...}.
"""

import json
import pathlib
import sys
import tempfile

import alembic
from alembic import util


def variable(value):
    return tuple(value["tuple"]) if isinstance(value, dict) else value


def main():
    stock = pathlib.Path(alembic.__file__).parent / "templates"
    with tempfile.TemporaryDirectory() as directory:
        template, target = pathlib.Path(directory, "script.py.mako"), pathlib.Path(directory, "out.py")
        for line in sys.stdin:
            request = json.loads(line)
            if "stock" in request:
                text = (stock / request["stock"] / "script.py.mako").read_text(encoding="utf-8")
            else:
                text = request["template"]
            template.write_bytes(text.encode("utf-8"))
            variables = {name: variable(value) for name, value in request["draft"].items()}
            try:
                util.template_to_file(template, str(target), "utf-8", comma=util.format_as_comma, **variables)
                answer = {"text": target.read_bytes().decode("utf-8"), "template": text}
            except Exception as error:
                answer = {"error": repr(error), "template": text}
            print(json.dumps(answer), flush=True)


main()
