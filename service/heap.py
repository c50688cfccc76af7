"""Where do workers put what they make? Side by side at the end of the heap, and not in the holes that are all over it.

The C library fills holes first, and in turn. Each page of a hole that a forked process writes to becomes its own, so
that every worker would in time have all of them to itself. Large pieces are mapped apart and go back to the system.
"""

import ctypes
from functools import cache
from typing import Any

APART = 384 * 1024
"""Bytes from which on a piece is mapped apart; parts of an answer that is sent in parts have some 256 kB."""

LARGEST_HOLE, SMALLEST_HOLE = 128 * 1024, 512
"""Bytes of the holes that are closed; what is smaller than these is not the C library's to place."""

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # of glibc's malloc.h

_closed: list[int] = []


def close_holes() -> None:
    """Close the holes of the heap as it is now, so that processes that are forked from now on pass them over.

    Where the C library is not glibc, nothing is done.
    """
    library = _glibc()
    if library is None:
        return
    open_holes()
    library.mallopt(_MMAP_THRESHOLD, APART)
    library.mallopt(_TRIM_THRESHOLD, APART)
    library.malloc_trim(0)  # what is closed holds no memory
    size, end = LARGEST_HOLE, library.sbrk(0)
    while size >= SMALLEST_HOLE:
        _closed.append(library.malloc(size))
        if library.sbrk(0) != end:  # no hole is as large as that
            size, end = size * 7 // 8 // 16 * 16, library.sbrk(0)


def open_holes() -> None:
    """Make the holes that were closed usable again, for new data."""
    library = _glibc()
    while library is not None and _closed:
        library.free(_closed.pop())


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
