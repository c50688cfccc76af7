"""What do the files of a folder hold? Bytes become JSON values that know their file and line."""

import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from schemas.messages import Pointer
from service.errors import Fault
from service.strict_json import NotJSON, locate, parse

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of one file at most; 100,000 records of 3 kB fit into five such files."""


def spell(pointer: Pointer) -> str:
    """Return a pointer as a person would write it: ``related_codes[0].code``."""
    spelt = ""
    for step in pointer:
        spelt += f"[{step}]" if isinstance(step, int) else f".{step}" if spelt else step
    return spelt


class Document(NamedTuple):
    """A JSON value and where it stands; `start` is the line of its file that `source` begins on.

    `source` is the text as a part of the file's bytes: a copy for each record would take as much again. `value` is
    None until it is read.
    """

    file: str
    source: memoryview
    start: int
    value: Any = None

    def read(self) -> "Document | Fault":
        """Return the same with its value, or the fault that keeps it from being read."""
        try:
            return self._replace(value=parse(bytes(self.source)))
        except NotJSON as error:
            return Fault(self.file, error.line + self.start - 1, spell(error.pointer), error.reason)

    def fault(self, pointer: Pointer, reason: str) -> Fault:
        """Return the fault at `pointer`, on the line of the nearest value that is there."""
        lines = _lines_of(self.source)
        there = pointer
        while there not in lines:
            there = there[:-1]
        return Fault(self.file, lines[there] + self.start - 1, spell(pointer), reason)


@lru_cache(maxsize=1)
def _lines_of(source: memoryview) -> dict[Pointer, int]:
    """Return the line of every value; kept for the next fault, since the text of one is likely to have more."""
    return locate(str(source, "utf-8", "replace"))


def documents_of_records(folder: Path) -> Iterator[Document | Fault]:
    """Yield every record of ``codes/`` unread, or the fault that keeps its file from it, in order of file name."""
    codes = folder / "codes"
    if not codes.is_dir():
        yield Fault(str(codes), 1, "", "there is no such folder; records stand in it, one JSON file each")
        return
    found = False
    for path in sorted(codes.iterdir()):
        if path.name.startswith("."):
            continue
        found = True
        if path.suffix == ".jsonl":
            yield from _lines(path, folder)
        elif path.suffix == ".json":
            yield _unread(path, folder)
        else:
            yield Fault(str(path), 1, "", "is no record: expected a file that ends in .json or .jsonl")
    if not found:
        yield Fault(str(codes), 1, "", "holds no record")


def document(path: Path, folder: Path) -> Document | Fault:
    """Return the one JSON value of a file of `folder`, or the fault that keeps it from being read."""
    unread = _unread(path, folder)
    return unread if isinstance(unread, Fault) else unread.read()


def _unread(path: Path, folder: Path) -> Document | Fault:
    raw = _bytes(path, folder)
    return raw if isinstance(raw, Fault) else Document(str(path), memoryview(raw), 1)


def _lines(path: Path, folder: Path) -> Iterator[Document | Fault]:
    """Yield every line that is not blank."""
    raw = _bytes(path, folder)
    if isinstance(raw, Fault):
        yield raw
        return
    file, whole, begin, number = str(path), memoryview(raw), 0, 1
    while begin < len(raw):
        end = raw.find(b"\n", begin) % (len(raw) + 1)  # the last line may go without
        if raw[begin:end].strip():
            yield Document(file, whole[begin:end], number)
        begin, number = end + 1, number + 1


def _bytes(path: Path, folder: Path) -> bytes | Fault:
    """Return what a file holds; nothing is opened that lies elsewhere or that could block."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve(strict=True)):
            return Fault(str(path), 1, "", "is a link that leads out of the folder")
        about = real.stat()
        if not stat.S_ISREG(about.st_mode):
            return Fault(str(path), 1, "", "is not a regular file")
        if about.st_size > LARGEST_FILE:
            return Fault(str(path), 1, "", f"is larger than {LARGEST_FILE // 1024 // 1024} MiB")
        raw = real.read_bytes()
    except (OSError, RuntimeError) as error:
        return Fault(str(path), 1, "", f"cannot be read: {getattr(error, 'strerror', None) or error}")
    return raw if raw.strip() else Fault(str(path), 1, "", "is empty")
