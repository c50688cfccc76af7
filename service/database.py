"""How do processes share one database? As a file that all of them map, so that its pages are in memory once."""

import os
import sqlite3
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

PREFIX = "codebook-search-"
"""How the name of a file in the temporary folder begins."""

MOST_MAPPED = 2**40
"""Bytes of a file that are mapped, at most: more than there are, and SQLite has a limit of its own."""

MOST_PREPARED = 8
"""Statements that a connection keeps ready: few stand for every question, others name the records of one page."""

_PIECE = 2**24


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file that one process made: its path, a descriptor that forked processes inherit, and its size in bytes."""

    path: str
    descriptor: int
    size: int

    def read(self) -> bytes:
        """Return all that it holds, also when it has no name any more; where it is read from is nobody else's care."""
        return b"".join(os.pread(self.descriptor, _PIECE, start) for start in range(0, self.size, _PIECE))


class _Opened:
    """The database as one process has it open; its threads take turns."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.process, self.turn, self.connection = os.getpid(), Lock(), connection
        self.connection.execute("PRAGMA query_only = ON")

    def ask(self, statement: str, values: Iterable[Any], keep: Callable[[Iterable[Any]], Any]) -> Any:
        with self.turn:
            return keep(self.connection.execute(statement, tuple(values)))


class Database:
    """A database that is made once and then only asked, by the process that made it and by those forked from it.

    It lies in a file, which goes when the process that made it drops it or ends. Each process opens it when it first
    asks, since a connection must not cross a fork. One that comes too late for the file, as a worker may that has not
    asked before newer data came, reads a copy of its own through the descriptor; and where no file can be made, every
    process has such a copy.

    Args:
        whole: the database as SQLite serializes it.
    """

    def __init__(self, whole: bytes) -> None:
        self._opened: _Opened | None = None
        self._file = _written(whole)
        self._whole = b"" if self._file else whole
        if self._file:
            weakref.finalize(self, _drop, self._file, os.getpid())

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """Return the rows that a statement selects."""
        rows: list[Any] = self._connection().ask(statement, values, list)
        return rows

    def numbers(self, statement: str, *values: Any) -> Sequence[int]:
        """Return the whole numbers that a statement selects, one a row; of thousands, no object is made for each."""
        numbers: array[int] = self._connection().ask(statement, values, _numbers)
        return numbers

    def close(self) -> None:
        """Close the connection of this process, if there is one; the next question opens another."""
        self._opened = None

    def _connection(self) -> _Opened:
        """Return the database as this process has it open."""
        opened = self._opened
        if opened is None or opened.process != os.getpid():
            # Two threads may get here at once; each then has a connection, and the first one is dropped.
            opened = self._opened = _Opened(self._mapped() or self._copied())
        return opened

    def _mapped(self) -> sqlite3.Connection | None:
        """Return a connection to the file, or None if there is none (any more)."""
        if self._file is None:
            return None
        try:
            # Immutable: it takes no locks, and looks for no changes.
            address = f"file:{quote(self._file.path)}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False, cached_statements=MOST_PREPARED)
        except sqlite3.OperationalError:
            return None
        connection.execute(f"PRAGMA mmap_size = {MOST_MAPPED}")
        return connection

    def _copied(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False, cached_statements=MOST_PREPARED)
        connection.deserialize(self._file.read() if self._file else self._whole)
        return connection


def _numbers(rows: Iterable[tuple[int]]) -> "array[int]":
    return array("q", chain.from_iterable(rows))


def _written(whole: bytes) -> _File | None:
    """Return a file of these bytes, or None where processes do not fork or no file can be written."""
    if not hasattr(os, "fork"):
        return None
    try:
        descriptor, path = tempfile.mkstemp(prefix=PREFIX)
    except OSError:
        return None
    file = _File(path=path, descriptor=descriptor, size=len(whole))
    try:
        with open(descriptor, "wb", closefd=False) as stream:
            stream.write(whole)
    except OSError:  # the folder is full
        _drop(file, os.getpid())
        return None
    return file


def _drop(file: _File, maker: int) -> None:
    """Let go of a file; the process that made it removes it, and those that were forked from it let it be."""
    os.close(file.descriptor)
    if os.getpid() == maker:
        Path(file.path).unlink(missing_ok=True)
