"""Says what a revision script does, by Python's own parser: JSON {"text", "doc"} in, "" or a complaint out."""
import ast
import json
import sys

NAMES = ["revision", "down_revision", "branch_labels", "depends_on"]


def complaint(text, doc):
    try:
        tree = ast.parse(text.encode())
        compile(tree, "revision", "exec")
    except (SyntaxError, ValueError) as error:
        return f"not Python: {error}"
    kinds = [type(node).__name__ for node in tree.body]
    expected = ["Expr", "ImportFrom", "ImportFrom", "Import"] + ["AnnAssign"] * 4 + ["FunctionDef"] * 2
    if kinds != expected:
        return f"it has the statements {kinds}"
    if ast.get_docstring(tree, clean=False) != doc:
        return f"the docstring is {ast.get_docstring(tree, clean=False)!r}, not {doc!r}"
    for node, name in zip(tree.body[4:8], NAMES):
        if node.target.id != name or not isinstance(node.value, ast.Constant):
            return f"{name} is {ast.dump(node)}"
    for node, name in zip(tree.body[8:], ["upgrade", "downgrade"]):
        if node.name != name or [type(inner).__name__ for inner in node.body] != ["Expr", "Pass"]:
            return f"{name} is {ast.dump(node)}"
        if not isinstance(node.body[0].value, ast.Constant):
            return f"{name} does {ast.dump(node.body[0])}"
    return ""


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(complaint(request["text"], request["doc"])), flush=True)
