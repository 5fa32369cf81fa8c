"""Unpacks what of each wheel a revision could read: Python files and the small texts beside them."""

import pathlib
import sys
import zipfile

READABLE = {".py", ".sql", ".json", ".txt", ".ini", ".cfg", ".toml", ".yml", ".yaml", ".mako"}
LARGEST = 1 << 20


def main(wheels: str, target: str) -> None:
    for wheel in sorted(pathlib.Path(wheels).glob("*.whl")):
        project = pathlib.Path(target, wheel.name.split("-")[0].lower())
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                name = pathlib.PurePosixPath(entry.filename)
                if name.suffix not in READABLE or entry.file_size > LARGEST or ".." in name.parts or name.is_absolute():
                    continue
                path = project / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(entry))


main(*sys.argv[1:])
