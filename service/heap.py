"""Where do workers put what they make? Side by side at the end of the heap, and not in the holes that are all over it.

Both CPython, which places small pieces itself, and the C library fill holes first. Each page of a hole that a forked
process writes to becomes its own, so that every worker would in time have all of them to itself. What is made after the
holes were closed lies side by side too: so they are closed before what all requests read is made, and again in the end;
for new data in the end alone.
Large pieces are mapped apart and go back to the system.
"""

import ctypes
import sys
from collections.abc import Iterable
from functools import cache
from itertools import pairwise, repeat
from typing import Any

APART = 384 * 1024
"""Bytes from which on a piece is mapped apart; a page of 50 records has some 300 kB."""

LARGEST_HOLE, SMALLEST_HOLE = 128 * 1024, 16
"""Bytes of the holes of the C library that are closed."""

ROOM = 128 * 1024
"""Bytes by which the heap grows beyond what is asked for; that is what glibc chooses itself."""

_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD, _ARENA_MAX = -3, -1, -2, -8  # of glibc's malloc.h

_LARGEST_SMALL, _STEP = 512, 16
"""Bytes of the largest piece that CPython places, and by how much its sizes differ."""

_POOL, _POOL_HEAD, _BYTES_HEAD = 16 * 1024, 48, sys.getsizeof(b"")
"""Bytes of a pool, in which CPython places pieces of one size, and of what comes before pieces, and before bytes."""

_MOST_FILLED = 2**24
"""Bytes of one size that are filled, at most: for a CPython that places pieces in another way."""

_closed: list[int] = []
_filling: list[list[object]] = []


def close_holes() -> None:
    """Close the holes of the heap as it is now, so that processes that are forked from now on pass them over.

    Where the C library is not glibc, only those of CPython are closed.
    """
    _fill()
    library = _glibc()
    if library is None:
        return
    library.mallopt(_ARENA_MAX, 1)  # a thread makes no heap of its own
    library.mallopt(_MMAP_THRESHOLD, APART)
    library.mallopt(_TRIM_THRESHOLD, APART)
    library.malloc_trim(0)  # what is closed holds no memory
    library.mallopt(_TOP_PAD, 0)  # it grows by no more than is asked for
    size, end, edge = LARGEST_HOLE, library.sbrk(0), 0
    while size >= SMALLEST_HOLE:
        _closed.append(library.malloc(size))
        if library.sbrk(0) != end:  # no hole is as large as that
            edge = edge or _closed[-1]
            size, end = size * 7 // 8 // 16 * 16, library.sbrk(0)
    library.mallopt(_TOP_PAD, ROOM)
    # What the heap has grown by is given back, or each time would leave as much behind.
    behind = [piece for piece in _closed if piece >= edge]
    _closed[:] = [piece for piece in _closed if piece < edge]
    for piece in reversed(behind):
        library.free(piece)


def open_holes() -> None:
    """Make the holes that were closed usable again, for new data."""
    _filling.clear()
    library = _glibc()
    while library is not None and _closed:
        library.free(_closed.pop())


def side_by_side(words: Iterable[str]) -> tuple[str, ...]:
    """Return words without blanks as new objects that lie side by side, so that reading many touches few pages."""
    return tuple(" ".join(words).split())


def _fill() -> None:
    """Make pieces of every size that CPython places, a pool of them at a time, until most lie one after the other."""
    if not sys.getallocatedblocks():
        return  # it places none itself
    for size in range(_STEP, _LARGEST_SMALL + 1, _STEP):
        many = (_POOL - _POOL_HEAD) // size
        for _ in range(_MOST_FILLED // _POOL):
            made = [_piece(size) for _ in repeat(None, many)]
            _filling.append(made)
            if sum(after - before == size for before, after in pairwise(map(id, made))) > many * 3 / 4:
                break


def _piece(size: int) -> object:
    """Return something new that takes a multiple of 16 bytes."""
    if size > 2 * _STEP:
        return bytes(size - _BYTES_HEAD)
    return object() if size == _STEP else complex()  # noqa: UP018  each of them anew


@cache
def _glibc() -> Any:
    """Return the C library, or None if it is another than glibc."""
    library = ctypes.CDLL(None)
    if not all(hasattr(library, name) for name in ("mallopt", "malloc_trim", "sbrk")):
        return None
    library.malloc.restype = library.sbrk.restype = ctypes.c_void_p
    library.malloc.argtypes, library.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    library.sbrk.argtypes = [ctypes.c_ssize_t]
    library.malloc_trim.argtypes = [ctypes.c_size_t]
    return library
