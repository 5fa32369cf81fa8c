#!/bin/sh
# Makes .cache/venv with the Alembic that the tests compare with.
# Does nothing when it is there already; ONEHEAD_BASE_PYTHON names another python3.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
wanted=$root/tests/alembic/requirements.txt
venv=$root/.cache/venv
stamp=$venv/.requirements
hash=$(cksum <"$wanted")

if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then
    exit 0
fi

# A half-made environment has no stamp, and is made again.
rm -rf "$venv"
"${ONEHEAD_BASE_PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$wanted"
printf '%s\n' "$hash" >"$stamp"
