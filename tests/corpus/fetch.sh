#!/bin/sh
# Fetches the revision files of real projects that tests/corpus.rs reads. They are inputs of tests and never committed.
# What is there already is not fetched again. PYTHON names the Python whose pip is used.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${1:-$root/.cache/corpus}
python=${PYTHON:-$root/.cache/venv/bin/python}
[ -x "$python" ] || python=python3

stamp=$(cksum < "$here/pins.txt")
if [ -f "$target/.complete" ] && [ "$(cat "$target/.complete")" = "$stamp" ]; then
    exit 0
fi

wheels=$target/.wheels
mkdir -p "$wheels"
"$python" -m pip download --quiet --no-deps --only-binary :all: --ignore-requires-python \
    --require-hashes -r "$here/pins.txt" -d "$wheels"
"$python" "$here/unpack.py" "$here/pins.txt" "$wheels" "$target"
rm -rf "$wheels"
printf '%s' "$stamp" > "$target/.complete"
