#!/bin/sh
# Unpacks the wheels of tests/corpus/pins.txt whole: revisions import the sources beside them. They are inputs of tests
# and never committed. What is there already is not fetched again. PYTHON names the Python whose pip is used.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
pins=$root/tests/corpus/pins.txt
target=${1:-$root/.cache/sources}
python=${PYTHON:-$root/.cache/venv/bin/python}
[ -x "$python" ] || python=python3

stamp=$(cat "$pins" "$here/unpack.py" | cksum)
if [ -f "$target/.complete" ] && [ "$(cat "$target/.complete")" = "$stamp" ]; then
    exit 0
fi

# What an earlier list of pins left would be read as if it were still meant.
rm -rf "$target"
wheels=$target/.wheels
mkdir -p "$wheels"
"$python" -m pip download --quiet --no-deps --only-binary :all: --ignore-requires-python \
    --require-hashes -r "$pins" -d "$wheels"
"$python" "$here/unpack.py" "$wheels" "$target"
rm -rf "$wheels"
printf '%s' "$stamp" > "$target/.complete"
