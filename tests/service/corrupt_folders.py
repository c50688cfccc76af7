"""What can be wrong with new data? Folders that must not go live; a line more is a kind more."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def bad(name: str, content: bytes) -> Callable[[Path], int]:
    """Return what writes a file."""
    return lambda root: (root / name).write_bytes(content)


def record(**changes: object) -> Callable[[Path], None]:
    """Return what changes the record of 63709."""

    def change(root: Path) -> None:
        path = root / "codes" / "63709.json"
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")

    return change


def instead(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return what puts something in place of a file."""

    def put(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        make(root / name)

    return put


ONE = "codes/63709.json"
CORRUPT: list[tuple[str, Callable[[Path], object]]] = [
    ("half a file", bad(ONE, b'{"code": "63709", ')),
    ("an empty file", bad(ONE, b"")),
    ("no UTF-8", bad(ONE, b'{"code": "\xff"}')),
    ("30,000 brackets", bad(ONE, b"[" * 30_000)),
    ("a key twice", bad(ONE, b'{"code": "63709", "code": "63709"}')),
    ("an unknown field", record(nope=1)),
    ("an unknown value", record(status="new")),
    ("another code", record(code="63707")),
    ("an edge to nothing", record(related_codes=[{"code": "99999", "relationship": "alternative", "reason": "x"}])),
    ("a FIFO for a record", instead(ONE, os.mkfifo)),
    ("a FIFO for a register", instead("families.json", os.mkfifo)),
    ("a link out of the folder", instead(ONE, lambda path: path.symlink_to("/etc/passwd"))),
    ("a folder for a record", instead(ONE, Path.mkdir)),
    ("a stray file", bad("codes/notes.txt", b"x")),
    ("no records", lambda root: shutil.rmtree(root / "codes")),
    ("a file of 65 MiB", lambda root: os.truncate(root / ONE, 65 * 1024 * 1024)),
]
"""What is wrong, and what makes it so in a folder of the records of the tests."""
