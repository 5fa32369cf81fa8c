"""Unpacks the versions folders that pins.txt names out of wheels: DIR/<project>/<folder>/*.py."""

import pathlib
import re
import sys
import zipfile


def main(pins: str, wheels: str, target: str) -> None:
    folders = {}
    for line in pathlib.Path(pins).read_text(encoding="utf-8").splitlines():
        match = re.match(r"(\S+)==(\S+) .*#\s*(.+)$", line)
        if match:
            folders[match[1].replace("-", "_").lower()] = [f.strip() for f in match[3].split(",")]
    for wheel in sorted(pathlib.Path(wheels).glob("*.whl")):
        project = wheel.name.split("-")[0].lower()
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                wanted = any(name.startswith(folder + "/") for folder in folders[project])
                if not wanted or not name.endswith(".py") or ".." in name:
                    continue
                path = pathlib.Path(target, project, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))


main(*sys.argv[1:])
